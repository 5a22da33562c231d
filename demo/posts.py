"""Who answers for the villages (四个一， 三个一) and the contact book."""

from dataclasses import dataclass
from random import Random

from demo import days, names
from demo.county import County
from villages.choices import ListKind
from villages.models import Area, Contact, ResponsibilityPost, Village

VILLAGES_A_LEADER = 5
VILLAGES_A_POLICEMAN = 4
CONTACTS = (
    ("secretary", "党委书记"),
    ("organiser", "党委委员、组织委员"),
    ("clerk", "党建办公室干事"),
    ("village_cadre", "驻村工作办公室主任"),
)


@dataclass(frozen=True)
class Cadre:
    """Somebody sent to villages; one who holds several posts keeps his ID number."""

    name: str
    unit: str
    post: str
    id_number: str
    phone: str


class Cadres:
    """Draws the officials of a county who are sent to its villages."""

    def __init__(self, county: County) -> None:
        self.county, self.rng = county, county.rng(f"cadres {county.cycle.name}")

    def new(self, unit: str, post: str) -> Cadre:
        people = self.county.people
        male = self.rng.random() < 0.72
        birth = people.birth(self.rng, 27, 57, self.county.days.at(days.REFERENCE_DATE))
        number = people.id_number(self.rng, birth, male=male)
        return Cadre(people.name(self.rng, male=male), unit, post, number, people.phone())


def add_posts(county: County, villages: list[Village], *, lacking: frozenset[int] = frozenset()) -> None:
    """Four posts a village, and the three of 三个一 where the cycle has them; ``lacking`` have no first secretary."""
    rows = drawn_posts(county, villages)
    county.save([row for row in rows if row.kind.code != "first_secretary" or row.village_id not in lacking])


def drawn_posts(county: County, villages: list[Village]) -> list[ResponsibilityPost]:
    """One post of every kind a village, not saved."""
    kinds = county.kinds[ListKind.RESPONSIBILITY]
    rng = county.rng(f"posts {county.cycle.name}")
    return [
        _post(county, village, code, cadre, rng)
        for village, holders in zip(villages, _holders(county, villages), strict=True)
        for code, cadre in holders.items()
        if code in kinds
    ]


def _holders(county: County, villages: list[Village]) -> list[dict[str, Cadre]]:
    """By village: county leader for five villages, a deputy head a village (some hold two), the others one each."""
    cadres, rng = Cadres(county), county.rng(f"holders {county.cycle.name}")
    leaders = [cadres.new(*rng.choice(names.COUNTY_LEADERS)) for _ in range(-(-len(villages) // VILLAGES_A_LEADER))]
    found: list[dict[str, Cadre]] = []
    station: dict[str, Cadre] = {}
    for number, village in enumerate(villages):
        town = village.township.name
        if number % VILLAGES_A_POLICEMAN == 0 or town not in station:
            station[town] = cadres.new(f"{town}派出所", rng.choice(("民警", "副所长", "所长")))
        before = found[-1]["department_deputy"] if number % 18 == 17 else None
        found.append(
            {
                "county_leader": leaders[number // VILLAGES_A_LEADER],
                "department_deputy": before or cadres.new(rng.choice(names.DEPARTMENTS), "分管负责人"),
                "first_secretary": cadres.new(rng.choice(names.DEPARTMENTS), "驻村第一书记"),
                "township_leader": cadres.new(town, rng.choice(names.TOWNSHIP_LEADER_POSTS)),
                "contact_leader": leaders[number // VILLAGES_A_LEADER],
                "resident_cadre": cadres.new(town, rng.choice(("干部", "科员", "工作人员"))),
                "police": station[town],
            }
        )
    return found


def _post(county: County, village: Village, code: str, cadre: Cadre, rng: Random) -> ResponsibilityPost:
    return ResponsibilityPost(
        cycle=county.cycle,
        village=village,
        kind=county.kinds[ListKind.RESPONSIBILITY][code],
        name=cadre.name,
        unit=cadre.unit,
        post=cadre.post,
        id_number=cadre.id_number,
        phone=cadre.phone,
        since=county.days.at(rng.randint(*days.SENT_TO_VILLAGES)),
        visits=rng.randint(1, 4) if code == "county_leader" else rng.randint(4, 26),
    )


def add_contacts(county: County) -> None:
    """The county's office and departments, and four persons a township; office numbers only."""
    rng = county.rng("contacts")
    rows = [
        _contact(county, county.area, "department", f"{unit}换届联络员", number, rng)
        for number, unit in enumerate(names.DEPARTMENTS[:7])
    ]
    for number, township in enumerate(county.townships):
        rows += [
            _contact(county, township, role, f"{township.name}{post}", 100 + number * len(CONTACTS) + place, rng)
            for place, (role, post) in enumerate(CONTACTS)
        ]
    county.save(rows)


def _contact(county: County, area: Area, role: str, unit: str, number: int, rng: Random) -> Contact:
    name = county.people.name(rng, male=rng.random() < 0.7)
    kind = county.kinds[ListKind.CONTACT_ROLE][role]
    phone = f"0999-{6_100_000 + number}"
    return Contact(cycle=county.cycle, area=area, role=kind, name=name, unit=unit, office_phone=phone)
