"""Landed migrations never change: their hashes stand in a list; ``--check`` compares, without it new ones are added.

Sites have run them: a migration edited afterwards leaves those sites with another schema than a fresh one, unseen.
"""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = "setup/migrations.sha256"


def on_disk(root: Path) -> dict[str, str]:
    """Path → hash of every migration of every app."""
    found = (path for path in root.glob("*/migrations/*.py") if path.name != "__init__.py")
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(found)}


def listed(root: Path) -> dict[str, str]:
    if not (root / LIST).exists():
        return {}
    lines = (root / LIST).read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split(maxsplit=1) for line in lines)}


def edited(root: Path) -> list[str]:
    """A sentence for each landed migration that is no longer what it was."""
    now = on_disk(root)
    return [
        f"{path} has {'changed' if path in now else 'vanished'}: put it back, and write a new migration instead"
        for path, digest in listed(root).items()
        if now.get(path) != digest
    ]


def missing(root: Path) -> list[str]:
    """A sentence for each migration that the list does not know."""
    return [f"{path} is not in {LIST}: run `make migrations`" for path in on_disk(root).keys() - listed(root).keys()]


def add(root: Path) -> None:
    """Take new migrations into the list; what stands in it stays."""
    lines = sorted((path, digest) for path, digest in (on_disk(root) | listed(root)).items())
    (root / LIST).write_text("".join(f"{digest}  {path}\n" for path, digest in lines), encoding="utf-8")


def main(root: Path, arguments: list[str]) -> int:
    faults = edited(root)
    if arguments == ["--check"]:
        faults += missing(root)
    elif not faults:
        add(root)
    for fault in faults:
        print(f"✗ {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(ROOT, sys.argv[1:]))
