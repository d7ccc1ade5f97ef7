"""The house stands as DESIGN §1 draws it: who imports whom, where each library has its one place, how long files are."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import app
import catalogue
import exporters
import importers
import rules

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {"app", "catalogue", "rules", "importers", "exporters"}
MAY_IMPORT = {
    "catalogue": {"catalogue"},
    "rules": {"rules", "catalogue"},
    "importers": {"importers", "catalogue"},
    "exporters": {"exporters", "catalogue"},
    "app": PACKAGES,
}
ONLY_PLACE = {
    "durable_rules_engine": "rules/engine.py",
    "durable": "rules/engine.py",
    "python_calamine": "importers/",
    "openpyxl": "importers/",
    "xlrd": "importers/",
    "xlsxwriter": "exporters/",
    "lxml": "exporters/",
    "docx": "exporters/paper/",
    "typst": "exporters/paper/",
    "segno": "exporters/paper/",
    "cryptography": "exporters/seal.py",
    "jinja2": "exporters/",
    "django": "app/",
    "authlib": "app/web/",
    "axes": "app/web/",
    "csp": "app/web/",
    "waitress": "app/web/",
    "whitenoise": "app/web/",
    "polars": "importers/filings/",
    "click": "app/",
    "rich": "app/",
}
# jinja2 also renders the staff's own pages; filings in masses are columns from the file to the sums
ALSO = {"jinja2": "app/web/", "polars": "rules/filings/"}
MOST_LINES = 400


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, anywhere in it, with its line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield ("." * node.level) + (node.module or ""), node.lineno
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "import_module",
            "importlib.import_module",
            "__import__",
        ):
            name = node.args[0]
            yield (name.value if isinstance(name, ast.Constant) else "?"), node.lineno


def test_imports_go_only_where_the_design_draws_an_arrow():
    seen = set()
    for path in python_files(*PACKAGES):
        home = path.relative_to(ROOT).parts[0]
        for module, line in imported(path):
            top = module.split(".")[0]
            assert not module.startswith((".", "?")), f"{path}:{line} 请写完整的模块名：{module}"
            if top in PACKAGES:
                seen.add((home, top))
                assert top in MAY_IMPORT[home], f"{path}:{line} {home} 不得引用 {module}"
    # the walk did see imports: each room uses the nouns, and the shell uses every room
    assert seen >= {(home, "catalogue") for home in PACKAGES} | {("app", other) for other in PACKAGES}


def test_each_library_has_its_one_place():
    seen = set()
    for path in python_files(*PACKAGES):
        name = path.relative_to(ROOT).as_posix()
        for module, line in imported(path):
            top = module.split(".")[0]
            place = ONLY_PLACE.get(top)
            if place:
                seen.add(top)
                allowed = name.startswith((place, ALSO.get(top, place)))
                assert allowed, f"{path}:{line} {module} 只许在 {place} 中引用"
    assert seen >= {"durable_rules_engine", "python_calamine", "xlrd", "xlsxwriter", "django", "click"}


def test_no_imports_run_in_a_circle():
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in python_files(*PACKAGES)}
    uses: dict[str, set[str]] = {}
    for name, path in names.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                whole = {f"{node.module}.{alias.name}" for alias in node.names}
                uses.setdefault(name, set()).update(whole & names.keys() or {node.module} & names.keys())
    assert sum(map(len, uses.values())) > 1000
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as circle:
        pytest.fail("互相引用：" + " → ".join(circle.args[1]))


def test_the_flow_page_is_short_and_names_the_five_verbs():
    text = (ROOT / "app/flow.py").read_text("utf-8")
    names = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    assert names == ["read", "decide", "check", "freeze", "publish"]
    assert len(text.splitlines()) <= 70


@pytest.mark.parametrize("package", [app, catalogue, exporters, importers, rules])
def test_the_packages_are_ours(package):
    # other projects publish packages called rules and catalogue
    assert Path(package.__file__).resolve() == ROOT / package.__name__ / "__init__.py"


def test_no_python_file_is_longer_than_the_design_allows():
    files = python_files(*PACKAGES, "examples", "tests", "bench")
    assert len(files) > 100
    long = {
        path.relative_to(ROOT).as_posix(): n
        for path in files
        if (n := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_every_module_says_in_a_sentence_what_it_is_for():
    for path in python_files(*PACKAGES):
        text = path.read_text("utf-8")
        if text.strip() and path.name != "0001_initial.py":  # that one is generated
            assert ast.get_docstring(ast.parse(text)), path


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_every_package_is_listed_for_installation():
    found = {
        path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for folder in PACKAGES
        for path in (ROOT / folder).rglob("*.py")
    }
    assert set(project()["tool"]["setuptools"]["packages"]) == found


def test_every_data_file_is_installed_with_its_package():
    patterns = project()["tool"]["setuptools"]["package-data"]
    included = {
        path
        for package, globs in patterns.items()
        for glob in globs
        for path in (ROOT / package.replace(".", "/")).glob(glob)
    }
    data = {
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc") and "__pycache__" not in path.parts
    }
    assert len(data) > 60
    assert not sorted(str(path.relative_to(ROOT)) for path in data - included)


def test_every_dependency_has_a_lower_bound():
    names = project()["project"]["dependencies"]
    assert names and all(">=" in name for name in names)


def test_nothing_of_a_workplace_is_written_into_the_project():
    roots = ("/" + "tmp/", "/" + "work/", "/" + "root/", "/" + "home/")
    kept = [p for folder in (*PACKAGES, "tests", "examples", "docs") for p in (ROOT / folder).rglob("*")]
    texts = [
        p
        for p in (*kept, *ROOT.glob("*.md"), ROOT / "Makefile")
        if p.suffix in (".py", ".md", ".yaml", ".csv", ".html", ".svg", "")
    ]
    for path in texts:
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".csv":
            text = path.read_text("utf-8")
            assert not [root for root in roots if root in text], path
