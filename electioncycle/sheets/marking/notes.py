"""Owns the notes (comments) of one sheet: ours are added and taken away again, the user's stay."""

import re
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from .package import OFFICE, Package, parsed, unparsed
from .sheet import SheetXml
from .tokens import ILLEGAL, letters, place

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
AUTHOR = "导入检查"
SIGN = f"\n【{AUTHOR}】"
MOST_NOTES = 2_000
"""Thousands of notes make a workbook that takes minutes to open; the last column says it all besides."""
SHAPE = re.compile(rb"<(\w+):shape\s.*?</\1:shape>", re.DOTALL)
SHAPE_PLACE = re.compile(rb"<(\w+):Row>\s*(\d+)\s*</\1:Row>\s*<\1:Column>\s*(\d+)\s*</\1:Column>")
SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
DECLARED = "".join(f" xmlns:{prefix}={quoteattr(space)}" for prefix, space in SPACES.items())
BOX_TYPE = (
    f'<v:shapetype{DECLARED} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
BOX = (
    '<v:shape{spaces} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
    'margin-top:2pt;width:240pt;height:90pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


class Notes:
    """The two parts in which a sheet keeps its notes: their words, and the boxes in which they show."""

    def __init__(self, package: Package, path: str, sheet: SheetXml) -> None:
        self.package, self.path, self.sheet = package, path, sheet
        self.words_path = next(iter(package.related(path, "comments").values()), "")
        if self.words_path:
            self.root = parsed(package.read(self.words_path))
        else:
            self.root = etree.Element(f"{{{MAIN}}}comments", nsmap={None: MAIN})
        self.space = self.root.tag.rpartition("}")[0] + "}"
        self.authors, self.list = self._child("authors"), self._child("commentList")
        self.boxes_path, self.boxes = self._drawing()
        self.added: list[bytes] = []
        self.touched = False

    def _child(self, name: str) -> Any:
        found = self.root.find(self.space + name)
        return etree.SubElement(self.root, self.space + name) if found is None else found

    def _drawing(self) -> tuple[str, bytes]:
        element = self.sheet.element("legacyDrawing")
        if element is None:
            return "", f"<xml{DECLARED}>{BOX_TYPE}</xml>".encode()
        key = next((value for name, value in element.attributes.items() if name.endswith(":id")), "")
        path = self.package.related(self.path, "vmlDrawing")[key]
        return path, self.package.read(path)

    def forget(self) -> set[tuple[int, int]]:
        """Take away what earlier copies said; returns the cells of which they said it."""
        names = [one.text for one in self.authors]
        cells = set()
        for one in list(self.list):
            author, cell = int(one.get("authorId", -1)), place(one.get("ref", ""))
            if 0 <= author < len(names) and names[author] == AUTHOR:
                self.list.remove(one)
                self._unbox(cell)
                cells.add(cell)
                continue
            for run in [run for run in one.iter(self.space + "r") if "".join(run.itertext()).startswith(SIGN)]:
                run.getparent().remove(run)
                cells.add(cell)
        self.touched = self.touched or bool(cells)
        return cells

    def _unbox(self, cell: tuple[int, int]) -> None:
        def kept(box: re.Match[bytes]) -> bytes:
            at = SHAPE_PLACE.search(box[0])
            return b"" if at and (int(at[2]) + 1, int(at[3]) + 1) == cell else box[0]

        self.boxes = SHAPE.sub(kept, self.boxes)

    def add(self, cells: dict[tuple[int, int], str]) -> None:
        """Say this of these cells; to a note of the user's own it is added at the end."""
        if not cells:
            return
        self.touched = True
        known = {place(one.get("ref", "")): one for one in self.list}
        author = self._author()
        for at, words in list(cells.items())[:MOST_NOTES]:
            text = ILLEGAL.sub("", words)
            if at in known:
                self._run(known[at].find(self.space + "text"), SIGN + text)
                continue
            row, column = at
            reference = f"{letters(column)}{row}"
            one = etree.SubElement(self.list, self.space + "comment", ref=reference, authorId=str(author))
            self._run(etree.SubElement(one, self.space + "text"), text)
            box = BOX.format(spaces=DECLARED, number=60_000 + len(self.added), row=row - 1, column=column - 1)
            self.added.append(box.encode())

    def _author(self) -> int:
        names = [one.text for one in self.authors]
        if AUTHOR not in names:
            etree.SubElement(self.authors, self.space + "author").text = AUTHOR
            names.append(AUTHOR)
        return names.index(AUTHOR)

    def _run(self, parent: Any, words: str) -> None:
        text = etree.SubElement(etree.SubElement(parent, self.space + "r"), self.space + "t")
        text.text = words
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def save(self) -> None:
        if not self.touched:
            return
        if not self.words_path:
            self.words_path = self.package.free("xl/comments{}.xml")
            self.package.relate(self.path, "comments", self.words_path)
            self.package.declare(COMMENTS_TYPE, part=self.words_path)
        self.package.write(self.words_path, unparsed(self.root))
        if not self.boxes_path:
            self.boxes_path = self.package.free("xl/drawings/vmlDrawing{}.vml")
            key = self.package.relate(self.path, "vmlDrawing", self.boxes_path)
            self.package.declare(DRAWING_TYPE, extension="vml")
            self.sheet.hang_notes(key, OFFICE)
        above, end, below = self.boxes.rpartition(b"</xml>")
        self.package.write(self.boxes_path, above + b"".join(self.added) + end + below)
