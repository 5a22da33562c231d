"""The purge of an election that belongs to no cycle: its own day, its own two persons, the same acts and holds."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.disclosure import purging, retention
from electioncycle.ledgers.declarations import Due
from electioncycle.records import workflow
from electioncycle.roles import Action, allows
from elections import retention as own
from elections.choices import LIVE
from elections.correction_choices import CorrectionState
from elections.models import Correction, Election, ResultSheet, Round
from elections.services import halting, sheet_verdicts
from villages.models import Village
from villages.services.retention import forget_persons
from villages.services.rule_sets import values_of

DAYS_RULE = "election_retention_days"
DEFAULT_DAYS = 180
HOLD, LIFT = "hold", "lift"
AT_ONCE = 20


def days(election: Election) -> tuple[int, bool]:
    """How many days after the result is final, and whether the rule set says so."""
    edition = election.rule_set
    given = values_of(edition).whole(DAYS_RULE) if edition else None
    return given or DEFAULT_DAYS, given is not None


def final_on(election: Election) -> date | None:
    """The day after which nothing changed any more; None while it goes on."""
    if election.state in LIVE:
        return None
    rounds = [row.held_on for row in Round.objects.filter(election=election)]
    corrected = Correction.objects.filter(sheet__round__election=election, state=CorrectionState.DONE)
    moments = [*corrected.values_list("confirmed_at", flat=True)]
    moments += workflow.steps(election).filter(move=halting.CALL_OFF).values_list("at", flat=True)
    for sheet in ResultSheet.objects.filter(round__election=election):
        moments += workflow.steps(sheet).filter(move=sheet_verdicts.VERIFY).values_list("at", flat=True)
    return max([*filter(None, rounds), *(timezone.localtime(at).date() for at in moments if at)], default=None)


def due_on(election: Election) -> date | None:
    final = final_on(election)
    return final + timedelta(days=days(election)[0]) if final else None


def blockers(election: Election) -> list[str]:
    """What stands against purging it now, each with what to do."""
    if election.cycle:
        return [f"这项选举属于“{election.cycle}”，个人信息随届次清除。"]
    if election.purged_at:
        return [f"个人信息已于{timezone.localtime(election.purged_at):%Y年%m月%d日}清除。"]
    due = due_on(election)
    if due is None:
        return ["选举还没有结束；结果确定后开始计算保存期限。"]
    found = [] if timezone.localdate() >= due else [f"保存期限到{due:%Y年%m月%d日}，届满后才能清除。"]
    if Correction.objects.filter(sheet__round__election=election, state=CorrectionState.OPEN).exists():
        found.append("结果正在更正，请先办完或撤销。")
    if election.pk in retention.held(Election):
        found.append("这项选举已登记保留，或者存在未办结的选举异议，整项保留。请先解除保留或办结异议。")
    return found


def ask_purge(election: Election, *, by: Actor, reason: str, version: int | None = None) -> None:
    _require(by, election.village)
    purging.ask(election, blockers, by=by, reason=reason, version=version)


def purge(election: Election, *, by: Actor, version: int | None = None) -> dict[str, int]:
    """The second person's word: names go in rows, history and files; figures and who was elected stay."""
    _require(by, election.village)
    return purging.carry_out(election, blockers, _empty, by=by, version=version)


def _empty(election: Election) -> dict[str, int]:
    whole = own.of_election(election)
    return retention.purge_rows(whole) | {"villages.person": forget_persons(whole)}


def hold(election: Election, *, by: Actor, reason: str, document_number: str, version: int | None = None) -> None:
    """The election and everything below it stay whole until another person lifts it."""
    _require(by, election.village)
    retention.hold(election, by=by, cycle=None, reason=reason, document_number=document_number)


def lift(election: Election, *, by: Actor, version: int | None = None) -> None:
    _require(by, election.village)
    if kept := held_by(election):
        retention.lift(kept, by=by)


def held_by(election: Election) -> retention.Hold | None:
    label = Election._meta.label_lower
    return retention.Hold.objects.filter(object_type=label, object_id=election.pk, lifted_at=None).first()


def due(user: Actor) -> Iterator[Due]:
    """For the county's administrator: elections of no cycle whose time is over."""
    if not allows(user.roles, Action.MANAGE):
        return
    over = Election.objects.visible_to(user).filter(start=None, purged_at=None).exclude(state__in=LIVE)
    for election in over.select_related("term__elected_in", "rule_set").order_by("polling_day", "pk")[:AT_ONCE]:
        if not blockers(election):
            yield Due("补选、罢免个人信息保存期满，待清除", reverse("election_purge", args=[election.pk]))


def _require(by: Actor, village: Village) -> None:
    workflow.require(by, village, Action.MANAGE)


def may(user: Actor, election: Election) -> bool:
    return election.cycle is None and user.covers(election.village.path) and allows(user.roles, Action.MANAGE)
