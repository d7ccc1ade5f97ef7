"""Names as people write them mean the matter that their writers meant; names that may mean two matters mean none."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

from catalogue.rulebook import RegisteredMatter
from rules import BOOK
from rules.opening.loader import load_book
from rules.register import Register, in_force

HERE = Path(__file__).parent
DAYS = (date(2026, 11, 23), date(2024, 6, 1), date(2021, 12, 31))


@cache
def shipped() -> Register:
    return load_book(BOOK).register


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def a_day_of(matter: RegisteredMatter) -> date:
    """The newest of the days on which the matter exists."""
    return next((day for day in DAYS if in_force(matter, day)), matter.begins or DAYS[0])


def test_names_as_people_write_them_mean_what_their_writers_meant() -> None:
    """Each was written for its matter by somebody who had not seen under which names the register knows it; the few that
    turned out to mean two matters were struck, the others taken up."""
    register, wrong = shipped(), []
    for row in rows("names_of_matters.csv"):
        matter = register.under(row["标识"])
        assert matter, row
        kind = row["事项类型"] or matter.type
        hit = register.identify(row["名称"], day=a_day_of(matter), kind=kind)
        if not hit or hit.matter != matter:
            wrong.append((row["名称"], hit.matter.name if hit else None))
    assert wrong == []


def test_a_name_that_may_mean_matters_of_two_organs_means_none() -> None:
    register = shipped()
    meant = {
        (row["名称"], hit.matter.name)
        for row in rows("names_of_no_matter.csv")
        for day in DAYS
        if (hit := register.identify(row["名称"], day=day, kind=row["事项类型"]))
    }
    assert meant == set()
