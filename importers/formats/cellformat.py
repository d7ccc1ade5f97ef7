"""What a cell's number format says: zeros in front of a code, a unit behind a number."""

from __future__ import annotations

import re

from importers.values import UNIT_TEXT, UNITS

_ZEROS = re.compile(r"0{2,}")
_UNIT = re.compile(rf'[#0?.,]+\s*(?:"\s*|\\)?({UNIT_TEXT})"?(?:;.*)?(?:_\s*)?')


def telling(code: str) -> str:
    """The format if it says something a value alone does not, else ""."""
    plain = code.replace("\\", "").strip()
    return plain if _ZEROS.fullmatch(plain) or _UNIT.fullmatch(plain) else ""


def padded(number: float, code: str) -> str:
    """The digits that the format shows: 7 under 000 is 007; "" where the format pads nothing."""
    if not _ZEROS.fullmatch(code) or number < 0 or not float(number).is_integer():
        return ""
    return str(int(number)).zfill(len(code))


def unit_of(code: str) -> str:
    """The unit of time that the format shows behind the number, or ""."""
    match = _UNIT.fullmatch(code)
    return UNITS[match[1]] if match else ""
