"""Verbs of roving boxes: the village asks, another person of the township approves; the list of users is posted."""

from datetime import date
from itertools import count

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import workflow
from electioncycle.records.workflow import Paper
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from elections.choices import PlaceKind, PlaceState
from elections.models import PollingPlace
from elections.models.of_election import going_or_last_in
from elections.rules import staffing
from elections.rules.avoiding import Candidates
from elections.rules.norms import Norms
from elections.services import notice_facts
from elections.services.barred import barred_relations, standing_in
from elections.services.checking import Basis
from elections.services.staff_checks import SCRUTINEERS, watchers_needed, workers_of
from villages.models import Village

ASK, APPROVE, SEND_BACK, POST = "ask", "approve", "send_back", "post"
FIELDS = {"route": "路线", "hours": "起止时间"}


def proposed_box(village: Village) -> dict[str, str]:
    """What the form of another roving box proposes: a name that none has yet, and the hours of the vote."""
    election = going_or_last_in([village.pk]).get(village.pk)
    if election is None:
        return {}
    taken = set(PollingPlace.objects.filter(election=election).values_list("name", flat=True))
    names = (f"{PlaceKind.ROVING.label}{number}" for number in count(1))
    return {
        "name": next(name for name in names if name not in taken),
        "hours": notice_facts.hours([election])[election.pk]["polling_hours"],
    }


def ask(row: PollingPlace, *, by: Actor, version: int | None = None) -> PollingPlace:
    """The box as it is to leave; from now on it does not change."""
    workflow.require(by, row.village, Action.SUBMIT)
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == PlaceState.DRAFT and row.roving, row, "报批")
        _require_in_order(row, "报批")
        row.ask()
        workflow.advance(row, move=ASK, title="报批流动票箱", by=by, content=content(row))
    return row


def approve(row: PollingPlace, *, by: Actor, paper: Paper, version: int | None = None) -> PollingPlace:
    """The township's approval, with its number and day; by another person than who asked."""
    workflow.require(by, row.village, Action.TOWNSHIP_REVIEW)
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == PlaceState.ASKED, row, "批准")
        workflow.require_other_person(row, by=by, after=(ASK,))
        if not paper.document_number or paper.signed_on > timezone.localdate():
            raise Refused("批准须填写批准文号，批准日期不能在今天之后，请核对后再办理。")
        _require_in_order(row, "批准")
        row.approve()
        row.approval_number, row.approved_on = paper.document_number, paper.signed_on
        workflow.advance(row, move=APPROVE, title="批准", by=by, content=content(row), approves=True, paper=paper)
    return row


def send_back(row: PollingPlace, *, by: Actor, reason: str, version: int | None = None) -> PollingPlace:
    """Asked or approved, it may be changed again and must be approved anew."""
    workflow.require(by, row.village, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW)
    reason = workflow.require_reason(reason, "退回")
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.is_fixed, row, "退回")
        row.send_back()
        row.approval_number, row.approved_on = "", None
        workflow.void_all(row, why=reason)
        workflow.advance(row, move=SEND_BACK, title="退回", by=by, reason=reason)
        inbox.tell_handed_back(row, after=ASK, by=by, reason=reason)
    return row


def post(row: PollingPlace, *, on: date, voters: int | None, by: Actor, version: int | None = None) -> PollingPlace:
    """The list of those who use the box was posted: a fact, whatever was approved by then."""
    workflow.require(by, row.village, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(row, version)
        if not row.roving:
            raise Refused(f"“{row}”不是流动票箱，没有使用人名单。")
        if on > timezone.localdate():
            raise Refused(f"名单公布日期({on})在今天之后，公布之后再登记。")
        row.posted_on, row.voters = on, voters if voters is not None else row.voters
        workflow.advance(row, move=POST, title="登记公布名单", by=by, reason=f"{on:%Y-%m-%d}")
    return row


def moves(row: PollingPlace, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    if not row.roving:
        return set()
    found = {POST} if officials_may(user, Action.CHANGE) else set()
    if row.state == PlaceState.DRAFT and officials_may(user, Action.SUBMIT):
        found.add(ASK)
    if row.is_fixed and officials_may(user, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW):
        found.add(SEND_BACK)
    if row.state == PlaceState.ASKED and officials_may(user, Action.TOWNSHIP_REVIEW):
        found.add(APPROVE)
    return found


def content(row: PollingPlace) -> dict[str, str]:
    """What the township approves."""
    return {name: getattr(row, name) for name in ("kind", "name", "address", *FIELDS)}


def _require_in_order(row: PollingPlace, what: str) -> None:
    """A plan outside the rules is refused with what to do."""
    basis = Basis([row.election])
    norms, workers = basis.norms(row.election), workers_of([row.election]).get(row.election_id, [])
    found = [f"没有填写{label}" for name, label in FIELDS.items() if not getattr(row, name).strip()]
    box, least = staffing.Box(row.name, None, None), watchers_needed([row.election], basis)[row.election_id]
    if said := staffing.too_few(workers, box, least):
        found.append(f"{said.rstrip('。')}，请在“选举工作人员”中登记到这个票箱{norms.basis(SCRUTINEERS)}")
    if barred := _barred(row, norms, workers):
        found.append(f"{'、'.join(barred)}，须更换或核对")
    if unneeded := _unneeded(norms):
        found.append(unneeded)
    if found:
        raise Refused(f"“{row}”还不能{what}：{'；'.join(found)}。")


def _barred(row: PollingPlace, norms: Norms, workers: list[staffing.Worker]) -> list[str]:
    standing = standing_in([row.election]).get(row.election_id, Candidates())
    relations = barred_relations(norms)
    return [said for one in workers if one.box == row.name and (said := one.bar(standing, relations))]


def _unneeded(norms: Norms) -> str:
    approval = norms.choice("mobile_box_approval")
    if approval == "none":
        return f"规则集规定不设流动票箱{norms.basis('mobile_box_approval')}，请改设投票站"
    if approval == "committee":
        return f"流动票箱由选举委员会确定，不用乡镇批准{norms.basis('mobile_box_approval')}，登记公布名单即可"
    return ""
