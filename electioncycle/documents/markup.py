"""Writes a document's blocks as the XHTML that page.css lays out: flat, without inline styles."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import chain, groupby
from typing import Any

from electioncycle.documents import blocks, faces
from electioncycle.documents.faces import FANG, HEI, KAI, SONG_BOLD, Typesetter

_CLASS = {family: family.split(" ", 1)[1].replace(" ", "").lower() for family in faces.FAMILIES}
# A table of so few rows goes to the next page rather than being cut in two; a longer one is cut, its head repeated, but
# not so that fewer rows than these stand alone on either side.
KEPT_WHOLE = 6
FEWEST_ROWS = 3
_ON_ONE_LINE = re.compile(r"＿{2,}|\S ?·+")
"""What a pen writes on stays on one line of print, and no line begins with ·."""
_HALF_EMPTY = ("“", "《", "（", "(")
"""Signs whose left half is blank: at the head of a paragraph they hang half a character out, and what follows stands
where other paragraphs begin."""
_ALIGN = {"left": "l", "center": "", "right": "r"}


def to_xhtml(document: blocks.Document, setter: Typesetter) -> str:
    """The whole page source, well-formed, so that the fast XML parser can read it."""
    return "".join(
        chain(
            f'<html lang="zh-CN"><head><title>{escape(_flat(document.title, setter))}</title></head>',
            (f"<body{_class(_kind(document), document.letters)}>",),
            _front(document, setter),
            _body(document, setter),
            ("</body></html>",),
        )
    )


def _kind(document: blocks.Document) -> str:
    if document.paper:
        return f"sheets {document.paper}"
    if document.is_cover:
        return "front"
    if document.large or document.landscape:
        own = "large" if document.large else "across"
        return own if document.page_numbers else f"{own} bare"
    if document.compact:
        return "form" if document.page_numbers else "slip"
    return "" if document.page_numbers else "bare"


def _front(document: blocks.Document, setter: Typesetter) -> Iterator[str]:
    if document.paper:
        return
    for mark in document.marks:
        yield f'<p class="mark">{run(mark, HEI, setter)}</p>'
    if head := document.letterhead:
        yield f'<p class="letterhead">{run(head.name, SONG_BOLD, setter)}</p>'
        yield f'<p class="center">{run(head.number, FANG, setter)}</p>'
        cells = f'<td class="l">{run(head.issuer, FANG, setter)}</td><td class="r">{run(head.day, FANG, setter)}</td>'
        columns = '<col style="width:70%"/><col style="width:30%"/>'
        yield f'<table class="issuer"><colgroup>{columns}</colgroup><tbody><tr>{cells}</tr></tbody></table>'
    lines = "\n".join(run(line, SONG_BOLD, setter) for line in document.title_lines())
    yield f"<h1>{lines}</h1>"
    for line in document.cover_lines:
        yield f'<p class="cover">{run(line, KAI, setter)}</p>'


def _body(document: blocks.Document, setter: Typesetter) -> Iterator[str]:
    for is_wide, group in groupby(document.blocks, key=_is_wide):
        if is_wide and not (document.landscape or document.large):
            yield '<div class="wide">'
        yield from (_block(block, setter) for block in group)
        if is_wide and not (document.landscape or document.large):
            yield "</div>"
    if document.footer_note:
        yield f'<p class="version">{run(document.footer_note, FANG, setter)}</p>'


def _is_wide(block: blocks.Block) -> bool:
    return isinstance(block, blocks.Table) and block.wide


def _block(block: blocks.Block, setter: Typesetter) -> str:
    return _WRITERS[type(block)](block, setter)


def _heading(block: blocks.Heading, setter: Typesetter) -> str:
    face = (HEI, KAI, FANG)[block.level - 1]
    return f"<h{block.level + 1}>{run(block.text, face, setter)}</h{block.level + 1}>"


def _chart(block: blocks.Chart, setter: Typesetter) -> str:
    # A drawing names its own faces; only what no face has must be caught here.
    return f'<div class="chart">{setter.mark_missing(block.svg)}{_caption(block.caption, setter)}</div>'


def _contents(block: blocks.Contents, setter: Typesetter) -> str:
    return "".join(
        f'<p class="entry level{entry.level}" data-page="{entry.page}">{run(entry.title, FANG, setter)}</p>'
        for entry in block.entries
    )


def _paragraph(block: blocks.Paragraph, setter: Typesetter) -> str:
    classes = [
        "" if block.indent else "flat",
        "hung" if blocks.plain(block.text).startswith(_HALF_EMPTY) else "",
        "quote" if block.quote else "",
        "small" if block.small else "",
        "" if block.align == "left" else block.align,
    ]
    return f"<p{_class(*classes)}>{_words(block.text, KAI if block.quote else FANG, setter)}</p>"


def _points(items: Sequence[blocks.Words], setter: Typesetter, numbered: bool, opening: str = "<p>") -> Iterator[str]:
    for number, item in enumerate(items, 1):
        yield f"{opening}{f'{number}.' if numbered else ''}{_words(item, FANG, setter)}</p>"


def _gaps(block: blocks.Gaps, setter: Typesetter) -> str:
    """In smaller type: a list to work off, not part of what is signed."""
    return "".join(_points(block.items or [block.none], setter, bool(block.items), '<p class="small">'))


def _facts(block: blocks.Facts, setter: Typesetter) -> str:
    label = block.label()
    value = (100 - label * block.per_row) / block.per_row
    columns = f'<col style="width:{label}%"/><col style="width:{value:.3f}%"/>' * block.per_row
    lines = []
    for row in block.rows():
        span = 2 * block.per_row - 2 * len(row) + 1
        line = [f"<th>{run(name, HEI, setter)}</th><td>{_words(words, FANG, setter)}</td>" for name, words in row]
        if span > 1:
            line[-1] = line[-1].replace("<td>", f'<td colspan="{span}">', 1)
        lines.append(f"<tr>{''.join(line)}</tr>")
    classes = _class("facts", "whole" if block.whole else "", "hand" if block.by_hand else "")
    return f"<table{classes}><colgroup>{columns}</colgroup><tbody>{''.join(lines)}</tbody></table>"


def _table(block: blocks.Table, setter: Typesetter) -> str:
    columns = "".join(f'<col style="width:{width:.3f}%"/>' for width in block.column_widths())
    kinds = [_class(_ALIGN[block.alignment(column)]) for column in range(len(block.headers))]
    rows = [
        "".join(f"<td{kind}>{_words(cell, FANG, setter)}</td>" for kind, cell in zip(kinds, row, strict=True))
        for row in block.rows
    ] or [f'<td colspan="{len(block.headers)}">{escape(block.empty)}</td>']
    body = "".join(f"<tr{_held(number, len(rows))}>{row}</tr>" for number, row in enumerate(rows))
    note = f'<p class="note">{run(block.note, FANG, setter)}</p>' if block.note else ""
    classes = _class(
        "small" if block.small else "",
        "hand" if block.by_hand else "",
        "whole" if len(rows) <= KEPT_WHOLE and not block.wide else "",
    )
    return (
        f"{_caption(block.caption, setter)}<table{classes}><colgroup>{columns}</colgroup>"
        f"<thead>{_head(block, setter)}</thead><tbody>{body}</tbody></table>{note}"
    )


def _held(number: int, rows: int) -> str:
    """A row that does not leave the one above it: the first and the last ones of a table stand in company."""
    return ' class="held"' if 0 < number < FEWEST_ROWS or 0 < rows - FEWEST_ROWS < number else ""


def _head(block: blocks.Table, setter: Typesetter) -> str:
    names = [run(header, HEI, setter) for header in block.headers]
    if not block.has_groups():
        return f"<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>"
    upper, lower, column = [], [], 0
    for title, span in block.groups:
        own = names[column : column + span]
        if title:
            upper.append(f'<th colspan="{span}">{run(title, HEI, setter)}</th>')
            lower += [f"<th>{name}</th>" for name in own]
        else:
            upper += [f'<th rowspan="2">{name}</th>' for name in own]
        column += span
    return f"<tr>{''.join(upper)}</tr><tr>{''.join(lower)}</tr>"


def _caption(text: str, setter: Typesetter) -> str:
    return f'<p class="caption">{run(text, HEI, setter)}</p>' if text else ""


def _signatures(block: blocks.Signatures, setter: Typesetter) -> str:
    if block.beside:
        return _beside(block, setter)
    rows = "".join(_place(place, setter) for place in block.places)
    columns = '<col style="width:18%"/><col style="width:82%"/>'
    kind = f"sign r{min(6, max(2, len(block.places)))}"
    return (
        f'<div class="sign"><h2>{run(block.title, HEI, setter)}</h2>'
        f'<table class="{kind}"><colgroup>{columns}</colgroup><tbody>{rows}</tbody></table></div>'
    )


def _beside(block: blocks.Signatures, setter: Typesetter) -> str:
    heads = "".join(f"<th>{run(place.label, HEI, setter)}</th>" for place in block.places)
    fields = "".join(f"<td>{_signed(place, setter)}</td>" for place in block.places)
    return f'<table class="beside whole"><thead><tr>{heads}</tr></thead><tbody><tr>{fields}</tr></tbody></table>'


def _colophon(block: blocks.Colophon, setter: Typesetter) -> str:
    lines = "".join(f'<p class="flat">{run(line, FANG, setter)}</p>' for line in (block.office, block.day))
    return f'<div class="colophon">{lines}</div>'


def _place(place: blocks.Place, setter: Typesetter) -> str:
    return f"<tr><th>{run(place.label, HEI, setter)}</th><td>{_signed(place, setter)}</td></tr>"


def _signed(place: blocks.Place, setter: Typesetter) -> str:
    lines = [f'<p class="hint">{run(line, FANG, setter)}</p>' for line in place.lines()]
    opinion = f"<p>{run(place.opinion, FANG, setter)}</p>" if place.opinion else ""
    return f"{opinion}{''.join(lines)}"


def _words(words: blocks.Words, face: str, setter: Typesetter) -> str:
    if isinstance(words, str):
        return run(words, face, setter)
    return "".join(_inline(part, face, setter) for part in blocks.parts(words))


def _inline(part: blocks.Inline, face: str, setter: Typesetter) -> str:
    if isinstance(part, str):
        return run(part, face, setter)
    own = HEI if part.bold else face
    classes = _class("hei" if part.bold else "", part.color)
    content = run(part.text, own, setter)
    return f"<span{classes}>{content}</span>" if classes else content


def run(text: str, face: str, setter: Typesetter) -> str:
    """Escaped text; only what the running face lacks costs an element."""
    written = []
    for piece, own in setter.pieces(text, face):
        content = _ON_ONE_LINE.sub(r'<span class="line">\g<0></span>', escape(piece, quote=False))
        written.append(content if own == face else f'<span class="{_CLASS[own]}">{content}</span>')
    return "".join(written)


def _flat(text: str, setter: Typesetter) -> str:
    return setter.mark_missing(faces.printable(text)).replace("\n", "")


def _class(*names: str) -> str:
    found = " ".join(filter(None, names))
    return f' class="{found}"' if found else ""


_WRITERS: dict[type, Callable[[Any, Typesetter], str]] = {
    blocks.Heading: _heading,
    blocks.Paragraph: _paragraph,
    blocks.BulletList: lambda block, setter: "".join(_points(block.items, setter, block.numbered)),
    blocks.Gaps: _gaps,
    blocks.Facts: _facts,
    blocks.Table: _table,
    blocks.Signatures: _signatures,
    blocks.Colophon: _colophon,
    blocks.Chart: _chart,
    blocks.Contents: _contents,
    blocks.PageBreak: lambda block, setter: '<div class="break"></div>',
}
