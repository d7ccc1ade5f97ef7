"""Records in another system's layout: choose the layout and the unit, get the workbook."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from app.incoming import intake, memory
from app.publishing.exporting import Exported
from app.publishing.exporting import export as exported
from app.web import scope
from app.web.forms import Form
from app.web.offices import office
from app.web.pages import link, page
from app.web.saving import XLSX


class Choose(Form):
    """版式, 单位."""

    layout = forms.ChoiceField(
        label="版式",
        help_text="上级系统的导入模板，例如“实施清单”。省平台的表报送过一次、确认过表头的，列在最前面，照它的栏目、次序和代码写",
    )
    unit = forms.CharField(
        label="单位",
        required=False,
        widget=forms.TextInput({"list": "units"}),
        help_text="例如“某某县民政局”；不写为全部单位",
    )

    def __init__(self, own: str | None, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        layouts = intake.all_layouts(office(), own or "")
        if own is None:  # the office hands on for every unit, by what any of them confirmed
            layouts += [r.layout for r in memory.remembered(office().fields) if r.sender and not r.faults]
        # what people confirmed is another system's own, the newest first; of ours the list of items is handed on most
        layouts.reverse()
        layouts.sort(key=lambda one: (not one.confirmed, one.kind != "办理项", one.name != "实施清单"))
        self.fields["layout"].choices = [(one.name, f"{one.name}：{one.kind}") for one in layouts]
        if own is not None:
            del self.fields["unit"]


def export(request: HttpRequest) -> HttpResponse:
    """The form; with a layout in the address the workbook, or (`see`) first what it will hold and what it has no column for."""
    from app.web.views.accounts import units

    own = None if scope.sees_all(request.user) else request.user.unit
    form = Choose(own, request.GET if "layout" in request.GET else None)
    made: list[Exported] = []
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        unit = own if own is not None else given["unit"].strip()

        def write() -> None:
            made.append(exported(office(), given["layout"], unit, whole=scope.whole(request.user)))

        if form.attempt(write) and "see" not in request.GET:
            name = f"{made[0].layout.name}{f'-{unit}' if unit else ''}.xlsx"
            told = {"Content-Disposition": content_disposition_header(True, name)}
            return HttpResponse(made[0].content, XLSX, headers=told)
    return page(
        request, "export.html", form=form, units=units() if own is None else [], own=own, made=made,
        file=link("export", layout=request.GET.get("layout", ""), unit=request.GET.get("unit", "")),
    )  # fmt: skip
