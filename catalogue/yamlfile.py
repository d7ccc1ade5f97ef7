"""The hardened YAML reader: every scalar is text, every mapping and list knows its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from catalogue.finding import UserError

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where the wheel carries it: ten times faster


_PROBLEMS = {  # what libyaml says, for its reader
    "found unexpected end of stream": "文件到底了，前面有引号或括号没有配对",
    "mapping values are not allowed in this context": "这里不该有冒号，或者上一行少了缩进、这个值要加引号",
    "mapping values are not allowed here": "这里不该有冒号，或者上一行少了缩进、这个值要加引号",
    "found a tab character that violates indentation": "缩进用了制表符",
    "found a tab character where an indentation space is expected": "缩进用了制表符",
    "did not find expected key": "这里应是一个键，缩进或引号不对",
    "did not find expected '-' indicator": "列表里应以“- ”开头，缩进不一致",
    "did not find expected ',' or '}'": "花括号里少了逗号或右括号",
    "did not find expected ',' or ']'": "方括号里少了逗号或右括号",
    "did not find expected node content": "这里少了内容，或者多了逗号",
    "could not find expected ':'": "这一行少了冒号，或者冒号后面没有空格",
    "found character that cannot start any token": "有不能开头的字符（制表符、@、%、反引号），请改成空格或加引号",
    "block sequence entries are not allowed in this context": "“- ”的位置不对，请检查缩进",
    "block sequence entries are not allowed here": "“- ”的位置不对，请检查缩进",
    "found undefined tag handle": "叹号开头的文字要加引号",
    "did not find expected whitespace or line break": "叹号开头的文字要加引号",
    "found unknown escape character": "双引号里有反斜杠，请改用单引号",
}


_NOTHING = {"", "~", "null", "Null", "NULL"}  # unless in quotation marks
_BEGINS_AT = {"while scanning a quoted scalar", "while scanning a simple key"}
_FULL_COLON = re.compile(r"^[^:\"']*：")
_TIGHT_COLON = re.compile(r"^\s*(- )?[^\s:：\"'{\[]+:[^\s]")


def _typed_by_hand(lines: list[str]) -> str:
    """What to do about a sign that a Chinese input method writes, or about a missing space."""
    line = lines[0] if lines else ""
    if "\t" in line:
        return "请把制表符（Tab 键）改成空格"
    if _FULL_COLON.match(line):
        return "请把全角冒号“：”改成半角冒号加一个空格“: ”"
    if _TIGHT_COLON.match(line):
        return "请在冒号后面加一个空格"
    if re.search(r"[:\[,{]\s*[“‘]", line):
        return '请把中文引号“”改成半角引号 " "'
    if re.search(r"[｛｝［］]", line):
        return "请把全角括号改成半角括号"
    return ""


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
    try:
        text = raw.decode("utf-8-sig")
        return _document(yaml.parse(text, Loader=LOADER), path)
    except UnicodeDecodeError as error:
        raise UserError(str(path), "不是 UTF-8 文本", "请另存为 UTF-8 编码") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        if error.context_mark and str(error.context) in _BEGINS_AT:
            mark = error.context_mark  # what was begun there never ended: the end of the file is no place to look at
        line = mark.line + 1 if mark else 0
        said = _PROBLEMS.get(str(error.problem), error.problem)
        advice = (
            _typed_by_hand(text.splitlines()[line - 1 : line]) or "请检查这一行和上一行的缩进、冒号、逗号、括号和引号"
        )
        raise UserError(f"{path} 第 {line} 行", f"不合 YAML 格式（{said}）", advice) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise UserError(str(path), "不合 YAML 格式", "请检查控制字符与嵌套层数") from error


def _document(events: Iterator[Any], path: Path) -> Any:
    """The one document of a file, built from the parser's events: no tree of nodes is made in between."""
    found: Any = Entries()
    begun = False
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if begun:
                raise UserError(_at(path, event), "一个文件里有几份内容（---）", "请删去 ---，或者拆成几个文件")
            begun = True
            found = _value(next(events), events, path, 0)
    return found


def _value(event: Any, events: Iterator[Any], path: Path, depth: int) -> Any:
    """What begins with this event; as many events as belong to it are taken."""
    if getattr(event, "anchor", None):
        raise UserError(_at(path, event), "用了锚或别名（& *）", "请把内容写全")
    if depth > MAX_DEPTH:
        raise UserError(_at(path, event), f"嵌套超过 {MAX_DEPTH} 层", "请检查缩进")
    if event.tag is not None:
        raise UserError(_at(path, event), f"不认识的写法 {event.tag}", "请只用文字、列表和键值；叹号开头的文字要加引号")
    if isinstance(event, yaml.ScalarEvent):
        return "" if event.implicit[0] and event.value in _NOTHING else str(event.value)
    line = event.start_mark.line + 1
    if isinstance(event, yaml.SequenceStartEvent):
        entries = Entries()
        entries.line = line
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            entries.append(_value(item, events, path, depth + 1))
        return entries
    mapping = Lines(line)
    while not isinstance(key_event := next(events), yaml.MappingEndEvent):
        key = _value(key_event, events, path, depth + 1)
        if not isinstance(key, str):
            raise UserError(_at(path, key_event), "键不是文字", "请检查花括号和缩进；参数写法要加引号")
        if key in mapping:
            raise UserError(_at(path, key_event), f"键“{key}”重复", "请删去一个")
        mapping[key] = _value(next(events), events, path, depth + 1)
        mapping.at[key] = key_event.start_mark.line + 1
    return mapping


def _at(path: Path, node: Any) -> str:
    return f"{path} 第 {node.start_mark.line + 1} 行"
