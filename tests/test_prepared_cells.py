"""Cells, links and the menu are written as strings: what people typed must stay text in them."""

import json
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils.safestring import mark_safe

from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import REGISTRY, Due
from electioncycle.records import history
from electioncycle.roles import Role
from electioncycle.templatetags.office import escaped
from electioncycle.web.addresses import address
from tests import factories
from villages.village_ledgers import Panel

pytestmark = pytest.mark.django_db

HOSTILE = "<img src=x onerror=alert(1)>\"'&"


@pytest.mark.parametrize("name", ["unit", "post"])
def test_what_was_typed_stays_text_in_the_cells_of_a_list(name, village, county, client):
    row = factories.make_post(village)
    setattr(row, name, HOSTILE[:40])
    history.record(row, by=factories.clerk())
    client.force_login(county)
    page = client.get(reverse("responsibilitypost_list")).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_a_hostile_name_stays_text_in_link_tick_and_tag(village, county, client):
    village.name = '<b id="x">村'
    type(village).objects.filter(pk=village.pk).update(name=village.name)
    client.force_login(county)
    page = client.get("/villages/").content.decode()
    assert '<b id="x">' not in page
    assert 'aria-label="选择&lt;b id=&quot;x&quot;&gt;村"' in page


def test_what_was_safe_before_stays_as_it_is():
    assert escaped("<i>") == "&lt;i&gt;"
    assert escaped(mark_safe("<i>")) == "<i>"
    assert escaped(7) == "7"


def test_a_panel_that_was_kept_escapes_what_it_escaped_before():
    panel = Panel("标题", headers=["甲"], rows=[["<i>", mark_safe("<b>"), 3, None]])
    cells = Panel.from_plain(json.loads(json.dumps(panel.as_plain()))).rows[0]
    assert [hasattr(cell, "__html__") for cell in cells] == [False, True, False, False]
    assert cells == ["<i>", "<b>", "3", None]


def test_an_address_is_what_the_routes_say():
    assert address("village_detail", 17) == reverse("village_detail", args=[17])
    assert address("inbox") == reverse("inbox")
    for ledger in REGISTRY.values():
        assert ledger.url("list") == reverse(f"{ledger.name}_list")
        assert ledger.url("detail", 905) == reverse(f"{ledger.name}_detail", args=[905])


def test_the_menu_marks_the_page_one_is_on_and_counts_what_is_to_be_done(village, cycle, client):
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    page = client.get("/villages/").content.decode()
    assert page.count('class="here" aria-current="page"') == 1
    assert 'href="/villages/" class="here"' in page
    shown = client.get("/villages/").context["inbox_count"]
    assert f"<b>{shown}</b></a></li>" in page


def test_a_title_of_the_menu_is_text(village, cycle, client, monkeypatch):
    entry = navigation.Entry("<i>甲</i>", "inbox", "inbox", "工作台")
    monkeypatch.setattr(navigation, "EXTRA", [*navigation.EXTRA, entry])
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    page = client.get("/villages/").content.decode()
    assert "&lt;i&gt;甲&lt;/i&gt;" in page
    assert "<i>甲</i>" not in page


def test_an_entry_is_the_same_after_it_was_kept():
    for deadline in (None, date(2026, 11, 22), datetime(2026, 11, 22, 20, tzinfo=UTC)):
        due = Due("甲", "/a/", 3, deadline, overdue=True)
        assert Due.from_plain(due.as_plain()) == due
