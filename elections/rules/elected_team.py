"""Who was elected into a village's bodies, each person once, and what that adds up to: pure, over plain values.

People come from several sources, of which not every one knows whom another one means: a key that is the same is the
same person; the same name and sex, with nothing known that speaks against it, is taken for one and said to be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from electioncycle.rounding import share
from elections.choices import Body, PostCode
from elections.rules import strokes
from villages.choices import Education, Politics, Sex, Source
from villages.rules import teams
from villages.rules.teams import BANDS, HIGH_SCHOOL_UP, MemberFacts

TWO_COMMITTEES = (Body.PARTY, Body.COMMITTEE)
BODIES = (*TWO_COMMITTEES, Body.SUPERVISION)
NONE = "none"
PARTY_MEMBERS = (Politics.PARTY_MEMBER, Politics.PROBATIONARY)
UNKNOWN = ""
"""Education or class of origin that nobody entered; counted apart, never guessed."""
_AS_SITTING: dict[str, str] = {PostCode.DEPUTY_SECRETARY: "deputy", PostCode.WOMAN: "member"}
POSTS: dict[str, tuple[str, ...]] = {
    Body.PARTY: ("secretary", "deputy", "discipline", "member"),
    Body.COMMITTEE: ("director", "deputy", "member"),
    Body.SUPERVISION: ("director", "member"),
}
"""The posts of a body as a sitting team names them, the higher first."""


def as_sitting(post: str) -> str:
    """A post of an election as a sitting team names it: the woman's seat is one of the members."""
    return _AS_SITTING.get(post, post)


@dataclass(frozen=True)
class Seat:
    """One post of one person, named as in a sitting team, as its source says: who was elected, or who sat."""

    body: str
    post: str
    name: str
    sex: str
    person: int | None = None
    birth: date | None = None
    education: str = UNKNOWN
    politics: str = ""
    ethnicity: str = ""
    source: str = UNKNOWN


@dataclass(frozen=True)
class Member:
    """Somebody elected, once, whatever the posts."""

    seats: tuple[Seat, ...]
    before: tuple[Seat, ...] = ()
    """What the person held in the team that sat until then."""
    doubtful: bool = False
    """Taken for one person by the name alone."""

    def known(self, name: str) -> Any:
        """What the first source that knows it says."""
        return next((value for seat in (*self.seats, *self.before) if (value := getattr(seat, name))), UNKNOWN)

    @property
    def name(self) -> str:
        return self.seats[0].name

    @property
    def sex(self) -> str:
        return self.seats[0].sex

    @property
    def person(self) -> int | None:
        return self.known("person") or None

    @property
    def birth(self) -> date | None:
        return self.known("birth") or None

    @property
    def education(self) -> str:
        return str(self.known("education"))

    @property
    def source(self) -> str:
        return str(self.known("source"))

    @property
    def minority(self) -> bool:
        return self.known("ethnicity") not in (UNKNOWN, "汉", "汉族")

    def post_in(self, body: str) -> str:
        """The highest where a source names several."""
        held = {one.post for one in self.seats if one.body == body}
        return next((post for post in POSTS[body] if post in held), NONE)

    @property
    def posts(self) -> tuple[str, str, str]:
        """The party's, the committee's, the supervisors'."""
        return self.post_in(Body.PARTY), self.post_in(Body.COMMITTEE), self.post_in(Body.SUPERVISION)

    @property
    def stays(self) -> bool:
        """连任: sat in one of the two committees until now, whatever the post; else 新任."""
        return self.sat_in(*TWO_COMMITTEES)

    def sat_in(self, *bodies: str) -> bool:
        return any(one.body in bodies for one in self.before)

    @property
    def facts(self) -> MemberFacts:
        party, committee, _ = self.posts
        return MemberFacts(self.sex, self.birth, self.education, str(self.known("politics")), party, committee)

    @property
    def in_party(self) -> bool:
        """Whoever sits in the party's committee is a member of the party, whether or not somebody typed it."""
        return self.sits_in(Body.PARTY) or self.known("politics") in PARTY_MEMBERS

    def sits_in(self, body: str) -> bool:
        return any(one.body == body for one in self.seats)

    def held_before(self, body: str, post: str) -> bool:
        return any((one.body, one.post) == (body, post) for one in self.before)

    def age(self, on: date | None) -> int | None:
        return teams.age_on(self.birth, on) if self.birth and on else None

    @property
    def order(self) -> tuple[Any, ...]:
        """By post, people of one post by the strokes of their names; never by votes."""
        return teams.rank(*self.posts), strokes.key(self.name)


def same_person(one: Seat, other: Seat) -> bool:
    """By key; else by name and sex, where births that are known do not differ."""
    if one.person and one.person == other.person:
        return True
    if (one.name, one.sex) != (other.name, other.sex):
        return False
    births = [(day.year, day.month) for day in (one.birth, other.birth) if day]
    return len(set(births)) < 2


def members(elected: Iterable[Seat], sitting: Sequence[Seat] = ()) -> tuple[Member, ...]:
    """Everybody elected, each once, in the order of posts, with what they held in the team that sat."""
    groups: list[list[Seat]] = []
    for seat in elected:
        group = next((own for own in groups if any(same_person(seat, one) for one in own)), None)
        if group is None:
            groups.append([seat])
        else:
            group.append(seat)
    found = [_member(own, [one for one in sitting if any(same_person(one, seat) for seat in own)]) for own in groups]
    return tuple(sorted(found, key=lambda one: one.order))


def _member(seats: Sequence[Seat], before: Sequence[Seat]) -> Member:
    keys = {one.person for one in (*seats, *before)}
    return Member(tuple(seats), tuple(before), doubtful=len(keys) > 1)


@dataclass(frozen=True)
class Turnout:
    """Of the last whole vote: who was registered or sent, what was given out, came back and was found valid."""

    registered: int | None = None
    recovered: int | None = None
    issued: int = 0
    proxy: int = 0
    roving: int = 0
    valid: int = 0
    void: int = 0

    @property
    def known(self) -> bool:
        return bool(self.registered) and self.recovered is not None

    @property
    def share(self) -> Decimal | None:
        """In percent with one decimal, for showing; comparisons go by the two numbers."""
        return share(self.recovered or 0, self.registered or 0) if self.known else None


@dataclass(frozen=True)
class LastTerm:
    """What a village's team was when the last term was elected; mean age in tenths of years times people."""

    members: int = 0
    tenths: int = 0
    aged: int = 0
    college: int = 0


@dataclass(frozen=True)
class Figures:
    """Whole numbers of one village or of many, so that they add up. Of the two committees, unless said otherwise."""

    villages: int = 0
    """With a verified result of the committee or a reply to the party's."""
    elected: int = 0
    years: int = 0
    aged: int = 0
    women: int = 0
    women_directors: int = 0
    minority: int = 0
    party_members: int = 0
    high_school_up: int = 0
    college: int = 0
    one_shoulder: int = 0
    cross_posts: int = 0
    stays: int = 0
    supervisors: int = 0
    open: int = 0
    registered: int = 0
    recovered: int = 0
    issued: int = 0
    proxy: int = 0
    roving: int = 0
    valid: int = 0
    void: int = 0
    last_members: int = 0
    last_tenths: int = 0
    last_aged: int = 0
    last_college: int = 0
    bands: Mapping[str, int] = field(default_factory=dict)
    educations: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    posts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """People by body and post."""

    @property
    def mean_age(self) -> Decimal | None:
        """On polling day, of those whose birth is known."""
        return teams.mean(self.years, self.aged)

    @property
    def last_mean_age(self) -> Decimal | None:
        return teams.mean(Decimal(self.last_tenths) / 10, self.last_aged)

    @property
    def ages_missing(self) -> int:
        return self.elected - self.aged

    @property
    def new(self) -> int:
        return self.elected - self.stays

    @property
    def turnout(self) -> Decimal | None:
        """In percent with one decimal, of villages whose numbers are both known."""
        return share(self.recovered, self.registered)

    def share(self, name: str) -> Decimal | None:
        return share(getattr(self, name), self.elected)


def figures(
    people: Sequence[Member], on: date | None, *, open_seats: int = 0, turnout: Turnout | None = None,
    last: LastTerm | None = None, bodies: Sequence[str] = TWO_COMMITTEES,
) -> Figures:  # fmt: skip
    """What the people of one village come to, ages on its polling day; ``bodies``: of whom it counts."""
    counted = [one for one in people if any(one.sits_in(body) for body in bodies)]
    ages = [age for one in counted if (age := one.age(on)) is not None]
    measured = vars(turnout) if turnout and turnout.known else {}
    last = last or LastTerm()
    return Figures(
        villages=int(bool(people)),
        elected=len(counted),
        years=sum(ages),
        aged=len(ages),
        women=sum(one.sex == Sex.FEMALE for one in counted),
        women_directors=sum(one.sex == Sex.FEMALE and one.posts[1] == PostCode.DIRECTOR for one in counted),
        minority=sum(one.minority for one in counted),
        party_members=sum(one.in_party for one in counted),
        high_school_up=sum(one.education in HIGH_SCHOOL_UP for one in counted),
        college=sum(one.education in teams.COLLEGE_UP for one in counted),
        one_shoulder=int(any(teams.is_one_shoulder(*one.posts[:2]) for one in people)),
        cross_posts=sum(teams.in_both_committees(*one.posts[:2]) for one in counted),
        stays=sum(one.sat_in(*bodies) for one in counted),
        supervisors=sum(one.sits_in(Body.SUPERVISION) for one in people),
        open=open_seats,
        **measured,
        last_members=last.members,
        last_tenths=last.tenths,
        last_aged=last.aged,
        last_college=last.college,
        bands={label: sum(low <= age <= high for age in ages) for low, high, label in BANDS},
        educations=_by(counted, "education", (*Education.values, UNKNOWN)),
        sources=_by(counted, "source", (*Source.values, UNKNOWN)),
        posts=_posts(people),
    )


def _by(people: Sequence[Member], name: str, values: Sequence[str]) -> dict[str, int]:
    return {value: sum(getattr(one, name) == value for one in people) for value in values}


def _posts(people: Sequence[Member]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for one in people:
        for body, post in zip(BODIES, one.posts, strict=True):
            if post != NONE:
                found[body, post] = found.get((body, post), 0) + 1
    return found


def together(parts: Iterable[Figures]) -> Figures:
    """The figures of many villages."""
    every = list(parts)
    if not every:
        return Figures()
    return Figures(**{one.name: _sum([getattr(part, one.name) for part in every]) for one in fields(Figures)})


def _sum(values: Sequence[Any]) -> Any:
    if isinstance(values[0], int):
        return sum(values)
    keys = dict.fromkeys(key for value in values for key in value)
    return {key: sum(value.get(key, 0) for value in values) for key in keys}


NOT_KNOWN = "none"
"""Asks for people of whom something is not entered."""
STAYED, NEW = "stayed", "new"


def matches(one: Member, asked: Mapping[str, str]) -> bool:
    """Whether somebody is asked for by ``body``, ``again``, ``sex``, ``education``, ``source`` and ``name``."""
    told = {
        "again": STAYED if one.stays else NEW,
        "sex": one.sex,
        "education": one.education or NOT_KNOWN,
        "source": one.source or NOT_KNOWN,
    }
    body, name = asked.get("body", ""), asked.get("name", "").strip()
    if (body and not one.sits_in(body)) or name not in one.name:
        return False
    return all(asked.get(question, "") in ("", answer) for question, answer in told.items())
