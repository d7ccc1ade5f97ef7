"""Levels of government (行使层级) as people write them: words, lists of words, prose, brackets in a name."""

from __future__ import annotations

import re

from catalogue.names import tight
from importers.values import NOTHING, Note

LEVELS = ("国家级", "省级", "市级", "县级", "乡级", "村级")
LEVEL_WORDS = {
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
    "州（市）级": "市级",
    "盟（市）级": "市级",
    "盟市": "市级",
    "地市": "市级",
    "市州": "市级",
    "市直": "市级",
    "省直": "省级",
    "县直": "县级",
    "区直": "县级",
    "旗县": "县级",
    "旗县（市、区）级": "县级",
    "县（市、区、旗）级": "县级",
    "县（市）": "县级",
    "县（区）": "县级",
    "区（县）": "县级",
    "县级市": "县级",
    "县政府": "县级",
    "县人民政府": "县级",
    "县级人民政府": "县级",
    "乡镇人民政府": "乡级",
    "镇人民政府": "乡级",
    "乡人民政府": "乡级",
    "镇政府": "乡级",
    "乡镇政府": "乡级",
    "街道办事处": "乡级",
    "街道办": "乡级",
    "乡（镇）": "乡级",
    "村委会": "村级",
    "村民委员会": "村级",
    "居委会": "村级",
    "居民委员会": "村级",
    "社区居委会": "村级",
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
_LONG = sorted((w for w in LEVEL_WORDS if w.endswith("级")), key=len, reverse=True)
_LONG_PATTERN = "|".join(map(re.escape, _LONG))
_LEADING = re.compile(rf"((?:{_LONG_PATTERN})(?:[、,，/；;和及]?(?:{_LONG_PATTERN}))*)(?=[。:：；;，,（]|$)")
_SIGNS = {
    "国家": "国家级",
    "省": "省级",
    "市": "市级",
    "州": "市级",
    "县": "县级",
    "区": "县级",
    "乡": "乡级",
    "镇": "乡级",
    "街": "乡级",
    "村": "村级",
}
_TOGETHER = re.compile(rf"((?:{'|'.join(_SIGNS)}){{2,6}})(?:[两二三四五六]?级)?")  # 省市县三级
_HOW_MANY = re.compile("(?<=[省市州县区乡镇村])[两二三四五六]级$")  # 省、市、县三级
_NUMBERED = re.compile(r"(?:^|(?<=[级、,，;；]))\d[.、．)）]")  # 1.县级2.乡级
_SUBJECT = re.compile(rf"(?<![一-鿿])({_LONG_PATTERN})(?=负责|直接|受理|办结|办理|审批|初审|审核|行使|均可)")


def parse_levels(raw: object) -> tuple[list[str], str, list[Note]]:
    """Levels of government from a cell: the levels in order, the prose that stood beside them, and notes."""
    text = tight(str(raw)).translate(_BRACKETS)
    if text in NOTHING:
        return [], "", []
    if whole := _words(text) or _words(_NUMBERED.sub("、", text)):
        return whole, "", []
    if leading := _LEADING.match(text):
        return _ordered(re.findall(_LONG_PATTERN, leading[1])), text, []
    if spoken := _SUBJECT.findall(text):
        levels = _ordered(spoken)
    elif own := {LEVEL_WORDS[f"{word}级"] for word in re.findall(r"(省|市|县|区|乡|镇)本级", text)}:
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
    if text in LEVEL_WORDS:
        return [LEVEL_WORDS[text]]
    pieces = [p for p in re.split(r"[、,，/;；|+和及与](?![^（]*）)", _HOW_MANY.sub("", text)) if p]
    if pieces and all(piece in LEVEL_WORDS for piece in pieces):
        return _ordered_levels([LEVEL_WORDS[piece] for piece in pieces])
    if (joined := re.fullmatch(rf"(?:{_LONG_PATTERN})+", text)) is not None:
        return _ordered(re.findall(_LONG_PATTERN, joined[0]))
    if together := _TOGETHER.fullmatch(text):
        return _ordered_levels([_SIGNS[sign] for sign in re.findall("|".join(_SIGNS), together[1])])
    return []


def _ordered(words: list[str]) -> list[str]:
    return _ordered_levels([LEVEL_WORDS[word] for word in words])


def _ordered_levels(levels: list[str]) -> list[str]:
    return [level for level in LEVELS if level in levels]
