"""Headings that no layout knows: what to ask a person about each, and the layout that the answers make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogue.fields import Field, FieldList
from catalogue.finding import UserError
from catalogue.layout import Layout, layout_faults
from catalogue.likeness import alike
from catalogue.names import header_key
from importers.bounds import Bounds
from importers.formats.sniff import sniff
from importers.headers import SEQUENCE_WORDS, find_headers, fingerprint
from importers.headings import Words, header_words
from importers.ours import without_ours
from importers.private import private_below, private_heading
from importers.refusal import Refusal
from importers.result import FileResult
from importers.settings import Settings
from importers.sheet import Sheet, filled, letters, text_of
from importers.tables import read_sheet
from importers.workbook import open_workbook

_SAMPLES, _SUGGESTED, _LIKE = 3, 3, 0.45


@dataclass(frozen=True)
class Column:
    """One heading: its cell, the words as shown, the readings that may be known, and some values below it."""

    cell: str
    letter: str
    word: str
    readings: tuple[str, ...]
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A sheet whose headings nobody explained yet."""

    sheet: Sheet
    words: Words
    columns: tuple[Column, ...]

    @property
    def fingerprint(self) -> str:
        """What the answer is remembered by."""
        return fingerprint(self.words)


def questions(data: bytes, name: str, fields: FieldList, layouts: Sequence[Layout], bounds: Bounds) -> list[Question]:
    """One question a sheet that no layout recognises. Raises `UserError` for a file that cannot be read, or a sheet that
    two layouts claim (an answer would not help)."""
    try:
        sheets = without_ours(open_workbook(data, bounds))
    except Refusal as error:
        raise UserError(name, error.what, error.advice) from error
    found = []
    for sheet in sheets:
        if sniff(data) == "csv":
            sheet.name = name.rpartition(".")[0] or name
        headers, likely = find_headers(sheet, layouts, fields, bounds.header_rows)
        if len(headers) > 1:
            named = "、".join(header.layout.name for header in headers)
            raise UserError(f"{name} {sheet.name}", f"同时符合版式 {named}", "请改表头，或在版式中写明“不得有”")
        if not headers and likely:
            words = _whole(sheet, likely)
            asked = Question(sheet, words, tuple(_columns(sheet, words, fields)))
            if len(asked.columns) > 1:  # a single column is a page of text (填表说明), which the reading names
                found.append(asked)
    return found


def _whole(sheet: Sheet, likely: Words) -> Words:
    """The header with the rows that belong to it: above, where its cells are merged from; below, while a heading is
    spread over columns that have words of their own below."""
    top = min((sheet.origin(likely.top, column)[0] for column in range(sheet.width)), default=likely.top)
    if top < likely.top and (words := header_words(sheet, top, likely.top - top + 1)):
        return words
    words = likely
    for height in (2, 3):
        last = likely.top + height - 2
        spread = [m for m in sheet.merges if m[0] <= last <= m[2] and m[3] > m[1]]
        below = [sheet.raw(last + 1, c) for m in spread for c in range(m[1], m[3] + 1)]
        if not spread or not all(isinstance(v, str) and filled(v) for v in below):
            break
        words = header_words(sheet, likely.top, height) or words
    return words


def _columns(sheet: Sheet, words: Words, fields: FieldList) -> Iterable[Column]:
    """The columns to ask about: no personal data, which are not read whatever one says and are shown to nobody."""
    below = words.top + words.height
    for index, readings in enumerate(words.columns):
        if not readings or readings[-1] in SEQUENCE_WORDS:
            continue
        if private_heading(readings, fields) or private_below(sheet, words, index):
            continue
        texts = (" ".join(text_of(sheet.value(row, index)).split())[:40] for row in range(below, len(sheet.rows)))
        samples = tuple(dict.fromkeys(text for text in texts if text))[:_SAMPLES]
        yield Column(sheet.address(below - 1, index), letters(index), words.shown[index], readings, samples)


def kinds(question: Question, fields: FieldList, layouts: Sequence[Layout]) -> list[tuple[str, int]]:
    """The kinds of record with the number of headings that they know exactly, most first."""
    counted = [(kind, len(exact(question, kind, fields, layouts))) for kind in fields.kinds]
    return sorted(counted, key=lambda one: -one[1])


def mappable(kind: str, fields: FieldList) -> dict[str, Field]:
    """The fields that a heading may mean: of that kind, read from workbooks, no personal data."""
    return {
        f.name: f for f in fields.of_kind(kind) if f.nature != "推得" and not f.dropped
    }  # fmt: skip


def exact(question: Question, kind: str, fields: FieldList, layouts: Sequence[Layout]) -> dict[str, str]:
    """Headings (as shown) whose words mean one field of the kind and no other. Exact words decide."""
    allowed = mappable(kind, fields)
    own = [layout.words for layout in layouts if layout.kind == kind and not layout.fingerprint]
    found: dict[str, str] = {}
    for column in question.columns:
        for reading in column.readings:
            meant = {f.name for f in fields.by_word.get(reading, ()) if f.name in allowed}
            by_layout = {name for words in own for word, name in words.items() if header_key(word) == reading}
            meant = by_layout or meant
            if len(meant) == 1 and (name := meant.pop()) not in found.values():
                found[column.word] = name
                break
    return found


def suggestions(column: Column, kind: str, fields: FieldList) -> list[tuple[str, float]]:
    """Fields whose words look most like a heading, with the likeness: for a person to choose from."""
    words = {header_key(w): f.name for f in mappable(kind, fields).values() for w in (f.name, *f.words)}
    best: dict[str, float] = {}
    for reading in column.readings:
        for word, likeness in alike(reading, words, most=_SUGGESTED * 3, least=_LIKE):
            best[words[word]] = max(best.get(words[word], 0), likeness)
    return sorted(best.items(), key=lambda one: -one[1])[:_SUGGESTED]


def make_layout(
    question: Question,
    kind: str,
    answers: Mapping[str, str],
    fields: FieldList,
    layouts: Sequence[Layout],
    confirmed: str,
) -> Layout:
    """The layout of exactly these headings. `answers` gives headings' fields ("" for none) and goes before exact words.

    Raises `UserError` for an unknown kind or field, a field named twice, a nameless record, or values of another type.
    """
    place = question.sheet.address(question.words.top, 0)
    if kind not in fields.kinds:
        raise UserError(place, f"没有记录类别“{kind}”", f"可用：{'、'.join(fields.kinds)}")
    said = _answers(question, kind, answers, fields)
    known = {word: name for word, name in exact(question, kind, fields, layouts).items() if word not in said}
    chosen = {word: name for word, name in {**known, **said}.items() if name}
    by_field: dict[str, str] = {}
    for word, name in chosen.items():
        if name in by_field:
            raise UserError(
                place, f"“{by_field[name]}”和“{word}”都对应“{name}”", "一个字段只能对应一栏，请把另一栏写成不对应"
            )
        by_field[name] = word
    identity = fields.kinds[kind].identity
    naming = [name for name in identity if name.endswith("名称")] or list(identity)
    if not any(name in by_field for name in naming):
        raise UserError(place, f"没有一栏对应{'、'.join(naming)}，认不出是哪一条{kind}", "请写明名称是哪一栏")
    alike_layouts = sorted(
        (one for one in layouts if one.kind == kind and not one.fingerprint),
        key=lambda one: -len({*one.required, *one.fill} & set(by_field)),
    )
    base = alike_layouts[0] if alike_layouts else None
    mark = question.fingerprint
    keys = {column.word: column.readings[0] for column in question.columns}
    layout = Layout.model_validate({
        "名称": f"{question.sheet.name}（确认的表头 {mark[:6]}）", "键": f"headers_{mark[:12]}", "记录类别": kind,
        "必有": tuple(by_field), "表头": {keys[word]: name for word, name in chosen.items()},
        "下填": tuple(n for n in base.fill if n in by_field) if base else (),
        "另起": tuple(n for n in base.starts if n in by_field) if base else (),
        "不作名称": base.not_names if base else (), "指纹": mark, "确认": confirmed,
        "次序": tuple(shown.replace("／", "") for shown, known in zip(question.words.shown, question.words.columns, strict=True) if known),
        "代码体系": _system(question, by_field, fields),
    })  # fmt: skip
    if faults := layout_faults(layout, fields):
        raise UserError(place, "；".join(faults), "请改正对应")
    _check_types(question, layout, fields)
    return layout


def _system(question: Question, by_field: Mapping[str, str], fields: FieldList) -> str:
    """The one source system in whose codes the values are written; "" where they are words, or where several would do."""
    found: set[str] = set()
    for name, word in by_field.items():
        index = next(place for place, shown in enumerate(question.words.shown) if shown == word)
        below = range(question.words.top + question.words.height, len(question.sheet.rows))
        values = {text for row in below if (text := text_of(question.sheet.value(row, index)).strip())}
        tables = fields.fields[name].codes
        if values and tables and not values & {*fields.fields[name].values, *fields.fields[name].spellings}:
            fits = {system for system, codes in tables.items() if values <= set(codes)}
            found = found & fits if found else fits
    return found.pop() if len(found) == 1 else ""


def _answers(question: Question, kind: str, answers: Mapping[str, str], fields: FieldList) -> dict[str, str]:
    """The answers that concern this sheet, by heading as shown. Headings are compared as all header words are."""
    allowed = mappable(kind, fields)
    asked = {
        header_key(reading): column.word for column in question.columns for reading in (column.word, *column.readings)
    }
    asked |= {header_key(column.word.replace("／", "")): column.word for column in question.columns}
    said = {}
    for word, name in answers.items():
        if (shown := asked.get(header_key(word))) is None:
            continue
        if name and name not in allowed:
            known = fields.get(name)
            why = f"字段“{name}”不用于{kind}" if known else f"没有字段“{name}”"
            if known and kind in known.kinds:
                why = f"字段“{name}”不从工作簿读取（{'推得' if known.nature == '推得' else known.visibility}）"
            near = "、".join(one for one, _ in alike(name, allowed, most=3, least=0.3))
            raise UserError(f"表头“{word}”", why, f"相近的有：{near or '无'}；不对应任何字段的，等号后留空")
        said[shown] = name
    return said


def _check_types(question: Question, layout: Layout, fields: FieldList) -> None:
    """Read the sheet as the answers say: a column whose values are mostly not of its field's type was misunderstood."""
    trial = FileResult("", "")
    read_sheet(question.sheet, trial, fields, [layout], Settings())
    for name in layout.required:
        declared = fields.fields[name]
        given = [row for row in trial.rows if name in row.cells]
        bad = [row.cells[name] for row in given if name not in row.facts]
        if declared.type not in ("文本", "多值文本") and len(bad) * 2 > len(given):
            word = next(word for word, field in layout.words.items() if field == name)
            raise UserError(
                f"表头“{word}”", f"{len(given)} 格中有 {len(bad)} 格不能读作“{name}”（{declared.type}），"
                f"如 {bad[0].cell}“{bad[0].raw[:40]}”", "请换一个字段，或先改正这一栏的内容",
            )  # fmt: skip
