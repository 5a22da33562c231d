"""Forms declared once: printed blank, to be written on by hand, or filled in; PDF and DOCX from the same blocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from electioncycle.documents.blocks import (
    DATE_LINE,
    Align,
    Block,
    Colophon,
    Document,
    Facts,
    Heading,
    Letters,
    Paragraph,
    Place,
    Signatures,
    Table,
)

LINE = "＿＿＿＿＿＿"
"""What somebody writes on."""
SEAL = "（盖章）"
BESIDE = 4
"""So many sign beside one another."""


@dataclass(frozen=True)
class Box:
    """A labelled box. ``unit`` stands behind what is written; ``blank`` is what a pen finds there."""

    key: str
    label: str
    unit: str = ""
    blank: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Boxes:
    boxes: Sequence[Box]
    per_row: int = 2


@dataclass(frozen=True)
class Lines:
    """A table of rows. Blank it has ``rows`` empty ones, under ``firsts`` where their first cells are known."""

    key: str
    headers: Sequence[str]
    rows: int = 10
    widths: Sequence[float] = ()
    firsts: Sequence[str | Sequence[str]] = ()
    """Of each row its first cell, or its first cells."""
    numbered: bool = True
    """The first column counts the rows."""
    groups: Sequence[tuple[str, int]] = ()
    align: Sequence[Align] = ()
    caption: str = ""


@dataclass(frozen=True)
class Words:
    """A paragraph; ``{key}`` is a value, or a line to write on, or what ``blanks`` has for a pen to tick."""

    text: str
    indent: bool = True
    blanks: Mapping[str, str] = field(default_factory=dict)
    heading: bool = False


FormPart = Boxes | Lines | Words


@dataclass(frozen=True)
class SignatureBlock:
    """How a paper closes: who signs by hand, whose paper it is (落款), whether a day and a seal belong below."""

    signers: Sequence[str] = ()
    office: str = ""
    dated: bool = True
    sealed: bool = False
    copies: int = 1

    def blocks(self, values: Mapping[str, Any]) -> Iterator[Block]:
        """Signers in rows beside one another; whose paper it is with its day, and the word for the seal."""
        hints = ("签名：",)
        beside = -(-len(self.signers) // -(-len(self.signers) // BESIDE)) if self.signers else BESIDE
        for at in range(0, len(self.signers), beside):
            row = [Place(said(one, values), hints=hints, dated=False) for one in self.signers[at : at + beside]]
            yield Signatures(row, beside=True)
        day = str(values.get("signed_on") or DATE_LINE) if self.dated else ""
        if self.office:
            yield Colophon(f"{said(self.office, values)}{SEAL if self.sealed else ''}", day)
        elif day:
            yield Paragraph(day, align="right")


@dataclass(frozen=True)
class Form:
    """One paper. ``signed`` is how it closes unless the county decided otherwise."""

    code: str
    title: str
    parts: Sequence[FormPart]
    signed: SignatureBlock = field(default_factory=SignatureBlock)
    landscape: bool = False
    large: bool = False
    """On A3, laid across."""
    note: str = ""
    letters: Letters = ""
    page_numbers: bool = True

    def document(
        self, values: Mapping[str, Any], signed: SignatureBlock | None = None, names: Sequence[str] = ()
    ) -> Document:
        """``values`` hold the words of the place, such as what its people are called, and what is known already.

        ``names`` are words among them that may be written with rare characters.
        """
        parts = [block for part in self.parts for block in _blocks(part, values)]
        note = [Paragraph(said(self.note, values), indent=False, small=True)] if self.note else []
        return Document(
            title=said(self.title, values),
            blocks=(*parts, *note, *(signed or self.signed).blocks(values)),
            landscape=self.landscape,
            large=self.large,
            compact=True,
            names=names,
            letters=self.letters,
            page_numbers=self.page_numbers,
        )


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return LINE


def said(text: str, values: Mapping[str, Any]) -> str:
    """The text with its values; what is not known is a line to write on."""
    return text.format_map(_Known({key: value for key, value in values.items() if value not in (None, "")}))


def _blocks(part: FormPart, values: Mapping[str, Any]) -> Iterator[Block]:
    if isinstance(part, Words):
        yield from _paragraphs(part, values)
    else:
        yield _facts(part, values) if isinstance(part, Boxes) else _table(part, values)


def _paragraphs(part: Words, values: Mapping[str, Any]) -> Iterator[Block]:
    """A value of several lines makes several."""
    blanks = {key: said(text, values) for key, text in part.blanks.items() if values.get(key) in (None, "")}
    for line in said(part.text, {**values, **blanks}).split("\n"):
        yield Heading(line) if part.heading else Paragraph(line, indent=part.indent)


def _facts(part: Boxes, values: Mapping[str, Any]) -> Facts:
    pairs = [(said(box.label, values), _boxed(box, values)) for box in part.boxes]
    wide = frozenset(said(box.label, values) for box in part.boxes if box.wide)
    return Facts(pairs, per_row=part.per_row, wide=wide, by_hand=True)


def _boxed(box: Box, values: Mapping[str, Any]) -> str:
    value, unit = values.get(box.key), said(box.unit, values)
    if value in (None, ""):
        return said(box.blank, values) or (f"\u3000\u3000\u3000\u3000{unit}" if unit else "")
    return f"{value}{unit}"


def _cells(first: str | Sequence[str]) -> Sequence[str]:
    return (first,) if isinstance(first, str) else first


def _table(part: Lines, values: Mapping[str, Any]) -> Table:
    headers = [said(one, values) for one in part.headers]
    known = [list(map(str, row)) for row in values.get(part.key) or ()]
    if not known:
        known = [[said(cell, values) for cell in _cells(one)] for one in part.firsts]
    number = len(known) if part.firsts else max(part.rows, len(known))
    width = len(headers) - part.numbered
    rows = [*known, *([] for _ in range(number - len(known)))]
    cells = [[*row, *[""] * (width - len(row))] for row in rows]
    if part.numbered:
        cells = [[str(at), *row] for at, row in enumerate(cells, 1)]
    caption = said(part.caption, values)
    return Table(
        headers, cells, caption=caption, widths=part.widths, groups=part.groups, align=part.align, by_hand=True
    )
