"""Registers (台账) as they stand on a day: which are declared, what each one's rows say; shipped ones and the office's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import ledger
from app.lookup.directory_columns import words
from app.office import Office
from catalogue.fields import FIELDS_FILE, REGISTERS, Field, Kind, field_files
from catalogue.finding import UserError
from catalogue.names import name_key, short_for
from catalogue.records import Record
from catalogue.yamlfile import read_yaml
from exporters.working import Table, TableColumn, workbook
from rules.facts.world import World
from rules.opening.reading import nearest


@dataclass(frozen=True)
class Register:
    """A declared register: its kind, whose declaration it is (随程序带、本单位), how many rows hold on the day and how
    many are kept in all, and the numbers (编号) of the checks and indicators that read it."""

    kind: Kind
    whose: str
    rows: int
    kept: int
    checks: tuple[str, ...]
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """A register's rows that hold on a day: the fields shown (personal ones and those worked out are left out)."""

    kind: Kind
    fields: tuple[Field, ...]
    records: tuple[Record, ...]
    day: date
    unit: str = ""

    def lines(self) -> list[list[str]]:
        """Each row in words, in the order of `fields`."""
        return [[words(field, record.facts.get(field.name)) for field in self.fields] for record in self.records]

    def as_dicts(self) -> list[dict[str, Any]]:
        """Each row as its known facts by field name."""
        known = ({f.name: r.facts.get(f.name) for f in self.fields} for r in self.records)
        return [{name: value for name, value in facts.items() if value is not None} for facts in known]


def declared(office: Office) -> Mapping[str, str]:
    """Every kind that a file of a ``registers`` folder declares, and whose file it is, in order."""
    found: dict[str, str] = {}
    for folder, whose in ((FIELDS_FILE.parent, "随程序带"), (office.own, "本单位")):
        for path in field_files(folder):
            if path.parent.name == REGISTERS:
                found |= {one["名称"]: whose for one in read_yaml(path).get("记录类别") or ()}
    return found


def registers(office: Office, day: date) -> list[Register]:
    """Every declared register, whether it has rows or not."""
    kinds = declared(office)
    newest = [ledger.load(office.fields, row.body) for row in ledger.newest(kinds)]
    kept, rows = Counter(r.kind for r in newest), Counter(r.kind for r in newest if r.in_force(day))
    return [
        Register(office.fields.kinds[name], whose, rows[name], kept[name], _checks(office, name), _indicators(office, name))
        for name, whose in kinds.items()
    ]  # fmt: skip


def _checks(office: Office, kind: str) -> tuple[str, ...]:
    return tuple(sorted(rule.id for rule in office.book.checks if kind in rule.kinds))


def _indicators(office: Office, kind: str) -> tuple[str, ...]:
    return tuple(
        one.id
        for one in office.book.indicators
        if kind in {side.kind for side in (one.numerator, one.denominator, one.excluded) if side}
    )


def rows_of(office: Office, name: str, day: date, unit: str = "") -> Rows:
    """The rows of a register on a day, of one unit where it is named (in full or short).

    Raises `UserError` for an unknown register or a unit that has no row, naming what comes nearest.
    """
    kinds = declared(office)
    if name not in kinds:
        raise UserError(
            f"台账“{name}”", f"没有这种台账{nearest(name, kinds)}", f"可用：{'、'.join(kinds)}；看说明用 quanmu register list"
        )  # fmt: skip
    kind = office.fields.kinds[name]
    shown = [f for f in office.fields.of_kind(name) if not f.personal and f.nature != "推得"]
    shown.sort(key=lambda f: kind.identity.index(f.name) if f.name in kind.identity else len(kind.identity))
    records = [record for record in ledger.current(office.fields, name) if record.in_force(day)]
    if unit:
        records = _of_unit(office, kind, records, unit)
    return Rows(kind, tuple(shown), tuple(records), day, unit)


def _of_unit(office: Office, kind: Kind, records: Sequence[Record], unit: str) -> list[Record]:
    if not kind.unit:
        raise UserError(f"台账“{kind.name}”", "没有声明责任单位，不能按单位筛选", "请去掉 --unit")
    known = World.whole(ledger.current(office.fields, "机构"))

    def full(name: Any) -> str:
        organ = known.organisation(name)
        return name_key(organ.name if organ else str(name))

    units = dict.fromkeys(str(r.facts[kind.unit]) for r in records if r.facts.get(kind.unit))
    meant = full(short_for(unit, units))
    found = [r for r in records if r.facts.get(kind.unit) and full(r.facts[kind.unit]) in (full(unit), meant)]
    if not found:
        raise UserError(
            f"单位“{unit}”", f"在台账“{kind.name}”里没有一行{nearest(unit, units)}", f"有行的单位：{'、'.join(units) or '没有'}"
        )  # fmt: skip
    return found


def register_workbook(office: Office, rows: Rows) -> bytes:
    """The rows as a working workbook; a field that no row fills is named above the table instead of standing empty."""
    filled = [n for n, f in enumerate(rows.fields) if any(f.name in r.facts for r in rows.records)]
    chosen = filled or list(range(len(rows.fields)))
    said, facts = rows.lines(), [record.facts for record in rows.records]
    lines = [
        [_cell(fact.get(rows.fields[n].name), line[n]) for n in chosen] for line, fact in zip(said, facts, strict=True)
    ]
    columns = tuple(
        TableColumn(heading(field), min(40, max([len(heading(field)), *(len(str(line[place])) for line in lines[:500])]) * 2 + 3))
        for place, field in enumerate(rows.fields[n] for n in chosen)
    )  # fmt: skip
    empty = [field.name for n, field in enumerate(rows.fields) if n not in chosen]
    lead = f"{office.county.name}　{rows.kind.name}　{rows.unit}　截至{rows.day}　{len(lines)}条".replace("　　", "　")
    if empty:
        lead += f"　没有一行填了：{'、'.join(empty)}"
    table = Table(rows.kind.name, lead, columns, lines, frozen=min(2, len(columns)))
    return workbook([table], rows.day, title=rows.kind.name, mark="示例" if office.county.example else "")


def _cell(value: Any, text: str) -> str | int:
    """A whole number stays one, so that a column can be summed."""
    return value if type(value) is int else text


def heading(field: Field) -> str:
    """A field's heading: its name, a number's with its unit (what a limit says of its unit is for who fills in)."""
    return f"{field.name}（{field.unit}）" if field.unit and field.type in ("整数", "小数") else field.name
