"""Notices (通知) with their annexes, declared in ``templates/notices.yaml``; drafts until an office numbers and signs.

Form: GB/T 9704-2012 党政机关公文格式. Number, day and signature are the office's: the program leaves them blank.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalogue.edition import Edition
from catalogue.finding import UserError
from catalogue.yamlfile import read_yaml
from exporters.lists import safe_name
from exporters.pages import folders
from exporters.paper.annex import Annex, annex, data
from exporters.paper.pdf import pdf
from exporters.sheet import Sheet

BLANK_NUMBER, BLANK_DAY = "〔　　　　〕　　号", "　　　　年　　月　　日"


class Conditional(BaseModel):
    """A paragraph that is written only where the annexes hold such a row."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    only: dict[str, str] = Field(alias="仅当")
    words: str = Field(alias="段")


class NoticeForm(BaseModel):
    """One declared notice; the words of the file are explained at its top."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str = Field(alias="标题")
    file: str = Field(alias="文件")
    issuer: str = Field(alias="发文机关", default="{编制单位}")
    to: str = Field(alias="主送")
    annexes: tuple[str, ...] = Field(alias="附件", min_length=1)
    each: str = Field(alias="各出一份", default="")
    body: tuple[Conditional | str, ...] = Field(alias="正文", min_length=1)


@dataclass(frozen=True)
class Notice:
    """A notice as it is set: blank where the office writes."""

    title: str
    file: str
    head: str
    number: str
    to: str
    paragraphs: tuple[str, ...]
    annexes: tuple[Sheet, ...]
    issuer: str
    day: str
    mark: str
    openness: str = "此件公开发布"


def notices(edition: Edition, sheets: Iterable[Sheet], overlay: Path | None = None) -> list[Notice]:
    """All notices that the edition's lists call for, in the order declared. A notice without a list is not written."""
    known = list(sheets)
    made = []
    for form in read_notices(folders(overlay)):
        chosen = [sheet for pattern in form.annexes for sheet in known if fnmatch.fnmatchcase(sheet.path, pattern)]
        groups = [[sheet] for sheet in chosen] if form.each == "是" else [chosen] if chosen else []
        made += [_notice(form, edition, group) for group in groups]
    return made


def read_notices(places: Iterable[Path]) -> list[NoticeForm]:
    """The declared notices; an office's own file adds to the shipped one, the same 附件 replaces."""
    forms: dict[tuple[str, ...], NoticeForm] = {}
    for folder in places:
        path = folder / "notices.yaml"
        for number, entry in enumerate(read_yaml(path) if path.exists() else [], start=1):
            try:
                form = NoticeForm.model_validate(entry)
            except ValidationError as error:
                place = f"{path.name} 第 {getattr(entry, 'line', number)} 行"
                words = "、".join(".".join(map(str, one["loc"])) or "整条" for one in error.errors())
                raise UserError(place, f"通知写法不对：{words}", "请对照文件开头的说明改正") from error
            forms[form.annexes] = form
    return list(forms.values())


def _notice(form: NoticeForm, edition: Edition, annexes: list[Sheet]) -> Notice:
    county = edition.manifest.county
    rows = [row for sheet in annexes for row in sheet.machine]
    values: dict[str, Any] = dict(rows[0]) if rows else {}
    values |= {
        "县": county.name,
        "编制单位": county.office,
        "清单": annexes[0].title,
        "项数": str(sum(sheet.count for sheet in annexes)),
    }
    issuer = _filled(form.issuer, values, form)
    values["发文机关"] = issuer
    paragraphs = []
    for part in form.body:
        if isinstance(part, str):
            paragraphs.append(_filled(part, values, form))
        elif any(all(row.get(key) == value for key, value in part.only.items()) for row in rows):
            paragraphs.append(_filled(part.words, values, form))
    return Notice(
        title=_filled(form.title, values, form),
        file=safe_name(_filled(form.file, values, form)),
        head=f"{issuer}文件",
        number=BLANK_NUMBER,
        to=form.to,
        paragraphs=tuple(paragraphs),
        annexes=tuple(annexes),
        issuer=issuer,
        day=BLANK_DAY,
        mark=annexes[0].mark,
    )


def _filled(pattern: str, values: dict[str, Any], form: NoticeForm) -> str:
    def one(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise UserError(
                f"notices.yaml 通知“{form.title}”", f"没有叫“{found[1]}”的内容", f"可用的：{'、'.join(values)}"
            )
        return str(values[found[1]])

    return re.sub(r"{([^{}]*)}", one, pattern)


def notice_pdf(notice: Notice, made: date, overlay: Path | None = None) -> bytes:
    """The notice and its annexes in one PDF, pages counted through."""
    return pdf("notice.typ", notice_data(notice, overlay), title=notice.title, made=made, overlay=overlay)


def laid_out(notice: Notice, overlay: Path | None = None, slack: float = 0) -> list[Annex]:
    """The annexes with their numbers, each laid out page by page."""
    only = len(notice.annexes) == 1
    return [
        annex(sheet, "-" if only else str(place), overlay, slack) for place, sheet in enumerate(notice.annexes, start=1)
    ]


def notice_data(notice: Notice, overlay: Path | None = None) -> dict[str, Any]:
    """What the template reads."""
    return {
        "title": notice.title,
        "head": notice.head,
        "number": notice.number,
        "to": notice.to,
        "paragraphs": list(notice.paragraphs),
        "annexes": [data(one) for one in laid_out(notice, overlay)],
        "issuer": notice.issuer,
        "day": notice.day,
        "mark": notice.mark,
        "openness": notice.openness,
        "printed": notice.issuer,
        "printed_day": f"{notice.day}印发",
    }
