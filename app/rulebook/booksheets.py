"""The rule book as a workbook for a clerk: a sheet a topic, a row a rule; what may be written in, and what stood there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.rulebook.bookview import file_of, tree_lines, view
from catalogue.bookview import BookView, RuleView
from catalogue.rulebook import LegalText, Listing, ParameterValue
from exporters.working import Table, TableColumn
from rules.books import Book

ORIGINAL, ADVICE, DIGEST, COVER = "原值", "修改建议", "规则书摘要", "目录"
COVER_HEADS = ("表名（点一下就到）", "条数")
LEAD = "黄色的格可以改，别的格锁着；"  # what the first line of each sheet begins with
CHOICES = {"待核": ("是", "否"), "级别": ("错误", "警告", "提示")}
SPARE = 5  # empty rows below the rules of a sheet, to draft new ones in
KEY = "编号"
ADVICE_COLUMN = TableColumn(ADVICE, 26, True, note="想怎么改、为什么，用自己的话写在这里；程序不猜，列入待办。")
RULE = (
    TableColumn(KEY, 11), TableColumn("名称", 20, True), TableColumn("说的是什么", 48), TableColumn("依据", 30),
    TableColumn("施行", 11, True), TableColumn("废止", 11, True), TableColumn("优先于", 13, True),
    TableColumn("它的例外", 20), TableColumn("例子", 34), TableColumn("待核", 8, True, CHOICES["待核"]), ADVICE_COLUMN,
)  # fmt: skip
CHECK = (
    TableColumn(KEY, 11), TableColumn("名称", 20, True), TableColumn("说的是什么", 40), TableColumn("依据", 26),
    TableColumn("施行", 11, True), TableColumn("废止", 11, True), TableColumn("级别", 8, True, CHOICES["级别"]),
    TableColumn("说明", 30, True), TableColumn("建议", 26, True), TableColumn("例子", 26), ADVICE_COLUMN,
)  # fmt: skip
PARAMETER = (
    TableColumn(KEY, 34), TableColumn("值", 14, True), TableColumn("施行", 12, True), TableColumn("废止", 12, True),
    TableColumn("依据", 44), TableColumn("用到它的", 30), ADVICE_COLUMN,
)  # fmt: skip
LIST = (
    TableColumn(KEY, 50), TableColumn("是什么事项", 30), TableColumn("施行", 12, True), TableColumn("废止", 12, True),
    TableColumn("来源", 40, True), ADVICE_COLUMN,
)  # fmt: skip
TEXT = (
    TableColumn(KEY, 44), TableColumn("文号", 26, True), TableColumn("位阶", 14), TableColumn("施行", 12, True),
    TableColumn("废止", 12, True), TableColumn("替代", 26, True), TableColumn("引用它的规则", 50), ADVICE_COLUMN,
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where an entry lies in the book: part, file, and what finds it there."""

    part: str
    path: str
    where: tuple[tuple[str, str], ...]


def places(book: Book) -> dict[str, Place]:
    """By key of a row (编号) where its entry is written."""
    out = {}
    for part, entries in (("规则", book.rules), ("检查", book.checks), ("指标", book.indicators)):
        for one in entries:
            out[one.id] = Place(part, str(file_of(one.place)[0]), (("编号", one.id),))
    for value in parameters(book):
        where = (("参数", value.name), ("施行", value.begins.isoformat() if value.begins else ""))
        out[parameter_key(value)] = Place("参数", str(file_of(value.place)[0]), where)
    for text in texts(book):
        where = (("文件", text.title), ("施行", text.begins.isoformat() if text.begins else ""))
        out[text_key(text)] = Place("文件", str(file_of(text.place)[0]), where)
    for listing in (edition for editions in book.lists.values() for edition in editions):
        for row in listing.rows:
            out[list_key(listing, row)] = Place("清单", listing.place, (("行", str(listing.lines.get(row, 0))),))
    return out


def parameters(book: Book) -> list[ParameterValue]:
    """All dated values and declarations."""
    return [value for name in sorted(book.parameters) for value in book.parameters[name]]


def texts(book: Book) -> list[LegalText]:
    """Each legal text once, by title and date."""
    every = {id(text): text for editions in book.texts.values() for text in editions}
    return sorted(every.values(), key=lambda t: (t.title, str(t.begins)))


def parameter_key(value: ParameterValue) -> str:
    """参数：高频事项年办件数（2021-01-01 起）."""
    return f"参数：{value.name}（{f'{value.begins} 起' if value.begins else '各地自定'}）"


def text_key(text: LegalText) -> str:
    """文件：社会救助暂行办法（2014-05-01 起）."""
    return f"文件：{text.title}（{f'{text.begins} 起' if text.begins else '日期不详'}）"


def list_key(listing: Listing, row: Sequence[str]) -> str:
    """清单：委托依据／示例省条例 第十二条（2020-01-01 起）."""
    return f"清单：{listing.name}／{'／'.join(row)}（{listing.begins} 起）"


def values(book: Book) -> dict[str, dict[str, str]]:
    """By key of a row what stands in each cell that may be written in; the ground of every comparison."""
    shown = view(book)
    out: dict[str, dict[str, str]] = {}
    for one in shown.rules:
        out[one.id] = {
            "名称": one.name, "施行": one.begins, "废止": one.ends, "优先于": "、".join(one.prevails_over),
            "待核": "是" if one.unread else "",
        }  # fmt: skip
    for one in shown.checks:
        fault = book.by_id[one.id].fault
        assert fault is not None  # the loader gives every check its fault
        out[one.id] = {
            "名称": one.name, "施行": one.begins, "废止": one.ends, "级别": fault.severity, "说明": fault.message,
            "建议": fault.advice,
        }  # fmt: skip
    for value in parameters(book):
        known = "" if value.value is None else str(value.value)
        out[parameter_key(value)] = {"值": known, "施行": _day(value.begins), "废止": _day(value.ends)}
    for text in texts(book):
        dates = {"施行": _day(text.begins), "废止": _day(text.ends)}
        out[text_key(text)] = {"文号": text.number, **dates, "替代": text.successor}
    for listing in (edition for editions in book.lists.values() for edition in editions):
        for row in listing.rows:
            dates = {"施行": _day(listing.begins), "废止": _day(listing.ends)}
            out[list_key(listing, row)] = {**dates, "来源": listing.source}
    return out


def _day(day: object) -> str:
    return str(day or "")


def tables(book: Book) -> list[Table]:
    """The whole workbook; the last sheet, hidden, keeps what stood in each cell and the book's digest."""
    shown, now = view(book), values(book)
    lead = f"{LEAD}想改别的，写在“修改建议”里。改完用 rules from-excel 变成修改建议稿，规则书不会直接变。"
    out: list[Table] = []
    for part, entries, columns in (("", shown.rules, RULE), ("检查·", shown.checks, CHECK)):
        for topic in dict.fromkeys(one.topic for one in sorted(entries, key=lambda one: one.order)):
            members = [one for one in sorted(entries, key=lambda one: one.order) if one.topic == topic]
            rows = [_rule(one, columns, now[one.id]) for one in members]
            out.append(Table(part + topic, lead, columns, rows, frozen=2, locked=True, spare=SPARE))
    out += [_parameters(shown, book, now, lead), *_lists(book, now, lead), _texts(shown, book, now, lead)]
    kept = [["", DIGEST, "", book.digest]]
    for table in out:
        heads = [column.heading for column in table.columns[1:] if column.heading != ADVICE]
        kept += [
            [table.name, row[0], head, cell] for row in table.rows for head, cell in zip(heads, row[1:], strict=False)
        ]
    columns = tuple(TableColumn(name, 20) for name in ("表", KEY, "栏", ORIGINAL))
    return [_cover(out, shown, lead), *out, Table(ORIGINAL, "供程序对照，请不要改", columns, kept, hidden=True)]


def _cover(tables: Sequence[Table], shown: BookView, lead: str) -> Table:
    rows = [[table.name, len(table.rows)] for table in tables]
    columns = tuple(map(TableColumn, COVER_HEADS, (44, 10)))
    told = f"{lead}“规则”“检查”的表下面留了空行，可以起草新的。规则书摘要 {shown.digest[:12]}。"
    return Table(COVER, told, columns, rows, landscape=False, locked=True, leads=True)


def _rule(one: RuleView, columns: Iterable[TableColumn], now: dict[str, str]) -> list[str]:
    examples = [f"适用：{example}" for example in one.applies] + [f"不适用：{example}" for example in one.applies_not]
    examples += [f"无法判定：{example}" for example in one.applies_unsure]
    cells = {
        KEY: one.id, "说的是什么": one.sentence, "依据": "\n".join(f"{b.cited} {b.gist}" for b in one.basis),
        "它的例外": "\n".join(tree_lines(one.exceptions)), "例子": "\n".join(examples), **now,
    }  # fmt: skip
    return [cells.get(column.heading, "") for column in columns]


def _parameters(shown: BookView, book: Book, now: dict[str, dict[str, str]], lead: str) -> Table:
    read_by = {one.name: "、".join(one.read_by) for one in shown.parameters}
    rows = [
        [key, cells["值"], cells["施行"], cells["废止"], str(value.basis or ""), read_by.get(value.name, ""), ""]
        for value in parameters(book)
        for key in [parameter_key(value)]
        for cells in [now[key]]
    ]
    return Table("参数", lead, PARAMETER, rows, locked=True)


def _lists(book: Book, now: dict[str, dict[str, str]], lead: str) -> list[Table]:
    out = []
    for name, editions in sorted(book.lists.items()):
        rows = []
        for listing, row in sorted(((e, row) for e in editions for row in e.rows), key=lambda pair: pair[1]):
            key = list_key(listing, row)
            matter = book.register.matters.get(row[0])
            rows.append(
                [key, matter.name if matter else "", *(now[key][part] for part in ("施行", "废止", "来源")), ""]
            )
        out.append(Table(f"清单·{name}", lead, LIST, rows, locked=True))
    return out


def _texts(shown: BookView, book: Book, now: dict[str, dict[str, str]], lead: str) -> Table:
    cited = {one.title: "、".join(one.cited_by) for one in shown.texts}
    rows = []
    for text in texts(book):
        cells = now[text_key(text)]
        rows.append(
            [
                text_key(text),
                cells["文号"],
                text.rank,
                cells["施行"],
                cells["废止"],
                cells["替代"],
                cited.get(text.title, ""),
                "",
            ]
        )
    return Table("文件", lead, TEXT, rows, locked=True)
