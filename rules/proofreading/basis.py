"""Proofreading of what rules and matters rest on: texts that are known, read and in force, articles that can exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from catalogue.rulebook import Basis, Indicator, LegalText, RegisteredMatter, Rule
from rules.articles import highest_article, spelt
from rules.books import Vocabulary
from rules.opening.reading import Faults, nearest
from rules.register import Register

Texts = Mapping[str, tuple[LegalText, ...]]


def proofread_basis(
    rules: Iterable[Rule],
    indicators: Iterable[Indicator],
    words: Vocabulary,
    texts: Texts,
    faults: Faults,
    warnings: Faults,
) -> None:
    """The basis of every rule, check, indicator and value of a parameter."""
    for rule in rules:
        for basis in rule.basis:
            place = f"{basis.place}（{rule.id}）"
            if basis.from_field:
                _source(place, rule, basis, words, faults)
            elif basis.text and _known(place, basis, texts, faults):
                _in_force(place, rule, basis.text, texts[basis.text], faults, warnings)
                used = [text for text in texts[basis.text] if _meets(text, rule)] or list(texts[basis.text])
                if any(text.unread for text in used) and not rule.unread:
                    faults.add(place, f"《{basis.text}》待核，规则没有标待核", "请读过原文，或给规则写上“待核: 是”")
                _article(place, basis.text, basis.article, used, faults)
    for indicator in indicators:
        for basis in indicator.basis:
            if basis.text:
                _known(f"{basis.place}（{indicator.id}）", basis, texts, faults)
    for text in {id(text): text for editions in texts.values() for text in editions}.values():
        if text.begins is None and not text.unread:
            what = f"《{text.title}》没有写“施行”，查不出规则起的那天它是不是已经有效"
            warnings.add(f"{text.place}（{text.title}）", what, "请补上施行日期")
        if text.successor and text.successor not in texts:
            what = f"《{text.title}》由《{text.successor}》替代，它不在 texts.yaml{nearest(text.successor, texts)}"
            warnings.add(f"{text.place}（{text.title}）", what, "请改正“替代”，或者补上这个文件")
    for name, values in words.parameters.items():  # an office often sets them by a paper that is no legal text
        for value in values:
            if value.basis is None and value.value is not None:
                what = f"参数“{name}”没有写依据，说不出这个数是谁定的"
                warnings.add(f"{value.place}（{name}）", what, "请补上“依据”：文件、条、要点")
            if (rests := value.basis) and rests.text in texts:
                _article(f"{value.place}（{name}）", rests.text, rests.article, texts[rests.text], faults)


def outlasted(rules: Iterable[Rule], texts: Texts, own: str, warnings: Faults) -> list[Rule]:
    """The rules, those under `own` no longer than the texts they rest on: law that moves after an office wrote a rule ends
    that rule on the day, which is told, and leaves the rest of the book to go on. What never stood stays as it is."""
    found = []
    for rule in rules:
        mine = rule.place.startswith(own) and not rule.unread
        until = {one.text: _stands_until(rule, texts[one.text]) for one in rule.basis if mine and one.text in texts}
        title = min(until, key=until.__getitem__, default="")
        if title and until[title] < (rule.ends or date.max):
            what = f"《{title}》{until[title]} 起废止或者没有读过，这条规则只算到那一天之前"
            advice = f"请写上“废止: {until[title]}”，此后换成现行依据另写一条"
            warnings.add(f"{rule.place}（{rule.id}）", what, advice)
            rule = rule.model_copy(update={"ends": until[title]})
        found.append(rule)
    return found


def _stands_until(rule: Rule, editions: Sequence[LegalText]) -> date:
    """The day from which on no edition that was read is in force, though one is when the rule begins; else never."""
    read = [(text.begins or date.min, text.ends or date.max) for text in editions if not text.unread]
    begins = until = rule.begins or min((first for first, _ in read), default=date.min)
    while later := [last for first, last in read if first <= until < last]:
        until = max(later)
    return until if until > begins else date.max


def _known(place: str, basis: Basis, texts: Texts, faults: Faults) -> bool:
    if basis.text in texts:
        return True
    advice = (
        "请去掉书名号"
        if basis.text.strip("《》") in texts
        else "请改正标题；书里真的没有这个文件，请先加到本单位的 texts.yaml"
    )
    faults.add(place, f"依据的文件“{basis.text}”不在 texts.yaml{nearest(basis.text, texts)}", advice)
    return False


def _source(place: str, rule: Rule, basis: Basis, words: Vocabulary, faults: Faults) -> None:
    """取自: a field that holds articles, or an earlier question."""
    name = basis.from_field
    if name in words.questions:
        order = list(words.questions)
        if any(order.index(name) >= order.index(answered) for answered in rule.answers):
            faults.add(place, f"依据取自“{name}”，它不在所答问题之前", "请取自前面的问题或法条等字段")
        return
    field = words.fields.fields.get(name)
    if field is not None and field.nature == "自报" and not rule.fault:
        faults.add(place, f"依据取自自报字段“{name}”", "请改用登记册推得的字段")
    if field is None or field.type not in ("文本", "多值文本"):
        hint = nearest(name, words.fields.fields)
        faults.add(place, f"依据取自“{name}”，它不是文字字段{hint}", "请改用法条等字段")
    elif field.kinds and (strange := [kind for kind in rule.kinds if kind not in field.kinds]):
        faults.add(place, f"依据取自“{name}”，它不用于{'、'.join(strange)}", "请换一个字段")


def _article(place: str, title: str, article: str, texts: Sequence[LegalText], faults: Faults) -> None:
    counts = [text.articles for text in texts if text.articles]
    number = highest_article(article)
    if counts and number is None and "附" not in article:
        faults.add(
            place,
            f"引用《{title}》没有写明第几条" + (f"，现为“{article}”" if article else ""),
            f"请写成“第{spelt(int(digits[0]))}条”"
            if (digits := re.findall("[0-9]{1,4}", article))
            else f"请写成“第{article.strip('第条')}条”"
            if re.fullmatch("第?[零一二三四五六七八九十百千]+条?", article)
            else "请写成“第几条”",
        )
    elif spelled := re.search("第[ 　]*([0-9０-９]{1,4})[ 　]*条", article):
        faults.add(place, f"《{title}》的条号写成了“{spelled[0]}”", f"请写成“第{spelt(int(spelled[1]))}条”")
    elif counts and number is not None and (number > max(counts) or number < 1):
        faults.add(place, f"《{title}》只有 {max(counts)} 条，没有{article}", "请核对条号")


def _meets(text: LegalText, rule: Rule) -> bool:
    return (text.begins or date.min) < (rule.ends or date.max) and (rule.begins or date.min) < (text.ends or date.max)


def _in_force(
    place: str, rule: Rule, title: str, editions: Sequence[LegalText], faults: Faults, warnings: Faults
) -> None:
    """On every day of the rule some edition of its text must be in force."""
    spans = sorted((text.begins or date.min, text.ends or date.max) for text in editions)
    begins, ends = spans[0][0], max(last for _, last in spans)
    if rule.begins is None and begins > date.min:
        warnings.add(place, f"规则没有“施行”，而《{title}》{begins} 才施行", f"请写上“施行: {begins}”或更晚的日期")
    elif rule.begins is not None and rule.begins < begins:
        faults.add(place, f"规则 {rule.begins} 施行，而《{title}》{begins} 才施行", "请改正规则的“施行”")
    after = next((text.successor for text in editions if text.ends == ends and text.successor), "")
    new = f"请换成现行依据{f'（已由《{after}》替代）' if after else ''}"
    if (rule.begins or date.min) >= ends:
        faults.add(place, f"依据已死：《{title}》{ends} 废止，规则此后才施行", new)
    elif (rule.ends or date.max) > ends:
        faults.add(
            place,
            f"依据已死：《{title}》{ends} 废止，规则没有随之废止",
            f"请写上“废止: {ends}”，此后{new.removeprefix('请')}",
        )
    for (_, last), (first, _) in zip(spans, spans[1:], strict=False):
        if last < first and max(last, rule.begins or date.min) < min(first, rule.ends or date.max):
            faults.add(
                place,
                f"《{title}》{last} 至 {first} 之间没有版本施行，规则却在其中适用",
                "请核对文件的日期，或把规则分成两条",
            )


def proofread_register(register: Register, texts: Texts, faults: Faults, warnings: Faults, own: str = "") -> None:
    """One name, one matter; articles that can exist; texts that are known. A clash is said at the matter under `own`."""
    for name, matters in register.clashes():
        ids = "、".join(matter.id for matter in matters)
        place = next((matter.place for matter in matters if own and matter.place.startswith(own)), matters[-1].place)
        faults.add(place, f"名称“{name}”指向几个事项：{ids}", "请去掉其中的别名或合并事项")
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
