"""Several officials of one township at once; the large edition is ``make load``."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from electioncycle.roles import Role
from elections.models import QuickReport, Round
from tests import factories
from tests.browser.steps import seat_the_team

LOAD = Path(__file__).resolve().parents[2] / "setup" / "load"


@pytest.fixture
def people_at_once(site, county, tmp_path):
    """``people_at_once(5, "office", LOAD_ACTS=...)``: so many officials do what the file of ``setup/load`` says."""

    def run(people: int, file: str, **env: str) -> dict[str, dict]:
        known, told = tmp_path / "people.json", tmp_path / "told.jsonl"
        sessions = []
        for number in range(people):
            client = Client()
            client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, county.township, f"clerk{number}"))
            sessions.append({"session": client.cookies["sessionid"].value, "role": "township_clerk"})
        known.write_text(json.dumps(sessions))
        command = [sys.executable, "-m", "locust", "-f", str(LOAD / f"{file}.py"), "--headless", "--users", str(people),
                   "--spawn-rate", str(people), "--run-time", "120s", "--host", site, "--only-summary"]  # fmt: skip
        env = dict(os.environ) | {"LOAD_PEOPLE": str(known), "LOAD_TOLD": str(told)} | env
        done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=180)
        assert told.exists(), done.stderr
        lines = [json.loads(line) for line in told.read_text().splitlines()]
        assert not [line for line in lines if "error" in line], lines
        return {line["kind"]: line for line in lines}

    return run


@pytest.fixture
def at_once(people_at_once, county):
    """``at_once(20, "save")``: so many officials do these acts at the same time; returns what was told of each kind."""
    for village in (county.village, county.neighbour):
        seat_the_team(village, f"张{village.name}")
    return lambda people, *acts: people_at_once(people, "office", LOAD_ACTS=",".join(acts))


def test_three_officials_read_save_import_export_and_print_at_once_without_an_error(at_once):
    told = at_once(3, "read_list", "read_detail", "save", "bring_in", "take_out", "print_report")
    assert {kind: one["count"] for kind, one in told.items()} == {
        "list": 3, "detail": 3, "save": 3, "import": 3, "export": 3, "print": 3, "form": 6,
    }  # fmt: skip


def test_twenty_officials_save_at_once_and_none_is_told_that_the_database_is_locked(at_once):
    assert at_once(20, "save", "save")["save"]["count"] == 40


def test_five_people_take_the_calls_of_a_days_villages_and_none_is_lost_or_counted_twice(
    people_at_once, county, tmp_path
):
    """One is sent again, one is told to two people in the same moment; each stands once, with what it told."""
    day = timezone.localdate() - timedelta(days=1)
    villages = [factories.make_village(f"第{number}村", county.township) for number in range(12)]
    for village in villages:
        factories.make_election(village, polling_day=day)
    (tmp_path / "day.json").write_text(json.dumps({"day": f"{day}", "villages": [one.pk for one in villages]}))
    told = people_at_once(5, "telephone", LOAD_DAY=str(tmp_path / "day.json"), LOAD_MINUTES="0")
    assert (told["report"]["count"], told["again"]["count"]) == (13, 2)
    kept = sorted(QuickReport.objects.values_list("village", "issued", "recovered"))
    assert kept == sorted((one.pk, 500 + one.pk % 300, 500 + one.pk % 300 - one.pk % 3) for one in villages)
    assert Round.objects.filter(state="counting").count() == 12
