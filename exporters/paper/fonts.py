"""Which type a document is set in: the office's own font files first, else the two open fonts that come along.

仿宋_GB2312, 楷体_GB2312 and 方正小标宋 may not be shipped. An office that owns them puts the files into the folder
``fonts`` beside its templates; the names below are then found there and used.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

SHIPPED = Path(pylopdf_fonts_zh_cn.__file__).parent
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
WISHED: dict[str, tuple[str, ...]] = {  # what GB/T 9704-2012 asks for, by its use; the open font last
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", SERIF),
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", SERIF),
    "heading": ("SimHei", "黑体", "STHeiti", SANS),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", SERIF),
    "song": ("SimSun", "宋体", "STSong", SERIF),
}
WORD_FONTS = {"body": "仿宋_GB2312", "title": "方正小标宋简体", "heading": "黑体", "kai": "楷体_GB2312", "song": "宋体"}


@cache
def fonts(own: Path | None) -> typst.Fonts:
    """The fonts a document may use: the shipped ones and those in the office's folder; never the machine's."""
    places = [str(SHIPPED)] + ([str(own)] if own and own.is_dir() else [])
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=places)


@cache
def families(own: Path | None) -> dict[str, list[str]]:
    """For each use the families there are, most wished for first; the open font is always the last resort."""
    there = set(fonts(own).families())
    return {
        use: list(dict.fromkeys([*(name for name in wished if name in there), SERIF, SANS]))
        for use, wished in WISHED.items()
    }
