"""The rule book as it is read: plain views of rules, checks, indicators and what they rest on, for page, workbook and screen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BasisView:
    """One article on which a rule rests; `state` says 待核 or 已废止 where the text is so."""

    text: str
    article: str
    gist: str
    state: str = ""

    @property
    def cited(self) -> str:
        """《文件》条, or what the basis is taken from."""
        return f"《{self.text}》{self.article}" if self.text else self.article


@dataclass(frozen=True)
class ExceptionNode:
    """A rule that prevails over the one above it; `more`: how many of the same group stand behind this one line."""

    id: str
    name: str
    below: tuple[ExceptionNode, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class RuleView:
    """A rule or check in words. `used`: how many records it decides (or finds fault with), None without a catalogue."""

    id: str
    name: str
    part: str  # 规则 / 检查
    topic: str
    own: bool  # written by the office itself
    kinds: tuple[str, ...]
    group: str
    sentence: str
    conditions: tuple[str, ...]
    conclusion: str
    advice: str
    questions: tuple[str, ...]
    basis: tuple[BasisView, ...]
    begins: str
    ends: str
    prevails_over: tuple[str, ...]
    exceptions: tuple[ExceptionNode, ...]
    applies: tuple[str, ...]
    applies_not: tuple[str, ...]
    applies_unsure: tuple[str, ...]
    unread: bool
    note: str
    place: str
    order: tuple[bool, str, int] = (False, "", 0)  # the office's own after the shipped, then file and line
    code: str = ""
    severity: str = ""
    message: str = ""
    used: int | None = None


@dataclass(frozen=True)
class IndicatorView:
    """An indicator in words."""

    id: str
    name: str
    topic: str
    numerator: str
    denominator: str
    excluded: str
    by: tuple[str, ...]
    basis: tuple[BasisView, ...]
    unit: str
    note: str
    place: str
    figure: str = ""


@dataclass(frozen=True)
class ValueView:
    """One dated value of a parameter, or its declaration alone."""

    name: str
    type: str
    value: str
    begins: str
    ends: str
    basis: str
    read_by: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class ListView:
    """One entry of a list, in one edition."""

    name: str
    entry: str
    meaning: str  # the registered matter's name, where the entry is one
    begins: str
    ends: str
    source: str
    place: str
    cells: tuple[str, ...] = ()  # as the file has them, in the order of the list's columns


@dataclass(frozen=True)
class TextView:
    """A legal text and the rules, checks and indicators that rest on it."""

    title: str
    number: str
    rank: str
    begins: str
    ends: str
    successor: str
    unread: bool
    cited_by: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class QuestionView:
    """A question with its closed list of answers and the rules that answer it."""

    name: str
    kinds: tuple[str, ...]
    answers: tuple[str, ...]
    note: str
    answered_by: tuple[str, ...]


@dataclass(frozen=True)
class MatterView:
    """A registered matter."""

    id: str
    name: str
    type: str
    field: str
    articles: tuple[str, ...]
    unread: bool


@dataclass(frozen=True)
class BookView:
    """The whole book. `as_of` and `county` say of which catalogue the numbers are; empty where there is none."""

    digest: str
    rules: tuple[RuleView, ...]
    checks: tuple[RuleView, ...]
    indicators: tuple[IndicatorView, ...]
    parameters: tuple[ValueView, ...]
    lists: tuple[ListView, ...]
    texts: tuple[TextView, ...]
    questions: tuple[QuestionView, ...]
    matters: tuple[MatterView, ...]
    warnings: tuple[str, ...] = ()
    county: str = ""
    as_of: str = ""
    example: bool = False
