"""The worker's part of the tray: mending or releasing a held row, by who may and as it was seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.incoming import mending, tray
from app.web import scope
from app.web.models import Account
from app.web.offices import office
from app.web.progress import Progress
from app.web.roles import Role
from catalogue.finding import UserError
from importers.read import Row

ANSWERS = "自查填报"  # the kind of a self-check's answers


def mend(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Correct cells of a held row, or confirm that it is meant (arguments: row, cells or none, why,
    whether to commit, and how many acts the person had seen)."""
    progress(0, "正在重读这一行")
    row, cells, why, commit = (arguments[word] for word in ("row", "cells", "why", "commit"))
    _refuse_unseen(row, arguments.get("seen"))
    guard = _own(progress.job.account, row, cells)
    if cells:
        done = mending.mend(office(), row, cells, why, commit=commit, guard=guard)
    else:
        done = mending.release(office(), row, why, commit=commit, guard=guard)
    if done.committed:
        changed = done.comparison.counts() if done.comparison else {}
        words = "，".join(f"{word} {n}" for word, n in changed.items() if n)
        return {
            "说明": f"“{done.held.name or done.held.src}”已入库（{words or '与库里相同'}）",
            "入库": True,
            "行": row,
        }
    if not done.left:
        return {"说明": "已记下，没有问题了，等审改办放行后入库", "入库": False, "行": row}
    left = "；".join(f"{one.cell} {one.message}" for one in done.left)
    return {"说明": f"已记下，但这一行还有问题：{left}", "入库": False, "行": row}


def _refuse_unseen(number: int, seen: int | None) -> None:
    """`seen`: how many acts the person saw. Jobs are done one after the other, so what came before this one is there."""
    held = tray.one(number)
    if seen is not None and len(held.acts) != seen:
        last = held.acts[-1]
        raise UserError(
            held.name or held.src, f"您打开以后，{last['by']} 又{last['act']}过", "请看清现在的内容，再办一次"
        )


def _own(account: Account, number: int, cells: Mapping[str, str]) -> mending.Guard | None:
    """What refuses a mending by which a unit's row would become another unit's; None for the office's people."""
    if account.has(Role.REFORM):
        return None
    held, may = tray.one(number), scope.hands(account)
    kind = office().fields.kinds.get(held.kind)
    places = {held.cells[name]["cell"] for name in (kind.identity if kind else ()) if name in held.cells}

    def guard(row: Row) -> None:
        foreign = any(not may(one.kind, one.facts) for one in row.records)
        # a self-check's row says by its number alone whose it is: that may not be changed
        if foreign and (held.kind != ANSWERS or places & set(cells)):
            raise UserError(
                held.name or held.src, "这样改就不是本单位的了", "单位只能补正本单位的记录，请改回，或请审改办改"
            )

    return guard
