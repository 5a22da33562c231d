"""The search of the top bar, the page of a person, villages at hand: what is found, by whom, and what never is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from electioncycle.disclosure import restricted
from electioncycle.roles import Role
from electioncycle.security import audit
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    county = factories.make_county()
    factories.make_cycle(county)
    return county


@pytest.fixture
def village(county):
    return factories.make_village("青山村", factories.make_township("东河镇", county))


@pytest.fixture
def elsewhere(county):
    return factories.make_village("白石村", factories.make_township("西坪乡", county))


@pytest.fixture
def clerk(client, village):
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


def asked(client, text):
    """Group → names of its hits."""
    page = client.get(reverse("search"), {"find": text})
    assert page.status_code == 200
    return {group.title: [hit.name for hit in group.hits] for group in page.context["groups"]}


@pytest.mark.parametrize("text", ["张建国", "zhangjianguo", "zjg", "建国"])
def test_a_person_is_found_by_characters_pinyin_and_initials_in_ones_own_territory(
    client, clerk, village, elsewhere, text
):
    mine, theirs = factories.make_member(village, "张建国"), factories.make_member(elsewhere, "张建国")
    page = client.get(reverse("search"), {"find": text}).content.decode()
    assert reverse("person_page", args=[mine.person_id]) in page
    assert "东河镇青山村" in page
    assert reverse("person_page", args=[theirs.person_id]) not in page
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, village))
    assert "人员" not in asked(client, text), "below the township nobody is looked up"


def test_villages_meetings_and_document_numbers_are_found_group_by_group(client, clerk, village, elsewhere):
    factories.make_meeting(village.township, village, agenda="部署换届选举")
    decision = factories.make_decision(village, document_number="东委〔2026〕7号")
    factories.make_decision(elsewhere, document_number="西委〔2026〕7号")
    assert asked(client, "qsc")["村(社区)"] == ["青山村"]
    assert len(asked(client, "部署换届")["会议"]) == 1
    found = client.get(reverse("search"), {"find": "〔2026〕7号"}).context["groups"]
    (group,) = (one for one in found if one.title == "文号")
    assert [hit.name for hit in group.hits] == [decision.document_number]
    assert asked(client, "白石") == {}
    assert asked(client, "q") == {}, "a single letter stands in most rows"


def test_the_queries_of_a_search_do_not_grow_with_what_is_found(client, clerk, village):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("search"), {"find": "张"})
        return len(queries)

    factories.make_member(village, "张建国")
    cost()
    before = cost()
    for name in ("张明", "张山", "张水", "张林"):
        factories.make_member(factories.make_village(f"{name}村", village.township), name)
    cost()
    assert cost() == before


def test_what_only_assigned_readers_open_is_in_no_search(client, clerk, village):
    person = factories.make_key_person(village, name="周重点", source_number="东信〔2026〕99号")
    restricted.let_read(person, clerk, by=clerk)
    assert asked(client, "周重点") == {}
    assert asked(client, "〔2026〕99号") == {}


# --- the page of a person --------------------------------------------------------------------------------------------


def test_a_person_page_opens_for_a_purpose_and_is_recorded(client, clerk, village, elsewhere):
    person = factories.make_member(village, "张建国", kinship="与主任李某是兄弟", penalty="党内警告").person
    factories.make_reserve(village, who=person)
    page = reverse("person_page", args=[person.pk])
    first = client.get(page)
    assert first.status_code == 200
    assert "用途" in first.content.decode()
    assert "党组织职务" not in first.content.decode(), "nothing is shown before"
    assert client.post(page, {"purpose": "看"}).status_code == 422
    assert not audit.of(person).filter(type=audit.Event.READ).exists()
    opened = client.post(page, {"purpose": "谈心谈话准备"})
    text = opened.content.decode()
    assert [panel.title for panel in opened.context["panels"]] == ["现任班子", "后备人选库"]
    assert "兄弟" not in text
    assert "警告" not in text
    assert person.id_number not in text
    assert opened["Cache-Control"] == "no-store"
    (event,) = audit.of(person).filter(type=audit.Event.READ)
    assert (event.actor, event.details["how"]) == (clerk.pk, "person")
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, elsewhere.township))
    assert client.get(page).status_code == 404
    assert client.post(page, {"purpose": "谈心谈话准备"}).status_code == 404
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, village))
    assert client.get(page).status_code == 403


def test_rows_lead_to_their_village_and_their_person(client, clerk, village):
    member = factories.make_member(village, "张建国")
    page = client.get(f"/villages/teammember/{member.pk}/").content.decode()
    assert reverse("village_detail", args=[village.pk]) in page
    assert reverse("person_page", args=[member.person_id]) in page
    assert f"/villages/teammember/{member.pk}/" in client.get(f"/villages/{village.pk}/").content.decode()


# --- villages at hand ------------------------------------------------------------------------------------------------


def test_a_village_is_kept_at_hand_by_whom_it_concerns(client, clerk, village, elsewhere):
    turn = reverse("village_favourite", args=[village.pk, "on"])
    for _ in range(2):
        assert client.post(turn).status_code == 302
    assert asked(client, "") == {"收藏的村(社区)": ["青山村"]}
    assert client.post(reverse("village_favourite", args=[elsewhere.pk, "on"])).status_code == 404
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    assert asked(client, "") == {"收藏的村(社区)": []}, "a colleague keeps others"
    client.force_login(clerk)
    client.post(reverse("village_favourite", args=[village.pk, "off"]))
    assert asked(client, "") == {"收藏的村(社区)": []}
