"""The workbook of the review that goes out to a department."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from candidates.models import ReviewBatch, ReviewRequest, ReviewSubject
from candidates.review_choices import AnswerResult, BatchState, Body
from candidates.services.review_answers import require_may_answer
from candidates.services.review_batches import require_state
from electioncycle.actors import Actor
from electioncycle.security import audit
from electioncycle.sheets import write_rows

ASKED = (
    "乡镇(街道)",
    "村(社区)",
    "姓名",
    "曾用名",
    "性别",
    "身份证号",
    "户籍地",
    "政治面貌",
    "现任职务",
    "拟参选职位类别",
)
ANSWERED = ("结果", "对应条目", "事实及文号", "发生日期", "影响期止", "经办人", "盖章日期")


def workbook_out(request: ReviewRequest, *, by: Actor) -> tuple[str, bytes]:
    """The list for one department with full numbers, as the approved letter permits; each copy is recorded."""
    require_may_answer(request, by)
    require_state(request.batch, BatchState.SENT, BatchState.CLOSED)
    batch, department = request.batch, str(request.department)
    when = timezone.localtime()
    mark = f"{batch.letter_number} {department} {by}({by.place}) {when:%Y-%m-%d %H:%M} 含完整号码，用毕销毁"
    with transaction.atomic():
        data = write_rows(
            ("序号", *ASKED, *ANSWERED),
            _lines(batch),
            title=f"{batch.letter_number}资格联审名单（{department}）",
            text_columns=(*ASKED, *ANSWERED),
            sheet="联审",
            mark=mark,
            note=audit.head_in_words(),
            choices={"结果": list(AnswerResult.labels)},
        )
        audit.record(audit.Event.UNMASKED, by=by, row=request, rows=batch.subjects.count())
    return f"{batch}_{department}_联审名单.xlsx", data


def _lines(batch: ReviewBatch) -> Iterator[list[Any]]:
    rows = ReviewSubject.objects.filter(batch=batch).values_list(
        "village__township__name",
        "village__name",
        "person__name",
        "person__former_name",
        "person__sex",
        "person__id_number",
        "domicile",
        "person__politics",
        "current_post",
        "body",
    )
    sexes = dict(_field("person", "sex").flatchoices)
    politics = dict(_field("person", "politics").flatchoices)
    blank = [""] * len(ANSWERED)
    for number, row in enumerate(rows.iterator(chunk_size=2000), 1):
        line = list(row)
        line[4], line[7], line[9] = sexes.get(row[4], ""), politics.get(row[7], ""), Body(row[9]).label
        yield [number, *line, *blank]


def _field(part: str, name: str) -> Any:
    model: Any = ReviewSubject._meta.get_field(part).related_model
    return model._meta.get_field(name)
