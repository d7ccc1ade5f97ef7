"""A workbook that is not read: why, and what to do."""

from __future__ import annotations


class Refusal(Exception):
    """Raised where a file cannot or may not be read; `code` is declared in `importers.issues`."""

    def __init__(self, code: str, what: str, advice: str) -> None:
        super().__init__(f"{what}。{advice}")
        self.code, self.what, self.advice = code, what, advice
