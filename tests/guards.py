"""A guard says how much it looked at, and fails when that falls: one that looks at nothing finds nothing."""

import json
import os
from collections.abc import Sized
from pathlib import Path

WHOLE = os.environ.get("CRAWL") == "all"
"""Whether tests with a small edition go all the way, as ``make nightly`` does."""


def covered(what: str, seen: int | Sized, *, least: int) -> None:
    """Print it; ``make nightly`` collects what is written to the file ``COVERED`` names."""
    count = seen if isinstance(seen, int) else len(seen)
    print(f"{what}: {count}")
    if path := os.environ.get("COVERED"):
        with Path(path).open("a") as file:
            file.write(json.dumps({"what": what, "count": count}, ensure_ascii=False) + "\n")
    assert count >= least, f"{what}: looked at {count}, at least {least} are expected"
