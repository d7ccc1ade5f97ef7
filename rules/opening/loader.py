"""Opening a rule book: folders in, one proofread `Book` out, or all its faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from catalogue import canonical
from catalogue.fields import FieldFaults, FieldList
from catalogue.finding import FormError
from catalogue.rulebook import (
    Condition,
    Indicator,
    LegalText,
    Listing,
    Measure,
    ParameterValue,
    Question,
    RegisteredMatter,
    Rule,
)
from rules.book_fields import book_fields
from rules.books import Book, Vocabulary
from rules.formal_names import LIST as NAME_WORDS
from rules.formal_names import FormalWords
from rules.opening.lists_file import add_list
from rules.opening.proofs import Proofs
from rules.opening.reading import Faults
from rules.opening.register_file import read_matters
from rules.opening.rules_file import read_indicators, read_rules
from rules.opening.sections import read_parameters, read_questions, read_texts
from rules.opening.strays import bare_files, holds_book, strays
from rules.proofreading.basis import outlasted, proofread_basis, proofread_register
from rules.proofreading.examples_proof import prove_examples
from rules.proofreading.lists import proofread_lists, proofread_matters
from rules.proofreading.logic import proofread_logic
from rules.proofreading.overlay import amiss, blamed, overlaid, proofread_unused, replaced, replaced_fields
from rules.proofreading.proofread import proofread_indicators, proofread_names, proofread_rules
from rules.register import Register
from rules.truth import LISTED

_WHERE = ("place", "lines")
_Entry = TypeVar("_Entry", Rule, Indicator, RegisteredMatter)


def load_book(*folders: Path, proofs: Path | None = None, at_work: bool = False) -> Book:
    """Open a rule book from one folder and those that overlay it (later replaces earlier, entry by entry).

    Raises `FormError` with every fault. What may be a slip but stops nothing is in the book's `warnings`. `proofs`: the
    file that remembers which books were proofread before (see `rules.opening.proofs`). `at_work`: the book is in use, and
    law that moved after an office wrote a rule of its own is no fault (see `outlasted`).
    """
    faults, warnings = Faults(), Faults()
    for folder in folders:
        if not folder.is_dir():
            faults.add(str(folder), "规则书文件夹不存在", "请检查路径")
    if not faults and not holds_book(folders[0]):
        faults.add(str(folders[0]), "里面没有规则书", "规则书的文件夹里有 questions.yaml、rules/ 等，请检查路径")
    if faults:
        raise FormError(faults)
    before = Proofs(proofs, folders) if proofs else None
    for folder in folders:
        faults.extend(strays(folder))
    for folder in folders[1:]:
        warnings.extend(bare_files(folder))
    fields, broken = _fields(folders, faults)
    told = len(faults)
    if not faults.unreadable:
        replaced_fields(folders, warnings)
    questions: dict[str, Question] = {}
    texts: dict[str, tuple[LegalText, ...]] = {}
    parameters: dict[str, tuple[ParameterValue, ...]] = {}
    lists: dict[str, tuple[Listing, ...]] = {}
    columns: dict[str, tuple[str, ...]] = {}
    declared: set[str] = set()  # by a folder before the last that has parameters
    for folder in folders:
        values, rows = dict(parameters), dict(lists)  # before the last folder laid its own over
        if (folder / "questions.yaml").exists():
            asked = read_questions(folder / "questions.yaml", faults)
            replaced(_places(questions), _places(asked), warnings)
            questions |= asked
        if (folder / "texts.yaml").exists():
            read = read_texts(folder / "texts.yaml", faults)
            replaced(_places(texts), _places(read), warnings)
            texts |= read
        if (folder / "parameters.yaml").exists():
            declared = set(parameters)
            given = read_parameters(folder / "parameters.yaml", faults)
            replaced(_places({k: v for k, v in parameters.items() if v[0].value is not None}), _places(given), warnings)
            parameters = overlaid(parameters, given, faults)
        for path in sorted((folder / "lists").glob("*.csv")):
            before_it = len(faults)
            add_list(path, lists, columns, faults, warnings)
            faults.lists |= {path.stem} if len(faults) > before_it else set()
    if faults.unreadable:  # what rests on it would all seem wrong
        raise FormError(faults)
    words = Vocabulary(fields, questions, parameters, lists, columns)
    inherited = Vocabulary(fields, questions, values, rows, columns)
    by_title = _with_aliases(texts, faults)
    proofread_names(words, faults)

    own = str(folders[-1])
    matters = _gather(folders, "matters", lambda path: read_matters(path, fields, by_title, faults), faults, warnings)
    rules = _gather(folders, "rules", lambda path: read_rules(path, words, faults, checks=False), faults, warnings)
    checks = _gather(folders, "checks", lambda path: read_rules(path, words, faults, checks=True), faults, warnings)
    if at_work and len(folders) > 1:
        written = rules, checks
        rules, checks = (outlasted(group, by_title, own, warnings) for group in written)
        before = before if (rules, checks) == written else None  # as they are written, they would not pass
    indicators = _gather(folders, "indicators", lambda path: read_indicators(path, words, faults), faults, warnings)
    _one_id_one_entry([*rules, *checks, *indicators], faults, own)
    if broken:  # what rests on them would seem wrong, and much of it is
        others = [one for one in faults[told:] if not any(f"“{name}”" in one.what for name in broken)]
        raise FormError(blamed([*faults[:told], *others], words, by_title, folders))

    register = Register(matters, FormalWords(lists.get(NAME_WORDS, ())))
    earlier = before.found() if before and not faults else None
    if earlier is None:
        found = Faults()
        proofread_register(register, by_title, faults, found, own)
        _proofread(rules, checks, indicators, words, inherited, by_title, faults, found, own)
        proofread_matters((*rules, *checks), register, faults, found)
        conditions = _asked(rules, checks, indicators)
        proofread_lists(conditions, words, register, faults)
        proofread_unused(conditions, words, folders, declared, found)
        if faults:
            raise FormError(blamed(faults, words, texts, folders), amiss([*warnings, *found], own, faults.doubtful))
        entries = ([*questions.values()], texts, parameters, lists, matters, rules, checks, indicators)
        content = [[*fields.kinds.values()], [*fields.fields.values()], *map(_content, entries)]
        earlier = found, canonical.digest(content)
        if before:
            before.keep(*earlier)
    warnings.extend(earlier[0])
    return Book(words, tuple(rules), tuple(checks), tuple(indicators), by_title, register, earlier[1], tuple(warnings))


def _fields(folders: Iterable[Path], faults: Faults) -> tuple[FieldList, set[str]]:
    """The fields, as far as they can be read, and the names of those that have faults."""
    try:
        return book_fields(*folders), set()
    except FieldFaults as error:
        faults.extend(error.faults)
        faults.unreadable.extend(folders if "" in error.broken else ())
        return error.sound, error.broken
    except FormError as error:
        faults.extend(error.faults)
        faults.unreadable.extend(folders)
        return FieldList((), ()), set()


def _proofread(
    rules: list[Rule],
    checks: list[Rule],
    indicators: list[Indicator],
    words: Vocabulary,
    inherited: Vocabulary,
    texts: dict[str, tuple[LegalText, ...]],
    faults: Faults,
    warnings: Faults,
    own: str,
) -> None:
    """What rules say, each and together, and their examples. Those of a rule that is not the office's `own` were written
    with the values and lists that came with it (`inherited`): a local value makes none of them wrong."""
    proofread_rules(rules, words, faults, warnings, own, deciding=True)
    proofread_rules(checks, words, faults, warnings, own, deciding=False)
    proofread_indicators(indicators, words, faults)
    proofread_basis((*rules, *checks), indicators, words, texts, faults, warnings)
    for group in (rules, checks):
        sound = [rule for rule in group if rule.id not in faults.doubtful]
        proofread_logic(sound, words, faults, own)
        for rule in sound:
            if any(one.operator in LISTED and str(one.operand) in faults.lists for one in rule.conditions):
                continue
            prove_examples(rule, words if rule.place.startswith(own) else inherited, faults)


def _asked(rules: list[Rule], checks: list[Rule], indicators: list[Indicator]) -> list[Condition]:
    """Every condition of the book."""
    parts = [part for one in indicators for part in (one.numerator, one.denominator, one.excluded) if part]
    every: list[Rule | Measure] = [*rules, *checks, *parts]
    return [condition for one in every for condition in one.conditions]


def _places(entries: Mapping[str, Any]) -> dict[str, str]:
    """Where entries stand, by name; of one with several editions the first."""
    return {name: (one[0] if isinstance(one, tuple) else one).place for name, one in entries.items()}


def _gather(
    folders: Iterable[Path],
    part: str,
    read: Callable[[Path], list[_Entry]],
    faults: Faults,
    warnings: Faults,
) -> list[_Entry]:
    """All entries of one part; twice in a folder is a fault, in a later folder it replaces, and `warnings` say so."""
    merged: dict[str, _Entry] = {}
    for folder in folders:
        own: dict[str, _Entry] = {}
        for path in sorted((folder / part).rglob("*.yaml")):
            for entry in read(path):
                if entry.id in own:
                    faults.add(
                        f"{entry.place}（{entry.id}）",
                        f"编号重复，另见 {own[entry.id].place}",
                        "请换一个编号或删去一条",
                    )
                own[entry.id] = entry
        replaced(_places(merged), _places(own), warnings)
        merged |= own
    return [merged[name] for name in sorted(merged)]


def _one_id_one_entry(every: Iterable[Rule | Indicator], faults: Faults, own: str) -> None:
    """A number is of a rule, a check or an indicator; a fault is said at the entry that lies under `own`."""
    seen: dict[str, str] = {}
    for entry in every:
        if (other := seen.setdefault(entry.id, entry.place)) != entry.place:
            mine, theirs = sorted((entry.place, other), key=lambda place: not place.startswith(own))
            faults.add(f"{mine}（{entry.id}）", f"编号已用于另一部分（{theirs}）", "请换一个编号")


def _with_aliases(texts: dict[str, tuple[LegalText, ...]], faults: Faults) -> dict[str, tuple[LegalText, ...]]:
    by_title = dict(texts)
    for editions in texts.values():
        for alias in {alias for text in editions for alias in text.aliases}:
            if alias in by_title and by_title[alias] is not editions:
                faults.add(editions[0].place, f"别名“{alias}”已指另一个文件", "请去掉这个别名")
            by_title[alias] = editions
    return by_title


def _content(value: Any) -> Any:
    """An entry's content without where it lies, so that a moved book keeps its digest."""
    if type(value) is str:
        return value
    if isinstance(value, BaseModel):
        shown = {name: _content(getattr(value, name)) for name in type(value).model_fields if name not in _WHERE}
        return {name: item for name, item in shown.items() if item or item not in (None, "", [], {}, ())}
    if isinstance(value, dict):
        return {key: _content(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_content(item) for item in value]
    return value
