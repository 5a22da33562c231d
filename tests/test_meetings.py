"""Bodies and links, meetings and whether they were held as asked, minutes from the first word to the three lists."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from electioncycle.ledgers import attachments
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.sheets import write_rows
from electioncycle.workbooks import imports
from meetings.choices import Cadence
from meetings.models import Meeting, Minutes, MinutesDraft, MinutesLine, TownshipLink
from meetings.papers import meetings as printing
from meetings.rules import gatherings as rules
from meetings.services import bodies, cadence
from meetings.services import minutes as services
from risks.models import Problem
from tests import factories
from tests.moving import seen
from tests.uploads import scan

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 2)


@pytest.fixture
def village():
    return factories.make_village("青石坡村", factories.make_township("东河镇"))


@pytest.fixture
def clerk(village):
    factories.cycle_for(village)
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


@pytest.fixture
def county(village):
    return factories.make_user(Role.COUNTY_ADMIN, village.township.parent)


def text(answer):
    return answer.content.decode()


def form_of(ledger, row, **changed):
    values = {name: ledger.value(row, name) for name in ledger.fields} | changed
    return {name: getattr(value, "pk", value) for name, value in values.items() if value not in (None, "")}


# --- bodies and links ----------------------------------------------------------------------------------------------


def test_the_chart_shows_who_belonged_to_a_body_on_a_day_and_townships_read_the_countys(client, village, clerk, county):
    area = village.township.parent
    group = factories.make_body(area, 0, name="领导小组")
    office = factories.make_body(area, 1, name="办公室", duties="综合协调")
    factories.make_body_member(group, rank="head", name="王书记", unit="县委")
    factories.make_body_member(office, name="杜前任", until=date(2026, 11, 1))
    factories.make_body_member(office, name="秦新任", since=date(2026, 11, 1))
    client.force_login(clerk)
    before = text(client.get(reverse("body_chart"), {"area": area.pk, "day": "2026-10-20"}))
    assert "杜前任" in before
    assert "秦新任" not in before
    after = text(client.get(reverse("body_chart"), {"area": area.pk, "day": "2026-11-10"}))
    assert "秦新任" in after
    assert "已调整1人" in after
    for form, head in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert client.get(reverse("body_chart_print", args=[form]), {"area": area.pk}).content.startswith(head)
    ledger = REGISTRY["bodymember"]
    refused = client.post(ledger.url("add"), {"body": group.pk, "rank": "member", "name": "混入者"})
    assert refused.status_code == 422
    assert bodies.totals(county, group.cycle).county_bodies == 2  # made from a list whose codes are the tests' own


def test_links_reach_townships_and_villages(client, village, county):
    factories.make_village("柳溪村", village.township)
    factories.make_township_link(village.township, leader="陈立新")
    cycle = factories.cycle_for(village)
    kind = factories.kind(cycle, "responsibility")
    type(kind).objects.filter(pk=kind.pk).update(code="county_leader")
    factories.make_post(village, 0, name="陈立新", unit="县政府", post="副县长")
    client.force_login(county)
    shown = text(client.get(reverse("leader_links")))
    assert "挂联乡镇(街道)1个(共1个)、村(社区)1个(共2个)" in shown
    assert client.get(reverse("leader_links_print", args=["pdf"])).content.startswith(b"%PDF")


def test_a_link_ends_with_day_and_reason_and_the_same_leader_comes_again_by_workbook(client, village, clerk, county):
    ledger, since = REGISTRY["townshiplink"], date(2026, 10, 20)
    row = factories.make_township_link(village.township, leader="陈立新", since=since)
    end = reverse("townshiplink_end", args=[row.pk])
    client.force_login(clerk)
    assert client.post(end, seen(row) | {"until": "2026-11-10", "reason": "工作调动"}).status_code == 403
    client.force_login(county)
    for wrong, words in (
        ({"until": "2026-10-01"}, "早于挂联起始日"),
        ({"until": "2099-01-01"}, "还没有到"),
        ({"until": ""}, "结束日没有填写"),
        ({"reason": " "}, "须写明原因"),
    ):
        answer = client.post(end, seen(row) | {"until": "2026-11-10", "reason": "工作调动"} | wrong)
        assert answer.status_code == 422
        assert words in text(answer)
    assert client.post(end, seen(row) | {"until": "2026-11-10", "reason": "工作调动", "version": 1}).status_code == 302
    assert "不能再次结束挂联" in text(client.post(end, seen(row) | {"until": "2026-11-11", "reason": "再次"}))
    assert "（未明确）" in str(printing.links_document(bodies.links(county, row.cycle), row.cycle, "县", since))

    def send(*lines):
        head = ("乡镇(街道)", "县领导", "职务", "挂联起始日", "结束日")
        sheet = SimpleUploadedFile(
            "挂联.xlsx", write_rows(head, [("东河镇", "陈立新", *line, "", "")[:5] for line in lines])
        )
        answer = client.post(ledger.url("import"), {"file": sheet})
        return imports.ImportBatch.objects.latest("id"), answer["Location"]

    assert "同时在任" in send(("县委副书记",), ("县长",))[0].preview
    batch, url = send(("副县长", "2026-10-20", "2026-11-10"), ("县委副书记", "2026-11-15"))
    assert (batch.counts["new"], batch.counts["unchanged"]) == (1, 1), batch.preview
    client.post(url, {"which": "all"})
    old, new = TownshipLink.objects.order_by("since")
    assert (old.pk, old.ended_reason, new.post, new.until) == (row.pk, "工作调动", "县委副书记", None)
    page = text(client.get(ledger.url("detail", new.pk)))
    assert "本届历次挂联（2条）" in page
    shown = client.get(reverse("leader_links"))
    assert shown.context["found"]["townships"] == 1
    assert "已结束的挂联（1条）" in text(shown)
    assert client.get(reverse("leader_links_print", args=["docx"])).content.startswith(b"PK")


# --- meetings and their cadence ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frequency", "bound", "until", "expected"),
    [
        (Cadence.DAILY, (MONDAY, MONDAY + timedelta(9)), MONDAY + timedelta(2), 3),
        (Cadence.WEEKLY, (MONDAY + timedelta(2), date.max), MONDAY + timedelta(8), 2),
        (Cadence.MONTHLY, (date(2026, 9, 15), date(2026, 12, 31)), date(2026, 11, 1), 3),
        (Cadence.ONCE, (MONDAY, MONDAY + timedelta(5)), MONDAY, 1),
        (Cadence.AD_HOC, (MONDAY, date.max), MONDAY + timedelta(90), 0),
    ],
)
def test_how_often_a_meeting_is_due(frequency, bound, until, expected):
    found = rules.periods(frequency, bound, until)
    assert len(found) == expected
    assert all(bound[0] <= first <= last <= bound[1] for first, last in found)


def test_a_time_is_missed_only_once_it_is_over():
    days = rules.periods(Cadence.DAILY, (MONDAY, date.max), MONDAY + timedelta(6), workdays_only=True)
    assert len(days) == 5
    found = rules.kept(days, [MONDAY, MONDAY + timedelta(1)], MONDAY + timedelta(4))
    assert (found.kept, found.missed, found.pending, found.share) == (2, 2, 1, 50)
    near = rules.window(MONDAY, None, near_days=7, election_day=date(2026, 12, 18))
    assert near == (date(2026, 12, 11), date(2026, 12, 18))
    assert rules.window(MONDAY, None, near_days=7, election_day=None) is None


def test_cadence_is_kept_or_missed_by_village_and_week(client, village, clerk):
    cycle = factories.cycle_for(village)
    pilot, first = (factories.kind(cycle, "batch", number) for number in (0, 1))
    factories.make_profile(village, batch=pilot)
    factories.make_profile(factories.make_village("柳溪村", village.township), batch=first)
    county_area = village.township.parent
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday() + 7)
    series = factories.make_series(
        county_area, name="试点村选情分析会", level="village", cadence="daily", batch=pilot, starts_on=monday
    )
    for day in (0, 1, 3):
        factories.make_meeting(village.township, village, series=series, held_on=monday + timedelta(day))
    factories.make_meeting(village.township, village, series=series, held_on=monday + timedelta(4), state="cancelled")
    found = cadence.table(series, clerk, today)
    assert [line.holder.name for line in found.lines] == ["青石坡村"]
    last_week = found.lines[0].weeks[-2]
    assert (last_week.kept, last_week.missed) == (3, 4)
    Meeting.objects.filter(held_on=monday).update(sent_members="县委组织部李明")
    client.force_login(clerk)
    page = client.get(reverse("cadence"))
    assert "上级派员参加1次" in page.context["sentence"]
    asked = {"series": series.pk}
    for form, head in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        book = client.get(reverse("meeting_figures_file", args=["cadence", form]), asked).content
        assert book.startswith(head)
    rows = [line for line in load_workbook(BytesIO(book)).active.values if line[1] == "青石坡村"]
    assert rows[0][8:12] == page.context["table"].lines[0].figures
    assert client.get(reverse("meeting_figures_file", args=["cadence", "pdf"]), {"series": 999}).status_code == 404
    assert page.context["sentence"] in text(client.get(reverse("meetings")))


def test_who_has_passed_the_meeting_on_and_who_is_late(client, village, clerk, county):
    other = factories.make_township("西坪乡")
    today = timezone.localdate()
    days = {"starts_on": today - timedelta(20), "ends_on": today - timedelta(2)}
    series = factories.make_series(village.township.parent, name="乡镇动员部署会", cadence="once", **days)
    factories.make_meeting(village.township, series=series, held_on=today - timedelta(5))
    client.force_login(county)
    shown = text(client.get(reverse("cascade")))
    assert "全部召开的1个，逾期未召开的1个" in shown
    assert f"未报齐：{other}差1次会议：" in shown
    client.force_login(clerk)
    assert "未报齐" not in text(client.get(reverse("cascade"))), "no township is shown the text that duns it"
    late = list(REGISTRY["meeting"].due(county, series.cycle))
    assert [one.count for one in late] == [1]
    assert late[0].is_overdue
    assert not list(REGISTRY["meeting"].due(clerk, series.cycle))


def test_meetings_that_do_not_add_up_are_refused_in_words(client, village, clerk):
    series = factories.make_series(village.township, name="七人小组会商")
    meeting = factories.make_meeting(village.township, series=series)
    ledger = REGISTRY["meeting"]
    client.force_login(clerk)
    data = form_of(ledger, meeting)
    for changed, sentence in (
        ({}, "这一场次已登记过会议"),
        ({"attended": "9"}, "多于应到"),
        ({"attended": "5"}, "请写明请假人员和原因"),
        ({"held_on": "2099-01-01"}, "还没有到"),
        ({"village": village.pk}, "与会议地点不符"),
    ):
        answer = client.post(ledger.url("add"), data | changed)
        assert answer.status_code == 422
        assert sentence in text(answer)
    assert Meeting.objects.count() == 1
    assert client.post(ledger.url("add"), data | {"slot": "evening"}).status_code == 302


# --- minutes -------------------------------------------------------------------------------------------------------


def written(client, row, lines, **more):
    """What the writing page sends: each line as a dictionary."""
    data = {"version": row.version, "lines": len(lines), "title": row.title}
    for number, line in enumerate(lines):
        data |= {f"line-{number}-{name}": value for name, value in line.items()}
    return client.post(reverse("minutes_write", args=[row.pk]), data | more)


LINES = (
    {"kind": "situation", "text": "选情总体平稳。"},
    {"kind": "problem", "text": "三组机耕道占地补偿有争议", "village": "青石坡村"},
    {"kind": "measure", "text": "镇村干部会同农户现场丈量"},
    {"kind": "task", "text": "签订补偿协议", "owner": "王驻村", "deadline": "2026-12-10"},
)


def begun(client, meeting):
    answer = client.post(reverse("minutes_begin", args=[meeting.pk]))
    assert answer.status_code == 302
    return Minutes.objects.get(meeting=meeting, state="draft")


def test_minutes_become_problems_tasks_and_countermeasures_with_one_click(client, village, clerk, county):
    meeting = factories.make_meeting(village.township)
    client.force_login(clerk)
    row = begun(client, meeting)
    incomplete = [*LINES[:3], {"kind": "task", "text": "签订补偿协议"}]
    answer = written(client, row, incomplete, finalise="1")
    assert answer.status_code == 422
    assert "没有责任人" in text(answer)
    assert Problem.objects.count() == 0  # nothing half done, but what was written is kept
    row = Minutes.objects.get(pk=row.pk)
    assert row.lines.filter(withdrawn_at=None).count() == 4

    line = row.lines.get(kind="task")
    refused = client.post(reverse("minutes_move", args=[row.pk, "list"]), seen(row) | {"line": line.pk})
    assert refused.status_code == 422

    stored = [dict(one, pk=old.pk) for one, old in zip(LINES, services.lines_of(row), strict=True)]
    assert written(client, row, stored).status_code == 302
    for _ in range(2):  # a second click enters nothing twice
        assert client.post(reverse("minutes_move", args=[row.pk, "list"]), seen(row)).status_code == 302
    problem = Problem.objects.get()
    assert (problem.village, problem.level, problem.found_on) == (village, "township", meeting.held_on)
    assert [(one.measure, one.task, one.owner) for one in problem.lines.all()] == [
        ("镇村干部会同农户现场丈量", "", ""),
        ("", "签订补偿协议", "王驻村"),
    ]
    client.force_login(county)
    assert "三组机耕道占地补偿有争议" in text(client.get(REGISTRY["problem"].url("list")))


def test_final_minutes_have_number_hash_and_documents_and_change_only_as_a_new_edition(client, village, clerk):
    client.force_login(clerk)
    first = factories.make_meeting(village.township)
    row = begun(client, first)
    assert written(client, row, LINES, finalise="1").status_code == 302
    row = Minutes.objects.get(pk=row.pk)
    first.refresh_from_db()
    assert (row.state, row.reference, first.minutes_number) == ("final", "〔2026〕第1期", "〔2026〕第1期")
    assert services.is_genuine(row)
    Meeting.objects.filter(pk=first.pk).update(host="后来改名")
    row = Minutes.objects.get(pk=row.pk)
    assert services.is_genuine(row)  # the minutes keep what they said

    for answer in (
        written(client, row, LINES),
        client.post(REGISTRY["minutes"].url("edit", row.pk), {"title": "改题", "version": row.version}),
    ):
        assert answer.status_code == 422
    with pytest.raises(Refused):
        services.save(row, [], by=clerk, version=row.version)
    for form, head in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert client.get(reverse("minutes_document", args=[row.pk, form])).content.startswith(head)

    url = REGISTRY["minutes"].url("attach", row.pk)
    wrong = SimpleUploadedFile("签批.pdf", b"MZ\x90\x00" + bytes(200), "application/pdf")
    assert client.post(url, {"part": "签批扫描件", "file": wrong}).status_code == 422
    assert (
        client.post(
            url, {"part": "签批扫描件", "file": SimpleUploadedFile("签批.pdf", scan(), "application/pdf")}
        ).status_code
        == 302
    )
    assert attachments.parts_of(row) == {"签批扫描件"}

    amend = reverse("minutes_move", args=[row.pk, "amend"])
    assert client.post(amend, seen(row) | {"reason": ""}).status_code == 422
    assert client.post(amend, seen(row) | {"reason": "时限有误"}).status_code == 302
    new = Minutes.objects.get(state="draft")
    assert services.finalise(new, by=clerk, version=new.version).reference == "〔2026〕第1期"
    row = Minutes.objects.get(pk=row.pk)
    assert row.state == "superseded"
    assert services.is_genuine(row)
    assert Problem.objects.count() == 1  # what was listed is not listed again

    second = begun(client, factories.make_meeting(village.township, held_on=date(2026, 11, 16)))
    assert "上次会议未办结" in second.lines.first().text  # open items of the last meeting come first
    assert second.lines.first().about == Problem.objects.get()
    assert services.finalise(second, by=clerk, version=second.version).number == 2


def test_what_is_typed_is_kept_and_a_conflict_shows_both_texts(client, village, clerk, county):
    meeting = factories.make_meeting(village.township)
    client.force_login(clerk)
    row = begun(client, meeting)
    keep = reverse("minutes_keep", args=[row.pk])
    typed = {"version": row.version, "lines": 1, "line-0-kind": "problem", "line-0-text": "正在打的半句话"}
    assert client.post(keep, typed).json()["saved"].startswith("已自动保存")
    page = text(client.get(reverse("minutes_write", args=[row.pk])))
    assert "正在打的半句话" in page
    assert MinutesLine.objects.count() == 0

    client.force_login(county)
    assert "正在打的半句话" not in text(client.get(reverse("minutes_write", args=[row.pk])))
    assert written(client, row, [{"kind": "situation", "text": "县里先存了这一句"}]).status_code == 302
    client.force_login(clerk)
    answer = written(client, row, [{"kind": "situation", "text": "我写的这一句"}])
    assert answer.status_code == 409
    assert [(line.text, differs) for line, differs in answer.context["theirs"]] == [("县里先存了这一句", True)]
    assert "县里先存了这一句" in text(answer)
    assert "我写的这一句" in text(answer)
    row = Minutes.objects.get(pk=row.pk)
    assert written(client, row, [{"kind": "situation", "text": "我写的这一句"}]).status_code == 302
    assert not MinutesDraft.objects.filter(by=clerk).exists()
    assert [one.text for one in services.lines_of(row)] == ["我写的这一句"]


def test_minutes_out_of_ones_territory_do_not_exist_and_readers_do_not_write(client, village, clerk):
    row = factories.make_minutes(factories.make_meeting(village.township))
    stranger = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    reader = factories.make_user(Role.COUNTY_READER, village.township.parent)
    for user, status in ((clerk, 200), (stranger, 404), (reader, 403)):
        client.force_login(user)
        assert client.get(reverse("minutes_write", args=[row.pk])).status_code == status
        kept = client.post(reverse("minutes_keep", args=[row.pk]), {"version": row.version, "lines": "0"})
        assert kept.status_code == status
