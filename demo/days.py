"""The day on which the made-up county stands, and how many days from it (before it: negative) its story lies."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from unittest import mock

from django.utils import timezone

RULES_FROM, STARTS_ON, REFERENCE_DATE, ENTRY_DEADLINE = -147, -142, -56, 30
BATCHES = {"pilot": 84, "first": 105, "second": 119}
GROUPS_FOUNDED, DEPLOYED, TOWNSHIPS_DEPLOYED, TOWNSHIPS_TRAINED, JOINT_PLANNED = -130, -121, -105, -6, 12
MEMBER_LEFT = -86
SENT_TO_VILLAGES = (-140, -120)
RECOMMENDED, DECLARED, GIVEN_UP = (-141, -60), (-116, -60), -53
PLACEMENT_DONE, PLACEMENT_JUDGED = -10, -8
ANALYSED, ANALYSIS_SIGNED, MEASURES_DUE = (-109, -65), -56, 76
SWEPT, RISKS_DUE, KEY_PERSONS_REVIEWED, KEY_PERSONS_UNTIL = -95, (81, 81, 94, 12), (86, 112, 21), 462
PROBLEMS_FOUND, MEASURES_LATE, MEASURES_COMING, MEASURES_REPORTED = (-80, -55), (-20, -5), (3, 40), -10
LEADERS_SENT, VISITED_WEEKS, PROMISE_DAYS = -128, 7, 30
FINANCE_FOUND, FINANCE_DONE, FINANCE_DONE_DUE, FINANCE_COMING = -112, (-86, -73), -72, (-6, 24)
FINANCE_PUBLISHED, AUDIT_PUBLISHED, AUDIT_SIGNED, SAMPLED = (-97, -88), -69, -67, -59
ASSESSED = (-81, -63)
COUNTY_TALKED, TALKED, TALK_AGAIN_DAYS, TALK_LATE_DAYS = -46, (-45, -6), 20, 8
CONDITIONS_FROM, SELF_CHECK, CHECK, GATE_MEETING, GATE_FILED, START = -86, -53, -44, -36, -31, -29
POSTPONED_UNTIL, RECHECK = 187, 278
LIST_FROM, LETTER, SIGNED, STAMPED, CONCLUDED = -86, -25, -23, -22, -17
PARTY_LETTER, PARTY_SIGNED, PARTY_STAMPED, PARTY_CONCLUDED, ASKED, APPROVED = -18, -17, -15, -13, -10, -7
TOLD, PLEDGE_TALKED, PLEDGED, FOLLOWED = -16, -14, -12, -5
TERM_BEGAN, PARTY_MET, BY_ELECTED, BY_ELECTION_DUE, LIST_LATE, OTHER_DUE = -1830, -9, -4, 18, -1, 6
PARTY_DUTY, PARTY_ASKED, PARTY_PERMITTED, PARTY_RECOMMENDED, PARTY_REVIEWED = -28, -27, -23, -21, -18
PARTY_BRANCHES, PARTY_NOTICED, PARTY_NOTICE_END, PARTY_REPORTED, PARTY_REPLIED, PARTY_FILED = -15, -16, -11, -8, -5, -3
PARTY_HANGING, PARTY_DUE = -3, 5
AFTER_VOTE = (("seal", -3), ("certificate", -2), ("result_filing", -2), ("duties", -1), ("handover", -1))
MEMBER_OUT = SCHEME_ADOPTED = -2
COUNT_LISTED, COUNTED, COUNTED_AGAIN, COUNT_DECIDED = -15, -8, -2, -1
NOMINATED_ON, REVIEWED_ON, LISTED_ON, LEFT_ON = -6, -5, -4, -2
CHANGE_ASKED, CHANGE_DECIDED, CHANGE_PUBLISHED, RECALL_ASKED = -40, -20, -17, -45
RESULTS_DUE = 130
PUBLICITY, TRAINED, MADE_UP, DECIDED = (-102, -62), -85, -78, -102


@dataclass(frozen=True)
class Days:
    """The calendar of one county: everything is reckoned from the day it stands on."""

    today: date

    def at(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    @contextmanager
    def as_clock(self) -> Iterator[None]:
        """Services, which date what they do by the clock, take this day for today."""
        of_moment = timezone.localdate

        def localdate(value: datetime | None = None, tz: tzinfo | None = None) -> date:
            return self.today if value is None else of_moment(value, tz)

        with mock.patch.object(timezone, "localdate", localdate):
            yield

    @property
    def year(self) -> int:
        """The cycle's year, from which terms, schooling and careers are reckoned back."""
        return self.at(STARTS_ON).year

    def month(self, back: int) -> date:
        """The first day of the month so many months ago."""
        months = self.today.year * 12 + self.today.month - 1 - back
        return date(months // 12, months % 12 + 1, 1)

    def wednesday(self, weeks: int) -> date:
        """The last Wednesday before the day, so many weeks earlier."""
        return self.at(-1 - (self.today.weekday() - 3) % 7 - 7 * weeks)
