"""Acts on held rows: mend a cell, confirm, drop; each re-reads the workbook as people now say it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app import ledger
from app.clock import actor, now
from app.incoming import tray
from app.incoming.matching import match
from app.incoming.preview import Comparison, compare
from app.incoming.tray import Held
from app.office import Office
from app.personal.masking import MASKED
from app.store import record_act, transaction
from catalogue.canonical import dumps
from catalogue.finding import UserError
from importers.issues import Issue
from importers.read import FileResult, Row, read_file
from importers.said import Said, line_of
from importers.settings import load_settings

Guard = Callable[[Row], None]  # raises `UserError` for a row that may not become so


@dataclass(frozen=True)
class Outcome:
    """What came of an act: whether the row was committed, what it changed, and what is still wrong."""

    held: Held
    committed: bool
    comparison: Comparison | None = None
    left: tuple[Issue, ...] = ()


def mend(
    office: Office, number: int, cells: Mapping[str, str], why: str, *, commit: bool = True, guard: Guard | None = None
) -> Outcome:
    """Write corrected texts over cells of a held row (by address, ``C5`` or field name), re-check it and commit it if
    nothing is wrong any more. Without `commit` it waits, mended, for another person to release it. The workbook as sent is
    not changed. `guard` may refuse the row as it then is. Raises `UserError` for a cell of another row."""
    held = tray.one(number)
    if not cells:
        raise UserError(f"暂存第 {number} 行", "没有写补正什么", "请写 --cell 单元格=正确的值")
    if not why.strip():
        raise UserError(f"暂存第 {number} 行", "没有写补正的理由", "请写 --why，例如“已电话核实”")
    said = {_address(held, cell): value.strip() for cell, value in cells.items()}
    return _again(office, held, "补正", why, mended=said, commit=commit, guard=guard)


def release(office: Office, number: int, why: str, *, commit: bool = True, guard: Guard | None = None) -> Outcome:
    """Confirm that a held row is meant, and commit it if nothing is wrong with it (`commit`, `guard` as for `mend`)."""
    return _again(office, tray.one(number), "确认", why, commit=commit, guard=guard)


def drop(number: int, why: str) -> Held:
    """Take a row out of the tray for good: it is not wanted. The workbook as sent is not changed."""
    if not why.strip():
        raise UserError(f"暂存第 {number} 行", "没有写作废的理由", "请写 --why")
    with transaction():
        held = tray.one(number)
        tray.act(number, "作废", why=why)
        record_act(
            "暂存作废", {"暂存": number, "导入": held.imported, "位置": held.src, "名称": held.name, "理由": why}
        )
    return held


def _again(
    office: Office, held: Held, what: str, why: str, *, mended: Mapping[str, str] | None = None, commit: bool,
    guard: Guard | None = None,
) -> Outcome:  # fmt: skip
    """Read the workbook again with the new word, and commit the row if it is good now."""
    before = tray.said_of([held.sha256]).get(held.sha256, Said())
    said = replace(
        before,
        mended={**before.mended, **(mended or {})},
        confirmed=before.confirmed | ({held.line} if what == "确认" else set()),
    )
    result = _read(office, held, said)
    row = next((one for one in result.rows if one.line == held.line), None)
    if mended:
        _refuse_shared(result, row, held, mended)
    if guard and row:
        guard(row)
    known = ledger.newest({one.kind for one in result.rows})
    found = match(office.fields, result, known, held.sender, load_settings(office.own))
    left = _left(result, row, held) if row is None or row.held else []
    with transaction():
        tray.one(held.number)  # nobody dropped it meanwhile
        for cell, value in (mended or {"": ""}).items():
            tray.act(held.number, what, cell=cell, value=value, why=why)
        told = {
            "暂存": held.number,
            "导入": held.imported,
            "位置": held.src,
            "理由": why,
            "补正": _told(office, held, mended or {}),
        }
        if row is None or row.held or not commit:
            tray.act(held.number, "复核", value=dumps([one.as_dict() for one in left]))
            record_act(f"暂存{what}", {**told, "仍有问题": [one.code for one in left]})
            return Outcome(held, False, None, tuple(left))
        tray.with_sources(result)
        only = FileResult(result.file, result.sha256, rows=[row], layouts=result.layouts)
        comparison = replace(compare(office.fields, only, found, held.sender), gone=(), suggestions=())
        written = _commit(office, held, only, comparison, what, why)
        tray.act(held.number, "提交")
        record_act(f"暂存{what}", {**told, "内容": written})
    return Outcome(held, True, comparison)


def _commit(office: Office, held: Held, only: FileResult, comparison: Comparison, what: str, why: str) -> str:
    from app.models import ImportAct, ImportedFile

    source = ImportedFile.objects.get(pk=held.imported)
    done = ImportAct.objects.create(
        imported=source, act="补正" if what == "补正" else "放行", why=why, at=now(), by=actor()
    )
    return ledger.write(office.fields, only.records, comparison, source, done)


def _told(office: Office, held: Held, mended: Mapping[str, str]) -> dict[str, str]:
    """The mended cells as the log tells them: it can never be erased, so personal values stay out of it."""
    private = {cell["cell"] for name, cell in held.cells.items() if (f := office.fields.get(name)) and f.personal}
    return {cell: MASKED if cell in private else value for cell, value in mended.items()}


def _read(office: Office, held: Held, said: Said) -> FileResult:
    from app.incoming.intake import all_layouts

    path = office.home / "files" / held.sha256
    data = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(data).hexdigest() != held.sha256:
        raise UserError(
            str(path), "收到的原件不在了（可能因清除个人信息删去），或被改动过", "请让原单位改好后重报，或从备份恢复"
        )
    layouts = all_layouts(office, held.sender)
    result = read_file(
        data, held.file, office.fields, layouts, said={held.sha256: said}, settings=load_settings(office.own)
    )
    if result.refused:
        raise UserError(held.file, f"现在读不了：{result.issues[0].message}", result.issues[0].advice)
    return result


def _left(result: FileResult, row: Row | None, held: Held) -> list[Issue]:
    """What still stands in the way of a row."""
    if row is None:
        return [one for one in result.issues if one.cell and one.severity == "error" and _on(one.cell, held.line)]
    return [one for one in row.issues if one.severity == "error"] or (list(row.issues) if row.held else [])


def _on(cell: str, line: str) -> bool:
    try:
        return line_of(cell) == line
    except ValueError:
        return False


def _address(held: Held, cell: str) -> str:
    """``表!C5`` of what a person wrote: the address, the cell alone, or a field's name."""
    if cell in held.cells:
        return held.cells[cell]["cell"]
    address = cell if "!" in cell else f"{held.line.rpartition('!')[0]}!{cell.upper()}"
    own = {one["cell"] for one in (*held.cells.values(), *held.issues)}
    if address in own or _on(address, held.line):
        return address
    raise UserError(
        f"暂存第 {held.number} 行",
        f"“{cell}”不是这一行的单元格或字段",
        f"这一行在 {held.line}；可写：{'、'.join(sorted(own))}",
    )


def _refuse_shared(result: FileResult, row: Row | None, held: Held, mended: Mapping[str, str]) -> None:
    """A merged or filled cell says something for other rows too: mending it for one would split what was sent as one."""
    for other in result.rows:
        shared = {source.cell for source in other.cells.values()} & set(mended) if other is not row else set()
        if shared:
            cell = shared.pop()
            raise UserError(
                f"暂存第 {held.number} 行",
                f"{cell} 也管着 {other.src} 等别的行，不能只为这一行补正",
                "请让原单位改好后重报",
            )
