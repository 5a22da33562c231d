"""A department's stamped reply by workbook: read and previewed line by line, written only when it is confirmed."""

import re
from collections.abc import Callable, Collection
from typing import Any

from django.urls import reverse
from django.utils import timezone

from candidates.models import NegativeItem, ReviewRequest, ReviewSubject
from candidates.review_choices import AnswerResult, BatchState
from candidates.rules.answers import faults_of
from candidates.services import review_answers
from candidates.services.review_answers import Reply, require_may_answer
from candidates.services.review_batches import require_state
from candidates.workbooks.reviews import ASKED
from electioncycle.actors import Actor
from electioncycle.cleaning import cells
from electioncycle.refusals import Refused
from electioncycle.sheets import HeaderSpec, ParsedSheet, SheetRow
from electioncycle.workbooks.batches import ImportBatch
from electioncycle.workbooks.plans import Fault, Plan, RowPlan
from villages.models import Cycle

ID = "身份证号"
NUMBER = re.compile(r"[^\s，。；、：]{0,20}[〔\[（(]\d{4}[〕\]）)][^\s，。；]{0,20}?号")
SPECS = (
    HeaderSpec("姓名", required=True),
    HeaderSpec(ID, ("公民身份号码",), required=True, kind="id_number"),
    HeaderSpec("结果", ("核查结果",), required=True),
    HeaderSpec("对应条目", ("条目",)),
    HeaderSpec("事实及文号", ("事实", "事实和文号")),
    HeaderSpec("文号", ("案号",)),
    HeaderSpec("发生日期", kind="date"),
    HeaderSpec("影响期止", ("影响期止(刑满之日)",), kind="date"),
    HeaderSpec("经办人"),
    HeaderSpec("盖章日期", kind="date"),
    *(HeaderSpec(name) for name in ASKED if name not in ("姓名", ID)),
    HeaderSpec("序号"),
)
RESULTS = {str(value): str(label) for value, label in AnswerResult.choices}
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


SEALED = frozenset({ID, "事实及文号", "文号"})


class ReplyPlanner:
    """Every line checked against who was asked about and who was answered already; a line without result is none."""

    apart: Collection[int] = ()  # every line names its person

    def __init__(self, sheet: Any, *, user: Actor, cycle: Cycle) -> None:
        require_may_answer(sheet.request, user)
        require_state(sheet.request.batch, BatchState.SENT)
        self.request, self.user = sheet.request, user
        self.blank = 0

    @property
    def notices(self) -> list[str]:
        return [f"{self.blank}行没有填写结果，仍算未答复"] if self.blank else []

    def headers(self) -> list[HeaderSpec]:
        return list(SPECS)

    def plan(self, sheet: ParsedSheet) -> Plan:
        asked = ReviewSubject.objects.filter(batch=self.request.batch).select_related("person", "village").order_by()
        subjects = asked.only("batch_id", "person__name", "person__id_number", "village__name")
        self.asked = {subject.person.id_number: subject for subject in subjects}
        self.answered = set(self.request.answers.values_list("subject", flat=True))
        self.items = review_answers.items_of(self.request.batch)
        self.today = timezone.localdate()
        self.seen: dict[int, int] = {}
        self.blank = 0
        planned = [self.plan_row(line) for line in sheet.take()]
        rows = [one for one in planned if one is not None]
        if not rows:
            raise Refused("工作表中没有填写结果的行，没有可以写入的答复。请部门填写结果后再上传。")
        return Plan.of(sheet, rows)

    def plan_row(self, line: SheetRow) -> RowPlan | None:
        values, faults = _values(line, self.items)
        if not values.get("result") and not any(column in faults for column in ("结果", ID)):
            self.blank += 1
            return None
        subject = _subject(values, self.asked, faults)
        if subject is not None:
            self._settle(subject, line, values, faults)
        plan = RowPlan(line.number, label=values["name"], kind="wrong" if faults else "new")
        plan.faults = tuple(_fault(line, column, words) for column, words in faults.items())
        if subject is not None and not faults:
            plan.label = f"{subject.village}{subject}：{RESULTS[values['result']]}"
            plan.values = {"reply": Reply(subject, values)}
        return plan

    def _settle(self, subject: ReviewSubject, line: SheetRow, values: dict[str, Any], faults: dict[str, str]) -> None:
        if subject.pk in self.answered:
            faults[ID] = "此人已经答复过，不能重复答复；更正须先由县换届办作废原答复"
        elif subject.pk in self.seen:
            faults[ID] = f"与第{self.seen[subject.pk]}行是同一人，一人只能答复一次"
        self.seen.setdefault(subject.pk, line.number)
        for name, words in faults_of(values, today=self.today).items():
            faults.setdefault(HEADER_OF[name], words.rstrip("。"))

    def ready(self, plan: Plan) -> None:
        """Nothing takes long."""

    def write(self, plan: Plan, *, reason: str) -> int:
        replies = [row.values["reply"] for row in plan.rows if row.kind == "new"]
        return review_answers.enter(self.request, replies, by=self.user)


class ReplySheet:
    """Stands where the import expects a ledger: the replies of one department to one batch."""

    sealed_headers = frozenset({ID})
    place = ""
    planner = ReplyPlanner

    def __init__(self, request: ReviewRequest) -> None:
        self.request = request
        self.name = f"review_reply_{request.pk}"
        self.title = f"{request.batch}{request.department}反馈"

    def url(self, page: str, *args: Any) -> str:
        names = {"import_preview": "review_reply_preview", "annotated": "review_marked"}
        address = reverse(names.get(page, "review_reply"), args=[self.request.pk])
        return f"{address}?batch={args[0]}" if args else address

    def uploaded_by(self, user: Actor) -> Any:
        """His own uploads for this department, the latest first."""
        return ImportBatch.objects.filter(by=user.pk, ledger_name=self.name)


def _fault(line: SheetRow, column: str, words: str) -> Fault:
    """What was typed is repeated, except numbers of persons and what a department found."""
    cell = line.cells.get(column)
    typed = str(cell.value or "") if cell and column not in SEALED else ""
    return Fault(line.number, column, cell.column if cell else "", typed, f"{words.rstrip('。')}。")


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
    values["number"] = read(ID, cells.clean_id_number)
    try:
        values["result"] = cells.clean_choice(text("结果") or None, RESULTS)
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
    if ID in faults:
        return None
    number = values["number"]
    if not number:
        faults[ID] = "没有身份证号，无法确认是谁，请按送审名单填写"
        return None
    subject = asked.get(number)
    if subject is None:
        faults[ID] = "本批次没有问到此人，请按送审名单填写，不要增加人员"
    elif values["name"] != subject.person.name:
        faults["姓名"] = "姓名与送审名单不一致，请核对"
    return subject
