"""What 《换届工作日报（领导参阅）》 says of one morning: seven sections of sentences and small tables, as plain data.

Counts of complaints and disputes only, no word of what they are about; villages are named where something is to be
done there. 一肩挑 and the like are not told: they depend on votes still to come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.utils import timezone

from electioncycle import figures
from electioncycle.actors import Actor
from electioncycle.figures import Figure
from electioncycle.records import figure_days
from electioncycle.wording import day_in_words, moment_in_words
from elections.choices import AHEAD, Announced, Body, Cause
from elections.models import Dispute, Incident, Round
from elections.services import clashes, duty_desk, failures, polling_contacts
from elections.services.duty_desk import Vote
from meetings.models import Complaint
from reports import walls
from reports.board_lines import counted_lines
from reports.rules.hung import hung
from villages.definitions import VILLAGES
from villages.models import Cycle

READY = time(8, 30)
"""When the paper of a day is on the table."""
MOST_MATTERS = 5
MOST_LINES = 12
"""So many villages have a line of their own; of more each township has one, so that the paper stays one sheet."""
NONE = "无。"


@dataclass
class Section:
    title: str
    texts: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Briefing:
    place: str
    day: date
    sections: list[Section]
    figures: list[str] = field(default_factory=list)
    """Codes of those it tells."""
    hour: str = READY.isoformat("minutes")
    """What it tells stood at this time of its day."""

    @property
    def moment(self) -> str:
        return moment_in_words(_moment(self.day, time.fromisoformat(self.hour)))

    def as_plain(self) -> dict[str, Any]:
        sections = [asdict(one) for one in self.sections]
        day = self.day.isoformat()
        return {"place": self.place, "day": day, "hour": self.hour, "sections": sections, "figures": self.figures}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        sections = [Section(**one) for one in plain["sections"]]
        told = plain.get("figures") or [one.code for one in progress_figures()]
        hour = plain.get("hour") or READY.isoformat("minutes")
        return cls(plain["place"], date.fromisoformat(plain["day"]), sections, told, hour)


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def briefing(user: Actor, cycle: Cycle, day: date, hour: time = READY) -> Briefing:
    """Of the morning of this day, as it stands at ``hour``: the day before, today, the two days after."""
    yesterday = duty_desk.desk(user, cycle, day - timedelta(1)).votes
    today = duty_desk.desk(user, cycle, day).votes
    sections = [
        Section("一、总进度", [progress(user, cycle, day)]),
        _held(yesterday),
        _today(user, cycle, day, today),
        Section("四、明后两日和撞日", _ahead(user, cycle, day)),
        Section("五、需协调事项", _matters(user, cycle) or [NONE]),
        Section("六、突发、信访、异议", _incidents(user, cycle, day)),
    ]
    sections.append(
        Section("七、拟报市委口径", [_upward(user.place, _moment(day, hour), sections[0], yesterday, today)])
    )
    codes = [one.code for one in progress_figures()]
    return Briefing(user.place, day, sections, codes, hour.isoformat("minutes"))


def progress_figures() -> list[Figure]:
    """Those of its first sentence, in their order."""
    return [VILLAGES, *map(figures.of, hung().daily)]


def called(figure: Figure) -> str:
    """How that sentence calls it."""
    return "参加换届的村(社区)" if figure == VILLAGES else figure.name


def progress(user: Actor, cycle: Cycle, day: date) -> str:
    """The figures that the data names, each as the county's board counts it, with what it has moved since the night."""
    counted = counted_lines(user, cycle)[-1].counted
    night = figure_days.last_night(cycle, cycle.county.path, day)
    first, *others = progress_figures()
    parts = []
    for figure in others:
        code, number = figure.code, counted.get(figure.code, 0)
        moved = number - night.counts[code] if night and code in night.counts else None
        parts.append(
            figure.said(number) + (f"(比{_of(night.day, day)}{moved:+})" if night and moved is not None else "")
        )
    return f"{user.place}{called(first)}{counted[first.code]}{first.unit}，{'，'.join(parts)}。"


def _of(night: date, day: date) -> str:
    return "昨日" if night == day - timedelta(1) else day_in_words(night)


def _held(votes: Sequence[Vote]) -> Section:
    """Villages that voted yesterday by what came of it; why, where it must be held again."""
    if not votes:
        return Section("二、昨日投票村(社区)", ["昨日没有村(社区)投票。"])
    outcomes: dict[str, list[str]] = {"一次选齐": [], "需另行选举或再次投票": [], "选举无效": [], "尚未公布": []}
    reasons = _reasons(vote.round for vote in votes if vote.round)
    for vote in votes:
        name = f"{vote.village.township}{vote.village}"
        reason = reasons.get(vote.round.pk, "") if vote.round else ""
        outcomes[_outcome(vote)].append(f"{name}({reason})" if reason else name)
    said = "，".join(f"{title}{len(names)}个" for title, names in outcomes.items())
    texts = [f"昨日投票{len(votes)}个村(社区)：{said}。"]
    texts += [f"{title}：{'、'.join(names)}。" for title, names in outcomes.items() if names and title != "一次选齐"]
    return Section("二、昨日投票村(社区)", texts)


def _outcome(vote: Vote) -> str:
    if not vote.outcome:
        return "尚未公布"
    if vote.outcome == Announced.VOID:
        return "选举无效"
    return "需另行选举或再次投票" if vote.outcome in (Announced.OTHER, Announced.TIE) else "一次选齐"


def _reasons(rounds: Iterable[Round]) -> dict[int, str]:
    return {one.round.pk: one.cause_words for one in failures.failures(list(rounds)) if one.cause in Cause.values}


def _today(user: Actor, cycle: Cycle, day: date, votes: Sequence[Vote]) -> Section:
    title = "三、今日投票村(社区)"
    if not votes:
        return Section(title, ["今日没有村(社区)投票。"])
    known = {(one.township, one.village): one for one in polling_contacts.contacts(user, cycle, day)}
    stands = {row.village.pk: row for row in walls.rows([vote.village for vote in votes], user, cycle, beside=True)}
    rows = []
    for vote in votes:
        there, row = known.get((str(vote.village.township), vote.village.name)), stands[vote.village.pk]
        time, venue = row.hours.partition("—")[0], (there.venue if there else "") or row.venue
        leader = (there.leader if there else "") or vote.contact
        rows.append([str(vote.village.township), vote.village.name, time, venue, leader, vote.phone])
    headers = ["乡镇(街道)", "村(社区)", "时间", "地点", "到场领导", "电话"]
    if len(rows) > MOST_LINES:
        rows = _by_township(rows)
    return Section(title, [f"今日投票{len(votes)}个村(社区)。"], headers, rows)


def _by_township(rows: Sequence[list[str]]) -> list[list[str]]:
    """One line a township: its villages and everybody who goes there; the places are on the day's contact sheet."""
    found: dict[str, list[list[str]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return [
        [
            town,
            "、".join(row[1] for row in own),
            "、".join(dict.fromkeys(row[2] for row in own if row[2])),
            "见投票日联络表",
            "、".join(dict.fromkeys(row[4] for row in own if row[4])),
            own[0][5],
        ]
        for town, own in found.items()
    ]


def _ahead(user: Actor, cycle: Cycle, day: date) -> list[str]:
    """Tomorrow and the day after by township; where a township votes in more places than it can hold on one day."""
    found = clashes.clashes(user, cycle)
    texts = []
    for one in found.days:
        if not day < one.day <= day + timedelta(2):
            continue
        towns = "、".join(f"{own.township}{len(own.elections)}场" for own in one.townships.values())
        free = ""
        if one.known and one.known.leaders_free is not None:
            free = f"，可到场县级领导{one.known.leaders_free}人"
        if one.known and one.known.police_free is not None:
            free += f"，可派民警{one.known.police_free}人"
        texts.append(f"{day_in_words(one.day)}选举{one.total}场：{towns}{free}。")
        over = [str(own.township) for own, too_many in one.shown if too_many]
        if over:
            texts.append(f"撞日：{'、'.join(over)}同日超过{one.most}场，需调整或加派力量。")
    return texts or ["明后两日没有村(社区)投票。"]


def _matters(user: Actor, cycle: Cycle) -> list[str]:
    """At most five, the most pressing first: what is past the law's day, what failed and has no next day."""
    lines = walls.township_counts(user, cycle)[:-1]
    late = [f"{line.name}{line.late}处" for line in lines if line.late]
    found = [f"已过法定最迟日未登记办理的节点：{'、'.join(late)}，请督促核实、补登或者研究处置。"] if late else []
    rounds = Round.objects.visible_to(user).filter(election__body=Body.COMMITTEE, election__term__elected_in=cycle)
    rounds = rounds.exclude(state__in=AHEAD).select_related(*failures.JOINED).order_by("pk")
    waiting = [one for one in failures.failures(list(rounds)) if one.next is None]
    if waiting:
        names = "、".join(f"{one.election.village.township}{one.election.village}" for one in waiting)
        found.append(f"没有选成、还没有定下一轮投票日的：{names}，请定期限、定包案领导。")
    open_ = Incident.objects.visible_to(user).filter(closed_on=None, election__term__elected_in=cycle).count()
    if open_:
        found.append(f"突发情况未办结{open_}件，请明确处置责任单位和时限。")
    return found[:MOST_MATTERS]


def _incidents(user: Actor, cycle: Cycle, day: date) -> list[str]:
    """How many came yesterday and how many were settled; nothing of what they are about."""
    before = day - timedelta(1)
    incidents = Incident.objects.visible_to(user).filter(election__term__elected_in=cycle)
    complaints = Complaint.objects.visible_to(user).filter(cycle=cycle)
    disputes = Dispute.objects.visible_to(user).filter(election__term__elected_in=cycle)
    told = (
        ("突发情况", incidents.filter(day=before).count(), incidents.filter(closed_on=before).count()),
        ("信访举报", complaints.filter(received_on=before).count(), complaints.filter(answered_on=before).count()),
        ("选举异议", disputes.filter(received_on=before).count(), None),
    )
    said = [f"{name}新增{new}件" + (f"、办结{over}件" if over is not None else "") for name, new, over in told]
    return [f"昨日{'；'.join(said)}。"]


def _upward(place: str, moment: datetime, progress: Section, held: Sequence[Vote], today: Sequence[Vote]) -> str:
    complete = sum(_outcome(vote) == "一次选齐" for vote in held)
    return (
        f"截至{moment_in_words(moment)}，{progress.texts[0].rstrip('。')}；昨日投票{len(held)}个村(社区)，"
        f"一次选齐{complete}个；今日投票{len(today)}个村(社区)。"
    )
