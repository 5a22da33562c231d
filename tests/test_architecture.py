"""Rules import-linter cannot see: foreign keys by name, writes outside services, undeclared routes."""

import ast
import re
from collections import Counter
from dataclasses import is_dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from electioncycle.ledgers import declarations
from electioncycle.ledgers.ledger import REGISTRY, Ledger
from electioncycle.records.rows import LedgerModel
from electioncycle.web.routes import routes
from tests.factories import BUILDERS
from tests.guards import covered
from tests.source_rules import CONTRACTS, OURS, RANK, ROOT, SOURCES, acting, modules_that_only_read, only_reads, writes
from villages.models import TeamMember, Village
from villages.village_ledgers import LedgerOfVillages, of_villages

LONGEST = 400
MACHINE = "/" + "work/"
WIRING = {"settings.py", "urls.py", "roles.py"}
"""Where the shared layer is wired to the apps; and the one table of the county's roles, of which one bears the word."""
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


def lying_in_villages_unsaid(ledgers):
    """Ledgers whose rows lie in villages and that nobody would ask for a panel, a finding or a section."""
    places = {ledger.name: ledger.field(ledger.place).related_model for ledger in ledgers if ledger.place}
    return [one.name for one in ledgers if places.get(one.name) is Village and not isinstance(one, LedgerOfVillages)]


def test_a_ledger_whose_rows_lie_in_villages_is_asked_about_villages():
    covered("ledgers about villages", [*of_villages(REGISTRY.values())], least=30)
    assert lying_in_villages_unsaid(REGISTRY.values()) == []
    planted = type("Planted", (Ledger,), {"model": TeamMember, "place": "village"})()
    assert lying_in_villages_unsaid([planted]) == ["teammember"]


DECLARED = (Ledger, LedgerOfVillages, *(one for one in vars(declarations).values() if is_dataclass(one)))


def unread(names, texts):
    """Names that no source and no template asks an object for."""
    asked = {name for text in texts for name in re.findall(r"\.(\w+)", text)}
    return sorted({*names} - asked)


def test_what_a_ledger_may_declare_somebody_reads():
    names = {name for one in DECLARED for name in (*vars(one), *one.__annotations__) if not name.startswith("_")}
    covered("what a ledger may declare", names, least=85)
    texts = [path.read_text() for path in (*SOURCES, *(ROOT / "templates").rglob("*.html"))]
    assert unread(names, texts) == []
    assert unread([*names, "in_menu"], texts) == ["in_menu"]


def unset(names, ledgers):
    """Names that every ledger leaves as the bases have them."""
    said = {name for ledger in ledgers for one in type(ledger).__mro__ if one not in DECLARED for name in vars(one)}
    return sorted({*names} - said)


def test_what_a_ledger_may_declare_some_ledger_sets():
    names = {name for one in (Ledger, LedgerOfVillages) for name in one.__annotations__ if name in vars(one)}
    covered("attributes of a declaration", names, least=20)
    assert unset(names, REGISTRY.values()) == []
    assert unset([*names, "assignees"], REGISTRY.values()) == ["assignees"]


ADDRESSES = {
    "papers": {"Document", "FigurePaper", "FigureTable"},
    "workbooks": {"write_rows", "write_template", "TemplateSpec"},
}
"""What is called only where an app keeps its papers, and only where it keeps its workbooks (or what is both)."""
ELSEWHERE = {"reports/analysis_report.py"}
"""The analysis report: its document is what services store, with its hash."""


def astray(sources):
    """Papers and workbooks put together, and planners declared, elsewhere than in the one address of their app."""
    found = []
    for name, text in sources.items():
        homes = {*Path(name).with_suffix("").parts}
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                strays = [at for at, names in ADDRESSES.items() if node.func.id in names and at not in homes]
                found += [f"{name}: {node.func.id}" for at in strays if not (at == "workbooks" and "papers" in homes)]
            if isinstance(node, ast.ClassDef) and node.name.endswith("Planner") and "workbooks" not in homes:
                found.append(f"{name}: {node.name}")
    return found


def test_an_app_has_one_address_for_its_papers_and_one_for_its_workbooks():
    apps_of_the_county = set(OURS) - {"electioncycle", "demo"}
    paths = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in apps_of_the_county]
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in paths}
    sources = {name: text for name, text in sources.items() if name not in ELSEWHERE}
    covered("sources of the apps", sources, least=330)
    assert astray(sources) == []
    assert astray({"villages/views/a.py": "pdf = Document(title=1)"}) == ["villages/views/a.py: Document"]
    assert astray({"risks/services/a.py": "data = write_rows(1)"}) == ["risks/services/a.py: write_rows"]
    assert astray({"risks/services/a.py": "class LinePlanner(Planner): ..."}) == ["risks/services/a.py: LinePlanner"]


def knowing_villages(sources):
    """The shared layer knows rows, places and ledgers; what a village is the apps say through declarations."""
    return [name for name, text in sources.items() if "village" in text.lower()]


def test_the_shared_layer_does_not_know_what_a_village_is():
    shared = [path for path in SOURCES if path.is_relative_to(ROOT / "electioncycle")]
    named = {str(path.relative_to(ROOT / "electioncycle")): path.read_text() for path in shared}
    known = {name: text for name, text in named.items() if name not in WIRING}
    covered("sources of the shared layer", known, least=160)
    assert knowing_villages(known) == []
    assert knowing_villages(known | {"planted.py": 'place = "Village"'}) == ["planted.py"]
    assert {*knowing_villages(named)} == WIRING


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
