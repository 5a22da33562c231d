"""Every route of the live URL configuration, every role, every place: who may, who is refused, what it leaves."""

import functools
import gzip
import itertools
import shutil
import zipfile
from contextlib import contextmanager, nullcontext
from io import BytesIO

import pytest
from django.apps import apps
from django.contrib.messages.storage.base import BaseStorage
from django.core.checks import run_checks
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.http import Http404, StreamingHttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver, path, reverse
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from electioncycle.documents import render_docx, render_pdf
from electioncycle.documents.blocks import Document, Paragraph
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import COUNTY_ROLES, Role
from electioncycle.security import marks
from electioncycle.sheets import write_rows
from electioncycle.web.pages import PUBLIC, Page
from electioncycle.web.routes import routes
from tests import route_world
from tests.guards import covered
from tests.route_world import MISSING, NONE, OTHER, OWN, PLACES, SIBLING, rolled_back
from tests.searching import answered, words
from tests.test_every_ledger import undrawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
ALL = {route.name: route for route in routes()}
OFFICIAL = {name: route for name, route in ALL.items() if route.scope != "public"}
NAMED = {name: route for name, route in OFFICIAL.items() if route.arguments and route.scope != "site"}
ELSEWHERE = (SIBLING, OTHER, NONE)
APART = ("django_session", "axes_", "electioncycle_auditevent")
KEPT = ("electioncycle_importbatch", "electioncycle_storedfile", "electioncycle_kept")
"""Uploading a workbook keeps it for its owner, a page what it worked out; that is no write into a ledger."""


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once for the module; every request of the tests below is rolled back."""
    with django_db_blocker.unblock(), override_settings(DATA_DIR=tmp_path_factory.mktemp("data")), rolled_back():
        yield route_world.make_world()


BESIDE = {route_world.stands_on(route): route for route in ALL.values()}


@pytest.fixture(scope="module")
def stood(request, world, django_db_blocker, tmp_path_factory):
    """The rows of all routes that stand on the same, made once; conftest begins these tests one after the other."""
    folder = tmp_path_factory.mktemp("stood")
    with django_db_blocker.unblock(), rolled_back():
        with override_settings(DATA_DIR=folder, MEDIA_ROOT=folder / "media"):
            rows = route_world.rows_for(BESIDE[request.param], world)
        marks.flush()
        yield rows, folder


@pytest.fixture
def made(stood, own_folders, tmp_path):
    """Those rows, with their files in the folder of this test alone."""
    rows, folder = stood
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return rows


def each(ways):
    """For these routes, or routes with a method; the scope is what lets the rows stand from one test to the next."""
    names = [way if isinstance(way, tuple) else (way,) for way in ways]
    cases = [pytest.param(route_world.stands_on(ALL[way[0]]), *way, id="-".join(way)) for way in names]
    arguments = ("stood", "name", "method")[: 1 + len(names[0])]
    return pytest.mark.parametrize(arguments, cases, indirect=["stood"], scope="module")


class Messages(BaseStorage):
    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


def asked(route, world, user, method, data=None):
    """The request as it reaches the page, behind the middleware."""
    request = getattr(RequestFactory(), method.lower())("/", data or {})
    request.user, request.session, request.htmx = user, {}, HtmxDetails(request)
    request.cycles = world.cycles_of(user)
    request.cycle = next(iter(request.cycles), None)
    request._messages = Messages(request)
    return request


def answer(route, request, kwargs):
    """``(class, words)`` of a refusal, else the response itself."""
    view = route.page.as_view(**route.extra)
    try:
        return view(request, **kwargs)
    except (Refused, Http404, PermissionDenied) as error:
        words = "" if isinstance(error, Http404) else str(error)
        return type(error), words
    except ValidationError as error:
        return Refused, " ".join(error.messages)


def refused(outcome, *kinds):
    return isinstance(outcome, tuple) and issubclass(outcome[0], kinds)


@functools.cache
def all_tables():
    return connection.introspection.table_names()


def contents(*, besides=()):
    """Rows of every table, those apart that a refusal may add to; what was written before is marked before."""
    marks.flush()
    tables = [name for name in all_tables() if not name.startswith((*APART, *besides))]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM \"{name}\"" for name in tables))
        return dict(cursor.fetchall())


@contextmanager
def nothing_stays():
    """What is asked within leaves no row more or less. Rows are counted only where something was written at all, which
    the connection knows: before is then how it stands when all is undone."""
    marks.flush()
    with transaction.atomic():
        written = connection.connection.total_changes
        yield
        left = contents() if connection.connection.total_changes != written else None
        transaction.set_rollback(True)
    assert left is None or left == contents()


def methods(route):
    return [method for method in ("GET", "POST") if method in route.methods]


# --- the inventory -------------------------------------------------------------------------------------------------


def test_every_route_has_a_name_of_its_own_and_is_declared():
    assert not [error for error in run_checks(tags=["routes"]) if error.id.startswith("electioncycle.E00")]
    assert len(ALL) == len(routes())
    assert len(ALL) > 100
    public = {name for name, route in ALL.items() if route.roles == sorted(PUBLIC)}
    assert public == {"login", "login_code", "login_enrol", "healthz", "readyz", "calendar_feed"}


def test_whoever_only_reads_has_no_page_that_only_writes():
    asked = {n for n, r in OFFICIAL.items() if r.methods == ["POST"] and Role.COUNTY_READER in r.roles}
    assert {name for name in asked if OFFICIAL[name].scope != "own"} == set()


class Undeclared(Page):
    def get(self, request):
        raise AssertionError("nobody gets here")


class WithoutArgument(Undeclared):
    roles = frozenset({Role.AUDITOR})
    scope = "own"


class Misspelt(WithoutArgument):
    scope = "territorial"


urlpatterns = [
    *get_resolver().url_patterns,
    path("a/", Undeclared.as_view(), name="undeclared"),
    path("b/", lambda request: None, name="function"),
    path("c/<int:pk>/", WithoutArgument.as_view(), name="argument"),
    path("d/", WithoutArgument.as_view()),
    path("e/", Misspelt.as_view(), name="misspelt"),
    path("f/", WithoutArgument.as_view(), name="good"),
    path("g/", WithoutArgument.as_view(), name="good"),
]


def test_a_route_that_declares_too_little_fails_the_check(settings):
    settings.ROOT_URLCONF = __name__
    found = {(error.id, error.msg.split()[1]) for error in run_checks(tags=["routes"])}
    e1, e2, e3 = (f"electioncycle.E00{number}" for number in (1, 2, 3))
    assert found == {(e1, "/a/"), (e1, "/b/"), (e2, "/c/<int:pk>/"), (e1, "/d/"), (e1, "/e/"), (e3, "good")}


def test_an_undeclared_page_opens_for_nobody(world, settings):
    settings.ROOT_URLCONF = __name__
    client = Client()
    for role in Role.values:
        client.force_login(world.user(role), backend="django.contrib.auth.backends.ModelBackend")
        with rolled_back():
            assert client.get("/a/").status_code == 403


def test_there_is_no_site_for_staff_and_no_superuser(settings, world):
    assert not [app for app in settings.INSTALLED_APPS if "admin" in app]
    assert not [route for route in ALL.values() if "admin/" in route.pattern]
    user = world.user(Role.TOWNSHIP_CLERK, NONE)
    user.is_staff = user.is_superuser = True
    request = asked(ALL["rule_sets_ship"], world, user, "POST")
    assert refused(answer(ALL["rule_sets_ship"], request, {}), NotYours)
    user.is_staff = user.is_superuser = False


# --- roles × places ------------------------------------------------------------------------------------------------


@each(sorted(OFFICIAL))
def test_a_role_that_is_not_declared_is_refused_wherever_it_stands(world, made, name):
    route = OFFICIAL[name]
    with rolled_back():
        case = route_world.case_for(route, world, made)
        data = case.sent() if "POST" in route.methods else {}
        with nothing_stays():
            for method in methods(route):
                request = asked(route, world, world.clerk, method, data if method == "POST" else {})
                for role, place in itertools.product(Role.values, PLACES):
                    request.user = user = world.user(role, place)
                    if role in route.roles:
                        assert route.page(**route.extra).allowed(user), (role, place)
                    else:
                        outcome = answer(route, request, case.kwargs)
                        assert refused(outcome, NotYours), (method, role, place, outcome)


@each(sorted(NAMED))
def test_a_row_out_of_ones_territory_is_answered_as_if_it_did_not_exist(world, made, name):
    route = NAMED[name]
    with rolled_back():
        case = route_world.case_for(route, world, made)
        if case.subject is None:
            pytest.skip("its address names no row")
        data = case.sent() if "POST" in route.methods else {}
        missing = {**case.kwargs, next(iter(case.kwargs)): MISSING if "<int" in route.pattern else "0" * 16}
        tried = 0
        with nothing_stays():
            for method, role, place in itertools.product(methods(route), route.roles, PLACES):
                user = world.user(role, place)
                if within_reach(user, role, place, route, case):
                    continue
                sent = data if method == "POST" else {}
                outcome = answer(route, asked(route, world, user, method, sent), case.kwargs)
                assert refused(outcome, Http404, Refused), (method, role, place, outcome)
                nothing = answer(route, asked(route, world, user, method, sent), missing)
                assert outcome == nothing, (method, role, place)
                tried += 1
        assert tried


def within_reach(user, role, place, route, case):
    """Whether he may see the row, worked out here from the stored paths rather than asked of the product."""
    if case.owner is not None:
        seen = type(case.subject)._meta.label_lower in route_world.SEEN_BY_COUNTY
        return user == case.owner or (seen and role in COUNTY_ROLES and place == OWN)
    there = path_of(case.subject)
    upward = getattr(type(case.subject), "scope_upward", False)
    return any(there.startswith(own) or (upward and own.startswith(there)) for own in user.scope_paths)


def path_of(row):
    if isinstance(row, User):
        return row.scope_paths[0]
    lookup = getattr(type(row), "scope_lookup", "") or "village__path"
    for part in lookup.split("__"):
        row = getattr(row, part)
    return row


def names_no_place(ledger):
    return getattr(getattr(ledger, "model", None), "scope_lookup", "") == "cycle__county__path"


@each(sorted(n for n, r in OFFICIAL.items() if r.scope == "territory" and not r.arguments))
def test_a_page_without_row_shows_and_writes_nothing_of_another_territory(world, made, name):
    route = OFFICIAL[name]
    with rolled_back():
        case = route_world.case_for(route, world, made)
        if hasattr(ledger := route.extra.get("ledger"), "model"):
            case.row(ledger.model._meta.label_lower)
        data = case.sent() if "POST" in route.methods else {}
        role = max(route.roles, key=lambda role: role in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER))
        before = contents(besides=KEPT)
        stood = ledger.model.objects.filter(cycle=world.cycle).count() if names_no_place(ledger) else 0
        heavy = name.rpartition("_")[2] in ("export", "print", "template", "import")
        for place in ELSEWHERE[:1] if heavy else ELSEWHERE:
            user = world.user(role, place)
            outcome = answer(route, asked(route, world, user, methods(route)[0], {}), case.kwargs)
            if not refused(outcome, Refused, Http404):
                assert outcome.status_code in (200, 302)
                assert "青石坡村" not in words(answered(outcome)), place
            if "POST" in route.methods:
                outcome = answer(route, asked(route, world, user, "POST", data), case.kwargs)
                assert refused(outcome, Refused, Http404) or outcome.status_code < 500
                if place == OTHER and names_no_place(ledger):  # he adds it to the cycle of his own county
                    assert ledger.model.objects.filter(cycle=world.cycle).count() == stood, place
                    before = contents(besides=KEPT)
                else:
                    assert contents(besides=KEPT) == before, place


PACKED = ("teammember_export", "teammember_print", "teammember_template", "kinship_export", "talk_print")


@each(PACKED)
def test_the_name_of_a_village_is_found_in_what_its_own_township_gets(world, made, name):
    """The search above would see a foreign one: in workbooks and PDFs it stands compressed."""
    route = OFFICIAL[name]
    with rolled_back():
        case = route_world.case_for(route, world, made)
        case.row(route.extra["ledger"].model._meta.label_lower)
        outcome = answer(route, asked(route, world, world.clerk, methods(route)[0], {}), case.kwargs)
        body = answered(outcome)
        assert body.startswith((b"PK", b"%PDF"))
        assert "青石坡村".encode() not in body
        assert "青石坡村" in words(body)


def test_a_planted_name_is_found_whatever_it_is_packed_in():
    name = "青石坡村"
    book = write_rows(["村"], [[name]])
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inner.xlsx", book)
    dump = gzip.compress(f"INSERT INTO village VALUES ('{name}')".encode())
    document = Document("研判报告", blocks=[Paragraph(f"位于{name}的")])
    streamed = StreamingHttpResponse(iter([book[:100], book[100:]]))
    planted = [book, archive.getvalue(), dump, render_pdf(document).pdf, render_docx(document), answered(streamed)]
    assert [name in words(body) for body in planted] == [True] * len(planted)
    assert not any(name.encode() in body for body in planted)


def test_the_tests_of_routes_try_nearly_all_there_is():
    covered("routes of the site", ALL, least=1000)
    covered("routes that name a row", NAMED, least=550)
    covered("ways of asking them", EACH, least=1300)


# --- everybody else, and somebody at last ----------------------------------------------------------------------


@each(sorted(OFFICIAL))
def test_nobody_gets_in_without_signing_in_and_other_methods_are_refused(world, made, name):
    route = OFFICIAL[name]
    with rolled_back():
        case = route_world.case_for(route, world, made)
        address = reverse(name, kwargs=case.kwargs)
        with nothing_stays():
            for method in methods(route):
                response = Client().generic(method, address)
                assert response.status_code == 302, method
                assert response["Location"].startswith("/accounts/login/"), method
            user = case.owner or world.user(route.roles[0])
            for method in {"PUT", "PATCH", "DELETE", "GET", "POST"} - set(methods(route)):
                request = RequestFactory().generic(method, address)
                request.user = user
                assert answer(route, request, case.kwargs).status_code == 405, method


def has_no_rows_to_tick(name, method):
    """The list of a ledger without bulk actions takes no form."""
    ledger = ALL[name].extra.get("ledger")
    return method == "POST" and name.endswith("_list") and hasattr(ledger, "model") and not ledger.row_actions


EACH = [(name, way) for name in sorted(ALL) for way in methods(ALL[name]) if not has_no_rows_to_tick(name, way)]
SAID = {
    "readyz": 503,
    "login_code": 302,
    "login_enrol": 302,
    "logout": 302,
    "teamanalysis_edit": 422,
    "teamanalysis_withdraw": 422,
}
"""Without a worker the site is not ready; without a password nobody is asked for a code. The world's analysis was
submitted, so that its moves can be tried: its form and its withdrawal are refused in words.
"""


def likeliest_first(roles):
    """Whoever does most of the work, so that few are asked in vain."""
    return sorted(roles, key=lambda role: role not in (Role.TOWNSHIP_CLERK, Role.COUNTY_ADMIN))


@each(EACH)
def test_somebody_gets_through(world, made, name, method, no_broker):
    """A route refused to everybody is a route nobody needs, or one that is broken; so is each way of asking it."""
    route = ALL[name]
    tried = {}
    for role in likeliest_first(route.roles):
        with rolled_back():
            client = Client(raise_request_exception=False)
            case = route_world.case_for(route, world, made)
            if hasattr(ledger := route.extra.get("ledger"), "model"):
                case.row(ledger.model._meta.label_lower)
            if role != "*":
                user = case.owner or world.user(role)
                client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            assert case.data or "GET" in route.methods, f"请在 route_world.WRITES 写明怎样向 {name} 提交。"
            data = case.sent() if method == "POST" else {}
            response = getattr(client, method.lower())(reverse(name, kwargs=case.kwargs), data)
            if got_in(response, SAID.get(name), declared=method == methods(route)[0]):
                return
            tried[role] = response.status_code, getattr(response, "context", None) and response.context.get("message")
    pytest.fail(f"{method} {route.pattern}: {tried}")


# --- the version of what is changed ------------------------------------------------------------------------------

BY_STATE = {
    "_import_preview": "a workbook is planned again before it is written, and refused when a row changed meanwhile",
}
"""Acts on rows that are there already without one version: the end of the route's name, and what guards instead."""

WRITTEN = sorted(name for name, way in EACH if way == "POST" and ALL[name].scope != "public")


@functools.cache
def versioned():
    """One statement for every table with versions; history has them too, and only grows."""
    models = (one for one in apps.get_models() if hasattr(one, "version") and not hasattr(one, "history_date"))
    tables = [(one._meta.db_table, one._meta.pk.column) for one in models]
    return " UNION ALL ".join(f'SELECT \'{table}\', "{key}", version FROM "{table}"' for table, key in tables)


def versions():
    with connection.cursor() as cursor:
        cursor.execute(versioned())
        return set(cursor.fetchall())


class Sender:
    """What one role posts to a route, of rows that are made once; each attempt is undone before the next."""

    def __init__(self, world, made, name, role):
        self.case, self.name = route_world.case_for(ALL[name], world, made), name
        if hasattr(ledger := ALL[name].extra.get("ledger"), "model"):
            self.case.row(ledger.model._meta.label_lower)
        self.user = self.case.owner or world.user(role)

    def post(self, alter):
        """The answer to the data, altered, and the rows that stood there and are another version now."""
        with rolled_back():
            client = Client(raise_request_exception=False)
            client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
            data, before = alter(self.case.sent()), versions()
            response = client.post(reverse(self.name, kwargs=self.case.kwargs), data)
            return response, {f"{table} {key}" for table, key, _ in before - versions()}


@each(WRITTEN)
def test_whoever_changes_a_row_says_which_version_he_saw(world, made, name, no_broker):
    for role in likeliest_first(ALL[name].roles):
        with rolled_back():
            sender = Sender(world, made, name, role)
            done, changed = sender.post(lambda data: data)
            if not changed:
                continue
            if name.endswith(tuple(BY_STATE)):
                return
            assert done.status_code == (200 if name in BRINGS_A_FILE else 302), name
            for what, alter in STALE.items():
                with nullcontext() if what == "another" else undrawn():
                    response, left = sender.post(alter)
                said = 302 if name.endswith(ROW_BY_ROW) else 409
                assert (response.status_code, left) == (said, set()), what
            return


BRINGS_A_FILE = frozenset({"registration_list_print"})
"""Acts whose answer is the paper itself: the list that was sent is kept nowhere for a second request."""
ROW_BY_ROW = ("_list", "gate_meeting", "record_steps", "move_days")
"""Acts on ticked rows: what somebody changed meanwhile is left as it is and named, the others are done."""


def seen_as(data, alter):
    """The data with every version in them altered: the one of the row, and those that stand in its tick boxes."""
    ticked = data["row"] if isinstance(data.get("row"), list) else []  # the recycle bin brings one row back, by its key
    ticks = [f"{row.partition(':')[0]}{alter(row.partition(':')[2])}" for row in ticked if ":" in str(row)]
    rows = {"row": ticks} if ticks else {}
    sent = {name: value for name, value in data.items() if name != "version"} | rows
    version = alter(str(data["version"])).removeprefix(":") if "version" in data else ""
    return sent | ({"version": version} if version else {})


STALE = {
    "none": lambda data: seen_as(data, lambda version: ""),
    "unreadable": lambda data: seen_as(data, lambda version: ":二"),
    "another": lambda data: seen_as(data, lambda version: f":{int(version) + 7}"),
}


def got_in(response, said, *, declared):
    """A page opens, a form that can only be sent is done; one of a page's own may also come back with what it lacks."""
    if response.status_code == 302:
        return said == 302 or not response["Location"].startswith("/accounts/login")
    return response.status_code in ((200, said) if declared else (200, 409, 422))
