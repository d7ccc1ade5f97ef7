"""Proofreading of what an office lays over the shipped book: a value of another kind, a name that nothing asks for."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

from catalogue.fields import FIELDS_FILE, PARTS, field_files
from catalogue.finding import UserError
from catalogue.rulebook import Condition, LegalText, ParameterValue
from catalogue.yamlfile import Lines, read_yaml
from rules.books import Vocabulary
from rules.facts.duties import OF_THE_OFFICE
from rules.opening.reading import Faults, nearest
from rules.opening.slips import number_advice

_WHOLE = "请照原来的（在 {}）写全再改：文件写全各个版本，问题写全各个答案；不想顶替的，换一个名称"
_OFTEN = re.compile("^整条替换了|^例外于“.*不起作用")
_Values = Mapping[str, tuple[ParameterValue, ...]]


def replaced(before: Mapping[str, str], own: Mapping[str, str], warnings: Faults) -> None:
    """Tell, of entries by name and place, which of a later folder's `own` take the place of one `before`."""
    for name in sorted(before.keys() & own.keys()):
        what = f"整条替换了随程序带的 {name}（{before[name]}）"
        warnings.add(f"{own[name]}（{name}）", what, "本意是另写一条的，请换一个没有用过的编号、标识或者名称")


def amiss(warnings: Iterable[UserError], own: str, doubtful: Iterable[str]) -> list[UserError]:
    """Of an office's reminders those that a fault elsewhere often comes from: an entry that took the place of a shipped one,
    an exception that has no effect (unless the entry could not be read whole)."""
    unread = tuple(f"（{number}）" for number in doubtful)
    mine = [one for one in warnings if one.place.startswith(own) and _OFTEN.search(one.what)]
    return [one for one in mine if one.what.startswith("整条") or not one.place.endswith(unread)]


def replaced_fields(folders: Sequence[Path], warnings: Faults) -> None:
    """The same of fields and kinds of record, which are read before anything can be told of them."""
    if any(map(field_files, folders[1:])):
        shipped = [] if (folders[0] / FIELDS_FILE.name).exists() else [FIELDS_FILE.parent]
        places = list(map(_field_places, [*shipped, *folders]))
        for number, own in enumerate(places[1:], 1):
            replaced(dict(ChainMap(*reversed(places[:number]))), own, warnings)


def overlaid(before: _Values, own: _Values, faults: Faults) -> dict[str, tuple[ParameterValue, ...]]:
    """The parameters with the later folder's own laid over. A value of another kind than the book before it declared or
    gave is a fault and left out: the rules that compare with it are not to blame."""
    merged = dict(before)
    for name, dated in own.items():
        kinds = {value.type for value in before.get(name, ())}
        strange = [value for value in dated if kinds and value.type not in kinds]
        for value in strange:
            what = f"参数“{name}”的值应为{'、'.join(sorted(kinds))}，现为{value.type}“{value.value}”"
            advice = number_advice(str(value.value)) or "请只写数，不写单位"
            faults.add(f"{value.place}（{name}）", what, advice if "数" in kinds else "请改正值")
        if not strange:
            merged[name] = dated
    return merged


def blamed(
    faults: Sequence[UserError], words: Vocabulary, texts: Mapping[str, Sequence[LegalText]], folders: Sequence[Path]
) -> list[UserError]:
    """The faults of several folders. The shipped book is sound by itself: what is wrong in it now comes of an entry of the
    last folder, that took the place of one it rests on, and is said there, once."""
    own = str(folders[-1])
    theirs = [fault for fault in faults if not fault.place.startswith(own)]
    if len(folders) < 2 or not theirs:
        return list(faults)
    out = [fault for fault in faults if fault.place.startswith(own)]
    for name, place in _written(folders[-1], words, texts).items():
        hit = [fault for fault in theirs if f"“{name}”" in fault.what or f"《{name}》" in fault.what]
        if hit:
            what = f"这里写的“{name}”顶替了随程序带的，随程序带的因此有 {len(hit)} 处出错，如 {hit[0].place}：{hit[0].what}"
            out.append(UserError(f"{place}（{name}）", what, _WHOLE.format(folders[0])))
            theirs = [fault for fault in theirs if fault not in hit]
    return out + theirs


def _written(folder: Path, words: Vocabulary, texts: Mapping[str, Sequence[LegalText]]) -> dict[str, str]:
    """What the folder itself declares that rules rest on, and where."""
    entries = [
        *((question.name, question.place) for question in words.questions.values()),
        *((text.title, text.place) for editions in texts.values() for text in editions),
        *((value.name, value.place) for dated in words.parameters.values() for value in dated),
    ]
    found = {name: place for name, place in reversed(entries) if place.startswith(str(folder))}
    return found | _field_places(folder)


def _field_places(folder: Path) -> dict[str, str]:
    """Where the fields and kinds of record of a folder are declared, by name."""
    found: dict[str, str] = {}
    for path in field_files(folder):
        content = read_yaml(path)
        written = [one for part in PARTS for one in content.get(part) or () if isinstance(one, Lines)]
        found |= {one["名称"]: f"{path} 第 {one.line} 行" for one in written if "名称" in one}
    return found


def proofread_unused(
    asked: Iterable[Condition], words: Vocabulary, folders: Sequence[Path], shipped: Container[str], warnings: Faults
) -> None:
    """Parameters that the last of several folders brings and nothing asks for, and lists that are nearly called what
    something asks for: names mistyped. `shipped` parameters may be asked for by facts instead of rules."""
    conditions = list(asked)
    used = {condition.other for condition in conditions} | {str(condition.operand) for condition in conditions}
    own = str(folders[-1])
    for name, dated in words.parameters.items() if len(folders) > 1 else ():
        if name not in used and name not in shipped and dated[0].place.startswith(own):
            hint = nearest(name, (other for other in words.parameters if other != name))
            warnings.add(f"{dated[0].place}（{name}）", f"没有一条规则用到参数“{name}”{hint}", "请核对名称")
    for folder in folders[:-1]:
        used |= OF_THE_OFFICE | {path.stem for path in (folder / "lists").glob("*.csv")}
    used |= {one.derived.missing.listing for one in words.fields.fields.values() if one.derived and one.derived.missing}
    for name in sorted(words.lists.keys() - used) if len(folders) > 1 else ():
        path = folders[-1] / "lists" / f"{name}.csv"
        if path.exists():
            hint = nearest(name, used)
            warnings.add(str(path), f"没有一条规则用到清单“{name}”{hint}", "请核对文件名")
