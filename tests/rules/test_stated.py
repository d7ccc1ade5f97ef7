"""What a row says of its own basis: dead texts and article numbers that do not agree, and nothing that is not known."""

from __future__ import annotations

from datetime import date

import pytest

from rules import BOOK
from rules.books import Book
from rules.facts.stated import stated
from rules.opening.loader import load_book


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(BOOK)


@pytest.mark.parametrize(
    ("words", "day", "dead", "differ"),
    [
        ("《中华人民共和国森林法》（2019年修订）第五十七条", date(2021, 12, 31), [], []),
        ("《森林法》第三十二条", date(2021, 12, 31), [], ["森林法"]),
        ("《森林法》第三十二条、第五十七条", date(2021, 12, 31), [], []),
        ("《森林法》第三十二条；《中华人民共和国森林法》第五十七条", date(2021, 12, 31), [], []),
        ("《森林法》", date(2021, 12, 31), [], []),
        ("《公司登记管理条例》第四条；《森林法》第五十七条", date(2021, 12, 31), [], []),
        ("《公司登记管理条例》第四条；《森林法》第五十七条", date(2022, 3, 1), ["公司登记管理条例"], []),
        ("《某省没有听说过的办法》第九条", date(2022, 3, 1), [], []),
        ("按有关规定", date(2022, 3, 1), [], []),
    ],
)
def test_words_about_a_basis(book: Book, words: str, day: date, dead: list[str], differ: list[str]) -> None:
    matter = book.register.matters["ZR-林木采伐许可"]
    assert stated(words, book.texts, matter, day) == {"所写依据失效": dead, "所写条号不符": differ}


def test_a_row_that_no_matter_is_known_for_still_names_dead_texts(book: Book) -> None:
    assert stated("《公司登记管理条例》第四条", book.texts, None, date(2023, 1, 1))["所写依据失效"] == [
        "公司登记管理条例"
    ]
