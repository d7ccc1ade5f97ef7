"""The tray (暂存): rows that wait until a cell is mended, a person confirms them, or they are dropped."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.clock import actor, now
from app.incoming.matching import Identity, identities
from app.incoming.mended import Mended
from catalogue.canonical import dumps, plain
from catalogue.fields import FieldList
from catalogue.finding import UserError
from importers.read import FileResult, Row
from importers.said import Said, line_of

if TYPE_CHECKING:
    from app.models import HeldRow, ImportedFile

CLOSED = ("提交", "作废", "结清", "撤销")
STATES = {"提交": "已提交", "作废": "已作废", "结清": "重报后结清", "撤销": "导入已撤销"}


@dataclass(frozen=True)
class Held:
    """A held row as people see it: `cells` are field, cell and text as sent; `acts` what was done since."""

    number: int
    imported: int
    file: str
    sender: str
    sha256: str
    src: str
    line: str
    name: str
    kind: str
    state: str
    cells: Mapping[str, Mapping[str, str]]
    issues: tuple[Mapping[str, str], ...]
    acts: tuple[Mapping[str, str], ...]


def rows(*, everything: bool = False, imported: int | None = None, number: int | None = None) -> list[Held]:
    """Held rows that still wait (or all that ever did), of one import, or one by its number."""
    from app.models import HeldAct, HeldRow

    found = HeldRow.objects.select_related("imported").defer("imported__report").order_by("id")
    found = found.filter(imported_id=imported) if imported is not None else found
    found = found.filter(id=number) if number is not None else found
    acts: dict[int, list[Any]] = defaultdict(list)
    for act in HeldAct.objects.filter(row__in=found).order_by("id"):
        acts[act.row_id].append(act)
    shown = [_held(row, acts[row.pk]) for row in found]
    return [one for one in shown if everything or one.state == "等待"]


def _held(row: HeldRow, acts: list[Any]) -> Held:
    state = next((STATES[act.act] for act in reversed(acts) if act.act in CLOSED), "等待")
    issues = next((act.value for act in reversed(acts) if act.act == "复核"), row.issues)
    told = tuple(
        {"act": a.act, "cell": a.cell, "value": a.value, "why": a.why, "at": a.at, "by": a.by}
        for a in acts
        if a.act != "复核"
    )
    source = row.imported
    return Held(
        row.pk, source.pk, source.name, source.sender or "", source.sha256, row.src, row.line, row.name, row.kind, state,
        json.loads(row.cells), tuple(json.loads(issues)), told,
    )  # fmt: skip


def one(number: int) -> Held:
    """The held row of that number, which must still wait. Raises `UserError`."""
    found = rows(everything=True, number=number)
    place = f"暂存第 {number} 行"
    if not found:
        raise UserError(place, "没有这一行", "请用 quanmu tray list 查看编号")
    if found[0].state != "等待":
        raise UserError(place, f"“{found[0].name or found[0].src}”{found[0].state}", "不必再处理")
    return found[0]


def said_of(sha256s: Iterable[str]) -> dict[str, Said]:
    """What people said, by the sha256 of the workbook it was said of."""
    from app.models import HeldAct

    acts = HeldAct.objects.filter(row__imported__sha256__in=list(sha256s), act__in=("补正", "确认", "作废"))
    mended: dict[str, dict[str, str]] = defaultdict(dict)
    confirmed, left_out = defaultdict(set), defaultdict(set)
    for act, cell, value, line, sha in acts.order_by("id").values_list(
        "act", "cell", "value", "row__line", "row__imported__sha256"
    ):
        if act == "补正":
            mended[sha][cell] = value
        (confirmed if act == "确认" else left_out if act == "作废" else defaultdict(set))[sha].add(line)
    return {
        sha: Said(mended[sha], frozenset(confirmed[sha]), frozenset(left_out[sha]))
        for sha in {*mended, *confirmed, *left_out}
    }


def with_sources(result: FileResult, before: Iterable[Mended] = ()) -> None:
    """Let the sources of mended values tell who mended them, when and why, and what was sent; `before` are cells mended
    before the workbook was taken in."""
    from app.models import HeldAct

    acts = HeldAct.objects.filter(row__imported__sha256=result.sha256, act="补正").select_related("row").order_by("id")
    told: dict[str, tuple[str, str]] = {}
    for act in acts:
        sent = next((c["raw"] for c in json.loads(act.row.cells).values() if c["cell"] == act.cell), "")
        why = f"：{act.why}" if act.why else ""
        told[act.cell] = sent, f"{act.by} {act.at[:10]} 补正{why}"
    told |= {one.cell: (one.sent, f"{one.by} {one.at[:10]} 补正：{one.why}") for one in before}
    for row in result.rows if told else ():
        for record in row.records:
            for name, source in list(record.sources.items()):
                if source.cell in told and source.sha256 == result.sha256:
                    raw, inferred = told[source.cell]
                    record.sources[name] = source.model_copy(update={"raw": raw, "inferred": inferred})


def hold(
    fields: FieldList, result: FileResult, source: ImportedFile, beside: Collection[int] = (),
    sent: Mapping[str, str] | None = None,
) -> int:  # fmt: skip
    """Put an import's held rows into the tray; settle rows that it sends again. Call inside its transaction.

    `beside` are the imports of the same command: what waits of them is not sent again but contradicted. `sent` is the
    text as sent of cells that were mended before. Gives the number of rows settled.
    """
    from app.models import HeldRow

    settled = _settle(fields, result, source, beside)
    fresh = [held_row(fields, source, row, sent) for row in result.held]
    fresh += [
        HeldRow(
            imported=source, line=line_of(found.cell), src=found.cell, name="", kind="", key="", cells="{}",
            issues=dumps([found.as_dict()]),
        )
        for found in result.nameless
    ]  # fmt: skip
    HeldRow.objects.bulk_create(fresh, batch_size=500)
    return settled


def held_row(fields: FieldList, source: ImportedFile, row: Row, sent: Mapping[str, str] | None = None) -> HeldRow:
    """A row for the tray, not saved; `sent` is the text as sent of cells that were mended before."""
    from app.models import HeldRow

    cells = {name: {**cell, "raw": (sent or {}).get(cell["cell"], cell["raw"])} for name, cell in cells_of(row).items()}
    return HeldRow(
        imported=source, line=row.line, src=row.src, name=row.name, kind=row.kind,
        key=_key(identities(fields, row)), cells=dumps(cells), issues=dumps([found.as_dict() for found in row.issues]),
    )  # fmt: skip


def _settle(fields: FieldList, result: FileResult, source: ImportedFile, beside: Collection[int]) -> int:
    waiting = [row for row in _waiting() if row.imported_id != source.pk]
    if not waiting:
        return 0
    good: set[Identity] = set()
    bad: set[Identity] = set()
    for row in result.rows:
        (bad if row.held else good).update(identities(fields, row))
    lines = {row.line for row in result.rows}
    done = 0
    for held in waiting:
        identity = (held.kind, held.key)
        same_file = held.imported.name == result.file and (held.imported.sender or "") == (source.sender or "")
        sent = good if held.imported_id in beside else good | bad
        again = identity in sent if held.key else same_file and held.line in lines
        if again:
            why = f"第 {source.pk} 次导入重报" + ("，仍有错" if identity in bad else "")
            act(held, "结清", why=why)
            done += 1
    return done


def _waiting() -> list[Any]:
    from app.models import HeldAct, HeldRow

    closed = HeldAct.objects.filter(act__in=CLOSED).values("row_id")
    return list(HeldRow.objects.exclude(id__in=closed).select_related("imported").defer("imported__report"))


def close(source: ImportedFile, what: str, why: str) -> int:
    """Close the waiting rows of an import that is undone or read anew; call inside its transaction. Gives their number."""
    waiting = [row for row in _waiting() if row.imported_id == source.pk]
    for row in waiting:
        act(row, what, why=why)
    return len(waiting)


def act(row: Any, what: str, *, cell: str = "", value: str = "", why: str = "") -> None:
    """Note one act on a held row (a model or its number)."""
    from app.models import HeldAct

    number = row if isinstance(row, int) else row.pk
    HeldAct.objects.create(row_id=number, act=what, cell=cell, value=value, why=why, at=now(), by=actor())


def _key(found: list[Identity]) -> str:
    return found[0][1] if found else ""


def cells_of(row: Row) -> dict[str, dict[str, str]]:
    """Field, cell and text as read."""
    found = {}
    for name, source in row.cells.items():
        if source.cell:
            value = plain(row.facts.get(name))
            text = source.raw or (value if isinstance(value, str) else "" if value is None else dumps(value))
            found[name] = {"cell": source.cell, "raw": text}
    return found
