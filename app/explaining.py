"""Finding the subjects a name means, and saying every decision about them in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any

from app import ledger
from app.judging import judge
from app.office import Office
from catalogue.finding import UserError
from catalogue.names import name_key

KINDS = ("进驻", "办理项", "职权", "赋权")


def explain(
    office: Office, name: str, day: date, *, recipient: str | None, question: str | None, inner: bool
) -> Iterator[dict[str, Any]]:
    """Each decision about the matter, its items and its grants: 对象, 问题, 状态, 答案, 依据, 说明.

    Raises `UserError` with the nearest names when nothing bears the name.
    """
    judgement = judge(office, ledger.current(office.fields), day)
    wanted = name_key(name)
    found = [
        one
        for kind in (("赋权",) if recipient else KINDS)
        for one in judgement.of_kind(kind)
        if wanted
        in (
            name_key(one.name),
            name_key(str(one.facts.get("事项名称", ""))),
            name_key(str(one.facts.get("主项名称", ""))),
        )
        and (not recipient or name_key(recipient) == name_key(str(one.facts.get("承接主体", ""))))
    ]
    if not found:
        names = {one.name for kind in KINDS for one in judgement.of_kind(kind)}
        near = get_close_matches(name, names, n=5, cutoff=0.3)
        raise UserError(
            f"“{name}”",
            "库里没有这个事项" + (f"交给“{recipient}”的赋权" if recipient else ""),
            f"相近的有：{'、'.join(near) or '无'}",
        )
    for one in found:
        for asked, decision in one.decisions.items():
            if question in (None, asked):
                label = f"{one.kind}·{one.name}" + (f" → {one.facts.get('承接主体')}" if one.kind == "赋权" else "")
                yield {
                    "对象": label, "单位": one.unit, "问题": asked, "状态": decision.status, "答案": decision.answer,
                    "依据": [str(c) for c in decision.basis], "缺少": list(decision.missing), "说明": one.reason(asked, inner=inner),
                }  # fmt: skip
