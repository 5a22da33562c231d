"""A batch and a conclusion walked at random by everybody: no order of moves leads where the procedure does not."""

import pytest
from django.utils import timezone

from candidates.models import NegativeItem, ReviewAnswer, ReviewBatch, ReviewDecision, ReviewRequest
from candidates.review_choices import Result
from candidates.services import review_batches, review_decisions
from candidates.services.review_decisions import Conclusion
from electioncycle.records import workflow
from electioncycle.roles import Role
from tests import factories
from tests.machines import Procedure, walk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROLES = (Role.COUNTY_ADMIN, Role.COUNTY_CLERK, Role.COUNTY_READER, Role.TOWNSHIP_OFFICER, Role.DEPARTMENT_CONTACT)
COUNTY = {"county_admin 1", "county_admin 2", "county_clerk 1", "county_clerk 2"}


class Batch(Procedure):
    moves = ("ask", "approve", "return", "close")
    path = {"draft": "ask", "asked": "approve", "sent": "close"}
    tour = ("ask", "return", "ask", "approve")
    submits = ("ask",)
    village = None

    def begin(self):
        batch = factories.make_batch(self.village)
        factories.make_subject(self.village, batch=batch)
        return batch

    def act(self, row, move, user):
        row = ReviewBatch.objects.get(pk=row.pk)
        {
            "ask": lambda: review_batches.ask_letter(row, by=user),
            "approve": lambda: review_batches.approve_letter(row, by=user),
            "return": lambda: review_batches.send_back(row, by=user, reason="名单有误"),
            "close": lambda: review_batches.close(row, by=user),
        }[move]()

    def expected(self, move, who):
        if who not in COUNTY:
            return None
        if move == "approve" and who in self.submitters:
            return None
        # Nobody has a conclusion: a batch that was sent cannot be closed.
        return {("ask", "draft"): "asked", ("approve", "asked"): "sent", ("return", "asked"): "draft"}.get(
            (move, self.state)
        )


class Decision(Procedure):
    moves = ("confirm", "return", "ask_revoke", "revoke", "keep")
    path = {"proposed": "confirm", "confirmed": "revoke", "returned": "confirm", "revoked": "confirm"}
    tour = ("confirm", "ask_revoke", "keep", "ask_revoke", "revoke")
    submits = ()
    subject = conclusion = None

    def begin(self):
        ReviewDecision.all_rows.all().delete()
        self.asked = None  # who asked for the conclusion to be taken back, while nobody has settled it
        return review_decisions.propose(self.subject, self.conclusion, by=self.people["county_clerk 1"])

    def act(self, row, move, user):
        row, why = ReviewDecision.objects.get(pk=row.pk), "须再核实"
        {
            "confirm": lambda: review_decisions.confirm(row, by=user),
            "return": lambda: review_decisions.send_back(row, by=user, reason=why),
            "ask_revoke": lambda: review_decisions.ask_revocation(row, by=user, reason=why),
            "revoke": lambda: review_decisions.revoke(row, by=user),
            "keep": lambda: review_decisions.keep(row, by=user, reason=why),
        }[move]()
        self.asked = user if move == "ask_revoke" else None

    def expected(self, move, who):
        if who not in COUNTY or (move == "confirm" and who == "county_clerk 1"):
            return None
        if move == "revoke" and self.asked == self.people[who]:
            return None
        leads = {("confirm", "proposed"): "confirmed", ("return", "proposed"): "returned"}
        if self.asked is None:
            leads[("ask_revoke", "confirmed")] = "confirmed"
        else:
            leads |= {("revoke", "confirmed"): "revoked", ("keep", "confirmed"): "confirmed"}
        return leads.get((move, self.state))


def people_of(village):
    county, found = village.township.parent, {}
    for role in ROLES:
        for number in (1, 2):
            place = village.township if role == Role.TOWNSHIP_OFFICER else county
            found[f"{role} {number}"] = factories.make_user(role, place)
    return found


@pytest.fixture
def letters():
    village = factories.make_village()
    factories.make_negative_list(factories.cycle_for(village))
    return type("BatchHere", (Batch,), {"village": village, "people": people_of(village)})


LETTER_MOVES = ("ask", "approve", "return")  # nobody has a conclusion, so none may be closed


def test_no_order_of_moves_by_anybody_leaves_the_procedure_of_the_letter(letters):
    walk(letters, moves=LETTER_MOVES)


def test_the_walk_would_report_a_letter_that_its_own_writer_may_approve(letters, monkeypatch):
    monkeypatch.setattr(workflow, "require_other_person", lambda row, **asked: None)
    with pytest.raises(AssertionError, match="approve"):
        walk(letters, moves=LETTER_MOVES)


def test_the_walk_would_report_a_move_that_nobody_can_make_any_more(letters, monkeypatch):
    monkeypatch.setattr(review_batches, "send_back", lambda row, **given: workflow.refuse_unless(False, row, "退回"))
    with pytest.raises(AssertionError, match="return"):
        walk(letters, moves=LETTER_MOVES)


def test_no_order_of_moves_by_anybody_leaves_the_procedure_of_the_conclusion():
    village = factories.make_village()
    subject = factories.make_subject(village)
    factories.send(subject.batch)
    subject = type(subject).objects.get(pk=subject.pk)
    item = NegativeItem.objects.get(negative_list=subject.batch.negative_list_id, code="B1")
    request = ReviewRequest.objects.filter(batch=subject.batch)[0]
    today = timezone.localdate()
    found = {"result": "found", "item": item, "facts": "x", "document_number": "1号", "until_on": today}
    factories.record(ReviewAnswer(request=request, subject=subject, happened_on=today, **found), by=factories.clerk())
    conclusion = Conclusion(Result.UNQUALIFIED, today, "", item)
    attributes = {"subject": subject, "conclusion": conclusion, "people": people_of(village)}
    walk(type("DecisionHere", (Decision,), attributes), moves=Decision.moves)
