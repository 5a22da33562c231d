"""一镇一表: a township gets all its ledgers as one workbook, sends it back once, and puts right what was wrong."""

import re
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import Job
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.files import StoredFile
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.workbooks import books, imports
from electioncycle.workbooks.batches import ImportBatch, ImportBook
from tests import factories, workbooks
from tests.uploads import sent
from villages.models import Assessment, TeamMember, VillageProfile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
TEAM, PROFILE, ASSESSMENT = (REGISTRY[name] for name in ("teammember", "villageprofile", "assessment"))
MISTYPED = "110105194912310020"
PAGE = "/books/"


@pytest.fixture
def villages():
    town = factories.make_township("虎跳镇")
    found = [factories.make_village(name, town) for name in ("石门村", "陈江村")]
    factories.cycle_for(found[0])
    return found


@pytest.fixture(autouse=True)
def clerk(client, villages):
    user = factories.make_user(Role.TOWNSHIP_CLERK, villages[0].township)
    client.force_login(user)
    return user


class Page:
    """One sheet on the clerk's desk: cells by line and heading."""

    def __init__(self, page):
        self.page = page
        self.top = next(cell.row for cell in page["B"] if str(cell.value or "").startswith("乡镇"))
        self.columns = {}
        for row in (self.top, self.top + 1):
            for cell in page[row]:
                if isinstance(cell.value, str) and not re.fullmatch(r"\d+|R\d+V\d+S\w{4}", cell.value):
                    self.columns.setdefault(re.sub(r"\*|\(自\)", "", cell.value), cell.column)

    def cell(self, row, heading):
        return self.page.cell(row, self.columns[heading])

    def line(self, name, heading="村(社区)"):
        return next(row for row in range(self.top + 1, 99) if self.cell(row, heading).value == name)

    def put(self, row, **values):
        for heading, value in values.items():
            self.cell(row, heading).value = value

    def swap(self, one, other):
        for row in range(self.top, self.page.max_row + 1):
            left, right = self.cell(row, one), self.cell(row, other)
            left.value, right.value = right.value, left.value
        self.columns[one], self.columns[other] = self.columns[other], self.columns[one]


def template(client, *ledgers):
    answer = client.get(f"{PAGE}template/", {"ledger": [one.name for one in ledgers]})
    assert answer.status_code == 200, answer.content.decode()
    return load_workbook(BytesIO(answer.content))


def taken_in(client, book, status=302):
    answer = client.post(
        PAGE, {"file": sent("虎跳镇.xlsx", book if isinstance(book, bytes) else workbooks.saved(book))}
    )
    assert answer.status_code == status, answer.content.decode()
    return ImportBook.objects.latest("id") if status == 302 else answer.content.decode()


def shown(client, book):
    return client.get(f"{PAGE}{book.pk}/").content.decode()


def counts(book):
    kinds = ("new", "changed", "unchanged", "wrong", "held")
    return {
        one.ledger_name: {kind: one.counts[kind] for kind in kinds if one.counts.get(kind)} for one in book.sheets.all()
    }


def confirmed(client, book):
    assert client.post(f"{PAGE}{book.pk}/", {"which": "faultless"}).status_code == 302


def in_two_rows(page):
    """The heading of 发出票数 under one of its own, as offices like it."""
    page.page.insert_rows(page.top + 1)
    at = page.columns["发出票数"]
    page.page.cell(page.top + 1, at).value = "发出票数"
    page.page.cell(page.top, at).value = "票数"


def test_three_ledgers_go_out_as_one_workbook_and_are_done_in_two_uploads(client, villages):
    offered = client.get(PAGE).content.decode()
    for ledger in (TEAM, PROFILE, ASSESSMENT):
        assert re.search(rf'value="{ledger.name}" checked', re.sub(r"\s+", " ", offered)), ledger.title
    book = template(client, TEAM, PROFILE, ASSESSMENT)
    team, profile, assessment = (Page(book[ledger.title]) for ledger in (TEAM, PROFILE, ASSESSMENT))
    team.put(team.line("石门村"), 姓名="王大春", 性别="男", 党组织职务="书记")
    team.put(team.line("陈江村"), 姓名="李秀英", 性别="女", 党组织职务="书记", 身份证号=MISTYPED)
    for village in villages:
        profile.put(profile.line(village.name), **{"户数": "320", "村(居)民小组数": "6"})
        assessment.put(assessment.line(village.name), 评价日期="2026-11-10", 发出票数=60, 收回票数=58, 满意=45)
    assessment.put(assessment.line("陈江村"), 满意=59)
    profile.swap("户数", "村(居)民小组数")
    book["村情概况"].title = "村里的情况"
    in_two_rows(assessment)
    sent_in = taken_in(client, book)
    assert counts(sent_in) == {
        "teammember": {"new": 1, "wrong": 1},
        "villageprofile": {"new": 2},
        "assessment": {"new": 1, "wrong": 1},
    }
    page = shown(client, sent_in)
    assert "写入各表中无误的4行" in page
    assert "校验位不符" in page
    assert not TeamMember.objects.exists(), "a preview writes nothing"

    confirmed(client, sent_in)
    assert (TeamMember.objects.count(), VillageProfile.objects.count(), Assessment.objects.count()) == (1, 2, 1)
    assert AuditEvent.objects.filter(type=Event.IMPORTED).count() == 3

    answer = client.get(f"{PAGE}{sent_in.pk}/marked/")
    copy = load_workbook(BytesIO(answer.content))
    team, profile = Page(copy["现任班子"]), Page(copy["村里的情况"])
    assert "错误说明" in team.columns
    assert "错误说明" not in profile.columns
    assert copy.active.title == "现任班子"
    team.put(team.line("李秀英", "姓名"), 身份证号=factories.id_number(male=False))
    profile.put(profile.line("石门村"), 户数="321")
    assessment = Page(copy["群众评价"])
    assessment.put(assessment.line("陈江村"), 满意=50)
    again = taken_in(client, copy)
    assert counts(again) == {
        "teammember": {"new": 1, "unchanged": 1},
        "villageprofile": {"changed": 1, "unchanged": 1},
        "assessment": {"new": 1, "unchanged": 1},
    }
    confirmed(client, again)
    assert set(VillageProfile.objects.values_list("households", flat=True)) == {320, 321}
    assert (TeamMember.objects.count(), Assessment.objects.count()) == (2, 2)
    assert not any(one.file for one in again.sheets.all()), "what is done keeps no workbook"
    assert client.post(f"{PAGE}{sent_in.pk}/", {"which": "cancel"}).status_code == 302
    assert not StoredFile.objects.exists()


def test_a_bad_sheet_holds_no_other_one_and_a_sheet_nobody_filled_in_is_no_fault(client, villages):
    book = template(client, TEAM, PROFILE, ASSESSMENT)
    team, profile = Page(book["现任班子"]), Page(book["村情概况"])
    team.cell(team.top, "姓名").value = "人"
    team.put(team.line("石门村"), 性别="男")
    profile.put(profile.line("石门村"), 户数="320")
    book.create_sheet("食堂账").append(["菜", "元"])
    twin = book.copy_worksheet(book["村情概况"])
    twin.title = "村情概况(2)"
    sent_in = taken_in(client, book)
    page = shown(client, sent_in)
    assert "缺少必填列：姓名" in page
    assert "工作表“食堂账”认不出是哪一张台账" in page
    assert "工作表“村情概况(2)”与“村情概况”同是“村情概况”" in page
    assert "没有填写" in page
    confirmed(client, sent_in)
    assert VillageProfile.objects.get().households == 320
    assert not TeamMember.objects.exists()


def test_what_is_no_book_is_refused_and_nobody_else_sees_one(client, villages, monkeypatch):
    assert "没有选择文件" in client.post(PAGE, {}).content.decode()
    canteen = Workbook()
    canteen.active.append(["菜", "元"])
    assert "没有一张工作表认得出" in taken_in(client, canteen, 422)
    assert "不是 xlsx 工作簿" in taken_in(client, (workbooks.DATA / "team.xls").read_bytes(), 422)
    monkeypatch.setattr(books, "MOST_BYTES", 10)
    assert "文件超过10MB" in taken_in(client, canteen, 422)
    monkeypatch.undo()
    assert client.get(f"{PAGE}template/", {"ledger": "cycle"}).status_code == 422
    assert not ImportBatch.objects.exists()
    mine = taken_in(client, template(client, PROFILE))
    elsewhere = factories.make_village("白石村", factories.make_township("西坪乡", villages[0].township.parent))
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, elsewhere.township))
    assert client.get(f"{PAGE}{mine.pk}/").status_code == 404
    client.force_login(factories.make_user(Role.COUNTY_CLERK, elsewhere.township.parent))
    assert client.get(PAGE).status_code == 403


def test_a_large_book_is_the_workers_sheet_by_sheet(client, villages, monkeypatch, settings):
    settings.ROWS_IN_A_REQUEST = 3
    answer = client.get(f"{PAGE}template/", {"ledger": [TEAM.name, PROFILE.name]})
    assert answer.status_code == 302
    job_runs.run_inline(Job.objects.get())
    settings.ROWS_IN_A_REQUEST = 300
    book = template(client, TEAM, PROFILE)
    team, profile = Page(book["现任班子"]), Page(book["村情概况"])
    team.put(team.line("石门村"), 姓名="王大春", 性别="男", 党组织职务="书记")
    profile.put(profile.line("石门村"), 户数="320")
    monkeypatch.setattr(imports, "IN_BACKGROUND_BYTES", 10)
    sent_in = taken_in(client, book)
    assert "正在后台办理" in shown(client, sent_in)
    for job in Job.objects.filter(kind="import_check"):
        job_runs.run_inline(job)
    assert counts(sent_in) == {"teammember": {"new": 1}, "villageprofile": {"new": 1}}
    confirmed(client, sent_in)
    for job in Job.objects.filter(kind="import_write"):
        job_runs.run_inline(job)
    assert TeamMember.objects.count() == VillageProfile.objects.count() == 1
    assert not any(one.file for one in sent_in.sheets.all())
