"""What the county decides of papers: how they close (落款), where certificates are set, who has duty on which day."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from electioncycle.documents.forms import SignatureBlock
from elections.models.calendar import CodeField
from elections.rules.certificate import Position, item_choices, shipped
from elections.rules.forms import paper_choices
from elections.rules.notice_words import as_form_text
from villages.models import CycleRow

MOST_COPIES = 99
MOST_MM = 420
"""The longer side of the largest form that an office printer takes."""
SIZES = (MinValueValidator(6), MaxValueValidator(72))
_MM = (MinValueValidator(Decimal(-MOST_MM)), MaxValueValidator(Decimal(MOST_MM)))


def _millimetres(label: str, about: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=5, decimal_places=1, validators=_MM, help_text=about)


class PaperBlock(CycleRow):
    """Who signs one kind of paper in this cycle, whose paper it is, whether a seal and a day belong on it."""

    scope_lookup = "cycle__county__path"
    scope_upward = True
    search_from = ("office",)
    impersonal_fields = ("signers",)  # posts, not names

    paper = CodeField("材料", max_length=24, choices=paper_choices)
    signers = models.TextField(
        "签名人", blank=True, max_length=400, help_text="每行一个，如：监票人、【选举委员会】主任"
    )
    office = models.CharField("落款", max_length=60, blank=True, help_text="如：【村名】【选举委员会】；不落款的不填")
    dated = models.BooleanField("写日期", default=True)
    sealed = models.BooleanField("留盖章处", default=False)
    copies = models.PositiveSmallIntegerField(
        "每村份数", default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_COPIES)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "材料签署"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "paper"],
                condition=Q(withdrawn_at=None),
                name="paper_block_once",
                violation_error_message="本届已规定这种材料的签署，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_paper_display()}的签署"

    @property
    def block(self) -> SignatureBlock:
        signers = [as_form_text(line.strip()) for line in self.signers.splitlines() if line.strip()]
        return SignatureBlock(signers, as_form_text(self.office), self.dated, self.sealed, self.copies)


class CertificatePosition(CycleRow):
    """Where one value stands on the certificates that the county had printed (套打); what is not here is as shipped."""

    scope_lookup = "cycle__county__path"
    scope_upward = True
    search_from = ("item",)

    item = CodeField("项目", max_length=20, choices=item_choices)
    across = _millimetres("横向(毫米)", "从证书左边量到字的左边；幅面填宽，整体偏移填右移")
    down = _millimetres("纵向(毫米)", "从证书上边量到字的上边；幅面填高，整体偏移填下移")
    size = models.PositiveSmallIntegerField("字号(磅)", default=20, validators=SIZES, help_text="小二号18，二号22")
    printed = models.BooleanField("套打这一项", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "证书套打位置"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "item"],
                condition=Q(withdrawn_at=None),
                name="certificate_position_once",
                violation_error_message="本届已有这一项的套打位置，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"当选证书{self.get_item_display()}"

    @property
    def position(self) -> Position:
        return Position(
            self.item, shipped()[self.item].label, float(self.across), float(self.down), self.size, self.printed
        )


class DutyDay(CycleRow):
    """One official on duty at the county for one day (值班表), which gives them the duty's rights for that day."""

    scope_lookup = "cycle__county__path"
    scope_upward = True
    search_from = ("shift",)

    day = models.DateField("日期", db_index=True)
    official = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="duty_days", verbose_name="值班人员"
    )
    shift = models.CharField("班次", max_length=30, blank=True, help_text="如：带班、白班、夜班")
    office_phone = models.CharField("值班电话", max_length=30, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "值班表"
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "day", "official"],
                condition=Q(withdrawn_at=None),
                name="duty_day_once",
                violation_error_message="这名人员这一天已排班，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}{self.official}值班"
