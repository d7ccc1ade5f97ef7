"""Codes of matters and organisations: the raw text, the scheme it seems to follow, its parts and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from catalogue.names import tight

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_OLD_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LOCAL_HEAD = re.compile(r"\d{3}[A-Z]\d{8}(?:\d{2})?|\d{12}(?:\d{2})?|[A-Z]-\d{6}-\d{3}|\d[A-Z]-\d{4}-\d{5}")
_DASHED_OLD = re.compile(r"-([0-9A-Z]{8})-([0-9X])(?=-\d-\d\d$|$)")
_SIMPLE = (
    ("甘肃自编码", re.compile(r"(?P<区划>\d{6})(?P<部门>\d{2}[A-Z]{2})-(?P<类型>[A-Z]{2})-(?P<序号>\d{4})")),
    ("贵州基本编码", re.compile(r"(?P<类型>[A-Z]{2})(?P<主项>\d{5})(?P<子项>\d{3})")),
    ("湖北编码", re.compile(r"(?P<区划>\d{6})(?P<部门>\d{3})(?P<类型>\d{2})(?P<主项>\d{3})(?P<子项>\d{2})")),
    ("国家基本编码", re.compile(r"(?P<地区>\d{2})(?P<类型>\d{2})(?P<部门>\d{2})(?P<主项>\d{3})(?P<子项>\d{3})")),
    ("省级基本编码", re.compile(r"(?P<地区层级>\d{3})(?P<类型>[A-Z0-9])(?P<序列>\d{8}(?:\d{2})?|\d{10})")),
    ("省级旧基本编码", re.compile(r"(?P<类型>[A-Z])-(?P<主项>\d{6})-(?P<子项>\d{3})|\d[A-Z]-\d{4}-\d{5}")),
)


@dataclass(frozen=True)
class ParsedCode:
    """A code as written, the scheme it follows (`""` when none is known), its parts, and its faults in Chinese.

    `notes` are remarks that make nothing wrong (an old organisation code, for example).
    """

    raw: str
    scheme: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def uscc_check_digit(body: str) -> str | None:
    """The check digit of a 17-character unified social credit code body (GB 32100), None if a character is foreign."""
    body = body.upper()
    if len(body) != 17 or any(letter not in USCC_ALPHABET for letter in body):
        return None
    total = sum(USCC_ALPHABET.index(letter) * weight for letter, weight in zip(body, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def valid_uscc(code: str) -> bool:
    """Whether an 18-character code has its right check digit; which area it names does not matter."""
    return len(code) == 18 and uscc_check_digit(code[:17]) == code[17].upper()


def valid_old_code(code: str) -> bool:
    """Whether a 9-character organisation code (with or without its hyphen) has its right check digit (GB 11714)."""
    code = re.sub(r"^([0-9A-Z]{8})-([0-9X])$", r"\1\2", code.upper())
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return False
    rest = 11 - sum(int(letter, 36) * weight for letter, weight in zip(code, _OLD_WEIGHTS, strict=False)) % 11
    return code[8] == {10: "X", 11: "0"}.get(rest, str(rest))


def organisation_faults(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Faults and notes of the organisation part of a code: an 18-character USCC, or the old 9 characters."""
    bare = re.sub(r"^([0-9A-Z]{8})-([0-9X])$", r"\1\2", code.upper())
    if len(set(bare)) <= 1:
        return (f"机构代码“{code}”是占位数字",), ()
    if len(bare) == 18:
        if foreign := [letter for letter in bare if letter not in USCC_ALPHABET]:
            return (f"机构代码“{code}”含有统一社会信用代码不用的字符 {'、'.join(foreign)}",), ()
        if not valid_uscc(bare):
            return (f"机构代码“{code}”的校验位不对（应为 {uscc_check_digit(bare[:17])}）",), ()
        return (), ()
    if len(bare) == 9:
        if valid_old_code(bare):
            return (), (f"“{code}”是旧的组织机构代码，不是统一社会信用代码",)
        return (f"“{code}”9 位组织机构代码的校验位不对",), ()
    return (f"机构代码“{code}”为 {len(bare)} 位，应为 18 位统一社会信用代码",), ()


def parse_organisation_code(raw: str) -> ParsedCode:
    """Parse the code of an organisation."""
    text = tight(raw).upper()
    faults, notes = organisation_faults(text)
    scheme = {18: "统一社会信用代码", 9: "组织机构代码"}.get(len(text.replace("-", "")), "")
    return ParsedCode(raw=raw, scheme=scheme if not faults else "", parts={"机构": text}, faults=faults, notes=notes)


def parse_code(raw: str) -> ParsedCode:
    """Parse the code of a matter. No scheme is required: a code of no known scheme has an empty scheme and no fault."""
    text = tight(raw).upper()
    if len(text) in (31, 33) and re.fullmatch(r"[0-9A-Z]{18}\d[0-9A-Z]{12}(?:[0-9A-Z]{2})?", text):
        return _national(raw, text)
    if len(text) == 18 and text.isalnum():
        return parse_organisation_code(raw)
    for scheme, pattern in _SIMPLE:
        if match := pattern.fullmatch(text):
            return ParsedCode(raw=raw, scheme=scheme, parts={k: v for k, v in match.groupdict().items() if v})
    if text.count("-") >= 3 or re.match(r"[A-Z]-\d{6}-\d{3}-", text):
        return _dashed(raw, text)
    faults = ("含有编码不用的字符",) if re.search(r"[^0-9A-Z_./-]", text) else ()
    return ParsedCode(raw=raw, parts={}, faults=faults)


def _national(raw: str, text: str) -> ParsedCode:
    faults, notes = organisation_faults(text[:18])
    parts = {"实施主体": text[:18], "行使层级": text[18], "基本编码": text[19:31]}
    if text[18] not in "123456":
        faults = (*faults, f"第 19 位行使层级“{text[18]}”不在 1 至 6 之间")
    if len(text) == 33:
        parts["办理项"] = text[31:]
    return ParsedCode(raw=raw, scheme="国家实施编码", parts=parts, faults=faults, notes=notes)


def _dashed(raw: str, text: str) -> ParsedCode:
    """Code with hyphens: head - area (12 digits) - 000 - organisation - 1 or 2 - 00."""
    faults: list[str] = []
    if old := _DASHED_OLD.search(text):
        faults.append(f"机构段“{old[1]}-{old[2]}”带连字符，使编码多出一段")
        text = text[: old.start()] + f"-{old[1]}{old[2]}" + text[old.end() :]
    found = re.fullmatch(
        r"(?P<基本编码>.+?)(?:-(?P<区划>\d{12}))(?:-(?P<扩展>\d{3}))-(?P<实施主体>[^-]+)-(?P<版本>\d)-(?P<办理项>\d{2})",
        text,
    )
    if not found:
        return ParsedCode(
            raw=raw,
            scheme="省级分段实施编码",
            parts={"全文": text},
            faults=(*faults, "编码缺段：应为 基本编码-区划(12位)-000-实施主体-1-00"),
        )
    parts = found.groupdict()
    if not _LOCAL_HEAD.fullmatch(parts["基本编码"]):
        faults.append(f"基本编码段“{parts['基本编码']}”不是已知的写法")
    wrong, notes = organisation_faults(parts["实施主体"])
    faults += [*wrong, *(f"机构段应为 18 位统一社会信用代码：{note}" for note in notes)]
    return ParsedCode(raw=raw, scheme="省级分段实施编码", parts=parts, faults=tuple(faults))
