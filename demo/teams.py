"""Sitting teams of five to seven members, each a person as an organisation department knows him."""

from collections.abc import Iterator
from datetime import date
from random import Random

from demo import days
from demo.county import County
from demo.people import SURNAMES
from villages.choices import VillageKind
from villages.models import Person, TeamMember, Village

ONE_SHOULDER = (
    ("secretary", "director", "none", "chair"),
    ("deputy", "member", "none", "none"),
    ("discipline", "none", "director", "none"),
    ("member", "deputy", "none", "director"),
    ("member", "member", "none", "none"),
    ("none", "member", "none", "supervisor"),
    ("none", "none", "member", "none"),
)
TWO_HEADS = (
    ("secretary", "none", "none", "chair"),
    ("deputy", "director", "none", "none"),
    ("discipline", "none", "director", "none"),
    ("member", "deputy", "none", "director"),
    ("member", "member", "none", "none"),
    ("none", "member", "none", "supervisor"),
    ("none", "none", "member", "none"),
)
FIELDS_OF_STUDY = ("农业经济管理", "行政管理", "法律事务", "会计", "畜牧兽医", "园艺技术", "电子商务", "建筑工程")
JOBS = ("在外务工，从事建筑施工", "在本地经营农资门市", "在外务工，任班组长", "从事运输经营", "创办种植专业合作社")
PENALTIES = ((3, "受党内警告处分，影响期至{until}年6月"), (2, "受诫勉谈话，影响期至{until}年3月"))
"""Years before the cycle, and the words."""
TERM = 5
KINSHIPS = ("与报账员系堂兄弟", "与监委委员系叔侄", "与副书记系表兄弟")


def add_teams(county: County, villages: list[Village]) -> None:
    """Persons first, then the members that point at them."""
    teams = [list(team_of(county, village)) for village in villages]
    for number, team in enumerate(teams):
        tell_relatives(team, number)
    members = [member for team in teams for member in team]
    county.save([member.person for member in members])
    county.save(members)


def tell_relatives(team: list[TeamMember], number: int) -> None:
    """In one village of five the township wrote whom a member of the villagers' committee is related to."""
    overseers = [member for member in team if member.supervision_post != "none"]
    members = [one for one in team if one.committee_post == "member" and one.party_post == "none"]
    if number % 5 != 1 or not overseers or not members:
        return
    one, other = members[0], overseers[0]
    words = ("兄弟", "兄妹", "堂兄弟") if number % 10 == 1 else ("表兄弟", "姐弟")
    one.kinship = f"与监委{other.get_supervision_post_display()}{other.person.name}系{words[number // 5 % len(words)]}"


def team_of(county: County, village: Village) -> Iterator[TeamMember]:
    """Not saved. About four fifths of the teams have one head; one woman at least in each."""
    rng = county.rng(f"team {village.code}")
    slots = ONE_SHOULDER if rng.random() < 0.8 else TWO_HEADS
    size = rng.choice((5, 5, 6, 6, 7))
    ballots = ballots_of(county, village)[1]
    woman = rng.choice((1, 4))
    for place, posts in enumerate(slots[:size]):
        male = place != woman and rng.random() > (0.08 if place == 0 else 0.22)
        yield _member(county, village, posts, male=male, ballots=ballots, rng=rng)


def ballots_of(county: County, village: Village) -> tuple[int, int]:
    """Ballots of the 民主测评 of this village, issued and returned."""
    rng = county.rng(f"ballots {village.code}")
    issued = rng.randint(36, 78)
    return issued, issued - rng.choice((0, 0, 0, 1, 2))


def _member(
    county: County, village: Village, posts: tuple[str, ...], *, male: bool, ballots: int, rng: Random
) -> TeamMember:
    party, committee, supervision, collective = posts
    person = _person(county, village, in_party=party != "none", male=male, rng=rng)
    term = county.days.year - TERM
    first_cadre = date(rng.randint(term - 11, term), rng.randint(1, 12), 1)
    good = rng.random() < 0.85
    votes = _votes(ballots, good, rng)
    return TeamMember(
        cycle=county.cycle,
        village=village,
        person=person,
        party_post=party,
        committee_post=committee,
        supervision_post=supervision,
        collective_post=collective,
        full_post=party in ("secretary", "deputy") or committee in ("director", "deputy"),
        first_cadre_on=first_cadre,
        post_since=date(term, rng.choice((1, 2, 3)), 1) if first_cadre.year < term else first_cadre,
        source=rng.choice(("migrant", "migrant", "entrepreneur", "graduate", "veteran", "other")),
        former_village=f"原{village.name[0]}岗村{rng.randint(1, 8)}组" if rng.random() < 0.25 else "",
        appraisal_1=rng.choice(("competent", "competent", "excellent")),
        appraisal_2=rng.choice(("competent", "competent", "excellent")),
        appraisal_3="competent" if good else "basic",
        votes_excellent=votes[0],
        votes_competent=votes[1],
        votes_basic=votes[2],
        votes_incompetent=votes[3],
        penalty=_penalty(county, rng) if rng.random() < 0.02 else "",
        kinship=rng.choice(KINSHIPS) if rng.random() < 0.03 else "",
        away_half_year=rng.random() < 0.04,
        wish=rng.choice(("stay", "stay", "stay", "stay", "move", "leave", "unknown")),
        performance="excellent" if good and rng.random() < 0.3 else "competent" if good else "basic",
    )


def _penalty(county: County, rng: Random) -> str:
    back, words = rng.choice(PENALTIES)
    year = county.days.year - back
    return f"{year}年{words.format(until=year + 1)}"


def _votes(ballots: int, good: bool, rng: Random) -> tuple[int, int, int, int]:
    poor = rng.randint(0, 1) if good else rng.randint(1, 5)
    basic = rng.randint(0, 4) if good else rng.randint(6, 12)
    best = round((ballots - poor - basic) * rng.uniform(0.55, 0.9))
    return best, ballots - poor - basic - best, basic, poor


def _person(county: County, village: Village, *, in_party: bool, male: bool, rng: Random) -> Person:
    people = county.people
    birth = people.birth(rng, 29, 60, county.days.at(days.REFERENCE_DATE))
    schooled = rng.choice(
        ("junior", "high_school", "high_school", "college")
        if birth.year < county.days.year - 41
        else ("college", "bachelor", "high_school")
    )
    highest = schooled if rng.random() < 0.6 or schooled in ("college", "bachelor") else "college"
    school = f"{county.name}第{rng.choice('一二三')}中学" if schooled in ("high_school", "junior") else ""
    party = in_party or rng.random() < 0.35
    name = people.name(rng, male=male)
    work = date(birth.year + (22 if schooled in ("college", "bachelor") else 18), rng.choice((3, 7, 9)), 1)
    return Person(
        name=name,
        sex="male" if male else "female",
        ethnicity="汉族" if rng.random() < 0.96 else rng.choice(("苗族", "土家族", "畲族", "回族")),
        id_number=people.id_number(rng, birth, male=male),
        native_place=f"{county.name}{village.township.name}",
        politics=("party_member" if rng.random() < 0.96 else "probationary") if party else "masses",
        joined_party=date(min(birth.year + rng.randint(21, 32), county.days.year - 1), 7, 1) if party else None,
        started_work=work,
        full_time_education=schooled,
        full_time_school=school or f"演示职业技术学院{rng.choice(FIELDS_OF_STUDY)}专业",
        education=highest,
        in_service_school=f"演示开放大学{rng.choice(FIELDS_OF_STUDY)}专业" if highest != schooled else "",
        phone=people.phone(),
        resume=_resume(village, birth, work, rng, term=county.days.year - TERM),
        family=_family(name, birth, male, rng, year=county.days.year),
    )


def _resume(village: Village, birth: date, work: date, rng: Random, *, term: int) -> str:
    home = work.year + rng.randint(4, 9)
    groups = "居民小组" if village.kind == VillageKind.COMMUNITY else "村民小组"
    start = max(min(home, term - 3), work.year + 1)
    return "\n".join(
        (
            f"{birth.year + 15}.09—{work:%Y.%m} 在校学习",
            f"{work:%Y.%m}—{start}.01 {rng.choice(JOBS)}",
            f"{start}.01—{term}.01 {village.name}{groups}长、报账员",
            f"{term}.01— {village.name}“两委”成员",
        )
    )


def _family(name: str, birth: date, male: bool, rng: Random, *, year: int) -> str:
    partner = rng.choice(SURNAMES) + rng.choice("英华梅芳兰敏" if male else "强军平斌波林")
    child = (name[0] if male else partner[0]) + rng.choice(("子涵", "雨桐", "浩然", "欣怡", "宇轩", "思远"))
    born = birth.year + rng.randint(23, 27)
    job = "在校学生" if born > year - 20 else rng.choice(("在外务工", "县城个体经营", "企业职工"))
    return (
        f"{'妻子' if male else '丈夫'} {partner} {birth.year + rng.randint(-2, 3)}年5月 群众 在家务农\n"
        f"{rng.choice(('儿子', '女儿'))} {child} {born}年{rng.randint(1, 12)}月 群众 {job}"
    )
