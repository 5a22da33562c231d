"""Standard pages of a restricted ledger, each reading recorded, and the page that says who may open which row."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from electioncycle.disclosure import restricted
from electioncycle.ledgers.edit_pages import EditPage
from electioncycle.ledgers.history_pages import HistoryPage
from electioncycle.ledgers.ledger import Ledger
from electioncycle.ledgers.pages import DetailPage
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Role
from electioncycle.web.downloads import Download
from electioncycle.web.moves import as_seen
from electioncycle.web.pages import Page, key_of
from electioncycle.workbooks.pages import ExportPage, TemplatePage
from electioncycle.workbooks.places import kind_of

PER_PAGE = 50


class TracedDetail(DetailPage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        restricted.record_reading([self.row(pk)], by=self.user, how="detail")
        return super().get(request, pk)


class TracedEdit(EditPage):
    keeps_draft = False

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        if pk:
            restricted.record_reading([self.row(pk)], by=self.user, how="edit")
        return super().get(request, pk)


class TracedHistory(HistoryPage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        restricted.record_reading([self.row(pk)], by=self.user, how="history")
        return super().get(request, pk)


class TracedExport(ExportPage):
    def file(self, request: HttpRequest) -> Download:
        restricted.record_reading(self.chosen(), by=self.user, how="export")
        return super().file(request)


class TracedTemplate(TemplatePage):
    def file(self, request: HttpRequest) -> Download:
        restricted.record_reading(self.rows(), by=self.user, how="template")
        return super().file(request)


def traced(ledger: Ledger) -> Iterator[URLPattern]:
    """Addresses of the pages above; the ledger names them in ``own_pages``. Its detail page records by itself."""
    for name, address, view in (
        ("edit", "<int:pk>/edit/", TracedEdit),
        ("history", "<int:pk>/history/", TracedHistory),
        ("export", "export/", TracedExport),
        ("template", "template/", TracedTemplate),
    ):
        yield path(f"{ledger.path}{address}", view.as_view(ledger=ledger), name=f"{ledger.name}_{name}")


class ReadersPage(Page):
    """Number, place and readers of every row, without name or facts; ``facts`` are the columns between."""

    roles = frozenset({Role.COUNTY_ADMIN})
    scope = "territory"
    ledger: ClassVar[Any] = None
    facts: ClassVar[dict[str, Callable[[Any], Any]]] = {"状态": lambda row: row.get_state_display()}

    def entries(self) -> Any:
        rows = self.ledger.model.objects.filter(self.user.scope_q(self.ledger.model.scope_lookup))
        rows = rows.filter(cycle=self.cycle) if self.ledger.by_cycle else rows
        return rows.select_related(*self.ledger.joins)

    def officials(self) -> Any:
        """Active officials of this county's county and township levels."""
        reach = Q(pk__in=[])
        for place in self.user.scope_paths:
            reach |= Q(scopes__area__path__startswith=place)
        users = get_user_model().objects.filter(reach, is_active=True, groups__name__in=OFFICIALS)
        return users.distinct().order_by("unit", "name")

    def get(self, request: HttpRequest) -> HttpResponse:
        pages = Paginator(self.entries(), PER_PAGE)
        page: Any = pages.get_page(request.GET.get("page"))
        officials, named_by = list(self.officials()), kind_of(self.ledger)
        readers = restricted.readers_of(self.ledger.model, [row.pk for row in page.object_list])
        lines = [
            (
                row,
                named_by.names(self.ledger.place_of(row)),
                [show(row) for show in self.facts.values()],
                readers[row.pk],
                [one for one in officials if one not in readers[row.pk] and one.covers(self.ledger.place_of(row).path)],
            )
            for row in page.object_list
        ]
        context = {"lines": lines, "headers": list(self.facts), "page": page, "total": pages.count}
        context |= {"ledger": self.ledger, "places": named_by.headers()}
        context["width"] = len(context["places"]) + len(self.facts) + 3
        return render(request, "ledger/readers.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        row = get_object_or_404(self.entries(), pk=key_of(request.POST.get("row", "")))
        act = {"assign": restricted.assign, "end": restricted.end_assignment}.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        wanted = key_of(request.POST.get("user", ""))
        present = [one for one in restricted.readers_of(type(row), [row.pk])[row.pk] if one.pk == wanted]
        user = self.officials().filter(pk=wanted).first() or next(iter(present), None)
        if user is None:
            raise Refused("请先选择人员。")
        with as_seen(request, row):
            act(row, user, by=self.user)
        messages.success(request, f"{row.label}：已{'指定' if act is restricted.assign else '取消'}{user}。")
        return redirect(f"{request.path}?page={key_of(request.POST.get('page', '')) or 1}")
