"""What the rule book says of days: the calendar of working days, and the reasons for which a clock stands still."""

from __future__ import annotations

from datetime import date

from catalogue.finding import UserError
from catalogue.workdays import TABLE, Workdays, workdays
from rules.books import Book

REASONS = "不计时事由"


def calendar(book: Book, known_on: date) -> Workdays:
    """The working days as the notices issued up to that day say. Raises `UserError` where the table is faulty.

    A notice may come after the day judged (春节假期 was made longer in January 2020): what is known when judging counts,
    so callers pass today or the last day that matters, not the day as of which is judged.
    """
    rows = []
    for listing in book.lists.get(TABLE, ()):
        if listing.begins <= known_on and (listing.ends is None or known_on < listing.ends):
            day, word = listing.columns.index("项"), listing.columns.index("休班")
            for row in listing.rows:
                try:
                    rows.append((date.fromisoformat(row[day]), row[word]))
                except ValueError:
                    raise UserError(
                        f"清单“{TABLE}”", f"“{row[day]}”不是日期", "“项”这一栏写 2021-10-01 这样的日期"
                    ) from None
    return workdays(rows)


def reasons(book: Book, as_of: date) -> frozenset[str]:
    """The reasons (补正, 听证, 鉴定 ...) whose time is not counted, as the list in force that day names them."""
    return frozenset(
        row[listing.columns.index("项")] for listing in book.on(as_of).lists.get(REASONS, ()) for row in listing.rows
    )
