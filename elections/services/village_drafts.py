"""Verbs of a village's drafts: filled in by its own clerk, sent back with a reason, taken over into their ledger."""

from collections.abc import Mapping

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import form_tokens, workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action, Role, officials_may
from elections.choices import DraftState
from elections.models import VillageDraft
from villages.models import Cycle, Village

HAND_IN, TAKE, SEND_BACK = "hand_in", "take", "send_back"


def fill(
    of: str, typed: Mapping[str, str], village: Village, *, by: Actor, cycle: Cycle, form_token: str = ""
) -> VillageDraft:
    """A form filled in for the township; the same form sent twice is one draft."""
    _require_filler(village, by)
    with transaction.atomic():
        sent = form_tokens.claim(form_token, by=by)
        row = VillageDraft(cycle=cycle, village=village, of=of)
        row.put(typed)
        workflow.advance(row, move=HAND_IN, title="填报", by=by)
        form_tokens.settle(sent, row)
    return row


def refill(
    draft: VillageDraft, typed: Mapping[str, str], village: Village, *, by: Actor, version: int | None = None
) -> VillageDraft:
    """Put right before it is taken, or after it was sent back."""
    _require_filler(draft.village, by)
    with transaction.atomic():
        row = workflow.locked(draft, version)
        workflow.refuse_unless(row.state != DraftState.TAKEN, row, "修改")
        if village != row.village:
            raise Refused(f"这份填报属于{row.village}，不能改到其他村(社区)；请另行填报。")
        row.put(typed)
        if row.state == DraftState.RETURNED:
            row.hand_in()
        workflow.advance(row, move=HAND_IN, title="修改填报", by=by)
    return row


def take(draft: VillageDraft, village: Village, *, by: Actor, version: int | None = None) -> VillageDraft:
    """It stands in its ledger now, saved in the same transaction of the caller; its words are not kept twice."""
    workflow.require(by, draft.village, Action.CHANGE)
    row = workflow.locked(draft, version)
    workflow.refuse_unless(row.state == DraftState.WAITING, row, "接收")
    if village != row.village:
        raise Refused(f"这份填报属于{row.village}，不能登记到其他村(社区)。")
    row.take()
    row.content = ""
    workflow.advance(row, move=TAKE, title="接收并登记", by=by)
    return row


def send_back(draft: VillageDraft, *, by: Actor, reason: str, version: int | None = None) -> VillageDraft:
    workflow.require(by, draft.village, Action.CHANGE)
    reason = workflow.require_reason(reason, "退回填报")
    with transaction.atomic():
        row = workflow.locked(draft, version)
        workflow.refuse_unless(row.state == DraftState.WAITING, row, "退回")
        row.send_back()
        inbox.tell_handed_back(row, after=HAND_IN, by=by, reason=reason)
        workflow.advance(row, move=SEND_BACK, title="退回填报", by=by, reason=reason)
    return row


def moves(row: VillageDraft, user: Actor) -> set[str]:
    """What the page offers this user now; the services decide again."""
    if officials_may(user, Action.CHANGE):
        return {TAKE, SEND_BACK} if row.state == DraftState.WAITING else set()
    return {HAND_IN} if Role.VILLAGE_CLERK in user.roles and row.state != DraftState.TAKEN else set()


def _require_filler(village: Village, by: Actor) -> None:
    if Role.VILLAGE_CLERK not in by.roles or not by.covers(village.path):
        raise NotYours
