"""Hostile workbooks: refused whole with one message that names the bound; what only looks hostile is read."""

import pytest
from hostile import GIB, HOSTILE, PLAIN, empty_rows, zeros, zipped
from packages import parts
from workbooks import codes, names, read, rewrite


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_refused_with_the_bound(what):
    make, code, words = HOSTILE[what]
    result = read(make())
    assert (result.outcome, result.rows) == ("error", [])
    assert codes(result) - {"sheet-no-rows"} == {code}, [i.message for i in result.issues]
    assert words in result.issues[0].message + result.issues[0].advice
    assert len([i for i in result.issues if i.severity == "error"]) == 1


def test_a_gibibyte_comes_in_a_small_file():
    assert len(zeros(GIB)) < 1_200_000


def test_an_embedded_workbook_is_never_opened():
    """A zip in the package: its bytes are counted like any other part's, what it holds is nobody's business."""
    for bomb in (zipped(zeros(8 << 20)), zeros(GIB)):
        assert names(read(parts(PLAIN, **{"xl/embeddings/内嵌.xlsx": bomb}))) == ["甲事项办理"]


def test_formatted_empty_rows_below_a_matter_hide_nothing():
    assert names(read(empty_rows(150_000))) == ["甲事项办理"]


def test_a_dimension_that_lies():
    assert names(read(rewrite(PLAIN, rb'<dimension ref="[^"]*"', b'<dimension ref="A1"'))) == ["甲事项办理"]
