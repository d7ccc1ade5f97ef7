"""What does not fit a declared form, in the words of its author: the checks are pydantic's, the language is not."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

_SHOULD_BE = {
    "string_type": "应为文字",
    "tuple_type": "应为列表，写成 [甲, 乙]",
    "list_type": "应为列表，写成 [甲, 乙]",
    "dict_type": "应为“键: 值”",
    "model_type": "应为“键: 值”",
    "bool_parsing": "只能写是或否",
    "int_parsing": "应为整数",
}


def misfits(error: ValidationError) -> str:
    """All of them: 没有“键”；“类型”没有“文字”，可用：文本、…."""
    return "；".join(_misfit(one) for one in error.errors())


def _misfit(one: Any) -> str:
    where = "的".join(f"第 {part + 1} 项" if isinstance(part, int) else f"“{part}”" for part in one["loc"])
    kind, given = one["type"], str(one["input"])[:20]
    if kind == "missing":
        return f"没有{where}"
    if kind == "extra_forbidden":
        return f"没有{where}这一栏"
    if kind == "literal_error":
        words = re.findall("'([^']+)'", one["ctx"]["expected"])
        return f"{where}没有“{given}”，可用：{'、'.join(words)}"
    if kind == "string_pattern_mismatch" and one["loc"][-1] == "键":
        return f"{where}应为小写英文字母、数字和下划线，字母开头，现为“{given}”"
    if kind == "value_error":
        return f"{where}{one['ctx']['error']}"
    return f"{where or '这一条'}{_SHOULD_BE.get(kind, '写法不对')}，现为“{given}”"
