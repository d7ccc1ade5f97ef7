"""Changing one value in a YAML file and nothing else: comments, order and layout stay as they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from catalogue.finding import UserError

_SAFE = re.compile(r"[^\W_][\w.+/%·、。，；（）《》〔〕“”：？！—…-]*")
_ESCAPES = {'"': '\\"', "\\": "\\\\"}
_PLAIN_WORDS = {"", "~", "null", "Null", "NULL"}


def edited(text: str, where: Mapping[str, str], path: Sequence[str], value: str | Sequence[str]) -> str:
    """The text with one value of one entry changed, added or (where the new value is empty) taken away.

    `where` finds the entry of the top list by its own values (编号, or 参数 and 施行); `path` leads to the key. Raises
    `UserError` if there is no such entry, or if anything but that value would change."""
    entry = _entry(text, where)
    out = _changed(text, _inner(entry, path[:-1]), path[-1], value)
    _prove(text, out, where, path, value)
    return out


def appended(text: str, entry: str) -> str:
    """The text with one more entry at its end."""
    return (text if not text or text.endswith("\n") else text + "\n") + entry + "\n"


def holds(text: str, where: Mapping[str, str]) -> bool:
    """Whether the text has an entry with these values."""
    try:
        return bool(_entry(text, where))
    except UserError:
        return False


def entries_text(text: str, where: Mapping[str, str]) -> str:
    """The entries of the top list with these values as they are written, with the comments inside them."""
    nodes = _entries(text, where)
    return "\n".join(text[text.rfind("\n", 0, node.start_mark.index) + 1 : _end(text, node)] for node in nodes)


def entry_span(text: str, number: str) -> tuple[int, int]:
    """Where the lines of the entry of that 编号 begin and end in a file's text; (0, 0) if it is not there. Empty lines and
    comments that follow it are not its own."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    nodes = root.value if isinstance(root, yaml.SequenceNode) else []
    starts = [text.rfind("\n", 0, node.start_mark.index) + 1 for node in nodes]
    for place, node in enumerate(nodes):
        if any(key.value == "编号" and value.value == number for key, value in node.value):
            stop = starts[place + 1] if place + 1 < len(starts) else len(text)
            lines = text[starts[place] : stop].splitlines(keepends=True)
            while lines and (not lines[-1].strip() or lines[-1].startswith("#")):
                lines.pop()
            return starts[place], starts[place] + len("".join(lines))
    return 0, 0


def scalar(value: str) -> str:
    """A value as it is safely written: bare where that says the same, else in double quotes with what is unseen escaped."""
    if _SAFE.fullmatch(value) and value not in _PLAIN_WORDS:
        return value
    escaped = (_ESCAPES.get(sign) or (sign if sign.isprintable() else f"\\U{ord(sign):08x}") for sign in value)
    return f'"{"".join(escaped)}"'


def _written(value: str | Sequence[str]) -> str:
    return scalar(value) if isinstance(value, str) else f"[{', '.join(map(scalar, value))}]"


def _entry(text: str, where: Mapping[str, str]) -> Any:
    return _entries(text, where)[0]


def _entries(text: str, where: Mapping[str, str]) -> list[Any]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)  # the Python parser: its marks count characters
    found = []
    for node in root.value if isinstance(root, yaml.SequenceNode) else []:
        own = {key.value: value.value for key, value in node.value if isinstance(value, yaml.ScalarNode)}
        if all(own.get(name, "") == wanted for name, wanted in where.items()):
            found.append(node)
    if found:
        return found
    raise UserError(
        "、".join(f"{name}“{value}”" for name, value in where.items()), "文件里找不到这一条", "请重新导出工作簿"
    )


def _inner(node: Any, path: Sequence[str]) -> Any:
    for name in path:
        node = next((value for key, value in node.value if key.value == name), None)
        if not isinstance(node, yaml.MappingNode):
            raise UserError(f"“{name}”", "不是键值", "请直接改 YAML 文件")
    return node


def _changed(text: str, node: Any, name: str, value: str | Sequence[str]) -> str:
    pairs = node.value
    place = next((number for number, (key, _) in enumerate(pairs) if key.value == name), None)
    if place is None:
        return _added(text, node, name, value) if value else text
    key, old = pairs[place]
    if value:
        return text[: old.start_mark.index] + _written(value) + text[_end(text, old) :]
    if node.flow_style:
        before = _end(text, pairs[place - 1][1]) if place else key.start_mark.index
        after = _end(text, old) if place else pairs[1][0].start_mark.index
        return text[:before] + text[after:]
    start = text.rfind("\n", 0, key.start_mark.index) + 1
    stop = text.find("\n", _end(text, old))
    return text[:start] + (text[stop + 1 :] if stop >= 0 else "")


def _added(text: str, node: Any, name: str, value: str | Sequence[str]) -> str:
    """After 施行, else after the key before which it usually stands, else after the first."""
    pairs = node.value
    anchor = next(
        (pair for wanted in ("施行", "依据", "类型", "名称") for pair in pairs if pair[0].value == wanted), pairs[0]
    )
    end = _end(text, anchor[1])
    if node.flow_style:
        return f"{text[:end]}, {name}: {_written(value)}{text[end:]}"
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    indent = " " * pairs[0][0].start_mark.column
    return f"{text[:stop]}\n{indent}{name}: {_written(value)}{text[stop:]}"


def _end(text: str, node: Any) -> int:
    """Where a value ends, without the white space that a block takes along."""
    return len(text[: node.end_mark.index].rstrip())


def _prove(before: str, after: str, where: Mapping[str, str], path: Sequence[str], value: str | Sequence[str]) -> None:
    """Read both back: the one value must be the new one and all else the same."""
    old, new = (yaml.load(text, Loader=yaml.BaseLoader) for text in (before, after))
    place = next(
        n for n, entry in enumerate(old) if all(entry.get(name, "") == wanted for name, wanted in where.items())
    )
    target = old[place]
    for name in path[:-1]:
        target = target[name]
    if value:
        target[path[-1]] = value if isinstance(value, str) else list(value)
    else:
        target.pop(path[-1], None)
    if old != new:
        raise UserError(f"“{path[-1]}”改为“{value}”", "会连带改动别的内容", "请直接改 YAML 文件")
