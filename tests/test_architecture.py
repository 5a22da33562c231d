"""Rules import-linter cannot see: foreign keys by name, writes outside services, undeclared routes."""

from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.rows import LedgerModel
from electioncycle.web.routes import routes
from tests.factories import BUILDERS
from tests.guards import covered
from tests.source_rules import CONTRACTS, OURS, RANK, ROOT, SOURCES, acting, modules_that_only_read, only_reads, writes

LONGEST = 400
MACHINE = "/" + "work/"
TEXTS = {".py", ".md", ".sh", ".html", ".toml", ".txt", ".in", ".css", ".js"}


def test_the_linter_knows_every_layer():
    text = " ".join(str(layer) for contract in CONTRACTS for layer in contract.get("layers", ()))
    assert all(name in text for name in OURS)
    assert {Path(app.path).name for app in apps.get_app_configs() if Path(app.path).parent == ROOT} == set(OURS)


def keys_of_models():
    """App of the model, label of the target, and what to call the key."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if model._meta.app_label in RANK and field.concrete and isinstance(field, models.ForeignKey):
                yield model._meta.app_label, field.related_model._meta.label, f"{model._meta.label}.{field.name}"


def upward(keys):
    """A key named by string needs no import, so it is checked here; the user model is Django's own exception."""
    there = [(app, target.partition(".")[0], name) for app, target, name in keys if target != settings.AUTH_USER_MODEL]
    return [name for app, target, name in there if target in RANK and RANK[target] > RANK[app]]


def test_foreign_keys_point_down():
    keys = list(keys_of_models())
    covered("foreign keys", keys, least=500)
    assert upward(keys) == []
    planted = ("villages", "reports.VillageReport", "villages.Village.report")
    assert upward([*keys, planted]) == ["villages.Village.report"]


@pytest.mark.parametrize("name", sorted(modules_that_only_read()))
def test_pages_rules_and_declarations_write_nothing(name):
    assert writes((ROOT / name).read_text()) == []


def test_the_guard_against_writes_reads_every_package_of_every_app():
    found = modules_that_only_read()
    covered("modules that only read", found, least=150)
    of_app = Counter(Path(name).parts[0] for name in found)
    assert all(of_app[app] >= 4 for app in CONTRACTS[-1]["containers"]), of_app
    deep = [name for name in found if len(Path(name).parts) > 2]
    covered("of them in packages", deep, least=110)


SINS = (
    "row.save()",
    "Village.objects.create(name='x')",
    "Village.objects.filter(pk=1).update(name='x')",
    "rows.exclude(pk=1).delete()",
    "from electioncycle import history\nhistory.record(row, by=1)",
    "from electioncycle.records.history import record\nrecord(row, by=1)",
    "from electioncycle.records.history import record_many\nrecord_many(rows, by=1)",
    "form.save()",
)
ALLOWED = (
    "from meetings.services import minutes as services\nservices.save(row)",
    "self.save(row)",
    "audit.record(audit.Event.PRINTED, by=1)",
    "context.update(rows=rows)",
    "found.update(more)",
)


@pytest.mark.parametrize("sin", SINS)
def test_a_planted_write_is_found_in_a_page_a_rule_and_a_declaration(sin):
    assert writes(sin)
    for place in (
        "villages/views/deep/inside.py",
        "villages/rules/ages.py",
        "villages/ledger/places.py",
        "a/b_pages.py",
    ):
        assert only_reads(Path(place), sin), place
    assert only_reads(Path("villages/anywhere.py"), f"class Added(Page):\n    def post(self):\n        ...\n{sin}")
    assert not only_reads(Path("villages/services/people.py"), sin)


@pytest.mark.parametrize("act", ALLOWED)
def test_calling_a_service_is_no_write(act):
    assert writes(act) == []


UNTYPED = {"accounts/passwords.py"}
"""Django's own validator, which this one extends, asks for more of an account than a password may know."""


def test_who_acts_and_in_which_cycle_is_handed_on_by_type():
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in SOURCES}
    found = {name: list(acting(text)) for name, text in sources.items()}
    covered("parameters for a user or a cycle", [one for many in found.values() for one in many], least=1000)
    assert {name for name, many in found.items() if any(written in ("", "Any") for _, written in many)} <= UNTYPED
    assert list(acting("def planted(row, *, by: Any): ...")) == [("by", "Any")]


def too_long(sources):
    return {name: n for name, text in sources.items() if (n := len(text.splitlines())) > LONGEST}


def test_no_file_is_longer_than_a_reader_can_hold():
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in SOURCES}
    covered("source files", sources, least=500)
    assert too_long(sources) == {}
    assert too_long(sources | {"planted.py": "x = 1\n" * (LONGEST + 1)}) == {"planted.py": LONGEST + 1}


def test_every_route_names_its_roles_and_scope():
    found = routes()
    covered("routes", found, least=500)
    assert [route.pattern for route in found if not (route.name and route.roles and route.scope)] == []


def test_every_row_model_of_a_ledger_keeps_history_and_has_a_builder():
    covered("ledgers", REGISTRY, least=45)
    assert set(BUILDERS) >= set(REGISTRY)
    for ledger in REGISTRY.values():
        assert issubclass(ledger.model, LedgerModel)
        assert hasattr(ledger.model, "history")


def naming_this_machine(texts):
    return [name for name, text in texts.items() if MACHINE in text]


def test_no_file_of_the_project_names_a_place_of_this_machine():
    folders = [ROOT / name for name in (*OURS, "tests", "setup", "docs", "templates", "static")]
    paths = [path for folder in folders for path in folder.rglob("*") if path.suffix in TEXTS]
    texts = {
        str(path.relative_to(ROOT)): path.read_text() for path in [*ROOT.glob("*.*"), *paths] if path.suffix in TEXTS
    }
    texts["Makefile"] = (ROOT / "Makefile").read_text()
    covered("text files", texts, least=800)
    assert naming_this_machine(texts) == []
    assert naming_this_machine(texts | {"planted": f"{MACHINE}main"}) == ["planted"]
