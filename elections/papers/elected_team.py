"""The tables of those elected: by place, the result tables that go up, the two heads of each village, the roll."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from electioncycle.documents.blocks import Table
from electioncycle.documents.figure_tables import FigurePaper, FigureTable
from electioncycle.figures import Figure
from electioncycle.records.months import in_words
from elections import team_definitions as d
from elections.choices import Body
from elections.rules.elected_team import UNKNOWN, Figures, Member
from elections.services import elected_lines
from elections.services.elected_lines import Line
from elections.services.elected_team import ONE_OF, VillageTeam
from elections.services.governance import Helper
from villages.choices import CommitteePost, Education, PartyPost, Politics, Sex, Source, SupervisionPost
from villages.definitions import VILLAGES

BY_PLACE = (
    *(VILLAGES, d.VILLAGES, d.DONE, d.ELECTED, d.MEAN_AGE, d.LAST_MEAN_AGE, d.WOMEN, d.PARTY_MEMBERS, d.HIGH_SCHOOL),
    *(d.COLLEGE, d.ONE_SHOULDER, d.CROSS, d.STAYS, d.NEW, d.OPEN, d.TURNOUT),
)
AGES = ("35岁及以下", "36–40岁", "41–45岁", "46–50岁", "51–55岁", "56–59岁", "60岁及以上")
NOT_FILLED = "未填"
LABELS: dict[Any, dict[Any, Any]] = {
    one: dict(one.choices) for one in (PartyPost, CommitteePost, SupervisionPost, Politics, Sex)
}
EDUCATIONS = {**dict(Education.choices), UNKNOWN: NOT_FILLED}
SOURCES = {**dict(Source.choices), UNKNOWN: NOT_FILLED}


def cells(line: Line) -> list[Any]:
    """A line of the page and of the table by place, in the order of ``BY_PLACE``."""
    found = line.both
    return [
        *(line.villages, found.villages, line.done, found.elected, found.mean_age, found.last_mean_age, found.women),
        *(found.party_members, found.high_school_up, found.college, found.one_shoulder, found.cross_posts),
        *(found.stays, found.new, found.open, found.turnout),
    ]


def lines_of(teams: Sequence[VillageTeam], township: int) -> list[Line]:
    """By village within a township, else by township."""
    return elected_lines.by_village(teams) if township else elected_lines.by_township(teams)


def by_place(teams: Sequence[VillageTeam], township: int, place: str) -> FigureTable:
    lines = lines_of(teams, township)
    said = elected_lines.sentence(lines[-1], place, timezone.localdate())
    headers: list[str | Figure] = ["单位", *BY_PLACE]
    return FigureTable("当选班子情况", headers, [[one.name, *cells(one)] for one in lines], [said], first=(2.0,))


# --- the result tables that go up ------------------------------------------------------------------------------------


Groups = Sequence[tuple[str, Sequence[str]]]
Cells = Callable[[Line], list[Any]]
STRUCTURE: Groups = (("年龄", (*AGES, "平均")), ("学历", tuple(EDUCATIONS.values())))
AMONG = ("其中", ("女", "少数民族", "党员"))
AGAIN = ("连任和新任", ("连任", "新任"))
PARTY_POSTS, COMMITTEE_POSTS = ("secretary", "deputy", "discipline", "member"), ("director", "deputy", "member")


def results(teams: Sequence[VillageTeam], township: int, place: str) -> FigurePaper:
    """换届选举结果统计表 in three blocks: party, committee, both together with each person once."""
    lines = lines_of(teams, township)
    return FigurePaper(
        "换届选举结果统计表",
        [_table(caption, groups, lines, cells_of) for caption, groups, cells_of in BLOCKS],
        [elected_lines.sentence(lines[-1], place, timezone.localdate())],
        remark="年龄截至投票日；一人在两委任职的，“两委合计”只计一次；单位按规定顺序排列。",
        figures=(d.DONE, d.ELECTED, d.MEAN_AGE, d.STAYS, d.SOURCE, d.TURNOUT, d.OPEN, d.LAST_MEAN_AGE),
    )


def _table(caption: str, groups: Groups, lines: Sequence[Line], cells_of: Cells) -> Table:
    groups = (("", ("单位",)), *groups)
    headers = [name for _, names in groups for name in names]
    above = [(title, len(names)) for title, names in groups]
    rows = [[one.name, *cells_of(one)] for one in lines]
    return Table(headers, rows, caption=caption, groups=above, small=True, wide=True)


def _structure(found: Figures) -> list[Any]:
    ages = [*(found.bands.get(label, 0) for label in AGES), found.mean_age]
    return [*ages, *(found.educations.get(code, 0) for code in EDUCATIONS)]


def _among(found: Figures) -> list[Any]:
    return [found.women, found.minority, found.party_members]


def _again(found: Figures) -> list[Any]:
    return [found.stays, found.new]


def _party(one: Line) -> list[Any]:
    held = [one.party.posts.get((Body.PARTY, post), 0) for post in PARTY_POSTS]
    counted = [one.villages, one.party_done, one.party_share, one.party.elected, *held]
    return [*counted, *_among(one.party), *_again(one.party)]


def _votes(one: Line) -> list[Any]:
    found = one.both
    progress = [one.villages, one.done, one.done_share, one.others, one.void]
    counted = [found.registered, found.issued, found.proxy, found.roving, found.recovered]
    whole = [found.valid, found.void] if found.valid else [None, None]  # most papers say it post by post alone
    return [*progress, *counted, *whole, found.turnout]


def _committee(one: Line) -> list[Any]:
    held = [one.committee.posts.get((Body.COMMITTEE, post), 0) for post in COMMITTEE_POSTS]
    counted = [one.committee.elected, *held, one.both.open, *_among(one.committee), one.committee.women_directors]
    return [*counted, *_again(one.committee)]


def _both(one: Line) -> list[Any]:
    found = one.both
    last = [found.last_mean_age, found.last_members, found.last_college]
    return [found.elected, found.one_shoulder, found.cross_posts, *_among(found), *_again(found), *last]


def _sources(one: Line) -> list[Any]:
    return [one.both.sources.get(code, 0) for code in SOURCES]


def _titles(kind: str, posts: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(LABELS[PartyPost if kind == Body.PARTY else CommitteePost][post]) for post in posts)


BLOCKS: tuple[tuple[str, Groups, Cells], ...] = (
    (
        "一、党组织",
        (
            ("进展", ("应换届", "完成", "完成率(%)")),
            ("职务", ("合计", *_titles(Body.PARTY, PARTY_POSTS))),
            AMONG,
            AGAIN,
        ),
        _party,
    ),
    ("一、党组织(年龄和学历)", STRUCTURE, lambda one: _structure(one.party)),
    (
        "二、村(居)民委员会(投票)",
        (
            ("进展", ("应换届", "完成", "完成率(%)", "另行选举(次)", "有无效的村")),
            ("票数", ("登记", "发出", "委托", "流动票箱", "收回", "有效", "无效", "投票率(%)")),
        ),
        _votes,
    ),
    (
        "二、村(居)民委员会(职务)",
        (
            ("职务", ("合计", *_titles(Body.COMMITTEE, COMMITTEE_POSTS), "缺额")),
            ("其中", ("女", "少数民族", "党员", "女主任")),
            AGAIN,
        ),
        _committee,
    ),
    ("二、村(居)民委员会(年龄和学历)", STRUCTURE, lambda one: _structure(one.committee)),
    (
        "三、“两委”合计(一人一次)",
        (
            ("两委合计", ("人数", "一肩挑", "交叉任职")),
            AMONG,
            AGAIN,
            ("上届", ("平均年龄", "人数", "大专及以上")),
        ),
        _both,
    ),
    ("三、“两委”合计(年龄和学历)", STRUCTURE, lambda one: _structure(one.both)),
    ("三、“两委”合计(主要来源，一人一类)", (("来源", tuple(SOURCES.values())),), _sources),
)


# --- people ----------------------------------------------------------------------------------------------------------

HEAD = ("姓名", "性别", "年龄", "学历", "连任/新任")


def heads(teams: Sequence[VillageTeam], township: int, place: str) -> FigureTable:
    """书记, 主任 and who heads the collective's organisation of each village, a column each."""
    rows = []
    for one in teams:
        held = [one.holder(*key) for key in ONE_OF]
        same = held[0] is not None and held[0] is held[1]
        cells = [cell for key, who in zip(ONE_OF, held, strict=True) for cell in _head(who, key, one.day)]
        day = f"{one.day}" if one.day else ""
        shoulder = "是" if same else ""
        rows.append([str(one.village.township), str(one.village), day, *cells, shoulder, one.collective])
    headers = ("乡镇(街道)", "村(社区)", "投票日", *HEAD, *HEAD, "一肩挑", "集体经济组织负责人")
    groups = (("", 3), ("党组织书记", len(HEAD)), ("村(居)委会主任", len(HEAD)), ("", 2))
    note = "年龄截至投票日；连任指换届前已任同一职务。"
    return FigureTable("书记、主任情况", headers, rows, groups=groups, first=(1.6, 1.6, 1.6), note=note)


def _head(who: Member | None, key: tuple[str, str], day: date | None) -> list[Any]:
    if who is None:
        return [""] * len(HEAD)
    again = "连任" if who.held_before(*key) else "新任"
    return [who.name, LABELS[Sex].get(who.sex, ""), who.age(day), EDUCATIONS[who.education], again]


ROLL = (
    *("乡镇(街道)", "村(社区)", "姓名", "性别", "出生年月", "年龄", "政治面貌", "学历"),
    *("党组织职务", "村(居)委会职务", "监委职务", "连任/新任", "来源", "投票日"),
)


def roll_rows(teams: Iterable[VillageTeam]) -> list[list[Any]]:
    """Everybody elected, by post and the strokes of the name."""
    return [_person(team, one) for team in teams for one in team.members]


def _person(team: VillageTeam, one: Member) -> list[Any]:
    posts = zip((PartyPost, CommitteePost, SupervisionPost), one.posts, strict=True)
    return [
        *(str(team.village.township), str(team.village), one.name, LABELS[Sex].get(one.sex, "")),
        *(in_words(one.birth) if one.birth else "", one.age(team.day)),
        *(LABELS[Politics].get(one.facts.politics, ""), EDUCATIONS[one.education]),
        *("" if post == "none" else str(LABELS[kind][post]) for kind, post in posts),
        *("连任" if one.stays else "新任", SOURCES[one.source], f"{team.day}" if team.day else ""),
    ]


def roll(teams: Sequence[VillageTeam], township: int, place: str) -> FigureTable:
    rows = roll_rows(teams)
    note = "按职务和姓氏笔画排列；年龄截至投票日。"
    return FigureTable("当选人员名册", ROLL, rows, first=(1.5, 1.6, 1.3), note=note, names=[row[2] for row in rows])


TABLES: dict[str, Callable[[Sequence[VillageTeam], int, str], FigureTable | FigurePaper]] = {
    "places": by_place,
    "results": results,
    "heads": heads,
    "roll": roll,
}
"""By what the address calls it; each is made of the villages that are asked for."""


def governance(found: Sequence[Helper]) -> FigureTable:
    """Group leaders and grid workers by name."""
    rows = [[str(one.village.township), str(one.village), one.post, one.group, one.name, one.sex] for one in found]
    headers = ("乡镇(街道)", "村(社区)", "岗位", "组(网格)", "姓名", "性别")
    names = [row[4] for row in rows]
    return FigureTable("村(居)民小组长和网格员名册", headers, rows, first=(1.5, 1.6, 1.4, 1.2, 1.2, 0.8), names=names)
