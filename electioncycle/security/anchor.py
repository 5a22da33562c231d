"""The audit chain's anchor: a copy of each new head in files outside the database, one file a host."""

import fcntl
import os
import socket
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

_DIGEST_LENGTH = 64


def folder() -> Path:
    return settings.DATA_DIR / "audit"


def append(number: int, digest: str) -> None:
    """Add one head. A line a crash cut short stays alone: the next one begins on a line of its own."""
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / f"anchor-{socket.gethostname()}.log"
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        end = file.seek(0, os.SEEK_END)
        if end:
            file.seek(end - 1)
            broken = file.read(1) != b"\n"
        else:
            broken = False
        file.write(b"\n" * broken + f"{number} {digest}\n".encode())


def heads() -> dict[int, set[str]]:
    """Every anchored head of every host by event number."""
    found: dict[int, set[str]] = defaultdict(set)
    for path in folder().glob("anchor-*.log"):
        for number, digest in _heads(path.read_bytes()):
            found[number].add(digest)
    return found


def newest() -> tuple[int, str] | None:
    """The highest head anchored by any host, read from the ends of the files."""
    found: list[tuple[int, str]] = []
    for path in folder().glob("anchor-*.log"):
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 4096))
            found += _heads(file.read())
    return max(found, default=None)


def _heads(text: bytes) -> Iterator[tuple[int, str]]:
    """Number and hash of every whole line; a line cut short by a crash counts for nothing."""
    for line in text.decode("ascii", "replace").splitlines():
        number, _, digest = line.partition(" ")
        if number.isdecimal() and len(digest) == _DIGEST_LENGTH:
            yield int(number), digest
