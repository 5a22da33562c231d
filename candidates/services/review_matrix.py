"""Figures of a batch: person × department, how far each department is, who is late."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from candidates.models import ReviewAnswer, ReviewBatch, ReviewRequest, ReviewSubject
from candidates.review_choices import MARKS, AnswerResult, BatchState
from electioncycle.desk.reminders import reminder

TONES: dict[str, str] = {
    AnswerResult.CLEAR: "ok",
    AnswerResult.FOUND: "bad",
    AnswerResult.LACKING: "warn",
    AnswerResult.NAMESAKE: "info",
}


@dataclass(frozen=True)
class Mark:
    """One cell: ○ × 缺 待核, with the code of what was found; blank while the department is silent."""

    text: str = ""
    tone: str = ""
    code: str = ""


@dataclass
class Department:
    """One column with what it has answered so far."""

    request: ReviewRequest
    asked: int
    by_result: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        return str(self.request.department)

    @property
    def answered(self) -> int:
        return sum(self.by_result.values())

    @property
    def is_complete(self) -> bool:
        return self.answered >= self.asked

    def is_overdue(self, today: date) -> bool:
        return not self.is_complete and self.request.deadline < today

    @property
    def late(self) -> bool:
        return self.is_overdue(timezone.localdate())


def departments_of(batch: ReviewBatch, asked: int) -> list[Department]:
    requests = ReviewRequest.objects.filter(batch=batch).select_related("department", "scan")
    columns = {request.pk: Department(request, asked) for request in requests}
    rows = ReviewAnswer.objects.filter(request__in=columns).order_by().values_list("request", "result")
    for request, result, number in rows.annotate(n=Count("pk")):
        columns[request].by_result[result] = number
    return list(columns.values())


def marks_of(subjects: Sequence[ReviewSubject], departments: Sequence[Department]) -> list[tuple[Any, list[Mark]]]:
    """The lines of these persons, in one query."""
    found: dict[int, dict[int, Mark]] = defaultdict(dict)
    keys = [one.pk for one in subjects]
    rows = ReviewAnswer.objects.filter(subject__in=keys).order_by()
    for subject, request, result, code in rows.values_list("subject", "request", "result", "item__code"):
        found[subject][request] = Mark(MARKS[result], TONES[result], code or "")
    columns = [one.request.pk for one in departments]
    return [(one, [found[one.pk].get(column, Mark()) for column in columns]) for one in subjects]


def reminder_text(batch: ReviewBatch, departments: Sequence[Department]) -> str:
    """催报 text for the departments' work group; empty when all have answered or nothing was sent."""
    late = [one.name for one in departments if not one.is_complete]
    if not late or batch.state != BatchState.SENT:
        return ""
    last = min(one.request.deadline for one in departments if not one.is_complete)
    done = len(departments) - len(late)
    before = "今日18时" if last < timezone.localdate() else f"{last.month}月{last.day}日"
    return reminder(done, late, timezone.localtime(), before, unit="个部门")
