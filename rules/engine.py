"""The only door to durable_rules: which rules do a record's atoms match, certainly and possibly?

The C module is used directly and narrowly: facts (never events), one sid, a marker first, at most 60 rules in a
ruleset, no value but the integer 1, one action for a whole batch, everything retracted afterwards. Outside this
path it hangs, crashes or answers wrongly. No Host is made, so no thread is started. Each ruleset is proved against
plain Python when it is compiled. A ruleset is never deleted: the module does not give its memory back.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import durable_rules_engine as _c  # type: ignore[import-not-found, import-untyped, unused-ignore]

from catalogue.finding import UserError

MAX_CONDITIONS = 60  # of one rule; more alpha nodes than this make a fact fail (error 303 at the 65th)
_MAX_RULES = 60  # of one ruleset, for the same reason
_MAX_ATOMS = 200  # attributes of one fact; 252 is the last that works
_MAX_FIELDS = 6  # fields a ruleset reads together: few, so that few projections differ
_BATCH = 400
_CACHED = 100_000  # projections remembered per ruleset

_serial = itertools.count()
_one_at_a_time = threading.Lock()  # the module mixes up answers of threads that assert together

Matches = tuple[frozenset[str], frozenset[str]]


class Matcher:
    """Compiled once per rule book and process. `rules` gives each rule's atoms, `reads` each atom's fields."""

    def __init__(self, rules: Mapping[str, frozenset[int]], reads: Mapping[int, frozenset[str]]) -> None:
        for name, atoms in rules.items():
            if len(atoms) > MAX_CONDITIONS:
                raise UserError(
                    f"规则 {name}",
                    f"有 {len(atoms)} 个条件，引擎最多 {MAX_CONDITIONS} 个",
                    "请拆成几条规则或并成一项事实",
                )
        self._always = frozenset(name for name, atoms in rules.items() if not atoms)
        self._sets = [_Ruleset(group) for group in _groups({n: a for n, a in rules.items() if a}, reads)]

    def match(self, records: Sequence[tuple[int, int]]) -> list[Matches]:
        """For each record (mask of certain atoms, mask of certain or unknown ones): the rules that certainly match,
        and those that match or may match."""
        found = self.find(mask for pair in records for mask in pair)
        return [(found[certain], found[possible]) for certain, possible in records]

    def find(self, masks: Iterable[int]) -> dict[int, frozenset[str]]:
        """The rules of which each mask holds all atoms."""
        distinct = dict.fromkeys(masks)
        with _one_at_a_time:
            answers = [ruleset.answers(distinct) for ruleset in self._sets]
        return {
            mask: self._always.union(*(known[mask & one.mask] for one, known in zip(self._sets, answers, strict=True)))
            for mask in distinct
        }


def _groups(
    rules: Mapping[str, frozenset[int]], reads: Mapping[int, frozenset[str]]
) -> list[dict[str, frozenset[int]]]:
    """Cut rules into rulesets so that each reads few fields."""
    fields = {name: frozenset(f for atom in atoms for f in reads[atom]) for name, atoms in rules.items()}
    groups: list[tuple[set[str], set[int], dict[str, frozenset[int]]]] = []
    for name in sorted(rules, key=lambda n: (-len(fields[n]), sorted(fields[n]), n)):
        best = min(
            (
                group
                for group in groups
                if len(group[2]) < _MAX_RULES
                and len(group[1] | rules[name]) <= _MAX_ATOMS
                and (len(group[0] | fields[name]) <= _MAX_FIELDS or fields[name] <= group[0])
            ),
            key=lambda group: len(fields[name] - group[0]),
            default=None,
        )
        if best is None:
            best = (set(), set(), {})
            groups.append(best)
        best[0].update(fields[name])
        best[1].update(rules[name])
        best[2][name] = rules[name]
    return [group[2] for group in groups]


class _Ruleset:
    def __init__(self, rules: Mapping[str, frozenset[int]]) -> None:
        self._names = sorted(rules)
        self._atoms = sorted(set().union(*rules.values()))
        self.mask = sum(1 << atom for atom in self._atoms)
        self._known: dict[int, tuple[str, ...]] = {}
        definition = {
            f"r{n}": {"all": [{"m": {"$and": [{"k": 1}, *({f"a{a}": 1} for a in sorted(rules[name]))]}}], "cap": _BATCH}
            for n, name in enumerate(self._names)
        }
        with _one_at_a_time:
            self._handle = self._call(_c.create_ruleset, f"权目{next(_serial)}", json.dumps(definition))
            self._prove(rules)

    def _prove(self, rules: Mapping[str, frozenset[int]]) -> None:
        exact = {name: sum(1 << atom for atom in atoms) for name, atoms in rules.items()}
        masks = set(exact.values()) | {mask & (mask - 1) for mask in exact.values()}
        for mask, names in self.answers(masks).items():
            plain = {name for name, needed in exact.items() if needed & mask == needed}
            for name in sorted(plain.symmetric_difference(names)):
                raise UserError(f"规则 {name}", "规则引擎的结果与直接计算不一致", "请停用这条规则并报告给维护者")

    def answers(self, masks: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """The matching rules of each projection of these masks on this ruleset's atoms."""
        wanted = {mask & self.mask for mask in masks}
        if len(self._known) > _CACHED:
            self._known.clear()
        new = sorted(wanted.difference(self._known))
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            for mask, names in zip(batch, self._ask(batch), strict=True):
                self._known[mask] = names
        return {mask: self._known[mask] for mask in wanted}

    def _ask(self, batch: Sequence[int]) -> list[tuple[str, ...]]:
        facts = [
            {"id": n, "sid": "1", "k": 1, **{f"a{a}": 1 for a in self._atoms if mask >> a & 1}}
            for n, mask in enumerate(batch, 1)
        ]
        text = json.dumps(facts)
        matched: list[set[str]] = [set() for _ in batch]
        if self._call(_c.assert_facts, self._handle, text)[0] not in (0, 1):
            raise UserError("规则引擎", "拒绝了一批事实", "请减少规则的条件后重试")
        started = self._call(_c.start_action, self._handle)
        while started:
            message, offset = started[1], started[2]
            while message:
                for rule, body in json.loads(message).items():
                    for item in body if isinstance(body, list) else [body]:
                        matched[item.get("m", item)["id"] - 1].add(self._names[int(rule[1:])])
                message = self._call(_c.complete_and_start_action, self._handle, offset)
            started = self._call(_c.start_action, self._handle)
        self._call(_c.retract_facts, self._handle, text)
        return [tuple(sorted(names)) for names in matched]

    def _call(self, function: Callable[..., Any], *args: object) -> Any:
        try:
            return function(*args)
        except MemoryError:  # no fault of the rules: in a child process it ends that, and is asked again
            raise
        except Exception as error:
            names = f"{self._names[0]} 至 {self._names[-1]}"
            raise UserError(f"规则 {names}", f"规则引擎报错（{error}）", "请检查这几条规则的条件") from error
