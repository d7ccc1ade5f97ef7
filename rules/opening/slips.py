"""What an author's hand slips to - full-width signs, dates as letters write them - and how it is put right."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

_OTHER_DATE = (
    re.compile(
        r"([0-9]{4})\s*[-./年－．／‐‑–—−]\s*([0-9]{1,2})\s*[-./月－．／‐‑–—−]\s*([0-9]{1,2})\s*日?(?: 0?0:00(?::00)?)?"
    ),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
)
_AROUND = re.compile("^自|(之日|日)?起?(正式)?(施行|实施|执行|起)$")  # a day as a document states it: 自…起施行
_SPELT_DAY = re.compile(
    "([〇零○Oo一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日?"
)
_OPEN = re.compile("长期|永久|无限期|至今|现行|有效|未废止|没有|无|未定")
_EXCEL = range(36526, 73051)  # days of this century as Excel counts them, from 2000-01-01 on
_SIGNS = {
    "大于等于": ">=", "大于或等于": ">=", "大于或者等于": ">=", "小于等于": "<=", "小于或等于": "<=", "小于或者等于": "<=",
    "大于": ">", "超过": ">", "多于": ">", "高于": ">", "不小于": ">=", "不少于": ">=", "不低于": ">=", "至少": ">=", "以上": ">=",
    "小于": "<", "少于": "<", "低于": "<", "不足": "<", "不大于": "<=", "不超过": "<=", "不多于": "<=", "不高于": "<=", "至多": "<=",
    "以下": "<=", "以内": "<=", "等于": "=",
}  # fmt: skip
_SPOKEN_NUMBER = re.compile(
    rf"({'|'.join(sorted(_SIGNS, key=len, reverse=True))}|[<>=!]=?)?([0-9][0-9,]*(?:\.[0-9]+)?)(万|亿)?(\D{{0,4}}?)(以上|以下|以内)?"
)
_AND, _TO = re.compile("并且|而且|且|、|，|,(?=[<>=!])|and|&+"), re.compile("到|至|[-—–~～]+")
_NAMED_SIDE = re.compile(
    rf"({'|'.join(sorted(_SIGNS, key=len, reverse=True))}|[<>=!]=?)?[(（【《“]?([^{{}}()（）【】《》“”<>=!\s]+)[)）】》”]?"
)
_ZERO = str.maketrans("零○Oo", "〇〇〇〇")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９＜＞＝！｛｝", "0123456789<>=!{}", "\u3000")


def date_advice(text: str) -> str:
    """How the day that was meant is written; said when what is written is no ISO date."""
    said = _iso(text)
    if not said:
        plain = half_width(text).strip()
        if plain.isdecimal() and int(plain) in _EXCEL:
            return f"这是 Excel 里日期的序号，请写成 {date(1899, 12, 30) + timedelta(int(plain))}"
        if _OPEN.search(plain):
            return "没有这个日期的，请把这一项删去或者留空"
        if re.fullmatch("[0-9]{4}([-./年][0-9]{1,2}月?)?年?", plain):
            return "请写到日，例如 2021-12-31"
        return "请写成 2021-12-31 这样的日期"
    return f"请写成 {said}" if meant_day(text) else f"没有这一天（{said}），请核对月和日"


def meant_day(text: str) -> date | None:
    """The one day that can be meant (2021年7月1日, 2021/7/1), or None."""
    try:
        return date.fromisoformat(_iso(text))
    except ValueError:
        return None


def _iso(text: str) -> str:
    plain = half_width(text).strip()
    if spelt := _SPELT_DAY.search(plain):
        year = "".join(str("〇一二三四五六七八九".find(sign.translate(_ZERO))) for sign in spelt[1])
        plain = plain.replace(spelt[0], f"{year}-{_counted(spelt[2])}-{_counted(spelt[3])}")
    plain = _AROUND.sub("", plain).strip()
    found = next(filter(None, (form.fullmatch(plain) for form in _OTHER_DATE)), None)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def _counted(words: str) -> int:
    """三十一 as a number."""
    tens, ten, ones = words.partition("十")
    digits = " 一二三四五六七八九"
    return (
        (digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0) if ten else digits.index(words)
    )


def sign_of(word: str) -> str:
    """The sign of a comparison said in words (大于), or nothing."""
    return _SIGNS.get(word, "")


def number_advice(text: str) -> str:
    """How the number, comparison or range that was meant is written, or nothing."""
    plain = half_width(text).replace(" ", "")
    if re.search("或|or", plain):
        return "“或者”请写成两条规则，一条一个范围"
    for between, signs in ((_AND, ("", "")), (_TO, (">=", "<="))):
        ends = [_compared(end, sign) for end, sign in zip(between.split(plain), signs, strict=False)]
        if len(between.split(plain)) == 2 and all(end[:1] in set("<>=!") for end in ends):
            return f'请写成 "{ends[0]} 且 {ends[1]}"'
    found, unit = _compared(plain), _SPOKEN_NUMBER.fullmatch(plain)
    unit_said = "，单位不写" if unit and unit[4] else ""
    return found and (f'请写成 "{found}"{unit_said}' if " " in found else f"请写成 {found}{unit_said}")


def _compared(text: str, sign: str = "") -> str:
    """A spoken number as a comparison by its own sign, or else by this one (">= 5"), or as a number; nothing for other words."""
    found = _SPOKEN_NUMBER.fullmatch(text)
    if found is None:
        return ""
    before, number, times, _, after = found.groups()
    plain = number.replace(",", "")
    if times:
        plain = f"{(Decimal(plain) * (10_000 if times == '万' else 100_000_000)).normalize():f}"
    sign = _SIGNS.get(before or "", before or "") or _SIGNS.get(after or "", "") or sign
    return f"{sign} {plain}" if sign else plain


def named_comparison(text: str) -> tuple[str, str]:
    """The sign and the name in 不少于《某参数》, >= 某参数: what is compared with by name; two empty words where nothing is."""
    plain = half_width(text).replace(" ", "").strip("“”\"'")
    found = _NAMED_SIDE.fullmatch(plain)
    return (_SIGNS.get(found[1] or "", found[1] or "=") or "=", found[2]) if found else ("", "")


def equated(name: str) -> str:
    """How 甲=乙, written where a name is, should be written, or nothing."""
    found = re.fullmatch("([^=＝→]+?)\\s*[=＝→]+\\s*([^=＝→]+)", name)
    return f"请写成 {found[1]}: {found[2]}" if found else ""


def half_width(text: str) -> str:
    """Digits and signs of comparison as a Chinese input method writes them, brought to what the language reads."""
    plain = text.replace("≥", ">=").replace("≤", "<=").replace("≠", "!=").translate(_FULL_WIDTH)
    return plain.replace("=>", ">=").replace("=<", "<=").replace("==", "=")


def slip_of_width(text: str) -> str:
    """What to do about a sign written by a Chinese input method, or nothing."""
    if re.search("[【】［］]", text) or (re.search("^（|）$", text) and text.count("（") != text.count("）")):
        return "括号是全角的，几个值请用半角方括号，例如 [甲, 乙]"
    if "：" in text:
        return "“：”是全角冒号，请改成半角冒号加一个空格"
    if half_width(text) != text:
        signs = "、".join(dict.fromkeys(sign for sign in text if half_width(sign) != sign))
        return (f"“{signs}”是全角的，" if signs else "") + f'请写成 "{half_width(text)}"'
    if "，" in text or "、" in text:
        return "“，”“、”不能隔开几个值，是全角逗号、顿号的，请改成半角逗号"
    if text[:1] in "“”‘’" and text:
        return '请用半角引号 " "'
    return ""
