"""What printing makes, and what is bound into a book; plain, so that naming it loads no writer."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rendered:
    """A printed document; ``missing`` has a phrase for every character that no typeface could print."""

    pdf: bytes
    pages: int
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """One document of a book. ``group`` (a township) has its own bookmark and its own line of the contents."""

    title: str
    pdf: bytes
    group: str = ""
