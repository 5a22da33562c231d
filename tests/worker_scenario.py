"""Run by a test with a DATA_DIR of its own: a real broker, a real worker that is killed half-way, and its successor.

On the way there: of 300 stored numbers none lies in plain in any file of the site, in its broker or in its backup.
"""

import base64
import json
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import redis

os.environ["DJANGO_SETTINGS_MODULE"] = "electioncycle.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.models import User  # noqa: E402
from electioncycle.jobs import rows as job_rows  # noqa: E402
from electioncycle.jobs import runs as job_runs  # noqa: E402
from electioncycle.jobs import services as jobs  # noqa: E402
from electioncycle.jobs import workers  # noqa: E402
from electioncycle.ledgers.ledger import REGISTRY  # noqa: E402
from electioncycle.operations import own_worker  # noqa: E402
from electioncycle.operations.backups import archive, making  # noqa: E402
from electioncycle.operations.processes import LOG, RUN, Child, processes  # noqa: E402
from electioncycle.roles import Role  # noqa: E402
from electioncycle.workbooks import imports  # noqa: E402
from tests import factories, job_kinds, schema, workbooks  # noqa: E402, F401
from tests.searching import found  # noqa: E402

ITEMS = 40
NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")


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


class Numbers:
    """150 persons with an ID number and a phone each, and a workbook with all of them on its way through the worker."""

    def __init__(self) -> None:
        village = factories.make_village("青山村", factories.make_township("东河镇"))
        self.cycle = factories.cycle_for(village)
        people = [(f"王成员{str(n).translate(NUMERALS)}", factories.id_number(), f"139{n:08d}") for n in range(150)]
        self.all = {text for _, number, phone in people for text in (number, phone)}
        for name, number, phone in people[:75]:
            factories.make_person(name, id_number=number, phone=phone)
        head = ["乡镇(街道)", "村(社区)", "姓名", "性别", "身份证号", "党组织职务", "电话"]
        rows = [["东河镇", "青山村", name, "男", number, "委员", phone] for name, number, phone in people]
        self.clerk = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
        sheet = workbooks.workbook([head, *rows])
        self.batch = imports.upload(REGISTRY["teammember"], "班子.xlsx", sheet, by=self.clerk, cycle=self.cycle)

    def import_them(self) -> None:
        """The worker has checked the workbook; the worker writes it."""
        until(lambda: imports.ImportBatch.objects.get().state == "ready")
        imports.write_in_background(imports.ImportBatch.objects.get())

    def ask_for_export(self) -> job_rows.Job:
        """More lines than a request makes: the worker makes the file, sealed."""
        settings.ROWS_IN_A_REQUEST = 100
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(self.clerk)
        answer = client.get(REGISTRY["teammember"].url("export"), secure=True)
        return job_rows.Job.objects.get(kind="file", pk=int(answer.url.split("/")[-2]))

    def hits(self, *more: bytes) -> int:
        """In how many of the numbers a search of every file, a fresh backup and these bytes ends."""
        with tempfile.TemporaryDirectory(prefix="unpacked-") as folder:
            target = Path(folder) / "site.backup"
            making.make(target)
            with target.open("rb") as source:
                archive.read(source, settings.KEYS.backup, place=lambda name: Path(folder) / "out" / name)
            return len(found(self.all, settings.DATA_DIR, Path(folder), *more))


def broker_dump() -> bytes:
    """Everything the broker holds now, base64 read as well; messages wait in it while a job runs."""
    client = redis.Redis.from_url(settings.BROKER_URL.replace("redis+socket://", "unix://"))
    return b"\n".join(plain for key in client.scan_iter() for plain in _said(client, key))


def _said(client: Any, key: bytes) -> Iterator[bytes]:
    read = {
        b"string": lambda: [client.get(key)],
        b"list": lambda: client.lrange(key, 0, -1),
        b"hash": lambda: [part for pair in client.hgetall(key).items() for part in pair],
        b"set": lambda: client.smembers(key),
        b"zset": lambda: client.zrange(key, 0, -1),
    }
    for value in (key, *read[client.type(key)]()):
        yield value
        for packed in re.findall(rb"[A-Za-z0-9+/]{24,}={0,2}", value):
            yield base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=False)


def killed_half_way() -> dict:
    """A job of 40 items whose worker is killed with its pool, and finished by the next worker."""
    numbers = Numbers()
    log = settings.DATA_DIR / "worked.txt"
    children = {child.name: child for child in with_the_tests_kinds(port=0)}
    broker = started(children["broker"]) if "broker" in children else None
    try:
        worker = started(children["worker"])
        user = User.objects.create_user("clerk")
        imports.check_in_background(numbers.batch)
        job = jobs.start("test_count", {"to": ITEMS, "seconds": 0.15, "log": str(log)}, by=user)
        rows = job.items.filter(state=job_rows.ItemState.DONE)
        until(lambda: rows.count() >= 10)
        said = broker_dump()
        os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.wait()
        before = sorted(rows.values_list("key", flat=True))
        worker.start()

        def ended() -> bool:
            job_runs.ring_for_forgotten()  # in place of beat, which takes longer
            job.refresh_from_db()
            return not job.is_open

        until(ended)
        numbers.import_them()
        said += broker_dump()
        until(lambda: imports.ImportBatch.objects.get().state != "writing")
        said += broker_dump()
        exported = numbers.ask_for_export()
        until(lambda: not job_rows.Job.objects.get(pk=exported.pk).is_open)
        exported.refresh_from_db()
        searched = {"stored": REGISTRY["teammember"].model.objects.count(), "in_plain": numbers.hits(said)}
        searched["broker_spoke"] = b"job" in said
        wal = settings.DATA_DIR / "electioncycle.sqlite3-wal"
        searched["wal"] = wal.exists() or settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
        (settings.DATA_DIR / "log" / "planted.log").write_text(min(numbers.all))
        # PostgreSQL keeps this one outside the folder: only the dump inside the backup shows it.
        User.objects.filter(pk=numbers.clerk.pk).update(unit=sorted(numbers.all)[1])
        searched["planted"] = numbers.hits(max(numbers.all).encode())
        worker.stop()
    finally:
        if broker:
            broker.stop()
    worked = log.read_text().split()
    return {"state": job.state, "done": job.done, "total": job.total, "done_before": len(before),
            "files": len(job.files()), "repeated": [key for key in before if worked.count(key) > 1],
            "never": [str(n) for n in range(1, ITEMS + 1) if str(n) not in worked], "searched": searched,
            "exported": [exported.state, [file.name for file, _ in exported.files()]]}  # fmt: skip


def a_command_without_services() -> dict:
    """A command on a machine without services: its own worker does an empty job, and nothing is left running."""
    own_worker.processes = with_the_tests_kinds
    with own_worker.ensure_worker() as own:
        job = job_runs.wait(jobs.start("test_count", {"to": 0}, by=User.objects.get(username="clerk")), timeout=60)
    return {"own": own, "own_state": job.state, "left_running": workers.worker_answers(),
            "pids": [path.name for path in RUN.glob("*.pid")]}  # fmt: skip


for folder in (RUN, LOG):
    folder.mkdir(parents=True)
call_command("migrate", verbosity=0)
print(json.dumps(schema.described(connection)))
print(json.dumps(killed_half_way() | a_command_without_services()))
