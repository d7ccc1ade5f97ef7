"""The reference of all codes of findings (docs/codes.md), drawn from where each is declared; `python -m app.rulebook.codes_page` writes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from catalogue.rulebook import Rule
from exporters import verify
from importers.issues import CODES
from rules import BOOK
from rules.books import Book
from rules.opening.loader import load_book

PAGE = Path(__file__).resolve().parents[2] / "docs" / "codes.md"
OF_JUDGING = {  # app/judgement/judging.py, app/judgement/rulings.py, app/filing/cards.py
    "engine-no-answer": (
        "错误",
        "规则引擎超时、内存不足或中途停止，重试后仍没有答复，这条记录没有判定（自查时是无法判定）",
        "请重新判定；仍然如此，把这条记录和规则书交给维护者",
    ),
    "identity-disagrees": (
        "警告",
        "同一条记录的名称、编码、类型、适用情形互相对不上，以所写为准",
        "请核对事项名称、编码和类型",
    ),
    "filings-not-judged-again": (
        "警告",
        "办件文件在最近一次判定以后又导入或者撤销过，红黄牌、指标和对照用的还是那一次的数",
        "请再 quanmu cards 判定一次",
    ),
    "ruling-without-subject": (
        "警告",
        "裁定或不公布的决定找不到对应的对象或问题",
        "请核对对象名称、部门、承接主体和问题是否与清单一致",
    ),
    "ruling-incomplete": (
        "警告",
        "裁定缺少裁定人、日期或理由，日期在判定日之后，或者答案不在该问题的答案里，没有适用",
        "请补正“裁定与不公布”后再导入",
    ),
    "ruling-to-be-reviewed": (
        "警告",
        "裁定所依据的事实或规则已经变化，裁定暂不适用",
        "请重新裁定：更新“裁定与不公布”中的日期和理由后再导入",
    ),
}
_WORDS = {"error": "错误", "warning": "警告", "info": "提示"}
_OPENING = """# 问题代码

本页由 `python -m app.rulebook.codes_page` 生成，不要手改。代码是说明问题的英文词；每个代码只在一处声明：
导入的在 `importers/issues.py`，自查的在 `rules/book/checks/`（本单位的在数据文件夹的 `book/checks/`），
判定的在 `app/judgement/judging.py`、`app/judgement/rulings.py`、`app/filing/cards.py`，核对公布文件夹的在 `exporters/verify.py`。

“说明”里花括号中的字由那一条记录填入。级别：错误（导入时那一行暂存，自查时挡住它所指的那条记录的公布）、
警告、提示、无法判定（缺少判断所需的事实，不等于没有问题）。
"""


def page(book: Book) -> str:
    """The whole page."""
    imported = [
        [
            _code(d.code),
            _WORDS[d.severity],
            *(("文件读不了，原因随提示写明", "按提示处理") if d.message == "{what}" else (d.message, d.advice)),
            d.example,
        ]
        for d in CODES.values()
    ]
    judged = [[_code(code), *said] for code, said in OF_JUDGING.items()]
    verified = [[_code(code), message] for code, message in verify.CODES.items()]
    return "\n".join(
        [
            _OPENING,
            "## 导入时\n",
            *_table(["代码", "级别", "说明", "怎么办", "例如"], imported),
            "\n## 判定时\n",
            *_table(["代码", "级别", "说明", "怎么办"], judged),
            "\n## 自查时\n",
            *_table(["代码", "检查", "查谁", "级别", "说明", "怎么办", "依据"], _checks(book.checks)),
            "\n## 核对公布的文件夹时\n",
            *_table(["代码", "说明"], verified),
            "",
        ]
    )


def _checks(checks: Iterable[Rule]) -> list[list[str]]:
    """Checks by code: one code may be concluded by several checks."""
    by_code: dict[str, list[Rule]] = defaultdict(list)
    for check in checks:
        if check.fault:
            by_code[check.fault.code].append(check)
    rows = []
    for code, same in sorted(by_code.items()):
        for check in same:
            assert check.fault  # only those were gathered
            basis = "；".join(f"《{b.text}》{b.article}" if b.text else f"该事项的{b.from_field}" for b in check.basis)
            fault = check.fault
            rows.append(
                [_code(code), check.id, "、".join(check.kinds), fault.severity, fault.message, fault.advice, basis]
            )
    return rows


def _code(code: str) -> str:
    return f"`{code}`"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [columns, ["---"] * len(columns), *rows]
    return ["| " + " | ".join(" ".join(cell.replace("|", "｜").split()) for cell in line) + " |" for line in lines]


if __name__ == "__main__":
    PAGE.write_text(page(load_book(BOOK)), encoding="utf-8")
