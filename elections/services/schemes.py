"""Verbs of a village's election rules: drafted, adopted, recorded as adopted, amended by a new edition."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import files, history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import FIELD, Action
from electioncycle.security import audit
from elections.choices import SCHEME_BODIES, SCHEME_PROCEDURES, Adopter, SchemeState
from elections.models import Election, ElectionCommittee, Scheme, StepDay, edition_for
from elections.rules import scheme as rules
from elections.rules.calendar import SCHEME
from elections.rules.norms import Norms
from elections.rules.scheme import Adoption, Finding, Meeting
from elections.rules.sheet import Unreadable
from elections.services import step_days
from elections.services.calendars import offered_day
from elections.services.defects import mark_defect
from elections.services.norms import Editions
from villages.models import RuleSet

ADOPT, RECORD, AMEND = "adopt", "record", "amend"
STEP = SCHEME
"""The step of the calendar that its defects belong to; their number is that of the edition."""


class Outside(Refused):
    """Something the rule set does not allow; ``findings`` has what, by key, with its source."""

    def __init__(self, findings: Sequence[Finding], advice: str) -> None:
        super().__init__("".join([*(one.text for one in findings), advice]))
        self.findings = findings


def has_scheme(election: Election) -> bool:
    return election.body in SCHEME_BODIES and election.procedure in SCHEME_PROCEDURES


def edition_of(election: Election) -> RuleSet | None:
    """By which edition its scheme is checked today."""
    return edition_for(election, election.polling_day or timezone.localdate())


def norms_of(election: Election, rule_set: RuleSet | None) -> Norms:
    edition = rule_set.pk if rule_set else None
    return Editions().on(edition, election.polling_day, community=election.community)


def findings(scheme: Scheme, rule_set: RuleSet | None) -> list[Finding]:
    """What this edition of the rules does not allow of the scheme and of the vote on it."""
    norms = norms_of(scheme.election, rule_set)
    voted = rules.quorum(scheme.adoption, norms) if scheme.adoption else []
    return rules.check(scheme.values, norms, scheme.unit) + voted


def moved_on(scheme: Scheme) -> RuleSet | None:
    """The edition that the election goes by now, where it is another than the scheme's."""
    now = edition_of(scheme.election)
    return now if now is not None and now.pk != scheme.rule_set_id else None


def read(values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return rules.read(values)
    except Unreadable as error:
        raise Refused(f"{error}。请改正后再保存。") from error


def draft_of(election: Election) -> Scheme | None:
    return Scheme.objects.filter(election=election, state=SchemeState.DRAFT).first()


def standing(election: Election) -> Scheme | None:
    """The edition that the village goes by; None while it has adopted none."""
    return Scheme.objects.filter(election=election, state=SchemeState.ADOPTED).first()


def save_draft(election: Election, values: Mapping[str, Any], *, by: Actor, version: int | None = None) -> Scheme:
    """Save the draft of an election, a new one if it has none; outside the rule set nothing is saved."""
    workflow.require(by, election.village, Action.CHANGE, among=FIELD)
    with transaction.atomic():
        _hold_live(election)
        row = draft_of(election)
        row = workflow.locked(row, version) if row else _first(election)
        if not history.put(row, {"values": read(values)}) and row.pk:
            return row
        row.rule_set = edition_of(election)
        if found := rules.check(row.values, norms_of(election, row.rule_set), row.unit):
            raise Outside(found, "草案没有保存，请改正后再保存；村里已经这样通过的，请用“登记已通过的办法”如实登记。")
        event = audit.Event.CHANGED if row.pk else audit.Event.ADDED
        history.record(row, by=by, reason="填写选举办法草案")
        audit.record(event, by=by, row=row)
    return row


def adopt(scheme: Scheme, meeting: Meeting, *, by: Actor, as_fact: bool = False, version: int | None = None) -> Scheme:
    """The village adopted this draft. What is outside the law is refused, or recorded as it happened."""
    _require_recorder(scheme.election, by)
    with transaction.atomic():
        _hold(scheme.election)
        row = workflow.locked(scheme, version)
        workflow.refuse_unless(row.state == SchemeState.DRAFT, row, "登记通过")
        return _adopt(row, meeting, by=by, as_fact=as_fact, move=ADOPT, title="登记通过")


def record_adopted(
    election: Election,
    values: Mapping[str, Any],
    meeting: Meeting,
    *,
    by: Actor,
    as_fact: bool = False,
    version: int | None = None,
) -> Scheme:
    """The village adopted these rules already, whatever its draft said; a draft becomes what was adopted."""
    _require_recorder(election, by)
    with transaction.atomic():
        _hold(election)
        row = draft_of(election)
        row = workflow.locked(row, version) if row else _first(election)
        row.values = read(values)
        return _adopt(row, meeting, by=by, as_fact=as_fact, move=RECORD, title="如实登记已通过的办法")


def _adopt(row: Scheme, meeting: Meeting, *, by: Actor, as_fact: bool, move: str, title: str) -> Scheme:
    if absent := rules.missing(row.values):
        raise Refused(f"选举办法还没有填写{'、'.join(absent)}，请先补填再登记通过。")
    if meeting.held_on > timezone.localdate():
        raise Refused(f"通过日期({meeting.held_on})在今天之后，请在会议召开后登记。")
    earlier = standing(row.election)
    if earlier and earlier.adopted_on and meeting.held_on < earlier.adopted_on:
        raise Refused(f"通过日期({meeting.held_on})早于“{earlier}”的通过日期({earlier.adopted_on})，请核对。")
    row.rule_set = edition_of(row.election)
    found = _outside(row, meeting.adoption)
    if found and not as_fact:
        raise Outside(found, "没有登记。请村里改正后另行开会通过；已经按此办理的，勾选“如实登记”，按程序瑕疵记录。")
    if earlier:
        earlier = workflow.locked(earlier)
        earlier.supersede()
        workflow.advance(earlier, move=AMEND, title=f"由第{row.edition}版修改", by=by)
    _fill_in(row, meeting, by=by)
    row.adopt()
    _mark(row, found, by=by)
    if not earlier:
        step_days.record_along(row.election, STEP, meeting.held_on, by=by)
    said = "".join(one.text for one in found)
    workflow.advance(row, move=move, title=title, by=by, content=row.values, reason=said)
    return row


def follow_calendar(days: Iterable[StepDay], *, by: Actor) -> None:
    """Where the calendar says another day of what was adopted first, that is its day; ``record_along`` began it so."""
    for day in days:
        adopted = Scheme.objects.filter(election=day.election_id).exclude(adopted_on=None).order_by("edition")
        if day.step == STEP and day.done_on and (held := list(adopted[:2])) and held[0].adopted_on != day.done_on:
            _adopted_on(held[0], day.done_on, held[1:], by=by)


def _adopted_on(first: Scheme, day: date, later: Sequence[Scheme], *, by: Actor) -> None:
    for one in later:
        if one.adopted_on and one.adopted_on < day:
            raise Refused(f"通过日期({day})晚于“{one}”的通过日期({one.adopted_on})，请核对。")
    first.adopted_on, first.follows_calendar = day, True
    history.record(first, by=by, reason="随日程更正通过日期")


def _mark(row: Scheme, found: Sequence[Finding], *, by: Actor) -> None:
    """What happened outside the law stands as a defect of the election until a paper disposes of it."""
    for code in dict.fromkeys(one.code for one in found):
        said = "".join(one.text for one in found if one.code == code)
        mark_defect(row.election, code, STEP, by=by, number=row.edition, said=said)


def _outside(row: Scheme, adoption: Adoption) -> list[Finding]:
    norms = norms_of(row.election, row.rule_set)
    try:
        return rules.check(row.values, norms, row.unit) + rules.quorum(adoption, norms)
    except Unreadable as error:
        raise Refused(f"{error}。请核对后再登记。") from error


def _fill_in(row: Scheme, meeting: Meeting, *, by: Actor) -> None:
    voted = meeting.adoption
    row.adopted_on, row.adopted_by = meeting.held_on, voted.by
    row.entitled, row.present, row.in_favour = voted.entitled, voted.present, voted.in_favour
    row.document_number = meeting.document_number.strip()[:60]
    if meeting.scan is not None:
        row.scan = files.attach(meeting.scan, by=by)


def amend(scheme: Scheme, *, by: Actor, reason: str, version: int | None = None) -> Scheme:
    """Begin the next edition as a draft; until the village adopts it, the earlier one stands."""
    reason = workflow.require_reason(reason, "修改办法")
    workflow.require(by, scheme.village, Action.SUBMIT, Action.COUNTY_REVIEW)
    with transaction.atomic():
        _hold_live(scheme.election)
        row = workflow.locked(scheme, version)
        workflow.refuse_unless(row.state == SchemeState.ADOPTED, row, "修改")
        if draft := draft_of(row.election):
            raise Refused(f"“{draft}”已在修改中，请在这份草案上办理。")
        draft = _new(row.election, values=dict(row.values), template=row.template, rule_set=row.rule_set)
        workflow.advance(draft, move=AMEND, title=f"修改第{row.edition}版", by=by, reason=reason)
    return draft


def expected_meeting(election: Election) -> dict[str, Any]:
    """What a form proposes of the meeting: the day of the calendar, who met when the election committee was chosen."""
    found: dict[str, Any] = {"held_on": offered_day(election, STEP)}
    committee = ElectionCommittee.objects.filter(election=election, chosen_by__in=Adopter.values).first()
    return found | ({"adopted_by": committee.chosen_by, "entitled": committee.entitled} if committee else {})


def _first(election: Election) -> Scheme:
    """The draft of an election whose village has adopted nothing; later editions begin by amending."""
    if now := standing(election):
        raise Refused(
            f"“{now}”已于{now.adopted_on:%Y年%m月%d日}通过，不能重复登记；村里修改了办法的，请办理“修改办法”。"
        )
    return _new(election)


def _new(election: Election, **values: Any) -> Scheme:
    if not has_scheme(election):
        raise Refused(f"“{election}”不制定选举办法，只有村(居)民委员会的换届选举和补选制定。")
    numbers = Scheme.all_rows.filter(election=election).order_by("-edition").values_list("edition", flat=True)
    return Scheme(election=election, village=election.village, edition=(numbers.first() or 0) + 1, **values)


def _require_recorder(election: Election, by: Actor) -> None:
    workflow.require(by, election.village, Action.SUBMIT, Action.COUNTY_REVIEW)


def _hold(election: Election) -> None:
    """Two people who begin or adopt a scheme of one election do so one after the other."""
    Election.objects.select_for_update(of=("self",)).get(pk=election.pk)


def _hold_live(election: Election) -> None:
    """Plans are for elections that go on; what a village adopted is recorded at any time."""
    _hold(election)
    if not election.live:
        raise Refused(f"“{election}”{election.get_state_display()}，不能再起草、修改选举办法；已通过的可以如实登记。")


def moves(scheme: Scheme, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    if not (user.may(Action.SUBMIT) or user.may(Action.COUNTY_REVIEW)):
        return set()
    if scheme.state == SchemeState.DRAFT:
        return {ADOPT}
    amendable = scheme.state == SchemeState.ADOPTED and scheme.election.live
    return {AMEND} if amendable and draft_of(scheme.election) is None else set()
