"""Run by ``manage.py shell`` inside a bare county: every village voted yesterday; who takes their calls, as JSON."""

import json
import os
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import Details, User
from accounts.places import Place
from accounts.services.accounts import open_account
from electioncycle.records import history
from electioncycle.roles import Role
from elections.models import Registration, Term
from elections.services import opening
from villages.models import Area, Village

DAY = timezone.localdate() - timedelta(days=1)
"""Yesterday, so that the hour at which a vote ended is over at whatever hour this runs."""


def clerks(wanted: int, townships: list[Area]) -> list[User]:
    """Officials who may take the call of any village."""
    by, places = User.objects.get(is_service=True), [Place(one, "") for one in townships]
    return [
        open_account(
            f"load{number}",
            Details(name=f"压测{number}", unit="值班组", post="压力测试"),
            by=by,
            roles=[Role.TOWNSHIP_CLERK],
            places=places,
            password=f"Load-Load-{number}-Load",
            first_change=False,
        )
        for number in range(wanted)
    ]


def vote(village: Village, by: User) -> None:
    values = {"village": village, "body": "committee", "procedure": "by_election"}
    values |= {"polling_day": DAY, "grounds": "副主任出缺"}
    election = opening.register(None, values, {"deputy": 1}, by=by)
    listed = Registration(village=village, election=election, registered=900, resident=900)
    history.record(listed, by=by)


def session(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies["sessionid"].value)


def run(people: int) -> dict[str, object]:
    villages = list(Village.objects.select_related("township__parent").order_by("code"))
    on_duty = clerks(people, list({one.township for one in villages}))
    county = villages[0].township.parent
    history.record(Term(county=county, name="本届任期", begins_on=DAY - timedelta(days=400)), by=on_duty[0])
    for one in villages:
        vote(one, on_duty[0])
    sessions = [{"session": session(one)} for one in on_duty]
    return {"people": sessions, "day": f"{DAY:%Y-%m-%d}", "villages": [one.pk for one in villages]}


print(json.dumps(run(int(os.environ["PEOPLE"]))))
