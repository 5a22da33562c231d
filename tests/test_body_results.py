"""Smaller bodies: one row an election in figures, the committee's kin kept out of supervision, companions beside."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from elections.models import BodyResult, CompanionBody, Election, RosterMember, Round
from tests import factories, workbooks
from tests.moving import moved
from tests.test_every_ledger import upload
from villages.models import Rule

pytestmark = pytest.mark.django_db
LAW = "示例省实施办法"


@pytest.fixture
def term(village, cycle, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2026, 12, 16))
    for key, value in {
        "supervision_min": 3,
        "supervision_max": 5,
        "representatives_women_share": "1/3",
        "kin_pair_supervision": "村(居)委会成员与监委成员：本人、配偶、父母子女、兄弟姐妹",
        "kin_pair_supervision_treasurer": "报账员与监委成员：本人",
    }.items():
        Rule.objects.create(rule_set=cycle.rule_set, key=key, label=key, value=value, law=LAW, unsure=True)
    return factories.make_term(village.township.parent, "第十一届", begins_on=date(2026, 10, 1), elected_in=cycle)


def add(client, user, village, **values):
    client.force_login(user)
    form = {"village": village.pk, "body": "representatives", "due": 36, "elected": 36, "women": 12}
    return client.post(reverse("bodyresult_add"), form | {"held_on": "2026-12-10"} | values, follow=True)


def words(answer):
    return answer.content.decode()


def test_a_row_of_figures_registers_its_election_and_ends_it_on_its_day(client, term, village, clerk):
    add(client, clerk, village)
    row = BodyResult.objects.get()
    election = row.election
    assert (election.body, election.procedure, election.state) == ("representatives", "regular", "ended")
    assert (election.term, election.polling_day) == (term, date(2026, 12, 10))
    assert Round.objects.get(election=election).day == date(2026, 12, 10)
    calendar = words(client.get(reverse("election_calendar", args=[election.pk])))
    assert "2026-12-10" in calendar


def test_an_election_goes_on_until_all_are_elected(client, term, village, clerk):
    add(client, clerk, village, elected=35, held_on="")
    row = BodyResult.objects.get()
    assert row.election.state == "preparing"
    form = {"village": village.pk, "body": row.body, "due": 36, "elected": 36, "women": 12, "version": row.version}
    assert "请填写推选日期" in words(client.post(reverse("bodyresult_edit", args=[row.pk]), form))
    client.post(reverse("bodyresult_edit", args=[row.pk]), form | {"held_on": "2026-12-12"})
    row = BodyResult.objects.get()
    assert (row.election.state, Round.objects.get().day) == ("ended", date(2026, 12, 12))
    again = form | {"held_on": "2026-12-11", "version": row.version}
    client.post(reverse("bodyresult_edit", args=[row.pk]), again)
    assert Round.objects.get().day == date(2026, 12, 11)


def test_what_was_complete_becomes_incomplete_only_after_the_election_was_sent_back(
    client, term, village, clerk, officer
):
    add(client, clerk, village)
    row = BodyResult.objects.get()
    address = reverse("bodyresult_edit", args=[row.pk])
    fewer = {"village": village.pk, "body": row.body, "due": 36, "elected": 35, "women": 12, "version": row.version}
    refused = client.post(address, fewer)
    assert refused.status_code == 422
    assert "退回更正" in words(refused)
    assert (BodyResult.objects.get().elected, Election.objects.get(pk=row.election_id).state) == (36, "ended")
    client.force_login(officer)
    back = reverse("election_move", args=[row.election_id, "correct"])
    assert moved(client, back, row.election, reason="漏选1人").status_code == 302
    client.force_login(clerk)
    assert client.post(address, fewer).status_code == 302
    assert Election.objects.get(pk=row.election_id).state == "round"
    row = BodyResult.objects.get()
    whole = fewer | {"elected": 36, "held_on": "2026-12-14", "version": row.version}
    assert client.post(address, whole).status_code == 302
    assert Election.objects.get(pk=row.election_id).state == "ended"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"women": 37}, "多于已推选36人"),
        ({"held_on": "2026-12-17"}, "在今天之后"),
        ({"held_on": ""}, "请填写推选日期"),
        ({"elected": "", "women": ""}, "请填写已推选人数"),
        ({"due": 0}, "应推选至少1人"),
        ({"due": 501}, "应推选"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_half_written(client, term, village, clerk, values, said):
    assert said in words(add(client, clerk, village, **values))
    assert not BodyResult.objects.exists()
    assert not Election.objects.filter(body="representatives").exists()


def test_one_row_an_election(client, term, village, clerk):
    add(client, clerk, village)
    assert "已登记" in words(add(client, clerk, village, women=13))
    assert BodyResult.objects.count() == 1


@pytest.mark.parametrize(("due", "said"), [(2, "不少于3人"), (3, ""), (5, ""), (6, "不多于5人")])
def test_the_number_of_supervisors_is_said_where_the_rules_want_another(client, term, village, clerk, due, said):
    page = words(add(client, clerk, village, body="supervision", due=due, elected=due, women=1))
    assert BodyResult.objects.get().due == due  # a fact
    assert (said in page) if said else "规定不" not in page


@pytest.mark.parametrize(("women", "said"), [(11, True), (12, False)])
def test_a_third_of_the_representatives_are_women_or_it_is_said(client, term, village, clerk, women, said):
    page = words(add(client, clerk, village, women=women))
    assert ("未达到代表的三分之一" in page) == said


def test_supervisors_are_no_kin_of_the_committee_and_keep_no_books(client, term, village, clerk):
    add(client, clerk, village, body="supervision", due=3, elected=3, women=1)
    row = BodyResult.objects.get()
    page = reverse("bodyresult_detail", args=[row.pk])
    director = factories.make_member(village, "孙长春", party_post="none").person
    brother = factories.make_roster_member(village, "孙长秋").person
    assert "孙长" not in words(client.get(page))
    factories.make_kinship(village, director, brother)
    assert "兄弟姐妹" in words(client.get(page))
    treasurer = factories.make_staff(village)
    factories.make_roster_member(village, who=treasurer.person)
    assert f"{treasurer.person}一人兼" in words(client.get(page))
    panel = words(client.get(reverse("village_detail", args=[village.pk])))
    assert "兄弟姐妹" in panel


def test_thirty_villages_come_by_workbook_with_their_elections(client, term, village, clerk):
    client.force_login(clerk)
    factories.make_village("柳溪村", village.township)
    headers = ["乡镇(街道)", "村(社区)", "推选事项", "应推选(人)", "已推选(人)", "其中女(人)", "推选日期"]
    rows = [
        ["东河镇", "青山村", "村(居)民代表", 36, 36, 12, "2026-12-10"],
        ["东河镇", "柳溪村", "村(居)民小组长", 8, 5, 1, ""],
        ["东河镇", "柳溪村", "村(居)务监督委员会", 3, 3, 4, "2026-12-10"],
    ]
    ledger = REGISTRY["bodyresult"]
    batch = upload(client, ledger, workbooks.workbook([headers, *rows], sheet=ledger.title))
    assert (batch.counts["new"], batch.counts["held"], batch.counts["wrong"]) == (1, 1, 1)
    batch = upload(client, ledger, workbooks.workbook([headers, *rows[:2]], sheet=ledger.title))
    client.post(ledger.url("import_preview", batch.pk), {"act": "confirm"})
    assert sorted(
        Election.objects.filter(body__in=("representatives", "group_leaders")).values_list("body", "state")
    ) == [
        ("group_leaders", "preparing"),
        ("representatives", "ended"),
    ]


def test_a_workbook_of_the_new_term_leaves_the_figures_of_the_last_one(client, term, village, clerk):
    before = factories.make_body_result(village, elected=36, women=12)
    last = factories.make_term(village.township.parent)
    Election.objects.filter(pk=before.election_id).update(term=last, state="ended")
    headers = ["乡镇(街道)", "村(社区)", "推选事项", "应推选(人)", "已推选(人)", "其中女(人)"]
    ledger = REGISTRY["bodyresult"]
    client.force_login(clerk)
    data = workbooks.workbook([headers, ["东河镇", "青山村", "村(居)民代表", 40, 10, 4]], sheet=ledger.title)
    batch = upload(client, ledger, data)
    assert (batch.counts["new"], batch.counts["changed"]) == (1, 0)
    client.post(ledger.url("import_preview", batch.pk), {"act": "confirm"})
    assert dict(BodyResult.objects.values_list("election__term", "due")) == {last.pk: 36, term.pk: 40}


def test_a_roster_names_posts_of_its_body_alone(client, term, village, clerk):
    client.force_login(clerk)
    form = {"village": village.pk, "person__name": "郑监督", "person__sex": "male", "body": "supervision"}
    assert "没有这一职务" in words(client.post(reverse("rostermember_add"), form | {"post": "group_leader"}))
    client.post(reverse("rostermember_add"), form | {"post": "member"})
    assert RosterMember.objects.get().person.name == "郑监督"


def test_companions_are_one_line_each_and_never_of_tomorrow(client, term, village, clerk):
    client.force_login(clerk)
    form = {"village": village.pk, "kind": "women", "head": "李秀英"}
    assert "在今天之后" in words(client.post(reverse("companionbody_add"), form | {"renewed_on": "2026-12-17"}))
    client.post(reverse("companionbody_add"), form | {"renewed_on": "2026-12-16"})
    assert "已登记这一组织" in words(client.post(reverse("companionbody_add"), form))
    assert CompanionBody.objects.get().renewed_on == date(2026, 12, 16)


def test_a_reader_of_the_county_sees_and_writes_nothing(client, term, village):
    reader = factories.make_user(Role.COUNTY_READER, village.township.parent)
    client.force_login(reader)
    assert client.get(reverse("bodyresult_list")).status_code == 200
    assert client.get(reverse("bodyresult_add")).status_code == 403
