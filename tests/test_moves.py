"""No move of any procedure works on a row in the recycle bin, or in a version that somebody has overtaken."""

import ast
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from electioncycle.records import history, workflow
from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import StateField, StepRecord
from electioncycle.web import moves
from electioncycle.web.moves import MovePage
from electioncycle.web.pages import version_seen
from electioncycle.web.routes import routes
from tests import factories, route_world
from tests.guards import covered
from tests.route_world import rolled_back, versions

pytestmark = pytest.mark.usefixtures("menu_without_figures")
PAGES = {route.name: route for route in routes() if route.page and issubclass(route.page, MovePage)}


def moves_of(route):
    page = route.page(**route.extra)
    return [page.only] if page.only else list(page.moves)


EACH = [(name, move) for name, route in PAGES.items() for move in moves_of(route)]
MACHINES = {
    model
    for model in apps.get_models()
    if issubclass(model, LedgerModel) and any(isinstance(field, StateField) for field in model._meta.fields)
}


@pytest.fixture
def world(db, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    return route_world.make_world()


def _started(world):
    row = factories.make_start(world.village)
    return {"row": row.pk, "version": row.version, "reason": "登记有误"}


SENT = {("gate_start_move", "cancel"): _started}
"""What else a move sends than the first one of its page (route_world.WRITES)."""


class Sent:
    """One move as an official sends it from its page; ``between`` happens after the page has found the row."""

    def __init__(self, world, name, move, role, monkeypatch):
        route = PAGES[name]
        self.case = route_world.case_for(route, world)
        if hasattr(ledger := route.extra.get("ledger"), "model"):
            self.case.row(ledger.model._meta.label_lower)
        self.client = Client(raise_request_exception=False)
        user = self.case.owner or world.user(role)
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self.data = SENT[name, move](world) if (name, move) in SENT else self.case.sent()
        if "move" in self.case.kwargs:
            self.case.kwargs["move"] = move
        self.address = reverse(name, kwargs=self.case.kwargs)
        self.held, self.reached, self.monkeypatch, self.page = None, False, monkeypatch, route.page

    def post(self, between=lambda row: None, **more):
        asked = self.page.held

        def held(page, row, move):
            self.held, self.reached = asked(page, row, move), True
            between(self.held)
            return self.held

        with self.monkeypatch.context() as patch:
            patch.setattr(self.page, "held", held)
            self.before = versions(), StepRecord.objects.count()
            self.answer = self.client.post(self.address, self.data | more)
        return self

    @property
    def nothing_written(self):
        return (versions(), StepRecord.objects.count()) == self.before


def into_the_bin(row):
    type(row).all_rows.filter(pk=row.pk).update(withdrawn_at=timezone.now())


def holder(world, name, move, monkeypatch):
    """Who comes with this move as far as the row, and what kind of row it holds; a part it names may be missing."""
    for role in sorted(PAGES[name].roles):
        with rolled_back():
            sent = Sent(world, name, move, role, monkeypatch).post()
            if sent.reached and sent.answer.status_code not in (403, 409):
                return role, type(sent.held)
    pytest.fail(f"{name} {move}: 没有人办得到，请在 test_moves.SENT 写明怎样提交。")


def sins(world, monkeypatch):
    """Moves that did not stop before a row in the bin or an older version; and the kind of row each of them held.

    A move that only adds holds none, an account is held by its service (tests/test_routes.py asks them).
    """
    found, kinds = [], {}
    for name, move in EACH:
        role, kind = holder(world, name, move, monkeypatch)
        if not issubclass(kind, LedgerModel):
            continue
        kinds[name, move] = kind
        with rolled_back():
            sent = Sent(world, name, move, role, monkeypatch).post(version=10**6)
            if sent.answer.status_code != 409 or not sent.nothing_written:
                found.append((name, move, "older version"))
        with rolled_back():
            sent = Sent(world, name, move, role, monkeypatch).post(between=into_the_bin)
            if "回收站" not in sent.answer.content.decode() or not sent.nothing_written:
                found.append((name, move, "in the bin"))
    return found, kinds


def test_no_move_works_on_a_row_in_the_bin_or_on_an_older_version(world, monkeypatch):
    found, kinds = sins(world, monkeypatch)
    assert found == []
    covered("moves that hold a row", kinds, least=90)
    covered("procedures whose moves were tried", MACHINES & set(kinds.values()), least=14)


@contextmanager
def heedless(request, row):
    yield version_seen(request.POST)


def test_a_page_and_a_service_that_do_not_look_are_found(world, monkeypatch):
    monkeypatch.setattr(moves, "as_seen", heedless)
    monkeypatch.setattr(workflow, "locked", lambda row, version=None, gone="": history.lock(row))
    monkeypatch.setattr("tests.test_moves.EACH", [("cycle_close", "close"), ("cycle_lists", "lists")])
    found, _ = sins(world, monkeypatch)
    assert {what for *_, what in found} == {"older version", "in the bin"}


# --- below the pages ---------------------------------------------------------------------------------------------

ROOT = Path(settings.BASE_DIR)
ENTERED = {
    "candidates/services/placements.py": "the pool follows what was entered of the placement; no procedure",
    "candidates/services/pledges.py": "an intention is given up; no procedure",
    "risks/services/daily.py": "what a day was like is entered, not moved",
}
"""Services that set a field called ``state`` of a row without a procedure, and why."""


def past_the_workflow(source):
    """Calls of ``history.lock`` and of a state that is set instead of moved to, by line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "history.lock":
            found.append((node.lineno, "lock"))
        targets = node.targets if isinstance(node, ast.Assign) else []
        names = [one for target in targets for one in ast.walk(target) if isinstance(one, ast.Attribute)]
        found += [(node.lineno, "state") for one in names if one.attr == "state" and isinstance(one.ctx, ast.Store)]
    return sorted(found)


def services():
    return sorted(path for path in ROOT.glob("*/services/**/*.py")) + sorted(ROOT.glob("*/services.py"))


def test_services_lock_and_move_rows_through_the_workflow_alone():
    covered("modules of services", services(), least=80)
    found = {str(path.relative_to(ROOT)): past_the_workflow(path.read_text(encoding="utf-8")) for path in services()}
    assert {name: what for name, what in found.items() if what and name not in ENTERED} == {}
    assert {name for name in ENTERED if not found[name]} == set(), "no longer needed"


def test_a_planted_lock_and_a_planted_state_are_found():
    sin = "def close(row):\n    row = history.lock(row)\n    row.state, row.on = 'closed', 1\n    other = row.state\n"
    assert past_the_workflow(sin) == [(2, "lock"), (3, "state")]
