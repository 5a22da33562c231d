"""Measured part of ``make growth``: what lists, searches and details cost in a county of this size, on PostgreSQL.

Cost is processor time, that of the program and that of the database's own process for it together.
"""

import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from demo.growth import SEARCHED, SHARED, STEP
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.searching import search_rows
from electioncycle.records.search import search_key
from electioncycle.roles import Role
from villages.models import Cycle, TeamMember, Village

ROUNDS = 7
TEAM = "/villages/teammember/"
PAGES = {
    Role.COUNTY_CLERK: {
        "villages": "/villages/",
        "villages_searched": "/villages/?q={village}",
        "team": TEAM,
        "team_page_20": f"{TEAM}?page=20",
        "team_searched": f"{TEAM}?q={{name}}",
        "team_searched_page_full": f"{TEAM}?q={SHARED}",
        "team_searched_1_in_1000": f"{TEAM}?q={SEARCHED}",
        "team_by_initials": f"{TEAM}?q={{initials}}",
        "team_of_township": f"{TEAM}?village__township={{township}}",
        "posts": "/villages/responsibilitypost/",
        "reserve": "/candidates/reservecandidate/",
        "reserve_searched": "/candidates/reservecandidate/?q={name}",
        "problems": "/risks/problem/",
        "member": f"{TEAM}{{member}}/",
        "member_history": f"{TEAM}{{member}}/history/",
        "village": "/villages/{village_pk}/",
        "inbox": "/inbox/",
    },
    Role.TOWNSHIP_CLERK: {
        "own_team": TEAM,
        "own_team_searched": f"{TEAM}?q={{name}}",
        "own_villages": "/villages/",
    },
    Role.AUDITOR: {
        "audit": "/accounts/audit/",
        "audit_by_person": "/accounts/audit/?person={officer}",
        "audit_of_day": "/accounts/audit/?since={day}&until={day}",
        "audit_by_object": "/accounts/audit/?sort=object",
    },
}


def growth(size: int, *, told: Callable[..., None]) -> None:
    """``size`` is only noted; what is there is measured."""
    words = _words()
    for role, pages in PAGES.items():
        user = User.objects.filter(groups__name=role, is_service=False, is_active=True).order_by("pk")[0]
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(user)
        _in_the_open_cycle(client)
        for name, path in pages.items():
            _page(name, path.format(**words), client, size, told)
    told("plan", size, 0, plan=_plan_of_a_search().splitlines())


def _plan_of_a_search() -> str:
    """How PostgreSQL finds people of two characters among all of them."""
    user = User.objects.filter(groups__name=Role.COUNTY_CLERK, is_service=False).order_by("pk")[0]
    ledger = REGISTRY["teammember"]
    rows = ledger.rows(user, Cycle.objects.get(state="open"))
    return search_rows(ledger, rows, SEARCHED)[:50].explain(analyze=True)


def _words() -> dict[str, Any]:
    """What the addresses name: rows of the small county, which are there at every size; of initials those of a name
    with so many bearers that the page is full at every size."""
    member = TeamMember.objects.filter(pk__lt=STEP, cycle__state="open").select_related("village", "person")[20]
    by = User.objects.filter(groups__name=Role.COUNTY_ADMIN).order_by("pk")[0]
    return {
        "member": member.pk,
        "village_pk": member.village_id,
        "township": member.village.township_id,
        "village": Village.objects.filter(pk__lt=STEP).order_by("pk")[7].name[:2],
        "name": member.person.name,
        "initials": search_key(SHARED).split()[1],
        "officer": by.name,
        "day": "2026-03-01",
    }


def _in_the_open_cycle(client: Client) -> None:
    session = client.session
    session["cycle"] = Cycle.objects.get(state="open").pk
    session.save()


def _page(name: str, path: str, client: Client, size: int, told: Callable[..., None]) -> None:
    begun = time.perf_counter()
    client.get(path)  # works out what is kept
    first = time.perf_counter() - begun
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{path} does not open")
    queries = len(captured)  # the next request empties the log
    costs = [_cost(lambda: client.get(path)) for _ in range(ROUNDS)]
    own, database = (median(one[at] for one in costs) for at in (0, 1))
    told(
        name,
        size,
        own + database,
        ms=round((own + database) * 1000, 1),
        database_ms=round(database * 1000, 1),
        queries=queries,
        rows=answer.content.count(b"<tr"),
        first_seconds=round(first, 2),
    )


def _cost(act: Callable[[], Any]) -> tuple[float, float]:
    """Processor seconds of this process and of the database's process that serves it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    begun, served = time.process_time(), int(status.read_text().split()[0])
    act()
    return time.process_time() - begun, (int(status.read_text().split()[0]) - served) / 1e9
