"""To-do entries: each leads to the very things it counts, and what others wait for stands first and apart."""

from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from accounts.models import Scope
from electioncycle.desk import inbox, navigation
from electioncycle.ledgers import ledger as ledgers
from electioncycle.roles import Role
from readiness.choices import State
from tests import factories, route_world
from tests.guards import covered

pytestmark = pytest.mark.django_db

COUNTED = {
    "inbox": lambda page: page["counts"]["all"],
    "held_twice": lambda page: page["tally"]["open"],
    "kinship_texts": lambda page: page["page"].paginator.count,
    "avoidance": lambda page: len(page["listed"]),
    "checks": lambda page: page["page"].paginator.count,
    "last_days": lambda page: page["page"].paginator.count,
    "department_question": lambda page: page["page"].paginator.count,
    "daily_reports": lambda page: page["found"].counts["missing"],
    "risks": lambda page: page["total"].sweep.cells - page["total"].sweep.swept,
    "checklist": lambda page: page["total"].cells - page["total"].filled,
    "cascade": lambda page: len(
        {(one.level, line.holder.key) for one, *_ in page["found"] for line in one.lines if None in line.days}
    ),
}
"""How many things a page shows that is no list of a ledger, from what it was drawn with."""


def shown_by(client, due):
    """How many things the page shows that an entry leads to; 1 for the page of one thing."""
    answer = client.get(due.url)
    if answer.status_code != 200:
        return f"status {answer.status_code}"
    name = resolve(urlsplit(due.url).path).url_name
    if name.endswith("_list"):
        return answer.context["table"].paginator.count
    if name in COUNTED:
        return COUNTED[name](answer.context)
    return 1 if due.count == 1 else f"{name} 不是列表，请在 COUNTED 说明怎样数。"


@pytest.mark.slow
def test_every_entry_of_every_role_leads_to_as_many_things_as_it_counts(client):
    """A world with a row of every ledger; what a role is told is opened by this role."""
    world = route_world.make_world()
    for name, build in factories.BUILDERS.items():
        if name in ledgers.REGISTRY:
            build(world.village)
    seen, wrong = [], []
    for role in Role.values:
        user = world.user(role)
        client.force_login(user)
        for due in inbox.due_of(user, world.cycle):
            seen.append(due)
            if (shown := shown_by(client, due)) != due.count:
                wrong.append((role, due.title, due.url, due.count, shown))
    covered("待办条目", seen, least=30)
    assert wrong == []


@pytest.fixture
def here():
    """Two villages of 东河镇, of which 青山村 has a team; 白石村 lies in 西坪乡."""
    county = factories.make_county()
    factories.make_cycle(county)
    east, west = factories.make_township("东河镇", county), factories.make_township("西坪乡", county)
    factories.make_member(factories.make_village("青山村", east))
    factories.make_village("柳溪村", east)
    factories.make_village("白石村", west)
    return east


def test_the_villages_still_to_be_entered_are_listed_with_the_way_to_their_form(client, here):
    clerk, reader = (
        factories.make_user(Role.TOWNSHIP_CLERK, here),
        factories.make_user(Role.COUNTY_READER, here.parent),
    )
    client.force_login(clerk)
    entry = next(due for due in inbox.due_of(clerk, factories.make_cycle()) if due.title.startswith("现任班子"))
    page = client.get(entry.url)
    assert [row.name for row in page.context["table"].page.object_list.data] == ["柳溪村"]
    assert "现在填报" in page.content.decode()
    assert "白石村" not in page.content.decode()
    client.force_login(reader)
    page = client.get(entry.url)
    assert [row.name for row in page.context["table"].page.object_list.data] == ["柳溪村", "白石村"]
    assert "现在填报" not in page.content.decode(), "who only reads is not led to a form"


def test_the_roster_says_where_each_village_stands_with_constant_queries(client, here):
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, here))
    village = here.villages.get(name="青山村")
    factories.make_analysis(village, state=State.SUBMITTED)

    def opened():
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/villages/?q=")
        return page, len(queries)

    opened()
    page, before = opened()
    table = page.context["table"]
    assert [one.header for one in table.beside] == ["班子", "研判", "准入", "风险", "财务", "选举"]
    team, analysis = ({key: str(text) for key, text in one.cells.items()} for one in table.beside[:2])
    other = here.villages.get(name="柳溪村").pk
    assert ("1人" in team[village.pk], "已提交" in analysis[village.pk]) == (True, True)
    assert ("未开始" in team[other], "未开始" in analysis[other]) == (True, True)
    for number in range(12):
        factories.make_member(factories.make_village(f"新村{number}", here))
    opened()
    assert opened()[1] == before


def test_what_others_wait_for_stands_first_and_apart(client, here):
    factories.make_analysis(here.villages.get(name="青山村"), state=State.SUBMITTED)
    clerk, officer = (factories.make_user(role, here) for role in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER))
    client.force_login(officer)
    home = client.get("/").content.decode()
    assert 0 < home.index("<h2>待我审批</h2>") < home.index("村班子研判待乡镇审核") < home.index("<h2>待办</h2>")
    assert client.get("/inbox/").context["groups"][0].title == "待我审批"
    client.force_login(clerk)
    home = client.get("/").content.decode()
    assert "<h2>待我审批</h2>" not in home
    assert "<h2>待办</h2>" in home


def test_a_contact_finds_what_the_department_was_asked_on_the_first_page(client, here):
    asked = factories.make_request(here.villages.get(name="青山村"))
    contact, other = (factories.make_user(Role.DEPARTMENT_CONTACT) for _ in range(2))
    for user, department in ((contact, str(asked.department)), (other, "某局")):
        Scope.objects.create(user=user, area=here.parent, department=department)
    client.force_login(contact)
    home = client.get("/").content.decode()
    assert f"联审批次{asked.batch}：1人待公安局答复" in home
    assert f"/{asked.pk}/?show=open" in home
    client.force_login(other)
    assert str(asked.batch) not in client.get("/").content.decode()


def counted_in_the_frame():
    resolve("/inbox/")  # entries come with the pages
    return [entry.title for entry in navigation.EXTRA if entry.count]


def counted_beside_queries():
    with CaptureQueriesContext(connection):
        return counted_in_the_frame()


def test_where_a_test_counts_queries_the_menu_counts_what_there_is_to_do():
    assert counted_beside_queries() == ["待办与通知"]


def test_where_it_counts_none_the_menu_is_drawn_without_figures():
    assert counted_in_the_frame() == []
