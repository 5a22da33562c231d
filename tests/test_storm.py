"""Hundreds of mutated workbooks go the whole way through the pages: no error, nothing slow, nothing large.

``STORM`` says how many; the suite sends a few, every night 400. Which ones, ``STORM_SEED`` decides.
"""

import contextlib
import os
import time
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse

from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import OPEN, Job
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.sheets import process
from electioncycle.workbooks import exports, imports
from tests import factories
from tests.storm import storm

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NUMBER = int(os.environ.get("STORM", "16"))
ALONE = os.environ.get("STORM_ALONE", "")
"""Said where nothing else runs on the machine: the time on the clock counts too, not the processor's alone."""
SEED = int(os.environ.get("STORM_SEED", "20261129"))
LEDGERS = ("teammember", "villageprofile", "reservecandidate", "riskpoint")
SECONDS = 10
MOST_KILOBYTES = 500 * 1024
MOST_GROWTH_KILOBYTES = 250 * 1024
"""Of a process of the site, which has about 130 MiB before its first workbook; the tests' own has more."""


class WatchedChild(process.subprocess.Popen):
    """A child whose largest memory is noted when it is ended."""

    peaks: list[int] = []

    def kill(self):
        self.peaks.append(memory(self.pid, "VmHWM"))
        super().kill()


class Peaks:
    """The largest memory that each step took beyond what stood before it, and its longest time."""

    def __init__(self):
        self.grown, self.seconds = {}, {}

    @contextlib.contextmanager
    def of(self, name):
        Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
        before, began = memory("self", "VmRSS"), spent()
        yield
        self.grown[name] = max(self.grown.get(name, 0), memory("self", "VmHWM") - before)
        self.seconds[name] = max(self.seconds.get(name, 0), spent() - began)


def memory(pid, what):
    """Kilobytes; 0 for a process that has ended, which its own limit kept small."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(what)), 0)


def spent():
    """Processor seconds of this process and its ended children: what others do on the machine does not count."""
    return sum(os.times()[:4])


class Walk:
    """The way of one workbook through the pages, each step measured."""

    def __init__(self, client, ledger, said, peaks):
        self.client, self.ledger, self.said, self.peaks = client, ledger, said, peaks

    def step(self, name, act):
        began, clock = spent(), time.monotonic()
        with self.peaks.of(name):
            answer = act()
        assert getattr(answer, "status_code", 0) < 500, (self.said, name)
        assert spent() - began < SECONDS, (self.said, name)
        assert not ALONE or time.monotonic() - clock < SECONDS, (self.said, name)
        return answer

    def go(self, name, data):
        """Upload, check, preview, marked copy, confirm; returns the marked copy, or nothing where it was refused."""
        file = BytesIO(data)
        file.name = name
        sent = self.step("upload", lambda: self.client.post(self.ledger.url("import"), {"file": file}))
        assert sent.status_code in (302, 422), self.said
        if sent.status_code == 422:
            return b""
        batch = imports.ImportBatch.objects.latest("id")
        if batch.state == batch.State.CHECKING:
            self.step("check", lambda: job_runs.run_inline(batch.job))
            batch.refresh_from_db()
        shown = self.step("preview", lambda: self.client.get(self.ledger.url("import_preview", batch.pk)))
        assert shown.status_code == 200, self.said
        marked = self.marked(batch)
        assert bool(marked) == (batch.state == batch.State.READY), self.said
        self.step("confirm", lambda: self.client.post(self.ledger.url("import_preview", batch.pk)))
        if job := Job.objects.filter(kind="import_write", state__in=OPEN).first():
            self.step("write", lambda: job_runs.run_inline(job))
        return marked

    def marked(self, batch):
        """The marked copy: of many lines the worker's, fetched from the page of its job."""
        answer = self.step("marked", lambda: self.client.get(self.ledger.url("annotated", batch.pk)))
        if answer.status_code != 302:
            return answer.content if answer.status_code == 200 else b""
        job = self.step("mark", lambda: job_runs.run_inline(Job.objects.latest("id")))
        assert answer.url == reverse("job_page", args=[job.pk]), self.said
        [(file, _)] = job.files()
        return b"".join(self.client.get(reverse("job_download", args=[job.pk, file.pk])))


@pytest.fixture
def village(db):
    township = factories.make_township("东河镇")
    factories.make_village("白石村", township)
    found = factories.make_village("青山村", township)
    factories.cycle_for(found)
    return found


def rows_of(ledger, user, village):
    """The header and three lines of the ledger's export: one known, two that are not."""
    factories.BUILDERS[ledger.name](village)
    cycle = factories.cycle_for(village)
    line = [str("" if one is None else one) for one in next(exports.lines(ledger, ledger.rows(user, cycle), cycle))]
    return [exports.headers(ledger, cycle), line, [*line[:-1], ""], [*line[:2], "白石村", *line[3:-1], ""]]


@pytest.mark.parametrize("name", LEDGERS)
@pytest.mark.usefixtures("menu_without_figures")
def test_no_workbook_breaks_slows_or_swells_the_import(client, village, name, settings, monkeypatch):
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, (10**6, 60))
    monkeypatch.setattr(process.subprocess, "Popen", WatchedChild)
    ledger = REGISTRY[name]
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    rows = rows_of(ledger, clerk, village)
    client.force_login(clerk)
    peaks, WatchedChild.peaks = Peaks(), []
    seed = SEED + LEDGERS.index(name)
    for number, (said, file, data) in enumerate(storm(rows, max(1, NUMBER // len(LEDGERS)), seed)):
        marked = Walk(client, ledger, (seed, number, said), peaks).go(file, data)
        if marked:
            again = Walk(client, ledger, (seed, number, said, "the marked copy sent again"), peaks)
            assert again.go("标注.xlsx", marked), again.said
    print(name, "grown", peaks.grown, "children", max(WatchedChild.peaks), "seconds", peaks.seconds)
    assert WatchedChild.peaks
    assert max(WatchedChild.peaks) < MOST_KILOBYTES
    assert max(peaks.grown.values()) < MOST_GROWTH_KILOBYTES, peaks.grown
