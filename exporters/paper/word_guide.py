"""The guide as DOCX, full and short: the same view models as the PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.shared import Mm

from catalogue.edition import Edition
from exporters.guide import Guide
from exporters.paper.guide import full, short
from exporters.paper.word import HEAD, TEXT, base, boxed, cell, margins, saved, say

WIDTH = 168 * 56.6929  # twentieths of a point: the text width
MATERIALS = (("材料名称", 3.0), ("必要性", 1.0), ("形式", 1.4), ("份数", 0.9), ("来源", 1.6))
ANSWERS = (("问题", 2.0), ("结论", 2.6), ("理由", 8.0), ("依据", 4.6))
GRANTS = (("承接主体", 1.3), ("方式", 0.8), ("实际办结", 1.1), ("名义（责任机关）", 1.4), ("文书", 1.6))


def guide_docx(guide: Guide, edition: Edition, overlay: Path | None = None) -> bytes:
    """The full form."""
    doc, book = full(guide, edition), opened(guide.title, edition, overlay)
    say(book, f"{doc['title']}　办事指南", "附件标题")
    say(book, f"{doc['department']}　{doc['type']}　{len(doc['items'])}个办理项　{doc['address']}", "表文")
    _facts(book, doc["head"], doc["blank"])
    if doc["said"]:
        heading(book, "谁受理、谁决定，为什么")
        _answers(book, doc["said"])
    for item in doc["items"]:
        heading(book, item["title"])
        rows = [{"title": line["label"], "lines": [{"label": "", "words": line["words"]}]} for line in item["lines"]]
        _facts(book, [*rows, *item["parts"]], doc["blank"])
        for part in item["parts"]:
            if part["materials"]:
                heading(book, f"申请材料（{item['title']}）")
                table(book, MATERIALS, [[row.get(key, "") for key, _ in MATERIALS] for row in part["materials"]])
        if item["said"]:
            heading(book, "本办理项由谁受理、由谁决定")
            _answers(book, item["said"])
    if doc["partners"]:
        heading(book, "跨域通办")
        say(book, f"与以下地区通办：{doc['partners']}。", "表文")
    if doc["grants"]:
        heading(book, "镇街、园区承接情况")
        table(
            book,
            GRANTS,
            [[row[key] for key in ("recipient", "mode", "finished", "name", "instrument")] for row in doc["grants"]],
        )
    heading(book, doc["duties"]["title"])
    _facts(book, [doc["duties"]], doc["blank"])
    return saved(book, guide.title, doc["author"], edition.manifest.as_of)


def short_docx(guide: Guide, edition: Edition, overlay: Path | None = None) -> bytes:
    """The short form: what the one-page PDF says, for an office to edit."""
    doc, book = short(guide, edition), opened(guide.title, edition, overlay)
    say(book, doc["title"], "附件标题")
    say(book, f"{doc['department']}　{doc['type']}　{doc['address']}", "表文")
    table(book, (("", 2.4), ("", 14.4)), [[one["label"], one["words"]] for one in doc["where"]], head=False)
    for title, lines in (
        ("办理项", ["；".join(doc["items"])]),
        ("办理条件", doc["conditions"]),
        (
            "要带的材料",
            [_material(number, one) for number, one in enumerate(doc["materials"], start=1)] or [doc["blank"]],
        ),
        ("怎么办", [f"{number}. {step}" for number, step in enumerate(doc["steps"], start=1)] or [doc["blank"]]),
    ):
        heading(book, title)
        for line in lines:
            say(book, line, "表文")
    if doc["more"]:
        say(book, f"另有 {doc['more']} 份材料，见完整的办事指南。", "表文")
    return saved(book, guide.title, doc["author"], edition.manifest.as_of)


def table(book: Any, columns: tuple[tuple[str, float], ...], rows: list[list[str]], *, head: bool = True) -> None:
    """A plain boxed table: (heading, relative width) a column."""
    total = sum(width for _, width in columns)
    widths = [round(WIDTH * width / total) for _, width in columns]
    lines = [[cell(name, width, HEAD) for (name, _), width in zip(columns, widths, strict=True)]] if head else []
    lines += [[cell(words, width, TEXT) for words, width in zip(row, widths, strict=True)] for row in rows]
    boxed(book, widths, [f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(line)}</w:tr>" for line in lines])
    say(book, "", "页边")


def opened(title: str, edition: Edition, overlay: Path | None) -> Any:
    """An empty guide: the page, its margins, the marks on them."""
    book = base(overlay)
    section = book.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(24),
        Mm(20),
        Mm(22),
        Mm(20),
    )
    margins(section, "示例" if edition.manifest.county.example else "", title)
    return book


def heading(book: Any, words: str) -> None:
    """A heading that stays with what follows."""
    say(book, words, "表节").paragraph_format.keep_with_next = True


def _answers(book: Any, rows: list[dict[str, Any]]) -> None:
    shown = [
        [one["question"], one["answer"] + ("（经裁定）" if one["by_ruling"] else ""), one["reason"], one["basis"]]
        for one in rows
    ]
    table(book, ANSWERS, shown)


def _facts(book: Any, parts: list[dict[str, Any]], blank: str) -> None:
    rows = []
    for part in parts:
        if part.get("materials"):
            words = "\n".join(f"{n}. {one.get('材料名称', '')}" for n, one in enumerate(part["materials"], start=1))
        elif part.get("steps"):
            words = "\n".join(f"{n}. {step}" for n, step in enumerate(part["steps"], start=1))
        else:
            several = len(part["lines"]) > 1
            words = "\n".join(
                f"{one['label']}：{one['words']}" if one["label"] and several else one["words"] for one in part["lines"]
            )
        rows.append([part["title"], words or blank])
    table(book, (("", 2.6), ("", 14.2)), rows, head=False)


def _material(number: int, one: dict[str, str]) -> str:
    detail = "，".join(filter(None, (one["need"], one["form"], one["copies"])))
    only = f"　只用于：{one['only']}" if one["only"] else ""
    return f"{number}. {one['name']}" + (f"（{detail}）" if detail else "") + only
