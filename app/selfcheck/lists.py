"""The list that each unit is measured against: the rows of its 自查表, prefilled with what the program knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.judgement.judging import Judgement
from app.selfcheck.statutory import Statutory, called_statutory
from catalogue.finding import UserError
from catalogue.names import name_key
from rules.facts.judged import Judged
from rules.wording import said

RECEIVED, RELEASED, HALL = "承接", "放权", "进驻"
ASKED = ("已公布", "已承接", "运行", "评估", "调整")
UNIT_KINDS = ("镇", "街道", "园区", "部门", "垂直管理", "市级分局", "事业单位", "公用企业")
GROUPS = {"各镇": ("镇",), "各街道": ("街道",), "各镇街": ("镇", "街道"), "园区": ("园区",), "各部门": ("部门",)}
ALL = "全部"

Row = dict[str, Any]


@dataclass(frozen=True)
class UnitList:
    """One unit and its rows; each row's 对象 is what it is about (a grant, a power of its own, a placement)."""

    unit: str
    kind: str
    rows: tuple[Row, ...]


def units_meant(judgement: Judgement, words: Iterable[str]) -> list[tuple[str, str]]:
    """(full name, kind) of the units that words mean: names, short names, 各镇, 各街道, 各部门, 园区, 全部 (those with a list).

    Raises `UserError` naming a word that means nobody.
    """
    organs = {one.name: one.facts for one in judgement.of_kind("机构") if one.facts.get("机构类别") in UNIT_KINDS}
    organs = {name: facts for name, facts in organs.items() if not name.startswith("各")}
    found: dict[str, str] = {}
    for word in [part.strip() for words_ in words for part in words_.replace(",", "、").split("、") if part.strip()]:
        kinds = UNIT_KINDS if word == ALL else GROUPS.get(word, ())
        names = [
            name
            for name, facts in organs.items()
            if facts["机构类别"] in kinds
            or name_key(word) in {name_key(name), *map(name_key, facts.get("机构简称") or ())}
        ]
        if not names:
            raise UserError(
                f"--units {word}", "机构表里没有这个单位", f"写单位全称、简称，或{'、'.join(GROUPS)}、{ALL}"
            )
        found |= {name: organs[name]["机构类别"] for name in names}
    return list(found.items())


def lists_of(judgement: Judgement, units: Sequence[tuple[str, str]]) -> list[UnitList]:
    """The rows of each unit, in the order of the catalogue; a unit with nothing to check has no rows."""
    received: dict[str, list[Row]] = defaultdict(list)
    released: dict[str, dict[str, Row]] = defaultdict(dict)
    promised = _promised(judgement.of_kind("办理项"))
    for one in judgement.of_kind("赋权"):
        if one.facts.get("赋权状态") not in ASKED or called_statutory(one):
            continue
        row = _grant_row(one)
        received[name_key(str(one.facts.get("承接主体")))].append(
            {
                **row,
                "自查类别": RECEIVED,
                "承接主体": one.facts.get("承接主体"),
                "公布的承诺时限": promised.get(_matter(one), ""),
            }
        )
        record = one.subject.rsplit("|", 1)[0]
        side = released[name_key(str(one.facts.get("实施主体")))]
        same = side.get(record)
        who = str(one.facts.get("承接主体"))
        side[record] = (
            {**row, "自查类别": RELEASED, "承接主体": who, "对象": record}
            if same is None
            else {**same, "承接主体": f"{same['承接主体']}、{who}"}
        )
    own = Statutory(judgement)
    halls: dict[str, list[Row]] = defaultdict(list)
    for one in judgement.of_kind("进驻"):
        if one.facts.get("已进驻") or one.answer("应否进驻") == "应进驻":
            halls[name_key(one.unit)].append(_hall_row(one, promised))
    return [
        UnitList(
            unit,
            kind,
            tuple(
                {name: value for name, value in row.items() if value not in (None, "", [])}
                for row in (
                    *received[name_key(unit)],
                    *own.rows(unit, kind, promised),
                    *released[name_key(unit)].values(),
                    *halls[name_key(unit)],
                )  # fmt: skip
            ),
        )
        for unit, kind in units
    ]


def _grant_row(one: Judged) -> Row:
    term = [said(one.facts[name]) for name in ("委托起", "委托止") if one.facts.get(name)]
    papers = [str(one.facts.get("赋权文号") or ""), "至".join(term)]
    return {
        "对象": one.subject,
        "事项名称": one.name,
        "事项类型": one.facts.get("事项类型"),
        "批次": one.facts.get("批次"),
        "赋权方式": one.facts.get("赋权方式"),
        "原实施机关": one.facts.get("原实施机关"),
        "放权文书": "；".join(filter(None, papers)),
    }


def _hall_row(one: Judged, promised: Mapping[str, str]) -> Row:
    return {
        "对象": one.subject,
        "自查类别": HALL,
        "事项名称": one.name,
        "事项类型": one.facts.get("事项类型"),
        "已进驻": one.facts.get("已进驻") or "否",
        "自报窗口": "、".join(one.facts.get("自报窗口") or ()),
        "公布的承诺时限": promised.get(_matter(one), ""),
    }


def _matter(one: Judged) -> str:
    return str(one.facts.get("事项") or name_key(one.name))


def _promised(items: Iterable[Judged]) -> dict[str, str]:
    """By matter the promised limits of its items, each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for one in items:
        if one.facts.get("承诺办结时限") is not None:
            found[_matter(one)][str(one.facts["承诺办结时限"])] = None
    return {matter: "、".join(list(limits)[:3]) for matter, limits in found.items()}
