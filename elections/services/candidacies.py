"""Verbs of one candidacy: the person declines, withdraws, chooses another post or dies; and that was a slip."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from electioncycle.wording import day_in_words
from elections.choices import BY_HIMSELF, CandidacyState, Leaving
from elections.models import Candidacy
from elections.rules.calendar import WITHDRAWAL
from elections.rules.slate import next_one
from elections.services import slates
from elections.services.calendars import calendar_of

LEAVE, BACK = "leave", "come_back"
SELF_NOMINATION = "self_nomination"


def leave(
    row: Candidacy, *, because: str, on: date, note: str = "", by: Actor, version: int | None = None
) -> Candidacy:
    """It happened and is recorded, whatever the day; the list follows by another edition."""
    workflow.require(by, row.village, Action.CHANGE)
    if because not in BY_HIMSELF:
        raise Refused("请选择不再列入的原因。")
    if on > timezone.localdate():
        raise Refused(f"日期({on})在今天之后，请在事情发生之后登记。")
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.live, row, "登记退出")
        if because == Leaving.OTHER_POST and not _other_posts(row):
            raise Refused(f"{row.person}没有被提名其他职务，不能登记“{Leaving.OTHER_POST.label}”。")
        row.leave()
        row.left_because, row.left_on, row.left_note = because, on, note.strip()[:200]
        workflow.advance(row, move=LEAVE, title=f"登记{Leaving(because).label}", by=by)
    return row


def _other_posts(row: Candidacy) -> bool:
    others = Candidacy.objects.filter(election=row.election, person=row.person).exclude(pk=row.pk)
    return others.exclude(state=CandidacyState.LEFT).exists()


def come_back(row: Candidacy, *, by: Actor, reason: str, version: int | None = None) -> Candidacy:
    """It was recorded wrongly: the person is a nominee, or a formal candidate, as before."""
    workflow.require(by, row.village, Action.CHANGE)
    reason = workflow.require_reason(reason, "更正退出登记")
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.left_because in BY_HIMSELF, row, "更正退出登记")
        slates.restore(row)
        workflow.advance(row, move=BACK, title="更正退出登记", by=by, reason=reason)
    return row


def what_follows(row: Candidacy) -> str:
    """What is said to who has just recorded that a candidate left: late or not, and who comes next by votes."""
    said = [lateness(row, WITHDRAWAL, row.left_on)] if row.left_because == Leaving.WITHDREW else []
    slate = slates.slate_of(row.election)
    if slate.formal:
        follows = next_one(slate, row.post)
        said.append(
            f"按得票由{follows.name}({follows.counted}票)递补，请另拟名单并公布。"
            if follows
            else "没有得票在前的一人可以递补，请由选举委员会研究后另拟名单。"
        )
    return "".join(said)


def lateness(row: Candidacy, step: str, day: date | None) -> str:
    """Recorded as it is; a day after the last one of the law is said."""
    own = calendar_of(row.election)
    line = own.line(step, 1) if own else None
    latest = line.due.latest if line and line.due.law else None
    if day is None or latest is None or day <= latest:
        return ""
    return f"{day_in_words(day)}晚于规定的最迟日{day_in_words(latest)}，已照实登记。"


def moves(row: Candidacy, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    if not officials_may(user, Action.CHANGE):
        return set()
    if row.live:
        return {LEAVE}
    return {BACK} if row.left_because in BY_HIMSELF else set()
