"""Records in the store: what is known now, what a new workbook would change, and committing it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.clock import actor, now
from app.store import record_act, transaction
from catalogue.canonical import digest, dumps
from catalogue.fields import FieldList
from catalogue.finding import UserError
from catalogue.records import Record
from importers.read import FileResult


@dataclass(frozen=True)
class Comparison:
    """What importing would do (导入预览): keys of records that are new, changed (with the fields), same, or gone.

    `gone`: known from an earlier workbook of the same name, not in this one. Nothing is deleted for it.
    """

    new: tuple[str, ...] = ()
    changed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    same: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """The four numbers, in Chinese."""
        return {"新增": len(self.new), "变更": len(self.changed), "不变": len(self.same), "不再出现": len(self.gone)}

    def as_dict(self, same_as: str = "") -> dict[str, Any]:
        """The comparison in the import's JSON: keys of new, changed (with fields), same and gone records."""
        shown: dict[str, Any] = {
            "new": list(self.new),
            "changed": {key: list(fields) for key, fields in self.changed.items()},
            "same": list(self.same),
            "gone": list(self.gone),
        }
        return {**shown, "same_as": same_as} if same_as else shown


def load(fields: FieldList, text: str) -> Record:
    """A record back from its canonical JSON, values typed again by the field list."""
    raw: dict[str, Any] = json.loads(text)
    facts = {}
    for name, value in raw["facts"].items():
        declared = fields.get(name)
        facts[name] = declared.typed(value) if declared else value
    return Record.model_validate({**raw, "facts": facts})


def current(fields: FieldList, kind: str | None = None) -> list[Record]:
    """The newest revision of every record (of one kind), in the order in which the records first came in."""
    return [_whole(row, load(fields, row.body)) for row in _newest(kind)]


def _whole(row: Any, record: Record) -> Record:
    """The record, if its row is still what was committed (its digest is also in the audit log)."""
    if row.digest != digest(substance(record)):
        raise UserError(f"{record.kind}“{record.name}”", "库中的内容与入库时的摘要不符", "请保留现场，从备份恢复后再用")
    return record


def _newest(kind: str | None = None) -> list[Any]:
    from django.db.models import Max, Min

    from app.models import ImportedFile, Revision

    rows = Revision.objects.filter(kind=kind) if kind else Revision.objects.all()
    spans = rows.values("kind", "key").annotate(first=Min("id"), newest=Max("id")).order_by("first")
    by_id = Revision.objects.in_bulk([span["newest"] for span in spans])
    sources = ImportedFile.objects.in_bulk({row.source_id for row in by_id.values()})
    for row in by_id.values():
        row.source = sources[row.source_id]
    return [by_id[span["newest"]] for span in spans]


def substance(record: Record) -> dict[str, Any]:
    """What makes two revisions the same: everything but where it came from."""
    return {"kind": record.kind, "key": record.key, "facts": record.facts}


def compare(fields: FieldList, file_name: str, records: Iterable[Record]) -> Comparison:
    """Hold a workbook's records against what is known."""
    records = list(records)
    known = {(row.kind, row.key): row for kind in {record.kind for record in records} for row in _newest(kind)}
    new, changed, same = [], {}, []
    for record in records:
        row = known.get((record.kind, record.key))
        if row is None:
            new.append(record.key)
        elif row.digest == digest(substance(record)):
            same.append(record.key)
        else:
            before = load(fields, row.body).facts
            changed[record.key] = tuple(
                sorted(n for n in before.keys() | record.facts.keys() if before.get(n) != record.facts.get(n))
            )
    here = {(record.kind, record.key) for record in records}
    gone = [key for (kind, key), row in known.items() if row.source.name == file_name and (kind, key) not in here]
    return Comparison(tuple(new), changed, tuple(same), tuple(sorted(gone)))


def commit(result: FileResult, data: bytes, home: Path) -> bool:
    """Keep a workbook and the revisions it brings, in one short transaction; False if this file is known already."""
    from app.models import ImportedFile, Revision

    if ImportedFile.objects.filter(sha256=result.sha256).exists():
        return False
    kept = home / "files" / result.sha256
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(data)
    records = result.records
    digests = {(row.kind, row.key): row.digest for kind in {r.kind for r in records} for row in _newest(kind)}
    fresh = [(record, digest(substance(record))) for record in records]
    with transaction():
        source = ImportedFile.objects.create(
            sha256=result.sha256, name=result.file, layout="、".join(result.layouts), rows=len(result.rows),
            held=len(result.held), report=dumps({**result.as_dict(), "rows": len(result.rows)}), at=now(), by=actor(),
        )  # fmt: skip
        rows = [
            Revision(kind=r.kind, key=r.key, digest=mark, body=dumps(r), source=source)
            for r, mark in fresh
            if digests.get((r.kind, r.key)) != mark
        ]
        Revision.objects.bulk_create(rows, batch_size=500)
        body = digest([(row.kind, row.key, row.digest) for row in rows])
        record_act(
            "导入",
            {
                "文件": result.file,
                "sha256": result.sha256,
                "新增或变更": len(rows),
                "暂存": len(result.held),
                "内容": body,
            },
        )
    return True
