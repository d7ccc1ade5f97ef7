"""Undoing an import by new revisions: what it brought is replaced by what was there before; nothing is deleted."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Literal

from app.clock import actor, now
from app.incoming import tray
from app.incoming.matching import Identity, shown_key
from app.store import record_act, transaction
from catalogue.canonical import digest
from catalogue.finding import UserError

Later = Literal["", "keep", "undo"]
UNDONE = "撤销"


@dataclass(frozen=True)
class Imported:
    """One import as the list shows it."""

    number: int
    file: str
    sha256: str
    sender: str
    at: str
    by: str
    rows: int
    waiting: int
    undone: bool


@dataclass(frozen=True)
class Undoing:
    """What an undo did: records taken back to what they were, records that are no more, records left as they are."""

    number: int
    file: str
    restored: tuple[Identity, ...]
    withdrawn: tuple[Identity, ...]
    kept: tuple[Identity, ...]
    held: int
    also: tuple[int, ...] = ()


def imports() -> list[Imported]:
    """Every import, oldest first."""
    from app.models import ImportedFile

    waiting: dict[int, int] = defaultdict(int)
    for row in tray.rows():
        waiting[row.imported] += 1
    gone = undone()
    return [
        Imported(
            one.pk, one.name, one.sha256, one.sender or "", one.at, one.by, one.rows, waiting[one.pk], one.pk in gone
        )
        for one in ImportedFile.objects.defer("report").order_by("id")
    ]


def undone() -> set[int]:
    """The imports that are undone now (their last undo came after their last coming in)."""
    from app.models import ImportAct

    last = dict(ImportAct.objects.filter(act__in=(UNDONE, "重新导入")).order_by("id").values_list("imported_id", "act"))
    return {number for number, act in last.items() if act == UNDONE}


def is_undone(number: int) -> bool:
    """Whether an import is undone now."""
    return number in undone()


def undo(number: int, why: str, later: Later = "") -> Undoing:
    """Undo an import. If later imports rest on it (changed one of its records again, or sent it the same), `later` has
    to say how: "keep" leaves those records as they are, "undo" undoes the later imports too, newest first.

    Raises `UserError` naming them otherwise; then nothing is changed.
    """
    with transaction():
        source = _source(number, why)
        resting = _resting(number)
        if resting and not later:
            raise UserError(
                f"第 {number} 次导入“{source.name}”", f"后来的导入用到了它的记录：{_named(resting)}",
                "请用 --later keep（这些记录保持现状，其余撤销）或 --later undo（连同后来的导入一并撤销）",
            )  # fmt: skip
        also: list[int] = []
        while later == "undo" and (resting := _resting(number)):
            newest = max(number for numbers in resting.values() for number in numbers)
            _undo(newest, f"随第 {number} 次导入撤销：{why}", {})
            also.append(newest)
        done = _undo(number, why, resting if later == "keep" else {})
    return Undoing(**{**done.__dict__, "also": tuple(also)})


def _source(number: int, why: str) -> Any:
    from app.models import ImportedFile

    source = ImportedFile.objects.defer("report").filter(pk=number).first()
    if source is None:
        raise UserError(f"第 {number} 次导入", "没有这次导入", "请用 quanmu undo 查看各次导入")
    if is_undone(number):
        raise UserError(f"第 {number} 次导入“{source.name}”", "已经撤销过", "要恢复，请把原文件再导入一次")
    if not why.strip():
        raise UserError(f"第 {number} 次导入“{source.name}”", "没有写撤销的理由", "请写 --why")
    return source


def _histories(number: int) -> dict[Identity, list[Any]]:
    """All revisions of the records that an import wrote, oldest first."""
    from app.models import Revision

    touched = set(Revision.objects.filter(source_id=number).values_list("kind", "key"))
    found: dict[Identity, list[Any]] = defaultdict(list)
    for kind in {kind for kind, _ in touched}:
        for row in Revision.objects.filter(kind=kind).select_related("act").order_by("id"):
            if (row.kind, row.key) in touched:
                found[row.kind, row.key].append(row)
    return found


def _standing(history: list[Any], without: set[int]) -> Any:
    """The newest revision that an import in force wrote, those of `without` left out; None if there is none."""
    own = [row for row in history if row.source_id not in without and not (row.act and row.act.act == UNDONE)]
    return own[-1] if own else None


def _resting(number: int) -> dict[Identity, list[int]]:
    """The records of an import that later imports, still in force, changed again or sent the same."""
    from app.models import ImportedFile

    gone = undone()
    found: dict[Identity, list[int]] = defaultdict(list)
    histories = _histories(number)
    for identity, history in histories.items():
        standing = _standing(history, gone)
        if standing is not None and standing.source_id != number:
            found[identity].append(standing.source_id)
    for later, report in ImportedFile.objects.filter(id__gt=number).exclude(id__in=gone).values_list("id", "report"):
        compare = json.loads(report).get("compare") or {}
        same = {(kind, key) for kind, keys in compare.get("same_of", {}).items() for key in keys}
        if "same_of" not in compare:  # an older store did not write down the kinds
            same = {identity for identity in histories if identity[1] in set(compare.get("same", ()))}
        for identity in same & histories.keys():
            if later not in found[identity]:
                found[identity].append(later)
    return {identity: numbers for identity, numbers in found.items() if numbers}


def _named(resting: dict[Identity, list[int]]) -> str:
    shown = [
        f"“{shown_key(key)}”（第 {'、'.join(map(str, sorted(numbers)))} 次导入）"
        for (_, key), numbers in list(resting.items())[:10]
    ]
    return "、".join(shown) + (f"等 {len(resting)} 条" if len(resting) > 10 else "")


def _undo(number: int, why: str, keep: dict[Identity, list[int]]) -> Undoing:
    from app.models import ImportAct, ImportedFile, Revision

    source = ImportedFile.objects.get(pk=number)
    gone = undone() | {number}
    act = ImportAct.objects.create(imported=source, act=UNDONE, why=why, at=now(), by=actor())
    fresh, restored, withdrawn, kept, handed_on = [], [], [], [], []
    for identity, history in _histories(number).items():
        if identity in keep:
            kept.append(identity)
            if (heir := max(keep[identity])) and _standing(history, gone - {number}).source_id == number:
                handed_on.append((history[-1], heir))
            continue
        before, last = _standing(history, gone), history[-1]
        body = before.body if before is not None else ""
        if body == last.body:
            continue
        (restored if body else withdrawn).append(identity)
        mark = before.digest if body else digest({"kind": identity[0], "key": identity[1], "undone": number})
        origin = before.source_id if body else number
        fresh.append(Revision(kind=identity[0], key=identity[1], digest=mark, body=body, source_id=origin, act=act))
    if handed_on:  # a later import sent these the same: from now on they are that import's
        stay = ImportAct.objects.create(imported=source, act="保留", why=why, at=now(), by=actor())
        fresh += [
            Revision(kind=last.kind, key=last.key, digest=last.digest, body=last.body, source_id=heir, act=stay)
            for last, heir in handed_on
        ]
    Revision.objects.bulk_create(fresh, batch_size=500)
    held = tray.close(source, "撤销", why)
    told = {
        "导入": number, "文件": source.name, "理由": why, "恢复": len(restored), "撤去": len(withdrawn),
        "保留": len(kept), "暂存": held, "内容": digest([(row.kind, row.key, row.digest) for row in fresh]),
    }  # fmt: skip
    record_act("撤销导入", told)
    return Undoing(number, source.name, tuple(restored), tuple(withdrawn), tuple(kept), held)
