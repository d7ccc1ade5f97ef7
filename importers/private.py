"""Which columns hold personal data of people who applied: by their headings, and by numbers of identity cards below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalogue.fields import FieldList
from importers.headings import Words
from importers.sheet import Sheet, filled, text_of

_SHAPE = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_HEADING = re.compile(r"(?:身份证件?|公民身份)号码?|手机号码?")


def private_heading(readings: Sequence[str], fields: FieldList) -> bool:
    """Whether a heading names something that must not be stored, or only under a pseudonym; whoever's number it is."""
    known = any(f.dropped for reading in readings for f in fields.by_word.get(reading, ()))
    return known or any(_HEADING.search(reading) and not fields.by_word.get(reading) for reading in readings[:1])


def private_below(sheet: Sheet, words: Words, index: int) -> bool:
    """Whether numbers of identity cards stand in a column of which nobody knows what it is, whatever it is called."""
    cells = (sheet.value(row, index) for row in range(words.top + words.height, len(sheet.rows)))
    return any(identity_number(text_of(value).strip()) for value in cells if filled(value))


def identity_number(text: str) -> bool:
    """Whether a text is a 公民身份号码 (GB 11643): a day of birth within it, and the check digit is right."""
    if not _SHAPE.fullmatch(text):
        return False
    rest = sum(int(sign) * (2 ** (17 - place) % 11) for place, sign in enumerate(text[:17])) % 11
    return "10X98765432"[rest] == text[17].upper()
