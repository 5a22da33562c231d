"""Verbs of a review batch: who is in it, the letter approved by a second person, named reviewers, closing."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from candidates.models import NegativeItem, ReviewBatch, ReviewRequest, ReviewSubject
from candidates.review_choices import UNSETTLED, BatchState, Body, DecisionState, FirstReview
from candidates.services import negative_lists
from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.disclosure import restricted
from electioncycle.records import history, readers, workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import COUNTY_ROLES, Action
from electioncycle.security import audit
from villages.choices import ListKind
from villages.models import Cycle, KindItem, Village
from villages.services.election_days import election_days as planned_days
from villages.services.rule_sets import rules_of

ASK, BACK, APPROVE, CLOSE = "ask_letter", "send_back", "approve_letter", "close"
REPLY_DAYS = "review_reply_days"


def election_days(batch: ReviewBatch, villages: Iterable[int]) -> dict[int, date]:
    """Village key → the day look-backs count to: the batch's, else the village's own planned election day."""
    keys = set(villages)
    if batch.election_day:
        return dict.fromkeys(keys, batch.election_day)
    return planned_days(batch.cycle, keys)


def departments_of(cycle: Cycle) -> list[KindItem]:
    return list(KindItem.objects.filter(cycle=cycle, kind=ListKind.REVIEW_DEPARTMENT))


def require_county(by: Actor, batch: ReviewBatch) -> None:
    workflow.require_county(by, batch.cycle.county, refused="联审批次由县级管理员和县换届办办理。")


def require_state(batch: ReviewBatch, *states: str) -> None:
    if batch.state not in states:
        raise Refused(f"联审批次{batch}{batch.get_state_display()}，不能办理这一步。")


# --- who is in it ------------------------------------------------------------------------------------------------


def add_people(batch: ReviewBatch, rows: Sequence[Any], *, body: str, by: Actor) -> int:
    """Take persons from rows of a ledger that the caller has narrowed to the user's territory; all or none.

    A row has ``village`` and ``person``. Returns how many were added; those already in the batch stay as they are.
    """
    if body not in Body.values:
        raise Refused("请选择拟参选职位类别。")
    if not rows:
        raise Refused("请先勾选送审人员。")
    with transaction.atomic():
        batch = workflow.locked(batch)
        require_state(batch, BatchState.DRAFT)
        there = set(batch.subjects.values_list("person__id_index", flat=True))
        fresh = []
        for row in rows:
            refuse_unfit(batch, row.village, row.person)
            if row.person.id_index not in there:
                there.add(row.person.id_index)
                origin = str(row._meta.verbose_name)[:20]
                new = ReviewSubject(
                    cycle_id=batch.cycle_id,
                    batch=batch,
                    village=row.village,
                    person=row.person,
                    body=body,
                    origin=origin,
                )
                fresh.append(new)
        history.record_many(fresh, by=by, reason=f"列入联审批次{batch}")
        audit.record(audit.Event.ADDED, by=by, row=batch, subjects=len(fresh))
    return len(fresh)


def refuse_unfit(batch: ReviewBatch, village: Village, person: Any) -> None:
    """A person of another county, or without an ID number, cannot be sent to the departments."""
    if not village.path.startswith(batch.cycle.county.path):
        raise Refused(f"{village.township}{village}的{person}不属于{batch.cycle.county}，不能列入本县的联审批次。")
    if not person.id_index:
        raise Refused(f"{village.township}{village}的{person}没有身份证号，部门无法比对，请先补填身份证号再送审。")


# --- the letter --------------------------------------------------------------------------------------------------


def content(batch: ReviewBatch) -> dict[str, Any]:
    """What the approval of the letter stands for."""
    people = (
        batch.subjects.filter(withdrawn_at=None)
        .order_by("pk")
        .values_list("pk", "person__id_index", "person__name", "body")
    )
    asked = batch.requests.filter(withdrawn_at=None).order_by("pk").values_list("department", "questions", "deadline")
    head = [batch.letter_number, batch.letter_on, batch.sender, batch.negative_list_id, batch.election_day]
    return {"head": head, "people": [list(one) for one in people], "asked": [list(one) for one in asked]}


def blockers(batch: ReviewBatch) -> list[str]:
    """Why the letter cannot be asked for yet."""
    found = []
    subjects = list(batch.subjects.select_related("person", "village"))
    if not subjects:
        found.append("名单还没有人员，请先列入送审人员。")
    if not batch.letter_number or not batch.letter_on:
        found.append("请先在批次中填写联审函文号和发函日期。")
    if not departments_of(batch.cycle):
        found.append("本届还没有设置联审部门，请在“类别清单”中设置，或套用默认清单。")
    if bare := [str(one) for one in subjects if not one.person.id_index]:
        found.append(f"{'、'.join(bare[:5])}等{len(bare)}人没有身份证号，请补填。")
    days = election_days(batch, {one.village_id for one in subjects})
    if dayless := sorted({str(one.village) for one in subjects if one.village_id not in days}):
        found.append(f"{'、'.join(dayless[:5])}没有计划选举日，年限无从计算：请在批次或村情概况中填写。")
    seen: dict[str, int] = {}
    for one in subjects:
        if one.person.id_index:
            seen[one.person.id_index] = seen.get(one.person.id_index, 0) + 1
    if twice := sum(number > 1 for number in seen.values()):
        found.append(f"有{twice}个身份证号在名单中出现两次，请撤回重复的一条。")
    return found


def first_missing(batch: ReviewBatch) -> list[tuple[str, int, int]]:
    """Townships whose first review is not written yet, as ``(name, key, how many)``: told before the letter is asked.

    The first review runs beside the departments' and holds no letter up, but nobody is concluded on without it.
    """
    rows = batch.subjects.filter(withdrawn_at=None, township_result=FirstReview.UNCHECKED).order_by()
    counted = rows.values_list("village__township__name", "village__township", "village__township__position")
    found = counted.annotate(n=Count("pk")).order_by("village__township__position", "village__township")
    return [(name, key, number) for name, key, _, number in found]


def ask_letter(batch: ReviewBatch, *, by: Actor, departments: Sequence[KindItem] = ()) -> ReviewBatch:
    """Freeze list and questions and ask a second person to approve the letter; by default every department is asked."""
    require_county(by, batch)
    with transaction.atomic():
        batch = workflow.locked(batch)
        require_state(batch, BatchState.DRAFT)
        if found := blockers(batch):
            raise Refused(" ".join(found))
        batch.negative_list = negative_lists.published(batch.cycle)
        batch.ask_letter()
        _ask_departments(batch, departments or departments_of(batch.cycle), by=by)
        workflow.advance(batch, move=ASK, title="提请批准联审函", by=by, content=content(batch))
    return batch


def _ask_departments(batch: ReviewBatch, departments: Sequence[KindItem], *, by: Actor) -> None:
    default = rules_of(batch.cycle).whole(REPLY_DAYS) or 3
    items = list(NegativeItem.objects.filter(negative_list=batch.negative_list))
    there = {request.department_id: request for request in batch.requests.filter(withdrawn_at=None)}
    rows = []
    for department in departments:
        row = there.pop(department.pk, None) or ReviewRequest(
            cycle_id=batch.cycle_id, batch=batch, department=department
        )
        row.questions = questions_of(department, items)
        row.deadline = (batch.letter_on or timezone.localdate()) + timedelta(days=department.days or default)
        rows.append(row)
    for row in there.values():
        row.withdrawn_at = timezone.now()
    history.record_many([*rows, *there.values()], by=by, fields=["questions", "deadline", "withdrawn_at"])


def questions_of(department: KindItem, items: Sequence[NegativeItem]) -> str:
    """What a department is asked: its own guidance, then the items that name it."""
    own = [f"{item.code} {item.text}" for item in items if department.code in item.departments]
    return "\n".join(filter(None, [department.guidance, *own]))


def send_back(batch: ReviewBatch, *, by: Actor, reason: str) -> ReviewBatch:
    """The letter is not approved; the list may be changed again."""
    require_county(by, batch)
    reason = workflow.require_reason(reason, "退回")
    with transaction.atomic():
        batch = workflow.locked(batch)
        require_state(batch, BatchState.ASKED)
        batch.send_back()
        workflow.advance(batch, move=BACK, title="退回联审函", by=by, reason=reason)
        inbox.tell_handed_back(batch, after=ASK, by=by, reason=reason)
    return batch


def approve_letter(batch: ReviewBatch, *, by: Actor) -> ReviewBatch:
    """A second person approves the letter, and with it full numbers in the workbooks of these people."""
    require_county(by, batch)
    with transaction.atomic():
        batch = workflow.locked(batch)
        require_state(batch, BatchState.ASKED)
        workflow.require_other_person(batch, by=by, after=(ASK,), since=APPROVE)
        asked = workflow.steps(batch).filter(move=ASK).last()
        if asked is None or asked.content_hash != workflow.content_hash(content(batch)):
            raise Refused("提请批准之后名单或人员信息又有改动，请退回后重新提请批准。")
        batch.approve_letter()
        workflow.advance(batch, move=APPROVE, title="批准联审函", by=by, content=content(batch), approves=True)
        audit.record(audit.Event.EXPORT_DECIDED, by=by, row=batch, approved=True, rows=batch.subjects.count())
    return batch


def close(batch: ReviewBatch, *, by: Actor) -> ReviewBatch:
    """Every person has a conclusion."""
    require_county(by, batch)
    with transaction.atomic():
        batch = workflow.locked(batch)
        require_state(batch, BatchState.SENT)
        if left := batch.subjects.filter(result__in=UNSETTLED).count():
            raise Refused(f"还有{left}人没有生效的综合结论，不能办结。")
        if batch.subjects.filter(decisions__state=DecisionState.PROPOSED).exists():
            raise Refused("还有待复核的结论，不能办结。")
        batch.close()
        workflow.advance(batch, move=CLOSE, title="办结", by=by)
    return batch


# --- named reviewers ---------------------------------------------------------------------------------------------


def reads_sealed(user: Actor, batch: ReviewBatch) -> bool:
    """Whether the user is a named reviewer of this batch and still an official of its county."""
    if not user.roles & COUNTY_ROLES or not user.covers(batch.cycle.county.path):
        return False
    return readers.standing(ReviewBatch).filter(object_id=batch.pk, user=user.pk).exists()


def possible_readers(batch: ReviewBatch) -> Any:
    """Active county staff who are not reviewers yet."""
    there = readers.standing(ReviewBatch).filter(object_id=batch.pk).values("user")
    users = get_user_model().objects.filter(
        Q(scopes__area=batch.cycle.county), is_active=True, groups__name__in=COUNTY_ROLES
    )
    return users.exclude(pk__in=there).distinct().order_by("unit", "name")


def _require_manager(by: Actor, batch: ReviewBatch) -> None:
    if not by.may(Action.MANAGE) or not by.covers(batch.cycle.county.path):
        raise NotYours("联审审阅人由县级换届管理员指定。")


def name_reader(batch: ReviewBatch, user: Actor | None, *, by: Actor) -> Any:
    """The county's administrator lets a member of the county's staff read what departments reported."""
    _require_manager(by, batch)
    if user is None or not possible_readers(batch).filter(pk=user.pk).exists():
        raise Refused("请从所列县级人员中选择审阅人。")
    with transaction.atomic():
        reader = restricted.let_read(batch, user, by=by)
        audit.record(audit.Event.STEP, by=by, row=batch, move="name_reader", user=user.pk)
    return reader


def end_reader(batch: ReviewBatch, user: Actor, *, by: Actor) -> None:
    _require_manager(by, batch)
    with transaction.atomic():
        named = readers.standing(ReviewBatch).filter(object_id=batch.pk, user=user.pk)
        if not named.update(ended_at=timezone.now()):
            raise Refused("此人不是本批次的审阅人，不用取消。")
        audit.record(audit.Event.STEP, by=by, row=batch, move="end_reader", user=user.pk)
