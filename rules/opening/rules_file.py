"""Rules, checks and indicators as written, brought to their models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from catalogue.rulebook import Basis, Fault, Indicator, Measure, Rule
from catalogue.yamlfile import Lines
from rules.answers import canonical_answer
from rules.books import Vocabulary
from rules.opening.conditions_text import parse_conditions
from rules.opening.reading import Entry, Faults, entries, nearest
from rules.opening.slips import equated

NUMBER = re.compile(r"[\w.-]{1,40}")  # a 编号
CODE = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")  # what a check calls a fault (发现)
_Grave = Literal["错误", "警告", "提示"]
_GRAVE: dict[str, _Grave] = {word: word for word in get_args(_Grave)}
_FINDING = ("发现", "级别", "说明", "建议", "责任单位")  # what a check concludes
_KEYS = (
    "编号", "名称", "对象", "组", "依据", "施行", "废止", "例外于", "条件", "结论", "适用", "不适用",
    "无法判定", "检测", "问题类别", "待核", "说明",
)  # fmt: skip


def read_rules(path: Path, words: Vocabulary, faults: Faults, *, checks: bool) -> list[Rule]:
    """All entries of one file of rules or of checks."""
    out = []
    for entry in entries(path, faults, _KEYS, "编号"):
        before = len(faults)
        if not NUMBER.fullmatch(entry.label):
            what = f"编号“{entry.label}”不合格式" + ("，里面有看不见的字符" if not entry.label.isprintable() else "")
            entry.fault(what, "请写字母、汉字、数字和横线，不留空格，例如 BX-001", "编号")
        begins, ends = entry.days()
        kinds = _kinds(entry, words)
        written = entry.mapping("条件", "{字段: 值}")
        if not entry.content.get("条件"):
            entry.fault("没有“条件”", "请写出至少一个条件")
        concluded = entry.mapping("结论", "{发现: …, 级别: …, 说明: …, 建议: …}" if checks else "{问题: 答案}")
        misplaced = _misplaced(entry, concluded, words, checks=checks)
        if misplaced:
            concluded = Lines()
        if not entry.content.get("结论"):
            entry.fault("没有“结论”", "请写出结论")
        out.append(
            Rule(
                place=entry.place,
                id=entry.text("编号"),
                name=entry.text("名称", required=True),
                kinds=kinds,
                group=entry.text("组"),
                basis=read_basis(entry, required=True),
                begins=begins,
                ends=ends,
                prevails_over=() if misplaced else entry.words("例外于"),
                conditions=parse_conditions(entry, written, words),
                answers={} if checks else _answers(entry, concluded, kinds, words),
                fault=_fault(entry, concluded) if checks else None,
                applies=_examples(entry, "适用"),
                applies_not=_examples(entry, "不适用"),
                applies_unsure=_examples(entry, "无法判定", needed=bool(entry.text("检测"))),
                detector=entry.text("检测"),
                category=entry.text("问题类别"),
                unread=entry.yes("待核"),
                note=entry.text("说明"),
                lines=_lines(entry),
            )
        )
        if len(faults) > before:
            faults.doubtful.add(out[-1].id)
    return out


def _misplaced(entry: Entry, concluded: Lines, words: Vocabulary, *, checks: bool) -> bool:
    """Whether a rule stands among the checks, or a check among the rules: one fault, and not one for each of its words."""
    others = words.questions.keys() - set(_FINDING) if checks else set(_FINDING[:2]) - words.questions.keys()
    if not concluded.keys() & others:
        return False
    what, where = ("判定规则", "rules/") if checks else ("检查", "checks/")
    entry.fault(f"这是{what}，放错了文件夹", f"请把这一条移到 {where} 里的文件", "结论")
    return True


def _lines(entry: Entry) -> dict[str, int]:
    """The line of each key, and of each example (适用 1)."""
    found = dict(entry.content.at)
    for key in ("适用", "不适用", "无法判定"):
        written = entry.content.get(key)
        for number, item in enumerate(written if isinstance(written, list) else [], 1):
            found[f"{key} {number}"] = getattr(item, "line", found[key])
    return found


def _kinds(entry: Entry, words: Vocabulary) -> tuple[str, ...]:
    """对象: one kind or a list of kinds; their order in the file means nothing."""
    written = entry.words("对象", required=True)
    for kind in written:
        _known_kind(entry, kind, words)
    if len(set(written)) != len(written):
        entry.fault("“对象”重复", "请每类只写一次", "对象")
    return tuple(kind for kind in words.fields.kinds if kind in written)


def _known_kind(entry: Entry, kind: str, words: Vocabulary) -> None:
    if kind and kind not in words.fields.kinds:
        hint = nearest(kind, words.fields.kinds)
        parts = [part for part in re.split(r"[、，,；;\s]|或者?|和", kind) if part]
        meant = f"几类请写成 [{', '.join(parts)}]" if all(part in words.fields.kinds for part in parts) else ""
        entry.fault(f"没有“{kind}”这类记录{hint}", meant or f"可用：{'、'.join(words.fields.kinds)}", "对象")


def read_basis(entry: Entry, *, required: bool) -> tuple[Basis, ...]:
    """依据: title, article and gist each, or 取自 a field that holds articles."""
    out = []
    for item in entry.mappings("依据", "[{文件: 文件名, 条: 第几条, 要点: 用自己的话}]"):
        part = Entry(entry.path, item, entry.faults, ("文件", "条", "要点", "取自"), entry.label)
        if item.get("取自"):
            out.append(Basis(place=part.place, from_field=part.text("取自"), gist=part.text("要点")))
            continue
        out.append(
            Basis(
                place=part.place,
                text=part.text("文件", required=True),
                article=part.text("条"),
                gist=part.text("要点", required=required),
            )
        )
    if required and not entry.content.get("依据"):
        entry.fault("没有“依据”", "请补上：每条规则都要写依据的文件、条和要点")
    return tuple(out)


def _answers(entry: Entry, concluded: Mapping[str, Any], kinds: tuple[str, ...], words: Vocabulary) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for name, raw in concluded.items():
        question = words.questions.get(name)
        if question is None:
            hint = nearest(name, words.questions)
            advice = equated(name) or "请改正名称，或在 questions.yaml 增加问题"
            entry.fault(f"结论里没有“{name}”这个问题{hint}", advice, "结论", name)
        elif kinds and not set(kinds) & set(question.kinds):
            entry.fault(f"问题“{name}”不问{'、'.join(kinds)}", f"它只问：{'、'.join(question.kinds)}", "结论", name)
        else:
            try:
                answers[name] = canonical_answer(question, raw)
            except ValueError as error:
                entry.fault(f"结论不对：{error}", "请改成可用的答案", "结论", name)
    return answers


def _fault(entry: Entry, concluded: Lines) -> Fault | None:
    if not concluded:
        return None
    part = Entry(entry.path, concluded, entry.faults, _FINDING, entry.label)
    grave = _GRAVE.get(part.text("级别", required=True))
    if grave is None and part.text("级别"):
        part.fault(f"没有“{part.text('级别')}”这个级别", "可用：错误、警告、提示", "级别")
    code = part.text("发现", required=True)
    if code and not CODE.fullmatch(code):
        part.fault(
            f"“发现”应为英文词，现为“{code}”", "请用小写英文字母，几个词之间用横线，例如 level-claimed-wrongly", "发现"
        )
    return Fault(
        place=part.place,
        code=code,
        severity=grave or "提示",
        message=part.text("说明", required=True),
        advice=part.text("建议", required=True),
        unit_field=part.text("责任单位"),
    )


def _examples(entry: Entry, key: str, *, needed: bool = True) -> tuple[dict[str, Any], ...]:
    examples = entry.mappings(key, "[{字段: 值, 字段: 值}]")
    if needed and not entry.content.get(key):
        entry.fault(f"没有“{key}”的例子", f"请补上至少一条“{key}”的记录")
    return tuple(dict(example) for example in examples)


def read_indicators(path: Path, words: Vocabulary, faults: Faults) -> list[Indicator]:
    """All indicators of one file."""
    keys = ("编号", "名称", "依据", "分子", "分母", "豁免", "分组", "单位", "说明")
    out = []
    for entry in entries(path, faults, keys, "编号"):
        numerator = read_measure(entry, "分子", words)
        if numerator is None:
            entry.fault("没有“分子”", "请写明数什么")
            continue
        by = entry.words("分组")
        for name in by:
            if words.term(name) is None:
                entry.fault(f"分组里没有“{name}”这个字段或问题{nearest(name, words.words())}", "请改正名称", "分组")
        out.append(
            Indicator(
                place=entry.place,
                id=entry.text("编号"),
                name=entry.text("名称", required=True),
                numerator=numerator,
                denominator=read_measure(entry, "分母", words),
                excluded=read_measure(entry, "豁免", words),
                basis=read_basis(entry, required=False),
                by=by,
                unit=entry.text("单位"),
                note=entry.text("说明"),
            )
        )
    return out


def read_measure(entry: Entry, key: str, words: Vocabulary) -> Measure | None:
    written = entry.mapping(key, "{对象: 办理项, 条件: {字段: 值}}")
    if not written:
        return None
    part = Entry(entry.path, written, entry.faults, ("对象", "条件", "合计", "去重", "列出"), entry.label)
    kind, sum_of, distinct = part.text("对象", required=True), part.text("合计"), part.text("去重")
    _known_kind(part, kind, words)
    for name, types in ((sum_of, ("整数", "小数")), (distinct, None)):
        term = words.term(name) if name else None
        if name and term is None:
            part.fault(f"“{key}”里没有“{name}”这个字段{nearest(name, words.words())}", "请改正名称", key)
        elif term and types and term.type not in types:
            part.fault(
                f"“{key}”要合计的“{name}”是{term.type}，不是数", "合计要用数字字段；数有几个不同的，请写“去重”", key
            )
    listed = part.words("列出")
    for name in listed:
        if words.term(name) is None:
            part.fault(f"“列出”里没有“{name}”这个字段或问题{nearest(name, words.words())}", "请改正名称", key)
    if sum_of and distinct:
        part.fault(f"“{key}”同时写了合计和去重", "请只留一个")
    conditions = parse_conditions(part, part.mapping("条件", "{字段: 值}"), words)
    return Measure(place=part.place, kind=kind, conditions=conditions, sum_of=sum_of, distinct=distinct, listed=listed)
