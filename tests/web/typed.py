"""What a browser without script would send of a form as a page shows it: every field with what stands in it."""

from __future__ import annotations

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self, form: str) -> None:
        super().__init__()
        self.form, self.inside, self.found = form, False, {}
        self.area = self.select = ""
        self.option: dict[str, str | None] | None = None
        self.first = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = dict(attrs)
        if tag == "form":
            self.inside = one.get("id") == self.form
        if not self.inside:
            return
        name = one.get("name") or ""
        if tag == "input" and name and (one.get("type") not in ("checkbox", "radio") or "checked" in one):
            self.found.setdefault(name, []).append(one.get("value", "on"))
        elif tag == "textarea":
            self.area = name
            self.found.setdefault(name, []).append("")
        elif tag == "select":
            self.select, self.first = name, True
        elif tag == "option" and self.select:
            self.option = one

    def handle_data(self, text: str) -> None:
        if self.area:
            self.found[self.area][-1] += text
        if self.option is not None:
            value = self.option.get("value", text.strip()) or ""
            if self.first or "selected" in self.option:
                self.found[self.select] = [value]
            self.first, self.option = False, None

    def handle_endtag(self, tag: str) -> None:
        if tag == "option" and self.option is not None:
            self.handle_data("")
        if tag == "form":
            self.inside = False
        self.area = "" if tag == "textarea" else self.area
        self.select = "" if tag == "select" else self.select


def typed(page: str, form: str) -> dict[str, list[str]]:
    """By name all values of the form with that id."""
    reader = _Reader(form)
    reader.feed(page)
    return reader.found
