"""The handover list of grants (交接清单) as a DOCX to be signed: what is handed over for each matter, and by whom to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalogue.edition import County
from exporters.paper.word import HEAD, MIDDLE, TEXT, TEXT_MIDDLE, annex_page, base, boxed, cell, saved, say

ITEMS = ("受理专用印章", "系统账号", "到岗持证人员（人数、姓名）", "业务培训（日期）", "办事指南已更新")
TICK = "□是 □否"
TABLE_WIDTH = 257 * 56.6929  # twentieths of a point: the text width of a landscape A4, 257 mm
COLUMNS = (("序号", 5), ("事项名称", 30), ("事项类型", 10), ("方式", 7), *((name, 13) for name in ITEMS), ("备注", 12))


@dataclass(frozen=True)
class Handover:
    """What one department hands over to one recipient: rows are matter, its kind, the mode."""

    batch: str
    former: str
    recipient: str
    instrument: str
    rows: Sequence[tuple[str, str, str]]
    known: Sequence[str]  # what is known of the recipient's capacity, in words


def handover_docx(county: County, lists: Sequence[Handover], made: date, overlay: Path | None = None) -> bytes:
    """One document, a list for each department on pages of its own; the same lists give the same bytes."""
    book = base(overlay)
    mark = "示例" if county.example else ""
    for number, one in enumerate(lists):
        annex_page(book, mark, "赋权事项交接清单", first=number == 0)
        say(book, "赋权事项交接清单", "附件标题", MIDDLE)
        say(
            book,
            f"{one.batch}　{one.former} → {one.recipient}　依据：{one.instrument or '　　　　　　'}",
            "表文",
            MIDDLE,
        )
        _table(book, one)
        say(book, f"承接主体眼下：{'；'.join(one.known) or '没有登记承接能力'}。", "表文")
        say(book, "齐了的打“是”；没有的不要交接，先补齐。双方签字以后，照本清单登记“已承接”。", "表文")
        _signatures(book, one, county)
    title = f"赋权事项交接清单（{lists[0].recipient}）" if lists else "赋权事项交接清单"
    return saved(book, title, county.office, made)


def _widths(parts: Sequence[int]) -> list[int]:
    return [round(TABLE_WIDTH * part / sum(parts)) for part in parts]


def _table(book: object, one: Handover) -> None:
    widths = _widths([width for _, width in COLUMNS])
    rows = ["".join(cell(name, width, HEAD) for (name, _), width in zip(COLUMNS, widths, strict=True))]
    for number, (matter, kind, mode) in enumerate(one.rows, start=1):
        words = [str(number), matter, kind, mode, *(_blank(name) for name in ITEMS), ""]
        rows.append("".join(cell(text, width, TEXT if place == 1 else TEXT_MIDDLE) for place, (text, width) in enumerate(zip(words, widths, strict=True))))  # fmt: skip
    head = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{rows[0]}</w:tr>"
    boxed(book, widths, [head, *(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr>" for row in rows[1:])])


def _blank(item: str) -> str:
    return "　人\n　　　　" if "人员" in item else TICK


def _signatures(book: object, one: Handover, county: County) -> None:
    widths = _widths([1, 1, 1])
    sides = [f"移交：{one.former}", f"接收：{one.recipient}", f"监交：{county.office}"]
    under = "\n（签字、盖章）\n\n　　　　年　　月　　日"
    rows = "".join(cell(f"{side}{under}", width, TEXT) for side, width in zip(sides, widths, strict=True))
    boxed(book, widths, [f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{rows}</w:tr>"])
