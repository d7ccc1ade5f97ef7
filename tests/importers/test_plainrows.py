"""The quick way through plain rows comes to the same as the full look at every row, source by source."""

import json
from pathlib import Path

import mutations
import pytest
from test_examiner import CASES
from workbooks import FIELDS, HEAD, LAYOUTS, book, in_this_process, matter

from catalogue.canonical import plain as as_json
from importers.plainrows import Plain
from importers.read import read_file

COUNTY = Path(__file__).resolve().parents[2] / "examples" / "linhu" / "workbooks"
REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "karamay"


def told(data, name):
    result = read_file(data, name, FIELDS, LAYOUTS)
    rows = [(row.as_dict(), {n: s.model_dump() for n, s in sorted(row.cells.items())}) for row in result.rows]
    records = [(r.kind, r.key, r.name, as_json(r.facts)) for r in result.records]
    return json.dumps(
        [as_json(rows), as_json(records), [i.as_dict() for i in result.issues]],
        ensure_ascii=False,
        default=str,
        sort_keys=True,
    )


@pytest.fixture
def counted(monkeypatch):
    """Counts the rows taken quickly; `off` makes every row be looked at in full."""
    quick = Plain.is_plain
    seen = {"plain": 0, "off": False}

    def watched(self, *given):
        found = not seen["off"] and quick(self, *given)
        seen["plain"] += found
        return found

    monkeypatch.setattr(Plain, "is_plain", watched)
    return seen


def both(data, name, counted):
    counted["off"] = False
    fast = told(data, name)
    counted["off"] = True
    assert told(data, name) == fast


FILES = [*sorted(COUNTY.iterdir()), *(sorted(REAL.iterdir()) if REAL.is_dir() else [])]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[:20])
def test_real_and_example_workbooks(path, counted):
    both(path.read_bytes(), path.name, counted)


def test_strange_workbooks(counted):
    with in_this_process():
        for seed in range(0, 600):
            if seed % len(mutations.KINDS) < 2:  # cells and structure: the other kinds damage what lies around them
                both(mutations.mutated(seed)[1], f"{seed}.xlsx", counted)
        for case in CASES.values():
            both(case.data, case.file, counted)
    assert counted["plain"] > 500


def test_most_rows_of_a_plain_table_are_plain(counted):
    told(book([HEAD, *(matter(n, f"示例事项{n}", sub=f"子项{n}") for n in range(1, 60))]), "样表.xlsx")
    assert counted["plain"] >= 56
