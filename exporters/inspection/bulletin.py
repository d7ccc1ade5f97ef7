"""The monthly 通报 on what was mended, as a notice with its annexes; its words are declared in ``rectification.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from catalogue.edition import County
from catalogue.finding import UserError
from catalogue.problem import CLOSED, REFUTED, STATES, Problem
from catalogue.yamlfile import read_yaml
from exporters.pages import folders
from exporters.paper.notice import BLANK_DAY, BLANK_NUMBER, Notice
from exporters.sheet import Sheet

FORM = "rectification.yaml"


def bulletin(
    county: County, problems: Sequence[Problem], annexes: Sequence[Sheet], day: date, overlay: Path | None = None
) -> Notice:
    """The draft: every number is counted from the problems."""
    path = [folder / FORM for folder in folders(overlay) if (folder / FORM).exists()][-1]
    form = read_yaml(path)
    values = figures(county, problems, day)
    paragraphs = [
        _filled(part if isinstance(part, str) else part["段"], values, path)
        for part in form["正文"]
        if isinstance(part, str) or values.get(part["仅当"], "0") != "0"
    ]
    return Notice(
        title=_filled(form["标题"], values, path), file="整改情况通报", head=f"{county.office}文件", number=BLANK_NUMBER, to=form["主送"],
        paragraphs=tuple(paragraphs), annexes=tuple(annexes), issuer=county.office, day=BLANK_DAY,
        mark="示例" if county.example else "", openness="此件发至有关单位",
    )  # fmt: skip


def figures(county: County, problems: Sequence[Problem], day: date) -> dict[str, str]:
    """What the words may hold."""
    states = [one.standing for one in problems]
    count = {name: sum(one.state == name for one in states) for name in STATES}
    due = len(states) - count[REFUTED]
    late = [one for one in problems if one.standing.overdue(day)]
    per_unit: dict[str, int] = {}
    for one in late:
        per_unit[one.unit] = per_unit.get(one.unit, 0) + 1
    return {
        "县": county.name, "编制单位": county.office, "月份": f"{day.year}年{day.month}月", "问题": str(len(states)),
        "单位": str(len({one.unit for one in problems})), **{name: str(n) for name, n in count.items()}, "逾期": str(len(late)),
        "复发": str(sum(one.returned > 0 for one in states)),
        "整改率": f"{count[CLOSED]}/{due}，即{count[CLOSED] / due:.1%}" if due else "不适用",
        "逾期单位": "、".join(f"{unit}{n}个" for unit, n in sorted(per_unit.items(), key=lambda pair: (-pair[1], pair[0]))),
    }  # fmt: skip


def _filled(pattern: str, values: Mapping[str, Any], path: Path) -> str:
    def one(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise UserError(str(path), f"没有叫“{found[1]}”的内容", f"可用的：{'、'.join(values)}")
        return str(values[found[1]])

    return re.sub(r"{([^{}]*)}", one, pattern)
