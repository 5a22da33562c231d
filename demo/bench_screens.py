"""Measured part of ``make bench``: pages in processor time, beside a bare django-tables2 page of the same run."""

import time
from collections.abc import Callable
from http import HTTPStatus
from statistics import median
from typing import Any

import django_tables2 as tables
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import history
from electioncycle.roles import Role
from electioncycle.security import audit
from villages.models import Cycle, TeamMember, Village

ROUNDS = 9
ROWS = 50
PAGES = {
    "list_page": "/villages/",
    "team_list": "/villages/teammember/",
    "dashboard": "/",
    "village_page": "/villages/{village}/",
    "meetings_page": "/meetings/",
    "report_page": "/reports/",
    "coverage_page": "/villages/posts/coverage/",
    "gate_matrix": "/readiness/gate/matrix/",
}


def pages(size: int, *, told: Callable[..., None]) -> None:
    """Warm, and cold after somebody saved a row: for the county, and for an officer of another township."""
    clerk = User.objects.filter(groups__name=Role.COUNTY_CLERK, is_service=False)[0]
    member = TeamMember.objects.select_related("village__township").order_by("pk")[0]
    elsewhere = User.objects.filter(groups__name=Role.TOWNSHIP_OFFICER).exclude(
        scopes__area=member.village.township_id
    )[0]
    bare = _cpu(_bare_page(clerk))
    told("bare_page", ROWS, bare, ms=_ms(bare))
    village = Village.objects.order_by("pk")[0].pk
    for name, path in PAGES.items():
        _page(name, path.format(village=village), clerk, member, bare, told)
    _page("list_page_elsewhere", "/villages/", elsewhere, member, bare, told)


def _page(name: str, path: str, user: User, member: Any, bare: float, told: Callable[..., None]) -> None:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        if client.get(path).status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path} does not open")
    queries = len(captured)  # the next request empties the log
    warm = _cpu(lambda: client.get(path))
    cold = []
    for _ in range(3):
        _save(member)
        with CaptureQueriesContext(connection) as captured:
            cold.append(_once(lambda: client.get(path)))
        more = len(captured) - queries
    told(
        name,
        ROWS,
        warm,
        ms=_ms(warm),
        of_bare=round(warm / bare, 2),
        queries=queries,
        cold_of_warm=round(median(cold) / warm, 2),
        more_queries=more,
    )


def _bare_page(user: User) -> Callable[[], Any]:
    """The rows of the team list as django-tables2 shows them by itself."""
    ledger, cycle = REGISTRY["teammember"], Cycle.objects.get()
    columns = [(name, tables.Column(accessor=name, verbose_name=ledger.label(name))) for name in ledger.columns]

    def drawn() -> Any:
        rows = ledger.rows(user, cycle)
        table = tables.Table(rows, extra_columns=columns, order_by=(), template_name="django_tables2/table.html")
        request = RequestFactory().get("/")
        tables.RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
        return table.as_html(request)

    return drawn


def _save(row: Any) -> None:
    by = User.objects.get(is_service=True)
    with transaction.atomic():
        history.record(row, by=by)
        audit.record(audit.Event.CHANGED, by=by, row=row)


def _once(act: Callable[[], Any]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _cpu(act: Callable[[], Any]) -> float:
    act()
    return median(_once(act) for _ in range(ROUNDS))


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
