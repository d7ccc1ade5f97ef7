"""A legal text that the book does not have yet - most often the province's or the county's own - proposed by a form."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse

from app.rulebook.valuechanges import text_entry
from app.web import drafts
from app.web.forms import reason
from app.web.offices import office
from app.web.views.valueforms import Dated, proposed
from catalogue.rulebook import RANKS


class Text(Dated):
    """文件, 文号, 位阶, how many articles, since when."""

    title = forms.CharField(label="文件", max_length=120, help_text="全称，不写书名号，例如 示例省优化营商环境条例")
    number = forms.CharField(label="文号", max_length=60, required=False, help_text="例如 示例省人民政府令第示1号")
    rank = forms.ChoiceField(label="位阶", choices=[("", "请选"), *((one, one) for one in RANKS)])
    articles = forms.IntegerField(
        label="条数", min_value=1, max_value=2000, required=False, help_text="一共多少条，写了才查得出引错的条号"
    )
    why = reason("省里新公布，规则要引用")
    field_order = ("title", "number", "rank", "begins", "ends", "articles", "why")

    def clean_title(self) -> str:
        """Without 《》, and not one that the book has."""
        title: str = self.cleaned_data["title"].strip().strip("《》")
        if title in office().book.texts:
            raise forms.ValidationError(
                f"规则书里已有《{title}》，可以直接引用；它的日期、文号有错的，请在规则书的工作簿“文件”表里改"
            )
        return title

    def entry(self) -> str:
        """As texts.yaml writes it."""
        given = self.cleaned_data
        told = {"文号": given["number"], "位阶": given["rank"], **self.days(), "条数": str(given["articles"] or "")}
        return text_entry(given["title"], told)


def add(request: HttpRequest) -> HttpResponse:
    """Propose one more text; rules may cite it once it is approved."""
    place = "text/new"
    form = Text(request.POST or None, initial=drafts.initial(request, place))
    title = request.POST.get("title", "").strip().strip("《》")
    return proposed(
        request, form, place, ("文件", title), form.entry, title="加一个文件",
        intro="规则要引用、规则书里还没有的文件，多是省里、县里的。批准以后写规则时就能选到它。只登记读过原文的。",
    )  # fmt: skip
