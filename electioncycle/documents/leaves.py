"""Scans and pictures as leaves of A4 that a volume can number: each page scaled into the sheet, the foot left free."""

import io
from dataclasses import dataclass

import pikepdf

from electioncycle.documents.books import A4

MARGIN, FOOT = 24.0, 48.0
"""Points left white around a page, and below it for the volume's own number."""
DOTS = 150
"""Pictures are bound at so many dots an inch of A4: to be read, not to be enlarged."""
PDF = "application/pdf"


@dataclass(frozen=True)
class Leaves:
    """Finished pages of a volume beside its documents."""

    title: str
    pdf: bytes
    pages: int
    group: str = ""


class NotBound(Exception):
    """A file that has no pages to bind, or whose pages cannot be read."""


def leaves(title: str, data: bytes, content_type: str, group: str = "") -> Leaves:
    """The pages of a PDF or a JPEG or PNG picture on A4. Raises NotBound for anything else."""
    if content_type != PDF and not content_type.startswith("image/"):
        raise NotBound(title)
    try:
        return _bound(title, data if content_type == PDF else _pages_of_picture(data), group)
    except Exception as error:  # a damaged file fails in many ways; it is listed instead
        raise NotBound(title) from error


def _bound(title: str, pdf: bytes, group: str) -> Leaves:
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as book:
        for page in source.pages:
            width, height = A4 if _upright(page) else (A4[1], A4[0])
            book.add_blank_page(page_size=(width, height))
            inside = pikepdf.Rectangle(MARGIN, FOOT, width - MARGIN, height - MARGIN)
            book.pages[-1].add_overlay(page, inside)
        out = io.BytesIO()
        book.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return Leaves(title, out.getvalue(), len(book.pages), group)


def _upright(page: pikepdf.Page) -> bool:
    box = [float(one) for one in page.mediabox]
    width, height = box[2] - box[0], box[3] - box[1]
    turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    return (height >= width) != turned


def _pages_of_picture(data: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as found:
        flat = Image.new("RGB", found.size, "white")
        flat.paste(found, mask=found.getchannel("A") if "A" in found.getbands() else None)
    long, short = (round(side / 72 * DOTS) for side in (A4[1], A4[0]))
    flat.thumbnail((short, long) if flat.height >= flat.width else (long, short))
    out = io.BytesIO()
    flat.save(out, "PDF", resolution=DOTS, quality=85)
    return out.getvalue()
