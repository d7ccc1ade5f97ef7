"""How a matter splits into items (办理项): by kind of application, by who applies, by how soon, by a named circumstance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from make.sources import Matter, source

STAGES = {"现场勘验", "专家评审", "听证", "公示", "考试考核", "检验检测"}  # what cannot be done on the spot
FIRM = "企业法人"


@dataclass(frozen=True)
class Split:
    """One item: what it is called, and the facts that set it apart from the matter's other items."""

    name: str
    facts: tuple[tuple[str, str], ...]

    def get(self, fact: str) -> str:
        """A fact of the item, or nothing."""
        return dict(self.facts).get(fact, "")


def splits_of(matter: Matter) -> tuple[list[Split], int]:
    """The matter's items, the common ones first; and how many of them the register itself speaks of."""
    plan = source("办理项")
    if own := plan["另定"].get(matter.id):
        return [_split(one) for one in own], len(own)
    said = _said_by_the_register(matter)
    if len(said) > 1:
        more = [_split(one) for one in plan["办理项"]["许可" if matter.type == "行政许可" else _sort(matter)]]
        kinds = {one.get("办理类型") for one in said} | {""}
        return [*said, *(one for one in more if one.get("办理类型") not in kinds and _possible(one, matter))], len(said)
    return [one for one in map(_split, plan["办理项"][_sort(matter)]) if _possible(one, matter)], 1


def _said_by_the_register(matter: Matter) -> list[Split]:
    """The items of the register that are of a known kind; the first name of each kind."""
    found: dict[str, Split] = {}
    for word in matter.items:
        for kind in _kinds_of_words().get(word, ()):
            found.setdefault(kind, Split(word, (("办理类型", kind),)))
    return list(found.values())


@cache
def _kinds_of_words() -> dict[str, tuple[str, ...]]:
    return {word: (kind,) for kind, words in source("办理项")["说法"].items() for word in words}


def _sort(matter: Matter) -> str:
    """The sort of business, from the matter's name and type: the first entry of 类 that fits."""
    for entry in source("办理项")["类"]:
        fits = (
            matter.type in entry.get("类型", [matter.type])
            and any(word in matter.name for word in entry.get("名称含", [""]))
            and ("有环节" not in entry or STAGES & set(matter.traits))
        )
        if fits:
            return str(entry["办理项"])
    raise SystemExit(f"source/办理项.yaml 的“类”里没有“{matter.name}”的位置")


def _possible(split: Split, matter: Matter) -> bool:
    """Whether the matter is open to the item's applicant, and has that kind of application at all."""
    clients = {"", *(FIRM if client == "法人" else client for client in matter.clients)}
    never = any(
        split.get("办理类型") == entry["办理类型"] and any(word in matter.name for word in entry["名称含"])
        for entry in source("办理项")["没有的"]
    )
    return split.get("服务对象") in clients and not never


def _split(entry: dict[str, Any]) -> Split:
    return Split(entry["名"], tuple((fact, value) for fact, value in entry.items() if fact != "名"))
