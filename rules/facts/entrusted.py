"""Whether who hands a matter on was entrusted with it in turn, and by whom in the first place (转委托)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from catalogue.names import name_key
from catalogue.records import Record
from rules.books import Day
from rules.facts.same import takes_in
from rules.facts.world import World

ENDED = ("收回", "取消")


class Holder(NamedTuple):
    """`again`: 转委托, None where a row may speak of it. `name` and `organ`: who has the power, as far as the rows say."""

    again: str | None
    name: str
    organ: Record | None


class Entrustments:
    """Every entrustment that has not ended by the day, by its recipient."""

    def __init__(self, world: World, held: Day) -> None:
        self.world, self.held = world, held
        self.to: dict[str, list[Record]] = defaultdict(list)
        for record in world.of_kind("赋权"):
            if record.facts.get("赋权方式") != "委托" or record.facts.get("赋权状态") in ENDED or world.over(record):
                continue
            for recipient in world.members(str(record.facts.get("承接主体", "")))[0]:
                self.to[name_key(recipient)].append(record)

    def holder(self, row: Record) -> Holder | None:
        """Of a grant's row: the organ it names, or where that was entrusted itself, the one found going up; nobody
        (None) where the table of organisations has not the one it names."""
        organ = self.world.organisation(row.facts.get("原实施机关"))
        if organ is None:
            return None
        again, name, passed = "否", organ.name, {organ.name}
        while found := list(self._above(row, name)):
            if again == "否" and not any(sure for sure, _ in found):
                return Holder(None, organ.name, organ)
            again, formers = "是", {self._name(former) for _, former in found}
            if len(formers) != 1 or formers & passed or not all(sure for sure, _ in found):
                return Holder("是", "", None)
            (name,) = formers
            passed.add(name)
        return Holder(again, name, self.world.organisation(name))

    def _above(self, row: Record, name: str) -> Iterator[tuple[bool, str]]:
        """Rows that entrust the organ of that name with the row's matter: whether that is sure, and who entrusts."""
        matter, kind = str(row.facts.get("事项名称", "")), row.facts.get("事项类型")
        for one in self.to.get(name_key(name), ()):
            same = takes_in(self.held.register, str(one.facts.get("事项名称", "")), matter, self.held.day, kind)
            if one is not row and same is not False:
                yield same is True, str(one.facts.get("原实施机关") or "")

    def _name(self, words: str) -> str:
        organ = self.world.organisation(words)
        return organ.name if organ else words
