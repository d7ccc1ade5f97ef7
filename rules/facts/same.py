"""Whether two rows speak of one matter though they name it differently: by the register, never by likeness."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from catalogue.names import name_key
from rules.books import Day
from rules.named import Identified
from rules.register import Register


def takes_in(register: Register, wide: str, narrow: str, day: date, kind: Any = "") -> bool | None:
    """Whether what `wide` names takes in what `narrow` names. None where both are names of one matter and `wide` may
    mean a part of it only: an alias, or a circumstance that `narrow` does not state."""
    if name_key(wide) == name_key(narrow):
        return True
    one, other = (register.identify(name, day=day, kind=str(kind or "")) for name in (wide, narrow))
    if one is None or other is None or one.matter.id != other.matter.id:
        return False
    return _covered(register, day, wide, one, other)


def stands_on(held: Day, name: str, row: str, kind: Any = "", circumstance: Any = "") -> bool | None:
    """Whether a list that has rows in force names what a row of the county names; None where it may name a part of it."""
    if name_key(row) in (held.listed(name) or ()):
        return True
    other = held.register.identify(row, day=held.day, kind=str(kind or ""))
    if other is None:
        return False
    if circumstance:
        said = held.register.circumstance(other.matter, str(circumstance)) or {}
        other = Identified(other.matter, {**other.implied, **said})
    return _any(
        _covered(held.register, held.day, wide, one, other) for wide, one in held.meant(name).get(other.matter.id, ())
    )


def _covered(register: Register, day: date, wide: str, one: Identified, other: Identified) -> bool | None:
    if any(other.implied.get(fact, value) != value for fact, value in one.implied.items()):
        return False
    said = one.implied.items() <= other.implied.items() if one.implied else register.proper(wide, one.matter, day)
    return True if said else None


def _any(answers: Iterable[bool | None]) -> bool | None:
    found = set(answers)
    return True if True in found else None if None in found else False
