"""The dashboard of indicators: charts with their tables, both sides of every figure, the period by the address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from app.clock import now
from app.web import figures, jobs
from app.web.figures import Counted
from app.web.forms import Form
from app.web.offices import county
from app.web.pages import link, page
from app.web.roles import Role
from app.web.saving import XLSX
from app.web.views.accounts import units
from catalogue.finding import UserError
from exporters.figures import dashboard
from exporters.figures.charts import bars
from exporters.figures.dashboard_xlsx import workbook
from exporters.figures.indicators import Breakdown, IndicatorLine, point
from rules.indicators import DIMENSIONS

CRUMBS = [("指标", "/indicators/")]
BY = tuple(DIMENSIONS)


class Period(Form):
    """判定日, 从, 到."""

    as_of = forms.CharField(label="判定日", help_text="例如 2021-12-31；规则、机构都按这一天", max_length=10)
    first = forms.CharField(
        label="从哪个月", required=False, max_length=7, help_text="例如 2021-01；只对写明月份的数据，不写为全部"
    )
    last = forms.CharField(label="到哪个月", required=False, max_length=7, help_text="例如 2021-06")

    def clean_as_of(self) -> str:
        """A day."""
        return _written(self.cleaned_data["as_of"], "%Y-%m-%d", "日期", "2021-12-31")

    def clean_first(self) -> str:
        """A month or nothing."""
        return _written(self.cleaned_data["first"], "%Y-%m", "月份", "2021-01")

    def clean_last(self) -> str:
        """A month or nothing."""
        return _written(self.cleaned_data["last"], "%Y-%m", "月份", "2021-06")


def _written(text: str, pattern: str, word: str, example: str) -> str:
    if not text.strip():
        return ""
    try:
        return datetime.strptime(text.strip(), pattern).strftime(pattern)
    except ValueError:
        raise forms.ValidationError(f"“{text}”不是{word}，请写成 {example} 这样") from None


def _chosen(request: HttpRequest) -> tuple[list[Counted], Counted | None]:
    """All countings, and the one that the address asks for; the newest where it says none."""
    every = figures.counted()
    asked = [request.GET.get(name, "").strip() for name in ("as_of", "from", "to")]
    if not any(asked):
        return every, next(iter(every), None)
    return every, next((c for c in every if [str(c.day), c.first, c.last] == asked), None)


def _lines(request: HttpRequest, one: Counted) -> list[IndicatorLine]:
    """The lines that this person may see, of those whose names hold the word asked for."""
    word = request.GET.get("q", "").strip()
    found = figures.for_eyes_of(request.user, figures.lines_of(one), units())
    return [line for line in found if word in line.name]


def _query(one: Counted, **more: str) -> dict[str, str]:
    return {"as_of": str(one.day), "from": one.first, "to": one.last, **more}


def listing(request: HttpRequest) -> HttpResponse:
    """All indicators with a chart of the rates; by a dimension each with its own chart and table."""
    every, one = _chosen(request)
    by = request.GET.get("by", "")
    if by and by not in BY:
        raise UserError("按什么看", f"“{by}”不是", f"请选{'、'.join(BY)}")
    lines = _lines(request, one) if one else []
    rates = [line for line in lines if line.percent.endswith("%")]
    whole = [point(line, Breakdown(line.name, line.numerator, line.denominator, line.percent)) for line in rates]
    shown = (
        [(line, [v for v in dashboard.views(line) if v.title == f"按{by}" and v.rows]) for line in lines] if by else []
    )
    return page(
        request, "indicators.html", one=one, every=every, lines=lines, by=by, dimensions=BY, word=request.GET.get("q", "").strip(),
        chart=bars("各项比率", whole, share=True), shown=[(line, views[0]) for line, views in shown if views],
        without=[line.name for line, views in shown if not views], address=lambda c, **more: link("indicators", **_query(c, **more)),
        single=lambda line: link("indicator", **_query(one, name=line.name)) if one else "",
        download=link("indicators-download", **_query(one, q=request.GET.get("q", ""))) if one else "",
        may_count=request.user.has(Role.REFORM), asked={n: request.GET.get(n, "") for n in ("as_of", "from", "to")},
    )  # fmt: skip


def single(request: HttpRequest) -> HttpResponse:
    """One indicator whole: each dimension with its chart, what was left out with approval, where it comes from."""
    _, one = _chosen(request)
    name = request.GET.get("name", "")
    line = next((line for line in (figures.for_eyes_of(request.user, figures.lines_of(one), units()) if one else ()) if line.name == name), None)  # fmt: skip
    if line is None or one is None:
        raise Http404
    back = [("指标", link("indicators", **_query(one)))]
    return page(
        request, "indicator.html", crumbs=back, line=line, one=one, views=dashboard.views(line), heads=dashboard.EXCLUSION_HEADS,
        title=line.name, download=link("indicators-download", **_query(one, q=line.name)),
    )  # fmt: skip


def download(request: HttpRequest) -> HttpResponse:
    """What is seen, as a workbook with the same charts."""
    _, one = _chosen(request)
    if one is None:
        raise Http404
    mark = "示例" if county().example else ""
    made = workbook(_lines(request, one), one.day, lead=f"{county().name}　{one.told}", mark=mark)
    name = f"{mark}指标-{one.day}.xlsx"
    return HttpResponse(made, XLSX, headers={"Content-Disposition": content_disposition_header(True, name)})


def count(request: HttpRequest) -> HttpResponse:
    """Ask for a counting of a day and months; it is judged anew, as a job."""
    given: dict[str, Any] = {"as_of": request.GET.get("as_of") or now()[:10]}
    given |= {"first": request.GET.get("from", ""), "last": request.GET.get("to", "")}
    form = Period(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        asked = {"as_of": said["as_of"], "from": said["first"], "to": said["last"]}
        job = jobs.wait(jobs.ask(request.user, "指标", asked))
        return redirect(link("indicators", **asked) if job.state == jobs.DONE else link("job", job.pk))
    return page(
        request, "form.html", crumbs=CRUMBS, form=form, title="计算指标", verb="计算",
        intro="按判定日把全部事项判定一遍，再数出各项指标；数据多的要等一会儿，可以先去做别的。",
    )  # fmt: skip


def of_job(request: HttpRequest, number: int) -> HttpResponse:
    """From a counting job to its figures."""
    one = next((c for c in figures.counted() if c.job == number), None)
    return redirect(link("indicators", **(_query(one) if one else {})))
