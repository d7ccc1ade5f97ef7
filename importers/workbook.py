"""Opens a workbook: bounds and kind first, then a limited child process that parses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from importers.bounds import Bounds
from importers.formats.sniff import sniff
from importers.refusal import Refusal
from importers.secrecy import refuse_marked
from importers.sheet import Sheet, letters, unpack

_BROKEN = (
    "workbook-truncated",
    "解析进程中途停止，文件可能已损坏或含有恶意内容",
    "请在 Excel 或 WPS 中打开并另存后再交",
)


def open_workbook(data: bytes, bounds: Bounds | None = None) -> list[Sheet]:
    """All sheets of a workbook, or `Refusal` with one Chinese sentence why not."""
    bounds = bounds or Bounds()
    if len(data) > bounds.file_bytes:
        raise Refusal(
            "workbook-too-large", f"文件有 {len(data)} 字节，超过{bounds.say('file_bytes')}", "请拆成几个工作簿"
        )
    sheets = []
    for packed in in_child(data, sniff(data), bounds):
        refuse_marked(packed["name"], "表名")
        marked = {text for text in packed["texts"] if isinstance(text, str) and "密" in text}
        sheet = unpack(packed)
        sheets.append(sheet)
        for index, row in enumerate(sheet.rows) if marked else ():
            for column, value in enumerate(row):
                if isinstance(value, str) and value in marked:
                    refuse_marked(value, f"{sheet.name}!{letters(column)}{index + 1} ")
    return sheets


def in_child(data: bytes, kind: str, bounds: Bounds, module: str = "importers.worker") -> list[dict[str, Any]]:
    """What a child process makes of the bytes, under the bounds' limits; its death is a `Refusal` like any other."""
    root = str(Path(__file__).resolve().parent.parent)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, kind, json.dumps(asdict(bounds))],
            input=data,
            capture_output=True,
            timeout=bounds.seconds * 2,
            env=environment,
            cwd=root,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal("workbook-too-large", f"解析超过{bounds.say('seconds')}", "请拆成几个工作簿") from error
    if done.returncode != 0:
        raise Refusal(*_BROKEN)
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise Refusal(*_BROKEN) from error
    if "refusal" in answer:
        raise Refusal(*answer["refusal"])
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets
