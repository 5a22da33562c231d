"""Breaks the guards of ``sabotages.py`` one by one in a copy of the project; the tests that name each must fail.

A guard within a function is broken in a process that has the project loaded (``broken_code``); any other, and one that
is not noticed there, in the files of the copy. First all those tests must pass unbroken, or their failing would say
nothing. One argument limits it to the guards whose sentence holds that text.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import IO, cast

from sabotages import SABOTAGES, Sabotage

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = (".venv", ".git", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")
PROCESSES = int(os.environ.get("TEST_PROCESSES", "2"))
FAILED_TESTS = 1
"""How pytest ends when tests failed; any other end means that they did not even run."""
SECONDS, SECONDS_UNBROKEN = 240, 900


def sources(root: Path) -> dict[Path, str]:
    """The Python source of the apps and of their triggers; tests and what is set up beside them break nothing."""
    apps = [path.parent for path in root.glob("*/apps.py")] + [path.parent for path in root.glob("*/models")]
    folders = {root / "electioncycle", *apps, *(path.parent for path in root.glob("*/models.py"))}
    found = (
        path
        for folder in folders
        for path in folder.rglob("*.py")
        if "migrations" not in path.parts or "trigger" in path.stem
    )
    return {path: path.read_text() for path in found}


def place_of(one: Sabotage, texts: dict[Path, str]) -> Path:
    """The one file that holds the text, once. Raises LookupError when the list is out of date."""
    places = [path for path, text in texts.items() if one.old in text]
    if len(places) != 1 or texts[places[0]].count(one.old) != 1:
        raise LookupError(f"“{one.what}”: its text stands in {len(places)} files; declare it anew in sabotages.py")
    return places[0]


def broken(one: Sabotage, texts: dict[Path, str]) -> str:
    return texts[place_of(one, texts)].replace(one.old, one.new)


class Copy:
    """A copy of the project in which one guard at a time is broken."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        shutil.copytree(ROOT, self.root, ignore=shutil.ignore_patterns(*NOT_COPIED, ".*"))
        (self.root / ".venv").symlink_to((ROOT / ".venv").resolve())
        self.compiled, self.second = folder / "compiled", int(time.time())
        self.data = folder / "data"
        self.data.mkdir(mode=0o700)
        (self.data / "fonts").symlink_to((ROOT / "var" / "fonts").resolve())
        self.texts = sources(self.root)

    @property
    def env(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL", "COVERED")}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        return kept | {"DATA_DIR": str(self.data), "PYTHONPYCACHEPREFIX": str(self.compiled)}

    def run(self, tests: tuple[str, ...], seconds: int = SECONDS) -> tuple[int, str]:
        command = [".venv/bin/python", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist"]
        try:
            done = subprocess.run(
                [*command, *(f"tests/{name}" for name in tests)],
                cwd=self.root, env=self.env, capture_output=True, text=True, check=False, timeout=seconds,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return -1, f"not done in {seconds} seconds"
        return done.returncode, (done.stdout + done.stderr)[-1500:]

    def load(self) -> None:
        """Has the project loaded, unbroken, for ``run_loaded``."""
        self.loaded = subprocess.Popen(
            [".venv/bin/python", str(ROOT / "setup" / "broken_code.py")],
            cwd=self.root, env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.asks, self.answers = cast("IO[str]", self.loaded.stdin), cast("IO[str]", self.loaded.stdout)

    def run_loaded(self, one: Sabotage) -> tuple[int | None, str]:
        """As ``run`` ends; None where the guard is broken only by loading the project anew."""
        tests = [f"tests/{name}" for name in one.tests]
        asked = {"path": str(place_of(one, self.texts)), "source": broken(one, self.texts), "tests": tests}
        print(json.dumps(asked | {"seconds": SECONDS}), file=self.asks, flush=True)
        told = json.loads(self.answers.readline())
        return told["code"], told["said"]

    def end(self) -> None:
        self.asks.close()
        self.loaded.wait()

    @contextlib.contextmanager
    def with_broken(self, one: Sabotage) -> Iterator[None]:
        path = place_of(one, self.texts)
        self._write(path, broken(one, self.texts))
        try:
            yield
        finally:
            self._write(path, self.texts[path])

    def _write(self, path: Path, text: str) -> None:
        """What is compiled knows its source by size and second: each text gets a second of its own."""
        self.second += 1
        path.write_text(text)
        os.utime(path, (self.second, self.second))


def try_one(one: Sabotage, copies: "SimpleQueue[Copy]") -> str:
    """Why this guard is not held by the tests that name it; empty when it is."""
    copy = copies.get()
    begun = time.monotonic()
    try:
        code, said = copy.run_loaded(one)
        if code != FAILED_TESTS:
            with copy.with_broken(one):
                code, said = copy.run(one.tests)
    finally:
        copies.put(copy)
    noticed = code == FAILED_TESTS
    print(f"{'✓' if noticed else '✗'} {one.what} ({time.monotonic() - begun:.0f} s)", flush=True)
    return "" if noticed else f"{one.what}: {' '.join(one.tests)} ended with {code}\n{said}"


def main(wanted: str = "") -> int:
    chosen = [one for one in SABOTAGES if wanted in one.what]
    texts = sources(ROOT)
    for one in chosen:
        place_of(one, texts)
    with tempfile.TemporaryDirectory(prefix="sabotage-") as folder, ThreadPoolExecutor(PROCESSES) as pool:
        copies: SimpleQueue[Copy] = SimpleQueue()
        made = [Copy(Path(folder, str(number))) for number in range(PROCESSES)]
        named = sorted({name for one in chosen for name in one.tests})
        halves = [tuple(named[number::PROCESSES]) for number in range(PROCESSES)]
        for code, said in pool.map(
            lambda copy, tests: copy.run(tests, SECONDS_UNBROKEN) if tests else (0, ""), made, halves
        ):
            if code:
                print(f"unbroken, the tests do not pass:\n{said}", file=sys.stderr)
                return 2
        for copy in made:
            copy.load()
            copies.put(copy)
        faults = [fault for fault in pool.map(lambda one: try_one(one, copies), chosen) if fault]
        for copy in made:
            copy.end()
    print(f"{len(chosen)} guards broken, {len(chosen) - len(faults)} noticed")
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
