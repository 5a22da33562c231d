"""Pages of persons: the member's page with portrait, the portrait itself, numbers held twice."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from electioncycle.pages import COUNTY
from electioncycle.roles import Action
from electioncycle.views import DetailPage, LedgerPage
from villages.models import TeamMember
from villages.services import people


class MemberPage(DetailPage):
    template = "villages/member.html"

    def more(self, row: TeamMember) -> dict[str, Any]:
        return {"family": [line.split() for line in row.person.family.splitlines() if line.strip()]}


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


class PhotoUpload(LedgerPage):
    action = Action.CHANGE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        people.set_photo(row, request.FILES.get("photo"), by=request.user)
        messages.success(request, f"已更新{row.person}的照片。")
        return redirect(self.ledger.url("detail", row.pk))


class HeldTwicePage(LedgerPage):
    """Which numbers stand in more than one village; open to the county only."""

    roles = COUNTY

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render("villages/held_twice.html", found=people.held_twice(request.user, self.cycle))
