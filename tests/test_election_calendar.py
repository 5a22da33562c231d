"""The days of an election: facts are recorded as they were, plans outside the law refused, a moved day shows all."""

import re
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.desk import inbox
from electioncycle.roles import Role
from elections.models import Defect, Election, StepDay
from elections.services import calendars, defects, facts
from tests import factories, uploads
from tests.moving import moved
from villages.models import Rule, VillageProfile

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]
OFFICER = Role.TOWNSHIP_OFFICER
LAW = "示例省村民委员会选举办法"
DAYS = {
    "voter_list_days": 20,
    "objection_days": 5,
    "decision_days": 3,
    "candidates_days": 5,
    "proxy_days": 3,
    "result_days": 1,
    "handover_days": 10,
}


@pytest.fixture
def clock(monkeypatch):
    """The day on which people sit before the screen; a test sets it on."""

    def stands_on(text):
        monkeypatch.setattr(timezone, "localdate", lambda *given: date.fromisoformat(text))

    stands_on("2026-11-22")
    return stands_on


@pytest.fixture
def election(village, clock):
    found = factories.make_regular(village)
    give_rules(found.cycle.rule_set)
    return found


def give_rules(rule_set, **values):
    for key, value in (DAYS | values).items():
        Rule.objects.create(rule_set=rule_set, key=key, label=key, value=value, unit="日", law=LAW, unsure=True)


def record(client, user, election, step, day, number=1, version=0):
    """The day typed on the page that records one step."""
    client.force_login(user)
    name = f"{election.pk}-{step}-{number}"
    address = f"{reverse('record_steps')}?election={election.pk}&step={step}&number={number}"
    return client.post(address, {"row": f"{name}:{version}", f"day-{name}": day}, follow=True)


def done(election, step, number=1):
    row = StepDay.objects.filter(election=election, step=step, number=number).first()
    return row and row.done_on


def codes(election, state="open"):
    return list(Defect.objects.filter(election=election, state=state).order_by("id").values_list("code", flat=True))


def shown(client, user, election):
    client.force_login(user)
    return client.get(reverse("election_calendar", args=[election.pk])).content.decode()


def words(answer):
    return answer.content.decode()


def announce(election, day, announced, by):
    at = timezone.make_aware(datetime.fromisoformat(f"{day}T12:30"))
    row = Election.objects.get(pk=election.pk)
    facts.record_announcement(row, at=at, announcer="钱主任", announced=announced, by=by)


def latest(election, step, number=1):
    return calendars.calendar_of(Election.objects.get(pk=election.pk)).line(step, number).due.latest


# --- facts ---------------------------------------------------------------------------------------------------------


def test_d1_a_list_posted_in_time_stands_and_one_posted_a_day_late_is_recorded_and_marked(
    client, election, clerk, county, clock
):
    clock("2026-12-02")
    other = factories.make_regular(factories.make_village("柳溪村", election.village.township))
    assert "已登记1项" in words(record(client, clerk, election, "voter_list", "2026-11-30"))
    late = words(record(client, clerk, other, "voter_list", "2026-12-01"))
    assert (done(election, "voter_list"), done(other, "voter_list")) == (date(2026, 11, 30), date(2026, 12, 1))
    assert (codes(election), codes(other)) == ([], ["F.101"])
    assert "已照实登记，并记入程序瑕疵" in late
    assert "规定最迟2026年11月30日，晚1日" in shown(client, clerk, other)
    for user in (clerk, county):
        told = list(inbox.notices_of(user, election.cycle).values_list("text", flat=True))
        assert len(told) == 1
        assert "柳溪村" in told[0]
        assert "名单公布过迟" in told[0]
    elsewhere = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    assert not inbox.notices_of(elsewhere, election.cycle).exists()


def test_d2_and_d3_objections_and_answers_have_days_of_their_own(client, election, clerk, clock):
    clock("2026-12-20")
    record(client, clerk, election, "voter_list", "2026-11-30")
    record(client, clerk, election, "objection", "2026-12-05")
    assert codes(election) == []
    assert latest(election, "decision") == date(2026, 12, 8)
    record(client, clerk, election, "objection", "2026-12-06", number=2)
    assert codes(election) == ["F.110"]
    record(client, clerk, election, "decision", "2026-12-10", number=2)
    assert codes(election) == ["F.110", "F.106"]
    assert latest(election, "decision", 2) == date(2026, 12, 9)
    record(client, clerk, election, "decision", "2026-12-08")
    assert codes(election) == ["F.110", "F.106"], "the first objection was answered in time"


def test_d4_a_candidates_list_is_in_time_five_days_before_and_marked_a_day_later(client, election, clerk, clock):
    clock("2026-12-17")
    other = factories.make_regular(factories.make_village("柳溪村", election.village.township))
    record(client, clerk, election, "candidates_list", "2026-12-15")
    record(client, clerk, other, "candidates_list", "2026-12-16")
    assert (codes(election), codes(other)) == ([], ["F.125"])


def test_d5_and_d7_proxies_and_handover_have_the_days_of_the_rules(client, election, clerk):
    page = shown(client, clerk, election)
    assert (latest(election, "proxy"), latest(election, "handover")) == (date(2026, 12, 17), date(2026, 12, 30))
    assert f"{LAW}(待确认)" in page
    assert "习惯" in page


def test_a_day_that_cannot_be_is_refused_in_words_and_nothing_is_written(client, election, clerk, clock):
    for typed, why in [("2026-12-01", "还没有到"), ("2006-11-20", "请核对年份"), ("昨天", "不是日期")]:
        assert why in words(record(client, clerk, election, "voter_list", typed))
    assert "没有这一步" in words(record(client, clerk, election, "no_such_step", "2026-11-20"))
    assert "随投票登记" in words(record(client, clerk, election, "polling", "2026-11-20"))
    assert not StepDay.objects.exists()
    assert "已登记1项" in words(record(client, clerk, election, "voter_list", "2026-11-20"))
    assert "没有覆盖" in words(record(client, clerk, election, "voter_list", "2026-11-21"))
    assert done(election, "voter_list") == date(2026, 11, 20)


def test_only_officials_of_the_place_record_and_plan(client, election, clerk, county):
    neighbour = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    for user in (
        neighbour,
        factories.make_user(Role.COUNTY_READER, election.village.township.parent),
        factories.make_user(Role.VILLAGE_CLERK, election.village),
    ):
        assert record(client, user, election, "voter_list", "2026-11-20").status_code == 403
        plan = client.post(reverse("election_plans", args=[election.pk]), {"plan-voter_list-1": "2026-11-25"})
        assert plan.status_code in (403, 404)
    assert not StepDay.objects.exists()
    assert client.get(reverse("election_calendar", args=[election.pk])).status_code == 403
    assert "已登记1项" in words(record(client, county, election, "voter_list", "2026-11-20"))


def test_a_whole_township_is_recorded_as_planned_by_one_click_and_only_what_differs_is_typed(
    client, election, clerk, clock
):
    clock("2026-11-30")
    township = election.village.township
    others = [factories.make_regular(factories.make_village(name, township)) for name in ("柳溪村", "石桥村")]
    away = factories.make_regular(factories.make_village("白石村", factories.make_township("西坪乡")))
    client.force_login(clerk)
    address = f"{reverse('record_steps')}?township={township.pk}&step=voter_list"
    page = client.get(address)
    keys = [f"{one.pk}-voter_list-1" for one in (election, *others)]
    assert [name for name in keys if f'checked value="{name}:0"' in " ".join(words(page).split())] == keys
    assert f"{away.pk}-voter_list" not in words(page)
    sent = {f"day-{name}": "2026-11-30" for name in keys} | {f"day-{keys[1]}": "2026-11-28", f"day-{keys[2]}": ""}
    answer = words(client.post(address, {"row": [f"{name}:0" for name in keys], **sent}, follow=True))
    assert "已登记2项" in answer
    assert "有1项没有办理" in answer
    assert [done(one, "voter_list") for one in (election, *others)] == [date(2026, 11, 30), date(2026, 11, 28), None]
    again = words(client.get(address))
    assert [name for name in keys if f'value="{name}:0"' in again] == keys[2:]


def test_what_is_overdue_without_a_plan_is_never_recorded_on_its_last_day_by_a_click(client, election, clerk, clock):
    clock("2026-12-01")
    other = factories.make_regular(factories.make_village("柳溪村", election.village.township))
    factories.make_step_day(other.village, election=other, done_on=None, planned_on=date(2026, 11, 26))
    client.force_login(clerk)
    page = " ".join(words(client.get(f"{reverse('record_steps')}?step=voter_list")).split())
    assert f'checked value="{other.pk}-voter_list-1:1"' in page
    assert f'checked value="{election.pk}-voter_list-1:0"' not in page
    assert f'value="{election.pk}-voter_list-1:0"' in page
    assert "没有填写" in words(record(client, clerk, election, "voter_list", ""))


def test_a_polling_day_that_moved_later_heals_no_late_list_without_a_paper(client, election, clerk, clock):
    clock("2026-12-02")
    record(client, clerk, election, "voter_list", "2026-12-01")
    move(client, clerk, [election], "2026-12-27")
    record(client, clerk, election, "registration", "2026-11-25")
    assert codes(election) == ["F.101"]


def test_what_is_planned_on_one_day_is_offered_together(client, election, clerk, clock):
    clock("2026-12-20")
    factories.make_step_day(election.village, election=election)
    client.force_login(clerk)
    page = words(client.get(f"{reverse('record_steps')}?day=2026-12-15"))
    assert f"{election.pk}-candidates_list-1" in page
    assert f"{election.pk}-proxy-1" not in page


def test_a_corrected_fact_lifts_its_mark_and_a_taken_back_one_too(client, election, clerk, clock):
    clock("2026-12-05")
    record(client, clerk, election, "voter_list", "2026-12-02")
    row = StepDay.objects.get(election=election)
    assert codes(election) == ["F.101"]
    edit = reverse("stepday_edit", args=[row.pk])
    future = client.post(edit, {"done_on": "2026-12-06", "version": row.version})
    assert future.status_code == 422
    assert "还没有到" in words(future)
    assert client.post(edit, {"done_on": "2026-11-29", "version": row.version}).status_code == 302
    assert (codes(election), codes(election, "void")) == ([], ["F.101"])
    first = row.history.last()
    sent = {"entry": first.pk, "reason": "原登记无误", "version": row.version + 1}
    assert client.post(reverse("stepday_revert", args=[row.pk]), sent).status_code == 302
    assert (done(election, "voter_list"), codes(election)) == (date(2026, 12, 2), ["F.101"])
    sent = {"reason": "登记错了村", "version": row.version + 2}
    assert client.post(reverse("stepday_withdraw", args=[row.pk]), sent).status_code == 302
    assert codes(election) == []
    assert latest(election, "voter_list") == date(2026, 11, 30)


def test_a_fact_keeps_the_edition_under_which_it_was_recorded(client, election, clerk, clock):
    clock("2026-12-05")
    record(client, clerk, election, "voter_list", "2026-11-28")
    cycle = election.cycle
    later = factories.make_edition(cycle.rule_set, voter_list_days=25)
    cycle.rule_set = later
    factories.record(cycle, by=factories.clerk())
    other = factories.make_regular(factories.make_village("柳溪村", election.village.township))
    record(client, clerk, other, "voter_list", "2026-11-28")
    record(client, clerk, election, "registration", "2026-11-20")
    assert (codes(election), codes(other)) == ([], ["F.101"])
    assert [row.done_under.edition for row in StepDay.objects.filter(step="voter_list").order_by("id")] == [1, 2]


def test_a_round_that_was_held_is_the_polling_of_the_calendar_and_stands_against_moving(client, election, clerk, clock):
    clock("2026-12-21")
    held = timezone.make_aware(datetime.fromisoformat("2026-12-19T09:00"))
    facts.record_opening(Election.objects.get(pk=election.pk), at=held, by=clerk)
    assert latest(election, "handover") == date(2026, 12, 29), "it counts from the day of the vote"
    page = shown(client, clerk, election)
    assert "2026-12-19" in re.search(r'<td class="nowrap">\s*投票\s.*?</tr>', page, re.DOTALL)[0]
    assert "不能再改" in words(move(client, clerk, [election], "2026-12-27"))
    assert Election.objects.get(pk=election.pk).polling_day == date(2026, 12, 20)


def test_each_track_has_its_steps_and_a_community_its_own_words(client, election, clerk):
    community = factories.make_village("城关社区", election.village.township, kind="community")
    party = factories.make_regular(community, track="party")
    committee = factories.make_regular(community)
    page = shown(client, clerk, committee)
    assert "登记参加选举的居民" in page
    assert "登记参加选举的村民" in shown(client, clerk, election)
    assert "党员和群众推荐" not in page
    assert "党员和群众推荐" in shown(client, clerk, party)
    assert "党员大会选举" in shown(client, clerk, party)
    assert [one.body for one in calendars.in_order([committee, party])] == ["party", "committee"]


@pytest.mark.parametrize(
    "asked",
    [
        "record_steps?day=1",
        "record_steps?township=x&step=%00&number=-1&election=99999999999999999999",
        "move_days?from=x",
        "move_days?election=1&day=2026-02-31",
        "last_days?within=x&on=0&township=9&page=0",
        "last_days?within=99999999999999999999999",
    ],
)
def test_nonsense_in_an_address_is_answered_in_words(client, election, county, asked):
    client.force_login(county)
    name, _, query = asked.partition("?")
    assert client.get(f"{reverse(name)}?{query}").status_code in (200, 422)


# --- plans ---------------------------------------------------------------------------------------------------------


def plan(client, user, election, reason="", **typed):
    client.force_login(user)
    sent = {"reason": reason} | {f"plan-{k}-1": day for k, day in typed.items()}
    return client.post(reverse("election_plans", args=[election.pk]), sent)


def test_a_plan_outside_the_law_is_refused_in_words_and_one_within_it_stands(client, election, clerk, clock):
    late = plan(client, clerk, election, voter_list="2026-12-02", nomination="2026-12-06")
    assert late.status_code == 422
    assert "晚于规定的最迟日2026年11月30日" in words(late)
    assert not StepDay.objects.exists()
    before = plan(client, clerk, election, voter_list="2026-11-29", objection="2026-11-27")
    assert before.status_code == 422, "no objection before the list"
    assert plan(client, clerk, election, voter_list="2026-11-25", nomination="2026-12-06").status_code == 302
    assert sorted(StepDay.objects.values_list("step", "planned_on")) == [
        ("nomination", date(2026, 12, 6)),
        ("voter_list", date(2026, 11, 25)),
    ]
    assert latest(election, "objection") == date(2026, 11, 30), "what hangs on the list goes by its planned day"
    overtaken = plan(client, clerk, election, voter_list="2026-11-26")
    assert overtaken.status_code == 409
    assert StepDay.objects.get(step="voter_list").planned_on == date(2026, 11, 25)
    said = [shown(client, clerk, election).count("已过计划日") for day in (25, 26) if clock(f"2026-11-{day}") is None]
    assert said[1] == said[0] + 1, "what was planned yesterday is not ahead any more"


# --- moving the polling day ----------------------------------------------------------------------------------------


def move(client, user, elections, day, reason="遇雨雪天气，镇政府〔2026〕8号", query=""):
    client.force_login(user)
    rows = [f"{one.pk}:{Election.objects.get(pk=one.pk).version}" for one in elections]
    return client.post(f"{reverse('move_days')}{query}", {"row": rows, "day": day, "reason": reason}, follow=True)


def test_d6_a_list_that_is_out_stands_against_an_earlier_day_and_moves_nothing_for_a_later_one(
    client, election, clerk, clock
):
    clock("2026-12-01")
    record(client, clerk, election, "voter_list", "2026-11-30")
    preview = words(client.get(f"{reverse('move_days')}?election={election.pk}&day=2026-12-18"))
    assert "只有18日" in preview
    assert "18日" in words(move(client, clerk, [election], "2026-12-18"))
    assert Election.objects.get(pk=election.pk).polling_day == date(2026, 12, 20)
    preview = words(client.get(f"{reverse('move_days')}?election={election.pk}&day=2026-12-27"))
    assert "2026-12-22" in preview, "the candidates' list goes along"
    assert "公布正式候选人" in preview
    assert "公布名单" not in preview
    move(client, clerk, [election], "2026-12-27")
    assert Election.objects.get(pk=election.pk).polling_day == date(2026, 12, 27)
    assert (done(election, "voter_list"), latest(election, "candidates_list")) == (
        date(2026, 11, 30),
        date(2026, 12, 22),
    )
    assert codes(election) == []


def test_a_day_for_which_the_list_could_not_come_in_time_is_refused(client, election, clerk, clock):
    clock("2026-12-01")
    assert "已过3日" in words(move(client, clerk, [election], "2026-12-18"))
    assert "写明原因" in words(move(client, clerk, [election], "2026-12-27", reason=""))
    assert Election.objects.get(pk=election.pk).polling_day == date(2026, 12, 20)
    move(client, clerk, [election], "2026-12-27")
    assert Election.objects.get(pk=election.pk).polling_day == date(2026, 12, 27)


def test_a_batch_moves_where_it_may_and_says_of_each_other_village_why_not(client, election, county, clerk, clock):
    clock("2026-12-01")
    batch = factories.kind(election.cycle, "batch")
    other = factories.make_regular(factories.make_village("柳溪村", election.village.township))
    outside = factories.make_regular(factories.make_village("石桥村", election.village.township))
    for one in (election, other):
        factories.make_profile(one.village, batch=batch, election_day=date(2026, 12, 20))
    record(client, clerk, election, "voter_list", "2026-11-30")
    record(client, clerk, other, "voter_list", "2026-11-25")
    client.force_login(county)
    page = words(client.get(f"{reverse('move_days')}?batch={batch.pk}&day=2026-12-16"))
    assert f'value="{other.pk}:' in page
    assert f'value="{election.pk}:' not in page, "it is refused: nothing to tick"
    assert "石桥村" not in page
    answer = words(move(client, county, [election, other], "2026-12-16"))
    assert "已把1场选举的选举日改为2026-12-16" in answer
    assert "只有16日" in answer
    days = dict(Election.objects.values_list("pk", "polling_day"))
    assert [days[one.pk] for one in (election, other, outside)] == [
        date(2026, 12, 20),
        date(2026, 12, 16),
        date(2026, 12, 20),
    ]
    assert VillageProfile.objects.get(village=other.village).election_day == date(2026, 12, 16)


def test_plans_go_along_with_a_moved_day_and_strangers_move_nothing(client, election, clerk, clock):
    plan(client, clerk, election, voter_list="2026-11-25", nomination="2026-12-06")
    neighbour = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    move(client, neighbour, [election], "2026-12-27")
    assert Election.objects.get(pk=election.pk).polling_day == date(2026, 12, 20)
    move(client, clerk, [election], "2026-12-27")
    assert dict(StepDay.objects.values_list("step", "planned_on")) == {
        "voter_list": date(2026, 12, 2),
        "nomination": date(2026, 12, 13),
    }


def told(user, election):
    return list(inbox.unread_by(user, election.cycle).order_by("id").values_list("text", flat=True))


def test_a_day_the_county_moves_is_told_with_both_days_and_the_reason_and_read_once(
    client, election, clerk, county, clock
):
    here = election.village
    officer, filler = (factories.make_user(*one) for one in ((OFFICER, here.township), (Role.VILLAGE_CLERK, here)))
    neighbour = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    everybody = (clerk, officer, filler, neighbour, county)
    move(client, county, [election], "2026-12-27")
    said = f"{election}选举日由2026年12月20日改为2026年12月27日，原因：遇雨雪天气，镇政府〔2026〕8号。"
    assert [told(one, election) for one in everybody] == [[said], [said], [said], [], []]
    for one in everybody:
        inbox.mark_all_read(by=one, cycle=election.cycle)
    move(client, county, [election], "2026-12-28")
    assert [len(told(one, election)) for one in everybody] == [1, 1, 1, 0, 0], "moved again"
    for one in everybody:
        inbox.mark_all_read(by=one, cycle=election.cycle)

    plan(client, county, election, nomination="2026-12-06", reason="避开集市")
    assert [len(told(one, election)) for one in everybody] == [1, 1, 1, 0, 0]
    assert told(filler, election)[0].endswith("改为2026年12月6日，原因：避开集市。")
    row = StepDay.objects.get(step="nomination")
    edit = reverse("stepday_edit", args=[row.pk])
    assert moved(client, edit, row, planned_on="2026-12-05", done_on="", note="改期").status_code == 302
    assert told(filler, election)[0].endswith("由2026年12月6日改为2026年12月5日，原因：改期。")
    for one in everybody:
        inbox.mark_all_read(by=one, cycle=election.cycle)
    move(client, clerk, [election], "2026-12-27")
    assert [len(told(one, election)) for one in everybody] == [0, 0, 1, 0, 0], "the township's own act"


# --- defects -------------------------------------------------------------------------------------------------------


def settle(client, user, defect, **data):
    client.force_login(user)
    sent = {
        "disposition": "decide",
        "decided_by": "township",
        "number": "镇政府〔2026〕9号",
        "decided_on": "2026-12-03",
        "scan": uploads.sent("处置.pdf", uploads.scan()),
    }
    sent |= {"version": Defect.objects.get(pk=defect.pk).version, **data}
    return client.post(reverse("defect_move", args=[defect.pk, "settle"]), {k: v for k, v in sent.items() if v != ""})


def test_a_defect_is_closed_only_with_number_day_and_scan(client, election, clerk, officer, county, clock):
    clock("2026-12-04")
    record(client, clerk, election, "voter_list", "2026-12-01")
    defect = Defect.objects.get()
    for lacking, why in [
        ({"number": ""}, "处置文号"),
        ({"scan": ""}, "处置文件扫描件"),
        ({"disposition": "forget"}, "处置方式"),
        ({"decided_by": ""}, "处置机关"),
        ({"decided_by": "neighbour"}, "处置机关"),
        ({"decided_on": "2026-12-05"}, "在今天之后"),
        ({"decided_on": ""}, "处置日期"),
    ]:
        answer = settle(client, officer, defect, **lacking)
        assert answer.status_code == 422
        assert why in words(answer)
    assert codes(election) == ["F.101"]
    assert settle(client, clerk, defect).status_code == 403
    assert settle(client, officer, defect).status_code == 302
    defect = Defect.objects.get(pk=defect.pk)
    assert defect.decided_by == "township"
    assert (defect.state, defect.document_number, defect.decided_on) == (
        "settled",
        "镇政府〔2026〕9号",
        date(2026, 12, 3),
    )
    assert "处置文件扫描件" in words(client.get(reverse("defect_detail", args=[defect.pk])))
    reopen = reverse("defect_move", args=[defect.pk, "reopen"])
    assert client.post(reopen, {"version": defect.version, "reason": "文号有误"}).status_code == 403
    client.force_login(county)
    assert client.post(reopen, {"version": defect.version, "reason": "文号有误"}).status_code == 302
    assert codes(election) == ["F.101"]


def test_a_defect_is_marked_once_and_a_scheme_marks_its_own(election, clerk):
    for _ in range(2):
        defects.mark_defect(election, "F.114", by=clerk, said="选举办法与规定不符")
    assert codes(election) == ["F.114"]
    factories.make_step_day(election.village, election=election)
    assert codes(election) == ["F.114"], "days that are in time lift nothing that is not theirs"


def test_an_open_defect_and_a_near_last_day_are_on_the_list_of_who_must_act(client, election, officer, clerk, clock):
    clock("2026-11-28")
    titles = {due.title: due.count for due in inbox.due_of(clerk, election.cycle)}
    assert titles["公布名单最迟日临近"] == 1
    clock("2026-12-02")
    assert "公布名单已过最迟日，尚未登记" in {due.title for due in inbox.due_of(clerk, election.cycle)}
    record(client, clerk, election, "voter_list", "2026-12-01")
    titles = {due.title for due in inbox.due_of(officer, election.cycle)}
    assert "程序瑕疵待处置" in titles
    assert "公布名单已过最迟日，尚未登记" not in titles


def test_days_reach_the_calendar_program(client, election, clerk):
    client.force_login(clerk)
    file = client.get("/inbox/calendar.ics").content.decode().replace("\r\n ", "")
    assert "公布名单最迟日：1个村(社区)" in file
    assert "DTSTART;VALUE=DATE:20261220" in file


# --- the county's pages --------------------------------------------------------------------------------------------


def test_last_days_are_sorted_and_say_whether_a_posting_today_is_in_time(client, election, clerk, clock):
    clock("2026-11-30")
    factories.make_regular(factories.make_village("柳溪村", election.village.township), date(2026, 12, 19))
    client.force_login(clerk)
    page = words(client.get(f"{reverse('last_days')}?step=voter_list"))
    assert page.index("已过1日，来不及") < page.index("今天是最后一天")
    record(client, clerk, election, "voter_list", "2026-11-30")
    page = words(client.get(f"{reverse('last_days')}?step=voter_list"))
    assert "今天是最后一天" not in page
    assert "没有符合条件" in words(client.get(f"{reverse('last_days')}?step=voter_list&on=2026-12-24"))
    for form in ("xlsx", "docx", "pdf"):
        assert client.get(reverse("last_days_print", args=[form])).status_code == 200


def test_an_other_election_that_was_announced_stands_among_the_last_days_until_it_was_held(
    client, election, clerk, county, clock
):
    Rule.objects.create(rule_set=election.cycle.rule_set, key="runoff_days", label="另行选举", value=30, law=LAW)
    clock("2026-12-21")
    other = f"{reverse('last_days')}?step=other_election"
    client.force_login(county)
    assert "没有符合条件" in words(client.get(other)), "nobody knows yet whether there will be one"
    announce(election, "2026-12-20", "other", clerk)
    page = words(client.get(other))
    assert "2027-01-19" in page
    assert "来得及，还有29日" in page
    assert latest(election, "handover") == date(2027, 1, 29), "it waits for the round that completes the committee"
    clock("2027-01-20")
    assert "已过1日，来不及" in words(client.get(other))
    announce(election, "2027-01-20", "complete", clerk)
    assert "没有符合条件" in words(client.get(other))
    assert codes(election) == ["F.508"]


def test_the_vote_of_a_recall_has_its_last_day_from_the_demand(client, election, clerk, clock):
    Rule.objects.create(rule_set=election.cycle.rule_set, key="recall_vote_days", label="表决期限", value=30, law=LAW)
    recall = factories.make_election(election.village, procedure="recall", polling_day=date(2027, 1, 8))
    clock("2026-12-02")
    assert "收到罢免要求" in shown(client, clerk, recall)
    assert latest(recall, "polling") == date(2027, 1, 8), "no demand is recorded yet"
    record(client, clerk, recall, "petition", "2026-12-01")
    assert latest(recall, "polling") == date(2026, 12, 31)
    page = shown(client, clerk, recall)
    assert "计划晚于法定日" in page
    assert LAW in page
    assert "2026-12-31" in words(client.get(f"{reverse('last_days')}?step=polling"))
    late = move(client, clerk, [recall], "2027-01-02")
    assert "最迟须在2026年12月31日" in words(late)
    assert "选举日改为2026-12-31" in words(move(client, clerk, [recall], "2026-12-31"))
    assert "计划晚于法定日" not in shown(client, clerk, recall)
    clock("2027-01-02")
    announce(recall, "2027-01-02", "recalled", clerk)
    assert codes(recall) == ["F.510"]
    row = StepDay.objects.get(election=recall, step="petition")
    record(client, clerk, recall, "petition", "2026-12-03", version=row.version)
    assert codes(recall) == [], "the day of the demand was mistyped"
    party = factories.make_election(election.village, body="party", procedure="recall", seats={"secretary": 1})
    record(client, clerk, party, "petition", "2026-12-01")
    assert latest(party, "polling") == party.polling_day, "the villagers' law sets the party no day"


def test_a_value_that_nobody_can_read_leaves_a_step_to_custom_and_the_pages_open(client, election, clerk, county):
    Rule.objects.filter(key="voter_list_days").update(value="二十")
    assert "习惯" in shown(client, clerk, election).partition("公布名单")[2].partition("</tr>")[0]
    client.force_login(county)
    for page in ("last_days", "clashes", "record_steps"):
        assert client.get(reverse(page)).status_code == 200


def test_holidays_stand_beside_the_days_and_shift_none(client, election, clerk, county):
    factories.make_county_day(election.village, day=date(2026, 12, 20), name="冬至", leaders_free=6, police_free=40)
    page = shown(client, clerk, election)
    assert "冬至放假" in page
    assert latest(election, "voter_list") == date(2026, 11, 30)
    client.force_login(county)
    assert ">40<" in words(client.get(reverse("clashes")))


def test_more_villages_on_one_day_than_a_township_can_hold_collide(client, election, county):
    rule_set = election.cycle.rule_set
    Rule.objects.create(rule_set=rule_set, key="same_day_most", label="一个乡镇同日最多", value=2)
    township = election.village.township
    factories.make_regular(factories.make_village("柳溪村", township))
    client.force_login(county)
    assert "(撞日)" not in words(client.get(reverse("clashes")))
    factories.make_regular(factories.make_village("白石村", factories.make_township("西坪乡")))
    assert "(撞日)" not in words(client.get(reverse("clashes")))
    factories.make_regular(factories.make_village("石桥村", township))
    assert "东河镇3个(撞日)" in words(client.get(reverse("clashes"))).replace("\n", "")


@pytest.mark.parametrize("page", ["last_days", "clashes", "record_steps", "move_days"])
def test_pages_of_the_county_cost_as_many_queries_for_many_villages_as_for_few(client, election, county, page):
    address = {"move_days": "?from=2026-12-20&day=2026-12-27", "record_steps": "?day=2026-11-30"}.get(page, "")
    client.force_login(county)

    def queries():
        client.get(reverse(page) + address)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(reverse(page) + address).status_code == 200
        return len(caught)

    few = queries()
    for number in range(6):
        factories.make_regular(factories.make_village(f"第{number}村", election.village.township))
    assert (queries(), few <= 15) == (few, True)


def test_an_election_that_was_held_without_a_planned_day_has_the_days_of_its_vote(client, election, clerk, clock):
    Election.objects.filter(pk=election.pk).update(polling_day=None)
    assert "还没有定选举日" in shown(client, clerk, election)
    clock("2026-12-21")
    held = datetime(2026, 12, 20, 12, tzinfo=timezone.get_current_timezone())
    row = Election.objects.get(pk=election.pk)
    facts.record_announcement(row, at=held, announcer="钱主任", announced="complete", by=clerk)
    page = shown(client, clerk, election)
    assert "还没有定选举日" not in page
    assert latest(election, "handover") == date(2026, 12, 30)
