"""Of what a purge took out nothing is left in any file of the site, and none of them is open to other accounts."""

import json
import os
import stat
import subprocess
import sys
import tempfile

import pytest
from django.conf import settings as site_settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection

from electioncycle.disclosure import retention
from electioncycle.operations import upkeep
from electioncycle.security import freed_pages, private_files
from tests import factories


@pytest.fixture(scope="module")
def told():
    with tempfile.TemporaryDirectory(prefix="purge-") as folder:
        kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        run = subprocess.run(
            [sys.executable, "-m", "tests.purge_scenario"],
            cwd=site_settings.BASE_DIR,
            check=False,
            timeout=240,
            capture_output=True,
            text=True,
            env=kept | {"DATA_DIR": folder, "TMPDIR": folder, "MEDIA_ROOT": "", "PORT": "8000"},
        )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_a_purged_name_lies_neither_in_the_database_nor_in_its_log(told):
    assert told["before"] == 120, "the search would not find what stands there"
    assert told["log"]
    assert told["after"] == 0


def test_what_was_deleted_before_is_gone_after_the_next_start(told):
    assert (told["earlier_before"], told["earlier"]) == (1, 0)


def test_an_existing_site_is_closed_to_other_accounts_at_its_next_start(told):
    assert told["open_before"] > 10
    assert told["open"] == []
    assert told["open_later"] == []


@pytest.mark.django_db
def test_every_connection_overwrites_what_is_deleted():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone()[0] == 1


@pytest.mark.django_db
def test_the_log_is_emptied_after_a_purge_and_by_the_periodic_act(monkeypatch, django_capture_on_commit_callbacks):
    emptied = []
    monkeypatch.setattr(freed_pages, "empty_log", lambda: emptied.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        retention.purge_rows(retention.of_cycle(factories.make_cycle()))
    assert len(emptied) == 1
    upkeep.erase_expired_files()
    assert len(emptied) == 2


@pytest.mark.everywhere
def test_the_operator_can_write_the_database_anew(capsys, transactional_db):
    """PostgreSQL gives each table a new file; SQLite has no free page left."""
    asked = {
        "postgresql": "SELECT pg_relation_filepath('villages_person')",
        "sqlite": "SELECT 'free pages', freelist_count FROM pragma_freelist_count()",
    }
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE passing (words TEXT)")
        cursor.executemany("INSERT INTO passing VALUES (%s)", [("x" * 5000,)] * 20)
        cursor.execute("DROP TABLE passing")
        cursor.execute(asked[connection.vendor])
        before = cursor.fetchone()
        call_command("compact_database")
        cursor.execute(asked[connection.vendor])
        after = cursor.fetchone()
    assert json.loads(capsys.readouterr().out)["rewritten"]
    assert after != before
    assert connection.vendor == "postgresql" or (before[1] > 0 and after[1] == 0)


def test_the_deployment_check_names_a_folder_that_others_may_open(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT, settings.BACKUP_DIR = tmp_path, tmp_path / "media", tmp_path / "backups"
    tmp_path.chmod(0o700)
    settings.BACKUP_DIR.mkdir()
    settings.BACKUP_DIR.chmod(0o750)

    def named():
        return [one.msg for one in run_checks(include_deployment_checks=True) if one.id == "electioncycle.W005"]

    assert named() == [f"文件夹 {settings.BACKUP_DIR} 对本机其他账号开放。"]
    assert private_files.close_all(tmp_path) == 1
    assert named() == []
    assert stat.S_IMODE(settings.BACKUP_DIR.stat().st_mode) == 0o700


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir(mode=0o700)
    outside.mkdir()
    (outside / "file").touch()
    outside.chmod(0o755)
    (inside / "link").symlink_to(outside)
    private_files.close_all(inside)
    assert stat.S_IMODE(outside.stat().st_mode) == 0o755
