"""Looks up every article that the book cites in a folder of public law texts and writes what it found: ``make laws``.

The folder holds markdown files, one text each, named ``标题(版本日期).md``, articles beginning ``第…条``. Of each cited
article only the first characters are kept, enough for a reader to see that it is the one that was meant.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

from catalogue.names import name_key
from law_text.citations import INDEX, articles_of, citations, not_found, read_index
from rules import BOOK
from rules.books import Book
from rules.opening.loader import load_book

COLUMNS = ("文件", "版本", "条", "起首")
SHOWN = 24
ARTICLE = re.compile(r"^#*\s*(第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)[\s　]*(.*)")
FILE = re.compile(r"(.+?)[(（](\d{4}-\d{2}-\d{2})[)）]$")
WRITTEN_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")

Versions = dict[date, dict[str, str]]  # day of a version -> its articles -> how each begins


def texts(folder: Path, wanted: dict[str, str]) -> dict[str, Versions]:
    """The versions on hand of each wanted text; `wanted` leads from every spelling (`name_key`) to the title."""
    found: dict[str, Versions] = defaultdict(lambda: defaultdict(dict))
    for path in sorted(folder.rglob("*.md")):
        named = FILE.match(path.stem)
        content = path.read_text(encoding="utf-8", errors="replace")
        heading = re.search(r"^# +(.+)$", content, re.M)
        title = named[1] if named else heading[1] if heading else path.stem
        key = _key(title)
        if key in wanted:
            day = date.fromisoformat(named[2]) if named else _first_day(content)
            for article, start in articles(content).items():
                found[wanted[key]][day].setdefault(article, start)
    return found


def articles(content: str) -> dict[str, str]:
    """Article -> how it begins, of one file. Quoted or amended articles further down do not replace the first."""
    found: dict[str, str] = {}
    for line in content.splitlines():
        if match := ARTICLE.match(line.strip()):
            found.setdefault(match[1], re.sub(r"\s+", "", match[2])[:SHOWN])
    return found


def _key(title: str) -> str:
    return name_key(title).removeprefix(name_key("中华人民共和国"))


def _first_day(content: str) -> date:
    match = WRITTEN_DAY.search(content)
    return date(*map(int, match.groups())) if match else date.min


def rows(book: Book, folder: Path) -> list[tuple[str, str, str, str]]:
    """The index: each version on hand that was in force while an entry speaks (no article), and each article it cites."""
    wanted = {}
    for title, editions in book.texts.items():
        for spelling in (title, *(alias for text in editions for alias in text.aliases)):
            wanted[_key(spelling)] = title
    on_hand, found = texts(folder, wanted), set()
    for citation in citations(book):
        versions = on_hand.get(citation.text, {})
        days = sorted(versions)
        for day, until in zip(days, [*days[1:], date.max], strict=False):
            if day < citation.ends and until > citation.begins:
                found.add((citation.text, day.isoformat(), "", ""))
                for article in articles_of(citation.article):
                    if article in versions[day]:
                        found.add((citation.text, day.isoformat(), article, versions[day][article]))
    return sorted(found)


def main(folder: str) -> None:
    """Write the index and say what was not found."""
    if not folder or not Path(folder).is_dir():
        raise SystemExit(f"没有这个文件夹：{folder or '（没有写）'}。请写成 make laws LAWS=法律文本所在的文件夹")
    book = load_book(BOOK)
    found = rows(book, Path(folder))
    with INDEX.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *found])
    print(f"找到 {sum(1 for row in found if row[2])} 条（{len({row[0] for row in found})} 个文件），写入 {INDEX.name}")
    if missing := not_found(book, read_index()):
        print("没有找到，也没有标待核的：", *missing, sep="\n  ")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
