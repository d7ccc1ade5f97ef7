"""Marks of secrecy (密级): a workbook that carries one is refused at the door."""

from __future__ import annotations

import re
import unicodedata

from importers.refusal import Refusal

_MARK = re.compile(
    r"(?:绝密|机密|秘密)(?:级)?[★☆]|[★☆](?:绝密|机密|秘密)|密级(?:标志|标识)?[:：](?:绝密|机密|秘密)"
    r"|^(?:绝密|机密|秘密)(?:级)?(?:长期|\d{1,2}(?:年|个月))?$"
)


def refuse_marked(text: str, place: str) -> None:
    """Raise `Refusal` if the text is or holds a secrecy mark. The ordinary words 国家秘密, 商业秘密 are none.

    The message names the place and never repeats the text.
    """
    if "密" not in text:
        return
    if _MARK.search(re.sub(r"[\s　]+", "", unicodedata.normalize("NFKC", text[:2000]))):
        raise Refusal(
            "secrecy-mark",
            f"{place}带有密级标志，本系统不得处理涉密文件，内容没有保存",
            "请按保密规定处理，去除涉密内容后再交",
        )


def refuse_header(text: str, sheet: str) -> None:
    """Look for marks of secrecy in each part (left, middle, right) of a page's header or footer."""
    for part in re.split(r"&[LCR]", re.sub(r'&"[^"]*"|&\d+|&K[0-9A-F]{6}', "", text)):
        refuse_marked(part.strip(), f"“{sheet}”表的页眉页脚")
