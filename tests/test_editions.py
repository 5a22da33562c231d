"""Whatever the county publishes in editions goes one way: drafted once, published by another person, then replaced."""

import pytest
from django.apps import apps
from django.urls import reverse

from electioncycle.records.editions import Edition, Editions
from electioncycle.roles import Role
from tests import factories
from tests.guards import covered
from tests.moving import moved

LISTS = {
    "rule_set": ("new-edition", {"key": "quorum_note", "label": "到会说明", "value": "书面"}, "到会说明"),
    "condition_set": ("next", {"code": "flood", "name": "防汛责任落实"}, "防汛责任落实"),
    "negative_list": ("next", {"code": "B99", "text": "伪造选票的"}, "伪造选票的"),
    "notice_set": ("next", {"code": "own_one", "title": "防汛安排公告", "number": "88"}, "防汛安排公告"),
}
"""Route of an edition → the move that begins the next one, an item to add, and what the pages say of it."""


@pytest.fixture
def cycle(db):
    return factories.make_cycle()


@pytest.fixture
def published(cycle):
    return {
        "rule_set": cycle.rule_set,
        "condition_set": factories.make_conditions(cycle),
        "negative_list": factories.make_negative_list(cycle),
        "notice_set": factories.make_notice_texts(cycle),
    }


@pytest.mark.parametrize("shows", LISTS)
def test_the_next_edition_is_drafted_once_and_published_by_another_person(client, cycle, published, shows):
    (begin, item, said), row = LISTS[shows], published[shows]
    one, other = (factories.make_user(Role.COUNTY_ADMIN, cycle.county) for _ in range(2))
    client.force_login(one)

    def act(edition, move, **data):
        return moved(client, reverse(f"{shows}_move", args=[edition.pk, move]), edition, **data)

    assert act(row, begin).status_code == 302
    draft = type(row).objects.get(state="draft")
    assert draft.edition == row.edition + 1
    assert "已有未发布的草稿" in act(row, begin).content.decode()
    assert act(row, "add", **item).status_code == 422, "what is published stays as it is"
    assert act(draft, "add", **item).status_code == 302
    assert "请直接修改它" in act(draft, "add", **item).content.decode()
    assert act(draft, "publish").status_code == 422, "nobody has proposed it"
    assert act(draft, "propose", effective_from="2026-11-01").status_code == 302
    assert "另一人" in act(draft, "publish").content.decode()
    client.force_login(other)
    assert act(draft, "publish").status_code == 302
    states = dict(type(row).objects.filter(pk__in=[row.pk, draft.pk]).values_list("edition", "state"))
    assert states == {row.edition: "retired", draft.edition: "published"}
    differing = client.get(reverse(f"{shows}_compare", args=[draft.pk, row.pk])).context["differences"]
    assert [(one.before, one.label) for one in differing] == [("(无此项)", differing[0].label)]
    assert said in f"{differing[0].label}{differing[0].after}"


def test_every_model_that_is_an_edition_is_declared_and_tried_here():
    models = {model for model in apps.get_models() if issubclass(model, Edition)}
    declared = {declaration.model for declaration in Editions.__subclasses__()}
    assert models == declared
    covered("lists published in editions", models, least=3)
    assert len(LISTS) == len(models)
