"""Measures what users wait for: ``make bench``. Ratios are taken within one run, since machines drift.

Prints, a line each: reading workbooks, opening the rule book, judging by durable_rules against the plain reference
evaluator over the same facts, a whole county (bench/county.py), the whole demo, and the peak memory of each.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "rules")]


def timed(label: str, work, unit: str = "") -> float:
    """Run once, print seconds and what was done."""
    started = time.perf_counter()
    done = work()
    seconds = time.perf_counter() - started
    print(f"{label:<34}{seconds:8.2f} s   {done}{unit}")
    return seconds


def read_workbooks() -> str:
    """All workbooks of the example county through the guard, the child process and the layouts."""
    from importers.read import load_all_layouts, read_files
    from rules import BOOK
    from rules.opening.loader import load_book

    fields = load_book(BOOK).fields
    results = read_files(
        sorted((ROOT / "examples" / "linhu" / "workbooks").iterdir()), fields, load_all_layouts(fields)
    )
    return f"{len(results)} 个工作簿，{sum(len(r.rows) for r in results)} 行"


def engines(facts: int = 4_000, rules: int = 200) -> None:
    """durable_rules by the safe path and the reference evaluator on the same random book; the ratio is what counts."""
    from generator import DAY, raw_facts, write_book

    from rules.matching import Panel
    from rules.opening.loader import load_book

    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        reference = write_book(Path(folder), rng, rules)
        book = load_book(Path(folder))
        raws = [raw_facts(rng, 0.9) for _ in range(facts)]
        typed = [{n: book.fields.fields[n].typed(v) for n, v in raw.items()} for raw in raws]
        panel = Panel({rule.id: rule.conditions for rule in book.rules})
        panel.match(typed[:10], book.on(DAY))
        first = timed("durable_rules（安全路径）", lambda: len(panel.match(typed, book.on(DAY))), " 条事实")
        second = timed(
            "参照求值（纯 Python）",
            lambda: sum(1 for raw in raws for entry in reference.rules if reference.rule(entry, raw, DAY) is not None),
            " 次求值",
        )
        print(f"{'比值 durable_rules ÷ 参照':<30}{first / second:10.2f}")


LIMIT = 5.0  # seconds that `rules impact` on the example county may take, whatever is compared


def impact(folder: Path) -> None:
    """`rules impact` on the example county, as whole processes, against its limit and against judging that county once
    (`decide`); and the peak memory of each."""
    import shutil

    from rules import BOOK

    shutil.copytree(BOOK, folder / "other")
    changed = folder / "other" / "rules" / "40-社会救助.yaml"
    changed.write_text(changed.read_text("utf-8").replace("{收件: 镇街, 受理: 镇街", "{收件: 县, 受理: 镇街"), "utf-8")
    start = [sys.executable, "-c", "from app.cli import main; main()", "--home", f"{folder}/demo/data"]

    def ran(*words: str) -> str:
        process = subprocess.Popen(
            [*start, *words, "--as-of", "2021-12-31", "--json"], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = status
        if status:
            raise RuntimeError(f"quanmu {' '.join(words)} ended with {status}")
        busy = used.ru_utime + used.ru_stime  # a busy machine says the same
        return f"处理器 {busy:.2f} s，{used.ru_maxrss // 1024} MB，{len(said) // 1000} kB"

    ran("decide")
    once = timed("判定全县一次（整个进程）", lambda: ran("decide"))
    for label, words in (
        ("假设一个参数", ["--what-if", "宜下放年办件数=50"]),
        ("假设一个机构的事实", ["--what-if", "机构:石桥镇.持证人数=2"]),
        ("另一个判定日", ["--then", "2024-09-01"]),
        ("另一套规则书", [str(folder / "other")]),
        ("两套规则书", [str(BOOK), str(folder / "other")]),
    ):
        took = timed(f"影响：{label}", lambda words=words: ran("rules", "impact", *words))
        within = "在限内" if took <= LIMIT else "超过"
        print(f"{'':4}限 {LIMIT:.0f} s：{within}，用了限的 {took / LIMIT:.0%}；÷ 判定一次＝{took / once:.2f}")


def main() -> None:
    """The measurements in order."""
    from rules import BOOK
    from rules.opening.loader import load_book

    timed("打开规则书", lambda: f"{len(load_book(BOOK).rules)} 条规则")
    timed("读示例县工作簿", read_workbooks)
    engines()
    print(
        subprocess.run(
            [sys.executable, ROOT / "bench" / "county.py"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout,
        end="",
    )
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-c",
            "from app.cli import main; main()",
            "demo",
            "--into",
            f"{folder}/demo",
            "--json",
        ]
        timed(
            "整个演示",
            lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True).returncode or date(2021, 12, 31),
        )
        impact(Path(folder))
    print(
        f"本进程峰值内存 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB，子进程 {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
