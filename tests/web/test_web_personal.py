"""Personal data on the pages: whole for those whose work they are, masked for all others; the button erases and logs."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from site_runner import run

# by hand: on which pages each account may read a person's name or phone; on no others, and nobody else anywhere
OFFICE = {
    "matter", "event", "export", "tray-row", "grant", "problems", "problem", "ledger", "upload", "marked", "preview",
}  # fmt: skip
WHOLE = {"reform": OFFICE, "second": OFFICE, "clerk": OFFICE, "town": {"grant"}}


@pytest.fixture(scope="module")
def told(small_home, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("personal")
    shutil.copytree(small_home[0], folder / "data")
    found: dict[str, Any] = run(folder / "data", "personal_pages.py")
    return found


def test_a_person_is_named_to_those_whose_work_it_is_and_to_nobody_else(told):
    named = {who: {page for page, (_, there) in pages.items() if there} for who, pages in told["seen"].items()}
    assert {who: pages - WHOLE.get(who, set()) for who, pages in named.items()} == {who: set() for who in named}
    assert named["reform"] == OFFICE, "and those whose work it is can read it"
    assert {"matter", "tray-row", "problem", "upload", "marked"} <= named["clerk"] and named["town"] >= {"grant"}


def test_an_auditor_reads_the_pages_masked_and_gets_no_file_with_a_person_in_it(told):
    auditor = {page: status for page, (status, _) in told["seen"]["auditor"].items()}
    assert {p for p, s in auditor.items() if s == 200} >= OFFICE - {"marked", "preview"}
    assert auditor["marked"] == auditor["preview"] == 400


def test_the_button_erases_on_the_security_administrators_word_and_logs_no_value(told):
    assert told["refused"] == 403 and told["by"] == "安全员（security）"
    assert told["entry"]["理由"] == "本人申请" and told["entry"]["处数"]["记录"] and told["entry"]["处数"]["报送"] == 1
    assert "示例欧阳" not in str(told["entry"]) and "139" not in str(told["entry"])
    assert told["left"] == [] and told["drafts"] == 0 and told["upload"] == "作罢"
    before = {page: status for page, (status, _) in told["seen"]["reform"].items() if page in told["after"]}
    assert "已清除" in told["said"] and told["after"] == before and 200 in before.values(), "every page is still there"


def test_what_is_past_its_term_is_told_or_erased_as_the_setting_says(told):
    term = told["term"]
    assert term["365 自动"][0] is False and term["365 自动"][1] > 0, "within the term it stays"
    assert term["-1 提醒"] == [True, term["365 自动"][1]], "a reminder erases nothing"
    assert term["-1 自动"] == [True, 0] and (term["by"], term["why"]) == ("系统", "保存期满，自动清除")
