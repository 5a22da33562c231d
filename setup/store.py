"""The converted typefaces of this machine: each is made once, whatever data folders print with it."""

import hashlib
import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass
from itertools import count, groupby
from pathlib import Path

import outlines
from faces import Face

# Beside the packages that make them, so that both go together.
STORE = Path(os.environ.get("TYPEFACE_STORE") or Path(sys.prefix) / "typefaces")
CONVERTER = ("outlines.py", "segments.py", "fitting.py", "curves.py", "glyf.py", "typeface.py")


@dataclass(frozen=True)
class Made:
    """A file of the store or a copy of one: what it draws and how to tell that it is whole."""

    ranges: list[tuple[int, int]]  # inclusive, of code points
    size: int
    digest: str

    def is_at(self, path: Path) -> bool:
        return path.is_file() and path.stat().st_size == self.size and digest_of(path) == self.digest


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def converter_key() -> str:
    """Changes when the converter does."""
    here = Path(__file__).resolve().parent
    return hashlib.sha256(b"".join((here / name).read_bytes() for name in CONVERTER)).hexdigest()


def place_of(face: Face, source: str) -> Path:
    """Where the face lies, made of a source with this digest (or name of the package it comes from) as today."""
    key = hashlib.sha256(f"{converter_key()} {face!r} {source}".encode()).hexdigest()[:16]
    return STORE / f"{Path(face.file_name).stem}-{key}.ttf"


def kept(path: Path) -> Made | None:
    """What lies there, or None when there is nothing or it is damaged."""
    try:
        made = Made(**json.loads(path.with_suffix(".json").read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return made if made.is_at(path) else None


def make(face: Face, source: Path, path: Path) -> Made:
    """Convert the face; what the store had of it before goes. Raises typeface.Unreadable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Under its own name only when whole: an interrupted run must not leave half a font.
    unfinished = path.with_suffix(f".{os.getpid()}.new")
    try:
        codes = outlines.convert(face, source, unfinished)
        made = Made(as_ranges(codes), unfinished.stat().st_size, digest_of(unfinished))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    path.with_suffix(".json").write_text(json.dumps(asdict(made)))
    for former in path.parent.glob(f"{Path(face.file_name).stem}-{'?' * 16}.*"):
        if former.stem != path.stem:
            former.unlink(missing_ok=True)
    return made


def lay(path: Path, target: Path) -> None:
    """The file at another place too: the same file where the disk is the same, else a copy."""
    unfinished = target.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    try:
        os.link(path, unfinished)
    except OSError:
        shutil.copyfile(path, unfinished)
    target.unlink(missing_ok=True)
    unfinished.replace(target)


def as_ranges(codes: list[int]) -> list[tuple[int, int]]:
    """[65, 66, 67, 70] → [(65, 67), (70, 70)]"""
    steps = count()
    runs = [list(run) for _, run in groupby(codes, key=lambda code: code - next(steps))]
    return [(run[0], run[-1]) for run in runs]
