"""The way in: choose workbooks, read on trial, confirm headings, see what would change and what is wrong, send, review."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.personal.masking import MASK, hidden
from app.store import transaction
from app.web import cells, drafts, jobs, scope, uploads
from app.web.forms import Form
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.locking import told
from app.web.models import Job, Upload
from app.web.offices import office
from app.web.pages import link, page, when
from app.web.roles import Role
from app.web.views.upload_cells import Cells, blank, paged, place
from catalogue.finding import UserError
from importers import mapping

CRUMBS = [("报送记录", "/uploads/")]
COLUMNS = (
    Column("id", "编号", lambda u: u.pk, number=True),
    Column("files", "文件", lambda u: "、".join(name for _, name, _ in json.loads(u.files)) or "（未保存）", order=""),
    Column("sender", "来自", lambda u: u.sender),
    Column("by", "报送人", lambda u: u.by),
    Column("at", "时间", lambda u: when(u.at), whole=True),
    Column("state", "状态", lambda u: u.state, whole=True),
)


class ManyFiles(forms.ClearableFileInput):
    """A box into which several files can be dropped."""

    allow_multiple_selected = True


class Workbooks(forms.FileField):
    """Several files at once, none of them empty."""

    widget = ManyFiles({"accept": ".xlsx,.xls,.xlsm,.csv,.ods,.et", "class": "drop"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each as a single one is looked at."""
        return [super(Workbooks, self).clean(one, initial) for one in (data or [None])]


class Send(Form):
    """文件, 来自."""

    files = Workbooks(
        label="工作簿",
        help_text="例如“实施清单.xlsx”；可以一次选几个，也可以把文件拖到框里；.xlsx、.xls、.ods、.csv 都行",
    )
    sender = forms.CharField(
        label="来自", required=False, max_length=80, widget=forms.TextInput({"list": "units"}),
        help_text="报送的部门，如“某某县民政局”；表头对应按部门记住",
    )  # fmt: skip

    def __init__(self, own: str | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own is not None:
            del self.fields["sender"]


def new(request: HttpRequest) -> HttpResponse:
    """Choose or drop workbooks; nothing is taken in by this."""
    from app.web.views.accounts import units

    own = scope.senders(request.user)
    form = Send(own, request.POST or None, request.FILES or None)
    made: list[Upload] = []
    if request.method == "POST" and form.is_valid():
        sender = own if own is not None else form.cleaned_data["sender"].strip()
        if form.attempt(lambda: made.append(uploads.receive(request.user, sender, form.cleaned_data["files"]))):
            jobs.wait(made[0].preview or Job.objects.latest("id"))
            return redirect("upload", made[0].pk)
    return page(
        request, "upload_new.html", form=form, own=own, units=units() if own is None else [], most=uploads.most()
    )


def listing(request: HttpRequest) -> HttpResponse:
    """What was sent, and how far it is."""
    state = request.GET.get("state", "")
    rows = uploads.seen_by(request.user)
    rows = rows.filter(state=state) if state else rows
    table = listed(request, COLUMNS, rows, sort="-id", address=lambda u: link("upload", u.pk))
    states = [uploads.TRIAL, uploads.WAITS, uploads.RETURNED, uploads.TAKEN, uploads.DROPPED, uploads.REFUSED]
    return page(request, "uploads.html", table=table, state=state, states=states)


def _upload(request: HttpRequest, number: int) -> Upload:
    found: Upload | None = (
        uploads.seen_by(request.user).select_related("preview", "done", "account").filter(pk=number).first()
    )
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, number: int) -> Upload:
    """An upload of one's own, or of one's unit."""
    found = _upload(request, number)
    if not (request.user.has(Role.REFORM) or uploads.own(found, request.user)):
        raise Http404
    return found


def mend(request: HttpRequest, number: int) -> HttpResponse:
    """Correct cells in place; the original stays, and the workbook is read on trial as it is now said to be."""
    upload = _upload(request, number)
    if not uploads.own(upload, request.user):
        raise Http404
    if request.method != "POST":
        return redirect(link("upload", number, draft=request.GET.get("draft", "")))
    read = jobs.result_of(upload.preview) if upload.preview and upload.preview.state == jobs.DONE else {}
    form, asked = Cells(cells.shown(upload, paged(request, read)), request.POST), list[Job]()
    if form.is_valid():
        with transaction():
            upload = uploads.opened(upload, uploads.TRIAL, uploads.RETURNED)
            clash, changed = form.conflict(upload), form.changed(every := cells.shown(upload, read))
            if clash is None and form.attempt(
                lambda: asked.append(cells.mend(upload, request.user, changed, every, form.cleaned_data["why"]))
            ):
                drafts.drop(request.user, place(upload))
        if clash is not None:
            drafts.keep(request.user, place(upload), form)
            crumbs = [*CRUMBS, (f"报送 {number}", link("upload", number))]
            return told(request, form, clash, cells.values(upload), "改正并再试读", crumbs)
    if asked:
        jobs.wait(asked[0])
        return redirect("upload", number)
    drafts.keep(request.user, place(upload), form)
    return one(request, number, form)


def of_job(request: HttpRequest, number: int) -> HttpResponse:
    """From a job to the upload that it was for."""
    job = jobs.seen_by(request.user).filter(pk=number).first()
    if job is None:
        raise Http404
    return redirect("upload", json.loads(job.arguments).get("报送", 0))


def one(request: HttpRequest, number: int, form: Cells | None = None) -> HttpResponse:
    """The trial reading: problems by cell, what would change, headings to confirm; and what can be done next."""
    upload = _upload(request, number)
    current = upload.done if upload.done and upload.done.state != jobs.DONE else upload.preview
    working = current is not None and current.state in jobs.OPEN
    read = jobs.result_of(upload.preview) if upload.preview and upload.preview.state == jobs.DONE else {}
    if not scope.whole(request.user):
        read = {**read, "文件": [_masked(one) for one in read.get("文件", [])], "问": []}
    read = paged(request, read)
    mine, still = uploads.own(upload, request.user), upload.state in (uploads.TRIAL, uploads.RETURNED)
    if form is None and mine and still and not working:
        form = blank(request, upload, read)
    shown = {
        "upload": upload, "job": current, "working": working, "read": read, "files": json.loads(upload.files),
        "failed": current is not None and current.state in (jobs.FAILED, jobs.BROKEN),
        "stop": uploads.stops(upload) if upload.state in uploads.OPEN else "", "review": uploads.reviewed(upload),
        "mine": mine, "open": still, "form": form, "mended": list(cells.newest(upload).values()),
        "may_review": upload.state == uploads.WAITS and request.user.has(Role.REFORM) and upload.account_id != request.user.pk,
        "questions": [_question(request, one) for one in read.get("问", [])],
        "done": jobs.result_of(upload.done) if upload.done and upload.done.state == jobs.DONE else {},
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return page(request, "upload_state.html", **shown)
    return page(request, "upload.html", crumbs=CRUMBS, **shown)


def _masked(read: dict[str, Any]) -> dict[str, Any]:
    """What a trial reading says of a file, for those whose work its personal data are not."""
    private = set(read.get("private", ()))
    issues = [[cell, level, MASK if cell in private else words, do] for cell, level, words, do in read["issues"]]
    changes = [
        [key, name, *([MASK, MASK] if hidden(office().fields, name, whole=False) else [old, new]), *places]
        for key, name, old, new, *places in read["changes"]
    ]
    newly = [
        [[name, MASK if hidden(office().fields, name, whole=False) else value] for name, value in pairs]
        for pairs in read.get("newly", ())
    ]
    return {**read, "issues": issues, "changes": changes, "newly": newly}


def _question(request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
    """A question as the page shows it: for the kind chosen (?kind-…=), each heading with what it may be, likeliest first."""
    said = asked.get("said") or {}
    kinds = [one["kind"] for one in asked["kinds"]]
    kind = request.GET.get(f"kind-{asked['fingerprint'][:12]}") or said.get("kind") or asked["suggestions_for"]
    kind = kind if kind in asked["of"] else kinds[0]
    allowed = list(mapping.mappable(kind, office().fields))
    columns = []
    for column in asked["of"][kind]:
        near = [one["field"] for one in column["suggestions"]]
        chosen = said.get("fields", {}).get(column["header"], column["field"] or "")
        columns.append({**column, "chosen": chosen, "near": near, "rest": [n for n in allowed if n not in near]})
    return {**asked, "kind": kind, "columns": columns, "sure": sum(1 for c in columns if c["field"])}


def answer(request: HttpRequest, number: int) -> HttpResponse:
    """What the headings mean; remembered for this sender, then read on trial again. Or (`again`) ask once more."""
    upload = _own(request, number)
    if request.method != "POST" or upload.state not in uploads.OPEN:
        return redirect("upload", number)
    told = {name: request.POST[name] for name in ("again", "leave") if request.POST.get(name)}
    if told:
        jobs.wait(uploads.look(upload, request.user, **told))
        return redirect("upload", number)
    read = jobs.result_of(upload.preview) if upload.preview else {}
    answers = []
    for asked in read.get("问", []):
        mark = asked["fingerprint"]
        if not (kind := request.POST.get(f"kind-{mark}", "")):
            continue  # each sheet is a form of its own: of the others nothing was said
        fields = {c["header"]: request.POST.get(f"{mark}-{i}", "") for i, c in enumerate(asked["columns"])}
        answers.append({"fingerprint": mark, "kind": kind, "fields": fields})
    jobs.wait(uploads.look(upload, request.user, answers))
    return redirect("upload", number)


def again(request: HttpRequest, number: int) -> HttpResponse:
    """Read on trial once more."""
    upload = _own(request, number)
    if request.method == "POST":
        jobs.wait(uploads.look(upload, request.user))
    return redirect("upload", number)


def download(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """The marked workbooks (back-0 …) and the preview as a workbook."""
    upload = _upload(request, number)
    names = {
        f"back-{i}": f"{name.rpartition('.')[0] or name}-校核.xlsx"
        for i, (_, name, _) in enumerate(json.loads(upload.files))
    }
    names["preview"] = f"报送{number}-预览.xlsx"
    path = uploads.folder() / str(upload.pk) / f"{what}.xlsx"
    if what not in names or not path.exists():
        raise Http404
    read = jobs.result_of(upload.preview) if upload.preview else {}
    if not scope.whole(request.user) and any(one.get("holds") for one in read.get("文件", ())):
        raise UserError("下载", "这份工作簿里有个人信息，按角色不能整份下载", "请在网页上看，个人信息是遮住的")
    return FileResponse(path.open("rb"), as_attachment=True, filename=names[what])


def send(request: HttpRequest, number: int) -> HttpResponse:
    """Content with what the preview says: for review, or taken in at once."""
    upload = _own(request, number)
    if request.method == "POST":
        job = uploads.send(upload, request.user)
        if job is None:
            messages.success(request, "已送审。审改办审核通过后导入；退回的会在这里写明理由。")
        else:
            jobs.wait(job)
    return redirect("upload", number)


def review(request: HttpRequest, number: int) -> HttpResponse:
    """Take another's workbooks in, or send them back with a reason."""
    upload = _upload(request, number)
    if request.method == "POST":
        accept = request.POST.get("decision") == "accept"
        job = uploads.review(
            upload, request.user, accept=accept, why=request.POST.get("why", ""), seen=request.POST.get("seen", "")
        )
        if job is None:
            messages.success(request, "已退回报送人。")
        else:
            jobs.wait(job)
    return redirect("upload", number)


def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Take it back."""
    upload = _own(request, number)
    if request.method == "POST":
        uploads.drop(upload)
        messages.success(request, "已作罢，文件已删除。")
    return redirect("upload", number)
