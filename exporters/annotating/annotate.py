"""Hands a workbook back to its sender, marked (退回件): bad cells filled, comments, a 校核意见 column, a 校核汇总 sheet.

The file's own parts are edited, not rewritten by a workbook library: widths, merges, print set-up, pictures, charts,
comments and rich text stay as they were sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from lxml import etree

from catalogue.handback import OWN_MARK, REMARKS, SUMMARY_SHEETS, Remark, Table
from exporters.annotating.comments import add_comments
from exporters.annotating.package import Package, child, local, parse, serialise
from exporters.annotating.sheet import Change, SheetPart, area, cell_name
from exporters.annotating.styles import Styles
from exporters.annotating.summary import SEVERITIES, add_summary, move_indexes

MOST_COMMENTS = 3_000  # a sheet; beyond it only the column speaks, or the workbook becomes too slow to open
REMARKS_WIDTH = 60


def annotate(
    data: bytes, name: str, remarks: Sequence[Remark], tables: Sequence[Table], notes: Iterable[str] = ()
) -> bytes:
    """The marked .xlsx. `data` is an .xlsx that was read and found safe; `notes` go into the summary. Same input, same bytes."""
    package = Package(data)
    said = list(notes)
    if package.lost:
        said.append(f"注意：{'、'.join(package.lost)}没有保留（.xlsx 不能带），原件不受影响。")
    _take_out_summary(package)
    styles = Styles(package)
    by_sheet: dict[str, list[Remark]] = {}
    for one in remarks:
        if one.row is not None and one.column is not None:
            by_sheet.setdefault(one.sheet, []).append(one)
    of_sheet: dict[str, Table] = {}
    for table in tables:
        of_sheet.setdefault(table.sheet, table)
    look = _Look(styles)
    filters: dict[int, tuple[str, str]] = {}
    for number, (sheet, path) in enumerate(package.sheets()):
        if path:
            ref = _mark_sheet(package, look, number, path, by_sheet.get(sheet, []), of_sheet.get(sheet), said, sheet)
            if ref:
                filters[number] = (sheet, ref)
    _name_filters(package, filters)
    add_summary(package, styles, name, remarks, said)
    styles.save()
    return package.bytes()


class _Look:
    """Formats of the remarks column, made once."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.head = styles.own(fill="表头", bold=True)
        self.plain = styles.own()
        self.by_mark = {one: styles.own(fill=one) for one in ("错误", "警告")}

    def constant(self, style: int) -> Callable[[int], int]:
        """A format that does not depend on what was there."""
        return lambda _: style

    def marked(self, severity: str) -> Callable[[int], int]:
        """The cell's own format with the fill of a severity."""
        return lambda style: self.styles.marked(self.styles.unmarked(style), severity)


def _mark_sheet(
    package: Package,
    look: _Look,
    number: int,
    path: str,
    remarks: Sequence[Remark],
    table: Table | None,
    said: list[str],
    sheet: str,
) -> str:
    """Mark one sheet; gives the area of its filter, if it has one of ours."""
    part = SheetPart(package.parts[path])
    part.leave_tab()
    changes: dict[int, dict[int, Change]] = {}
    for row, column, style in part.each_style():
        if look.styles.unmarked(style) != style:
            changes.setdefault(row, {})[column] = Change(style=look.styles.unmarked)
    anchors = _anchors(part.merges(), remarks)
    cells: dict[tuple[int, int], list[Remark]] = {}
    for one in remarks:
        if one.severity != "提示":
            place = (one.row or 0, one.column or 0)
            cells.setdefault(anchors.get(place, place), []).append(one)
    for (row, column), found in cells.items():
        worst = min((one.severity for one in found), key=SEVERITIES.index)
        changes.setdefault(row, {})[column] = Change(style=look.marked(worst))
    ref = _add_column(part, look, changes, remarks, table) if table else ""
    part.change(changes)
    notes = {place: "\n".join(_said(one) for one in found) for place, found in list(cells.items())[:MOST_COMMENTS]}
    if len(cells) > MOST_COMMENTS:
        said.append(f"“{sheet}”表有 {len(cells)} 格有问题，批注只加在前 {MOST_COMMENTS} 格；意见栏是全的。")
    package.parts[path] = part.bytes()
    key = add_comments(package, path, number, notes, {place: cell_name(*place) for place in notes})
    if key:
        part.place("legacyDrawing").set(f"{{{package.office}}}id", key)
        package.parts[path] = part.bytes()
    if remarks and child(part.shell, "sheetProtection") is not None:
        said.append(f"“{sheet}”表设了保护，筛选和改动前请先撤销保护。")
    return ref


def _add_column(
    part: SheetPart, look: _Look, changes: dict[int, dict[int, Change]], remarks: Sequence[Remark], table: Table
) -> str:
    """Our column, right of everything that is filled; an earlier one of ours is emptied first by being the same one."""
    last = table.last
    within = [m for m in part.merges() if m[2] >= table.top and m[0] <= last]
    column = max([table.width - 1, *(m[3] for m in within if m[3] < table.width + 200)]) + 1
    texts: dict[int, list[Remark]] = {}
    for one in remarks:
        texts.setdefault(one.row or 0, []).append(one)
    changes.setdefault(table.bottom, {})[column] = Change(look.constant(look.head), REMARKS)
    for row in range(table.bottom + 1, last + 1):
        found = texts.get(row, [])
        marks = [one.severity for one in found]
        if found:
            worst = min(marks, key=SEVERITIES.index)
            style = look.by_mark.get(worst, look.plain)
            words = "\n".join(
                _said(one, column=True) for one in sorted(found, key=lambda one: SEVERITIES.index(one.severity))
            )
            changes.setdefault(row, {})[column] = Change(look.constant(style), words)
    _empty_old(part, look, changes, column, table)
    part.widen(column, REMARKS_WIDTH)
    part.stretch(last, column)
    return part.filter(table.bottom, last, column)


def _empty_old(part: SheetPart, look: _Look, changes: dict[int, dict[int, Change]], column: int, table: Table) -> None:
    """Where the workbook comes back a second time, our column is the same one: rows mended since lose their remark."""
    for row, where, _ in part.each_style():
        known = changes.get(row, {}).get(column)
        if where == column and row > table.bottom and (known is None or known.text is None):
            changes.setdefault(row, {})[column] = Change(look.constant(look.plain), "")


def _said(one: Remark, *, column: bool = False) -> str:
    """A remark as it stands in a comment; in our column it names the cell's column as well."""
    where = f"{cell_name(0, one.column or 0)[:-1]}列：" if column else ""
    return f"【{one.severity}】{where}{one.message}。{one.advice}"


def _anchors(
    merges: Sequence[tuple[int, int, int, int]], remarks: Sequence[Remark]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For cells of remarks that a merge covers: the merge's first cell, which is the one that shows."""
    places = {(one.row or 0, one.column or 0) for one in remarks}
    rows: dict[int, list[tuple[int, int]]] = {}
    for place in places:
        rows.setdefault(place[0], []).append(place)
    found = {}
    for top, left, bottom, right in merges:
        for row in range(top, bottom + 1) if bottom - top < len(rows) else [r for r in rows if top <= r <= bottom]:
            for place in rows.get(row, ()):
                if left <= place[1] <= right:
                    found[place] = (top, left)
    return found


def _name_filters(package: Package, filters: dict[int, tuple[str, str]]) -> None:
    """Excel keeps the area of a sheet's filter under a hidden name as well; the two must agree."""
    if not filters:
        return
    root = parse(package.parts["xl/workbook.xml"])
    ns = root.tag[: root.tag.index("}") + 1]
    names = child(root, "definedNames")
    if names is None:
        names = etree.Element(f"{ns}definedNames")
        before = next((one for one in root if local(one) in _AFTER_NAMES), None)
        if before is None:
            root.append(names)
        else:
            before.addprevious(names)
    for number, (sheet, ref) in filters.items():
        known = [n for n in names if n.get("name") == "_xlnm._FilterDatabase" and n.get("localSheetId") == str(number)]
        one = (
            known[0]
            if known
            else etree.SubElement(
                names, f"{ns}definedName", name="_xlnm._FilterDatabase", localSheetId=str(number), hidden="1"
            )
        )
        top, left, bottom, right = area(ref)
        corners = [cell_name(top, left), cell_name(bottom, right)]
        quoted = sheet.replace("'", "''")
        one.text = f"'{quoted}'!" + ":".join(_absolute(corner) for corner in corners)
    package.parts["xl/workbook.xml"] = serialise(root)


_AFTER_NAMES = (
    "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip


def _absolute(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


def _take_out_summary(package: Package) -> None:
    """Remove the summary of an earlier hand-back; a sheet of that name that is not ours stays."""
    for number, (sheet, path) in enumerate(package.sheets()):
        if sheet in SUMMARY_SHEETS and OWN_MARK.encode() in package.parts.get(path, b"") + _strings(package):
            root = parse(package.parts["xl/workbook.xml"])
            sheets = child(root, "sheets")
            sheets.remove(sheets[number])
            names = child(root, "definedNames")
            for one in list(names) if names is not None else ():
                if one.get("localSheetId") == str(number):
                    names.remove(one)
            move_indexes(root, -1, number)
            package.parts["xl/workbook.xml"] = serialise(root)
            package.remove(path)
            return


def _strings(package: Package) -> bytes:
    found = package.related("xl/workbook.xml", "sharedStrings")
    return package.parts.get(found[0][1], b"") if found else b""
