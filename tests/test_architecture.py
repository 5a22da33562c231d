"""Rules import-linter cannot see: foreign keys by name, writes outside services, undeclared routes."""

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from electioncycle.ledgers import REGISTRY
from electioncycle.models import LedgerModel
from electioncycle.routes import routes
from tests.factories import BUILDERS

ROOT = Path(settings.BASE_DIR)
LAYERS = ["reports", "readiness", "candidates|meetings", "risks", "accounts", "villages", "electioncycle"]
RANK = {name: -depth for depth, layer in enumerate(LAYERS) for name in layer.split("|")}
OURS = [name for name in RANK if (ROOT / name).is_dir()]
SOURCES = [path for name in OURS for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts]
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def test_the_linter_knows_every_layer():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    text = " ".join(str(layer) for contract in contracts for layer in contract.get("layers", ()))
    assert all(name in text for name in OURS)


def test_foreign_keys_point_down():
    """A key named by string needs no import, so it is checked here; the user model is Django's own exception."""
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in RANK
        for field in model._meta.get_fields()
        if field.concrete and isinstance(field, models.ForeignKey)
        if (target := field.related_model._meta).app_label in RANK
        and target.label != settings.AUTH_USER_MODEL
        and RANK[target.app_label] > RANK[model._meta.app_label]
    ]
    assert upward == []


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.stem in ("views", "rules", "ledger", "tables", "filters", "forms")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_pages_rules_and_declarations_write_nothing(path):
    tree = ast.walk(ast.parse(path.read_text()))
    calls = [node.func for node in tree if isinstance(node, ast.Call)]
    assert [f.attr for f in calls if isinstance(f, ast.Attribute) and f.attr in WRITES] == []


def test_no_file_is_longer_than_a_reader_can_hold():
    long = {str(path.relative_to(ROOT)): n for path in SOURCES if (n := len(path.read_text().splitlines())) > 400}
    assert long == {}


def test_every_route_names_its_roles_and_scope():
    found = routes()
    assert len(found) > 100
    assert [route.pattern for route in found if not (route.name and route.roles and route.scope)] == []


def test_every_row_model_of_a_ledger_keeps_history_and_has_a_builder():
    assert set(BUILDERS) >= set(REGISTRY)
    for ledger in REGISTRY.values():
        assert issubclass(ledger.model, LedgerModel)
        assert hasattr(ledger.model, "history")


def test_no_source_names_a_place_of_this_machine():
    for path in SOURCES:
        assert "/work/" not in path.read_text(), path
