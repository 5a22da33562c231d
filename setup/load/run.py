"""``make load``: how many people hold out on PostgreSQL and two cores, here and at an older commit in the same run.

Each edition gets a site of its own (PostgreSQL, Redis, web, worker, 600 villages), one after another so that they do
not share the machine, with and without a county being printed meanwhile. The number of people grows until lists or
saves are slower than they may be. What came of it stands in ``docs/load.md``, after each number of people.
``--part day`` is a measurement of its own (``day.py``), under a heading of its own there.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
LOCUST = str(ROOT / ".venv" / "bin" / "locust")
PAGE = ROOT / "docs" / "load.md"
BASE = "a3b0468"
"""The edition this one is measured against."""
STEPS = (5, 10, 20, 40, 60, 80, 120, 160, 200, 250)
MOST = {"list": 500, "save": 800}
"""Milliseconds within which 95 of 100 must be answered for a step to hold."""
COUNTY = "990101"
THE_DAY = "\n## The day of all votes\n"
"""What stands below it on the page is written by ``day.py``."""
WARM = (20, 60)
"""So many people go through their acts for so many seconds before anything is measured, one in each township of the
county: what a page works out when it is asked for the first time after the county was made belongs to no day's load."""
ARRIVE = 1
"""So many people come each second, open the lists they work with and take a workbook along; all are there before it is
measured. All of them at once would be a load of its own, which is over before anybody has done what is counted."""
TRIES = 2
"""Of ten people's sixty lists three are the slowest five in a hundred: chance is given one time more."""
LEAD = 15
"""Seconds a print is given to be under way before people are measured."""
HEAD = """# Load

`make load` measures how many people a site of 600 villages carries on two cores with PostgreSQL: of 100 acts 60 read
lists and details, 25 save, 5 import, 5 export, 5 print, with 5 to 10 seconds between two acts. A number holds when 95
of 100 lists come within 500 ms, 95 of 100 saves within 800 ms, and nothing fails; one that does not is tried once more.
People come one a second and open their lists; from the last one's coming on it is measured. The older edition stands in
the same run on the same machine, so that only the ratio says something.

"""
COLUMNS = (
    "| edition | county printed meanwhile | people | acts | lists p50 · p95 | saves p50 · p95 | details p95 "
    "| exports p95 | prints p95 | failed | holds |\n|---|---|---|---|---|---|---|---|---|---|---|\n"
)


@dataclass
class Step:
    """One number of people on one site for a while; times in milliseconds."""

    edition: str
    printing: bool
    people: int
    kinds: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def failed(self) -> int:
        return sum(one["failed"] for one in self.kinds.values()) + len(self.errors)

    @property
    def holds(self) -> bool:
        answered = all(self.p("p95", kind) <= most for kind, most in MOST.items())
        return bool(self.kinds) and answered and not self.failed

    def p(self, which: str, kind: str) -> float:
        return float(self.kinds.get(kind, {}).get(which, 0))

    def as_row(self) -> str:
        pairs = [f"{self.p('p50', kind):.0f} · {self.p('p95', kind):.0f}" for kind in MOST]
        others = [f"{self.p('p95', kind):.0f}" for kind in ("detail", "export", "print")]
        acts = sum(one["count"] for one in self.kinds.values())
        told = [self.edition, "yes" if self.printing else "no", str(self.people), str(acts), *pairs, *others]
        return f"| {' | '.join([*told, str(self.failed), 'yes' if self.holds else 'no'])} |\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def quietly(*words: str | Path) -> None:
    """Run it as the owner of a database server, who is not root."""
    owner = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    subprocess.run([*owner, *words], check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextlib.contextmanager
def servers(folder: Path) -> Iterator[dict[str, str]]:
    """A private PostgreSQL and Redis with their usual safety; yields what the site needs to know of them."""
    bindir = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    folder.chmod(0o755)
    data, port = folder / "postgres", free_port()
    control = (bindir / "pg_ctl", "-D", data, "-w", "-l", folder / "postgres.log")
    quietly(bindir / "initdb", "-D", data, "-U", "electioncycle", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    quietly(*control, "-o", f"-c listen_addresses='' -c unix_socket_directories='{folder}'", "start")
    redis = subprocess.Popen(
        ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", folder],
        stdout=subprocess.DEVNULL,
    )
    try:
        quietly(bindir / "createdb", "-h", folder, "-U", "electioncycle", "site")
        yield {
            "DATABASE_URL": f"postgres://electioncycle@{str(folder).replace('/', '%2F')}/site",
            "REDIS_URL": f"redis://127.0.0.1:{port}/0",
        }
    finally:
        redis.terminate()
        redis.wait()
        quietly(*control, "-m", "immediate", "stop")


@contextlib.contextmanager
def checkout(commit: str) -> Iterator[Path]:
    """The files of an older commit, with this one's packages."""
    with tempfile.TemporaryDirectory(prefix="load-base-") as folder:
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
        yield Path(folder)


@dataclass
class Site:
    """A site being served."""

    edition: str
    root: Path
    folder: Path
    env: dict[str, str]
    port: int
    villages: int

    def manage(self, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([PYTHON, "manage.py", *words], cwd=self.root, env=self.env | more.pop("env", {}),
                              capture_output=True, text=True, check=False, **more)  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{self.edition}: {words[0]} ended with {done.returncode}\n{done.stderr[-2000:]}")
        return done

    def prepare(self, people: int) -> None:
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_demo", "--villages", str(self.villages))
        told = self.manage("shell", env={"PEOPLE": str(people)}, input=(HERE / "people.py").read_text())
        (self.folder / "people.json").write_text(told.stdout.strip().splitlines()[-1])

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        with self._process("serve", "manage.py", "serve") as process:
            until = time.monotonic() + 120
            while time.monotonic() < until and process.poll() is None:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                    break
                time.sleep(0.5)
            yield

    @contextlib.contextmanager
    def printing(self) -> Iterator[None]:
        """The whole county printed anew by the worker, over and over."""
        command = [PYTHON, "manage.py", "build_reports", "--area", COUNTY, "--force", "--out", f"{self.folder}/reports"]
        again = f"import subprocess\nwhile True: subprocess.run({command}, check=False)"
        with self._process("print", "-c", again):
            time.sleep(LEAD)
            yield

    @contextlib.contextmanager
    def _process(self, name: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen([PYTHON, *words], cwd=self.root, env=self.env, stdout=log, stderr=log,
                                       start_new_session=True)  # fmt: skip
            try:
                yield process
            finally:
                os.killpg(process.pid, signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(40)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    def step(self, people: int, seconds: int, *, printing: bool) -> Step:
        told = self.folder / "told.jsonl"
        told.unlink(missing_ok=True)
        env = self.env | {"LOAD_PEOPLE": str(self.folder / "people.json"), "LOAD_TOLD": str(told)}
        command = [
            LOCUST, "-f", str(HERE / "office.py"), "--headless", "--only-summary", "--reset-stats",
            "--users", str(people), "--spawn-rate", str(ARRIVE), "--run-time", f"{seconds + people // ARRIVE}s",
            "--host", f"http://127.0.0.1:{self.port}",
        ]  # fmt: skip
        with (self.folder / "locust.log").open("ab") as log:
            subprocess.run(command, env=env, cwd=self.folder, check=False, stdout=log, stderr=log)
        lines = [json.loads(line) for line in told.read_text().splitlines()] if told.exists() else []
        kinds = {line["kind"]: line for line in lines if "kind" in line}
        errors = [line["error"] for line in lines if "error" in line]
        return Step(self.edition, printing, people, kinds, errors)


@contextlib.contextmanager
def site(edition: str, root: Path, villages: int, people: int, kind: type[Any] = Site) -> Iterator[Any]:
    with tempfile.TemporaryDirectory(prefix="load-site-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        (folder / "servers").mkdir()
        (folder / "data").mkdir(mode=0o700)
        folder.chmod(0o755)
        (folder / "data" / "fonts").symlink_to((ROOT / "var" / "fonts").resolve())
        port = free_port()
        keys = {key: f"load-{key.lower()}" for key in ("SECRET_KEY", "PII_KEY", "AUDIT_KEY")}
        known = {"DATA_DIR": f"{name}/data", "PORT": str(port), "HTTPS": "0", "PYTHONPYCACHEPREFIX": f"{name}/compiled"}
        env = dict(os.environ) | stack.enter_context(servers(folder / "servers")) | keys | known
        one = kind(edition, root, folder, env, port, villages)
        one.prepare(people)
        with one.serving():
            yield one


def climb(one: Site, steps: list[int], seconds: int, *, printing: bool) -> Iterator[Step]:
    """More people until a number does not hold in any of its ``TRIES``; that one is the last."""
    with one.printing() if printing else contextlib.nullcontext():
        for people in steps:
            for _ in range(TRIES):
                step = one.step(people, seconds, printing=printing)
                print(step.as_row(), *step.errors[:5], sep="\n  ", end="", flush=True)
                yield step
                if step.holds:
                    break
            else:
                return


def page(done: list[Step], command: str) -> str:
    rows = "".join(step.as_row() for step in done)
    day = f"{datetime.now().astimezone():%Y-%m-%d}"
    held: dict[tuple[str, bool], int] = {}
    for step in done:
        held[step.edition, step.printing] = max(
            held.get((step.edition, step.printing), 0), step.people if step.holds else 0
        )
    kept = "".join(f"- {name}{', beside a print' if printing else ''}: {most} people\n"
                   for (name, printing), most in held.items())  # fmt: skip
    _, heading, other = PAGE.read_text().partition(THE_DAY)
    return f"{HEAD}{day}, `{command}`:\n\n{kept}\n{COLUMNS}{rows}{heading}{other}"


def main() -> int:
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--part", choices=("people", "day"), default="people")
    chosen, rest = first.parse_known_args()
    if chosen.part == "day":
        return subprocess.run([sys.executable, str(HERE / "day.py"), *rest], check=False).returncode
    parser = argparse.ArgumentParser(description=__doc__, parents=[first])
    parser.add_argument("--villages", type=int, default=600)
    parser.add_argument("--seconds", type=int, default=60, help="how long each number of people is measured")
    parser.add_argument("--people", default=",".join(map(str, STEPS)), help="the numbers tried, smallest first")
    parser.add_argument("--base", default=BASE, help="the commit to compare with; empty for none")
    options = parser.parse_args()
    steps, done = [int(one) for one in options.people.split(",")], []
    command = f"make load ARGS='{' '.join(sys.argv[1:])}'" if sys.argv[1:] else "make load"
    with contextlib.ExitStack() as stack:
        editions = {"now": ROOT}
        if options.base:
            editions = {options.base: stack.enter_context(checkout(options.base))} | editions
        for edition, root in editions.items():
            print(f"{edition}: setting up a county of {options.villages} villages …", flush=True)
            with site(edition, root, options.villages, max(steps)) as one:
                one.step(*WARM, printing=False)
                for printing in (False, True):
                    for step in climb(one, steps, options.seconds, printing=printing):
                        done.append(step)
                        PAGE.write_text(page(done, command))
    return 0


if __name__ == "__main__":
    sys.exit(main())
