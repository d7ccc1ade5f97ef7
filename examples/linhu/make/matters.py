"""Which matters the county lists and how each splits into items (办理项): the workbooks 实施清单."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from make.codes import basic_code
from make.organisations import organisations
from make.sources import SIX_AND_SERVICE, Matter, register, source

FILL = {
    "行政许可": ("新设", "变更", "延续", "注销", "补证"),
    "公共服务": ("本人申请", "委托他人申请", "单位申请", "更正", "终止"),
}
OTHER_FILL = ("首次申请", "变更", "延续", "注销", "补发")


@dataclass(frozen=True)
class Listed:
    """A matter as listed: by which unit, under which main matter, with which items; entered in the hall or not."""

    matter: Matter
    department: str
    short: str
    main: str
    sub: str
    code: str
    items: tuple[str, ...]
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
                    matter.items or ("申请",), state,
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
    """Give the matters that enter the hall as many items as the county has, where a further split is natural."""
    counted = [i for i, one in enumerate(found) if one.state in ("进驻", "未进驻")]
    items = {i: list(one.items) for i, one in enumerate(found)}
    missing = total - sum(len(items[i]) for i in counted)
    for length in range(1, 6):
        for i in counted:
            options = [o for o in FILL.get(found[i].matter.type, OTHER_FILL) if not any(o in item for item in items[i])]
            if missing > 0 and len(items[i]) == length and options:
                items[i].append(options[0])
                missing -= 1
    for i in reversed(counted):
        while missing < 0 and len(items[i]) > 3:
            items[i].pop()
            missing += 1
    return [Listed(**{**one.__dict__, "items": tuple(items[i])}) for i, one in enumerate(found)]


def rng(*parts: str) -> Random:
    """A generator of its own for each thing, so that adding one changes no other."""
    return Random("|".join((source("事项")["种子"], *parts)))
