"""Two people open the same page: the later one sees both texts, and no second press overwrites the other's unseen."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from electioncycle.roles import Role
from meetings.models import Minutes
from meetings.services import minutes
from readiness.models import CheckItem, ReadinessCheck, TeamAnalysis
from tests import browsing, factories
from tests.gate import Township

pytestmark = pytest.mark.django_db


@dataclass
class Page:
    """A page two people have open: a field that only I change, one only the other changes, and one we both change."""

    address: str
    editors: tuple[Any, Any]
    mine: str
    theirs: str
    both: str
    stored: Any
    choice: str = ""

    @property
    def keep(self):
        return f"keep-{self.choice or self.both}"


def self_check():
    town = Township()
    check = town.self_checked(town.village("青山村"))
    item = CheckItem.objects.filter(readiness=check).first()

    def stored():
        head = ReadinessCheck.objects.get(pk=check.pk)
        return head.note, CheckItem.objects.get(pk=item.pk).words, head.self_checker

    fields = ("head-note", f"c{item.condition_id}-words", "head-self_checker")
    return Page(reverse("gate_entry", args=[check.village_id]), (town.clerk, town.officer), *fields, stored)


def analysis():
    village = factories.make_village("青山村")
    factories.cycle_for(village)
    row = factories.make_analysis(village)

    def stored():
        fresh = TeamAnalysis.objects.get(pk=row.pk)
        return fresh.note, fresh.words, fresh.leader

    editors = (
        factories.make_user(Role.TOWNSHIP_CLERK, village.township),
        factories.make_user(Role.TOWNSHIP_OFFICER, village.township),
    )
    fields = ("head-note", "head-words", "head-leader")
    return Page(reverse("analysis_entry", args=[village.pk]), editors, *fields, stored)


def writing():
    village = factories.make_village("青山村")
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    row = factories.make_minutes(factories.make_meeting(village.township))
    minutes.save(row, [minutes.Entry("situation", "选情平稳。")], by=clerk, version=row.version)

    def stored():
        fresh = Minutes.objects.get(pk=row.pk)
        return fresh.distribution, fresh.signer, minutes.lines_of(fresh)[0].text

    editors = clerk, factories.make_user(Role.TOWNSHIP_OFFICER, village.township)
    fields = ("distribution", "signer", "line-0-text")
    return Page(reverse("minutes_write", args=[row.pk]), editors, *fields, stored, choice="lines")


def account():
    village = factories.make_village("青山村")
    county = village.township.parent
    one = factories.make_user(Role.TOWNSHIP_CLERK, village.township, name="周干事")

    def stored():
        fresh = User.objects.get(pk=one.pk)
        return fresh.unit, fresh.post, fresh.name

    editors = factories.make_user(Role.SECURITY_ADMIN, county), factories.make_user(Role.SECURITY_ADMIN, county)
    return Page(f"/accounts/users/{one.pk}/edit/", editors, "unit", "post", "name", stored)


PAGES = {"self-check": self_check, "analysis": analysis, "minutes": writing, "account": account}


@pytest.fixture(params=PAGES)
def page(request):
    return PAGES[request.param]()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def late(page):
    """Both opened the page, the other was first: my client and the answer to me."""
    me, other = map(signed_in, page.editors)
    mine, theirs = (browsing.untouched(client.get(page.address)) for client in (me, other))
    answer = other.post(page.address, theirs | {page.theirs: "他人所填", page.both: "他人同填"})
    assert answer.status_code == 302
    return me, me.post(page.address, mine | {page.mine: "我所填", page.both: "我同填"})


def test_the_later_one_sees_both_texts_and_nothing_is_stored(page):
    _, answer = late(page)
    assert answer.status_code == 409
    said = answer.content.decode()
    for words in ("我所填", "他人所填", "我同填", "他人同填", "您填写的", "现在保存着的", "两人都改了"):
        assert words in said
    assert page.stored()[1:] == ("他人所填", "他人同填")
    assert page.stored()[0] != "我所填"


def test_a_second_press_keeps_what_only_the_other_changed(page):
    me, answer = late(page)
    assert me.post(page.address, browsing.untouched(answer)).status_code == 302
    assert page.stored() == ("我所填", "他人所填", "我同填")


def test_where_both_changed_the_other_s_text_may_be_chosen(page):
    me, answer = late(page)
    sent = browsing.untouched(answer)
    assert sent[page.keep] == ["mine"]
    assert me.post(page.address, sent | {page.keep: "theirs"}).status_code == 302
    assert page.stored() == ("我所填", "他人所填", "他人同填")


def test_a_third_who_was_quicker_still_is_a_conflict(page):
    me, answer = late(page)
    third = signed_in(page.editors[1])
    again = browsing.untouched(third.get(page.address))
    assert third.post(page.address, again | {page.theirs: "又改一次"}).status_code == 302
    assert me.post(page.address, browsing.untouched(answer)).status_code == 409
    assert page.stored()[1] == "又改一次"


def test_saving_it_again_untouched_writes_no_version(page):
    me, answer = late(page)
    me.post(page.address, browsing.untouched(answer))
    before = page.stored()
    versions = versions_of(page)
    answer = me.post(page.address, browsing.untouched(me.get(page.address)), follow=True)
    assert "没有改动，未保存新版本。" in answer.content.decode()
    assert (page.stored(), versions_of(page)) == (before, versions)


def versions_of(page):
    models = (ReadinessCheck, TeamAnalysis, Minutes, User)
    return [list(model.objects.order_by("pk").values_list("pk", "version")) for model in models]


def test_what_the_page_keeps_by_itself_after_a_conflict_still_is_a_conflict_later():
    page = writing()
    me, answer = late(page)
    sent = browsing.untouched(answer)
    me.post(page.address.replace("/write/", "/keep/"), sent)
    opened = me.get(page.address)
    assert me.post(page.address, browsing.untouched(opened)).status_code == 409
    assert page.stored()[2] == "他人同填"
