"""Long work on grants for the worker: registering a stage, proposing a batch, putting it in, guides to be reissued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from app.clock import actor
from app.web.offices import office
from app.web.progress import Progress
from catalogue.finding import UserError


def advance(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Register an event, as `quanmu grants advance` does (arguments: those of `Advance`, and `dry`)."""
    from app.grants.advancing import Advance
    from app.grants.advancing import advance as register_event
    from app.grants.register import Which

    progress(0, "正在照规则试")
    given = arguments
    asked = Advance(
        Which(given["batch"], given["matter"], given["recipient"], given.get("mode", "")), given["stage"], date.fromisoformat(given["on"]),
        given["by"], given["why"], given["instrument"], given["facts"],
    )  # fmt: skip
    done = register_event(office(), asked, commit=not given["dry"])
    told = "只是试，没有登记" if given["dry"] else f"第 {done.number} 次导入，登记错了可以在“导入记录”里撤销"
    warned = "；".join(dict.fromkeys(found.message for found in done.warnings))
    return {"说明": f"“{asked.stage}”成立，{len(done.grants)} 条赋权（{told}）{f'。注意：{warned}' if warned else ''}"}


def propose(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """What the rules would let go down, as `quanmu grants propose` finds it (arguments: as_of, to, department)."""
    from app.grants import drafting

    progress(0, "正在照规则逐个看")
    found = drafting.propose(
        office(), date.fromisoformat(arguments["as_of"]), to=arguments["to"], department=arguments["department"],
        told=lambda words: progress(30, f"正在照规则逐个看：{words}"),
    )  # fmt: skip
    ideas = [asdict(one) for one in found if one.standing != drafting.UNFIT]
    ready = sum(one["standing"] == drafting.PROPOSED for one in ideas)
    return {"说明": f"可以提出 {ready} 条，还差条件 {len(ideas) - ready} 条（事项×承接主体）", "拟议": ideas}


def put_in(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """The chosen ideas as a new batch (arguments: ideas, batch, why, as_of)."""
    from app.grants.choosing import put_in as keep
    from app.grants.drafting import Idea

    progress(0, "正在写草案入库")
    ideas = [Idea(**{**one, "missing": tuple(one["missing"])}) for one in arguments["ideas"]]
    day = date.fromisoformat(arguments["as_of"])
    number = keep(office(), ideas, arguments["batch"], actor(), arguments["why"], day)
    return {"说明": f"“{arguments['batch']}”已作为拟下放入库（第 {number} 次导入，可以撤销），{len(ideas)} 条"}


def guides(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Guides that name the former handler, as `quanmu grants guides` lists them (argument: as_of)."""
    from app.grants.guides import printed, to_reissue
    from app.grants.register import records_of
    from app.judgement.judging import judge

    at, day = office(), date.fromisoformat(arguments["as_of"])
    last = printed(at, day)
    if last is None:
        raise UserError("公布", f"{day} 以前没有公布过，没有指南可以对照", "请先公布一版")
    progress(10, "正在判定赋权")
    found = to_reissue(judge(at, records_of(at), day).of_kind("赋权"), last.number)
    rows = [[r.matter, r.department, r.stage, r.since.isoformat(), "、".join(r.recipients), r.says] for r in found]
    return {"说明": f"要重新公布的办事指南 {len(rows)} 件（对照第 {last.number} 版）", "指南": rows}
