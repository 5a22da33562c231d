"""Several officials of one township at once; the large edition is ``make load``."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from electioncycle.roles import Role
from tests import factories
from tests.browser.steps import seat_the_team

OFFICE = Path(__file__).resolve().parents[2] / "setup" / "load" / "office.py"


@pytest.fixture
def at_once(site, county, tmp_path):
    """``at_once(20, "save")``: so many officials do these acts at the same time; returns what was told of each kind."""
    for village in (county.village, county.neighbour):
        seat_the_team(village, f"张{village.name}")

    def run(people: int, *acts: str) -> dict[str, dict]:
        known, told = tmp_path / "people.json", tmp_path / "told.jsonl"
        sessions = []
        for number in range(people):
            client = Client()
            client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, county.township, f"clerk{number}"))
            sessions.append({"session": client.cookies["sessionid"].value, "role": "township_clerk"})
        known.write_text(json.dumps(sessions))
        command = [sys.executable, "-m", "locust", "-f", str(OFFICE), "--headless", "--users", str(people),
                   "--spawn-rate", str(people), "--run-time", "120s", "--host", site, "--only-summary"]  # fmt: skip
        env = dict(os.environ) | {"LOAD_PEOPLE": str(known), "LOAD_TOLD": str(told), "LOAD_ACTS": ",".join(acts)}
        done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=180)
        assert told.exists(), done.stderr
        lines = [json.loads(line) for line in told.read_text().splitlines()]
        assert not [line for line in lines if "error" in line], lines
        return {line["kind"]: line for line in lines}

    return run


def test_three_officials_read_save_import_export_and_print_at_once_without_an_error(at_once):
    told = at_once(3, "read_list", "read_detail", "save", "bring_in", "take_out", "print_report")
    assert {kind: one["count"] for kind, one in told.items()} == {
        "list": 3, "detail": 3, "save": 3, "import": 3, "export": 3, "print": 3, "form": 6,
    }  # fmt: skip


def test_twenty_officials_save_at_once_and_none_is_told_that_the_database_is_locked(at_once):
    assert at_once(20, "save", "save")["save"]["count"] == 40
