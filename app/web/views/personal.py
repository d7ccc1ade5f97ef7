"""Personal data: where they lie and since when (never what they are), and erasing them with a reason, logged."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.personal.erasing import Erased, What
from app.personal.places import lie, term
from app.web import personal
from app.web.forms import Form, Reason, reason
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.offices import office
from app.web.pages import page
from app.web.roles import WHOLE, Role

CRUMBS = [("个人信息", "/personal/")]
COLUMNS = (
    Column("place", "在哪里", lambda one: one.place),
    Column("field", "字段", lambda one: one.field),
    Column("count", "处", lambda one: one.count, number=True),
    Column("since", "最早", lambda one: one.since, whole=True),
    Column("overdue", "保存期满", lambda one: one.overdue, number=True),
)


class Person(Form):
    """姓名、号码, and why."""

    words = forms.CharField(
        label="姓名、号码",
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        max_length=500,
        help_text="一行一个，照原样写，例如“张某某”“13800000000”；内容不记入日志",
    )
    why = reason("本人申请，见 2021 年第 3 号申请书")

    def clean_words(self) -> tuple[str, ...]:
        """One a line, at least two signs each."""
        words = tuple(dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["words"].splitlines()))))
        if not words or any(len(word) < 2 for word in words):
            raise forms.ValidationError("每行至少两个字")
        return words


def overview(request: HttpRequest) -> HttpResponse:
    """Counts by place and field."""
    config = settings.CONFIG
    rows = lie(office().fields, term(config.personal_days))
    return page(
        request, "personal.html", table=listed(request, COLUMNS, rows, sort="place"), days=config.personal_days,
        itself=config.personal_erase == "自动", overdue=sum(one.overdue for one in rows), whole=WHOLE,
        may=request.user.has(Role.SECURITY),
    )  # fmt: skip


def erase_due(request: HttpRequest) -> HttpResponse:
    """All that is past its term."""
    form = Reason(request.POST or None)
    done: list[Erased] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(lambda: done.append(personal.erase_due(form.cleaned_data["why"])))
    ):
        return _told(request, done[0])
    return page(
        request, "form.html", crumbs=CRUMBS, form=form, title="清除期满的个人信息", verb="清除",
        intro=f"清除 {settings.CONFIG.personal_days} 天以前存入的个人信息和含有它的原件，不能恢复。记录的其他内容、判定、公布过的版次、日志都不变。",
    )  # fmt: skip


def erase_person(request: HttpRequest) -> HttpResponse:
    """What holds a name or number; what was typed is kept nowhere."""
    form = Person(request.POST or None)
    done: list[Erased] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and form.attempt(
            lambda: done.append(personal.erase(What(words=form.cleaned_data["words"]), form.cleaned_data["why"]))
        )
    ):
        return _told(request, done[0])
    return page(
        request, "form.html", crumbs=CRUMBS, form=form, title="按人清除个人信息", verb="清除",
        intro="清除各处个人信息字段里含有这些字的值，以及含有它的原件、草稿、待审的报送，不能恢复。写在其他文字里的只告诉有几处，由人改正。",
    )  # fmt: skip


def _told(request: HttpRequest, done: Erased) -> HttpResponse:
    places = "，".join(f"{place} {n}" for place, n in done.places.items()) or "没有找到"
    messages.success(request, f"已清除：{places}。以前的备份里还有，请按备份的保存期销毁。")
    if done.left:
        where = "，".join(f"{place} {n} 处" for place, n in done.left.items())
        messages.warning(request, f"这些字还写在别的文字里，没有改：{where}。请逐处看是不是这个人。")
    if done.files:
        messages.warning(
            request,
            f"这些文件没有删，请人工查看：{'、'.join(done.files)}（整改证据，或者是图片、加锁、损坏，程序看不全）。",
        )
    return redirect("personal")
