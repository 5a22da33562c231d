"""Owns the styles that marks need: an existing style with one thing changed, added behind those there are."""

import copy
from typing import Any

from lxml import etree

from .package import parsed, unparsed

RED_FILL = "FFFFC7CE"
RED_FONT = "FFC00000"
MOST_STYLES = 60_000


class Styles:
    """The part ``styles.xml``; numbers of styles are those that cells carry as ``s``."""

    def __init__(self, data: bytes) -> None:
        self.root = parsed(data)
        self.space = self.root.tag.rpartition("}")[0] + "}"
        self.cells = self._group("cellXfs")
        self.made: dict[tuple[str, int], int] = {}
        self.fill = self.font = self.bold = -1

    def _group(self, name: str) -> Any:
        found = self.root.find(self.space + name)
        if found is None:
            raise ValueError(f"styles without {name}")
        return found

    def red(self, style: int) -> int:
        """This style on red ground."""
        if self.fill < 0:
            ground = etree.Element(self.space + "fill")
            pattern = etree.SubElement(ground, self.space + "patternFill", patternType="solid")
            etree.SubElement(pattern, self.space + "fgColor", rgb=RED_FILL)
            etree.SubElement(pattern, self.space + "bgColor", indexed="64")
            self.fill = self._add("fills", ground)
        return self._made("red", style, fillId=str(self.fill), applyFill="1")

    def unfilled(self, style: int) -> int:
        return self._made("unfilled", style, fillId="0", applyFill="0")

    def as_typed(self, style: int) -> int:
        """With the mark that keeps =1+1 the text that it is."""
        return self._made("typed", style, quotePrefix="1")

    def explaining(self) -> int:
        if self.font < 0:
            self.font = self._red_font(bold=False)
        return self._made("explaining", 0, wrap=True, fontId=str(self.font), applyFont="1", applyAlignment="1")

    def heading(self) -> int:
        if self.bold < 0:
            self.bold = self._red_font(bold=True)
        return self._made("heading", 0, fontId=str(self.bold), applyFont="1")

    def _red_font(self, *, bold: bool) -> int:
        font = etree.Element(self.space + "font")
        if bold:
            etree.SubElement(font, self.space + "b")
        etree.SubElement(font, self.space + "sz", val="11")
        etree.SubElement(font, self.space + "color", rgb=RED_FONT)
        etree.SubElement(font, self.space + "name", val="宋体")
        return self._add("fonts", font)

    def _made(self, what: str, style: int, *, wrap: bool = False, **changes: str) -> int:
        if (what, style) not in self.made:
            if len(self.cells) > MOST_STYLES:
                raise ValueError("too many styles")
            one = copy.deepcopy(self.cells[style if 0 <= style < len(self.cells) else 0])
            for name, value in changes.items():
                one.set(name, value)
            if wrap:
                for old in one.findall(self.space + "alignment"):
                    one.remove(old)
                one.insert(0, etree.Element(self.space + "alignment", wrapText="1", vertical="top"))
            self.made[what, style] = self._add("cellXfs", one)
        return self.made[what, style]

    def _add(self, group: str, element: Any) -> int:
        found = self._group(group)
        found.append(element)
        found.set("count", str(len(found)))
        return len(found) - 1

    def saved(self) -> bytes:
        return unparsed(self.root)
