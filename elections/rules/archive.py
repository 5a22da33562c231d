"""The archive of an election as data: what belongs into it, who keeps it how long, what a township asks itself of it.

What of it there is prints itself from what the product knows (``known``); only gaps and the handing over are typed.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from elections.choices import SCHEME_PROCEDURES, Body, Procedure
from elections.day_choices import ArchiveStanding
from elections.rules.calendar import step_choices

DATA = Path(__file__).resolve().parent.parent / "data" / "archive.json"
STEP, ROW, NOTICE = "step", "row", "notice"
"""What may bear an item out: a step of the calendar that happened, rows of the election, a notice that was posted."""
NONE = "无"
"""What a township types where nothing is missing."""
BODIES = (Body.COMMITTEE, Body.PARTY)
"""Whose elections have an archive: two volumes."""
RECALL = "recall"
RECALLED = (Body.COMMITTEE, Body.SUPERVISION)
"""Of whose members a recall is kept: a volume of its own, beside that of the election."""
KINDS = (*BODIES, RECALL)
KEEPERS = {"village": "村(社区)", "township": "乡镇(街道)"}


@dataclass(frozen=True)
class Keeping:
    """How long something is kept; where ``rule`` names one, the rule set of the county says it."""

    code: str
    title: str
    years: int | None = None
    rule: str = ""


@dataclass(frozen=True)
class Item:
    """One line of the index. ``must``: what must be recorded; ``also``: what bears it out besides.

    ``when``: it exists only where this is recorded. ``papers``: which of the product's papers belong to it.
    """

    number: int
    code: str
    title: str
    keeping: str
    keeper: str = "village"
    when: str = ""
    must: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()

    @property
    def keeper_title(self) -> str:
        return KEEPERS[self.keeper]


@dataclass(frozen=True)
class Entry:
    """An item as it stands in one election: what bears it out, what is not recorded."""

    item: Item
    standing: ArchiveStanding
    evidence: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        return self.standing in (ArchiveStanding.UNRECORDED, ArchiveStanding.MISSING)

    @property
    def there(self) -> bool:
        return self.standing in (ArchiveStanding.THERE, ArchiveStanding.ON_PAPER)

    @property
    def words(self) -> str:
        """What is known of it, in one line."""
        return "；".join((*self.evidence, *(f"没有登记：{one}" for one in self.lacking)))


@dataclass(frozen=True)
class Question:
    """What inspectors ask: by which codes the rows answer it, and what only a look at the originals answers."""

    question: str
    by_hand: str
    codes: tuple[str, ...] = ()


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


def is_kept_of(body: str, procedure: str) -> bool:
    """Whether there is an archive of such an election."""
    recall = procedure == Procedure.RECALL and body in RECALLED
    return recall or (body in BODIES and procedure in SCHEME_PROCEDURES)


def kind_of(body: str, procedure: str) -> str:
    """Which index such an election has: one of ``KINDS``."""
    return RECALL if procedure == Procedure.RECALL else body


@cache
def items(kind: str) -> tuple[Item, ...]:
    """The index of the committee's, of the party's or of a recall's archive, each numbered for itself."""
    listed = _data()[{Body.PARTY: "party_items", RECALL: "recall_items"}.get(kind, "items")]
    return tuple(Item(number, **_frozen(one)) for number, one in enumerate(listed, 1))


def _frozen(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}


@cache
def keeping() -> dict[str, Keeping]:
    return {one["code"]: Keeping(**one) for one in _data()["keeping"]}


@cache
def questions() -> tuple[Question, ...]:
    return tuple(Question(one["question"], one["by_hand"], tuple(one["codes"])) for one in _data()["questions"])


def asked_codes() -> frozenset[str]:
    """Every code that a question of the self-check looks at."""
    return frozenset(code for one in questions() for code in one.codes)


def order() -> list[tuple[str, str]]:
    """Steps of which the second is never before the first."""
    return [(first, second) for first, second in _data()["order"]]


def hangs_until_polling() -> tuple[str, ...]:
    """Steps whose notice hangs until the vote."""
    return tuple(_data()["hangs_until_polling"])


def source() -> str:
    return str(_data()["source"])


def row_titles() -> Mapping[str, str]:
    found: dict[str, str] = _data()["rows"]
    return found


def title_of(reference: str) -> str:
    """What ``step:voter_list`` is called."""
    kind, _, code = reference.partition(":")
    return {STEP: dict(step_choices()), ROW: row_titles()}.get(kind, {}).get(code, code)


def judged(item: Item, known: Mapping[str, str], missing: Collection[str]) -> Entry:
    """How an item stands, by what is ``known`` of the election and what its township says is ``missing``."""
    told = tuple(known[one] for one in (*item.must, *item.also) if known.get(one))
    if item.code in missing:
        return Entry(item, ArchiveStanding.MISSING, told)
    if item.when and item.when not in known:
        return Entry(item, ArchiveStanding.NOT_NEEDED)
    if lacking := tuple(title_of(one) for one in item.must if one not in known):
        return Entry(item, ArchiveStanding.UNRECORDED, told, lacking)
    return Entry(item, ArchiveStanding.THERE if told else ArchiveStanding.ON_PAPER, told)


def index(kind: str, known: Mapping[str, str], missing: Collection[str]) -> list[Entry]:
    return [judged(one, known, missing) for one in items(kind)]


def read_missing(text: str, kind: str) -> list[str]:
    """Codes of the items whose numbers were typed; raises ValueError with a sentence where one is none."""
    text = text.strip()
    if text in ("", NONE):
        return []
    by_number = {str(one.number): one.code for one in items(kind)}
    found = [one for one in re.split(r"[、，,；;\s]+", text) if one]
    if wrong := [one for one in found if one not in by_number]:
        raise ValueError(f"“{wrong[0]}”不是归档目录的序号，填1至{len(by_number)}，多项用顿号隔开；没有缺项的填“{NONE}”")
    return [one.code for one in items(kind) if str(one.number) in found]


def said_missing(missing: Iterable[str], kind: str) -> str:
    """The numbers of these items as a township types them."""
    wanted = set(missing)
    return "、".join(str(one.number) for one in items(kind) if one.code in wanted) or NONE


def titles_of(missing: Sequence[str]) -> str:
    """What these items are called, whichever archive they belong to."""
    every = {one.code: one.title for kind in KINDS for one in items(kind)}
    return "、".join(every.get(code, code) for code in missing) or NONE
