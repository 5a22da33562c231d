"""Values of rules: every one is of a kind, what nobody can read is refused when it is entered, fractions are exact."""

import json
from datetime import date, time
from fractions import Fraction

import pytest

from electioncycle.jobs.periodic import ACTS
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from tests import factories
from tests.moving import seen
from villages.models import Rule, RuleSet
from villages.rules.keys import fault, kind_of, stored
from villages.rules.reader import Rules
from villages.rules.shipped import DATA
from villages.rules.values import Anything, Unreadable
from villages.services import rule_sets, steps_ahead

SHIPPED = json.loads((DATA / "rules.json").read_text(encoding="utf-8"))
LINES = [rule for name, rules in SHIPPED.items() if name not in ("sets", "version", "defaults") for rule in rules]


def test_every_shipped_value_is_of_a_known_kind_and_can_be_read():
    assert len(LINES) > 80
    assert [rule["key"] for rule in LINES if isinstance(kind_of(rule["key"]), Anything)] == []
    assert [(rule["key"], said) for rule in LINES if (said := fault(rule["key"], rule["value"]))] == []


def test_what_is_shown_of_a_value_can_be_typed_again():
    for rule in LINES:
        if rule["value"] is not None:
            typed = kind_of(rule["key"]).shown(rule["value"])
            assert stored(rule["key"], typed) == rule["value"], rule["key"]


@pytest.mark.parametrize(
    "key, typed, part, whole, reached",
    [
        ("turnout_over", "1/2", 401, 800, True),
        ("turnout_over", "1/2", 400, 800, False),
        ("runoff_share", "1/3", 100, 300, True),
        ("runoff_share", "1/3", 100, 301, False),
        ("representatives_quorum", "share 2/3", 40, 60, True),
        ("representatives_quorum", "over 2/3", 40, 60, False),
        ("representatives_quorum", "超过1/2", 30, 60, False),
        ("byelection_quorum", "不少于 1/2", 30, 60, True),
        ("party_extra_share", "20%", 1, 5, True),
        ("party_extra_share", "２０％", 199, 1000, False),
        ("turnout_over", "1/3", 333333333333333334, 10**18, True),
    ],
)
def test_fractions_are_compared_exactly_more_than_or_at_least(key, typed, part, whole, reached):
    share = Rules({key: stored(key, typed)}).share(key)
    assert isinstance(share.fraction, Fraction)
    assert share.reached(part, whole) is reached


@pytest.mark.parametrize(
    "key, good, bad, words",
    [
        ("runoff_days", ["0", "30", "３０", " 7 "], ["十天", "-1", "1.5", "是", "400", "1e2"], "0至366的整数"),
        ("turnout_over", ["1/2", "50%", "over 1/2"], ["半数", "3/2", "0/3", "1/0", "0.5", "过 1/2", "120%"], "1/2"),
        ("votes_added_down", ["是", "否"], ["对", "1", "true", "不"], "“是”或“否”"),
        ("turnout_by", ["收回选票", "voted"], ["到场", "recover"], "收回选票(recovered)、参加投票人数(voted)"),
        ("party_majority_base", ["应到会"], ["到会"], "应到会、实到会"),
        (
            "election_modes",
            ["海选", "提名候选人、open"],
            ["海选、抽签", "、"],
            "几项，用顿号分开：提名候选人(candidates)",
        ),
        ("community_turnout_over", ["2/3"], ["半数"], "1/2"),
        ("daily_report_cut_off", ["17:30", "17：30"], ["傍晚", "25:00"], "17:30"),
        ("target_mean_age", ["47", "47.5"], ["四十七", "NaN", "1000"], "18至80"),
        ("kin_pair_committee", ["甲与乙：配偶"], ["配偶", "甲与乙：、"], "写法应如"),
        ("law_version", ["2018年修正"], ["x" * 501], "不超过500字"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_what_may_be_entered(key, good, bad, words):
    for typed in good:
        assert fault(key, stored(key, typed)) == ""
    for typed in bad:
        with pytest.raises(Unreadable) as refusal:
            stored(key, typed)
        assert words in str(refusal.value), typed
    assert stored(key, "  ") is None


def test_of_a_list_code_gets_the_words_of_its_vocabulary_each_once():
    kept = stored("election_modes", "海选、提名候选人、open")
    assert kept == ["open", "candidates"]
    assert kind_of("election_modes").shown(kept) == "海选、提名候选人"
    assert Rules(election_modes=kept).several("election_modes") == ("open", "candidates")
    assert Rules().several("election_modes") == ()


def test_code_gets_a_value_of_its_kind_or_none_and_may_not_ask_for_another():
    rules = Rules(
        runoff_days=10, turnout_by="voted", kin_before_tie=False, daily_report_cut_off="17:30", law_version="x"
    )
    assert (rules.whole("runoff_days"), rules.choice("turnout_by"), rules.yes("kin_before_tie")) == (10, "voted", False)
    assert (rules.clock("daily_report_cut_off"), rules.text("law_version")) == (time(17, 30), "x")
    assert (rules.whole("proxy_days"), rules.yes("woman_seat_on_ballot"), rules.text("province_text")) == (
        None,
        None,
        "",
    )
    assert Rules(runoff_days="十天").whole("runoff_days") is None
    with pytest.raises(TypeError, match="another kind"):
        rules.whole("turnout_by")


# --- through the pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def admin(db):
    return factories.make_user(Role.COUNTY_ADMIN, factories.make_county())


@pytest.fixture
def draft(admin):
    return next(row for row in rule_sets.ship_rule_sets(by=admin) if row.code == "zhejiang")


def grid(draft, **typed):
    found = {"version": draft.version}
    for rule in draft.rules.all():
        value = typed.get(rule.key, rule_sets.shown_value(rule.key, rule.value))
        found |= {f"label-{rule.pk}": rule.label, f"value-{rule.pk}": value, f"law-{rule.pk}": rule.law}
        found |= {f"unit-{rule.pk}": rule.unit} | ({f"unsure-{rule.pk}": "on"} if rule.unsure else {})
    return found


def test_the_grid_keeps_what_was_typed_names_every_unreadable_value_and_writes_nothing(client, admin, draft):
    client.force_login(admin)
    before, events = rule_sets.EDITIONS.content(draft), AuditEvent.objects.count()
    answer = client.post(
        f"/rules/{draft.pk}/save/", grid(draft, runoff_days="三十天", votes_added_down="不", proxy_max="2")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“另行选举：选举日后”填写为“三十天”：只能填0至366的整数(日)。" in page
    assert "只能填“是”或“否”" in page
    assert 'value="三十天"' in page
    assert 'value="2"' in page
    draft.refresh_from_db()
    assert rule_sets.EDITIONS.content(draft) == before
    assert AuditEvent.objects.count() == events
    good = client.post(f"/rules/{draft.pk}/save/", grid(draft, runoff_days="15", votes_added_down="是"))
    assert good.status_code == 302
    values = rule_sets.values_of(draft)
    assert (values.whole("runoff_days"), values.yes("votes_added_down")) == (15, True)


def test_a_rule_is_added_with_a_readable_value_only(client, admin, draft):
    client.force_login(admin)
    draft.rules.filter(key="turnout_by").delete()
    url, line = f"/rules/{draft.pk}/add/", {"key": "turnout_by", "label": "参加投票人数按"}
    refused = client.post(url, seen(draft) | line | {"value": "到场人数"})
    assert "只能填以下之一：收回选票(recovered)、参加投票人数(voted)" in refused.content.decode()
    assert not draft.rules.filter(key="turnout_by").exists()
    client.post(url, seen(draft) | line | {"value": "收回选票"})
    assert draft.rules.get(key="turnout_by").value == "recovered"
    assert "收回选票" in client.get(f"/rules/{draft.pk}/").content.decode()
    client.post(url, seen(draft) | {"key": "own_note", "label": "本县约定", "value": "书面"})
    assert draft.rules.get(key="own_note").value == "书面", "what no code asks for takes anything"


def test_of_two_entries_of_one_key_the_one_in_force_on_the_day_counts(client, admin, draft):
    before, after = date(2025, 11, 25), date(2025, 11, 26)
    kin = [rule_sets.values_of(draft, day).text("kin_pair_committee") for day in (before, after)]
    assert ["祖孙" in said for said in kin] == [False, True]
    client.force_login(admin)
    url, line = f"/rules/{draft.pk}/add/", {"key": "runoff_days", "label": "另行选举：选举日后", "value": "15"}
    assert "起施行日期相同" in client.post(url, seen(draft) | line).content.decode()
    assert "须如2026-01-01" in client.post(url, seen(draft) | line | {"since": "明年"}).content.decode()
    assert client.post(url, seen(draft) | line | {"since": "2027-01-01"}).status_code == 302
    days = [rule_sets.values_of(draft, date(year, 12, 31)).whole("runoff_days") for year in (2026, 2027)]
    assert days == [30, 15]
    assert 'value="2027-01-01"' in client.get(f"/rules/{draft.pk}/").content.decode()
    later = draft.rules.get(key="runoff_days", since="2027-01-01")
    draft.refresh_from_db()
    same_day = grid(draft) | {f"since-{later.pk}": ""}
    assert "起施行日期相同" in client.post(f"/rules/{draft.pk}/save/", same_day).content.decode()
    assert client.post(f"/rules/{draft.pk}/save/", grid(draft) | {f"since-{later.pk}": "昨天"}).status_code == 422
    later.refresh_from_db()
    assert later.since == date(2027, 1, 1)


def test_what_nothing_reads_stands_apart_is_kept_and_need_not_be_confirmed(client, admin, draft):
    client.force_login(admin)
    for page in (f"/rules/{draft.pk}/", f"/rules/{draft.pk}/check/"):
        assert client.get(page).status_code == 200
    shown, apart = client.get(f"/rules/{draft.pk}/").content.decode().split(steps_ahead.NOBODYS)
    name = 'name="value-{}"'.format
    assert name(draft.rules.get(key="runoff_days").pk) in shown
    assert name(draft.rules.get(key="archive_years").pk) in apart
    assert not rule_sets.EDITIONS.waits(draft.rules.get(key="archive_years"))
    assert rule_sets.EDITIONS.waits(draft.rules.get(key="runoff_days"))
    assert "选举档案保存至少" not in client.get(f"/rules/{draft.pk}/check/").content.decode()


def test_a_set_with_a_value_nobody_can_read_is_neither_proposed_nor_published(client, admin, draft):
    Rule.objects.filter(rule_set=draft, key="runoff_days").update(value="三十天")
    client.force_login(admin)
    assert "无法识别" in client.get(f"/rules/{draft.pk}/").content.decode()
    day = {"effective_from": "2026-12-01"}
    refused = client.post(f"/rules/{draft.pk}/propose/", seen(draft) | day)
    assert "“另行选举：选举日后”填写为“三十天”" in refused.content.decode()
    Rule.objects.filter(rule_set=draft, key="runoff_days").update(value=30)
    assert client.post(f"/rules/{draft.pk}/propose/", seen(draft) | day).status_code == 302
    Rule.objects.filter(rule_set=draft, key="runoff_days").update(value="三十天")
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, factories.make_county()))
    assert "填写为“三十天”" in client.post(f"/rules/{draft.pk}/publish/", seen(draft)).content.decode()
    assert RuleSet.objects.get(pk=draft.pk).state == "draft"


# --- rules that a later version of the product adds ---------------------------------------------------------------


@pytest.fixture
def second_admin(admin):
    return factories.make_user(Role.COUNTY_ADMIN, factories.make_county())


def of_an_earlier_product(draft, *, by, then):
    """The set as a site published it before the product knew some rules."""
    draft.rules.filter(key__in=["review_reply_days", "runoff_days"]).delete()
    rule_sets.EDITIONS.propose(draft, by=by, effective_from=date(2026, 10, 1))
    return rule_sets.EDITIONS.publish(draft, by=then)


def test_new_rules_reach_a_site_as_a_draft_with_source_and_mark_and_the_published_edition_stays(
    client, admin, second_admin, draft
):
    published = of_an_earlier_product(draft, by=admin, then=second_admin)
    before = rule_sets.EDITIONS.content(published)
    said = ACTS["offer_new_rules"].run()
    assert "浙江省村(社区)换届规则(第2版)" in said
    offered = RuleSet.objects.get(code="zhejiang", edition=2)
    assert offered.state == "draft"
    assert rule_sets.EDITIONS.content(published) == before
    new = {rule.key: rule for rule in offered.rules.all() if rule.key not in {key for key, *_ in before}}
    assert set(new) == {"review_reply_days", "runoff_days"}
    assert all(rule.unsure and rule.source for rule in new.values())
    assert new["runoff_days"].value == 30, "as the province has it"
    assert "新增：" in offered.history.first().history_change_reason
    assert len(offered.rules.all()) == len({rule.position for rule in offered.rules.all()}) == len(before) + 2
    assert ACTS["offer_new_rules"].run() == "各规则集没有新增规则。"
    assert RuleSet.objects.filter(code="zhejiang").count() == 2
    factories.make_cycle()
    client.force_login(admin)
    page = client.get("/inbox/").content.decode()
    assert "“浙江省村(社区)换届规则(第2版)”是草稿，请核对取值和依据后发布" in page


def test_what_the_county_is_drafting_is_added_to_and_its_standing_proposal_ends(client, admin, second_admin, draft):
    published = of_an_earlier_product(draft, by=admin, then=second_admin)
    own = rule_sets.EDITIONS.begin_next(published, by=admin)
    rule_sets.EDITIONS.propose(own, by=admin, effective_from=date(2026, 12, 1))
    client.force_login(admin)
    assert "草稿，请核对后发布" in client.post("/rules/ship/", follow=True).content.decode()
    assert own.rules.filter(key="runoff_days", unsure=True).exists()
    assert RuleSet.objects.filter(code="zhejiang").count() == 2
    client.force_login(second_admin)
    assert "内容又有改动" in client.post(f"/rules/{own.pk}/publish/", seen(own)).content.decode()


def test_a_site_without_rule_sets_is_offered_none(db):
    assert rule_sets.offer_new_rules(by=factories.clerk()) == []
    assert not RuleSet.objects.exists()
