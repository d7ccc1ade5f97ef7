"""What a window prints: the 一次性告知单, sheets of QR codes, the A6 booklet (办事手册) of the frequent matters."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from catalogue.edition import Edition, PublicMatter
from catalogue.finding import UserError
from exporters.guide import Guide
from exporters.pages import copies
from exporters.paper.guide import link, short
from exporters.paper.pdf import pdf
from exporters.paper.qr import qr_svg, short_address
from exporters.rows import window_name


def slip_pdf(
    guide: Guide, edition: Edition, item: int = 1, missing: Collection[int] = (), overlay: Path | None = None
) -> bytes:
    """The 一次性告知单 of one item (行政许可法第三十二条): its papers, those `missing` ticked, blanks for the pen.

    `item` and `missing` are counted from 1. Raises `UserError` where there is no such item or paper.
    """
    items = guide.matter.items
    if not 1 <= item <= len(items):
        raise UserError(guide.title, f"没有第 {item} 个办理项", f"共 {len(items)} 个，请写 1 到 {len(items)}")
    papers = items[item - 1].materials
    if unknown := sorted(number for number in missing if not 1 <= number <= len(papers)):
        raise UserError(
            guide.title, f"没有第 {'、'.join(map(str, unknown))} 份材料", f"这个办理项共 {len(papers)} 份材料"
        )
    doc = _of(edition) | {
        "title": "一次性告知单",
        "matter": guide.title,
        "item": items[item - 1].situation or items[item - 1].name,
        "department": guide.matter.department,
        "phone": items[item - 1].enquiry_phone,
        "materials": [
            {
                "name": one.name,
                "detail": "，".join(filter(None, (one.need, one.form, copies(one.copies)))),
                "missing": n in missing,
            }
            for n, one in enumerate(papers, start=1)
        ],
        **link(edition.manifest.county, guide.matter.id),
    }
    return pdf("slip.typ", doc, title=f"一次性告知单（{guide.title}）", made=edition.manifest.as_of, overlay=overlay)


def labels_pdf(matters: Iterable[PublicMatter], edition: Edition, overlay: Path | None = None) -> bytes:
    """A4 sheets of labels, one code of 25 mm a matter with its name and address, for windows and notice boards."""
    return _codes("labels.typ", "二维码标签", matters, edition, overlay)


def poster_pdf(window: str, matters: Iterable[PublicMatter], edition: Edition, overlay: Path | None = None) -> bytes:
    """A poster for one window: its name and the code of every matter taken there."""
    return _codes("labels.typ", f"{window_name(window)}办事指南二维码", matters, edition, overlay)


def booklet_pdf(guides: Iterable[Guide], edition: Edition, overlay: Path | None = None) -> bytes:
    """The 办事手册: A6 pages of short guides, imposed two-up on both sides of A5, to be folded and stapled in the middle."""
    chosen = [short(guide, edition) for guide in guides]
    if not chosen:
        raise UserError("办事手册", "没有选出事项", "请写明事项，或先在“镇级高频”里有事项")
    doc = _of(edition) | {"title": f"{edition.manifest.county.name}高频事项办事手册", "guides": chosen}
    return pdf("booklet.typ", doc, title="办事手册", made=edition.manifest.as_of, overlay=overlay)


def _codes(template: str, title: str, matters: Iterable[PublicMatter], edition: Edition, overlay: Path | None) -> bytes:
    county = edition.manifest.county
    codes = []
    for matter in matters:
        address = short_address(county, matter.id)
        codes.append({"name": matter.name, "unit": matter.department, "address": address, "qr": qr_svg(address)})
    if not codes:
        raise UserError(title, "没有选出事项", "请检查窗口或事项的名称")
    return pdf(
        template,
        _of(edition) | {"title": title, "codes": codes},
        title=title,
        made=edition.manifest.as_of,
        overlay=overlay,
    )


def _of(edition: Edition) -> dict[str, Any]:
    manifest = edition.manifest
    return {
        "mark": "示例" if manifest.county.example else "",
        "author": manifest.county.office,
        "office": f"{manifest.county.office}　第{manifest.number}版　截至{manifest.as_of.isoformat()}",
    }
