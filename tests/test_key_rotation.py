"""Changing PII_KEY: everything is written anew, nothing is lost, and a process with the wrong key does not start."""

import base64
import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest
from django.apps import apps
from django.conf import settings as site_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import models
from django.db.models.functions import Cast

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.operations import rotation
from electioncycle.records import files, history
from electioncycle.security import privacy, site_facts
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.security.privacy import EncryptedField
from electioncycle.workbooks.imports import ImportBatch
from tests import factories
from villages.models import Person, ResponsibilityPost

pytestmark = pytest.mark.django_db
OLD, NEW = "the-key-so-far", "the-key-to-come"


@pytest.fixture
def keys(settings):
    """Changes this process's keys; at first the database is written with OLD."""

    def change(pii, *old):
        settings.KEYS = replace(settings.KEYS, pii=pii, pii_old=old)

    site_facts.SiteFact.objects.all().delete()
    change(OLD)
    site_facts.verify_pii_key()
    return change


def prefix(key):
    return base64.b64encode(privacy.fingerprint(key).encode()).decode()


def raw_values(kind):
    """Every non-empty stored value of the columns of this kind, past the fields."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, kind):
                plain = Cast(field.attname, models.TextField())
                yield from filter(None, model._base_manager.annotate(raw=plain).values_list("raw", flat=True))


@pytest.fixture
def county(keys):
    """A row of every ledger with its numbers, an older version of a person, an encrypted file and a preview."""
    village = factories.make_village()
    for name in sorted(REGISTRY):
        factories.BUILDERS[name](village)
    number = factories.id_number()
    person = factories.make_person("王长顺", id_number=number, phone="13800138000")
    person.phone = "13900139000"
    history.record(person, by=factories.clerk())
    post = factories.make_post(village, 1, id_number=factories.id_number(), phone="13700137000")
    clerk = factories.clerk()
    kept = files.keep_result("导出.xlsx", b"13800138000", by=clerk, encrypted=True, hours=24)
    ImportBatch.objects.create(ledger_name="teammember", by=clerk, file_name="表.xlsx", preview="{}")
    return {"person": person, "number": number, "post": post, "file": kept}


def rotate():
    return rotation.rotate(lambda what, count: None, by=factories.clerk())


@pytest.mark.everywhere
def test_everything_is_written_anew_and_read_as_before(county, keys):
    person, number = county["person"], county["number"]
    assert {value[:16] for value in raw_values(EncryptedField)} == {prefix(OLD)}
    old_indexes = {value for value in raw_values(privacy.BlindIndexField) if value}
    keys(NEW, OLD)
    result = rotate()
    assert (result["rotated"], result["duplicates"]) == (True, [])
    assert result["files"] == 1
    keys(NEW)  # the old key is gone for good
    site_facts.verify_pii_key()
    assert {value[:16] for value in raw_values(EncryptedField)} == {prefix(NEW)}
    person.refresh_from_db()
    assert (person.id_number, person.phone) == (number, "13900139000")
    assert [entry.phone for entry in person.history.all()] == ["13900139000", "13800138000"]
    assert Person.objects.get(id_index=privacy.blind_index(number)) == person
    assert {entry.id_index for entry in person.history.all()} == {privacy.blind_index(number)}
    kept = files.StoredFile.objects.get(pk=county["file"].pk)
    assert kept.read() == b"13800138000"
    assert (kept.path != county["file"].path, files.default_storage.exists(county["file"].path)) == (True, False)
    left = {value for value in raw_values(models.CharField) if value in old_indexes}
    assert left == set(), "a column keeps an index of the old key: make it a BlindIndexField"
    assert AuditEvent.objects.filter(type=Event.KEYS_ROTATED).count() == 1


def test_an_interrupted_rotation_goes_on_where_it_stopped(county, keys, monkeypatch):
    keys(NEW, OLD)
    whole, seen = rotation.rewrite, []

    def stopped(model):
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(model)
        return whole(model)

    monkeypatch.setattr(rotation, "rewrite", stopped)
    with pytest.raises(KeyboardInterrupt):
        rotate()
    assert {value[:16] for value in raw_values(EncryptedField)} == {prefix(OLD), prefix(NEW)}
    found = Person.objects.filter(id_index__in=privacy.blind_indexes(county["number"]))
    assert list(found) == [county["person"]]  # whichever key its row carries meanwhile
    assert site_facts.SiteFact.objects.get(key="pii_key").value == privacy.fingerprint(OLD)
    monkeypatch.undo()
    assert rotate()["rotated"]
    assert {value[:16] for value in raw_values(EncryptedField)} == {prefix(NEW)}
    assert rotate() == {"rotated": False, "rows": 0, "files": 0, "duplicates": []}


def test_a_process_with_the_wrong_keys_does_not_start(county, keys):
    keys("guessed")
    with pytest.raises(ImproperlyConfigured, match="与数据库不符"):
        site_facts.verify_pii_key()
    with pytest.raises(ImproperlyConfigured, match="无法轮换"):
        rotate()
    keys(NEW, OLD)
    with pytest.raises(ImproperlyConfigured, match="请先运行"):
        site_facts.verify_pii_key()
    site_facts.begin_rotation()
    site_facts.verify_pii_key()  # both keys: may work while the rotation runs
    keys(OLD)
    with pytest.raises(ImproperlyConfigured, match="正在轮换"):
        site_facts.verify_pii_key()
    keys("a third", OLD)
    with pytest.raises(ImproperlyConfigured, match="尚未完成"):
        rotate()
    keys(NEW, OLD)
    rotate()
    keys(OLD, NEW)
    with pytest.raises(ImproperlyConfigured):
        site_facts.verify_pii_key()


@pytest.mark.everywhere
def test_one_cadre_entered_under_both_keys_is_reported_not_lost(county, keys):
    """The index cannot tell that they are one until both carry the new key."""
    post = county["post"]
    keys(NEW, OLD)
    site_facts.begin_rotation()
    double = ResponsibilityPost(
        cycle=post.cycle, village=post.village, kind=post.kind, name=post.name, id_number=post.id_number
    )
    history.record(double, by=factories.clerk())
    assert rotate()["duplicates"] == [f"villages.responsibilitypost:{post.pk}"]
    assert ResponsibilityPost.objects.filter(pk__in=(post.pk, double.pk)).count() == 2


def test_the_command_says_in_json_what_it_did(county, keys, capsys):
    with pytest.raises(SystemExit):
        keys("guessed") or call_command("rotate_keys")
    assert "PII_KEY_OLD" in json.loads(capsys.readouterr().out)["error"]
    keys(NEW, OLD)
    call_command("rotate_keys")
    told = json.loads(capsys.readouterr().out)
    assert told["rotated"]
    assert told["rows"] > 4


def test_worker_beat_and_commands_started_alone_check_the_key(tmp_path):
    """Each in a process of its own, as on a separate host, on a database written with another key."""
    with sqlite3.connect(tmp_path / "electioncycle.sqlite3") as database:
        database.execute("CREATE TABLE electioncycle_sitefact (key text PRIMARY KEY, value text)")
        database.execute("INSERT INTO electioncycle_sitefact VALUES ('pii_key', ?)", [privacy.fingerprint("right")])
    celery = ["-m", "celery", "-A", "electioncycle"]
    beat = [*celery, "beat", "--schedule", str(tmp_path / "beat"), "--pidfile", ""]
    shell = ["manage.py", "shell", "--no-imports", "-c", "print('at work')"]
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "HTTPS": "0", "DATABASE_URL": "", "REDIS_URL": ""}
    processes = [
        subprocess.Popen(
            [sys.executable, *words],
            cwd=site_settings.BASE_DIR,
            env=environment | {"PII_KEY": key},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for words, key in ((shell, "right"), (shell, "guessed"), ([*celery, "worker"], "guessed"), (beat, "guessed"))
    ]
    said = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 1, 1, 1]
    assert "at work" in said[0]
    assert all("与数据库不符" in text and "Traceback" not in text for text in said[1:])
