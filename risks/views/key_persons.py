"""The page of a key-person entry, each reading recorded, and the one on which the county says who may open what."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from electioncycle import restricted
from electioncycle.pages import Page, key_of
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Role
from risks import figures
from risks.models import KeyPerson
from risks.services import key_persons
from risks.views.settled import SettledPage

PER_PAGE = 50


class PersonPage(SettledPage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        restricted.record_reading([self.row(pk)], by=request.user, how="detail")
        return super().get(request, pk)


class ReadersPage(Page):
    """Number, village and readers of every entry, without name or facts."""

    roles = frozenset({Role.COUNTY_ADMIN})
    scope = "territory"

    def entries(self) -> Any:
        rows = figures.in_territory(KeyPerson, self.user, self.cycle).select_related("village__township")
        return rows.order_by(*(KeyPerson._meta.ordering or ())).prefetch_related("readers__user")

    def officials(self) -> Any:
        """Active officials of this county's county and township levels."""
        reach = Q(pk__in=[])
        for path in self.user.scope_paths:
            reach |= Q(scopes__area__path__startswith=path)
        users = get_user_model().objects.filter(reach, is_active=True, groups__name__in=OFFICIALS)
        return users.distinct().order_by("unit", "name")

    def get(self, request: HttpRequest) -> HttpResponse:
        pages = Paginator(self.entries(), PER_PAGE)
        page: Any = pages.get_page(request.GET.get("page"))
        officials = list(self.officials().prefetch_related("scopes__area", "scopes__village"))
        lines = [
            (row, [one for one in row.readers.all() if one.ended_at is None], _reach(row, officials))
            for row in page.object_list
        ]
        return render(request, "risks/readers.html", {"lines": lines, "page": page, "total": pages.count})

    def post(self, request: HttpRequest) -> HttpResponse:
        row = get_object_or_404(self.entries(), pk=key_of(request.POST.get("row", "")))
        act = {"assign": key_persons.assign, "end": key_persons.end_assignment}.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        known = get_user_model().objects.filter(
            Q(pk__in=self.officials().values("pk")) | Q(pk__in=row.readers.values("user"))
        )
        user = known.filter(pk=key_of(request.POST.get("user", ""))).first()
        if user is None:
            raise Refused("请先选择人员。")
        act(row, user, by=request.user)
        messages.success(request, f"{row.label}：已{'指定' if act is key_persons.assign else '取消'}{user}。")
        return redirect(f"{request.path}?page={key_of(request.POST.get('page', '')) or 1}")


def _reach(row: KeyPerson, officials: list[Any]) -> list[Any]:
    """Officials whose places hold the village and who are not readers yet."""
    readers = {one.user_id for one in row.readers.all() if one.ended_at is None}
    return [one for one in officials if one.pk not in readers and one.covers(row.village.path)]
