"""What the markers of the acceptance county leave out is named, with the reason."""

from django.apps import apps
from django.db import models

from demo.marking import UNMARKED, kinds_of_rows, text_fields
from electioncycle.records.rows import LedgerModel
from electioncycle.security.privacy import BlindIndexField


def test_every_text_field_of_every_kind_of_row_is_marked_or_says_why_not():
    marked = {f"{model._meta.label_lower}.{field.name}" for model in kinds_of_rows() for field in text_fields(model)}
    unmarked = set()
    for model in apps.get_models():
        if not issubclass(model, LedgerModel):
            continue
        for one in model._meta.concrete_fields:
            if isinstance(one, (models.CharField, models.TextField)) and not isinstance(one, BlindIndexField):
                name = f"{model._meta.label_lower}.{one.name}"
                if not (one.choices or one.name == "search_text" or name in marked):
                    unmarked.add(name)
    assert unmarked == set(UNMARKED)
    assert all(UNMARKED.values())
