"""A site lives on: a backup of an earlier version restores, migrates, signs in and prints what it printed.

The two in ``data/sites`` were made by a3b0468, one on each database: ``load_demo --villages 12 --townships 3``, the
reports of two villages printed, ``backup`` with the keys in ``about.json``. They are never made anew.
"""

import ast
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

import landed
from electioncycle.operations.backups import schemas
from tests import schema

SITES = Path(__file__).parent / "data" / "sites"
LANES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@contextmanager
def site(lane: str, keys: dict[str, str]) -> Iterator[tuple[Path, dict[str, str]]]:
    """An empty machine with the keys of the backup: its folder, and on PostgreSQL its database."""
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        given = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        given |= keys | {"DATA_DIR": folder, "TMPDIR": folder, "HTTPS": "0"}
        if lane == "sqlite":
            yield Path(folder), given
            return
        database, _, _ = os.environ["DATABASE_URL"].rpartition("/")
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS older_site")
            server.execute("CREATE DATABASE older_site")
            yield Path(folder), given | {"DATABASE_URL": f"{database}/older_site"}
            server.execute("DROP DATABASE older_site WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("lane", LANES)
def test_a_site_of_an_earlier_version_goes_on_as_if_it_had_always_been_of_this_one(lane):
    about = json.loads((SITES / "about.json").read_text())
    with site(lane, about["keys"]) as (folder, environment):
        run = subprocess.run(
            [sys.executable, "-m", "tests.site_scenario", str(SITES / f"{lane}.backup"), str(folder)],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    assert run.returncode == 0, run.stderr[-3000:]
    told = json.loads(run.stdout.splitlines()[-1])
    assert told["audit"]
    assert told["schema"] == schema.described(connection), "as a fresh site, triggers included"
    assert len(told["schema"]) > 100
    for role in about["accounts"]:
        assert told[role]["signed_in"], role
        assert told[role]["odd"] == {}, role
        assert told[role]["ledgers"] > 20
        assert told[role]["rows"] > 15, "the ledgers are not empty"
    assert told["steps"]["recorded"] > 50
    assert told["steps"]["of_cycles"] == [told["steps"]["edition"]], "each step keeps the edition it was done under"
    assert set(told["steps"]["of_none"]) <= {"accounts.user", "villages.ruleset"}, "these belong to no cycle"
    assert told["rules"]["runoff_share"] == ["村民委员会组织法", "2018年修正", "第十五条"]
    assert told["rules"]["lost"] == []
    assert "依据旧文本" in told["rules"]["old_text"]
    assert {"recovered_over", "woman_seat", "vacancy_from"} <= set(told["rules"]["added"])
    assert told["rules"]["published_stays"]
    assert told["switched"] == {
        "waited": True,
        "taken_over": True,
        "earlier_steps": True,
        "decided_under": True,
        "list_by": "2026-12-21",
        "recovered_over": "issued",
    }
    assert told["printed"]["states"] == ["skipped", "skipped"]
    assert told["printed"]["same_files"]
    assert told["printed"]["hashes"] == about["reports"]
    assert "villages_village：" in told["stray"]["said"]
    assert "stray" in told["stray"]["said"]
    assert told["stray"]["as_before"]
    assert told["stray"]["left"] == 1, "a refused restore leaves what was there"


@pytest.mark.everywhere
@pytest.mark.django_db
def test_every_kind_of_difference_between_two_schemas_is_seen():
    before = schemas.described(connection)
    assert schemas.differences(before, before) == []
    of_table = "" if connection.vendor == "sqlite" else " ON readiness_readinesspass"
    changes = (
        "ALTER TABLE villages_cycle ADD COLUMN stray integer",
        "CREATE INDEX stray_index ON villages_cycle (name)",
        "CREATE UNIQUE INDEX stray_once ON villages_cycle (name, county_id) WHERE withdrawn_at IS NULL",
        "CREATE TABLE stray (id integer CHECK (id > 0))",
        f"DROP TRIGGER lapse_stays{of_table}",
    )
    for change in changes:
        known = schemas.described(connection)
        with connection.cursor() as cursor:
            cursor.execute(change)
        assert schemas.differences(known, schemas.described(connection)), change


# --- landed migrations -----------------------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path):
    """Two landed migrations in a repository of their own."""
    for name in ("0001_initial.py", "0002_triggers.py", "__init__.py"):
        path = tmp_path / "villages" / "migrations" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n")
    (tmp_path / "setup").mkdir()
    assert landed.main(tmp_path, []) == 0
    assert landed.main(tmp_path, ["--check"]) == 0
    return tmp_path


def test_the_landed_migrations_are_all_listed_and_as_they_were():
    assert landed.main(landed.ROOT, ["--check"]) == 0
    assert len(landed.on_disk(landed.ROOT)) >= 11


def test_a_landed_migration_that_changed_or_vanished_fails_and_no_command_forgives_it(repository, capsys):
    first, second = sorted((repository / "villages" / "migrations").glob("0*.py"))
    first.write_text("# edited\n")
    second.unlink()
    for arguments in (["--check"], []):
        assert landed.main(repository, arguments) == 1
        said = capsys.readouterr().err
        assert "villages/migrations/0001_initial.py has changed" in said
        assert "villages/migrations/0002_triggers.py has vanished" in said


def test_a_new_migration_fails_until_it_is_noted_and_then_never_changes(repository, capsys):
    new = repository / "villages" / "migrations" / "0003_more.py"
    new.write_text("# more\n")
    assert landed.main(repository, ["--check"]) == 1
    assert "make migrations" in capsys.readouterr().err
    assert landed.main(repository, []) == 0
    assert landed.main(repository, ["--check"]) == 0
    new.write_text("# more, edited\n")
    assert landed.main(repository, ["--check"]) == 1


def test_what_a_migration_runs_stands_in_the_migration():
    """Code of ours changes later; what a site once ran must not."""
    own = {path.parent.name for path in landed.ROOT.glob("*/__init__.py")}
    running = [path for path in landed.on_disk(landed.ROOT) if "RunPython" in (landed.ROOT / path).read_text()]
    assert len(running) >= 2
    for path in running:
        tree = ast.parse((landed.ROOT / path).read_text())
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
        assert not [name for name in modules if name.partition(".")[0] in own], path
