"""The duty desk: every vote of the day with whom to call, told by telephone, read out in ready sentences."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.desk.inbox import Notice
from electioncycle.roles import Role
from elections.models import BallotCustody, Incident, Round, Turnout
from elections.rules.duty_desk import Known, standing
from elections.services import facts, moments
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 20)


@pytest.fixture
def clock(monkeypatch):
    def stands_on(day):
        monkeypatch.setattr(timezone, "localdate", lambda *given: day)

    stands_on(DAY)
    return stands_on


@pytest.fixture
def elections(village, clock):
    """Two villages that vote today and one that votes a week later."""
    second, later = (factories.make_village(name, village.township) for name in ("柳溪村", "后山村"))
    for one in (village, second):
        factories.make_registration(one, election=factories.make_regular(one), registered=800, resident=800)
    factories.make_regular(later, date(2026, 12, 27))
    return [factories.make_regular(one) for one in (village, second)]


def desk(client, **asked):
    return client.get(reverse("duty_desk"), asked)


def told(client, election, *, seen=None, address="", **cells):
    seen = seen or desk(client).context["seen"]
    named = {f"c-{election.pk}-{name}": words for name, words in cells.items()}
    return client.post(address or reverse("duty_desk"), {"seen": seen, **named})


def states(answer):
    return {line.title: line.vote.standing.label for line in answer.context["grid"].lines}


def notes(answer):
    return {cell["name"]: cell["note"] for _, cells in answer.context["lines"] for cell in cells if cell["note"]}


def test_what_is_told_by_telephone_moves_a_village_from_not_begun_to_counting(client, elections, clerk):
    first = elections[0]
    client.force_login(clerk)
    assert states(desk(client)) == {"青山村": "未开始", "柳溪村": "未开始"}, "a village of another day is not there"
    assert told(client, first, opened="8:30", opening="320").status_code == 302
    assert states(desk(client)) == {"青山村": "投票中", "柳溪村": "未开始"}
    assert told(client, first, halfway="401", closing="640", closed="11:30").status_code == 302
    row, turnout = Round.objects.get(election=first), Turnout.objects.get()
    assert [f"{timezone.localtime(one):%H:%M}" for one in (row.opened_at, row.closed_at)] == ["08:30", "11:30"]
    assert (turnout.opening, turnout.halfway, turnout.closing, turnout.day) == (320, 401, 640, DAY)
    assert turnout.history.first().history_user == clerk
    page = desk(client)
    assert states(page)["青山村"] == "计票中"
    assert [line.vote.turnout_words for line in page.context["grid"].lines] == ["已过半", ""]


def test_what_cannot_be_keeps_its_line_and_the_other_is_saved(client, elections, clerk):
    first, second = elections
    client.force_login(clerk)
    seen = desk(client).context["seen"]
    cells = {f"c-{first.pk}-opened": "八点半开", f"c-{first.pk}-opening": "320", f"c-{second.pk}-opened": "9时"}
    answer = client.post(reverse("duty_desk"), {"seen": seen, **cells})
    assert (answer.status_code, list(notes(answer))) == (422, [f"c-{first.pk}-opened"])
    assert (Round.objects.get().election, Turnout.objects.count()) == (second, 0)
    answer = told(client, second, opened="8:00")
    assert "已登记为09:00" in notes(answer)[f"c-{second.pk}-opened"], "a fact is not typed over"
    answer = told(client, second, closed="8:40")
    assert "早于大会开始" in notes(answer)[f"c-{second.pk}-closed"]
    assert told(client, first, opening="-3").status_code == 422


def test_a_turnout_above_the_list_is_kept_and_marked_in_words(client, elections, clerk):
    client.force_login(clerk)
    answer = client.post(
        reverse("duty_desk"),
        {"seen": desk(client).context["seen"], f"c-{elections[0].pk}-closing": "801"},
        follow=True,
    )
    assert "参加投票801人，多于登记的800人" in answer.content.decode()
    assert Turnout.objects.get().closing == 801
    assert "参加投票801人，多于登记的800人，请核对" in desk(client).context["grid"].lines[0].vote.remarks


def test_after_a_lost_connection_the_page_is_read_anew_and_keeps_what_was_typed(client, elections, clerk):
    first, second = elections
    client.force_login(clerk)
    seen = desk(client).context["seen"]
    assert told(client, second, opened="9:00", opening="300").status_code == 302, "a colleague meanwhile"
    sent = {"seen": seen, f"c-{first.pk}-opening": "320", f"c-{second.pk}-opening": "310", "refresh": "1"}
    answer = client.post(reverse("duty_desk"), sent)
    typed = {cell["name"]: cell["text"] for _, cells in answer.context["lines"] for cell in cells if cell["text"]}
    assert answer.status_code == 200
    assert (typed[f"c-{first.pk}-opening"], typed[f"c-{second.pk}-opening"]) == ("320", "310")
    assert (typed[f"c-{second.pk}-opened"], notes(answer)) == ("09:00", {f"c-{second.pk}-opening": "现为300"})
    assert states(answer)["柳溪村"] == "投票中"
    assert "读取" in answer.content.decode()
    assert Turnout.objects.count() == 1, "reading anew saves nothing"
    assert told(client, second, seen=seen, opening="310").status_code == 409


def test_the_evening_is_ready_to_be_copied_and_says_what_is_not_verified(client, elections, clerk):
    client.force_login(clerk)
    announced = {"announced": "other", "cause": "too_few", "announcer": "王主任"}
    told(client, elections[0], opened="8:00", closed="11:00")
    facts.record_announcement(elections[0], at=moments.latest(), **announced, by=clerk)
    told(client, elections[1], opened="8:00", closed="11:00")
    evening, turnout, unforeseen = [text for _, _, text in desk(client).context["texts"]]
    assert evening == (
        "截至20日23时，东河镇今日应投票2个村（社区），已公布结果1个，一次选齐0个，需另行选举1个（青山村），"
        "选举无效0个，尚在计票1个（柳溪村）。（其中1个为快报或现场公布，未核对）"
    )
    assert "已开始2个，已报参加投票过半0个" in turnout
    assert "突发情况0件" in unforeseen


def test_a_quick_report_stands_on_the_desk_unverified_and_counts_in_the_text(client, elections, village, clerk):
    client.force_login(clerk)
    told(client, elections[0], opened="8:00")
    quick = {"village": village.pk, "issued": 700, "recovered": 690, "validity": "valid", "elected": 5}
    quick |= {"director": "elected", "other": "none", "ended_at": "11:30"}
    assert client.post(reverse("quickreport_add"), quick).status_code == 302
    page = desk(client)
    line = page.context["grid"].lines[0]
    assert (line.vote.standing.label, line.vote.result_words) == ("已公布", "选齐（快报未核对）")
    assert line.cells["closed"] == "11:30"
    assert "一次选齐1个" in page.context["texts"][0][2]
    assert "其中1个为快报或现场公布，未核对" in page.context["texts"][0][2]


def test_an_incident_reaches_the_county_duty_of_the_day_and_nobody_else_by_name(client, elections, village, clerk):
    on_duty = factories.make_user(Role.COUNTY_CLERK, village.township.parent)
    client.force_login(clerk)
    form = {"village": village.pk, "kind": "power", "day": "2026-12-20", "at": "09:20", "circumstances": "会场停电"}
    assert client.post(reverse("incident_add"), form).status_code == 302
    row = Incident.objects.get()
    assert Notice.objects.get(key=f"incident:{row.pk}").user is None, "nobody is on the roster: all of the county"
    factories.record(factories.DutyDay(cycle=elections[0].cycle, day=DAY, official=on_duty), by=clerk)
    assert "处置措施" in str(client.post(reverse("incident_add"), form | {"closed_on": "2026-12-20"}).content.decode())
    client.post(reverse("incident_add"), form | {"kind": "order"})
    assert Notice.objects.filter(user=on_duty).count() == 1
    page = desk(client).content.decode()
    assert "突发情况(2件)" in page
    assert "登记突发情况2件，已办结0件，正在处置2件" in page


def test_sealed_ballots_wait_on_the_desk_until_the_township_has_them(client, elections, village, clerk):
    client.force_login(clerk)
    told(client, elections[0], opened="8:00", closed="11:00")
    facts.record_announcement(elections[0], at=moments.latest(), announced="complete", announcer="王主任", by=clerk)
    assert states(desk(client))["青山村"] == "已公布"
    form = {"village": village.pk, "step": "sealed", "day": "2026-12-20", "ballots": 1013}
    client.post(reverse("ballotcustody_add"), form)
    assert states(desk(client))["青山村"] == "选票未送达"
    assert list(states(desk(client, state="undelivered"))) == ["青山村"]
    client.post(reverse("ballotcustody_add"), form | {"step": "delivered", "receipt": "东河票〔2026〕3号"})
    assert states(desk(client))["青山村"] == "已公布"
    assert client.post(reverse("ballotcustody_add"), form | {"day": "2026-12-21"}).status_code == 422
    assert BallotCustody.objects.count() == 2


def test_only_villages_of_ones_territory_are_on_the_desk_and_only_writers_type(client, elections, village):
    stranger = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    client.force_login(stranger)
    assert states(desk(client)) == {}
    answer = told(client, elections[0], opened="8:00")
    assert (answer.status_code, Round.objects.count()) == (409, 0)
    client.force_login(factories.make_user(Role.COUNTY_READER, village.township.parent))
    page = desk(client)
    assert len(states(page)) == 2
    assert told(client, elections[0], opened="8:00").status_code == 403
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, village))
    assert desk(client).status_code == 403
    assert Round.objects.count() == 0


def test_the_desk_costs_at_most_fifteen_queries_however_many_villages(client, elections, clerk, village):
    client.force_login(clerk)

    def cost():
        desk(client)
        with CaptureQueriesContext(connection) as caught:
            assert desk(client).status_code == 200
        return len(caught)

    def add(name):
        """A village of which everything is told."""
        one = factories.make_regular(factories.make_village(name, village.township))
        for make in (factories.make_registration, factories.make_day_support):
            make(one.village, election=one)
        for make in (factories.make_turnout, factories.make_incident, factories.make_custody):
            make(one.village, election=one, day=DAY)
        facts.record_closing(one, at=moments.latest(), by=clerk)
        factories.make_quick_report(one.village, election=one)

    add("一号村")
    few = cost()
    for number in range(6):
        add(f"第{number}村")
    assert (cost(), few <= 15) == (few, True), few


@pytest.mark.parametrize(
    ("known", "label"),
    [
        (Known(), "未开始"),
        (Known(begun=True), "投票中"),
        (Known(state="voting", ended=True), "计票中"),
        (Known(state="counting", told="complete"), "已公布"),
        (Known(state="announced", announced="tie"), "待另行选举"),
        (Known(told="void", sealed=True), "无效"),
        (Known(state="broken_off", announced=""), "中止"),
        (Known(state="announced", announced="complete", past=True), "选票未送达"),
        (Known(state="announced", announced="complete", past=True, delivered=True), "已公布"),
    ],
)
def test_where_a_village_stands_is_read_off_what_is_known(known, label):
    assert standing(known).label == label
