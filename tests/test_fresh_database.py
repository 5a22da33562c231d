"""An empty database is made at once, and is the very one that all migrations together make."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests.test_worker_killed import SERVERS, environment


@pytest.mark.slow
@pytest.mark.parametrize("lane", ["embedded", SERVERS])
def test_at_once_and_step_by_step_end_at_the_same_database(lane):
    with environment(lane) as variables:
        run = subprocess.run(
            [sys.executable, "-m", "tests.fresh_scenario"],
            cwd=settings.BASE_DIR,
            check=False,
            timeout=480,
            capture_output=True,
            text=True,
            env=variables | {"MEDIA_ROOT": ""},
        )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout.splitlines()[-1])
    assert told["left_by_a_start_that_broke_off"] == []
    assert told["steps_at_once"] == 0
    assert told["steps_step_by_step"] == told["content"]["migrations"] > 40
    assert told["differences"] == []
    assert told["same_content"]
    assert told["tables"] > 180
    assert told["triggers"] >= 4
    assert min(told["content"].values()) > 40
    assert told["steps_of_a_used_database"] == ["candidates.0002_lapsed_states", "candidates.0003_words"], (
        "a used one goes the usual way"
    )
