"""Marker strings in every text field of every kind of row, and the rows that are still missing to carry them."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import time
from io import BytesIO
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from PIL import Image

from accounts.models import User
from demo.county import County
from electioncycle.desk import inbox
from electioncycle.ledgers import attachments
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records import files, history, workflow
from electioncycle.records.files import Attachment, StoredFile
from electioncycle.records.rows import LedgerModel
from electioncycle.records.workflow import StepRecord
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security import audit
from electioncycle.security.privacy import BlindIndexField, EncryptedField, mask_id
from electioncycle.sheets import write_rows
from elections.correction_choices import CorrectionKind, FindingBody
from elections.models import ResultSheet
from elections.rules.sheet_shape import PostLines, Shape
from readiness.choices import Track
from villages.models import Area, Cycle, KindItem, Person, ResponsibilityPost, RuleSet, Village

BIRTH_YEARS = 30, 60
UNMARKED = {
    "elections.villagedraft.content": "由表单写成的各栏内容，不是一段文字",
    "filing.formedition.checked_by": "各期填好后不再改动",
    "filing.formedition.filled_by": "各期填好后不再改动",
    "filing.formedition.signed_by": "各期填好后不再改动",
    "readiness.condition.code": "代码，与台账对照用，不是文字",
    "readiness.evidencefile.slot": "证明材料的代码，由准入条件规定",
    "villages.area.code": "统计用区划代码",
    "villages.area.path": "由上下级代码算出",
    "villages.kinditem.code": "代码，规则按它查找",
    "villages.kinshipreading.digest": "由填报文字算出的摘要",
    "villages.kinshipreading.text_source": "填报处的代码",
    "villages.ruleset.code": "规则集各县共用，不属于哪个县",
    "villages.ruleset.name": "规则集各县共用，不属于哪个县",
    "villages.ruleset.province": "规则集各县共用，不属于哪个县",
    "villages.village.code": "统计用区划代码",
    "villages.village.path": "由上下级代码算出",
}
"""Fields that carry no marker, and why."""
ALSO: dict[str, dict[str, Any]] = {
    "elections.certificateposition": {"item": lambda row: "name"},
    "elections.resultsheet": {"shape": lambda row: Shape((PostLines("member", 1, ()),)).as_data()},
    "elections.blindlot": {"number": lambda row: 0},  # of a day on which nobody votes
    "elections.correction": {
        "kind": lambda row: CorrectionKind.RESULT,
        "reason": lambda row: "验收数据",
        "decided_by": lambda row: FindingBody.COMMITTEE,
        "decided_on": lambda row: timezone.localdate(),
        "document_number": lambda row: "1号",
    },
    "readiness.evidencefile": {"slot": lambda row: row.item.condition.slots[0]["code"]},
    "readiness.specialdecision": {"track": lambda row: Track.PARTY},
}
"""What a made row needs beyond what its fields declare."""


def kinds_of_rows() -> list[Any]:
    """Every model that is kept like a ledger, later ones by themselves; the places first, whose names others take.

    Result sheets and what lies in them come last: once begun they shut what was told of a round before.
    """
    found = [model for model in apps.get_models() if issubclass(model, LedgerModel) and model is not RuleSet]
    return sorted(found, key=lambda model: (model not in (Area, Village), _in_a_sheet(model)))


def _in_a_sheet(model: type[LedgerModel]) -> bool:
    return model is ResultSheet or "sheet" in model.scope_lookup


def text_fields(model: Any) -> list[Any]:
    """Free text people enter, and personal numbers; no choices or derived fields."""
    return [field for field in _texts(model) if f"{model._meta.label_lower}.{field.name}" not in UNMARKED]


def _texts(model: Any) -> Iterator[Any]:
    for field in model._meta.concrete_fields:
        if not isinstance(field, (models.CharField, models.TextField)) or isinstance(field, BlindIndexField):
            continue
        checked = any(isinstance(check, RegexValidator) for check in field.validators)
        if not (field.choices or checked or field.name == "search_text"):
            yield field


class Marking:
    """Writes the markers of one county and remembers where each went."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.markers: list[dict[str, Any]] = []
        self.persons: set[int] = set()  # marked once, however many rows point at them

    def new(self, area: Area, field: str) -> str:
        """A string that occurs nowhere else."""
        value = f"X{self.county.seed % 100:02d}{len(self.markers) + 1:05d}Z"
        self._told(value, area, field)
        return value

    def _told(self, value: str, area: Area, field: str, *, masked: bool = False) -> None:
        self.markers.append({"value": value, "area": area.code, "field": field, "masked": masked})

    def go(self) -> None:
        """A row of every kind, then its texts, then what hangs on it; county-wide rows carry the county's."""
        kinds = [model for model in kinds_of_rows() if model is not Person]  # a person is marked with the member
        for model in kinds:
            for area in self.areas(model):
                self._mark(self.row(model, area), area)
        for township in self.county.townships:
            text = self.new(township, "electioncycle.notice.text")
            inbox.notify(text, roles=[Role.TOWNSHIP_CLERK], place=township, cycle=self.county.cycle)

    def areas(self, model: Any) -> list[Area]:
        return [self.county.area] if "county__" in model.scope_lookup else self.county.townships

    def row(self, model: Any, area: Area) -> Any:
        """The row that carries the markers of the area, made where there is none."""
        area = area if area in self.areas(model) else self.county.area
        village = self.village(area)
        path = area.path if village is None else village.path
        found = model.objects.filter(**{f"{model.scope_lookup}__in": [area.path, path]})
        if model is ResponsibilityPost:  # the last kind is a post of the township; leaders of the county hold several
            return found.order_by("pk").last()
        return found.order_by("pk").first() or self._made(model, area)

    def village(self, area: Area) -> Village | None:
        return next((village for village in self.county.villages if village.township_id == area.pk), None)

    # --- rows that are missing ---------------------------------------------------------------------------------

    def _made(self, model: Any, area: Area) -> Any:
        """A row with what it cannot do without, as its fields declare it, in its first state."""
        row = model()
        for field in model._meta.concrete_fields:
            if not (field.null or field.has_default() or field.primary_key):
                self._fill(row, field, area)
        for name, value in ALSO.get(model._meta.label_lower, {}).items():
            setattr(row, name, value(row))
        for field in model._meta.concrete_fields:
            if self._fits(row):
                break
            if field.is_relation and field.null:
                self._fill(row, field, area)
        history.record(row, by=self.county.by, reason="验收数据")
        audit.record(audit.Event.ADDED, by=self.county.by, row=row)
        return row

    @staticmethod
    def _fits(row: Any) -> bool:
        try:
            row.validate_constraints()
        except ValidationError:
            return False
        return True

    def _fill(self, row: Any, field: Any, area: Area) -> None:
        if field.is_relation:
            setattr(row, field.name, self._related(row, field, area))
        elif field.choices:
            setattr(row, field.name, "" if field.blank else field.flatchoices[0][0])
        elif isinstance(field, models.DateTimeField):
            setattr(row, field.name, timezone.now())
        elif isinstance(field, models.DateField):
            setattr(row, field.name, self.county.cycle.starts_on)
        elif isinstance(field, models.TimeField):
            setattr(row, field.name, time(11, 30))
        elif isinstance(field, (models.IntegerField, models.DecimalField)):
            setattr(row, field.name, 1)

    def _related(self, row: Any, field: Any, area: Area) -> Any:
        model = field.related_model
        if model is Cycle:
            return self.county.cycle
        if model is Village:
            return self.village(area) or self.county.villages[0]
        if model is Person:
            person = Person(name="验收人员", sex="male")
            history.record(person, by=self.county.by, reason="验收数据")
            return person
        if model is KindItem:
            found = KindItem.objects.filter(cycle=self.county.cycle)
            return found.complex_filter(field.get_limit_choices_to()).first()
        if model is Attachment:
            return files.attach(self._picture(area), by=self.county.by)
        if model is StoredFile:
            return files.keep_result("验收表.xlsx", write_rows(["验收"], [], title="验收"), by=self.county.by)
        if model is StepRecord:
            return self._step(row, area)
        if model is User:
            return self.county.by
        return area if model is Area else self.row(model, area)

    def _step(self, row: Any, area: Area) -> StepRecord:
        """A decision on paper about the row that this one follows from."""
        about = next(
            getattr(row, field.name)
            for field in row._meta.concrete_fields
            if field.is_relation and field.name not in ("cycle", "village") and field.related_model is not StepRecord
        )
        signer, number, reason = (
            self.new(area, f"electioncycle.steprecord.{name}") for name in ("signer", "document_number", "reason")
        )
        paper = workflow.Paper(signer, self.county.cycle.starts_on, number)
        by = self.county.by
        return workflow.note(about, move="decide", title="研究决定", by=by, reason=reason, approves=True, paper=paper)

    def _picture(self, area: Area) -> SimpleUploadedFile:
        drawn = BytesIO()
        Image.new("RGB", (21, 29), "white").save(drawn, "PNG")
        name = self.new(area, "electioncycle.attachment.name")
        return SimpleUploadedFile(f"{name}.png", drawn.getvalue(), "image/png")

    # --- texts ---------------------------------------------------------------------------------------------------

    def _mark(self, row: Any, area: Area) -> None:
        person = getattr(row, "person", None)
        parts = [row]
        if isinstance(person, Person) and person.pk not in self.persons:
            self.persons.add(person.pk)
            parts = [person, row]
        for part in parts:
            fields = text_fields(type(part))
            for field in fields:
                self._put(part, field, area)
            if fields:  # what holds no text of its own may be one that nobody changes, such as a list of candidates
                history.record(part, by=self.county.by, reason="验收标记")
        audit.record(audit.Event.CHANGED, by=self.county.by, row=row, version=row.version)
        ledger = next((one for one in ledgers.ordered() if one.model is type(row)), None)
        if ledger is not None and ledger.attachments:
            with suppress(Refused):  # in this state the row takes none, such as minutes not yet settled
                attachments.keep(row, self._picture(area), by=self.county.by)

    def _put(self, row: Any, field: Any, area: Area) -> None:
        """In front of what stands there, so that the row still reads like one of its kind; numbers mark themselves."""
        name, there = f"{row._meta.label_lower}.{field.name}", getattr(row, field.name)
        if isinstance(field, EncryptedField):
            if not there:
                there = self._number(field)
                setattr(row, field.name, there)
            self._told(there, area, name, masked=True)
        else:
            text = f"{self.new(area, name)}{there}"
            setattr(row, field.name, text[: field.max_length] if field.max_length else text)

    def _number(self, field: EncryptedField) -> str:
        """A valid number of the kind the field masks, of nobody."""
        people, rng = self.county.people, self.county.rng(f"marker {len(self.markers)}")
        if field.mask is not mask_id:
            return people.phone()
        return people.id_number(rng, people.birth(rng, *BIRTH_YEARS, self.county.cycle.starts_on), male=True)
