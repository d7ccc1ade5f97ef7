"""How a power that was given is used in fact (运行): who signs, what is received twice, counted over single filings."""

from __future__ import annotations

from collections import Counter, defaultdict

from catalogue.names import name_key
from rules.facts.world import World


class Practice:
    """Counts over the filings registered one by one, looked up by matter (`name_key`) and unit's full name."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.signed: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.twice: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for record in world.of_kind("办件"):
            facts = record.facts
            key = name_key(str(facts.get("事项名称", ""))), self._unit(facts.get("办件单位"))
            if facts.get("签发单位"):
                self.signed[key][self._unit(facts["签发单位"])] += 1
            if facts.get("重复受理"):
                self.twice[key][str(facts["重复受理"])] += 1

    def _unit(self, name: object) -> str:
        organ = self.world.organisation(name)
        return name_key(organ.name if organ else str(name or ""))

    def signed_above(self, matter: str, recipient: str, holder: str) -> int | None:
        """部门签发件数: filings that the recipient took in and the former organ signed; None where nobody wrote who signs."""
        signed = self.signed.get((matter, self._unit(recipient)))
        return None if signed is None else signed[self._unit(holder)]

    def received_twice(self, matter: str, recipient: str, holder: str) -> int | None:
        """重复受理件数 of both sides; None where neither registers it."""
        sides = [self.twice.get((matter, self._unit(unit))) for unit in (recipient, holder)]
        known = [side for side in sides if side is not None]
        return sum(side["是"] for side in known) if known else None
