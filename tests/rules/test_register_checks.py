"""Every check of a register fires, is silent, and says 无法判定 when a fact it rests on is missing."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from catalogue.rulebook import Rule
from rules import BOOK
from rules.books import Book
from rules.checks import check
from rules.opening.loader import load_book

DAY = date(2021, 12, 31)


@cache
def book() -> Book:
    return load_book(BOOK)


CHECKS = [rule for rule in book().checks if rule.id.startswith("JC-TZ")]
ONLY_WHETHER_KNOWN = {"JC-TZ-024"}  # a task without a lead: to lack it is the finding


def severities(rule: Rule, facts: dict) -> list[str]:
    fields = book().fields
    typed = {name: fields.fields[name].typed(value) for name, value in facts.items() if name in fields.fields}
    return [f.severity for f in check(book(), rule.kinds[0], [typed], DAY)[0] if f.rule == rule.id]


@pytest.mark.parametrize("rule", CHECKS, ids=lambda rule: rule.id)
def test_a_fact_that_is_missing_leaves_it_open(rule: Rule) -> None:
    parameters = book().parameters
    firing = {name: value for name, value in rule.applies[0].items() if name not in parameters and name != "判定日"}
    found = [severities(rule, {n: v for n, v in firing.items() if n != left}) for left in firing]
    open_ = ["无法判定"] in found or rule.id in ONLY_WHETHER_KNOWN
    assert open_, (rule.id, found)


def test_there_are_checks_and_their_parameters_have_no_national_value() -> None:
    assert len(CHECKS) > 25
    thresholds = {one for rule in CHECKS for one in rule.reads if one in book().parameters}
    assert len(thresholds) >= 2
    assert not thresholds & book().on(DAY).parameters.keys()
