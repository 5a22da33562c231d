"""The overview of people who want to stand, and the pages of figures with sentences to copy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from candidates.figures import intentions, reserves
from candidates.figures.overview import overview
from electioncycle.pages import Page
from electioncycle.roles import OFFICIALS


class CandidatesPage(Page):
    roles = OFFICIALS
    scope = "territory"


class OverviewPage(CandidatesPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        *lines, total = overview(request.user, self.cycle)
        return render(
            request, "candidates/overview.html", {"lines": lines, "total": total, "least": reserves.least(self.cycle)}
        )


class PoolPage(CandidatesPage):
    """The pool by group, channel, age, education, return and township; villages with too few; placements."""

    def get(self, request: HttpRequest) -> HttpResponse:
        cycle = self.cycle
        *lines, total = overview(request.user, cycle)
        people, placed = reserves.pooled(request.user, cycle), reserves.placed(request.user, cycle)
        pool, placements = reserves.pool_tallies(people, cycle), reserves.placement_tallies(placed, cycle)
        groups = [count.label for count in pool[0].counts]
        context = {
            "lines": [(line, [line.groups[name] for name in groups]) for line in [*lines, total]],
            "groups": groups,
            "total": total,
            "pool": pool,
            "placements": placements,
            "sentence": reserves.pool_sentence(people, pool, total.villages, self.user.place),
            "placed_sentence": reserves.placement_sentence(placed, placements, len(people), self.user.place),
            "least": reserves.least(cycle),
            "short": reserves.short_villages(request.user, cycle),
            "committees": reserves.committees(people, request.user, cycle),
        }
        return render(request, "candidates/pool.html", context)


class IntentionsPage(CandidatesPage):
    """What people declared, by post and township: facts, no forecasts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        *lines, total = overview(request.user, self.cycle)
        found = intentions.declared(request.user, self.cycle)
        counted = intentions.intention_tallies(found)
        context = {
            "lines": [*lines, total],
            "tallies": counted,
            "people": intentions.people(found),
            "declarations": len(found),
            "sentence": intentions.sentence(found, counted, total.villages, self.user.place),
        }
        return render(request, "candidates/intentions.html", context)
