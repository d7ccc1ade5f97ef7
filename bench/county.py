"""A whole county decided by the shipped book, in a process of its own: seconds, of them for matching, and peak memory.

Seconds are processor time, so that a busy machine says the same; the time by the clock stands beside it.

3,243 items under the names and aliases of the register (three in ten unknown to it), each offered to 13 recipients in
some mode and state: as many rows and recipients as a real county's lists, every fact of them invented. Then the same
records once more, a sample of them, by the engine and by the plain reference evaluator: the ratio is what counts.
"""

from __future__ import annotations

import random
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "rules")]

from app.cli import unhurried  # noqa: E402
from rules import BOOK, matching  # noqa: E402
from rules.books import Book  # noqa: E402
from rules.decide import decide  # noqa: E402
from rules.facts.common import enrich  # noqa: E402
from rules.opening.loader import load_book  # noqa: E402

DAY = date(2022, 6, 30)
ITEMS, SAMPLE = 3_243, 1_500
RECIPIENTS = (
    [(f"示例{n}镇", "镇") for n in range(8)] + [(f"示例{n}街道", "街道") for n in range(4)] + [("示例园区", "园区")]
)
LIMIT_SECONDS, LIMIT_MEGABYTES = 8.0, 300


def items(book: Book, rng: random.Random) -> list[dict[str, Any]]:
    """Facts of the items, as rows of an item list give them."""
    names = [
        name for matter in book.register.matters.values() for name in (matter.name, *matter.aliases, *matter.implied)
    ]
    out = []
    for number in range(ITEMS):
        facts: dict[str, Any] = {
            "事项名称": rng.choice(names) if rng.random() < 0.7 else f"示例事项{number}",
            "实施主体": f"示例县第{rng.randint(1, 40)}局",
            "实施主体类别": rng.choice(["部门", "部门", "部门", "事业单位", "垂直管理"]),
        }
        if rng.random() < 0.3:
            facts["救助金额"] = rng.randint(1, 20) * 500
        out.append(facts)
    return out


def grants(rows: list[dict[str, Any]], rng: random.Random) -> list[dict[str, Any]]:
    """Facts of every item's grant to every recipient; how many cases each had differs from grant to grant."""
    out = []
    for row in rows:
        mode = rng.choice(["委托", "交由", "授权", "派驻", "服务前移", "直报"])
        state = rng.choice(["拟下放", "运行", "收回"])
        for name, kind in RECIPIENTS:
            own = {"承接主体": name, "承接主体类别": kind, "赋权方式": mode, "赋权状态": state}
            out.append({**row, **own, "承接方办件数": rng.randint(0, 300), "持证人数": rng.randint(0, 5)})
    return out


def main() -> None:
    """Decide the county, as the commands do, and print what it cost."""
    unhurried()
    book, rng, spent = load_book(BOOK), random.Random(5), Counter[str]()
    original = matching.Panel.match

    def timed(self: matching.Panel, *args: Any) -> Any:
        started = time.process_time()
        try:
            return original(self, *args)
        finally:
            spent["匹配"] += time.process_time() - started  # type: ignore[assignment]

    matching.Panel.match = timed  # type: ignore[method-assign]
    rows = items(book, rng)
    offered = grants(rows, rng)
    wall, began = time.perf_counter(), time.process_time()
    item_facts = [enrich(book, "办理项", facts, DAY)[0] for facts in rows]
    grant_facts = [enrich(book, "赋权", facts, DAY)[0] for facts in offered]
    enriched = time.process_time()
    decided = [*decide(book, "办理项", item_facts, DAY), *decide(book, "赋权", grant_facts, DAY)]
    ended = time.process_time()
    wall = time.perf_counter() - wall
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answers = sum(map(len, decided))
    distinct = len({id(one) for decisions in decided for one in decisions.values()})
    print(
        f"全县判定（处理器时间）            {ended - began:8.2f} s   钟表时间 {wall:.2f} s；{len(book.rules)} 条规则，{len(rows)} 个办理项、{len(offered)} 条赋权，{answers} 个判定（{distinct} 个不同）"
    )
    print(
        f"  其中：补全事实 {enriched - began:.2f} s，匹配 {spent['匹配']:.2f} s，判定和理由 {ended - enriched - spent['匹配']:.2f} s；峰值内存 {megabytes:.0f} MB"
    )
    met = (
        "达到"
        if ended - began < LIMIT_SECONDS and spent["匹配"] < LIMIT_SECONDS / 2 and megabytes < LIMIT_MEGABYTES
        else "没有达到"
    )
    print(f"  目标（{LIMIT_SECONDS:.0f} s，其中匹配 {LIMIT_SECONDS / 2:.0f} s，{LIMIT_MEGABYTES} MB）：{met}")
    compare(book, rng.sample(grant_facts, SAMPLE))


def compare(book: Book, facts: list[dict[str, Any]]) -> None:
    """The engine, compiled beforehand, and the reference evaluator over the same records and the same rules."""
    from reference import NO, YES, Reference

    rules = [rule for rule in book.rules if "赋权" in rule.kinds]
    panel = matching.Panel({rule.id: rule.conditions for rule in rules})
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(BOOK, folder, dirs_exist_ok=True)
        if not (Path(folder) / "fields.yaml").exists():
            shutil.copy(ROOT / "catalogue" / "fields.yaml", folder)
        reference = Reference(Path(folder))
    entries = {entry["编号"]: entry for entry in reference.rules}
    started = time.perf_counter()
    found = panel.match(facts, book.on(DAY))
    first = time.perf_counter() - started
    started = time.perf_counter()
    wanted = [{rule.id: reference.rule(entries[rule.id], one, DAY) for rule in rules} for one in facts]
    second = time.perf_counter() - started
    differ = sum(
        (said[name] == YES) != (name in certain) or (said[name] != NO) != (name in possible)
        for said, (certain, possible) in zip(wanted, found, strict=True)  # type: ignore[misc]
        for name in said
    )
    print(
        f"同样的 {len(facts)} 条赋权、{len(rules)} 条规则：durable_rules {first:.2f} s，参照求值 {second:.2f} s，比值 {first / second:.2f}，不同 {differ} 处"
    )


if __name__ == "__main__":
    main()
