"""What somebody typed into an address, a header or a broken request is kept nowhere, and costs one line of the log."""

import logging
import socket
import subprocess
import sys
import time
from io import StringIO

import pytest
from django.conf import settings as site_settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from electioncycle.ledgers import edit_pages
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.operations import processes
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.security.request_lines import own_path
from tests import factories

pytestmark = pytest.mark.django_db
NAME, PHONE, BIRTHDAY = "张三丰", "13812345678", "19820103"
TYPED = (NAME, PHONE, BIRTHDAY, "%E5%BC%A0", "\\u5f20", "\\xe5")
HEADERS = {"HTTP_REFERER": f"http://testserver/?q={NAME}{PHONE}", "HTTP_USER_AGENT": f"Agent/{PHONE}"}


@pytest.fixture
def log():
    """What the handler of the settings writes to the console."""
    console = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler and one.filters)
    stream = StringIO()
    before = console.setStream(stream)
    yield stream.getvalue
    console.setStream(before)


@pytest.fixture
def clerk(client):
    village = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.cycle_for(village)
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    client.raise_request_exception = False
    return user


def posted(client, body, kind, path="/accounts/password/", **extra):
    return client.generic("POST", path, body, content_type=kind, **extra)


BROKEN = {
    "a path nobody has": lambda c: c.get(f"/villages/{NAME}/{PHONE}/{BIRTHDAY}/"),
    "a key that is none": lambda c: c.post(f"/villages/{PHONE}/edit/"),
    "a query": lambda c: c.get(f"/{NAME}/?q={NAME}&phone={PHONE}"),
    "a foreign host": lambda c: c.get("/", HTTP_HOST=f"{PHONE}.example"),
    "a host of odd letters": lambda c: c.get(f"/{NAME}/", HTTP_HOST="a_b\r\nc"),
    "a form without boundary": lambda c: posted(c, f"x={NAME}", "multipart/form-data"),
    "a form with a bad boundary": lambda c: posted(c, b"--x", "multipart/form-data; boundary=\xff\xfe"),
    "a form cut short": lambda c: posted(
        c,
        f'--b\r\nContent-Disposition: form-data; name="a"; filename="{NAME}.xlsx"\r\n',
        "multipart/form-data; boundary=b",
    ),
    "a form in another encoding": lambda c: posted(
        c, "a=b", "application/x-www-form-urlencoded; charset=utf-7", f"/{PHONE}/"
    ),
    "too many fields": lambda c: posted(c, "a&" * 20000, "application/x-www-form-urlencoded"),
    "bytes that are no letters": lambda c: c.get("/", PATH_INFO="/\xff\xfe/"),
    "a line break in the path": lambda c: c.get(f"/x%0A{NAME}%0d%00/"),
    "a cookie of odd bytes": lambda c: c.get("/nowhere/", HTTP_COOKIE="csrftoken=\xff; sessionid=\x00\xe5\xbc"),
    "a length that is no number": lambda c: c.get("/nowhere/", CONTENT_LENGTH="viel"),
    "a method nobody knows": lambda c: c.generic("BREW", f"/villages/?q={NAME}"),
    "a form nobody gave out": lambda c: Client(enforce_csrf_checks=True).post(
        "/accounts/login/", {"username": NAME}, HTTP_REFERER=f"http://{PHONE}.example/{NAME}", HTTP_ORIGIN="null"
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_request_is_answered_with_one_line_that_quotes_nobody(client, clerk, log, what):
    answer = BROKEN[what](client)
    assert 400 <= answer.status_code < 500
    lines = log().splitlines()
    assert len(lines) == 1
    assert "Traceback" not in lines[0]
    assert not [word for word in TYPED if word in lines[0]]
    assert mail.outbox == []


def test_the_line_still_says_where_the_request_went(client, clerk, log):
    client.get(f"/villages/17/{NAME}/")
    assert log() == "Not Found: /villages/17/***/\n"


def test_of_a_path_stay_our_own_words_and_what_may_be_a_key():
    village = REGISTRY["teammember"].url("edit", 1234567)
    assert own_path(village) == village
    assert own_path(f"/villages/{NAME}/edit/") == "/villages/***/edit/"
    assert own_path("/villages/12345678/edit/") == "/villages/***/edit/"
    assert own_path("/villages/１２/edit/") == "/villages/***/edit/"


def test_what_was_typed_for_a_key_is_not_in_the_trail(client, clerk):
    for number in (PHONE, BIRTHDAY, "110101198001011234", "0013812345678"):
        assert client.post(f"/villages/{number}/edit/", **HEADERS).status_code in (403, 404, 405)
    assert client.post("/villages/teammember/4711/edit/").status_code == 404
    told = [event.details for event in AuditEvent.objects.filter(type=Event.REFUSED)]
    assert len(told) == 5
    assert [details["keys"] for details in told] == [["***"]] * 4 + [[4711]]


def test_an_account_that_has_ended_leaves_no_typed_path_in_the_trail(client, clerk):
    type(clerk).objects.filter(pk=clerk.pk).update(is_active=False)
    client.get(f"/villages/{NAME}/{PHONE}/", **HEADERS)
    event = AuditEvent.objects.get(type=Event.REFUSED)
    assert event.details["path"] == "/villages/***/***/"


def test_an_error_mail_names_place_and_account_and_nothing_that_was_sent(client, clerk, log, settings, monkeypatch):
    settings.ADMINS = [("系统管理员", "admin@example.org")]
    monkeypatch.setattr(edit_pages.AddPage, "post", lambda *args, **kwargs: 1 / 0)
    sent = SimpleUploadedFile(f"{NAME}.xlsx", b"x")
    address = f"{REGISTRY['teammember'].url('add')}?q={NAME}&birthday={BIRTHDAY}"
    client.cookies["remembered"] = BIRTHDAY
    answer = client.post(address, {"file": sent, "name": NAME}, **HEADERS)
    assert answer.status_code == 500
    [told] = mail.outbox
    text = f"{told.subject}\n{told.body}"
    assert "ZeroDivisionError" in text
    assert REGISTRY["teammember"].url("add") in text
    assert f"No. {clerk.pk}" in text
    assert not [word for word in (*TYPED, clerk.username) if word in text]
    assert "ZeroDivisionError" in log()
    assert not [word for word in TYPED if word in log()]


def test_the_web_server_says_in_one_line_that_it_cannot_read_a_request(tmp_path):
    web = next(child for child in processes.processes(8000) if child.name == "web")
    config = web.command[web.command.index("--config") : web.command.index("--config") + 2]
    path = tmp_path / "web.sock"
    command = [sys.executable, "-m", "gunicorn", *config, "--bind", f"unix:{path}", "wsgiref.simple_server:demo_app"]
    server = subprocess.Popen(command, cwd=site_settings.BASE_DIR, stderr=subprocess.PIPE, text=True)
    try:
        for request in (
            f"GET /{NAME}/{PHONE} HTTP/9.9\r\n\r\n",
            f"GET / HTTP/1.1\r\n{NAME}{PHONE}: x\r\n\r\n",
            "\0\xff\r\n\r\n",
        ):
            assert b" 400 " in asked(path, request.encode())
    finally:
        server.terminate()
        lines = server.communicate(timeout=20)[1].splitlines()
    assert len([line for line in lines if "Invalid request" in line]) == 3
    assert not [line for line in lines for word in (*TYPED, "Traceback") if word in line]
    assert all(line.startswith("[") for line in lines)


def asked(path, request):
    deadline = time.monotonic() + 20
    while True:
        with socket.socket(socket.AF_UNIX) as wire:
            try:
                wire.connect(str(path))
            except (FileNotFoundError, ConnectionRefusedError):
                assert time.monotonic() < deadline
                time.sleep(0.05)
                continue
            wire.sendall(request)
            return wire.recv(4096)
