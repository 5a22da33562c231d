"""Backup and restore: whole, sealed, proved, refused when anything is wrong, and the runbook's drill for real."""

import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import threading
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from accounts.models import User
from electioncycle import keys
from electioncycle.desk.inbox import Notice
from electioncycle.operations.backups import archive, daily, databases, making, restoring, schemas, sealed
from electioncycle.records.kept import Kept
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security import audit
from electioncycle.security.audit import AuditEvent, Event
from tests import factories

ROOT = Path(site.BASE_DIR)
NUMBER = factories.id_number()


@pytest.fixture(autouse=True)
def _backup_key(settings, tmp_path):
    settings.KEYS = replace(settings.KEYS, backup="only for tests")
    settings.BACKUP_DIR = tmp_path / "backups"


@pytest.fixture
def target(tmp_path):
    return tmp_path / "elsewhere" / "site.backup"


@pytest.fixture
def made(transactional_db, target):
    """A backup of a site with a row, a stored file and an anchored audit trail."""
    person = factories.make_person(id_number=NUMBER)
    default_storage.save("attachments/202611/scan.pdf.enc", ContentFile(b"sealed scan" * 1000))
    audit.record(Event.ADDED, by=factories.clerk(), row=person)
    making.make(target)
    return target


def unpacked(path, folder):
    with path.open("rb") as source:
        return archive.read(source, site.KEYS.backup, place=lambda name: folder / name)


def test_a_backup_holds_database_files_and_anchor_and_no_key(made, tmp_path):
    about, files = unpacked(made, tmp_path / "out")
    anchors = [name for name in files if name.startswith("audit/anchor")]
    assert len(anchors) == 1
    assert {"about.json", databases.member_name(), "media/attachments/202611/scan.pdf.enc", *anchors} == set(files)
    assert (tmp_path / "out/media/attachments/202611/scan.pdf.enc").read_bytes() == b"sealed scan" * 1000
    assert about["engine"] == connection.vendor
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    for secret in (site.KEYS.pii, site.KEYS.audit, site.KEYS.secret, site.KEYS.backup, NUMBER):
        assert secret.encode() not in everything
        assert secret.encode() not in made.read_bytes()
    assert "张建国".encode() not in made.read_bytes(), "the file is encrypted"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert AuditEvent.objects.filter(type=Event.BACKED_UP).count() == 1


def test_a_backup_does_without_what_pages_worked_out_and_the_site_keeps_it(transactional_db, target, tmp_path):
    Kept.objects.create(book="village 1", entries={"team": "words"}, made_on=timezone.localdate())
    Notice.objects.create(text="照样在备份里")
    making.make(target)
    assert Kept.objects.get().entries == {"team": "words"}
    unpacked(target, tmp_path / "out")
    copy = tmp_path / "out" / databases.member_name()
    if connection.vendor == "sqlite":
        everything = copy.read_bytes().decode("utf-8", "ignore")
    else:
        done = subprocess.run(["pg_restore", "--file=-", str(copy)], capture_output=True, text=True, check=True)
        everything = done.stdout
    assert "照样在备份里" in everything
    assert not any(words in everything for words in ("village 1", '{"team": "words"}'))


def test_nothing_but_the_backup_is_left_in_its_folder(made):
    assert [path.name for path in made.parent.iterdir()] == ["site.backup"]


def test_a_good_backup_is_examined_and_changes_nothing(made):
    before = sorted(str(path) for path in site.DATA_DIR.rglob("*"))
    assert restoring.examine(made)["audit_events"] == 1
    assert sorted(str(path) for path in site.DATA_DIR.rglob("*")) == before


def flip(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_a_damaged_file_is_refused(made, monkeypatch):
    data = made.read_bytes()
    assert restoring.examine(made)
    places = [10, 40, len(data) // 3, len(data) // 2, len(data) - 1]
    wrong = [flip(data, place) for place in places]
    wrong += [data[:-1], data[: len(data) // 2], data[:60], data + b"x", b"", b"PK\3\4", data[:12]]
    for content in wrong:
        made.write_bytes(content)
        with pytest.raises(Refused, match="没有恢复任何内容"):
            restoring.examine(made)
    made.unlink()
    with pytest.raises(Refused, match="读不到备份文件"):
        restoring.examine(made)


def test_chunks_cut_off_or_exchanged_are_found(made, monkeypatch, settings, target):
    """A small chunk size makes a file of many chunks; whole chunks are then removed and moved."""
    monkeypatch.setattr(sealed, "CHUNK", 512)
    making.make(target)
    data = target.read_bytes()
    start, step = len(data) % (512 + 16), 512 + 16
    head = data.index(b"}") + 1
    assert (len(data) - head) // step > 10
    chunks = [data[at : at + step] for at in range(head, len(data), step)]
    for order in (chunks[:-1], chunks[1:], [chunks[1], chunks[0], *chunks[2:]], [*chunks, chunks[-1]]):
        target.write_bytes(data[:head] + b"".join(order))
        with pytest.raises(Refused, match="损坏"):
            restoring.examine(target)
    target.write_bytes(data)
    assert restoring.examine(target)
    assert start >= 0


@pytest.mark.parametrize(
    "name, words", [("backup", "BACKUP_KEY"), ("pii", "PII_KEY"), ("audit", "AUDIT_KEY")], ids=lambda value: value
)
def test_another_key_and_a_missing_key_are_refused(made, settings, name, words):
    right = settings.KEYS
    settings.KEYS = replace(right, **{name: "another"})
    with pytest.raises(Refused, match=f"{words}.*没有恢复任何内容|没有恢复任何内容.*{words}"):
        restoring.restore(made)
    settings.KEYS = replace(right, **{name: ""})
    with pytest.raises(Refused, match=f"缺少.*{words}"):
        restoring.restore(made)
    settings.KEYS = right
    assert restoring.examine(made)


def test_no_key_is_made_up_for_a_restore(tmp_path, monkeypatch):
    for name in ("PII_KEY", "AUDIT_KEY", "BACKUP_KEY", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    found = keys.load_keys(tmp_path, may_create=True, restoring=True)
    assert (found.pii, found.audit, found.backup) == ("", "", "")
    assert not (tmp_path / "keys").exists()
    assert keys.load_keys(tmp_path, may_create=True).backup == (tmp_path / "keys" / "BACKUP_KEY").read_text()


def test_a_backup_of_a_newer_version_or_of_another_database_is_refused(transactional_db, target, monkeypatch):
    about = making.about()
    for changed, words in (
        ({"migrations": [*about["migrations"], "villages.0999_later"]}, "请先升级软件"),
        ({"engine": "oracle"}, "不能恢复"),
    ):
        monkeypatch.setattr(making, "about", lambda changed=changed: {**about, **changed})
        making.make(target)
        with pytest.raises(Refused, match=words):
            restoring.examine(target)
    monkeypatch.undo()
    monkeypatch.setattr(sealed, "FORMAT", 2)
    with target.open("wb") as file, archive.packed(file, site.KEYS.backup, {}, about):
        pass
    monkeypatch.setattr(sealed, "FORMAT", 1)
    with pytest.raises(Refused, match=r"格式2.*请先升级软件"):
        restoring.examine(target)


def test_a_failed_backup_leaves_the_former_one_as_it_was(made, monkeypatch):
    former = made.read_bytes()

    def broken(copy):
        raise Refused("数据库副本没有通过完整性检查。")

    monkeypatch.setattr(databases, "check", broken)
    with pytest.raises(Refused, match="完整性"):
        making.make(made)
    assert made.read_bytes() == former
    assert [path.name for path in made.parent.iterdir()] == ["site.backup"]
    monkeypatch.undo()
    with pytest.raises(Refused, match="备份没有写成"):
        making.make(Path("/proc/nowhere/site.backup"))


def test_a_broken_database_copy_is_noticed(tmp_path, transactional_db):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own check")
    copy = tmp_path / "copy.sqlite3"
    databases.dump(copy)
    databases.check(copy)
    data = bytearray(copy.read_bytes())
    data[8192:12288] = os.urandom(4096)
    copy.write_bytes(data)
    with pytest.raises(Refused, match="完整性检查"):
        databases.check(copy)


def test_a_running_service_is_a_reason_to_refuse(made):
    run = site.DATA_DIR / "run"
    run.mkdir()
    (run / "worker.pid").write_text(f"{os.getpid()}\n")
    before = sorted(str(path) for path in site.DATA_DIR.rglob("*"))
    with pytest.raises(Refused, match="服务 worker 正在运行"):
        restoring.restore(made)
    assert [path for path in before if "before-restore" in path] == []
    assert not list(site.DATA_DIR.glob("before-restore-*"))


# --- by itself, every day --------------------------------------------------------------------------------------------


def test_the_last_days_and_the_last_of_each_week_are_kept():
    days = [date(2026, 11, 22) - timedelta(days=number) for number in range(60)]
    kept = sorted(daily.to_keep(days, daily=7, weekly=4), reverse=True)
    assert kept[:7] == days[:7]
    assert kept[7:] == [date(2026, 11, 15), date(2026, 11, 8), date(2026, 11, 1)]
    assert daily.to_keep([], daily=7, weekly=4) == set()


def test_the_daily_backup_thins_out_and_shows_on_the_administrators_page(client, made, settings):
    folder = settings.BACKUP_DIR
    client.force_login(factories.make_user(Role.SYSTEM_ADMIN, factories.make_county()))
    assert "还没有任何备份" in client.get("/system/").content.decode()
    folder.mkdir(parents=True)
    shutil.copy(made, folder / "by-hand.backup")
    for number in range(1, 60):
        (folder / f"daily-{timezone.localdate() - timedelta(days=number)}.backup").write_bytes(b"old")
    assert "已备份并核对" in daily.make_daily()
    left = sorted(path.name for path in folder.iterdir())
    assert "by-hand.backup" in left, "what somebody put there stays"
    assert 8 <= len(left) <= 12
    assert restoring.examine(folder / f"daily-{timezone.localdate()}.backup")
    page = client.get("/system/").content.decode()
    assert f"daily-{timezone.localdate()}.backup" in page
    assert "已超过两天" not in page
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    assert "已超过两天" in client.get("/system/").content.decode()


def test_without_a_backup_key_or_folder_the_reason_is_given(settings, target):
    settings.KEYS = replace(settings.KEYS, backup="")
    with pytest.raises(Refused, match="缺少环境变量 BACKUP_KEY"):
        making.make(target)
    settings.BACKUP_DIR = None
    assert "设置 BACKUP_DIR" in daily.make_daily()
    assert "未启用自动备份" in daily.warning([])


# --- the drill -------------------------------------------------------------------------------------------------------


def runbook():
    """The commands of docs/operations.md, as an operator would type them one block after the other."""
    text = (ROOT / "docs" / "operations.md").read_text().partition("## Backup and restore")[2].partition("\n## ")[0]
    blocks = re.findall(r"```shell\n(.*?)```", text, re.S)
    assert len(blocks) == 2
    return blocks


class Writer(threading.Thread):
    """Somebody who goes on working: two facts in one transaction, again and again."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.stopped = path, threading.Event()
        self.pairs = 0

    def run(self):
        with closing(sqlite3.connect(self.path, timeout=30)) as work:
            while not self.stopped.wait(0.002):
                with work:
                    for side in ("left", "right"):
                        work.execute("INSERT INTO electioncycle_sitefact VALUES (?, '')", [f"{side}{self.pairs}"])
                self.pairs += 1


@pytest.mark.slow
def test_the_drill_of_the_runbook_brings_a_site_back_on_a_new_machine(transactional_db, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the lane of PostgreSQL has its own")
    old, new, safe, elsewhere = (tmp_path / name for name in ("old", "new", "keys", "backups"))
    for folder in (old / "media" / "made", old / "run", safe):
        folder.mkdir(parents=True)
    factories.make_member(factories.make_village("青山村"), person={"id_number": NUMBER})
    databases.dump(old / "electioncycle.sqlite3")
    with closing(sqlite3.connect(old / "electioncycle.sqlite3")) as work:
        work.execute("PRAGMA journal_mode=WAL")
    (old / "media" / "made" / "report.pdf").write_bytes(b"%PDF-report")
    for name in ("SECRET_KEY", "PII_KEY", "AUDIT_KEY", "BACKUP_KEY"):
        (safe / name).write_text(getattr(site.KEYS, name.partition("_")[0].lower()))
    shutil.copytree(safe, old / "keys")
    given = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PII_KEY")}
    given |= {"DATA_DIR": str(old), "HTTPS": "0", "BACKUPS": str(elsewhere), "KEYS": str(safe), "NEW": str(new)}

    def operate(commands):
        done = subprocess.run(
            ["bash", "-ec", commands], cwd=ROOT, env=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    making_it, bringing_back = runbook()
    writer = Writer(old / "electioncycle.sqlite3")
    writer.start()
    operate(making_it)
    writer.stopped.set()
    writer.join()
    checked, restored, trail = operate(bringing_back)
    assert (checked["ok"], restored["ok"], trail["ok"]) == (True, True, True)
    assert (new / "media" / "made" / "report.pdf").read_bytes() == b"%PDF-report"
    with closing(sqlite3.connect(new / "electioncycle.sqlite3")) as found:
        sides = [
            found.execute("SELECT count(*) FROM electioncycle_sitefact WHERE key LIKE ?", [f"{side}%"]).fetchone()[0]
            for side in ("left", "right")
        ]
        assert sides[0] == sides[1] <= writer.pairs
        events = [row[0] for row in found.execute("SELECT type FROM electioncycle_auditevent ORDER BY id")]
        assert events[-1] == Event.SITE_RESTORED
        (cipher,) = found.execute("SELECT id_number FROM villages_person").fetchone()
        assert cipher
        assert NUMBER not in cipher


@pytest.mark.postgres
def test_a_site_on_postgresql_comes_back_as_it_was(transactional_db, target, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("the lane of PostgreSQL")
    # A test may not open a second database: test_older_sites compares the schemas, in a process of its own.
    monkeypatch.setattr(schemas, "require_as_fresh", lambda: None)
    User.objects.create_user("before")
    audit.record(Event.ADDED, by=None)
    default_storage.save("made/report.pdf", ContentFile(b"%PDF-report"))
    making.make(target)
    User.objects.create_user("after")
    default_storage.save("made/later.pdf", ContentFile(b"%PDF-later"))
    found = restoring.restore(target)
    assert found["audit"]["ok"]
    assert list(User.objects.values_list("username", flat=True)) == ["before"]
    assert default_storage.listdir("made")[1] == ["report.pdf"]
    assert list(Path(found["former_data"]).glob("database.pgdump"))
