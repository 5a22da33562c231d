"""Owns the parts of an xlsx archive: reading, replacing and adding them, their relations and content types."""

import io
import posixpath
import zipfile
from typing import Any

from lxml import etree

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CONTENT_TYPES = "[Content_Types].xml"
MOST_BYTES = 96 * 1024**2
"""Unzipped; larger workbooks come back as values only."""


def parsed(data: bytes) -> Any:
    """The root of a small part, with its prefixes; nothing outside it is ever read."""
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.fromstring(data, reader)
    if tree.getroottree().docinfo.doctype:
        raise ValueError("a part of a workbook has no document type")
    return tree


def unparsed(root: Any) -> bytes:
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found


class Package:
    """The archive, whose changed and added parts are kept aside until it is saved."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        if sum(entry.file_size for entry in self.archive.infolist()) > MOST_BYTES:
            raise MemoryError
        self.names = {name.lower(): name for name in self.archive.namelist()}
        self.changed: dict[str, bytes] = {}
        self.dropped: set[str] = set()

    def read(self, path: str) -> bytes:
        name = self.names[path.lower()]
        return self.changed.get(name) or self.archive.read(name)

    def write(self, path: str, data: bytes) -> None:
        self.changed[self.names.setdefault(path.lower(), path)] = data

    def has(self, path: str) -> bool:
        return path.lower() in self.names

    def free(self, pattern: str) -> str:
        """A path no part has yet."""
        return next(path for number in range(1, 10_000) if not self.has(path := pattern.format(number)))

    # --- relations ---------------------------------------------------------------------------------------------

    @staticmethod
    def relations_path(path: str) -> str:
        folder, name = posixpath.split(path)
        return f"{folder}/_rels/{name}.rels"

    def relations(self, path: str) -> Any:
        """The relations of a part, as XML; empty when it has none."""
        where = self.relations_path(path)
        return (
            parsed(self.read(where))
            if self.has(where)
            else etree.Element(f"{{{RELATIONS}}}Relationships", nsmap={None: RELATIONS})
        )

    def related(self, path: str, kind: str) -> dict[str, str]:
        """Id → path of the parts that a part is related to in this way."""
        found = {}
        for one in self.relations(path):
            if one.get("Type", "").rpartition("/")[2] == kind and one.get("TargetMode") != "External":
                target = posixpath.join("/", posixpath.dirname(path), one.get("Target", ""))
                found[one.get("Id", "")] = posixpath.normpath(target).lstrip("/")
        return found

    def relate(self, path: str, kind: str, target: str) -> str:
        """Add a relation; returns its id."""
        root = self.relations(path)
        taken = {one.get("Id") for one in root}
        key = next(key for number in range(1, 100_000) if (key := f"rIdM{number}") not in taken)
        etree.SubElement(root, f"{{{RELATIONS}}}Relationship", Id=key, Type=f"{OFFICE}/{kind}", Target=f"/{target}")
        self.write(self.relations_path(path), unparsed(root))
        return key

    def drop(self, path: str, kind: str) -> None:
        """Leave out the parts that a part is related to in this way."""
        for key, target in self.related(path, kind).items():
            root = self.relations(path)
            for one in [one for one in root if one.get("Id") == key]:
                root.remove(one)
            self.write(self.relations_path(path), unparsed(root))
            self.dropped.add(target.lower())
            types = parsed(self.read(CONTENT_TYPES))
            for one in [one for one in types if one.get("PartName", "").lower() == f"/{target.lower()}"]:
                types.remove(one)
            self.write(CONTENT_TYPES, unparsed(types))

    def declare(self, content_type: str, *, part: str = "", extension: str = "") -> None:
        """Say what kind a part, or every part of an extension, is."""
        root = parsed(self.read(CONTENT_TYPES))
        if extension:
            if not any(one.get("Extension", "").lower() == extension for one in root):
                root.insert(0, etree.Element(f"{{{TYPES}}}Default", Extension=extension, ContentType=content_type))
        else:
            etree.SubElement(root, f"{{{TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)
        self.write(CONTENT_TYPES, unparsed(root))

    def saved(self) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as out:
            for name in dict.fromkeys([*self.archive.namelist(), *self.changed]):
                if name.lower() not in self.dropped and not name.endswith("/"):
                    out.writestr(name, self.changed[name] if name in self.changed else self.archive.read(name))
        return target.getvalue()
