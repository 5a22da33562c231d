"""Who is told what is overdue: accounts in use, about the open cycles they work in."""

from django.utils import timezone

from accounts.models import User
from electioncycle.desk import inbox
from electioncycle.roles import BUSINESS
from villages.choices import CycleState
from villages.services import cycles_of


def tell_overdue() -> tuple[int, int]:
    """Returns to how many accounts something was said, and how many entries are overdue."""
    told = entries = 0
    in_use = User.objects.filter(is_active=True, is_service=False, groups__name__in=BUSINESS).distinct()
    today = timezone.localdate()
    for user in in_use.exclude(valid_until__lt=today).order_by("pk"):
        open_ones = [cycle for cycle in cycles_of(user) if cycle.state == CycleState.OPEN]
        number = sum(inbox.tell_overdue(user, cycle) for cycle in open_ones)
        told, entries = told + bool(number), entries + number
    return told, entries
