"""The guide of a 一件事 on paper, PDF and DOCX, from the view model of its web page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from catalogue.edition import Edition
from exporters.labels import NOT_STATED
from exporters.package import PackageGuide
from exporters.paper.guide import link
from exporters.paper.pdf import pdf
from exporters.paper.word import saved, say
from exporters.paper.word_guide import heading, opened, table


def package_pdf(guide: PackageGuide, edition: Edition, overlay: Path | None = None) -> bytes:
    """The guide as a PDF."""
    made = edition.manifest.as_of
    return pdf("package.typ", full(guide, edition), title=guide.title, made=made, overlay=overlay)


def package_docx(guide: PackageGuide, edition: Edition, overlay: Path | None = None) -> bytes:
    """The guide as a DOCX."""
    doc, book = full(guide, edition), opened(guide.title, edition, overlay)
    say(book, f"{doc['title']}　办事指南", "附件标题")
    say(book, f"{doc['lead']}　{doc['address']}", "表文")
    for words in doc["remarks"]:
        say(book, words, "表文")
    for one in doc["tables"]:
        heading(book, one["title"])
        if one["rows"]:
            columns = tuple((name, width) for name, width in zip(one["heads"], one["widths"], strict=True))
            table(book, columns, one["rows"], head=any(one["heads"]))
        else:
            say(book, NOT_STATED, "表文")
    return saved(book, guide.title, doc["author"], edition.manifest.as_of)


def full(guide: PackageGuide, edition: Edition) -> dict[str, Any]:
    """What the template reads: title, tables of (title, heads, relative widths, rows)."""
    manifest, every = edition.manifest, guide.every
    of = lambda names: "全部事项" if len(names) == every else "\n".join(names)  # noqa: E731
    tables = (
        (
            "一次办和分别办", ("项目", "分别办", "一次办", "怎么数的"), (0.7, 2.2, 2.4, 2.2),
            [[one.what, one.before, one.after, one.source] for one in guide.changes],
        ),
        (
            "包含的事项", ("序号", "事项", "实施主体", "办理项"), (0.6, 3.2, 2.6, 1.4),
            [[str(n), p.matter, p.department, p.item or "全部办理项"] for n, (p, _) in enumerate(guide.parts, start=1)],
        ),
        (
            f"要带的材料（{len(guide.materials)}份，每份只要一次）",
            ("序号", "材料名称", "必要性", "形式", "份数", "来源", "用于"), (0.7, 2.6, 1, 1.2, 0.8, 1.5, 2),
            [[str(n), one.name, *one.words, of(one.matters)] for n, one in enumerate(guide.materials, start=1)],
        ),
        (
            f"怎么办（{len(guide.steps)}个环节）", ("序号", "环节", "涉及事项"), (0.6, 2.4, 4),
            [[str(n), one.name, of(one.matters)] for n, one in enumerate(guide.steps, start=1)],
        ),
        ("办理地点和咨询电话", ("事项", "地点和电话"), (2.6, 4), [[name, words] for name, words in guide.places]),
    )  # fmt: skip
    missing = "、".join(guide.without)
    return {
        "title": guide.title,
        "lead": f"牵头单位：{guide.package.lead or NOT_STATED}　包含{every}个事项",
        "remarks": [f"下列事项没有公布办事指南，材料、环节没有合并进来：{missing}。"] if missing else [],
        "tables": [
            {
                "title": title,
                "heads": list(heads),
                "widths": list(widths),
                "rows": [[cell or NOT_STATED for cell in row] for row in rows],
            }
            for title, heads, widths, rows in tables
        ],
        "office": f"{manifest.county.office}编制　第{manifest.number}版　截至{manifest.as_of.isoformat()}",
        "author": manifest.county.office,
        "mark": "示例" if manifest.county.example else "",
        "blank": NOT_STATED,
        **link(manifest.county, guide.package.id),
    }
