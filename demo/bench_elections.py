"""Measured part of ``make bench``: result sheets decided by rules and schemes, and the days of all villages' votes."""

import time
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle as again
from itertools import islice
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import User
from electioncycle.records import history
from elections.choices import LIVE, Body, Procedure
from elections.models import Election, Scheme
from elections.rules.sheet import read
from elections.services.deciding import all_decided
from villages.models import Village

SCHEME = {"mode": "all", "woman_seat": "column", "surplus_director": 1, "surplus_deputy": 1, "ballot_asks": "for"}
POSTS = (("director", 1, 2), ("deputy", 1, 2), ("member", 3, 5), ("woman", 1, 2))
"""Post, seats, people on the ballot."""
AHEAD = timedelta(days=25)
"""How far off the polling day lies: some last days are over, most are still to come."""
PAGES = {
    "last_days": "/elections/last-days/",
    "last_days_file": "/elections/last-days/xlsx/",
    "clashes": "/elections/clashes/",
    "record_steps": "/elections/record/",
}


def decided(size: int, *, told: Callable[..., None]) -> None:
    """Reading the sheets, their rules and the verdicts, as a county's evening asks for them."""
    wanted = Election.objects.filter(body=Body.COMMITTEE, procedure=Procedure.REGULAR)
    rows = list(wanted.select_related("village__township", "term__elected_in__rule_set"))
    if not rows:
        raise RuntimeError("the county has no election of a committee to decide")
    _adopt([row for row in rows if not row.schemes.exists()])
    chance = Random(1)  # noqa: S311 - made-up figures
    made = [(row, _sheet(chance)) for row in islice(again(rows), size)]
    begun = time.process_time()
    found = all_decided([(row, read(data), None) for row, data in made])
    seconds = time.process_time() - begun
    told("sheets_decided", size, seconds, valid=sum(one.outcome.valid for one in found), elections=len(rows))


def calendars(page: Callable[[str, str, int], None]) -> None:
    """The pages of a county's days while every village has a vote ahead."""
    have = Election.objects.filter(body=Body.COMMITTEE, procedure=Procedure.BY_ELECTION, state__in=LIVE)
    day = timezone.localdate() + AHEAD
    new = [
        Election(village=village, body=Body.COMMITTEE, procedure=Procedure.BY_ELECTION, polling_day=day, grounds="测速")
        for village in Village.objects.exclude(pk__in=have.values("village")).select_related("township__parent")
    ]
    history.record_many(new, by=User.objects.filter(is_service=True)[0])
    for name, path in PAGES.items():
        page(name, path, Village.objects.count())


def _adopt(rows: list[Election]) -> None:
    day = timezone.localdate() - timedelta(days=30)
    vote: dict[str, Any] = {"adopted_by": "representatives", "entitled": 40, "present": 35, "in_favour": 33}
    new = [
        Scheme(election=row, village=row.village, state="adopted", values=SCHEME, adopted_on=day, **vote)
        for row in rows
    ]
    history.record_many(new, by=User.objects.filter(is_service=True)[0])


def _sheet(chance: Random) -> dict[str, Any]:
    registered = chance.randint(300, 3000)
    issued = registered * chance.randint(45, 95) // 100
    recovered = issued - chance.randint(0, 3)
    return {
        "body": "committee",
        "procedure": "regular",
        "round": "first",
        "mode": "all",
        "day": str(timezone.localdate()),
        "registered": registered,
        "issued": issued,
        "recovered": recovered,
        "posts": [_post(chance, recovered, *post) for post in POSTS],
    }


def _post(chance: Random, recovered: int, post: str, seats: int, people: int) -> dict[str, Any]:
    shares = sorted((chance.randint(5, 60) for _ in range(people)), reverse=True)
    votes = [
        {
            "name": f"{post}{n}",
            "sex": "f" if post == "woman" else "m",
            "for": recovered * share * seats // 100 // people,
        }
        for n, share in enumerate(shares)
    ]
    return {"post": post, "seats": seats, "votes": votes}
