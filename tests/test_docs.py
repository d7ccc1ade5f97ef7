"""What the documents say is there: codes, files, commands, words of the rule language."""

from __future__ import annotations

import ast
import re

import pytest
import yaml
from command_line import ROOT

from app.rulebook import codes_page
from catalogue.fields import load_fields
from catalogue.layout import Layout
from importers.issues import CODES
from rules import BOOK
from rules.opening.loader import load_book

PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_page_of_codes_is_up_to_date():
    assert text("docs/codes.md") == codes_page.page(load_book(BOOK)), "请运行 python -m app.rulebook.codes_page"


def test_every_code_stands_on_the_page():
    """Read from the declaring files themselves, not through the page's own program."""
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", text("docs/codes.md"), re.M))
    checks = [entry for path in (BOOK / "checks").rglob("*.yaml") for entry in yaml.safe_load(path.read_text("utf-8"))]
    declared = {entry["结论"]["发现"] for entry in checks} | set(CODES)
    said = re.compile(r"""code=["']([a-z-]+)["']""")
    for path in (ROOT / "app").rglob("*.py"):
        declared |= set(said.findall(path.read_text("utf-8")))
    assert len(declared) > 100 and listed >= declared


def test_every_finding_an_importer_makes_is_declared():
    used = set()
    for path in (ROOT / "importers").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in ("issue", "Refusal")
                and isinstance(node.args[0], ast.Constant)
            ):
                used.add(node.args[0].value)
    assert used and used <= set(CODES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_and_link_of_a_page_leads_somewhere(page):
    words = page.read_text("utf-8")
    links = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", words) if "://" not in target]
    missing = [target for target in links if target and not (page.parent / target).exists()]
    shown = re.findall(
        r"`((?:app|catalogue|rules|importers|exporters|examples|tests|docs|bench)/[^`<>{}…*\s]*)`", words
    )
    missing += [path for path in shown if not (ROOT / path).exists()]
    assert missing == []


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_every_command_of_the_readme_exists(page):
    import click

    from app.cli import whole

    cli = whole()
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```", text(page), re.M | re.S)
    lines = [line for block in blocks for line in re.findall(r"^ *quanmu (.+)$", block, re.M)]
    assert len(lines) > 6
    page_of_its_own = re.findall(r"^ *quanmu (.+)$", text("docs/selfcheck.md"), re.M)
    for line in lines + page_of_its_own:
        words = re.sub(r"\s*#.*", "", line).split()
        if words[:1] == ["--home"]:
            words = words[2:]
        command: click.Command = cli.commands[words[0]]
        if isinstance(command, click.Group) and (words[1] in command.commands or not command.invoke_without_command):
            command = command.commands[words[1]]
        known = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


def test_every_command_stands_in_the_staffs_readme():
    from app.cli import whole

    rows = re.findall(r"^\| `([a-z]+)` \| .", text("README.zh-CN.md"), re.M)
    assert sorted(rows) == sorted(whole().commands)


def test_the_rule_language_is_described_in_full():
    from rules.opening.rules_file import _KEYS

    words = text("docs/rules.md")
    for key in _KEYS:
        assert f"`{key}`" in words or f"{key}:" in words, key
    for operator in ("非", "包含", "在清单", "不在清单", "已知", "<=", ">=", "!="):
        assert operator in words, operator
    for kind in load_fields().kinds:
        assert kind in words, kind


def test_the_layout_language_is_described_in_full():
    words = text("docs/import.md")
    for name, declared in Layout.model_fields.items():
        assert f"`{declared.alias}`" in words, name
    for word in ("error", "warning", "info", "rows+errors", "sha256", "compare", "src", "parent", "其他栏"):
        assert word in words, word


def test_examples_of_rules_in_the_documents_are_rules(tmp_path):
    """Every yaml block of docs/rules.md that is a list of rules can be read by the loader as it stands."""
    blocks = re.findall(r"```yaml\n# (\S+)\n(.*?)```", text("docs/rules.md"), re.S)
    assert {name for name, _ in blocks} >= {"questions.yaml", "texts.yaml", "fields.yaml", "rules/a.yaml"}
    for name, block in blocks:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text((path.read_text("utf-8") if path.exists() else "") + block, "utf-8")
    book = load_book(tmp_path)
    assert len(book.rules) >= 3 and book.checks and book.indicators


def test_each_record_of_a_decision_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert len(set(numbers)) == len(numbers), numbers
