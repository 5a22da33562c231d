"""Who sits in a village's bodies on a day: those elected, less who left since, with who came in afterwards. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from elections.mid_term_choices import LEAVES, MidTermKind
from elections.rules.elected_team import Seat, same_person

Place = tuple[str, str]
"""Body and post, named as in a sitting team."""
ALONE = ("secretary", "director")
"""Posts of which a body has one."""
REGULAR, BY_ELECTION = "换届选举", "补选"


@dataclass(frozen=True)
class Change:
    """One change as it was recorded; ``seat`` is the post with what is known of who has or had it."""

    kind: str
    seat: Seat
    day: date | None
    until: date | None = None
    acting: str = ""

    @property
    def place(self) -> Place:
        return self.seat.body, self.seat.post

    @property
    def words(self) -> str:
        return str(MidTermKind(self.kind).label)


@dataclass(frozen=True)
class Office:
    """A post that somebody holds or held: since when and how, until when and why."""

    seat: Seat
    since: date | None
    by: str = REGULAR
    left: Change | None = None
    absent: Change | None = None

    @property
    def place(self) -> Place:
        return self.seat.body, self.seat.post

    @property
    def held(self) -> bool:
        return self.left is None


@dataclass(frozen=True)
class Vacancy:
    """A post that somebody left and nobody took since; the day is the first on which it stood empty."""

    place: Place
    since: date
    number: int


@dataclass(frozen=True)
class Sitting:
    offices: tuple[Office, ...]
    unclear: tuple[str, ...] = ()

    @property
    def held(self) -> tuple[Office, ...]:
        return tuple(one for one in self.offices if one.held)

    @property
    def vacancies(self) -> list[Vacancy]:
        """By post in the order in which they came up; who came in later takes one."""
        places = dict.fromkeys(one.place for one in self.offices if not one.held)
        found = []
        for place in places:
            own = [one for one in self.offices if one.place == place]
            days = sorted(one.left.day for one in own if one.left and one.left.day)
            came = sum(one.by == BY_ELECTION for one in own)
            if days[came:]:
                found.append(Vacancy(place, days[came], len(days) - came))
        return found


def sitting(
    elected: Iterable[Office], changes: Iterable[Change], on: date, seats: Mapping[Place, int] | None = None
) -> Sitting:
    """``seats``: how many a post has, where that is known. A change without a day, or of a later one, waits."""
    offices, unclear = list(elected), []
    for one in sorted((one for one in changes if one.day), key=lambda one: one.day or on):
        if one.day is None or one.day > on:
            continue
        if one.kind == MidTermKind.ELECTED:
            unclear += _come(offices, one, seats or {})
        else:
            unclear += _go(offices, one, on)
    return Sitting(tuple(offices), tuple(unclear))


def _come(offices: list[Office], one: Change, seats: Mapping[Place, int]) -> list[str]:
    """Somebody comes in; into a full post too, as it happened, but that is said."""
    there = [office for office in offices if office.held and office.place == one.place]
    if any(same_person(office.seat, one.seat) for office in there):
        return []
    offices.append(Office(one.seat, one.day, BY_ELECTION))
    most = 1 if one.seat.post in ALONE else seats.get(one.place)
    if most is None or len(there) < most:
        return []
    names = "、".join(office.seat.name for office in there)
    return [f"补选{one.seat.name}时这一职务没有缺额(在任：{names})，请核对谁已离任。"]


def _go(offices: list[Office], one: Change, on: date) -> list[str]:
    """Somebody leaves or is absent: who has the name and the post, else who alone has the name in this body."""
    named = [office for office in offices if office.held and _means(office, one)]
    exact = [office for office in named if office.seat.post == one.seat.post]
    meant = exact or named
    if len(meant) != 1:
        lack = "没有找到" if not meant else f"有{len(meant)}名"
        return [f"{one.seat.name}{one.words}：在任人员中{lack}{one.seat.name}，请核对姓名、组织和职务。"]
    at = offices.index(meant[0])
    if one.kind in LEAVES:
        offices[at] = replace(meant[0], left=one)
    elif one.until is None or one.until > on:
        offices[at] = replace(meant[0], absent=one)
    return []


def _means(office: Office, one: Change) -> bool:
    began = office.since is None or one.day is None or office.since <= one.day
    return began and (office.seat.body, office.seat.name) == (one.seat.body, one.seat.name)


def people(offices: Sequence[Office]) -> list[Seat]:
    return [one.seat for one in offices if one.held]
