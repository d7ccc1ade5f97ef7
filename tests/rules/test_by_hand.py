"""A first rule book by hand, laid over the shipped one, with every slip that a lawyer without Python is likely to make: each is
answered at its own line with what is wrong and what to do, all at once, and nothing else is said of the folder.

`content` can be read as YAML, `form` cannot. What is expected stands at the end of the line it is about: `# 应说：…；…`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

FOLDER = Path(__file__).with_name("books") / "by_hand"
PARTS = ("content", "form")


def expected(folder: Path) -> list[tuple[str, str]]:
    """(file and line, words) of every expectation written in the folder."""
    out = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if found := re.search('# 应说：([^"]*)', line):
                out += [(f"{path.relative_to(folder)} 第 {number} 行", words) for words in found[1].split("；")]
    return out


@pytest.mark.parametrize("part", PARTS)
def test_every_slip_is_answered_at_its_line_and_nothing_else_is_said(quanmu, part):
    shutil.copytree(FOLDER / part, quanmu.home / "book")
    said = quanmu("rules", "test", ok=False).refused().splitlines()
    told = [line.partition("/book/")[2] for line in said]
    for place, words in expected(FOLDER / part):
        place = re.sub("(检查/|补充.yml|本县的规则.yaml).*", r"\1", place).rstrip(
            "/"
        )  # of a file nobody reads there is no line
        matching = [line for line in told if re.match(f"{re.escape(place)}[（：“]", line) and words in line]
        assert matching, (place, words, [line for line in told if line.startswith(place)])
        told.remove(matching[0])
    assert not told


def test_names_that_nothing_asks_for_are_told(quanmu):
    book = quanmu.home / "book"
    (book / "lists").mkdir(parents=True)
    (book / "parameters.yaml").write_text(
        "- 参数: 高频事项办件数\n  值: 200\n  施行: 2021-01-01\n  依据: {文件: 行政许可法, 条: 第六条, 要点: 便民}\n",
        encoding="utf-8",
    )
    (book / "lists" / "已上收的事项.csv").write_text("项,施行\n", encoding="utf-8")
    said = quanmu("rules", "test").out
    assert "没有一条规则用到参数“高频事项办件数”，最接近的是“高频事项年办件数”" in said
    assert "没有一条规则用到清单“已上收的事项”，最接近的是“已上收事项”" in said
