"""Verbs of the departments' answers: entered by login or stamped workbook, once a person; settled, voided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.models import Scope
from candidates.models import NegativeItem, ReviewAnswer, ReviewBatch, ReviewRequest, ReviewSubject
from candidates.review_choices import AnswerResult, BatchState
from candidates.rules.answers import faults_of
from candidates.services.review_batches import require_county, require_state
from electioncycle.actors import Actor
from electioncycle.records import files, history, workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Role
from electioncycle.security import audit

FIELDS = ("result", "item", "facts", "document_number", "happened_on", "until_on", "handler", "stamped_on")


@dataclass(frozen=True)
class Reply:
    """One answer as typed or read: the person asked about and the values of ``FIELDS``."""

    subject: ReviewSubject
    values: Mapping[str, Any]


def requests_of(user: Actor) -> models.QuerySet[ReviewRequest]:
    """What a department contact was asked: his own department, in his own county, once the letter is approved."""
    if Role.DEPARTMENT_CONTACT not in user.roles:
        return ReviewRequest.objects.none()
    mine = models.Q(pk__in=[])
    for scope in Scope.objects.filter(user=user.pk).exclude(department="").select_related("area"):
        if scope.area is not None:
            named = models.Q(department__name=scope.department) | models.Q(department__code=scope.department)
            mine |= named & models.Q(cycle__county__path__startswith=scope.area.path)
    sent = models.Q(batch__state__in=[BatchState.SENT, BatchState.CLOSED], batch__withdrawn_at=None)
    return ReviewRequest.objects.filter(mine & sent).select_related(
        "batch__round", "batch__cycle__county", "department"
    )


def require_may_answer(request: ReviewRequest, by: Actor) -> None:
    """The department's own contact, or the county that enters its stamped reply."""
    if Role.DEPARTMENT_CONTACT in by.roles:
        if not requests_of(by).filter(pk=request.pk).exists():
            raise NotYours("这不是问到您部门的事项。")
        return
    require_county(by, request.batch)


def enter(request: ReviewRequest, replies: Sequence[Reply], *, by: Actor) -> int:
    """Write answers of one department, all or none; a person answered before is refused. Returns how many."""
    require_may_answer(request, by)
    with transaction.atomic():
        request = workflow.locked(request)
        require_state(request.batch, BatchState.SENT)
        answered = set(request.answers.filter(withdrawn_at=None).values_list("subject", flat=True))
        rows, own, today = [], Role.DEPARTMENT_CONTACT in by.roles, timezone.localdate()
        for reply in replies:
            if reply.subject.batch_id != request.batch_id:
                raise Refused(f"{reply.subject}不在批次{request.batch}中，没有问到此人。")
            if reply.subject.pk in answered:
                raise Refused(
                    f"{request.department}对{reply.subject}已经答复过，不能重复答复；更正须先由县换届办作废原答复。"
                )
            if found := faults_of(reply.values, today=today):
                raise Refused(" ".join(found.values()))
            answered.add(reply.subject.pk)
            values = {name: reply.values[name] for name in FIELDS if reply.values.get(name) is not None}
            rows.append(ReviewAnswer(request=request, subject=reply.subject, by_login=own, **values))
        history.record_many(rows, by=by)
        audit.record(audit.Event.ADDED, by=by, row=request, answers=len(rows))
    return len(rows)


def attach_scan(
    request: ReviewRequest, upload: Any, *, replied_on: date, by: Actor, version: int | None = None
) -> ReviewRequest:
    """The stamped reply on paper, kept with the date of its seal."""
    require_may_answer(request, by)
    if upload is None:
        raise Refused("没有选择盖章答复的扫描件，请选择PDF或图片。")
    if replied_on > timezone.localdate():
        raise Refused(f"书面答复日期({replied_on})在今天之后，请核对。")
    scan = files.attach(upload, by=by)
    try:
        with transaction.atomic():
            request = workflow.locked(request, version)
            require_state(request.batch, BatchState.SENT)
            request.scan, request.replied_on = scan, replied_on
            history.record(request, by=by, reason="登记盖章答复")
            audit.record(audit.Event.ATTACHED, by=by, row=request, file=scan.pk)
    except Refused:
        scan.erase()
        raise
    return request


def void(answer: ReviewAnswer, *, by: Actor, reason: str) -> ReviewAnswer:
    """Set an answer aside so that the department can answer anew; it stays in the history."""
    require_county(by, answer.request.batch)
    reason = workflow.require_reason(reason, "作废答复")
    with transaction.atomic():
        answer = workflow.locked(answer)
        _refuse_concluded(answer)
        answer.withdrawn_at, answer.reason = timezone.now(), reason[:200]
        history.record(answer, by=by, reason=reason)
        audit.record(audit.Event.WITHDRAWN, by=by, row=answer)
    return answer


def settle_namesake(answer: ReviewAnswer, *, by: Actor, same: bool, reason: str, values: Mapping[str, Any]) -> Any:
    """After comparing full ID numbers: another person, or the same one with what was found about him."""
    require_may_answer(answer.request, by)
    reason = workflow.require_reason(reason, "核实同名")
    with transaction.atomic():
        answer = workflow.locked(answer)
        _refuse_concluded(answer)
        if answer.result != AnswerResult.NAMESAKE or answer.withdrawn_at:
            raise Refused("这条答复不是同名待核，不用核实。")
        new = dict(values) | {"result": AnswerResult.FOUND} if same else {"result": AnswerResult.CLEAR}
        if found := faults_of(new, today=timezone.localdate()):
            raise Refused(" ".join(found.values()))
        for name in FIELDS:
            if new.get(name) is not None:
                setattr(answer, name, new[name])
        answer.reason = reason[:200]
        history.record(answer, by=by, reason="核实同名：" + ("系本人" if same else "非本人"))
        audit.record(audit.Event.CHANGED, by=by, row=answer, same=same)
    return answer


def _refuse_concluded(answer: ReviewAnswer) -> None:
    if answer.subject.decisions.filter(state__in=["proposed", "confirmed"], withdrawn_at=None).exists():
        raise Refused("对此人已有综合结论，不能改动答复；请先退回或撤销结论。")
    require_state(answer.request.batch, BatchState.SENT)


def unanswered(request: ReviewRequest) -> models.QuerySet[ReviewSubject]:
    """Those of the batch whom the department has said nothing about."""
    asked = ReviewSubject.objects.filter(batch=request.batch_id)
    return asked.exclude(answers__request=request, answers__withdrawn_at=None)


def asked_items(request: ReviewRequest) -> list[NegativeItem]:
    """The items its department was asked about; all of the list where none names a department at all."""
    items = list(NegativeItem.objects.filter(negative_list=request.batch.negative_list_id))
    code = request.department.code
    return [one for one in items if code in one.departments] or items


def items_of(batch: ReviewBatch) -> dict[str, NegativeItem]:
    """The items of the batch's edition by code."""
    return {item.code: item for item in NegativeItem.objects.filter(negative_list=batch.negative_list_id)}
