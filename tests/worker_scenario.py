"""Run by a test with a DATA_DIR of its own: a real broker, a real worker that is killed half-way, and its successor."""

import json
import os
import signal
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "electioncycle.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from accounts.models import User  # noqa: E402
from electioncycle import job_runs, jobs, own_worker, workers  # noqa: E402
from electioncycle.processes import LOG, RUN, Child, processes  # noqa: E402
from tests import job_kinds, schema  # noqa: E402, F401

ITEMS = 40


def until(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit("timed out: " + "".join(path.read_text() for path in LOG.glob("*.log"))[-4000:])
        time.sleep(0.1)


def with_the_tests_kinds(port: int) -> list[Child]:
    children = processes(port)
    for child in children:
        if child.name == "worker":
            child.command += ["--include", "tests.job_kinds"]
    return children


def started(child: Child) -> Child:
    child.start()
    until(child.answers)
    return child


def killed_half_way() -> dict:
    """A job of 40 items whose worker is killed with its pool, and finished by the next worker."""
    log = settings.DATA_DIR / "worked.txt"
    children = {child.name: child for child in with_the_tests_kinds(port=0)}
    broker = started(children["broker"]) if "broker" in children else None
    try:
        worker = started(children["worker"])
        user = User.objects.create_user("clerk")
        job = jobs.start("test_count", {"to": ITEMS, "seconds": 0.15, "log": str(log)}, by=user)
        rows = job.items.filter(state=jobs.ItemState.DONE)
        until(lambda: rows.count() >= 10)
        os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.wait()
        before = sorted(rows.values_list("key", flat=True))
        worker.start()

        def ended() -> bool:
            job_runs.ring_for_forgotten()  # in place of beat, which takes longer
            job.refresh_from_db()
            return not job.is_open

        until(ended)
        worker.stop()
    finally:
        if broker:
            broker.stop()
    worked = log.read_text().split()
    return {"state": job.state, "done": job.done, "total": job.total, "done_before": len(before),
            "files": len(job.files()), "repeated": [key for key in before if worked.count(key) > 1],
            "never": [str(n) for n in range(1, ITEMS + 1) if str(n) not in worked]}  # fmt: skip


def a_command_without_services() -> dict:
    """A command on a machine without services: its own worker does an empty job, and nothing is left running."""
    own_worker.processes = with_the_tests_kinds
    with own_worker.ensure_worker() as own:
        job = job_runs.wait(jobs.start("test_count", {"to": 0}, by=User.objects.get()), timeout=60)
    return {"own": own, "own_state": job.state, "left_running": workers.worker_answers(),
            "pids": [path.name for path in RUN.glob("*.pid")]}  # fmt: skip


for folder in (RUN, LOG):
    folder.mkdir(parents=True)
call_command("migrate", verbosity=0)
print(json.dumps(schema.described(connection)))
print(json.dumps(killed_half_way() | a_command_without_services()))
