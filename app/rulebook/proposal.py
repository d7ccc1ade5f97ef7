"""From the workbook a clerk wrote in to a proposed change: exact edits, what a person must still do, and the patch."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.rulebook.booksheets import DIGEST, KEY, ORIGINAL, Place, places, values
from app.rulebook.listrows import as_csv, cell_changed, row_at, with_rows
from app.rulebook.written import LISTED, Edit, Written, sorted_out
from app.rulebook.yamledit import appended, edited, entries_text, holds, scalar
from catalogue.finding import UserError
from importers.bookfile import read_book
from importers.refusal import Refusal
from rules import BOOK
from rules.books import Book

NAMED_BY = {
    "规则": "编号",
    "检查": "编号",
    "指标": "编号",
    "参数": "参数",
    "文件": "文件",
}  # what an entry is replaced by
PATHS = {
    "优先于": ("例外于",), "级别": ("结论", "级别"), "说明": ("结论", "说明"), "建议": ("结论", "建议"),
}  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """What was written: edits to the files (`files`: path -> text before and after), free words that a person must turn
    into a rule (`todo`), and what was not taken, and why (`refused`). Nothing is changed by it."""

    edits: tuple[Edit, ...] = ()
    todo: tuple[tuple[str, str, str], ...] = ()  # cell, key, words
    refused: tuple[tuple[str, str], ...] = ()  # cell, why
    rebased: bool = False
    drafts: tuple[str, ...] = ()
    files: Mapping[Path, tuple[str, str]] = field(default_factory=dict)

    def patch(self, own: Path) -> str:
        """A unified diff of all files; paths as they stand in the project, or under the office's data folder."""
        parts = []
        for path, (before, after) in sorted(self.files.items()):
            name, new_file = named(path, own), not before and not path.exists()
            old, new = (
                [line if line.endswith("\n") else line + "\n" for line in t.splitlines(True)] for t in (before, after)
            )
            parts += difflib.unified_diff(old, new, "/dev/null" if new_file else f"a/{name}", f"b/{name}")
        return "".join(parts)


def named(path: Path, own: Path) -> str:
    """A file of the book as a patch names it."""
    if path.is_relative_to(BOOK):
        return f"rules/book/{path.relative_to(BOOK)}"
    return f"book/{path.relative_to(own)}" if path.is_relative_to(own) else path.name


def propose(data: bytes, name: str, book: Book, own: Path) -> Proposal:
    """Read the workbook and work out the change. Raises `UserError` if it is none of ours, or cannot be read."""
    try:
        read = read_book(data, KEY)
    except Refusal as error:
        raise UserError(name, error.what, error.advice) from error
    kept = [row.cells for row in read.rows if row.sheet == ORIGINAL]
    digest = next((row.get(ORIGINAL, "") for row in kept if row.get(KEY) == DIGEST), "")
    if not digest:
        what = "不是 rules to-excel 导出的规则书，或者“原值”表被删了（另存为 csv 也会丢掉它）"
        raise UserError(name, what, "请重新导出，把改动抄过去，存成 xlsx")
    found: Written = sorted_out(read, [row for row in kept if row.get(KEY) != DIGEST], values(book))
    refused = list(found.refused)
    files, good = _apply(found.edits, places(book), own, refused)
    return Proposal(tuple(good), tuple(found.todo), tuple(refused), digest != book.digest, tuple(found.drafts), files)


def _apply(
    edits: list[Edit], where: Mapping[str, Place], own: Path, refused: list[tuple[str, str]]
) -> tuple[dict[Path, tuple[str, str]], list[Edit]]:
    files: dict[Path, tuple[str, str]] = {}
    good: list[Edit] = []
    moved: dict[str, dict[str, str]] = {}  # a date that finds an entry and was changed by an earlier edit
    for edit in edits:
        place = where[edit.key]
        found = dict(place.where) | moved.get(edit.key, {})
        path = Path(place.path)
        try:
            if place.part == "参数" and not found["施行"]:  # declared without a value: the value is the office's own
                path = own / "parameters.yaml"
                before, text = files.get(path) or (_read(path), _read(path))
                after = _declared(edit, edits, found["参数"], text)
            elif place.part == "清单":
                path, before, after = _row(path, int(found["行"]), edit, own, files)
            else:
                path, before, text = _written_in(path, place, own, files)
                after = _cell(text, found, edit, place.part)
        except UserError as error:
            refused.append((edit.cell, f"{error.place}{error.what}，{error.advice}"))
            continue
        files[path] = before, after
        good.append(edit)
        if edit.column == "施行" and "施行" in found:
            moved[edit.key] = {"施行": edit.after}
    return files, good


def _target(path: Path, own: Path) -> Path:
    """The file that an edit belongs in: an office never changes what is shipped, its own folder stands above it. Where there
    is no data folder the book itself is being worked on."""
    return own / path.relative_to(BOOK) if path.is_relative_to(BOOK) and own.parent.is_dir() else path


def _written_in(path: Path, place: Place, own: Path, files: Mapping[Path, tuple[str, str]]) -> tuple[Path, str, str]:
    """The file, its text, and its text so far; the entries that take the shipped ones' place (a parameter or a text with
    all its dates) are copied into it first."""
    target, name = _target(path, own), NAMED_BY[place.part]
    before, text = files.get(target) or (_read(target), _read(target))
    whole = {name: dict(place.where)[name]}
    if target != path and not holds(text, whole):
        text = appended(text, entries_text(_read(path), whole))
    return target, before, text


def _row(
    path: Path, number: int, edit: Edit, own: Path, files: Mapping[Path, tuple[str, str]]
) -> tuple[Path, str, str]:
    """A list's file, its text before, and with one cell changed; a shipped row is laid into the office's own list."""
    target = _target(path, own)
    before, text = files.get(target) or (_read(target), _read(target))
    if target == path:
        return path, before, cell_changed(text, number, edit.column, edit.after)
    if edit.column == "施行":
        raise UserError("", "随程序带的清单行不能改“施行”", "请在“废止”写它到哪天为止，新的一行写在“修改建议”里")
    shipped = row_at(_read(path), number)
    so_far = next((one for one in _rows_of(text) if _same(one, shipped)), shipped)
    row = {**so_far, edit.column: edit.after}
    return target, before, with_rows(text, as_csv([list(row), list(row.values())]))


def _rows_of(text: str) -> list[dict[str, str]]:
    return [row_at(text, number) for number, line in enumerate(text.splitlines(), 1) if number > 1 and line.strip()]


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    about = [name for name in other if name not in ("废止", "来源", "说明")]
    return all(one.get(name, "") == other[name] for name in about)


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n") if path.exists() else ""


def _cell(text: str, found: dict[str, str], edit: Edit, part: str) -> str:
    wanted = {name: value for name, value in found.items() if value}
    path = PATHS.get(edit.column, (edit.column,)) if part == "检查" or edit.column in LISTED else (edit.column,)
    words = edit.after.replace("，", "、").replace(",", "、").replace("\n", "、").split("、")
    value = [word.strip() for word in words if word.strip()] if edit.column in LISTED else edit.after
    return edited(text, wanted, path, "" if edit.column == "待核" and edit.after == "否" else value)


def _declared(edit: Edit, edits: list[Edit], name: str, text: str) -> str:
    """A new entry for a parameter that was only declared: its cells come together as one."""
    cells = {one.column: one.after for one in edits if one.key == edit.key}
    if not cells.get("值") or not cells.get("施行"):
        raise UserError(f"参数“{name}”", "要同时填“值”和“施行”", "请补齐后再做")
    entry = f"- 参数: {scalar(name)}\n  值: {scalar(cells['值'])}\n  施行: {cells['施行']}"
    entry += f"\n  废止: {cells['废止']}" if cells.get("废止") else ""
    return text if entry in text else appended(text, entry)
