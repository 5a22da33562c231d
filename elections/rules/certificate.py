"""Where the values of a certificate (当选证书) stand on the form that a county had printed, in millimetres; data."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data" / "certificate.json"
PAGE, SHIFT = "page", "shift"
POINT, HALF, MARGIN = 0.3528, 0.55, 10
"""Millimetres of a point, ems of a letter or figure, millimetres that stay free at the right."""


@dataclass(frozen=True)
class Position:
    """``across`` and ``down`` from the upper left corner; of the page its width and height; ``size`` in points."""

    code: str
    label: str
    across: float
    down: float
    size: int
    printed: bool = True


@dataclass(frozen=True)
class Layout:
    """The form with everything that is printed into it."""

    width: float
    height: float
    shift: tuple[float, float]
    places: tuple[Position, ...]


@cache
def shipped() -> dict[str, Position]:
    return {one["code"]: Position(**one) for one in json.loads(DATA.read_text(encoding="utf-8"))["items"]}


def item_choices() -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in shipped().values()]


def layout(own: Iterable[Position]) -> Layout:
    """As the county measured it; what it did not, as it is shipped."""
    every = shipped() | {one.code: one for one in own}
    page, shift = every[PAGE], every[SHIFT]
    places = tuple(one for one in every.values() if one.code not in (PAGE, SHIFT) and one.printed)
    return Layout(page.across, page.down, (shift.across, shift.down), places)


def fitted(text: str, place: Position, layout: Layout) -> float:
    """The size in points at which a long value ends before the next one of its line, or before the form does."""
    beside = [one.across for one in layout.places if one.down == place.down and one.across > place.across]
    room = min([*beside, layout.width - MARGIN]) - place.across
    ems = sum(HALF if one.isascii() else 1 for one in text)
    return min(place.size, room / (ems * POINT)) if ems else place.size


def values(said: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, str]:
    """What is printed for one person: ``said`` are the words of the village, ``known`` who it is and what for."""
    return {
        "name": str(known["name"]),
        "polling_day": str(known["polling_day"]),
        "body": f"{said['village']}{said['committee']}",
        "post": str(known["post"]),
        "term": str(said["term"]),
        "issuer": str(said["issuer"]),
        "issued_on": str(known.get("signed_on") or ""),
    }
