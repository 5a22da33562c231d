"""The nightly run: each part within its time, finished ones not again, and what came of them on one page."""

import sys

import pytest
from django.conf import settings

import nightly


@pytest.fixture
def runner(monkeypatch, tmp_path):
    """Parts of a line of Python each, in a folder of their own."""
    monkeypatch.setattr(nightly, "STATE", tmp_path / "state")
    monkeypatch.setattr(nightly, "PAGE", tmp_path / "nightly.md")
    monkeypatch.setattr(nightly, "commit", lambda: "abc")

    def with_parts(**lines):
        parts = [nightly.Part(name, f"does {name}", 1, ((sys.executable, "-c", line),)) for name, line in lines.items()]
        monkeypatch.setattr(nightly, "PARTS", parts)
        return tmp_path

    return with_parts


COVERS = """
import os
with open(os.environ["COVERED"], "a") as file:
    file.write('{"what": "routes", "count": 1085}')
"""


def test_all_parts_together_take_no_longer_than_an_hour_and_a_quarter():
    assert sum(part.minutes for part in nightly.PARTS) <= nightly.MOST_MINUTES
    names = [part.name for part in nightly.PARTS]
    assert names == ["storm", "tree", "machines", "crawl", "pages", "figures", "looks", "sabotage"]


def test_the_page_says_what_each_part_covered_and_what_came_of_it(runner):
    folder = runner(good=COVERS, bad="print('3 failed'); raise SystemExit(1)")
    assert nightly.main() == 1
    text = (folder / "nightly.md").read_text()
    assert "| `abc` | `good` | routes: 1,085 | 0 | passed |" in text
    assert "| `abc` | `bad` | 3 failed | 0 | failed (-c" in text


def test_a_stopped_run_goes_on_with_what_has_not_come_through(runner, tmp_path, monkeypatch):
    count = f"open({str(tmp_path / 'count')!r}, 'a').write('x')"
    runner(good=count, bad=f"{count}; raise SystemExit(1)")
    nightly.main()
    nightly.main()
    assert (tmp_path / "count").read_text() == "xxx"
    nightly.main("good")
    assert (tmp_path / "count").read_text() == "xxxx"
    monkeypatch.setattr(nightly, "commit", lambda: "def")
    nightly.main()
    assert (tmp_path / "count").read_text() == "xxxxxx"


def test_a_part_ends_with_its_time_and_with_everything_it_started(runner, monkeypatch, tmp_path):
    started = tmp_path / "started"
    child = f"import time; time.sleep(3); open({str(started)!r}, 'w')"
    runner(slow=f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)")
    [part] = nightly.PARTS
    object.__setattr__(part, "minutes", 0.01)
    one = nightly.run(part, "abc")
    assert one.result == "not done in 0.01 minutes"
    assert one.seconds < 30


def test_an_unknown_part_is_named(runner, capsys):
    runner(good="pass")
    assert nightly.main("gut") == 2
    assert "gut" in capsys.readouterr().err


def test_the_page_in_the_docs_is_the_one_that_is_written():
    assert (settings.BASE_DIR / "docs" / "nightly.md").read_text().startswith(nightly.HEAD)
