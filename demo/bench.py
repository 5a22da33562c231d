"""The measured parts of ``make bench``; each runs in a process of its own, so that its peak memory is its own."""

import json
import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from demo import (
    bench_elections,
    bench_growth,
    bench_reviews,
    bench_saves,
    bench_screens,
    bench_start,
    bench_workbooks,
    growth,
)
from electioncycle.celery import app
from electioncycle.documents import render_pdf
from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import Job
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.operations.own_worker import ensure_worker
from electioncycle.records import history
from electioncycle.roles import Role
from electioncycle.security import anchor, audit
from electioncycle.sheets import write_rows
from electioncycle.workbooks import exports, imports
from reports import services
from reports.analysis_report import reports_of
from reports.choices import Variant
from villages.models import Cycle, Village, VillageProfile

ROUNDS = 3
PART_SIZE = 24
WORKBOOK = (
    "乡镇(街道)", "村(社区)", "姓名", "性别", "民族", "政治面貌", "入党时间", "全日制学历", "最高学历",
    "党组织职务", "村(居)委会职务", "监委职务", "集体经济组织职务", "常职", "任现职时间", "主要来源",
    "上年", "个人意愿", "履职评价", "备注",
)  # fmt: skip
SEX = WORKBOOK.index("性别")


def peak_mib() -> float:
    """Of this process alone: ``ru_maxrss`` would begin with the peak of the process that started it."""
    return _mib("VmHWM:")


def _mib(measure: str) -> float:
    status = Path("/proc/self/status").read_text()
    return round(int(status.partition(measure)[2].split()[0]) / 1024, 1)


def told(bench: str, n: int, seconds: float, *, peak: float | None = None, **more: Any) -> None:
    """One line of the report."""
    line = {
        "bench": bench,
        "n": n,
        "seconds": round(seconds, 3),
        "per_second": round(n / seconds, 2) if seconds else None,
        "peak_mib": peak or peak_mib(),
        **more,
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)


def timed(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def county() -> tuple[list[Village], Cycle]:
    return list(Village.objects.select_related("township")), Cycle.objects.get()


def documents() -> Iterator[Any]:
    """The filled reports of the county, over and over."""
    villages, cycle = county()
    while True:
        for start in range(0, len(villages), PART_SIZE):
            for report in reports_of(villages[start : start + PART_SIZE], cycle, Variant.INTERNAL).values():
                if len(report.document.blocks) > 20:
                    yield report.as_edition(1)


def reports(size: int) -> None:
    """Cold and warm on one core, and how large a report is."""
    source = documents()
    first = next(source)
    told("report_cold", 1, timed(lambda: render_pdf(first)))
    some = [next(source) for _ in range(min(size, 40))]
    printed = [render_pdf(document) for document in some]
    seconds = median(timed(lambda: [render_pdf(document) for document in some]) for _ in range(ROUNDS))
    pages, kib = median(one.pages for one in printed), median(len(one.pdf) for one in printed) / 1024
    told("report_warm", len(some), seconds, pages=pages, kib=round(kib, 1))


def memory(size: int) -> None:
    """Whether a worker's memory stays flat over many documents."""
    source, marks = documents(), []
    begun = time.perf_counter()
    for number in range(1, size + 1):
        render_pdf(next(source))
        if number % max(size // 5, 1) == 0:
            marks.append(_mib("VmRSS:"))
    told("report_memory", size, time.perf_counter() - begun, mib_by_fifths=marks)


def print_county(*, force: bool = False) -> Job:
    cycle = Cycle.objects.get()
    by = User.objects.get(is_service=True)
    return services.start_printing(
        by=by, place="全县", variant=Variant.INTERNAL, path=cycle.county.path, cycle=cycle, force=force
    )


def one_worker(size: int) -> None:
    """A county by one worker, then again unchanged, then after one village changed."""
    app.conf.broker_url = "memory://"  # the worker is this process: a bell nobody needs to hear
    seconds = timed(lambda: job_runs.run_inline(print_county()))
    told("county_one_worker", size, seconds)
    again = median(timed(lambda: job_runs.run_inline(print_county())) for _ in range(ROUNDS))
    told("county_again", size, again, of_first=round(again / seconds, 4))
    changed = []
    for _ in range(ROUNDS):
        change_one_village()
        changed.append(timed(lambda: job_runs.run_inline(print_county())))
    told("county_one_changed", size, median(changed))


def two_workers(size: int) -> None:
    """A county through broker and workers, from asking to the last row; then again after one village changed."""
    changed = []
    with ensure_worker():
        seconds = timed(lambda: job_runs.wait(print_county(force=True)))
        for _ in range(ROUNDS):
            change_one_village()
            changed.append(timed(lambda: job_runs.wait(print_county())))
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    workers = len(os.sched_getaffinity(0))
    told("county_workers", size, seconds, peak=round(largest, 1), workers=workers)
    told("county_workers_one_changed", size, median(changed), peak=round(largest, 1), workers=workers)


def change_one_village() -> None:
    profile = VillageProfile.objects.first()
    assert profile is not None  # noqa: S101 - the made-up county has profiles
    profile.groups = (profile.groups or 0) + 1
    history.record(profile, by=User.objects.get(is_service=True))


@contextmanager
def signed_in() -> Iterator[Client]:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.filter(groups__name=Role.COUNTY_ADMIN)[0])
    yield client


def page(bench: str, path: str, n: int) -> None:
    with signed_in() as client:
        if client.get(path).status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path} does not open")
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        queries = len(captured)  # the next request empties the log
        seconds = median(timed(lambda: client.get(path)) for _ in range(11))
    told(bench, n, seconds, ms=round(seconds * 1000, 1), queries=queries)


def pages(size: int) -> None:
    bench_screens.pages(size, told=told)


def saves(size: int) -> None:
    bench_saves.saves(size, told=told)


def worked_ahead(key: int) -> None:
    bench_screens.working_ahead(key)


def registry_page(size: int) -> None:
    page("list_page", "/villages/", size)
    page("list_page_filtered", f"/villages/?township={Village.objects.all()[0].township_id}", size)


def import_rows(size: int) -> None:
    """New team members: preview and confirm, beside bare reading of the same file."""
    _, cycle = county()
    user, ledger = User.objects.get(username="xian_clerk"), REGISTRY["teammember"]
    data = write_rows(WORKBOOK, members(size))
    begun = time.perf_counter()
    batch = imports.upload(ledger, f"{size}.xlsx", data, by=user, cycle=cycle)
    checking = spent(lambda: imports.check(ledger, batch, cycle=cycle))
    checked = time.perf_counter() - begun
    writing = spent(lambda: imports.confirm(ledger, batch, cycle=cycle))
    seconds, peak = time.perf_counter() - begun, peak_mib()
    reading = median(spent(lambda: bench_workbooks.read_bare(data)) for _ in range(ROUNDS))
    told(
        "import",
        size,
        seconds,
        peak=peak,
        preview_seconds=round(checked, 3),
        preview_cpu=checking,
        confirm_cpu=writing,
        openpyxl_cpu=reading,
        preview_to_openpyxl=round(checking / reading, 2),
        import_to_openpyxl=round((checking + writing) / reading, 2),
        counts=batch.counts,
    )


def export_rows(size: int) -> None:
    """The members that the import of this size brought, beside bare writing of the same cells."""
    cycle = Cycle.objects.get()
    user, ledger = User.objects.get(username="xian_clerk"), REGISTRY["teammember"]
    rows = ledger.rows(user, cycle).filter(note=f"测速{size}")
    if rows.count() != size:
        raise RuntimeError(f"{rows.count()} rows instead of {size}: export comes after the import of its size")
    before, begun = peak_mib(), time.perf_counter()
    own = spent(lambda: exports.workbook(ledger, rows, user=user))
    seconds, peak = time.perf_counter() - begun, peak_mib()
    lines = list(exports.lines(ledger, rows, cycle))
    writing = median(spent(lambda: bench_workbooks.write_bare(lines)) for _ in range(ROUNDS))
    told(
        "export",
        size,
        seconds,
        peak=peak,
        program_mib=before,
        export_cpu=own,
        xlsxwriter_cpu=writing,
        export_to_xlsxwriter=round(own / writing, 2),
    )


def marked_copy(size: int) -> None:
    """The marked copy of a workbook of which every tenth line is wrong, beside bare reading and writing of the same."""
    villages, cycle = county()
    user, ledger = User.objects.get(username="xian_clerk"), REGISTRY["teammember"]
    lines = list(members(size))
    wrong = [line for at, line in enumerate(lines) if at % len(villages) < len(villages) // 10]
    for line in wrong:
        line[SEX] = "男士"
    data = write_rows(WORKBOOK, lines)
    batch = imports.upload(ledger, f"{size}.xlsx", data, by=user, cycle=cycle)
    imports.check(ledger, batch, cycle=cycle)
    begun, before = time.perf_counter(), peak_mib()
    own = median(spent(lambda: imports.annotated(batch)) for _ in range(ROUNDS))
    seconds = (time.perf_counter() - begun) / ROUNDS
    bare = median(spent(lambda: bench_workbooks.read_and_write_bare(data)) for _ in range(ROUNDS))
    told(
        "marked",
        size,
        seconds,
        program_mib=before,
        faults=batch.counts["wrong"],
        marked_cpu=own,
        openpyxl_cpu=bare,
        marked_to_openpyxl=round(own / bare, 2),
    )


def spent(act: Callable[[], Any]) -> float:
    """Seconds of processor time, children that have ended included."""
    begun = os.times()
    act()
    return round(sum(os.times()[:4]) - sum(begun[:4]), 3)


def papers(size: int) -> None:
    """Reports as PDF beside Chromium and LibreOffice."""
    from demo import bench_papers  # what drives the browser would count as memory of every other part

    source = documents()
    bench_papers.papers([next(source) for _ in range(min(size, 20))], told=told)


def members(size: int) -> Iterator[list[str]]:
    """So many made-up members, spread over the county."""
    villages, _ = county()
    for number in range(size):
        village = villages[number % len(villages)]
        name = "赵钱孙李周吴郑王"[number % 8] + chr(0x4E00 + number // 3000 + size % 997) + chr(0x5E00 + number % 3000)
        yield [
            str(village.township), village.name, name, "男", "汉族", "中共党员", "2008-07", "高中(中专)", "大专",
            "委员", "无", "无", "无", "是", "2021-01", "优秀农民工", "称职", "愿留任", "称职", f"测速{size}",
        ]  # fmt: skip


def audit_chain(size: int) -> None:
    """A chain of ``size`` events behind those of the county, sealed as ``audit.record`` seals them, then verified."""
    newest, digest = audit.head()
    events = []
    for number in range(newest + 1, size + 1):
        event = audit.AuditEvent(
            pk=number,
            at=timezone.now(),
            type=audit.Event.CHANGED,
            actor=1,
            object_type="villages.teammember",
            object_id=number,
            details={"version": 2},
            previous=digest,
        )
        digest = event.hash = audit.seal(event)
        events.append(event)
    audit.AuditEvent.objects.bulk_create(events, batch_size=1000)
    for event in events:
        anchor.append(event.pk, event.hash)
    del events
    begun = time.perf_counter()
    found = audit.verify()
    if not found["ok"] or found["anchored"] != found["events"]:
        raise RuntimeError(f"the chain does not hold: {found}")
    told("audit_verify", found["events"], time.perf_counter() - begun)


def reviews(size: int) -> None:
    bench_reviews.reviews(size, page=page, told=told)


def elections(size: int) -> None:
    bench_elections.decided(size, told=told)
    bench_elections.calendars(page)


def grow(size: int) -> None:
    told("grown", size, timed(lambda: growth.grow(size)))


def grown(size: int) -> None:
    bench_growth.growth(size, told=told)


def start(size: int) -> None:
    bench_start.start(size, told=told)


PARTS: dict[str, Callable[[int], None]] = {
    "reports": reports,
    "one_worker": one_worker,
    "two_workers": two_workers,
    "pages": pages,
    "saves": saves,
    "ahead": worked_ahead,
    "memory": memory,
    "import": import_rows,
    "export": export_rows,
    "marked": marked_copy,
    "pdf": papers,
    "registry_page": registry_page,
    "audit_verify": audit_chain,
    "reviews": reviews,
    "elections": elections,
    "grow": grow,
    "growth": grown,
    "start": start,
}
