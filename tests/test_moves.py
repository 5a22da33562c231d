"""No move of any procedure works on a row in the recycle bin, or in a version that somebody has overtaken.

What it says then is shown beside its form, whichever move it is (``static/js/moves.js``, held by
tests/browser/test_refused.py).
"""

import ast
import re
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
from tests.route_world import rolled_back
from tests.test_every_ledger import undrawn

pytestmark = pytest.mark.usefixtures("menu_without_figures")
ROOT = Path(settings.BASE_DIR)
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


class Attempt:
    """One move as an official sends it from its page; ``between`` happens after the page has found the row."""

    def __init__(self, world, name, move, role, monkeypatch):
        route = PAGES[name]
        case = route_world.case_for(route, world)
        if hasattr(ledger := route.extra.get("ledger"), "model"):
            case.row(ledger.model._meta.label_lower)
        self.client = Client(raise_request_exception=False)
        self.client.force_login(case.owner or world.user(role), backend="django.contrib.auth.backends.ModelBackend")
        self.data = SENT[name, move](world) if (name, move) in SENT else case.sent()
        if "move" in case.kwargs:
            case.kwargs["move"] = move
        self.address = reverse(name, kwargs=case.kwargs)
        self.monkeypatch, self.page, self.held, self.reached = monkeypatch, route.page, None, False

    def post(self, between=lambda row: None, **more):
        """The words of the answer, its status, and whether the row stands as it did and no step was written."""
        asked = self.page.held

        def held(page, row, move):
            self.held, self.reached = asked(page, row, move), True
            between(self.held)
            self.before = self.standing()
            return self.held

        with self.monkeypatch.context() as patch:
            patch.setattr(self.page, "held", held)
            answer = self.client.post(self.address, self.data | more)
        return answer.content.decode(), answer.status_code, self.held is None or self.standing() == self.before

    def standing(self):
        if self.held is None:
            return None
        stored = type(self.held)._base_manager.filter(pk=self.held.pk).values().get()
        return stored, StepRecord.objects.count()


def into_the_bin(row):
    type(row).all_rows.filter(pk=row.pk).update(withdrawn_at=timezone.now())


def tried(world, name, move, monkeypatch, roles):
    """What went wrong with this move, and the kind of row it holds; by the first role that gets as far as the row."""
    for role in roles:
        with rolled_back():
            attempt = Attempt(world, name, move, role, monkeypatch)
            with undrawn():
                _, status, untouched = attempt.post(version=10**6)
            if not attempt.reached or status == 403:
                continue
            roles.sort(key=lambda one: one != role)
            if not isinstance(attempt.held, LedgerModel):
                return [], None
            wrong = [] if (status, untouched) == (409, True) else ["older version"]
            words, _, untouched = attempt.post(between=into_the_bin)
            if not ("回收站" in words and untouched):
                wrong += ["in the bin"]
            elif "data-refusal" not in words:
                wrong += ["no sentence for beside the form"]
            return wrong, type(attempt.held)
    pytest.fail(f"{name} {move}: 没有人办得到，请在 test_moves.SENT 写明怎样提交。")


def sins(world, monkeypatch, each):
    """Moves that did not stop before a row in the bin or an older version; and the kind of row each of them held.

    A move that only adds holds none, an account is held by its service (tests/test_routes.py asks them).
    """
    found, kinds, roles = {}, {}, {}
    for name, move in each:
        asked = roles.setdefault(name, sorted(PAGES[name].roles))
        wrong, kind = tried(world, name, move, monkeypatch, asked)
        found |= {(name, move): wrong} if wrong else {}
        kinds |= {(name, move): kind} if kind else {}
    return found, kinds


def test_no_move_works_on_a_row_in_the_bin_or_on_an_older_version(world, monkeypatch):
    found, kinds = sins(world, monkeypatch, EACH)
    assert found == {}
    covered("moves that hold a row", kinds, least=90)
    covered("procedures whose moves were tried", MACHINES & set(kinds.values()), least=14)


# --- the forms they are sent from ----------------------------------------------------------------------------------

FORM = re.compile(r"<form\b.*?</form>", re.S)
NAMED = re.compile(r"{% (?:url|ledger_url ledger) '(\w+)'|{% url (page\.does)")
OWN_FAULTS = ("novalidate", "data-keep")
"""Forms that come back with their faults, or keep themselves; ``moves.js`` leaves them alone."""


def forms_of_moves():
    """Every form of a template that posts to the page of a move: file, its words before the token, all of it."""
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for form in FORM.findall(path.read_text(encoding="utf-8")):
            head = form.partition("{% csrf_token %}")[0]
            named = NAMED.search(head)
            is_move = named and (named[2] or named[1] == "move" or named[1] in PAGES)
            found += [(str(path.relative_to(ROOT)), head, form)] if 'method="post"' in head and is_move else []
    return found


def stays(head, form):
    """Whether a refusal is shown beside this form."""
    seen = ("partials/version.html", 'name="version"', ".version }}")
    says = "data-inline" in head or any(one in form for one in seen)
    return says and not any(word in head for word in OWN_FAULTS)


def test_the_form_of_every_move_stays_where_it_is_when_the_move_is_refused():
    forms = forms_of_moves()
    covered("forms of moves", forms, least=110)
    assert [(name, head) for name, head, form in forms if not stays(head, form)] == []
    assert not stays('<form method="post" novalidate>', '{% include "partials/version.html" %}')
    assert not stays('<form method="post">', "<button>办理</button>"), "a form of which nobody knows what it changes"


FINAL = {
    "accounts/hand_over.html": {"移交"},
    "candidates/review_batch.html": {"批准发函", "办结本批次"},
    "editions/edition.html": {"核对无误，发布"},
    "elections/blind_lot.html": {"抽签"},
    "elections/candidate_list.html": {"核对并登记公布"},
    "elections/correction.html": {"确认更正"},
    "elections/dispute_moves.html": {"对照认定书，审核认定"},
    "elections/moves.html": {"登记现场公布"},
    "elections/notice.html": {"登记张贴"},
    "elections/registration.html": {"核对无误"},
    "elections/sheet_compare.html": {"核对一致"},
    "elections/sheet_decisions.html": {"核对一致"},
    "elections/sheet_moves.html": {"核对定稿"},
    "filing/edition.html": {"登记报送"},
    "meetings/case.html": {"登记决定"},
    "meetings/complaint.html": {"审核办结并答复"},
    "meetings/minutes.html": {"定稿"},
    "meetings/write.html": {"保存并定稿"},
    "partials/purge_asked.html": {"确认清除"},
    "partials/reason_form.html": {"{{ button }}"},
    "readiness/gate_start.html": {"登记启动"},
    "unmasked/list.html": {"批准勾选的申请"},
    "villages/act.html": {"确定"},
    "villages/cycle.html": {"关闭届次"},
    "villages/draw_new.html": {"抽取"},
    "villages/duplicate.html": {"合并为一人"},
    "villages/rule_switch.html": {"核对无误，确认换用"},
}
"""What nobody can take back, by page and button; a start of the election is cancelled on a page that shows it."""


def test_what_cannot_be_taken_back_is_shown_in_one_piece_before_it_is_done():
    found = {}
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for label in re.findall(r"<button[^<]*data-final=[^<]*>([^<>]+)</button>", text):
            found.setdefault(str(path.relative_to(ROOT / "templates")), set()).add(label.strip())
    assert found == FINAL


def fields_named():
    """The fields that a refusal of a day names, as the views read them."""
    views = [*ROOT.glob("*/views/**/*.py"), *(ROOT / "electioncycle/web").glob("*.py")]
    nodes = (node for path in views for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    calls = [one for one in nodes if isinstance(one, ast.Call) and ast.unparse(one.func) == "day_in"]
    return {one.args[1].value for one in calls if isinstance(one.args[1], ast.Constant)}


def test_a_field_that_a_refusal_names_stands_in_a_form():
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    covered("fields named by refusals", fields_named(), least=10)
    assert {name for name in fields_named() if f'name="{name}"' not in pages} == set()


@contextmanager
def heedless(request, row):
    yield version_seen(request.POST)


def test_a_page_and_a_service_that_do_not_look_are_found(world, monkeypatch):
    monkeypatch.setattr(moves, "as_seen", heedless)
    monkeypatch.setattr(workflow, "locked", lambda row, version=None, gone="": history.lock(row))
    found, _ = sins(world, monkeypatch, [("cycle_close", "close"), ("cycle_lists", "lists")])
    assert list(found.values()) == [["older version", "in the bin"]] * 2


# --- below the pages ---------------------------------------------------------------------------------------------

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
