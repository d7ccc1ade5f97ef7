"""Taking workbooks in: read, compare with what is known, commit the good rows, hold the bad ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import ledger
from app.incoming import beforehand, memory, tray, undo
from app.incoming.beforehand import ByFile
from app.incoming.matching import match
from app.incoming.preview import Comparison, compare
from app.office import Office
from app.store import transaction
from catalogue.fields import FieldList
from catalogue.finding import UserError
from catalogue.layout import Layout
from importers.bounds import Bounds
from importers.read import FileResult, load_all_layouts, read_files
from importers.settings import load_settings, pseudonym_key

if TYPE_CHECKING:
    from app.models import ImportedFile

SELF_CHECK = "自查填报"


@dataclass(frozen=True)
class Intake:
    """One file: what was read, what it would change, whether it was committed now.

    `number`, `at` and `by` are of its import, now or before; `undone` if that was undone; `settled` counts rows of the
    tray that it sent again.
    """

    result: FileResult
    comparison: Comparison | None
    committed: bool
    number: int | None = None
    at: str = ""
    by: str = ""
    undone: bool = False
    settled: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The file's object of the import's JSON: the contract's keys, and what became of the import."""
        done = {"number": self.number, "at": self.at, "by": self.by, "undone": self.undone, "settled": self.settled}
        result = self.result
        return {
            **result.as_dict(),
            "committed": self.committed,
            "held": [*(row.src for row in result.held), *(found.cell for found in result.nameless)],
            "import": done if self.number else None,
        }


@dataclass(frozen=True)
class How:
    """How files are taken in: whether to `commit`; who sent them (`sender`); bring in `again` what was imported before;
    `whole`: all of the files without a fault, or nothing; `extra`: layouts on trial; `names`: what files are called that
    lie under other names; `mended`: cells mended before, by the file's sha256; `guard` sees what was read before
    anything is committed, and may raise."""

    commit: bool
    sender: str = ""
    again: bool = False
    whole: bool = False
    extra: tuple[Layout, ...] = ()
    names: Mapping[Path, str] = field(default_factory=dict)
    mended: ByFile = field(default_factory=dict)
    guard: Callable[[Sequence[FileResult]], None] | None = None


def all_layouts(office: Office, sender: str) -> list[Layout]:
    """The shipped layouts, the office's own, and what people said of a sender's headers."""
    own = office.own / "layouts"
    declared = load_all_layouts(office.fields, *([own] if own.is_dir() else []))
    return [*declared, *(memory.layouts(office.fields, sender) if office.stored else [])]


def read(office: Office, files: Iterable[Path], how: How) -> list[Intake]:
    """Read the files in order and, if told to, commit each before the next is compared."""
    files = list(files)
    said = beforehand.over(tray.said_of(map(_sha256, files)) if office.stored else {}, how.mended)
    settings = load_settings(office.own, pseudonym_key(office.home, create=how.commit))
    results = read_files(
        files, office.fields, [*all_layouts(office, how.sender), *how.extra], said=said, settings=settings, names=how.names
    )  # fmt: skip
    if office.stored and any(row.kind == SELF_CHECK for result in results for row in result.rows):
        from app.selfcheck.vetting import vet  # only here: most workbooks are no forms of a self-check

        vet(office.fields, results)
    if how.guard:
        how.guard(results)
    if how.whole and how.commit:
        previewed = [_preview(office, result, how)[0] for result in results]
        if any(one.result.refused or one.result.waiting for one in previewed):
            return previewed
        with transaction():
            return _take_all(office, files, results, how)
    return _take_all(office, files, results, how)


def _take_all(office: Office, files: Iterable[Path], results: Iterable[FileResult], how: How) -> list[Intake]:
    taken: list[Intake] = []
    for path, result in zip(files, results, strict=True):
        taken.append(_take(office, path, result, how, {one.number for one in taken if one.committed and one.number}))
    return taken


def _preview(office: Office, result: FileResult, how: How) -> tuple[Intake, Any]:
    """What a file would change, and its import if it came before."""
    if result.refused:
        return Intake(result, None, False), None
    if not office.stored:
        comparison = Comparison(new=tuple((record.kind, record.key) for record in result.records))
        result.compare = comparison.as_dict(same_as=result.same_as)
        return Intake(result, comparison, False), None
    from app.models import ImportedFile, Revision

    seen, sender = ledger.last_revision(), how.sender
    kinds = {row.kind for row in result.rows}
    kinds |= set(Revision.objects.filter(source__name=result.file).values_list("kind", flat=True).distinct())
    tray.with_sources(result, how.mended.get(result.sha256, ()))
    found = match(office.fields, result, ledger.newest(kinds) if seen else [], sender, load_settings(office.own))
    comparison = compare(office.fields, result, found, sender, seen)
    result.compare = comparison.as_dict(same_as=result.same_as)
    before = ImportedFile.objects.defer("report").filter(sha256=result.sha256).first()
    if before is None:
        return Intake(result, comparison, False), None
    undone = undo.is_undone(before.pk)
    return Intake(result, comparison, False, before.pk, before.at, before.by, undone), before


def _take(office: Office, path: Path, result: FileResult, how: How, beside: Collection[int]) -> Intake:
    shown, before = _preview(office, result, how)
    if not how.commit or result.refused or result.same_as or (before and not (shown.undone or how.again)):
        return shown
    data = _same_bytes(path, result.sha256)
    if not result.personal:
        ledger.keep_file(office.home, result.sha256, data)
    with transaction():
        if _moved_on(shown, before):
            shown, before = _preview(office, result, how)  # someone else may have committed meanwhile
            if before and not (shown.undone or how.again):
                return shown
        assert shown.comparison is not None
        source = _commit(office.fields, result, shown.comparison, before, shown.undone, how.sender)
        mended = how.mended.get(result.sha256, ())
        settled = tray.hold(office.fields, result, source, beside, {one.cell: one.sent for one in mended})
        beforehand.keep(office.fields, result, source, mended)
    return Intake(result, shown.comparison, True, source.pk, source.at, source.by, False, settled)


def _moved_on(shown: Intake, before: Any) -> bool:
    """Whether the store changed since the comparison."""
    from app.models import ImportedFile

    there = ImportedFile.objects.filter(sha256=shown.result.sha256).exists()
    return shown.comparison is None or shown.comparison.seen != ledger.last_revision() or there != bool(before)


def _commit(
    fields: FieldList, result: FileResult, comparison: Comparison, before: Any, undone: bool, sender: str
) -> ImportedFile:
    if before is None:
        return ledger.commit(fields, result, comparison, sender)
    tray.close(before, "结清", "原件重新读过")
    ledger.commit_again(
        fields, result, comparison, before, "重新导入", "撤销后重新导入" if undone else "按现在的版式和字段重读"
    )
    source: ImportedFile = before
    return source


def _sha256(path: Path) -> str:
    """The digest of a file that is not too large to be read at all; "" for others."""
    try:
        small = path.stat().st_size <= Bounds().file_bytes
        return hashlib.sha256(path.read_bytes()).hexdigest() if small else ""
    except OSError:
        return ""  # the reader says what is wrong


def _same_bytes(path: Path, sha256: str) -> bytes:
    """The file's bytes to keep, if they are still those that were read."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UserError(str(path), "读取期间文件被改动", "请等文件保存完毕再导入；本文件没有提交")
    return data
