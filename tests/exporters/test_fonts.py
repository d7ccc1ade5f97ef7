"""An office's own type (仿宋_GB2312, 小标宋) is used where its file lies in the templates' ``fonts`` folder, else the open one."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdf
from fontTools import subset
from fontTools.ttLib import TTFont
from test_paper import long_sheet

from exporters.paper.annex import annex, annex_pdf
from exporters.paper.fonts import SHIPPED

OWN = "FZXiaoBiaoSong-B05S"  # the name by which GB/T 9704 titles are wished for


def own_font(folder: Path, said: str) -> Path:
    """An open font under the name of the one that may not be shipped: enough to see that it is taken."""
    folder.mkdir(parents=True)
    font = TTFont(SHIPPED / "NotoSerifSC-Regular.otf")
    cut = subset.Subsetter()
    cut.populate(text=said)
    cut.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = OWN
    font["CFF "].cff.fontNames[0] = OWN
    font.save(folder / "own.otf")
    return folder


def embedded(pdf: bytes) -> set[str]:
    """The names of the fonts that the pages carry with them."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return {str(font.get_object()["/BaseFont"]) for page in pages for font in page["/Resources"]["/Font"].values()}


def test_the_offices_own_type_is_taken_where_there_is_one(tmp_path: Path):
    sheet, day = long_sheet(3), date(2021, 12, 31)
    own_font(tmp_path / "own" / "fonts", sheet.title)
    (tmp_path / "bare").mkdir()
    with_own, without = (
        embedded(annex_pdf(annex(sheet, "", tmp_path / name), day, tmp_path / name)) for name in ("own", "bare")
    )
    assert any(OWN in name for name in with_own)
    assert without and not any(OWN in name for name in without)
