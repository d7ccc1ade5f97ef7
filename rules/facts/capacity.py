"""What an organisation is able to take on, as of the day: dated capacities first, then what its own row says."""

from __future__ import annotations

from typing import Any

from rules.facts.world import World

HELD = {"专用印章": "印章已授", "系统账号": "账号已开", "业务培训": "培训已办"}  # 能力项 -> the fact it makes 是
COUNTED = {"持证人员": "持证人数", "法制审核人员": "法制审核人数"}  # 能力项 -> the fact that counts the people
FACTS = (*HELD.values(), *COUNTED.values())


def capacity(world: World, name: Any) -> dict[str, Any]:
    """印章已授, 账号已开, 培训已办, 持证人数, 法制审核人数 of an organisation on the world's day.

    Where the organisation has dated records of an item at all, only those in force that day count: none is 否, or 0
    people. Where it has none, its own row in the table of organisations speaks. What neither names is unknown.
    """
    organ = world.organisation(name)
    if organ is None:
        return {}
    found = {fact: organ.facts.get(fact) for fact in FACTS}
    for item, records in world.capacities.get(organ.name, {}).items():
        there = [record.facts for record in records if record.in_force(world.day)]
        if item in HELD:
            found[HELD[item]] = "是" if there else "否"
        elif item in COUNTED:
            counts = [facts.get("能力数量") for facts in there]
            found[COUNTED[item]] = None if None in counts else sum(int(count or 0) for count in counts)
    return {fact: value for fact, value in found.items() if value is not None}
