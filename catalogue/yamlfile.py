"""The hardened YAML reader: every scalar is text, every mapping and list knows its line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from catalogue.finding import UserError
from catalogue.yamlslips import ENTRY_KEYS, PROBLEMS, entry_at, further, slip, swallowed, unseen

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
_MOST_LINES = 5_000  # of a file whose entries are looked at one by one
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where the wheel carries it: ten times faster


_NOTHING = {"", "~", "null", "Null", "NULL"}  # unless in quotation marks
_BEGINS_AT = {"while scanning a quoted scalar", "while scanning a simple key"}
_UNCLOSED = {"while parsing a flow mapping", "while parsing a flow sequence"}
_OFFICE_FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


_Place = tuple[Path, list[str]]  # a file and its lines


class Lines(dict[str, Any]):
    """A mapping that knows the line it begins on, and the line of each key (`at`)."""

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line
        self.at: dict[str, int] = {}


class Entries(list[Any]):
    """A list that knows the line it begins on."""

    line: int = 0


def read_yaml(path: Path) -> Any:
    """Read one YAML file.

    Values are `str`, `Lines` or `Entries`; an empty value is `""`. Anchors, aliases, tags, repeated keys
    and files over 4 MB are refused with the line and what to do (`UserError`).
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UserError(str(path), "文件读不到", "请检查路径和权限") from error
    if len(raw) > MAX_BYTES:
        raise UserError(str(path), f"文件超过 {MAX_BYTES} 字节", "请拆成几个文件")
    if raw.startswith(_OFFICE_FILES):
        advice = "请把内容复制到记事本，另存为 UTF-8 编码、以 .yaml 结尾的文本文件"
        raise UserError(str(path), "这是 Word 或者 Excel 文件，不是文本文件", advice)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        advice = "请用记事本打开，“文件—另存为”，编码选 UTF-8"
        raise UserError(str(path), "不是 UTF-8 编码的文本", advice) from error
    return _parsed(text, path)


def read_each(path: Path, first: UserError) -> tuple[Entries, list[UserError]]:
    """Of a file of entries (- ...) that `read_yaml` cannot read: those that can be read by themselves, and what is wrong
    with each of the others; or what was said of the whole."""
    found, errors = Entries(), list[UserError]()
    if first.place == str(path):  # not of a line: no text, or too long
        return found, [first]
    lines = path.read_bytes().decode("utf-8-sig").split("\n")
    if len(lines) > _MOST_LINES:
        return found, [first]
    starts = [number for number, line in enumerate(lines) if re.match("-( |$)", line)]
    for begin, end in itertools.pairwise([0, *starts[1:], len(lines)]):
        try:
            part = _parsed("\n" * begin + "\n".join(lines[begin:end]) + "\n", path)
            found.extend(part if isinstance(part, Entries) else [])
        except UserError as error:
            errors.append(error)
            told = re.search("第 ([0-9]+) 行", error.place.removeprefix(str(path)))
            errors += [
                UserError(_where(path, lines, begin + n), "不合 YAML 格式", advice)
                for n, advice in further(lines[begin:end], int(told[1]) - 1 - begin if told else -1)
            ]
    return found, errors or [first]


def _parsed(text: str, path: Path) -> Any:
    lines = text.splitlines()
    for told in (unseen(text), swallowed(text)):
        if told:
            raise UserError(_where(path, lines, told[0]), told[1], told[2])
    try:
        return _document(yaml.parse(text, Loader=LOADER), path, lines)
    except yaml.MarkedYAMLError as error:
        mark, begun = error.problem_mark, error.context_mark
        if begun and (
            str(error.context) in _BEGINS_AT or (str(error.context) in _UNCLOSED and mark and begun.line < mark.line)
        ):
            mark = begun  # what was begun there never ended: where that came to light is no place to look at
        line = mark.line if mark else 0
        said = PROBLEMS.get(str(error.problem), "写法不对")
        line, advice = slip(lines, line)
        raise UserError(_where(path, lines, line), f"不合 YAML 格式（{said}）", advice) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise UserError(str(path), "不合 YAML 格式", "请检查括号的嵌套层数") from error


def _where(path: Path, lines: list[str], line: int) -> str:
    """A line of the file (from 0) as a person counts, and the entry that it stands in."""
    label = entry_at(lines, line)
    return f"{path} 第 {line + 1} 行" + (f"（{label}）" if label else "")


def _document(events: Iterator[Any], path: Path, lines: list[str]) -> Any:
    """The one document of a file, built from the parser's events: no tree of nodes is made in between."""
    found: Any = Entries()
    begun = False
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if begun:
                raise UserError(
                    _at((path, lines), event), "一个文件里有几份内容（---）", "请删去 ---，或者拆成几个文件"
                )
            begun = True
            found = _value(next(events), events, (path, lines), 0)
    return found


def _value(event: Any, events: Iterator[Any], at: _Place, depth: int) -> Any:
    """What begins with this event; as many events as belong to it are taken."""
    if type(event) is yaml.ScalarEvent and event.tag is None and event.anchor is None:  # nearly all
        return "" if event.implicit[0] and event.value in _NOTHING else event.value
    if getattr(event, "anchor", None):
        raise UserError(_at(at, event), "用了锚或别名（& *）", "请把内容写全")
    if depth > MAX_DEPTH:
        raise UserError(_at(at, event), f"嵌套超过 {MAX_DEPTH} 层", "请检查缩进")
    if event.tag is not None:
        raise UserError(_at(at, event), f"不认识的写法 {event.tag}", "请只用文字、列表和键值；叹号开头的文字要加引号")
    if isinstance(event, yaml.ScalarEvent):
        return "" if event.implicit[0] and event.value in _NOTHING else str(event.value)
    line = event.start_mark.line + 1
    if isinstance(event, yaml.SequenceStartEvent):
        entries = Entries()
        entries.line = line
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            entries.append(_value(item, events, at, depth + 1))
        return entries
    mapping = Lines(line)
    while not isinstance(key_event := next(events), yaml.MappingEndEvent):
        key = _value(key_event, events, at, depth + 1)
        if not isinstance(key, str):
            raise UserError(_at(at, key_event), "键不是文字", "请检查花括号和缩进；参数写法要加引号")
        if key in mapping:
            advice = "请删去一个；" + (
                "新的一条请以“- ”开头" if key in ENTRY_KEYS else f"要写几个值的，写成 {key}: [甲, 乙]"
            )
            raise UserError(_at(at, key_event), f"“{key}”写了两次", advice)
        mapping[key] = _value(next(events), events, at, depth + 1)
        mapping.at[key] = key_event.start_mark.line + 1
    return mapping


def _at(at: _Place, node: Any) -> str:
    return _where(*at, node.start_mark.line)
