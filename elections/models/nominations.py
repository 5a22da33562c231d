"""Who is nominated for a village's committee: votes of nomination, people post by post, reviews, the formal list."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django_fsm import transition

from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from electioncycle.security.privacy import EncryptedField, mask_hidden
from elections.choices import (
    POSTS_OF,
    Body,
    CandidacyState,
    CandidateListState,
    Eligibility,
    Leaving,
    NominationKind,
    Order,
    PostCode,
    Way,
)
from elections.models.elections import Election
from elections.models.of_election import OfElection
from elections.models.schemes import Scheme
from villages.models import BY_VILLAGE, Person, Village

MOST_VOTES = 100_000
COMMITTEE_POSTS = [(PostCode(post).value, PostCode(post).label) for post in POSTS_OF[Body.COMMITTEE]]


class OfNomination(OfElection):
    """A row about who stands in one election."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name="选举", editable=False)
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="村(社区)")

    class Meta:
        abstract = True
        base_manager_name = "all_rows"


class NominationVote(OfNomination):
    """One vote by which people are nominated, or by which fewer of them are chosen: how many took part."""

    search_from = ("village",)

    kind = models.CharField("投票类别", max_length=14, choices=NominationKind, default=NominationKind.NOMINATION)
    number = models.PositiveSmallIntegerField(
        "第几次", default=1, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    took_part = models.PositiveIntegerField("参加提名人数", validators=[MaxValueValidator(MOST_VOTES)])
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提名投票"
        ordering = (*BY_VILLAGE, "election_id", "kind", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "kind", "number"],
                condition=Q(withdrawn_at=None),
                name="nomination_vote_once",
                violation_error_message="这一次提名投票已登记，请直接修改原记录；重新提名的填第2次。",
            )
        ]

    def __str__(self) -> str:
        again = f"(第{self.number}次)" if self.number > 1 else ""
        return f"{self.village}{self.get_kind_display()}{again}"


class Candidacy(RemembersState, OfNomination):
    """One person nominated for one post. A nomination is a fact and never refused; who stands, the list says."""

    search_from = ("person", "village")
    personal_fields = ("left_note",)
    follows_person = False
    """Set by the county's merging of two entries of one person: what the row says stands, only whom it names moves."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="candidacies", verbose_name="人员", editable=False)
    post = models.CharField("提名职务", max_length=16, choices=COMMITTEE_POSTS)
    way = models.CharField("提名方式", max_length=8, choices=Way, default=Way.BALLOT)
    votes = models.PositiveIntegerField("提名得票", null=True, blank=True, validators=[MaxValueValidator(MOST_VOTES)])
    preselection_votes = models.PositiveIntegerField(
        "预选得票", null=True, blank=True, validators=[MaxValueValidator(MOST_VOTES)]
    )
    received_on = models.DateField("自荐日期", null=True, blank=True, help_text="收到本人自荐材料的日期")
    state = StateField(
        "状态",
        max_length=12,
        choices=CandidacyState,
        default=CandidacyState.NOMINATED,
        protected=True,
        editable=False,
        db_index=True,
    )
    left_because = models.CharField("不再列入的原因", max_length=12, choices=Leaving, blank=True, editable=False)
    left_on = models.DateField("不再列入日期", null=True, blank=True, editable=False)
    left_note = models.CharField("说明", max_length=200, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提名人选"
        ordering = (*BY_VILLAGE, "election_id", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "person", "post"],
                condition=Q(withdrawn_at=None),
                name="candidacy_once",
                violation_error_message="此人已登记为这一职务的提名人选，请直接修改原记录。",
            ),
            models.CheckConstraint(
                condition=Q(state=CandidacyState.LEFT) ^ Q(left_because=""), name="candidacy_left_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}({self.get_post_display()})"

    @property
    def live(self) -> bool:
        return self.state != CandidacyState.LEFT

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved and self.state != CandidacyState.NOMINATED and not self.follows_person:
            raise Refused(
                f"“{self}”为“{self.get_state_display()}”，登记的内容不能改动，也不能撤回到回收站；"
                "退出、更正请在人选页面办理。"
            )

    @transition("state", source=CandidacyState.NOMINATED, target=CandidacyState.FORMAL)
    def list_formally(self) -> None: ...

    @transition("state", source=CandidacyState.FORMAL, target=CandidacyState.NOMINATED)
    def unlist(self) -> None: ...

    @transition("state", source=[CandidacyState.NOMINATED, CandidacyState.FORMAL], target=CandidacyState.LEFT)
    def leave(self) -> None: ...

    @transition("state", source=CandidacyState.LEFT, target=CandidacyState.NOMINATED)
    def come_back(self) -> None: ...


class CandidacyReview(OfNomination):
    """《候选人资格审查意见》 of the village's own election committee under a clause of its adopted election rules.

    The reason is for the person alone: sealed, in no list, export, paper or search.
    """

    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="reviews", verbose_name="提名人选")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+", verbose_name="所依选举办法")
    outcome = models.CharField("审查意见", max_length=12, choices=Eligibility)
    clause = models.CharField("所依条款", max_length=200, blank=True)
    decided_on = models.DateField("审查日期")
    told_on = models.DateField("告知本人日期", null=True, blank=True)
    reason = EncryptedField("理由", blank=True, mask=mask_hidden)
    confirmed = models.BooleanField("已由另一人核对", default=True, editable=False)
    """An exclusion takes effect when another person has compared it with the signed paper."""

    class Meta:
        verbose_name = verbose_name_plural = "候选人资格审查意见"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy"], condition=Q(withdrawn_at=None), name="candidacy_reviewed_once"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Eligibility.EXCLUDED) | ~Q(clause=""), name="excluded_under_a_clause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy}资格审查意见"


class Entries(models.JSONField):
    """Keys of candidacies in the order of the list; migrations know it as plain JSON."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def in_words(self, value: Any) -> str:
        return f"{len(value)}人" if value else ""


class CandidateList(RemembersState, OfNomination):
    """The formal candidates as they were made known, edition by edition; entered by one, checked by another.

    ``entries`` are the keys of its candidacies in their order, post after post. The first one's day is the step
    公布正式候选人; ``supplemented_on`` is the day of a later one.
    """

    search_from = ("village",)

    number = models.PositiveSmallIntegerField("第几次", default=1, editable=False)
    state = StateField(
        "状态",
        max_length=12,
        choices=CandidateListState,
        default=CandidateListState.PROPOSED,
        protected=True,
        editable=False,
        db_index=True,
    )
    order = models.CharField("排列", max_length=8, choices=Order, default=Order.VOTES, editable=False)
    entries = Entries("名单", default=list, editable=False)
    strokes = Entries("认定的笔顺", default=dict, blank=True, editable=False)
    supplemented_on = models.DateField("补充公布日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "正式候选人名单"
        ordering = (*BY_VILLAGE, "election_id", "-number")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "number"], condition=Q(withdrawn_at=None), name="candidate_list_number_once"
            ),
            models.UniqueConstraint(
                fields=["election", "state"],
                condition=Q(withdrawn_at=None, state__in=["proposed", "published"]),
                name="one_candidate_list_at_a_time",
                violation_error_message="这项选举已有待核对的候选人名单，请先核对或者退回。",
            ),
        ]

    def __str__(self) -> str:
        again = f"(第{self.number}次)" if self.number > 1 else ""
        return f"{self.village}正式候选人名单{again}"

    def check_writable(self) -> None:
        super().check_writable()
        if self.pk and self.state_unmoved:
            raise Refused(f"“{self}”{self.get_state_display()}，不能改动；名单有变动的，请另拟新的名单。")

    @transition("state", source=CandidateListState.PROPOSED, target=CandidateListState.PUBLISHED)
    def publish(self) -> None: ...

    @transition("state", source=CandidateListState.PROPOSED, target=CandidateListState.RETURNED)
    def send_back(self) -> None: ...

    @transition("state", source=CandidateListState.PUBLISHED, target=CandidateListState.REPLACED)
    def replace(self) -> None: ...
