"""Proofreading of a whole book: what no single entry can show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from catalogue.rulebook import Condition, Indicator, LegalText, RegisteredMatter, Rule
from rules.articles import highest_article
from rules.books import Vocabulary
from rules.engine import MAX_CONDITIONS
from rules.procedure import reach
from rules.reading import Faults, nearest
from rules.register import Register
from rules.truth import LISTED

Texts = Mapping[str, tuple[LegalText, ...]]
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def proofread_names(words: Vocabulary, faults: Faults) -> None:
    """One word, one meaning: a field, a question or a parameter. Questions ask of known kinds."""
    for name in LISTED:
        if words.term(name) or words.is_parameter(name):
            faults.add(
                "fields.yaml、questions.yaml 或 parameters.yaml", f"“{name}”是条件的写法，不能作名称", "请换一个名称"
            )
    for name, question in words.questions.items():
        if name in words.fields.fields:
            faults.add(question.place, f"问题“{name}”与字段同名", "请给问题换一个名称")
        for kind in question.kinds:
            if kind not in words.fields.kinds:
                faults.add(question.place, f"问题“{name}”的对象“{kind}”不是记录类别", "请改正对象")
    for name, dated in words.parameters.items():
        if name in words.fields.fields or name in words.questions:
            faults.add(dated[0].place, f"参数“{name}”与字段或问题同名", "请给参数换一个名称")
        if len({value.type for value in dated}) > 1:
            faults.add(dated[0].place, f"参数“{name}”各时期的值类型不一", "请统一为数字、日期或文字")


def proofread_rules(
    rules: Sequence[Rule], words: Vocabulary, texts: Texts, faults: Faults, warnings: Faults, *, deciding: bool
) -> None:
    """Fields, questions, exceptions, legal texts and engine limits of all rules (or of all checks)."""
    _exceptions(rules, faults)
    order = {name: place for place, name in enumerate(words.questions)}
    for rule in rules:
        place = f"{rule.place}（{rule.id}）"
        if len({c.content for c in rule.conditions}) > MAX_CONDITIONS:
            faults.add(place, f"条件超过 {MAX_CONDITIONS} 个，规则引擎承受不了", "请拆成几条规则或并成一项事实")
        for kind in rule.kinds:
            _reads(place, kind, rule.conditions, words, faults)
        if deciding:
            _deciding(place, rule, words, order, faults, warnings)
        elif rule.fault:
            for name in (*_PLACEHOLDER.findall(rule.fault.message), *_PLACEHOLDER.findall(rule.fault.advice)):
                if words.term(name) is None and not words.is_parameter(name):
                    faults.add(place, f"说明或建议里没有“{name}”这个字段{nearest(name, words.words())}", "请改正名称")
            if rule.fault.unit_field and words.term(rule.fault.unit_field) is None:
                hint = nearest(rule.fault.unit_field, words.words())
                faults.add(place, f"责任单位没有“{rule.fault.unit_field}”这个字段{hint}", "请改正名称")
        _basis(place, rule, words, texts, faults, warnings)


def proofread_indicators(indicators: Iterable[Indicator], words: Vocabulary, texts: Texts, faults: Faults) -> None:
    """Fields and legal texts of indicators."""
    for indicator in indicators:
        place = f"{indicator.place}（{indicator.id}）"
        for measure in (indicator.numerator, indicator.denominator, indicator.excluded):
            if measure:
                _reads(place, measure.kind, measure.conditions, words, faults)
        for basis in indicator.basis:
            if basis.text and basis.text not in texts:
                faults.add(
                    place, f"依据的文件“{basis.text}”不在 texts.yaml{nearest(basis.text, texts)}", "请补上或改正标题"
                )


def _reads(place: str, kind: str, conditions: Iterable[Condition], words: Vocabulary, faults: Faults) -> None:
    for name in _names(conditions, words):
        term = words.term(name)
        if term and term.kinds and kind in words.fields.kinds and kind not in term.kinds:
            faults.add(place, f"“{name}”不用于{kind}，条件永远不成立", f"它只用于：{'、'.join(term.kinds)}")


def _names(conditions: Iterable[Condition], words: Vocabulary) -> list[str]:
    return sorted({name for c in conditions for name in c.reads if name == c.field or not words.is_parameter(name)})


def _deciding(
    place: str, rule: Rule, words: Vocabulary, order: Mapping[str, int], faults: Faults, warnings: Faults
) -> None:
    first = min((order[name] for name in rule.answers), default=-1)
    for name in _names(rule.conditions, words):
        term = words.term(name)
        if term and term.nature == "自报":
            faults.add(place, f"判定规则读了自报字段“{name}”", "自报只能用于检查，请改用事实字段")
        if name in order and order[name] >= first:
            faults.add(place, f"读了不在前面的问题“{name}”", "请在 questions.yaml 把它移到所答问题之前")
    for kind in rule.kinds:
        if rule.answers and not any(kind in words.questions[name].kinds for name in rule.answers):
            warnings.add(place, f"结论里的问题都不问“{kind}”，规则对它不起作用", "请从“对象”里去掉，或改正结论")
    for basis in rule.basis:
        term = words.fields.fields.get(basis.from_field)
        if term and term.nature == "自报":
            faults.add(place, f"依据取自自报字段“{basis.from_field}”", "请改用登记册推得的字段")
    for condition in rule.conditions:
        if condition.operator in ("已知", "未知"):
            warnings.add(
                place, f"条件用了“{condition.field}”是否已知，少一项事实也可能改变结论", "请尽量改写成对值的要求"
            )


def _exceptions(rules: Sequence[Rule], faults: Faults) -> None:
    known = {rule.id for rule in rules} | {rule.group for rule in rules if rule.group}
    for rule in rules:
        place = f"{rule.place}（{rule.id}）"
        for name in rule.prevails_over:
            if name not in known:
                faults.add(place, f"例外于不存在的“{name}”{nearest(name, known)}", "请改正编号或组名")
        if rule.group and any(other.id == rule.group for other in rules):
            faults.add(place, f"组名“{rule.group}”与一条规则的编号相同", "请给组换一个名称")
    over = reach(rules)
    for rule in rules:
        if rule.id in over[rule.id]:
            loop = sorted(name for name in over[rule.id] if rule.id in over[name])
            faults.add(
                f"{rule.place}（{rule.id}）",
                f"例外成环：{'、'.join(loop)}",
                "请去掉其中一个“例外于”（注意规则不能例外于自己所在的组）",
            )


def _basis(place: str, rule: Rule, words: Vocabulary, texts: Texts, faults: Faults, warnings: Faults) -> None:
    for basis in rule.basis:
        if basis.from_field in words.questions:
            order = list(words.questions)
            if any(order.index(basis.from_field) >= order.index(answered) for answered in rule.answers):
                faults.add(place, f"依据取自“{basis.from_field}”，它不在所答问题之前", "请取自前面的问题或法条等字段")
            continue
        if basis.from_field:
            field = words.fields.fields.get(basis.from_field)
            if field is None or field.type not in ("文本", "多值文本"):
                hint = nearest(basis.from_field, words.fields.fields)
                faults.add(place, f"依据取自“{basis.from_field}”，它不是文字字段{hint}", "请改用法条等字段")
            elif field.kinds and (strange := [kind for kind in rule.kinds if kind not in field.kinds]):
                faults.add(place, f"依据取自“{basis.from_field}”，它不用于{'、'.join(strange)}", "请换一个字段")
            continue
        if not basis.text:
            continue
        editions = texts.get(basis.text)
        if not editions:
            faults.add(
                place, f"依据的文件“{basis.text}”不在 texts.yaml{nearest(basis.text, texts)}", "请补上或改正标题"
            )
            continue
        _alive(place, rule, basis.text, editions, faults, warnings)
        used = [text for text in editions if _meets(text, rule)] or list(editions)
        if any(text.unread for text in used) and not rule.unread:
            faults.add(place, f"《{basis.text}》待核，规则没有标待核", "请读过原文，或给规则写上“待核: 是”")
        _article(place, basis.text, basis.article, used, faults)


def _article(place: str, title: str, article: str, texts: Sequence[LegalText], faults: Faults) -> None:
    counts = [text.articles for text in texts if text.articles]
    number = highest_article(article)
    if counts and number is None and "附" not in article:
        faults.add(place, f"引用《{title}》没有写明第几条", "请写成第几条")
    elif counts and number is not None and (number > max(counts) or number < 1):
        faults.add(place, f"《{title}》只有 {max(counts)} 条，没有{article}", "请核对条号")


def _meets(text: LegalText, rule: Rule) -> bool:
    return (text.begins or date.min) < (rule.ends or date.max) and (rule.begins or date.min) < (text.ends or date.max)


def _alive(place: str, rule: Rule, title: str, editions: Sequence[LegalText], faults: Faults, warnings: Faults) -> None:
    """The rule's own dates must lie within its text's."""
    begins = min(text.begins or date.min for text in editions)
    ends = max(text.ends or date.max for text in editions)
    if rule.begins is None and begins > date.min:
        warnings.add(place, f"规则没有“施行”，而《{title}》{begins} 才施行", f"请写上“施行: {begins}”或更晚的日期")
    elif rule.begins is not None and rule.begins < begins:
        faults.add(place, f"规则 {rule.begins} 施行，而《{title}》{begins} 才施行", "请改正规则的“施行”")
    if (rule.begins or date.min) >= ends:
        faults.add(place, f"依据已死：《{title}》{ends} 废止，规则此后才施行", "请换成现行依据")
    elif (rule.ends or date.max) > ends:
        faults.add(place, f"依据已死：《{title}》{ends} 废止，规则没有随之废止", f"请写上“废止: {ends}”或换依据")


def proofread_register(register: Register, texts: Texts, faults: Faults, warnings: Faults) -> None:
    """One name, one matter; articles that can exist; texts that are known."""
    for name, matters in register.clashes():
        ids = "、".join(matter.id for matter in matters)
        faults.add(matters[-1].place, f"名称“{name}”指向几个事项：{ids}", "请去掉其中的别名或合并事项")
    unknown: dict[str, list[RegisteredMatter]] = {}
    for matter in register.matters.values():
        for article in matter.articles:
            if article.text not in texts:
                unknown.setdefault(article.text, []).append(matter)
            elif article.article:
                _article(f"{article.place}（{matter.id}）", article.text, article.article, texts[article.text], faults)
    for title, users in sorted(unknown.items()):
        where = f"{users[0].place}（{users[0].id} 等 {len(users)} 个事项）"
        warnings.add(where, f"《{title}》不在 texts.yaml{nearest(title, texts)}，查不出它是否失效", "请补上这个文件")
