"""The audit log: every act, by whom, when, from where, why; searched by the address, never changed."""

from __future__ import annotations

import json
import re
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from app.models import AuditEntry
from app.store import audit_head, record_act, transaction, verify_audit
from app.web.listing import Column, everything
from app.web.listing import listing as listed
from app.web.pages import page
from app.web.saving import saved


def detail(entry: AuditEntry) -> dict[str, Any]:
    """What the act's line says, as an object."""
    found: dict[str, Any] = json.loads(entry.detail)
    return found


def rest(entry: AuditEntry) -> str:
    """All that has no column of its own and is not empty."""
    told = {k: v for k, v in detail(entry).items() if k not in ("地址", "理由") and v not in ("", None, [], {})}
    return "；".join(f"{k}：{_words(v)}" for k, v in told.items())


def _words(value: Any) -> str:
    """A value as a person reads it: lists and what is within them without the signs of a program."""
    if isinstance(value, dict):
        return "，".join(f"{k}＝{_words(v)}" for k, v in value.items())
    if isinstance(value, list):
        return "、".join(f"（{_words(one)}）" if isinstance(one, dict) else _words(one) for one in value)
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def short(entry: AuditEntry) -> str:
    """The same for the screen: of a digest its beginning."""
    return _DIGEST.sub(lambda found: f"{found[0][:12]}…", rest(entry))


_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
COLUMNS = (
    Column("number", "序号", lambda e: e.number, number=True),
    Column("at", "时间", lambda e: e.at[:19].replace("T", " "), whole=True),
    Column("by", "谁", lambda e: e.by, whole=True),
    Column("act", "做了什么", lambda e: e.act, whole=True),
    Column("where", "从哪里", lambda e: detail(e).get("地址", "命令行"), order="", whole=True),
    Column("why", "理由", lambda e: detail(e).get("理由", ""), order=""),
    Column("detail", "内容", short, order=""),
)
SAVED = (*COLUMNS[:-1], Column("detail", "内容", rest, order=""), Column("hash", "摘要", lambda e: e.hash))


FILTERS = (  # in the address, here, for people
    ("by", "by", "谁"), ("act", "act", "做了什么"), ("since", "since", "从"), ("until", "until", "到"),
    ("where", "地址", "从哪里"), ("why", "理由", "理由含"), ("q", "q", "内容含"),
)  # fmt: skip


def found(request: HttpRequest) -> QuerySet[AuditEntry]:
    """The entries that the address asks for: by whom, which act, from and to which day, from where, a word of
    the reason or of the content."""
    rows = AuditEntry.objects.all()
    asked = _asked(request)
    if asked["by"]:
        rows = rows.filter(by__contains=asked["by"])
    if asked["act"]:
        rows = rows.filter(act=asked["act"])
    if asked["since"]:
        rows = rows.filter(at__gte=asked["since"])
    if asked["until"]:
        rows = rows.filter(at__lt=asked["until"] + "U")  # after every time of that day, which goes on with T
    for name in ("理由", "地址"):
        if asked[name]:
            word = re.escape(json.dumps(asked[name], ensure_ascii=False)[1:-1])
            rows = rows.filter(detail__regex=f'"{name}":"([^"\\\\]|\\\\.)*{word}')
    return rows.filter(detail__contains=asked["q"]) if asked["q"] else rows


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(key, "").strip() for key, name, _ in FILTERS}


def listing(request: HttpRequest) -> HttpResponse:
    """The log, newest first."""
    acts = sorted(AuditEntry.objects.values_list("act", flat=True).distinct())
    table = listed(request, COLUMNS, found(request), sort="-number")
    return page(request, "audit.html", table=table, acts=acts, asked=request.GET, query=request.GET.urlencode())


def download(request: HttpRequest, form: str) -> HttpResponse:
    """The acts that are seen, with the hash that chains each; that they were taken away is an act itself."""
    rows = list(everything(request, COLUMNS, found(request), sort="-number"))
    told = _asked(request)
    asked = {words: told[name] for _, name, words in FILTERS if told[name]}
    note = "，".join(f"{words}“{value}”" for words, value in asked.items()) or "全部"
    answer = saved(SAVED, rows, "审计日志", form, note)
    if request.method == "GET":
        with transaction():
            record_act("导出审计日志", {"条数": len(rows), "筛选": note, "文件": form})
    return answer


def verify(request: HttpRequest) -> HttpResponse:
    """Compute the chain from its beginning."""
    verify_audit()
    return page(
        request,
        "audit_verified.html",
        crumbs=[("审计日志", "/audit/")],
        count=AuditEntry.objects.count(),
        head=audit_head(),
    )
