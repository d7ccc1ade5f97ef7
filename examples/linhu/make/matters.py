"""Which matters the county lists and how each splits into items (办理项): the workbooks 实施清单."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

from make.codes import basic_code
from make.organisations import organisations
from make.sources import SIX_AND_SERVICE, Matter, register, source
from make.splits import Split, splits_of


@dataclass(frozen=True)
class Listed:
    """A matter as listed: by which unit, under which main matter, with which items; entered in the hall or not."""

    matter: Matter
    department: str
    short: str
    main: str
    sub: str
    code: str
    items: tuple[Split, ...]
    state: str  # 进驻 / 未进驻 / 豁免 / 镇村

    @property
    def name(self) -> str:
        """What a citizen asks for: the sub-matter's name, or the main one's."""
        return self.sub or self.main


@cache
def listed() -> tuple[Listed, ...]:
    """Every matter of the county's and the towns' lists, in the order of the departments."""
    plan, places = source("事项"), source("机构")
    by_prefix, codes = register(), {o["名称"]: o["代码"] for o in organisations()}
    exempt, outside = set(plan["豁免"]), set(plan["未进驻"])
    groups = {matter: main for main, members in plan["主项"].items() for matter in members}
    found: list[Listed] = []
    taken: set[str] = set()
    every = {matter.id: matter for group in by_prefix.values() for matter in group}
    for number, place in enumerate([*places["部门"], *places["垂直与公用"], *places["集合"]], start=1):
        wanted = plan["列入"][place["名称"]]
        left_out = set(wanted.get("不列") or ())
        candidates = [
            matter
            for prefix in wanted["前缀"]
            for matter in by_prefix.get(prefix, [])
            if matter.id not in left_out | taken and _listable(matter, place, plan)
        ]
        candidates = list({matter.id: matter for matter in candidates}.values())
        candidates += [every[name] for name in wanted.get("另列") or ()]
        taken |= {matter.id for matter in candidates}
        mains: dict[str, int] = {}
        for matter in candidates:
            main = groups.get(matter.id, matter.name)
            place_in_main = mains.setdefault(main, len(mains) + 1)
            sub = matter.name if main != matter.name else ""
            same = sum(1 for one in found if one.main == main and one.department == place["名称"])
            state = (
                "镇村"
                if place in places["集合"]
                else "豁免"
                if matter.id in exempt
                else "未进驻"
                if matter.id in outside
                else "进驻"
            )
            found.append(
                Listed(
                    matter, place["名称"], (place.get("简称") or [place["名称"]])[0], main, sub,
                    codes[place["名称"]] + "4" + basic_code(matter.type, number, place_in_main, same + 1 if sub else 0),
                    (), state,
                )
            )  # fmt: skip
    return tuple(_filled(found, int(plan["办理项总数"])))


def _listable(matter: Matter, place: dict[str, Any], plan: dict[str, Any]) -> bool:
    """Of a listed type, on an article already in force, and not for a level above the county alone."""
    above = {"设区的市级以上部门", "设区的市级部门", "省级部门", "国务院部门"}
    organs = {organ for _, _, organ in matter.articles}
    if matter.type not in SIX_AND_SERVICE or (matter.begins and matter.begins > plan["截至"]):
        return False
    if place.get("类别") in ("镇", "镇街", "村"):
        return bool(organs & set(place["主体"]))
    return not organs <= above


def _filled(found: list[Listed], total: int) -> list[Listed]:
    """Give every matter its items: what the register speaks of first, then further ones in turn until the county has
    as many as it counts for the matters that should enter the hall."""
    counted = [i for i, one in enumerate(found) if one.state in ("进驻", "未进驻")]
    possible = [splits_of(one.matter) for one in found]
    taken = [max(2, known) for _, known in possible]
    missing = total - sum(len(possible[i][0][: taken[i]]) for i in counted)
    for wanted in range(3, 1 + max(len(items) for items, _ in possible)):
        for i in sorted(counted, key=lambda i: rng("办理项", found[i].matter.id).random()):
            if missing > 0 and taken[i] < wanted <= len(possible[i][0]):
                taken[i] = wanted
                missing -= 1
    if missing:
        raise SystemExit(f"办理项数凑不到 {total}，差 {missing}；请在 source/办理项.yaml 增减")
    return [replace(one, items=tuple(possible[i][0][: taken[i]])) for i, one in enumerate(found)]


def rng(*parts: str) -> Random:
    """A generator of its own for each thing, so that adding one changes no other."""
    return Random("|".join((source("事项")["种子"], *parts)))
