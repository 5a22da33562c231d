"""The figures of one round as they stand on paper, and how they are read from plain data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

MOST = 10**7
"""More people than any village has; a larger figure is a slip of the pen."""
BODIES = ("committee", "party", "supervision")
PROCEDURES = ("regular", "by_election", "recall")
ROUNDS = ("nomination", "first", "tie", "other")
MODES = ("all", "household", "representatives")
STANDINGS = ("candidate", "written_in", "not_registered", "namesake", "withdrawn", "barred")
RELATIONS = ("spouse", "parent", "child", "sibling", "grandparent", "grandchild")


class Unreadable(ValueError):
    """What cannot be read: the place of the field and why."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}：{why}" if place else why)
        self.place = place


@dataclass(frozen=True)
class Box:
    name: str
    issued: int
    recovered: int
    void: bool = False


@dataclass(frozen=True)
class Ballot:
    """The account of one ballot paper; boxes declared void are taken out of every figure."""

    name: str
    voted: int
    issued: int
    recovered: int
    boxes: tuple[Box, ...] = ()

    def without_void_boxes(self) -> "Ballot":
        gone = [box for box in self.boxes if box.void]
        issued, recovered = sum(box.issued for box in gone), sum(box.recovered for box in gone)
        return Ballot(
            self.name,
            max(self.voted - issued, 0),
            max(self.issued - issued, 0),
            max(self.recovered - recovered, 0),
            tuple(box for box in self.boxes if not box.void),
        )


@dataclass(frozen=True)
class Person:
    """What one name received for one post."""

    name: str
    sex: str
    votes: int
    against: int | None = None
    abstain: int | None = None
    standing: str = "candidate"


@dataclass(frozen=True)
class Post:
    post: str
    seats: int
    people: tuple[Person, ...]
    ballot: str = ""
    valid: int | None = None
    void: int | None = None
    blank: int | None = None


@dataclass(frozen=True)
class Petition:
    """A demand for recall; ``previous``: the day of the last recall on the same facts."""

    by: str
    signed: int
    of: int
    previous: date | None = None


@dataclass(frozen=True)
class Elected:
    """Somebody of the same body elected in an earlier round."""

    name: str
    post: str
    votes: int


@dataclass(frozen=True)
class Settled:
    """One decision: its question, its post, whom it is about (empty: seats alone), and the answer."""

    code: str
    post: str
    name: str
    answer: str


@dataclass(frozen=True)
class Sheet:
    body: str
    procedure: str
    round: str
    mode: str
    day: date | None
    registered: int | None
    ballots: tuple[Ballot, ...]
    posts: tuple[Post, ...]
    expected: int | None = None
    present: int | None = None
    petition: Petition | None = None
    kin: tuple[tuple[str, str, str], ...] = ()
    before: tuple[Elected, ...] = ()
    failed: frozenset[str] = frozenset()
    community: bool = False
    separate: bool = False
    """Each post has a ballot paper of its own."""
    settled: tuple[Settled, ...] = ()
    """What a body decided of questions that no figure answers."""
    left_open: tuple[tuple[str, int], ...] = ()
    """Posts with the seats that earlier rounds left open and this one, a vote among the tied, does not fill."""

    def ballot_of(self, post: Post) -> Ballot:
        return next((one for one in self.ballots if one.name == post.ballot), self.ballots[0])


def read(data: Any) -> Sheet:
    """The sheet of plain data. Raises Unreadable, which names the field."""
    top = Fields(data, "")
    petition = top.under("petition")
    sheet = Sheet(
        body=top.choice("body", BODIES),
        procedure=top.choice("procedure", PROCEDURES),
        round=top.choice("round", ROUNDS, "first"),
        mode=top.choice("mode", MODES),
        day=top.day("day"),
        registered=top.whole("registered"),
        ballots=_ballots(top),
        posts=tuple(_post(one) for one in top.each("posts")),
        expected=top.whole("expected"),
        present=top.whole("present"),
        petition=_petition(petition) if petition else None,
        kin=tuple(_pair(value, f"kin[{n}]") for n, value in enumerate(top.items("kin"))),
        before=tuple(
            Elected(one.text("name"), one.text("post"), one.whole("votes") or 0) for one in top.each("elected_before")
        ),
        failed=frozenset(_name(value, "conditions_failed") for value in top.items("conditions_failed")),
        community=top.yes("community"),
        separate=bool(top.items("ballots")),
    )
    _whole_or_refuse(sheet)
    return sheet


def _whole_or_refuse(sheet: Sheet) -> None:
    if not sheet.posts and sheet.petition is None:
        raise Unreadable("posts", "没有任何职务，也没有罢免要求")
    named = [one.name for one in sheet.ballots]
    for n, post in enumerate(sheet.posts):
        if sheet.separate and post.ballot not in named:
            raise Unreadable(f"posts[{n}].ballot", f"没有名为“{post.ballot}”的选票")
        unlike = [person.name for person in post.people if person.standing != "namesake"]
        if len(set(unlike)) < len(unlike):
            raise Unreadable(f"posts[{n}].votes", "同一职务下同一姓名出现两次；确为同名的，standing 填 namesake")
    if len({post.post for post in sheet.posts}) < len(sheet.posts):
        raise Unreadable("posts", "同一职务出现两次")


def _ballots(top: "Fields") -> tuple[Ballot, ...]:
    each = list(top.each("ballots"))
    if not each:
        return (_ballot(top, ""),)
    return tuple(_ballot(one, one.text("name")) for one in each)


def _ballot(one: "Fields", name: str) -> Ballot:
    boxes = tuple(
        Box(box.text("name"), box.whole("issued") or 0, box.whole("recovered") or 0, box.yes("void"))
        for box in one.each("boxes")
    )
    present = one.whole("present") if not name else None
    recovered = one.whole("recovered")
    issued = one.whole("issued")
    voted = one.whole("voted")
    known = next((figure for figure in (issued, voted, recovered, present) if figure is not None), 0)
    issued = known if issued is None else issued
    return Ballot(
        name, issued if voted is None else voted, issued, issued if recovered is None else recovered, boxes
    ).without_void_boxes()


def _post(one: "Fields") -> Post:
    people = tuple(
        Person(
            line.text("name"),
            line.choice("sex", ("", "m", "f")),
            line.whole("for") or 0,
            line.whole("against"),
            line.whole("abstain"),
            line.choice("standing", STANDINGS),
        )
        for line in one.each("votes")
    )
    counted = one.whole("valid"), one.whole("void"), one.whole("blank")
    seats = one.whole("seats")
    return Post(one.text("post"), 1 if seats is None else seats, people, one.text("ballot", ""), *counted)


def _petition(one: "Fields") -> Petition:
    signed, of = one.whole("signed"), one.whole("of")
    if signed is None or of is None:
        raise Unreadable("petition", "联名人数和总人数都要填写")
    return Petition(one.choice("by", ("voters", "representatives")), signed, of, one.day("previous"))


def _pair(value: Any, place: str) -> tuple[str, str, str]:
    if not isinstance(value, list | tuple) or len(value) != 3 or not all(isinstance(part, str) for part in value):
        raise Unreadable(place, "应为两个姓名和一种关系")
    one, other, relation = value
    if relation not in RELATIONS:
        raise Unreadable(place, f"关系只能是{'、'.join(RELATIONS)}")
    if one == other:
        raise Unreadable(place, "两个姓名相同")
    return one, other, relation


def _name(value: Any, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unreadable(place, "应为文字")
    return value.strip()


class Fields:
    """Values of an object by name; each refusal says where it stands."""

    def __init__(self, data: Any, place: str) -> None:
        if not isinstance(data, Mapping):
            raise Unreadable(place or "输入", "应为一个对象")
        self.data, self.place = data, place

    def at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def whole(self, name: str) -> int | None:
        value = self.data.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
            raise Unreadable(self.at(name), f"应为0至{MOST}的整数，现在是“{value}”")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value = self.data.get(name, default)
        if value is None:
            raise Unreadable(self.at(name), "没有填写")
        return value.strip() if isinstance(value, str) and value == default else _name(value, self.at(name))

    def choice(self, name: str, known: tuple[str, ...], default: str | None = None) -> str:
        value = self.data.get(name)
        if value is None:
            return known[0] if default is None else default
        if value not in known:
            raise Unreadable(self.at(name), f"只能是{'、'.join(filter(None, known))}，现在是“{value}”")
        return str(value)

    def yes(self, name: str) -> bool:
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            raise Unreadable(self.at(name), "只能是 true 或 false")
        return value

    def day(self, name: str) -> date | None:
        value = self.data.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise Unreadable(self.at(name), f"日期应如2026-12-20，现在是“{value}”")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Unreadable(self.at(name), f"没有“{value}”这一天") from None

    def items(self, name: str) -> list[Any]:
        value = self.data.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise Unreadable(self.at(name), "应为一个列表")
        return value

    def each(self, name: str) -> list["Fields"]:
        return [Fields(value, f"{self.at(name)}[{n}]") for n, value in enumerate(self.items(name))]

    def object(self, name: str) -> Mapping[str, Any]:
        value = self.data.get(name)
        if value is not None and not isinstance(value, Mapping):
            raise Unreadable(self.at(name), "应为一个对象")
        return value or {}

    def under(self, name: str) -> "Fields | None":
        value = self.data.get(name)
        return None if value is None else Fields(value, self.at(name))
