"""The child process that parses one workbook: bytes in, sheets out as JSON, under limits of memory and time."""

from __future__ import annotations

import gc
import json
import resource
import sys
from collections.abc import Callable
from typing import Any

from importers.bounds import Bounds
from importers.refusal import Refusal
from importers.sheet import Sheet, pack


def _reader(kind: str) -> Callable[[bytes, Bounds], list[Sheet]]:
    """The reader of a format, loaded only when it is needed: the process is made anew for every workbook."""
    match kind:
        case "xlsx":
            from importers.formats.xlsx import read
        case "xlsb":
            from importers.formats.xlsb import read
        case "xls":
            from importers.formats.xls import read
        case "ods":
            from importers.formats.ods import read
        case "html":
            from importers.formats.html import read
        case _:
            from importers.formats.csvfile import read
    return read


def parse(data: bytes, kind: str, bounds: Bounds) -> list[Sheet]:
    """Read a workbook in this process; whatever a reader raises becomes one refusal."""
    sheets: list[Sheet] = _guarded(_reader(kind), data, bounds)
    return sheets


def _guarded(work: Callable[..., Any], *given: Any) -> Any:
    bounds: Bounds = given[-1]
    try:
        return work(*given)
    except Refusal:
        raise
    except MemoryError as error:
        raise Refusal(
            "workbook-too-large", f"解析所需内存超过{bounds.say('memory_bytes')}", "请拆成几个工作簿"
        ) from error
    except BaseException as error:  # damaged files make readers raise anything, a Rust panic included
        raise Refusal(
            "workbook-truncated", "工作簿已损坏或不合格式，打不开", "请在 Excel 或 WPS 中打开并另存后再交"
        ) from error


def serve(work: Callable[[bytes, str, Bounds], list[Any]]) -> None:
    """Read bounds and bytes from standard input, write one JSON object to standard output."""
    kind = sys.argv[1]
    gc.disable()  # one file and out: millions of cells, none of which points back
    bounds = Bounds(**json.loads(sys.argv[2]))
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory_bytes, bounds.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer: object = {"sheets": _guarded(work, sys.stdin.buffer.read(), kind, bounds)}
    except Refusal as error:
        answer = {"refusal": [error.code, error.what, error.advice]}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    serve(lambda data, kind, bounds: [pack(sheet, bounds) for sheet in parse(data, kind, bounds)])
