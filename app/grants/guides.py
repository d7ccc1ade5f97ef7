"""What the guides published last say of who handles a matter, and which must be reissued since a power moved."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from app.office import Office
from catalogue.names import name_key
from rules.facts.judged import Judged
from rules.facts.subject import Subject

FORMER, RECIPIENT, NONE = "只写原实施机关", "写了承接主体", "没有指南"
EXERCISED, ENDED = ("已承接", "运行", "评估", "继续"), ("收回", "取消")


@dataclass(frozen=True)
class Printed:
    """The last edition as far as it matters here: its number and day, which matters have a guide, whom guides name."""

    number: int
    as_of: date
    matters: frozenset[str]
    handlers: frozenset[tuple[str, str]]

    def says(self, matter: str, recipient: str) -> str:
        """公布指南所写 of one matter and recipient."""
        key = name_key(matter)
        if (key, name_key(recipient)) in self.handlers:
            return RECIPIENT
        return FORMER if key in self.matters else NONE


@dataclass(frozen=True)
class Reissue:
    """One guide that has to be published anew: since when, because of whom, and what it says now."""

    matter: str
    department: str
    since: date
    stage: str
    recipients: tuple[str, ...]
    says: str
    edition: int


def printed(office: Office, day: date) -> Printed | None:
    """What was published last by that day; None where nothing was."""
    if not office.stored:
        return None
    from app.models import Edition as Row

    row = Row.objects.filter(as_of__lte=day).order_by("-number").defer("lines", "manifest").first()
    return None if row is None else Printed(row.number, row.as_of, *_said(row.digest))


_MATTER = ',"kind":"事项","name":'  # the keys of a line are in order, and what follows in it is long


@lru_cache(maxsize=2)
def _said(digest: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Which matters have a guide in that edition, and whom guides name; what was published stays as it is."""
    from app.models import Edition as Row

    matters, handlers = set(), set()
    read = json.JSONDecoder().raw_decode
    for line in Row.objects.get(digest=digest).lines.splitlines():
        _, matter, rest = line.partition(_MATTER)
        if matter and _MATTER not in rest:
            matters.add(name_key(read(rest)[0]))
        elif '"kind":"事项"' in line:
            matters.add(name_key(json.loads(line)["name"]))
        elif '"kind":"赋权"' in line:
            one = json.loads(line)
            handlers.add((name_key(one["matter"]), name_key(one["recipient"])))
    return frozenset(matters), frozenset(handlers)


def with_guides(subjects: Iterable[Subject], office: Office, day: date) -> list[Subject]:
    """Grants, each with what the published guide says of it; unchanged where nothing was published."""
    subjects = list(subjects)
    known = printed(office, day) if any("经过环节" in one.facts for one in subjects) else None
    if known is None:
        return subjects
    in_hand = {(name_key(one.name), one.unit) for one in subjects if one.facts.get("经过环节") not in ENDED}
    return [replace(one, facts={**one.facts, "公布指南所写": known.says(one.name, one.unit)}) if _moved(one, in_hand) else one
            for one in subjects]  # fmt: skip


def _moved(one: Subject, in_hand: set[tuple[str, str]]) -> bool:
    """Whether the guide has to follow a grant: it has a life, and what was taken back was not given again since."""
    given_again = one.facts.get("经过环节") in ENDED and (name_key(one.name), one.unit) in in_hand
    return "经过日期" in one.facts and not given_again


def to_reissue(grants: Iterable[Judged], edition: int, since: date | None = None) -> list[Reissue]:
    """The guides that name the former handler, by matter; `since`: only where the power moved on that day or later."""
    found: dict[tuple[str, str, str], list[Judged]] = {}
    for one in grants:
        stage, moved = str(one.facts.get("经过环节", "")), one.facts.get("经过日期")
        says = one.facts.get("公布指南所写")
        given = stage in EXERCISED and says == FORMER and one.answer("实际办结") == "承接主体"
        lawful = one.answer("方式合法") == "合法"
        if moved is None or since and moved < since:
            continue
        if given and lawful or stage in ENDED and says == RECIPIENT:
            found.setdefault((one.name, str(one.facts.get("原实施机关", "")), stage), []).append(one)
    return [
        Reissue(
            matter, department, min(one.facts["经过日期"] for one in group), stage,
            tuple(str(one.facts.get("承接主体", "")) for one in group), str(group[0].facts["公布指南所写"]), edition,
        )
        for (matter, department, stage), group in sorted(found.items())
    ]  # fmt: skip
