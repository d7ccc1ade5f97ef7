"""The book's plain parts: questions, legal texts and parameters."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

from catalogue.decision import Cited
from catalogue.rulebook import RANKS, LegalText, LevelArticle, ParameterValue, Question
from rules.books import TODAY
from rules.opening.reading import Entry, Faults, entries, iso_day, nearest

NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
_Type = Literal["数", "日期", "文字"]
_TYPES: dict[str, _Type] = {word: word for word in get_args(_Type)}


def read_questions(path: Path, faults: Faults) -> dict[str, Question]:
    """`questions.yaml`, in file order."""
    out: dict[str, Question] = {}
    for entry in entries(path, faults, ("名称", "对象", "答案", "可并列", "说法", "称呼", "说明"), "名称"):
        name = entry.text("名称")
        if name in out:
            entry.fault("问题重复", "请删去一个")
        if any(mark in name for mark in "{}："):
            entry.fault("问题名称里有 { } 或：", "请换一个名称")
        answers = entry.words("答案", required=True)
        if len(set(answers)) != len(answers) or any("+" in answer for answer in answers):
            entry.fault("答案重复或含有“+”", "请逐个写不同的答案")
        phrases, called = entry.mapping("说法"), entry.mapping("称呼")
        for key, mapping in (("说法", phrases), ("称呼", called)):
            for word in mapping.keys() - {*answers, "其他" if key == "说法" else ""}:
                entry.fault(f"“{key}”里的“{word}”不是答案", "请写答案清单里的词（说法还可以写“其他”）")
        out[name] = Question(
            place=entry.place,
            name=name,
            kinds=entry.words("对象", required=True),
            answers=answers,
            combined=entry.yes("可并列"),
            phrases={word: str(text) for word, text in phrases.items()},
            called={word: str(text) for word, text in called.items()},
            note=entry.text("说明"),
        )
    return out


def read_texts(path: Path, faults: Faults) -> dict[str, tuple[LegalText, ...]]:
    """`texts.yaml` by title; one title may have several editions with different dates."""
    out: dict[str, tuple[LegalText, ...]] = {}
    keys = ("文件", "文号", "位阶", "施行", "废止", "替代", "条数", "别名", "分级", "待核", "说明")
    for entry in entries(path, faults, keys, "文件"):
        begins, ends = entry.days()
        count = entry.text("条数")
        if count and not re.fullmatch("[0-9]{1,4}", count):
            entry.fault(f"条数不是数字：{count}", "请写阿拉伯数字")
            count = ""
        if (rank := entry.text("位阶")) and rank not in RANKS:
            entry.fault(f"没有“{rank}”这种位阶{nearest(rank, RANKS)}", f"可用：{'、'.join(RANKS)}", "位阶")
        text = LegalText(
            place=entry.place,
            title=entry.text("文件"),
            number=entry.text("文号"),
            rank=rank,
            begins=begins,
            ends=ends,
            successor=entry.text("替代"),
            articles=int(count) if count else None,
            aliases=entry.words("别名"),
            unread=entry.yes("待核"),
            level=_level(entry),
        )
        editions = out.get(text.title, ())
        if any(other.begins == begins or _meet(other, text) for other in editions):
            entry.fault("文件重复，或两个版本的日期重叠", "请删去一个，或写清各版本的施行、废止日期")
        out[text.title] = (*editions, text)
    return out


def _level(entry: Entry) -> LevelArticle | None:
    """分级: {条, 主体, 所称}; whom the text means by 主管部门 without a level."""
    written = entry.mapping("分级", "{条: 第几条, 主体: 县级以上部门, 所称: [主管部门未分级]}")
    if not written:
        return None
    part = Entry(entry.path, written, entry.faults, ("条", "主体", "所称"), entry.label)
    return LevelArticle(
        article=part.text("条", required=True),
        organ=part.text("主体", required=True),
        meant=part.words("所称") or ("主管部门未分级",),
    )


def _meet(one: LegalText, two: LegalText) -> bool:
    return (one.begins or date.min) < (two.ends or date.max) and (two.begins or date.min) < (one.ends or date.max)


def read_parameters(path: Path, faults: Faults) -> dict[str, tuple[ParameterValue, ...]]:
    """`parameters.yaml` by name, each with its dated values, or with its declaration alone."""
    out: dict[str, tuple[ParameterValue, ...]] = {}
    for entry in entries(path, faults, ("参数", "类型", "值", "施行", "废止", "依据", "说明"), "参数"):
        name = entry.text("参数")
        if name == TODAY or any(mark in name for mark in "{}："):
            entry.fault(f"参数不能叫“{name}”", "请换一个名称")
            continue
        dated = _parameter(entry, name)
        if dated is None:
            continue
        for other in out.get(name, ()):
            if dated.value is None or other.value is None:
                entry.fault("既声明又有值", "有值就不用再声明，请删去没有“值”的一条")
            elif (dated.begins or date.min) < (other.ends or date.max) and (other.begins or date.min) < (
                dated.ends or date.max
            ):
                entry.fault("两个值的日期重叠", "请给前一个值写上“废止”")
        out[name] = (*out.get(name, ()), dated)
    return out


def _parameter(entry: Entry, name: str) -> ParameterValue | None:
    """A dated value, or a declaration of its type alone (no national value; each place writes its own)."""
    raw, given = entry.text("值"), _TYPES.get(entry.text("类型"))
    basis = entry.mapping("依据", "{文件: 文件名, 条: 第几条, 要点: 用自己的话}")
    begins, ends = entry.days()
    if entry.text("类型") and given is None:
        entry.fault(f"没有“{entry.text('类型')}”这种参数", f"可用：{'、'.join(_TYPES)}")
        return None
    if not raw:
        if given is None or begins or ends or basis:
            entry.fault("没有“值”", "请补上“值”；只声明、由各地自定的参数写 {参数, 类型, 说明}，不写日期和依据")
        return ParameterValue(place=entry.place, name=name, type=given or "数")
    value: Decimal | date | str = Decimal(raw) if NUMBER.fullmatch(raw) else iso_day(raw) or raw
    found = _TYPES["数" if isinstance(value, Decimal) else "日期" if isinstance(value, date) else "文字"]
    if given and given != found:
        entry.fault(f"“值”不是{given}：{raw}", "请改正值或类型")
        return None
    if not entry.text("施行"):  # the value is kept: the rules that compare with it are not to blame
        entry.fault("没有“施行”", "有值的参数都有起始日期，请补上")
    part = Entry(entry.path, basis, entry.faults, ("文件", "条", "要点"), entry.label)
    cited = Cited(text=part.text("文件"), article=part.text("条"), gist=part.text("要点"))
    return ParameterValue(
        place=entry.place, name=name, type=found, value=value, begins=begins, ends=ends, basis=cited if basis else None
    )
