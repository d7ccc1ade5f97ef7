"""The form beside the problems of an upload: a box for each cell that can be mended in place, one reason for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest

from app.web import cells, drafts
from app.web.forms import reason
from app.web.listing import whole_number
from app.web.locking import Conflict, Difference, VersionedForm, version_of
from app.web.models import Mending, Upload

PAGE = 500  # problems of a file at once
LONG = 60  # signs from which a text gets a larger box


class Cells(VersionedForm):
    """The boxes by their names (``0-表!E3``: number of the file, cell), 同样的一并改, 理由."""

    same = forms.BooleanField(label="同一栏里原文相同的，一并这样改", required=False)
    why = reason("已电话核实")

    def __init__(self, shown: Mapping[str, Mapping[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown
        for name, known in shown.items():
            long = len(known["text"]) > LONG or "\n" in known["text"]
            told = {"form": "mend", "aria-label": f"{known['cell']} 改为"}
            if known["values"]:
                told["list"] = f"values-{known['field']}"
            self.fields[name] = forms.CharField(
                label=f"{known['file']} {known['cell']}", required=False, strip=True, max_length=32_767,
                initial=known["text"], widget=forms.Textarea({"rows": 3, **told}) if long else forms.TextInput(told),
            )  # fmt: skip
        self.fields["same"].widget.attrs["form"] = self.fields["why"].widget.attrs["form"] = "mend"
        self.order_fields([*shown, "same", "why"])

    @property
    def lists(self) -> dict[str, list[str]]:
        """The values that a field may have, of those fields that have a list of them."""
        return {known["field"]: known["values"] for known in self.shown.values() if known["values"]}

    def changed(self, every: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
        """What stands in the boxes and is another text than before; with what goes along among `every` cell, on other pages, too."""
        given = {name: _plain(self.cleaned_data[name]) for name in self.shown if name in self.data}
        found = {name: text for name, text in given.items() if text != _plain(self.shown[name]["text"])}
        return cells.alike(found, every) if self.cleaned_data["same"] else found

    def conflict(self, upload: Upload) -> Conflict | None:
        """None if nobody mended a cell since the page was opened."""
        if self.cleaned_data["version"] == version_of(cells.values(upload)):
            return None
        last = Mending.objects.filter(upload=upload).order_by("-id").first()
        for name in self.fields:
            self.fields[name].widget.attrs.pop("form", None)  # the page of both versions has one form only
        pairs = [(n, _plain(known["text"]), _plain(self.cleaned_data[n])) for n, known in self.shown.items()]
        told = [Difference(self.fields[n].label, theirs, yours) for n, theirs, yours in pairs if theirs != yours]
        return Conflict(last.by if last else "", last.at if last else "", told)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def paged(request: HttpRequest, read: dict[str, Any]) -> dict[str, Any]:
    """A trial reading with the problems (and cells to mend) of the page that the address asks for: ``?page-0=2``."""
    files = []
    for number, file in enumerate(read.get("文件", ())):
        told, name = file["issues"], f"page-{number}"
        pages = max(1, -(-len(told) // PAGE))
        here = min(max(1, whole_number(request.GET.get(name), 1)), pages)
        issues = told[(here - 1) * PAGE : here * PAGE]
        cells_here = {cell for cell, *_ in issues}
        links = [(n, "?" + urlencode({**request.GET.dict(), name: n}), n == here) for n in range(1, pages + 1)]
        mendable = {cell: known for cell, known in file.get("mendable", {}).items() if cell in cells_here}
        files.append(
            {**file, "issues": issues, "mendable": mendable, "told": len(told), "pages": links if pages > 1 else []}
        )
    return {**read, "文件": files}


def place(upload: Upload) -> str:
    """Where the draft lies."""
    return f"upload/{upload.pk}"


def blank(request: HttpRequest, upload: Upload, read: Mapping[str, Any]) -> Cells | None:
    """The form as the page opens it; None where there is nothing to mend."""
    shown = cells.shown(upload, read)
    begun = drafts.initial(request, place(upload), {"version": version_of(cells.values(upload))})
    return Cells(shown, initial=begun) if shown else None
