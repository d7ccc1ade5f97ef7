"""Section headings of a table: the context they give to the rows below, and the counts that they state."""

from __future__ import annotations

from dataclasses import dataclass, field

from importers.issues import Issue, issue
from importers.rowkinds import stated_count


@dataclass
class Tally:
    """A heading that states a count, and what was found under it."""

    cell: str
    text: str
    said: int
    level: int
    mains: set[str] = field(default_factory=set)
    rows: int = 0
    numbered: int = 0

    def fault(self) -> Issue | None:
        """A finding if none of the ways of counting gives the stated number."""
        if self.said in (self.rows, len(self.mains), self.numbered):
            return None
        counted = sorted({self.rows, len(self.mains)})
        return issue(
            "section-count-mismatch",
            self.cell,
            text=self.text,
            said=self.said,
            found="行或主项数 " + "、".join(map(str, counted)),
        )


@dataclass
class Sections:
    """The sections open at a row, outermost first, and a tally for every heading that states a count."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    path: str = ""  # the headings above a row, from the outermost on
    open: list[Tally] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)

    def begin(self, level: int, text: str, cell: str) -> None:
        """A section heading: it ends those of its own level and below."""
        self.headings = [s for s in self.headings if s[0] < level] + [(level, text)]
        self.path = "／".join(text for _, text in self.headings)
        self.state(text, cell, level)

    def state(self, text: str, cell: str, level: int) -> None:
        """A text that may state how many matters follow (a title, a tab or a heading)."""
        self.open = [tally for tally in self.open if tally.level < level]
        if (said := stated_count(text)) is not None:
            tally = Tally(cell, " ".join(text.split()), said, level)
            self.open.append(tally)
            self.tallies.append(tally)

    def count(self, main: str, numbered: int) -> None:
        """One matter under all open headings."""
        for tally in self.open:
            tally.rows += 1
            tally.numbered += numbered
            tally.mains.add(main)

    def faults(self) -> list[Issue]:
        """A finding for each heading whose count is not what stands below."""
        return [fault for tally in self.tallies if (fault := tally.fault())]
