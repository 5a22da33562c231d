"""An uploaded list of who is registered is kept nowhere: no table, history, search, file or backup has a name of it."""

import sqlite3
from dataclasses import replace

import pytest
from django.db import connection

from electioncycle.operations.backups import archive, making
from electioncycle.roles import Role
from elections.models import Registration
from tests import factories
from tests.test_registration import LINES, NAMES, edit, move, upload


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
