"""Facts that follow from what was found: what checks and indicators hold claims against. Never read by a decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from catalogue.limits import Limit, bounds_in_working_days
from catalogue.names import name_key
from rules.facts.judged import Judged
from rules.facts.subject import without_empty

LEVEL = {
    "村": "村级",
    "镇": "乡级",
    "街道": "乡级",
    "镇街": "乡级",
    "县": "县级",
    "市": "市级",
    "省": "省级",
    "国家": "国家级",
}
OWN_LEVEL = {
    "部门": "县级", "政府": "县级", "垂直管理": "县级", "市级分局": "县级", "事业单位": "县级", "公用企业": "县级",
    "镇": "乡级", "街道": "乡级", "镇街": "乡级", "村": "村级", "社区": "村级",
}  # fmt: skip
MOVED = {"委托": "上级委托", "交由": "上级下放", "授权": "上级授权"}
STATES_IN_FORCE = ("已承接", "运行", "评估", "调整")


def running(grant: Judged) -> bool:
    """Whether a grant is in force that day: its state says so, it has begun and it has not ended."""
    facts, day = grant.facts, grant.day
    dated = (facts.get("施行日期") or day) <= day and facts.get("已废止") != "是"
    return dated and facts.get("赋权状态") in STATES_IN_FORCE


class Found:
    """Looked up once over all that was judged: entry of each matter, ratings of each item, grants in force."""

    def __init__(self, judged: Mapping[str, Sequence[Judged]]) -> None:
        self.entry = {one.matter_key: one.answer("应否进驻") for one in judged.get("进驻", ())}
        self.ratings: dict[str, int] = defaultdict(int)
        for one in judged.get("好差评", ()):
            self.ratings[item_name(one.facts)] += int(one.facts.get("评价数") or 0)
        self.rated = bool(self.ratings)
        self.listed_at = _levels_listing(judged.get("办理项", ()))
        self.clocked = {_unit_and_matter(one) for one in judged.get("办件时效汇总", ())}
        self.park_chain = _park_chain(judged.get("赋权", ()))
        self.granted: dict[str, set[str]] = defaultdict(set)
        for one in judged.get("赋权", ()):
            if running(one) and one.answer("方式合法") == "合法":
                self.granted[name_key(one.name)].add(str(one.facts.get("承接主体类别")))

    def facts(self, one: Judged) -> dict[str, Any]:
        """What follows for one subject, by its kind."""
        dead = {"有失效法条": "是" if one.facts.get("法条失效") else "否" if one.facts.get("法条") else None}
        match one.kind:
            case "办理项":
                return without_empty(
                    {**dead, **self._levels(one), **_power_source(one), **_comparable(one), **self._item(one)}
                )
            case "职权":
                return without_empty({**dead, **self._levels(one), **_power_source(one)})
            case "赋权":
                return without_empty(dead)
            case "进驻":
                return without_empty({**dead, "窗口相符": _windows_agree(one)})
            case "机构":
                return without_empty({"项目链缺环节": self._gaps(one)})
            case "办件统计":
                return {"逐件计时": "是" if _unit_and_matter(one) in self.clocked else "否"}
            case "好差评":
                return without_empty({"事项应否进驻": self.entry.get(one.matter_key)})
        return {}

    def _gaps(self, one: Judged) -> list[str] | None:
        """项目链缺环节 of a park that decides or is entrusted with at least one stage."""
        held = self.park_chain.get(one.name)
        return [stage for stage in CHAIN if stage not in held] if held else None

    def _item(self, one: Judged) -> dict[str, Any]:
        levels = self.listed_at.get(str(one.facts.get("事项") or ""), set())
        return {
            "两级都列": None if not one.facts.get("事项") else "是" if levels >= {"乡级", "县级"} else "否",
            "事项应否进驻": self.entry.get(one.matter_key),
            "年评价数": self.ratings.get(item_name(one.facts), 0) if self.rated else None,
        }

    def _levels(self, one: Judged) -> dict[str, Any]:
        """行使层级: where the law has it received, reviewed or decided, and where lawful grants in force put it."""
        if one.answer("决定") is None:
            return {}
        found = {LEVEL[w] for q in ("收件", "受理", "审查", "决定") for w in _words(one.answer(q)) if w in LEVEL}
        kinds = self.granted.get(name_key(str(one.facts.get("事项名称", one.name))), set())
        found |= {OWN_LEVEL[kind] for kind in kinds if kind in OWN_LEVEL}
        deciding = {LEVEL[w] for w in _words(one.answer("决定")) if w in LEVEL}
        claimed = set(one.facts.get("自报行使层级") or ())
        agrees = None if not claimed or not deciding else "是" if claimed & deciding and claimed <= found else "否"
        return {"判定行使层级": sorted(found), "行使层级相符": agrees}


CHAIN = ("立项", "用地", "规划", "环评", "水保", "施工", "验收")
CHAIN_LIST = "投资项目审批链"


def _levels_listing(items: Iterable[Judged]) -> dict[str, set[str]]:
    """The levels of units (乡级, 县级) that list each registered matter."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in items:
        level = OWN_LEVEL.get(str(one.facts.get("实施主体类别")))
        if one.facts.get("事项") and level:
            found[str(one.facts["事项"])].add(level)
    return found


def _park_chain(grants: Iterable[Judged]) -> dict[str, set[str]]:
    """The stages of an investment project that each park handles itself (not 直报, 派驻 or 服务前移)."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in grants:
        own = one.facts.get("赋权方式") in ("法定本级", *MOVED) and running(one)
        if one.facts.get("承接主体类别") == "园区" and own and one.answer("方式合法") == "合法":
            rows = one.book.on(one.day).rows(CHAIN_LIST, ("项", "环节")) or ()
            matter = name_key(str(one.facts.get("事项", "")))
            found[str(one.facts.get("承接主体"))] |= {stage for item, stage in rows if item == matter}
    return found


def _unit_and_matter(one: Judged) -> tuple[str, str]:
    return name_key(str(one.facts.get("办件单位", ""))), name_key(str(one.facts.get("事项名称", "")))


def item_name(facts: Mapping[str, Any]) -> str:
    """The key under which ratings name an item: unit and item."""
    return f"{name_key(str(facts.get('实施主体', '')))}|{name_key(str(facts.get('办理项名称', '')))}"


def matter_decided_at(items: Iterable[Judged]) -> dict[str, str]:
    """事项决定 of each matter: the 决定 that all its items agree on, in words (镇或县, 镇+县)."""
    answers: dict[str, set[str]] = defaultdict(set)
    for one in items:
        answer = one.answer("决定")
        how, joiner = ("任一", "或") if isinstance(answer, dict) and "任一" in answer else ("共同", "+")
        answers[one.matter_key].add(joiner.join(answer[how]) if isinstance(answer, dict) else str(answer or ""))
    return {matter: next(iter(found)) for matter, found in answers.items() if len(found) == 1 and "" not in found}


def _words(answer: Any) -> list[str]:
    if isinstance(answer, dict):
        return list(next(iter(answer.values())))
    return [] if answer is None else [str(answer)]


def _power_source(one: Judged) -> dict[str, Any]:
    """判定权力来源: its own by law where the level that decides is the unit's own."""
    own = OWN_LEVEL.get(str(one.facts.get("实施主体类别")))
    deciding = {LEVEL.get(word) for word in _words(one.answer("决定"))}
    return {"判定权力来源": "法定本级行使" if own and own in deciding else None}


def _windows_agree(one: Judged) -> str | None:
    claimed, found = one.facts.get("自报窗口"), one.answer("综合窗")
    if not claimed or found is None:
        return None
    return "是" if all(window == found for window in claimed) else "否"


def _comparable(one: Judged) -> dict[str, Any]:
    """Statutory limit and what the promise saves, in working days, only where both convert without a range."""
    permit = one.facts.get("事项类型") == "行政许可"
    legal, promised = (_days(one.facts.get(name), permit) for name in ("法定办结时限", "承诺办结时限"))
    if legal is None or promised is None:
        return {}
    return {"可比法定工作日": legal, "可比压缩工作日": legal - promised}


def _days(limit: Any, permit: bool) -> Decimal | None:
    bounds = bounds_in_working_days(limit, permit=permit) if isinstance(limit, Limit) else None
    return bounds[0] if bounds and bounds[0] == bounds[1] else None
