"""A decision: the one object of which explanation, web page and published reason are views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

IDENTITY = "事项"
"""The fact that says which registered matter a record is; whatever else a rule asks hangs on it."""
_FEW = 4  # so many other facts are named beside it

Status = Literal["已定", "待定", "冲突", "裁定"]


@dataclass(frozen=True, slots=True)
class Cited:
    """A legal basis as cited: title (文件), article (条), gist in our own words (要点)."""

    text: str
    article: str = ""
    gist: str = ""

    def __str__(self) -> str:
        return f"《{self.text}》{self.article}" if self.article else f"《{self.text}》"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A rule that matched but was overridden, and by which rule."""

    rule: str
    by: str


@dataclass(frozen=True, slots=True)  # a county has tens of thousands: without slots they take twice the memory
class Decision:
    """The answer to one question about one record, as of a day.

    `answer` is a word of the question's closed list, ``{"任一": [...]}`` (either, by law), ``{"共同": [...]}``
    (both must), or None. `sides` holds rule -> answer for what matched or may match. `missing` is a safe
    superset of the facts that could change the answer; `note` says why it is open when no fact is missing
    (没有规则, 依据待核, 未认定事项).
    """

    question: str
    status: Status
    answer: Any = None
    rules: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    sides: Mapping[str, Any] = field(default_factory=dict)
    basis: tuple[Cited, ...] = ()
    missing: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    ruling: str = ""

    @property
    def sought(self) -> tuple[str, ...]:
        """What of `missing` is to be found out now: of a matter that was not identified, which one it is. All other facts
        that some matter's rules ask for stand there, too, and only then can be told which of them count."""
        rest = [name for name in self.missing if name != IDENTITY]
        return (IDENTITY,) if len(rest) > _FEW and len(rest) < len(self.missing) else self.missing

    @property
    def lacking(self) -> str:
        """`missing` in words, for people."""
        return lacking(self)


@cache
def _kept() -> TypeAdapter[Decision]:
    return TypeAdapter(Decision)


def read_decision(text: str) -> Decision:
    """A decision from the canonical JSON in which it is kept."""
    return _kept().validate_json(text)


def lacking(decision: Decision, asked: Callable[[str], str] = str) -> str:
    """What is missing, each as `asked` words it; of a matter that was not identified what to do first."""
    first, *rest = sorted(decision.missing, key=lambda name: name != IDENTITY) or [""]
    if decision.sought == decision.missing:
        return "、".join(map(asked, [first, *rest]))
    behind = f"另有“{'”“'.join(rest[:2])}”等 {len(rest)} 项认定以后才知道缺不缺"
    return f"{IDENTITY}（认不定是登记的哪一项，先认定；{behind}）"


def spoken(answer: Any) -> str:
    """An answer in words: 镇, 镇或县 (either), 镇和县共同 (both)."""
    if isinstance(answer, dict):
        if "任一" in answer:
            return "或".join(map(str, answer["任一"]))
        return "和".join(map(str, answer["共同"])) + "共同"
    return "" if answer is None else str(answer)
