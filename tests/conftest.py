"""What every test may rely on: its own data folder, quick passwords, no network."""

import socket

import pytest
from django.core.cache import cache
from django.db import connection
from kombu.exceptions import OperationalError

from electioncycle import triggers, workers


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Files and the audit anchor of one test never meet those of another."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media")},
        },
    }
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Counts kept for a minute belong to one test."""
    cache.clear()


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Only this machine may be reached."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def emptied_after_transactional_tests(request, django_db_blocker):
    """Such a test ends with all tables emptied, which the audit triggers would refuse."""
    marker = request.node.get_closest_marker("django_db")
    emptied = "transactional_db" in request.fixturenames or bool(marker and marker.kwargs.get("transaction"))
    yield
    if emptied:
        with django_db_blocker.unblock():
            triggers.install(connection)


@pytest.fixture(autouse=True)
def _triggers_lifted(request, emptied_after_transactional_tests):
    marker = request.node.get_closest_marker("django_db")
    emptied = "transactional_db" in request.fixturenames or bool(marker and marker.kwargs.get("transaction"))
    if emptied:
        request.getfixturevalue("transactional_db")
    yield
    if emptied:
        triggers.remove(connection)


@pytest.fixture
def no_broker(monkeypatch):
    """Nothing hears the bell: the test works its jobs off itself, or none."""

    def unreachable(*args, **kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr(workers.app, "send_task", unreachable)
    monkeypatch.setattr(workers.app, "connection_for_write", unreachable)
    monkeypatch.setattr(workers.app.control, "broadcast", unreachable)
