"""Measured part of ``make bench``: pages in processor time, beside a bare django-tables2 page of the same run."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from statistics import median
from typing import Any

import django_tables2 as tables
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from demo.bench_acts import client_of
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import history
from electioncycle.roles import Role
from electioncycle.security import audit
from reports import ahead
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
    here = User.objects.filter(groups__name=Role.TOWNSHIP_CLERK, scopes__area=member.village.township_id)[0]
    with _worker(clerk) as work_ahead:
        _all_pages(clerk, elsewhere, _Save(member, client_of(here), work_ahead), told)


def _all_pages(clerk: User, elsewhere: User, save: "_Save", told: Callable[..., None]) -> None:
    bare = _cpu(_bare_page(clerk))
    told("bare_page", ROWS, bare, ms=_ms(bare))
    village = Village.objects.order_by("pk")[0].pk
    for name, path in PAGES.items():
        _page(name, path.format(village=village), clerk, save, bare, told)
    _page("list_page_elsewhere", "/villages/", elsewhere, save, bare, told)


@contextmanager
def _worker(user: User) -> Iterator[Callable[[], None]]:
    """What the worker does some seconds after an act, in a process of its own, whose memory this one does not share."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", "--part", "ahead", "--size", str(user.pk)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as worker:
        asked, answer = worker.stdin, worker.stdout
        if asked is None or answer is None:
            raise RuntimeError("the worker cannot be asked")

        def work_ahead() -> None:
            asked.write("\n")
            answer.readline()

        yield work_ahead
        asked.close()


def working_ahead(key: int) -> None:
    """The other end: once for each line that comes in."""
    user = User.objects.get(pk=key)
    for _ in sys.stdin:
        ahead.work_ahead_for(user)
        print("done", flush=True)


@dataclass(frozen=True)
class _Save:
    """Somebody of the township saves a row; ``seen``: they have been shown the page that follows; then ``ahead``."""

    row: Any
    writer: Client
    work_ahead: Callable[[], None]

    def __call__(self, state: str) -> None:
        by = User.objects.get(is_service=True)
        taken = self.row.supervision_post == "none"  # a save of the same again, or of a remark, changes no count
        self.row.supervision_post = "member" if taken else "none"
        with transaction.atomic():
            history.record(self.row, by=by)
            audit.record(audit.Event.CHANGED, by=by, row=self.row)
        if state:
            self.writer.get(PAGES["team_list"])
        if state == "ahead":
            self.work_ahead()


def _page(name: str, path: str, user: User, save: _Save, bare: float, told: Callable[..., None]) -> None:
    client = client_of(user)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        if client.get(path).status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path} does not open")
    queries = len(captured)  # the next request empties the log
    warm = _cpu(lambda: client.get(path))
    told(
        name,
        ROWS,
        warm,
        ms=_ms(warm),
        of_bare=round(warm / bare, 2),
        queries=queries,
        **_cold(save, lambda: client.get(path), warm, queries, ""),
        **_cold(save, lambda: client.get(path), warm, queries, "seen"),
        **_cold(save, lambda: client.get(path), warm, queries, "ahead"),
    )


def _cold(save: _Save, page: Callable[[], Any], warm: float, queries: int, state: str) -> dict[str, float]:
    """What the first page somebody else asks for costs beside a warm one; counting its queries would be in the time."""
    costs = []
    for _ in range(5):
        save(state)
        costs.append(_once(page))
    save(state)
    with CaptureQueriesContext(connection) as captured:
        page()
    end = f"_once_{state}" if state else ""
    return {f"cold_of_warm{end}": round(median(costs) / warm, 2), f"more_queries{end}": len(captured) - queries}


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


def _once(act: Callable[[], Any]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _cpu(act: Callable[[], Any]) -> float:
    act()
    return median(_once(act) for _ in range(ROUNDS))


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
