"""Proofreading of lists, and of the matters that rules name: what no registered matter is called can never match."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.decision import IDENTITY
from catalogue.names import name_key
from catalogue.rulebook import Condition, Rule
from rules.answers import AnswerTerm
from rules.books import Vocabulary
from rules.opening.lists_file import ITEM
from rules.opening.reading import Faults, nearest
from rules.register import Register
from rules.truth import LISTED

_SHOWN = 5


def proofread_lists(conditions: Iterable[Condition], words: Vocabulary, register: Register, faults: Faults) -> None:
    """Cells that a closed field is looked up in are values of that field; those for 事项 are registered matters."""
    asked: dict[tuple[str, str], set[str]] = {}
    for condition in conditions:
        if condition.operator in LISTED:
            for column, field in condition.columns or ((ITEM, condition.field),):
                asked.setdefault((str(condition.operand), column), set()).add(field)
    for (listed, column), fields in sorted(asked.items()):
        values = [_closed(field, words) for field in fields]
        if all(values):
            allowed = tuple(dict.fromkeys(value for group in values for value in group))
            _within(listed, column, "、".join(sorted(fields)), allowed, words, faults)
        elif fields == {IDENTITY} and register.matters:
            _registered(listed, column, words, register, faults)


def proofread_matters(rules: Iterable[Rule], register: Register, faults: Faults, warnings: Faults) -> None:
    """A condition names a matter by its 标识, as the register has it: by any other word the rule would never apply. So does
    an example, else one of 不适用 might be true only of its slip."""
    known = {name_key(name) for one in register.matters.values() for name in (one.id, *one.former_ids)}
    for rule in rules if known else ():
        for condition in rule.conditions:
            if (
                condition.field != IDENTITY
                or condition.operator not in ("=", "!=", "属于", "不属于")
                or condition.other
            ):
                continue
            for word in condition.operand if isinstance(condition.operand, tuple) else (condition.operand,):
                if name_key(str(word)) not in known:
                    what = f"条件“{IDENTITY}”里的“{word}”不是登记册里的事项标识，永远对不上"
                    faults.add(f"{condition.place}（{rule.id}）", what, _called(str(word), register))
        for key, examples in (("适用", rule.applies), ("不适用", rule.applies_not), ("无法判定", rule.applies_unsure)):
            for number, example in enumerate(examples, 1):
                named = example.get(IDENTITY, "")
                if isinstance(named, str) and named and name_key(named) not in known:
                    what = f"“{key}”第 {number} 例的“{named}”不是登记册里的事项标识"
                    warnings.add(rule.at(f"{key} {number}", key), what, _called(named, register))


def _called(word: str, register: Register) -> str:
    """The 标识 that was meant: of the matter so called, else the nearest."""
    found = register.identify(word)
    if found:
        return f"请写标识 {found.matter.id}"
    close = nearest(word, [*register.matters, *(one.name for one in register.matters.values())]).removeprefix("，")
    return f"请改成登记册的标识{f'（{close}）' if close else ''}，或者先在 matters/ 登记这个事项"


def _closed(field: str, words: Vocabulary) -> tuple[str, ...]:
    term = words.term(field)
    if isinstance(term, AnswerTerm):
        return () if term.question.combined else term.question.answers
    return (term.values or (("是", "否") if term.type == "是否" else ())) if term else ()


def _within(listed: str, column: str, field: str, values: tuple[str, ...], words: Vocabulary, faults: Faults) -> None:
    allowed = set(map(name_key, values))
    for place, cell in _cells(words, listed, column):
        if name_key(cell) not in allowed:
            faults.add(
                place,
                f"“{column}”写作“{cell}”，“{field}”没有这个值{nearest(cell, values)}",
                f"可用：{'、'.join(values)}",
            )


def _registered(listed: str, column: str, words: Vocabulary, register: Register, faults: Faults) -> None:
    known = set(map(name_key, register.matters))
    strange = [(place, cell) for place, cell in _cells(words, listed, column) if name_key(cell) not in known]
    if strange:
        shown = "、".join(f"“{cell}”" for _, cell in strange[:_SHOWN])
        more = f"等 {len(strange)} 个" if len(strange) > _SHOWN else ""
        hints = "；".join(f"{cell}{hint}" for _, cell in strange[:_SHOWN] if (hint := nearest(cell, register.matters)))
        what = f"“{column}”里的{shown}{more}不是登记册里的事项标识，永远对不上"
        faults.add(strange[0][0], what, f"请改成登记册的标识，或先登记事项{f'（{hints}）' if hints else ''}")


def _cells(words: Vocabulary, listed: str, column: str) -> list[tuple[str, str]]:
    """Each different cell of a column with the place where it first stands."""
    found: dict[str, tuple[int, str]] = {}
    for edition in words.lists.get(listed, ()):
        at = edition.columns.index(column)
        for row in edition.rows:
            line = edition.lines.get(row, 0)
            if row[at] not in found or line < found[row[at]][0]:
                found[row[at]] = (line, f"{edition.place} 第 {line} 行")
    return [
        (place, cell)
        for cell, (_, place) in sorted(found.items(), key=lambda item: (item[1][1].split(" 第 ")[0], item[1][0]))
    ]
