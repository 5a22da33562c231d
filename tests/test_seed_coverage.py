"""``docs/seed-coverage.md`` names, for every measure of the founding documents, pages, ledgers, figures and tests."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from electioncycle.figures import FIGURES
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.web.routes import routes
from tests import factories
from tests.boards import lines_of
from tests.guards import covered
from villages.definitions import COMMUNITIES, EARNING, MERGED

ROOT = Path(settings.BASE_DIR)
PAGE = ROOT / "docs" / "seed-coverage.md"
HEADS = ["measure", "here", "pages", "ledgers", "figures", "tests"]
NONE = "—"


def rows_of(text):
    """Each line of the tables by its heads."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return [dict(zip(HEADS, line, strict=True)) for line in lines if line != HEADS and set(line[0]) != {"-"}]


def has_test(name):
    file, _, function = name.partition("::")
    path = ROOT / "tests" / file
    return bool(function) and path.is_file() and re.search(rf"^def {function}\(", path.read_text(), re.M) is not None


def missing(row):
    """What the line names and does not exist; a kind of thing it neither names nor leaves out with a dash."""
    known = {
        "pages": {route.name for route in routes()}.__contains__,
        "ledgers": REGISTRY.__contains__,
        "figures": FIGURES.__contains__,
        "tests": has_test,
    }
    found = []
    for kind, exists in known.items():
        names = re.findall(r"`([^`]+)`", row[kind])
        found += [f"{kind}: {name}" for name in names if not exists(name)]
        if not names and (row[kind] != NONE or kind in ("pages", "tests")):
            found.append(f"{kind}: {row[kind] or 'nothing'}")
    return found


def test_every_line_names_pages_ledgers_figures_and_tests_that_exist():
    rows = rows_of(PAGE.read_text())
    covered("measures of the founding documents", rows, least=35)
    assert {row["measure"]: lacking for row in rows if (lacking := missing(row))} == {}


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("pages", "`no_such_page`"),
        ("ledgers", "`nosuchledger`"),
        ("figures", "`risks.invented`"),
        ("tests", "`test_demo.py::test_of_nothing`"),
        ("tests", "—"),
        ("pages", ""),
    ],
)
def test_a_line_that_names_nothing_or_what_does_not_exist_is_found(kind, says):
    row = rows_of(PAGE.read_text())[0]
    assert missing(row) == []
    assert [found.partition(":")[0] for found in missing(row | {kind: says})] == [kind]


@pytest.mark.parametrize(
    "measure", ["社区优化", "换届与经济社会发展", "report to the leading group", "before the roll-out"]
)
def test_measures_without_a_table_of_their_own_have_a_line_too(measure):
    assert [row for row in rows_of(PAGE.read_text()) if measure in row["measure"]]


@pytest.mark.django_db
def test_communities_merged_villages_and_income_are_counted_from_the_profiles(client, village, cycle):
    """Nothing is typed for them: the home, the night and the forms of the city read what the profiles say."""
    other = factories.make_village("白水社区", factories.make_township("西坪乡"), kind="community")
    aside = factories.make_village("柳溪村", village.township)
    factories.make_profile(village, merged_from="由甲村、乙村合并", collective_income="12.5")
    factories.make_profile(other, collective_income="0")
    factories.make_profile(aside, merged_from="由丙村、丁村合并", collective_income="3", takes_part=False)
    client.force_login(factories.make_user(Role.COUNTY_CLERK, village.township.parent))
    *lines, total = lines_of(client.get("/").context["board"])
    shown = (COMMUNITIES, MERGED, EARNING)
    counted = {line.township.name: [line.counted[one.code] for one in shown] for line in lines}
    assert counted == {"东河镇": [0, 1, 1], "西坪乡": [1, 0, 0]}
    assert [total.counted[one.code] for one in shown] == [1, 1, 1]
