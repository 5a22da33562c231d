"""What was done to an account: one line for its page and one event of the trail."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from electioncycle.records.workflow import StepRecord
from electioncycle.security import audit


def note(user: User, move: str, title: str, *, by: User, reason: str = "", **details: Any) -> None:
    """The last statement of the act it tells of."""
    StepRecord.objects.create(
        object_type=user._meta.label_lower, object_id=user.pk, move=move, title=title, by=by, reason=reason
    )
    audit.record(audit.Event.ACCOUNT_CHANGED, by=by, row=user, move=move, **details)


def acts_on(user: User) -> QuerySet[StepRecord]:
    """Newest first."""
    found = StepRecord.objects.filter(object_type=user._meta.label_lower, object_id=user.pk)
    return found.select_related("by").order_by("-id")
