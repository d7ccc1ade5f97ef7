"""What an import gives: the matters of a file as read, their findings and their records."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from catalogue.canonical import plain
from catalogue.finding import Finding
from catalogue.finding import Severity as Level
from catalogue.handback import Table
from catalogue.records import Record, Source
from importers.issues import ASKS, Issue
from importers.ticks import LEVEL_FIELD

SEVERITY: dict[str, Level] = {"error": "错误", "warning": "警告", "info": "提示"}
_DATES = ("成文日期", "施行日期", "委托起", "裁定日期", "有效期至", "废止日期", "委托止")
_APART = ("主项名称", "子项名称", "实施主体", "事项类型", LEVEL_FIELD, "法定办结时限", "承诺办结时限")


@dataclass(slots=True)
class Row:
    """One matter as read: its place, its typed facts, what else stood there, its findings and its records.

    A row with an error is held: it has no records until it is mended.
    """

    src: str
    name: str
    parent: str | None
    kind: str
    facts: dict[str, Any]
    extras: dict[str, str] = field(default_factory=dict)
    section: str = ""
    issues: list[Issue] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    layout: str = ""
    cells: dict[str, Source] = field(default_factory=dict)  # where each field's value stood
    line: str = ""  # where its first row stands (``表!8``), also where its name is merged from above
    covers: Collection[str] = ()  # the fields that its table has a column for: of others the row says nothing
    confirmed: bool = False  # a person said that the row is meant, though hidden, struck through or commented

    @property
    def wrong(self) -> bool:
        """Whether an error stands in the row."""
        return bool(self.issues) and any(found.severity == "error" for found in self.issues)

    @property
    def asks(self) -> bool:
        """Whether a person has to say first that the row is meant."""
        return bool(self.issues) and not self.confirmed and any(found.code in ASKS for found in self.issues)

    @property
    def held(self) -> bool:
        """Whether the row waits: for a mended cell or for a person's word."""
        return self.wrong or self.asks

    def as_dict(self) -> dict[str, Any]:
        """The row of the import's JSON contract."""
        facts = dict(self.facts)
        code = "实施编码" if facts.get("实施编码") else "基本编码"
        day = next((name for name in _DATES if facts.get(name)), "")
        top = {
            "src": self.src,
            "name": self.name,
            "parent": self.parent,
            "department": facts.get("实施主体")
            or facts.get("原实施机关")
            or facts.get("办件单位")
            or facts.get("填报单位"),
            "type": facts.get("事项类型"),
            "levels": facts.get(LEVEL_FIELD) or [],
            "legal": _limit(facts.get("法定办结时限")),
            "promised": _limit(facts.get("承诺办结时限")),
            "code": facts.get(code),
            "date": plain(facts.get(day)),
        }
        rest: dict[str, Any] = {k: _plain(v) for k, v in facts.items() if k not in (*_APART, code)}
        if self.section:
            rest["分节"] = self.section
        if self.extras:
            rest["其他栏"] = dict(self.extras)
        if texts := {
            name: source.raw for name, source in self.cells.items() if source.raw and source.raw != str(facts.get(name))
        }:
            rest["原文"] = texts  # the text as written, where the value is not the text
        return {**top, "facts": rest}


@dataclass
class FileResult:
    """What one file gave. `compare` is filled by the application, which knows the store."""

    file: str
    sha256: str
    rows: list[Row] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    layouts: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    refused: bool = False
    same_as: str = ""
    compare: Any = None

    @property
    def outcome(self) -> str:
        """`rows`, `rows+errors` or `error`."""
        if self.refused or not self.rows:
            return "error" if self.refused or any(i.severity == "error" for i in self.issues) else "rows"
        return "rows+errors" if any(i.severity == "error" for i in self.issues) else "rows"

    @property
    def records(self) -> list[Record]:
        """The records of the good rows, each key once; none for a file that is the same as an earlier one."""
        found: dict[tuple[str, str], Record] = {}
        for row in self.rows if not self.same_as else ():
            if not row.held:
                for record in row.records:
                    found.setdefault((record.kind, record.key), record)
        return list(found.values())

    @property
    def held(self) -> list[Row]:
        """Rows that wait to be mended."""
        return [row for row in self.rows if row.held]

    @property
    def nameless(self) -> list[Issue]:
        """Errors of lines that have content but no name and so make no row; they wait to be mended, too."""
        told = {id(found) for row in self.rows for found in row.issues}
        return [found for found in self.issues if found.code == "name-missing" and id(found) not in told]

    @property
    def waiting(self) -> int:
        """How many rows and nameless lines wait."""
        return len(self.held) + len(self.nameless)

    @property
    def personal(self) -> bool:
        """Whether the file holds personal data; its bytes must not be kept then."""
        return any(found.code == "personal-data" for found in self.issues)

    def as_dict(self) -> dict[str, Any]:
        """The file's object of the import's JSON contract."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "outcome": self.outcome,
            "layout": "、".join(self.layouts) or None,
            "rows": [row.as_dict() for row in self.rows],
            "issues": [found.as_dict() for found in self.issues],
            "compare": self.compare,
        }

    def findings(self) -> list[Finding]:
        """The findings in the form that all parts of the program share."""
        return [
            Finding(
                place=f"{self.file} {i.cell}".strip(),
                code=i.code,
                severity=SEVERITY[i.severity],
                message=i.message,
                advice=i.advice,
            )
            for i in self.issues
        ]


def _limit(limit: Any) -> dict[str, Any] | None:
    return None if limit is None else {"value": plain(limit.value), "unit": limit.unit}


def _plain(value: Any) -> Any:
    return _limit(value) if hasattr(value, "unit") else plain(value)
