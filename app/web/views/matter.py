"""One record of the catalogue whole: versions, values, decisions with their trees, rules beside them, rulings."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse

from app import ledger
from app.clock import now
from app.judgement.lastrun import last_run
from app.lookup import dossier
from app.lookup.directory import DIRECTORY
from app.publishing.guidepreview import guide_preview
from app.rulebook.bookview import rule_view
from app.web import scope
from app.web.offices import office
from app.web.pages import page
from app.web.roles import Role
from app.web.views.catalogue import CRUMBS, address, alike, entry_of, visible
from rules.wording import said


def one(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """Everything that is known of a record, and why it was decided as it was."""
    entry, at, run = entry_of(request, kind, number), office(), last_run()
    masked = not scope.whole(request.user, own=scope.hands(request.user)(entry.kind, entry.facts))
    body = dossier.body_of(entry)
    record = ledger.load(at.fields, body)
    values = dossier.values(at.fields, body, masked=masked)
    decisions = dossier.reasoned(at.book, record, entry, run.day) if run else []
    cited = {rule for one in decisions for rule in (*one.decision.sides, *(a.rule for a in one.decision.set_aside))}
    versions = dossier.versions(at.fields, entry.kind, entry.key, masked=masked)
    return page(
        request, "matter.html", crumbs=CRUMBS, title=entry.name, entry=entry, values=[v for v in values if v.nature == "事实"],
        claims=[v for v in values if v.nature == "自报"], arranged=[v for v in values if v.nature == "现行"],
        decisions=decisions, run=run, same_book=bool(run and run.book == at.book.digest), versions=versions,
        rules=[rule_view(at.book, at.book.by_id[rule]) for rule in sorted(cited) if rule in at.book.by_id],
        rulings=dossier.rulings_on(DIRECTORY.entries(at.fields), entry), said=said,
        together=[(other, address(other)) for other in alike(visible(request), entry)],
        may_rule=request.user.has(Role.REFORM),
    )  # fmt: skip


def guide(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """The guide as it would be published, by the same renderer; in a sandbox: no script, no form, no link runs."""
    entry, run = entry_of(request, kind, number), last_run()
    day = run.day if run else date.fromisoformat(now()[:10])
    answer = HttpResponse(guide_preview(office(), entry, day))
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return answer
