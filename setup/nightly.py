"""``make nightly``: what takes too long for every change, part by part, each with its own time limit.

Arguments name parts (all without any). A part that came through on this very commit is not run again, so that a run
which was stopped goes on where it was; a part named as argument always is. What came of each part last is kept in
``var/nightly`` and written as a table to ``docs/nightly.md``.
"""

import contextlib
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
STATE = ROOT / "var" / "nightly"
PAGE = ROOT / "docs" / "nightly.md"
MOST_MINUTES = 75
PASSED = "passed"
HEAD = """# Nightly

`make nightly` runs what takes too long for every change, at most 75 minutes on two cores. It is run at the end of
every issue, and what came of it last stands here. `make nightly PART=crawl` runs one part. Stopped, it goes on with
the parts that have not yet come through on the same commit.

| part | what it does | limit |
|---|---|---|
"""
COLUMNS = "| day | commit | part | covered | seconds | result |\n|---|---|---|---|---|---|\n"


@dataclass(frozen=True)
class Part:
    """Commands run one after another in a data folder of their own; the first that fails ends the part."""

    name: str
    what: str
    minutes: int
    commands: tuple[tuple[str, ...], ...]
    sizes: dict[str, str] = field(default_factory=dict)


def tests(*words: str) -> tuple[tuple[str, ...], ...]:
    processes = ("--numprocesses", os.environ.get("TEST_PROCESSES", "2"))
    return ((PYTHON, "-m", "pytest", "-q", "-rfE", *processes, "--dist", "worksteal", *words),)


def command(*words: str) -> tuple[str, ...]:
    return (PYTHON, "manage.py", *words)


MACHINES = tuple(f"tests/test_{name}_machine.py" for name in ("workflow", "gate", "review", "election"))
PARTS = (
    Part("storm", "400 mutated workbooks, marked copies included", 7, tests("tests/test_storm.py"), {"STORM": "400"}),
    Part("tree", "the demo county's areas hang together, every state of a ledger stands there", 2,
         (command("migrate", "--verbosity", "0"), command("load_demo"), command("check_tree"),
          command("check_states"))),
    Part("machines", "2,000 steps through each procedure", 6, tests(*MACHINES), {"STEPS": "2000"}),
    Part("crawl", "every role reads everything in three townships", 16,
         tests("tests/test_territory.py", "--numprocesses", "0"), {"CRAWL": "all"}),  # it makes its own two
    Part("pages", "forms of seven roles; an older site; nobody sees what the first of two typed; 20 type at once", 8,
         tests("tests/test_post_forms.py", "tests/test_older_sites.py", "tests/test_sheet_sealed.py",
               "tests/test_four_eyes.py", "-m", "slow and not postgres"), {"CRAWL": "all", "TYPISTS": "20"}),
    Part("figures", "lists, dashboard, minutes and exports count the same", 4, tests("tests/test_same_figures.py"),
         {"EXAMPLES": "60"}),
    Part("looks", "every page of every role by axe-core, measured in four widths, with pictures", 18,
         tests("tests/browser/test_looks.py", "-k", "every_page"), {"CRAWL": "all"}),
    Part("sabotage", "guards broken one by one, each noticed by the tests that name it", 14,
         ((PYTHON, "setup/sabotage.py"),)),
)  # fmt: skip


@dataclass
class Outcome:
    """What came of a part: on which commit, when, what it covered, how long it took."""

    part: str
    commit: str
    day: str
    covered: str
    seconds: int
    result: str


def commit() -> str:
    """The commit, with a mark of what was changed since; the page written here does not count."""

    def said(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    changed = said("diff", "HEAD", "--", ".", f":!{PAGE.relative_to(ROOT)}")
    changed += said("ls-files", "--others", "--exclude-standard")
    mark = f"+{hashlib.sha256(changed.encode()).hexdigest()[:6]}" if changed.strip() else ""
    return said("rev-parse", "--short=9", "HEAD").strip() + mark


def remembered(part: Part) -> Outcome | None:
    try:
        return Outcome(**json.loads((STATE / f"{part.name}.json").read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def remember(one: Outcome) -> None:
    STATE.mkdir(parents=True, exist_ok=True)
    (STATE / f"{one.part}.json").write_text(json.dumps(asdict(one), ensure_ascii=False))


def run(part: Part, at: str) -> Outcome:
    """Run one part and everything it starts for as long as it may take."""
    STATE.mkdir(parents=True, exist_ok=True)
    log, begun = STATE / f"{part.name}.log", time.monotonic()
    with tempfile.TemporaryDirectory(prefix="nightly-") as folder, log.open("w") as out:
        kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        seen = Path(folder, "covered.jsonl")
        Path(folder, "data").mkdir(mode=0o700)
        Path(folder, "data", "fonts").symlink_to((ROOT / "var" / "fonts").resolve())
        env = kept | part.sizes | {"DATA_DIR": f"{folder}/data", "COVERED": str(seen)}
        result = _each(part, env, out)
        covered = told(seen.read_text().splitlines() if seen.exists() else [], log.read_text())
    seconds = round(time.monotonic() - begun)
    return Outcome(part.name, at, f"{datetime.now().astimezone():%Y-%m-%d}", covered, seconds, result)


def _each(part: Part, env: dict[str, str], out: IO[str]) -> str:
    until = time.monotonic() + part.minutes * 60
    for words in part.commands:
        process = subprocess.Popen(
            words, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            code = process.wait(max(until - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            return f"not done in {part.minutes} minutes"
        finally:
            _end(process)
        if code:
            return f"failed ({' '.join(words[1:3])} ended with {code})"
    return PASSED


def _end(process: subprocess.Popen) -> None:
    """And whatever it left running."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def told(covered: Iterable[str], log: str) -> str:
    """What the guards said they covered, else the last line that counts something."""
    lines = {f"{line['what']}: {line['count']:,}": None for line in map(json.loads, covered)}
    if lines:
        return "; ".join(lines)
    counted = [line.strip("= ") for line in log.splitlines() if re.search(r"\d", line)]
    return counted[-1][:160] if counted else ""


def page(outcomes: Iterable[Outcome]) -> str:
    parts = "".join(f"| `{part.name}` | {part.what} | {part.minutes} min |\n" for part in PARTS)
    cells = (
        [one.day, f"`{one.commit}`", f"`{one.part}`", one.covered, str(one.seconds), one.result] for one in outcomes
    )
    rows = "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in cells)
    return f"{HEAD}{parts}\n## Last output\n\n{COLUMNS}{rows}"


def write_page() -> None:
    PAGE.write_text(page(one for part in PARTS if (one := remembered(part))))


def main(*named: str) -> int:
    if unknown := set(named) - {part.name for part in PARTS}:
        print(f"no such part: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    at, failed = commit(), []
    for part in PARTS:
        if named and part.name not in named:
            continue
        before = remembered(part)
        if not named and before and before.commit == at and before.result == PASSED:
            print(f"{part.name}: passed before on {at}", flush=True)
            continue
        print(f"{part.name}: {part.what} …", flush=True)
        one = run(part, at)
        remember(one)
        write_page()
        print(f"{part.name}: {one.result}, {one.seconds} s, {one.covered}", flush=True)
        if one.result != PASSED:
            failed.append(part.name)
            print(f"  see {STATE / part.name}.log", file=sys.stderr)
    write_page()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
