"""Time limits (时限) as people write them; the parser says what it saw and what it inferred."""

from __future__ import annotations

import re
from decimal import Decimal

from catalogue.limits import Limit
from catalogue.names import clean
from importers.values import NOTHING, Note, han_number

_UNITS = {
    "个工作日": "工作日",
    "工作日": "工作日",
    "工作天": "工作日",
    "个工作天": "工作日",
    "个自然日": "自然日",
    "自然日": "自然日",
    "日历日": "自然日",
    "个日历日": "自然日",
    "自然天": "自然日",
    "天": "日",
    "日": "日",
    "个日": "日",
    "小时": "小时",
    "个小时": "小时",
    "时": "小时",
    "个月": "月",
    "月": "月",
    "年": "年",
    "周年": "年",
    "h": "小时",
}
_UNIT_TEXT = "|".join(sorted(_UNITS, key=len, reverse=True))
_HAN = "零〇一二两三四五六七八九十百半"
_NUMBER = rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|[{_HAN}]{{1,6}})"
_LIMIT = re.compile(
    rf"(?:不超过|最长|最多|自受理之日起|收到申请之日起)?(?P<a>{_NUMBER})(?:(?P<u0>{_UNIT_TEXT})?(?:至|到|-|~|～|—)(?P<b>{_NUMBER}))?(?P<unit>{_UNIT_TEXT})?(?:内|以内|之内)?(?:办结|作出决定|完成)?[。.]?"
)
_AT_ONCE = re.compile(
    r"(?:即办|即时|当场|现场|立等可取|马上|即来即办|当即|即时办理|随到随办)(?:件|办结|办理|办|决定|作出决定)?(?:[（(].{0,12}[)）])?[。.]?"
)
_BARE_UNIT = {"天": "日", "日": "日", "工作日": "工作日", "个工作日": "工作日"}


def parse_limit(raw: object, header_unit: str = "") -> tuple[Limit | None, list[Note]]:
    """A time limit from a cell, with notes. Nothing stated gives (None, []); what cannot be read is noted, never guessed."""
    if isinstance(raw, bool):
        return None, [("time-unknown", {"text": raw})]
    if isinstance(raw, (int, float)):
        text = f"{Decimal(repr(raw)).normalize():f}" if isinstance(raw, float) else str(raw)
    else:
        text = re.sub(rf"[（(]({_UNIT_TEXT})[)）]$", r"\1", re.sub(r"\s+", "", clean(str(raw))))
    if text in NOTHING:
        return None, []
    if _AT_ONCE.fullmatch(text):
        return Limit(value=Decimal(0), unit="即办"), []
    match = _LIMIT.fullmatch(text)
    if not match:
        return None, [("time-unknown", {"text": text})]
    first, last = han_number(match["a"]), han_number(match["b"]) if match["b"] else None
    value = last if last is not None else first
    if value is None or first is None or (match["b"] and last is None):
        return None, [("time-unknown", {"text": text})]
    unit = _UNITS.get(match["unit"] or "", "") or header_unit
    notes: list[Note] = []
    if match["u0"] and match["unit"] and _UNITS[match["u0"]] != unit:
        return None, [("time-unknown", {"text": text})]
    if not unit:
        return None, [("time-unit", {"text": text})]
    if not match["unit"]:
        notes.append(("unit-from-header", {"unit": unit}))
    if match["unit"] == "年" and value >= 1900:
        return None, [("time-unknown", {"text": text})]
    if last is not None:
        if last < first:
            return None, [("time-unknown", {"text": text})]
        notes.append(("time-range", {"text": text, "value": f"{value}{unit}"}))
    if unit == "日":
        notes.append(("unit-calendar-or-working", {"text": text}))
    if value == 0 and unit != "即办":
        return Limit(value=Decimal(0), unit="即办"), [*notes, ("time-zero", {"text": text})]
    return Limit(value=value, unit=unit), notes  # type: ignore[arg-type]


def header_unit(word: str) -> str:
    """The unit that a header's bracket gives: 法定时限（工作日） gives 工作日."""
    match = re.search(rf"[（(](?:单位[：:])?({_UNIT_TEXT})[)）]$", re.sub(r"\s+", "", clean(word)))
    return _UNITS[match[1]] if match else ""
