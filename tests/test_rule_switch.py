"""A running cycle moves to a later edition of its rules by two persons; what was done keeps its edition."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from electioncycle.desk import inbox
from electioncycle.records.workflow import StepRecord
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from tests import factories
from tests.moving import seen
from villages.models import Cycle, Rule, RuleSet
from villages.rules.keys import KIN, KINDS, TARGET
from villages.services import rule_sets, rule_switch, steps_ahead

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(cycle):
    return factories.make_user(Role.COUNTY_ADMIN, cycle.county, name="甲管理员")


@pytest.fixture
def other(cycle):
    return factories.make_user(Role.COUNTY_ADMIN, cycle.county, name="乙管理员")


@pytest.fixture
def later(cycle):
    """The second edition: one value changed, one added."""
    old = {"runoff_days": 10, "review_objection_days": 5, "complaint_answer_days": 60}
    for key, value in old.items():
        Rule.objects.create(rule_set=cycle.rule_set, key=key, label=key, value=value, unit="日", law="旧办法")
    return factories.make_edition(cycle.rule_set, review_objection_days=7, turnout_over="1/2")


def page(cycle):
    return reverse("cycle_rules", args=[cycle.pk])


def post(client, user, cycle, move, **data):
    client.force_login(user)
    data.setdefault("version", Cycle.objects.get(pk=cycle.pk).version)
    return client.post(reverse("cycle_rules_move", args=[cycle.pk, move]), seen(cycle, **data))


def said(response):
    return response.content.decode()


def edition(cycle):
    return Cycle.objects.get(pk=cycle.pk).rule_set.edition


def to_do(user, cycle):
    return [due.title for due in inbox.due_of(user, Cycle.objects.get(pk=cycle.pk))]


def test_one_proposes_another_confirms_and_every_step_keeps_the_edition_it_was_done_under(
    client, cycle, clerk, one, other, later
):
    assert f"“{cycle}”可换用第2版规则集，请核对是否换用" in to_do(one, cycle)
    first = post(client, one, cycle, "propose", to=later.pk, reason="省级办法修订")
    assert first.status_code == 302
    assert edition(cycle) == 1, "a proposal changes nothing"
    assert any("请核对确认" in title for title in to_do(other, cycle))
    assert not any("请核对确认" in title for title in to_do(one, cycle))
    alone = post(client, one, cycle, "confirm")
    assert alone.status_code == 422
    assert "须由另一位县级管理员确认" in said(alone)
    assert edition(cycle) == 1
    events = AuditEvent.objects.count()
    assert post(client, other, cycle, "confirm").status_code == 302
    assert edition(cycle) == 2
    assert AuditEvent.objects.count() == events + 1, "one act, one event"
    proposed, confirmed = StepRecord.objects.filter(object_type="villages.cycle").order_by("id")
    assert (proposed.rules_edition, confirmed.rules_edition) == (cycle.rule_set_id, later.pk)
    assert rule_sets.rules_of(Cycle.objects.get(pk=cycle.pk)).whole("review_objection_days") == 7
    assert Cycle.objects.get(pk=cycle.pk).history.first().rule_set_id == later.pk
    told = [notice.text for notice in inbox.notices_of(clerk, cycle)]
    assert any("自今日起按“测试规则集(第2版)”办理" in text for text in told)
    client.force_login(clerk)
    assert "确认换用第2版规则集" in said(client.get(reverse("cycle_detail", args=[cycle.pk])))


def test_before_anybody_confirms_the_page_lists_the_steps_ahead_and_what_changes_for_them(client, cycle, one, later):
    client.force_login(one)
    text = said(client.get(page(cycle)))
    row = re.search(r"联审结论告知和申诉答复.*?</tr>", text, re.S)[0]
    assert "5日" in row
    assert "<b>7日</b>" in row
    assert "旧办法" in row
    assert "(无此项)" in text, "a rule that the edition adds"
    assert "第2版所依文件" in text
    assert "complaint_answer_days" not in text, "what stays the same is not listed"
    assert "亲属回避核查" not in text


def test_the_steps_ahead_are_counted(client, cycle, village, one, later):
    changes = rule_sets.EDITIONS.differences(cycle.rule_set, factories.make_edition(cycle.rule_set, reserve_min=3))
    (found,) = steps_ahead.ahead(cycle, changes)
    assert (found.title, found.count) == ("后备人选储备和登记(村)", 1)
    factories.make_village("西山村", village.township)
    assert steps_ahead.ahead(cycle, changes)[0].count == 2


def test_a_proposal_is_sent_back_with_a_reason_and_the_other_may_propose_then(client, cycle, one, other, later):
    post(client, one, cycle, "propose", to=later.pk, reason="省级办法修订")
    again = post(client, other, cycle, "propose", to=later.pk, reason="省级办法修订")
    assert "已提议换用" in said(again)
    assert post(client, other, cycle, "decline", reason="").status_code == 422
    assert post(client, other, cycle, "decline", reason="待与原文核对").status_code == 302
    assert rule_switch.pending(Cycle.objects.get(pk=cycle.pk)) is None
    assert "没有待确认的换用提议" in said(post(client, other, cycle, "confirm"))
    assert post(client, other, cycle, "propose", to=later.pk, reason="已核对").status_code == 302
    assert post(client, one, cycle, "confirm").status_code == 302
    assert edition(cycle) == 2


def test_what_may_not_be_switched_to_is_refused_in_words_and_changes_nothing(client, cycle, one, later):
    tomorrow = timezone.localdate() + timedelta(days=1)
    foreign = factories.record(
        RuleSet(code="elsewhere", name="外省规则集", province="外省", edition=5, state="published"), by=one
    )
    draft, future, gone = (factories.make_edition(cycle.rule_set, runoff_days=n) for n in (11, 12, 13))
    RuleSet.objects.filter(pk=draft.pk).update(state="draft")
    RuleSet.objects.filter(pk=future.pk).update(effective_from=tomorrow)
    RuleSet.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())
    older = cycle.rule_set
    Cycle.objects.filter(pk=cycle.pk).update(rule_set=later)
    for target, words in (
        (foreign, "是另一个规则集(外省)"),
        (older, "不能换回第1版"),
        (later, "不能换回第2版"),
        (draft, "不是已发布的版次"),
        (gone, "不是已发布的版次"),
        (future, "生效前不能换用"),
    ):
        refused = post(client, one, cycle, "propose", to=target.pk, reason="省级办法修订")
        assert refused.status_code == 422, target
        assert words in said(refused)
    assert post(client, one, cycle, "propose", to=10**9, reason="无此版次").status_code == 404
    assert not StepRecord.objects.filter(object_type="villages.cycle").exists()
    right = factories.make_edition(later, runoff_days=14)
    assert post(client, one, cycle, "propose", to=right.pk, reason="省级办法修订").status_code == 302


def test_an_edition_retired_or_a_cycle_closed_after_the_proposal_ends_it(client, cycle, one, other, later):
    post(client, one, cycle, "propose", to=later.pk, reason="省级办法修订")
    RuleSet.objects.filter(pk=later.pk).update(state="retired")
    assert "没有待确认的换用提议" in said(post(client, other, cycle, "confirm"))
    RuleSet.objects.filter(pk=later.pk).update(state="published")
    Cycle.objects.filter(pk=cycle.pk).update(state="closed")
    assert "没有待确认的换用提议" in said(post(client, other, cycle, "confirm"))
    assert "只有进行中的届次" in said(post(client, other, cycle, "propose", to=later.pk, reason="再试"))
    assert edition(cycle) == 1


def test_whoever_saw_an_older_version_of_the_cycle_confirms_nothing(client, cycle, one, other, later):
    seen = Cycle.objects.get(pk=cycle.pk).version
    post(client, one, cycle, "propose", to=later.pk, reason="省级办法修订")
    assert post(client, other, cycle, "confirm", version=seen).status_code == 409
    assert edition(cycle) == 1
    assert post(client, other, cycle, "confirm").status_code == 302


def test_only_the_county_admin_opens_the_page_and_moves_the_cycle(client, cycle, county, officer, one, later):
    for user in (county, officer):
        client.force_login(user)
        assert client.get(page(cycle)).status_code == 403
        assert post(client, user, cycle, "propose", to=later.pk, reason="省级办法修订").status_code == 403
    elsewhere = factories.make_user(Role.COUNTY_ADMIN, factories.make_county("990102", "河川县"))
    assert post(client, elsewhere, cycle, "propose", to=later.pk, reason="省级办法修订").status_code == 404
    client.force_login(one)
    assert client.get(page(cycle)).status_code == 200


def publish_next(client, cycle, one, other, **changes):
    """A next edition through the pages, with these marks changed on one rule; a value where one is given."""
    client.force_login(one)
    client.post(reverse("rule_set_move", args=[cycle.rule_set_id, "new-edition"]), seen(cycle.rule_set))
    draft = RuleSet.objects.get(code=cycle.rule_set.code, state="draft")
    rule = draft.rules.get(key="term_years")
    line = {
        f"label-{rule.pk}": rule.label,
        f"value-{rule.pk}": 5,
        f"unit-{rule.pk}": rule.unit,
        "version": draft.version,
    }
    line |= {f"{name}-{rule.pk}": value for name, value in changes.items()}
    assert client.post(reverse("rule_set_move", args=[draft.pk, "save"]), line).status_code == 302
    client.post(
        reverse("rule_set_move", args=[draft.pk, "propose"]), seen(draft) | {"effective_from": date(2026, 11, 1)}
    )
    client.force_login(other)
    assert client.post(reverse("rule_set_move", args=[draft.pk, "publish"]), seen(draft)).status_code == 302
    return draft


def test_an_edition_that_only_confirms_takes_effect_at_once_and_one_that_changes_a_value_waits(
    client, cycle, clerk, one, other
):
    confirming = publish_next(client, cycle, one, other, law="村组法", article="第十一条")
    assert edition(cycle) == confirming.edition == 2
    moved = Cycle.objects.get(pk=cycle.pk)
    assert moved.history.first().history_change_reason == "第2版只作确认，取值不变，即时换用"
    assert any("第2版" in notice.text for notice in inbox.notices_of(clerk, cycle))
    changing = publish_next(client, moved, one, other, value=3)
    assert changing.edition == 3
    assert edition(cycle) == 2, "a changed value waits for two persons"


def test_the_form_of_a_running_cycle_points_to_the_page_of_the_switch(client, cycle, one, later):
    client.force_login(one)
    fields = {"county": cycle.county_id, "name": cycle.name, "rule_set": later.pk, "version": cycle.version}
    days = {"starts_on": cycle.starts_on, "reference_date": cycle.reference_date}
    answer = client.post(reverse("cycle_edit", args=[cycle.pk]), fields | days)
    assert "换用规则集版次" in said(answer)
    assert edition(cycle) == 1


def test_every_rule_that_code_asks_for_is_declared_by_a_step():
    """A rule nobody declared would change under running steps without a word on the page of the switch.

    ``meanings.py`` says beside a field what the set in force says, and rests nothing on it.
    """
    declared = {key for step in steps_ahead.STEPS.values() for key in step.keys}
    code = [
        path.read_text()
        for app in ("villages", "risks", "candidates", "meetings", "readiness", "elections", "reports")
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if not {"migrations", "demo", "scenarios", "management"} & set(path.parts)
        and path.name not in {"keys.py", "meanings.py"}
    ]
    assert len(code) > 200
    asked = {key for key in KINDS if any(f'"{key}"' in text for text in code)}
    assert len(asked) > 15
    assert asked <= declared
    assert all(key in KINDS for key in declared if not key.startswith((KIN, TARGET)))
