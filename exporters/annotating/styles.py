"""Adds to a workbook's styles: each style that a marked cell has, once more with the mark's fill, and our own few."""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

from exporters.annotating.package import Package, child, local, parse, serialise, space

PATH = "xl/styles.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
# colours that no palette of a spreadsheet program offers: a fill of ours is known again by its colour
FILLS = {"错误": "FFFFC3C9", "警告": "FFFFE9A9", "提示": "FFDCEBFB", "表头": "FFE2E8F1"}
_ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
)
_EMPTY = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="\xe5\xae\x8b\xe4\xbd\x93"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)


class Styles:
    """The style sheet of a workbook. Numbers given out are indexes into its cell formats."""

    def __init__(self, package: Package) -> None:
        self.package = package
        found = package.related("xl/workbook.xml", "styles")
        self.path = found[0][1] if found else PATH
        if self.path not in package.parts:
            package.add(self.path, _EMPTY, _TYPE)
            package.relate("xl/workbook.xml", "styles", self.path)
        self.root = parse(package.parts[self.path])
        self.ns = space(self.root)
        plain = parse(_EMPTY)
        for name in ("fonts", "fills", "borders", "cellXfs"):
            group = self._group(name)
            if not len(group):
                for one in child(plain, name):
                    group.append(self._own(one))
        self.formats = self._group("cellXfs")
        self._variants: dict[tuple[int, str], int] = {}
        self._fills = {mark: self._fill(colour) for mark, colour in FILLS.items()}
        ours = {self._fills[mark] for mark in ("错误", "警告")}
        self._ours = {n for n, one in enumerate(self.formats) if int(one.get("fillId", 0)) in ours}

    def _group(self, name: str) -> Any:
        group = child(self.root, name)
        if group is None:
            group = etree.Element(f"{self.ns}{name}")
            later = _ORDER[_ORDER.index(name) + 1 :]
            before = next((n for n, one in enumerate(self.root) if local(one) in later), len(self.root))
            self.root.insert(before, group)
        return group

    def _own(self, element: Any) -> Any:
        made = etree.Element(f"{self.ns}{local(element)}", dict(element.attrib))
        for one in element:
            made.append(self._own(one))
        return made

    def _make(self, text: str) -> Any:
        return self._own(parse(text.encode()))

    def _fill(self, colour: str) -> int:
        group = self._group("fills")
        for number, fill in enumerate(group):
            shade = next((one.get("rgb", "") for one in fill.iter() if local(one) == "fgColor"), "")
            if shade == colour:
                return number
        group.append(
            self._make(
                f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill></fill>'
            )
        )
        return len(group) - 1

    def marked(self, style: int, mark: str) -> int:
        """The format `style` with the fill of a severity."""
        return self._variant(style, mark, self._fills[mark])

    def unmarked(self, style: int) -> int:
        """The format without a fill of ours, for a cell that was mended since an earlier hand-back."""
        return self._variant(style, "", 0) if style in self._ours else style

    def _variant(self, style: int, mark: str, fill: int) -> int:
        if (style, mark) not in self._variants:
            base = self.formats[style] if 0 <= style < len(self.formats) else self.formats[0]
            made = copy.deepcopy(base)
            made.set("fillId", str(fill))
            made.set("applyFill", "1")
            self.formats.append(made)
            self._variants[style, mark] = len(self.formats) - 1
        return self._variants[style, mark]

    def own(
        self,
        *,
        fill: str = "",
        size: int = 10,
        bold: bool = False,
        colour: str = "",
        wrap: bool = True,
        line: bool = True,
    ) -> int:
        """A format of ours: 宋体, top left; `line` draws a border."""
        fonts, borders = self._group("fonts"), self._group("borders")
        fonts.append(
            self._make(
                f"<font>{'<b/>' if bold else ''}<sz val='{size}'/><color rgb='{colour or 'FF1F2933'}'/><name val='宋体'/><charset val='134'/></font>"
            )
        )
        edge = "style='thin'><color rgb='FF8A97A6'/></" if line else "></"
        borders.append(
            self._make(
                f"<border>{''.join(f'<{side} {edge}{side}>' for side in ('left', 'right', 'top', 'bottom'))}<diagonal/></border>"
            )
        )
        self.formats.append(
            self._make(
                f"<xf numFmtId='49' fontId='{len(fonts) - 1}' fillId='{self._fills[fill] if fill else 0}' borderId='{len(borders) - 1}' xfId='0'"
                f" applyNumberFormat='1' applyFont='1' applyFill='1' applyBorder='1' applyAlignment='1'>"
                f"<alignment vertical='top' wrapText='{int(wrap)}'/></xf>"
            )
        )
        return len(self.formats) - 1

    def save(self) -> None:
        """Write the style sheet back."""
        for name in ("fonts", "fills", "borders", "cellXfs"):
            group = self._group(name)
            group.set("count", str(len(group)))
            for key in [k for k in group.attrib if k.endswith("knownFonts")]:
                del group.attrib[key]
        self.package.add(self.path, serialise(self.root))
