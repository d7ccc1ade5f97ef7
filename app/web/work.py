"""What the worker can do: each kind of job with its name for people and the function that does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string

from app.web.offices import home, office
from app.web.progress import Handler, Progress, day_of


@dataclass(frozen=True)
class Kind:
    """One kind of long work. `page` is the route that shows its result (given the job's number), `form` the one where it
    was asked for and what was typed can be mended; "" for none."""

    title: str
    handler: Handler
    page: str = ""
    form: str = ""


def judge(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Decide and check the whole catalogue (argument: as_of)."""
    from app import flow
    from app.judgement.judging import shares

    day = day_of(arguments)
    progress(0, "正在打开规则书")
    at = office()
    progress(10, "正在判定")
    judgement = flow.decide(at, day)
    progress(60, "正在自查")
    checked = flow.check(at, judgement)
    return {
        "说明": f"已按 {day} 判定，自查发现 {len(checked.findings)} 处",
        "判定": shares(judgement),
        "发现": len(checked.findings),
        "指标": checked.indicators,
    }


def prepare(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Decide, check and keep what would be published as a candidate (argument: as_of)."""
    from app.publishing import releasing

    day = day_of(arguments)
    progress(0, "正在打开规则书")
    made = releasing.prepare(office(), day, progress)
    return {"说明": f"公布稿 {made.number} 备好了，没有进稿的记录 {len(made.left_out)} 条", "稿": made.number}


def publish(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Publish an approved candidate into ``published/public`` and ``published/office`` (argument: 稿)."""
    from app.publishing import releasing

    progress(0, "正在打开规则书")
    edition = releasing.publish(office(), arguments["稿"], published(), progress)
    return {"说明": f"第 {edition.manifest.number} 版已公布", "稿": arguments["稿"], "版次": edition.manifest.number}


def rule_impact(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """What a proposed change of the rule book would change (arguments: proposal, as_of, book: the digest it was asked over)."""
    from app.models import RuleProposal
    from app.rulebook import rulechanges

    found = RuleProposal.objects.get(pk=arguments["proposal"])
    return {**rulechanges.impact(office(), found, day_of(arguments), progress), "规则书": office().book.digest}


def judge_cards(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Judge all filings as of a day and give the cards that are new (argument: as_of)."""
    from app.filing import cards

    progress(0, "正在判定办件")
    done = cards.run(office(), day_of(arguments))
    return {
        "说明": f"已按 {done.as_of} 判定办件 {done.counts['办件']} 件，新亮牌 {len(done.new)} 张，现在看不再超时的牌 {len(done.no_longer)} 张"
    }


def hold_report(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Hold a report's numbers against the store, as of its day (argument: 总结)."""
    from app import flow
    from app.judgement import reporting

    report = reporting.find_report(office(), arguments["总结"])
    progress(0, "正在判定")
    judgement = flow.decide(office(), report.as_of)
    progress(50, "正在自查")
    checked = flow.check(office(), judgement)
    progress(80, "正在逐个数")
    held = reporting.hold(office(), report, judgement, checked)
    return {"说明": "，".join(f"{word} {n} 个" for word, n in held.counts().items()), "核对": held}


def load_example(_arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Load the invented example county into a store that is still empty."""
    from app.web.firstrun import load_example_county

    return load_example_county(home(), progress)


def published() -> Path:
    """The folder into which this server publishes."""
    return home() / "published"


def _later(place: str) -> Handler:
    """A handler of a module that is loaded when it is first needed."""

    def handler(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        found: Handler = import_string(f"app.web.{place}")
        return found(arguments, progress)

    return handler


KINDS: dict[str, Kind] = {
    "试读": Kind("试读报送的工作簿", _later("reading.look"), "upload-of-job"),
    "导入": Kind("导入工作簿", _later("reading.take_in"), "upload-of-job"),
    "补正": Kind("补正或放行一行", _later("traywork.mend")),
    "撤销": Kind("撤销导入", _later("reading.undo")),
    "判定": Kind("判定和自查", judge, form="judge"),
    "登记环节": Kind("登记赋权环节", _later("grantwork.advance"), "grants-of-job", "grants-advance"),
    "拟批次": Kind("拟一批赋权", _later("grantwork.propose"), "grants-of-job", "grants-propose"),
    "成批": Kind("选定的赋权入库", _later("grantwork.put_in"), "grants-of-job"),
    "重发指南": Kind("列出要重新公布的指南", _later("grantwork.guides"), "grants-of-job"),
    "备稿": Kind("备公布稿", prepare, "publish-of-job", "publish-prepare"),
    "亮牌": Kind("亮红黄牌", judge_cards),
    "总结核对": Kind("总结核对", hold_report),
    "自查下发": Kind("下发自查表", _later("selfchecks.send"), "selfcheck-of-job", "selfcheck-new"),
    "自查收表": Kind("收自查表", _later("selfchecks.collect"), "selfcheck-of-job"),
    "自查比对": Kind("自查比对", _later("selfchecks.compare"), "selfcheck-of-job"),
    "公布": Kind("公布", publish, "publish-of-job"),
    "指标": Kind("计算指标", _later("figures.count"), "indicators-of-job", "indicators-count"),
    "规则影响": Kind("规则修改的影响", rule_impact, "proposal-of-job"),
    "示例": Kind("装入示例县", load_example),
}

HANDLERS: dict[str, Handler] = {name: kind.handler for name, kind in KINDS.items()}
