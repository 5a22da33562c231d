"""Verbs of the pledge not to stand: signed or refused by its giver, taken back at will, contact kept until the day."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from candidates.choices import IntentionState, PledgeState
from candidates.models import Intention, Pledge
from candidates.rules import pledges as rules
from electioncycle.actors import Actor
from electioncycle.ledgers import attachments
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from electioncycle.security import audit
from villages.services.talks import note_pledge

SCAN = "承诺书扫描件"
SIGN, REFUSE, TAKE_BACK, CONTACT = "sign", "refuse", "take_back", "contact"


def content(row: Pledge) -> dict[str, Any]:
    """What was signed."""
    return {name: getattr(row, name) for name in ("person_id", "talk_id", "post", "withdrew_on", "statement")}


def sign(
    row: Pledge, *, on: date | None, voluntary: bool, by: Actor, upload: Any = None, version: int | None = None
) -> Pledge:
    """Record the signature with its scan; what he had declared to stand for counts as given up by himself."""
    workflow.require(by, row.village, Action.CHANGE)
    with transaction.atomic():
        row = _locked(row, version, PledgeState.DRAWN_UP, "登记签订")
        if upload is not None:
            attachments.keep(row, upload, by=by, part=SCAN)
        found = rules.signing_faults(
            on,
            voluntary=voluntary,
            scanned=SCAN in attachments.parts_of(row),
            drawn_on=row.withdrew_on,
            today=timezone.localdate(),
        )
        if found or on is None:
            raise Refused(f"还不能登记签订：{'；'.join(found)}。请补齐后再登记。")
        row.sign()
        row.signed_on = on
        workflow.advance(row, move=SIGN, title="登记签订", by=by, content=content(row))
        note_pledge(row.talk, signed_on=on, by=by)
        _give_up(row, by=by)
    return row


def refuse(row: Pledge, *, on: date | None, reason: str, by: Actor, version: int | None = None) -> Pledge:
    """He does not sign: recorded with his words and nothing else; no right of his depends on it."""
    return _end(row, REFUSE, "登记未签", on=on, reason=reason, by=by, version=version)


def take_back(row: Pledge, *, on: date | None, reason: str, by: Actor, version: int | None = None) -> Pledge:
    """He takes his word back; from now on it is as if he had not given it."""
    return _end(row, TAKE_BACK, "本人撤回承诺", on=on, reason=reason, by=by, version=version)


def report_contact(row: Pledge, *, on: date | None, text: str, by: Actor, version: int | None = None) -> Pledge:
    """What the leader or cadre who keeps contact with him found."""
    workflow.require(by, row.village, Action.CHANGE)
    today = timezone.localdate()
    if len(text.strip()) < 2:
        raise Refused("没有填写联系情况，请写明何时以何种方式联系、本人有何想法。")
    with transaction.atomic():
        row = _locked(row, version, PledgeState.SIGNED, "登记联系情况")
        on = on or today
        if on > today or on < (row.followed_on or row.signed_on or on):
            raise Refused(f"联系日期({on})在今天之后，或早于签订及上次联系的日期，请核对。")
        row.followed_on, row.follow_up = on, text.strip()
        row.in_contact = True
        history.record(row, by=by, reason="登记联系情况")
        audit.record(audit.Event.CHANGED, by=by, row=row, version=row.version)
    return row


def moves(row: Pledge, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    if not officials_may(user, Action.CHANGE):
        return set()
    found = {PledgeState.DRAWN_UP: {SIGN, REFUSE}, PledgeState.SIGNED: {CONTACT, TAKE_BACK}}
    return found.get(PledgeState(row.state), set())


def _end(row: Pledge, move: str, title: str, *, on: date | None, reason: str, by: Actor, version: int | None) -> Pledge:
    workflow.require(by, row.village, Action.CHANGE)
    reason = workflow.require_reason(reason, title)
    with transaction.atomic():
        source = PledgeState.DRAWN_UP if move == REFUSE else PledgeState.SIGNED
        row = _locked(row, version, source, title)
        begun = row.signed_on or row.withdrew_on
        if on is None or on > timezone.localdate() or on < begun:
            raise Refused(f"日期须在{begun}至今天之间，请填写后再{title}。")
        row.refuse() if move == REFUSE else row.take_back()
        row.ended_on, row.ended_reason = on, reason
        workflow.advance(row, move=move, title=title, by=by, content=content(row), reason=reason)
    return row


def _give_up(row: Pledge, *, by: Actor) -> None:
    rows = Intention.objects.filter(cycle=row.cycle, person=row.person, state=IntentionState.STANDING)
    for intention in rows.select_related("cycle", "person", "village"):
        intention.state = IntentionState.GIVEN_UP
        intention.given_up_on = max(row.withdrew_on, intention.declared_on)
        history.record(intention, by=by, reason="本人签订不参选承诺书")


def _locked(row: Pledge, version: int | None, state: str, what: str) -> Pledge:
    row = workflow.locked(row, version)
    workflow.refuse_unless(row.state == state, row, what)
    return row
