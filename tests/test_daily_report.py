"""Daily zero reports: one click a township, late after the county's hour, who has not reported, what to send."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from electioncycle.ledgers import ledger as ledgers
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from risks.models import DailyReport
from risks.rules import daily as rules
from tests import browsing, factories
from villages.models import Rule

pytestmark = pytest.mark.django_db
PAGE, POST = "/risks/daily/", "/risks/daily/report/"


@pytest.fixture
def cycle():
    return factories.make_cycle(starts_on=timezone.localdate() - timedelta(days=30))


@pytest.fixture
def here(cycle):
    return factories.make_township("东河镇")


@pytest.fixture
def elsewhere(cycle):
    return factories.make_township("西坪乡")


@pytest.fixture
def cut_off(cycle):
    rule = {"key": "daily_report_cut_off", "label": "每日零报告截止时刻"}
    return Rule.objects.create(rule_set=cycle.rule_set, value="17:30", **rule)


@pytest.fixture
def clerk(client, here):
    user = factories.make_user(Role.TOWNSHIP_CLERK, here)
    client.force_login(user)
    return user


def post(client, township, state="quiet", **more):
    """What the form of a page opened just now sends."""
    sent = {"township": township.pk, "day": f"{timezone.localdate()}", "state": state, **more}
    present = DailyReport.objects.filter(township=township, day=sent["day"]).first() if sent["day"] < "2900" else None
    return client.post(POST, {"version": present.version if present else 0} | sent)


def due_of(user, cycle):
    return list(ledgers.REGISTRY["dailyreport"].due(user, cycle))


def test_nothing_unusual_takes_one_click_and_a_second_click_changes_nothing(client, clerk, cycle, here, cut_off):
    assert "今日无异常" in client.get(PAGE).content.decode()
    assert [due.title for due in due_of(clerk, cycle)] == ["今日零报告未报送"]
    for _ in range(2):
        assert post(client, here).status_code == 302
    row = DailyReport.objects.get()
    assert (row.state, row.day, row.version) == ("quiet", timezone.localdate(), 1)
    assert AuditEvent.objects.filter(object_id=row.pk, object_type="risks.dailyreport").count() == 1
    page = client.get(PAGE).content.decode()
    assert "已报：无异常" in page
    assert "今日无异常" not in page
    assert due_of(clerk, cycle) == []


def test_something_happened_needs_words_and_may_be_added_to(client, clerk, here):
    refused = post(client, here, "event", situation="有")
    assert refused.status_code == 422
    assert "须写明时间、地点" in refused.content.decode()
    assert not DailyReport.objects.exists()
    refused = post(client, here, "event", handling="已派人到场。")
    assert "已派人到场。" in refused.content.decode(), "what was written stays"
    post(client, here)
    post(client, here, "event", situation="下午三点青山村两户争执。")
    post(client, here, "event", situation="下午三点青山村两户争执。", handling="已调解。")
    row = DailyReport.objects.get()
    assert (row.state, row.handling, row.version, row.history.count()) == ("event", "已调解。", 3, 3)
    answer = post(client, here)
    assert answer.status_code == 422
    assert "已报“有情况”" in answer.content.decode()
    assert DailyReport.objects.get().state == "event"


def test_late_is_what_comes_after_the_hour_of_the_day():
    zone, day = timezone.get_current_timezone(), date(2026, 11, 20)

    def late(hour, minute, cut_off, day_after=0):
        return rules.is_late(day, datetime(2026, 11, 20 + day_after, hour, minute, tzinfo=zone), cut_off)

    assert [late(17, 30, time(17, 30)), late(17, 31, time(17, 30)), late(9, 0, time(17, 30), 1)] == [False, True, True]
    assert [late(23, 59, None), late(0, 1, None, 1)] == [False, True]
    assert [rules.cut_off_time(value) for value in ("17:30", "17：30", "", None, "晚上", 17)] == [
        time(17, 30),
        time(17, 30),
        None,
        None,
        None,
        time(17),
    ]


def test_a_report_handed_in_afterwards_is_marked_late_and_stays_so(client, clerk, cycle, here, cut_off):
    yesterday = timezone.localdate() - timedelta(days=1)
    post(client, here, day=f"{yesterday}")
    row = DailyReport.objects.get()
    assert (row.day, row.late) == (yesterday, True)
    assert "迟报" in client.get(PAGE, {"day": f"{yesterday}"}).content.decode()
    post(client, here, "event", day=f"{yesterday}", situation="补报：昨日两户争执。")
    assert DailyReport.objects.get().late is True


def test_a_day_before_the_cycle_is_refused_and_one_to_come_is_today(client, clerk, cycle, here):
    answer = post(client, here, day=f"{cycle.starts_on - timedelta(days=1)}")
    assert answer.status_code == 422
    assert "早于本届启动日期" in answer.content.decode()
    post(client, here, day="2999-01-01")
    assert DailyReport.objects.get().day == timezone.localdate()
    form = {"township": here.pk, "day": "2999-01-01", "state": "quiet", "reason": "更正"}
    refused = client.post(ledgers.REGISTRY["dailyreport"].url("edit", DailyReport.objects.get().pk), form)
    assert refused.status_code == 422
    assert "还没有到" in refused.content.decode()


def test_what_another_reported_meanwhile_is_shown_before_anything_is_written_over_it(client, clerk, cycle, here):
    opened = {"version": 0, "situation": "北街两户争执。"}  # a page that stood open since before the first report
    assert post(client, here, "event", situation="南街停水。").status_code == 302
    late = post(client, here, "event", **opened)
    text = late.content.decode()
    assert late.status_code == 409
    assert "已由他人报送" in text
    assert "南街停水。" in text
    assert "北街两户争执。" in text
    assert DailyReport.objects.get().situation == "南街停水。"
    (sent,) = {form.data["version"][0] for form in browsing.forms_of(late) if "situation" in form.data}
    assert post(client, here, "event", **opened | {"version": sent}).status_code == 302
    assert DailyReport.objects.get().situation == "北街两户争执。"
    assert post(client, here, "event", situation="又一说法", version="").status_code == 409


def test_nobody_reports_for_another_township_and_readers_report_nothing(client, clerk, here, elsewhere):
    assert post(client, elsewhere).status_code == 404
    assert post(client, here).status_code == 302
    for role, place in ((Role.COUNTY_READER, here.parent), (Role.AUDITOR, here.parent)):
        client.force_login(factories.make_user(role, place))
        assert post(client, elsewhere).status_code == 403
    assert client.post(POST, {"township": "abc", "state": "quiet"}).status_code in (403, 404)
    assert DailyReport.objects.count() == 1


def test_the_county_sees_who_has_not_reported_and_copies_the_reminder(client, clerk, cycle, here, elsewhere, cut_off):
    post(client, here)
    officer = factories.make_user(Role.COUNTY_CLERK, here.parent)
    client.force_login(officer)
    page = client.get(PAGE, {"before": "今日21时"})
    text = page.content.decode()
    assert "已报1个乡镇，未报：西坪乡，请于今日21时前报送。" in text
    assert page.context["found"].counts["missing"] == 1
    (due,) = due_of(officer, cycle)
    assert (due.count, timezone.localtime(due.deadline).time()) == (1, time(17, 30))
    assert post(client, elsewhere).status_code == 302, "reported by telephone"
    assert "2个乡镇已全部报送。" in client.get(PAGE).content.decode()


def test_without_the_rule_nobody_is_asked(client, clerk, cycle, here):
    assert due_of(clerk, cycle) == []
    assert "规则集未规定报送截止时刻" in client.get(PAGE).content.decode()


def test_the_page_costs_the_same_for_many_townships(client, cycle, here, cut_off):
    client.force_login(factories.make_user(Role.COUNTY_CLERK, here.parent))

    def cost():
        client.get(PAGE)  # what there is to do is counted once after a change
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    factories.make_daily_report(here)
    factories.make_township("西坪乡")
    cost()
    before = cost()
    for number in range(8):
        factories.make_daily_report(factories.make_township(f"第{number}镇"), day=timezone.localdate())
    assert cost() == before


def test_nonsense_days_show_today(client, clerk):
    for day in ("abc", "2026-13-45", "9999-99-99", "\0"):
        assert client.get(PAGE, {"day": day}).context["found"].day == timezone.localdate()
