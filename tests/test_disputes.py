"""Disputes about an election: sealed, taken up in time, ballots opened and counted again, found, and what follows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.refusals import NotYours
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from elections.dispute_choices import DisputeKind
from elections.models import Correction, Dispute, ElectedPerson, Election, Recount, ResultSheet, Round
from elections.rules.disputes import Opened, recount_codes, takings
from elections.services import disputes, recounts
from elections.services.name_lists import erase_due
from tests import factories
from tests.result_sheets import compared, counted_round
from tests.schemes import rule
from villages.services.accounts import service_account

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SECRET, PHONE = "周异议", "13900139000"


@pytest.fixture
def village(db):
    return factories.make_village("垟心塆村", factories.make_township("东河镇"))


@pytest.fixture
def clerks(village):
    return [factories.make_user(Role.TOWNSHIP_CLERK, village.township) for _ in range(2)]


@pytest.fixture
def officer(village):
    return factories.make_user(Role.TOWNSHIP_OFFICER, village.township)


def add(client, user, village, **values):
    """As the page sends it."""
    client.force_login(user)
    given = {"village": village.pk, "received_on": f"{TODAY}", "kind": "count", "name": SECRET, "phone": PHONE}
    given |= {"people": 1, "facts": "对委员的得票数有不同意见，要求复核"}
    answer = client.post(reverse("dispute_add"), {**given, **values}, follow=True)
    return Dispute.objects.order_by("-pk").first(), answer.content.decode()


def move(client, user, row, name, **data):
    client.force_login(user)
    version = Dispute.all_rows.get(pk=row.pk).version
    sent = {"version": version, **data}
    return client.post(reverse("dispute_move", args=[row.pk, name]), sent, follow=True).content.decode()


def page(client, user, name, *args, **asked):
    client.force_login(user)
    return client.get(reverse(name, args=args), asked)


def reload(row):
    return type(row).all_rows.get(pk=row.pk)


def at(moment):
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


FOUND = {
    "finding": "valid",
    "number": "东政〔2026〕8号",
    "on": f"{TODAY}",
    "words": "经核查，计票无误",
    "consequence": "none",
}


def test_who_raised_a_dispute_is_shown_to_its_readers_and_everybody_else_learns_that_there_is_one(
    client, village, clerks, officer
):
    held = counted_round(village, announced="complete")
    row, _ = add(client, clerks[0], village, round_number=1)
    assert row.round == held
    assert row.election == held.election
    detail = reverse("dispute_detail", args=[row.pk])
    assert page(client, clerks[0], "dispute_detail", row.pk).status_code == 200
    assert AuditEvent.objects.filter(type=Event.READ, object_id=row.pk).exists()
    others = (officer, clerks[1], factories.make_user(Role.COUNTY_CLERK, village.township.parent))
    for user in others:
        client.force_login(user)
        assert client.get(detail).status_code == 404
        assert client.post(reverse("dispute_move", args=[row.pk, "accept"]), {"version": 1}).status_code == 404
        shown = [page(client, user, name, *args).content.decode() for name, args in (
            ("round", [held.pk]), ("election_detail", [row.election_id]), ("dispute_list", ()),
            ("village_detail", [village.pk]), ("last_days", ()), ("dashboard", ()),
        )]  # fmt: skip
        assert "存在未办结异议" in shown[0]
        assert "存在未办结异议" in shown[1]
        assert "1件您无权查阅" in shown[2]
        for text in shown:
            assert SECRET not in text
            assert PHONE not in text
            assert row.number not in text, "nobody but a reader learns its number"
            assert "得票数有不同意见" not in text
    own = page(client, clerks[0], "round", held.pk).content.decode()
    assert str(row) in own
    assert "选举异议受理" in page(client, clerks[0], "last_days", step="dispute").content.decode()
    admin = factories.make_user(Role.COUNTY_ADMIN, village.township.parent)
    assert row.number in page(client, admin, "dispute_readers").content.decode()
    client.force_login(admin)
    sent = {"row": row.pk, "user": officer.pk, "act": "assign", "version": reload(row).version}
    client.post(reverse("dispute_readers"), sent)
    assert page(client, officer, "dispute_detail", row.pk).status_code == 200


def test_what_cannot_be_is_sent_back_and_what_came_late_is_recorded_and_marked(client, village, clerks, officer):
    held = counted_round(village, announced="complete")
    rule(factories.cycle_for(village), dispute_raise_days=5, dispute_accept_days=3, dispute_finding_days=10)
    clerk = clerks[0]
    before = Dispute.objects.count()
    for wrong, why in (
        ({"received_on": f"{TODAY + timedelta(1)}"}, "在今天之后"),
        ({"facts": f"{SECRET}要求复核"}, "写有提出人"),
        ({"round_number": 7}, "没有第7轮投票"),
    ):
        assert why in add(client, clerk, village, **wrong)[1], why
        assert Dispute.objects.count() == before
    Round.objects.filter(pk=held.pk).update(announced_at=timezone.now() - timedelta(days=6))
    row, said = add(client, clerk, village, round_number=1)
    assert "已逾期" in said, "a dispute after the clock is recorded and marked"
    assert "已逾期" in page(client, clerk, "dispute_detail", row.pk).content.decode()
    assert disputes.clock_of(row).due_on == TODAY + timedelta(3)
    early = move(client, clerk, row, "recount", opened_at=at(timezone.now()), opened_by="钱主任、孙监票")
    assert "还没有受理" in early, "a recount before acceptance"
    assert not Recount.objects.exists()
    assert "还没有认定" in move(client, officer_reads(officer, row), row, "carry_out", on=f"{TODAY}")
    assert "请选择受理机关" in move(client, clerk, row, "accept", acceptor="court", on=f"{TODAY}")
    assert "受理日期须在收到日期" in move(
        client, clerk, row, "accept", acceptor="township", on=f"{TODAY - timedelta(9)}"
    )
    move(client, clerk, row, "accept", acceptor="township", on=f"{TODAY}")
    assert disputes.clock_of(reload(row)).due_on == TODAY + timedelta(10)
    for wrong, why in (
        ({"number": " "}, "没有填写认定文号"),
        ({"on": f"{TODAY - timedelta(1)}"}, "早于受理日期"),
        ({"finding": "", "consequence": "repeat"}, "没有选择认定"),
        ({"finding": "round_void"}, "后续不能是“无”"),
        ({"finding": "post_void", "consequence": "correction"}, "哪个职务"),
        ({"words": "无"}, "认定理由"),
    ):
        assert why in move(client, clerk, row, "conclude", **{**FOUND, **wrong}), why
        assert reload(row).state == "accepted"
    move(client, clerk, row, "conclude", **FOUND)
    move(client, officer, row, "approve")
    assert reload(row).state == "closed"
    assert disputes.disputed([row.election_id]) == set()
    assert "内容不能改动" in REGISTRY["dispute"].locked(reload(row))


def officer_reads(officer, row):
    factories.let_read_dispute(officer, row)
    return officer


def test_ballots_opened_for_a_dispute_are_counted_again_beside_the_sheet_and_the_round_may_be_found_void(
    client, village, clerks, officer
):
    held = counted_round(village, announced="complete")
    sheet = compared(client, *clerks, held)
    elected = set(ElectedPerson.objects.filter(sheet=sheet).values_list("name", flat=True))
    clerk = clerks[0]
    row, _ = add(client, clerk, village, round_number=1)
    officer_reads(officer, row)
    move(client, clerk, row, "accept", acceptor="township", on=f"{TODAY}")
    shown = page(client, clerk, "dispute_detail", row.pk).content.decode()
    assert "votes-member" in shown
    opened = {"opened_at": at(timezone.now()), "opened_by": "钱主任"}
    other = {"votes-secretary": [1], "valid-secretary": 1, "void-secretary": 0, "blank-secretary": 0}
    assert "另一轮的选票" in move(client, clerk, row, "recount", **opened, **other), "a sheet of another round"
    half = {"votes-member": [800, 750, "", 710], "valid-member": 970, "void-member": 10, "blank-member": 10}
    assert "没有填全" in move(client, clerk, row, "recount", **opened, **half)
    assert "早于启封" in move(
        client, clerk, row, "recount", **opened, resealed_at="2020-01-01T08:00", resealed_by="孙、李"
    )
    assert not Recount.objects.exists()
    again = {**half, "votes-member": [800, 600, 590, 595]}
    move(client, clerk, row, "recount", **opened, **again)
    (reading,) = recounts.readings(reload(row))
    codes = dict(reading.codes)
    assert {"F.521", "F.523", "F.524", "W.525", "W.526"} <= set(codes)
    (member,) = reading.posts
    assert member.changes
    assert set(member.elected_now) - set(member.elected_before)
    assert set(ElectedPerson.objects.filter(sheet=sheet).values_list("name", flat=True)) == elected, "no figure moved"
    recount = Recount.objects.get()
    sealed = {"recount": recount.pk, "resealed_at": at(timezone.now()), "resealed_by": "钱主任，孙监票"}
    move(client, clerk, row, "reseal", **sealed)
    assert "F.524" not in dict(recounts.readings(reload(row))[0].codes)
    for paper in ("dispute_received", "dispute_accepted", "dispute_recount"):
        assert client.get(reverse("dispute_paper", args=[row.pk, paper, "docx"])).status_code == 200
    assert (
        "还没有审核"
        in client.get(reverse("dispute_paper", args=[row.pk, "dispute_found", "docx"]), follow=True).content.decode()
    )

    found = {**FOUND, "finding": "round_void", "consequence": "repeat", "words": "票箱封条破损，影响结果"}
    move(client, clerk, row, "conclude", **found)
    move(client, officer, row, "return", reason="认定理由不全")
    factories.let_read_dispute(other_officer := factories.make_user(Role.TOWNSHIP_OFFICER, village.township), row)
    move(client, officer, row, "conclude", **found)
    move(client, officer, row, "approve")
    assert reload(row).state == "concluded", "who concluded does not approve"
    officer = other_officer
    move(client, officer, row, "approve")
    assert reload(row).state == "found"
    assert disputes.disputed([row.election_id])
    move(client, officer, row, "carry_out", on=f"{TODAY}")
    round_, election = reload(held), Election.objects.get(pk=row.election_id)
    assert (reload(row).state, round_.state, round_.cause, election.state) == ("closed", "void", "found_void", "next")
    shown = page(client, clerk, "round", held.pk).content.decode()
    assert "没有选成：认定选举无效" in shown
    assert "存在未办结异议" not in shown


def test_a_finding_that_corrects_the_result_is_done_once_a_correction_names_it(client, village, clerks, officer):
    held = counted_round(village, announced="complete")
    sheet = ResultSheet.objects.create(round=held, shape={}, state="verified")
    row, _ = add(client, clerks[0], village, round_number=held.number)
    officer_reads(officer, row)
    found = {"finding": "post_void", "consequence": "correction", "found_number": "东政〔2026〕8号", "found_on": TODAY}
    Dispute.objects.filter(pk=row.pk).update(state="found", **found)
    assert "还没有按认定文号东政〔2026〕8号办理结果更正" in move(client, officer, row, "carry_out", on=f"{TODAY}")
    paper = {"decided_by": "township", "decided_on": TODAY, "reason": "复核", "number": 1}
    by = {"proposed_by": clerks[0], "confirmed_by": officer, "confirmed_at": timezone.now()}
    Correction.objects.create(sheet=sheet, kind="result", state="done", document_number="另一文号", **paper, **by)
    assert "还没有按认定文号" in move(client, officer, row, "carry_out", on=f"{TODAY}")
    paper |= {"number": 2, "document_number": found["found_number"]}
    Correction.objects.create(sheet=sheet, kind="result", state="done", **paper, **by)
    move(client, officer, row, "carry_out", on=f"{TODAY}")
    assert reload(row).state == "closed"


def test_who_may_decide_on_a_dispute_is_asked_by_the_service_too(village, clerks, officer):
    row = factories.make_dispute(village)
    factories.let_read_dispute(clerks[0], row)
    with pytest.raises(NotYours):
        disputes.refuse(row, by=clerks[1], reason="不属于选举异议")
    assert disputes.refuse(row, by=clerks[0], reason="不属于选举异议").state == "refused"


def test_an_open_dispute_keeps_the_names_that_would_be_erased(client, village, clerks):
    held = counted_round(village, announced="complete")
    factories.cycle_for(village)
    rules = factories.cycle_for(village).rule_set.rules
    rules.update_or_create(key="proxy_names", defaults={"label": "x", "value": True, "law": "由县里确定"})
    names = factories.make_name_list(village)
    row, _ = add(client, clerks[0], village, round_number=held.number)
    assert erase_due(by=service_account()) == 0
    move(client, clerks[0], row, "retract", reason="提出人书面撤回")
    assert erase_due(by=service_account()) == 1
    assert reload(names).erased_at


def test_each_kind_of_dispute_says_who_takes_it_up_and_opening_without_permission_carries_its_code():
    assert set(DisputeKind.values) == set(takings())
    for taking in takings().values():
        assert taking.acceptors
        assert taking.law
    now = timezone.now()
    right = Opened(TODAY, "东政〔2026〕9号", TODAY, timezone.localtime(now), ["甲", "乙"], now, ["甲", "乙"])
    assert recount_codes(right) == []
