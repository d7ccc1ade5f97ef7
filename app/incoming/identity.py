"""Which registered matter a name means, where the register does not know the name: a person says it once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.clock import actor, now
from app.store import record_act, transaction
from catalogue.finding import UserError
from catalogue.likeness import alike
from catalogue.names import name_key

NAMES = ("子项名称", "事项名称", "主项名称")


def confirmed() -> dict[str, str]:
    """Every confirmed name (`name_key`) and its matter; a later word replaces an earlier one."""
    from app.models import Confirmation

    return dict(Confirmation.objects.order_by("id").values_list("name_key", "matter"))


def remembered(known: Mapping[str, str], facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts, with the matter that a person confirmed for its most particular name."""
    name = next((str(facts[n]) for n in NAMES if facts.get(n)), "")
    matter = known.get(name_key(name)) if name else None
    return {**facts, "事项": matter} if matter and not facts.get("事项") else facts


def confirm(office: Any, name: str, matter: str, why: str = "") -> None:
    """Remember that a name means a matter, and why; raises `UserError` when there is no such matter."""
    from app.models import Confirmation

    if matter not in office.book.register.matters:
        near = "、".join(one for one, _ in alike(matter, office.book.register.matters, least=0.3))
        raise UserError(f"登记标识“{matter}”", "登记册里没有", f"相近的有：{near or '无'}")
    with transaction():
        Confirmation.objects.create(name_key=name_key(name), matter=matter, at=now(), by=actor())
        record_act("事项认定", {"名称": name, "标识": matter, **({"理由": why} if why else {})})
