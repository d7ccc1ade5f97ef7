"""A second evaluator, written apart from the judgement: it reads the YAML of a book and raw facts as they stand."""

from __future__ import annotations

import csv
import re
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import yaml

from catalogue.names import name_key

key = cache(name_key)
fraction = cache(Fraction)
NO, MAYBE, YES = "no", "maybe", "yes"


class Reference:
    """Rules of a folder, judged one by one from their raw entries."""

    def __init__(self, folder: Path) -> None:
        def read(path):
            return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) if path.exists() else []

        self.types = {field["名称"]: field["类型"] for field in read(folder / "fields.yaml")["字段"]}
        self.questions = read(folder / "questions.yaml")
        self.rules = [rule for path in sorted((folder / "rules").rglob("*.yaml")) for rule in read(path)]
        self.parameters = read(folder / "parameters.yaml")
        self.lists = {p.stem: list(csv.DictReader(p.open(encoding="utf-8"))) for p in (folder / "lists").glob("*.csv")}
        for question in self.questions:
            self.types[question["名称"]] = "多值文本"

    # -- values -------------------------------------------------------------------------------------------------

    def value(self, name, raw):
        """A raw value as something to compare; None when there is nothing."""
        kind = self.types[name]
        if raw is None or raw == [] or (isinstance(raw, str) and not raw.strip()):
            return None
        if kind in ("多选", "多值文本"):
            return [one.strip() for one in raw if one.strip()] or None
        if kind in ("整数", "小数"):
            return fraction(str(raw))
        if kind == "日期":
            return date.fromisoformat(str(raw)).toordinal()
        return str(raw).strip()

    @cache  # noqa: B019
    def parameter(self, name, day):
        if name == "判定日":
            return day.toordinal()
        for dated in self.parameters:
            if (
                dated["参数"] == name
                and "值" in dated
                and dated["施行"] <= day.isoformat() < (dated.get("废止") or "9999")
            ):
                raw = dated["值"]
                if re.fullmatch(r"\d{4}-\d\d-\d\d", raw):
                    return date.fromisoformat(raw).toordinal()
                return fraction(raw)
        return None

    @cache  # noqa: B019
    def listed(self, name, day):
        rows = [r for r in self.lists[name] if r["施行"] <= day.isoformat() < (r["废止"] or "9999")]
        return {key(row["项"]) for row in rows} if rows else None

    # -- conditions ---------------------------------------------------------------------------------------------

    def condition(self, name, spec, facts, day):
        if name in ("在清单", "不在清单"):
            results = [self._row(name, one, facts, day) for one in (spec if isinstance(spec, list) else [spec])]
            return NO if NO in results else MAYBE if MAYBE in results else YES
        if isinstance(spec, dict):
            results = [self._special(name, how, operand, facts, day) for how, operand in spec.items()]
            return NO if NO in results else MAYBE if MAYBE in results else YES
        mine = self.value(name, facts.get(name))
        if mine is None:
            return MAYBE
        have = mine if isinstance(mine, list) else [mine]
        if isinstance(spec, list):
            return YES if any(one == self._single(name, item) for one in have for item in spec) else NO
        if "且" in spec and self.types[name] in ("整数", "小数", "日期"):
            results = [self.condition(name, part.strip(), facts, day) for part in spec.split("且")]
            return NO if NO in results else MAYBE if MAYBE in results else YES
        found = re.match(r"(<=|>=|!=|<|>|=)\s*", spec)
        sign, rest = (found[1], spec[found.end() :].strip()) if found else ("=", spec)
        if rest.startswith("{") and rest.endswith("}"):
            other = rest[1:-1]
            is_field = other in self.types
            theirs = self.value(other, facts.get(other)) if is_field else self.parameter(other, day)
            if theirs is None:
                return MAYBE
        else:
            theirs = self._single(name, rest)
        if sign in ("=", "!="):
            shared = set(have) & set(theirs if isinstance(theirs, list) else [theirs])
            return YES if bool(shared) == (sign == "=") else NO
        left = have[0]
        holds = {"<": left < theirs, "<=": left <= theirs, ">": left > theirs, ">=": left >= theirs}[sign]
        return YES if holds else NO

    def _row(self, name, spec, facts, day):
        """Whether a row in force holds all the values: each row is looked at as it stands in the file."""
        rows = [r for r in self.lists[spec["清单"]] if r["施行"] <= day.isoformat() < (r["废止"] or "9999")]
        if not rows:
            return MAYBE
        best = NO
        for row in rows:
            fits = []
            for column, field in spec["列"].items():
                mine = self.value(field, facts.get(field))
                have = mine if isinstance(mine, list) else [mine]
                fits.append(MAYBE if mine is None else YES if key(row[column]) in map(key, have) else NO)
            if NO not in fits:
                best = MAYBE if MAYBE in fits else YES
            if best == YES:
                break
        if name == "在清单":
            return best
        return {YES: NO, NO: YES, MAYBE: MAYBE}[best]

    def _single(self, name, raw):
        return str(raw).strip() if self.types[name] in ("多选", "多值文本") else self.value(name, raw)

    def _special(self, name, how, operand, facts, day):
        mine = self.value(name, facts.get(name))
        if how == "已知":
            return YES if (mine is not None) == (operand == "是") else NO
        if mine is None:
            return MAYBE
        have = mine if isinstance(mine, list) else [mine]
        if how == "非":
            banned = [self._single(name, one) for one in (operand if isinstance(operand, list) else [operand])]
            return NO if any(one in banned for one in have) else YES
        if how == "包含":
            parts = operand if isinstance(operand, list) else [operand]
            return YES if any(part in one for part in parts for one in have) else NO
        rows = self.listed(operand, day)
        if rows is None:
            return MAYBE
        inside = any(key(one) in rows for one in have)
        return YES if inside == (how == "在清单") else NO

    def rule(self, rule, facts, day):
        worst = YES
        for name, spec in rule["条件"].items():
            result = self.condition(name, spec, facts, day)
            if result == NO:
                return NO
            worst = MAYBE if result == MAYBE else worst
        return worst

    # -- decisions ----------------------------------------------------------------------------------------------

    def overrides(self, rule, seen=()):
        """Ids of all rules that a rule prevails over, straight or through others."""
        out = set()
        for name in rule.get("例外于", ()):
            for other in self.rules:
                if name in (other["编号"], other.get("组")) and other["编号"] not in seen:
                    out |= {other["编号"]} | self.overrides(other, (*seen, other["编号"]))
        return out

    def settle(self, kind, question, facts, day, over):
        """(status, answer) of one question about a record of that kind, by the words of the procedure."""
        possible, certain = {}, set()
        for rule in self.rules:
            if question not in rule["结论"] or kind not in _listed(rule["对象"]):
                continue
            if (rule.get("施行") or "0000") > day.isoformat() or day.isoformat() >= (rule.get("废止") or "9999"):
                continue
            result = self.rule(rule, facts, day)
            if result != NO:
                possible[rule["编号"]] = _answer(rule["结论"][question])
            if result == YES and rule.get("待核") != "是":
                certain.add(rule["编号"])
        maybe = [name for name in possible if not any(name in over[one] for one in certain)]
        if certain and len({possible[name] for name in maybe}) == 1:
            return "已定", possible[maybe[0]]
        free = [name for name in certain if not any(name in over[one] for one in possible)]
        if len({possible[name] for name in free}) > 1:
            return "冲突", None
        return "待定", None

    def decide(self, kind, facts, day, over):
        """All questions asked of that kind, in order; a settled answer is a fact for the later ones."""
        facts, out = dict(facts), {}
        for question in self.questions:
            name = question["名称"]
            if kind not in question["对象"]:
                continue
            status, answer = out[name] = self.settle(kind, name, facts, day, over)
            facts.pop(name, None)
            if status == "已定":
                how, members = answer
                members = sorted(members, key=question["答案"].index)  # 镇+县: in the order of the closed list
                facts[name] = ["+".join(members)] if how == "共同" else members
        return out


def _listed(raw):
    return raw if isinstance(raw, list) else [raw]


def _answer(raw):
    if isinstance(raw, dict):
        ((how, members),) = raw.items()
        return how, tuple(sorted(members))
    return "一", (raw,)
