"""与正式文本核对: what a county must compare, in which order, by whom; a confirmation through the editions."""

import re
from datetime import date

import pytest
from django.urls import reverse

from electioncycle.desk import inbox
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from elections.rules import scheme
from elections.rules.asked import ASKED, WAYS
from elections.services.norms import Editions
from tests import factories
from tests.moving import seen
from tests.schemes import typed
from tests.test_rules import of_an_earlier_product
from villages.models import Cycle, RuleSet, Village
from villages.services import rule_checks, rule_sets

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(cycle):
    return factories.make_user(Role.COUNTY_ADMIN, cycle.county, name="甲管理员")


@pytest.fixture
def other(cycle):
    return factories.make_user(Role.COUNTY_ADMIN, cycle.county, name="乙管理员")


@pytest.fixture
def zhejiang(cycle, one, other):
    """The shipped set, published, and the running cycle goes by it."""
    draft = next(row for row in rule_sets.ship_rule_sets(by=one) if row.code == "zhejiang")
    return in_use(published(draft, one, other), cycle)


def published(draft, one, other):
    rule_sets.EDITIONS.propose(draft, by=one, effective_from=date(2026, 10, 1))
    return rule_sets.EDITIONS.publish(draft, by=other)


def in_use(row, cycle):
    Cycle.objects.filter(pk=cycle.pk).update(rule_set=row)
    return row


def listed(client, row):
    return client.get(f"/rules/{row.pk}/check/").content.decode()


def confirm(client, row, key, **typed):
    rule = row.rules.get(key=key, since=None)
    given = {"value": rule_sets.shown_value(key, rule.value), "law": rule.law, "text_version": "2025年修订"}
    return client.post(f"/rules/{row.pk}/confirm/", seen(row) | {"rule": rule.pk} | given | typed)


def test_the_list_is_in_the_order_of_the_calendar_by_who_confirms_and_of_what_is_read(client, zhejiang, one, clerk):
    client.force_login(one)
    text = listed(client, zhejiang)
    places = [text.index(label) for label in ("登记名单公布：", "选民名单公布", "另行选举：选举日后") if label in text]
    assert len(places) >= 2
    assert places == sorted(places)
    civil, party = text.index("社会工作部、民政部门("), text.index("<h2>组织部门(")
    assert civil < text.index("另行选举：选举日后") < party < text.index("党内选举过半数的基数")
    assert "《浙江省村民委员会选举办法》2025年10月28日以后的正式文本" in text
    assert "选举档案保存至少" not in text, "nothing reads it"
    client.force_login(clerk)
    read_only = listed(client, zhejiang)
    assert "另行选举：选举日后" in read_only
    assert "/confirm/" not in read_only
    assert confirm(client, zhejiang, "runoff_days", article="第三十条").status_code == 403


def test_rules_of_residents_are_listed_only_where_the_county_has_communities(client, zhejiang, one, village):
    client.force_login(one)
    label = "居委会：参加投票人数按什么计算"
    assert label not in listed(client, zhejiang)
    Village.objects.filter(pk=village.pk).update(kind="community")
    assert label in listed(client, zhejiang)


def test_rules_of_a_way_to_elect_are_listed_only_where_a_template_or_a_village_chose_it(client, cycle, zhejiang, one):
    client.force_login(one)
    keys = ("self_nomination_days", "nomination_over", "proxy_days", "runoff_days")
    labels = {key: zhejiang.rules.get(key=key).label for key in keys}

    def shown():
        page = listed(client, zhejiang)
        return {key for key, label in labels.items() if label in page}, "只用于本县没有采用的选举方式" in page

    election = factories.make_regular(Village.objects.get())
    assert shown() == (set(keys), False), "nobody has chosen yet"
    given = typed({**factories.SCHEME, "nomination": "self_nominated"}, name="范本", unit_kind="community")
    assert client.post(reverse("scheme_template_new"), given).status_code == 302
    assert shown() == (set(keys), False), "villages may still choose any way"
    assert client.post(reverse("scheme_template_new"), given | {"unit_kind": "village"}).status_code == 302
    assert shown() == (set(keys) - {"nomination_over"}, True)
    given = typed(factories.SCHEME, version=0, nomination="candidates")
    assert client.post(reverse("scheme_entry", args=[election.pk]), given).status_code == 302
    assert shown() == (set(keys), False), "one village nominates candidates"


def test_every_rule_of_a_way_is_asked_and_every_way_can_be_chosen():
    for key, needed, rules in WAYS:
        assert set(needed) < set(scheme.items()[key].kind.words)
        assert set(rules) <= ASKED | set(scheme.rule_keys())


@pytest.mark.parametrize("form, start", [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_the_list_and_the_edition_are_printed(client, zhejiang, one, form, start):
    client.force_login(one)
    events = AuditEvent.objects.count()
    assert client.get(f"/rules/{zhejiang.pk}/check/{form}/").content.startswith(start)
    assert AuditEvent.objects.count() == events + 1
    whole = client.get(f"/rules/{zhejiang.pk}/paper/{form}/")
    assert whole.status_code == 404 if form == "xlsx" else whole.content.startswith(start)
    assert client.get(f"/rules/{zhejiang.pk}/check/exe/").status_code == 404


def test_a_confirmation_that_changes_no_value_takes_effect_once_published_and_names_its_text(
    client, cycle, zhejiang, one, other
):
    client.force_login(one)
    events = AuditEvent.objects.count()
    refused = confirm(client, zhejiang, "runoff_days", text_version="", article="")
    assert refused.status_code == 422
    assert "所核文本的版本或条款" in refused.content.decode()
    assert not RuleSet.objects.filter(code="zhejiang", edition=2).exists()
    first = confirm(client, zhejiang, "runoff_days", article="第三十一条")
    assert (first.status_code, first["Location"]) == (302, f"/rules/{zhejiang.pk}/check/")
    draft = RuleSet.objects.get(code="zhejiang", edition=2)
    assert AuditEvent.objects.count() == events + 2, "one refusal, one act"
    assert confirm(client, draft, "candidates_days", article="第二十条").status_code == 302
    draft.refresh_from_db()
    assert draft.rules.filter(unsure=False).count() == 2
    assert "另行选举：选举日后" not in listed(client, zhejiang)
    late = confirm(client, zhejiang, "proxy_days", article="第九条")
    assert "请在最新一版上核对" in late.content.decode()
    published(draft, one, other)
    assert Cycle.objects.get(pk=cycle.pk).rule_set == draft, "no value changed: at once"
    bases = {norm.key: norm.basis for norm in Editions().own(draft.pk)}
    assert bases["runoff_days"] == "浙江省村民委员会选举办法第三十一条"
    assert bases["proxy_days"] == "浙江省村民委员会选举办法(待确认)"


def test_a_confirmation_that_changes_a_value_waits_for_the_switch(client, cycle, zhejiang, one, other):
    client.force_login(one)
    refused = confirm(client, zhejiang, "runoff_days", value="十五天", article="第三十一条")
    assert "只能填0至366的整数" in refused.content.decode()
    assert confirm(client, zhejiang, "runoff_days", value="15", article="第三十一条").status_code == 302
    draft = published(RuleSet.objects.get(code="zhejiang", edition=2), one, other)
    assert Cycle.objects.get(pk=cycle.pk).rule_set == zhejiang
    going = Cycle.objects.get(pk=cycle.pk)
    send = {"to": draft.pk, "reason": "修正后的办法"}
    assert client.post(f"/villages/cycle/{cycle.pk}/rules/propose/", seen(going) | send).status_code == 302
    client.force_login(other)
    going.refresh_from_db()
    assert client.post(f"/villages/cycle/{cycle.pk}/rules/confirm/", seen(going)).status_code == 302
    assert rule_sets.rules_of(Cycle.objects.get(pk=cycle.pk)).whole("runoff_days") == 15


def test_an_entry_of_a_later_day_is_a_change_of_the_running_cycle(client, cycle, zhejiang, one, other):
    draft = rule_sets.EDITIONS.begin_next(zhejiang, by=one)
    rule_sets.add_rule(draft, key="runoff_days", label="另行选举", value="15", since="2099-01-01", by=one)
    published(RuleSet.objects.get(pk=draft.pk), one, other)
    assert Cycle.objects.get(pk=cycle.pk).rule_set == zhejiang


def test_a_set_of_older_texts_says_so_everywhere_until_every_read_value_is_confirmed(client, cycle, zhejiang, one):
    client.force_login(one)
    mark = "依据旧文本(早于2025年10月28日)"
    pages = ("/rules/", f"/rules/{zhejiang.pk}/", f"/villages/cycle/{cycle.pk}/rules/")
    assert all(mark in client.get(page).content.decode() for page in pages)
    read = [rule.pk for rule in zhejiang.rules.all() if rule_sets.EDITIONS.waits(rule)]
    zhejiang.rules.filter(pk__in=read[1:]).update(unsure=False)
    assert mark in client.get(pages[1]).content.decode(), "one is left"
    zhejiang.rules.filter(pk__in=read).update(unsure=False)
    assert zhejiang.rules.filter(unsure=True).exists(), "what nothing reads need not be confirmed"
    assert mark not in client.get(pages[1]).content.decode()
    assert "都已核对确认" in listed(client, zhejiang)


def test_the_county_admin_is_told_how_many_values_wait(cycle, zhejiang, one, clerk):
    cycle.refresh_from_db()
    count = rule_checks.worklist(zhejiang, cycle).count
    assert count > 60
    assert any(f"有{count}项取值待与正式文本核对" in due.title for due in inbox.due_of(one, cycle))
    assert not any("正式文本核对" in due.title for due in inbox.due_of(clerk, cycle))


def test_new_rules_reach_the_running_cycle_of_an_earlier_product_by_draft_publication_and_switch(
    client, cycle, one, other
):
    draft = next(row for row in rule_sets.ship_rule_sets(by=one) if row.code == "zhejiang")
    draft.rules.filter(key__in=["recovered_over", "woman_seat"]).delete()
    draft.rules.filter(key="kin_pair_committee").exclude(since=None).delete()
    old = in_use(of_an_earlier_product(draft, by=one, then=other), cycle)
    assert not any(norm.key == "recovered_over" for norm in Editions().own(old.pk))
    (offered,) = rule_sets.offer_new_rules(by=one)
    new = {(rule.key, rule.since) for rule in offered.rules.all()} - {
        (rule.key, rule.since) for rule in old.rules.all()
    }
    assert {("recovered_over", None), ("woman_seat", None), ("kin_pair_committee", date(2025, 11, 26))} <= new
    client.force_login(one)
    day = {"effective_from": "2026-11-01"}
    assert client.post(f"/rules/{offered.pk}/propose/", seen(offered) | day).status_code == 302
    client.force_login(other)
    offered.refresh_from_db()
    assert client.post(f"/rules/{offered.pk}/publish/", seen(offered)).status_code == 302
    going = Cycle.objects.get(pk=cycle.pk)
    assert going.rule_set == old, "new values wait for two persons"
    text = client.get(f"/villages/cycle/{cycle.pk}/rules/").content.decode()
    assert re.search(r"选举是否有效\(村\).*?收回选票不得多于", text, re.S)
    client.post(f"/villages/cycle/{cycle.pk}/rules/propose/", seen(going) | {"to": offered.pk, "reason": "新增规则"})
    client.force_login(one)
    going.refresh_from_db()
    assert client.post(f"/villages/cycle/{cycle.pk}/rules/confirm/", seen(going)).status_code == 302
    assert rule_sets.rules_of(Cycle.objects.get(pk=cycle.pk)).choice("recovered_over") == "voted"
