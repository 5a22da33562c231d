"""The blocks of ``docs/adding-a-ledger.md`` make a ledger that keeps every promise; a sabotaged one does not."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGE = ROOT / "docs" / "adding-a-ledger.md"
SETTINGS = """
from electioncycle.settings import *
INSTALLED_APPS = [*INSTALLED_APPS, "noticeboards"]
"""
CONFTEST = """
from tests.conftest import *
from tests.factories import BUILDERS, clerk, cycle_for, record
from noticeboards.models import NoticeBoard
"""
SABOTAGE = """

class Everything(models.Manager):
    def visible_to(self, user):
        return self.get_queryset()


NoticeBoard.objects = Everything()
NoticeBoard.objects.contribute_to_class(NoticeBoard, "objects")
"""


def blocks() -> dict[str, str]:
    found = re.findall(r"```python\n# (\S+)\n(.*?)```", PAGE.read_text(), re.S)
    return dict(found)


def lay_out(folder: Path, *, sabotaged: bool = False) -> None:
    app = folder / "noticeboards"
    (app / "migrations").mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "migrations" / "__init__.py").touch()
    body = blocks()
    (app / "models.py").write_text(body["noticeboards/models.py"] + (SABOTAGE if sabotaged else ""))
    (app / "ledger.py").write_text(body["noticeboards/ledger.py"])
    (folder / "site_settings.py").write_text(SETTINGS)
    (folder / "conftest.py").write_text(CONFTEST + body["builder"])
    (folder / "test_promises.py").write_text("from tests.test_every_ledger import *\n")


def run(folder: Path, *command: str) -> subprocess.CompletedProcess:
    env = {
        **os.environ,
        "PYTHONPATH": f"{folder}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "site_settings",
        "DATA_DIR": str(folder / "data"),
    }
    return subprocess.run([sys.executable, *command], cwd=folder, env=env, capture_output=True, text=True, timeout=300)


def promises(folder: Path, *more: str) -> subprocess.CompletedProcess:
    return run(
        folder,
        "-m",
        "pytest",
        "-q",
        "-k",
        "noticeboard",
        "--ds=site_settings",
        "-p",
        "no:cacheprovider",
        "--nomigrations",
        "-c",
        "/dev/null",
        "--rootdir",
        str(folder),
        "test_promises.py",
        *more,
    )


@pytest.mark.slow
def test_the_documented_ledger_keeps_every_promise_and_a_sabotaged_one_does_not(tmp_path):
    lines = sum(len(body.strip().splitlines()) for body in blocks().values())
    assert lines <= 75
    good, bad = tmp_path / "good", tmp_path / "bad"
    lay_out(good)
    made = run(good, str(ROOT / "manage.py"), "makemigrations", "noticeboards")
    assert made.returncode == 0, made.stderr
    assert (good / "noticeboards" / "migrations" / "0001_initial.py").exists()
    kept = promises(good)
    assert kept.returncode == 0, kept.stdout[-3000:]
    assert re.search(r"\b1\d passed|\b2\d passed", kept.stdout)
    lay_out(bad, sabotaged=True)
    broken = promises(bad, "-x")
    assert broken.returncode == 1, broken.stdout[-3000:]
    assert "FAILED" in broken.stdout
