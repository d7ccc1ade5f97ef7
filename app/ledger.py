"""Records in the store: what is known now, and committing what a workbook brings."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.clock import actor, now
from app.personal.sealing import digest_of, sealed
from app.store import record_act
from catalogue.canonical import digest, dumps
from catalogue.fields import FieldList
from catalogue.finding import UserError
from catalogue.records import Record, stored_record

if TYPE_CHECKING:
    from app.incoming.preview import Comparison
    from app.models import ImportAct, ImportedFile
    from importers.read import FileResult

_AT_ONCE = 500  # numbers in one question to the store


def load(fields: FieldList, text: str) -> Record:
    """A record back from its canonical JSON, values typed again by the field list."""
    raw: dict[str, Any] = json.loads(text)
    return _typed(fields, raw, dumps(raw.get("sources", {})))


def _typed(fields: FieldList, raw: dict[str, Any], sources: str) -> Record:
    facts = {}
    for name, value in raw["facts"].items():
        declared = fields.get(name)
        facts[name] = declared.typed(value) if declared else value
    return stored_record(raw, facts, sources)


def current(fields: FieldList, kind: str | None = None) -> list[Record]:
    """The newest revision of every record (of one kind), in the order in which the records first came in."""
    from app.models import Revision

    numbers, records = [span["newest"] for span in _spans([kind] if kind else None)], []
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        rows = {
            number: row for number, *row in Revision.objects.filter(pk__in=part).values_list("id", "body", "digest")
        }
        records += [_typed(fields, *_whole(*rows[number])) for number in part if rows[number][0]]
    return records


def typed_by(other: FieldList, records: Sequence[Record], fields: FieldList) -> Sequence[Record]:
    """Current records, typed by `fields`, as another field list types them; the very same where none of them says
    anything of a field that the two lists declare differently. Raises `ValueError` where the other does not know a value."""
    names = {
        name for name in fields.fields.keys() | other.fields.keys() if fields.fields.get(name) != other.fields.get(name)
    }
    kinds = {record.kind for record in records if not names.isdisjoint(record.facts)}
    if not kinds:
        return records
    again = {(record.kind, record.key): record for kind in kinds for record in current(other, kind)}
    return [again.get((record.kind, record.key), record) for record in records]


def _whole(body: str, mark: str) -> tuple[dict[str, Any], str]:
    """The record as stored and, apart and unread, its sources, if it is still what was committed (its digest is also
    in the audit log).

    Canonical JSON has its keys in order: what the digest covers (facts, key, kind) stands first, and then the name.
    Within a text every quotation mark is escaped, so what is cut at here cannot stand in a value."""
    head, named, rest = body.partition(',"name":')
    name, _, rest = rest.partition(',"sources":')
    sources, since, dates = rest.rpartition(',"valid_from":')
    if since and hashlib.sha256(f"{head}}}".encode()).hexdigest() == mark:
        return json.loads(head + named + name + since + dates), sources
    raw: dict[str, Any] = json.loads(body)  # with personal values, whose digest covers their seals
    if mark != digest_of(raw):
        raise UserError(f"{raw['kind']}“{raw['name']}”", "库中的内容与入库时的摘要不符", "请保留现场，从备份恢复后再用")
    return raw, dumps(raw.pop("sources", {}))


def newest(kinds: Iterable[str] | None = None) -> list[Any]:
    """The newest row of every record there is, each with the import it came from (`source`)."""
    from app.models import ImportedFile, Revision

    spans = _spans(kinds)
    by_id = Revision.objects.in_bulk([span["newest"] for span in spans])
    sources = ImportedFile.objects.defer("report").in_bulk({row.source_id for row in by_id.values()})
    for row in by_id.values():
        row.source = sources[row.source_id]
    return [row for span in spans if (row := by_id[span["newest"]]).body]


def _spans(kinds: Iterable[str] | None) -> list[dict[str, Any]]:
    """Of every record the numbers of its first and its newest version, in the order in which the records first came."""
    from django.db.models import Max, Min

    from app.models import Revision

    rows = Revision.objects.all() if kinds is None else Revision.objects.filter(kind__in=list(kinds))
    return list(rows.values("kind", "key").annotate(first=Min("id"), newest=Max("id")).order_by("first"))


def first_imports(kind: str) -> dict[str, int]:
    """By the key of each record of a kind the number of the import that first brought it: the order of registration."""
    from django.db.models import Min

    from app.models import Revision

    spans = Revision.objects.filter(kind=kind).exclude(body="").values("key").annotate(first=Min("id"))
    firsts = {span["first"]: span["key"] for span in spans}
    rows = Revision.objects.filter(pk__in=firsts).values_list("id", "source_id")
    return {firsts[number]: source for number, source in rows}


def last_revision() -> int:
    """The number of the last revision written: whether the store moved on since a comparison."""
    from app.models import Revision

    return Revision.objects.order_by("-id").values_list("id", flat=True).first() or 0


def keep_file(home: Path, sha256: str, data: bytes) -> None:
    """Keep a workbook's bytes under their digest: whole or not at all."""
    folder = home / "files"
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / sha256).exists():
        return
    handle, path = tempfile.mkstemp(dir=folder, prefix=".")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(path).replace(folder / sha256)


def add_file(result: FileResult, comparison: Comparison, sender: str) -> ImportedFile:
    """The row of a workbook that came in; call inside the transaction that commits it."""
    from app.models import ImportedFile

    report = {
        "file": result.file,
        "sha256": result.sha256,
        "outcome": result.outcome,
        "layout": "、".join(result.layouts) or None,
        "rows": len(result.rows),
        "issues": [found.as_dict() for found in result.issues],
        "compare": {**comparison.keys(), "same_of": comparison.same_of()},
    }
    return ImportedFile.objects.create(
        sha256=result.sha256, name=result.file, layout="、".join(result.layouts), rows=len(result.rows),
        held=result.waiting, report=dumps(report), at=now(), by=actor(), sender=sender,
    )  # fmt: skip


def write(
    fields: FieldList, records: Iterable[Record], comparison: Comparison, source: ImportedFile, act: ImportAct | None
) -> str:
    """Write what is new or changed; the digest of all that was written. Call inside a transaction."""
    from app.models import Revision

    fresh = comparison.fresh
    rows = []
    for record in records:
        if (record.kind, record.key) not in fresh:
            continue
        if was := comparison.renamed.get((record.kind, record.key)):
            gone = digest({"kind": record.kind, "key": was, "became": record.key})
            rows.append(
                Revision(kind=record.kind, key=was, digest=gone, body="", source=source, act=act, became=record.key)
            )
        mark, body = sealed(fields, record)
        rows.append(Revision(kind=record.kind, key=record.key, digest=mark, body=body, source=source, act=act))
    Revision.objects.bulk_create(rows, batch_size=500)
    return digest([(row.kind, row.key, row.digest) for row in rows])


def commit(fields: FieldList, result: FileResult, comparison: Comparison, sender: str) -> ImportedFile:
    """Keep a workbook's row and the revisions it brings; call inside one short transaction."""
    source = add_file(result, comparison, sender)
    written = write(fields, result.records, comparison, source, None)
    record_act(
        "导入",
        {
            "导入": source.pk, "文件": result.file, "sha256": result.sha256, "来自": sender, "新增": len(comparison.new),
            "变更": len(comparison.changed), "暂存": result.waiting, "内容": written,
        },
    )  # fmt: skip
    return source


def commit_again(
    fields: FieldList, result: FileResult, comparison: Comparison, source: ImportedFile, act: str, why: str
) -> ImportAct:
    """Bring in a workbook that was imported before: after an undo, or because it is read differently now."""
    from app.models import ImportAct

    done = ImportAct.objects.create(imported=source, act=act, why=why, at=now(), by=actor())
    written = write(fields, result.records, comparison, source, done)
    record_act(act, {"导入": source.pk, "文件": source.name, "理由": why, "内容": written})
    return done
