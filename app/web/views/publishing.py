"""Publishing by two people: what blocks, what would change, hand in, approve or send back; editions, withdrawing, files."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.clock import now
from app.lookup.directory import identifier
from app.publishing import archive, releasing
from app.publishing.blocking import LeftOut
from app.store import transaction
from app.web import jobs, scope
from app.web.forms import Form, reason
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.locking import VersionedForm, unchanged, version_of
from app.web.offices import home
from app.web.packing import packed
from app.web.pages import link, page, when
from app.web.work import published
from catalogue.edition import PastEdition
from catalogue.finding import UserError

CRUMBS = [("公布", "/publish/")]
DRAFTS = (
    Column("number", "公布稿", lambda c: c.number, number=True),
    Column("as_of", "判定日", lambda c: c.as_of.isoformat(), whole=True),
    Column("state", "状态", lambda c: c.state, whole=True),
    Column("left", "进不了稿", lambda c: len(c.left_out), number=True),
    Column("by", "备稿", lambda c: f"{c.by} {when(c.at)}"),
    Column("last", "最近一步", lambda c: _step(c.steps[-1]) if c.steps else "", order=""),
)
EDITIONS = (
    Column("number", "版次", lambda e: e.number, number=True),
    Column("as_of", "截至", lambda e: e.as_of.isoformat(), whole=True),
    Column("published", "公布时间", lambda e: when(e.published), whole=True),
    Column("note", "说明", lambda e: e.note or "—"),
    Column("state", "状态", lambda e: f"已撤回：{e.withdrawn}" if e.withdrawn else "有效"),
    Column("lines", "内容摘要", lambda e: e.lines[:16] + "…", order=""),
)
BLOCKED = (
    Column("kind", "类别", lambda b: b.kind, whole=True),
    Column("name", "记录", lambda b: b.name, address=lambda b: _record(b)),
    Column("unit", "单位", lambda b: b.unit),
    Column("reason", "为什么进不了稿", lambda b: b.reason),
    Column("todo", "怎么办", lambda b: b.todo),
)


def _step(step: releasing.Step) -> str:
    return f"{step.by} {when(step.at)} {step.act}" + (f"：{step.why}" if step.why else "")


def _record(left: LeftOut) -> str:
    """Where the record itself is seen: its page, or (for a matter, which several records make) the catalogue."""
    kind, _, key = left.subject.partition("|")
    if kind == "赋权":
        key = key.rpartition("|")[0]
    if kind in ("办理项", "赋权"):
        return link("matter", kind, identifier(kind, key))
    return link("catalogue", q=left.name)


class Prepare(Form):
    """判定日."""

    as_of = forms.DateField(
        label="判定日", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="公布内容截至哪一天，例如 2021-12-31；平时就是今天",
    )  # fmt: skip


class Note(Form):
    """说明."""

    note = forms.CharField(
        label="说明", max_length=500, required=False, widget=forms.Textarea({"rows": 3}),
        help_text="随本版对外公开，例如“更正慈善组织认定的承诺时限”；没有要说明的可以不写",
    )  # fmt: skip


class Why(Form):
    """理由, of which the candidate's preparer or the public reads."""

    why = reason("核对过清单和差异，同意公布")


class Approved(VersionedForm, Why):
    """理由, and the public note as it was when the page was opened."""


def overview(request: HttpRequest) -> HttpResponse:
    """Candidates and editions; the folder as it lies there."""
    editions = archive.past()
    drafts = releasing.candidates()
    return page(
        request, "publish.html", drafts=listed(request, DRAFTS, drafts, sort="-number", address=lambda c: link("publish-draft", c.number)),
        editions=[(e, link("publish-edition", e.number)) for e in reversed(editions)], written=_written(),
        may=request.user.has("审改办"), office=scope.sees_all(request.user),
        waiting=[c for c in drafts if c.state == releasing.WAITS],
    )  # fmt: skip


def _written() -> dict[str, Any]:
    """What the published folder's manifest says of itself; empty where there is none."""
    path = published() / "public" / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    said = manifest["edition"]
    signature = path.with_name("manifest.json.sig")
    return {"number": said["number"], "as_of": said["as_of"], "files": len(manifest["files"]), "lines": said["lines"],
            "signature": signature.read_text("ascii").strip() if signature.exists() else ""}  # fmt: skip


def prepare(request: HttpRequest) -> HttpResponse:
    """Ask for a candidate as of a day."""
    form = Prepare(request.POST or None, initial={"as_of": _usual_day()})
    if request.method == "POST" and form.is_valid():
        job = jobs.ask(request.user, "备稿", {"as_of": form.cleaned_data["as_of"].isoformat()})
        return redirect("job", job.pk)
    return page(
        request, "form.html", crumbs=CRUMBS, form=form, title="备公布稿", verb="备稿",
        intro="按这一天判定、自查，列出进不了稿的记录和与上一版的差异。备稿不对外公布任何内容。",
    )  # fmt: skip


def _usual_day() -> str:
    """Today; for an invented county the day of its last edition, since its data end there."""
    from app.web.offices import county

    editions = archive.past()
    return editions[-1].as_of.isoformat() if editions and county().example else now()[:10]


def of_job(request: HttpRequest, number: int) -> HttpResponse:
    """From a job to its candidate."""
    job = jobs.seen_by(request.user).filter(pk=number).first()
    made = jobs.result_of(job).get("稿") if job and job.result else None
    if made is None:
        raise Http404
    return redirect("publish-draft", made)


def _one(number: int) -> releasing.Candidate:
    try:
        return releasing.one(number)
    except UserError:
        raise Http404 from None


def draft(request: HttpRequest, number: int) -> HttpResponse:
    """A candidate: what stays out and what to do, matters without a guide, what would change, and the acts."""
    found = _one(number)
    everything = scope.sees_all(request.user)
    own = [b for b in found.left_out if everything or b.unit == request.user.unit]
    asked = {name: request.GET.get(name, "") for name in ("kind", "unit", "q", "guide")}
    rows = [b for b in own if (not asked["kind"] or b.kind == asked["kind"]) and (not asked["unit"] or b.unit == asked["unit"])
            and asked["q"] in f"{b.name}{b.reason}" and (not asked["guide"] or b.kind in ("事项", "办理项"))]  # fmt: skip
    edition = found.edition(home())
    before = archive.before(edition.manifest.number)
    return page(
        request, "publish_draft.html", crumbs=CRUMBS, title=f"公布稿 {number}", found=found, edition=edition, asked=asked,
        table=listed(request, BLOCKED, rows, sort="unit"), all=len(own), reasons=_by_reason(own),
        kinds=sorted({b.kind for b in own}), units=sorted({b.unit for b in own}),
        guides=sum(b.kind in ("事项", "办理项") for b in own), change=_change(next(before, None), edition) if everything else None,
        may=request.user.has("审改办"), mine=request.user.told in {found.by, *(s.by for s in found.steps if s.act == "送批")},
        step=_step, everything=everything, counts=list(edition.manifest.counts.items()),
    )  # fmt: skip


def _by_reason(rows: list[LeftOut]) -> list[tuple[str, str, int]]:
    told: dict[tuple[str, str], int] = {}
    for one in rows:
        told[one.kind, one.reason] = told.get((one.kind, one.reason), 0) + 1
    return [(kind, why, n) for (kind, why), n in sorted(told.items(), key=lambda pair: -pair[1])]


def _change(before: Any, after: Any) -> dict[str, Any] | None:
    """The comparison as the page shows it: counts, and up to 500 entries each with its fields; None for a first edition."""
    from exporters.compare import diff

    if before is None:
        return None
    found = diff(before, after)
    groups = [
        ("新增", found.added),
        ("取消", found.removed),
        ("窗口或层级变动", found.moved),
        ("内容变更", found.changed),
    ]
    return {"old": before.manifest.number, "counts": list(found.counts().items()), "empty": found.empty,
            "groups": [(name, entries[:500], len(entries)) for name, entries in groups if entries]}  # fmt: skip


def _acted(request: HttpRequest, number: int, title: str, form: Form, act: Any, intro: str) -> HttpResponse | None:
    """The page that asks before an act on a candidate; None once it is done."""
    if request.method == "POST" and form.is_valid() and form.attempt(lambda: act(form.cleaned_data)):
        return None
    crumbs = [*CRUMBS, (f"公布稿 {number}", link("publish-draft", number))]
    return page(
        request, "form.html", crumbs=crumbs, form=form, title=f"{title}：公布稿 {number}", verb=title, intro=intro
    )


def send(request: HttpRequest, number: int) -> HttpResponse:
    """Hand in, with the note that will be public."""
    _one(number)
    form = Note(request.POST or None)
    asked = _acted(
        request, number, "送批", form, lambda given: releasing.hand_in(number, given["note"]),
        "送批以后由第二个人批准；备稿和送批的人不能批准。",
    )  # fmt: skip
    if asked is None:
        messages.success(request, "已送批。请另一位审改办人员打开这一页批准或退回。")
    return asked or redirect("publish-draft", number)


def approve(request: HttpRequest, number: int) -> HttpResponse:
    """The second person's yes; publishing follows as a job."""
    found = _one(number)
    note = found.handed_in.why if found.handed_in else ""
    form = Approved(request.POST or None, initial={"version": version_of({"note": note})})

    def act(given: dict[str, Any]) -> None:
        with transaction():
            handed_in = _one(number).handed_in
            unchanged(form, {"note": handed_in.why if handed_in else ""}, f"公布稿 {number}")
            releasing.approve(number, given["why"])

    asked = _acted(
        request, number, "批准公布", form, act,
        f"批准后随即公布。随版公开的说明：{note or '（没有）'}。内容在批准前后有任何变动，都不会公布。",
    )  # fmt: skip
    return asked or redirect("job", jobs.ask(request.user, "公布", {"稿": number}).pk)


def again(request: HttpRequest, number: int) -> HttpResponse:
    """Publish an approved candidate whose job did not come to its end."""
    found = _one(number)
    if found.state != releasing.APPROVED:
        raise UserError(f"公布稿 {number}", f"现在是“{found.state}”", "只有已批准、没有公布成的可以再试")
    if request.method != "POST":
        return redirect("publish-draft", number)
    return redirect("job", jobs.ask(request.user, "公布", {"稿": number}).pk)


def send_back(request: HttpRequest, number: int) -> HttpResponse:
    """The second person's no."""
    _one(number)
    asked = _acted(
        request, number, "退回", Why(request.POST or None), lambda given: releasing.send_back(number, given["why"]),
        "退回后可以改好数据重新备稿，或者改好说明再送批。",
    )  # fmt: skip
    if asked is None:
        messages.success(request, "已退回，理由写在公布稿上。")
    return asked or redirect("publish-draft", number)


def drop(request: HttpRequest, number: int) -> HttpResponse:
    """It will not be published."""
    _one(number)
    asked = _acted(
        request, number, "作罢", Why(request.POST or None), lambda given: releasing.drop(number, given["why"]),
        "这份公布稿不再公布，记录保留。",
    )  # fmt: skip
    return asked or redirect("publish-draft", number)


def _past(number: int) -> PastEdition:
    found = next((one for one in archive.past() if one.number == number), None)
    if found is None:
        raise Http404
    return found


def edition(request: HttpRequest, number: int) -> HttpResponse:
    """An edition: what it holds, on what it rests, what it changed."""
    past = _past(number)
    found, written = archive.edition(number), _written()
    manifest = found.manifest
    return page(
        request, "publish_edition.html", crumbs=CRUMBS, title=f"第 {number} 版", past=past, manifest=manifest,
        counts=list(manifest.counts.items()), change=_change(next(archive.before(number), None), found),
        signature=written.get("signature", "") if written.get("lines") == manifest.lines else None,
        may=request.user.has("审改办"),
    )  # fmt: skip


class Public(Form):
    """理由 that everybody may read."""

    why = forms.CharField(
        label="理由", max_length=500, widget=forms.TextInput(), help_text="公开，例如“承诺时限有误，更正后重新公布”"
    )


def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take an edition back; a corrected one has to follow."""
    _past(number)
    form = Public(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(lambda: archive.withdraw(number, form.cleaned_data["why"].strip()))
    ):
        messages.success(request, f"第 {number} 版已撤回。请改正后重新备稿、公布；网站上的旧文件在那时换掉。")
        return redirect("publish-edition", number)
    return page(
        request, "form.html", crumbs=[*CRUMBS, (f"第 {number} 版", link("publish-edition", number))], form=form,
        title=f"撤回第 {number} 版", verb="撤回", intro="撤回不删除：以后各版的“历次公布”写明已撤回和理由。更正就是撤回后改好再公布一版，更正说明在送批时写。",
    )  # fmt: skip


def verify(request: HttpRequest) -> HttpResponse:
    """Every file of the published folder against its manifest, and the signature where the office has a key."""
    from app.web.offices import office
    from exporters.seal import public_words, read_key
    from exporters.verify import verify as check

    folder = published() / "public"
    if not (folder / "manifest.json").exists():
        raise UserError("核对公布文件", "还没有公布过", "请先备公布稿、批准、公布")
    key = office().signing_key
    public = public_words(read_key(key)) if key else ""
    return page(
        request, "publish_verify.html", crumbs=CRUMBS, title="核对公布文件", findings=check(folder, public), written=_written(), key=public
    )  # fmt: skip


def download(request: HttpRequest, what: str) -> HttpResponse:
    """``public`` for whoever may read this; ``office``, the working papers, for the office and auditors."""
    if what not in ("public", "office") or (what == "office" and not scope.sees_all(request.user)):
        raise Http404
    folder = published() / what
    if not folder.is_dir():
        raise UserError("下载", "还没有公布过", "请先备公布稿、批准、公布")
    number = _written().get("number", "")
    return FileResponse(packed(folder), as_attachment=True, filename=f"第{number}版-{what}.zip")
