"""The party organisation's election beside its days: what was asked for and replied, what its meetings came to."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.numbering import Numbered
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from elections.models.elections import Election
from elections.models.of_election import NO_PARTY_ELECTION, OfVote, party_election_in
from elections.party_choices import (
    NotCounted,
    ObjectionFound,
    ObjectionMatter,
    ObjectionOutcome,
    PartySheetKind,
    ReplyState,
)
from villages.choices import PartyForm
from villages.models import BY_VILLAGE

MOST_PEOPLE = 20_000
PEOPLE = (MaxValueValidator(MOST_PEOPLE),)
MOST_SEATS = 30
SEATS = (MaxValueValidator(MOST_SEATS),)
FORMS = [(one.value, one.label) for one in PartyForm if one != PartyForm.NONE]


def _people(label: str, **more: Any) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True, validators=PEOPLE, **more)


def _seats(label: str, **more: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, validators=SEATS, **more)


def _number(label: str) -> models.CharField:
    return models.CharField(label, max_length=60, blank=True, editable=False)


def _once(name: str, said: str, *fields: str) -> models.UniqueConstraint:
    fields = ("election", *fields)
    return models.UniqueConstraint(
        fields=fields, condition=Q(withdrawn_at=None), name=name, violation_error_message=said
    )


class OfParty(OfVote):
    """A row of the party organisation's election of its village; days of its steps lie in the calendar alone."""

    no_election = "{village.township}{village}" + NO_PARTY_ELECTION

    class Meta:
        abstract = True
        base_manager_name = "all_rows"

    def find_election(self) -> Election | None:
        return party_election_in([self.village_id]).get(self.village_id)


class Answered(RemembersState, OfParty):
    """What was sent up to the party committee above and comes back with a reply; fixed from the sending on."""

    state = StateField(
        "状态",
        max_length=10,
        choices=ReplyState,
        default=ReplyState.DRAFT,
        protected=True,
        editable=False,
        db_index=True,
    )
    reply_number = _number("批复文号")
    number: Any
    """That of what went up; each calls it by its own name."""

    class Meta:
        abstract = True
        base_manager_name = "all_rows"

    @property
    def is_fixed(self) -> bool:
        return self.state != ReplyState.DRAFT

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved and self.is_fixed:
            raise Refused(f"“{self}”{self.get_state_display()}，内容不能改动；需要调整的，请乡镇组织委员先退回。")

    @transition("state", source=ReplyState.DRAFT, target=ReplyState.ASKED)
    def ask(self) -> None: ...

    @transition("state", source=ReplyState.ASKED, target=ReplyState.REPLIED)
    def reply(self) -> None: ...

    @transition("state", source=[ReplyState.ASKED, ReplyState.REPLIED, ReplyState.FILED], target=ReplyState.DRAFT)
    def send_back(self) -> None: ...


class PartyPlan(Answered):
    """What the meeting is asked for with (请示): members, who is not counted, how many are elected out of how many."""

    search_from = ("village",)

    form = models.CharField("党组织设置", max_length=16, choices=FORMS)
    full_members = models.PositiveIntegerField("正式党员(人)", validators=(MinValueValidator(1), *PEOPLE))
    ill = _people(NotCounted.ILL.label)
    abroad = _people(NotCounted.ABROAD.label)
    bedridden = _people(NotCounted.BEDRIDDEN.label)
    away = _people(NotCounted.AWAY.label)
    transferred = _people(NotCounted.TRANSFERRED.label)
    seats = _seats("应选委员(名)", help_text="党员少、不设委员会的填0，书记由党员大会选举")
    candidates = _seats("委员候选人(名)", help_text="不设委员会的填0")
    discipline = models.BooleanField("设纪检委员", default=True)
    number = _number("请示文号")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "党员大会方案"
        ordering = (*BY_VILLAGE, "election_id")
        constraints = [_once("party_plan_once", "该村这次党组织选举已有党员大会方案，请直接修改原记录。")]

    def __str__(self) -> str:
        return f"{self.village}党员大会方案"

    @property
    def classes(self) -> dict[str, int]:
        """Members not counted, by the words of the rule."""
        return {one: number for one in NotCounted.values if (number := getattr(self, one))}

    @property
    def not_counted(self) -> int:
        return sum(self.classes.values())

    @property
    def expected(self) -> int:
        """应到会: full members without those who are not counted."""
        return self.full_members - self.not_counted


class PartySheet(OfParty):
    """One meeting or round of talks in totals: who was to come, who came, sheets given out, collected, valid.

    Who was named on a sheet, and how often, stays on paper.
    """

    search_from = ("village",)

    kind = models.CharField("事项", max_length=12, choices=PartySheetKind)
    entitled = _people("应到(人)", help_text="党员大会按方案计算，考察谈话没有应到人数，都不填")
    present = models.PositiveIntegerField("实到(人)", validators=PEOPLE, help_text="考察填谈话人数")
    issued = _people("发出(张)")
    recovered = _people("收回(张)")
    valid = _people("有效(张)")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "党组织会议和推荐"
        ordering = (*BY_VILLAGE, "election_id", "id")
        constraints = [_once("party_sheet_once", "该村这次党组织选举已登记这一事项，请直接修改原记录。", "kind")]

    def __str__(self) -> str:
        return f"{self.village}{self.get_kind_display()}"


class PartyBranch(OfParty):
    """A branch below a village's party committee or general branch; branches are elected first (支部先行)."""

    search_from = ("village", "name")

    name = models.CharField("支部名称", max_length=40)
    members = _people("正式党员(人)")
    elected_on = models.DateField("选举日期", null=True, blank=True, help_text="还没有选举的不填")
    reply_number = models.CharField("结果批复文号", max_length=60, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "下设党支部换届"
        ordering = (*BY_VILLAGE, "election_id", "id")
        constraints = [_once("party_branch_once", "该村这次换届已登记这个支部，请直接修改原记录。", "name")]

    def __str__(self) -> str:
        return f"{self.village}{self.name}"


class PartyObjection(OfParty):
    """An objection to those put forward, while their notice hangs; who raised it and against whom stays on paper."""

    search_from = ("village",)
    numbered = Numbered("number", ("village",), width=0)
    personal_fields = ("note",)

    number = models.PositiveSmallIntegerField("异议序号", null=True, blank=True, help_text="不填则由系统编号")
    matter = models.CharField("反映事项", max_length=12, choices=ObjectionMatter)
    received_on = models.DateField("收到日期")
    answered_on = models.DateField("答复日期", null=True, blank=True)
    found = models.CharField("核查情况", max_length=10, choices=ObjectionFound, blank=True)
    outcome = models.CharField("处理结果", max_length=10, choices=ObjectionOutcome, blank=True)
    note = models.CharField("备注", max_length=200, blank=True, help_text="不写反映人和被反映人的姓名")

    class Meta:
        verbose_name = verbose_name_plural = "预备人选公示异议"
        ordering = (*BY_VILLAGE, "election_id", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["village", "number"],
                condition=Q(withdrawn_at=None),
                name="party_objection_once",
                violation_error_message="该村已有这个序号的公示异议，请改用别的序号，或者不填。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}公示异议{self.number or ''}"


class PartyResult(Answered):
    """What the meeting and the first session came to, reported, replied to, and filed with the county."""

    search_from = ("village",)

    elected = _seats("当选委员(名)", help_text="不设委员会的填0")
    women = _seats("其中女(名)", default=0)
    secretary = models.BooleanField("书记已选出", default=False)
    deputies = _seats("副书记选出(名)", default=0)
    discipline = models.BooleanField("纪检委员已选出", default=False)
    letter_number = models.CharField(
        "致街道党工委函文号", max_length=60, blank=True, help_text="社区随结果报告送街道党工委的函；村不填"
    )
    number = _number("报告文号")
    filing_number = _number("县备案文号")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "党组织选举结果"
        ordering = (*BY_VILLAGE, "election_id")
        constraints = [_once("party_result_once", "该村这次党组织选举已登记结果，请直接修改原记录。")]

    def __str__(self) -> str:
        return f"{self.village}党组织选举结果"

    @transition("state", source=ReplyState.REPLIED, target=ReplyState.FILED)
    def file(self) -> None: ...
