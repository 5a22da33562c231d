"""A village without network works from the blank pack; everything is typed days later, with the hours as they were."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from elections.models import (
    BallotCustody,
    Defect,
    Election,
    ElectionCommittee,
    Incident,
    QuickReport,
    ResultSheet,
    Round,
    Scheme,
    StepDay,
    Turnout,
)
from elections.rules import calendar
from elections.rules.norms import Norm, Norms
from elections.services import checking
from tests import factories
from tests.result_sheets import compared, publish_list
from tests.schemes import rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
LATE = {"F.101", "F.111", "F.112", "F.125", "F.202", "F.203", "F.207", "F.503", "F.508", "W.513", "W.514"}
"""Codes that speak of days and hours."""


@pytest.fixture
def day():
    """The day of the vote: the village came online two days after it."""
    return timezone.localdate() - timedelta(2)


@pytest.fixture
def election(village, cycle, day):
    """As it stood on the morning of the vote, when the network was gone."""
    found = factories.make_regular(village, day)
    rule(cycle, runoff_days=0, handover_days=10, result_days=0, seal_days=0, check_half_margin=10, check_edge_votes=3)
    values = {**factories.SCHEME, "seats_member": 3, "woman_seat": "none", "seats_woman": 0}
    made = factories.make_scheme(village, election=found, values=values)
    adopted = {"state": "adopted", "adopted_on": day - timedelta(30), "adopted_by": "representatives"}
    Scheme.objects.filter(pk=made.pk).update(**adopted)
    factories.make_registration(village, election=found, registered=1200, resident=1200, away=None)
    publish_list(village, found)
    return found


def at(day, text):
    return f"{datetime.combine(day, time.fromisoformat(text)):%Y-%m-%dT%H:%M}"


def clock(moment):
    return f"{timezone.localtime(moment):%m-%d %H:%M}" if moment else ""


def on_desk(client, election, day, **cells):
    page = f"{reverse('duty_desk')}?day={day}"
    seen = client.get(page).context["seen"]
    return client.post(page, {"seen": seen, **{f"c-{election.pk}-{name}": text for name, text in cells.items()}})


def act(client, election, name, **sent):
    version = Election.objects.get(pk=election.pk).version
    return client.post(reverse("election_move", args=[election.pk, name]), {"version": version, **sent})


def codes(election):
    row = Election.objects.get(pk=election.pk)
    return {one.code for one in checking.findings([row]).get(row.pk, ())}


def test_every_step_of_the_day_typed_two_days_later_keeps_its_hour_and_nothing_is_late(
    client, village, election, day, clerk, officer
):
    client.force_login(clerk)
    told = {"opened": "8:30", "opening": "320", "halfway": "640", "closing": "990", "closed": "11:30"}
    assert on_desk(client, election, day, **told).status_code == 302
    quick = {"village": village.pk, "issued": 1000, "recovered": 990, "validity": "valid", "elected": 5}
    quick |= {"director": "elected", "other": "none", "ended_at": "11:30", "incident": "会场停网"}
    assert client.post(reverse("quickreport_add"), quick).status_code == 302
    incident = {
        "village": village.pk,
        "kind": "power",
        "day": day,
        "at": "09:20",
        "circumstances": "停电断网，未影响投票",
    }
    incident |= {"measures": "改用纸质材料", "closed_on": day}
    assert client.post(reverse("incident_add"), incident).status_code == 302
    announced = {"at": at(day, "15:10"), "announcer": "钱主任", "announced": "complete"}
    assert act(client, election, "announce", **announced).status_code == 302
    ways = {"village": village.pk, "day": day, "ballots": 990, "handed_by": "钱明", "taken_by": "李敏"}
    for step, hour in (("sealed", "15:40"), ("delivered", "17:20")):
        assert client.post(reverse("ballotcustody_add"), {**ways, "step": step, "at": hour}).status_code == 302
    checked = f"{reverse('day_checks')}?township={village.township_id}&day={day}"
    seen = client.get(checked).context["seen"]
    ticks = {"seen": seen, f"c-{election.pk}-booths": "是", f"c-{election.pk}-sealed": "是"}
    assert client.post(checked, ticks).status_code == 302, "the checklist of a vote that is over is still typed"
    sheet = compared(client, clerk, officer, Round.objects.get())
    client.force_login(officer)
    version = ResultSheet.objects.get(pk=sheet.pk).version
    times = {"sealed_at": at(day, "15:40"), "delivered_at": at(day, "17:20"), "counting_at": at(day, "12:00")}
    verify = reverse("result_sheet_move", args=[sheet.pk, "verify"])
    answer = client.post(verify, {"version": version, "signed": "1", "conditions_met": "1", **times})
    assert answer.status_code == 302, answer.content.decode()
    after = f"{reverse('after_matters')}?township={village.township_id}"
    seen = client.get(after).context["seen"]
    done = {f"c-{election.pk}-{step}": f"{day}" for step in ("seal", "result_filing")}
    assert client.post(after, {"seen": seen, **done}).status_code == 302

    row, typed_on = Round.objects.get(), f"{day:%m-%d}"
    hours = [clock(one) for one in (row.opened_at, row.closed_at, row.announced_at)]
    assert hours == [f"{typed_on} {hour}" for hour in ("08:30", "11:30", "15:10")]
    assert (row.day, row.held_on, row.state) == (day, day, "announced")
    held = ResultSheet.objects.get()
    assert (held.state, clock(held.sealed_at), clock(held.delivered_at)) == (
        "verified",
        f"{typed_on} 15:40",
        f"{typed_on} 17:20",
    )
    assert {one.day for one in (*BallotCustody.objects.all(), *Turnout.objects.all(), *Incident.objects.all())} == {day}
    assert QuickReport.objects.get().ended == row.closed_at
    assert set(StepDay.objects.filter(done_on__isnull=False).values_list("done_on", flat=True)) == {day}
    assert not codes(election) & LATE
    assert not Defect.objects.exists()
    page = client.get(reverse("election_detail", args=[election.pk])).content.decode()
    assert "未经审定" not in page
    assert "晚于最迟日" not in page
    desk = client.get(f"{reverse('duty_desk')}?day={day}")
    [line] = desk.context["grid"].lines
    assert (line.vote.standing.label, line.cells["opened"], line.vote.turnout_words) == ("已公布", "08:30", "已过半")
    assert not client.get(reverse("duty_desk")).context["grid"].lines, "today nobody votes"


def test_hours_typed_in_another_order_find_their_round_and_none_overlaps_another(client, village, election, day, clerk):
    client.force_login(clerk)
    first = {"at": at(day, "12:40"), "announcer": "钱主任", "announced": "other", "cause": "short"}
    assert act(client, election, "announce", **first).status_code == 302
    early = act(client, election, "open", at=at(day, "12:30"))
    assert early.status_code == 302, "the hour is of the round that is over"
    assert Round.objects.count() == 1
    assert on_desk(client, election, day, closed="12:35").status_code == 302
    row = Round.objects.get()
    assert [clock(one)[6:] for one in (row.opened_at, row.closed_at, row.announced_at)] == ["12:30", "12:35", "12:40"]
    wrong = act(client, election, "announce", at=at(day, "12:36"), announcer="钱主任", announced="complete")
    assert "早于第1轮首次投票结束的" in wrong.content.decode()
    assert Round.objects.count() == 1, "nothing half written"
    second = {"at": at(day, "16:00"), "opened_at": at(day, "14:00"), "closed_at": at(day, "15:00")}
    assert act(client, election, "announce", announcer="钱主任", announced="complete", **second).status_code == 302
    rounds = list(Round.objects.order_by("number"))
    assert [(one.kind, one.held_on) for one in rounds] == [("first", day), ("other", day)]
    page = client.get(reverse("election_detail", args=[election.pk])).content.decode()
    assert "未经审定" not in page, "the hall went on the same day; nobody was there to confirm a day"
    assert "F.508" not in codes(election)
    [line] = client.get(f"{reverse('duty_desk')}?day={day}").context["grid"].lines
    assert (line.vote.round.number, line.vote.standing.label) == (2, "选票未送达")


def test_the_desk_shows_other_days_and_rounds_as_they_were_held(client, village, election, day, clerk, officer):
    client.force_login(clerk)
    held = day + timedelta(1)
    opened = act(client, election, "open", at=at(held, "08:30"))
    assert opened.status_code == 302
    lines = client.get(f"{reverse('duty_desk')}?day={held}").context["grid"].lines
    assert [line.vote.standing.label for line in lines] == ["投票中"], "put off for a day without a plan"
    told = {"at": at(held, "12:40"), "announcer": "钱主任", "announced": "tie"}
    assert act(client, election, "announce", **told).status_code == 302
    today = timezone.localdate()
    assert act(client, election, "propose", day=f"{today}").status_code == 302
    client.force_login(officer)
    assert act(client, election, "confirm").status_code == 302
    [line] = client.get(f"{reverse('duty_desk')}?day={today}").context["grid"].lines
    assert (line.vote.round.kind, line.vote.standing.label) == ("tie", "未开始")
    assert on_desk(client, election, today, opening="310").status_code == 302
    assert Turnout.objects.get().day == today


def test_who_was_chosen_into_the_committee_that_day_is_not_late_because_it_is_typed_later(client, village, day, clerk):
    election = factories.make_regular(village, day + timedelta(60))
    rule(election.cycle, election_committee_min=2, election_committee_max=5)
    held = factories.make_election_committee(village, election=election, state="approved")
    rows = [
        factories.make_committee_member(village, held, who=factories.make_person(name)) for name in ("王甲", "李乙")
    ]
    factories.make_step_day(village, election=election, step="committee_notice", done_on=day - timedelta(5))
    client.force_login(clerk)
    leave = reverse("committeemember_move", args=[rows[0].pk, "exit"])
    gone = {"on": day, "because": "resigned", "version": rows[0].version}
    assert client.post(leave, gone).status_code == 302
    assert Defect.objects.get(code="F.111").state == "open"
    added = reverse("electioncommittee_move", args=[held.pk, "add"])
    new = {"name": "孙补选", "sex": "female", "version": ElectionCommittee.objects.get().version}
    assert client.post(added, {**new, "on": day + timedelta(9)}).status_code == 422
    assert client.post(added, {**new, "on": day}).status_code == 302
    assert Defect.objects.get(code="F.111").state == "void"


def test_handing_over_waits_for_a_vote_among_the_tied():
    polled, tied = date(2026, 12, 20), date(2026, 12, 25)
    norms = Norms([Norm("handover_days", 10)], polled)

    def latest(**facts):
        dues = calendar.calendar(polled, norms, {"polling": [polled], **facts})
        return next(one.latest for one in dues if one.step.step == "handover")

    assert latest() == date(2026, 12, 30)
    assert latest(tie_vote=[tied]) == date(2027, 1, 4)
    assert latest(tie_vote=[tied], other_election=[date(2027, 1, 8)]) == date(2027, 1, 18)
