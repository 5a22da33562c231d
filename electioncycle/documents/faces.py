"""Chooses the typeface of every character, so that a name stands in one face and none prints as an empty box."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

from electioncycle.cleaning.characters import composed
from electioncycle.punctuation import full_width

FANG, KAI, HEI, HEI_BOLD = "EC Fang", "EC Kai", "EC Hei", "EC Hei Bold"
SONG, SONG_BOLD, NAME, BOX = "EC Song", "EC Song Bold", "EC Name", "EC Box"
FAMILIES = (FANG, KAI, HEI, HEI_BOLD, SONG, SONG_BOLD, NAME, BOX)
# Who steps in for a character that the running face lacks: the nearest in look and weight first.
STAND_INS = {FANG: (SONG, NAME), KAI: (NAME, SONG), SONG_BOLD: (SONG, NAME)}
OTHER_STAND_INS = (SONG, NAME)
# A run of this length is a name as a whole; in a longer one only the names known to the document are, and of all
# other words the rare character alone changes its face.
LONGEST_NAME = 5

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(f"[{_HAN}]+(?:[·•][{_HAN}]+)*")
# Surrogates alone are no characters and would stop every writer of XML.
_SHAPELESS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufe00-\ufe0f\ufeff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_BLANKS = "\t\x0b\x0c\x85\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_OPEN, _CLOSE = "〔缺字U+", "〕"


class FontsMissing(Exception):
    """The typefaces are not built; the message says what to do."""


class Coverage(Set[str]):
    """The characters of one typeface, kept as ranges: as sets of characters all of them take 15 MB a process."""

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        self.ranges = ranges
        written = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
        self._only = re.compile(f"[{written}]*")

    @classmethod
    def _from_iterable(cls, characters: Iterable[Any]) -> frozenset[Any]:
        """What differences and unions are: plain sets."""
        return frozenset(characters)

    def __contains__(self, character: object) -> bool:
        return isinstance(character, str) and self.issuperset(character)

    def __iter__(self) -> Iterator[str]:
        return (chr(code) for first, last in self.ranges for code in range(first, last + 1))

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def issuperset(self, text: str) -> bool:
        """Whether every character of the text is among them."""
        return self._only.fullmatch(text) is not None


@dataclass(frozen=True)
class Faces:
    """The built typefaces: where their files lie and which characters each has."""

    files: dict[str, Path]
    covered: dict[str, Coverage]

    def has(self, character: str) -> bool:
        return any(character in covered for covered in self.covered.values())

    def stand_in(self, text: str, face: str) -> str:
        """The first face that has every character of ``text``, or ""."""
        for other in (face, *STAND_INS.get(face, OTHER_STAND_INS)):
            if self.covered[other].issuperset(text):
                return other
        return ""


def font_folder() -> Path:
    return Path(settings.PRINT_FONTS)


@cache
def load_faces(folder: Path) -> Faces:
    """Read the coverage table that ``make fonts`` wrote. Raises FontsMissing."""
    try:
        table = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))
        files = {family: folder / table[family]["file"] for family in FAMILIES}
        sizes = {family: table[family]["size"] for family in FAMILIES}
        covered = {family: Coverage(table[family]["ranges"]) for family in FAMILIES}
    except (OSError, ValueError, KeyError) as error:
        raise FontsMissing(f"打印用的字体没有生成（{folder} 中缺少或无法读取 {error}），请运行 make fonts。") from error
    faulty = [path.name for family, path in files.items() if not path.is_file() or path.stat().st_size != sizes[family]]
    if faulty:
        raise FontsMissing(f"打印用的字体不完整，{folder} 中缺少或损坏 {'、'.join(faulty)}，请运行 make fonts。")
    return Faces(files, covered)


@dataclass
class Typesetter:
    """Sets one document's text and remembers which characters nothing could print."""

    faces: Faces
    names: Iterable[str] = ()
    missing: dict[str, str] = field(default_factory=dict)  # character → text in which it was met first

    def pieces(self, text: str, face: str) -> list[tuple[str, str]]:
        """The text in pieces, each with the face to set it in."""
        text = printable(text)
        covered = self.faces.covered[face]
        if covered.issuperset(text):
            return [(text, face)]
        text = self.mark_missing(text)
        found: list[tuple[str, str]] = []
        position = 0
        for run in _RUN.finditer(text):
            self._add_characters(found, text[position : run.start()], face)
            self._add_run(found, run.group(), face)
            position = run.end()
        self._add_characters(found, text[position:], face)
        return _joined(found)

    def mark_missing(self, text: str) -> str:
        """The text with 〔缺字U+XXXX〕 in place of every character that no face has."""
        for character in {one for one in set(text) - {"\n"} if not self.faces.has(one)}:
            self.missing.setdefault(character, text)
            text = text.replace(character, f"{_OPEN}{ord(character):04X}{_CLOSE}")
        return text

    def report(self) -> list[str]:
        """One phrase per missing character, for the job's page."""
        return [
            f"U+{ord(character):04X}（见于“{_around(text, character)}”）"
            for character, text in sorted(self.missing.items())
        ]

    def _add_run(self, found: list[tuple[str, str]], run: str, face: str) -> None:
        if self.faces.covered[face].issuperset(run):
            found.append((run, face))
            return
        names = list(self._rare_names.finditer(run)) if self._rare_names.pattern else []
        if not names and (len(run) <= LONGEST_NAME or "·" in run or "•" in run):
            self._add_name(found, run, face)
            return
        position = 0
        for name in names:
            self._add_characters(found, run[position : name.start()], face)
            self._add_name(found, name.group(), face)
            position = name.end()
        self._add_characters(found, run[position:], face)

    def _add_name(self, found: list[tuple[str, str]], name: str, face: str) -> None:
        whole = self.faces.stand_in(name, face)
        if whole:
            found.append((name, whole))
        else:
            self._add_characters(found, name, face)

    def _add_characters(self, found: list[tuple[str, str]], text: str, face: str) -> None:
        if self.faces.covered[face].issuperset(text):
            found.append((text, face))
        else:
            found.extend((character, self._face_of(character, face)) for character in text)

    def _face_of(self, character: str, face: str) -> str:
        first = self.faces.stand_in(character, face)
        return first or next((other for other in FAMILIES if character in self.faces.covered[other]), face)

    @cached_property
    def _rare_names(self) -> re.Pattern[str]:
        common = self.faces.covered[FANG]
        rare = {name for name in self.names if not common.issuperset(name) and len(name) > 1}
        return re.compile("|".join(map(re.escape, sorted(rare, key=len, reverse=True))))


def printable(text: str) -> str:
    """The text without what has no shape: control characters, joiners, byte order marks, variation selectors.

    Letters and their accents become one character (an older entry may hold them apart), punctuation is full-width.
    """
    shaped = _SHAPELESS.sub(lambda match: " " if match.group() in _BLANKS else "", composed(text))
    return full_width(shaped)


def _joined(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for text, face in pieces:
        if not text:
            continue
        if joined and joined[-1][1] == face:
            joined[-1] = (joined[-1][0] + text, face)
        else:
            joined.append((text, face))
    return joined


def _around(text: str, character: str) -> str:
    """A few characters on each side, the missing one as 〓, the printers' mark for it."""
    place = text.index(character)
    return text[max(0, place - 6) : place + 7].replace(character, "〓").replace("\n", " ")
