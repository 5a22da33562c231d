"""The party organisation's election from the request to the filing: asked, replied, counted, published, reported."""

import io
from datetime import date

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from elections.models import (
    Candidacy,
    Defect,
    Election,
    PartyBranch,
    PartyObjection,
    PartyPlan,
    PartyResult,
    PartySheet,
    RosterMember,
    StepDay,
)
from elections.rules import party as rules
from elections.rules.norms import Norm, Norms
from elections.services import calendars, checking
from tests import factories, workbooks
from tests.test_every_ledger import upload
from villages.models import Rule, Village

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 16)
LAW = "示例办法"
RULES = {
    "party_quorum": "4/5",
    "party_extra_share": "20%",
    "party_recommendation_quorum": "2/3",
    "party_notice_days": 5,
    "party_not_counted": ["ill", "bedridden", "away"],
}
PLAN = {
    "form": "general_branch",
    "full_members": 60,
    "ill": 2,
    "away": 8,
    "seats": 5,
    "candidates": 6,
    "discipline": "on",
}
RESULT = {"elected": 5, "women": 1, "secretary": "on", "deputies": 1, "discipline": "on"}
PAPER = {"signer": "张明", "signed_on": "2026-11-25", "number": "东委复〔2026〕3号"}


def give_rules(rule_set, **values):
    for key, value in (RULES | values).items():
        Rule.objects.update_or_create(
            rule_set=rule_set, key=key, defaults={"label": key, "value": value, "law": LAW, "unsure": True}
        )


@pytest.fixture
def election(village, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *given: TODAY)
    found = factories.make_regular(village, date(2026, 12, 12), "party")
    give_rules(found.cycle.rule_set)
    return found


def words(answer):
    return answer.content.decode()


def add(client, user, name, village, /, **values):
    client.force_login(user)
    return client.post(reverse(f"{name}_add"), {"village": village.pk, **values}, follow=True)


def edit(client, user, row, **values):
    client.force_login(user)
    ledger, row = REGISTRY[row._meta.model_name], fresh(row)
    given = {name: ledger.value(row, name) for name in ledger.fields}
    form = {name: getattr(value, "pk", value) for name, value in given.items() if value not in (None, "", False)}
    form |= {"village": row.village_id, "version": row.version, **values}
    return client.post(reverse(f"{row._meta.model_name}_edit", args=[row.pk]), form, follow=True)


def fresh(row):
    return type(row).all_rows.get(pk=row.pk)


def act(client, user, row, move, **data):
    client.force_login(user)
    address = reverse(f"{row._meta.model_name}_move", args=[row.pk, move])
    return client.post(address, {"version": fresh(row).version, **data}, follow=True)


def record_step(client, user, election, step, day):
    client.force_login(user)
    name = f"{election.pk}-{step}-1"
    row = StepDay.objects.filter(election=election, step=step).first()
    address = f"{reverse('record_steps')}?election={election.pk}&step={step}&number=1"
    return client.post(address, {"row": f"{name}:{row.version if row else 0}", f"day-{name}": day}, follow=True)


def hold_meeting(client, user, election, at="2026-12-12T09:00", announced="complete"):
    client.force_login(user)
    sent = {"version": fresh(election).version, "at": at, "announced": announced}
    return client.post(reverse("election_move", args=[election.pk, "announce"]), sent, follow=True)


def found(election):
    """Code → sentence of what the checks say of an election now."""
    rows = calendars.joined(Election.objects.filter(pk=election.pk))
    return {one.code: one.words for own in checking.findings(rows).values() for one in own}


def defects(election):
    return sorted(Defect.objects.filter(election=election, state="open").values_list("code", flat=True))


def waiting(user, election):
    """What the party's ledgers remind this user of."""
    names = ("partyplan", "partyobjection", "partyresult")
    return {one.title for name in names for one in REGISTRY[name].due(user, election.cycle)}


def days_of(election):
    return dict(StepDay.objects.filter(election=election).values_list("step", "done_on"))


def page(client, user, election):
    client.force_login(user)
    return words(client.get(reverse("party_track", args=[election.pk])))


# --- from the request to the filing --------------------------------------------------------------------------------


def test_a_village_goes_from_its_request_to_the_reply_and_the_filing(client, election, village, clerk, officer, county):
    Election.objects.filter(pk=election.pk).update(polling_day=None)
    assert "还没有定党员大会日期" in page(client, clerk, election)
    add(client, clerk, "partyplan", village, **PLAN)
    plan = PartyPlan.objects.get()
    assert "还没有定党员大会日期" in words(act(client, clerk, plan, "ask", number="青委〔2026〕5号", on="2026-11-20"))
    form = {"village": village.pk, "body": "party", "procedure": "regular", "polling_day": "2026-12-12"}
    client.post(reverse("election_edit", args=[election.pk]), form | {"version": fresh(election).version})
    act(client, clerk, plan, "ask", number="青委〔2026〕5号", on="2026-11-20")
    assert "党员大会方案待登记批复" in waiting(officer, election)
    act(client, officer, plan, "reply", **PAPER)
    add(client, clerk, "partybranch", village, name="第一党支部", members=21, elected_on="2026-12-01")
    add(client, clerk, "partysheet", village, kind="duty", entitled=70, present=66, issued=66, recovered=66, valid=66)
    for kind in ("members", "people"):
        add(client, clerk, "partysheet", village, kind=kind, entitled=50, present=45, issued=45, recovered=45, valid=45)
    add(client, clerk, "partysheet", village, kind="inspection", present=30)
    record_step(client, clerk, election, "party_recommendation", "2026-11-28")
    record_step(client, clerk, election, "party_review", "2026-12-02")
    nominee = factories.make_nominee(village, "王立新", person={"politics": "party_member"}, post="party_member")
    record_step(client, clerk, election, "party_notice", "2026-12-04")
    add(client, clerk, "partyobjection", village, matter="conditions", received_on="2026-12-06")
    answered = {"answered_on": "2026-12-08", "found": "unfounded", "outcome": "unchanged"}
    edit(client, clerk, PartyObjection.objects.get(), **answered)
    record_step(client, clerk, election, "party_notice_end", "2026-12-09")
    add(client, clerk, "partysheet", village, kind="meeting", present=44)
    hold_meeting(client, clerk, election)
    add(client, clerk, "partyresult", village, **RESULT)
    result = PartyResult.objects.get()
    act(client, clerk, result, "ask", number="青委〔2026〕9号", on="2026-12-13")
    act(client, officer, result, "reply", **(PAPER | {"signed_on": "2026-12-14", "number": "东委复〔2026〕8号"}))
    record_step(client, clerk, election, "party_secretary", "2026-12-14")
    assert "党组织书记待县备案" in waiting(county, election)
    act(client, county, result, "file", number="云组备〔2026〕12号", on="2026-12-15")
    assert (fresh(plan).state, fresh(result).state) == ("replied", "filed")
    assert days_of(election) == {
        "party_request": date(2026, 11, 20),
        "party_permit": date(2026, 11, 25),
        "party_recommendation": date(2026, 11, 28),
        "party_review": date(2026, 12, 2),
        "party_notice": date(2026, 12, 4),
        "party_notice_end": date(2026, 12, 9),
        "party_report": date(2026, 12, 13),
        "party_reply": date(2026, 12, 14),
        "party_secretary": date(2026, 12, 14),
        "party_filing": date(2026, 12, 15),
    }
    assert (found(election), defects(election)) == ({}, [])
    shown = page(client, county, election)
    for said in (
        "青委〔2026〕5号",
        "东委复〔2026〕3号",
        "云组备〔2026〕12号",
        "第一党支部",
        nominee.person.name,
        "50人",
    ):
        assert said in shown
    assert "党组织换届" in words(client.get(reverse("village_detail", args=[village.pk])))
    assert not Candidacy.objects.exists(), "nobody put forward by the party becomes a villagers' candidate by it"


# --- what goes up and comes back -----------------------------------------------------------------------------------


def test_a_reply_is_entered_by_another_person_and_what_was_sent_up_does_not_change(
    client, election, village, clerk, officer, county
):
    add(client, officer, "partyplan", village, **PLAN)
    plan = PartyPlan.objects.get()
    assert "没有填写请示文号" in words(act(client, officer, plan, "ask", number=" ", on="2026-11-20"))
    assert "还没有到" in words(act(client, officer, plan, "ask", number="5号", on="2026-12-17"))
    assert "请示日期没有填写" in words(act(client, officer, plan, "ask", number="5号", on=""))
    act(client, officer, plan, "ask", number="青委〔2026〕5号", on="2026-11-20")
    assert "不能改动" in words(edit(client, clerk, plan, seats=7))
    assert "须由另一人" in words(act(client, officer, plan, "reply", **PAPER))
    assert act(client, clerk, plan, "reply", **PAPER).status_code == 403
    assert "须在请示日期2026年11月20日" in words(
        act(client, county, plan, "reply", **(PAPER | {"signed_on": "2026-11-19"}))
    )
    assert "没有填写批复文号" in words(act(client, county, plan, "reply", **(PAPER | {"number": ""})))
    assert fresh(plan).state == "asked"
    assert days_of(election) == {"party_request": date(2026, 11, 20)}, "nothing was half written"
    act(client, county, plan, "reply", **PAPER)
    assert (fresh(plan).state, fresh(plan).reply_number) == ("replied", PAPER["number"])
    assert act(client, clerk, plan, "send_back", reason="人数有误").status_code == 403
    act(client, officer, plan, "send_back", reason="人数有误")
    assert (fresh(plan).state, fresh(plan).reply_number) == ("draft", "")
    edit(client, clerk, plan, seats=7, candidates=9)
    assert fresh(plan).seats == 7


def test_a_day_the_calendar_knows_already_is_not_said_otherwise(client, election, village, clerk):
    record_step(client, clerk, election, "party_request", "2026-11-21")
    add(client, clerk, "partyplan", village, **PLAN)
    plan = PartyPlan.objects.get()
    assert "与所填日期不同" in words(act(client, clerk, plan, "ask", number="5号", on="2026-11-20"))
    act(client, clerk, plan, "ask", number="5号", on="2026-11-21")
    assert fresh(plan).state == "asked"
    assert StepDay.objects.filter(election=election, step="party_request").count() == 1


def test_a_result_is_reported_after_the_meeting_and_filed_by_the_county_alone(
    client, election, village, clerk, officer, county
):
    add(client, clerk, "partyresult", village, **RESULT)
    result = PartyResult.objects.get()
    sent = {"number": "青委〔2026〕9号", "on": "2026-12-13"}
    assert "没有登记党员大会召开" in words(act(client, clerk, result, "ask", **sent))
    hold_meeting(client, clerk, election)
    act(client, clerk, result, "ask", **sent)
    assert "不能登记备案" in words(act(client, county, result, "file", number="1号", on="2026-12-15"))
    act(client, officer, result, "reply", **(PAPER | {"signed_on": "2026-12-14"}))
    assert act(client, officer, result, "file", number="1号", on="2026-12-15").status_code == 403
    assert "须在批复日期2026年12月14日" in words(act(client, county, result, "file", number="1号", on="2026-12-13"))
    act(client, county, result, "file", number="1号", on="2026-12-15")
    assert (fresh(result).state, fresh(result).filing_number) == ("filed", "1号")


def test_a_village_without_the_partys_election_is_told_so_and_nothing_is_written(client, village, clerk):
    factories.make_regular(village)  # the committee's alone
    assert "没有党组织选举" in words(add(client, clerk, "partyplan", village, **PLAN))
    assert not PartyPlan.objects.exists()
    committee = Election.objects.get()
    client.force_login(clerk)
    assert client.get(reverse("party_track", args=[committee.pk])).status_code == 404


def test_another_township_and_a_villages_own_clerk_see_nothing_of_it(client, election, village, clerk):
    factories.make_party_plan(village, election=election)
    other = factories.make_village("外乡村", factories.make_township("西河镇"))
    for user in (
        factories.make_user(Role.TOWNSHIP_CLERK, other.township),
        factories.make_user(Role.VILLAGE_CLERK, village),
    ):
        client.force_login(user)
        assert client.get(reverse("party_track", args=[election.pk])).status_code in (403, 404)
        assert "应到会" not in words(client.get(reverse("village_detail", args=[village.pk])))
    assert "50人" in page(client, clerk, election)


# --- the rules -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seats", "candidates", "fits"),
    [(5, 6, True), (5, 5, False), (7, 9, True), (7, 8, False), (3, 4, True), (0, 0, True)],
)
def test_a_plan_with_too_few_candidates_is_not_asked_for_and_one_more_is(
    client, election, village, clerk, seats, candidates, fits
):
    add(client, clerk, "partyplan", village, **(PLAN | {"seats": seats, "candidates": candidates}))
    plan = PartyPlan.objects.get()
    said = words(act(client, clerk, plan, "ask", number="5号", on="2026-11-20"))
    assert (fresh(plan).state == "asked") == fits
    assert ("须不少于" in said) != fits
    assert ("F.602" in found(election)) != fits
    assert defects(election) == []
    record_step(client, clerk, election, "party_notice", "2026-12-04")
    assert defects(election) == ([] if fits else ["F.602"]), "what was published with too few is a fact, and marked"


def test_who_is_not_counted_is_a_rule_of_the_set_and_needs_a_reply(client, election, village, clerk, officer):
    add(client, clerk, "partyplan", village, **(PLAN | {"abroad": 1}))
    plan = PartyPlan.objects.get()
    assert "没有“自费出国半年以上”不计入应到会一项" in words(
        act(client, clerk, plan, "ask", number="5号", on="2026-11-20")
    )
    give_rules(election.cycle.rule_set, party_not_counted=["ill", "away", "abroad"])
    assert found(election)["F.603"] == "不计入应到会11人，没有登记批复。"
    act(client, clerk, plan, "ask", number="5号", on="2026-11-20")
    act(client, officer, plan, "reply", **PAPER)
    assert "F.603" not in found(election)
    assert "不计入应到会60人" in words(add(client, clerk, "partyplan", village, **(PLAN | {"away": 58})))


@pytest.mark.parametrize(("present", "reached"), [(40, True), (39, False)])
def test_the_meeting_counts_with_four_fifths_of_those_to_come_and_without_one_of_them_it_is_marked(
    client, election, village, clerk, officer, present, reached
):
    plan = factories.make_party_plan(village, election=election)
    act(client, clerk, plan, "ask", number="5号", on="2026-11-20")
    act(client, officer, plan, "reply", **PAPER)
    add(client, clerk, "partysheet", village, kind="meeting", present=present)
    assert PartySheet.objects.get().present == present, "a fact is never refused"
    hold_meeting(client, clerk, election)
    assert defects(election) == ([] if reached else ["F.601"])
    if not reached:
        assert found(election)["F.601"].startswith("应到会党员50人，实到会39人，未达到应到会人数的五分之四")
        edit(client, clerk, PartySheet.objects.get(), present=40)
        assert defects(election) == []


def test_a_meeting_before_the_reply_is_recorded_and_marked_until_the_reply_proves_earlier(
    client, election, village, clerk, officer
):
    plan = factories.make_party_plan(village, election=election, ill=0, away=0)
    hold_meeting(client, clerk, election)
    assert defects(election) == ["F.609"]
    act(client, clerk, plan, "ask", number="5号", on="2026-12-01")
    act(client, officer, plan, "reply", **(PAPER | {"signed_on": "2026-12-13"}))
    assert defects(election) == ["F.609"]
    assert "2026年12月13日批复" in found(election)["F.609"]
    record_step(client, clerk, election, "party_permit", "2026-12-11")
    assert defects(election) == []


@pytest.mark.parametrize(
    ("ends", "held", "short"),
    [("2026-12-09", "12", False), ("2026-12-08", "12", True), ("", "09", False), ("", "08", True)],
)
def test_the_notice_hangs_five_days_the_day_of_posting_not_counted(client, election, village, clerk, ends, held, short):
    record_step(client, clerk, election, "party_notice", "2026-12-04")
    if ends:
        record_step(client, clerk, election, "party_notice_end", ends)
    hold_meeting(client, clerk, election, at=f"2026-12-{held}T09:00")
    assert ("F.606" in defects(election)) == short


def test_an_objection_must_be_answered_before_the_meeting(client, election, village, clerk):
    add(client, clerk, "partyobjection", village, matter="conduct", received_on="2026-12-06")
    row = PartyObjection.objects.get()
    assert row.number == 1
    assert "F.607" in found(election)
    assert "公示异议待答复" in waiting(clerk, election)
    assert "须在收到日期至今天之间" in words(edit(client, clerk, row, answered_on="2026-12-05"))
    assert "请填写核查情况" in words(edit(client, clerk, row, answered_on="2026-12-07"))
    hold_meeting(client, clerk, election)
    assert defects(election) == ["F.607"]
    edit(client, clerk, row, answered_on="2026-12-13", found="unfounded", outcome="unchanged")
    assert defects(election) == ["F.607"], "answered after the meeting"
    edit(client, clerk, row, answered_on="2026-12-11")
    assert defects(election) == []


def test_branches_elect_before_the_committee_and_one_that_came_later_is_marked(client, election, village, clerk):
    add(client, clerk, "partybranch", village, name="第一党支部", elected_on="2026-12-12")
    add(client, clerk, "partybranch", village, name="第二党支部", elected_on="2026-12-13")
    assert "在今天之后" in words(add(client, clerk, "partybranch", village, name="第三党支部", elected_on="2026-12-17"))
    assert PartyBranch.objects.count() == 2
    hold_meeting(client, clerk, election)
    assert defects(election) == ["F.608"]
    assert found(election)["F.608"] == "下设支部1个没有在党员大会以前选举：第二党支部。"
    edit(client, clerk, PartyBranch.objects.get(name="第二党支部"), elected_on="2026-12-11")
    assert defects(election) == []


@pytest.mark.parametrize(("present", "recovered", "marked"), [(34, 34, False), (33, 33, True), (40, 41, True)])
def test_a_recommendation_needs_two_thirds_and_no_more_sheets_than_were_given_out(
    client, election, village, clerk, present, recovered, marked
):
    sheet = {"kind": "people", "entitled": 51, "present": present, "issued": present, "recovered": recovered}
    add(client, clerk, "partysheet", village, **sheet)
    assert ("F.610" in found(election)) == marked
    record_step(client, clerk, election, "party_review", "2026-12-02")
    assert ("F.610" in defects(election)) == marked


def test_sheets_take_what_belongs_to_them_and_nothing_impossible(client, election, village, clerk):
    sheet = {"kind": "members", "entitled": 50, "present": 45, "issued": 45, "recovered": 45, "valid": 45}
    for wrong, said in (
        ({"present": 51}, "多于应到"),
        ({"valid": 46}, "多于收回"),
        ({"kind": "meeting"}, "按方案计算"),
        ({"kind": "meeting", "entitled": ""}, "只有述职评议和推荐填写"),
    ):
        assert said in words(add(client, clerk, "partysheet", village, **(sheet | wrong)))
    assert not PartySheet.objects.exists()
    add(client, clerk, "partysheet", village, **sheet)
    assert "已登记这一事项" in words(add(client, clerk, "partysheet", village, **sheet))
    assert PartySheet.objects.count() == 1


def test_a_secretary_made_known_before_the_reply_is_marked_and_one_after_it_is_not(
    client, election, village, clerk, officer
):
    hold_meeting(client, clerk, election)
    record_step(client, clerk, election, "party_secretary", "2026-12-13")
    assert defects(election) == ["F.605"]
    record_step(client, clerk, election, "party_reply", "2026-12-13")
    assert defects(election) == []


def test_somebody_put_forward_who_is_no_full_member_is_counted_and_not_named(election, village):
    factories.make_nominee(village, "周预备", person={"politics": "probationary"})
    factories.make_nominee(village, "王党员", person={"politics": "party_member"})
    assert found(election)["F.604"] == "预备人选中有1人的政治面貌不是中共党员。"


def test_no_discipline_member_asks_for_an_explanation(election, village):
    plan = factories.make_party_plan(village, election=election)
    assert "W.611" not in found(election)
    PartyPlan.objects.filter(pk=plan.pk).update(discipline=False)
    assert found(election)["W.611"] == "应选委员5名，没有设纪检委员。"


def test_the_rules_alone_say_how_many_stand():
    norms = Norms([Norm("party_extra_share", "20%")], TODAY)
    assert [rules.needed(seats, norms) for seats in (0, 1, 3, 5, 7, 9)] == [0, 2, 4, 6, 9, 11]


# --- workbooks, lists, roster --------------------------------------------------------------------------------------


def test_a_workbook_brings_sheets_to_the_partys_election_and_refuses_a_village_without_one(
    client, election, village, clerk
):
    factories.make_village("红旗村", village.township)
    head = ["乡镇(街道)", "村(社区)", "事项", "应到(人)", "实到(人)"]
    lines = [
        ["东河镇", "青山村", "党员推荐", 50, 45],
        ["东河镇", "青山村", "群众推荐", 40, 41],
        ["东河镇", "红旗村", "党员推荐", 9, 9],
    ]
    client.force_login(clerk)
    batch = upload(client, REGISTRY["partysheet"], workbooks.workbook([head, *lines], sheet="会议和推荐"))
    assert (batch.counts["new"], batch.counts["wrong"]) == (0, 2), "a village goes in whole or not at all"
    shown = words(client.get(reverse("partysheet_import_preview", args=[batch.pk])))
    assert "多于应到" in shown
    assert "没有党组织选举" in shown
    batch = upload(client, REGISTRY["partysheet"], workbooks.workbook([head, lines[0]], sheet="会议和推荐"))
    client.post(reverse("partysheet_import_preview", args=[batch.pk]))
    assert PartySheet.objects.get().election == election


def test_those_elected_are_listed_by_choice_with_posts_of_the_party(client, election, village, clerk):
    form = {"person__name": "王立新", "person__sex": "male", "body": "party"}
    assert "没有这一职务" in words(add(client, clerk, "rostermember", village, **form, post="director"))
    add(client, clerk, "rostermember", village, **form, post="secretary")
    assert RosterMember.objects.get().post == "secretary"
    shown = page(client, clerk, election)
    assert "王立新" in shown
    roles = [one.role for one in REGISTRY["rostermember"].held_roles([village], election.cycle)]
    assert roles == ["党组织成员", "党组织书记"]


def test_the_letter_to_the_street_belongs_to_communities(client, election, village, clerk):
    assert "只有社区填写" in words(add(client, clerk, "partyresult", village, **RESULT, letter_number="1号"))
    Village.objects.filter(pk=village.pk).update(kind="community")
    add(client, clerk, "partyresult", village, **RESULT, letter_number="1号")
    assert PartyResult.objects.get().letter_number == "1号"


def test_what_is_found_and_listed_costs_the_same_queries_for_many_elections(client, election, village, clerk):
    def fill(one):
        own = factories.make_regular(one, date(2026, 12, 12), "party")
        factories.make_party_plan(one, election=own)
        factories.make_party_sheet(one, election=own)
        factories.make_party_branch(one, election=own)
        factories.make_party_objection(one, election=own)
        return own

    def cost(number):
        rows = list(calendars.joined(Election.objects.filter(body="party").order_by("pk"))[:number])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(checking.findings(rows)) == number
        return len(queries)

    fill(village)
    for number in range(3):
        fill(factories.make_village(f"新{number}村", village.township))
    assert cost(1) == cost(4)


# --- papers --------------------------------------------------------------------------------------------------------


def printed(client, village, code, which, query=""):
    answer = client.get(reverse("village_paper_print", args=[village.pk, code, which, "docx"]) + query)
    if answer.status_code != 200:
        return answer
    document = docx.Document(io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_papers_say_what_is_recorded_and_blank_ones_nothing_of_it(client, election, village, clerk, officer):
    plan = factories.make_party_plan(village, election=election)
    act(client, clerk, plan, "ask", number="青委〔2026〕5号", on="2026-11-20")
    for name in ("王立新", "丁一"):
        factories.make_nominee(village, name, person={"politics": "party_member"}, post="party_member")
    client.force_login(clerk)
    said = printed(client, village, "party_request", "filled")
    for one in ("青委〔2026〕5号", "中共东河镇委员会", "应选委员5名，候选人6名", "应到会50人", "2026年11月20日"):
        assert one in said
    blank = printed(client, village, "party_request", "blank")
    assert "青委〔2026〕5号" not in blank
    assert "青山村党组织" in blank
    notice = printed(client, village, "party_notice", "filled")
    assert notice.index("丁一") < notice.index("王立新"), "in the order of strokes"
    assert "王立新" not in printed(client, village, "party_notice", "blank")
    assert printed(client, village, "party_letter", "blank").status_code == 404, "a village writes no such letter"
    Village.objects.filter(pk=village.pk).update(kind="community")
    assert "函" in printed(client, village, "party_letter", "blank")


def test_a_villages_own_clerk_prints_blank_papers_of_the_party_and_no_filled_ones(client, election, village):
    factories.make_nominee(village, "王立新", person={"politics": "party_member"})
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, village))
    shown = words(client.get(f"{reverse('village_papers', args=[village.pk])}?track=party"))
    assert "预备人选公示" in shown
    assert "王立新" not in printed(client, village, "party_notice", "blank")
    refused = printed(client, village, "party_notice", "filled")
    assert refused.status_code == 409 or "由乡镇和县里打印" in words(refused)
