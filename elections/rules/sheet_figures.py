"""The figures of a result sheet as they were typed from the paper: read line by line, each fault by its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from electioncycle.cleaning.cells import clean_int
from electioncycle.cleaning.names import clean_person_name
from elections.rules.sheet import MOST
from elections.rules.sheet_shape import (
    CORE,
    OF_POST,
    OPTIONAL,
    OTHERS,
    WHOLE,
    BoxLine,
    Field,
    PostLines,
    Roster,
    Shape,
    fields,
)
from elections.sheet_choices import ANSWERS, LineStanding
from villages.choices import Sex

MOST_NAME = 40
TOTAL = 0
"""The number under which the sum of all counting groups stands."""


@dataclass(frozen=True)
class Marks:
    votes: int
    against: int | None = None
    abstain: int | None = None


@dataclass(frozen=True)
class Line:
    """What one name received for one post: the report's figure under ``TOTAL``, and that of each counting group."""

    name: str
    sex: str
    standing: str
    marks: Mapping[int, Marks]
    candidacy: int | None = None

    @property
    def total(self) -> Marks:
        return self.marks[TOTAL]

    @property
    def standing_words(self) -> str:
        return str(LineStanding(self.standing).label) if self.standing else ""


@dataclass(frozen=True)
class BoxCount:
    line: BoxLine
    recovered: int
    issued: int | None = None


@dataclass(frozen=True)
class Account:
    """The account of one ballot paper; the optional figures are None where nobody typed them."""

    paper: str
    figures: Mapping[str, int | None]
    boxes: tuple[BoxCount, ...] = ()

    def __getitem__(self, name: str) -> int:
        return self.figures[name] or 0


@dataclass(frozen=True)
class PostCount:
    """``skipped``: the hall did not vote on this post."""

    lines: PostLines
    valid: int
    void: int
    blank: int
    names: tuple[Line, ...]
    skipped: bool = False


@dataclass(frozen=True)
class Figures:
    accounts: tuple[Account, ...]
    posts: tuple[PostCount, ...]
    registered: int | None = None
    expected: int | None = None
    present: int | None = None

    @property
    def voted_on(self) -> tuple[PostCount, ...]:
        return tuple(post for post in self.posts if not post.skipped)


@dataclass(frozen=True)
class Read:
    """What was typed as figures, or why it cannot be read: sentences that name places and nothing else."""

    figures: Figures | None
    faults: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    """Posts of which nothing at all was typed (F.409)."""


def kept(shape: Shape, sent: Mapping[str, Any]) -> dict[str, str]:
    """What a form sends of the sheet's own fields, as it was typed; blank ones need no room."""
    texts = {key: str(sent[key]).strip()[:MOST_NAME] for key in sent if key in shape.keys}
    return {key: text for key, text in texts.items() if text}


def read(shape: Shape, roster: Roster, typed: Mapping[str, str]) -> Read:
    """All of it or, in one answer, everything that is missing or no figure."""
    reading = _Reading(shape, roster, typed)
    figures = reading.figures()
    faults, untouched = tuple(dict.fromkeys(reading.faults)), tuple(reading.untouched)
    return Read(None if faults or untouched else figures, faults, untouched)


class _Reading:
    def __init__(self, shape: Shape, roster: Roster, typed: Mapping[str, str]) -> None:
        self.shape, self.roster, self.typed = shape, roster, typed
        self.fields: dict[str, Field] = {one.key: one for one in fields(shape, roster)}
        self.faults: list[str] = []
        self.untouched: list[str] = []

    def figures(self) -> Figures:
        head = {name: self.whole(name) for name in ("registered", "expected", "present") if name in self.fields}
        accounts = tuple(self._account(number, paper) for number, paper in enumerate(self.shape.papers))
        posts = tuple(self._post(post) for post in self.shape.posts)
        return Figures(accounts, posts, **{"registered": self.shape.registered, **head})

    def text(self, key: str) -> str:
        return self.typed.get(key, "").strip()

    def whole(self, key: str) -> int | None:
        """A figure; what cannot be one is noted as a fault."""
        one, text = self.fields[key], self.text(key)
        if not text:
            if one.required:
                self.faults.append(f"{one.place}没有填写。")
            return None
        try:
            number = clean_int(text)
        except ValueError:
            number = None
        if number is None or not 0 <= number <= MOST:
            self.faults.append(f"{one.place}不是0以上的整数，请按原件填写。")
            return None
        return number

    def _account(self, number: int, paper: str) -> Account:
        figures = {name: self.whole(f"account-{number}-{name}") for name in (*CORE, *OPTIONAL)}
        boxes = tuple(
            BoxCount(box, self.whole(f"box-{number}-{at}-recovered") or 0, self.whole(f"box-{number}-{at}-issued"))
            for at, box in enumerate(self.shape.boxes)
        )
        return Account(paper, figures, boxes)

    def _post(self, post: PostLines) -> PostCount:
        if self.text(f"post-{post.post}-skipped"):
            return self._skipped(post)
        if not any(self.text(key) for key in self._keys(post)):
            self.untouched.append(post.post)
            return PostCount(post, 0, 0, 0, ())
        counted = {name: self.whole(f"post-{post.post}-{name}") or 0 for name in OF_POST}
        names = (*self._printed(post), *self._others(post))
        return PostCount(post, counted["valid"], counted["void"], counted["blank"], names)

    def _keys(self, post: PostLines) -> Iterator[str]:
        starts = tuple(f"{part}-{post.post}-" for part in ("post", "line", "other"))
        return (key for key in self.fields if key.startswith(starts))

    def _skipped(self, post: PostLines) -> PostCount:
        if [key for key in self._keys(post) if self.text(key) and not key.endswith("-skipped")]:
            self.faults.append(f"{post.title}：勾选了没有投票，又填了数字，请核对后只留一样。")
        return PostCount(post, 0, 0, 0, (), skipped=True)

    def _printed(self, post: PostLines) -> Iterator[Line]:
        for key in post.candidates:
            one = self.roster[key]
            standing = LineStanding.WITHDRAWN if one.withdrawn else LineStanding.CANDIDATE
            yield Line(one.label, one.sex, standing, self._marks(f"line-{post.post}-{key}"), key)

    def _others(self, post: PostLines) -> list[Line]:
        found: list[Line] = []
        for number in range(OTHERS):
            line = self._other(post, number)
            if line is None:
                continue
            alike = [one for one in found if one.name == line.name]
            if any(LineStanding.NAMESAKE not in (one.standing, line.standing) for one in alike):
                of = f"{post.title}：另选他人第{number + 1}行"
                self.faults.append(f"{of}与前面的姓名相同，请合并为一行；确为同名两人的，登记情况选同名。")
            found.append(line)
        return found

    def _other(self, post: PostLines, number: int) -> Line | None:
        key, of = f"other-{post.post}-{number}", f"{post.title}：另选他人第{number + 1}行"
        own = [name for name in self.fields if name.startswith(f"{key}-")]
        if not any(self.text(name) for name in own):
            return None
        name, sex = self._name(f"{key}-name", of), self.text(f"{key}-sex")
        if sex not in Sex.values:
            self.faults.append(f"{of}没有选择性别。")
        for one in own:
            if self.fields[one].kind == WHOLE and not self.text(one):
                self.faults.append(f"{self.fields[one].place}没有填写。")
        standing = self.text(f"{key}-standing")
        return Line(name, sex, standing if standing in ANSWERS else "", self._marks(key))

    def _name(self, key: str, of: str) -> str:
        try:
            name = clean_person_name(self.text(key))
        except ValueError:
            name = None
        if not name:
            self.faults.append(f"{of}姓名没有填写或不能辨认，请按原件填写。")
        return name or ""

    def _marks(self, key: str) -> dict[int, Marks]:
        found = {}
        for group in (TOTAL, *self.shape.each_group):
            end = f"-{group}" if group else ""
            figures = {name: self.whole(f"{key}-{name}{end}") for name in self.shape.marks}
            found[group] = Marks(figures["votes"] or 0, figures.get("against"), figures.get("abstain"))
        return found
