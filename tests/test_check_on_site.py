"""The working group on site: 达标 for the rest with exceptions, drafts of one's own, on to the next village."""

import pytest
from django.urls import reverse

from electioncycle.roles import Role
from readiness.evaluations import evaluation_of
from readiness.figures.gate import mark
from readiness.models import CheckDraft, ReadinessCheck
from tests import factories
from tests.gate import Township, days
from tests.moving import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db):
    return Township()


def said(answer):
    return answer.content.decode()


def group(check):
    return reverse("gate_group", args=[check.pk])


def head(check, **more):
    return seen(check, **{"head-checked_on": f"{days(-5)}", "head-group_members": "吴委员、钱所长"}, **more)


def typed(town, village, **more):
    return {f"c{one.pk}-checked": "met" for one in town.conditions(village)} | more


def test_the_rest_is_met_and_what_the_village_did_not_state_is_left_to_look_at(client, town):
    village = town.village("青山村")
    check = town.applied(village, leave_out=("exit_audit",))
    client.force_login(town.officer)
    first = town.conditions(village)[0]
    answer = client.post(group(check), head(check, fill="1", **{f"c{first.pk}-checked": "not_met"}), follow=True)
    assert "其余条件已填为达标" in said(answer)
    assert "须逐条核查" in said(answer)
    assert "离任审计公布" in said(answer)
    draft = CheckDraft.objects.get()
    filled = {key: value for key, value in draft.body.items() if key.endswith("-checked")}
    audit = next(one for one in town.conditions(village) if one.code == "exit_audit")
    assert filled[f"c{first.pk}-checked"] == "not_met"
    assert f"c{audit.pk}-checked" not in filled
    assert set(filled.values()) == {"met", "not_met"}
    assert ReadinessCheck.objects.get().state == "applied"


def test_a_draft_is_ones_own_counts_nowhere_and_goes_when_the_check_is_done(client, town):
    village = town.village("青山村")
    check = town.applied(village)
    client.force_login(town.officer)
    words = {f"c{one.pk}-check_words": "看过账本" for one in town.conditions(village)}
    data = head(check, **typed(town, village, **words))
    assert client.post(group(check), data | {"save": "1"}).status_code == 302
    shown = said(client.get(group(check)))
    assert "看过账本" in shown
    assert "只有您本人看得到" in shown
    marks = {mark(facts) for facts in evaluation_of(village, town.cycle).facts}
    assert not marks & {"met", "not_met"}, "nothing is checked yet"
    colleague = factories.make_user(Role.TOWNSHIP_OFFICER, town.area)
    client.force_login(colleague)
    assert "看过账本" not in said(client.get(group(check)))
    client.force_login(town.officer)
    numbered = client.post(group(check), data | {"save": "1", "head-group_members": factories.id_number()})
    assert numbered.status_code == 422
    assert client.post(group(check), data).status_code == 302
    assert not CheckDraft.objects.exists()


def test_who_applied_keeps_no_draft_and_a_draft_is_given_up(client, town):
    village = town.village("青山村")
    check = town.applied(village)
    client.force_login(town.clerk)
    assert client.post(group(check), head(check, save="1")).status_code == 422
    assert not CheckDraft.objects.exists()
    client.force_login(town.officer)
    client.post(group(check), head(check, save="1"))
    assert client.post(group(check), head(check, drop="1")).status_code == 302
    assert not CheckDraft.objects.exists()
    far = factories.make_user(Role.TOWNSHIP_OFFICER, factories.make_township("西坪乡"))
    client.force_login(far)
    assert client.post(group(check), head(check, save="1")).status_code == 404


def test_a_draft_from_before_the_village_wrote_anew_says_so(client, town):
    village = town.village("青山村")
    check = town.applied(village)
    client.force_login(town.officer)
    client.post(group(check), head(check, save="1"))
    from readiness.services import checks

    back = checks.take_back(check, by=town.clerk, reason="补充材料")
    checks.apply(back, by=town.clerk)
    assert "这份评估有改动" in said(client.get(group(check)))


def test_done_leads_to_the_next_village_that_waits(client, town):
    first, second = town.village("甲村"), town.village("乙村")
    one, other = town.applied(first), town.applied(second)
    client.force_login(town.officer)
    data = head(one, next="1", **typed(town, first))
    answer = client.post(group(one), data)
    assert answer["Location"] == group(other), said(answer)
    data = head(other, next="1", **typed(town, second))
    last = client.post(group(other), data, follow=True)
    assert "没有其他待您核查的村" in said(last)
