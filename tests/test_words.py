"""Words that no page, paper or made-up row may say of a vote: nobody is foretold to win, meant to win, or watched."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.guards import covered
from tests.test_unchanged_saves import demo_county

__all__ = ["demo_county"]

NEVER = ("预计当选", "得票预测", "意图人选", "选情可控", "确保当选", "内定", "竞选")
WATCHED = "拒签"
"""Somebody who does not sign has not signed: 未签."""
VOTER = "选民"
"""What a village's papers never call those who are registered: 登记参加选举的村民(居民)."""
BASE = Path(settings.BASE_DIR)
APPS = sorted(one.name for one in apps.get_app_configs() if Path(one.path).parent == BASE)


def said_in(text, words=(*NEVER, WATCHED)):
    return {word for word in words if word in text}


def literals(source):
    """Texts of a module that may reach somebody: not what is written about the code."""
    tree = ast.parse(source)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None
    }
    return "\n".join(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    )


def sources():
    """Every text that the product ships: templates, scripts, data, literals of the apps."""
    for path in [*BASE.glob("templates/**/*.html"), *BASE.glob("static/js/*.js")]:
        yield path, path.read_text(encoding="utf-8")
    for app in APPS:
        for path in (BASE / app).rglob("*.json"):
            yield path, path.read_text(encoding="utf-8")
        for path in (BASE / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path, literals(path.read_text(encoding="utf-8"))


def test_a_link_to_a_pdf_says_what_it_is_for():
    """打印PDF, as everywhere: PDF alone is the name of a kind of file."""
    found = {str(path): text for path, text in sources() if path.suffix == ".html" and re.search(r">\s*PDF\s*<", text)}
    assert found == {}


def test_no_template_script_or_text_of_the_product_says_such_a_word():
    found = list(sources())
    covered("files searched for words", found, least=700)
    assert {str(path.relative_to(BASE)): said_in(text) for path, text in found if said_in(text)} == {}


def test_only_the_law_old_headers_and_printed_reports_say_voter():
    """The registered are registered; a law is quoted as it says, workbooks of former years are still read, and reports
    that were printed stay as they are."""
    may = {"villages/data/rules.json", "electioncycle/sheets/headers.py", "villages/report/registry.py"}
    said = {str(path.relative_to(BASE)) for path, text in sources() if VOTER in text}
    assert said == may


def test_what_a_village_posts_calls_nobody_a_voter_as_of_a_state():
    papers = [*(BASE / "elections").glob("rules/forms/*.py"), *(BASE / "elections").glob("papers/*.py")]
    texts = {path: literals(path.read_text(encoding="utf-8")) for path in papers}
    for path in (BASE / "elections" / "data" / "notices.json", BASE / "tests" / "data" / "election_papers.txt"):
        texts[path] = path.read_text(encoding="utf-8")
    covered("files of village papers", texts, least=15)
    assert [path.name for path, text in texts.items() if VOTER in text] == []


def texts_of(model):
    """Every text of its rows, JSON in plain words."""
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
    ]
    for row in model._base_manager.values_list(*names) if names else ():
        yield from map(str, row)


@pytest.mark.django_db
def test_no_made_up_row_says_such_a_word(demo_county):
    """A history has what its row has said."""
    found, seen = {}, 0
    for model in apps.get_models():
        for text in texts_of(model):
            seen += 1
            if words := said_in(text):
                found.setdefault(model._meta.label, set()).update(words)
    covered("texts of the demo county searched for words", seen, least=20_000)
    assert found == {}


def test_the_search_sees_what_is_there():
    assert said_in("该人选系内定") == {"内定"}
    assert literals('"""竞选"""\nA = "确保当选"\ndef f():\n    "内定"\n    return f"预计当选{A}"\n').split() == [
        "确保当选",
        "预计当选",
    ]
    assert re.search("登记参加选举", (BASE / "tests" / "data" / "election_papers.txt").read_text(encoding="utf-8"))
