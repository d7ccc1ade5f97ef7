"""Follows the sequence numbers (序号) down a table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from catalogue.names import tight
from importers.issues import Issue, issue


@dataclass
class Sequence:
    """Follows the numbers down a column; a restart at 1 is a new run, but a second 1 only where something changed."""

    last: int = 0
    missing: int = 0
    fresh: bool = True  # whether a section, an organ or a type begins here
    seen: set[int] = field(default_factory=set)

    def again(self, text: str) -> bool:
        """Whether this is the number just read, as on the further rows of one matter."""
        return text.rstrip(".") == str(self.last)

    def step(self, text: str, cell: str) -> tuple[list[Issue], int]:
        """Findings for the next number, and how many matters it numbers."""
        bare = tight(text)
        if bare.isascii() and bare.isdigit() and len(bare) <= 6:
            return self._number(int(bare), cell), 1
        if not bare:
            self.missing += 1
            return [issue("sequence-missing", cell)], 1
        merged = re.fullmatch(r"(\d{1,5})((?:[、,，/和\-~至]\d{1,5})+)(?:[（(].*[)）])?", bare)
        if merged:
            numbers = [int(n) for n in re.findall(r"\d+", bare.split("(")[0].split("（")[0])]
            if numbers == sorted(numbers) and re.search(r"[-~至]", merged[2]):
                numbers = list(range(numbers[0], numbers[-1] + 1))
            found, count = [issue("sequence-merged", cell, text=bare)], len(numbers)
            found += self._follow(numbers[0], cell)
            self.last, self.missing = max(numbers), 0
            self.seen.update(numbers)
            return found, count
        if not re.fullmatch(r"\d{1,6}\.?", bare):
            return [], 1
        return self._number(int(bare.rstrip(".")), cell), 1

    def _number(self, number: int, cell: str) -> list[Issue]:
        if number == 1 and self.last and (self.fresh or self.last > 1):
            self.seen.clear()
            self.last = self.missing = 0
        found = self._follow(number, cell)
        self.last, self.missing = number, 0
        self.seen.add(number)
        return found

    def _follow(self, number: int, cell: str) -> list[Issue]:
        if number in self.seen:
            return [issue("sequence-duplicate", cell, number=number)]
        # a run may begin anywhere; one unnumbered matter takes one number
        if self.last and not self.last < number <= self.last + 1 + self.missing:
            return [issue("sequence-gap", cell, before=self.last, after=number)]
        return []
