"""Whether what happened to a person still counts on election day."""

from datetime import date
from typing import Final

HIT: Final = "hit"
OVER: Final = "over"
UNDATED: Final = "undated"

WORDS = {HIT: "在限制期内", OVER: "已满期限，不计", UNDATED: "缺少日期，待补"}


def last_day(start: date, years: int) -> date:
    """The day on which so many years from ``start`` are full: the same date, the month's end where there is none.

    民法典第二百零二条. 29 February and a year without one end on 28 February.
    """
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 2, 28)


def standing(
    *,
    years: int | None,
    runs_from_end: bool,
    happened_on: date | None,
    until_on: date | None,
    election_day: date,
) -> str:
    """``HIT`` while the look-back lasts, ``OVER`` once it is full on election day, ``UNDATED`` when it cannot be told.

    “未满N年”: full on election day itself no longer counts. An item without years counts as long as its influence
    lasts, election day included, and for ever where no end is known.
    """
    if years is None:
        return OVER if until_on is not None and until_on < election_day else HIT
    start = until_on if runs_from_end else happened_on
    if start is None:
        return UNDATED
    return OVER if last_day(start, years) <= election_day else HIT
