"""Names that are probably none: fillers, headings, types, broken brackets, numbers. A warning, never a decision."""

from __future__ import annotations

import re

from catalogue.fields import FieldList
from catalogue.names import header_key

_FILLER = re.compile(
    r"(?:同上|同前|略|待定|待补充|暂定|测试|示例|样例|某某|详见.{0,20}|见(?:附件|附表|备注|上).{0,10}|[xX×*]{2,}.{0,6}|\?+|其他|其它|等|空白?|未知)"
)
_LETTER = re.compile(r"[^\W\d_]")
_NOT_FIRST = ("，", "、", "；", "：", "）")
_NOT_LAST = ("，", "、", "；", "：", ",", "（")
_LONGEST = 300


def suspicious(name: str, fields: FieldList) -> bool:
    """Whether a name does not look like a matter's: filler words, a heading or a type, open brackets, no letters."""
    key = header_key(name)
    return (
        len(name) > _LONGEST
        or not _LETTER.search(name)
        or bool(_FILLER.fullmatch(name))
        or key in fields.by_word
        or key in fields.fields["事项类型"].values
        or name.count("（") != name.count("）")
        or name.startswith(_NOT_FIRST)
        or name.endswith(_NOT_LAST)
    )
