"""Values as people write them: time limits, dates, levels; each parser says what it saw and what it inferred."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from catalogue.limits import Limit
from catalogue.names import clean

LEVELS = ("国家级", "省级", "市级", "县级", "乡级", "村级")
NOTHING = frozenset(
    {"", "/", "\\", "-", "--", "—", "——", "无", "无。", "空", "暂无", "无子项", "不涉及", "无此项", "N/A", "n/a", "／"}
)
Note = tuple[str, dict[str, object]]  # code of `importers.issues`, its values

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


def han_number(text: str) -> Decimal | None:
    """A number in Chinese numerals up to 999 (`二十` is 20, `半` is 0.5), or in digits."""
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return Decimal(text)
    if text == "半":
        return Decimal("0.5")
    digits = {
        "零": 0,
        "〇": 0,
        "一": 1,
        "二": 2,
        "两": 2,
        "三": 3,
        "四": 4,
        "五": 5,
        "六": 6,
        "七": 7,
        "八": 8,
        "九": 9,
    }
    if not text or any(letter not in digits and letter not in "十百" for letter in text):
        return None
    if not re.search("[十百]", text):
        return Decimal("".join(str(digits[letter]) for letter in text)) if len(text) <= 3 else None
    match = re.fullmatch(
        r"(?:([一二两三四五六七八九])百)?零?(?:([一二两三四五六七八九])?(十))?([一二三四五六七八九])?", text
    )
    if not match:
        return None
    hundreds, tens, ten, ones = match.groups()
    return Decimal(
        100 * digits.get(hundreds or "零", 0)
        + (10 * digits.get(tens or "一", 1) if ten else 0)
        + digits.get(ones or "零", 0)
    )


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


_DATE = re.compile(r"(\d{4})[年./\-](\d{1,2})[月./\-](\d{1,2})(?:日|号)?(?:\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?[。]?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_HAN_DATE = re.compile(
    r"([〇零○O0一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})(?:日|号)?"
)
_PARTIAL = re.compile(r"(?:(?:19|20)\d{2}年?|(?:19|20)\d{2}[年./\-]\d{1,2}月?|\d{1,2}月\d{1,2}日)")


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
    text = re.sub(r"\s+", "", clean(str(raw)))
    if text in NOTHING or text in ("长期", "长期有效", "至今"):
        return None, []
    if match := _DATE.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(*match.groups(), text=text)
    if match := _HAN_DATE.fullmatch(text):
        year = "".join(str("〇一二三四五六七八九".index(x)) if x in "〇一二三四五六七八九" else "0" for x in match[1])
        month, number = han_number(match[2]), han_number(match[3])
        return _day(year, str(month or 0), str(number or 0), text=text)
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


_LEVEL_WORDS = {
    "国家级": "国家级",
    "国务院部门": "国家级",
    "中央级": "国家级",
    "部级": "国家级",
    "国家": "国家级",
    "中央": "国家级",
    "省级": "省级",
    "自治区级": "省级",
    "直辖市级": "省级",
    "省（自治区、直辖市）级": "省级",
    "省": "省级",
    "自治区": "省级",
    "省本级": "省级",
    "自治区本级": "省级",
    "市级": "市级",
    "地州市级": "市级",
    "设区市级": "市级",
    "设区的市级": "市级",
    "地市级": "市级",
    "州级": "市级",
    "盟市级": "市级",
    "市（州）级": "市级",
    "市州级": "市级",
    "市（地、州）级": "市级",
    "地（市）级": "市级",
    "地级": "市级",
    "市": "市级",
    "市本级": "市级",
    "地州市": "市级",
    "设区的市": "市级",
    "设区市": "市级",
    "县级": "县级",
    "区县级": "县级",
    "县区级": "县级",
    "县市区级": "县级",
    "县（市、区）级": "县级",
    "县（区）级": "县级",
    "区（县）级": "县级",
    "县市级": "县级",
    "区级": "县级",
    "旗县级": "县级",
    "县（区、市）级": "县级",
    "县（市）级": "县级",
    "区市县级": "县级",
    "县": "县级",
    "县区": "县级",
    "区县": "县级",
    "县（市、区）": "县级",
    "区": "县级",
    "县本级": "县级",
    "区本级": "县级",
    "县市区": "县级",
    "乡级": "乡级",
    "镇级": "乡级",
    "乡镇级": "乡级",
    "街道级": "乡级",
    "镇街级": "乡级",
    "街镇级": "乡级",
    "乡（镇）级": "乡级",
    "镇（乡、街道）级": "乡级",
    "乡（镇、街道）级": "乡级",
    "乡镇（街道）级": "乡级",
    "乡镇街道级": "乡级",
    "镇（街道）级": "乡级",
    "乡镇（街道）": "乡级",
    "乡镇": "乡级",
    "镇街": "乡级",
    "乡": "乡级",
    "镇": "乡级",
    "街道": "乡级",
    "镇（街道）": "乡级",
    "苏木乡镇级": "乡级",
    "镇（乡、街道）": "乡级",
    "乡（镇、街道）": "乡级",
    "街镇": "乡级",
    "村级": "村级",
    "社区级": "村级",
    "村（社区）级": "村级",
    "村社区级": "村级",
    "村居级": "村级",
    "村（居）级": "村级",
    "嘎查村级": "村级",
    "村（社区）": "村级",
    "村": "村级",
    "社区": "村级",
    "村（居）": "村级",
}
_BRACKETS = str.maketrans({"(": "（", ")": "）"})
_LONG = sorted((w for w in _LEVEL_WORDS if w.endswith("级")), key=len, reverse=True)
_LONG_PATTERN = "|".join(map(re.escape, _LONG))
_LEADING = re.compile(rf"((?:{_LONG_PATTERN})(?:[、,，/；;和及]?(?:{_LONG_PATTERN}))*)(?=[。:：；;，,]|$)")
_SUBJECT = re.compile(rf"(?<![一-鿿])({_LONG_PATTERN})(?=负责|直接|受理|办结|办理|审批|初审|审核|行使|均可)")


def parse_levels(raw: object) -> tuple[list[str], str, list[Note]]:
    """Levels of government from a cell: the levels in order, the prose that stood beside them, and notes."""
    text = re.sub(r"\s+", "", clean(str(raw))).translate(_BRACKETS)
    if text in NOTHING:
        return [], "", []
    if whole := _words(text):
        return whole, "", []
    if leading := _LEADING.match(text):
        return _ordered(re.findall(_LONG_PATTERN, leading[1])), text, []
    if spoken := _SUBJECT.findall(text):
        levels = _ordered(spoken)
    elif own := {_LEVEL_WORDS[f"{word}级"] for word in re.findall(r"(省|市|县|区|乡|镇)本级", text)}:
        levels = [level for level in LEVELS if level in own] if len(own) == 1 else []
    else:
        levels = []
    if levels:
        return levels, text, [("level-from-text", {"text": text, "levels": "、".join(levels)})]
    return [], text, [("level-unknown", {"text": text})]


def levels_in_name(name: str) -> list[str]:
    """Levels written in brackets in a matter's name: 企业投资项目备案（市级/县级）."""
    found: list[str] = []
    for inside in re.findall(r"（([^（）]*(?:（[^（）]*）[^（）]*)*)）", name.translate(_BRACKETS)):
        if inside.endswith(("级", "权限")):
            found += _words(inside.removesuffix("权限"))
    return _ordered_levels(found)


def _words(text: str) -> list[str]:
    """Levels, if the text is nothing but level words."""
    if text in _LEVEL_WORDS:
        return [_LEVEL_WORDS[text]]
    pieces = [p for p in re.split(r"[、,，/;；|+和及与](?![^（]*）)", text) if p]
    if pieces and all(piece in _LEVEL_WORDS for piece in pieces):
        return _ordered_levels([_LEVEL_WORDS[piece] for piece in pieces])
    if (joined := re.fullmatch(rf"(?:{_LONG_PATTERN})+", text)) is not None:
        return _ordered(re.findall(_LONG_PATTERN, joined[0]))
    return []


def _ordered(words: list[str]) -> list[str]:
    return _ordered_levels([_LEVEL_WORDS[word] for word in words])


def _ordered_levels(levels: list[str]) -> list[str]:
    return [level for level in LEVELS if level in levels]
