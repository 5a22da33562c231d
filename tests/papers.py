"""A printed document as lines of plain text, to be compared with what it said before."""

from electioncycle.documents.blocks import (
    BulletList,
    Colophon,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    plain,
)


def lines_of(document: Document) -> list[str]:
    """Every word in its order; empty cells as ·, so that a lost column is seen."""
    found = [f"# {document.title}".replace("\n", " / ")]
    found += [f"[{mark}]" for mark in document.marks]
    found += [f"> {line}" for line in document.cover_lines]
    for block in document.blocks:
        found += _lines(block)
    return found


def _lines(block: object) -> list[str]:
    if isinstance(block, Heading):
        return [f"## {block.text}"]
    if isinstance(block, Paragraph):
        return plain(block.text).split("\n")
    if isinstance(block, BulletList):
        return [f"- {plain(item)}" for item in block.items]
    if isinstance(block, Facts):
        return ["；".join(f"{label}：{plain(value) or '·'}".replace("\n", "／") for label, value in block.pairs)]
    if isinstance(block, Table):
        rows = [" | ".join(plain(cell) or "·" for cell in row) for row in block.rows]
        counted = [f"{row} ×{rows.count(row)}" if rows.count(row) > 1 else row for row in dict.fromkeys(rows)]
        return (
            [block.caption, " | ".join(block.headers), *counted]
            if block.caption
            else [
                " | ".join(block.headers),
                *counted,
            ]
        )
    if isinstance(block, Signatures):
        return [" ┃ ".join(f"{place.label} {''.join(place.lines())}" for place in block.places)]
    if isinstance(block, Colophon):
        return [f"落款：{block.office}　{block.day}"]
    assert isinstance(block, PageBreak), block
    return ["———"]
