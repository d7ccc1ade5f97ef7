"""The guide of one matter as it would be published today (指南预览): judged, frozen and rendered as an edition is, kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app import ledger
from app.clock import now
from app.judgement.checking import check
from app.judgement.judging import judge
from app.lookup.directory import DIRECTORY, MATTERS, Entry
from app.office import Office
from app.publishing import archive, freezing
from app.publishing.wording import matter_id
from app.store import audit_head
from catalogue.canonical import digest
from catalogue.edition import Edition, Manifest
from catalogue.finding import UserError
from catalogue.names import name_key
from catalogue.records import Record
from exporters import pages
from exporters.guide import guide_path, guides
from exporters.public import guide_pages

AROUND = ("机构", "文件", "承接能力", "办件统计", "裁定", "跨域通办")  # what a matter's own decisions look at


def guide_preview(office: Office, entry: Entry, day: date) -> str:
    """The page, with its style inside it and no script. Raises `UserError` saying why there would be no guide."""
    unit = str(entry.facts.get("实施主体") or entry.facts.get("原实施机关") or "")
    name = _name(entry.facts)
    records = [record for kind in AROUND for record in ledger.current(office.fields, kind)]
    records += _of_the_matter(office, name)
    judgement = judge(office, records, day)
    frozen = freezing.freeze(judgement, check(office, judgement).findings, office.book)
    number = matter_id(unit, name)
    if all(matter.id != number for matter in frozen.matters):
        why = "；".join(dict.fromkeys(one.reason for one in frozen.left_out)) or "进驻、办理项里没有这个事项"
        raise UserError(name, f"按现在的内容不会公布指南（{why}）", "请先补齐或定下来，再看预览")
    edition = _edition(office, frozen, day)
    shown = [one for one in guides(edition) if one.path == guide_path(number)]
    values = {"manifest": edition.manifest, "county": office.county, "links": {number: guide_path(number)}}
    env = pages.environment(office.templates)
    html = next(data for path, data in guide_pages(env, edition, shown, values) if path == guide_path(number)).decode()
    style = f"<style>{pages.style(office.templates)}</style>"
    html = re.sub(r'<link rel="stylesheet"[^>]*>', lambda _: style, html)
    html = re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL)
    html = re.sub(r'<a\b[^>]*href="(?!#)[^"]*"[^>]*>', "<a>", html)  # there is no site around it to lead to
    return html.replace("<body>", '<body><p class="mark"><b>预览</b>没有公布，只供本单位核对</p>', 1)


def _name(facts: Mapping[str, Any]) -> str:
    return str(facts.get("子项名称") or facts.get("事项名称") or facts.get("主项名称") or "")


def _of_the_matter(office: Office, name: str) -> list[Record]:
    """Its items, powers, grants and placement: what bears its name."""
    from app.models import Revision

    same = [
        entry.revision
        for entry in DIRECTORY.entries(office.fields)
        if entry.kind in MATTERS and name_key(_name(entry.facts)) == name_key(name)
    ]
    rows = Revision.objects.in_bulk(same)
    return [ledger.load(office.fields, rows[number].body) for number in same]


def _edition(office: Office, frozen: freezing.Frozen, day: date) -> Edition:
    """An edition that nobody keeps: the number that the next one would have."""
    from importlib.metadata import version

    past = archive.past()
    manifest = Manifest(
        number=(past[-1].number if past else 0) + 1, county=office.county, as_of=day, published=now(), program=version("quanmu"),
        book=office.book.digest, audit_head=audit_head(), imports=(), lines=digest("预览"), counts={}, note="预览，没有公布",
    )  # fmt: skip
    return Edition(manifest=manifest, matters=frozen.matters, grants=frozen.grants, agreements=frozen.agreements)
