"""A worker killed in the middle of a run loses nothing: with a real broker and real worker processes."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests import schema

SERVERS = pytest.param("servers", marks=[pytest.mark.postgres, pytest.mark.redis])


@contextmanager
def environment(lane: str) -> Iterator[dict[str, str]]:
    """Folder, database and broker of its own, where no other test's jobs are."""
    with tempfile.TemporaryDirectory(prefix="jobs-") as folder:  # short: a socket's path may have 107 bytes
        if lane == "embedded":
            kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
            yield kept | {"DATA_DIR": folder, "TMPDIR": folder}
            return
        database, _, _ = os.environ["DATABASE_URL"].rpartition("/")
        broker, _, _ = os.environ["REDIS_URL"].rpartition("/")
        process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        name = f"worker_killed_{process}"  # two tests that ask for one may run at once
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name}")
            server.execute(f"CREATE DATABASE {name}")
            yield os.environ | {
                "DATA_DIR": folder,
                "TMPDIR": folder,
                "BACKUP_KEY": "only for tests",
                "DATABASE_URL": f"{database}/{name}",
                "REDIS_URL": f"{broker}/{9 + process % 6}",
            }
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("lane", ["embedded", SERVERS])
def test_after_kill_9_of_the_worker_all_items_are_done_and_none_of_the_recorded_ones_again(lane):
    with environment(lane) as variables:
        run = subprocess.run(
            [sys.executable, "-m", "tests.worker_scenario"],
            cwd=settings.BASE_DIR,
            check=False,
            timeout=240,
            capture_output=True,
            text=True,
            env=variables | {"MEDIA_ROOT": ""},
        )
    assert run.returncode == 0, run.stderr
    migrated, told = (json.loads(line) for line in run.stdout.splitlines()[-2:])
    assert migrated == json.loads(json.dumps(schema.described(connection)))
    assert 10 <= told.pop("done_before") < 40
    assert told == {
        "state": "done",
        "done": 40,
        "total": 40,
        "files": 1,
        "repeated": [],
        "never": [],
        "searched": {"stored": 150, "in_plain": 0, "broker_spoke": True, "wal": True, "planted": 3},
        "exported": ["done", ["现任班子.xlsx"]],
        "own": True,
        "own_state": "done",
        "left_running": False,
        "pids": [],
    }
