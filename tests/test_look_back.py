"""Whether what a department reports still counts on election day: the days around the boundary."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from candidates.rules import look_back
from candidates.rules.negative_list import number_of, read_items

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 12, 31))
YEARS = st.integers(min_value=1, max_value=20)
DAY = timedelta(days=1)


def judged(years, happened, until, election_day, *, end=False):
    return look_back.standing(
        years=years, runs_from_end=end, happened_on=happened, until_on=until, election_day=election_day
    )


@given(DAYS, YEARS)
def test_five_years_from_the_end_of_a_sentence_are_full_on_the_same_date_and_not_a_day_before(ended, years):
    full = look_back.last_day(ended, years)
    assert judged(years, None, ended, full - DAY, end=True) == look_back.HIT
    assert judged(years, None, ended, full, end=True) == look_back.OVER
    assert judged(years, None, ended, full + DAY, end=True) == look_back.OVER
    assert judged(years, ended, None, full - DAY) == look_back.HIT
    assert judged(years, ended, None, full) == look_back.OVER


@given(DAYS, YEARS)
def test_the_full_date_is_the_same_date_or_the_end_of_february(day, years):
    full = look_back.last_day(day, years)
    assert full.year == day.year + years
    if (day.month, day.day) == (2, 29) and full.day != 29:
        assert (full.month, full.day) == (2, 28)
    else:
        assert (full.month, full.day) == (day.month, day.day)


@given(DAYS, DAYS, YEARS, DAYS)
def test_later_is_never_full_earlier(one, other, years, election_day):
    first, second = sorted((one, other))
    if judged(years, second, None, election_day) == look_back.OVER:
        assert judged(years, first, None, election_day) == look_back.OVER


@given(DAYS, DAYS)
def test_without_years_it_counts_while_the_influence_lasts(until, election_day):
    wanted = look_back.HIT if election_day <= until else look_back.OVER
    assert judged(None, None, until, election_day) == wanted
    assert judged(None, date(2001, 1, 1), None, election_day) == look_back.HIT


def test_leap_days_and_missing_dates():
    assert look_back.last_day(date(2020, 2, 29), 5) == date(2025, 2, 28)
    assert look_back.last_day(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert judged(5, date(2024, 1, 1), None, date(2026, 12, 1), end=True) == look_back.UNDATED
    assert judged(5, None, date(2024, 1, 1), date(2026, 12, 1)) == look_back.UNDATED


def test_a_countys_text_is_read_item_by_item():
    text = """有下列情形之一的，不能：
1.被判处刑罚或者刑满释放(或缓刑期满)未满5年的；
2、涉黑涉恶受处理
未满三年的。
有下列情形之一的，不宜：
（一）长期外出不能正常履行职务的；
②近十二年有严重违法用地的；"""
    found = [(one.text, one.hard, one.years, one.runs_from_end) for one in read_items(text)]
    assert found == [
        ("被判处刑罚或者刑满释放(或缓刑期满)未满5年的", True, 5, True),
        ("涉黑涉恶受处理未满三年的", True, 3, False),
        ("长期外出不能正常履行职务的", False, None, False),
        ("近十二年有严重违法用地的", False, 12, False),
    ]
    assert [number_of(text) for text in ("5", "三", "十", "十二", "二十", "二十一")] == [5, 3, 10, 12, 20, 21]
