"""An uploaded list of who is registered is kept nowhere: no table, history, search, file or backup has a name of it."""

import sqlite3
from dataclasses import replace

import pytest
from django.db import connection

from electioncycle.operations.backups import archive, making
from electioncycle.roles import Role
from electioncycle.security.sealed_files import SealedFile
from electioncycle.web.upload_handlers import in_memory_uploads
from elections.models import Registration
from elections.views.registrations import VoterListPrint
from tests import factories
from tests.test_registration import LINES, NAMES, edit, move, now, upload


def holding(data):
    """Those of the names that stand in these bytes, as text or as JSON writes it."""
    return [n for n in NAMES if n.encode() in data or n.encode("unicode-escape") in data]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the file of the embedded database")
def test_no_database_file_history_or_backup_holds_a_name_of_an_uploaded_list(
    client, transactional_db, village, settings, tmp_path
):
    settings.KEYS = replace(settings.KEYS, backup="only for tests")
    election, clerk = factories.make_regular(village), factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    person = factories.make_person(NAMES[4])
    factories.make_registration(village, election=election, registered=3, resident=3, away=0)
    row = Registration.objects.get()
    assert upload(client, clerk, row, [*LINES, (NAMES[0], "女", "1990-05-30", "二组")]).status_code == 200
    assert upload(client, clerk, row, [(NAMES[3], "壮", "1990-05-30", "二组")]).status_code == 422
    move(client, clerk, row, "doubles")
    edit(client, clerk, row, registered=4, resident=4)
    with sqlite3.connect(":memory:") as copy:
        connection.connection.backup(copy)
        rows = "\n".join(copy.iterdump()).encode()
    assert holding(rows) == [person.name], "the search sees what is there"
    making.make(tmp_path / "site.backup")
    folder = tmp_path / "unpacked"
    with (tmp_path / "site.backup").open("rb") as source:
        archive.read(source, "only for tests", place=lambda name: folder / name.replace("/", "_"))
    kept = [path.read_bytes() for path in folder.iterdir()]
    assert len(kept) >= 2
    assert {name for data in kept for name in holding(data)} <= {person.name}
    assert not [one for one in (tmp_path / "media").rglob("*") if one.is_file()]


@pytest.fixture
def spooled(monkeypatch):
    """What was written to disk of uploads, enciphered as it is."""
    found = []
    written = SealedFile.write

    def write(self, data):
        found.append(bytes(data))
        return written(self, data)

    monkeypatch.setattr(SealedFile, "write", write)
    return found


def test_an_uploaded_list_is_never_on_disk_however_large_the_file_and_one_too_large_is_not_read(
    client, village, spooled, monkeypatch, settings
):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100  # as if each file were larger than what is kept in memory elsewhere
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    row = factories.make_registration(village, registered=3, resident=3, away=0)
    assert upload(client, clerk, row, LINES).status_code == 200
    assert (spooled, now(row).list_counted) == ([], 3)
    monkeypatch.setattr(VoterListPrint, "in_memory", 0)
    assert upload(client, clerk, row, LINES).status_code == 200
    assert spooled, "the guard sees what other pages write"
    monkeypatch.setattr(VoterListPrint, "in_memory", 200)
    too_large = upload(client, clerk, row, [*LINES, (NAMES[3], "女", "1990-05-30", "二组")])
    assert too_large.status_code == 413
    assert "没有读取" in too_large.content.decode()
    assert now(row).list_counted == 3


def test_what_keeps_uploads_in_memory_stands_before_whatever_reads_the_form(settings):
    order = settings.MIDDLEWARE
    own = f"{in_memory_uploads.__module__}.{in_memory_uploads.__name__}"
    assert order.index(own) < order.index("django.middleware.csrf.CsrfViewMiddleware")
