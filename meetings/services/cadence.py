"""Whether the meetings a series asks for were held: by holder and week, and who has not held what is due once."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk.reminders import Behind, reminder
from meetings.choices import Cadence, Level, MeetingState, Period
from meetings.definitions import TOWNSHIP_MEETINGS, VILLAGE_MEETINGS
from meetings.models import Meeting, MeetingSeries
from meetings.rules import gatherings as rules
from meetings.rules.gatherings import Kept
from villages.choices import AreaLevel
from villages.models import Area, Cycle, Village, VillageProfile
from villages.services import participants
from villages.services.election_days import election_days

WEEKS_SHOWN = 6


@dataclass(frozen=True)
class Holder:
    """Who is to hold the meetings of a series: the county, a township or a village, and on which days that binds."""

    level: str
    key: int
    name: str
    township: str
    bound: Period | None


def belongs(series: MeetingSeries, area: Area, village: Village | None) -> bool:
    """Whether a meeting at this place can be one of the series: right level, within the series' territory."""
    if village is not None:
        level = Level.VILLAGE
    else:
        level = Level.COUNTY if area.level == AreaLevel.COUNTY else Level.TOWNSHIP
    return series.level == level and area.path.startswith(series.area.path)


def series_of(user: Actor, cycle: Cycle) -> QuerySet[MeetingSeries]:
    return MeetingSeries.objects.visible_to(user).filter(cycle=cycle).select_related("area", "kind", "batch")


def holders(series: MeetingSeries, user: Actor) -> list[Holder]:
    """Those within the user's territory who are to hold the meetings, in official order."""
    if series.level == Level.VILLAGE:
        return _villages(series, user)
    level = AreaLevel.COUNTY if series.level == Level.COUNTY else AreaLevel.TOWNSHIP
    areas = Area.objects.visible_to(user).filter(level=level, path__startswith=series.area.path)
    bound = rules.window(series.starts_on, series.ends_on)
    return [Holder(series.level, one.pk, str(one), str(one), bound) for one in areas.order_by("position", "code")]


def _villages(series: MeetingSeries, user: Actor) -> list[Holder]:
    villages = participants(user, series.cycle).filter(path__startswith=series.area.path)
    if series.batch_id:
        batches = VillageProfile.objects.filter(cycle=series.cycle, batch=series.batch_id).order_by()
        villages = villages.filter(pk__in=batches.values("village"))
    days = election_days(series.cycle)
    found = []
    for village in villages:
        bound = rules.window(
            series.starts_on, series.ends_on, near_days=series.near_days, election_day=days.get(village.pk)
        )
        found.append(Holder(Level.VILLAGE, village.pk, village.name, str(village.township), bound))
    return found


def held_days(series: MeetingSeries, user: Actor) -> dict[int, set[date]]:
    """Holder key → days on which a meeting of the series was held."""
    rows = Meeting.objects.visible_to(user).filter(series=series, state=MeetingState.HELD).order_by()
    found: dict[int, set[date]] = defaultdict(set)
    for area, village, held_on in rows.values_list("area", "village", "held_on"):
        found[village if series.level == Level.VILLAGE else area].add(held_on)
    return found


@dataclass
class CadenceLine:
    """One holder: what was kept in each week shown, and since the beginning."""

    holder: Holder
    weeks: list[Kept]
    total: Kept
    sent: int = 0  # meetings at which somebody of the level above took part (上级派员)

    @property
    def figures(self) -> tuple[int, int, int, int]:
        return self.total.due, self.total.kept, self.total.missed, self.sent


@dataclass
class CadenceTable:
    series: MeetingSeries
    weeks: list[Period]
    lines: list[CadenceLine] = field(default_factory=list)

    @property
    def total(self) -> Kept:
        return sum((line.total for line in self.lines), Kept())

    @property
    def sent(self) -> int:
        return sum(line.sent for line in self.lines)

    @property
    def missing(self) -> list[CadenceLine]:
        """Those bound today or before who have missed a meeting in the last week shown."""
        return [line for line in self.lines if line.weeks and line.weeks[-1].missed]


def table(series: MeetingSeries, user: Actor, today: date, last: date | None = None) -> CadenceTable:
    """Kept and missed by holder and week, up to the week of ``last``; as many queries for any number of holders."""
    monday, _ = rules.week_of(min(filter(None, (last, today, series.ends_on))))
    weeks = [(monday - timedelta(weeks=n), monday - timedelta(weeks=n) + timedelta(days=6)) for n in range(WEEKS_SHOWN)]
    found = CadenceTable(series, weeks[::-1])
    days, sent = held_days(series, user), _sent(series, user)
    for holder in holders(series, user):
        if holder.bound is None or holder.bound[0] > today:
            continue
        due = rules.periods(series.cadence, holder.bound, today, workdays_only=series.workdays_only)
        held = days.get(holder.key, set())
        by_week = [rules.kept(_ending_in(due, week), held, today) for week in found.weeks]
        found.lines.append(CadenceLine(holder, by_week, rules.kept(due, held, today), sent[holder.key]))
    return found


def _sent(series: MeetingSeries, user: Actor) -> Counter[int]:
    """Holder key → meetings at which a member of the county or township took part."""
    rows = Meeting.objects.visible_to(user).filter(series=series, state=MeetingState.HELD).exclude(sent_members="")
    return Counter(rows.order_by().values_list("village" if series.level == Level.VILLAGE else "area", flat=True))


def recurring(user: Actor, cycle: Cycle) -> list[MeetingSeries]:
    """Series with a cadence that this user sees kept or missed."""
    rows = series_of(user, cycle).exclude(cadence__in=(Cadence.ONCE, Cadence.AD_HOC))
    return [one for one in rows if one.level != Level.COUNTY or user.covers(one.area.path)]


def chosen(user: Actor, cycle: Cycle, asked: str) -> tuple[list[MeetingSeries], MeetingSeries | None]:
    """All of them and the one asked for by its key, else the first. Raises LookupError for any other."""
    every = recurring(user, cycle)
    if asked and asked not in {str(one.pk) for one in every}:
        raise LookupError(asked)
    return every, next((one for one in every if str(one.pk) == asked), every[0] if every else None)


def week_names(found: CadenceTable) -> list[str]:
    """The weeks of the table as they head its columns."""
    return [f"{first:%m-%d}至{last:%m-%d}" for first, last in found.weeks]


def _ending_in(periods: Iterable[Period], week: Period) -> list[Period]:
    """A month counts in the week in which it ends, a day and a week in their own."""
    return [period for period in periods if week[0] <= period[1] <= week[1]]


@dataclass(frozen=True)
class CascadeLine:
    """One holder of meetings that are to be held once: the day for each series, None where not held yet."""

    holder: Holder
    days: list[date | None]
    late: list[bool]

    @property
    def complete(self) -> bool:
        return all(self.days)


@dataclass
class Cascade:
    """Meetings to be held once by a deadline, such as 动员部署 and 业务培训, at one level."""

    level: str
    series: list[MeetingSeries]
    lines: list[CascadeLine]

    @property
    def complete(self) -> list[CascadeLine]:
        return [line for line in self.lines if line.complete]

    @property
    def missing(self) -> list[Behind]:
        """Who has not held all of them, with those that are left."""
        left = ((line.holder.name, self._left(line)) for line in self.lines if not line.complete)
        return [Behind(name, len(own), "次会议", own) for name, own in left]

    def _left(self, line: CascadeLine) -> list[str]:
        return [str(series) for series, day in zip(self.series, line.days, strict=True) if day is None]

    @property
    def level_name(self) -> str:
        return {"county": "县", "township": "乡镇(街道)", "village": "村(社区)"}[self.level]

    def sentence(self, place: str) -> str:
        """Ready to be copied into a report."""
        held = [
            f"{series}已召开{sum(line.days[number] is not None for line in self.lines)}个"
            for number, series in enumerate(self.series)
        ]
        late = sum(any(line.late) for line in self.lines)
        return f"{place}{len(self.lines)}个{self.level_name}中，{'、'.join(held)}，全部召开的{len(self.complete)}个" + (
            f"，逾期未召开的{late}个。" if late else "。"
        )

    def reminder(self, before: str) -> str:
        return reminder(len(self.complete), self.missing, timezone.localtime(), before)


def cascades(user: Actor, cycle: Cycle, today: date) -> list[Cascade]:
    """By level; townships first, which is where the county's meetings are passed on."""
    by_level: dict[str, list[MeetingSeries]] = defaultdict(list)
    for series in series_of(user, cycle).filter(cadence=Cadence.ONCE).order_by("starts_on", "id"):
        by_level[series.level].append(series)
    order = (Level.TOWNSHIP, Level.VILLAGE, Level.COUNTY)
    return [_cascade(level, by_level[level], user, today) for level in order if by_level[level]]


def _cascade(level: str, series: list[MeetingSeries], user: Actor, today: date) -> Cascade:
    every: dict[int, Holder] = {}
    bound: list[dict[int, Holder]] = []
    for one in series:
        named = {holder.key: holder for holder in holders(one, user)}
        bound.append(named)
        every |= {key: holder for key, holder in named.items() if key not in every}
    held = [held_days(one, user) for one in series]
    lines = []
    for key, holder in every.items():
        days = [min(own[key]) if own.get(key) else None for own in held]
        late = [
            day is None and key in named and named[key].bound is not None and named[key].bound[1] < today  # type: ignore[index]
            for day, named in zip(days, bound, strict=True)
        ]
        lines.append(CascadeLine(holder, days, late))
    return Cascade(level, series, lines)


@dataclass(frozen=True)
class Late:
    number: int
    deadline: date


def late_holders(user: Actor, cycle: Cycle, today: date) -> Late | None:
    """How many within the user's territory have not held a meeting that is due once, and the first deadline."""
    waiting: set[tuple[str, int]] = set()
    deadlines = []
    for cascade in cascades(user, cycle, today):
        for line in cascade.lines:
            open_ones = [one for one, day in zip(cascade.series, line.days, strict=True) if day is None]
            begun = [one.ends_on for one in open_ones if one.starts_on <= today and one.ends_on]
            if begun:
                waiting.add((cascade.level, line.holder.key))
                deadlines += begun
    return Late(len(waiting), min(deadlines)) if waiting else None


def township_figures(user: Actor, cycle: Cycle) -> dict[int, dict[str, Any]]:
    """Meetings held by and in each township."""
    rows = Meeting.objects.visible_to(user).filter(
        Q(level=Level.TOWNSHIP) | Q(level=Level.VILLAGE), cycle=cycle, state=MeetingState.HELD
    )
    found: dict[int, dict[str, Any]] = {}
    for area, level in rows.order_by().values_list("area", "level"):
        counts = found.setdefault(area, {TOWNSHIP_MEETINGS.name: 0, VILLAGE_MEETINGS.name: 0})
        counts[(TOWNSHIP_MEETINGS if level == Level.TOWNSHIP else VILLAGE_MEETINGS).name] += 1
    return found


def sentence(found: CadenceTable, place: str) -> str:
    """Ready to be copied into a report."""
    total = found.total
    share = f"，落实率{total.share}%" if total.share is not None else ""
    sent = f"，上级派员参加{found.sent}次" if found.sent else ""
    missing = f"；最近一周有缺的：{'、'.join(_named(found))}" if found.missing else ""
    return (
        f"{place}“{found.series}”（{found.series.get_cadence_display()}）应召开的{len(found.lines)}个单位，"
        f"累计应召开{total.due}次、已召开{total.kept}次{share}{sent}{missing}。"
    )


def _named(found: CadenceTable) -> list[str]:
    village = found.series.level == Level.VILLAGE
    return [f"{line.holder.township if village else ''}{line.holder.name}" for line in found.missing[:20]]


def held_by_kind(user: Actor, cycle: Cycle) -> Counter[tuple[str, str]]:
    """Level and code of the kind → meetings held."""
    rows = Meeting.objects.visible_to(user).filter(cycle=cycle, state=MeetingState.HELD).order_by()
    return Counter(rows.values_list("level", "kind__code"))
