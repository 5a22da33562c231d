"""Pledges not to stand (不参选承诺书): given of one's own will after a talk, refused or taken back at will."""

from django.db import models
from django.db.models import Q
from django_fsm import transition

from candidates.choices import PledgeState, PostKind
from electioncycle.records.workflow import RemembersState, StateField
from electioncycle.refusals import Refused
from villages.models import BY_VILLAGE, CycleRow, Person, Talk, Village


class Pledge(RemembersState, CycleRow):
    """One person's written word that he withdraws and does not stand this time; it bars him from nothing.

    It rests on a talk, from which village and person come. Whoever does not sign is recorded as that, no more.
    """

    in_contact = False  # set by the service that writes down a contact
    search_from = ("person", "village", "leader", "cadre")
    personal_fields = ("leader", "cadre")
    purges_files = True

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="pledges", verbose_name="村(社区)", editable=False
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="pledges", verbose_name="承诺人", editable=False)
    talk = models.ForeignKey(Talk, models.PROTECT, related_name="pledges", verbose_name="依据的谈话")
    post = models.CharField("退出参选的职位", max_length=24, choices=PostKind)
    withdrew_on = models.DateField("本人表示退选日期", help_text="由本人主动提出，照谈话记录填写")
    statement = models.TextField("本人说明", help_text="照本人原话摘记")
    leader = models.CharField("联系领导", max_length=60, help_text="一对一联系的乡镇领导，写明职务")
    cadre = models.CharField("驻村干部", max_length=60)
    state = StateField(
        "状态", max_length=12, choices=PledgeState, default=PledgeState.DRAWN_UP, protected=True, editable=False
    )
    signed_on = models.DateField("签订日期", null=True, blank=True, editable=False)
    ended_on = models.DateField("未签或撤回日期", null=True, blank=True, editable=False)
    ended_reason = models.TextField("未签或撤回说明", blank=True, editable=False)
    followed_on = models.DateField("最近联系日期", null=True, blank=True, editable=False)
    follow_up = models.TextField("最近联系情况", blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "不参选承诺"
        ordering = (*BY_VILLAGE, "id")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "person"],
                condition=Q(withdrawn_at=None, state__in=("drawn_up", "signed")),
                name="pledge_once",
                violation_error_message="此人本届已有待签或已签的不参选承诺，请在原记录上办理。",
            )
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def editable(self) -> bool:
        return self.state == PledgeState.DRAWN_UP

    def check_writable(self) -> None:
        """Content stands as it was signed; who keeps contact and what he found is written down afterwards."""
        super().check_writable()
        content_changes = self.pk and self.state_unmoved and not (self.in_contact or self.follows_person)
        if content_changes and not self.editable:
            raise Refused(f"“{self}”的承诺书{self.get_state_display()}，内容不能改动；联系情况请在本页登记。")

    def prepare(self) -> None:
        self.village = self.talk.village
        if not self.follows_person:
            self.person = self.talk.person or self.person
        super().prepare()

    @transition("state", source=PledgeState.DRAWN_UP, target=PledgeState.SIGNED)
    def sign(self) -> None: ...

    @transition("state", source=PledgeState.DRAWN_UP, target=PledgeState.REFUSED)
    def refuse(self) -> None: ...

    @transition("state", source=PledgeState.SIGNED, target=PledgeState.TAKEN_BACK)
    def take_back(self) -> None: ...
