"""Measured part of ``make bench``: the first page in a township after an act there, by what was done."""

import time
from collections.abc import Callable
from http import HTTPStatus
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from demo import bench_acts
from demo.bench_screens import PAGES
from electioncycle.roles import Role
from villages.models import Village

ROUNDS = 3
LOOKED_AT = ("list_page", "team_list", "dashboard", "village_page")


def saves(size: int, *, told: Callable[..., None]) -> None:
    """After each act the officer's first page, beside the same page warm; the act itself.

    The row lies in one village, the page of a village is that of another one in the township.
    """
    officer = User.objects.filter(groups__name=Role.TOWNSHIP_OFFICER, is_service=False)[0]
    if (township := officer.scopes.get().area) is None:
        raise RuntimeError("an officer of a township works in one")
    shown = Village.objects.filter(township=township, valid_to=None).order_by("pk")[0]
    reader = bench_acts.client_of(officer)
    for act in bench_acts.acts(township, shown):
        costs: list[float] = []
        for name in LOOKED_AT:
            path = PAGES[name].format(village=shown.pk)
            first, again = [], []
            for number in range(ROUNDS):
                act.prepare()
                _once(reader, path)
                again.append(_once(reader, path))
                costs.append(act.do(number))
                first.append(_once(reader, path))
            (warm, before), (cold, after) = (tuple(map(median, zip(*some, strict=True))) for some in (again, first))
            more = {"cold_of_warm": round(cold / warm, 2), "more_queries": int(after - before)}
            told(f"{name}_after_{act.name}", size, cold, ms=_ms(cold), warm_ms=_ms(warm), **more)
        told(f"act_of_{act.name}", size, median(costs), ms=_ms(median(costs)))


def _once(client: Client, path: str) -> tuple[float, int]:
    """Seconds of a processor and queries; that they are counted costs some of the time of all alike."""
    begun = time.process_time()
    with CaptureQueriesContext(connection) as captured:
        if client.get(path).status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path} does not open")
    return time.process_time() - begun, len(captured)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
