"""The ledgers of the joint review: batches kept by the county, persons sent for review by county and townships."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from candidates.definitions import REFUSED, REVIEWED
from candidates.ledger.people import PersonLedger
from candidates.models import ReviewBatch, ReviewDecision, ReviewRequest, ReviewSubject
from candidates.review_choices import CONCLUSIONS, BatchState, DecisionState, FirstReview, Result
from candidates.services.review_answers import requests_of
from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.desk.inbox import BESIDE, Asking
from electioncycle.desk.navigation import Entry
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Column, Due, Ledger, Waiting, register
from electioncycle.roles import COUNTY_ROLES, OFFICIALS, Action, Role
from villages.models import Cycle, Village
from villages.village_ledgers import Panel, TalkTarget
from villages.workbooks.columns import ID_NUMBER, NAME, POLITICS, SEX

navigation.add(Entry("负面清单", "negative_lists", "list-check", "人选", OFFICIALS, position=80))
CONTACTS = frozenset({Role.DEPARTMENT_CONTACT})

SENT_CONTENT = (
    "village",
    "batch",
    "body",
    "post",
    "domicile",
    "current_post",
    "person__name",
    "person__former_name",
    "person__sex",
    "person__id_number",
    "person__politics",
)
FIRST_REVIEW = ("township_result", "township_basis", "township_reviewer", "township_signed_on")
RESULT_TONES = {Result.QUALIFIED: "ok", Result.UNQUALIFIED: "bad", Result.DEFERRED: "warn", Result.LAPSED: "bad"}


SENDING = (BatchState.ASKED, BatchState.SENT)


def _is_silent(request: int, batch: int) -> bool:
    return _unanswered(request, batch).exists()


def _unanswered(request: int, batch: int) -> models.QuerySet[ReviewSubject]:
    return ReviewSubject.objects.filter(batch=batch).exclude(answers__request=request, answers__withdrawn_at=None)


def _with_silent(rows: models.QuerySet, user: Actor, cycle: Cycle) -> models.QuerySet:
    """Batches of which a department has not answered in full by its day."""
    late = ReviewRequest.objects.visible_to(user).filter(
        cycle=cycle, batch__state=BatchState.SENT, deadline__lt=timezone.localdate()
    )
    return rows.filter(pk__in={one.batch_id for one in late if _is_silent(one.pk, one.batch_id)})


def _proposed(rows: models.QuerySet, user: Actor, cycle: Cycle) -> models.QuerySet:
    """People whose conclusion waits for a second person; county officials read it."""
    waiting = ReviewDecision.objects.visible_to(user).filter(cycle=cycle, state=DecisionState.PROPOSED)
    return rows.filter(pk__in=waiting.order_by().values("subject"))


def to_answer(user: Actor, cycle: Cycle | None) -> Iterator[Due]:
    """Each batch that the user's department has not answered in full, with how many people are left."""
    for one in requests_of(user):
        left = _unanswered(one.pk, one.batch_id).count()
        if left:
            page = f"{reverse('department_question', args=[one.pk])}?show=open"
            yield Due(f"联审批次{one.batch}：{left}人待{one.department}答复", page, left, one.deadline)


BESIDE["department questions"] = Asking("工作台", CONTACTS, to_answer)
navigation.add(Entry("问到本部门的联审", "department_questions", "help", "工作台", CONTACTS, 20))


@register
class ReviewBatchLedger(Ledger):
    model = ReviewBatch
    title = "联审批次"
    group = "人选"
    icon = "stack-2"
    position = 60
    kept_by = "county"
    open_to = OFFICIALS
    help = "批准发函即批准向各部门提供本批次人员的完整身份证号；发函后名单不再增减。"
    columns = ("number", "round", "state", "letter_number", "letter_on", "election_day", "note")
    filters = ("round", "state")
    waiting: ClassVar[dict[str, Waiting]] = {
        "asked": Waiting.where("联审函待批准", state=BatchState.ASKED),
        "silent": Waiting("有部门逾期未答复", _with_silent),
    }
    fields = ("number", "round", "election_day", "letter_number", "letter_on", "sender", "note")
    keys = (("number",),)
    derived = ("negative_list",)
    own_pages = frozenset({"detail"})
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {"draft": "plain", "asked": "warn", "sent": "info", "closed": "ok"}
    }

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if row is not None and not row.is_draft:
            for name, value in values.items():
                if name != "note" and self.value(row, name) != value:
                    return {name: f"本批次{row.get_state_display()}，只能改备注；确需更正的，请先退回联审函。"}
        return {}

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """For the county: letters to approve, conclusions to confirm, departments that are late."""
        if cycle is None or cycle.is_closed or not user.roles & COUNTY_ROLES:
            return []
        people = ledgers.REGISTRY["reviewsubject"]
        return [
            *self.entry("asked", user, cycle, title="联审函待批准", to_decide=True),
            *people.entry("proposed", user, cycle, title="联审综合结论待复核", to_decide=True),
            *people.entry("lapsed", user, cycle, title="联审结论已失效，待重新联审", overdue=True),
            *self.entry("silent", user, cycle, title="部门联审逾期未答复的批次", overdue=True),
        ]


@register
class ReviewSubjectLedger(PersonLedger):
    """Template 送审: one line a person with the township's first review, which runs beside the county's."""

    model = ReviewSubject
    title = "送审人员"
    icon = "user-check"
    position = 65
    of_person = "person"
    person_columns = ("batch", "body", "post", "township_result", "result")
    help = "乡镇初审与县级部门联审同步进行；发函后只填写初审，不再增减人员。"
    own_pages = frozenset({"detail"})
    columns = (
        "person__name",
        "village__township",
        "village",
        "batch",
        "body",
        "post",
        "township_result",
        "township_signed_on",
        "result",
        "code",
    )
    filters = ("village__township", "batch", "body", "township_result", "result")
    waiting: ClassVar[dict[str, Waiting]] = {
        "first": Waiting.where("待乡镇初审", township_result=FirstReview.UNCHECKED, batch__state__in=SENDING),
        "proposed": Waiting("综合结论待复核", _proposed),
        "lapsed": Waiting.where("结论已失效，待重新联审", result=Result.LAPSED),
    }
    fieldsets = (
        (
            "送审人员",
            (
                "village",
                "batch",
                "person__name",
                "person__former_name",
                "person__sex",
                "person__id_number",
                "person__politics",
                "domicile",
                "current_post",
                "body",
                "post",
            ),
        ),
        ("乡镇初审", FIRST_REVIEW),
        ("其他", ("note",)),
    )
    keys = (("batch", "person__id_number"), ("batch", "village", "person__name"))
    derived = ("origin",)
    attachments = ("初审表扫描件", "其他材料")
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "result": RESULT_TONES,
        "township_result": {"qualified": "ok", "unqualified": "bad", "unchecked": "warn"},
    }
    sheet = (
        Column("批次号", "batch", required=True, width=14, example="2026-第1批"),
        Column("轮次(自)", width=14, aliases=("轮次",), compute=lambda row: str(row.batch.round)),
        NAME,
        Column("曾用名", "person__former_name", width=10),
        SEX,
        replace(ID_NUMBER, required=True),
        Column("户籍地", "domicile", width=18, example="东河镇青山村2组"),
        POLITICS,
        Column("现任职务", "current_post", width=14, example="村委会主任"),
        Column("拟参选职位类别", "body", required=True, width=14, example="村(居)委会"),
        Column("拟参选职务", "post", width=12, example="主任"),
        Column("乡镇初审", "township_result", width=9, example="合格"),
        Column("依据", "township_basis", width=20),
        Column("初审人", "township_reviewer", width=10, example="李联村"),
        Column("书记签字日期", "township_signed_on", width=12, example="2026-11-20"),
        Column("综合结论(自)", width=9, compute=lambda row: row.get_result_display()),
        Column("条目代码(自)", width=8, compute=lambda row: row.code),
        Column("备注", "note", width=14),
    )

    @property
    def joins(self) -> list[str]:
        return ["batch__round", "batch__cycle__county", "person", "village__township"]

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        found = super().check(values, row, user=user, cycle=cycle)
        batch, village = values.get("batch"), values.get("village")
        if not values.get("person__id_number"):
            found.setdefault("person__id_number", "没有身份证号，部门无法比对，请补填后再送审。")
        if batch and village and not village.path.startswith(batch.cycle.county.path):
            found["village"] = f"{village}不属于{batch.cycle.county}，外县人员不能列入本县的联审批次。"
        if row is None and batch and not batch.is_draft:
            found["batch"] = f"批次{batch}{batch.get_state_display()}，名单不能再增加，请列入新的批次。"
        if row is not None and not row.batch.is_draft:
            for name in SENT_CONTENT:
                if name in values and self.value(row, name) != values[name]:
                    found[name] = (
                        f"批次{row.batch}{row.batch.get_state_display()}，送审内容不能改动，现在只填写乡镇初审。"
                    )
        if row is not None and row.result in CONCLUSIONS:
            for name in FIRST_REVIEW:
                if name in values and self.value(row, name) != values[name]:
                    found[name] = f"此人已有综合结论({row.get_result_display()})，乡镇初审不能再改。"
        found.update(self._first_review(values))
        return found

    @staticmethod
    def _first_review(values: dict[str, Any]) -> dict[str, str]:
        result, on = values.get("township_result"), values.get("township_signed_on")
        if on and on > timezone.localdate():
            return {"township_signed_on": f"书记签字日期({on})在今天之后，请核对。"}
        if result in (FirstReview.QUALIFIED, FirstReview.UNQUALIFIED):
            if not values.get("township_reviewer") or not on:
                return {"township_result": "填写初审结论的，须同时填写初审人和书记签字日期。"}
            if result == FirstReview.UNQUALIFIED and not values.get("township_basis"):
                return {"township_basis": "初审不合格的须写明依据。"}
        return {}

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not self.allows(user, Action.SUBMIT):
            return ()
        decides = self.allows(user, Action.TOWNSHIP_REVIEW)
        return self.entry("first", user, cycle, title="送审人员待乡镇初审", to_decide=decides)

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        return [("批次", reverse("reviewbatch_detail", args=[row.batch_id])), *super().detail_links(row, user)]

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        """Result and code only."""
        if not user.roles & OFFICIALS:
            return None
        return super().village_panel(village, user=user, cycle=cycle)

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None or not user.roles & OFFICIALS:
            return {}
        rows = ReviewSubject.objects.visible_to(user).filter(cycle=cycle).order_by().values_list("village__township")
        counted = rows.annotate(
            n=models.Count("person", distinct=True),
            bad=models.Count("person", distinct=True, filter=models.Q(result=Result.UNQUALIFIED)),
        )
        return {township: {REVIEWED.name: n, REFUSED.name: bad} for township, n, bad in counted}

    def talk_targets(self, user: Actor, cycle: Cycle) -> Iterable[TalkTarget]:
        """Whom the review refused, once however many conclusions there are."""
        rows = ReviewDecision.refused_in(cycle).filter(subject__in=self.rows(user, cycle).order_by())
        found = {(one.subject.village_id, one.subject.person_id): one.subject for one in rows}
        for (village, person), one in found.items():
            key = f"{self.name}-{one.pk}"
            yield TalkTarget(key, "review_failed", one.person.name, one.current_post, village, person)
