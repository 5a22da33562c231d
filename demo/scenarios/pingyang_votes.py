"""What the made-up pilots of 平阳 hold on their polling day: who stands, who is elected, what the signed sheets say."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from typing import Any

from demo.people import People
from elections.choices import PostCode

STARTED, SCHEME, PARTY_MET, LISTED = (date(2026, *day) for day in ((8, 24), (8, 28), (9, 5), (9, 14)))
POLLED = date(2026, 9, 20)
BEFORE = {"voter_list": date(2026, 8, 31), "nomination": date(2026, 9, 8), "polling_notice": date(2026, 9, 14)}
AFTER = {"certificate": date(2026, 9, 22), "result_filing": date(2026, 9, 23), "handover": date(2026, 9, 24)}
"""Steps of the calendar that no other act brings with it."""
BORN = (3, 12)
"""Month and day: everybody's birthday of the year was before the vote."""
SEATS = {PostCode.DIRECTOR: 1, PostCode.DEPUTY: 1, PostCode.MEMBER: 4, PostCode.WOMAN: 1}
STAND = {
    PostCode.DIRECTOR: (0.82, 0.15),
    PostCode.DEPUTY: (0.78, 0.19),
    PostCode.MEMBER: (0.84, 0.80, 0.76, 0.70, 0.35),
    PostCode.WOMAN: (0.80, 0.17),
}
"""By post what part of the ballots each receives; as many as there are seats are elected."""
VOID, BLANK = 6, 4
DRAWS = 40
"""So many names are drawn of each sex: enough different ones for everybody who stands."""
PARTY_POSTS = (PostCode.SECRETARY, PostCode.DEPUTY_SECRETARY, PostCode.MEMBER)
"""Who was elected director, deputy and first member sits in the party's committee too."""


@dataclass(frozen=True)
class Drawn:
    """Somebody invented who stands for a post."""

    name: str
    sex: str
    post: str
    share: float
    age: int = 0
    education: str = ""
    id_number: str = ""

    @property
    def wins(self) -> bool:
        return bool(self.age)

    @property
    def birth(self) -> str:
        return f"{POLLED.year - self.age}-{BORN[0]:02d}"


@dataclass(frozen=True)
class Pilot:
    """A village with the figures that its sheet is to show: ages and schooling of those elected in the order of posts.

    ``verified`` is False where the vote is over and nobody checked its sheet yet: nothing of it may count.
    """

    registered: int
    recovered: int
    ages: tuple[int, ...]
    college: int
    volunteers: int
    drivers: int
    proxies: int = 36
    verified: bool = True

    @cached_property
    def account(self) -> dict[str, int]:
        """Two ballots were not handed back, five spoilt and exchanged, the rest left over."""
        issued = self.recovered + 2
        handed = {"in_person": issued - self.proxies, "proxy": self.proxies, "roving": 0, "issued": issued}
        return {**handed, "spoiled": 5, "left_over": 30, "printed": issued + 35, "recovered": self.recovered}

    def votes(self, share: float) -> int:
        return int(self.valid * share)

    @property
    def valid(self) -> int:
        return self.recovered - VOID - BLANK

    def typed(self, shape: dict[str, Any], shares: dict[int, float]) -> dict[str, str]:
        """The sheet as it is typed from the signed paper; ``shares`` by candidacy."""
        found = {f"account-0-{name}": number for name, number in self.account.items()}
        for post, _, keys, _ in shape["posts"]:
            found |= {f"post-{post}-valid": self.valid, f"post-{post}-void": VOID, f"post-{post}-blank": BLANK}
            found |= {f"line-{post}-{key}-votes": self.votes(shares[key]) for key in keys}
        return {name: str(number) for name, number in found.items()}

    def people(self, people: People, rng: Random) -> list[Drawn]:
        """Nobody shares a name; those elected have an age, and those of the party's committee a number."""
        men = dict.fromkeys(people.name(rng, male=True) for _ in range(DRAWS))
        women = dict.fromkeys(name for _ in range(DRAWS) if (name := people.name(rng, male=False)) not in men)
        names, winners = {True: iter(men), False: iter(women)}, iter(enumerate(self.ages))
        return [
            self._drawn(
                people,
                rng,
                next(names[post != PostCode.WOMAN]),
                post,
                share,
                next(winners) if place < SEATS[post] else None,
            )
            for post, shares in STAND.items()
            for place, share in enumerate(shares)
        ]

    def _drawn(
        self, people: People, rng: Random, name: str, post: str, share: float, wins: tuple[int, int] | None
    ) -> Drawn:
        sex = "female" if post == PostCode.WOMAN else "male"
        if wins is None:
            return Drawn(name, sex, post, share)
        number, age = wins
        school = "college" if number >= len(self.ages) - self.college else "high_school"
        birth = date(POLLED.year - age, *BORN)
        in_party = number < len(PARTY_POSTS)
        id_number = people.id_number(rng, birth, male=sex == "male") if in_party else ""
        return Drawn(name, sex, post, share, age, school, id_number)


PILOTS = (
    Pilot(1196, 1043, (52, 47, 45, 41, 38, 36, 50), college=1, volunteers=12, drivers=3),
    Pilot(1248, 1136, (55, 49, 46, 43, 39, 35, 44), college=2, volunteers=12, drivers=3),
    Pilot(968, 884, (51, 48, 44, 42, 40, 37, 48), college=1, volunteers=11, drivers=2),
)
UNVERIFIED = Pilot(1105, 640, (33, 31, 30, 29, 28, 27, 26), college=7, volunteers=0, drivers=0, verified=False)
