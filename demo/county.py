"""The made-up county itself: areas, villages with statistical codes, their profiles and figures of the last term."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import User
from demo import names
from demo.days import Days
from demo.people import People
from electioncycle.records import history
from electioncycle.security import audit
from villages.choices import AreaLevel, ListKind, VillageKind
from villages.models import Area, Cycle, KindItem, LastTermFigures, Village, VillageProfile

MOST_PER_TOWNSHIP = 180
MOST_TOWNSHIPS = 900
BATCH_SHARES = (0.06, 0.56, 1.0)
REASON = "演示数据"


@dataclass
class County:
    """What is being made up: ``rng(purpose)`` draws the same for the same seed, whatever else is drawn.

    ``days`` says on which day it stands, by default today.
    """

    code: str
    name: str
    seed: int
    by: User
    phone_head: str = "199000"
    days: Days = field(default_factory=lambda: Days(timezone.localdate()))
    area: Area = field(init=False)
    townships: list[Area] = field(default_factory=list)
    villages: list[Village] = field(default_factory=list)
    cycle: Cycle = field(init=False)
    kinds: dict[str, dict[str, KindItem]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = People(self.code, self.phone_head)

    def rng(self, purpose: str) -> Random:
        return Random(f"{self.seed}:{self.code}:{purpose}")  # noqa: S311 - invented data, no secret

    def save(self, rows: Sequence[Any], **more: Any) -> None:
        """Add these rows of one model with history, and one audit event for the act."""
        history.record_many(rows, by=self.by, reason=REASON, **more)
        if rows:
            audit.record(audit.Event.IMPORTED, by=self.by, ledger=rows[0]._meta.model_name, rows=len(rows))

    def read_kinds(self) -> None:
        self.kinds = {}
        for item in KindItem.objects.filter(cycle=self.cycle):
            self.kinds.setdefault(item.kind, {})[item.code] = item


def add_places(county: County, *, villages: int, townships: int) -> None:
    """Province to villages."""
    county.area = _area_above(county)
    draw_places(county, villages=villages, townships=townships)
    for township in county.townships:
        township.parent = county.area
    county.save(county.townships)
    county.save(county.villages)


def draw_places(county: County, *, villages: int, townships: int) -> None:
    """Townships and villages, not saved; more townships than asked for where the statistical codes would not reach."""
    rng = county.rng("places")
    townships = max(townships, -(-villages // MOST_PER_TOWNSHIP))
    stems = names.township_names(townships, rng)
    towns = sum(stem.endswith("镇") for stem in stems)
    for number, name in enumerate(stems):
        order = 100 + number if number < towns else 200 + number - towns
        code = f"{county.code}{order}"
        area = Area(level=AreaLevel.TOWNSHIP, code=code, name=name, position=number + 1)
        county.townships.append(area)
    stems = names.village_stems(villages, rng)
    for number, township in enumerate(county.townships):
        share = stems[number * villages // townships : (number + 1) * villages // townships]
        county.villages += _villages_of(township, share, twins=number == min(2, townships - 1))


def _area_above(county: County) -> Area:
    """The county, with province and prefecture if they are not there yet."""
    province = _area(county, code=county.code[:2], level=AreaLevel.PROVINCE, name=names.PROVINCE, parent=None)
    prefecture = _area(county, code=county.code[:4], level=AreaLevel.PREFECTURE, name=names.PREFECTURE, parent=province)
    return _area(county, code=county.code, level=AreaLevel.COUNTY, name=county.name, parent=prefecture)


def _area(county: County, *, code: str, level: int, name: str, parent: Area | None) -> Area:
    found = Area.objects.filter(code=code).first()
    if found is None:
        found = Area(code=code, level=level, name=name, parent=parent, position=int(code[-2:]))
        county.save([found])
    return found


def _villages_of(township: Area, stems: list[str], *, twins: bool) -> list[Village]:
    """One community first (two where the township is big), then the villages in the order of their codes."""
    communities = min(1 + len(stems) // 40, len(stems) // 4)
    if twins and len(stems) > 4:
        stems = [names.TWINS, *stems[1:-1], names.TWINS]
    rows = []
    for number, stem in enumerate(stems):
        urban = number < communities
        code = f"{township.code}{number + 1 if urban else 200 + number - communities:03d}"
        kind = VillageKind.COMMUNITY if urban else VillageKind.VILLAGE
        name = f"{stem}{'社区' if urban else '村'}"
        rows.append(Village(township=township, code=code, name=name, kind=kind, position=number + 1))
    return rows


def add_profiles(county: County) -> None:
    rng = county.rng("profiles")
    batches = list(county.kinds[ListKind.BATCH].values())
    rows = []
    for number, village in enumerate(county.villages):
        share = (number * 37 % len(county.villages)) / len(county.villages)
        batch = next((b for b, top in zip(batches, BATCH_SHARES, strict=False) if share < top), batches[-1])
        rows.append(profile_of(village, county.cycle, batch, rng))
    county.save(rows)


def profile_of(village: Village, cycle: Cycle, batch: KindItem, rng: Random) -> VillageProfile:
    registered = rng.randint(2200, 6800) if village.kind == VillageKind.COMMUNITY else rng.randint(620, 3400)
    members = round(registered * rng.uniform(0.022, 0.045))
    income = Decimal(rng.randint(380, 9600)) / 100
    merged = f"由{rng.choice(names.FIRST)}家村、{rng.choice(names.FIRST)}岗村合并" if rng.random() < 0.3 else ""
    return VillageProfile(
        cycle=cycle,
        village=village,
        batch=batch,
        groups=max(registered // rng.randint(180, 260), 3),
        households=round(registered / rng.uniform(2.9, 3.6)),
        registered_population=registered,
        resident_population=round(registered * rng.uniform(0.48, 0.82)),
        voters=round(registered * rng.uniform(0.76, 0.84)),
        full_members=members,
        probationary_members=rng.randint(0, 3),
        representatives=max(round(registered / 45), 25),
        party_form="general_branch" if members > 60 else "branch",
        seats_approved=7 if registered > 2600 else 6 if registered > 1700 else 5,
        collective_income=income,
        claims=Decimal(rng.randint(0, 2400)) / 100,
        debts=Decimal(rng.randint(0, 5200)) / 100,
        merged_from=merged,
        lax=rng.random() < 0.03,
    )


def add_last_terms(county: County) -> None:
    """Teams five years ago: older, less schooling."""
    rng = county.rng("last term")
    rows = []
    for village in county.villages:
        members = rng.randint(5, 7)
        college = rng.randint(0, 2)
        high_school = rng.randint(max(college, 2), members - 1)
        rows.append(
            LastTermFigures(
                cycle=county.cycle,
                village=village,
                members=members,
                mean_age=Decimal(rng.randint(462, 529)) / 10,
                under_36=rng.randint(0, 1),
                over_59=rng.randint(0, 1),
                women=rng.randint(1, 2),
                party_members=rng.randint(members - 2, members),
                high_school_up=high_school,
                college_up=college,
                one_shoulder=rng.random() < 0.7,
                cross_posts=rng.randint(1, 3),
            )
        )
    county.save(rows)
