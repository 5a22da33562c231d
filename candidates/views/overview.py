"""The overview of people who want to stand, and the pages of figures with sentences to copy."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from candidates.definitions import REFUSED, REVIEWED, SIGNED
from candidates.figures import intentions, reserves
from candidates.figures.overview import overview
from candidates.papers import figures as papers
from electioncycle.documents.figure_tables import FORMS
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import OFFICIALS
from electioncycle.web.downloads import figures
from electioncycle.web.pages import Page, key_of
from villages.village_ledgers import of_villages


class CandidatesPage(Page):
    roles = OFFICIALS
    scope = "territory"


class OverviewPage(CandidatesPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        *lines, total = overview(self.user, self.cycle)
        counting = of_villages(REGISTRY[name] for name in ("reviewsubject", "pledge"))
        counted = [ledger.township_figures(self.user, self.cycle) for ledger in counting]
        further = {
            figure: [found.get(line.township.pk, {}).get(figure.name, 0) if line.township else 0 for line in lines]
            for found, own in zip(counted, ((REVIEWED, REFUSED), (SIGNED,)), strict=True)
            for figure in own
        }
        least = reserves.least(self.cycle)
        context = {
            "lines": [(line, [numbers[place] for numbers in further.values()]) for place, line in enumerate(lines)],
            "total": total,
            "further": {figure: sum(numbers) for figure, numbers in further.items()},
            "least": least,
            "short": papers.short_name(least),
        }
        return render(request, "candidates/overview.html", context)


class PoolPage(CandidatesPage):
    """The pool by group, channel, age, education, return and township; villages with too few; placements."""

    def get(self, request: HttpRequest) -> HttpResponse:
        cycle = self.cycle
        *lines, total = overview(self.user, cycle)
        people, placed = reserves.pooled(self.user, cycle), reserves.placed(self.user, cycle)
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
            "short_name": papers.short_name(reserves.least(cycle)),
            "short": reserves.short_villages(self.user, cycle),
            "committees": reserves.committees(people, self.user, cycle),
        }
        return render(request, "candidates/pool.html", context)


class IntentionsPage(CandidatesPage):
    """What people declared, by post and township: facts, no forecasts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        *lines, total = overview(self.user, self.cycle)
        found = intentions.declared(self.user, self.cycle)
        counted = intentions.intention_tallies(found)
        context = {
            "lines": [*lines, total],
            "tallies": counted,
            "people": intentions.people(found),
            "declarations": len(found),
            "sentence": intentions.sentence(found, counted, total.villages, self.user.place),
        }
        return render(request, "candidates/intentions.html", context)


class FiguresFile(CandidatesPage):
    """The tables and sentences of a page of figures, as workbook, PDF or DOCX."""

    heavy = "print"
    takes = {"which": ("pool", "intentions", "structure"), "form": FORMS}

    def get(self, request: HttpRequest, which: str, form: str) -> HttpResponse:
        if which not in self.takes["which"]:
            raise Http404
        township = key_of(request.GET.get("township", "")) or None
        paper = papers.paper(which, self.user, self.cycle, township)
        return figures(paper, form, ledger=f"figures_{which}", by=self.user, cycle=self.cycle)
