"""Elections: they come with a start or are registered, outlive their cycle, and take every fact of the day."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.disclosure import retention
from electioncycle.jobs import periodic
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.editions import EditionState
from electioncycle.records.history import record
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from elections.models import Election, ElectionPost, Round, Term, edition_for
from elections.services import facts, halting, next_rounds, side_states
from readiness.services import starts
from tests import factories
from tests.gate import Township
from tests.moving import moved, seen
from villages.models import Cycle, Rule, RuleSet

pytestmark = pytest.mark.django_db
LEDGER = REGISTRY["election"]


def days(number):
    return timezone.localdate() + timedelta(days=number)


def at(day, hour=9):
    """As a browser sends a day and an hour."""
    return f"{day:%Y-%m-%d}T{hour:02d}:00"


def moment(day, hour=9):
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))  # noqa: DTZ001 - made aware here


def text(answer):
    return answer.content.decode()


@pytest.fixture
def town():
    return Township()


@pytest.fixture
def village(town):
    return town.village("青山村")


@pytest.fixture
def election(village):
    return factories.make_election(village)


def reload(election):
    return Election.objects.get(pk=election.pk)


def act(client, user, election, move, **data):
    client.force_login(user)
    return moved(client, reverse("election_move", args=[election.pk, move]), election, **data)


def announced(client, user, election, **data):
    sent = {"at": at(days(-1), 13), "announcer": "钱主任", "announced": "complete", **data}
    return act(client, user, election, "announce", **sent)


def short_of_seats(election, by, on=-5, **more):
    """A first round after which seats are open."""
    facts.record_announcement(election, at=moment(days(on)), announcer="钱主任", announced="other", by=by, **more)
    return reload(election)


# --- how elections come about ---------------------------------------------------------------------------------------


def test_a_start_brings_its_election_with_the_planned_day_and_the_term_of_the_cycle(town, village):
    factories.make_profile(village, election_day=days(40))
    town.passed(village, unmet=())
    party, committee = town.start(village, "party"), town.start(village, "committee")
    held = {one.body: one for one in Election.objects.filter(village=village)}
    assert {body: (one.start, one.procedure, one.state) for body, one in held.items()} == {
        "party": (party, "regular", "preparing"),
        "committee": (committee, "regular", "preparing"),
    }
    assert (held["committee"].polling_day, held["party"].polling_day) == (days(40), None)
    assert {one.term.elected_in for one in held.values()} == {town.cycle}
    assert held["party"].decided_under == town.cycle.rule_set


def test_a_start_taken_back_takes_its_election_along_unless_something_happened_in_it(town, village):
    town.passed(village)
    start = town.start(village)
    starts.cancel_start(start, by=town.county, reason="登记错村")
    assert not Election.objects.filter(village=village).exists()
    again = town.start(village)
    held = Election.objects.get(village=village)
    short_of_seats(held, town.clerk)
    with pytest.raises(Refused, match="不能撤销启动登记"):
        starts.cancel_start(again, by=town.county, reason="登记错村")
    assert not type(again).all_rows.get(pk=again.pk).withdrawn_at


def test_starts_of_an_older_site_get_their_elections_once(town, village):
    town.passed(village)
    start = town.start(village)
    Election.objects.all().delete()  # as if the start had been registered before there were elections
    Term.objects.all().delete()
    assert "1项" in periodic.ACTS["open_elections"].run()
    assert Election.objects.get().start == start
    assert "都有选举" in periodic.ACTS["open_elections"].run()
    assert Election.objects.count() == 1


def register(client, user, village, **data):
    client.force_login(user)
    sent = {"village": village.pk, "body": "committee", "procedure": "by_election", "grounds": "主任辞职出缺"}
    sent |= {"polling_day": str(days(30)), "seats_director": "1", **data}
    return client.post(LEDGER.url("add"), {name: value for name, value in sent.items() if value != ""})


def close_and_purge(cycle):
    Cycle.objects.filter(pk=cycle.pk).update(state="closed", closed_on=days(-400), purged_at=timezone.now())
    retention.purge_rows(retention.of_cycle(cycle))


def test_a_by_election_is_held_in_a_closed_and_purged_cycle_from_registration_to_its_end(client, town, village):
    town.passed(village, unmet=())
    town.start(village, "committee")
    regular = Election.objects.get()
    facts.record_announcement(regular, at=moment(days(-9)), announcer="钱主任", announced="complete", by=town.clerk)
    Term.objects.update(begins_on=days(-60))
    close_and_purge(town.cycle)
    assert Round.objects.get().announcer == ""
    answer = register(client, town.clerk, village, seats_member="2")
    assert answer.status_code == 302
    held = Election.objects.get(procedure="by_election")
    assert (held.term, held.cycle, held.decided_under) == (regular.term, None, town.cycle.rule_set)
    assert [str(one) for one in held.posts.all()] == ["主任1名", "委员2名"]
    assert act(client, town.clerk, held, "open", at=at(days(-1), 8)).status_code == 302
    assert announced(client, town.clerk, held).status_code == 302
    assert reload(held).state == "ended"
    assert "青山村村委会补选" in text(client.get(LEDGER.page_of(held)))
    listed = {row.record for row in client.get(LEDGER.url("list")).context["table"].rows}
    assert listed == {held, regular}


def test_a_by_election_needs_a_term_in_force_on_its_day(client, town, village):
    answer = register(client, town.clerk, village)
    assert answer.status_code == 422
    assert "在任的任期" in text(answer)
    assert not Election.objects.exists()
    factories.make_term(town.county_area, ends_on=days(29))
    assert register(client, town.clerk, village).status_code == 422
    factories.make_term(town.county_area, "第十一届", begins_on=days(29))
    assert register(client, town.clerk, village).status_code == 302
    assert Election.objects.get().term.name == "第十一届"


def test_what_is_lacking_in_a_registration_is_said_in_words_and_nothing_is_half_written(client, town, village):
    factories.make_term(town.county_area)
    for wrong, said in (
        ({"grounds": ""}, "须写明事由"),
        ({"seats_director": ""}, "至少填写一个职务的名额"),
        ({"seats_director": "", "seats_secretary": "1"}, "没有书记"),
        ({"procedure": "regular"}, "登记启动换届程序时自动建立"),
        ({"procedure": "regular", "body": "supervision"}, "由本村选举办法确定"),
        ({"seats_director": "0"}, "1"),
        ({"polling_day": "2026-13-40"}, "日期"),
    ):
        answer = register(client, town.clerk, village, **wrong)
        assert answer.status_code == 422, wrong
        assert said in text(answer), wrong
    assert not Election.objects.exists()
    assert not ElectionPost.objects.exists()
    assert register(client, town.clerk, village).status_code == 302


def test_a_village_has_one_live_election_of_each_body_and_procedure(client, town, village):
    factories.make_term(town.county_area)
    assert register(client, town.clerk, village).status_code == 302
    again = register(client, town.clerk, village, polling_day=str(days(60)))
    assert again.status_code == 422
    assert "不能重复登记" in text(again)
    assert register(client, town.clerk, village, procedure="recall").status_code == 302
    assert (
        register(client, town.clerk, village, body="party", seats_director="", seats_secretary="1").status_code == 302
    )
    announced(client, town.clerk, Election.objects.get(procedure="by_election", body="committee"))
    assert register(client, town.clerk, village).status_code == 302  # years later, say: the first is over
    assert Election.objects.count() == 4


def test_seats_are_corrected_before_the_first_round_and_not_after(client, town, election):
    client.force_login(town.clerk)
    sent = {"village": election.village_id, "body": "committee", "procedure": "by_election", "grounds": "出缺"}
    sent["polling_day"] = str(election.polling_day)
    address = LEDGER.form_of(election)
    assert client.post(address, seen(election, **sent, seats_deputy="1", seats_member="2")).status_code == 302
    assert [str(one) for one in reload(election).posts.all()] == ["副主任1名", "委员2名"]
    short_of_seats(reload(election), town.clerk)
    late = client.post(address, seen(election, **sent, seats_director="1"))
    assert late.status_code == 422
    assert [str(one) for one in reload(election).posts.all()] == ["副主任1名", "委员2名"]


def test_without_a_cycle_the_newest_edition_in_force_on_the_day_decides(town, election):
    first = town.cycle.rule_set
    later = {"code": first.code, "name": first.name, "province": first.province}
    second = record(RuleSet(**later, edition=first.edition + 1, effective_from=days(5)), by=factories.clerk())
    RuleSet.objects.filter(pk=second.pk).update(state=EditionState.PUBLISHED)
    RuleSet.objects.filter(pk=first.pk).update(state=EditionState.RETIRED)
    record(RuleSet(**later, edition=first.edition + 2, effective_from=days(5)), by=factories.clerk())  # a draft
    assert edition_for(election, days(4)) == first
    assert edition_for(election, days(5)) == second
    held = facts.record_announcement(
        election, at=moment(days(-1)), announcer="钱主任", announced="complete", by=town.clerk
    )
    assert held.rule_set == first  # of the day on which it was held, not of the one planned


# --- the day --------------------------------------------------------------------------------------------------------


def test_a_round_is_recorded_from_the_opening_to_the_announcement(client, town, election):
    for move, hour, state in (("open", 8, "voting"), ("close", 11, "counting")):
        assert act(client, town.clerk, election, move, at=at(days(-1), hour)).status_code == 302
        assert Round.objects.get().state == state
        assert reload(election).state == "round"
    assert announced(client, town.clerk, election, announced="other", cause="no_director").status_code == 302
    row = Round.objects.get()
    assert (row.state, row.announced, row.cause, row.announcer) == ("announced", "other", "no_director", "钱主任")
    assert reload(election).state == "next"
    page = text(client.get(LEDGER.page_of(election)))
    assert "现场已公布(未核对)" in page
    assert "提出另行选举日期" in page


def test_an_announcement_nobody_opened_or_planned_is_recorded_all_the_same(client, town, election):
    halting.suspend(election, by=town.officer, reason="暴雨预警")
    answer = announced(client, town.clerk, election)
    assert answer.status_code == 302
    assert reload(election).state == "ended"
    assert "实际投票日" in text(client.get(LEDGER.page_of(election)))  # marked as not what was planned


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"announced": ""}, "请选择现场公布的结果"),
        ({"announced": "void"}, "须选择原因"),
        ({"announced": "complete", "cause": "turnout"}, "不是“选齐”的原因"),
        ({"announced": "recalled"}, "没有所选的公布结果"),
        ({"at": ""}, "当场公布时间没有填写"),
        ({"at": "昨天下午"}, "不是日期和时间"),
        ({"at": "2999-01-01T09:00"}, "在现在之后"),
        ({"at": "0001-01-01T00:00"}, "年份"),
        ({"circumstances": f"由{factories.id_number()}封存"}, "身份证"),
        ({"closed_at": "2999-01-01T09:00"}, "在现在之后"),
        ({"opened_at": at(date(2020, 5, 2)), "closed_at": at(date(2020, 5, 1))}, "早于大会开始时间"),
    ],
)
def test_what_cannot_have_been_so_goes_back_in_words_and_leaves_nothing(client, town, election, data, said):
    answer = announced(client, town.clerk, election, **data)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Round.objects.exists()
    assert reload(election).state == "preparing"
    assert announced(client, town.clerk, election).status_code == 302


def test_a_void_round_is_told_to_township_and_county_and_leads_to_a_repeated_election(client, town, election):
    announced(client, town.clerk, election, announced="void", cause="turnout")
    assert Round.objects.get().state == "void"
    for user in (town.officer, town.county):
        client.force_login(user)
        assert "第1轮首次投票无效(参加投票未过半)" in text(client.get(reverse("inbox")))
    assert "提出重新选举日期" in text(client.get(LEDGER.page_of(election)))


def limit_runoff(cycle, number):
    Rule.objects.update_or_create(
        rule_set=cycle.rule_set, key="runoff_days", defaults={"label": "另行选举", "value": number}
    )


def test_the_day_of_an_other_election_is_lawful_and_confirmed_by_a_second_person(client, town, election):
    limit_runoff(town.cycle, 10)
    election = short_of_seats(election, town.clerk, on=-5)
    late = act(client, town.officer, election, "propose", day=str(days(6)))
    assert late.status_code == 422
    assert "最迟" in text(late)
    early = act(client, town.officer, election, "propose", day=str(days(-6)))
    assert "不能早于上一轮投票日" in text(early)
    assert act(client, town.officer, election, "propose", day=str(days(5))).status_code == 302
    own = act(client, town.officer, election, "confirm")
    assert own.status_code == 422
    assert "须由另一人审核" in text(own)
    assert act(client, town.clerk, election, "confirm").status_code == 403
    second = factories.make_user(Role.TOWNSHIP_OFFICER, town.area)
    assert act(client, second, election, "confirm").status_code == 302
    assert Round.objects.get(number=2).state == "planned"
    again = act(client, town.clerk, election, "propose", day=str(days(4)))
    assert again.status_code == 422  # two rounds never stand at once


def test_the_law_of_villagers_sets_the_party_organisation_no_day(client, town, village):
    limit_runoff(town.cycle, 10)
    for body, post, status in (("party", "secretary", 302), ("committee", "director", 422)):
        held = short_of_seats(factories.make_election(village, body=body, seats={post: 1}), town.clerk, on=-5)
        assert act(client, town.clerk, held, "propose", day=str(days(6))).status_code == status, body


def test_a_round_held_after_the_lawful_day_unplanned_is_a_fact_and_marked(client, town, election):
    limit_runoff(town.cycle, 2)
    election = short_of_seats(election, town.clerk, on=-9)
    assert announced(client, town.clerk, election).status_code == 302
    held = Round.objects.get(number=2)
    assert (held.kind, held.state, reload(election).state) == ("other", "announced", "ended")
    page = text(client.get(LEDGER.page_of(election)))
    assert "晚于最迟日" in page
    assert "未经审定即已投票" in page


def test_a_wrong_announcement_is_opened_again_by_another_person_than_who_typed_it(client, town, election):
    announced(client, town.officer, election)
    own = act(client, town.officer, election, "correct", reason="点错")
    assert own.status_code == 422
    assert act(client, town.county, election, "correct", reason="").status_code == 422
    assert act(client, town.county, election, "correct", reason="点错").status_code == 302
    row = Round.objects.get()
    assert (row.state, row.announced, reload(election).state) == ("counting", "", "round")
    assert announced(client, town.officer, election, announced="tie").status_code == 302
    assert Round.objects.get().announced == "tie"


def test_two_persons_call_an_election_off_and_the_county_takes_it_up_again(client, town, election):
    assert act(client, town.clerk, election, "ask_calling_off", reason="补选职务已撤销").status_code == 302
    assert act(client, town.clerk, election, "call_off").status_code == 403
    assert act(client, town.officer, election, "call_off").status_code == 302
    assert reload(election).state == "called_off"
    fact = announced(client, town.clerk, election)
    assert fact.status_code == 422
    assert "先恢复这项选举" in text(fact)
    assert act(client, town.officer, election, "reinstate", reason="实际已投票").status_code == 403
    assert act(client, town.county, election, "reinstate", reason="实际已投票").status_code == 302
    assert announced(client, town.clerk, election).status_code == 302


def test_only_who_records_here_may_record(client, town, election):
    neighbour = Township("西坪乡")
    reader = factories.make_user(Role.COUNTY_READER, town.county_area)
    of_village = factories.make_user(Role.VILLAGE_CLERK, election.village)
    for user, status in ((neighbour.clerk, 404), (neighbour.officer, 404), (reader, 403), (of_village, 403)):
        assert announced(client, user, election).status_code == status
        assert act(client, user, election, "suspend", reason="暴雨").status_code == status
    client.force_login(reader)
    assert client.get(LEDGER.page_of(election)).status_code == 200
    assert not Round.objects.exists()
    assert announced(client, town.county, election).status_code == 302  # the county is on duty for everybody


def test_every_act_on_an_election_is_in_the_trail_and_the_history(client, town, election):
    before = AuditEvent.objects.count()
    act(client, town.clerk, election, "open", at=at(days(-1), 8))
    row = Round.objects.get()
    assert AuditEvent.objects.filter(details__move="open", object_id=row.pk).count() == 1
    assert AuditEvent.objects.count() == before + 1
    assert row.history.count() == 1
    assert election.history.first().history_change_reason == "登记大会开始"


# --- what others see ------------------------------------------------------------------------------------------------


def due_of(user):
    return {one.title: one.count for one in LEDGER.due(user, None)}


def test_to_do_lists_name_what_waits_for_whom(town, village):
    late = factories.make_election(village, polling_day=days(-1))
    assert due_of(town.clerk) == {"投票日已过，尚未登记投票情况": 1}
    facts.record_opening(late, at=moment(days(-1)), by=town.clerk)
    assert due_of(town.clerk) == {"投票日已过，尚未登记现场公布": 1}
    late = short_of_seats(reload(late), town.clerk, on=-1)
    assert due_of(town.clerk) == {"待定下一轮投票日期": 1}
    next_rounds.propose(late, day=days(3), by=town.clerk)
    assert due_of(town.clerk) == {}
    assert due_of(town.officer) == {"投票日期待审定": 1}
    next_rounds.confirm(late, by=town.officer)
    assert due_of(town.officer) == {}
    halting.ask_calling_off(reload(late), by=town.clerk, reason="已无空缺")
    assert due_of(town.officer) == {"终止选举待审定": 1}
    assert due_of(Township("西坪乡").officer) == {}


def test_polling_days_ahead_stand_in_the_calendar(town, election):
    (day,) = LEDGER.days(town.clerk, None)
    assert (day.day, day.title) == (election.polling_day, "东河镇青山村村委会补选投票日")
    assert not list(LEDGER.days(Township("西坪乡").clerk, None))


def test_the_village_page_and_the_report_of_the_village_show_its_elections(client, town, election):
    client.force_login(town.clerk)
    page = text(client.get(reverse("village_detail", args=[election.village_id])))
    assert LEDGER.page_of(election) in page
    (section,) = LEDGER.report_sections([election.village], town.cycle)
    (table,) = section.blocks[election.village_id]
    assert table.rows == [("村委会补选", "", f"{election.polling_day}(计划)", "筹备中", "")]


def test_boards_count_the_committees_that_voted_by_township(town, village):
    town.passed(village, unmet=())
    town.start(village, "committee")
    assert LEDGER.township_figures(town.county, town.cycle) == {
        town.area.pk: {"村(居)委会已投票": 0, "村(居)委会选举已结束": 0}
    }
    short_of_seats(Election.objects.get(), town.clerk)
    assert LEDGER.township_figures(town.county, town.cycle)[town.area.pk] == {
        "村(居)委会已投票": 1,
        "村(居)委会选举已结束": 0,
    }


def test_an_election_whose_start_lost_its_pass_says_so_and_goes_on(town, village):
    town.passed(village)
    town.start(village)
    held = Election.objects.get()
    assert side_states.beside([held]) == {}
    passed = held.start.passed
    type(passed).objects.filter(pk=passed.pk).update(lapsed_at=timezone.now())
    assert "准入通过失效" in side_states.beside([held])[held.pk][0]
    assert short_of_seats(held, town.clerk).state == "next"


@pytest.mark.parametrize(
    ("kind", "body", "name"),
    [
        ("village", "committee", "村委会"),
        ("community", "committee", "居委会"),
        ("community", "supervision", "居务监督委员会"),
        ("community", "representatives", "居民代表"),
        ("village", "representatives", "村民代表"),
        ("community", "group_leaders", "居民小组长"),
        ("community", "party", "党组织"),
    ],
)
def test_bodies_are_named_by_the_kind_of_the_village_never_by_its_name(kind, body, name):
    village = factories.make_village("桂花社区", kind=kind)
    election = Election(village=village, body=body, procedure="by_election")
    assert str(election) == f"桂花社区{name}补选"
