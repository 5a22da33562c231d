"""Every figure has one name and one definition, wherever it is shown; every night it is kept what they stood at."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.test import override_settings

from electioncycle import figures
from electioncycle.figures import FIGURES, PERCENT, Figure
from electioncycle.ledgers.declarations import GROUPS
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.figure_days import FigureDay
from electioncycle.roles import OFFICIALS, Role
from meetings.papers.figures import TABLES
from readiness.definitions import ANALYSED, CONFIRMED
from tests import factories, route_world
from tests.guards import covered
from tests.route_world import case_for, rolled_back
from tests.test_routes import OFFICIAL, answer, asked
from villages.definitions import VILLAGES
from villages.models import KindItem, Village
from villages.village_ledgers import of_villages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]

DEFINED = Figure("tests.counted", "试数", "为测试而数的村。", "个", group="报告与统计", source="村(社区)名册")

OF_WHEN = frozenset({"上届", "上届换届时", "现任", "若当选", "若预备人选当选", "变化", "本届目标", "每村目标", "要求"})
"""Columns that say of when the figure of their line is."""
OF_PAPERS = frozenset({"版次", "期号", "页数", "大小", "序号", "行号", "抽中顺序", "条目", "条件", "待确认"})
OF_THE_SITE = frozenset({"件数", "条数", "保存期限", "清除(条)", "保留登记(条)"})
OF_IMPORTS = frozenset({"表中行数", "新增", "修改", "没有变化", "有误", "同村一并退回", "跳过"})
NO_FIGURES = OF_WHEN | OF_PAPERS | OF_THE_SITE | OF_IMPORTS
FILES = ("_export", "_print", "_template", "_pdf", "_docx", "_file")
"""Columns of numbers that count nothing of the election: of the site's own lists, files and forms."""


# --- declared ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "word"),
    [("code", "代码"), ("name", "名称"), ("definition", "定义"), ("unit", "单位"), ("source", "来源")],
)
def test_a_figure_without_definition_stops_the_start(missing, word):
    with pytest.raises(ImproperlyConfigured, match=f"没有口径：缺{word}"):
        figures.declare(replace(DEFINED, **{missing: " "}))
    assert DEFINED.code not in FIGURES


def test_a_share_says_what_it_is_a_share_of():
    with pytest.raises(ImproperlyConfigured, match="缺基数"):
        figures.declare(replace(DEFINED, unit=PERCENT))


@pytest.mark.parametrize("twice", ["code", "name"])
def test_no_two_figures_share_a_name_or_a_code(twice):
    with pytest.raises(ImproperlyConfigured, match="已经定义过"):
        figures.declare(replace(DEFINED, **{twice: getattr(VILLAGES, twice)}))


def test_every_figure_says_where_it_belongs_and_who_may_see_it():
    covered("figures defined", FIGURES, least=180)
    for figure in FIGURES.values():
        assert figure.group in GROUPS, figure
        assert figure.readers <= set(Role.values), figure
        assert figure.readers, figure
        assert figure.definition.endswith("。"), figure
        assert not figure.base.endswith("。"), figure
        assert len(figure.code) <= FigureDay._meta.get_field("figure").max_length


# --- shown ---------------------------------------------------------------------------------------------------------


class Shown(HTMLParser):
    """Heads of columns of figures and names on cards, each with the code of the figure it names."""

    def __init__(self, html):
        super().__init__()
        self.found, self._open, self._card = [], None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        classes = (attrs.get("class") or "").split()
        if "figure" in classes:
            self._card = [None, "", ""]
        elif tag == "th" and ("num" in classes or "data-figure" in attrs):
            self._open = ["th", attrs.get("data-figure"), ""]
        elif self._card is not None and tag in ("span", "b"):
            self._open = [tag, attrs.get("data-figure"), ""]

    def handle_data(self, data):
        if self._open is not None:
            self._open[2] += data.strip()

    def handle_endtag(self, tag):
        if self._open is None or tag != self._open[0]:
            return
        kind, code, words = self._open
        self._open = None
        if kind == "th":
            self.found.append((code, words))
        elif kind == "span":
            self._card[:2] = code, words
        elif kind == "b":
            if re.search(r"\d", words) and not re.fullmatch(r"\d{4}-\d\d-\d\d", words):  # a day is no figure
                self.found.append(tuple(self._card[:2]))
            self._card = None


def undefined(html):
    return [words for code, words in Shown(html).found if code not in FIGURES and words not in NO_FIGURES]


def codes(html):
    return {code for code, _ in Shown(html).found if code}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """One row of everything beside the village that is asked for; what the requests do is rolled back."""
    with django_db_blocker.unblock(), override_settings(DATA_DIR=tmp_path_factory.mktemp("data")), rolled_back():
        made = route_world.make_world()
        beside = Village.objects.get(name="白石村")
        for builder in factories.BUILDERS.values():
            builder(beside)
        yield made


def page_of(route, world, role):
    """The page as this role sees it; nothing where it is no page."""
    with rolled_back():
        case = case_for(route, world)
        found = answer(route, asked(route, world, world.user(role), "GET", {}), case.kwargs)
        html = not isinstance(found, tuple) and str(found.get("Content-Type", "")).startswith("text/html")
        return found.content.decode() if html else ""


def test_every_number_that_heads_a_column_or_a_card_of_any_page_is_defined(world):
    seen, lacking = set(), {}
    for name, route in OFFICIAL.items():
        is_list = "ledger" in route.extra and name.endswith("_list")  # its columns are what was typed in
        if route.scope != "territory" or "GET" not in route.methods or is_list or name.endswith(FILES):
            continue
        role = Role.COUNTY_ADMIN if Role.COUNTY_ADMIN in route.roles else route.roles[0]
        html = page_of(route, world, role)
        seen |= codes(html)
        if found := undefined(html):
            lacking[name] = found
    assert lacking == {}
    covered("figures met on pages", seen, least=160)


def test_a_number_without_definition_is_found():
    assert undefined('<th class="num">编造数</th><div class="figure"><span>另一个</span><b>3</b></div>') == [
        "编造数",
        "另一个",
    ]
    assert undefined('<th class="num" data-figure="risks.points">风险点</th>') == []
    for tag in ("head", "card"):
        with pytest.raises(ImproperlyConfigured, match="没有定义"):
            Template(f'{{% {tag} "risks.invented" %}}').render(Context())


@pytest.mark.parametrize("role", sorted(OFFICIALS))
def test_a_home_shows_figures_that_are_defined_and_that_the_role_may_see(world, role):
    html = page_of(OFFICIAL["dashboard"], world, role)
    assert undefined(html) == []
    assert codes(html) <= {figure.code for figure in figures.readable(frozenset({role}))}
    covered("figures of a home", codes(html), least=20)


def test_what_ledgers_count_by_township_is_defined_and_kept_every_night(world):
    names = {
        name
        for ledger in of_villages(REGISTRY.values())
        for numbers in ledger.township_figures(world.admin, world.cycle).values()
        for name in numbers
    }
    covered("figures by township", names, least=35)
    assert {name for name in names if not figures.named(name).counted} <= {ANALYSED.name, CONFIRMED.name}


def test_who_stands_in_two_townships_is_never_counted_township_by_township(world):
    names = {
        name
        for ledger in of_villages(REGISTRY.values())
        if ledger.figures_are_dear
        for numbers in ledger.township_figures(world.admin, world.cycle).values()
        for name in numbers
    }
    covered("figures kept by township", names, least=6)
    assert {name for name in names if figures.named(name).shared} == set()


# --- on paper ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", sorted(TABLES))
def test_columns_of_numbers_on_paper_are_headed_by_figures_or_entries_of_the_countys_lists(world, what):
    found = TABLES[what](world.admin, world.cycle, {})
    entries = {str(item) for item in KindItem.objects.all()}
    for column, header in enumerate(found.headers):
        if any(isinstance(row[column], int) for row in found.rows):
            assert isinstance(header, Figure) or header in entries, header
