"""What the registry says in the analysis report: 基本情况 with 表1 现任班子， 包联责任 with 表6."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from electioncycle.documents.blocks import Paragraph, Table
from electioncycle.records.rows import choice_labels
from villages.choices import ListKind, VillageKind
from villages.models import Cycle, KindItem, ResponsibilityPost, TeamMember, Village, VillageProfile
from villages.rules import teams as rules
from villages.services.teams import teams_of
from villages.village_ledgers import Section

TEAM_HEADERS = (
    "序号", "姓名", "性别", "出生年月(年龄)", "民族", "政治面貌及入党时间", "学历", "党组织职务",
    "村(居)委会职务", "其他任职", "任现职时间", "来源身份", "原所属村", "近三年考核", "测评(优/称/基/不)", "个人意愿",
    "备注",
)  # fmt: skip
TEAM_WIDTHS = (8, 15, 8, 17, 11, 20, 14, 14, 14, 16, 15, 15, 16, 16, 17, 13, 16)
POST_HEADERS = ("岗位", "姓名", "单位职务", "到村次数")
POST_WIDTHS = (25, 15, 45, 15)


def registry_sections(
    villages: Sequence[Village], cycle: Cycle | None, dates: Mapping[int, date | None]
) -> list[Section]:
    """The sections above for these villages, ages on the given dates; four queries however many villages."""
    profiles = {
        row.village_id: row for row in VillageProfile.objects.filter(cycle=cycle, village__in=villages).for_reading()
    }
    team = teams_of(villages, cycle)
    section = Section("basics", "基本情况")
    for village in villages:
        own = team.get(village.pk, [])
        profile = profiles.get(village.pk)
        section.blocks[village.pk] = [*_basics(village, profile, own), *_team_table(own, dates.get(village.pk))]
        section.gaps[village.pk] = [*_missing_basics(village, profile), *_missing_team(own)]
    return [section, _responsibility(villages, cycle)]


# --- 基本情况 ----------------------------------------------------------------------------------------------------


def _people(village: Village) -> str:
    """What those who live there are called, by its kind."""
    return "居民" if village.kind == VillageKind.COMMUNITY else "村民"


def _basics(village: Village, profile: VillageProfile | None, team: list[TeamMember]) -> list[Any]:
    if profile is None:
        return [Paragraph("村情概况尚未录入。")]
    people = _people(village)
    sentences = [
        _sentence(
            f"{village.name}{_merged(profile)}现有",
            (f"{people}小组{{}}个", profile.groups),
            ("{}户", profile.households),
            ("户籍人口{}人", profile.registered_population),
            ("常住人口{}人", profile.resident_population),
            ("预计选民{}人", profile.voters),  # another word would make the reports of every running cycle stale
        ),
        _sentence(
            "",
            ("党组织设置为{}", profile.get_party_form_display() or None),
            ("正式党员{}名", profile.full_members),
            ("预备党员{}名", profile.probationary_members),
            (f"{people}代表{{}}名", profile.representatives),
        ),
        _sentence(
            "",
            ("集体经营性收入{:,}万元", profile.collective_income),
            ("债权{:,}万元", profile.claims),
            ("债务{:,}万元", profile.debts),
        ),
        _seats(profile, team),
        "已列为软弱涣散村(社区)党组织。" if profile.lax else "未列为软弱涣散村(社区)党组织。",
    ]
    return [Paragraph("".join(sentences))]


def _merged(profile: VillageProfile) -> str:
    """``由A村、B村合并而成，`` however the township wrote it."""
    names = profile.merged_from.strip().rstrip("。,").removeprefix("由").removesuffix("而成").removesuffix("合并")
    return f"由{names}合并而成，" if names else ""


def _sentence(start: str, *parts: tuple[str, Any]) -> str:
    """The parts that are known, joined; nothing at all when none is."""
    known = [pattern.format(value) for pattern, value in parts if value is not None]
    return f"{start}{'、'.join(known)}。" if known else ""


def _seats(profile: VillageProfile, team: list[TeamMember]) -> str:
    filled = sum(rules.belongs_to_two_committees(facts(member)) for member in team)
    if profile.seats_approved is None:
        return f"“两委”实配{filled}名。" if team else ""
    vacant = profile.seats_approved - filled
    standing = f"空缺{vacant}名" if vacant >= 0 else f"超配{-vacant}名"
    return f"“两委”核定职数{profile.seats_approved}名，实配{filled}名，{standing if vacant else '无空缺'}。"


def _missing_basics(village: Village, profile: VillageProfile | None) -> list[str]:
    if profile is None:
        return ["村情概况未录入"]
    people = _people(village)
    wanted = (
        (f"{people}小组数", profile.groups),
        ("户数", profile.households),
        ("户籍人口", profile.registered_population),
        ("常住人口", profile.resident_population),
        ("党组织设置", profile.party_form or None),
        ("正式党员数", profile.full_members),
        ("预备党员数", profile.probationary_members),
        (f"{people}代表数", profile.representatives),
        ("核定职数", profile.seats_approved),
        ("集体经营性收入", profile.collective_income),
        ("债权", profile.claims),
        ("债务", profile.debts),
    )
    absent = [label for label, value in wanted if value is None]
    return [f"未填：{'、'.join(absent)}"] if absent else []


# --- 表1 -------------------------------------------------------------------------------------------------------


def facts(member: TeamMember) -> rules.MemberFacts:
    person = member.person
    return rules.MemberFacts(
        person.sex, person.birth, person.education, person.politics, member.party_post, member.committee_post
    )


def _team_table(team: list[TeamMember], on: date | None) -> list[Any]:
    if not team:
        return [Paragraph("现任班子尚未录入。")]
    both = sum(rules.belongs_to_two_committees(facts(member)) for member in team)
    text = f"现任班子成员{len(team)}名，其中“两委”成员{both}名，见表1。"
    rows = [_team_row(number, member, on) for number, member in enumerate(team, 1)]
    return [
        Paragraph(text),
        Table(TEAM_HEADERS, rows, caption="表1 现任班子", widths=TEAM_WIDTHS, small=True, wide=True),
    ]


def _team_row(number: int, member: TeamMember, on: date | None) -> list[str]:
    person = member.person
    birth = ""
    if person.birth:
        birth = f"{person.birth:%Y.%m}" + (f"\n({rules.age_on(person.birth, on)}岁)" if on else "")
    joined = f"\n({person.joined_party:%Y.%m})" if person.joined_party else ""
    votes = (member.votes_excellent, member.votes_competent, member.votes_basic, member.votes_incompetent)
    years = [shown(member, f"appraisal_{year}") for year in (1, 2, 3)]
    others = [
        f"监委{shown(member, 'supervision_post')}" if member.supervision_post != "none" else "",
        shown(member, "collective_post"),
    ]
    return [
        str(number),
        person.name,
        shown(person, "sex"),
        birth,
        person.ethnicity.removesuffix("族") if person.ethnicity == "汉族" else person.ethnicity,
        f"{shown(person, 'politics')}{joined}",
        shown(person, "education"),
        shown(member, "party_post"),
        shown(member, "committee_post"),
        "、".join(filter(None, others)),
        f"{member.post_since:%Y.%m}" if member.post_since else "",
        shown(member, "source"),
        member.former_village,
        "\n".join(year or "—" for year in years) if any(years) else "",
        "/".join("—" if vote is None else str(vote) for vote in votes) if any(v is not None for v in votes) else "",
        shown(member, "wish"),
        "、".join(filter(None, ["外出半年以上" if member.away_half_year else "", member.note])),
    ]


def shown(row: Any, name: str) -> str:
    """The label of a chosen value; nothing for 无."""
    value = getattr(row, name)
    return "" if value == "none" else choice_labels(row._meta.get_field(name)).get(value, value)


def _missing_team(team: list[TeamMember]) -> list[str]:
    """By column, whose entry is missing; the columns a signed report cannot do without."""
    if not team:
        return ["现任班子成员未录入"]
    wanted = (
        ("出生年月", lambda m: m.person.birth),
        ("政治面貌", lambda m: m.person.politics),
        ("入党时间", lambda m: m.person.joined_party or "party" not in m.person.politics),
        ("学历", lambda m: m.person.education),
        ("任现职时间", lambda m: m.post_since),
        ("来源身份", lambda m: m.source),
        ("近三年考核", lambda m: m.appraisal_1 or m.appraisal_2 or m.appraisal_3),
        ("测评票数", lambda m: m.votes_excellent is not None),
        ("个人意愿", lambda m: m.wish != "unknown"),
    )
    found = []
    for label, known in wanted:
        names = [member.person.name for member in team if not known(member)]
        if names:
            found.append(f"未填{label}：{'、'.join(names)}" if len(names) < len(team) else f"全部成员未填{label}")
    if not any(member.party_post == "secretary" for member in team):
        found.append("党组织书记未录入")
    return found


# --- 包联责任 ----------------------------------------------------------------------------------------------------


def _responsibility(villages: Sequence[Village], cycle: Cycle | None) -> Section:
    section = Section("responsibility", "包联责任")
    kinds = list(KindItem.objects.filter(cycle=cycle, kind=ListKind.RESPONSIBILITY))
    posts: dict[int, list[ResponsibilityPost]] = defaultdict(list)
    rows = ResponsibilityPost.objects.filter(cycle=cycle, village__in=villages).defer("id_number", "phone")
    for post in rows.for_reading().order_by("village_id", "id"):
        posts[post.village_id].append(post)
    for village in villages:
        own = posts.get(village.pk, [])
        held = {post.kind_id for post in own}
        vacant = [kind.name for kind in kinds if kind.pk not in held]
        section.blocks[village.pk] = _posts_table(kinds, own, vacant)
        section.gaps[village.pk] = [f"未落实：{'、'.join(vacant)}"] if kinds and vacant else []
        if not kinds:
            section.gaps[village.pk] = ["包联责任人未录入"]
    return section


def _posts_table(kinds: list[KindItem], posts: list[ResponsibilityPost], vacant: list[str]) -> list[Any]:
    if not kinds or not posts:
        return [Paragraph("包联责任人尚未录入。")]
    groups = "、".join(f"“{name}”" for name in dict.fromkeys(kind.group for kind in kinds if kind.group))
    lacking = f"，缺{'、'.join(vacant)}" if vacant else "，全部落实到人"
    rows = []
    for kind in kinds:
        own = [post for post in posts if post.kind_id == kind.pk]
        rows += [[kind.name, post.name, f"{post.unit}{post.post}", str(post.visits)] for post in own]
        if not own:
            rows.append([kind.name, "空缺", "", ""])
    text = f"包联责任人{groups}应配岗位{len(kinds)}个，已落实{len(kinds) - len(vacant)}个{lacking}。"
    return [Paragraph(text), Table(POST_HEADERS, rows, caption="表6 包联责任人", widths=POST_WIDTHS)]
