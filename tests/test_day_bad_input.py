"""What cannot or should not be on a polling day and after it: marked or refused in words wherever it is typed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from elections.models import Election, QuickReport, RosterMember, Round, StepDay, Turnout
from elections.services import facts, moments
from tests import factories, result_sheets, workbooks
from tests.test_bad_input import upload
from tests.test_duty_desk import desk, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
TODAY = timezone.localdate()
SAID = {"issued": 700, "recovered": 690, "validity": "valid", "elected": 5, "director": "elected", "other": "none"}


@pytest.fixture
def election(village):
    found = factories.make_regular(village, TODAY)
    factories.make_registration(village, election=found, registered=800, resident=800)
    return found


@pytest.fixture
def clerk(client, village):
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


def page(answer):
    return answer.content.decode()


def imported(client, ledger, headers, line):
    book = workbooks.workbook([["乡镇(街道)", "村(社区)", *headers], line], sheet=ledger.title)
    batch = upload(client, book, ledger.name, "表.xlsx")
    address = reverse(f"{ledger.name}_import_preview", args=[batch.pk])
    shown = page(client.get(address))
    return page(client.post(address, follow=True)) + shown


def test_a_turnout_above_the_list_is_kept_and_marked_on_the_desk_in_the_form_and_in_the_workbook(
    client, election, village, clerk
):
    words = "多于登记的800人"
    sent = {"seen": desk(client).context["seen"], f"c-{election.pk}-closing": "801"}
    assert words in page(client.post(reverse("duty_desk"), sent, follow=True))
    row = Turnout.objects.get()
    form = {"village": village.pk, "day": TODAY, "closing": 802, "version": row.version}
    assert words in page(client.post(REGISTRY["turnout"].url("edit", row.pk), form, follow=True))
    line = [village.township.name, village.name, f"{TODAY}", 803]
    assert words in imported(client, REGISTRY["turnout"], ["投票日", "投票结束时(人)"], line)
    row.refresh_from_db()
    assert row.closing == 803, "what was told is kept"
    assert any(words in one for one in desk(client).context["grid"].lines[0].vote.remarks)


def test_a_village_of_another_day_stands_neither_on_the_desk_nor_in_the_table_and_tells_nothing(
    client, election, village, clerk
):
    later = factories.make_village("后山村", village.township)
    other = factories.make_regular(later, TODAY + timedelta(days=7))
    seen = desk(client).context["seen"]
    assert told(client, other, seen=seen, opened="0:00").status_code == 409
    form = {"village": later.pk, "ended_at": "0:00", **SAID}
    answer = client.post(reverse("quickreport_add"), form)
    assert (answer.status_code, "还没有登记大会开始" in page(answer)) == (422, True)
    assert "后山村" not in page(client.get(REGISTRY["quickreport"].url("grid")))
    headers = ["发出选票(张)", "收回选票(张)", "是否有效", "选出(人)", "主任", "另行选举", "结束时刻"]
    line = [village.township.name, "后山村", 700, 690, "有效", 5, "已选出", "不需要", "0:00"]
    assert "还没有登记大会开始" in imported(client, REGISTRY["quickreport"], headers, line)
    assert not QuickReport.objects.exists()
    assert not Round.objects.exists()
    Election.objects.filter(pk=other.pk).update(polling_day=TODAY - timedelta(days=1))
    assert client.post(reverse("quickreport_add"), {**form, "ended_at": "11:30"}).status_code == 302, "its own day"


def test_nothing_is_handed_over_before_a_result_was_announced_and_by_no_page(client, election, village, clerk):
    words, at = "还没有登记当场公布的选举结果", moments.latest()
    typed = f"day-{election.pk}-handover-1"
    asked = f"{reverse('record_steps')}?election={election.pk}&step=handover&number=1"
    form = {"row": f"{election.pk}-handover-1:0", typed: f"{TODAY}"}

    def every_page():
        yield page(client.post(asked, form, follow=True))
        table = f"{reverse('step_grid')}?township={village.township_id}&step=handover"
        cells = {"seen": client.get(table).context["seen"], f"c-{election.pk}-done_on": f"{TODAY}"}
        yield page(client.post(table, cells))

    def after():
        return client.get(reverse("after_matters"), {"township": village.township_id}).context["grid"].lines

    facts.record_announcement(election, at=at, announced="void", cause="turnout", announcer="王主任", by=clerk)
    assert [words in one for one in every_page()] == [True, True], "a void vote has no result"
    assert (after(), StepDay.objects.count()) == ([], 0)
    assert typed not in page(client.get(f"{reverse('record_steps')}?township={village.township_id}"))
    held = Election.objects.get(pk=election.pk)
    facts.record_announcement(held, at=moments.latest(), announced="complete", announcer="王主任", by=clerk)
    assert words not in page(client.post(asked, form, follow=True))
    assert (StepDay.objects.get().done_on, len(after())) == (TODAY, 1)


def test_a_second_person_in_a_full_post_is_marked_where_it_is_typed(client, village, clerk):
    held = result_sheets.counted_round(village)
    form = {"village": village.pk, "ended_at": "0:00", **SAID}
    answer = client.post(reverse("quickreport_add"), {**form, "elected": 6}, follow=True)
    assert "选出6人，多于应选的5人" in page(answer)
    row = QuickReport.objects.get(round=held)
    edit = {**form, "elected": 5, "version": row.version}
    assert "多于应选" not in page(client.post(REGISTRY["quickreport"].url("edit", row.pk), edit, follow=True))
    seat = {"village": village.pk, "body": "party", "post": "secretary", "person__sex": "male"}
    first = client.post(reverse("rostermember_add"), {**seat, "person__name": "周书记"}, follow=True)
    second = client.post(reverse("rostermember_add"), {**seat, "person__name": "吴书记"}, follow=True)
    assert "这一职务只有1名" not in page(first)
    assert "名册上已有周书记，又登记吴书记，这一职务只有1名" in page(second)
    assert RosterMember.objects.count() == 2, "which of them it is, the papers tell"
