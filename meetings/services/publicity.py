"""Publicity: one activity for many villages at once, which village each channel has reached, trainings added up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk.reminders import Behind
from electioncycle.records import history
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action, officials_may
from electioncycle.rounding import share
from electioncycle.security import audit
from electioncycle.wording import day_in_words
from meetings.models import PublicityActivity, Trainee, Training
from meetings.oversight_choices import Attendance
from meetings.rules import publicity as rules
from villages.choices import ListKind
from villages.models import Area, Cycle, KindItem, Village
from villages.services.territory import participants


@dataclass(frozen=True)
class Campaign:
    """One activity as it is entered for several villages."""

    channel: KindItem
    held_on: date
    theme: str
    audience: str = ""
    place: str = ""
    organiser: str = ""


def channels_of(cycle: Cycle | None) -> list[KindItem]:
    return list(KindItem.objects.filter(cycle=cycle, kind=ListKind.PUBLICITY_CHANNEL)) if cycle else []


def enter_campaign(
    campaign: Campaign, villages: Sequence[Village], *, by: Actor, cycle: Cycle
) -> tuple[int, list[str]]:
    """One row for each village; returns how many, and the villages that had this very activity before."""
    if not officials_may(by, Action.ADD) or not all(by.covers(village.path) for village in villages):
        raise NotYours
    cycle.require_open_for_entry()
    if not villages:
        raise Refused("没有勾选村(社区)，请至少勾选一个后再登记。")
    theme = campaign.theme.strip()
    if len(theme) < 2:
        raise Refused("没有填写活动主题，请填写后再登记。")
    today = timezone.localdate()
    if fault := rules.held_fault(campaign.held_on, today=today, starts_on=cycle.starts_on):
        raise Refused(fault)
    with transaction.atomic():
        Cycle.all_rows.select_for_update(of=("self",)).get(pk=cycle.pk)  # the same campaign sent twice queues
        same = Q(cycle=cycle, channel=campaign.channel, held_on=campaign.held_on, theme=theme)
        known = set(PublicityActivity.objects.filter(same).values_list("village_id", flat=True))
        rows = [
            PublicityActivity(
                cycle=cycle,
                village=village,
                channel=campaign.channel,
                held_on=campaign.held_on,
                theme=theme[:80],
                audience=campaign.audience.strip()[:60],
                place=campaign.place.strip()[:60],
                organiser=campaign.organiser.strip()[:40],
            )
            for village in villages
            if village.pk not in known
        ]
        history.record_many(rows, by=by, reason="多村一次登记")
        if rows:
            audit.record(audit.Event.ADDED, by=by, row=cycle, ledger="publicityactivity", rows=len(rows))
    return len(rows), [str(village) for village in villages if village.pk in known]


@dataclass(frozen=True)
class Reach:
    """How often a channel reached a village, and when last."""

    times: int
    last_on: date

    def __str__(self) -> str:
        return f"{self.times}次，最近{self.last_on:%m-%d}"


def last_by_channel(villages: Sequence[Village], cycle: Cycle | None) -> dict[int, dict[int, Reach]]:
    """Village key → channel key → reach; one query."""
    found: dict[int, dict[int, Reach]] = defaultdict(dict)
    if cycle is None:
        return found
    rows = PublicityActivity.objects.filter(cycle=cycle, village__in=villages).order_by()
    for line in rows.values("village", "channel").annotate(times=Count("id"), last_on=Max("held_on")):
        found[line["village"]][line["channel"]] = Reach(line["times"], line["last_on"])
    return found


@dataclass
class CoverageLine:
    """The villages of one township, or all of them (``township`` is None): reached by which channel."""

    township: Area | None
    villages: int = 0
    unreached: int = 0
    whole: int = 0
    activities: int = 0
    by_channel: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, reached: dict[int, Reach], channels: Sequence[KindItem]) -> None:
        self.villages += 1
        self.unreached += not reached
        self.whole += bool(channels) and all(channel.pk in reached for channel in channels)
        self.activities += sum(one.times for one in reached.values())
        for channel in channels:
            self.by_channel[channel.pk] += channel.pk in reached

    @property
    def name(self) -> str:
        return str(self.township) if self.township else "合计"

    @property
    def covered(self) -> int:
        return self.villages - self.unreached

    @property
    def share(self) -> Any:
        return share(self.covered, self.villages)


@dataclass
class Coverage:
    channels: list[KindItem]
    villages: list[Village]
    reached: dict[int, dict[int, Reach]]
    lines: list[CoverageLine]
    total: CoverageLine

    @property
    def missing(self) -> list[Village]:
        return [village for village in self.villages if not self.reached.get(village.pk)]

    @property
    def behind(self) -> list[Behind]:
        """The townships with such villages."""
        found: dict[Any, list[str]] = {}
        for village in self.missing:
            found.setdefault(village.township, []).append(str(village))
        return [Behind(str(one), len(own), "个村(社区)", own) for one, own in found.items()]


def coverage(user: Actor, cycle: Cycle, *, township: int = 0) -> Coverage:
    """Which village was reached by which channel; three queries."""
    villages = participants(user, cycle)
    listed = list(villages.filter(township=township) if township else villages)
    channels, reached = channels_of(cycle), last_by_channel(listed, cycle)
    lines: dict[int, CoverageLine] = {}
    total = CoverageLine(None)
    for village in listed:
        line = lines.setdefault(village.township_id, CoverageLine(village.township))
        for one in (line, total):
            one.add(reached.get(village.pk, {}), channels)
    return Coverage(channels, listed, reached, list(lines.values()), total)


def unreached(user: Actor, cycle: Cycle) -> list[list[int]]:
    """Key of each township and how many of its villages no channel has reached."""
    lines = coverage(user, cycle).lines
    return [[line.township.pk, line.unreached] for line in lines if line.township is not None]


def sentence(found: Coverage, place: str, today: date) -> str:
    """Ready to be copied into a report."""
    total = found.total
    channels = "、".join(f"{one}覆盖{total.by_channel[one.pk]}个" for one in found.channels)
    return (
        f"截至{today.month}月{today.day}日，{place}{total.villages}个村(社区)开展换届宣传活动{total.activities}场次，"
        f"已覆盖{total.covered}个村(社区)，占{total.share or 0}%；其中{channels or '尚未设置渠道'}；"
        f"各渠道均已覆盖的{total.whole}个。"
    )


@dataclass(frozen=True)
class Attended:
    """One training added up."""

    listed: int
    present: int
    made_up: int
    excused: int
    absent: int
    pledged: int

    @property
    def trained(self) -> int:
        return self.present + self.made_up


NOBODY = Attended(0, 0, 0, 0, 0, 0)


def attended(trainings: Sequence[Training]) -> dict[int, Attended]:
    """Training key → its attendance; one query."""
    rows = Trainee.objects.filter(training__in=trainings).order_by().values("training")
    counted: Any = rows.annotate(
        listed=Count("id"),
        pledged=Count("id", filter=Q(pledged_on__isnull=False)),
        **{value: Count("id", filter=Q(attendance=value)) for value in Attendance.values},
    )
    return {line.pop("training"): Attended(**line) for line in counted}


def trainings_sentence(trainings: Sequence[Training], place: str, today: date) -> str:
    """All trainings together, ready to be copied into a report."""
    counted = attended(trainings).values()
    present, made_up = sum(one.present for one in counted), sum(one.made_up for one in counted)
    absent = sum(one.absent + one.excused for one in counted)
    return (
        f"截至{today.month}月{today.day}日，{place}举办工作人员培训{len(trainings)}期，到训{present}人次，"
        f"缺席、请假后已补训{made_up}人次，尚未补训{absent}人次。"
    )


def training_sentence(training: Training, found: Attended) -> str:
    day = training.held_on
    head = f"{day_in_words(day)}，{training.area}举办{training.name}"
    expected = f"应到{training.expected}人，" if training.expected else ""
    return (
        f"{head}，{expected}实到{found.present}人，请假{found.excused}人，缺席{found.absent}人，"
        f"已补训{found.made_up}人；签订纪律承诺书{found.pledged}人。"
    )
