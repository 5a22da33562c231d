"""Verbs of the readiness check: self-check, application, check on site, return, a new round. One transaction each."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import files, history, workflow
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import Action
from electioncycle.security import audit, stray_numbers
from readiness.choices import ENDED, CheckState
from readiness.evaluations import Evaluation, SelfCheck, Values, evaluation_of
from readiness.models import CheckDraft, CheckItem, Condition, EvidenceFile, ReadinessCheck
from readiness.models.checks import published_set
from readiness.rules import gate
from villages.models import Cycle, Village

HEAD = ("self_checked_on", "self_checker", "on_paper", "note")
RETURNABLE = (CheckState.APPLIED, CheckState.CHECKED, CheckState.DECIDED)


class Incomplete(Refused):
    """Something is lacking; ``gaps`` lists what."""

    def __init__(self, what: str, gaps: Sequence[str]) -> None:
        super().__init__(f"还不能{what}，有{len(gaps)}处须补充：{' '.join(gaps)}")
        self.gaps = list(gaps)


def save_self_check(village: Village, cycle: Cycle, entry: SelfCheck, *, by: Actor, version: int = 0) -> ReadinessCheck:
    """Save what the village states. ``version`` is the one the form was opened with, 0 for a village not begun."""
    workflow.require(by, village, Action.CHANGE)
    with transaction.atomic():
        Village.all_rows.select_for_update(of=("self",)).get(pk=village.pk)  # two first self-checks queue
        found = evaluation_of(village, cycle)
        check = found.check
        if check is None:
            if version:
                raise Conflict(f"{village}的自查已被撤回到回收站，请刷新后再填。")
            check = ReadinessCheck(village=village, cycle=cycle, condition_set=published_set(cycle))
        elif version == 0:
            raise Conflict(f"{village}已有准入评估({check.get_state_display()})，不能重复自查。请在原自查表上修改。")
        else:
            workflow.locked(check, version)
            if not check.self_checking:
                raise Refused(f"{village}的准入评估现为“{check.get_state_display()}”，自查内容不能改动。")
        adding = check.pk is None
        head = {name: entry.head[name] for name in HEAD if name in entry.head}
        items = _statements(check, found)
        changed = _changed_statements(items, found, entry)
        uploaded = bool(entry.paper_scan or entry.uploads)
        if not (history.put(check, head) or changed or uploaded or adding):
            return check
        if entry.paper_scan:
            check.paper_scan = files.attach(entry.paper_scan, by=by)
        history.record(check, by=by)
        history.record_many(changed, by=by, fields=CheckItem.stated_content)
        for (key, slot), upload in entry.uploads.items():
            _keep_file(items[key], slot, upload, found, by=by)
        audit.record(audit.Event.ADDED if adding else audit.Event.CHANGED, by=by, row=check, version=check.version)
    return check


def _statements(check: ReadinessCheck, found: Evaluation) -> dict[int, CheckItem]:
    return {
        condition.pk: found.items.get(condition.pk) or CheckItem(readiness=check, condition=condition)
        for condition in found.conditions
    }


def _changed_statements(items: dict[int, CheckItem], found: Evaluation, entry: SelfCheck) -> list[CheckItem]:
    """The items that state something new, with it set on them, and new ones a file hangs on."""
    changed = []
    for condition in found.conditions:
        item, said = items[condition.pk], entry.items.get(condition.pk, {})
        differs = history.put(item, {name: said[name] for name in CheckItem.stated_content if name in said})
        uploaded = any((condition.pk, slot["code"]) in entry.uploads for slot in condition.slots)
        if differs or (uploaded and item.pk is None):
            changed.append(item)
    return changed


def _keep_file(item: CheckItem, slot: str, upload: Any, found: Evaluation, *, by: Actor) -> None:
    if old := found.files.get((item.pk, slot)):
        old.withdrawn_at = timezone.now()
        history.record(old, by=by, reason="由新文件代替")
    history.record(EvidenceFile(item=item, slot=slot, file=files.attach(upload, by=by)), by=by)


def apply(check: ReadinessCheck, *, by: Actor, version: int | None = None) -> ReadinessCheck:
    """The village's application (申报) to the township's party committee; raises Incomplete with what is lacking."""
    workflow.require(by, check.village, Action.SUBMIT)
    with transaction.atomic():
        check, found = locked(check, version)
        workflow.refuse_unless(check.self_checking, check, "申报")
        if gaps := gate.application_gaps(found.head, found.facts, timezone.localdate()):
            raise Incomplete("申报", gaps)
        check.apply()
        advance(check, found, move="apply", title="申报准入评估", by=by)
    return check


def take_back(check: ReadinessCheck, *, by: Actor, reason: str, version: int | None = None) -> ReadinessCheck:
    """Withdraw the application, with a reason, as long as nobody has checked it."""
    workflow.require(by, check.village, Action.SUBMIT)
    reason = workflow.require_reason(reason, "撤回申报")
    with transaction.atomic():
        check, found = locked(check, version)
        workflow.refuse_unless(check.state == CheckState.APPLIED, check, "撤回申报")
        check.take_back()
        advance(check, found, move="take_back", title="撤回申报", by=by, reason=reason)
    return check


TAKEN_BEFORE = {
    CheckState.APPLIED: ("apply",),
    CheckState.CHECKED: ("apply",),
    CheckState.DECIDED: ("apply", "decide"),
}
"""State → the moves whose taker may not take the next one."""


def bar(check: ReadinessCheck, user: Actor) -> str:
    """Why this user may not take the next step, in one sentence: said before anything is filled in."""
    before = TAKEN_BEFORE.get(CheckState(check.state))
    return workflow.bar(check, user, after=before) if before else ""


def keep_draft(check: ReadinessCheck, body: dict[str, str], *, by: Actor, version: int) -> CheckDraft:
    """What a member of the working group has typed so far: his own, seen by nobody else and counted nowhere."""
    workflow.require(by, check.village, Action.SUBMIT, Action.TOWNSHIP_REVIEW)
    for words in body.values():
        stray_numbers.require_none(words, "核查情况")
    with transaction.atomic():
        check = workflow.locked(check)
        workflow.refuse_unless(check.state == CheckState.APPLIED, check, "登记核查")
        workflow.require_other_person(check, by=by, after=("apply",))
        check.cycle.require_open_for_entry()
        found, _ = CheckDraft.objects.update_or_create(
            readiness=check, by_id=by.pk, defaults={"body": body, "based_on": version, "saved_at": timezone.now()}
        )
    return found


def draft_of(check: ReadinessCheck, user: Actor) -> CheckDraft | None:
    return CheckDraft.objects.filter(readiness=check, by=user.pk).first()


def drop_draft(check: ReadinessCheck, *, by: Actor) -> None:
    """Begin anew from what is stored."""
    CheckDraft.objects.filter(readiness=check, by=by.pk).delete()


def next_to_check(check: ReadinessCheck, user: Actor) -> ReadinessCheck | None:
    """The application after this one in official order that waits for a check by this user; the first where none is."""
    rows = ReadinessCheck.objects.visible_to(user).filter(cycle=check.cycle_id, superseded_at=None)
    waiting = list(rows.filter(Q(state=CheckState.APPLIED) | Q(pk=check.pk)).select_related("village"))
    own = workflow.steps_of(waiting, moves=("apply",)).filter(by=user.pk).values_list("object_id", flat=True)
    keys = [one.pk for one in waiting]
    at, mine = keys.index(check.pk) if check.pk in keys else 0, set(own)
    behind = [one for one in (*waiting[at + 1 :], *waiting[:at]) if one.pk != check.pk and one.pk not in mine]
    return next((one for one in behind if not bar(one, user)), None)


def record_check(
    check: ReadinessCheck, head: Values, items: Mapping[int, Values], *, by: Actor, version: int | None = None
) -> ReadinessCheck:
    """What the township's working group found on site, item by item; keeps what the ledgers said that day."""
    workflow.require(by, check.village, Action.SUBMIT, Action.TOWNSHIP_REVIEW)
    with transaction.atomic():
        check, found = locked(check, version)
        workflow.refuse_unless(check.state == CheckState.APPLIED, check, "登记核查")
        workflow.require_other_person(check, by=by, after=("apply",))
        check.checked_on, check.group_members = head.get("checked_on"), head.get("group_members", "")
        for condition, facts in zip(found.conditions, found.facts, strict=True):
            item = found.item(condition)
            item.finding_met, item.finding_text = facts.now.met, facts.now.text[:400]
            names = (*CheckItem.checked_content, "recheck_on")
            for name, value in items.get(condition.pk, {}).items():
                if name in names:
                    setattr(item, name, value)
            found.items[condition.pk] = item
        names = (*CheckItem.checked_content, "recheck_on", "finding_met", "finding_text")
        history.record_many(list(found.items.values()), by=by, reason="工作小组核查", fields=names)
        del found.facts
        if gaps := gate.check_gaps(found.head, found.facts, timezone.localdate()):
            raise Incomplete("完成核查", gaps)
        check.recheck_on = next_recheck(found)
        check.finish_check()
        different = [facts.name for facts in found.facts if gate.differs(facts)]
        words = f"与自查不一致：{'、'.join(different)}。" if different else ""
        advance(check, found, move="check", title="工作小组现场核查", by=by, reason=words)
        CheckDraft.objects.filter(readiness=check).delete()
    return check


def next_recheck(found: Evaluation) -> Any:
    return min((item.recheck_on for item in found.items.values() if item.recheck_on), default=None)


def return_for_changes(check: ReadinessCheck, *, by: Actor, reason: str, version: int | None = None) -> ReadinessCheck:
    """Back to the village with a reason; the approvals given so far are void."""
    reason = workflow.require_reason(reason, "退回")
    with transaction.atomic():
        check, found = locked(check, version)
        workflow.refuse_unless(check.state in RETURNABLE, check, "退回")
        workflow.require(by, check.village, *returners(check.state))
        check.send_back()
        workflow.void_all(check, why="已退回整改")
        advance(check, found, move="return", title="退回整改", by=by, reason=reason)
        url = reverse("gate_check", args=[check.pk])
        inbox.tell_handed_back(check, after="apply", by=by, reason=reason, url=url)
    return check


def begin_again(check: ReadinessCheck, *, by: Actor) -> ReadinessCheck:
    """A new round after one that failed or lapsed, under the conditions in force now; the earlier round stays."""
    workflow.require(by, check.village, Action.CHANGE)
    with transaction.atomic():
        check, found = locked(check, None)
        workflow.refuse_unless(check.state in ENDED, check, "重新自查")
        stated = {condition.code: found.items.get(condition.pk) for condition in found.conditions}
        check.superseded_at = timezone.now()
        history.record(check, by=by, reason="重新自查，本次评估转为历史")
        fresh = ReadinessCheck(
            village=check.village,
            cycle=check.cycle,
            condition_set=published_set(check.cycle),
            round=check.round + 1,
        )
        history.record(fresh, by=by, reason=f"第{fresh.round}次自查")
        _carry_statements(stated, fresh, by=by)
        audit.record(audit.Event.ADDED, by=by, row=fresh, round=fresh.round)
    return fresh


def _carry_statements(stated: Mapping[str, CheckItem | None], fresh: ReadinessCheck, *, by: Actor) -> None:
    """What the village wrote about a condition goes along as a draft; the verdict is stated anew."""
    for condition in Condition.objects.filter(condition_set=fresh.condition_set):
        if old := stated.get(condition.code):
            slots = {slot["code"] for slot in condition.slots}
            kept = {code: value for code, value in old.evidence.items() if code in slots}
            history.record(CheckItem(readiness=fresh, condition=condition, words=old.words, evidence=kept), by=by)


def returners(state: str) -> tuple[str, ...]:
    """Rights of which one is enough to return a check from this state."""
    county = (Action.COUNTY_REVIEW,) if state == CheckState.DECIDED else ()
    return (Action.TOWNSHIP_REVIEW, *county)


# --- what every move of a check shares -----------------------------------------------------------------------------


def locked(check: ReadinessCheck, version: int | None = None) -> tuple[ReadinessCheck, Evaluation]:
    """The check as it stands now, locked, with everything it is judged by."""
    current = workflow.locked(check, version)
    if current.superseded_at:
        raise Refused(f"这是{current.village}第{current.round}次评估，已由新一次代替，不能办理。")
    judged = evaluation_of(current.village, current.cycle)
    judged.check = current
    return current, judged


def advance(check: ReadinessCheck, found: Evaluation, *, move: str, title: str, by: Actor, **more: Any) -> Any:
    return workflow.advance(check, move=move, title=title, by=by, content=found.content, **more)
