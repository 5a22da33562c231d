"""What the pages of the negative list and the review share: finding their rows, reading a day that was typed."""

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404

from candidates.models import ReviewBatch, ReviewRequest, ReviewSubject
from candidates.services.review_answers import requests_of
from electioncycle.roles import COUNTY_ROLES, Role
from electioncycle.web.moves import day_of
from electioncycle.web.pages import Page

ANSWERERS = COUNTY_ROLES | {Role.DEPARTMENT_CONTACT}


class CyclePage(Page):
    scope = "territory"

    def batch(self, pk: int) -> ReviewBatch:
        """A batch of a county the user answers for, townships included."""
        rows: Any = ReviewBatch.objects.visible_to(self.user)
        return get_object_or_404(rows.select_related("cycle__county", "round", "negative_list"), pk=pk)

    def own_batch(self, pk: int) -> ReviewBatch:
        """A batch that county staff work on."""
        rows: Any = ReviewBatch.objects.visible_to(self.user).writable_by(self.user)
        return get_object_or_404(rows.select_related("cycle__county", "round", "negative_list"), pk=pk)

    def subject(self, pk: int) -> ReviewSubject:
        rows: Any = ReviewSubject.objects.visible_to(self.user)
        joined = ("batch__cycle__county", "batch__round", "batch__negative_list", "person", "village__township")
        return get_object_or_404(rows.select_related(*joined), pk=pk)

    def asked(self, pk: int) -> ReviewRequest:
        """What a department was asked: its own contact, or county staff."""
        if Role.DEPARTMENT_CONTACT in self.user.roles:
            return get_object_or_404(requests_of(self.user), pk=pk)
        rows: Any = ReviewRequest.objects.visible_to(self.user)
        return get_object_or_404(rows.select_related("batch__cycle__county", "batch__round", "department"), pk=pk)


def day_or_none(text: str, what: str) -> date | None:
    return day_of(text, what) if text else None
