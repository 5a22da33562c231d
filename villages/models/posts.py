"""The contact book and who answers for which village."""

from django.db import models
from django.db.models import Q

from electioncycle.cleaning import cells
from electioncycle.records.name_fields import PersonNameField
from electioncycle.security.privacy import BlindIndexField, EncryptedField, mask_phone
from villages import choices
from villages.models.cycles import BY_VILLAGE, CycleRow, KindItem
from villages.models.places import Area, Village


class Contact(CycleRow):
    """An entry of the contact book (通讯录): office numbers, shown in full."""

    scope_lookup = "area__path"
    search_from = ("name", "unit")

    area = models.ForeignKey(Area, models.PROTECT, related_name="contacts", verbose_name="乡镇(街道)/县")
    role = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="岗位",
        limit_choices_to={"kind": choices.ListKind.CONTACT_ROLE},
    )
    name = PersonNameField("姓名", max_length=40)
    unit = models.CharField("单位职务", max_length=80, blank=True)
    office_phone = models.CharField("办公电话", max_length=30, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通讯录"
        ordering = ["area__position", "area__code", "role__position", "id"]

    def __str__(self) -> str:
        return f"{self.name}({self.role})"


class ResponsibilityPost(CycleRow):
    """Who answers for a village (包联责任人): one of the kinds of the cycle, such as 第一书记 of 四个一."""

    search_from = ("name", "unit", "village")

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="posts",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    kind = models.ForeignKey(
        KindItem,
        models.PROTECT,
        related_name="+",
        verbose_name="岗位",
        limit_choices_to={"kind": choices.ListKind.RESPONSIBILITY},
    )
    name = PersonNameField("姓名", max_length=40)
    unit = models.CharField("单位", max_length=80, blank=True)
    post = models.CharField("职务", max_length=60, blank=True)
    id_number = EncryptedField("身份证号", blank=True)
    phone = EncryptedField("电话", blank=True, mask=mask_phone)
    since = models.DateField("到岗日期", null=True, blank=True)
    visits = models.PositiveIntegerField("到村次数", default=0)
    # One cadre is one person by ID, else by unit and name (contract: distinct persons).
    holder = BlindIndexField(of=("id_number", "unit|name"))
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "包联责任人"
        ordering = (*BY_VILLAGE, "kind__position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "village", "kind", "holder"],
                condition=Q(withdrawn_at=None),
                name="post_holder_once",
                violation_error_message="该村(社区)同一岗位已登记过这名干部，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.kind}{self.name}"

    def prepare(self) -> None:
        self.id_number = cells.clean_id_number(self.id_number) or ""
        super().prepare()
