"""Every article that the book cites was found in the text of the law, or is marked 待核 and decides nothing."""

from __future__ import annotations

from datetime import date

import pytest
from law_text.citations import Citation, citations, not_found, read_index
from law_text.extract import articles, rows

from rules import BOOK
from rules.books import Book
from rules.opening.loader import load_book

COMMAND = "请运行 make laws LAWS=法律文本所在的文件夹；原文里没有的，改正条号；读不到原文的，标“待核: 是”"


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(BOOK)


def test_every_cited_article_was_found_or_is_marked_unread(book: Book) -> None:
    missing = not_found(book, read_index())
    assert missing == [], COMMAND + "\n" + "\n".join(missing)


def test_most_of_the_book_was_held_against_the_law(book: Book) -> None:
    """The test above cannot pass on an empty book or on one that marks everything 待核."""
    read = [one for one in citations(book) if not one.unread]
    assert len(read) > 2000 and len({one.text for one in read}) > 300


def test_an_article_that_is_not_in_the_last_version_is_named(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    index = {
        "示例法": {date(2000, 1, 1): frozenset(["", "第一条", "第二条"]), date(2020, 1, 1): frozenset(["", "第一条"])}
    }
    cited = [
        Citation("示例法", article, date.min, ends, article, unread)
        for article, ends, unread in (
            ("第一条", date.max, False),
            ("第二条", date.max, False),  # no longer there
            ("第二条 第二款", date(2019, 1, 1), False),  # was there while the rule spoke
            ("第三条", date.max, True),  # 待核
        )
    ] + [Citation("没有读过的办法", "附件", date.min, date.max, "附件", False)]
    monkeypatch.setattr("law_text.citations.citations", lambda book: cited)
    assert not_found(book, index) == ["第二条：《示例法》第二条", "附件：《没有读过的办法》"]


def test_articles_are_read_from_a_text_and_looked_up_by_version(tmp_path, book: Book) -> None:
    text = "# 中华人民共和国行政许可法\n\n## 第一章 总 则\n\n第一条 为了规范，制定本法。\n\n第十条之一　另有规定的，\n从其规定。\n引用第九条 的话不算。\n"
    assert articles(text) == {"第一条": "为了规范，制定本法。", "第十条之一": "另有规定的，"}
    for day, start in (("2003-08-27", "旧的"), ("2019-04-23", "新的")):
        (tmp_path / f"行政许可法({day}).md").write_text(f"第四十二条 {start}\n第九百条 没有人引用", encoding="utf-8")
    found = [row for row in rows(book, tmp_path) if row[2]]
    assert ("行政许可法", "2019-04-23", "第四十二条", "新的") in found
    assert all(row[2] == "第四十二条" for row in found)
