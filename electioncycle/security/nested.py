"""How places of the tree of areas lie in one another, by their paths, and which of them share their marks."""

from collections.abc import Iterable

WHOLE = "/"
DEPTH = 5
"""A place this far down the tree shares its marks with all that lies in it."""
MANY = 16
"""More such places under one that an act has changed are marked as the one over them, which costs no more than one."""


def shared(path: str) -> str:
    """The place whose marks it has: itself, or the one over it that is as deep as places have marks of their own."""
    return path and "/".join(path.split("/")[: DEPTH + 1]).rstrip("/") + "/"


def is_shared(path: str) -> bool:
    """Whether it lies so far down that nothing below it has marks of its own."""
    return path.count("/") > DEPTH


def gathered(places: Iterable[str]) -> frozenset[str]:
    """Very many of the smallest places under one are marked as this one: whoever reads any of them sees that."""
    under: dict[str, set[str]] = {}
    for place in places:
        under.setdefault(above(place)[-1] if is_shared(place) else "", set()).add(place)
    return frozenset(one for over, own in under.items() for one in ([over] if over and len(own) > MANY else own))


def above(path: str) -> list[str]:
    """The places over this one, the whole first."""
    steps = path.strip("/").split("/") if path.strip("/") else []
    return [WHOLE, *("/" + "/".join(steps[:depth]) + "/" for depth in range(1, len(steps)))] if steps else []
