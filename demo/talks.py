"""Officials who left with the mergers, and talks with them and with sitting members at all four levels."""

from datetime import date, timedelta
from random import Random
from typing import Any

from demo import days, names
from demo.county import County
from villages.choices import Attitude, ListKind, TalkForm, TalkState, Wish
from villages.models import FormerOfficial, Person, Talk, TeamMember, Village

POSTS = ("村党支部书记", "村委会主任", "村委会副主任", "村文书", "监委会主任")
WHEREABOUTS = ("务农", "外出务工", "任网格员", "从事个体经营", "任村民小组长")
WORDS = (
    "讲明换届政策和任职条件，听取对本村班子配备的意见",
    "肯定任职期间的工作，了解离任后的生活情况，请其支持换届工作",
    "了解本人打算，讲明换届纪律要求，做好思想疏导",
    "介绍换届时间安排和程序步骤，听取对候选人条件的意见",
)
DEMANDS = ("希望落实离任补助", "希望参与村内公益性岗位", "希望明确任职期间债务的处理办法", "希望继续参加技能培训")
EVERY_ROSTER = 4


def former_of(county: County, village: Village, rng: Random) -> FormerOfficial:
    """Not saved, the person neither."""
    male = rng.random() < 0.8
    birth = county.people.birth(rng, 38, 66, county.days.at(days.REFERENCE_DATE))
    person = Person(
        name=county.people.name(rng, male=male),
        sex="male" if male else "female",
        id_number=county.people.id_number(rng, birth, male=male),
        phone=county.people.phone(),
    )
    return FormerOfficial(
        cycle=county.cycle,
        village=village,
        person=person,
        former_village=f"{rng.choice(names.FIRST)}岗村",
        former_post=rng.choice(POSTS),
        left_on=date(county.days.year - 1, 6, 30),
        whereabouts=rng.choice(WHEREABOUTS),
    )


def add_former_officials(county: County) -> None:
    """Two or three of every fourth village."""
    rng = county.rng("former officials")
    rows = [
        former_of(county, village, rng) for village in county.villages[::EVERY_ROSTER] for _ in range(rng.randint(2, 3))
    ]
    county.save([row.person for row in rows])
    for row in rows:
        row.person = row.person  # its key is known only now
    county.save(rows)


def add_talks(county: County) -> None:
    """Most of the roster and every third sitting member; the rest is still to be talked to."""
    rng, rows = county.rng("talks"), list[Talk]()
    people: list[tuple[Any, str, str]] = [
        (row, "former", f"原{row.former_village}{row.former_post}")
        for row in FormerOfficial.objects.filter(cycle=county.cycle).select_related("person", "village")
    ]
    members = TeamMember.objects.filter(cycle=county.cycle).select_related("person", "village")
    people += [
        (row, "leaving" if row.wish == Wish.LEAVE else "sitting", row.get_party_post_display())
        for number, row in enumerate(members)
        if number % 3 == 0
    ]
    for number, (row, group, post) in enumerate(people):
        if group == "former" and number % 5 == 4:
            continue
        level = ("township_leader", "first_secretary", "county", "secretary")[number % 4]
        if group == "leaving":
            level = "secretary"
        rows.append(talk_of(county, row, group, level, post, rng))
    county.save(rows)


def talk_of(county: County, known: Any, group: str, level: str, post: str, rng: Random) -> Talk:
    """One held talk, not saved; a few left doubts, demands and a day to come back."""
    together = county.days.at(days.COUNTY_TALKED)
    day = together if level == "county" else county.days.at(rng.randint(*days.TALKED))
    demand = rng.choice(DEMANDS) if rng.random() < 0.15 else ""
    back = day + timedelta(days=days.TALK_AGAIN_DAYS) if demand else None
    answered = back and (back < county.days.at(-days.TALK_LATE_DAYS) or rng.random() < 0.2)
    post_held = {"county": "县委常委", "secretary": "党委书记", "first_secretary": "第一书记"}.get(level)
    talker = county.people.name(rng, male=rng.random() < 0.7)
    return Talk(
        cycle=county.cycle,
        village=known.village,
        person=known.person,
        name=known.person.name,
        post="" if post == "无" else post,
        group=county.kinds[ListKind.TALK_GROUP][group],
        level=county.kinds[ListKind.TALK_LEVEL][level],
        talker=f"{talker}({post_held or rng.choice(names.TOWNSHIP_LEADER_POSTS)})",
        form=TalkForm.COLLECTIVE if level == "county" else TalkForm.SINGLE,
        session=f"J{together:%Y%m%d}-01" if level == "county" else "",
        held_on=day,
        place="县委党校" if level == "county" else "村党群服务中心",
        content=rng.choice(WORDS),
        attitude=Attitude.DOUBTS if demand and rng.random() < 0.4 else Attitude.SUPPORTS,
        demands=demand,
        contact="驻村干部" if back else "",
        follow_on=back,
        follow_up="已上门答复，本人表示理解" if answered else "",
        state=TalkState.AGAIN if rng.random() < 0.04 else TalkState.HELD,
    )
