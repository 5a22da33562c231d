"""Talks with the people a change of terms concerns (谈心谈话), and the officials who left when villages were merged."""

from django.db import models

from electioncycle.records.name_fields import PersonNameField
from villages import choices
from villages.models.cycles import BY_VILLAGE, CycleRow, KindItem
from villages.models.people import Person
from villages.models.places import Village


class FormerOfficial(CycleRow):
    """An official who left office when villages were merged or posts cut (建制调整离任干部)."""

    search_from = ("person", "village", "former_village")
    personal_fields = ("former_village", "former_post", "whereabouts")

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="former_officials",
        verbose_name="现属村(社区)",
        limit_choices_to={"valid_to": None},
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员", editable=False)
    former_village = models.CharField("原任职村", max_length=60)
    former_post = models.CharField("原职务", max_length=60)
    left_on = models.DateField("离任日期", null=True, blank=True)
    cause = models.CharField("离任原因", max_length=12, choices=choices.Left, default=choices.Left.MERGED)
    whereabouts = models.CharField("离任后去向", max_length=120, blank=True, help_text="如：务农、外出务工、任网格员")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "建制调整离任干部"
        ordering = [*BY_VILLAGE, "id"]

    def __str__(self) -> str:
        return self.person.name


class Talk(CycleRow):
    """A talk with one person, held or still to be held; a collective talk is one such row a person (``session``).

    ``person`` is set where the name stands for somebody the village's ledgers know.
    """

    search_from = ("name", "village", "talker", "session")
    personal_fields = ("name", "post", "talker", "place", "contact")
    purges_files = True

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="talks",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, editable=False, related_name="talks", verbose_name="对应人员"
    )
    name = PersonNameField("对象姓名", max_length=40)
    post = models.CharField("现(原)职务", max_length=60, blank=True)
    group = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="对象类别",
        limit_choices_to={"kind": choices.ListKind.TALK_GROUP},
    )
    level = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="层级",
        limit_choices_to={"kind": choices.ListKind.TALK_LEVEL},
    )
    purpose = models.CharField("目的", max_length=12, choices=choices.TalkPurpose, default=choices.TalkPurpose.GUIDANCE)
    talker = models.CharField("谈话人及职务", max_length=80, blank=True)
    form = models.CharField("方式", max_length=12, choices=choices.TalkForm, default=choices.TalkForm.SINGLE)
    held_on = models.DateField("日期", null=True, blank=True, help_text="待谈的填计划日期")
    place = models.CharField("地点", max_length=60, blank=True)
    content = models.TextField("主要内容", blank=True)
    attitude = models.CharField("态度", max_length=12, choices=choices.Attitude, blank=True)
    demands = models.TextField("诉求", blank=True)
    pledge = models.CharField("承诺书", max_length=16, choices=choices.SignedPledge, default=choices.SignedPledge.NONE)
    pledge_on = models.DateField("签订日期", null=True, blank=True)
    contact = models.CharField("后续联系人", max_length=60, blank=True)
    follow_on = models.DateField("跟进日期", null=True, blank=True)
    follow_up = models.TextField("跟进情况", blank=True)
    state = models.CharField("状态", max_length=12, choices=choices.TalkState, default=choices.TalkState.PLANNED)
    session = models.CharField("集中谈编号", max_length=20, blank=True, editable=False, db_index=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "谈心谈话"
        ordering = ["-held_on", *BY_VILLAGE, "id"]
        indexes = [
            models.Index(fields=["cycle", "village", "state"], name="talk_by_village"),
            models.Index(fields=["cycle", "held_on"], name="talk_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.name}"

    @property
    def is_held(self) -> bool:
        return self.state != choices.TalkState.PLANNED
