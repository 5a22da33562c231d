"""The small demo county, loaded once for all that is promised of it; each test is rolled back to it."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from candidates.ledger import reviews as review_ledger
from candidates.models import Nomination, Pledge
from demo import shown
from demo.people import check_digit
from demo.shown import NEVER_SHOWN
from electioncycle.documents.pdf import render_pdf
from electioncycle.records.workflow import StepRecord
from electioncycle.security import audit
from elections.models import Defect, StepDay
from meetings.choices import LEADING_GROUP
from meetings.models import Complaint, Inspection, InspectionFinding
from meetings.oversight_choices import Tier
from meetings.rules.inspections import inspection_faults
from readiness.choices import State
from readiness.models import TeamAnalysis
from reports.analysis_report import reports_of
from reports.choices import Variant
from risks.models import DailyReport
from tests.guards import covered
from tests.test_demo import contents, small
from villages.choices import AreaLevel
from villages.models import Cycle, Person, ResponsibilityPost, TeamMember, Village

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("told")]
IN_A_LARGER_COUNTY = {
    "readinesscheck.state": "draft failed returned lapsed",
    "specialdecision.kind": "consent defer postpone",
    "election.state": "next called_off",
    "defect.state": "settled",
    "dispute.state": "received accepted concluded found closed refused retracted",
    "midtermchange.kind": "recalled ended absent",
    "scheme.state": "draft",
    "partyplan.state": "asked",
    "partyobjection.outcome": "unchanged changed put_off",
    "partyresult.state": "draft asked replied",
    "electioncommittee.state": "submitted",
    "registration.state": "submitted",
    "candidacy.state": "left",
    "candidatelist.state": "proposed replaced",
    "quickreport.validity": "void",
    "quickreport.other": "later",
    "reservecandidate.state": "in_office",
    "placement.outcome": "in_office",
    "nomination.state": "asked",
    "riskpoint.state": "pending closed",
    "keyvillage.state": "pending closed",
    "keyperson.state": "not_started pending closed",
    "keyperson.outcome": "settled removed",
    "problem.state": "applied long_term",
    "countermeasure.state": "long_term",
    "financecleanup.state": "not_begun",
    "financefinding.state": "open",
    "trainee.attendance": "made_up",
    "inspectionfinding.state": "repaired",
    "complaint.state": "concluded answered published refused transferred",
}
"""Villages stand in turn in the states of such a field; the six villages of this county are too few for these."""


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield small()
        transaction.set_rollback(True)


def test_a_small_demo_county_is_whole(told):
    assert (told["villages"], told["townships"]) == (6, 2)
    assert told["people"] == TeamMember.objects.count() >= 30
    assert {line["role"] for line in told["accounts"]} >= {"县级换届管理员", "乡镇组织干事", "审计员", "系统管理员"}
    assert set(TeamAnalysis.objects.values_list("state", flat=True)) == set(State.values)
    assert ResponsibilityPost.objects.count() == 6 * 7
    assert DailyReport.objects.filter(day=timezone.localdate()).count() == 1  # of two townships: one has yet to report
    assert audit.verify()["problem"] == "no_anchor"  # a test never commits, so nothing is anchored
    assert not TeamMember.history.filter(history_user=None).exists()
    assert set(Pledge.objects.values_list("state", flat=True)) == {"signed", "refused", "drawn_up", "taken_back"}
    assert sorted(Nomination.objects.values_list("state", flat=True)) == ["approved", "draft"]
    assert list(Defect.objects.values_list("code", "state")) == [("F.101", "open")], "one list went out a day late"
    assert StepDay.objects.exclude(done_on=None).count() > 1
    (contact,) = (line for line in told["accounts"] if line["role"] == "部门联络员")
    assert "信访局" in contact["note"]
    assert len(list(review_ledger.to_answer(User.objects.get(username=contact["username"]), Cycle.objects.get()))) == 1


def test_the_told_accounts_sign_in(client, told):
    for line in told["accounts"]:
        user = User.objects.get(username=line["username"])
        assert len(line["password"]) >= 10
        assert not user.must_change_password
        page = client.post("/accounts/login/", {"username": user.username, "password": line["password"]})
        if "otp_code" in line["note"]:
            said = io.StringIO()
            call_command("otp_code", user.username, stdout=said)
            page = client.post(page["Location"], {"otp_token": json.loads(said.getvalue())["otp_token"]})
        assert (page.status_code, page["Location"]) == (302, "/")


def test_a_second_run_changes_nothing(told):
    before, events = contents(), audit.AuditEvent.objects.count()
    again = small()
    assert (contents(), audit.AuditEvent.objects.count()) == (before, events)
    assert {**again, "seconds": 0} == {**told, "seconds": 0}


def test_reports_of_the_demo_county_do_not_change_because_a_day_passes(monkeypatch):
    villages, cycle = list(Village.objects.all()), Cycle.objects.get()
    printed = {key: one.content_hash for key, one in reports_of(villages, cycle, Variant.INTERNAL).items()}
    passed = timezone.localdate() + timedelta(days=99)
    monkeypatch.setattr(timezone, "localdate", lambda *given: passed)
    later = {key: one.content_hash for key, one in reports_of(villages, cycle, Variant.INTERNAL).items()}
    assert later == printed


def test_an_approval_in_the_demo_county_is_by_another_person_than_the_submission():
    for analysis in TeamAnalysis.objects.exclude(state=State.DRAFT):
        taken = {
            step.move: step.by_id
            for step in StepRecord.objects.filter(object_type="readiness.teamanalysis", object_id=analysis.pk)
        }
        assert len(set(taken.values())) == len(taken)
        assert analysis.history.first().state == analysis.state


def test_its_inspections_contradict_nothing_and_go_on():
    """The leading group looks at a body that works for it, a body at townships; what was found is also repaired."""
    rows = list(Inspection.objects.select_related("looked_at__kind", "area"))
    assert {row.tier for row in rows} == set(Tier.values)
    for row in rows:
        values = {name: getattr(row, name) for name in ("tier", "body", "looked_at", "held_on")}
        is_county = row.area.level == AreaLevel.COUNTY
        assert not inspection_faults(values, area_is_county=is_county, today=timezone.localdate(), starts_on=None)
        assert row.looked_at is None or row.looked_at.kind.code != LEADING_GROUP
    assert set(InspectionFinding.objects.values_list("state", flat=True)) == {"open", "reported"}
    assert set(Complaint.all_rows.values_list("state", flat=True)) == {"accepted", "received"}


def test_the_small_county_shows_every_state_that_its_villages_suffice_for():
    """The nightly ``check_states`` asks the whole county, where villages stand in turn in these states too."""
    larger = {name: set(said.split()) for name, said in IN_A_LARGER_COUNTY.items()}
    for name, said in NEVER_SHOWN.items():
        assert not larger.get(name, set()) & set(said), "one reason is enough"
        larger[name] = larger.get(name, set()) | set(said)
    fields, absent = shown.states()
    covered("state fields of ledgers", fields, least=50)
    assert absent == larger


def test_numbers_are_right_and_of_no_real_place():
    """Nominees and members of election committees stand with name and sex only: nothing more is asked of them."""
    numbers = Person.objects.exclude(id_number="").values_list("id_number", flat=True)
    assert len(numbers) > 50
    for number in numbers:
        assert number.startswith("990101")
        assert number[17] == check_digit(number[:17])
    assert all(phone.startswith("199000") for phone in Person.objects.exclude(phone="").values_list("phone", flat=True))


def test_the_report_of_a_filled_village_has_three_to_nine_pages():
    """The ninth is that of its elections: who is registered, nominated and elected so far."""
    village = TeamAnalysis.objects.filter(state=State.CONFIRMED)[0].village
    report = reports_of([village], Cycle.objects.get(), Variant.INTERNAL)[village.pk]
    assert 3 <= render_pdf(report.document).pages <= 9
