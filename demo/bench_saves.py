"""Measured part of ``make bench``: the first page in a township after a save there, by what was changed."""

import time
from collections.abc import Callable
from http import HTTPStatus
from statistics import median
from typing import Any

import lxml.html
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from demo.bench_screens import PAGES
from electioncycle.roles import Role
from villages.models import TeamMember, Village

ROUNDS = 5
LOOKED_AT = ("list_page", "team_list", "dashboard", "village_page")


def saves(size: int, *, told: Callable[..., None]) -> None:
    """Form and save of the clerk; then the officer's first page, a remark about the family, what he wishes and
    learned (``post``) or the office he holds having changed.

    The row lies in one village, the page of a village is that of another one in the township.
    """
    officer = User.objects.filter(groups__name=Role.TOWNSHIP_OFFICER, is_service=False)[0]
    township = officer.scopes.get().area
    clerk = User.objects.filter(groups__name=Role.TOWNSHIP_CLERK, scopes__area=township)[0]
    shown, other = Village.objects.filter(township=township, valid_to=None).order_by("pk")[:2]
    edit = f"/villages/teammember/{TeamMember.objects.filter(village=other).order_by('pk')[0].pk}/edit/"
    reader, writer = _client(officer), _client(clerk)
    for what, change in (("remark", _remark), ("post", _post), ("office", _office)):
        costs: list[float] = []
        for name in LOOKED_AT:
            path = PAGES[name].format(village=shown.pk)
            reader.get(path)
            warm = median(_once(reader, path)[0] for _ in range(ROUNDS))
            first = []
            for number in range(ROUNDS):
                costs.append(_save(writer, edit, change, number))
                first.append(_once(reader, path))
            cold, queries = median(one for one, _ in first), first[-1][1]
            told(f"{name}_after_{what}", size, cold, ms=_ms(cold), warm_ms=_ms(warm), queries=queries)
        told(f"save_of_{what}", size, median(costs), ms=_ms(median(costs)))


def _client(user: User) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    return client


def _remark(values: dict[str, Any], number: int) -> None:
    values["person__family"] = f"第{number}次核对：{time.time_ns()}"


def _post(values: dict[str, Any], number: int) -> None:
    values["wish"] = "leave" if values["wish"] == "stay" else "stay"
    values["person__education"] = "bachelor" if values["person__education"] == "college" else "college"


def _office(values: dict[str, Any], number: int) -> None:
    values["supervision_post"] = "member" if values["supervision_post"] == "none" else "none"


def _save(writer: Client, edit: str, change: Callable[[dict[str, Any], int], None], number: int) -> float:
    values = dict(lxml.html.fromstring(writer.get(edit).content).forms[-1].form_values())
    change(values, number)
    begun = time.process_time()
    answer = writer.post(edit, values)
    spent = time.process_time() - begun
    if answer.status_code != HTTPStatus.FOUND:
        raise RuntimeError(f"{edit} is not saved: {answer.status_code}")
    return spent


def _once(client: Client, path: str) -> tuple[float, int]:
    """Seconds of a processor and queries; that they are counted costs some of the time of all alike."""
    begun = time.process_time()
    with CaptureQueriesContext(connection) as captured:
        if client.get(path).status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path} does not open")
    return time.process_time() - begun, len(captured)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
