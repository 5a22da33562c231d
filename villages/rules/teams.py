"""Questions over plain values: ages, ranks, birth dates and the structure of a team."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from electioncycle.rounding import one_decimal

_PARTY = {"secretary": 10, "deputy": 20, "discipline": 30, "member": 40}
_COMMITTEE = {"director": 15, "deputy": 50, "member": 60}
_SUPERVISION = {"director": 70, "member": 80}
COLLEGE_UP = frozenset({"postgraduate", "bachelor", "college"})
HIGH_SCHOOL_UP = COLLEGE_UP | {"high_school"}


def birth_of(id_number: str) -> date:
    """Birth date in an 18-digit ID number (GB 11643). Raises ValueError for a day that does not exist."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def is_male(id_number: str) -> bool:
    """Odd 17th digit (GB 11643)."""
    return int(id_number[16]) % 2 == 1


def age_on(birth: date, day: date) -> int:
    """Completed years on ``day``."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def rank(party_post: str, committee_post: str, supervision_post: str) -> int:
    """Place in the official order: 书记， 主任， 副书记， 纪检委员， 委员， 副主任， 村委委员， 监委."""
    found = (_PARTY.get(party_post), _COMMITTEE.get(committee_post), _SUPERVISION.get(supervision_post))
    return min((value for value in found if value), default=99)


def in_both_committees(party_post: str, committee_post: str) -> bool:
    """交叉任职: a member of the party organisation's committee and of the villagers' committee."""
    return party_post in _PARTY and committee_post in _COMMITTEE


def is_one_shoulder(party_post: str, committee_post: str) -> bool:
    """一肩挑: the same person is secretary and director."""
    return party_post == "secretary" and committee_post == "director"


@dataclass(frozen=True)
class MemberFacts:
    """What the structure of a team depends on, for one member."""

    sex: str
    birth: date | None
    education: str
    politics: str
    party_post: str
    committee_post: str


@dataclass(frozen=True)
class Structure:
    """Counts over the members of the two committees; ages in completed years on the reference date."""

    members: int
    mean_age: Decimal | None
    under_36: int
    over_59: int
    women: int
    party_members: int
    high_school_up: int
    college_up: int
    one_shoulder: bool
    cross_posts: int
    ages_missing: int = 0
    bands: tuple[tuple[str, int], ...] = ()
    years: int = 0


BANDS = (
    (0, 35, "35岁及以下"),
    (36, 40, "36–40岁"),
    (41, 45, "41–45岁"),
    (46, 50, "46–50岁"),
    (51, 55, "51–55岁"),
    (56, 59, "56–59岁"),
    (60, 200, "60岁及以上"),
)


def belongs_to_two_committees(fact: MemberFacts) -> bool:
    return fact.party_post in _PARTY or fact.committee_post in _COMMITTEE


def structure(members: Iterable[MemberFacts], on: date) -> Structure:
    """The structure figures of 表3 over the members of the two committees (supervision apart)."""
    counted = [fact for fact in members if belongs_to_two_committees(fact)]
    ages = [age_on(fact.birth, on) for fact in counted if fact.birth]
    return Structure(
        members=len(counted),
        mean_age=mean(sum(ages), len(ages)),
        under_36=sum(age <= 35 for age in ages),
        over_59=sum(age >= 60 for age in ages),
        women=sum(fact.sex == "female" for fact in counted),
        party_members=sum(fact.politics in ("party_member", "probationary") for fact in counted),
        high_school_up=sum(fact.education in HIGH_SCHOOL_UP for fact in counted),
        college_up=sum(fact.education in COLLEGE_UP for fact in counted),
        one_shoulder=any(is_one_shoulder(fact.party_post, fact.committee_post) for fact in counted),
        cross_posts=sum(in_both_committees(fact.party_post, fact.committee_post) for fact in counted),
        ages_missing=len(counted) - len(ages),
        bands=tuple((label, sum(low <= age <= high for age in ages)) for low, high, label in BANDS),
        years=sum(ages),
    )


def mean(years: int | Decimal, number: int) -> Decimal | None:
    """A mean age as figures show it; None where nobody's age is known."""
    return one_decimal(Decimal(years) / number) if number else None


def in_words(names: Sequence[str]) -> str:
    return "、".join(names)


def kind_of(code: str, name: str) -> str:
    """Village or community, by what the name says, else by the statistical code (001-199 and 400-499 communities)."""
    if name.endswith(("社区", "居委会", "居民委员会")):
        return "community"
    if name.endswith(("村", "村委会", "村民委员会")):
        return "village"
    number = int(code[9:]) if len(code) == 12 and code.isdigit() else 200
    return "community" if number < 200 or 400 <= number < 500 else "village"
