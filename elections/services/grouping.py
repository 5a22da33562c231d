"""Rows by the key of what they belong to."""

from collections import defaultdict
from typing import Any


def grouped(rows: Any, name: str = "election_id") -> dict[int, list[Any]]:
    """Key → its rows in the order given; of what has none an empty list."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
