"""What a purge leaves of a locked result: its figures and who was elected; nothing where somebody keeps it."""

from datetime import date, timedelta

import pytest
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from electioncycle.disclosure import retention
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from elections.models import Candidacy, Correction, Dispute, ElectedPerson, Election, ResultSheet, SheetName, VoteCount
from tests import factories
from tests.moving import moved
from tests.result_sheets import NAMES, announce, correction_move, counted_round, propose, type_anew, verified
from villages.models import Cycle, Person
from villages.services import retention as cycles

pytestmark = pytest.mark.django_db
GONE = retention.GONE


@pytest.fixture
def chiefs(village):
    return [factories.make_user(Role.COUNTY_ADMIN, village.township.parent) for _ in range(2)]


def figures():
    return VoteCount.all_rows.order_by("pk").values_list("pk", "votes", "withdrawn_at")


def test_a_cycle_is_purged_with_locked_and_corrected_results_and_figures_and_elected_stay(
    client, clerk, officer, village, chiefs
):
    for place in (village, factories.make_village("白石村", village.township)):
        factories.make_registration(place, election=factories.make_regular(place))
        row = counted_round(place, announced="complete")
        sheet = verified(client, clerk, officer, row)
        one = propose(client, clerk, sheet, "entry")
        type_anew(client, clerk, officer, one, votes={"director": (250, 700)})
        assert correction_move(client, officer, one, "confirm").status_code == 302
    held = row.election
    retention.hold(held, by=chiefs[0], cycle=held.cycle, reason="纪委核查", document_number="县纪函3号")
    before, cycle = list(figures()), factories.cycle_for(village)
    following = factories.make_cycle(village.township.parent, "2031年换届", "preparing", starts_on=date(2031, 1, 1))
    Cycle.objects.filter(pk=following.pk).update(previous=cycle)
    Cycle.objects.filter(pk=cycle.pk).update(state="closed", closed_on=date(2020, 1, 1))
    cycle.refresh_from_db()
    cycles.ask_purge(cycle, by=chiefs[0], reason="保存期限届满")
    cycles.purge(cycle, by=chiefs[1])
    assert list(figures()) == before
    assert VoteCount.objects.aggregate(n=Sum("votes"))["n"] > 0
    kept, gone = ({"sheet__round__election": held.pk}, {"sheet__round__election__village": village.pk})
    for model in (SheetName, SheetName.history.model):
        rows = model.objects
        assert set(rows.filter(**gone).values_list("name", flat=True)) == {GONE}
        assert set(rows.filter(**kept).values_list("name", flat=True)) == set(NAMES), "what is held stays, below it too"
    stands = [NAMES[1], *NAMES[2:3], *NAMES[4:7]]
    assert list(ElectedPerson.objects.filter(**gone).values_list("name", flat=True)) == stands
    assert {one.person.name for one in ElectedPerson.objects.filter(**gone)} == set(stands)
    once = ElectedPerson.all_rows.filter(**gone).exclude(withdrawn_at=None)
    assert {*once.values_list("name", flat=True)} == {GONE}
    assert NAMES[0] not in {*ElectedPerson.history.filter(id__in=once).values_list("name", flat=True)}
    people = dict(Candidacy.objects.filter(election__village=village).values_list("person__name", "post"))
    assert set(people) == {GONE, *stands}
    assert {*Correction.objects.filter(**gone).values_list("reason", "scan__name")} == {(GONE, GONE)}
    client.force_login(chiefs[0])
    client.post("/cycles/switch/", {"cycle": cycle.pk})
    said = client.get(reverse("result_sheet", args=[ResultSheet.objects.get(round__election__village=village).pk]))
    assert NAMES[1] in said.content.decode()
    assert NAMES[0] not in said.content.decode()
    assert "不再显示" in client.get(reverse("correction", args=[one.pk - 1])).content.decode()


def test_a_by_election_is_purged_on_its_own_day_by_two_persons_unless_it_is_held_or_disputed(
    client, village, chiefs, monkeypatch
):
    election = factories.make_election(village)
    winner, loser = (factories.make_candidacy(village, name, election=election) for name in NAMES[:2])
    row = announce(election)
    sheet = ResultSheet.objects.create(round=row, shape={}, state="verified")
    Election.objects.filter(pk=election.pk).update(state="ended", grounds="主任钱某辞职")
    decided = {
        "decided_by": "county",
        "decided_on": row.held_on,
        "document_number": "1号",
        "reason": "复核",
        "number": 1,
    }
    by = {"proposed_by": chiefs[0], "confirmed_by": chiefs[1], "confirmed_at": timezone.now()}
    right = Correction.objects.create(sheet=sheet, kind="result", state="confirmed", **decided, **by)
    one = {"sheet": sheet, "post": "director", "sex": "male", "correction": right}
    ElectedPerson.objects.create(**one, name=NAMES[0], votes=700, person=winner.person)
    Correction.objects.filter(pk=right.pk).update(state="done")

    def act(user, move, **data):
        client.force_login(user)
        return moved(client, reverse("election_purge_move", args=[election.pk, move]), election, **data)

    page = reverse("election_purge", args=[election.pk])
    first, second = chiefs
    assert "届满后才能清除" in act(first, "ask_purge", reason="期满").content.decode()
    client.force_login(first)
    assert f"{timezone.localdate() + timedelta(days=180):%Y-%m-%d}" in client.get(page).content.decode()
    later = timezone.now() + timedelta(days=181)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert act(first, "hold", reason="纪委核查", number="县纪函3号").status_code == 302
    assert "整项保留" in act(first, "ask_purge", reason="期满").content.decode()
    assert act(first, "lift").status_code == 422
    assert act(second, "lift").status_code == 302
    dispute = factories.make_dispute(village, election=election)
    assert "未办结的选举异议" in act(first, "ask_purge", reason="期满").content.decode()
    Dispute.objects.filter(pk=dispute.pk).update(state="closed")
    assert act(first, "ask_purge", reason="期满").status_code == 302
    assert act(first, "purge").status_code == 422
    assert Person.objects.get(pk=loser.person_id).name == NAMES[1]
    assert act(second, "purge").status_code == 302
    assert Person.objects.get(pk=loser.person_id).name == GONE
    assert Person.objects.get(pk=winner.person_id).name == NAMES[0]
    assert ElectedPerson.objects.values_list("name", "votes").get() == (NAMES[0], 700)
    assert Election.objects.get(pk=election.pk).grounds == ""
    assert AuditEvent.objects.filter(type="purged", object_id=election.pk).count() == 1
    assert "已于" in act(second, "ask_purge", reason="再清").content.decode()
    again = propose(client, second, sheet, "entry")
    assert "已按保存期限清除，不能再更正" in again.content.decode(), "nothing archived is opened again"
    clerk = factories.make_user(Role.COUNTY_CLERK, village.township.parent)
    client.force_login(clerk)
    assert client.get(page).status_code == 403
