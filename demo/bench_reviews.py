"""Measured part of ``make bench``: one review batch of thousands of people and a dozen departments."""

import io
import time
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from candidates.models import NegativeList, ReviewRequest, ReviewSubject
from candidates.review_choices import Body
from candidates.services import review_batches
from candidates.workbooks import reviews as review_sheets
from candidates.workbooks.replies import ReplySheet
from demo import reviews as demo
from demo.people import People
from electioncycle.records import history
from electioncycle.records.editions import EditionState
from electioncycle.roles import Role
from electioncycle.sheets import write_rows
from electioncycle.workbooks import imports
from villages.models import Cycle, KindItem, Person, Village

DEPARTMENTS = 12


def reviews(size: int, *, page: Callable[[str, str, int], None], told: Callable[..., None]) -> None:
    """The workbooks of every department out and their replies in, then the matrix."""
    cycle = Cycle.objects.get()
    clerk, admin = (User.objects.filter(groups__name=role)[0] for role in (Role.COUNTY_CLERK, Role.COUNTY_ADMIN))
    if not NegativeList.objects.filter(cycle=cycle, state=EditionState.PUBLISHED).exists():  # a bare county
        demo.publish_list(cycle, by=clerk, publisher=admin, on=cycle.starts_on)
    on = timezone.localdate()
    batch = demo.open_batch(cycle, f"测速{size}", "preliminary", f"测速〔{size}〕1号", by=clerk, on=on)
    batch.election_day = on
    history.record(batch, by=clerk)
    _people(batch, size, on=on, by=clerk)
    departments = list(KindItem.objects.filter(cycle=cycle, kind="review_department")[:DEPARTMENTS])
    batch = review_batches.ask_letter(batch, by=clerk, departments=departments)
    batch = review_batches.approve_letter(batch, by=admin)
    requests = list(ReviewRequest.objects.filter(batch=batch).select_related("department", "batch__cycle__county"))

    begun = time.perf_counter()
    books = [review_sheets.workbook_out(request, by=clerk)[1] for request in requests]
    out = time.perf_counter() - begun
    replies = [_filled(book) for book in books]
    begun = time.perf_counter()
    for request, reply in zip(requests, replies, strict=True):
        sheet = ReplySheet(request)
        sent = imports.check(sheet, imports.upload(sheet, "反馈.xlsx", reply, by=clerk, cycle=None), cycle=None)
        imports.confirm(sheet, sent, cycle=None)
    back = time.perf_counter() - begun
    told("review_workbooks", size * len(requests), out + back, out=round(out, 2), back=round(back, 2))
    page("review_matrix", f"/candidates/reviews/{batch.pk}/matrix/", size * len(requests))


def _people(batch: Any, size: int, *, on: date, by: User) -> None:
    """Made-up people, spread over the county."""
    drawn, villages = People("990909", "199009"), list(Village.objects.all())
    rng = Random(1)  # noqa: S311 - made-up people
    people = [
        Person(name=drawn.name(rng, male=True), sex="male", id_number=drawn.id_number(rng, birth, male=True))
        for birth in (drawn.birth(rng, 25, 60, on) for _ in range(size))
    ]
    history.record_many(people, by=by)
    rows = [
        ReviewSubject(
            cycle=batch.cycle, batch=batch, village=villages[at % len(villages)], person=person, body=Body.COMMITTEE
        )
        for at, person in enumerate(people)
    ]
    history.record_many(rows, by=by)


def _filled(book: bytes) -> bytes:
    """The department's copy with every line answered."""
    rows = list(load_workbook(io.BytesIO(book), read_only=True).active.iter_rows(values_only=True))
    at = next(number for number, row in enumerate(rows) if row[0] == "序号")
    headers = [str(one) for one in rows[at]]
    lines = []
    for row in rows[at + 1 :]:
        line = [*("" if value is None else value for value in row)]
        line[headers.index("结果")], line[headers.index("经办人")] = "未发现", "经办人"
        lines.append(line)
    return write_rows(headers, lines, text_columns=headers[1:])
