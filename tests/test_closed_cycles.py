"""A closed cycle is read-only: every model that belongs to one says so, and no page of an election gets past it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.disclosure import retention
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from elections.models import CommitteeMember, Defect, Election, ElectionStaff, PollingPlace, StepDay, Supplement, Term
from tests import factories, uploads
from tests.guards import covered
from tests.moving import moved
from villages.models import Cycle


def belonging(model, cycle):
    """A row of the model whose way leads to this cycle; nothing is saved."""
    if model is Election:
        return Election(pk=1, procedure="regular", term=Term(pk=1, elected_in=cycle))
    first, _, further = model.cycle_lookup.partition("__")
    row = model()
    setattr(row, first, belonging(model._meta.get_field(first).related_model, cycle) if further else cycle)
    return row


def is_shut(model, cycle):
    try:
        belonging(model, cycle).check_writable()
    except Refused as error:
        return "已关闭" in str(error)
    return False


def test_every_model_that_belongs_to_a_cycle_is_locked_when_it_is_closed():
    closed = Cycle(pk=1, name="2020年换届", state="closed")
    models = retention.of_cycle(closed).tables()
    covered("models of a cycle", models, least=60)
    assert not [model._meta.label for model in models if not is_shut(model, closed)]


@pytest.mark.django_db
def test_staff_boxes_days_exits_corrections_and_dispositions_wait_until_the_county_opens_the_cycle_again(
    client, village, monkeypatch
):
    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2026, 12, 2))
    election = factories.make_regular(village)
    member = factories.make_committee_member(village, factories.make_election_committee(village, election=election))
    registration = factories.make_registration(village, election=election)
    type(registration).objects.filter(pk=registration.pk).update(state="approved")
    box, defect = factories.make_box(village), factories.make_defect(village)
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, village.township)
    client.force_login(officer)

    def tried():
        paper = {"disposition": "decide", "decided_by": "township", "number": "9号", "decided_on": "2026-12-01"}
        scan = uploads.sent("处置.pdf", uploads.scan())
        moved(client, reverse("defect_move", args=[defect.pk, "settle"]), defect, scan=scan, **paper)
        step = f"{election.pk}-voter_list-1"
        there = {"election": election.pk, "step": "voter_list", "number": 1}
        client.post(reverse("record_steps", query=there), {"row": f"{step}:0", f"day-{step}": "2026-12-01"})
        staff = {"village": village.pk, "name": "王强", "duty": "watcher", "box": "", "avoids": "unknown"}
        client.post(reverse("electionstaff_add"), staff)
        hall = {"village": village.pk, "kind": "roving", "name": box.name, "route": "4组", "hours": "8:00—9:00"}
        moved(client, reverse("pollingplace_edit", args=[box.pk]), box, **hall)
        left = {"on": "2026-12-01", "because": "resigned", "number": ""}
        moved(client, reverse("committeemember_move", args=[member.pk, "exit"]), member, **left)
        more = {"registered": 1199, "grounds": "核减1人", "notice_number": "第5号", "published_on": "2026-12-01"}
        moved(client, reverse("registration_move", args=[registration.pk, "supplement"]), registration, **more)
        return (
            StepDay.objects.filter(election=election).count(),
            ElectionStaff.objects.count(),
            PollingPlace.objects.get().route == "4组",
            CommitteeMember.objects.get().left_on is not None,
            Supplement.objects.count(),
            Defect.objects.get(pk=defect.pk).state,
        )

    Cycle.objects.filter(pk=election.cycle.pk).update(state="closed")
    assert tried() == (0, 0, False, False, 0, "open")
    Cycle.objects.filter(pk=election.cycle.pk).update(state="open")
    assert tried() == (1, 1, True, True, 1, "settled")
