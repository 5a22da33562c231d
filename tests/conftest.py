"""What every test may rely on: its own data folder, quick passwords, no network."""

import dataclasses
import gc
import inspect
import socket
from datetime import date
from functools import cache
from types import CodeType, FunctionType
from unittest import mock

import hypothesis
import pytest
from django.conf import settings as project
from django.core.cache import cache as django_cache
from django.core.signals import setting_changed
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from electioncycle.desk import navigation
from electioncycle.jobs import workers
from electioncycle.operations import health
from electioncycle.records import kept
from electioncycle.roles import Role
from electioncycle.security import marks
from tests import away_from_midnight, factories, schema

away_from_midnight.begin()

gc.set_threshold(50_000, 20, 20)  # what lives as long as the run is half a million objects: a sixth of its time

# Every client a test makes starts the middleware anew: reading the folder of static files each time, 40 ms a test.
project.WHITENOISE_AUTOREFRESH = True
# Also for what a whole file shares, such as a county with forty accounts.
project.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
project.SECURE_SSL_REDIRECT = project.SESSION_COOKIE_SECURE = project.CSRF_COOKIE_SECURE = False

# Files lie where MEDIA_ROOT is, test by test.
project.STORAGES = {**project.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
setting_changed.send(None, setting="STORAGES", value=project.STORAGES, enter=True)

# How fast a machine is decides no test: neither deadlines nor complaints about slow draws.
hypothesis.settings.register_profile("office", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("office")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Long ones first, in whatever order otherwise: at the end no process waits for what the other began last.

    Each of two processes is dealt one half of the list; what stands first is never taken from the other, so that a
    county which a whole file shares is made once. What stands on the same rows follows one another, so that these are
    made once too. What empties the database comes after everything else.
    """
    items.sort(key=lambda item: (empties(item), item.get_closest_marker("slow") is None, stands_on(item)))


def stands_on(item):
    """What the rows are called that the file makes once for all of its tests that name it, in any order."""
    called = getattr(item, "callspec", None)
    return str(called.params.get("stood", "")) if called else ""


def empties(item):
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in item.fixturenames or bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_use_migrations, django_db_blocker):
    """The schema straight from the models, which takes a tenth of the time; ``--migrations`` asks for the long way.

    ``test_worker_killed`` proves on both databases that migrating gives the same.
    """
    if not django_db_use_migrations:
        project.MIGRATION_MODULES = {}
        with django_db_blocker.unblock():
            schema.complete(connection)


@pytest.fixture(autouse=True)
def own_folders(settings, monkeypatch, tmp_path):
    """Files and the audit anchor of one test never meet those of another."""
    monkeypatch.setattr(project, "DATA_DIR", tmp_path)  # nobody listens for it: told to nobody
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What was written by a test and undone, and what /readyz found a second ago, belong to one test."""
    django_cache.clear()
    marks.forget()
    kept.put_down()
    health.LATEST.until = 0.0


@pytest.fixture(autouse=True)
def a_test_is_no_act(monkeypatch):
    """The transaction around a test is none of the product's: only what is opened in it is an act."""
    monkeypatch.setattr(marks, "_within_act", lambda: any(connection.savepoint_ids))


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
    """Such a test ends with all tables emptied, which triggers would refuse."""
    yield
    if empties(request.node):
        with django_db_blocker.unblock():
            schema.put_triggers_back(connection)


@pytest.fixture(autouse=True)
def _triggers_lifted(request, emptied_after_transactional_tests):
    emptied = empties(request.node)
    if emptied:
        request.getfixturevalue("transactional_db")
    yield
    if emptied:
        schema.lift_triggers(connection)


@pytest.fixture(autouse=True)
def frame(request):
    """The menu's figures are asked for where a test counts queries, drives a browser or looks at the frame itself."""
    if not request.node.module.__name__.startswith(FRAMED) and not looks_at_queries(request.function):
        request.getfixturevalue("menu_without_figures")


FRAMED = tuple(f"tests.{name}" for name in ("browser", "test_inbox", "test_kept", "test_prepared_cells"))
LOOKS = {"CaptureQueriesContext", "execute_wrapper"}


def looks_at_queries(function):
    """Itself, or by a function of the tests that it calls."""
    waiting, known = [function], set()
    while waiting:
        one = inspect.unwrap(waiting.pop())
        names = names_in(one.__code__) if hasattr(one, "__code__") else frozenset()
        if names & LOOKS:
            return True
        known.add(one)
        called = [one.__globals__[name] for name in names & one.__globals__.keys()]
        waiting += [each for each in called if isinstance(each, FunctionType) and each not in known and is_ours(each)]
    return False


def is_ours(function):
    return function.__module__.startswith("tests.")


@cache
def names_in(code):
    inner = (one for one in code.co_consts if isinstance(one, CodeType))
    return frozenset(code.co_names).union(*map(names_in, inner))


@pytest.fixture
def menu_without_figures():
    """Each page would first ask every ledger what its user has to do, which is nine tenths of its cost."""
    with unfigured():
        yield


def unfigured():
    return mock.patch.object(navigation, "EXTRA", Unfigured(navigation.EXTRA))


class Unfigured(list):
    """Entries without figures; one that is added meanwhile, as pages are loaded when the first is asked for, stays."""

    def __init__(self, entries):
        super().__init__(dataclasses.replace(one, count=None) for one in entries)
        self.entries = entries

    def append(self, entry):
        self.entries.append(entry)
        super().append(dataclasses.replace(entry, count=None))


@pytest.fixture
def no_broker(monkeypatch):
    """Nothing hears the bell: the test works its jobs off itself, or none."""

    def unreachable(*args, **kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr(workers.app, "send_task", unreachable)
    monkeypatch.setattr(workers.app, "connection_for_write", unreachable)
    monkeypatch.setattr(workers.app.control, "broadcast", unreachable)


@pytest.fixture
def today(monkeypatch):
    """22 November 2026 whenever the tests run."""
    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2026, 11, 22))


@pytest.fixture
def village(db):
    return factories.make_village("青山村", factories.make_township("东河镇"))


@pytest.fixture
def cycle(village):
    return factories.cycle_for(village)


@pytest.fixture
def clerk(village, cycle):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


@pytest.fixture
def officer(village, cycle):
    return factories.make_user(Role.TOWNSHIP_OFFICER, village.township)


@pytest.fixture
def county(village):
    return factories.make_user(Role.COUNTY_CLERK, village.township.parent)
