"""The page of a person: what the ledgers one sees say of him, opened for a purpose; nothing of it is kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from electioncycle.roles import OFFICIALS
from electioncycle.web.pages import Page
from villages.models import Person
from villages.services import persons

PURPOSES = ("日常核对", "谈心谈话准备", "联审核对", "选举资料核对")


class PersonPage(Page):
    """First asks for the purpose; the answer to it is the page."""

    roles = OFFICIALS
    scope = "territory"
    heavy = "reveal"
    takes = {"pk": "villages.person"}

    def person(self, pk: int) -> Person:
        return get_object_or_404(persons.seen_by(self.user, self.cycle_or_none), pk=pk)

    def page(self, person: Person, **more: Any) -> HttpResponse:
        places = persons.held_in([person], self.user, self.cycle_or_none)[person.pk]
        context = {"person": person, "places": list(dict.fromkeys(place for _, place in places)), **more}
        response = render(self.request, "villages/person.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.person(pk), purposes=PURPOSES)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = self.person(pk)
        purpose = request.POST.get("purpose", "")
        panels = persons.open_page(person, by=self.user, cycle=self.cycle_or_none, purpose=purpose)
        return self.page(person, panels=panels, purpose=purpose.strip())
