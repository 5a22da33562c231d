"""Papers for those who decide: one A4 each, the leaders' daily paper at 8:30, the dossier and the volume in DOCX."""

import subprocess
from datetime import datetime, time, timedelta
from io import BytesIO

import docx
import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.jobs import periodic
from electioncycle.jobs import runs as job_runs
from electioncycle.records import figure_days
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from elections.services import facts
from reports import morning, retention, services
from reports.choices import Output, Variant
from reports.models import DailyPaper
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """It stays the day on which the tests began; what was announced lies before now."""
    monkeypatch.setattr(timezone, "localdate", lambda *given: TODAY)


@pytest.fixture
def county(village, cycle):
    """青山村 votes today, 柳溪村 voted yesterday and its vote was void."""
    cycle.rule_set.rules.create(key="voter_list_days", label="名单", value=20, law="省选举办法")
    factories.make_regular(village, TODAY)
    void = factories.make_regular(factories.make_village("柳溪村", village.township), TODAY - timedelta(1))
    at = timezone.make_aware(datetime.combine(TODAY - timedelta(1), time(12)))
    told = {"announcer": "钱主任", "announced": "void", "cause": "turnout"}
    facts.record_announcement(void, by=factories.make_user(Role.TOWNSHIP_CLERK, village.township), at=at, **told)
    factories.make_member(village)
    return village.township.parent


@pytest.fixture
def office(client, county):
    client.force_login(factories.make_user(Role.COUNTY_CLERK, county))
    return client


def words_of(pdf):
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def pages_of(pdf):
    with pikepdf.open(BytesIO(pdf)) as book:
        return len(book.pages)


def docx_words(data):
    read = docx.Document(BytesIO(data))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in read.paragraphs] + cells)


def printed(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content[-400:]
    return answer.content


def test_a_village_stands_on_one_a4_marked_as_internal(office, village):
    factories.make_defect(village)
    pdf = printed(office, "village_sheet_print", village.pk, "pdf")
    words = words_of(pdf)
    assert pages_of(pdf) == 1
    for said in ("内部资料", "东河镇青山村换届情况", "名单公布", "已过法定最迟日", "程序瑕疵待处置1处", "两委成员"):
        assert said in words
    assert printed(office, "village_sheet", village.pk).startswith(b"%PDF")
    assert "班子结构" not in docx_words(printed(office, "village_sheet_print", village.pk, "docx"))
    assert "上届换届时" in docx_words(printed(office, "village_sheet_print", village.pk, "docx"))


def test_the_county_and_a_township_stand_on_one_a4_each(office, village):
    for at in range(24):
        factories.make_village(f"{at}号村", factories.make_township(f"{at}号镇"))
    for name, args, title in (
        ("place_sheet_print", ["pdf"], "云岭县换届情况"),
        ("area_sheet_print", [village.township.pk, "pdf"], "东河镇换届情况"),
    ):
        pdf = printed(office, name, *args)
        words = words_of(pdf)
        assert pages_of(pdf) == 1
        assert title in words
        assert "内部资料" in words
        assert "东河镇2个" in words.replace(" ", "")


def test_papers_are_within_the_territory_and_for_officials(client, county, village, cycle):
    far = factories.make_village("白石村", factories.make_township("西坪乡"))
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    assert client.get(reverse("village_sheet_print", args=[far.pk, "pdf"])).status_code == 404
    assert client.get(reverse("area_sheet_print", args=[far.township.pk, "pdf"])).status_code == 404
    assert client.get(reverse("dossier_print", args=[far.pk, "pdf"])).status_code == 404
    assert client.get(reverse("village_sheet_print", args=[village.pk, "xlsx"])).status_code == 404
    assert client.get(reverse("daily_papers")).status_code == 403
    assert client.post(reverse("daily_paper_make", args=[cycle.pk])).status_code == 403
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, village))
    assert client.get(reverse("village_sheet_print", args=[village.pk, "pdf"])).status_code == 403


def test_the_daily_paper_is_ready_at_half_past_eight_on_one_a4(office, county, cycle):
    act = periodic.ACTS["daily_paper"]
    assert act.at == time(8, 30)
    assert "1个县" in act.run()
    assert "1个县" in act.run()  # done twice there is one paper
    [paper] = morning.papers_of(factories.make_user(Role.COUNTY_READER, county), cycle)
    pdf = printed(office, "daily_paper_print", paper.pk, "pdf")
    words = words_of(pdf).replace(" ", "")
    assert pages_of(pdf) == 1
    for number, title in enumerate(("总进度", "昨日投票", "今日投票", "明后两日", "需协调", "突发", "拟报市委口径")):
        assert f"{'一二三四五六七'[number]}、{title}" in words
    for said in ("内部资料", "换届工作日报（领导参阅）", "选举无效1个", "东河镇柳溪村（参加投票未过半）", "青山村"):
        assert said in words
    for never in ("一肩挑", "预备人选", "重点人员"):
        assert never not in words
    assert "今日投票1个村" in docx_words(printed(office, "daily_paper_print", paper.pk, "docx"))


def test_the_paper_tells_what_moved_since_the_night_and_stays_as_it_was(office, county, cycle, village):
    codes = {"villages.villages": 2, "elections.committees": 0}
    figure_days.keep(cycle, TODAY - timedelta(1), {county.path: codes})
    paper = morning.make(cycle, TODAY)
    said = morning.told(paper).sections[0].texts[0]
    assert "选举委员会已产生0个(比昨日+0)" in said
    factories.make_village("新并村", village.township)
    paper.refresh_from_db()
    assert morning.told(paper).sections[0].texts[0] == said
    assert office.post(reverse("daily_paper_make", args=[cycle.pk])).status_code == 302
    paper.refresh_from_db()
    assert "参加换届的村(社区)3个" in morning.told(paper).sections[0].texts[0]
    assert DailyPaper.objects.count() == 1
    assert AuditEvent.objects.latest("id").details["move"] == "daily_paper"
    hour = timezone.localtime(paper.made_at)
    told = "".join(words_of(printed(office, "daily_paper_print", paper.pk, "pdf")).split())
    assert told.count(f"12月1日{hour.hour}时{hour.minute:02}分") == 2  # not 8:30, which it is no longer


def test_a_reader_reads_and_prints_the_paper_and_makes_none(client, county, cycle):
    client.force_login(factories.make_user(Role.COUNTY_READER, county))
    assert "还没有日报" in client.get(reverse("daily_papers")).content.decode()
    morning.make(cycle, TODAY)
    page = client.get(reverse("daily_papers")).content.decode()
    assert "拟报市委口径" in page
    assert "重新生成" not in page
    assert client.post(reverse("daily_paper_make", args=[cycle.pk])).status_code == 403


def test_another_county_s_paper_does_not_exist(client, county, cycle):
    paper = morning.make(cycle, TODAY)
    other = factories.make_county("990202", "河川县")
    factories.make_cycle(other)
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, other))
    assert client.get(reverse("daily_paper_print", args=[paper.pk, "pdf"])).status_code == 404
    assert "青山村" not in client.get(reverse("daily_papers")).content.decode()


def test_many_votes_of_a_day_stand_by_township_so_that_it_stays_one_sheet(county, cycle, village):
    for at in range(14):
        factories.make_regular(factories.make_village(f"{at}号村", village.township), TODAY)
    section = morning.told(morning.make(cycle, TODAY)).sections[2]
    assert section.texts == ["今日投票15个村(社区)。"]
    assert len(section.rows) == 1
    assert "13号村" in section.rows[0][1]


def test_a_purge_takes_the_papers_along(county, cycle):
    morning.make(cycle, TODAY)
    whole = type("Whole", (), {"row": cycle})
    assert retention.count_papers(whole) == 1
    assert retention.forget_papers(whole) == 1
    assert not DailyPaper.objects.exists()


def test_a_dossier_is_one_volume_as_pdf_and_docx(office, village):
    words = words_of(printed(office, "dossier_print", village.pk, "pdf"))
    for said in ("换届档案", "换届情况", "班子分析研判报告", "选举日程", "公布名单"):
        assert said in words
    changed = docx_words(printed(office, "dossier_print", village.pk, "docx"))
    assert "公布名单" in changed
    assert "缺项清单" in changed


@pytest.mark.usefixtures("no_broker")
def test_the_county_s_volume_comes_as_docx_with_the_reports_behind_it(office, county, cycle):
    user = factories.make_user(Role.COUNTY_CLERK, county)
    job = services.start_printing(
        by=user, place="云岭县", variant=Variant.INTERNAL, path=county.path, cycle=cycle, outputs=[Output.VOLUME_DOCX]
    )
    job_runs.run_inline(job)
    job.refresh_from_db()
    [(file, _)] = job.files()
    words = docx_words(file.read())
    assert "分析研判情况报告" in words
    assert "青山村" in words
