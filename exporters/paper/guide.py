"""A guide on paper: the full form and the short one (one page) as PDF, both from the view model of the web page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from catalogue.edition import County, Edition, PublicGrant, Said
from exporters.guide import Guide, ItemPart, Part, level
from exporters.labels import NOT_STATED
from exporters.paper.pdf import pdf
from exporters.paper.qr import qr_svg, short_address
from exporters.where import each, materials_of

SIZES = (12, 10.5, 9.5, 8.5, 7.5)  # pt, tried in turn until the short form fits one page
SHOWN_MATERIALS = 24


def guide_pdf(guide: Guide, edition: Edition, overlay: Path | None = None) -> bytes:
    """The full form: every section of the guide, each item in its own part."""
    made = edition.manifest.as_of
    return pdf("guide.typ", full(guide, edition), title=guide.title, made=made, overlay=overlay)


def short_pdf(guide: Guide, edition: Edition, overlay: Path | None = None) -> bytes:
    """The short form on one page: where to go, what to bring, how long; what does not fit is counted and pointed to."""
    return pdf("short.typ", short(guide, edition), title=guide.title, made=edition.manifest.as_of, overlay=overlay)


def full(guide: Guide, edition: Edition) -> dict[str, Any]:
    """What the template of the full form reads."""
    return {
        **_common(guide, edition),
        "head": [_part(part) for part in guide.head],
        "said": [_said(one) for one in guide.matter.said],
        "items": [_item(item) for item in guide.items],
        "partners": "、".join(guide.partners),
        "grants": [_grant(grant) for grant in guide.grants],
        "duties": _part(guide.duties),
    }


def short(guide: Guide, edition: Edition) -> dict[str, Any]:
    """What the template of the short form reads."""
    matter = guide.matter
    materials = materials_of(matter.items)
    where = [
        *((label, words.replace("\n", "；")) for label, words in guide.where),
        ("办结层级", level(matter)),
        ("投诉电话", "；".join(each(matter.items, "complaint_phone"))),
    ]
    return {
        **_common(guide, edition),
        "where": [{"label": label, "words": words or NOT_STATED} for label, words in where],
        "items": [item.situation or item.name for item in matter.items],
        "conditions": each(matter.items, "conditions") or [NOT_STATED],
        "materials": materials[:SHOWN_MATERIALS],
        "more": max(0, len(materials) - SHOWN_MATERIALS),
        "steps": list(max((item.steps for item in matter.items), key=len, default=())),
        "sizes": list(SIZES),
    }


def _common(guide: Guide, edition: Edition) -> dict[str, Any]:
    manifest, matter = edition.manifest, guide.matter
    return {
        "title": guide.title,
        "department": matter.department,
        "type": matter.type,
        "office": f"{manifest.county.office}编制　第{manifest.number}版　截至{manifest.as_of.isoformat()}",
        "author": manifest.county.office,
        "mark": "示例" if manifest.county.example else "",
        "blank": NOT_STATED,
        **link(manifest.county, matter.id),
    }


def link(county: County, matter_id: str) -> dict[str, str]:
    """The QR code and its address; both empty where the office has named no site."""
    if not county.site:
        return {"qr": "", "address": ""}
    address = short_address(county, matter_id)
    return {"qr": qr_svg(address), "address": address}


def _part(part: Part) -> dict[str, Any]:
    return {
        "title": part.title,
        "lines": [{"label": label, "words": words or NOT_STATED} for label, words in part.lines],
        "materials": list(part.materials),
        "steps": list(part.steps),
        "stated": part.stated,
    }


def _item(item: ItemPart) -> dict[str, Any]:
    return {
        "title": item.title,
        "lines": [{"label": label, "words": words or NOT_STATED} for label, words in item.lines],
        "said": [_said(one) for one in item.said],
        "parts": [_part(part) for part in item.parts],
    }


def _said(one: Said) -> dict[str, Any]:
    return one.model_dump() | {"basis": "；".join(one.basis)}


def _grant(grant: PublicGrant) -> dict[str, str]:
    term = f"{grant.begins or '起期未载明'}至{grant.ends or '（止期未载明）'}" if grant.begins or grant.ends else ""
    return {
        "recipient": grant.recipient,
        "mode": grant.mode,
        "finished": grant.finished_by or NOT_STATED,
        "name": grant.in_name_of or NOT_STATED,
        "instrument": "\n".join(filter(None, (grant.instrument or NOT_STATED, term))),
    }
