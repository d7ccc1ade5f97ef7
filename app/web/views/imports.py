"""What came in: every import, what it changed, and taking one back. The act is that of `app.incoming.undo`."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.incoming import undo as undoing
from app.incoming.matching import shown_key
from app.incoming.preview import WORDS
from app.models import ImportAct, ImportedFile
from app.personal.masking import blotted
from app.personal.places import personal_texts
from app.web import jobs, scope
from app.web.forms import Form, reason
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.offices import office
from app.web.pages import link, page, when
from app.web.views.tray import seen

CRUMBS = [("导入记录", "/imports/")]
COLUMNS = (
    Column("number", "次", lambda i: i.number, number=True),
    Column("file", "文件", lambda i: i.file),
    Column("sender", "来自", lambda i: i.sender),
    Column("at", "时间", lambda i: when(i.at), whole=True),
    Column("by", "谁", lambda i: i.by),
    Column("rows", "行", lambda i: i.rows, number=True),
    Column("waiting", "还在暂存", lambda i: i.waiting, number=True),
    Column("undone", "状态", lambda i: "已撤销" if i.undone else "有效", whole=True),
)


def listing(request: HttpRequest) -> HttpResponse:
    """Every import that one may see, newest first."""
    rows = [one for one in undoing.imports() if seen(request, one.sender)]
    return page(
        request,
        "imports.html",
        table=listed(request, COLUMNS, rows, sort="-number", address=lambda i: link("import", i.number)),
    )


def _import(request: HttpRequest, number: int) -> ImportedFile:
    found = ImportedFile.objects.filter(pk=number).first()
    if found is None or not seen(request, found.sender or ""):
        raise Http404
    return found


LISTS = {
    "问题": [Column("cell", "位置", lambda r: r[0], whole=True), Column("level", "级别", lambda r: r[1], whole=True),
             Column("message", "问题", lambda r: r[2]), Column("advice", "怎么办", lambda r: r[3])],
    "变更": [Column("key", "记录", lambda r: r[0]), Column("fields", "字段", lambda r: r[1])],
    "不再出现": [Column("key", "记录（只报告，没有删除）", lambda r: r[0])],
}  # fmt: skip


def one(request: HttpRequest, number: int) -> HttpResponse:
    """What it brought: new, changed, same, no longer there; its problems; what was done with it since. Each list whole,
    one at a time."""
    found = _import(request, number)
    report: dict[str, Any] = json.loads(found.report)
    compare = report.get("compare") or {}
    private = [] if scope.whole(request.user) else personal_texts(office().fields, found)
    lists: dict[str, list[tuple[str, ...]]] = {
        "问题": [
            (i["cell"], WORDS[i["severity"]], blotted(i["message"], private), i["advice"]) for i in report["issues"]
        ],
        "变更": [(shown_key(key), "、".join(names)) for key, names in (compare.get("changed") or {}).items()],
        "不再出现": [(shown_key(key),) for key in compare.get("gone") or ()],
    }
    lists = {name: rows for name, rows in lists.items() if rows}
    asked = request.GET.get("list", "")
    asked = asked if asked in lists else next(iter(lists), "")
    return page(
        request, "import.html", crumbs=CRUMBS, found=found, undone=undoing.is_undone(number),
        counts=[(w, len(compare.get(k) or ())) for w, k in (("新增", "new"), ("变更", "changed"), ("不变", "same"), ("不再出现", "gone"))],
        lists={name: len(rows) for name, rows in lists.items()}, asked=asked,
        table=listed(request, LISTS[asked], lists[asked], sort="-level" if asked == "问题" else "key") if asked else None,
        acts=ImportAct.objects.filter(imported=found).order_by("id"),
    )  # fmt: skip


class Undo(Form):
    """理由, and what becomes of what rests on it."""

    later = forms.ChoiceField(
        label="后来的导入又改过的记录", required=False, widget=forms.RadioSelect,
        choices=[("", "有这样的记录就先不撤销，告诉我是哪些"), ("keep", "保持现状，其余撤销"), ("undo", "连同后来的导入一并撤销")],
    )  # fmt: skip
    why = reason("报错了表")


def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take an import back by new versions; nothing is deleted."""
    found = _import(request, number)
    form = Undo(request.POST or None, initial={"later": ""})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        job = jobs.wait(
            jobs.ask(request.user, "撤销", {"number": number, "why": given["why"], "later": given["later"]})
        )
        if job.state in jobs.OPEN:
            return redirect("job", job.pk)
        if job.state == jobs.DONE:
            messages.success(request, job.message + "。已公布的版次不变，请重新判定。")
            return redirect("import", number)
        form.add_error(None, job.message)
    return page(
        request, "form.html", crumbs=[*CRUMBS, (found.name, link("import", number))], form=form,
        title=f"撤销第 {number} 次导入", verb="撤销", intro=f"“{found.name}”带来的内容恢复成导入以前的样子，只追加新版本，从不删除。",
    )  # fmt: skip
