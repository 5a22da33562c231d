"""When more people wait than can soon be served, whoever comes next is told so at once and loses nothing."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.conf import settings

from electioncycle.operations import busy

FORM = {"name": '王"小明"</textarea><script>', "note": "第一行\r\n第二行", "csrfmiddlewaretoken": "abc"}


def waits_until(is_so, seconds=60):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def ask(port, method, path, body=None, kind="application/x-www-form-urlencoded"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, {"Content-Type": kind} if body is not None else {})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


@contextmanager
def full_server(folder):
    """gunicorn as the site runs it, with one thread, which is taken, and room for nobody to wait."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {"WEB_WORKERS": "1", "WEB_THREADS": "1", "WEB_WAITING": "0", "BUSY_FOLDER": str(folder)}
    command = [sys.executable, "-m", "gunicorn", "--config", "python:electioncycle.operations.web_server",
               "--bind", f"127.0.0.1:{port}", "tests.busy_application"]  # fmt: skip
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=log, stderr=log)
    try:
        waits_until(lambda: "Booting worker" in (folder / "log").read_text())
        answers = []
        slow = threading.Thread(target=lambda: answers.append(ask(port, "GET", "/slow")))
        slow.start()
        waits_until((folder / "begun").exists)
        yield port, slow, answers
    finally:
        (folder / "go-on").touch()
        server.terminate()
        server.wait(30)


def test_a_full_server_says_so_at_once_executes_nothing_and_serves_again_afterwards(tmp_path):
    with full_server(tmp_path) as (port, slow, answers):
        answer, text = ask(port, "POST", "/save", urlencode(FORM))
        assert answer.status == 503
        assert answer.getheader("Retry-After") == "10"
        assert "系统繁忙，请稍候" in text
        assert "没有改动任何数据" in text
        assert 'value="第一行\r\n第二行"' in text, "what was typed comes back"
        assert "<script>" not in text
        answer, text = ask(port, "GET", "/list")
        assert answer.status == 503
        assert 'http-equiv="refresh"' in text
        assert ask(port, "GET", "/healthz")[0].status == 200
        assert ask(port, "GET", "/static/css/office.css")[0].status == 200
        assert "/save" not in (tmp_path / "executed").read_text()
        (tmp_path / "go-on").touch()
        slow.join(60)
        assert answers[0][0].status == 200, "who was there first is served"
        waits_until(lambda: ask(port, "POST", "/save", urlencode(FORM))[0].status == 200)
        assert "/save" in (tmp_path / "executed").read_text()


@pytest.mark.parametrize(
    "path, kind, body",
    [
        ("/accounts/login/", "application/x-www-form-urlencoded", b"username=a&password=secret"),
        ("/villages/import/", "multipart/form-data; boundary=x", b"--x--"),
        ("/villages/add/", "application/x-www-form-urlencoded", b"name=%ff"),
        ("/villages/add/", "application/x-www-form-urlencoded", "name=王".encode()),
    ],
    ids=["a password", "a file", "no text", "no form"],
)
def test_what_may_not_stand_in_a_page_is_left_to_the_browser(path, kind, body, rf):
    request = rf.generic("POST", path, body, content_type=kind)
    told = {}
    text = b"".join(busy.busy(request.environ, lambda status, headers: told.update(status=status))).decode()
    assert told["status"].startswith("503")
    assert "返回键" in text
    assert "secret" not in text
    assert "<input" not in text
