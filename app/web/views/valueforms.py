"""Parameters and lists: what they say and who reads them, and proposing a new value or a row without a file to edit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.models import RuleProposal
from app.rulebook import rulechanges
from app.rulebook.valuechanges import columns_of, rows_text, with_value
from app.web import drafts
from app.web.forms import Form, reason
from app.web.listing import Column
from app.web.listing import listing as listed
from app.web.offices import office
from app.web.pages import link, page
from app.web.roles import Role
from app.web.sheets import names_of
from app.web.views.rules import in_words
from catalogue.bookview import ListView
from catalogue.finding import FormError, UserError

CRUMBS = [("规则书", "/rules/"), ("参数和清单", "/rules/values/")]
_TEXTS = forms.TextInput({"list": "texts", "autocomplete": "off"})
ROWS = (
    Column("item", "内容", lambda r: r.entry + (f"（{r.meaning}）" if r.meaning else "")),
    Column("begins", "施行", lambda r: r.begins, whole=True),
    Column("ends", "废止", lambda r: r.ends or "—", whole=True),
    Column("source", "来源", lambda r: r.source or "—"),
    Column("place", "写在", lambda r: r.place),
)


def listing(request: HttpRequest) -> HttpResponse:
    """Every parameter with its values, every list with how many rows; those nobody has set are named first."""
    book = office().book
    shown = in_words(book)
    counts: dict[str, int] = dict.fromkeys(book.vocabulary.columns, 0)
    for row in shown.lists:
        counts[row.name] += 1
    return page(
        request, "values.html", crumbs=CRUMBS[:1], parameters=sorted(shown.parameters, key=lambda p: (bool(p.value), p.name)),
        lists=sorted(counts.items()), may=request.user.has(Role.REFORM),
    )  # fmt: skip


def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows of one list."""
    word, found = request.GET.get("q", ""), _rows(name)
    found = [row for row in found if word in row.entry + row.meaning + row.source]
    may = request.user.has(Role.REFORM)
    return page(
        request, "list_rows.html", crumbs=CRUMBS, title=f"清单：{name}", name=name, word=word, may=may,
        table=listed(request, ROWS, found, sort="item", address=(lambda row: _change(name, row)) if may else None),
    )  # fmt: skip


def _change(name: str, row: ListView) -> str:
    """Where that row is changed or ended: the form with the row in it."""
    cells = {f"column-{place}": cell for place, cell in enumerate(row.cells)}
    return link("list-add", name, **cells, begins=row.begins, ends=row.ends, source=row.source)


def _rows(name: str) -> list[ListView]:
    if name not in office().book.vocabulary.columns:
        raise Http404
    return [row for row in in_words(office().book).lists if row.name == name]


class Dated(Form):
    """施行, 废止: what every value and every row has."""

    begins = forms.DateField(
        label="施行", widget=forms.DateInput({"type": "date"}), help_text="从哪天起，例如 2021-07-01"
    )
    ends = forms.DateField(
        label="废止", required=False, widget=forms.DateInput({"type": "date"}), help_text="这一天起不再用；没有就不写"
    )  # fmt: skip

    def days(self) -> dict[str, str]:
        """As the book writes them."""
        given: dict[str, date | None] = {"施行": self.cleaned_data["begins"], "废止": self.cleaned_data["ends"]}
        return {name: day.isoformat() if day else "" for name, day in given.items()}


class Value(Dated):
    """A parameter's value, since when, on what."""

    value = forms.CharField(
        label="值", max_length=100, help_text="数、日期（2021-07-01）或文字，与原来的同类，例如 2000"
    )
    text = forms.CharField(
        label="文件", max_length=200, required=False, widget=_TEXTS, help_text="依据的文件，从登记的法律文本里选"
    )
    article = forms.CharField(label="条", max_length=40, required=False, help_text="例如 第四十八条")
    gist = forms.CharField(label="要点", max_length=300, required=False, help_text="用自己的话，例如 由县里定小额")
    why = reason("县政府 2021 年第 3 次会议定")
    field_order = ("value", "begins", "ends", "text", "article", "gist", "why")


def parameter(request: HttpRequest, name: str) -> HttpResponse:
    """Propose a new value of a parameter; the one before it ends where it begins."""
    known = office().book.parameters.get(name)
    if known is None:
        raise Http404
    place = f"value/{name}"
    form = Value(request.POST or None, initial=drafts.initial(request, place))
    said = (
        "；".join(
            f"{v.value}（{v.begins} 起{f'，到 {v.ends}' if v.ends else ''}）" for v in known if v.value is not None
        )
        or "还没有值"
    )

    def text() -> str:
        given = form.cleaned_data
        basis = {"文件": given["text"].strip("《》"), "条": given["article"], "要点": given["gist"]}
        return with_value(
            office(), name, {"值": given["value"].strip(), **form.days(), "依据": {k: v for k, v in basis.items() if v}}
        )

    return proposed(
        request, form, place, ("参数", name), text, title=f"改参数：{name}",
        intro=f"现在：{said}。新的值从“施行”那天起用，原来的到那天为止；以前各天的判定不变。先算影响，再由另一位同事批准。",
    )  # fmt: skip


class ListRow(Dated):
    """A row of a list: its own columns, and since when."""

    source = forms.CharField(label="来源", max_length=200, help_text="哪份文件，例如 示例省政府令第 1 号附件")
    note = forms.CharField(label="备注", max_length=200, required=False)
    why = reason("省里新公布了目录")

    def __init__(self, columns: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = office().book.fields.fields
        for number, name in enumerate(columns):
            values = fields[name].values if name in fields else ()
            made: forms.Field = forms.ChoiceField(choices=[("", "请选"), *((v, v) for v in values)]) if values else forms.CharField(
                max_length=300, widget=forms.TextInput({"list": "matters", "autocomplete": "off"} if name in ("项", "事项") else {})
            )  # fmt: skip
            made.label = name
            made.error_messages["required"] = f"请填写{name}"
            self.fields[f"column-{number}"] = made
        self.order_fields([*(f"column-{n}" for n in range(len(columns))), "begins", "ends", "source", "note", "why"])
        self.columns = columns

    def text(self) -> str:
        """As the list's file writes it; a matter that is called by its name is written by its 标识."""
        ids = {name: number for number, name in names_of(office().book).items()}
        cells = {name: self.cleaned_data[f"column-{n}"].strip() for n, name in enumerate(self.columns)}
        cells = {name: ids.get(said, said) for name, said in cells.items()}
        return rows_text(
            self.columns,
            {**cells, **self.days(), "来源": self.cleaned_data["source"], "说明": self.cleaned_data["note"]},
        )


def add(request: HttpRequest, name: str) -> HttpResponse:
    """Propose one more row, or (``?column-0=…&begins=…``) the end or the source of one that is there."""
    if name not in office().book.vocabulary.columns:
        raise Http404
    begun = {key: value for key, value in request.GET.items() if key != "draft"}
    place = f"list/{name}" + "/".join(["", *begun.values()] if begun else [])[:100]
    form = ListRow(columns_of(office(), name), request.POST or None, initial=drafts.initial(request, place, begun))
    return proposed(
        request, form, place, ("清单", name), form.text, title=f"清单“{name}”{'改一行' if begun else '加一行'}",
        intro="写进本单位的清单，与随程序带的合在一起用；内容、施行都相同的一行以本单位的为准。"
        + ("要废止它，写上“废止”那一天；内容和施行不要动，动了就是另加一行。" if begun else "要废止已有的一行，请在清单里点那一行。"),
    )  # fmt: skip


def proposed(
    request: HttpRequest, form: Form, place: str, what: tuple[str, str], text: Any, **shown: Any
) -> HttpResponse:
    """The page of a form that becomes a proposal."""
    if request.method == "POST":
        if form.is_valid() and (made := _propose(form, what, text)):
            drafts.drop(request.user, place)
            messages.success(request, "建议通过了校对。下一步：算影响，再请另一位同事批准。")
            return redirect("proposal", made.pk)
        drafts.keep(request.user, place, form)
    book = office().book
    lists = {"texts": sorted({t[0].title for t in book.texts.values()})}
    if what[0] == "清单":
        lists["matters"] = sorted(names_of(book).values())
    return page(request, "form.html", crumbs=CRUMBS, form=form, verb="校对并提出", datalists=lists, **shown)


def _propose(form: Form, what: tuple[str, str], text: Any) -> RuleProposal | None:
    """The proposal, or None with what is wrong said in the form."""
    try:
        found: RuleProposal = rulechanges.propose(
            office(), rulechanges.VALUES[what[0]], text(), form.cleaned_data["why"], name=f"{what[0]}：{what[1]}"
        )
    except FormError as error:
        for fault in error.faults:
            named = next((n for n, f in form.fields.items() if f"“{f.label}”" in fault.what), None)
            form.add_error(named, f"{fault.what}。{fault.advice.removesuffix('；改动没有写出')}")
    except UserError as error:
        form.add_error(None, f"{error.what}。{error.advice}")
    else:
        return found
    return None
