"""Long files are the worker's: exports, printed lists, marked copies and papers, each fetched from the job's page."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from electioncycle.disclosure import restricted
from electioncycle.disclosure.unmasked import UnmaskedExport
from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import Job
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.files import StoredFile, erase_expired
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.web.routes import routes
from electioncycle.workbooks import exports
from tests import factories
from tests.test_every_ledger import upload
from tests.test_marked_copies import book, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker", "menu_without_figures")]
TEAM, VILLAGE = REGISTRY["teammember"], REGISTRY["village"]


@pytest.fixture
def members(village, cycle):
    return [factories.make_member(village, name) for name in ("张建国", "李秀英", "王长顺")]


@pytest.fixture
def limit(settings):
    """Two lines are a request's, three the worker's."""
    settings.ROWS_IN_A_REQUEST = 2


def signed_in(client, user):
    client.force_login(user)
    return client


def asked(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    job = Job.objects.latest("id")
    assert answer.url == reverse("job_page", args=[job.pk])
    return job


def fetched(client, job):
    """The file of the finished job, as its page offers it."""
    job.refresh_from_db()
    [(file, _)] = job.files()
    address = reverse("job_download", args=[job.pk, file.pk])
    assert address in client.get(reverse("job_page", args=[job.pk])).content.decode()
    return client.get(address)


def cells(data):
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(data)).active.iter_rows()]


@pytest.mark.usefixtures("limit")
def test_up_to_the_limit_the_file_comes_at_once_and_above_it_from_the_jobs_page(client, clerk, members, settings):
    signed_in(client, clerk)
    two = client.get(TEAM.url("export"), {"row": [row.pk for row in members[:2]]})
    assert two.status_code == 200
    job = asked(client, TEAM.url("export"))
    page = client.get(reverse("job_page", args=[job.pk])).content.decode()
    for said in ('data-job-state="waiting"', 'data-job-done="0"', 'data-job-total="1"', f"导出{TEAM.title}"):
        assert said in page
    job_runs.run_inline(job)
    settings.ROWS_IN_A_REQUEST = 300
    direct = client.get(TEAM.url("export"))
    made = fetched(client, job)
    same = slice(3, None)  # below the title with the head of the audit chain
    assert cells(b"".join(made))[same] == cells(direct.content)[same]
    assert 'data-job-state="done"' in client.get(reverse("job_page", args=[job.pk])).content.decode()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server keeps its pages by itself")
def test_an_export_fills_no_memory_with_pages_and_leaves_the_next_page_its_own(client, clerk, members, monkeypatch):
    def room():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA cache_size").fetchone()[0]

    before, during = room(), []
    write = exports.write_rows
    monkeypatch.setattr(exports, "write_rows", lambda *given, **more: during.append(room()) or write(*given, **more))
    assert signed_in(client, clerk).get(TEAM.url("export")).status_code == 200
    assert (during, room()) == ([-1000], before)


@pytest.mark.usefixtures("limit")
def test_what_lies_in_storage_is_sealed_says_no_name_that_was_searched_and_goes_by_itself(
    client, clerk, members, settings
):
    signed_in(client, clerk)
    for name in ("建国", "建国二", "建国三"):
        factories.make_member(members[0].village, f"张{name}")
    job = asked(client, TEAM.url("export"), q="张建国")
    assert "张建国" not in str(job.params)
    job_runs.run_inline(job)
    assert len(cells(b"".join(fetched(client, job)))) >= 3
    job.refresh_from_db()
    [(file, _)] = job.files()
    for path in (settings.MEDIA_ROOT / row.path for row in StoredFile.objects.all()):
        assert "张建国".encode() not in path.read_bytes()
        assert not path.read_bytes().startswith(b"PK")
    assert timedelta(days=6) < file.expires_at - timezone.now() < timedelta(days=8)
    StoredFile.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    erase_expired()
    page = client.get(reverse("job_page", args=[job.pk]))
    assert (page.status_code, reverse("job_download", args=[job.pk, file.pk]) in page.content.decode()) == (200, False)


@pytest.mark.usefixtures("limit")
def test_with_the_question_gone_before_the_file_nobody_is_handed_it(client, clerk, members):
    signed_in(client, clerk)
    job = job_runs.run_inline(asked(client, TEAM.url("export")))
    [(file, _)] = job.files()
    StoredFile.objects.exclude(pk=file.pk).delete()
    assert client.get(reverse("job_download", args=[job.pk, file.pk])).status_code == 404


@pytest.mark.usefixtures("limit")
def test_a_village_that_went_to_another_township_takes_the_file_with_it(client, clerk, village, members):
    signed_in(client, clerk)
    job = job_runs.run_inline(asked(client, TEAM.url("export")))
    assert fetched(client, job).status_code == 200
    other = factories.make_township("西坪乡", village.township.parent)
    type(village).objects.filter(pk=village.pk).update(township=other, path=f"{other.path}{village.pk}/")
    assert client.get(reverse("job_page", args=[job.pk])).status_code == 404


@pytest.mark.usefixtures("limit")
def test_who_may_no_longer_read_an_entry_gets_neither_the_file_made_nor_one_made_before(client, village, cycle):
    rows = [factories.make_key_person(village) for _ in range(3)]
    reader = factories.make_user(Role.COUNTY_CLERK, village.township.parent)
    for row in rows:
        factories.let_read(reader, row)
    signed_in(client, reader)
    ledger = REGISTRY["keyperson"]
    made = job_runs.run_inline(asked(client, ledger.url("export")))
    assert fetched(client, made).status_code == 200
    later = asked(client, ledger.url("export"))
    chief = factories.make_user(Role.COUNTY_ADMIN, village.township.parent)
    restricted.end_assignment(rows[0], reader, by=chief)
    assert client.get(reverse("job_page", args=[made.pk])).status_code == 404
    job_runs.run_inline(later)
    assert str(rows[0].pk) not in [line[-1] for line in cells(b"".join(fetched(client, later)))]


@pytest.mark.usefixtures("limit")
def test_a_role_taken_away_meanwhile_makes_no_file_and_says_so(client, clerk, members):
    signed_in(client, clerk)
    job = asked(client, TEAM.url("export"))
    clerk.groups.clear()
    clerk.groups.add(factories.Group.objects.get_or_create(name=Role.VILLAGE_CLERK)[0])
    job = job_runs.run_inline(Job.objects.get(pk=job.pk))
    assert (job.state, job.results) == ("failed", [])
    assert not AuditEvent.objects.filter(type=Event.EXPORTED).exists()


@pytest.mark.usefixtures("limit")
def test_without_a_worker_the_page_says_so_and_the_file_comes_later(client, clerk, members):
    signed_in(client, clerk)
    job = asked(client, TEAM.url("print"))
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=1))
    assert (
        "后台服务未响应，任务已登记，恢复后自动继续" in client.get(reverse("job_page", args=[job.pk])).content.decode()
    )
    job_runs.run_inline(job)
    assert fetched(client, job)["Content-Type"] == "application/pdf"


@pytest.mark.usefixtures("limit")
def test_a_marked_copy_of_a_long_workbook_is_a_job_for_its_uploader_and_a_day(client, clerk, county, village, cycle):
    signed_in(client, clerk)
    lines = [["东河镇", "青山村", *wrong(name)[2:]] for name in ("王秀英", "赵大海", "孙有才")]
    short, long = upload(client, TEAM, book(*lines[:2])), upload(client, TEAM, book(*lines))
    assert client.get(TEAM.url("annotated", short.pk)).status_code == 200
    job = job_runs.run_inline(asked(client, TEAM.url("annotated", long.pk)))
    assert job.title == "标注“表.xlsx”"
    made = fetched(client, job)
    assert "%E9%94%99%E8%AF%AF%E6%A0%87%E6%B3%A8" in made["Content-Disposition"]
    assert [row[-1] for row in cells(b"".join(made))].count(None) < len(lines)
    [(file, _)] = job.files()
    assert file.expires_at < timezone.now() + timedelta(hours=25)
    assert signed_in(client, county).get(reverse("job_page", args=[job.pk])).status_code == 404
    assert job.title not in client.get(reverse("job_list")).content.decode()


@pytest.mark.usefixtures("limit")
def test_full_numbers_of_many_rows_are_made_by_the_worker_and_handed_out_by_their_own_page(
    client, clerk, county, members
):
    signed_in(client, clerk).post(TEAM.url("unmasked"), {"reason": "送县公安局资格联审第2批", "form": "xlsx"})
    request = UnmaskedExport.objects.get()
    signed_in(client, county).post(reverse("unmasked_decide"), {"row": [request.pk], "approve": "1"})
    signed_in(client, clerk)
    answer = client.get(reverse("unmasked_file", args=[request.pk]))
    assert (answer.status_code, "正在后台生成" in answer.content.decode()) == (422, True)
    job = job_runs.run_inline(Job.objects.get(kind="full_numbers"))
    assert (job.state, job.files()) == ("done", [])
    data = client.get(reverse("unmasked_file", args=[request.pk])).content
    assert members[0].person.id_number in {value for line in cells(data) for value in line}


PAPERS = (
    *("coverage_export", "coverage_print", "talks_export", "talks_print", "avoidance_print"),
    *("gate_matrix_print", "one_shoulder_print", "problem_totals_print"),
)


@pytest.mark.parametrize("name", PAPERS)
def test_matrices_and_lists_of_findings_are_made_by_the_worker_too(client, county, village, cycle, settings, name):
    signed_in(client, county)
    direct = client.get(reverse(name))
    assert direct.status_code == 200
    settings.ROWS_IN_A_REQUEST = -1  # however few there are here
    job = job_runs.run_inline(asked(client, reverse(name)))
    assert job.state == "done", job.items.get().error
    assert fetched(client, job)["Content-Disposition"] == direct["Content-Disposition"]
    county.scopes.all().delete()
    assert client.get(reverse("job_page", args=[job.pk])).status_code == 404


def test_the_auditor_fetches_a_long_trail_from_the_jobs_page(client, village, settings):
    signed_in(client, factories.make_user(Role.AUDITOR))
    settings.ROWS_IN_A_REQUEST = -1
    job = job_runs.run_inline(asked(client, reverse("audit_export")))
    assert "操作人" in {value for line in cells(b"".join(fetched(client, job))) for value in line}


def test_every_page_that_makes_a_file_of_a_territory_says_how_long_it_gets():
    """Pages whose route is called an export, a printed list or a template of a ledger leave nothing to the request."""
    named = [route for route in routes() if route.name.rpartition("_")[2] in ("export", "template", "annotated")]
    assert len(named) > 60
    left = {route.name for route in named if not hasattr(route.page, "covered")}
    # A blank form, one sentence of text messages, the rules of one set.
    assert left == {"accounts_template", "reminder_export", "rule_set_export"}
