"""Finding events in a trail of any length: filters, and pages that begin where the one before ended."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from accounts.services.audit_words import object_title
from electioncycle.security.audit import AuditEvent, Event

PER_PAGE = 50
COUNTED = 1000
"""Counting further than this would make every page slower than reading it."""

SORTS: dict[str, Any] = {
    "time": F("id"),
    "actor": Coalesce("actor", 0),
    "type": F("type"),
    "object": F("object_type"),
}


class AuditFilter(forms.Form):
    """What the auditor looks for; an empty field narrows nothing."""

    person = forms.CharField(label="操作人", required=False, max_length=40)
    type = forms.ChoiceField(label="事件", required=False)
    object_type = forms.ChoiceField(label="对象", required=False)
    object_id = forms.IntegerField(label="对象编号", required=False, min_value=0, max_value=2**62)
    since = forms.DateField(label="起", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="止", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_of_objects()
        fields: dict[str, Any] = self.fields
        fields["type"].choices = [("", "全部"), *Event.choices]
        fields["object_type"].choices = [
            ("", "全部"),
            *sorted(((k, object_title(k)) for k in kinds), key=lambda k: k[1]),
        ]
        fields["person"].widget.attrs["placeholder"] = "姓名或用户名"
        for field in fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select form-select-sm" if select else "form-control form-control-sm"

    @property
    def events(self) -> models.QuerySet[AuditEvent]:
        """What was found; nothing while a field cannot be understood."""
        if not self.is_valid():
            return AuditEvent.objects.none()
        asked, found = self.cleaned_data, AuditEvent.objects.all()
        if words := asked["person"].strip():
            users = User.objects.filter(Q(name__icontains=words) | Q(username__icontains=words))
            found = found.filter(actor__in=list(users.values_list("pk", flat=True)[:500]))
        for name in ("type", "object_type"):
            if asked[name]:
                found = found.filter(**{name: asked[name]})
        if asked["object_id"] is not None:
            found = found.filter(object_id=asked["object_id"])
        if asked["since"]:
            found = found.filter(at__gte=_midnight(asked["since"]))
        if asked["until"]:
            found = found.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
        return found


def kinds_of_objects() -> list[str]:
    """What the events are about, each found by one look into an index: reading a million of them would take long."""
    table, kind = AuditEvent._meta.db_table, "object_type"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE kinds(kind) AS (SELECT min({kind}) FROM {table} WHERE {kind} > ''"  # noqa: S608 - names of ours
            f" UNION ALL SELECT (SELECT min({kind}) FROM {table} WHERE {kind} > kinds.kind) FROM kinds"
            " WHERE kinds.kind IS NOT NULL) SELECT kind FROM kinds WHERE kind IS NOT NULL"
        )
        return [kind for (kind,) in cursor.fetchall()]


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class Slice:
    """One page of events; ``older`` and ``newer`` are the events beyond which the neighbouring pages begin."""

    events: list[AuditEvent]
    before: int | None
    after: int | None


def ordered(found: models.QuerySet[AuditEvent], sort: str) -> tuple[models.QuerySet[AuditEvent], str, bool]:
    name = sort.lstrip("-")
    name = name if name in SORTS else "time"
    return found.annotate(place=SORTS[name]), name, sort.startswith("-") or (name == "time" and not sort)


def cut(found: models.QuerySet[AuditEvent], *, sort: str = "", after: int = 0, before: int = 0) -> Slice:
    """The page after (or before) an event, found by its place in the order and never by counting."""
    rows, name, falling = ordered(found, sort)
    backwards = bool(before)
    anchor = rows.model.objects.annotate(place=SORTS[name]).filter(pk=before or after).first()
    down = falling != backwards
    if anchor is not None:
        place: Any = anchor.place
        later = Q(place__lt=place) if down else Q(place__gt=place)
        same = Q(pk__gt=anchor.pk) if backwards else Q(pk__lt=anchor.pk)
        rows = rows.filter(later | Q(place=place) & same)
    rows = rows.order_by(F("place").desc() if down else F("place").asc(), "id" if backwards else "-id")
    events = list(rows[: PER_PAGE + 1])
    more, events = len(events) > PER_PAGE, events[:PER_PAGE]
    if backwards:
        events.reverse()
    first, last = (events[0].pk, events[-1].pk) if events else (None, None)
    has_newer = more if backwards else anchor is not None
    has_older = True if backwards else more
    return Slice(events, first if has_newer else None, last if has_older else None)
