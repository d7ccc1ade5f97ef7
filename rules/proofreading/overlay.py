"""Proofreading of what an office lays over the shipped book: a value of another kind, a name that nothing asks for."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

from catalogue.rulebook import Condition, ParameterValue
from rules.books import Vocabulary
from rules.opening.reading import Faults, nearest

_Values = Mapping[str, tuple[ParameterValue, ...]]


def overlaid(before: _Values, own: _Values, faults: Faults) -> dict[str, tuple[ParameterValue, ...]]:
    """The parameters with the later folder's own laid over. A value of another kind than the book before it declared or
    gave is a fault and left out: the rules that compare with it are not to blame."""
    merged = dict(before)
    for name, dated in own.items():
        kinds = {value.type for value in before.get(name, ())}
        strange = [value for value in dated if kinds and value.type not in kinds]
        for value in strange:
            what = f"参数“{name}”的值应为{'、'.join(sorted(kinds))}，现为{value.type}“{value.value}”"
            faults.add(f"{value.place}（{name}）", what, "请只写数，不写单位" if "数" in kinds else "请改正值")
        if not strange:
            merged[name] = dated
    return merged


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
    for name in sorted(words.lists.keys() - used):
        path = folders[-1] / "lists" / f"{name}.csv"
        if path.exists() and (hint := nearest(name, used & words.lists.keys())) and len(folders) > 1:
            warnings.add(str(path), f"没有一条规则用到清单“{name}”{hint}", "请核对文件名")
