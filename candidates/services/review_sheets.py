"""Workbooks of the review: out to a department, its stamped reply back in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from candidates.models import NegativeItem, ReviewBatch, ReviewRequest, ReviewSubject
from candidates.review_choices import AnswerResult, BatchState, Body
from candidates.rules.answers import faults_of
from candidates.services import review_answers
from candidates.services.review_answers import Reply, require_may_answer
from candidates.services.review_batches import require_state
from electioncycle import audit, files
from electioncycle.refusals import Refused
from electioncycle.sheets import Fault, HeaderSpec, ParsedSheet, SheetError, annotate, cells, read_workbook, write_rows

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
NUMBER = re.compile(r"[^\s，。；、：]{0,20}[〔\[（(]\d{4}[〕\]）)][^\s，。；]{0,20}?号")
SPECS = (
    HeaderSpec("姓名", required=True),
    HeaderSpec("身份证号", ("公民身份号码",), required=True, kind="id_number"),
    HeaderSpec("结果", ("核查结果",), required=True),
    HeaderSpec("对应条目", ("条目",)),
    HeaderSpec("事实及文号", ("事实", "事实和文号")),
    HeaderSpec("文号", ("案号",)),
    HeaderSpec("发生日期", kind="date"),
    HeaderSpec("影响期止", ("影响期止(刑满之日)",), kind="date"),
    HeaderSpec("经办人"),
    HeaderSpec("盖章日期", kind="date"),
    *(HeaderSpec(name) for name in ASKED if name not in ("姓名", "身份证号")),
    HeaderSpec("序号"),
)
KEPT_HOURS = 24
HEADER_OF = {
    "result": "结果",
    "item": "对应条目",
    "facts": "事实及文号",
    "document_number": "事实及文号",
    "happened_on": "发生日期",
    "until_on": "影响期止",
    "handler": "经办人",
    "stamped_on": "盖章日期",
}


# --- out ---------------------------------------------------------------------------------------------------------


def workbook_out(request: ReviewRequest, *, by: Any) -> tuple[str, bytes]:
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


# --- in ----------------------------------------------------------------------------------------------------------


@dataclass
class Read:
    """What a reply workbook holds: answers to write, or the faults for which none is written."""

    replies: list[Reply] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    blank: int = 0
    said: list[str] = field(default_factory=list)


def workbook_in(request: ReviewRequest, name: str, data: bytes, *, by: Any) -> Read:
    """Read a department's reply; written whole, or not at all and kept a day with red cells for who sent it."""
    require_may_answer(request, by)
    require_state(request.batch, BatchState.SENT)
    try:
        parsed = read_workbook(data, name, SPECS)
    except SheetError as error:
        raise Refused(str(error)) from error
    found = read_reply(request, parsed)
    if found.faults:
        found.said = [sentence(fault, parsed) for fault in found.faults]
        files.keep_result(
            marked_name(request), annotate(data, name, parsed, found.faults), by=by, encrypted=True, hours=KEPT_HOURS
        )
        return found
    if not found.replies:
        raise Refused("工作表中没有填写结果的行，没有写入任何答复。")
    review_answers.enter(request, found.replies, by=by)
    return found


def marked_name(request: ReviewRequest) -> str:
    return f"联审反馈_{request.pk}_标注.xlsx"


def sentence(fault: Fault, parsed: ParsedSheet) -> str:
    from electioncycle.sheets.annotate import describe

    return describe(fault, parsed.columns)


def read_reply(request: ReviewRequest, parsed: ParsedSheet) -> Read:
    """Every line checked against who was asked about and who was answered already."""
    batch = request.batch
    asked = {}
    for subject in ReviewSubject.objects.filter(batch=batch).select_related("person", "batch"):
        asked[subject.person.id_number] = subject
    answered = set(request.answers.values_list("subject", flat=True))
    items = review_answers.items_of(batch)
    found = Read()
    seen: dict[int, int] = {}
    for row in parsed.rows:
        values, faults = _values(row, items)
        if not values.get("result") and not any(column in faults for column in ("结果", "身份证号")):
            found.blank += 1
            continue
        subject = _subject(values, asked, faults)
        if subject is not None:
            if subject.pk in answered:
                faults["身份证号"] = "此人已经答复过，不能重复答复；更正须先由县换届办作废原答复"
            elif subject.pk in seen:
                faults["身份证号"] = f"与第{seen[subject.pk]}行是同一人，一人只能答复一次"
            seen.setdefault(subject.pk, row.number)
            for name, words in faults_of(values, today=timezone.localdate()).items():
                faults.setdefault(HEADER_OF[name], words.rstrip("。"))
        for column, words in faults.items():
            cell = row.cells.get(column)
            found.faults.append(Fault(row.number, column, str(cell.value or "") if cell else "", words))
        if subject is not None and not faults:
            found.replies.append(Reply(subject, values))
    return found


def _values(row: Any, items: dict[str, NegativeItem]) -> tuple[dict[str, Any], dict[str, str]]:
    """The cells of a line by field, and what is wrong with them by column."""
    faults: dict[str, str] = {}
    shown = row.cells

    def text(column: str) -> str:
        cell = shown.get(column)
        return cells.clean_text(cell.value) or "" if cell is not None else ""

    def read(column: str, clean: Callable[[Any], Any]) -> Any:
        cell = shown.get(column)
        if cell is None or cell.fault:
            if cell is not None:
                faults[column] = str(cell.fault)
            return None
        try:
            return clean(cell.value)
        except ValueError as error:
            faults[column] = str(error)
            return None

    values: dict[str, Any] = {"name": text("姓名"), "handler": text("经办人")[:40], "facts": text("事实及文号")}
    values["number"] = read("身份证号", cells.clean_id_number)
    labels = {value: str(label) for value, label in AnswerResult.choices}
    try:
        values["result"] = cells.clean_choice(text("结果") or None, labels)
    except ValueError as error:
        faults["结果"] = str(error)
    if code := text("对应条目"):
        values["item"] = items.get(code.split()[0].upper()) or items.get(code.split()[0])
        if values["item"] is None:
            faults["对应条目"] = f"本批次所用清单没有条目“{code}”，可填：{'、'.join(items)}"
    for name in ("happened_on", "until_on", "stamped_on"):
        values[name] = read(HEADER_OF[name], cells.clean_date)
    number = NUMBER.search(values["facts"])
    values["document_number"] = text("文号") or (number[0] if number else "")
    return values, faults


def _subject(values: dict[str, Any], asked: dict[str, Any], faults: dict[str, str]) -> ReviewSubject | None:
    if "身份证号" in faults:
        return None
    number = values["number"]
    if not number:
        faults["身份证号"] = "没有身份证号，无法确认是谁，请按送审名单填写"
        return None
    subject = asked.get(number)
    if subject is None:
        faults["身份证号"] = "本批次没有问到此人，请按送审名单填写，不要增加人员"
    elif values["name"] != subject.person.name:
        faults["姓名"] = "姓名与送审名单不一致，请核对"
    return subject
