"""What the guide and the case system say of an item (对外要素), held against the list (目录): 三方相符 and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.names import name_key
from rules.facts.world import World

GUIDE, SYSTEM = "办事指南", "办件系统"
COMPARED = ("承诺办结时限", "是否收费", "到现场次数")


class Shown:
    """Rows of guide and system by source, unit and item."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows: dict[tuple[str, str, str], Mapping[str, Any]] = {}
        self.units: set[tuple[str, str]] = set()
        for record in world.of_kind("对外要素"):
            facts = record.facts
            source, unit = str(facts.get("要素来源", "")), self._unit(facts.get("实施主体"))
            self.rows[source, unit, self._name(facts)] = facts
            self.units.add((source, unit))

    def _unit(self, name: object) -> str:
        organ = self.world.organisation(name)
        return name_key(organ.name if organ else str(name or ""))

    @staticmethod
    def _name(facts: Mapping[str, Any]) -> str:
        return name_key(str(facts.get("办理项名称") or facts.get("主项名称") or ""))

    def facts(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """三方相符 and 三方差异 of an item; nothing where the guide or the system of its unit was never brought in."""
        unit, name = self._unit(item.get("实施主体")), self._name(item)
        if not {(GUIDE, unit), (SYSTEM, unit)} <= self.units:
            return {}
        differ = []
        for source in (GUIDE, SYSTEM):
            row = self.rows.get((source, unit, name))
            if row is None:
                differ.append(f"{source}里没有")
                continue
            differ += [
                f"{field}：目录{_said(item[field])}，{source}{_said(row[field])}"
                for field in COMPARED
                if field in item and field in row and item[field] != row[field]
            ]
        return {"三方相符": "否" if differ else "是", "三方差异": differ}


def _said(value: Any) -> str:
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)
