"""Whoever types a sheet for the second time finds the first one's figures at no address of the site.

``CRAWL=all`` (``make nightly``) asks all of them; otherwise those of elections, and of the other apps every seventh.
"""

import re
import subprocess

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import override_settings

from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from elections.models import ResultSheet, SheetEntry
from elections.services import sheet_ways, sheets
from elections.views.result_sheets import SheetMove, SheetsPage
from tests import route_world
from tests.guards import WHOLE, covered
from tests.result_sheets import paper
from tests.route_world import rolled_back
from tests.test_routes import ALL, answer, answered, asked, methods, words

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("menu_without_figures")]
SECRET = {
    "account-0-printed": "97531",
    "account-0-in_person": "86429",
    "account-0-issued": "86431",
    "account-0-left_over": "75319",
    "account-0-recovered": "64283",
    "post-director-valid": "53197",
    "other-director-0-name": "欧阳奇志",
    "other-director-0-sex": "male",
    "other-director-0-standing": "written_in",
    "other-director-0-votes": "42173",
}
"""Figures and a name that stand nowhere else."""
MARKS = [text for text in SECRET.values() if len(text) == 5 or text.startswith("欧阳")]
STANDING = {mark: re.compile(rf"(?<![\w-]){mark}(?![\w-])", re.ASCII) for mark in MARKS}
"""A figure stands by itself: tokens and digests have the same five digits now and then."""
SOUGHT = "欧阳奇"
"""As much of the name as a search must find, and no page shows as the name itself."""
APPS = sorted({route.pattern.split("/")[1] for route in ALL.values()})


def of_app(app):
    """The routes of an app that are asked; by their names, so that another run asks the same."""
    names = sorted(name for name, route in ALL.items() if route.pattern.split("/")[1] == app)
    return names if WHOLE or app == "elections" else names[::7]


def marks_in(text):
    return [mark for mark, standing in STANDING.items() if standing.search(text)]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """A sheet typed by the clerk, to be typed by the officer without seeing it; both of one township."""
    with django_db_blocker.unblock(), override_settings(DATA_DIR=tmp_path_factory.mktemp("data")), rolled_back():
        made = route_world.make_world()
        for kind in ("round", "quickreport"):
            route_world.ROWS[f"elections.{kind}"](made)
        sheet = route_world.ROWS["elections.resultsheet"](made)
        sheet_ways.type_blind(sheet, because="pilot", by=made.admin)
        typed = {**paper(sheet), "registered": "90000", **SECRET}
        sheets.hand_in(sheet, typed, as_on_paper=True, by=made.clerk, saved=0)
        yield made


def second(world):
    return world.user(Role.TOWNSHIP_OFFICER)


def ways(route):
    """Every page is opened; what can only be posted to may answer with a file."""
    signs_in_or_out = route.pattern.startswith("/accounts/")
    return methods(route)[:1] if "GET" in route.methods or not signs_in_or_out else []


def read_by(body):
    try:
        return words(body)
    except subprocess.CalledProcessError:  # a stand-in for a kept file that only begins like a PDF
        return body.decode(errors="replace")


def shown(world, route, method, *, move="", **also):
    """What the second is given at this address, asked with what is named besides; empty where they are refused."""
    with rolled_back():
        case = route_world.case_for(route, world)
        if hasattr(ledger := route.extra.get("ledger"), "model"):
            case.row(ledger.model._meta.label_lower)
        data = case.sent() if method == "POST" and (case.data or "GET" in route.methods) else {}
        request = asked(route, world, second(world), method, {**data, **also})
        request.session = SessionStore()
        outcome = answer(route, request, {**case.kwargs, "move": move} if move else case.kwargs)
        return outcome[1] if isinstance(outcome, tuple) else read_by(answered(outcome))


@pytest.mark.parametrize("app", APPS)
def test_no_address_shows_the_second_what_the_first_typed(world, app):
    assert SheetEntry.objects.get().typed["account-0-printed"] == "97531", "the search looks for what is there"
    sins, seen = [], 0
    for name in of_app(app):
        if second(world).roles.isdisjoint(ALL[name].roles):
            continue
        for method in ways(ALL[name]):
            said = shown(world, ALL[name], method)
            seen += 1
            sins += [(name, method, mark) for mark in marks_in(said)]
    assert sins == []
    if app == "elections":
        covered("addresses of elections", range(seen), least=200)


def test_neither_a_search_nor_a_form_opened_long_ago_shows_them(world):
    """Lists asked for the first characters of the name; forms of the sheet sent as somebody who saw another version."""
    sins, asked_for, sent = [], [], []
    for name, route in ALL.items():
        if second(world).roles.isdisjoint(route.roles):
            continue
        if name.endswith("_list") and route.pattern.startswith("/elections/"):
            asked_for.append(name)
            sins += [(name, mark) for mark in marks_in(shown(world, route, "GET", q=SOUGHT))]
        if "POST" in route.methods and issubclass(route.page, SheetsPage):
            for move in route.page.moves if issubclass(route.page, SheetMove) else ("",):
                sent.append((name, move))
                said = shown(world, route, "POST", move=move, version="99", saved="99")
                sins += [(name, move, mark) for mark in marks_in(said)]
    assert sins == []
    covered("lists of elections searched", asked_for, least=30)
    covered("forms of a sheet", sent, least=10)


def test_neither_audit_nor_steps_nor_history_nor_differences_hold_a_figure(world):
    with rolled_back():
        sheet = ResultSheet.objects.get()
        sheets.take(sheet, by=second(world))
        typed = {**paper(sheet), "registered": "90000", **SECRET, "account-0-printed": "11111"}
        entry = SheetEntry.objects.get(turn=2)
        sheets.hand_in(sheet, typed, as_on_paper=True, by=second(world), saved=entry.saved)
        sheet = ResultSheet.objects.get()
        assert (sheet.state, sheet.different) == ("different", ["选票：印制选票"])
        kept = [str(sheet.__dict__), *(str(one.__dict__) for one in sheet.history.all())]
        kept += [str(one.details) for one in AuditEvent.objects.all()]
        kept += [f"{one.title}{one.reason}{one.content_hash}" for one in sheets.workflow.steps(sheet)]
        assert not [mark for text in kept for mark in marks_in(text)]


def test_the_search_sees_a_page_that_shows_the_figures(world, monkeypatch):
    monkeypatch.setattr(sheets, "entry_of", lambda sheet, user: SheetEntry.objects.get(turn=1))
    said = shown(world, ALL["sheet_entry"], "GET")
    assert not marks_in(said), "in this state nobody types"
    ResultSheet.objects.update(state="different")
    assert "97531" in marks_in(shown(world, ALL["sheet_entry"], "GET"))
    ResultSheet.objects.update(state="second")
