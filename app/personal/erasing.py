"""Erasing personal data from the store and the data folder: every place in one transaction, the act logged, never the value.

Values go from versions, held rows, reports of imports, problems and self-checks, and the workbooks that held them are
deleted. Digests, editions and the chain of the log stay what they were (`sealing`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.append_only import protect, unprotect
from app.clock import now
from app.incoming import tray
from app.office import Office
from app.personal import files, sealing
from app.store import record_act, transaction
from catalogue.canonical import dumps
from catalogue.fields import FieldList
from catalogue.finding import UserError

GONE = "（已清除）"
LIFTED = (
    "app_revision", "app_heldrow", "app_heldact", "app_importedfile", "app_problemact", "app_selfchecksheet",
    "app_selfcheckact",
)  # fmt: skip


@dataclass(frozen=True)
class What:
    """What is to go: all that came in before a moment (ISO time), or what holds one of these words (a name, a number)."""

    before: str = ""
    words: tuple[str, ...] = ()

    def takes(self, at: str, value: Any) -> bool:
        """Whether a value that came in then is to go."""
        return at < self.before if self.before else any(word in str(value) for word in self.words)


@dataclass
class Erased:
    """How many values went, by place; how many versions have a new digest (an earlier release had kept them unsealed);
    in how many places outside the fields of personal data the words still stand; the kept files that a person must look
    into: evidence that holds the words, and what cannot be looked into from here."""

    places: Counter[str] = field(default_factory=Counter)
    resealed: int = 0
    left: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)
    _texts: dict[int, set[str]] = field(default_factory=dict)  # by import what went: its report may quote it

    @property
    def total(self) -> int:
        """All that went."""
        return sum(self.places.values())


More = Callable[
    [What], Mapping[str, int]
]  # what else holds personal data (the pages' own tables): how many went, by place


def erase(office: Office, what: What, why: str, more: More = lambda what: {}) -> Erased:
    """Erase and log; `more` is called inside the transaction. Raises `UserError`; then nothing is changed."""
    if not why.strip():
        raise UserError("理由", "没有写清除的理由", "请写依据，例如“保存期满”“本人申请，见某日申请书”")
    if bool(what.before) == bool(what.words) or any(len(word) < 2 for word in what.words):
        raise UserError("范围", "没有写清要清除什么", "写一个日期，或者至少两个字的姓名、号码")
    done, at = Erased(), now()
    with transaction(), _lifted():
        _revisions(office.fields, what, at, done)
        _held(office.fields, what, done)
        _reports(office.home, what, at, done)
        _keyed(office.fields, what, done)
        done.places.update(more(what))
        if done.total or what.words:
            scope = f"{what.before} 以前的" if what.before else "指明的姓名、号码（内容不记）"
            told = {"范围": scope, "理由": why.strip(), "处数": dict(done.places), "改写摘要": done.resealed}
            record_act("清除个人信息", told)
    done.places.update(files.sweep(office.home, what.words, what.before))
    done.left.update(_left(what.words))
    _truncate()
    return done


def private(fields: FieldList) -> set[str]:
    """The names of the fields that hold personal data."""
    return {one.name for one in fields.fields.values() if one.personal}


def _revisions(fields: FieldList, what: What, at: str, done: Erased) -> None:
    from app.models import Revision

    names = private(fields)
    kinds = {kind for name in names for kind in fields.fields[name].kinds}
    rows = Revision.objects.filter(kind__in=kinds).exclude(body="").select_related("source", "act")
    for row in rows.defer("source__report").iterator(500):
        body, came = json.loads(row.body), row.act.at if row.act else row.source.at
        going = [name for name in names & body["facts"].keys() if what.takes(came, body["facts"][name])]
        if not going:
            continue
        texts = done._texts.setdefault(row.source_id, set())
        for name in going:
            value = body["facts"][name]
            texts |= {
                *map(str, value if isinstance(value, list) else [value]),
                body["sources"].get(name, {}).get("raw", ""),
            }
        left = sealing.without(body, going, at)
        mark = sealing.digest_of(left)
        done.resealed += mark != row.digest
        done.places["记录"] += len(going)
        Revision.objects.filter(pk=row.pk).update(body=dumps(left), digest=mark)


def _held(fields: FieldList, what: What, done: Erased) -> None:
    from app.models import HeldAct, HeldRow

    names = private(fields)
    for row in HeldRow.objects.select_related("imported").defer("imported__report").iterator(500):
        cells = json.loads(row.cells)
        mine = [cells[name] for name in names & cells.keys()]
        acts = list(HeldAct.objects.filter(row=row))
        said = [act for act in acts if act.act == "补正" and act.cell in {cell["cell"] for cell in mine}]
        going = [cell for cell in mine if cell["raw"] and what.takes(row.imported.at, cell["raw"])]
        going_acts = [act for act in said if act.value and what.takes(act.at, act.value)]
        if not going and not going_acts:
            continue
        texts = {cell["raw"] for cell in going} | {act.value for act in going_acts}
        done._texts.setdefault(row.imported_id, set()).update(texts)
        done.places["暂存"] += len(going) + len(going_acts)
        for cell in going:
            cell["raw"] = ""
        HeldRow.objects.filter(pk=row.pk).update(cells=dumps(cells), issues=blotted(row.issues, texts))
        for act in acts:
            HeldAct.objects.filter(pk=act.pk).update(value="" if act in going_acts else blotted(act.value, texts))


def _reports(home: Path, what: What, at: str, done: Erased) -> None:
    """The findings of an import may quote a value. Its workbook holds it: it is marked to be deleted, and rows of it that
    still wait are closed, since nobody can mend them any more."""
    from app.models import ImportedFile

    marked = {source.pk: done._texts[source.pk] for source in ImportedFile.objects.filter(pk__in=done._texts)}
    if what.words:  # a workbook may hold what no version does: a row that was held, a column that was not read
        for digest, held in files.kept(home, what.words):
            sources = ImportedFile.objects.filter(sha256=digest)
            if held and sources:
                marked |= {one.pk: set(what.words) for one in sources}
            else:
                done.files.append(sources[0].name if sources else _evidence(digest))
    for source in ImportedFile.objects.filter(pk__in=marked):
        if what.before and source.at >= what.before:
            continue
        report = {**json.loads(blotted(source.report, marked[source.pk])), "erased": at}
        ImportedFile.objects.filter(pk=source.pk).update(report=dumps(report))
        tray.close(source, "作废", "原件因清除个人信息已经删去，请重报")


def _evidence(digest: str) -> str:
    """What a piece of evidence is called, and of which problem it is."""
    from app.models import ProblemAct

    act = ProblemAct.objects.filter(body__contains=digest).first()
    return f"问题 {act.problem_id} 的证据（sha256 {digest[:12]}）" if act else f"files/{digest}"


def _keyed(fields: FieldList, what: What, done: Erased) -> None:
    """Objects by field name: what problems and self-checks say of a person."""
    from app.models import ProblemAct, SelfCheckAct, SelfCheckSheet

    names = private(fields)
    for place, model, column in (
        ("问题", ProblemAct, "body"), ("自查", SelfCheckSheet, "rows"), ("自查", SelfCheckAct, "detail"),
    ):  # fmt: skip
        for row in model._default_manager.iterator(500):
            body = json.loads(getattr(row, column))
            if count := scrub(body, names, lambda value, at=row.at: what.takes(at, value)):
                done.places[place] += count
                model._default_manager.filter(pk=row.pk).update(**{column: dumps(body)})


def scrub(value: Any, names: set[str], takes: Callable[[Any], bool]) -> int:
    """Blank the texts that stand under one of these names, anywhere in JSON; how many."""
    if isinstance(value, list):
        return sum(scrub(one, names, takes) for one in value)
    if not isinstance(value, dict):
        return 0
    count = 0
    for name, inner in value.items():
        if name in names and isinstance(inner, str):
            if inner and inner != GONE and takes(inner):
                value[name], count = GONE, count + 1
        else:
            count += scrub(inner, names, takes)
    return count


def blotted(text: str, words: Any) -> str:
    """A text (JSON or not) without these words."""
    for word in sorted(filter(None, words), key=len, reverse=True):
        if len(word) > 1:
            text = text.replace(json.dumps(word, ensure_ascii=False)[1:-1], GONE)
    return text


def _left(words: tuple[str, ...]) -> Counter[str]:
    """Where the words still stand: text that is no field of personal data, which only a person can judge."""
    from app.models import Edition, ProblemAct, Revision

    found: Counter[str] = Counter()
    for word in words:
        spelt = json.dumps(word, ensure_ascii=False)[1:-1]
        found["记录的其他字段"] += Revision.objects.filter(body__contains=spelt).count()
        found["问题的经过"] += ProblemAct.objects.filter(body__contains=spelt).count()
        found["公布过的版次"] += Edition.objects.filter(lines__contains=spelt).count()
    return +found


@contextmanager
def _lifted() -> Iterator[None]:
    """The one hole in what may only grow: inside one transaction, so that nobody else ever sees the tables without their
    triggers, and a process that dies leaves them as they were."""
    from django.db import connection

    editor = connection.schema_editor()
    unprotect(editor, LIFTED)
    yield
    protect(editor, LIFTED)


def _truncate() -> None:
    """SQLite: what was written over may still stand in the write-ahead log."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
