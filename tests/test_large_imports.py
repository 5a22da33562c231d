"""A large workbook is checked and written by the worker, with the same answers as a small one."""

import pytest

from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import Job
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.workbooks import imports
from tests import factories
from tests.test_every_ledger import upload

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]


@pytest.fixture
def ledger():
    return REGISTRY["responsibilitypost"]


@pytest.fixture
def clerk(client, monkeypatch):
    monkeypatch.setattr(imports, "IN_BACKGROUND_BYTES", 10)
    village = factories.make_village()
    factories.make_post(village)
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


def workbook(client, ledger, **changes):
    """The clerk's export with the holder's post changed."""
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(client.get(ledger.url("export")).content))
    for line in book.active.iter_rows():
        for cell in line:
            if cell.value in changes:
                cell.value = changes[cell.value]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_large_workbook_is_checked_and_written_in_the_background(client, ledger, clerk):
    batch = upload(client, ledger, workbook(client, ledger, 副局长="局长"))
    assert batch.state == "checking"
    assert "后台核对" in client.get(ledger.url("import_preview", batch.pk)).content.decode()
    job_runs.run_inline(Job.objects.get(kind="import_check"))
    batch.refresh_from_db()
    assert (batch.state, batch.counts["changed"]) == ("ready", 1)
    assert ledger.model.objects.get().post == "副局长"
    assert client.post(ledger.url("import_preview", batch.pk)).status_code == 302
    assert client.post(ledger.url("import_preview", batch.pk)).status_code == 422, "the second click does nothing"
    job_runs.run_inline(Job.objects.get(kind="import_write"))
    batch.refresh_from_db()
    assert batch.state == "done"
    assert ledger.model.objects.get().post == "局长"


def test_a_row_changed_meanwhile_stops_the_background_import(client, ledger, clerk):
    batch = upload(client, ledger, workbook(client, ledger, 副局长="局长"))
    job_runs.run_inline(Job.objects.get(kind="import_check"))
    row = ledger.model.objects.get()
    row.visits = 3
    factories.record(row, by=factories.clerk())
    client.post(ledger.url("import_preview", batch.pk))
    job = Job.objects.get(kind="import_write")
    job_runs.run_inline(job)
    assert "修改" in job.items.get().error
    assert ledger.model.objects.get().post == "副局长"
    assert "没有写入任何内容" in client.get(ledger.url("import_preview", batch.pk)).content.decode()
