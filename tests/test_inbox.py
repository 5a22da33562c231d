"""The inbox: to-do entries of all ledgers, notices to whom they concern, the calendar, the reminder."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.desk import inbox, pages
from electioncycle.desk.inbox import Notice
from electioncycle.desk.reminders import Behind, reminder
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Due
from electioncycle.ledgers.tables import ListPages
from electioncycle.roles import Role
from electioncycle.security import marks
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    county = factories.make_county()
    factories.make_cycle(county, entry_deadline=date(2020, 1, 1))
    return county


@pytest.fixture
def here(county):
    return factories.make_township("东河镇")


@pytest.fixture
def elsewhere(county):
    return factories.make_township("西坪乡")


def text_of(client, **query):
    return client.get("/inbox/", query).content.decode()


# --- to-do entries ---------------------------------------------------------------------------------------------------


def test_entries_of_all_ledgers_stand_in_groups_the_overdue_first(client, here):
    factories.make_village("青山村", here)
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, here)
    client.force_login(clerk)
    context = client.get("/inbox/").context
    assert {group.title for group in context["groups"]} >= {"村(社区)", "班子研判"}
    assert context["counts"]["overdue"] == context["counts"]["all"] > 1
    assert "已过期" in text_of(client)
    assert "没有七天内到期" in text_of(client, when="week")


def test_urgency_puts_overdue_first_and_entries_without_a_day_last():
    today = timezone.localdate()
    late, soon, none = Due("a", "/", deadline=today - timedelta(days=1)), Due("b", "/", deadline=today), Due("c", "/")
    hour_ago = Due("d", "/", deadline=timezone.now() - timedelta(hours=1))
    assert sorted([none, soon, late], key=lambda due: due.urgency) == [late, soon, none]
    assert (late.is_overdue, soon.is_overdue, none.is_overdue, hour_ago.is_overdue) == (True, False, False, True)


def test_somebody_without_work_is_told_that_nothing_waits(client, county):
    client.force_login(factories.make_user(Role.AUDITOR, county))
    page = text_of(client)
    assert "没有待办事项" in page
    assert "还没有通知" in page


# --- notices ---------------------------------------------------------------------------------------------------------


def test_a_notice_reaches_its_user_alone(client, here):
    one, other = (factories.make_user(Role.TOWNSHIP_CLERK, here) for _ in range(2))
    inbox.notify("青山村研判被退回。", user=one, url="/readiness/")
    client.force_login(one)
    assert "青山村研判被退回" in text_of(client)
    client.force_login(other)
    assert "青山村研判被退回" not in text_of(client)


def test_a_notice_to_a_role_reaches_its_holders_on_the_line_of_the_place(county, here, elsewhere):
    village = factories.make_village("青山村", here)
    inbox.notify("青山村准入资格失效。", roles=[Role.TOWNSHIP_OFFICER, Role.COUNTY_CLERK], place=village, tone="bad")
    reached = {
        (role, place.name): inbox.notices_of(factories.make_user(role, place), None).count()
        for role in (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK, Role.COUNTY_CLERK, Role.AUDITOR)
        for place in (county, here, elsewhere)
    }
    assert {key for key, number in reached.items() if number} == {
        (Role.TOWNSHIP_OFFICER, "云岭县"),
        (Role.TOWNSHIP_OFFICER, "东河镇"),
        (Role.COUNTY_CLERK, "云岭县"),
        (Role.COUNTY_CLERK, "东河镇"),
    }


def test_a_notice_of_another_cycle_waits_there(county, here):
    clerk, other = (
        factories.make_user(Role.TOWNSHIP_CLERK, here),
        factories.make_cycle(county, "2021年换届", "preparing"),
    )
    inbox.notify("上届事项。", user=clerk, cycle=other)
    assert inbox.notices_of(clerk, factories.make_cycle(county)).count() == 0
    assert inbox.notices_of(clerk, other).count() == 1


def test_opening_a_notice_marks_it_as_read_and_leads_on(client, here):
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, here)
    colleague = factories.make_user(Role.TOWNSHIP_CLERK, here)
    notice = inbox.notify("请核对。", roles=[Role.TOWNSHIP_CLERK], place=here, url="/villages/")
    client.force_login(clerk)
    assert client.post(f"/inbox/notices/{notice.pk}/").url == "/villages/"
    assert client.post(f"/inbox/notices/{notice.pk}/").status_code == 302
    assert "请核对" not in text_of(client, show="unread")
    assert "请核对" in text_of(client)
    assert inbox.notices_of(colleague, None).get().is_read is False
    foreign = inbox.notify("别处的事。", user=colleague)
    assert client.post(f"/inbox/notices/{foreign.pk}/").status_code == 404


def test_all_are_marked_as_read_at_once(client, here):
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, here)
    colleague = factories.make_user(Role.TOWNSHIP_CLERK, here)
    for number in range(3):
        inbox.notify(f"第{number}条。", roles=[Role.TOWNSHIP_CLERK], place=here)
    client.force_login(clerk)
    client.post("/inbox/read/")
    assert client.get("/inbox/").context["counts"]["unread"] == 0
    assert inbox.notices_of(colleague, None).filter(is_read=False).count() == 3


def test_of_many_notices_a_page_reads_its_own_and_counts_them_only_after_a_change(client, here, monkeypatch):
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, here)
    for number in range(5):
        inbox.notify(f"第{number}条。", user=clerk)
    client.force_login(clerk)
    monkeypatch.setattr(pages, "PER_PAGE", 2)

    def opened(**asked):
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/inbox/", asked).context["page"]
        counted = [one for one in queries if "COUNT(*)" in one["sql"] and Notice._meta.db_table in one["sql"]]
        return [one.text for one in page], page.paginator.count, len(counted)

    assert opened() == (["第4条。", "第3条。"], 5, 2)
    assert opened(page=3) == (["第0条。"], 5, 0)
    assert opened(show="unread") == (["第4条。", "第3条。"], 5, 0)
    inbox.mark_read(inbox.notices_of(clerk, None)[:1], by=clerk)
    assert opened(show="unread") == (["第3条。", "第2条。"], 4, 1)
    inbox.notify("又一条。", user=clerk)
    assert opened() == (["又一条。", "第4条。"], 6, 2)
    monkeypatch.setattr(ListPages, "most", 4)
    assert "超过4条" in "".join(client.get("/inbox/").content.decode().split())


def test_the_same_thing_is_said_once_until_it_changes(here):
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, here)
    for _ in range(2):
        inbox.notify("3项任务逾期。", user=clerk, key="overdue:1")
    inbox.mark_all_read(by=clerk, cycle=None)
    inbox.notify("3项任务逾期。", user=clerk, key="overdue:1")
    assert [notice.is_read for notice in inbox.notices_of(clerk, None)] == [True]
    inbox.notify("4项任务逾期。", user=clerk, key="overdue:1")
    assert [(n.text, n.is_read) for n in inbox.notices_of(clerk, None)] == [("4项任务逾期。", False)]
    inbox.withdraw_notice("overdue:1")
    assert not Notice.objects.exists()


def test_a_notice_holds_no_number_and_leads_nowhere_else(here):
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, here)
    notice = inbox.notify("身份证号110101197510010011有误。", user=clerk, url="//example.org/")
    assert "110101197510010011" not in notice.text
    assert notice.url == ""
    with pytest.raises(ValueError, match="one user"):
        inbox.notify("给谁？")


def test_old_notices_are_erased(here):
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, here)
    old, new = inbox.notify("旧。", user=clerk), inbox.notify("新。", user=clerk)
    Notice.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=inbox.KEPT_DAYS + 1))
    assert inbox.erase_old() == 1
    assert Notice.objects.get() == new


# --- the count in the frame ------------------------------------------------------------------------------------------


def test_the_count_stands_on_every_page_and_costs_one_query(client, here):
    factories.make_village("青山村", here)
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, here)
    client.force_login(clerk)
    entries = client.get("/inbox/").context["counts"]["all"]
    inbox.notify("请核对。", user=clerk)
    assert client.get("/villages/").context["inbox_count"] == entries + 1

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get("/villages/")
        return len(queries)

    before = cost()
    for number in range(30):
        inbox.notify(f"第{number}条。", roles=[Role.TOWNSHIP_CLERK], place=here)
    marks.flush()  # as at the end of the act
    assert cost() == before + 1, "asked anew once, however many came"
    assert cost() == before
    assert client.get("/villages/").context["inbox_count"] == entries + 31


# --- calendar --------------------------------------------------------------------------------------------------------


def summaries(data):
    return [str(event["summary"]) for event in icalendar.Calendar.from_ical(data).walk("VEVENT")]


def test_the_calendar_holds_the_days_of_the_cycle_and_of_what_is_due(client, county, here):
    factories.make_village("青山村", here)
    batch = factories.kind(factories.make_cycle(county), "batch")
    batch.planned_on = date(2026, 12, 20)
    factories.record(batch, by=factories.clerk())
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, here))
    answer = client.get("/inbox/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = summaries(answer.content)
    assert "试点计划选举日" in found
    assert "2026年换届填报截止" in found
    assert "村班子研判待填报提交" in found
    again = icalendar.Calendar.from_ical(client.get("/inbox/calendar.ics").content)
    uids = [str(event["uid"]) for event in again.walk("VEVENT")]
    assert len(set(uids)) == len(uids) == len(found)


def test_the_secret_address_works_without_signing_in_until_it_is_taken_back(client, here):
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, here)
    client.force_login(clerk)

    def new_address():
        client.post("/inbox/calendar/open/")
        return client.get("/inbox/").context["new_address"]

    first = new_address()
    assert client.get("/inbox/").context["new_address"] == "", "shown once"
    second = new_address()
    client.logout()
    assert "2026年换届填报截止" in summaries(client.get(second).content)
    assert client.get(first).status_code == 404, "a new address ends the former"
    assert client.get("/accounts/calendar/guess.ics").status_code == 404
    assert client.get("/inbox/").status_code == 302, "the address opens nothing else"
    clerk.valid_until = date(2020, 1, 1)
    clerk.save()
    assert client.get(second).status_code == 404
    clerk.valid_until = None
    clerk.save()
    client.force_login(clerk)
    client.post("/inbox/calendar/close/")
    assert client.get(second).status_code == 404


# --- 催报 ------------------------------------------------------------------------------------------------------------


def test_the_reminder_reads_as_it_is_copied_into_the_group():
    now = datetime(2026, 11, 20, 18, 5, tzinfo=UTC)
    sentence = reminder(3, ["东河镇", "西坪乡"], now, "今日20时")
    assert sentence == "截至11月20日18时，已报3个乡镇，未报：东河镇、西坪乡，请于今日20时前报送。"
    assert reminder(5, [], now, "今日20时") == "截至11月20日18时，5个乡镇已全部报送。"


def test_the_reminder_names_a_township_with_what_it_lacks():
    now = datetime(2026, 11, 20, 18, 5, tzinfo=UTC)
    behind = [Behind("棠关镇", 2, "个村(社区)", ["青山村", "柳溪村"]), Behind("西坪乡", 12, "格")]
    sentence = reminder(3, behind, now, "今日20时")
    lacks = "棠关镇差2个村(社区)：青山村、柳溪村；西坪乡差12格"
    assert sentence == f"截至11月20日18时，已报齐3个乡镇，未报齐：{lacks}。请于今日20时前报送。"


def test_no_township_is_shown_the_text_that_duns_it(client, county, here, elsewhere):
    for name, place in (("青山村", here), ("白石村", elsewhere)):
        factories.make_village(name, place)
    factories.kind(factories.make_cycle(county), "responsibility")
    for page in ("readiness", "risks", "publicity_coverage", "coverage"):
        client.force_login(factories.make_user(Role.COUNTY_CLERK, county))
        assert "东河镇差" in client.get(reverse(page)).context["reminder"], page
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, here))
        answer = client.get(reverse(page))
        assert answer.context["reminder"] == "", page
        assert "催报文字" not in answer.content.decode(), page


def test_every_entry_of_the_made_up_ledgers_opens(client, here):
    """What the list leads to exists for whoever sees it."""
    factories.make_village("青山村", here)
    for role in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER):
        user = factories.make_user(role, here)
        client.force_login(user)
        for ledger in ledgers.visible(user):
            for due in ledger.due(user, factories.make_cycle()):
                assert client.get(due.url).status_code == 200, due
