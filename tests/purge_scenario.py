"""Run by a test with a DATA_DIR of its own: a site from before, what stands open in it, and what a purge leaves of it.

Looked for in every file of the folder are names and remarks, which stand in the database in plain; all the while
another connection holds the log open, as the web processes do.
"""

import json
import os
import sqlite3
import stat
import sys
from datetime import date
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "electioncycle.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from electioncycle.operations import supervisor  # noqa: E402
from electioncycle.records import history  # noqa: E402
from electioncycle.roles import Role  # noqa: E402
from electioncycle.security import freed_pages, private_files  # noqa: E402
from tests import factories  # noqa: E402
from tests.searching import found  # noqa: E402
from villages.models import Cycle  # noqa: E402
from villages.services import retention  # noqa: E402

NAMES = [f"周离任{n:03d}" for n in range(60)]
REMARKS = [f"{name}的备注" * 20 for name in NAMES]
EARLIER = "从前删掉的名字"


def open_to_others() -> list[str]:
    """Whatever in the folder somebody besides its owner may read, write or enter."""
    paths = [settings.DATA_DIR, *settings.DATA_DIR.rglob("*")]
    mode = {path: path.lstat().st_mode for path in paths}
    return sorted(
        str(path.relative_to(settings.DATA_DIR))
        for path in paths
        if stat.S_IMODE(mode[path]) & 0o077 and not stat.S_ISLNK(mode[path])
    )


def in_files() -> int:
    return len(found([*NAMES, *REMARKS], settings.DATA_DIR))


def an_earlier_site() -> None:
    """As a version before this one left it: open to the machine, with deleted rows in its freed pages."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
        cursor.execute("CREATE TABLE earlier (words TEXT)")
        cursor.executemany("INSERT INTO earlier VALUES (%s)", [(EARLIER * 100,)] * 50)
        cursor.execute("DROP TABLE earlier")
    freed_pages.empty_log()
    connection.close()
    for folder in ("log", "run", "media", "audit", "backups"):
        Path(settings.DATA_DIR / folder).mkdir(exist_ok=True)
        Path(settings.DATA_DIR / folder / "earlier.log").write_text("earlier")
    for path in (settings.DATA_DIR, *settings.DATA_DIR.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def purge() -> None:
    """A closed cycle with sixty members whose time is over."""
    village = factories.make_village("青山村", factories.make_township("东河镇"))
    county = village.township.parent
    for name, remark in zip(NAMES, REMARKS, strict=True):
        history.record(factories.make_member(village, name, note=remark), by=factories.clerk())
    cycle = factories.cycle_for(village)
    following = factories.make_cycle(county, "2031年换届", "preparing", starts_on=date(2031, 1, 1))
    Cycle.objects.filter(pk=following.pk).update(previous=cycle)
    Cycle.objects.filter(pk=cycle.pk).update(state="closed", closed_on=date(2020, 1, 1))
    told["before"] = in_files()
    one, two = (factories.make_user(Role.COUNTY_ADMIN, county) for _ in range(2))
    cycle.refresh_from_db()
    retention.ask_purge(cycle, by=one, reason="保存期限届满")
    retention.purge(cycle, by=two)
    told["after"] = in_files()


told: dict = {}
os.umask(0o022)
an_earlier_site()
told["open_before"] = len(open_to_others())
told["earlier_before"] = len(found([EARLIER], settings.DATA_DIR))
private_files.start_privately(settings.DATA_DIR)
supervisor.prepare()
reader = sqlite3.connect(settings.DATABASE_FILE)
reader.execute("SELECT COUNT(*) FROM villages_village").fetchone()
told["open"] = open_to_others()
told["earlier"] = len(found([EARLIER], settings.DATA_DIR))
purge()
default_storage.save("attachments/new/scan.pdf", ContentFile(b"x"))
told["open_later"] = open_to_others()
told["log"] = settings.DATABASE_FILE.with_name(settings.DATABASE_FILE.name + "-wal").exists()
reader.close()
sys.stdout.write(json.dumps(told))
