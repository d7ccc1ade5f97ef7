"""Filings in masses: files taken in once, kept as cleaned columns under their digest; bad rows held and told by line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.clock import actor, now
from app.ledger import current, keep_file
from app.office import Office
from app.store import record_act, transaction
from catalogue.canonical import dumps
from catalogue.finding import UserError
from catalogue.names import name_key
from importers.settings import load_settings

if TYPE_CHECKING:
    from importers.filings.keep import Frame

KIND = "办件"
FOLDER = "files"
_FIRST = 5  # rows whose faults are told where none can be used
UNDONE, AGAIN = "撤销", "重新导入"


@dataclass(frozen=True)
class Taken:
    """What became of one file: rows read, judged and held (`read == good + held`), and the held ones by line.

    `held_rows` are (line, number, why). `again`: the same bytes were taken in before. `id`, `at`, `by`: which file of
    the list it is, when it came in and who brought it; `undone`: it was taken back and counts no more. `notes`: what was
    read as something else than it says.
    """

    name: str
    sha256: str
    read: int
    good: int
    held: int
    held_rows: tuple[tuple[int, str | None, str], ...]
    dropped: tuple[str, ...]
    unused: tuple[str, ...]
    again: bool = False
    id: int = 0
    at: str = ""
    by: str = ""
    undone: bool = False
    notes: tuple[str, ...] = ()


def take(office: Office, path: Path) -> Taken:
    """Take in one file (xlsx, csv or parquet). Personal columns are not kept. Raises `UserError` where it cannot be read."""
    from app.models import FilingFile
    from importers.filings.clean import clean
    from importers.filings.columns import columns, heads
    from importers.filings.keep import pack
    from importers.filings.table import open_table

    words = _words(office)
    raw = open_table(path, load_settings(office.own).bounds, lambda found: heads(found, office.fields, words))
    if known := FilingFile.objects.filter(sha256=raw.sha256).first():
        if _last_acts().get(known.id) == UNDONE:
            _do(known, AGAIN, "同一文件再次导入")
        return _known(known)
    cleaned = clean(raw, columns(raw.name, raw.headers, office.fields, words), office.fields)
    del raw
    if cleaned.judged.is_empty():
        first = [f"第 {line} 行：{why}" for line, _, why in cleaned.held.head(_FIRST).iter_rows()]
        what = "；".join(first) + (f" 等 {cleaned.held.height} 行" if cleaned.held.height > _FIRST else "")
        raise UserError(cleaned.name, f"没有一行可用，{what or '只有表头，没有数据行'}", "请改正后再导入")
    kept, data = pack(cleaned.judged)
    held = tuple(cleaned.held.iter_rows())
    report = {"held": held, "dropped": cleaned.dropped, "unused": cleaned.unused, "notes": cleaned.notes}
    keep_file(office.home, kept, data)
    with transaction():
        row = FilingFile.objects.create(
            sha256=cleaned.sha256, name=cleaned.name, rows=cleaned.read, held=len(held), kept=kept, report=dumps(report),
            at=now(), by=actor(),
        )  # fmt: skip
        detail = {"文件": cleaned.name, "sha256": cleaned.sha256, "行": cleaned.read, "暂存": len(held), "内容": kept}
        record_act("导入办件", detail)
    return replace(_known(row), again=False)


def taken() -> list[Taken]:
    """Every file taken in, in order; those taken back are marked."""
    from app.models import FilingFile

    last = _last_acts()
    return [replace(_known(row), undone=last.get(row.id) == UNDONE) for row in FilingFile.objects.order_by("id")]


def undo(number: int, why: str) -> Taken:
    """Take a file back: its rows count no more, rows it had superseded hold again; nothing is erased. Judge anew after it.

    Raises `UserError` where there is no such file, it is taken back already, or no reason is given.
    """
    from app.models import FilingFile

    place = f"第 {number} 份办件"
    row = FilingFile.objects.filter(id=number).first()
    if row is None:
        raise UserError(place, "没有这一份", "请用 quanmu cards --files 查看编号")
    if _last_acts().get(number) == UNDONE:
        raise UserError(f"{place}“{row.name}”", "已经撤销过", "要恢复，请把原文件再导入一次")
    if not why.strip():
        raise UserError(f"{place}“{row.name}”", "没有写撤销的理由", "请写 --why")
    _do(row, UNDONE, why.strip())
    return replace(_known(row), undone=True)


def _do(row: Any, what: str, why: str) -> None:
    from app.models import FilingFileAct

    with transaction():
        FilingFileAct.objects.create(file=row, act=what, why=why, at=now(), by=actor())
        record_act(
            f"{what}办件" if what == UNDONE else "重新导入办件", {"文件": row.name, "sha256": row.sha256, "理由": why}
        )


def _last_acts() -> dict[int, str]:
    """By file what was done about it last."""
    from app.models import FilingFileAct

    return dict(FilingFileAct.objects.order_by("id").values_list("file_id", "act"))


def in_force() -> tuple[list[tuple[str, str]], int]:
    """What is kept of the files that count (digest, name), the one that came in last at the end; and how many acts led there."""
    from app.models import FilingFile, FilingFileAct

    acts = list(FilingFileAct.objects.order_by("id").values_list("file_id", "act", "at"))
    last, came = {file: act for file, act, _ in acts}, {file: at for file, _, at in acts}
    rows = [row for row in FilingFile.objects.order_by("id") if last.get(row.id) != UNDONE]
    return [(row.kept, row.name) for row in sorted(rows, key=lambda row: (came.get(row.id, row.at), row.id))], len(acts)


def _known(row: Any) -> Taken:
    report: dict[str, Any] = json.loads(row.report)
    held = tuple((line, number, why) for line, number, why in report["held"])
    names = tuple(report["dropped"]), tuple(report["unused"])
    return Taken(
        row.name, row.sha256, row.rows, row.rows - row.held, row.held, held, *names, again=True, id=row.id, at=row.at,
        by=row.by, notes=tuple(report.get("notes", ())),
    )  # fmt: skip


def frame(office: Office) -> tuple[Frame, int]:
    """All filings as last sent, and how many took their limits from the unit's guide.

    Raises `UserError` where nothing was taken in or a kept file was changed.
    """
    from importers.filings.clean import number_and_unit
    from importers.filings.keep import load, newest, with_limits

    kept, _ = in_force()
    if not kept:
        raise UserError("办件", "还没有导入成批的办件", "请先 quanmu cards 文件.xlsx（或 csv、parquet）")
    whole = newest([load(office.home / FOLDER / digest, digest, name) for digest, name in kept])
    guide = _limits(office)
    field = office.fields.fields["法定办结时限"]
    whole, took = with_limits(
        whole,
        lambda unit, matter: guide.get((name_key(unit), name_key(matter))),
        lambda text: number_and_unit(field, text),
    )
    return whole, took


def _limits(office: Office) -> Mapping[tuple[str, str], tuple[str, str, str]]:
    """By unit and matter what the guides say of limits and the matter's type, where all its items say the same."""
    found: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    for record in current(office.fields, "办理项"):
        facts = record.facts
        said = tuple(str(facts.get(name) or "") for name in ("法定办结时限", "承诺办结时限", "事项类型"))
        for name in {facts.get("事项名称"), facts.get("主项名称"), facts.get("子项名称"), facts.get("办理项名称")}:
            if name:
                key = name_key(str(facts.get("实施主体", ""))), name_key(str(name))
                found.setdefault(key, set()).add((said[0], said[1], said[2]))
    return {key: next(iter(said)) for key, said in found.items() if len(said) == 1}


def _words(office: Office) -> Mapping[str, str]:
    """The header words of the layouts of filings, the office's own last."""
    from importers.read import load_all_layouts

    layouts = load_all_layouts(office.fields, *([office.own / "layouts"] if (office.own / "layouts").is_dir() else []))
    return {
        word: field for one in layouts if one.kind == KIND and not one.fingerprint for word, field in one.words.items()
    }
