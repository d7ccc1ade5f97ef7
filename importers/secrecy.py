"""Marks of secrecy (密级): a workbook that carries one is refused at the door."""

from __future__ import annotations

import re
import unicodedata

from importers.refusal import Refusal

_LEVEL = "(?:绝密|机密|秘密)(?:级)?"
_OWN = "(?<!商业)(?<!国家)(?<!工作)(?<!技术)"  # 商业秘密★ is a rating of a matter, no mark
_MARK = re.compile(
    rf"{_OWN}{_LEVEL}[★☆]|[★☆]{_LEVEL}(?![一-鿿])|密级(?:标志|标识)?[:：]{_LEVEL}(?![、和与及]|(?:事项|文件|载体|资质))"
    rf"|^[【\[（(]?{_LEVEL}[】\])）]?(?:长期|\d{{1,2}}(?:年|个月))?$|^保密期限[:：](?:长期|\d)"
)
_LOOSE = re.compile(rf"{_OWN}{_LEVEL}[ 　]*[★☆]")  # where texts run into one another


def refuse_marked_bytes(data: bytes, place: str) -> None:
    """Look for marks in old workbooks as they lie in the file: headers, text boxes, comments, properties too."""
    for coding, starts in (("utf-16-le", (0, 1)), ("gb18030", (0,))):
        marks = [word.encode(coding) for word in ("绝密", "机密", "秘密")]
        for start in starts if any(mark in data for mark in marks) else ():
            if _LOOSE.search(data[start:].decode(coding, "ignore")):
                refuse_marked("机密★", place)


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
