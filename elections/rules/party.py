"""The party organisation's election by the rules: who is counted, how many stand, who came, notice, branches, reply."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil

from electioncycle.wording import day_in_words
from elections.party_choices import RECOMMENDING, NotCounted, PartySheetKind
from elections.rules.checks import Finding
from elections.rules.norms import Norms

QUORUM, EXTRA, NOT_COUNTED = "party_quorum", "party_extra_share", "party_not_counted"
NOTICE_DAYS, RECOMMENDED_BY = "party_notice_days", "party_recommendation_quorum"
REQUEST, PERMIT, RECOMMENDATION = "party_request", "party_permit", "party_recommendation"
NOTICE, NOTICE_END, SECRETARY = "party_notice", "party_notice_end", "party_secretary"
REPORT, REPLY, FILING = "party_report", "party_reply", "party_filing"
ELSEWHERE = 2
"""Tells what the figure of the meeting says from what the plan says, where a code takes both."""


@dataclass(frozen=True)
class Plan:
    """What the meeting was asked for with; ``replied``: the reply is recorded, on whatever day."""

    members: int
    not_counted: Mapping[str, int]
    seats: int
    candidates: int
    discipline: bool = True
    replied: bool = False

    @property
    def expected(self) -> int:
        return self.members - sum(self.not_counted.values())


@dataclass(frozen=True)
class Sheet:
    """A meeting in totals."""

    kind: str
    present: int
    entitled: int | None = None
    issued: int | None = None
    recovered: int | None = None


@dataclass(frozen=True)
class Branch:
    name: str
    elected_on: date | None = None


@dataclass(frozen=True)
class Objection:
    number: int
    received_on: date
    answered_on: date | None = None


@dataclass(frozen=True)
class Days:
    """What happened when; ``held_on`` is the day of the meeting's vote."""

    permit: date | None = None
    notice: date | None = None
    notice_end: date | None = None
    held_on: date | None = None
    reply: date | None = None
    secretary: date | None = None


@dataclass(frozen=True)
class Track:
    """All that is recorded of one election."""

    plan: Plan | None = None
    sheets: Sequence[Sheet] = ()
    branches: Sequence[Branch] = ()
    objections: Sequence[Objection] = ()
    days: Days = field(default_factory=Days)
    strange: int = 0
    """How many of those put forward are known not to be full members."""

    def sheet(self, kind: str) -> Sheet | None:
        return next((one for one in self.sheets if one.kind == kind), None)


def needed(seats: int, norms: Norms) -> int:
    """So many stand for so many seats; rounded up (条例：差额不少于应选人数的20%)."""
    extra = norms.share(EXTRA)
    return seats + (ceil(seats * extra.fraction) if extra else 0)


def against_plan(plan: Plan, norms: Norms) -> list[str]:
    """What the rules do not allow to be asked for, each with what to do."""
    return [said for said in (_too_few(plan, norms), _strangers(plan, norms)) if said]


def _too_few(plan: Plan, norms: Norms) -> str:
    least = needed(plan.seats, norms)
    if plan.candidates >= least:
        return ""
    return f"应选委员{plan.seats}名，候选人{plan.candidates}名，须不少于{least}名{norms.basis(EXTRA)}"


def _strangers(plan: Plan, norms: Norms) -> str:
    allowed = norms.value(NOT_COUNTED)
    if allowed is None:
        return ""
    found = [NotCounted(one).label for one, number in plan.not_counted.items() if number and one not in allowed]
    return f"规则集没有“{'、'.join(found)}”不计入应到会一项{norms.basis(NOT_COUNTED)}" if found else ""


def findings(track: Track, norms: Norms) -> Iterator[Finding]:
    """What is outside the rules in what is recorded by now; no name stands in it."""
    days = track.days
    if track.plan:
        yield from _of_plan(track.plan, days, norms)
    yield from _of_meeting(track, norms)
    for sheet in track.sheets:
        yield from _recommended(sheet, norms)
    if track.strange:
        yield Finding("F.604", f"预备人选中有{track.strange}人的政治面貌不是中共党员。", NOTICE)
    yield from _noticed(days, norms)
    yield from _objected(track.objections, days)
    yield from _branches(track.branches, days)
    if days.secretary and (days.reply is None or days.secretary < days.reply):
        when = f"批复在{day_in_words(days.reply)}" if days.reply else "还没有登记批复"
        said = f"书记、副书记在{day_in_words(days.secretary)}公布，{when}。"
        yield Finding("F.605", said, SECRETARY, happened_on=days.secretary)


def _of_plan(plan: Plan, days: Days, norms: Norms) -> Iterator[Finding]:
    if said := _too_few(plan, norms):
        yield Finding("F.602", f"{said}。", NOTICE)
    number, late = sum(plan.not_counted.values()), _not_replied(plan, days)
    if said := _strangers(plan, norms):
        yield Finding("F.603", f"{said}。", REQUEST)
    elif number and late:
        yield Finding("F.603", f"不计入应到会{number}人，{late}。", REQUEST)
    if late:
        yield Finding("F.609", f"召开党员大会的请示{late}。", PERMIT)
    if plan.seats and not plan.discipline:
        yield Finding("W.611", f"应选委员{plan.seats}名，没有设纪检委员。", REQUEST)


def _not_replied(plan: Plan, days: Days) -> str:
    """What the reply lacks to have been there before the meeting."""
    if not plan.replied:
        return "没有登记批复"
    if days.held_on and days.permit and days.permit > days.held_on:
        return f"在{day_in_words(days.permit)}批复，党员大会在{day_in_words(days.held_on)}召开"
    return ""


def _of_meeting(track: Track, norms: Norms) -> Iterator[Finding]:
    meeting, plan, quorum = track.sheet(PartySheetKind.MEETING), track.plan, norms.share(QUORUM)
    if meeting is None or plan is None:
        return
    said = f"应到会党员{plan.expected}人，实到会{meeting.present}人"
    if quorum and not quorum.reached(meeting.present, plan.expected):
        short = f"{quorum.words('应到会人数', reached=False)}{norms.basis(QUORUM)}"
        yield Finding("F.601", f"{said}，{short}。", "polling")
    if meeting.present > plan.expected:
        more = f"{said}，多于应到会人数；不计入的党员到会的，应到会人数须相应增加"
        yield Finding("F.603", f"{more}。", REQUEST, ELSEWHERE)


def _recommended(sheet: Sheet, norms: Norms) -> Iterator[Finding]:
    if sheet.kind not in RECOMMENDING:
        return
    quorum, said = norms.share(RECOMMENDED_BY), []
    if quorum and sheet.entitled and not quorum.reached(sheet.present, sheet.entitled):
        short = f"{quorum.words('应到人数', reached=False)}{norms.basis(RECOMMENDED_BY)}"
        said.append(f"应到{sheet.entitled}人，实到{sheet.present}人，{short}")
    if sheet.issued is not None and (sheet.recovered or 0) > sheet.issued:
        said.append(f"推荐表发出{sheet.issued}张，收回{sheet.recovered}张，收回多于发出")
    if said:
        number = RECOMMENDING.index(PartySheetKind(sheet.kind)) + 1
        title = PartySheetKind(sheet.kind).label
        yield Finding("F.610", f"{title}：{'；'.join(said)}。", RECOMMENDATION, number)


def notice_until(notice: date, norms: Norms) -> date | None:
    """The last day on which the notice must still hang; the day of posting is not counted."""
    days = norms.whole(NOTICE_DAYS)
    return notice + timedelta(days) if days else None


def _noticed(days: Days, norms: Norms) -> Iterator[Finding]:
    """It hung too short a time, or the meeting came before the time was over."""
    until, over = notice_until(days.notice, norms) if days.notice else None, days.notice_end or days.held_on
    if days.notice is None or until is None or over is None:
        return
    ends = min(over, days.held_on or over)
    if ends < until:
        what = "党员大会召开" if ends == days.held_on else "公示期满"
        least = f"规定不少于{norms.whole(NOTICE_DAYS)}日{norms.basis(NOTICE_DAYS)}"
        said = f"预备人选{day_in_words(days.notice)}公示，{day_in_words(ends)}{what}，公示{(ends - days.notice).days}日"
        yield Finding("F.606", f"{said}，{least}。", NOTICE)


def _objected(objections: Iterable[Objection], days: Days) -> Iterator[Finding]:
    for one in objections:
        before = days.held_on is None or one.received_on <= days.held_on
        late = one.answered_on is None or (days.held_on is not None and one.answered_on > days.held_on)
        if before and late:
            answered = f"，{day_in_words(one.answered_on)}才答复" if one.answered_on else "，没有登记答复"
            said = f"第{one.number}号公示异议{day_in_words(one.received_on)}收到{answered}。"
            yield Finding("F.607", said, NOTICE, one.number)


def _branches(branches: Iterable[Branch], days: Days) -> Iterator[Finding]:
    late = [one for one in branches if one.elected_on is None or (days.held_on and one.elected_on > days.held_on)]
    if late:
        named = "、".join(one.name for one in late)
        yield Finding("F.608", f"下设支部{len(late)}个没有在党员大会以前选举：{named}。", REQUEST)
