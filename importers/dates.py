"""Days as people write them: dates, serial numbers and the usual spellings."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from catalogue.names import tight
from importers.values import NOTHING, Note, han_number

_TIME = r"(?:T?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
_DATE = re.compile(rf"(\d{{4}})[年./、\-](\d{{1,2}})[月./、\-](\d{{1,2}})(?:日|号)?{_TIME}[。.]?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_DAY_LAST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]((?:19|20)\d{2})")
_HAN_DATE = re.compile(
    r"((?:[〇零○O0一二三四五六七八九]|\d){4})年(元|[一二三四五六七八九十廿卅]{1,3}|\d{1,2})月([一二三四五六七八九十廿卅]{1,3}|\d{1,2})(?:日|号)?"
)
_PARTIAL = re.compile(
    r"(?:19|20)\d{2}年?(?:度|底|初)?|(?:19|20)\d{2}[年./\-]\d{1,2}月?|\d{1,2}月\d{1,2}日|\d{2}[年./\-]\d{1,2}[月./\-]\d{1,2}日?"
    r"|[〇零○一二三四五六七八九]{4}年(?:[一二三四五六七八九十]{1,3}月)?"
)


def parse_date(raw: object, *, date1904: bool = False) -> tuple[date | None, list[Note]]:
    """A day from a cell: dates, serial numbers and the usual spellings."""
    if isinstance(raw, datetime):
        return raw.date(), []
    if isinstance(raw, date):
        return raw, []
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if float(raw).is_integer() and _COMPACT.fullmatch(str(int(raw))):
            return _day(*_COMPACT.fullmatch(str(int(raw))).groups(), text=str(int(raw)))  # type: ignore[union-attr]
        if 1900 <= raw <= 2100:
            return None, [("date-partial", {"text": f"{raw:g}"})]
        if 2100 < raw < 80_000:
            start = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
            day = start + timedelta(days=int(raw))
            return day, [("date-serial", {"text": f"{raw:g}", "value": day.isoformat()})]
        return None, [("date-invalid", {"text": raw})]
    text = tight(str(raw))
    text = re.sub(r"^自(.+?)(?:起|之日起)(?:施行|实施|执行)?$", r"\1", text)
    if text in NOTHING or text in ("长期", "长期有效", "至今"):
        return None, []
    if match := _DATE.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(*match.groups(), text=text)
    if match := _HAN_DATE.fullmatch(text):
        year = "".join(x if x.isdigit() else str(max(0, "〇一二三四五六七八九".find(x))) for x in match[1])
        month, number = han_number(match[2].replace("元", "一")), han_number(match[3])
        return _day(year, str(month or 0), str(number or 0), text=text)
    if match := _DAY_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), match[3]
        if first > 12 >= second or first == second:  # only one order gives a day
            return _day(year, str(second), str(first), text=text)
        if second > 12 >= first:
            return _day(year, str(first), str(second), text=text)
        return None, [("date-invalid", {"text": text})]
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return parse_date(float(text), date1904=date1904)
    if _PARTIAL.fullmatch(text):
        return None, [("date-partial", {"text": text})]
    return None, [("date-invalid", {"text": text})]


def _day(year: str, month: str, day: str, *, text: str) -> tuple[date | None, list[Note]]:
    try:
        return date(int(year), int(month), int(day)), []
    except ValueError:
        return None, [("date-invalid", {"text": text})]
