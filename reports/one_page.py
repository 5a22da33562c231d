"""What one A4 says of a village, a township or the county: figures, structure, where the work stands, what is open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from electioncycle.actors import Actor
from electioncycle.charts import Series, bar_chart, step_line
from electioncycle.figures import Figure
from electioncycle.rounding import share
from reports import walls
from reports.behind import HEADERS, behind, open_defects
from reports.definitions import LATE_NODES, LATE_VILLAGES, NODES
from reports.figures import TeamFigures, team_figures
from reports.homes import nodes_chart
from reports.rules.hung import hung
from reports.walls import NONE, Row
from villages import definitions
from villages.models import Cycle, Village, VillageProfile
from villages.rules.comparison import MEASURED

SHOWN = ("under_36", "women", "party_members", "college_up")
STRUCTURE = [MEASURED[name] for name in SHOWN]
OF_PLACE = [
    definitions.VILLAGES,
    definitions.ENTERED,
    definitions.MEMBERS,
    definitions.MEAN_AGE,
    definitions.LAST_MEAN_AGE,
    definitions.COLLEGE_SHARE,
    definitions.WOMEN_SHARE,
    NODES,
    LATE_NODES,
    LATE_VILLAGES,
]
"""What the sheet of a township or the county tells beside the structure of the teams."""


@dataclass
class OnePage:
    """``charts``: drawings with the figures they show, for a paper that is changed in WPS."""

    title: str
    facts: list[tuple[str, str]]
    charts: list["Drawing"]
    open: list[str]
    names: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


@dataclass(frozen=True)
class Drawing:
    svg: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]


def of_village(village: Village, user: Actor, cycle: Cycle) -> OnePage:
    [row] = walls.rows([village], user, cycle, beside=True)
    team = team_figures([village], cycle, user=user)[-1]
    profile = VillageProfile.objects.filter(village=village, cycle=cycle).first()
    number = {name: str(value) if (value := getattr(profile, name, None)) is not None else "—" for name in _PROFILE}
    known = dict(zip(HEADERS, behind([village], user, cycle)[village.pk], strict=True))
    facts = [
        ("类别", row.kind),
        ("批次", row.batch or "—"),
        *((label, number[name]) for name, label in _PROFILE.items()),
        ("两委成员", str(team.structure.members)),
        ("平均年龄", _said(team.structure.mean_age)),
        *((label, known[label] or "—") for label in HEADERS[:2]),
        ("包村领导", "、".join(row.leaders) or "—"),
        ("投票", _vote(row)),
    ]
    open_ = [f"“{one.node.title}”已过法定最迟日{_on(one.latest)}，尚未登记。" for one in row.late]
    if (one := row.missing) and one not in row.late:
        open_.append(f"下一步：{one.node.title}，计划{_on(one.planned) or '日期未定'}。")
    if known[HEADERS[2]]:
        open_.append(f"程序瑕疵待处置{known[HEADERS[2]]}处。")
    title = f"{village.township}{village}换届情况"
    counted = [definitions.MEMBERS, definitions.MEAN_AGE, *STRUCTURE]
    names = [village.name, *row.leaders]
    return OnePage(title, facts, [_steps(row), _structure(team)], open_, names, counted)


_PROFILE = {
    "registered_population": "户籍人口",
    "full_members": "正式党员",
    "representatives": "村(居)民代表",
    "seats_approved": "核定职数",
}


def of_place(villages: Sequence[Village], place: str, user: Actor, cycle: Cycle) -> OnePage:
    """The county or a township: ``villages`` are those of the place that take part."""
    lines = walls.township_counts(user, cycle)
    towns = {village.township_id for village in villages}
    own = [line for line in lines[:-1] if line.township and line.township.pk in towns]
    total = own[0] if len(own) == 1 else lines[-1]
    team = team_figures(list(villages), cycle, user=user)[-1]
    held = team.structure
    facts = [
        ("村(社区)", f"{len(villages)}个"),
        ("已录入班子", f"{len(team.teams)}个"),
        ("两委成员", f"{held.members}人"),
        ("平均年龄", f"{_said(held.mean_age)}岁(上届{_said(team.last.mean_age)})"),
        ("大专及以上", f"{held.college_up}人({_said(share(held.college_up, held.members))}%)"),
        ("妇女", f"{held.women}人({_said(share(held.women, held.members))}%)"),
    ]
    late = [f"{line.name}{line.late_villages}个" for line in own if line.late_villages]
    open_ = [f"有节点已过法定最迟日、尚未登记的村(社区)：{'、'.join(late)}。"] if late else []
    defects = open_defects(user, cycle).filter(election__village__township__in=towns).count()
    if defects:
        open_.append(f"程序瑕疵待处置{defects}处。")
    left = [f"{node.title}{count.open}个" for node in hung().nodes if (count := total.counts[node.node]).open]
    if left:
        open_.append(f"各节点尚未完成的村(社区)：{'、'.join(left)}。")
    nodes = [
        [node.title, str(count.done), str(count.open - count.late), str(count.late)]
        for node in hung().nodes
        if (count := total.counts[node.node]).due
    ]
    progress = Drawing(nodes_chart(total), ("节点", "已完成", "未到期", "已过法定日"), nodes)
    counted = [*OF_PLACE, *STRUCTURE]
    return OnePage(f"{place}换届情况", facts, [progress, _structure(team)], open_, figures=counted)


def _on(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""


def _said(value: object) -> str:
    return "—" if value is None else str(value)


def _vote(row: Row) -> str:
    one = row.stands["polling"]
    return " ".join(filter(None, (_on(one.day), row.hours, row.venue))) or "日期未定"


def _steps(row: Row) -> Drawing:
    shown = [one for one in row.stands.values() if one.state != NONE]
    steps = [(one.node.title, f"{one.day.month}-{one.day.day}" if one.day else "", one.state) for one in shown]
    rows = [[name, day or "未定", walls.STATES[state]] for name, day, state in steps]
    return Drawing(step_line(steps, title="节点"), ("节点", "日期", "状态"), rows)


def _structure(team: TeamFigures) -> Drawing:
    """The team now and when the last one was elected, in people."""
    labels = [str(MEASURED[name]) for name in SHOWN]
    now = [float(getattr(team.structure, name)) for name in SHOWN]
    last = [float(team.last.counts[name]) for name in SHOWN]
    drawn = bar_chart(labels, [Series("上届换届时", last), Series("现任", now)], title="班子结构", unit="人")
    rows = [[label, f"{then:g}", f"{here:g}"] for label, then, here in zip(labels, last, now, strict=True)]
    return Drawing(drawn, ("指标", "上届换届时", "现任"), rows)
