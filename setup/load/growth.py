"""``make growth``: what lists, searches and details cost with 34,000 villages, beside what they cost with 600.

A private PostgreSQL, a made-up county, multiplied; the same requests at both sizes, in processor time of the program
and of the database. Printed as the table that stands in ``docs/performance.md``, with the plan of a search. It takes
hours and nobody watches: each step is told as it begins, and after each turn what is known so far stands in a file.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from operator import itemgetter
from pathlib import Path
from typing import Any

import psycopg
from run import PYTHON, ROOT, servers

SMALL, LARGE = 600, 34_000
ROUNDS = 3
TOLD = ROOT / "var" / "growth.md"
HEAD = (
    "| page | {0} villages: ms | of these the database | queries | rows"
    " | {1} villages: ms | the database | queries | rows | ratio |"
)
SHOWN = ("ms", "database_ms", "queries", "rows")
UNLIKE = "—"
"""In place of a ratio where the two answers have not the same number of rows: more rows cost more at any size."""


def step(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def measured(env: dict[str, str], villages: int) -> dict[str, dict[str, Any]]:
    step(f"pages of {villages} villages")
    told = manage(env, "bench", "--part", "growth", "--size", str(villages))
    return {line["bench"]: line for line in map(json.loads, told.splitlines())}


def middle(rounds: list[dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Of several rounds the one in the middle, page by page."""
    return {
        name: sorted((one[name] for one in rounds), key=itemgetter("seconds"))[len(rounds) // 2] for name in rounds[0]
    }


def second_database(folder: Path) -> None:
    """``large`` begins as what ``site`` is now."""
    with psycopg.connect(host=str(folder), user="electioncycle", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE large TEMPLATE site")


def manage(env: dict[str, str], *words: str) -> str:
    done = subprocess.run([PYTHON, "manage.py", *words], cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def table(small: dict[str, Any], large: dict[str, Any], sizes: tuple[int, int]) -> str:
    lines = [HEAD.format(*sizes), "|---" * (2 + 2 * len(SHOWN)) + "|"]
    for name, before in small.items():
        if name != "plan":
            after = large[name]
            ratio = f"{after['ms'] / before['ms']:.2f}" if after["rows"] == before["rows"] else UNLIKE
            cells = [name, *(one[key] for one in (before, after) for key in SHOWN), ratio]
            lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def sites(env: dict[str, str], folder: Path, sizes: tuple[int, int]) -> list[dict[str, str]]:
    """Both counties in the one PostgreSQL: how each is reached, once it has its villages."""
    step("a county of 40 villages")
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "load_demo", "--villages", "40", "--townships", "1")
    second_database(folder)
    both = [env, env | {"DATABASE_URL": env["DATABASE_URL"].replace("/site", "/large")}]
    for one, size in zip(both, sizes, strict=True):
        step(f"multiplied to {size}")
        manage(one, "bench", "--part", "grow", "--size", str(size))
    return both


def report(turns: list[list[dict[str, dict[str, Any]]]], sizes: tuple[int, int]) -> str:
    small, large = (middle(list(rounds)) for rounds in zip(*turns, strict=True))
    return "\n".join([table(small, large, sizes), "", *large["plan"]["plan"], ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=SMALL)
    parser.add_argument("--large", type=int, default=LARGE)
    parser.add_argument("--told", type=Path, default=TOLD, help="where the table stands after each turn")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # the servers end with it
    sizes, turns = (options.small, options.large), []
    folders = (tempfile.TemporaryDirectory(prefix="growth-") for _ in range(2))
    with contextlib.ExitStack() as stack:
        name, data = (stack.enter_context(folder) for folder in folders)
        keys = {key: f"growth-{key.lower()}" for key in ("SECRET_KEY", "PII_KEY", "AUDIT_KEY")}
        env = dict(os.environ) | stack.enter_context(servers(Path(name))) | keys | {"DATA_DIR": data, "HTTPS": "0"}
        both = sites(env, Path(name), sizes)
        for _ in range(ROUNDS):  # turn by turn, so that both sizes find the machine equally busy
            turns.append([measured(site, size) for site, size in zip(both, sizes, strict=True)])
            options.told.write_text(report(turns, sizes))
    print(report(turns, sizes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
