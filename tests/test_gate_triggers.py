"""The database itself refuses a start without foundation, whatever program writes it."""

import pytest
from django.db import IntegrityError, connection, transaction

from readiness.models import ReadinessPass, StartRecord
from readiness.services import decisions
from tests import factories
from tests.gate import Township

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]


@pytest.fixture
def town():
    return Township()


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def insert(village, cycle, *, passed=None, decision=None, track="party"):
    sql(
        "INSERT INTO readiness_startrecord (version, created_at, updated_at, search_text, cycle_id, village_id, track,"
        " passed_id, decision_id, started_on, document_number, note)"
        " VALUES (1, '2026-11-20', '2026-11-20', '', %s, %s, %s, %s, %s, '2026-11-20', '', '')",
        *(cycle.pk, village.pk, track, passed and passed.pk, decision and decision.pk),
    )


def given_pass(town, village):
    town.passed(village)
    return ReadinessPass.objects.get(village=village)


def refuses(*args, **kwargs):
    with pytest.raises(IntegrityError, match="start rests on no valid pass"):
        insert(*args, **kwargs)


def test_a_start_on_the_villages_own_pass_is_accepted_and_on_a_lapsed_one_refused(town):
    village, other = town.village(), town.village()
    insert(village, town.cycle, passed=given_pass(town, village))
    assert StartRecord.objects.count() == 1
    lapsed = given_pass(town, other)
    with transaction.atomic():
        decisions.lapse(lapsed, ["财务公示有异议"], by=town.county)
    refuses(other, town.cycle, passed=lapsed)


def test_a_start_on_another_villages_or_another_cycles_pass_is_refused(town):
    village, other = town.village(), town.village()
    passed = given_pass(town, village)
    refuses(other, town.cycle, passed=passed)
    earlier = factories.make_cycle(town.county_area, name="2021年换届")
    refuses(village, earlier, passed=passed)


def test_a_start_rests_on_exactly_one_ground_and_on_a_consent_for_its_own_track(town):
    village, other = town.village(), town.village()
    with pytest.raises(IntegrityError):
        insert(village, town.cycle)
    refuses(village, town.cycle, decision=town.decide(village, "defer"))
    consent = town.decide(other, "consent")
    refuses(village, town.cycle, decision=consent)
    refuses(other, town.cycle, decision=consent, track="committee")
    insert(other, town.cycle, decision=consent)


def test_a_start_cannot_be_moved_to_a_bad_ground_but_stays_when_its_pass_lapses(town):
    village, other = town.village(), town.village()
    passed, foreign = given_pass(town, village), given_pass(town, other)
    insert(village, town.cycle, passed=passed)
    with pytest.raises(IntegrityError):
        sql("UPDATE readiness_startrecord SET passed_id = %s", foreign.pk)
    with pytest.raises(IntegrityError):
        sql("UPDATE readiness_startrecord SET village_id = %s", other.pk)
    with transaction.atomic():
        decisions.lapse(passed, ["财务公示有异议"], by=town.county)
    sql("UPDATE readiness_startrecord SET note = 'x', passed_id = %s", passed.pk)
    sql("UPDATE readiness_startrecord SET withdrawn_at = '2026-11-21'")
    with pytest.raises(IntegrityError):
        sql("UPDATE readiness_startrecord SET withdrawn_at = NULL")


def test_a_recorded_lapse_stays_recorded(town):
    passed = given_pass(town, town.village())
    with transaction.atomic():
        decisions.lapse(passed, ["财务公示有异议"], by=town.county)
    with pytest.raises(IntegrityError, match="a recorded lapse stays"):
        sql("UPDATE readiness_readinesspass SET lapsed_at = NULL")
