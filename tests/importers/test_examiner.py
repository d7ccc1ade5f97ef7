"""Workbooks built from the requirements alone, rows and findings by hand, read by the command as an outsider runs it."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import examiner_exports  # noqa: E402 - the path first
import examiner_files  # noqa: E402
import examiner_habits  # noqa: E402
import examiner_offices  # noqa: E402
import examiner_structures  # noqa: E402
import examiner_values  # noqa: E402
from command_line import Quanmu  # noqa: E402
from examiner import fits  # noqa: E402
from workbooks import FIELDS, LAYOUTS, in_this_process  # noqa: E402

from importers.read import read_file  # noqa: E402
from importers.said import Said  # noqa: E402

CASES = {
    name: make()
    for name, make in {
        **examiner_structures.CASES,
        **examiner_values.CASES,
        **examiner_files.CASES,
        **examiner_exports.CASES,
        **examiner_habits.CASES,
        **examiner_offices.CASES,
    }.items()
}


BY_COMMAND = {*examiner_structures.CASES, *examiner_files.CASES}  # the others are read here, which costs a tenth


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What is said of the files, by file name: of most what one command says."""
    folder = tmp_path_factory.mktemp("examiner")
    for name in BY_COMMAND:
        (folder / CASES[name].file).write_bytes(CASES[name].data)
    files = [CASES[name].file for name in CASES if name in BY_COMMAND]
    ran = Quanmu(folder / "data")("import", *files, "--dry-run", "--json", ok=False)
    assert ran.status == 2 and "Traceback" not in ran.out + ran.err
    said = {Path(one["file"]).name: one for one in map(json.loads, filter(None, ran.out.split("\n")))}
    with in_this_process():
        for name in CASES.keys() - BY_COMMAND:
            result = read_file(CASES[name].data, CASES[name].file, FIELDS, LAYOUTS)
            said[CASES[name].file] = json.loads(json.dumps(result.as_dict(), default=str))
    return said


@pytest.mark.parametrize("name", CASES)
def test_rows_and_values(told, name):
    case, got = CASES[name], told[CASES[name].file]
    assert len(got["rows"]) == len(case.rows), [row["src"] for row in got["rows"]]
    for (src, called, parent, rest), row in zip(case.rows, got["rows"], strict=True):
        assert row["src"] == src or src[0] == "*" and row["src"].endswith(src[1:])
        assert called in (None, row["name"]) and row["parent"] == parent
        for key, value in rest.items():
            there = {k: row["facts"].get(k) for k in value} if key == "facts" else row[key]
            assert there == value, (src, key)
    assert case.outcome in ("", got["outcome"])


@pytest.mark.parametrize("name", CASES)
def test_findings_and_their_cells(told, name):
    case = CASES[name]
    found = [(one["code"], one["cell"]) for one in told[case.file]["issues"]]
    missing = [(code, cell) for code, cell in case.must if not any(c == code and fits(cell, at) for c, at in found)]
    assert not missing, found
    assert not [one for one in found if one[0] in case.never]


def test_a_word_about_a_hidden_row_is_not_about_the_visible_row_that_shares_its_name():
    case = CASES["karamay"]
    first = read_file(case.data, case.file, FIELDS, LAYOUTS)
    said = {first.sha256: Said({}, frozenset(), frozenset({"县民政局!8"}))}
    left = read_file(case.data, case.file, FIELDS, LAYOUTS, said=said)
    assert [row.line for row in first.rows if row.held] == ["县民政局!8"]
    assert [row.line for row in left.rows] == [f"县民政局!{n}" for n in (4, 5, 6, 7)] and not left.held
