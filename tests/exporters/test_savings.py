"""What two editions save: counted over items of both, never over what only one of them says."""

from __future__ import annotations

from invented import FULL, edition

from exporters.figures.savings import savings


def version(number: int, *items):
    made = edition(matters=(FULL.model_copy(update={"items": items}),))
    return made.model_copy(update={"manifest": made.manifest.model_copy(update={"number": number})})


ITEM = FULL.items[0]
LESS = ITEM.model_copy(update={"steps": ITEM.steps[:2], "materials": ITEM.materials[:1], "promised_limit": "5个工作日"})
ONLY_NEW = ITEM.model_copy(update={"name": "后来才有的", "steps": ()})
NO_DAYS = ITEM.model_copy(update={"name": "按日写的", "promised_limit": "8日"})


def test_less_over_what_it_was():
    steps, papers, days = savings(version(1, ITEM, NO_DAYS), version(2, LESS, NO_DAYS, ONLY_NEW))
    assert (steps.numerator, steps.denominator, steps.percent) == (1, 6, "16.67%")
    assert (papers.numerator, papers.denominator, papers.percent) == (1, 4, "25.00%")
    assert (days.numerator, days.denominator, days.percent) == (3, 8, "37.50%") and "另有 1 个没有写" in days.note
    assert steps.dimensions[0].rows[0].label == FULL.department and "第1版" in steps.period


def test_what_grew_is_below_zero_and_nothing_in_common_is_not_applicable():
    steps = savings(version(1, LESS), version(2, ITEM))[0]
    assert (steps.numerator, steps.percent) == (-1, "-50.00%")
    assert {one.percent for one in savings(version(1, ITEM), version(2, ONLY_NEW))} == {"不适用"}
