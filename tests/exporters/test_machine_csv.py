"""A list as CSV: no cell is a formula to a spreadsheet program, whatever blank stands before its sign."""

from __future__ import annotations

import pytest

from exporters.machine import as_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1", "＠SUM(A1)"])
def test_no_cell_starts_a_formula(text):
    assert f"'{text}".encode() in as_csv([{"名称": text}], False)
