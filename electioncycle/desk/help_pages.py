"""Help in the product: the manual by task and role, what its words are found in, and the list of the first day."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from electioncycle.desk import first_day, manual, navigation
from electioncycle.desk.navigation import Entry
from electioncycle.web.pages import EVERYONE, Page

FOUND = 30
"""So many sections a search lists."""

navigation.add(Entry("帮助", "help", "help-circle", "工作台", roles=EVERYONE, position=95))


class HelpPage(Page):
    roles = EVERYONE
    scope = "own"
    menu = "help"


class HelpHome(HelpPage):
    """``at``: the page somebody came from; ``q``: words to find."""

    def get(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "")[:40].split()
        roles, pairs = self.user.roles, list(manual.sections())
        tasks = manual.chapters()[0]
        context: dict[str, Any] = {
            "about": manual.about(request.GET.get("at", "")[:200]),
            "words": " ".join(words),
            "found": [pair for pair in pairs if words and all(word in pair[1].text for word in words)][:FOUND],
            "tasks": [(tasks, part) for part in tasks.parts if part.concerns(roles)],
            "mine": [one for one in manual.chapters() if one.concerns(roles)],
            "others": [one for one in manual.chapters() if not one.concerns(roles)],
            "first_day": first_day.list_of(self.user, self.cycle_or_none),
        }
        return render(request, "help/home.html", context)


class HelpChapter(HelpPage):
    takes = {"chapter": tuple(one.slug for one in manual.chapters())}

    def get(self, request: HttpRequest, chapter: str) -> HttpResponse:
        found = next((one for one in manual.chapters() if one.slug == chapter), None)
        if found is None:
            raise Http404
        parts = [part for part in found.parts if part.concerns(self.user.roles)]
        others = [part for part in found.parts if part not in parts]
        context = {"chapter": found, "parts": parts, "others": others, "chapters": manual.chapters()}
        return render(request, "help/chapter.html", context)


class FirstDay(HelpPage):
    """The list alone, which the first page fetches into itself in the weeks after somebody's account was made."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = first_day.list_of(self.user, self.cycle_or_none)
        if all(one.done for one in found):  # whoever is through sees no list any more
            return HttpResponse("")
        return render(request, "help/first_day.html", {"first_day": found})
