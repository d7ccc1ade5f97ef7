"""The bounds of what we open, in one place: a refusal names the bound it met; an office may set them (book/import.yaml)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """How large a workbook may be. Checked before parsing; memory and seconds hold for the child that parses."""

    file_bytes: int = 100_000_000
    zip_entries: int = 5_000
    inflated_bytes: int = 500_000_000
    ratio: int = 400  # inflated to packed, looked at from `ratio_from` bytes on
    ratio_from: int = 30_000_000
    cells: int = 20_000_000  # the rectangle that holds every filled cell of one sheet
    sparse_cells: int = 2_000_000  # from such a rectangle on ...
    sparse_ratio: int = 100  # ... one cell in so many must be filled
    columns: int = 1_024
    rows: int = 1_048_576
    sheets: int = 255
    merges: int = 200_000
    merged_cells: int = 2_000_000  # within the rectangle
    cell_characters: int = 32_767
    ods_bytes: int = 60_000_000  # of content.xml, which is read as one tree
    text_bytes: int = 400_000_000  # all shared strings as often as they are used
    memory_bytes: int = 2_000_000_000
    seconds: int = 60
    header_rows: int = 30

    def say(self, field: str) -> str:
        """The bound by its name and value, for a refusal: 上限“列数”1024."""
        return f"上限“{WORDS[field]}”{getattr(self, field)}"


NAMES = {  # as an office writes them
    "文件字节": "file_bytes",
    "压缩包部件": "zip_entries",
    "解压字节": "inflated_bytes",
    "压缩比": "ratio",
    "压缩比起算字节": "ratio_from",
    "格数": "cells",
    "稀疏起算格数": "sparse_cells",
    "稀疏倍数": "sparse_ratio",
    "列数": "columns",
    "行数": "rows",
    "表数": "sheets",
    "合并处数": "merges",
    "合并格数": "merged_cells",
    "单格字数": "cell_characters",
    "开放文档字节": "ods_bytes",
    "文字字节": "text_bytes",
    "内存字节": "memory_bytes",
    "秒数": "seconds",
    "表头行": "header_rows",
}
WORDS = {field: word for word, field in NAMES.items()}
