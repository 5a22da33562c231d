"""The measured first start: typefaces and an empty database, in processor time of the processes that do it."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings

ROUNDS = 3


def start(size: int, *, told: Callable[..., None]) -> None:
    """Typefaces into an empty store, then for a second data folder; a database at once, then migration by migration."""
    with tempfile.TemporaryDirectory(prefix="bench-start-") as name:
        folder = Path(name)
        told("typefaces", 7, _seconds(folder / "first", folder, "setup/fonts.py"))
        told("typefaces_again", 7, _seconds(folder / "second", folder, "setup/fonts.py"))
        for bench, words in (("migrate", ()), ("migrate_step_by_step", ("--step-by-step",))):
            command = ("manage.py", "migrate", "--verbosity", "0", *words)
            rounds = [_seconds(folder / f"{bench}-{number}", folder, *command) for number in range(ROUNDS)]
            told(bench, 1, median(rounds), spread=[round(min(rounds), 2), round(max(rounds), 2)])


def _seconds(data: Path, store: Path, *words: str) -> float:
    """Processor time of a command in an empty data folder, whatever else the machine does meanwhile."""
    data.mkdir(mode=0o700)
    if words[0] == "manage.py":
        (data / "fonts").symlink_to(settings.PRINT_FONTS)
    kept: dict[str, Any] = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    environment = kept | {"DATA_DIR": str(data), "TYPEFACE_STORE": str(store / "typefaces")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], cwd=settings.BASE_DIR, env=environment, check=True, stdout=sys.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
