"""Run by ``manage.py shell`` inside a site: accounts for the load, each with an open session, as JSON on the last line.

Half of them are clerks, half officers, spread over the townships. The names used here exist since the first edition of
the product, so that the same file prepares an older one for comparison.
"""

import json
import os

from django.test import Client

from accounts.models import Details, User
from accounts.places import Place
from accounts.services.accounts import open_account
from electioncycle.roles import Role
from villages.models import Area, Village


def people(wanted: int) -> list[dict[str, str]]:
    by = User.objects.get(is_service=True)
    townships = list(Area.objects.filter(pk__in=Village.objects.values("township")).order_by("code"))
    return [_person(number, townships[number % len(townships)], by) for number in range(wanted)]


def _person(number: int, township: Area, by: User) -> dict[str, str]:
    role = Role.TOWNSHIP_OFFICER if number % 2 else Role.TOWNSHIP_CLERK
    details = Details(name=f"压测{number}", unit=township.name, post="压力测试")
    user = open_account(
        f"load{number}",
        details,
        by=by,
        roles=[role],
        places=[Place(township, "")],
        password=f"Load-Load-{number}-Load",
        first_change=False,
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {"session": client.cookies["sessionid"].value, "role": str(role)}


print(json.dumps(people(int(os.environ["PEOPLE"]))))
