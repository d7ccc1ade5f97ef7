"""The first sheet of a handed-back workbook (校核汇总): counts, findings by code and one by one with links, what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from catalogue.handback import OWN_MARK, REMARKS, SUMMARY_SHEETS, Remark
from exporters.annotating.package import Package, child, legal, local, parse, serialise
from exporters.annotating.sheet import cell_name
from exporters.annotating.styles import Styles

SEVERITIES = ("错误", "警告", "提示")
MOST_LISTED = 2_000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_WIDTHS = (8, 26, 60, 46, 26, 8)
_MEANING = {
    "错误": "所在的行暂存，没有导入；改正后再交",
    "警告": "已导入；请逐条核对，不对的改正",
    "提示": "已导入；说明是怎样读的，一般不需处理",
}
_STEPS = (
    f"一、各表最右边的“{REMARKS}”栏写着每一行的问题和改法；用表头的筛选按钮只看有意见的行。",
    "二、底色标出有问题的单元格：【错误】为浅红，【警告】为浅黄；光标移到单元格上可看批注，批注以【权目校核】开头。",
    "三、在本工作簿里直接改正、保存，原样交回即可。本表、“校核意见”栏和校核批注不必删除，再次导入时不读。",
    "四、请不要改动表头的写法和各表的名称。对意见有不同看法的，请向交办单位说明。",
)


@dataclass
class _Page:
    """Rows of the summary as they are laid out."""

    rows: list[tuple[list[tuple[str, int]], float]] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)  # cell, place, what is shown
    merges: list[str] = field(default_factory=list)

    def add(self, cells: Sequence[tuple[str, int]], *, across: bool = False) -> int:
        number = len(self.rows)
        if across:
            self.merges.append(f"A{number + 1}:{cell_name(number, len(_WIDTHS) - 1)}")
            high = _high(cells[0][0], sum(_WIDTHS))
            cells = [*cells, *[("", cells[0][1])] * (len(_WIDTHS) - 1)]
        else:
            high = max((_high(text, width) for (text, _), width in zip(cells, _WIDTHS, strict=False)), default=15)
        self.rows.append((list(cells), high))
        return number

    def link(self, row: int, column: int, sheet: str, cell: str, shown: str) -> None:
        quoted = sheet.replace("'", "''")
        self.links.append((cell_name(row, column), f"'{quoted}'!{cell}", shown))


def _high(text: str, width: float) -> float:
    """Points: a Chinese character takes two of the width's units."""
    lines = 0
    for part in text.split("\n"):
        units = sum(2.0 if ord(sign) > 0xFF else 1.0 for sign in part)
        lines += max(1, -(-int(units) // max(1, int(width) - 1)))
    return min(400, 13.5 * lines + 6)


def add_summary(package: Package, styles: Styles, name: str, remarks: Sequence[Remark], notes: Sequence[str]) -> None:
    """Add the sheet as the workbook's first. `notes` are sentences about what was not kept or not marked."""
    path = package.new_path("xl/worksheets/sheet{}.xml")
    package.add(path, _part(_lay_out(styles, name, remarks, notes)), _TYPE)
    key = package.relate("xl/workbook.xml", "worksheet", path)
    root = parse(package.parts["xl/workbook.xml"])
    sheets = child(root, "sheets")
    number = 1 + max((int(one.get("sheetId", 0)) for one in sheets), default=0)
    made = type(sheets).makeelement(sheets, sheets.tag[: -len("sheets")] + "sheet")
    taken = {one.get("name") for one in sheets}
    made.set("name", next(one for one in (*SUMMARY_SHEETS, f"{SUMMARY_SHEETS[0]}{number}") if one not in taken))
    made.set("sheetId", str(number))
    made.set(f"{{{package.office}}}id", key)
    sheets.insert(0, made)
    move_indexes(root, 1)
    package.parts["xl/workbook.xml"] = serialise(root)


def move_indexes(root: object, by: int, after: int = -1) -> None:
    """Names that belong to one sheet follow it when the sheets behind number `after` move; the first sheet shows."""
    for one in root.iter():  # type: ignore[attr-defined]
        if local(one) == "definedName" and int(one.get("localSheetId", -1)) > after:
            one.set("localSheetId", str(int(one.get("localSheetId")) + by))
        if local(one) == "workbookView":
            one.set("activeTab", "0")
            one.set("firstSheet", "0")


def _lay_out(styles: Styles, name: str, remarks: Sequence[Remark], notes: Sequence[str]) -> _Page:
    title, plain = styles.own(size=16, bold=True, line=False), styles.own(line=False)
    head, cell = styles.own(fill="表头", bold=True), styles.own()
    mark = {one: styles.own(fill=one, bold=True) for one in SEVERITIES}
    link = styles.own(colour="FF0B5CAD")
    page = _Page()
    page.add([(f"校核汇总（{OWN_MARK}）", title)], across=True)
    page.add([(f"文件：{name}", plain)], across=True)
    counts = Counter(one.severity for one in remarks)
    page.add([])
    page.add([("级别", head), ("条数", head), ("意思", head)])
    for severity in SEVERITIES:
        page.add([(severity, mark[severity]), (str(counts[severity]), cell), (_MEANING[severity], cell)])
    page.add([])
    for step in (*_STEPS, *notes):
        page.add([(step, plain)], across=True)
    page.add([])
    ordered = sorted(remarks, key=lambda one: SEVERITIES.index(one.severity))
    if not ordered:
        page.add([("没有发现问题。", plain)], across=True)
        return page
    page.add(
        [
            ("按问题汇总", head),
            ("第一处", head),
            ("问题（第一处的说明）", head),
            ("怎么办", head),
            ("代码", head),
            ("条数", head),
        ]
    )
    kinds: dict[str, list[Remark]] = {}
    for one in ordered:
        kinds.setdefault(one.code, []).append(one)
    for code, found in kinds.items():
        first = found[0]
        _line(page, first, [(str(len(found)), cell)], mark, cell, link, code)
    page.add([])
    page.add([("逐条", head), ("位置（点击前往）", head), ("问题", head), ("怎么办", head), ("代码", head)])
    for one in ordered[:MOST_LISTED]:
        _line(page, one, [], mark, cell, link, one.code)
    if len(ordered) > MOST_LISTED:
        page.add(
            [(f"此处只列前 {MOST_LISTED} 条，共 {len(ordered)} 条；其余见各表的“{REMARKS}”栏。", plain)], across=True
        )
    return page


def _line(
    page: _Page, one: Remark, rest: list[tuple[str, int]], mark: dict[str, int], cell: int, link: int, code: str
) -> None:
    placed = one.row is not None and one.column is not None
    where = f"{one.sheet}!{cell_name(one.row, one.column)}" if placed else one.sheet or "整个文件"  # type: ignore[arg-type]
    number = page.add(
        [
            (one.severity, mark[one.severity]),
            (where, link if placed else cell),
            (one.message, cell),
            (one.advice, cell),
            (code, cell),
            *rest,
        ]
    )
    if placed:
        page.link(number, 1, one.sheet, cell_name(one.row, one.column), where)  # type: ignore[arg-type]


def _part(page: _Page) -> bytes:
    columns = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(_WIDTHS, start=1))
    rows = []
    for number, (cells, high) in enumerate(page.rows):
        inner = "".join(
            f'<c r="{cell_name(number, place)}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(legal(text)[:32_000])}</t></is></c>'
            if text
            else f'<c r="{cell_name(number, place)}" s="{style}"/>'
            for place, (text, style) in enumerate(cells)
        )
        rows.append(f'<row r="{number + 1}" ht="{high:g}" customHeight="1">{inner}</row>')
    merges = "".join(f'<mergeCell ref="{one}"/>' for one in page.merges)
    links = "".join(
        f"<hyperlink ref={quoteattr(cell)} location={quoteattr(legal(place))} display={quoteattr(legal(shown))}/>"
        for cell, place, shown in page.links
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">'
        '<sheetPr><tabColor rgb="FFC0392B"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{"".join(rows)}</sheetData>'
        f'<mergeCells count="{len(page.merges)}">{merges}</mergeCells>'
        + (f"<hyperlinks>{links}</hyperlinks>" if links else "")
        + '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()
