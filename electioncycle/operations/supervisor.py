"""Keeps the processes of a one-machine site alive: starts them in order, restarts what dies, stops them together."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NoReturn, Self

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from electioncycle.operations import static_files
from electioncycle.operations.processes import LOG, RUN, CannotRun, Child, processes
from electioncycle.security import freed_pages, private_files
from electioncycle.security.site_facts import verify_pii_key

START_SECONDS = 90


def prepare() -> int:
    """Bring the database up to date and check its key; returns the port to serve on. Raises CannotRun."""
    # The end asked for by an init system is the same as Ctrl-C.
    signal.signal(signal.SIGTERM, _interrupt)
    RUN.mkdir(parents=True, exist_ok=True)
    LOG.mkdir(parents=True, exist_ok=True)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    private_files.close_all(settings.DATA_DIR, Path(settings.MEDIA_ROOT), *filter(None, [settings.BACKUP_DIR]))
    call_command("migrate", interactive=False, verbosity=0)
    verify_pii_key()
    freed_pages.rewrite_once()
    static_files.gather()
    connections.close_all()
    value = os.environ.get("PORT") or "8000"
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise CannotRun(f"PORT 应为 1 至 65535 的数字，现在是“{value}”。")
    return int(value)


class Services:
    """The processes of this site as a context: all answer inside it, none is left after it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.children = processes(port)
        self.lock: IO[str] | None = None

    def __enter__(self) -> Self:
        self.lock = _only_one()
        _check_address(self.port)
        try:
            # The broker comes first; the others would only wait for it, but may start side by side.
            for group in (self.children[:1], self.children[1:]):
                for child in group:
                    child.start()
                for child in group:
                    self._wait_for(child)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def watch(self, until: subprocess.Popen | None = None) -> None:
        """Restart what dies, until the given process has ended (for ever without one)."""
        while until is None or until.poll() is None:
            for child in self.children:
                if not child.is_alive():
                    print(
                        f"服务 {child.name} 意外退出，正在重新启动(日志 {child.log_path})", file=sys.stderr, flush=True
                    )
                    child.restart()
            time.sleep(0.5)

    def _wait_for(self, child: Child) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not child.answers():
            if not child.is_alive():
                child.restart()
            if time.monotonic() > deadline:
                raise CannotRun(f"服务 {child.name} 在 {START_SECONDS} 秒内没有就绪，原因见 {child.log_path}。")
            time.sleep(0.1)

    def _stop(self) -> None:
        # A second Ctrl-C would leave processes behind.
        handlers = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
        for child in self.children[1:]:
            child.ask_to_stop()  # together, so that the stop takes as long as the slowest
        for child in reversed(self.children):
            child.stop()
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if self.lock:
            self.lock.close()


def _only_one() -> IO[str]:
    """Hold the folder's lock; the kernel frees it however this process ends."""
    lock = (RUN / "serve.pid").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise CannotRun(
            f"{settings.DATA_DIR} 的服务已在运行(进程 {lock.read().strip()})，不能再启动一次。"
            "请先停止它，或用 DATA_DIR 指定另一个文件夹。"
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def _check_address(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotRun(f"端口 {port} 已被其他程序占用，请换一个，例如：PORT={port + 1} make demo") from None


def _interrupt(number: int, frame: Any) -> NoReturn:
    raise KeyboardInterrupt
