"""The services of a one-machine site: they come back when killed, and none is left behind."""

import os
import runpy
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings

from electioncycle.operations import processes, supervisor
from electioncycle.operations.processes import CannotRun, Child
from electioncycle.operations.supervisor import Services

SLEEPER = "import time; time.sleep(600)"
FORKER = "import os, time; os.fork(); time.sleep(600)"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site in a folder of its own whose services are the given Python programs."""
    for name in ("RUN", "LOG"):
        for module in (processes, supervisor):
            monkeypatch.setattr(module, name, tmp_path)

    def build(*programs: str) -> Services:
        services = Services(port=0)
        services.children = [
            Child(f"service{number}", [sys.executable, "-c", program], lambda: True)
            for number, program in enumerate(programs)
        ]
        return services

    return build


def is_running(pid: int) -> bool:
    return subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout[:1] not in (
        "",
        "Z",
    )


def group_members(pid: int) -> list[int]:
    listing = subprocess.run(["ps", "-o", "pid=", "-g", str(pid)], capture_output=True, text=True).stdout
    return [int(word) for word in listing.split()]


def test_services_leave_pids_while_they_run_and_nothing_afterwards(site, tmp_path):
    with site(SLEEPER, SLEEPER) as services:
        pids = [int((tmp_path / f"service{number}.pid").read_text()) for number in (0, 1)]
        assert pids == [child.process.pid for child in services.children]
        assert all(map(is_running, pids))
    assert not any(map(is_running, pids))
    assert not list(tmp_path.glob("service*.pid"))


def test_a_killed_service_is_started_again_and_its_forks_do_not_go_on_beside_it(site, capfd):
    with site(FORKER) as services:
        [worker] = services.children
        wait_until(lambda: len(group_members(worker.process.pid)) == 2)
        first = worker.process.pid
        forked = next(pid for pid in group_members(first) if pid != first)
        bystander = subprocess.Popen(["sleep", "1.5"])
        os.kill(first, signal.SIGKILL)
        services.watch(until=bystander)
        assert worker.process.pid != first
        assert worker.is_alive()
        assert not is_running(forked)
    assert "service0 意外退出" in capfd.readouterr().err


def test_a_service_that_dies_at_once_again_and_again_ends_the_site_with_a_reason(site, monkeypatch):
    monkeypatch.setattr(processes.time, "sleep", lambda seconds: None)
    with pytest.raises(CannotRun, match=r"service0 一启动就退出"), site("raise SystemExit(1)") as services:
        services.watch()


def test_a_second_start_on_the_same_folder_is_refused(site):
    refused = pytest.raises(CannotRun, match=f"已在运行.进程 {os.getpid()}")
    with site(SLEEPER), refused, site(SLEEPER):
        pass
    with site(SLEEPER):
        pass


def test_a_taken_port_is_named(site, tmp_path):
    services = site(SLEEPER)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        services.port = other.getsockname()[1]
        with pytest.raises(CannotRun, match=f"端口 {services.port} 已被其他程序占用"), services:
            pass


@pytest.fixture
def ctrl_c():
    """A shell that starts the suite in the background has it ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_stops_everything(site):
    services = site(SLEEPER)
    interrupted = pytest.raises(KeyboardInterrupt)
    with interrupted, services:
        os.kill(os.getpid(), signal.SIGINT)
        services.watch()
    assert not services.children[0].is_alive()


def wait_until(condition, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("told, niceness", [({}, 10), ({"WORKER_NICENESS": "3"}, 3), ({"WORKER_NICENESS": "0"}, 0)])
def test_a_process_that_prints_gives_way_to_the_pages(told, niceness):
    """Run as one of the worker's pool, in a session of its own as the supervisor starts it.

    Linux shares the processors out among sessions first, where it does so at all: there the session gives way.
    """
    told_of_session = "os.system('cat /proc/self/autogroup 2>/dev/null')"
    started = f"worker_process_init.send(sender=None); print(os.nice(0), flush=True); {told_of_session}"
    program = (
        f"import os; from electioncycle.celery import app; from celery.signals import worker_process_init; {started}"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=True, env=os.environ | told, start_new_session=True,
    )  # fmt: skip
    own, *shared = run.stdout.splitlines()
    assert int(own) == min(os.nice(0) + niceness, 19)
    assert all(line.endswith(f" nice {own}") for line in shared)


def test_the_pages_are_served_by_several_processes_with_several_threads_as_the_handbook_says(monkeypatch):
    def of(**told):
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        return runpy.run_module("electioncycle.operations.web_server")

    monkeypatch.setattr(os, "sched_getaffinity", lambda process: range(2))
    served = of(DATABASE_URL="")
    assert (served["workers"], served["threads"]) == (2, 4), "writers of SQLite queue: more processes only wait"
    assert of(DATABASE_URL="postgres://site@db/site")["workers"] == 4
    for many, most in ((6, 10), (16, 16)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda process, many=many: range(many))
        assert of()["workers"] == most, "and still no more connections than PostgreSQL gives as it comes"
    assert [of(WEB_WORKERS="5", WEB_THREADS="1")[name] for name in ("workers", "threads")] == [5, 1]
    web = next(child for child in processes.processes(port=0) if child.name == "web")
    told = "gunicorn --config python:electioncycle.operations.web_server"
    assert told in " ".join(web.command)
    assert told in (settings.BASE_DIR / "docs" / "operations.md").read_text()
