"""Keeps what is dear to work out until somebody writes something: every act moves the head of the audit trail."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.utils import timezone

from electioncycle.actors import Actor, CycleLike
from electioncycle.security.audit import AuditEvent

SECONDS = 600
Worked = TypeVar("Worked")


def remembered(name: str, user: Actor, cycle: CycleLike | None, work_out: Callable[[], Worked]) -> Worked:
    """What ``work_out`` says for this user, cycle and day, worked out anew after any act in the product."""
    head = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first()
    key = f"{name}:{user.pk}:{getattr(cycle, 'pk', 0)}:{timezone.localdate()}:{head}"
    found = cache.get(key)
    if found is None:
        found = work_out()
        cache.set(key, found, SECONDS)
    return found
