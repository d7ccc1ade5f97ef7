"""What of two books, each on its day, could decide differently: changed rules, and the records that they may touch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.rulebook import Condition, Form, Rule
from rules.atoms import Atoms
from rules.books import TODAY, Book, Day
from rules.procedure import reach
from rules.truth import LISTED

_KNOWING = ("已知", "未知")


@dataclass(frozen=True)
class Ground:
    """A book on a day."""

    book: Book
    day: date


@dataclass(frozen=True)
class Difference:
    """`rules`: 编号 of the rules (or checks) that are not the same on both grounds; `reached`: these and all that they
    prevail over on either; `whole`: kinds whose questions changed, so that every record is touched. Facts are compared
    by the caller."""

    grounds: tuple[Ground, Ground]
    rules: frozenset[str]
    reached: frozenset[str]
    whole: frozenset[str]
    _versions: tuple[tuple[Rule, ...], tuple[Rule, ...]]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of records that changed rules judge."""
        return frozenset(kind for version in self._versions for rule in version for kind in rule.kinds)

    def touched(self, kind: str, records: Sequence[Mapping[str, Any]]) -> list[frozenset[str]]:
        """For each record 编号 of the changed rules that apply or may apply to it, on either ground; of a kind in `whole`
        every rule.

        Conditions on earlier answers, and on whether a fact is known at all, keep no record out."""
        if kind in self.whole:
            return [frozenset(rule.id for version in self._versions for rule in version if kind in rule.kinds)] * len(
                records
            )
        hit = [frozenset[str]()] * len(records)
        for ground, rules in zip(self.grounds, self._versions, strict=True):
            mine = {rule.id: _solid(ground.book, rule) for rule in rules if kind in rule.kinds}
            if not mine:
                continue
            atoms = Atoms(condition for conditions in mine.values() for condition in conditions)
            needed = {name: sum(1 << atom for atom in atoms.numbers(conditions)) for name, conditions in mine.items()}
            found: dict[int, frozenset[str]] = {}
            for number, (_, possible) in enumerate(atoms.masks(records, ground.book.on(ground.day))):
                if possible not in found:
                    found[possible] = frozenset(name for name, one in needed.items() if possible & one == one)
                hit[number] |= found[possible]
        return hit

    def questions(self, kind: str) -> frozenset[str]:
        """What is asked of a kind on either ground."""
        return frozenset(one.name for ground in self.grounds for one in ground.book.questions if kind in one.kinds)

    def anew(self, kind: str, touched: Iterable[frozenset[str]]) -> dict[frozenset[str], frozenset[str]]:
        """For each such set of rules the questions of a kind that they answer, and those whose rules read (or cite) the
        answers, on either ground; of a kind in `whole` all of them."""
        if kind in self.whole:
            return dict.fromkeys(touched, self.questions(kind))
        rules = [rule for ground in self.grounds for rule in ground.book.rules if kind in rule.kinds]
        readers: dict[str, set[str]] = {}
        for rule in rules:
            for name in rule.reads.union(basis.from_field for basis in rule.basis):
                readers.setdefault(name, set()).update(rule.answers)
        return {
            one: _following({q for rule in rules if rule.id in one for q in rule.answers}, readers)
            for one in set(touched)
        }


def _following(questions: set[str], readers: Mapping[str, Collection[str]]) -> frozenset[str]:
    found, fresh = set(questions), questions
    while fresh := {reader for question in fresh for reader in readers.get(question, ())} - found:
        found |= fresh
    return frozenset(found)


def difference(before: Ground, after: Ground, *, checks: bool = False) -> Difference:
    """Compare the rules (or checks) of two books in force on their days, with all that they rest on."""
    marks = [_marks(ground, checks=checks) for ground in (before, after)]
    changed = frozenset(name for name in marks[0].keys() | marks[1].keys() if marks[0].get(name) != marks[1].get(name))
    versions = tuple(
        tuple(rule for rule in _rules(ground, checks=checks) if rule.id in changed) for ground in (before, after)
    )
    over = [reach(ground.book.checks if checks else ground.book.rules) for ground in (before, after)]
    reached = changed.union(*(one.get(name, ()) for one in over for name in changed))
    return Difference((before, after), changed, reached, _whole(before.book, after.book), (versions[0], versions[1]))


def _rules(ground: Ground, *, checks: bool) -> Iterable[Rule]:
    return (rule for rule in (ground.book.checks if checks else ground.book.rules) if rule.in_force(ground.day))


def _marks(ground: Ground, *, checks: bool) -> dict[str, Any]:
    """What each rule in force says, and what it rests on that day: parameters, lists, and whom it prevails over."""
    over = reach(ground.book.checks if checks else ground.book.rules)
    day = ground.book.on(ground.day)
    return {
        rule.id: (
            rule.kinds,
            tuple((basis.text, basis.article, basis.gist, basis.from_field) for basis in rule.basis),
            tuple(condition.content for condition in rule.conditions),
            repr(rule.answers),
            rule.fault and rule.fault.model_dump(exclude={"place"}),
            rule.unread,
            over[rule.id],
            tuple(rests_on(condition, day) for condition in rule.conditions),
        )
        for rule in _rules(ground, checks=checks)
    }


def rests_on(condition: Condition, day: Day) -> Any:
    """What a condition takes from that day beside the record's facts: a list's rows, the value of a parameter."""
    if condition.operator in LISTED:
        held = day.lists.get(str(condition.operand))
        return held and frozenset((one.columns, one.rows) for one in held)
    names = [name for name in (condition.field, condition.other) if name in day.parameter_names]
    return tuple(day.parameters.get(name) for name in names)


def _whole(before: Book, after: Book) -> frozenset[str]:
    """Kinds that are asked something else, or in another order."""
    asked = [
        [(q.name, q.answers, q.combined, kind) for q in book.questions for kind in q.kinds] for book in (before, after)
    ]
    by_kind = [{kind: [q for q in one if q[3] == kind] for *_, kind in one} for one in asked]
    return frozenset(kind for kind in by_kind[0].keys() | by_kind[1] if by_kind[0].get(kind) != by_kind[1].get(kind))


def _solid(book: Book, rule: Rule) -> tuple[Condition, ...]:
    questions = book.vocabulary.questions
    return tuple(
        condition
        for condition in rule.conditions
        if condition.operator not in _KNOWING and not any(name in questions for name in condition.reads)
    )


def same_register(one: Book, other: Book) -> bool:
    """Whether fields, registered matters, legal texts and lists say the same, wherever they are written."""
    if one.register is other.register and one.texts is other.texts and one.lists is other.lists:
        return one.fields is other.fields
    return (
        one.fields.fields == other.fields.fields
        and _content(one.register.matters) == _content(other.register.matters)
        and _content(one.texts) == _content(other.texts)
        and _content(one.lists) == _content(other.lists)
    )


def same_always(one: Book, other: Book, kind: str) -> bool:
    """Whether both books judge records of that kind alike on every day: rules and questions, and the parameters they
    read. Lists and fields are compared by `same_register`."""
    sides = []
    for book in (one, other):
        rules = [rule for rule in book.rules if kind in rule.kinds]
        over, read = reach(book.rules), {name for rule in rules for name in rule.reads}
        asked = [question for question in book.questions if kind in question.kinds]
        read_values = [(name, book.parameters.get(name)) for name in sorted(read)]
        sides.append((_content(rules), [over[rule.id] for rule in rules], _content(asked), _content(read_values)))
    return sides[0] == sides[1]


def _content(value: Any) -> Any:
    if isinstance(value, Form):
        names = type(value).model_fields.keys() - {"place", "lines"}
        return {name: _content(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {key: _content(item) for key, item in value.items()}
    return [_content(item) for item in value] if isinstance(value, (list, tuple)) else value


def same_facts(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two records say the same; the day of judging is no fact of theirs (a rule that reads it has changed)."""
    if one is other or one == other:
        return True
    return {**one, TODAY: None} == {**other, TODAY: None}
