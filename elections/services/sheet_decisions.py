"""Open questions of a result: what may be answered, answers recorded from a document, checked by another person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import files, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from elections.choices import DecidedBy, PostCode
from elections.models import ResultSheet, SheetDecision, SheetName
from elections.rules.seats import Question
from elections.services import sheet_verdicts
from elections.services.results import Result
from elections.services.rounds import APPROVERS
from elections.sheet_choices import ABOUT_NOBODY, Answer, AskedCode, DecisionState, LineStanding, SheetState

RECORD, CONFIRM, DROP = "record", "confirm", "drop"
DECIDED = (SheetState.ENTERED, SheetState.DOUBTED)
"""States of a sheet in which something may be decided; what is verified is corrected by a document alone.

A correction that leaves something to be decided brings the sheet back to one of them.
"""


@dataclass(frozen=True)
class Choice:
    """One answer as the form offers it."""

    value: str
    about: SheetName | None
    answer: Answer

    @property
    def label(self) -> str:
        named = f"{self.about.name}：" if self.about else ""
        return f"{named}{self.answer.label}"


@dataclass(frozen=True)
class Asked:
    """A question with the answers it may have."""

    code: AskedCode
    post: str
    choices: tuple[Choice, ...]

    @property
    def key(self) -> str:
        return f"{self.code}-{self.post}"

    @property
    def title(self) -> str:
        return f"{PostCode(self.post).label}：{self.code.label}"


def asked(sheet: ResultSheet, result: Result) -> list[Asked]:
    """What stands to be decided of these figures, and that somebody elected fails the conditions."""
    names = list(SheetName.objects.filter(sheet__round__election=sheet.round.election_id).order_by("sheet", "line"))
    own = [one for one in names if one.sheet_id == sheet.pk]
    found = [
        Asked(AskedCode(question.code), post, tuple(_choices(AskedCode(question.code), post, question, own, names)))
        for post, question in result.outcome.questions
        if question.code in AskedCode.values
    ]
    return [*found, *_conditions(result, own)]


def _choices(
    code: AskedCode, post: str, question: Question, own: list[SheetName], names: list[SheetName]
) -> Iterator[Choice]:
    if code in ABOUT_NOBODY:
        yield from (_choice(None, answer) for answer in (Answer.REST, Answer.GO_ON))
    elif code in (AskedCode.NAMESAKE, AskedCode.WITHDRAWN):
        for row in own:
            if row.post == post and row.name in question.names and row.standing == str(code):
                yield from (_choice(row, answer) for answer in _readings(code, row, own))
    else:
        answer = Answer.GIVES_WAY if code == AskedCode.KIN else Answer.LEADS
        there = {row.name: row for row in reversed(own if code == AskedCode.KIN else names)}
        yield from (_choice(there[name], answer) for name in question.names if name in there)


def _readings(code: AskedCode, row: SheetName, own: list[SheetName]) -> tuple[Answer, ...]:
    """How a doubtful line may be read: added to who is printed with that name, where there is one."""
    if code == AskedCode.WITHDRAWN:
        return Answer.NOBODY, Answer.COUNTS
    same = any(one.pk != row.pk and (one.post, one.name) == (row.post, row.name) for one in own)
    return (Answer.NOBODY, Answer.ADDED) if same else (Answer.NOBODY, Answer.OWN)


def _choice(about: SheetName | None, answer: Answer) -> Choice:
    return Choice(f"{about.pk if about else 0}-{answer}", about, answer)


def _conditions(result: Result, own: list[SheetName]) -> Iterator[Asked]:
    lines = {(row.post, row.name): row for row in own if row.standing != LineStanding.NAMESAKE}
    for one in result.outcome.decided:
        post = one.post.post
        rows = [lines[post, person.name] for person in one.seating.elected if (post, person.name) in lines]
        if rows:
            yield Asked(AskedCode.CONDITIONS, post, tuple(_choice(row, Answer.VOID) for row in rows))


def decisions_of(sheet: ResultSheet) -> list[SheetDecision]:
    rows = SheetDecision.objects.filter(sheet=sheet).exclude(about__withdrawn_at__isnull=False)
    return list(rows.select_related("about", "scan"))


@dataclass(frozen=True)
class DecisionPaper:
    """Which body decided, by which paper."""

    decided_by: str
    number: str
    decided_on: date | None
    upload: Any
    grounds: str = ""


def record(
    sheet: ResultSheet,
    result: Result,
    key: str,
    value: str,
    paper: DecisionPaper,
    *,
    by: Actor,
    version: int | None = None,
) -> SheetDecision:
    """A body decided by a paper; it counts once another person has compared the entry with the paper."""
    workflow.require(by, sheet.election.village, Action.CHANGE)
    with transaction.atomic():
        sheet = _undecided(sheet, version)
        question, choice = _chosen(sheet, result, key, value)
        gaps = _gaps(paper)
        if gaps or paper.decided_on is None:
            raise Refused(f"还不能登记决定：{'；'.join(gaps)}。请补齐后再登记。")
        row = SheetDecision(
            sheet=sheet,
            code=question.code,
            post=question.post,
            about=choice.about,
            answer=choice.answer,
            decided_by=paper.decided_by,
            document_number=paper.number.strip()[:60],
            decided_on=paper.decided_on,
            grounds=paper.grounds.strip()[:200],
        )
        try:
            row.validate_constraints()
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        row.scan = files.attach(paper.upload, by=by)
        workflow.advance(row, move=RECORD, title=f"登记{question.title}", by=by)
    return row


def _undecided(sheet: ResultSheet, version: int | None) -> ResultSheet:
    sheet = workflow.locked(sheet, version, gone="这份结果报告单已重新开始录入，请刷新页面。")
    if sheet.state == SheetState.VERIFIED:
        raise Refused(f"“{sheet}”已核对，不能再登记决定(F.509)。确有错误的，按更正程序办理。")
    workflow.refuse_unless(sheet.state in DECIDED, sheet, "登记决定")
    return sheet


def _chosen(sheet: ResultSheet, result: Result, key: str, value: str) -> tuple[Asked, Choice]:
    for question in asked(sheet, result):
        for choice in question.choices:
            if (question.key, choice.value) == (key, value):
                return question, choice
    raise Refused("没有选择决定的内容，或者结果刚有变化。请刷新页面，按现在的结果选择。")


def _gaps(paper: DecisionPaper) -> list[str]:
    found = [] if paper.decided_by in DecidedBy.values else ["没有选择决定机关"]
    found += [] if paper.number.strip() else ["没有填写文号"]
    found += [] if paper.upload else ["没有上传文件扫描件"]
    if paper.decided_on is None:
        return [*found, "没有填写决定日期"]
    return found + (["决定日期在今天之后"] if paper.decided_on > timezone.localdate() else [])


def confirm(row: SheetDecision, *, by: Actor, version: int | None = None) -> SheetDecision:
    """Compared with the paper by another person: the result is worked out anew with it."""
    workflow.require(by, row.election.village, *APPROVERS)
    with transaction.atomic():
        _undecided(row.sheet, None)
        row = workflow.locked(row, version)
        workflow.refuse_unless(not row.confirmed, row, "核对")
        workflow.require_other_person(row, by=by, after=(RECORD,))
        row.confirm()
        workflow.advance(row, move=CONFIRM, title="对照文件核对一致", by=by, approves=True, content=row.answer)
        sheet_verdicts.judge(row.sheet.election, by=by)
    return row


def drop(row: SheetDecision, *, by: Actor, reason: str, version: int | None = None) -> SheetDecision:
    """The entry was wrong, or the decision was taken back: the result is worked out without it."""
    reason = workflow.require_reason(reason, "撤回决定")
    workflow.require(by, row.election.village, *APPROVERS)
    with transaction.atomic():
        _undecided(row.sheet, None)
        row = workflow.locked(row, version)
        row.withdrawn_at = timezone.now()
        workflow.advance(row, move=DROP, title="撤回决定", by=by, reason=reason)
        sheet_verdicts.judge(row.sheet.election, by=by)
    return row


def moves(row: SheetDecision, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    if not officials_may(user, *APPROVERS) or row.sheet.state not in DECIDED:
        return set()
    own = bool(workflow.bar(row, user, after=(RECORD,)))
    return {DROP} if row.state == DecisionState.CONFIRMED or own else {DROP, CONFIRM}
