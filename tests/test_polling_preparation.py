"""Before a vote: who must keep apart, how many watch a box, what the township approves, how many proxies there are."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.disclosure import retention
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.workflow import StepRecord
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from elections.models import Defect, Election, ElectionStaff, PollingPlace, ProxyTally, Scheme
from elections.rules.committees import Standing
from elections.services import calendars, checking, standing
from tests import factories, workbooks
from tests.test_every_ledger import upload
from villages.models import Rule

pytestmark = pytest.mark.django_db

LAW = "示例省村民委员会选举办法"
RULES = {
    "staff_kin": ["spouse", "sibling"],
    "mobile_box_approval": "township",
    "mobile_box_scrutineers": 3,
    "proxy_max": 3,
}


def give_rules(rule_set, **values):
    for key, value in (RULES | values).items():
        Rule.objects.update_or_create(
            rule_set=rule_set, key=key, defaults={"label": key, "value": value, "law": LAW, "unsure": True}
        )


@pytest.fixture
def election(village, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2026, 12, 16))
    found = factories.make_regular(village)
    give_rules(found.cycle.rule_set)
    return found


@pytest.fixture
def stands(monkeypatch):
    """Who is a formal candidate wherever somebody asks."""

    def say(*persons):
        found = [Standing(one.pk, "主任", formal=True) for one in persons]
        monkeypatch.setattr(standing, "DECLARED", [lambda elections: {one.pk: found for one in elections}])

    return say


def add_staff(client, user, village, **values):
    client.force_login(user)
    form = {"village": village.pk, "name": "王强", "duty": "watcher", "box": "", "avoids": "unknown", **values}
    return client.post(reverse("electionstaff_add"), form, follow=True)


def words(answer):
    return answer.content.decode()


def found(election):
    """Code → sentence of what the checks say of an election now."""
    rows = Election.objects.filter(pk=election.pk)
    return {one.code: one.words for own in checking.findings(rows).values() for one in own}


def codes(election, state="open"):
    return sorted(Defect.objects.filter(election=election, state=state).values_list("code", flat=True))


def fresh(row):
    """As it stands now; a state is never set on a row that was read before."""
    return type(row).all_rows.get(pk=row.pk)


def act(client, user, row, move, **data):
    client.force_login(user)
    sent = {"version": fresh(row).version, **data}
    return client.post(reverse("pollingplace_move", args=[row.pk, move]), sent, follow=True)


def record_step(client, user, election, step, day):
    client.force_login(user)
    name = f"{election.pk}-{step}-1"
    address = f"{reverse('record_steps')}?election={election.pk}&step={step}&number=1"
    return client.post(address, {"row": f"{name}:0", f"day-{name}": day}, follow=True)


def begin_vote(client, user, election):
    client.force_login(user)
    sent = {"version": fresh(election).version, "at": "2026-12-16T08:00"}
    return client.post(reverse("election_move", args=[election.pk, "open"]), sent, follow=True)


def watch(village, box, number):
    for name in ("王强", "李敏", "赵刚", "孙丽")[:number]:
        factories.make_staff_of_election(village, name=name, box=box)


# --- who keeps apart -----------------------------------------------------------------------------------------------


def test_a_candidate_among_the_staff_is_named_and_marked_when_the_notice_is_posted_until_replaced(
    client, election, village, clerk, stands
):
    stands(factories.make_person("李明"))
    assert "同名" not in words(add_staff(client, clerk, village, name="王强"))
    assert "李明与候选人同名" in words(add_staff(client, clerk, village, name="李明"))
    page = words(client.get(reverse("polling_preparation", args=[election.pk])))
    assert "李明与候选人同名，须更换或核对" in page
    assert "王强与候选人" not in page
    assert found(election)["F.201"].startswith("监票人1名")
    assert codes(election) == []  # a plan so far
    record_step(client, clerk, election, "polling_notice", "2026-12-15")
    assert codes(election) == ["F.201"]
    row = ElectionStaff.objects.get(name="李明")
    form = {"village": village.pk, "name": "陈静", "duty": "watcher", "avoids": "unknown", "version": row.version}
    client.post(reverse("electionstaff_edit", args=[row.pk]), form)
    assert (codes(election), codes(election, "void")) == ([], ["F.201"])


def test_a_candidates_kin_is_found_by_the_relations_the_rules_name_and_by_no_others(election, village, stands):
    candidate, brother = factories.make_person("孙长春"), factories.make_member(village, "孙长秋").person
    stands(candidate)
    pair = factories.make_kinship(village, candidate, brother)
    factories.make_staff_of_election(village, name="孙长秋", duty="counter")
    assert pair.relation.name == "兄弟姐妹"
    assert found(election)["F.201"].startswith("计票人1名")
    give_rules(election.cycle.rule_set, staff_kin=["spouse"])
    assert "F.201" not in found(election)


def test_the_clerk_has_the_last_word_on_a_namesake_and_on_kin_nobody_listed(client, election, village, clerk, stands):
    stands(factories.make_person("李明"))
    add_staff(client, clerk, village, name="李明", avoids="clear")
    assert "F.201" not in found(election)
    add_staff(client, clerk, village, name="周芳", avoids="kin")
    assert "F.201" in found(election)


def test_a_worker_whom_the_product_knows_stands_in_the_rules_of_avoidance_as_a_person(client, election, village, clerk):
    candidate, brother = factories.make_person("孙长春"), factories.make_member(village, "孙长秋").person
    factories.make_candidacy(village, election=election, person=candidate, state="formal")
    factories.make_kinship(village, candidate, brother)
    row = factories.make_staff_of_election(village, election=election, name="孙长秋", duty="counter")
    factories.make_staff_of_election(village, election=election, name="周不识")

    def listed():
        client.force_login(clerk)
        return words(client.get(reverse("avoidance")))

    assert "孙长秋(计票人)" in listed()
    assert "系兄弟姐妹" in listed()
    assert found(election)["F.201"].startswith("计票人1名")
    row.avoids = "clear"
    factories.record(row, by=clerk)
    assert "孙长秋(计票人)" not in listed(), "the clerk asked the village"
    row.avoids = "unknown"
    factories.record(row, by=clerk)
    factories.make_member(village, "孙长秋", party_post="none")
    assert "孙长秋(计票人)" not in listed(), "which of two it is nobody but the clerk can say"
    factories.make_staff_of_election(village, election=election, name="孙长春")
    assert "孙长春一人兼监票人和主任正式候选人" in listed()
    give_rules(election.cycle.rule_set, staff_kin=[])
    assert "孙长春一人兼监票人" not in listed()


def test_a_worker_of_a_village_without_election_is_refused_in_form_and_workbook(client, election, village, clerk):
    bare = factories.make_village("柳溪村", village.township)
    assert "没有村(居)委会选举" in words(add_staff(client, clerk, bare))
    headers = ["乡镇(街道)", "村(社区)", "姓名", "职责"]
    rows = [["东河镇", "青山村", "王强", "监票人"], ["东河镇", "柳溪村", "李敏", "监票人"]]
    batch = upload(client, REGISTRY["electionstaff"], workbooks.workbook([headers, *rows], sheet="选举工作人员"))
    assert (batch.counts["new"], batch.counts["wrong"]) == (1, 1)
    assert not ElectionStaff.objects.exists()


def test_a_worker_entered_for_the_wrong_village_is_withdrawn_and_not_moved(client, election, village, clerk):
    other = factories.make_regular(factories.make_village("柳溪村", village.township)).village
    row = factories.make_staff_of_election(village, name="王强", election=election)
    form = {"name": "王强", "duty": "watcher", "box": "", "avoids": "clear", "version": row.version}
    client.force_login(clerk)
    address = reverse("electionstaff_edit", args=[row.pk])
    assert "不能改到其他村" in words(client.post(address, {**form, "village": other.pk}))
    assert (fresh(row).village, fresh(row).election) == (village, election)
    assert client.post(address, {**form, "village": village.pk}).status_code == 302


# --- boxes ---------------------------------------------------------------------------------------------------------


def test_a_box_with_two_watchers_is_not_let_go_and_with_three_it_is(client, election, village, clerk, officer):
    box = factories.make_box(village, name="流动票箱1")
    watch(village, "流动票箱1", 2)
    assert "登记监票人2名，规定不少于3名" in words(act(client, clerk, box, "ask"))
    assert found(election)["F.202"]
    watch(village, "流动票箱2", 4)  # who watches another box counts there
    assert "F.202" in found(election)
    factories.make_staff_of_election(village, name="赵刚", box="流动票箱1")
    assert "F.202" not in found(election)
    assert "已报批" in words(act(client, clerk, box, "ask"))


def test_a_village_that_adopted_more_watchers_has_more(election, village):
    factories.make_box(village, name="流动票箱1")
    watch(village, "流动票箱1", 3)
    assert "F.202" not in found(election)
    values = factories.SCHEME | {"mobile_box_scrutineers": 4}
    meeting = {"adopted_by": "assembly", "entitled": 800, "present": 500, "in_favour": 400}
    scheme = factories.make_scheme(village, election=election, values=values)
    Scheme.objects.filter(pk=scheme.pk).update(state="adopted", adopted_on=date(2026, 11, 20), **meeting)
    assert found(election)["F.202"].endswith("规定不少于4名。")


def test_another_person_of_the_township_approves_and_what_was_approved_stands(
    client, election, village, clerk, officer
):
    box = factories.make_box(village, name="流动票箱1", route="")
    watch(village, "流动票箱1", 3)
    assert "没有填写路线" in words(act(client, clerk, box, "ask"))
    client.force_login(clerk)
    form = {"village": village.pk, "kind": "roving", "name": box.name, "hours": "8:00", "route": "3组至5组"}
    client.post(reverse("pollingplace_edit", args=[box.pk]), form | {"version": box.version})
    act(client, officer, box, "ask")
    paper = {"signer": "张明", "signed_on": "2026-12-15", "number": "东政〔2026〕9号"}
    assert "须由另一人审核" in words(act(client, officer, box, "approve", **paper))
    assert act(client, clerk, box, "approve", **paper).status_code == 403
    other = factories.make_user(Role.TOWNSHIP_OFFICER, village.township)
    assert "批准须填写批准文号" in words(act(client, other, box, "approve", **(paper | {"number": ""})))
    assert "批准须填写批准文号" in words(act(client, other, box, "approve", **(paper | {"signed_on": "2026-12-17"})))
    assert "已批准" in words(act(client, other, box, "approve", **paper))
    box = fresh(box)
    assert (box.state, box.approval_number, box.approved_on) == ("approved", "东政〔2026〕9号", date(2026, 12, 15))
    client.force_login(clerk)
    answer = client.post(reverse("pollingplace_edit", args=[box.pk]), form | {"version": box.version, "route": "1组"})
    assert "不能改动" in words(answer)
    act(client, officer, box, "send_back", reason="路线有变")
    box = fresh(box)
    assert (box.state, box.approval_number) == ("draft", "")
    assert StepRecord.objects.filter(object_id=box.pk, approves=True, void_at=None).count() == 0


def test_a_box_that_left_without_approval_or_list_is_a_fact_and_one_in_order_is_none(
    client, election, village, clerk, officer
):
    ready, _ = (factories.make_box(village, name=f"流动票箱{number}") for number in (1, 2))
    for name in ("流动票箱1", "流动票箱2"):
        watch(village, name, 3)
    act(client, clerk, ready, "ask")
    act(client, officer, ready, "approve", signer="张明", signed_on="2026-12-15", number="9号")
    assert "在今天之后" in words(act(client, clerk, ready, "post", posted_on="2026-12-17"))
    assert "不是人数" in words(act(client, clerk, ready, "post", posted_on="2026-12-15", voters="六"))
    assert "已登记公布名单" in words(act(client, clerk, ready, "post", posted_on="2026-12-15", voters="6"))
    assert codes(election) == []
    begin_vote(client, clerk, election)
    [defect] = Defect.objects.filter(election=election)
    assert (defect.code, defect.words) == ("F.203", "“流动票箱2”没有批准、没有公布使用人名单。")
    ready = fresh(ready)
    assert (ready.voters, ready.posted_on) == (6, date(2026, 12, 15))


def test_what_a_box_got_only_after_the_vote_puts_nothing_right_and_what_was_typed_later_does(
    client, election, village, clerk, officer
):
    box = factories.make_box(village, name="流动票箱1")
    watch(village, box.name, 3)
    begin_vote(client, clerk, election)
    assert codes(election) == ["F.203"]
    act(client, clerk, box, "ask")
    act(client, officer, box, "approve", signer="张明", signed_on="2026-12-15", number="9号")
    act(client, clerk, box, "post", posted_on="2026-12-16", voters="6")
    assert codes(election) == [], "the papers are of the days before"
    again = {"route": box.route, "reason": "批准日期录错"}
    act(client, officer, box, "send_back", **again)
    act(client, clerk, box, "ask")
    assert codes(election) == ["F.203"]


@pytest.mark.parametrize(("approval", "lacks"), [("committee", False), ("none", True), ("township", True)])
def test_who_approves_a_box_is_a_rule(client, election, village, clerk, approval, lacks):
    give_rules(election.cycle.rule_set, mobile_box_approval=approval)
    box = factories.make_box(village, name="流动票箱1", posted_on=date(2026, 12, 15))
    watch(village, box.name, 3)
    assert ("F.203" in found(election)) == lacks
    said = words(act(client, clerk, box, "ask"))
    expected = {"committee": "不用乡镇批准", "none": "规定不设流动票箱", "township": "已报批"}[approval]
    assert expected in said


def test_a_hall_needs_no_approval_and_has_no_route(client, election, village, clerk):
    client.force_login(clerk)
    form = {"village": village.pk, "kind": "centre", "name": "中心会场", "address": "村文化礼堂", "hours": "8:00"}
    assert "只有流动票箱填写" in words(client.post(reverse("pollingplace_add"), form | {"route": "3组"}))
    client.post(reverse("pollingplace_add"), form)
    hall = PollingPlace.objects.get()
    assert "不能报批" in words(act(client, clerk, hall, "ask"))
    assert not {"F.202", "F.203"} & set(found(election))


# --- proxies -------------------------------------------------------------------------------------------------------


def tally(client, user, village, **values):
    client.force_login(user)
    form = {"village": village.pk, "certificates": 35, "holders": "", "most": "", **values}
    return client.post(reverse("proxytally_add"), form, follow=True)


def test_four_proxies_of_one_holder_are_over_the_limit_and_three_are_not(client, election, village, clerk):
    assert "多于办理委托" in words(tally(client, clerk, village, holders="36"))
    assert "多于办理委托" in words(tally(client, clerk, village, most="36"))
    assert not ProxyTally.objects.exists()
    tally(client, clerk, village, holders="20", most="3")
    row = ProxyTally.objects.get()
    assert "F.204" not in found(election)
    client.post(
        reverse("proxytally_edit", args=[row.pk]),
        {"village": village.pk, "certificates": 35, "holders": 20, "most": 4, "version": row.version},
    )
    assert found(election)["F.204"] == "一人接受委托最多4人，规定不超过3人。"


def test_a_workbook_adds_figures_of_the_election_that_goes_on_and_leaves_those_of_an_earlier_one(
    client, village, clerk
):
    earlier = factories.make_election(village)
    before = factories.make_proxies(village, election=earlier)
    Election.objects.filter(pk=earlier.pk).update(state="ended")
    going = factories.make_election(village)
    data = workbooks.workbook(
        [["乡镇(街道)", "村(社区)", "办理委托(人)"], ["东河镇", "青山村", 20]], sheet="委托投票登记"
    )
    client.force_login(clerk)
    batch = upload(client, REGISTRY["proxytally"], data)
    assert (batch.counts["new"], batch.counts["changed"]) == (1, 0)
    client.post(reverse("proxytally_import_preview", args=[batch.pk]))
    assert fresh(before).certificates == 35
    assert ProxyTally.objects.get(election=going).certificates == 20


def test_a_second_tally_of_one_election_is_refused(client, election, village, clerk):
    tally(client, clerk, village)
    assert "已登记委托投票" in words(tally(client, clerk, village))
    assert ProxyTally.objects.count() == 1


@pytest.mark.parametrize(("proxies", "roving", "asked"), [(159, 79, set()), (160, 79, {"W.209"}), (159, 80, {"W.210"})])
def test_a_fifth_by_proxy_or_a_tenth_at_roving_boxes_asks_for_one_explanation(
    election, village, proxies, roving, asked
):
    factories.make_registration(village, election=election, registered=800, resident=800, away=None)
    factories.make_proxies(village, certificates=proxies)
    for number, share in enumerate((40, roving - 40), 1):
        factories.make_box(village, name=f"流动票箱{number}", voters=share)
    assert {"W.209", "W.210"} & set(found(election)) == asked


# --- bounds --------------------------------------------------------------------------------------------------------


def test_what_is_found_costs_the_same_queries_for_many_elections(election, village, stands):
    stands(factories.make_person("李明"))
    villages = [village, *(factories.make_village(f"新{number}村", village.township) for number in range(3))]
    for one in villages:
        factories.make_regular(one)
        box = factories.make_box(one)
        watch(one, box.name, 2)
        factories.make_proxies(one, most=4)

    def cost(number):
        rows = list(calendars.joined(Election.objects.filter(village__in=villages[:number], body="committee")))
        with CaptureQueriesContext(connection) as queries:
            assert len(checking.findings(rows)) == number
        return len(queries)

    assert cost(4) == cost(1)


def test_a_purge_takes_the_names_of_all_who_did_the_same_duty(election, village):
    for name in ("王强", "李敏"):
        factories.make_staff_of_election(village, name=name, box="")
    retention.purge_rows(retention.of_cycle(election.cycle))
    assert {*ElectionStaff.objects.values_list("name", flat=True)} == {retention.GONE}
    assert not ElectionStaff.history.model.objects.exclude(name=retention.GONE).exists()


def test_every_move_of_a_box_is_in_the_trail(client, election, village, clerk, officer):
    box = factories.make_box(village, name="流动票箱1")
    watch(village, box.name, 3)
    act(client, clerk, box, "ask")
    act(client, officer, box, "approve", signer="张明", signed_on="2026-12-15", number="9号")
    told = AuditEvent.objects.filter(object_type="elections.pollingplace", object_id=box.pk)
    assert [one.details.get("move") for one in told.order_by("id")][-2:] == ["ask", "approve"]
