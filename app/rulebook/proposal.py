"""From the workbook a clerk wrote in to a proposed change: exact edits, what a person must still do, and the patch."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.rulebook.booksheets import ADVICE, DIGEST, KEY, ORIGINAL, Place, places, values
from app.rulebook.drafting import draft_of, lacking
from app.rulebook.yamledit import appended, edited, entry_text, holds, scalar
from catalogue.finding import UserError
from importers.bookfile import read_rows
from importers.refusal import Refusal
from rules import BOOK
from rules.books import Book

LISTED = ("优先于",)
OVERLAID = (
    "规则",
    "检查",
    "指标",
)  # parts in which an entry of the office's own folder takes the place of one by number
PATHS = {
    "优先于": ("例外于",), "级别": ("结论", "级别"), "说明": ("结论", "说明"), "建议": ("结论", "建议"),
}  # fmt: skip
NEEDED = ("名称", "级别", "说明", "建议", "值", "文号")


@dataclass(frozen=True)
class Edit:
    """One cell that was changed: where in the workbook, of which entry, from what to what."""

    cell: str
    key: str
    column: str
    before: str
    after: str


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
        rows = list(read_rows(data))
    except Refusal as error:
        raise UserError(name, error.what, error.advice) from error
    kept = [row.cells for row in rows if row.sheet == ORIGINAL]
    original = {(row.get(KEY, ""), row.get("栏", "")): row.get(ORIGINAL, "") for row in kept}
    digest = original.pop((DIGEST, ""), "")
    if not digest:
        raise UserError(name, "不是 rules to-excel 导出的规则书，或者“原值”表被删了", "请重新导出，再把改动抄过去")
    now, where = values(book), places(book)
    edits, todo, refused, drafts = [], [], [], []
    for row in (row for row in rows if row.sheet != ORIGINAL and KEY in row.cells):
        key = row.cells[KEY]
        if words := row.cells.get(ADVICE):
            todo.append((row.places[ADVICE], key or "（新写的一行）", words))
        if key not in {k for k, _ in original}:
            line = f"{row.sheet} 第 {row.number} 行"
            why = f"编号“{key}”不是导出时就有的，是新写的一行：还缺{'、'.join(lacking(row.cells))}"
            refused.append((line, f"{why}。草稿在“修改说明.md”，补齐以后放进本单位的 rules/（写法见 docs/rules.md）"))
            drafts.append(draft_of(line, row.cells))
            continue
        for column, before in ((c, v) for (k, c), v in original.items() if k == key):
            after = row.cells.get(column)
            if after is None or after == before:
                continue
            edit = Edit(row.places[column], key, column, before, after)
            if why := _not_taken(edit, now):
                refused.append((edit.cell, why))
            else:
                edits.append(edit)
    files, good = _apply(edits, where, own, refused)
    return Proposal(tuple(good), tuple(todo), tuple(refused), digest != book.digest, tuple(drafts), files)


def _not_taken(edit: Edit, now: Mapping[str, Mapping[str, str]]) -> str:
    """Why an edit cannot be taken: the entry is gone, or the book was changed in the same place since."""
    cells = now.get(edit.key)
    if cells is None:
        return f"“{edit.key}”在现用的规则书里已经没有了"
    if cells.get(edit.column) != edit.before:
        return f"规则书里的“{edit.column}”在导出以后已改为“{cells.get(edit.column)}”，两边不同，请人核对"
    if not edit.after and edit.column in NEEDED:
        return f"“{edit.column}”不能空着"
    return ""


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


def _written_in(path: Path, place: Place, own: Path, files: Mapping[Path, tuple[str, str]]) -> tuple[Path, str, str]:
    """The file that an edit belongs in, its text, and its text so far. An office with a folder of its own never changes
    what is shipped: the entry is copied into the same file of that folder, where it takes the shipped one's place."""
    target = path
    if place.part in OVERLAID and path.is_relative_to(BOOK) and own.is_dir():
        target = own / path.relative_to(BOOK)
    before, text = files.get(target) or (_read(target), _read(target))
    if target != path and not holds(text, dict(place.where)):
        text = appended(text, entry_text(_read(path), dict(place.where)))
    return target, before, text


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n") if path.exists() else ""


def _cell(text: str, found: dict[str, str], edit: Edit, part: str) -> str:
    if part == "清单":
        return _list_row(text, int(found["行"]), edit)
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


def _list_row(text: str, number: int, edit: Edit) -> str:
    """One line of a list's csv; the others stay as they are, byte for byte."""
    lines = text.split("\n")
    header = next(csv.reader([lines[0]]))
    cells = next(csv.reader([lines[number - 1]]))
    if edit.column not in header:
        raise UserError("清单", f"没有“{edit.column}”这一列", "请直接在清单里加这一列")
    cells += [""] * (len(header) - len(cells))
    cells[header.index(edit.column)] = edit.after
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return "\n".join([*lines[: number - 1], out.getvalue(), *lines[number:]])
