"""A run of the suite never meets a midnight, whenever it begins."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.away_from_midnight import zone


@pytest.mark.parametrize("hour", range(24))
def test_every_run_begins_in_the_morning(hour):
    begun = datetime(2026, 11, 30, hour, 59, tzinfo=UTC)
    there = begun.astimezone(ZoneInfo(zone(begun)))
    assert there.hour == 9
    assert (there + timedelta(hours=14)).date() == there.date()


def test_this_process_lives_by_that_clock():
    assert 9 <= timezone.localtime().hour < 23
    assert datetime.now().astimezone().utcoffset() == timezone.localtime().utcoffset()
