"""What has no number gets one nobody has; figures are rounded as on paper, on every page; months show no day."""

from datetime import date

import pytest
from django.db import transaction
from django.template import Context, Template
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from electioncycle.charts.svg import figure
from electioncycle.ledgers import services
from electioncycle.records import history, numbering
from electioncycle.records.months import MonthField
from electioncycle.roles import Role
from electioncycle.rounding import share, whole
from meetings.models import AccountabilityCase, Inspection
from risks.models import KeyPerson, Problem
from tests import factories


@pytest.fixture
def village():
    return factories.make_village("青山村")


@pytest.fixture
def admin(village):
    return factories.make_user(Role.COUNTY_ADMIN, village.township.parent)


def case(cycle, **more):
    return AccountabilityCase(
        cycle=cycle,
        name="公示不全",
        found_on=date(2026, 11, 3),
        matter="漏张贴公告一处。",
        subject="东河镇(干事)",
        **more,
    )


@pytest.mark.everywhere
@pytest.mark.django_db
def test_cases_entered_together_without_a_number_get_one_each(village, admin):
    cycle = factories.cycle_for(village)
    first = history.record(case(cycle, number="WZ007"), by=admin)
    with transaction.atomic():
        history.record_many([case(cycle), case(cycle, number="自编1号"), case(cycle)], by=admin)
    numbers = AccountabilityCase.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [first.number, "WZ008", "自编1号", "WZ009"]


@pytest.mark.django_db
def test_a_number_that_lies_in_the_recycle_bin_is_not_given_again(village, admin):
    cycle = factories.cycle_for(village)
    last = history.record(case(cycle), by=admin)
    services.withdraw(last, by=admin, reason="重复登记")
    assert history.record(case(cycle), by=admin).number == "WZ002"
    assert services.bring_back(last, by=admin).number == "WZ001"


@pytest.mark.django_db
def test_every_kind_of_row_that_the_system_numbers_is_numbered_within_its_own(village):
    other = factories.make_village("白石村", village.township)
    rows = [factories.make_problem(one) for one in (village, village, other)]
    assert [Problem.objects.get(pk=row.pk).number for row in rows] == ["001", "002", "001"]
    body = factories.make_inspection_finding(village)
    assert Inspection.objects.get(pk=body.inspection_id).code == "XD0001"


@pytest.mark.django_db
def test_numbers_of_key_persons_tell_nothing_and_never_meet(village, monkeypatch):
    drawn = iter([5, 5, 9])
    monkeypatch.setattr(numbering.secrets, "randbelow", lambda most: next(drawn))
    rows = [factories.make_key_person(village, number="") for _ in range(2)]
    assert [KeyPerson.all_rows.get(pk=row.pk).number for row in rows] == ["ZD000005", "ZD000009"]


@given(
    st.lists(st.integers(0, 10**6).map(lambda number: f"WZ{number:03d}") | st.sampled_from(["", "WZ", "甲1", "WZ一"]))
)
def test_the_following_number_is_above_all_that_were_given(taken):
    number = numbering.following(taken, "WZ")
    assert f"WZ{number:03d}" not in taken
    assert number == 1 or f"WZ{number - 1:03d}" in taken


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_share_on_a_page_is_the_share_in_the_table_and_the_sentence(part, base):
    shown = Template("{% load office %}{{ part|percent:base }}").render(Context({"part": part, "base": base}))
    assert shown == f"{share(part, base)}%"


@pytest.mark.parametrize(
    ("part", "base", "said"), [(1, 16, "6.3"), (1, 8, "12.5"), (1, 80, "1.3"), (3, 80, "3.8"), (0, 4, "0.0")]
)
def test_halves_are_rounded_up_as_on_paper(part, base, said):
    assert str(share(part, base)) == said
    assert figure(100 * part / base) == said.removesuffix(".0")
    assert whole(12.5) == 13


@pytest.mark.django_db
def test_a_birth_shows_year_and_month_whatever_its_column_is_called(village, client):
    member = factories.make_member(village)
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(clerk)
    page = client.get(reverse("teammember_detail", args=[member.pk])).content.decode()
    birth = member.person.birth
    assert f"{birth:%Y.%m}" in page
    assert f"{birth:%Y-%m-%d}" not in page
    assert history.shown(MonthField("生日"), date(1976, 11, 30)) == "1976.11"
