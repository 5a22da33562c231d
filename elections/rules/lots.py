"""A lot that anybody can draw again: from the names that took part and a number nobody could know before."""

from collections.abc import Iterable
from hashlib import sha256


def drawn(names: Iterable[str], seed: str, number: int) -> list[str]:
    """So many of the names, those whose digest with the number comes first; how they are listed changes nothing."""
    return sorted(names, key=lambda name: sha256(f"{seed} {name}".encode()).hexdigest())[:number]
