"""Areas and villages as they stand in the registry."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from electioncycle.records.name_fields import PlaceNameField
from electioncycle.records.rows import LedgerModel
from electioncycle.refusals import Refused
from villages import choices


class Area(LedgerModel):
    """A node of the tree above the villages: province, prefecture, county, township."""

    scope_lookup = "path"
    search_from = ("name",)

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    level = models.PositiveSmallIntegerField("级别", choices=choices.AreaLevel)
    code = models.CharField(
        "区划代码", max_length=12, validators=[RegexValidator(r"^\d{2,12}$", "区划代码为2至12位数字。")]
    )
    name = PlaceNameField("名称", max_length=60)
    path = models.CharField(max_length=120, db_index=True, editable=False)
    position = models.PositiveIntegerField("排列顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["position", "code"]
        # Lists in the official order walk the townships by it: what is below is read as far as the page goes.
        indexes = [models.Index(fields=["position", "code"], name="area_official_order")]
        constraints = [models.UniqueConstraint(fields=["code"], condition=Q(withdrawn_at=None), name="area_code_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def party_committee(self) -> str:
        """What the committee that signs for a township is called; a street office has a working committee."""
        return "街道党工委" if "街道" in self.name else "乡镇党委"

    def take_place(self) -> None:
        """Set the path that parent and code give; for services that take everything below along."""
        self.path = f"{self.parent.path if self.parent else '/'}{self.code}/"

    def prepare(self) -> None:
        """A new area takes its place. A stored one that would change it here would leave what is below behind."""
        stored, known = self.path, self.pk is not None
        self.take_place()
        if known and self.path != stored:
            self.path = stored
            raise Refused(
                f"“{self}”的上级或代码与现有隶属不一致，不能单独改动：请在该区划页面办理“调整隶属”“变更代码”或“核对隶属”。"
            )
        super().prepare()


class Village(LedgerModel):
    """A village or community as it stands in the registry; its yearly figures are in ``VillageProfile``."""

    scope_lookup = "path"
    search_from = ("name", "former_name")

    township = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="villages",
        verbose_name="乡镇(街道)",
        limit_choices_to={"level": choices.AreaLevel.TOWNSHIP},
    )
    code = models.CharField(
        "区划代码",
        max_length=12,
        blank=True,
        help_text="12位统计用区划代码；暂无代码的留空，系统给临时代码",
        validators=[RegexValidator(r"^(\d{12}|L\d{11})$", "区划代码为12位数字(临时代码以L开头)。")],
    )
    name = PlaceNameField("村(社区)名称", max_length=60)
    former_name = models.CharField("曾用名", max_length=60, blank=True)
    kind = models.CharField("类别", max_length=12, choices=choices.VillageKind, default=choices.VillageKind.VILLAGE)
    provisional = models.BooleanField("临时代码", default=False, editable=False)
    path = models.CharField(max_length=120, db_index=True, editable=False)
    position = models.PositiveIntegerField("排列顺序", default=0)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", verbose_name="并入"
    )

    class Meta:
        verbose_name = verbose_name_plural = "村(社区)"
        ordering = ["township__position", "township__code", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(withdrawn_at=None), name="village_code_once"),
            models.UniqueConstraint(
                fields=["township", "name"],
                condition=Q(withdrawn_at=None, valid_to=None),
                name="village_name_once",
                violation_error_message="该乡镇已有同名的村(社区)，请核对名称。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        return self.valid_to is not None

    def prepare(self) -> None:
        self.code = self.code or next_provisional_code(self.township)
        self.provisional = self.code.startswith("L")
        self.path = f"{self.township.path}{self.code}/"
        super().prepare()


def next_provisional_code(township: Area) -> str:
    """The next code of a village that has none yet: L, the county's six digits, a number."""
    head = f"L{township.code[:6]:0<6}"
    last = Village.all_rows.filter(code__startswith=head).aggregate(last=models.Max("code"))["last"]
    return f"{head}{int(last[7:]) + 1 if last else 1:05d}"
