"""The year's filings in masses (一件事一次办): as many as the plan says, all in time but those written by hand in the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from make.grants import matters
from make.items import item_rows
from make.lists import true_figures
from make.matters import listed, rng
from make.registers import packages
from make.sources import source

COLUMNS = [
    "受理机关", "受理编号", "事项名称", "事项类型", "受理日期", "办结日期", "结果", "受理渠道", "受理窗口", "镇街", "是否跨域通办", "法定时限",
    "承诺时限", "环节记录", "不计时记录", "延长期限", "延期批准", "申请人姓名", "一件事",
]  # fmt: skip
FIRST, LAST = date(2021, 1, 1), date(2021, 12, 31)
SPECIAL_MATTER = "示例事项（特例）"
_EACH = 12  # matters of a department that have filings
_DAYS = re.compile(r"(\d+)个?工作日")


@cache
def _pool() -> tuple[tuple[str, str, str, str, str, int, bool], ...]:
    """Department, matter, type, window, legal limit, promised working days (0: on the spot), in an agreement or not."""
    windows, plan = source("窗口"), source("数字")
    agreed = {matter for agreement in plan["跨域通办"] for matter in agreement["事项"]}
    limits: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for row in item_rows():
        name = row.get("子项名称") or row["主项名称"]
        limits.setdefault((row["实施主体"], name), set()).add((str(row["办理时限/法定"]), str(row["办理时限/承诺"])))
    found = []
    for unit in _units():
        mine = [one for one in listed() if one.department == unit]
        mine.sort(key=lambda one: (one.state != "进驻", one.matter.id not in agreed))
        for one in mine[:_EACH]:
            said = limits.get((unit, one.name)) or {("", "")}
            legal, promised = min(said)
            days, lawful = _DAYS.fullmatch(promised), _DAYS.fullmatch(legal)
            most = int(lawful[1]) if lawful else 20
            found.append(
                (unit, one.name, one.matter.type, windows["领域"].get(one.matter.field, windows["其余"]), f"{most}工作日" if lawful else "",
                 0 if promised == "即办" else min(int(days[1]) if days else 10, most), one.matter.id in agreed)
            )  # fmt: skip
    return tuple(found)


def _units() -> list[str]:
    return [one["名称"] for key in ("部门", "垂直与公用") for one in source("机构")[key]]


def _towns() -> list[str]:
    return [one["名称"] for key in ("镇", "街道") for one in source("机构")[key]]


def columns(many: int | None = None) -> dict[str, list[Any]]:
    """The table by column; `many` filings instead of the whole year's, cross-region ones in proportion.

    The filings written by hand stand at the end, without the bad rows."""
    plan = source("成批办件")
    special = list(specials())
    total = (many or int(plan["件数"])) - len(special)
    cross = int(plan["跨域通办"]) if many is None else round(int(plan["跨域通办"]) * many / int(plan["件数"]))
    chance, pool = rng("成批办件", str(total)), _pool()
    towns = _towns()
    if many is None:
        which, crossing, package = _as_registered([one["受理机关"] for one in special])
    else:
        package = {}
        which = [n % len(pool) if n < len(pool) else int(chance.random() * len(pool)) for n in range(total)]
        crossing = set(chance.sample([n for n in range(total) if pool[which[n]][6]], cross))
    table: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    span = (LAST - FIRST).days
    for n in range(total):
        unit, matter, kind, window, legal, promised, _ = pool[which[n]]
        a, b, c = chance.random(), chance.random(), chance.random()
        accepted = FIRST + timedelta(int(a * (span + 1)))
        finished: date | None = accepted + timedelta(int(b * (promised + 1)))
        if finished and finished > LAST:  # open; near its end it would need a warning: then it is done that day
            finished = None if promised - (LAST - accepted).days > 3 else LAST
        stages = f"审查 {accepted}~{finished or ''} {promised}工作日" if promised and n % 5 == 0 else None
        pauses = (
            f"专家评审 {accepted}~{min(accepted + timedelta(2), finished)}"
            if promised and finished and n % 97 == 0
            else None
        )
        row = (
            unit, f"示{n + 1:06d}", matter, kind, accepted, finished, "准予" if finished else "在办",
            "网上" if c < 0.45 else "大厅" if c < 0.8 else "镇街", window, towns[int(c * 1000) % len(towns)],
            "是" if n in crossing else "否", legal, f"{promised}工作日" if promised else "即办", stages, pauses, None, None,
            f"示例申请人{n % 9999:04d}", package.get(n) or _of_unit()[unit][n % len(_of_unit()[unit])],
        )  # fmt: skip
        for name, cell in zip(COLUMNS, row, strict=True):
            table[name].append(cell)
    for row_ in special:
        for name in COLUMNS:
            table[name].append(row_[name])
    return table


@cache
def _registered() -> list[tuple[str, str, int, int]]:
    """The rows of 一件事台账: department, package, filings, those of them across regions."""
    register = packages().rows
    head = next(row for row in register if "牵头单位" in row)
    unit, name, many, far = (head.index(one) for one in ("牵头单位", "一件事名称", "一件事受理件数", "其中跨域通办"))
    return [(row[unit], row[name], int(row[many]), int(row[far])) for row in register if row[unit] in _units()]


@cache
def _of_unit() -> dict[str, list[str]]:
    """The packages that a department leads."""
    return {unit: [name for lead, name, _, _ in _registered() if lead == unit] for unit in _units()}


def _as_registered(special: list[str]) -> tuple[list[int], set[int], dict[int, str]]:
    """The whole year: of each filing its place in the pool, which are cross-region, and its package, so that each package
    has as many as 一件事台账 says (those written by hand are of their department's first)."""
    pool, chance = _pool(), rng("成批办件", "台账")
    which: list[int] = []
    crossing: set[int] = set()
    package: dict[int, str] = {}
    for unit in _units():
        mine = [n for n, one in enumerate(pool) if one[0] == unit]
        abroad = [n for n in mine if pool[n][6]]
        for lead, name, all_, far in _registered():
            if lead == unit:
                first, many = len(which), all_ - (special.count(unit) if name == _of_unit()[unit][0] else 0)
                which += [abroad[n % len(abroad)] for n in range(far)]
                at = _of_unit()[unit].index(name) * 2  # a package is of two matters of its department
                which += [mine[(at + (chance.random() < 0.5)) % len(mine)] for _ in range(many - far)]
                crossing |= set(range(first, first + far))
                package |= dict.fromkeys(range(first, first + many), name)
    return which, crossing, package


def counter() -> list[dict[str, Any]]:
    """Filings of a year at one unit's counter that are of no package: as many as 办件统计 says, but where the answer key
    plants a difference; each month has some."""
    plan = source("答案")["成批办件"]
    units = {entry["单位"] for entry in plan}
    said = {(row[0], row[1]): int(row[4]) for row in true_figures() if row[0] in units}
    wrong = {(entry["单位"], matters()[entry["事项"]].name): entry for entry in plan}
    rows = []
    for (unit, matter), many in said.items():
        entry = wrong.get((unit, matter), {})
        for n in range(many + int(entry.get("比统计", 0))):
            accepted = FIRST + timedelta(n * 37 % 365)
            late = n < int(entry.get("超期", 0))
            finished = min(accepted + timedelta(20 if late else n % 3), LAST)
            rows.append({
                "受理机关": unit, "受理编号": f"示窗{len(rows) + 1:06d}", "事项名称": matter, "事项类型": "公共服务", "受理日期": accepted,
                "办结日期": finished, "结果": "准予", "受理渠道": "大厅", "受理窗口": "全科综合窗", "是否跨域通办": "否", "承诺时限": "5工作日",
                "申请人姓名": f"示例申请人{n % 9999:04d}",
            })  # fmt: skip
    return rows


def specials(part: str = "特例") -> Iterator[dict[str, Any]]:
    """The filings written by hand (or the bad rows), as rows of the table; a bad row's days stay as written."""
    units, towns = _units(), _towns()
    for number, entry in enumerate(source("成批办件")[part]):
        yield {
            "受理机关": units[number * 7 % len(units)], "受理编号": f"示特{entry['号']}", "事项名称": SPECIAL_MATTER, "事项类型": "公共服务",
            "受理日期": _day(entry["受理"]), "办结日期": _day(entry.get("办结")), "结果": "准予" if entry.get("办结") else "在办",
            "受理渠道": "大厅", "受理窗口": "全科综合窗", "镇街": towns[number % len(towns)], "是否跨域通办": "否", "法定时限": entry.get("法定") or "",
            "承诺时限": entry.get("承诺") or "", "环节记录": entry.get("环节"), "不计时记录": entry.get("不计时"),
            "延长期限": entry.get("延长"), "延期批准": entry.get("批准"), "申请人姓名": "示例申请人特例",
            "一件事": _of_unit()[units[number * 7 % len(units)]][0],
        }  # fmt: skip


def _day(text: str | None) -> Any:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text
