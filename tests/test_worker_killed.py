"""A worker killed in the middle of a run loses nothing: with the real broker and real worker processes."""

import json
import os
import subprocess
import sys
import tempfile

import pytest
from django.conf import settings


@pytest.mark.slow
def test_after_kill_9_of_the_worker_all_items_are_done_and_none_of_the_recorded_ones_again():
    with tempfile.TemporaryDirectory(prefix="jobs-") as folder:  # short: a socket's path may have 107 bytes
        environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        run = subprocess.run(
            [sys.executable, "-m", "tests.worker_scenario"], cwd=settings.BASE_DIR, check=False, timeout=240,
            capture_output=True, text=True, env=environment | {"DATA_DIR": folder, "MEDIA_ROOT": ""},
        )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout.splitlines()[-1])
    assert 10 <= told.pop("done_before") < 40
    assert told == {
        "state": "done", "done": 40, "total": 40, "files": 1, "repeated": [], "never": [],
        "own": True, "own_state": "done", "left_running": False, "pids": [],
    }
