"""A fact that no record of a kind has is asked for once; one that some records lack is asked for record by record."""

from __future__ import annotations

from dataclasses import replace

from app.judgement.checking import said_once
from catalogue.finding import Finding


def untold(subject: str, *missing: str) -> Finding:
    return Finding(
        place=subject,
        code="notice-too-late",
        severity="无法判定",
        message=f"无法判定“补正告知（一次性）要及时”（缺少：{'、'.join(missing)}）",
        advice="请补齐后再查",
        unit=f"{subject}局",
        rule="R1",
        subject=subject,
        missing=missing,
    )


def test_a_column_that_nobody_filled_is_asked_for_once():
    rows = [{"事项名称": "甲"}, {"事项名称": "乙", "补正告知工作日": None}]
    (one,) = said_once("办理项", rows, [untold("甲", "补正告知工作日"), untold("乙", "补正告知工作日")])
    assert (one.place, one.subject, one.unit, one.missing) == ("全部办理项", "", "", ("补正告知工作日",))
    assert one.message == "无法判定“补正告知（一次性）要及时”：2条办理项都缺少补正告知工作日，没有一条写明"


def test_a_column_that_somebody_filled_is_asked_for_where_it_is_empty():
    rows = [{"事项名称": "甲"}, {"事项名称": "乙"}, {"事项名称": "丙", "补正告知工作日": 5}]
    each = [untold("甲", "补正告知工作日"), untold("乙", "补正告知工作日")]
    assert said_once("办理项", rows, each) == each


def test_what_was_found_is_never_folded():
    fault = replace(untold("甲"), severity="错误")
    lone = untold("乙", "补正告知工作日")
    assert said_once("办理项", [{"事项名称": "甲"}], [fault, fault, lone]) == [fault, fault, lone]
