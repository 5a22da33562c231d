"""What a polling day leaves in counts: checks ticked by item, volunteers and rides, ballots with their receipt."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.figures import FIGURES
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from elections.models import BallotCustody, DayCheck, DaySupport, Election, StepDay, Turnout
from elections.rules.day_checklist import items
from elections.services import checking, facts, moments
from tests import factories, workbooks
from tests.test_every_ledger import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def elections(village, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2026, 12, 20))
    return [factories.make_regular(one) for one in (village, factories.make_village("柳溪村", village.township))]


def address(election):
    return f"{reverse('day_checks')}?township={election.village.township_id}"


def tick(client, election, seen=None, **cells):
    seen = seen or client.get(address(election)).context["seen"]
    named = {f"c-{election.pk}-{name}": words for name, words in cells.items()}
    return client.post(address(election), {"seen": seen, **named})


def ticked(election):
    return {row.item: (row.ready, row.checker) for row in DayCheck.objects.filter(election=election)}


def test_the_hall_is_ticked_item_by_item_with_who_looked_and_may_be_put_right(client, elections, clerk):
    first, second = elections
    client.force_login(clerk)
    before = AuditEvent.objects.count()
    assert tick(client, first, booths="是", boxes="否", checker="张建国").status_code == 302
    assert ticked(first) == {"booths": (True, "张建国"), "boxes": (False, "张建国")}
    assert (ticked(second), AuditEvent.objects.count()) == ({}, before + 1)
    assert tick(client, first, boxes="是").status_code == 302
    assert tick(client, first, booths="").status_code == 302
    assert ticked(first) == {"boxes": (True, "张建国")}
    assert DayCheck.objects.get().history.count() == 2
    wrong = tick(client, first, stage="大概", boxes="否")
    assert (wrong.status_code, ticked(first)) == (422, {"boxes": (True, "张建国")})
    assert tick(client, first, checker="甲?明").status_code == 422
    line = client.get(address(first)).context["grid"].lines[0]
    assert line.beside[1] == f"1/{len(items())}"
    seen = client.get(address(second)).context["seen"]
    assert client.post(address(second), {"seen": seen, "fill": "kind-booths"}).status_code == 302
    assert {ticked(one)["booths"][0] for one in elections} == {True}


def test_every_item_says_where_it_is_asked_for_and_unsure_ones_say_so():
    assert len(items()) >= 8
    for one in items().values():
        assert one.title
        assert one.source
        assert "法" in one.source or "待确认" in one.source, one


def test_who_ticked_meanwhile_is_not_written_over_and_strangers_tick_nothing(client, elections, clerk):
    first = elections[0]
    client.force_login(clerk)
    seen = client.get(address(first)).context["seen"]
    assert tick(client, first, booths="是").status_code == 302
    assert tick(client, first, seen, booths="否").status_code == 409
    assert ticked(first)["booths"][0] is True
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡")))
    assert client.get(address(first)).status_code == 404
    client.force_login(factories.make_user(Role.COUNTY_READER, first.county))
    assert client.get(address(first)).status_code == 403


def test_volunteers_drivers_and_rides_are_counts_and_add_up_by_township(client, elections, village, clerk):
    client.force_login(clerk)
    form = {"village": village.pk, "volunteers": 35, "trained": 35, "signed": 35, "drivers": 8, "rides": 23}
    refused = client.post(reverse("daysupport_add"), form | {"drivers": 36}).content.decode()
    assert "多于志愿者35人" in refused
    assert client.post(reverse("daysupport_add"), form).status_code == 302
    factories.make_day_support(elections[1].village, election=elections[1], volunteers=12)
    told = REGISTRY["daysupport"].township_figures(clerk, elections[0].cycle)[village.township_id]
    assert (told["志愿者"], told["接送驾驶员"], told["接送参加投票"]) == (47, 11, 23)
    assert FIGURES["elections.volunteers"].counted
    names = {field.name for field in DaySupport._meta.fields}
    assert not {name for name in names if "voter" in name or "person" in name}, "nobody who was fetched has a row"
    headers = ["乡镇(街道)", "村(社区)", "志愿者(人)", "已培训(人)"]
    data = workbooks.workbook([headers, ["东河镇", "青山村", "40", "41"]], sheet="值守和志愿服务")
    assert upload(client, REGISTRY["daysupport"], data).counts["wrong"] == 1


def test_ballots_are_handed_on_with_counts_times_and_receipt_and_a_difference_is_said(
    client, elections, village, clerk
):
    client.force_login(clerk)
    form = {"village": village.pk, "day": "2026-12-20", "at": "15:40", "ballots": 1013, "handed_by": "张 建国"}
    assert client.post(reverse("ballotcustody_add"), form | {"step": "sealed"}).status_code == 302
    row = BallotCustody.objects.get()
    assert (f"{row.at:%H:%M}", row.handed_by, row.history.count()) == ("15:40", "张建国", 1)
    again = client.post(reverse("ballotcustody_add"), form | {"step": "sealed"})
    assert "当天已登记这一环节" in again.content.decode()
    sent = form | {"step": "delivered", "ballots": 1012, "receipt": "东河票〔2026〕3号"}
    said = client.post(reverse("ballotcustody_add"), sent, follow=True).content.decode()
    assert "封存1013张，送达1012张，请核对" in said
    assert client.get(reverse("ballotcustody_export")).status_code == 200
    headers = ["乡镇(街道)", "村(社区)", "环节", "日期", "选票(张)"]
    undated = workbooks.workbook([headers, ["东河镇", "青山村", "交付选票", "", "1100"]], sheet="选票交接和封存")
    assert upload(client, REGISTRY["ballotcustody"], undated).counts["wrong"] == 1, "never silently today"


def test_the_form_of_a_handover_offers_the_day_of_a_vote_that_is_over_and_today_before_it(
    client, elections, village, clerk, monkeypatch
):
    client.force_login(clerk)
    address = f"{reverse('ballotcustody_add')}?village={village.pk}"
    held = Election.objects.get(pk=elections[0].pk).polling_day
    for today, offered in ((held - timedelta(2), held - timedelta(2)), (held, held), (held + timedelta(1), held)):
        monkeypatch.setattr(timezone, "localdate", lambda *given, now=today: now if not given else given[0].date())
        assert f'value="{offered}"' in client.get(address).content.decode(), today
    elsewhere = factories.make_village("西坪村", factories.make_township("西坪乡", village.township.parent))
    assert (
        f'value="{held + timedelta(1)}"'
        in client.get(f"{reverse('ballotcustody_add')}?village={elsewhere.pk}").content.decode()
    ), "of another township's village nothing is told"


def test_ballots_that_nobody_delivered_within_a_day_are_asked_about_until_they_are(
    client, elections, village, clerk, monkeypatch
):
    client.force_login(clerk)
    form = {"village": village.pk, "day": "2026-12-20", "ballots": 1013}
    client.post(reverse("ballotcustody_add"), form | {"step": "sealed"})

    def codes():
        return [one.code for one in checking.findings([elections[0]]).get(elections[0].pk, [])]

    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2026, 12, 21) if not given else given[0].date())
    assert "W.514" not in codes()
    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2026, 12, 22) if not given else given[0].date())
    assert "W.514" in codes()
    client.post(reverse("ballotcustody_add"), form | {"day": "2026-12-22", "step": "delivered"})
    assert "W.514" not in codes()


def test_a_turnout_typed_in_the_ledger_is_held_against_the_list_too(client, elections, village, clerk):
    factories.make_registration(village, election=elections[0], registered=800, resident=800)
    client.force_login(clerk)
    form = {"village": village.pk, "day": "2026-12-20", "opening": 500, "halfway": 300, "closing": 900}
    said = client.post(reverse("turnout_add"), form, follow=True).content.decode()
    assert "多于登记的800人" in said
    assert "少于先报的" in said
    assert Turnout.objects.get().closing == 900, "what was told is kept"
    assert client.post(reverse("turnout_add"), form | {"day": "2026-12-21"}).status_code == 422


def test_matters_after_the_election_are_typed_by_township_and_none_before_the_vote(client, elections, village, clerk):
    first, second = elections
    client.force_login(clerk)
    address = f"{reverse('after_matters')}?township={village.township_id}"
    at = moments.latest()
    facts.record_opening(first, at=at, by=clerk)
    assert not client.get(address).context["grid"].lines, "nobody has a result"
    for one in elections:
        facts.record_announcement(one, at=at, announced="complete", announcer="王主任", by=clerk)

    def send(**cells):
        seen = client.get(address).context["seen"]
        return client.post(address, {"seen": seen, **{f"c-{first.pk}-{name}": text for name, text in cells.items()}})

    assert send(seal="2026-12-20", result_filing="2026-12-20").status_code == 302
    early = send(handover="2026-12-19", duties="2026-12-20")
    told = [cell["note"] for _, cells in early.context["lines"] for cell in cells if cell["note"]]
    assert (early.status_code, len(told)) == (422, 1)
    assert "选举结果还没有产生" in told[0]
    days = dict(StepDay.objects.filter(election=first).values_list("step", "done_on"))
    assert days == dict.fromkeys(("seal", "result_filing", "duties"), date(2026, 12, 20))
    line, other = client.get(address).context["grid"].lines
    assert (line.beside[1], other.beside[1]) == ("3/12", "0/12")
    assert not StepDay.objects.filter(election=second, done_on__isnull=False).exists()
    client.force_login(factories.make_user(Role.COUNTY_READER, first.county))
    assert send(induction="2026-12-20").status_code == 403
