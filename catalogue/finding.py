"""What is wrong with the county's data (a finding) and with our files or commands (an error)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["错误", "警告", "提示", "无法判定"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in the data (发现的问题): place - what is wrong - what to do.

    `code` is a word that names the fault, declared once where the check or importer declares it.
    `title` is the same in Chinese, for people: the name of the check (检查名称), "" where there is none.
    `kind` is what kind of fault it is, a word for many checks (问题类型), by which tables count; "" where there is none.
    `place` is a cell (``表!C5``), a record's name or a unit; `unit` is who has to mend it.
    """

    place: str
    code: str
    severity: Severity
    message: str
    advice: str
    unit: str = ""
    rule: str = ""
    subject: str = ""
    basis: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    title: str = ""
    kind: str = ""

    @property
    def called(self) -> str:
        """What people call the fault."""
        return self.title or self.code


class UserError(Exception):
    """Stops the work with a message for the person who started it; the command ends with status 2."""

    def __init__(self, place: str, what: str, advice: str) -> None:
        super().__init__(f"{place}：{what}。{advice}")
        self.place, self.what, self.advice = place, what, advice

    def __reduce__(self) -> tuple[type[UserError], tuple[str, str, str]]:
        """Whole out of a process of its own: an exception is pickled by its three parts."""
        return type(self), (self.place, self.what, self.advice)


class FormError(Exception):
    """All faults of declarative files (字段、规则、版式等), collected so that an author sees them at once.
    `reminders`: what is no fault by itself and may be what the faults come from."""

    def __init__(self, faults: list[UserError], reminders: list[UserError] | None = None) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults, self.reminders = faults, reminders or []

    def __reduce__(self) -> tuple[type[FormError], tuple[list[UserError], list[UserError]]]:
        """Whole out of a process of its own."""
        return type(self), (self.faults, self.reminders)
