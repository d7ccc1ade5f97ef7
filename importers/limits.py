"""Time limits (时限) as people write them; the parser says what it saw and what it inferred."""

from __future__ import annotations

import re
from decimal import Decimal

from catalogue.limits import Limit
from catalogue.names import tight
from importers.values import NOTHING, UNIT_TEXT, UNITS, Note, han_number

_HAN = "零〇一二两三四五六七八九十百半廿卅"
_NUMBER = rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|[{_HAN}]{{1,6}})"
_FROM = "(?:自?(?:正式)?(?:受理|收到申请|收到|接到申请|申请)(?:之日起|之日|后|日起|起)|法定|承诺|办理|时限|期限|[:：,，在])*(?:不超过|不多于|最长|最多|≤|<=)?"
_LIMIT = re.compile(
    rf"{_FROM}(?P<a>{_NUMBER})(?:(?P<u0>{UNIT_TEXT})?(?:至|到|-|~|～|—|–)+(?P<b>{_NUMBER}))?(?P<unit>{UNIT_TEXT})?"
    r"(?:内|以内|之内)?(?:办结|作出决定|完成|办理完毕|答复)?[。.;；,，]?"
)
_REMARK = re.compile(
    r"(?P<limit>.+?)[（(](?!.*(?:延长|另行|视情))(?P<remark>[^（()）\d一二三四五六七八九十]{1,60})[)）][。.]?"
)
_NO_LIMIT = re.compile(
    r"(?:法律|法规|法定|目前)?(?:无|没有|未|未作|未做|不作|无明确|没有明确)(?:法定|明确)?(?:规定|期限|时限|限制|要求|时限要求|规定时限|规定期限)+[。.]?"
)
_AT_ONCE = re.compile(
    r"(?:即办|即时|当场|现场|立等可取|马上|立即|即来即办|当即|即时办理|随到随办)(?:件|办结|办理|办|决定|作出决定)?(?:[（(].{0,12}[)）])?[。.]?"
)
_BARE_UNIT = {"天": "日", "日": "日", "工作日": "工作日", "个工作日": "工作日"}


def parse_limit(raw: object, unit_elsewhere: str = "", source: str = "表头") -> tuple[Limit | None, list[Note]]:
    """A time limit from a cell, with notes. Nothing stated gives (None, []); what cannot be read is noted, never guessed."""
    if isinstance(raw, bool):
        return None, [("time-unknown", {"text": raw})]
    if isinstance(raw, (int, float)):
        text = f"{Decimal(repr(raw)).normalize():f}" if isinstance(raw, float) else str(raw)
    else:
        text = re.sub(rf"[（(]({UNIT_TEXT})[)）]$", r"\1", tight(str(raw)))
    text = re.sub(r"(?:日|天)[（(]?(工作日|自然日)[)）]?$", r"\1", text)  # 20天（工作日）
    if text in NOTHING or _NO_LIMIT.fullmatch(text):
        return None, []
    if minutes := re.fullmatch(r"(\d{1,4})分钟(?:内|以内)?", text):
        value = Decimal(minutes[1]) / 60
        return (
            (Limit(value=value, unit="小时"), [])
            if value * 100 % 1 == 0
            else (None, [("time-unknown", {"text": text})])
        )
    if _AT_ONCE.fullmatch(text):
        return Limit(value=Decimal(0), unit="即办"), []
    match = _LIMIT.fullmatch(text)
    if not match and (remarked := _REMARK.fullmatch(text)):
        limit, found = parse_limit(remarked["limit"], unit_elsewhere, source)
        if limit is not None:
            return limit, [*found, ("time-with-remark", {"text": text, "remark": remarked["remark"]})]
    if not match:
        return None, [("time-unknown", {"text": text})]
    first, last = han_number(match["a"]), han_number(match["b"]) if match["b"] else None
    value = last if last is not None else first
    if value is None or first is None or (match["b"] and last is None):
        return None, [("time-unknown", {"text": text})]
    unit = UNITS.get(match["unit"] or "", "") or unit_elsewhere
    notes: list[Note] = []
    if match["u0"] and match["unit"] and UNITS[match["u0"]] != unit:
        return None, [("time-unknown", {"text": text})]
    if not unit:
        return None, [("time-unit", {"text": text})]
    if not match["unit"]:
        notes.append(("unit-from-header", {"unit": unit, "source": source}))
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


_HEADER_UNIT = re.compile(
    rf"[（(\[【](?:单位[：:])?({UNIT_TEXT})(?:[，,、;；]?必填)?[)）\]】]$|[：:/／_-]({UNIT_TEXT})$"
)
_HEADER_UNITS = re.compile(rf"[（(\[【](?:单位[：:])?(?:{UNIT_TEXT})(?:[/／、或,，](?:{UNIT_TEXT}))+[)）\]】]$")


def header_unit(word: str) -> str:
    """The unit that a header gives: 法定时限（工作日） gives 工作日; "" where it gives none or leaves it open."""
    match = _HEADER_UNIT.search(tight(word))
    return UNITS[match[1] or match[2]] if match else ""


def without_unit(word: str) -> str:
    """The header's word without the unit it gives, or the units it leaves open."""
    bare = tight(word)
    return _HEADER_UNITS.sub("", _HEADER_UNIT.sub("", bare))
