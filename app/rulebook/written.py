"""What a clerk wrote in the workbook of the rule book, cell by cell: what is taken, what a person must do, what is not taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.rulebook.booksheets import ADVICE, CHOICES, COVER, COVER_HEADS, KEY, LEAD, ORIGINAL
from app.rulebook.drafting import draft_of, lacking
from importers.bookfile import WrittenBook, WrittenRow
from rules.opening.reading import iso_day
from rules.opening.sections import NUMBER
from rules.opening.slips import date_advice, meant_day, number_advice

NEEDED = ("名称", "级别", "说明", "建议", "值", "文号")
DAYS = ("施行", "废止")
LISTED = ("优先于",)
_OWN_FILES = {"清单": "本单位的 lists/{}.csv", "参数": "本单位的 parameters.yaml", "文件": "本单位的 texts.yaml"}
_WORDS = "想怎么改、为什么，写在“修改建议”里"


_FEW = 5  # sheets that are missed by name


@dataclass(frozen=True)
class Edit:
    """One cell that was changed: where in the workbook, of which entry, from what to what."""

    cell: str
    key: str
    column: str
    before: str
    after: str


@dataclass
class Written:
    """What was found: edits to be made; (cell, key, words) for a person; (cell, why) not taken; drafts of new entries."""

    edits: list[Edit] = field(default_factory=list)
    todo: list[tuple[str, str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)


def sorted_out(
    read: WrittenBook, exported: Iterable[Mapping[str, str]], now: Mapping[str, Mapping[str, str]]
) -> Written:
    """Every cell that differs from what was `exported` (rows of the sheet 原值), held against the book as it is `now`
    (by key the cells that may be written in). Nothing that was written is passed over in silence."""
    out = Written()
    was: dict[str, dict[str, str]] = {}
    sheets: dict[str, str] = {}
    for row in exported:
        key = row.get(KEY, "")
        was.setdefault(key, {})[row.get("栏", "")] = row.get(ORIGINAL, "")
        sheets[key] = row.get("表", "")
    rows: dict[str, list[WrittenRow]] = {}
    for one in (row for row in read.rows if row.sheet != ORIGINAL):
        key = one.cells.get(KEY, "")
        _words(out, one, key)
        if key in was:
            rows.setdefault(key, []).append(one)
        elif any(words for head, words in one.cells.items() if head != ADVICE):
            _new(out, one, key)
    for key, found in rows.items():
        edits = [_edits(out, one, key, was[key], now) for one in found]
        if len({tuple((edit.column, edit.after) for edit in made) for made in edits}) > 1:
            lines = "、".join(f"{one.sheet} 第 {one.number} 行" for one in found)
            why = f"{lines}都是 {key}，改得不一样，看不出要哪一个；复制了一行来写新规则的，请换一个没有用过的编号"
            out.refused.append((lines, why))
        else:
            out.edits += edits[0]
    _gone(out, read, was, sheets, rows)
    _loose(out, read, {*sheets.values(), *read.headings})
    return out


def _words(out: Written, row: WrittenRow, key: str) -> None:
    """Free words of a row: advice, comments, and cells that belong to no column of ours."""
    called = key or "（新写的一行）"
    if words := row.cells.get(ADVICE):
        out.todo.append((row.places[ADVICE], called, words))
    first = next((one for one in out.todo if f"（{one[0]}）" in row.unclear.get(ADVICE, "")), None)
    if first and key:  # one cell over several rows
        out.todo.append((row.places[ADVICE], called, f"{first[2]}（与 {first[1]} 合写在一格）"))
    cells: dict[str, list[str]] = {}
    for cell, words in row.aside:  # a row struck through is one thing to do
        cells.setdefault(words, []).append(cell)
    for words, places in cells.items():
        where = places[0] if len(places) == 1 else f"{places[0]} 等 {len(places)} 格"
        out.todo.append((where, called, words))


def _new(out: Written, row: WrittenRow, key: str) -> None:
    line = f"{row.sheet} 第 {row.number} 行"
    part, _, name = row.sheet.partition("·")
    if part in _OWN_FILES:
        where = _OWN_FILES[part].format(name)
        out.refused.append(
            (line, f"是新写的一行，{part}的新行不从工作簿里读：请写进{where}，或者在网页的“规则书”里提出")
        )
        return
    why = f"编号“{key}”不是导出时就有的，是新写的一行" if key else "这一行没有编号，当作新写的一行"
    why += f"：还缺{'、'.join(lacking(row.cells))}"
    out.refused.append((line, f"{why}。草稿在“修改说明.md”，补齐以后放进本单位的 rules/（写法见 docs/rules.md）"))
    out.drafts.append(draft_of(line, row.cells))


def _edits(
    out: Written, row: WrittenRow, key: str, was: Mapping[str, str], now: Mapping[str, Mapping[str, str]]
) -> list[Edit]:
    """The row's changed cells that can be taken."""
    found = []
    for column, after in row.cells.items():
        before = was.get(column)
        if column in (KEY, ADVICE) or after == (before or ""):
            continue
        if before is None:
            out.refused.append((row.places[column], f"“{after}”写在表格以外，没有读；{_WORDS}"))
            continue
        after = _as_written(column, after)
        edit = Edit(row.places[column], key, column, before, after)
        if why := row.unclear.get(column) or _not_taken(edit, now):
            out.refused.append((edit.cell, why))
        elif after != before:
            found.append(edit)
    return found


def _as_written(column: str, words: str) -> str:
    """A day as the book writes it, where no other can be meant (2021年7月1日, 2021/7/1); words without the line breaks of
    the cell."""
    day = meant_day(words) if column in DAYS else None
    return day.isoformat() if day else words if column in LISTED else "".join(map(str.strip, words.splitlines()))


def _not_taken(edit: Edit, now: Mapping[str, Mapping[str, str]]) -> str:
    """Why an edit cannot be taken; "" if it can."""
    cells = now.get(edit.key)
    if cells is None:
        return f"“{edit.key}”在现用的规则书里已经没有了"
    if edit.column not in cells:
        return f"“{edit.column}”这一栏由程序写出，改了不算；{_WORDS}"
    if cells[edit.column] != edit.before:
        return f"规则书里的“{edit.column}”在导出以后已改为“{cells[edit.column]}”，两边不同，请人核对"
    if not edit.after and edit.column in NEEDED:
        return f"“{edit.column}”不能空着"
    if edit.after and edit.column in DAYS and iso_day(edit.after) is None:
        return f"“{edit.column}”要写日期，现为“{edit.after}”，{date_advice(edit.after)}；{_WORDS}"
    if edit.column == "值" and NUMBER.fullmatch(edit.before) and not NUMBER.fullmatch(edit.after):
        return f"“值”要写数，现为“{edit.after}”，{number_advice(edit.after) or '请写阿拉伯数字，不写单位'}"
    allowed = CHOICES.get(edit.column, ())
    if edit.after and allowed and edit.after not in allowed:
        return f"“{edit.column}”只能写{'、'.join(allowed)}，现为“{edit.after}”"
    return ""


def _gone(
    out: Written,
    read: WrittenBook,
    was: Mapping[str, Mapping[str, str]],
    sheets: Mapping[str, str],
    rows: Mapping[str, list[WrittenRow]],
) -> None:
    """Sheets, columns and rows of the export that are no longer there: told, and never taken for a deletion."""
    strange = [name for name in read.strange if name != COVER]
    away: list[tuple[str, int]] = []
    for sheet in dict.fromkeys(filter(None, sheets.values())):
        keys = [key for key, stood in sheets.items() if stood == sheet]
        there = [key for key in keys if key in rows]
        if not there:
            if sheet in strange:
                why = f"表头里没有“编号”，整张表没有读，其中 {len(keys)} 条照旧，没有当作废止"
                out.refused.append((f"“{sheet}”表", why))
            else:
                away.append((sheet, len(keys)))
            continue
        for key in (key for key in keys if key not in rows):
            out.refused.append(
                (f"“{sheet}”表", f"{key} 那一行不见了：删行不等于废止，没有动它；要废止请在“废止”写日期")
            )
        headings = {head for key in there for one in rows[key] for head in one.cells}
        for column in was[there[0]]:
            if column not in headings:
                out.refused.append((f"“{sheet}”表", f"没有“{column}”这一列，这一列没有读，其余照读；请重新导出"))
    if len(away) > _FEW:  # a workbook of one topic handed round
        why = f"这些表不见了，其中 {sum(count for _, count in away)} 条照旧，没有当作废止"
        out.refused.append((f"“{away[0][0]}”“{away[1][0]}”等 {len(away)} 张表", why))
    else:
        out.refused += [(f"“{name}”表", f"这张表不见了，其中 {n} 条照旧，没有当作废止") for name, n in away]
    known = set(sheets.values())
    out.refused += [(f"“{name}”表", f"不是导出的表，没有读；{_WORDS}") for name in strange if name not in known]


def _loose(out: Written, read: WrittenBook, known: set[str]) -> None:
    """Words above the headings, and those on the cover that it was not given."""
    for sheet, cell, words in read.loose:
        given = words.startswith(LEAD) or (
            sheet == COVER and (words in known or words in COVER_HEADS or words.isdecimal())
        )
        if not given and sheet != ORIGINAL and (sheet == COVER or sheet not in read.strange):
            out.refused.append((cell, f"“{words[:30]}”写在表格以外，没有读；{_WORDS}"))
