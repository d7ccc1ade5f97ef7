"""The example county, end to end: the program counts what a real county's 2021 report counts, and finds every planted fault."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "linhu"
REPORT = yaml.safe_load((ROOT / "tests" / "report_2021.yaml").read_text(encoding="utf-8"))
KEY = yaml.safe_load((EXAMPLE / "source" / "答案.yaml").read_text(encoding="utf-8"))


def quanmu(*args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command line, as a user calls it."""
    program = "from app.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *args],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """One demo: its folder and what it said as JSON."""
    into = tmp_path_factory.mktemp("demo") / "out"
    done = quanmu("demo", "--into", str(into), "--json")
    assert done.returncode == 0, done.stderr
    return {"folder": into, **json.loads(done.stdout)}


@pytest.fixture(scope="module")
def published(demo: dict) -> list[dict]:
    """The published objects."""
    return [
        json.loads(line)
        for line in (demo["folder"] / "public" / "data" / "edition.jsonl").read_text(encoding="utf-8").splitlines()
    ]


@pytest.fixture(scope="module")
def figures(demo: dict) -> dict[str, dict]:
    """Indicators by name."""
    return {line["name"]: line for line in demo["indicators"]}


@pytest.fixture(scope="module")
def findings(demo: dict) -> list[dict]:
    """What the self-check found."""
    done = quanmu(
        "--home",
        str(demo["folder"] / "data"),
        "check",
        "--as-of",
        "2021-12-31",
        "--json",
        "--into",
        str(demo["folder"] / "again"),
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def distinct(published: list[dict], batch: str) -> int:
    return len({line["matter"] for line in published if line["kind"] == "赋权" and line["batch"] == batch})


def test_grants_of_the_second_batch(published: list[dict]) -> None:
    assert distinct(published, "第二批（园区）") == REPORT["第二批赋予园区的事项"]
    assert distinct(published, "第二批（镇街）") == REPORT["第二批下放镇街的事项"]
    recipients = {
        line["recipient"] for line in published if line["kind"] == "赋权" and line["recipient_kind"] in ("镇", "街道")
    }
    assert len(recipients) == REPORT["镇街个数"]


def test_windows_are_disjoint_and_counted(published: list[dict], figures: dict[str, dict]) -> None:
    windows = Counter(line["window"] for line in published if line["kind"] == "事项" and line["in_hall"])
    themes = {name: n for name, n in windows.items() if name != "全科综合窗"}
    assert windows["全科综合窗"] == REPORT["全科综合窗事项"]
    assert sum(themes.values()) == REPORT["主题综合窗事项"]
    assert len(themes) == REPORT["主题综合窗个数"]
    assert sum(windows.values()) == REPORT["进驻事项"] == REPORT["全科综合窗事项"] + REPORT["主题综合窗事项"]
    assert figures["全科综合窗事项数"]["numerator"] == REPORT["全科综合窗事项"]
    assert figures["主题综合窗事项数"]["numerator"] == REPORT["主题综合窗事项"]


def test_entry_rate_with_its_denominator(figures: dict[str, dict], findings: list[dict]) -> None:
    rate, inside, outside = figures["进驻率"], REPORT["进驻事项"], REPORT["未进驻事项"]
    assert (rate["numerator"], rate["denominator"]) == (inside, inside + outside)
    assert rate["percent"] == f"{inside / (inside + outside):.2%}"
    assert rate["excluded"] > 0, "经批准的豁免要另列"
    claim = [f for f in findings if f["code"] == "entry-rate-claim-differs"]
    assert (
        len(claim) == 1
        and str(REPORT["自报进驻率"]) in claim[0]["message"]
        and rate["percent"].rstrip("%") in claim[0]["message"]
    )
    left = [f for f in findings if f["code"] == "should-enter-but-outside"]
    assert len(left) == outside and len({f["unit"] for f in left}) == 2


def test_frequent_matters_by_where_they_are_finished(published: list[dict]) -> None:
    at = Counter(line["finished_at"] for line in published if line["kind"] == "事项" and line["frequent"])
    assert at == {"村": REPORT["村级可办结"], "镇": REPORT["镇级可办结"], "县": REPORT["县级可办结"]}
    assert sum(at.values()) == REPORT["镇级高频事项"]


def test_cross_region_matters_are_a_union(published: list[dict]) -> None:
    lines = [line for line in published if line["kind"] == "跨域通办"]
    partners = {line["partner"] for line in lines}
    assert len(partners) == REPORT["跨域通办合作方"]
    assert len({line["matter"] for line in lines}) == REPORT["跨域通办项目"]
    assert len(lines) > REPORT["跨域通办项目"], "两份协议有相同事项，才看得出数的是并集"


def test_ratings_with_both_denominators(figures: dict[str, dict], findings: list[dict]) -> None:
    active = figures["主动评价率"]
    assert (active["numerator"], active["denominator"]) == (REPORT["主动评价数"], REPORT["评价数"])
    assert round(active["numerator"] / active["denominator"] * 100, 1) == REPORT["主动评价率"]
    of_all, of_due = figures["评价覆盖率（全部办理项）"], figures["评价覆盖率（进驻事项）"]
    assert of_all["numerator"] == of_due["numerator"] == REPORT["有评价的项数"]
    assert round(of_all["numerator"] / of_all["denominator"] * 100, 1) == REPORT["评价覆盖率"]
    assert of_due["denominator"] == REPORT["进驻事项"] + REPORT["未进驻事项"]
    assert any(f["code"] == "rating-coverage-without-denominator" for f in findings)


def test_a_rate_over_nothing_is_not_a_hundred(figures: dict[str, dict]) -> None:
    assert figures["差评按期整改率"]["denominator"] == 0 and figures["差评按期整改率"]["percent"] == "不适用"


def planted() -> list[tuple[str, str, str]]:
    """(what to look for in the place or subject, code, where it stands in the answer key)."""
    names = {}
    for path in (ROOT / "rules" / "book" / "matters").glob("*.yaml"):
        names |= {entry["标识"]: entry["名称"] for entry in yaml.safe_load(path.read_text(encoding="utf-8"))}
    found = [(names[f["事项"]], f["应发现"], "赋权") for f in KEY["赋权"]]
    found += [(names[f["事项"]], f["应发现"], "办理项") for f in KEY["办理项"]]
    found += [(names[f["事项"]], f["应发现"], "进驻") for f in KEY["进驻"]]
    found += [(f["文号"], f["应发现"], "文件") for f in KEY["文件"]]
    found += [(f["指标名称"], f["应发现"], "自报") for f in KEY["自报"] if "应发现" in f]
    return found


@pytest.mark.parametrize(("name", "code", "part"), planted(), ids=lambda value: str(value)[:40])
def test_every_planted_fault_is_found(findings: list[dict], name: str, code: str, part: str) -> None:
    hits = [f for f in findings if f["code"] == code and f["severity"] != "无法判定"]
    assert any(name in f["place"] or name in f["message"] for f in hits), [f["place"] for f in hits]


def test_nothing_wrong_is_found_in_the_second_batch(findings: list[dict]) -> None:
    wrong = [f for f in findings if f["severity"] == "错误" and f["subject"].startswith("赋权|第二批")]
    assert wrong == []


def test_no_column_holds_an_answer() -> None:
    """What the rules are to find is in no workbook, but for claims; and no number of the report stands in the code."""
    judged = ("应否进驻", "综合窗", "办结层级", "可否下放", "方式合法", "实际办结", "名义", "镇级高频", "现行决定")
    headers = set()
    import openpyxl

    for path in (EXAMPLE / "workbooks").glob("[!7]*.xlsx"):  # 70 are the rulings, which answer on purpose
        for sheet in openpyxl.load_workbook(path, read_only=False):
            headers |= {str(cell.value) for row in sheet.iter_rows(max_row=5) for cell in row if cell.value}
    assert not headers & set(judged)
    numbers = {
        str(n)
        for n in (
            REPORT["全科综合窗事项"],
            REPORT["主题综合窗事项"],
            REPORT["评价数"],
            REPORT["主动评价数"],
            REPORT["有评价的项数"],
        )
    }
    for folder in ("app", "catalogue", "rules", "importers", "exporters"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".yaml", ".html", ".css", ".js") and "matters" not in path.parts:
                assert not numbers & set(re.findall(r"(?<![\d.])\d+(?![\d.])", path.read_text(encoding="utf-8"))), path


def test_the_workbooks_are_what_the_script_makes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLE / "make_workbooks.py"), str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    made, kept = ({p.name: p.read_bytes() for p in folder.iterdir()} for folder in (tmp_path, EXAMPLE / "workbooks"))
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []


def test_every_page_says_that_it_is_an_example(demo: dict) -> None:
    pages = list((demo["folder"] / "public").rglob("*.html"))
    assert pages and all("示例" in page.read_text(encoding="utf-8") for page in pages)


def test_the_command_the_demo_recommends_works(demo: dict) -> None:
    recommended = re.search(
        r"quanmu --home \{[^}]*\} (explain .*?) --as-of", (ROOT / "app" / "cli" / "demo.py").read_text("utf-8")
    )
    assert recommended, "演示结束时要推荐一条能用的命令"
    done = quanmu("--home", str(demo["folder"] / "data"), *recommended[1].split(), "--as-of", "2021-12-31")
    assert done.returncode == 0 and "《社会救助暂行办法》第四十八条" in done.stdout, done.stderr


def test_made_twice_the_same_bytes(demo: dict, tmp_path: Path) -> None:
    done = quanmu(
        "demo", "--into", str(tmp_path / "out"), "--json", env={"PYTHONHASHSEED": "77", "TZ": "America/New_York"}
    )
    assert done.returncode == 0, done.stderr
    for part in ("public", "office"):
        first, second = (
            {str(p.relative_to(top)): p.read_bytes() for p in (top / part).rglob("*") if p.is_file()}
            for top in (demo["folder"], tmp_path / "out")
        )
        assert first.keys() == second.keys()
        assert [name for name in first if first[name] != second[name]] == []


def test_the_published_folder_verifies_and_a_change_is_seen(demo: dict, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(demo["folder"] / "public", tmp_path / "public")
    assert quanmu("verify", str(tmp_path / "public")).returncode == 0
    victim = next((tmp_path / "public" / "data").glob("*.csv"))
    rows = list(csv.reader(victim.read_text(encoding="utf-8-sig").splitlines()))
    victim.write_text("\n".join(",".join(row) for row in rows[:-1]), encoding="utf-8")
    done = quanmu("verify", str(tmp_path / "public"))
    assert done.returncode == 2 and victim.name in done.stdout
