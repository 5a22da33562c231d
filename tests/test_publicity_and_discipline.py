"""Publicity, trainings, the “十个一”, complaints and checklists, in the words of the county."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from meetings.models import ChecklistEntry, Complaint, DisciplineActivity, PublicityActivity, ReminderText
from tests import factories
from tests.moving import moved, seen
from villages.models import KindItem, Rule

pytestmark = pytest.mark.django_db
COMPLAINT = REGISTRY["complaint"]


@pytest.fixture
def town():
    return factories.make_township("东河镇")


@pytest.fixture
def village(town):
    row = factories.make_village("青山村", town)
    factories.cycle_for(row)
    return row


@pytest.fixture
def clerk(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


@pytest.fixture
def admin(village):
    return factories.make_user(Role.COUNTY_ADMIN, village.township.parent)


def text_of(response):
    return response.content.decode()


# --- publicity ----------------------------------------------------------------------------------------------------


def test_one_activity_is_entered_for_all_villages_it_reached_and_the_page_says_who_is_missing(client, village, clerk):
    other = factories.make_village("白水村", village.township)
    factories.make_village("外乡村", factories.make_township("西坪乡"))
    channel = factories.kind(factories.cycle_for(village), "publicity_channel")
    client.force_login(clerk)
    page = client.get(reverse("publicity_coverage"))
    assert [line.unreached for line in page.context["found"].lines] == [2]
    sent = {
        "channel": channel.pk,
        "held_on": "2026-11-05",
        "theme": "纪律宣讲",
        "village": [village.pk],
        "township": village.township_id,
    }
    assert client.post(reverse("publicity_campaign"), sent).status_code == 302
    again = client.post(reverse("publicity_campaign"), sent | {"village": [village.pk, other.pk]}, follow=True)
    assert "没有重复登记" in text_of(again)
    assert PublicityActivity.objects.count() == 2
    assert "2个村(社区)" in client.get(reverse("publicity_coverage")).context["sentence"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"channel": ""}, "没有选择宣传渠道"),
        ({"village": []}, "没有勾选村"),
        ({"theme": " "}, "没有填写活动主题"),
        ({"held_on": "2031-01-01"}, "在今天之后"),
        ({"held_on": "2020-01-01"}, "早于本届启动日期"),
        ({"held_on": "明天"}, "不是日期"),
    ],
)
def test_an_activity_that_makes_no_sense_is_refused_in_words(client, village, clerk, wrong, words):
    channel = factories.kind(factories.cycle_for(village), "publicity_channel")
    client.force_login(clerk)
    sent = {"channel": channel.pk, "held_on": "2026-11-05", "theme": "纪律宣讲", "village": [village.pk]}
    answer = client.post(reverse("publicity_campaign"), sent | wrong)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not PublicityActivity.objects.exists()


def test_who_missed_a_training_stays_on_the_list_until_it_was_made_up(client, village, clerk, admin):
    training = factories.make_training(village.township.parent, name="计票培训")
    factories.make_trainee(village.township, training)
    absent = factories.make_trainee(village.township, training, name="王缺席", attendance="absent", absence="住院")
    client.force_login(clerk)
    ledger = REGISTRY["trainee"]
    assert [due.count for due in ledger.due(clerk, training.cycle)] == [1]
    form = {"area": village.township_id, "training": training.pk, "name": "王缺席", "unit": "青山村监票员"}
    form |= {"version": absent.version, "attendance": "made_up"}
    refused = client.post(ledger.url("edit", absent.pk), form)
    assert refused.status_code == 422
    assert "请填写补训日期" in text_of(refused)
    assert client.post(ledger.url("edit", absent.pk), form | {"made_up_on": "2026-11-09"}).status_code == 302
    assert not list(ledger.due(clerk, training.cycle))
    theirs = REGISTRY["training"].url("detail", training.pk)
    assert client.get(theirs).context["may"]["change"] is False  # the county's training is only read by townships
    client.force_login(admin)
    page = client.get(theirs)
    assert page.context["may"]["change"] is True
    assert "实到1人" in page.context["sentence"]
    assert "已补训1人" in page.context["sentence"]


# --- discipline ---------------------------------------------------------------------------------------------------


def test_an_activity_counts_as_held_only_with_proof_and_stands_in_the_calendar_until_then(client, village, clerk):
    day = timezone.localdate() - timedelta(days=1)
    row = factories.make_discipline(village.township, planned_on=day)
    ledger = REGISTRY["disciplineactivity"]
    client.force_login(clerk)
    assert [due.overdue for due in ledger.due(clerk, row.cycle)] == [True]
    assert [one.day for one in ledger.days(clerk, row.cycle)] == [day]
    form = {"area": village.township_id, "kind": row.kind_id, "planned_on": day, "held_on": day}
    form["version"] = row.version
    refused = client.post(ledger.url("edit", row.pk), form)
    assert refused.status_code == 422
    assert "请写明佐证" in text_of(refused)
    assert client.post(ledger.url("edit", row.pk), form | {"proof": "签到册"}).status_code == 302
    assert DisciplineActivity.objects.get().is_held
    assert not list(ledger.days(clerk, row.cycle))
    assert "开展活动1场次" in client.get(reverse("discipline")).context["sentence"]


def test_reminders_are_drafted_once_a_day_and_leave_as_text_without_any_number(client, village, clerk, admin):
    cycle = factories.cycle_for(village)
    drafts = {"first": "2026-11-20", "last": "2026-11-22", "audience": "全体党员"}
    client.force_login(admin)
    refused = client.post(reverse("reminder_draft"), drafts)
    assert refused.status_code == 422
    assert "没有写明内容的提醒语" in text_of(refused)
    KindItem.objects.filter(cycle=cycle, kind="discipline_reminder").update(guidance="不拉票、不贿选。")
    assert client.post(reverse("reminder_draft"), drafts).status_code == 302
    client.post(reverse("reminder_draft"), drafts | {"last": "2026-11-23"})
    assert list(ReminderText.objects.values_list("day", flat=True)) == [date(2026, 11, day) for day in range(20, 24)]
    assert "2026-11-20\t全体党员\t不拉票、不贿选。" in text_of(client.get(reverse("reminder_export")))
    for wrong, words in (({"last": "2026-11-01"}, "早于起日"), ({"last": "2030-11-01"}, "请分段起草")):
        assert words in text_of(client.post(reverse("reminder_draft"), drafts | wrong))
    client.force_login(clerk)
    assert client.post(reverse("reminder_draft"), drafts).status_code == 403


# --- complaints ---------------------------------------------------------------------------------------------------


def act(client, row, move, **data):
    row = Complaint.all_rows.get(pk=row.pk)
    return client.post(reverse("complaint_move", args=[row.pk, move]), {"version": row.version, **data})


@pytest.fixture
def clue(village, clerk):
    for key, days in (("complaint_accept_days", 15), ("complaint_answer_days", 60), ("complaint_publication_days", 5)):
        Rule.objects.create(rule_set=factories.make_rule_set(), key=key, label=key, value=days)
    row = factories.make_complaint(village, name="周匿名")
    factories.let_read_complaint(clerk, row)
    return row


def test_a_clue_goes_from_receipt_to_publication_and_another_person_reviews_it(client, village, clue, clerk, admin):
    client.force_login(clerk)
    assert client.get(reverse("complaint_paper", args=[clue.pk, "receipt", "pdf"])).status_code == 422
    assert act(client, clue, "accept").status_code == 302
    receipt = client.get(reverse("complaint_paper", args=[clue.pk, "receipt", "pdf"]))
    assert receipt.content.startswith(b"%PDF")
    assert "还不能提交办理结果" in text_of(act(client, clue, "conclude", verdict="", result="查"))
    assert act(client, clue, "conclude", verdict="partly", result="请客属实，已责令退还。").status_code == 302
    own = act(client, clue, "approve")
    assert own.status_code == 422
    assert "须由另一人审核" in text_of(own)
    factories.let_read_complaint(admin, clue)
    client.force_login(admin)
    assert "须写明原因" in text_of(act(client, clue, "return"))
    assert act(client, clue, "approve").status_code == 302
    assert client.get(reverse("complaint_paper", args=[clue.pk, "notice", "docx"])).status_code == 200
    assert "没有填写公布地点" in text_of(act(client, clue, "publish"))
    assert act(client, clue, "publish", place="村务公开栏").status_code == 302
    assert Complaint.all_rows.get(pk=clue.pk).state == "published"
    page = client.get(reverse("complaint_figures"))
    assert "收到换届信访举报线索1件，办结1件" in page.context["sentence"]


def test_papers_name_the_body_of_the_level_that_handles_the_clue(client, village, clue, clerk, admin):
    """The level of whoever takes it up, unless the clue says otherwise; once taken up it stays."""

    def signed(row):
        answer = client.get(reverse("complaint_paper", args=[row.pk, "receipt", "docx"]))
        return "\n".join(one.text for one in Document(BytesIO(answer.content)).paragraphs)

    client.force_login(clerk)
    act(client, clue, "accept")
    assert "东河镇村（社区）“两委”换届工作领导小组办公室" in signed(clue)
    other, given = (factories.make_complaint(village, **more) for more in ({}, {"level": "township"}))
    for row in (other, given):
        factories.let_read_complaint(admin, row)
    client.force_login(admin)
    act(client, other, "accept")
    act(client, given, "accept")
    office = f"{village.township.parent}村（社区）“两委”换届工作领导小组办公室"
    assert office in signed(other)
    assert office not in signed(given)
    row = Complaint.all_rows.get(pk=other.pk)
    form = {name: COMPLAINT.value(row, name) or "" for name in COMPLAINT.fields} | {"level": "", "version": row.version}
    form |= {name: getattr(form[name], "pk", form[name]) for name in ("village", "kind")}
    assert client.post(COMPLAINT.url("edit", row.pk), form).status_code == 302
    assert Complaint.all_rows.get(pk=other.pk).level == "county"


def test_a_result_that_names_who_complained_is_not_published(client, clue, clerk, admin):
    client.force_login(clerk)
    act(client, clue, "accept")
    act(client, clue, "conclude", verdict="true", result="周匿名反映的情况属实。")
    factories.let_read_complaint(admin, clue)
    client.force_login(admin)
    act(client, clue, "approve")
    for answer in (
        act(client, clue, "publish", place="村务公开栏"),
        client.get(reverse("complaint_paper", args=[clue.pk, "notice", "pdf"])),
    ):
        assert answer.status_code == 422
        assert "写有反映人" in text_of(answer)


def test_only_assigned_readers_open_a_clue_and_nobody_sees_the_name_without_a_reason(
    client, village, clue, clerk, admin
):
    client.force_login(admin)
    assert client.get(COMPLAINT.url("detail", clue.pk)).status_code == 404
    assert "本辖区共1件" in text_of(client.get(COMPLAINT.url("list")))
    readers = reverse("complaint_readers")
    assert "周匿名" not in text_of(client.get(readers))
    assert client.post(readers, seen(clue, row=clue.pk, act="assign", user=admin.pk)).status_code == 302
    page = text_of(client.get(COMPLAINT.url("detail", clue.pk)))
    assert "***" in page
    assert "周匿名" not in page
    assert AuditEvent.objects.filter(type=Event.READ, object_id=clue.pk, actor=admin.pk).count() == 1
    shown = client.post(COMPLAINT.url("reveal", clue.pk), {"field": "name", "reason": "送达答复意见书"})
    assert "周匿名" in text_of(shown)
    assert client.post(readers, seen(clue, row=clue.pk, act="end", user=admin.pk)).status_code == 302
    assert client.get(COMPLAINT.url("detail", clue.pk)).status_code == 404


def test_clocks_come_from_the_rules_and_run_out(client, clue, clerk):
    assert [due.title for due in COMPLAINT.due(clerk, clue.cycle)] == ["信访举报：1件待受理回执"]
    Complaint.all_rows.filter(pk=clue.pk).update(received_on=timezone.localdate() - timedelta(days=16))
    client.force_login(clerk)
    assert "受理回执：" in text_of(client.get(COMPLAINT.url("detail", clue.pk)))
    assert "已超期" in text_of(client.get(COMPLAINT.url("detail", clue.pk)))
    assert client.get(reverse("complaint_figures")).context["found"].overdue == 1


# --- checklists ---------------------------------------------------------------------------------------------------


def test_a_checklist_is_switched_on_filled_in_one_grid_and_added_up(client, village, clerk, admin):
    cycle = factories.cycle_for(village)
    KindItem.objects.filter(cycle=cycle, kind="governance").update(withdrawn_at=timezone.now())
    client.force_login(admin)
    assert "没有启用" in text_of(client.get(reverse("checklist", args=["governance"])))
    switch = reverse("checklist_switch", args=["governance", "on"])
    assert client.post(switch).status_code == 409  # a form that does not say what it was opened with
    assert moved(client, switch, cycle).status_code == 302
    assert "已启用" in text_of(moved(client, switch, cycle))
    items = {item.code: item for item in KindItem.objects.filter(cycle=cycle, kind="governance")}
    client.force_login(clerk)
    address = reverse("checklist_grid", args=["governance", village.township_id])
    seen = client.get(address).context["seen"]
    workers, council = (f"c-{village.pk}-{items[code].pk}" for code in ("grid_workers", "council"))
    wrong = client.post(address, {"seen": seen, workers: "12", council: "7"})
    assert wrong.status_code == 422
    assert "只能填1(已落实)或0(未落实)" in text_of(wrong)
    assert not ChecklistEntry.objects.exists()
    assert client.post(address, {"seen": seen, workers: "12", council: "0", "fill": "all"}).status_code == 302
    assert ChecklistEntry.objects.count() == len(items) - 1  # a number is nobody's to guess
    page = client.get(reverse("checklist", args=["governance"]))
    assert "网格员配备12" in page.context["sentence"]
    again = client.post(address, {"seen": seen, workers: "13"})
    assert again.status_code == 409
    assert "已由他人填报" in text_of(again)
    client.force_login(admin)
    refused = moved(client, reverse("checklist_switch", args=["governance", "off"]), cycle)
    assert refused.status_code == 422
    assert "不能停用" in text_of(refused)
