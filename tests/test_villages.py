"""The registry's own procedures: cycles, rules, the village's page, coverage of posts, moves and mergers, persons."""

from datetime import date

import pytest

from electioncycle.refusals import Refused
from electioncycle.roles import Role
from tests import factories
from villages.models import (
    Contact,
    Cycle,
    KindItem,
    LastTermFigures,
    ResponsibilityPost,
    RuleSet,
    TeamMember,
    VillageProfile,
)
from villages.services import cycles, rule_sets

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return factories.make_county()


@pytest.fixture
def admin(county):
    return factories.make_user(Role.COUNTY_ADMIN, county)


@pytest.fixture
def second_admin(county):
    return factories.make_user(Role.COUNTY_ADMIN, county)


@pytest.fixture
def draft(admin):
    return next(row for row in rule_sets.ship_rule_sets(by=admin) if row.code == "zhejiang")


class TestRuleSets:
    def test_the_shipped_sets_name_a_source_for_every_value(self, draft):
        rules = {rule.key: rule for rule in draft.rules.all()}
        assert (rules["runoff_days"].value, rules["runoff_days"].unsure) == (30, False)
        assert "第二十九条" in rules["runoff_days"].source
        sichuan = RuleSet.objects.get(code="sichuan")
        assert rule_sets.values_of(sichuan)["runoff_days"] == 10
        assert all(rule.source for row in RuleSet.objects.all() for rule in row.rules.all())
        assert rule_sets.ship_rule_sets(by=factories.clerk()) == []

    def test_a_second_person_publishes_what_the_first_proposed(self, draft, admin, second_admin):
        with pytest.raises(Refused, match="还没有人提交"):
            rule_sets.publish(draft, by=second_admin)
        rule_sets.propose_publication(draft, by=admin, effective_from=date(2026, 10, 1))
        with pytest.raises(Refused, match="另一人"):
            rule_sets.publish(draft, by=admin)
        assert rule_sets.publish(draft, by=second_admin).state == "published"

    def test_a_change_after_the_proposal_needs_a_new_one(self, draft, admin, second_admin):
        rule_sets.propose_publication(draft, by=admin, effective_from=date(2026, 10, 1))
        rule_sets.add_rule(draft, key="proxy_note", label="委托说明", value="书面", by=admin)
        with pytest.raises(Refused, match="又有改动"):
            rule_sets.publish(draft, by=second_admin)

    def test_the_next_edition_replaces_the_last_and_the_two_compare(self, client, draft, admin, second_admin):
        rule_sets.propose_publication(draft, by=admin, effective_from=date(2026, 10, 1))
        first = rule_sets.publish(draft, by=second_admin)
        second = rule_sets.new_edition(first, by=admin)
        rule = second.rules.get(key="proxy_max")
        client.force_login(admin)
        grid = {f"{name}-{rule.pk}": getattr(rule, name) for name in ("label", "unit", "source")}
        answer = client.post(f"/rules/{second.pk}/save/", {**grid, f"value-{rule.pk}": "2", "version": second.version})
        assert answer.status_code == 302
        text = client.get(f"/rules/{second.pk}/compare/{first.pk}/").content.decode()
        assert "3人" in text
        assert "2人" in text
        assert "3→2" in RuleSet.objects.get(pk=second.pk).history.first().history_change_reason
        second.refresh_from_db()
        rule_sets.propose_publication(second, by=admin, effective_from=date(2027, 1, 1))
        rule_sets.publish(second, by=second_admin)
        first.refresh_from_db()
        assert first.state == "retired"

    def test_a_published_set_cannot_be_edited(self, client, admin):
        row = factories.make_rule_set()
        client.force_login(admin)
        assert client.post(f"/rules/{row.pk}/add/", {"key": "x", "label": "甲", "value": "1"}).status_code == 422

    def test_a_township_reads_rules_and_changes_none(self, client, draft):
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township()))
        assert client.get(f"/rules/{draft.pk}/").status_code == 200
        assert client.post(f"/rules/{draft.pk}/new-edition/").status_code == 403


@pytest.fixture
def village():
    return factories.make_village()


class TestCycles:
    def test_a_cycle_opens_only_with_published_rules_and_batches(self, county, admin, draft):
        cycle = factories.make_cycle(county, state="preparing")
        KindItem.objects.filter(cycle=cycle, kind="batch").delete()
        cycle.rule_set = draft
        cycle.save()
        with pytest.raises(Refused) as refusal:
            cycles.open_cycle(cycle, by=admin)
        assert "规则集" in str(refusal.value)
        assert "批次" in str(refusal.value)
        cycles.add_default_lists(cycle, by=admin)
        Cycle.objects.filter(pk=cycle.pk).update(rule_set=factories.make_rule_set())
        assert cycles.open_cycle(cycle, by=admin).state == "open"

    def test_default_lists_bring_the_chosen_posts_only_once(self, county, admin):
        cycle = factories.make_cycle(county, state="preparing")
        KindItem.objects.filter(cycle=cycle).delete()
        assert cycles.add_default_lists(cycle, by=admin, groups=["三个一"]) > 20
        posts = KindItem.objects.filter(cycle=cycle, kind="responsibility")
        assert [item.name for item in posts] == ["联系领导", "驻村干部", "民警"]
        assert cycles.add_default_lists(cycle, by=admin, groups=["三个一"]) == 0
        assert KindItem.objects.filter(cycle=cycle, kind="risk_kind", unsure=True).count() == 4

    def test_a_closed_cycle_is_read_only_until_two_persons_reopen_it(self, client, village, admin, second_admin):
        member = factories.make_member(village)
        cycle = member.cycle
        client.force_login(admin)
        assert client.post(f"/villages/cycle/{cycle.pk}/close/", {"reason": ""}).status_code == 422
        assert client.post(f"/villages/cycle/{cycle.pk}/close/", {"reason": "换届结束"}).status_code == 302
        with pytest.raises(Refused, match="已关闭"):
            factories.make_member(village, "李新人")
        client.post(f"/villages/cycle/{cycle.pk}/ask-reopening/", {"reason": "更正错漏"})
        assert client.post(f"/villages/cycle/{cycle.pk}/reopen/").status_code == 422
        client.force_login(second_admin)
        assert client.post(f"/villages/cycle/{cycle.pk}/reopen/").status_code == 302
        assert Cycle.objects.get(pk=cycle.pk).state == "open"
        assert client.get(f"/villages/cycle/{cycle.pk}/").status_code == 200

    def test_only_the_county_admin_closes(self, client, village, county):
        cycle = factories.cycle_for(village)
        client.force_login(factories.make_user(Role.COUNTY_CLERK, county))
        assert client.post(f"/villages/cycle/{cycle.pk}/close/", {"reason": "换届结束"}).status_code == 403

    def test_the_next_cycle_takes_over_team_figures_and_lists(self, village, admin):
        factories.make_profile(village, batch=factories.kind(factories.cycle_for(village), "batch"))
        factories.make_member(village, appraisal_3="excellent", votes_excellent=30, wish="stay")
        factories.make_post(village)
        factories.make_contact(village.township)
        last = factories.cycle_for(village)
        cycle = cycles.start_from_last(
            last,
            by=admin,
            name="2031年换届",
            rule_set=factories.make_rule_set(),
            starts_on=date(2031, 10, 1),
            reference_date=date(2031, 10, 1),
        )
        member = TeamMember.objects.get(cycle=cycle)
        assert (member.person.name, member.party_post) == ("张建国", "secretary")
        assert (member.appraisal_3, member.votes_excellent, member.wish) == ("", None, "unknown")
        profile = VillageProfile.objects.get(cycle=cycle)
        assert (profile.households, profile.batch) == (320, None)
        figures = LastTermFigures.objects.get(cycle=cycle)
        assert (figures.members, figures.one_shoulder, figures.college_up) == (1, True, 1)
        assert KindItem.objects.filter(cycle=cycle).count() == KindItem.objects.filter(cycle=last).count()
        assert Contact.objects.get(cycle=cycle).role.cycle == cycle
        assert not ResponsibilityPost.objects.filter(cycle=cycle).exists()

    def test_posts_come_along_by_choice(self, village, admin):
        factories.make_post(village, visits=9)
        cycle = cycles.start_from_last(
            factories.cycle_for(village),
            by=admin,
            name="2031年换届",
            rule_set=factories.make_rule_set(),
            starts_on=date(2031, 10, 1),
            reference_date=date(2031, 10, 1),
            carry_posts=True,
        )
        post = ResponsibilityPost.objects.get(cycle=cycle)
        assert (post.name, post.visits, post.kind.cycle) == ("李联村", 0, cycle)

    def test_switching_reaches_only_ones_own_cycles(self, client, village, county):
        first, second = factories.make_cycle(county), factories.make_cycle(county, "2021年换届", state="preparing")
        foreign = factories.make_cycle(factories.make_county("990202", "邻县"))
        client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
        answer = client.post("/cycles/switch/", {"cycle": second.pk, "next": "/villages/"})
        assert answer.headers["Location"] == "/villages/"
        assert client.get("/villages/").context["cycle"] == second
        assert client.post("/cycles/switch/", {"cycle": foreign.pk}).status_code == 422
        outside = client.post("/cycles/switch/", {"cycle": first.pk, "next": "//evil.example/"})
        assert outside.headers["Location"] == "/"

    def test_targets_are_the_countys_to_set(self, client, village, admin):
        cycle = factories.cycle_for(village)
        client.force_login(admin)
        data = {"version": cycle.version, "mean_age": "45.5", "women": "1", "one_shoulder": "on"}
        assert client.post(f"/villages/cycle/{cycle.pk}/targets/", data).status_code == 302
        cycle.refresh_from_db()
        assert cycle.targets == {"mean_age": 45.5, "women": 1, "one_shoulder": True}
