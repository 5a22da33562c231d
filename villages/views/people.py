"""Pages of persons: the member's page with portrait, the portrait itself, numbers kept more than once."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import history, lapses
from electioncycle.roles import COUNTY_ROLES, Action
from electioncycle.web.moves import MovePage
from electioncycle.web.pages import COUNTY, Page, key_of, rows_seen
from villages.models import Person, TeamMember
from villages.services import avoidance, duplicates, people

COMPARED = (
    "name",
    "former_name",
    "sex",
    "ethnicity",
    "id_number",
    "birth",
    "native_place",
    "politics",
    "joined_party",
    "full_time_education",
    "education",
    "phone",
)
"""What of two entries stands side by side."""


class MemberPage(DetailPage):
    template = "villages/member.html"

    def more(self, row: TeamMember) -> dict[str, Any]:
        return {
            "family": [line.split() for line in row.person.family.splitlines() if line.strip()],
            "avoidance": avoidance.shown_to(self.user, row.village_id, row.cycle, person=row.person_id),
        }


class PhotoPage(LedgerPage):
    """The portrait, for whoever may see the member."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        photo = self.row(pk).person.photo
        if photo is None:
            raise Http404
        response = HttpResponse(photo.read(), content_type=photo.content_type)
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class PhotoUpload(MovePage, LedgerPage):
    action = Action.CHANGE
    only = "photo"

    def onward(self, row: TeamMember, move: str) -> tuple[Any, ...]:
        return (self.ledger.url("detail", row.pk),)

    def _photo(self, row: TeamMember, version: int) -> str:
        people.set_photo(row, self.request.FILES.get("photo"), by=self.user)
        return "已更新照片。"

    moves: ClassVar = {"photo": _photo}


class HeldTwicePage(Page):
    """Numbers kept more than once; open to the county only."""

    roles = COUNTY
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = duplicates.cases(self.user, self.cycle)
        tally = {"open": sum(case.is_open for case in found), "known": sum(not case.is_open for case in found)}
        context = {"found": found, "tally": tally, "tells": self.cycle.tells_held_elsewhere}
        return render(request, "villages/held_twice.html", context)


class CasePage(Page):
    """One number kept more than once."""

    roles = COUNTY
    scope = "territory"
    takes: ClassVar[dict[str, Any]] = {"pk": "villages.person"}

    def case(self, pk: int) -> duplicates.Case:
        person = get_object_or_404(Person.all_rows, pk=pk)
        case = duplicates.case_of(person, self.user, self.cycle_or_none)
        if case is None:
            raise Http404
        return case


class DuplicatePage(CasePage):
    """The entries side by side."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        lines = [
            (_label(name), values, len(set(values)) > 1)
            for name in COMPARED
            if any(values := [_shown(entry.person, name) for entry in case.entries])
        ]
        return render(
            request,
            "villages/duplicate.html",
            {
                "case": case,
                "lines": lines,
                "may_merge": self.user.may(Action.COUNTY_REVIEW),
                "pk": pk,
                "ahead": lapses.ahead([entry.person for entry in case.entries]) if case.is_open else [],
            },
        )


class DuplicateMerge(CasePage):
    roles = COUNTY_ROLES

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        made = duplicates.merge(
            self.case(pk),
            keep=key_of(request.POST.get("keep", "")),
            by=self.user,
            reason=request.POST.get("reason", ""),
            cycle=self.cycle,
            seen=rows_seen(request.POST.getlist("row")),
        )
        messages.success(request, f"已合并为一条人员信息：{made}。今后由县级维护，乡镇不能改动。")
        return redirect("held_twice")


def _label(name: str) -> str:
    field: Any = Person._meta.get_field(name)
    return str(field.verbose_name)


def _shown(person: Person, name: str) -> str:
    field: Any = Person._meta.get_field(name)
    return history.shown(field, getattr(person, name))
