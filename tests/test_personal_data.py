"""Numbers of persons lie nowhere in plain: database, files, logs, mails, job texts, temporary files."""

import gzip
import logging
import tempfile
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from electioncycle.jobs import runs as job_runs
from electioncycle.ledgers import edit_pages
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security import privacy
from electioncycle.workbooks import imports
from tests import factories, workbooks
from tests.moving import seen
from tests.searching import found
from villages.models import Person

pytestmark = pytest.mark.django_db
TEAM = REGISTRY["teammember"]
PHONE = "13812345678"
NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")
HEAD = ["乡镇(街道)", "村(社区)", "姓名", "性别", "身份证号", "党组织职务", "电话"]


@pytest.fixture
def village():
    return factories.make_village("青山村", factories.make_township("东河镇"))


@pytest.fixture
def clerk(client, village):
    factories.cycle_for(village)
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


@pytest.fixture
def log():
    """What the console handler of the settings would have written."""
    handler = logging.StreamHandler(StringIO())
    handler.addFilter(privacy.MaskingLogFilter())
    logging.getLogger().addHandler(handler)
    yield lambda: handler.stream.getvalue()
    logging.getLogger().removeHandler(handler)


def upload(client, *lines, name="班子.xlsx"):
    sheet = SimpleUploadedFile(name, workbooks.workbook([HEAD, *lines]))
    client.post(TEAM.url("import"), {"file": sheet})
    batch = imports.ImportBatch.objects.latest("id")
    if batch.state == "checking":
        imports.check(TEAM, batch, cycle=factories.make_cycle())
    return batch


def test_three_hundred_numbers_lie_nowhere_in_plain(client, village, clerk, log, settings, tmp_path, monkeypatch):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    people = [(f"王成员{str(n).translate(NUMERALS)}", factories.id_number(), f"139{n:08d}") for n in range(150)]
    numbers = {text for _, number, phone in people for text in (number, phone)}
    lines = [
        ["东河镇", "青山村", name, "男" if int(number[16]) % 2 else "女", number, "委员", phone]
        for name, number, phone in people
    ]
    batch = upload(client, *lines, name=f"班子{people[0][1]}.xlsx")
    shown = client.get(TEAM.url("import_preview", batch.pk)).content
    imports.confirm(TEAM, batch, cycle=factories.make_cycle())
    assert Person.objects.count() == 150
    assert {row.phone for row in Person.objects.all()} <= numbers
    wrong = upload(client, ["东河镇", "青山村", "错号", "男", people[1][1][:17] + "0", "委员", people[1][2] + "9"])
    member = TEAM.model.objects.first()
    answers = [
        shown,
        client.get(TEAM.url("import_preview", wrong.pk)).content,
        client.get(TEAM.url("list"), {"q": people[0][2]}).content.replace(people[0][2].encode(), b""),
        client.get(TEAM.url("detail", member.pk)).content,
        client.get(TEAM.url("history", member.pk)).content,
        client.get(TEAM.url("edit", member.pk)).content,
        client.get(TEAM.url("export")).content,
        client.get(TEAM.url("print")).content,
    ]
    client.post(TEAM.url("withdraw", member.pk), seen(member, reason=f"重复，电话{people[2][2]}"))
    logging.getLogger("electioncycle").error("could not read %s", people[3][1])
    assert found(numbers, *answers) == set()
    if connection.vendor == "sqlite":
        assert found(numbers, bytes(connection.connection.serialize())) == set()
    assert found(numbers, log().encode(), tmp_path, Path(settings.MEDIA_ROOT)) == set()
    (tmp_path / "planted.gz").write_bytes(gzip.compress(people[4][1].encode()))
    assert found(numbers, tmp_path) == {people[4][1]}, "the search would not find anything"
    type(member).all_rows.filter(pk=member.pk).update(note=people[5][2])
    if connection.vendor == "sqlite":
        assert found(numbers, bytes(connection.connection.serialize())) == {people[5][2]}


def test_an_error_mail_says_where_and_not_what(client, village, clerk, settings, monkeypatch):
    settings.ADMINS = [("系统管理员", "root@localhost")]
    number = factories.id_number()

    def broken(self, *args, **kwargs):
        person = {"name": "王长顺", "number": number}
        raise RuntimeError(f"cannot handle {number} of {person['name']}")

    monkeypatch.setattr(edit_pages.AddPage, "post", broken)
    client.raise_request_exception = False
    handler = logging._handlers["mail"]
    assert handler in logging.getLogger().handlers
    answer = client.post(TEAM.url("add"), {"person__name": "王长顺", "person__phone": PHONE})
    assert answer.status_code == 500
    assert number not in answer.content.decode()
    [sent] = mail.outbox
    text = sent.subject + sent.body + str(sent.alternatives)
    assert "RuntimeError" in text
    assert "broken" in text
    for secret in (number, PHONE):
        assert secret not in text


def test_the_settings_mask_every_handler_and_the_worker_keeps_them():
    assert not site_settings.CELERY_WORKER_HIJACK_ROOT_LOGGER
    handlers = site_settings.LOGGING["handlers"].values()
    assert all(handler["filters"] == ["request", "mask"] for handler in handlers)


def test_job_texts_import_faults_and_file_names_are_masked(client, village, clerk):
    number = factories.id_number()
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    assert job_runs.sentence(Refused(f"{number}重复"), "x") == f"{privacy.mask_id(number)}重复"
    batch = upload(
        client,
        ["东河镇", "青山村", "错号", "男", wrong, "委员", PHONE],
        name=f"{PHONE}.xlsx",
    )
    assert PHONE not in batch.file_name
    assert number[:17] not in client.get(TEAM.url("import_preview", batch.pk)).content.decode()


def test_a_number_is_shown_once_for_a_reason_and_kept_nowhere(client, village, clerk):
    member = factories.make_member(village)
    number = member.person.id_number
    address = TEAM.url("reveal", member.pk)
    assert client.get(address).status_code == 405
    assert client.post(address, {"field": "person__id_number", "reason": "要"}).status_code == 422
    answer = client.post(address, {"field": "person__id_number", "reason": "核对联审材料"})
    assert number in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert number not in client.get(TEAM.url("detail", member.pk)).content.decode()
    assert client.post(address, {"field": "person__resume", "reason": "核对联审材料"}).status_code == 404
