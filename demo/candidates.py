"""The reserve pool with its floating committees, placements with monthly notes, and intentions to stand, made up."""

from collections.abc import Iterator
from datetime import date
from random import Random

from candidates.choices import PlacementOutcome
from candidates.models import FloatingCommittee, Intention, Placement, PlacementNote, ReserveCandidate
from candidates.services.placements import FOLLOWS
from demo import days
from demo.county import County
from villages.choices import ListKind
from villages.models import KindItem, Person, Village

CITIES = (
    ("浙江省温州市", "建筑业"),
    ("广东省东莞市", "电子厂"),
    ("四川省成都市", "家政服务"),
    ("福建省晋江市", "制鞋业"),
    ("江苏省苏州市", "机械加工"),
)
TRADES = ("茶叶合作社", "生猪养殖场", "农机服务队", "农家乐", "电商服务站", "村卫生室", "运输经营")
MENTORS = ("村党组织书记", "驻村第一书记", "联村领导")
MONTHS_BACK = (4, 3, 2, 1)
NOTES = (
    "跟随走访农户32户，参加“四议两公开”会议2次，协助整理会议记录。",
    "协助清理集体经济合同12份，参与茶园管护用工安排，独立起草公示1份。",
    "参加矛盾纠纷调解3起，牵头村民小组环境整治，导师评价踏实肯干。",
    "参加镇里组织的业务培训5天，协助完成党员信息核对。",
)
WORDS = {
    "director": ("愿意参选村委会主任，想把本村茶园和民宿办好。", "在外办厂多年，想回来带着大家做事。"),
    "committee_member": ("愿意做委员，熟悉村里账务，能坐班。", "愿意继续为村里做妇女儿童工作。"),
    "secretary": ("服从组织安排，愿意承担书记的担子。",),
    "supervision_member": ("愿意参加监督委员会，公道办事。",),
}


def add_candidates(county: County, villages: list[Village]) -> None:
    """Committees, pool, placements, notes and intentions, each through one act."""
    committees = committees_of(county)
    county.save(committees)
    rng = county.rng("pool")
    rows = [row for number, village in enumerate(villages) for row in drawn(county, village, size(number), rng)]
    set_recommenders(rows, committees, county.kinds[ListKind.RESERVE_CHANNEL]["floating_committee"], rng)
    hold_one_twice(rows)
    county.save([row.person for row in rows])
    county.save(rows)
    placements = [placement_of(county, row, rng) for row in rows[::3]]
    county.save(placements)
    for placement in placements:
        placement.candidate.state = FOLLOWS[PlacementOutcome(placement.outcome)]
    county.save([placement.candidate for placement in placements], fields=["state"])
    county.save(list(notes_of(county, placements, rng)))
    intentions = [one for number, village in enumerate(villages) for one in intentions_of(county, village, number)]
    county.save([one.person for one in intentions])
    county.save(intentions)


def hold_one_twice(rows: list[ReserveCandidate]) -> None:
    """Two townships entered one number: a case for the county."""
    first, last = rows[0], rows[-1]
    if first.village.township_id != last.village.township_id:
        for name in ("name", "sex", "id_number"):
            setattr(last.person, name, getattr(first.person, name))


def size(number: int) -> int:
    """How many a village has in the pool; some have too few."""
    return (4, 3, 4, 1, 3, 5, 3, 4, 0, 3)[number % 10]


def committees_of(county: County) -> list[FloatingCommittee]:
    """One of the county in each city, one of its own in every third township."""
    rng = county.rng("committees")
    places = [(county.area, city) for city, _ in CITIES]
    places += [(town, rng.choice(CITIES)[0]) for town in county.townships[::3]]
    return [
        FloatingCommittee(
            cycle=county.cycle,
            area=area,
            name=f"{area.name}驻{city[-3:-1]}流动党委",
            place=city,
            secretary=county.people.name(rng, male=rng.random() < 0.8),
            phone=f"0990-{rng.randint(2000000, 8999999)}",
            members=rng.randint(12, 86),
            founded_on=date(county.days.year - rng.randint(1, 11), rng.randint(1, 12), 1),
        )
        for area, city in places
    ]


def drawn(county: County, village: Village, number: int, rng: Random) -> list[ReserveCandidate]:
    """Not saved, nobody recommended by a committee yet."""
    return list(_drawn(county, village, number, rng))


def _drawn(county: County, village: Village, number: int, rng: Random) -> Iterator[ReserveCandidate]:
    groups, channels = county.kinds[ListKind.RESERVE_GROUP], county.kinds[ListKind.RESERVE_CHANNEL]
    for _ in range(number):
        group = rng.choices(("migrant", "entrepreneur", "graduate", "veteran", "other"), (40, 25, 18, 13, 4))[0]
        away = group == "migrant"
        city, trade = rng.choice(CITIES)
        person = person_of(county, village, rng, young=group == "graduate", male=group == "veteran")
        party = person.politics in ("party_member", "probationary")
        yield ReserveCandidate(
            cycle=county.cycle,
            village=village,
            person=person,
            party_stage={"party_member": "member", "probationary": "probationary"}.get(person.politics)
            or rng.choice(("target", "activist", "applicant", "none")),
            home=f"{village.name}{rng.randint(1, 9)}组",
            work_place=city if away else f"{county.name}{village.township.name}",
            trade=trade if away else rng.choice(TRADES),
            group=groups[group],
            channel=channels[rng.choice(("villagers", "self", "party") if not away else ("villagers", "self"))],
            recommender=rng.choice(("本村党员大会", "村民代表", "本人", "村党组织")),
            recommended_on=county.days.at(rng.randint(*days.RECOMMENDED)),
            return_state=rng.choice(("returned", "promised", "away")) if away else "in_village",
            willingness=rng.choice(("willing", "willing", "willing", "waiting")),
            direction=rng.choice(("secretary", "team", "team")) if party else rng.choice(("team", "supervision")),
            trainer=county.people.name(rng, male=True),
            township_review="passed" if rng.random() < 0.9 else "open",
            state=rng.choice(("pooled", "trained")),
        )


def person_of(county: County, village: Village, rng: Random, *, young: bool, male: bool = False) -> Person:
    people, male = county.people, male or rng.random() < 0.68
    birth = people.birth(rng, 23, 33 if young else 52, county.days.at(days.REFERENCE_DATE))
    party = rng.random() < 0.55
    return Person(
        name=people.name(rng, male=male),
        sex="male" if male else "female",
        ethnicity="汉族",
        id_number=people.id_number(rng, birth, male=male),
        politics=rng.choice(("party_member", "party_member", "probationary")) if party else "masses",
        education=rng.choice(("college", "bachelor") if young else ("high_school", "high_school", "college", "junior")),
        phone=people.phone(),
    )


def set_recommenders(
    rows: list[ReserveCandidate], committees: list[FloatingCommittee], channel: KindItem, rng: Random
) -> None:
    """About half of those who work away were recommended by the committee of their city."""
    by_city: dict[str, list[FloatingCommittee]] = {}
    for one in committees:
        by_city.setdefault(one.place, []).append(one)
    for row in rows:
        near = [
            one
            for one in by_city.get(row.work_place, ())
            if one.area_id in (row.village.township_id, row.village.township.parent_id)
        ]
        if near and rng.random() < 0.6:
            row.committee = near[0]
            row.recommender = near[0].name
            row.channel = channel


def placement_of(county: County, row: ReserveCandidate, rng: Random) -> Placement:
    """For some months, in his own village."""
    posts = county.kinds[ListKind.PLACEMENT_POST]
    starts = county.days.month(rng.choice((4, 3, 2)))
    outcome = rng.choices(("serving", "completed", "in_office"), (80, 15, 5))[0]
    done = outcome != "serving"
    return Placement(
        cycle=county.cycle,
        village=row.village,
        candidate=row,
        post=posts[rng.choice(("secretary_assistant", "economy_assistant", "secretary_assistant"))],
        mentor=f"{county.people.name(rng, male=True)}({rng.choice(MENTORS)})",
        starts_on=starts,
        ends_on=county.days.at(days.PLACEMENT_DONE) if done else county.days.month(-5),
        grade=rng.choice(("excellent", "good", "good", "fair")) if done else "",
        assessment=rng.choice(NOTES) if done else "",
        outcome=outcome,
        outcome_on=county.days.at(days.PLACEMENT_JUDGED) if done else None,
    )


def notes_of(county: County, placements: list[Placement], rng: Random) -> Iterator[PlacementNote]:
    for placement in placements:
        for month in map(county.days.month, MONTHS_BACK):
            if placement.starts_on <= month and rng.random() < 0.85:
                yield PlacementNote(placement=placement, month=month, text=rng.choice(NOTES))


def intentions_of(county: County, village: Village, number: int) -> Iterator[Intention]:
    """What people of the village declared themselves; one in nine thought better of it."""
    rng = county.rng(f"intentions {village.code}")
    for place in range((2, 1, 3, 0)[number % 4]):
        post = rng.choice(tuple(WORDS))
        given_up = (number + place) % 9 == 4
        yield Intention(
            cycle=county.cycle,
            village=village,
            person=person_of(county, village, rng, young=False),
            post=post,
            declaration=rng.choice(WORDS[post]),
            declared_how=rng.choice(("talk", "home_visit", "written", "phone")),
            declared_on=county.days.at(rng.randint(*days.DECLARED)),
            recorded_by=county.people.name(rng, male=True),
            present_post=rng.choice(("", "", "村民小组长", "村民代表", "合作社负责人")),
            state="given_up" if given_up else "standing",
            given_up_on=county.days.at(days.GIVEN_UP) if given_up else None,
        )
