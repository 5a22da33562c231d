"""The order of names by the strokes of the surname: fewer strokes first, then 横竖撇点折 stroke by stroke."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data" / "strokes.txt"
WORDS = str.maketrans("横提竖撇点捺折", "1123445")
MOST = 64
Decided = Mapping[str, str]
"""Characters that the table lacks, with the strokes somebody decided on."""


@cache
def table() -> dict[str, str]:
    """Character → its strokes in their order."""
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1:] for line in lines if not line.startswith("#")}


def read(text: str) -> str:
    """Strokes as somebody types them, 横竖撇点折 or 12345. Raises ValueError."""
    strokes = re.sub(r"[\s、，,]", "", text).translate(WORDS)
    if not re.fullmatch(rf"[1-5]{{1,{MOST}}}", strokes):
        raise ValueError("笔顺用横竖撇点折或者12345填写，如：横横竖横")
    return strokes


def unknown(names: Iterable[str], decided: Decided | None = None) -> list[str]:
    """The characters without strokes that the order of these names hangs on."""
    return list(dict.fromkeys(_unknown(sorted(set(names)), 0, decided or {})))


def _unknown(names: Sequence[str], depth: int, decided: Decided) -> Iterable[str]:
    longer = [name for name in names if len(name) > depth]
    if len(longer) < 2:
        return
    for char, own in groupby(sorted(longer, key=lambda name: name[depth]), key=lambda name: name[depth]):
        if char not in table() and char not in decided:
            yield char
        yield from _unknown(list(own), depth + 1, decided)


def key(name: str, decided: Decided | None = None) -> tuple[tuple[int, str], ...]:
    """What names are sorted by; a character that nobody decided on comes after those with strokes."""
    known = decided or {}
    strokes = (table().get(char) or known.get(char, "") for char in name)
    return tuple((len(own) or MOST + 1, own) for own in strokes)
