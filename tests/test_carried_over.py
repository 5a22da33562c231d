"""Open items go on in the next cycle by choice; what is settled, expired or withdrawn stays with the past; notices."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.desk import inbox
from electioncycle.desk.inbox import Notice
from electioncycle.disclosure import restricted
from electioncycle.jobs import periodic
from electioncycle.ledgers.services import withdraw
from electioncycle.roles import Role
from risks.choices import LineState, State
from risks.models import Countermeasure, KeyPerson, KeyVillage, Problem, RiskPoint
from risks.services import closing, problems
from tests import factories
from tests.moving import seen
from villages.models import Cycle

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def admin(village, cycle):
    return factories.make_user(Role.COUNTY_ADMIN, village.township.parent)


@pytest.fixture
def clerk(village, cycle):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township, name="周干事")


def start_next(client, admin, cycle, **data):
    client.force_login(admin)
    form = {
        "name": "2031年换届",
        "rule_set": factories.make_rule_set().pk,
        "starts_on": "2031-10-01",
        "reference_date": "2031-10-01",
        **data,
    }
    answer = client.post(reverse("cycle_next", args=[cycle.pk]), seen(cycle, **form))
    assert answer.status_code == 302, answer.content.decode()
    return Cycle.objects.get(name="2031年换届")


def test_open_items_go_on_in_the_next_cycle_and_settled_ones_stay(client, village, cycle, admin, clerk):
    point = factories.make_point(village, facts="承包地界址不清")
    closing.apply_closing(point, proof="双方已签协议，附勘界图。", by=clerk)
    withdraw(factories.make_point(village, 1, facts="登记有误"), by=clerk, reason="重复登记")
    factories.make_key_village(village)
    entry = factories.make_key_person(village, name="欧阳独有")
    expired = factories.make_key_person(village, name="到期人员")
    KeyPerson.all_rows.filter(pk=expired.pk).update(valid_until=TODAY - timedelta(days=1))
    gone = factories.make_user(Role.TOWNSHIP_CLERK, village.township, name="已调离")
    for user in (clerk, gone):
        factories.let_read(user, entry)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    open_one = factories.make_problem(village, text="路灯未修")
    factories.make_line(village, open_one, measure="落实资金")
    done = factories.make_line(village, open_one, measure="现场勘查")
    Countermeasure.all_rows.filter(pk=done.pk).update(state=LineState.SOLVED, evidence="勘查单")

    ledgers = ["riskpoint", "keyvillage", "keyperson", "problem"]
    new = start_next(client, admin, cycle, open_rows=ledgers)

    carried = RiskPoint.objects.get(cycle=new)
    assert (carried.facts, carried.state, carried.proof) == ("承包地界址不清", State.WORKING, "")
    assert carried.kind.cycle == new
    assert carried.history.first().history_user == admin
    assert KeyVillage.objects.get(cycle=new).kind.cycle == new
    person = KeyPerson.all_rows.get(cycle=new)
    assert person.name == "欧阳独有"
    assert restricted.readers_of(KeyPerson, [person.pk])[person.pk] == [clerk]
    problem = Problem.objects.get(cycle=new)
    assert (problem.text, problem.state) == ("路灯未修", "open")
    lines = Countermeasure.objects.filter(problem=problem).order_by("position")
    assert sorted((one.measure, one.state) for one in lines) == [("现场勘查", "solved"), ("落实资金", "not_begun")]
    assert RiskPoint.objects.get(pk=point.pk).state == State.PENDING
    assert problems.blockers(problem)


def test_nothing_open_goes_along_unless_it_is_chosen(client, village, cycle, admin):
    factories.make_point(village)
    factories.make_problem(village)
    client.force_login(admin)
    assert "未销号的风险点" in client.get(reverse("cycle_next", args=[cycle.pk])).content.decode()
    new = start_next(client, admin, cycle, open_rows=["problem"])
    assert not RiskPoint.objects.filter(cycle=new).exists()
    assert Problem.objects.filter(cycle=new).count() == 1


def notices(user, cycle):
    return [one.text for one in inbox.notices_of(user, cycle)]


def test_what_is_overdue_is_told_once_to_those_who_answer_for_it(village, cycle, clerk):
    elsewhere = factories.make_township("西河镇", village.township.parent)
    stranger = factories.make_user(Role.TOWNSHIP_CLERK, elsewhere)
    retired = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    type(retired).objects.filter(pk=retired.pk).update(is_active=False)
    point = factories.make_point(village)
    RiskPoint.all_rows.filter(pk=point.pk).update(deadline=date(2026, 1, 5))
    act = periodic.ACTS["tell_overdue"]
    assert act.run().startswith("向1个账号提醒")
    first = notices(clerk, cycle)
    assert any("风险点" in text and "已逾期" in text for text in first)
    assert notices(stranger, cycle) == []
    assert not Notice.objects.filter(user=retired).exists()
    inbox.mark_all_read(by=clerk, cycle=cycle)
    act.run()
    assert notices(clerk, cycle) == first
    assert not inbox.notices_of(clerk, cycle).filter(is_read=False).exists()
    RiskPoint.all_rows.filter(pk=point.pk).update(deadline=TODAY + timedelta(days=9))
    act.run()
    assert not any("风险点" in text for text in notices(clerk, cycle))


def test_an_assignment_is_told_to_the_one_assigned_and_taken_back_with_it(village, cycle, admin, clerk):
    entry = factories.make_key_person(village, name="欧阳独有")
    restricted.assign(entry, clerk, by=admin)
    [text] = notices(clerk, cycle)
    assert "查阅人" in text
    assert "欧阳" not in text
    restricted.end_assignment(entry, clerk, by=admin)
    assert notices(clerk, cycle) == []
    assert inbox.notify("停用后不再通知。", user=factories.make_user(is_active=False)) is None
