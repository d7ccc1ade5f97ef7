"""Every mistake of an author has a folder of its own in `books/broken`, laid over the small book; `said.txt` there is what
is said of it: file, line, 编号, what is wrong, what to do. `QUANMU_BLESS=1` writes those files anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from catalogue.finding import FormError
from rules import BOOK
from rules.opening.loader import load_book

SMALL = Path(__file__).with_name("books") / "small"
BROKEN = sorted(path for path in SMALL.with_name("broken").iterdir() if path.is_dir())
WARNED = {"例外不起作用"}  # a slip that stops nothing


def said(*folders: Path, warned: bool = False) -> list[str]:
    """What the loader says of these folders over the small book, with paths from the folder of the fault on."""
    if warned:
        found = [one for one in load_book(SMALL, *folders).warnings if str(folders[0]) in one.place]
    else:
        with pytest.raises(FormError) as caught:
            load_book(SMALL, *folders)
        found = caught.value.faults
    return [str(one).replace(f"{SMALL.with_name('broken')}/", "").replace(f"{SMALL}/", "small/") for one in found]


@pytest.mark.parametrize("folder", BROKEN, ids=lambda path: path.name)
def test_a_broken_book_is_explained(folder):
    found = "\n".join(said(folder, warned=folder.name in WARNED)) + "\n"
    golden = folder / "said.txt"
    if os.environ.get("QUANMU_BLESS"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")
    for line in found.splitlines():
        assert re.search(r"\.(yaml|csv) 第 [0-9]+ 行.*(C[0-9]{2}|列|“|格式)", line), line  # a place to go to
        assert re.search("请|可用：", line), line  # and what to do there


def test_all_of_them_are_said_at_once():
    apart = {*WARNED, "不合格式"}  # a file that cannot be read: nobody knows what it holds
    together = said(*(folder for folder in BROKEN if folder.name not in apart))
    for folder in BROKEN:
        if folder.name not in apart:
            for line in (folder / "said.txt").read_text(encoding="utf-8").splitlines():
                assert line in together


def test_the_shipped_book_and_the_small_one_raise_no_alarm():
    for folder in (BOOK, SMALL):
        load_book(folder)  # a fault would raise
        assert not [one for one in load_book(folder).warnings if "不起作用" in str(one)]
