"""What units claim (自报) is held against the decisions and never feeds one: shuffle it, and only findings change."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from command_line import ROOT

from app.judgement import checking, judging
from app.office import Office, open_office
from catalogue.canonical import dumps
from catalogue.fields import load_fields
from catalogue.names import header_key
from catalogue.records import Record
from importers.read import load_all_layouts, read_files

EXAMPLE = ROOT / "examples" / "linhu"
DAY = date(2021, 12, 31)
CLAIMS = sorted(field.name for field in load_fields().fields.values() if field.nature == "自报")
ANSWERED_BY = {
    "自报行使层级": {"claimed-levels-differ"},
    "自报权力来源": {"claimed-power-source-differs"},
    "自报办件类型": {"claimed-case-type-differs"},
    "自报窗口": {"claimed-window-differs", "matter-in-both-window-kinds"},
    "自报值": {"entry-rate-claim-differs", "claimed-indicator-differs"},
    "自报分母": {"rating-coverage-without-denominator"},
}


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    """The example county's office in a folder of its own. One process opens one store, so only this file does so."""
    home = tmp_path_factory.mktemp("linhu")
    shutil.copytree(EXAMPLE / "book", home / "book")
    return open_office(home, create=True)


@pytest.fixture(scope="module")
def records(office: Office) -> list[Record]:
    results = read_files(sorted((EXAMPLE / "workbooks").iterdir()), office.fields, load_all_layouts(office.fields))
    return [record for result in results for record in result.records]


def shuffled(records: Iterable[Record], claims: Iterable[str], seed: int) -> list[Record]:
    """Each claimed value goes to another record of the same kind, blanks too."""
    records = list(records)
    facts = [dict(record.facts) for record in records]
    chance = random.Random(seed)
    for claim in claims:
        for kind in sorted({record.kind for record in records if claim in record.facts}):
            places = [n for n, record in enumerate(records) if record.kind == kind]
            values = [facts[n].pop(claim, None) for n in places]
            chance.shuffle(values)
            for n, value in zip(places, values, strict=True):
                if value is not None:
                    facts[n][claim] = value
    return [replace(record, facts=own) for record, own in zip(records, facts, strict=True)]


def decided(judgement: judging.Judgement) -> dict[tuple[str, str], str]:
    return {
        (one.subject, q): dumps(d)
        for group in judgement.judged.values()
        for one in group
        for q, d in one.decisions.items()
    }


@pytest.fixture(scope="module")
def judgement(office: Office, records: list[Record]) -> judging.Judgement:
    return judging.judge(office, records, DAY)


def found(office: Office, judgement: judging.Judgement) -> dict[str, set[tuple[str, str, str]]]:
    """The findings that answer to each claim."""
    findings = checking.check(office, judgement).findings
    return {
        claim: {(f.subject, f.code, f.message) for f in findings if f.code in codes}
        for claim, codes in ANSWERED_BY.items()
    }


def test_every_claimed_field_is_known_here_and_stands_in_the_example(records):
    assert set(ANSWERED_BY) <= set(CLAIMS)
    carried = {name for record in records for name in record.facts}
    assert carried & set(CLAIMS) == set(ANSWERED_BY)


def test_shuffled_claims_change_findings_and_no_decision(office, records, judgement):
    other = judging.judge(office, shuffled(records, ANSWERED_BY, seed=1), DAY)
    assert len(decided(judgement)) > 10_000
    assert decided(other) == decided(judgement)
    before, after = found(office, judgement), found(office, other)
    assert [claim for claim in ANSWERED_BY if before[claim] == after[claim]] == []


def test_without_any_claim_the_decisions_are_the_same(office, records, judgement):
    bare = [replace(r, facts={k: v for k, v in r.facts.items() if k not in CLAIMS}) for r in records]
    assert decided(judging.judge(office, bare, DAY)) == decided(judgement)


def test_no_deciding_rule_reads_a_claim(office):
    from rules.court import reads

    assert office.book.rules
    assert not [rule.id for rule in office.book.rules if reads(rule) & set(CLAIMS)]


def test_the_workbooks_hold_no_column_of_answers(office):
    """A header of the example's workbooks that reads like a question is a claim; none is a fact only we work out."""
    judged = {question.name for question in office.book.questions}
    seen = 0
    for path in Path(EXAMPLE / "workbooks").glob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path, read_only=True):
            for row in sheet.iter_rows(max_row=6, values_only=True):
                words = {str(value).strip() for value in row if value}
                known = {word: fields for word in words if (fields := office.fields.by_word.get(header_key(word)))}
                if len(known) < 4 or len(known) * 2 < len(words):
                    continue  # no header
                seen += len(known)
                for word, fields in known.items():
                    assert any(field.nature != "推得" for field in fields), (path, word)
                for word in words & judged:
                    assert {field.nature for field in known.get(word, [])} == {"自报"}, (path, word)
    assert seen > 100
