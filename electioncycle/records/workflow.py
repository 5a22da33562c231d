"""Steps of a procedure: who did them, on what content, and that another person must approve."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django_fsm import FSMField

from electioncycle.actors import Actor
from electioncycle.records import history
from electioncycle.records.places import places_of
from electioncycle.records.rows import LedgerModel
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import COUNTY_ROLES, OFFICIALS, allows
from electioncycle.security import audit, credentials, marks, stray_numbers
from electioncycle.security.privacy import mask_text

HANDED_BACK = "退回"
"""How the steps are called that hand something back."""


class StepRecord(models.Model):
    """One step of one row: submitted, returned, approved. An approval carries the hash of what was approved."""

    object_type = models.CharField("对象类型", max_length=60)
    object_id = models.BigIntegerField("对象编号")
    move = models.CharField("步骤", max_length=40)
    title = models.CharField("步骤名称", max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("办理时间", default=timezone.now)
    reason = models.TextField("说明", blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    approves = models.BooleanField("是否审批", default=False)
    signer = models.CharField("签批人", max_length=40, blank=True, help_text="纸质签批时填写")
    signed_on = models.DateField("签批日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    scan = models.ForeignKey(
        "electioncycle.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件"
    )
    void_at = models.DateTimeField("失效时间", null=True, blank=True)
    void_reason = models.CharField("失效原因", max_length=200, blank=True)
    rules_edition = models.BigIntegerField("所依规则集版次编号", null=True, blank=True)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "流程记录"
        ordering = ["id"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="step_object")]

    def __str__(self) -> str:
        return f"{self.title} {self.by} {self.at:%Y-%m-%d %H:%M}"

    @property
    def on_paper(self) -> bool:
        return bool(self.signer)


class StateField(FSMField):
    """The state of a procedure. Migrations know it as text, since each of the many models that they rebuild in passing
    would look for its moves among all the others.
    """

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs


class RemembersState:
    """Mixin: a row knows the state it was read in, so that a move may be saved where content may not."""

    _stored_state: str | None = None

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row: Self = super().from_db(*args, **kwargs)  # type: ignore[misc]
        row._stored_state = row.__dict__.get("state")
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)  # type: ignore[misc]
        self._stored_state = self.state  # type: ignore[attr-defined]

    @property
    def state_unmoved(self) -> bool:
        """Whether what is about to be saved changes content and no state."""
        return bool(self._stored_state == self.state)  # type: ignore[attr-defined]


def handed_back(row: Any) -> StepRecord | None:
    """The last step of this row where it was one that handed it back (退回…): its reason is what is to be mended."""
    last = steps(row).select_related("by").order_by("-id").first() if hasattr(row, "state") else None
    return last if last is not None and last.title.startswith(HANDED_BACK) else None


def require(by: Actor, place: Any, *actions: str, among: frozenset[str] = OFFICIALS) -> None:
    """Raises NotYours unless the place is theirs and one of their roles ``among`` these holds one of the rights."""
    if not by.covers(place.path) or not any(allows(by.roles & among, action) for action in actions):
        raise NotYours


def require_county(by: Actor, place: Any, *, refused: str = "") -> None:
    """Raises NotYours, in these words where there are any, unless the county's staff asks and the place is theirs."""
    if not by.roles & COUNTY_ROLES or not by.covers(place.path):
        raise NotYours(*filter(None, [refused]))


def locked(row: history.Row, version: int | None = None, *, gone: str = "") -> history.Row:
    """The row as it stands now, locked for its move; refused when it lies in the recycle bin.

    ``gone`` is the sentence of rows that a move withdraws, such as a decision that was lifted.
    """
    current = history.lock(row, version)
    if current.withdrawn_at:
        raise Refused(gone or f"“{current}”已被撤回到回收站，不能办理。")
    return current


def refuse_unless(possible: bool, row: Any, what: str) -> None:
    """Raises Refused, naming the state the row is in, unless the move is possible in it."""
    if not possible:
        raise Refused(f"“{row}”现为“{row.get_state_display()}”，不能{what}。请刷新页面。")


@dataclass(frozen=True)
class Paper:
    """A signature given on paper: who signed and when; entered by somebody other than the submitter."""

    signer: str
    signed_on: date
    document_number: str = ""
    scan: Any = None


def content_hash(content: Any) -> str:
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def steps(row: LedgerModel) -> models.QuerySet[StepRecord]:
    return StepRecord.objects.filter(object_type=row._meta.label_lower, object_id=row.pk).select_related("by", "scan")


def note(
    row: LedgerModel,
    *,
    move: str,
    title: str,
    by: Actor,
    reason: str = "",
    content: Any = None,
    approves: bool = False,
    paper: Paper | None = None,
    scan: Any = None,
) -> StepRecord:
    """Write one step and its audit event, such as a request, that leaves the row as it is.

    The caller has locked the row and checked the rules. A move that changes the row goes through ``advance``.
    """
    with marks.at(places_of([row])):
        step = StepRecord.objects.create(
            object_type=row._meta.label_lower,
            object_id=row.pk,
            move=move,
            title=title,
            by_id=by.pk,
            reason=mask_text(stray_numbers.require_none(reason, "原因")),
            approves=approves,
            content_hash=content_hash(content) if content is not None else "",
            signer=paper.signer if paper else "",
            signed_on=paper.signed_on if paper else None,
            document_number=paper.document_number if paper else "",
            scan=paper.scan if paper else scan,
            rules_edition=row.rules_edition,
        )
    audit.record(audit.Event.STEP, by=by, row=row, move=move, step=step.pk)
    return step


def note_many(
    rows: Sequence[LedgerModel],
    of: LedgerModel,
    *,
    move: str,
    title: str,
    by: Actor,
    content: Callable[[Any], Any],
    approves: bool = False,
) -> None:
    """``note`` for many rows of one model that one act moved: a step for each, one audit event on what holds them.

    ``content`` says of a row what was approved. The caller has locked the rows and saved them by ``record_many``.
    """
    if not rows:
        return
    now = timezone.now()
    with marks.at(places_of(rows)):
        StepRecord.objects.bulk_create(
            [
                StepRecord(
                    object_type=row._meta.label_lower,
                    object_id=row.pk,
                    move=move,
                    title=title,
                    by_id=by.pk,
                    at=now,
                    approves=approves,
                    content_hash=content_hash(content(row)),
                    rules_edition=row.rules_edition,
                )
                for row in rows
            ],
            batch_size=200,
        )
    audit.record(audit.Event.STEP, by=by, row=of, move=move, rows=len(rows), keys=[row.pk for row in rows][:200])


def steps_of(rows: Sequence[LedgerModel], *, moves: Iterable[str]) -> models.QuerySet[StepRecord]:
    """The steps of these kinds of many rows of one model."""
    if not rows:
        return StepRecord.objects.none()
    own = {"object_type": rows[0]._meta.label_lower, "object_id__in": [row.pk for row in rows]}
    return StepRecord.objects.filter(**own, move__in=list(moves)).order_by("id")


def advance(
    row: LedgerModel, *, move: str, title: str, by: Actor, content: Any = None, reason: str = "", **more: Any
) -> StepRecord:
    """Save a row that a move changed, new ones too, and write the step."""
    history.record(row, by=by, reason=f"{title}：{reason}" if reason else title)
    return note(row, move=move, title=title, by=by, content=content, reason=reason, **more)


def bar(row: LedgerModel, user: Actor, *, after: Iterable[str] = ("submit",), since: str = "") -> str:
    """Four eyes: why this user may not approve the row, in one sentence; empty where they may.

    Barred is, whatever roles they hold by now, whoever took one of the moves ``after`` in any round: what they handed
    in once is still in the row. Between handing in and approval the content is locked, so nobody can add to it unseen.
    Barred is too who had the password of the account that took it then (electioncycle/security/credentials.py).
    ``since`` names the move that ends one procedure and lets the next begin, such as publishing.
    """
    taken = _taken(row, after, since)
    return _own(taken, user) or credentials.bar(taken.values_list("by", "at"), user)


def _taken(row: LedgerModel, after: Iterable[str], since: str = "") -> models.QuerySet[StepRecord]:
    taken = steps(row).filter(move__in=list(after))
    if since and (ended := steps(row).filter(move=since).order_by("-id").first()):
        taken = taken.filter(pk__gt=ended.pk)
    return taken


def _own(taken: models.QuerySet[StepRecord], user: Actor) -> str:
    if mine := taken.filter(by=user.pk).order_by("-id").first():
        return f"本件由您本人于{timezone.localtime(mine.at):%Y年%m月%d日}{mine.title}，须由另一人审核。"
    return ""


def require_other_person(row: LedgerModel, *, by: Actor, after: Iterable[str] = ("submit",), since: str = "") -> None:
    taken = _taken(row, after, since)
    if sentence := _own(taken, by):
        raise Refused(sentence)
    credentials.require_apart(taken.values_list("by", "at"), by=by)


def require_other_signer(row: LedgerModel, paper: Paper, *, after: Iterable[str] = ("submit",)) -> None:
    """The named signer of a paper approval is not one of those who handed the row in, nor held their passwords."""
    taken = _taken(row, after)
    signer = re.split(r"[（(\s，,、]", paper.signer.strip(), maxsplit=1)[0]
    if signer in {str(step.by) for step in taken}:
        raise Refused(f"签批人{signer}提交过本件，提交人不能审批，请由其他负责人签批。", field="signer")
    if signer in credentials.issuers(taken.values_list("by", "at")):
        raise credentials.SameHands(f"签批人{signer}发放过提交账号的密码，不能签批本件，请由其他负责人签批。")


def require_reason(reason: str, what: str) -> str:
    if len(reason.strip()) < 2:
        raise Refused(f"{what}须写明原因，请填写后再办理。", field="reason")
    return mask_text(stray_numbers.require_none(reason.strip(), "原因", field="reason"))


def void_approvals(row: LedgerModel, *, content: Any, why: str = "内容在审批后有改动") -> int:
    """Approvals given on other content are void from now on; returns how many."""
    return (
        steps(row)
        .filter(approves=True, void_at=None)
        .exclude(content_hash=content_hash(content))
        .update(void_at=timezone.now(), void_reason=why)
    )


def void_all(row: LedgerModel, *, why: str) -> int:
    """Every approval of this row that still stands is void from now on; returns how many."""
    return steps(row).filter(approves=True, void_at=None).update(void_at=timezone.now(), void_reason=why[:200])


def undoes(row: LedgerModel) -> str:
    """What sending the row back or opening it again undoes, in one sentence; empty where no approval stands."""
    titles = steps(row).filter(approves=True, void_at=None).order_by("id").values_list("title", flat=True)
    said = "、".join(f"“{title}”" for title in dict.fromkeys(titles))
    return f"退回或重新打开后，{said}失效，须重新办理。" if said else ""


@dataclass(frozen=True)
class Shown:
    """A step as a page shows it: ``void`` says why an approval no longer holds, empty while it does."""

    step: StepRecord
    void: str = ""


def shown(row: LedgerModel, *, content: Any, why: Callable[[datetime], str] | None = None) -> list[Shown]:
    """The row's steps in order, each approval judged by the content as it stands now.

    ``why`` names, for the time of an approval, what was changed after it.
    """
    now = content_hash(content)
    found = []
    for step in steps(row):
        void = ""
        if step.void_at:
            void = f"{step.void_reason}（{timezone.localtime(step.void_at):%Y-%m-%d %H:%M}）"
        elif step.approves and step.content_hash != now:
            void = (why(step.at) if why else "") or "审批之后内容有改动"
        found.append(Shown(step, void))
    return found
