"""Pages of those elected in the cycle at hand: figures by place with a sentence to copy, people by filter, papers."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from electioncycle.documents.figure_tables import FORMS
from electioncycle.web.downloads import figures
from electioncycle.web.pages import key_of
from elections.papers import batches
from elections.papers import elected_team as papers
from elections.rules.elected_team import BODIES, NEW, NOT_KNOWN, STAYED, matches
from elections.services import batch_lines, elected_lines, elected_team, governance
from elections.services.elected_team import VillageTeam
from elections.views.base import ElectionsPage
from villages.choices import Sex

PER_PAGE = 100
NAMED = dict(zip(BODIES, ("党组织", "村(居)委会", "监委会"), strict=True))
FILTERS: tuple[tuple[str, str, Sequence[tuple[Any, Any]]], ...] = (
    ("body", "组织", tuple(NAMED.items())),
    ("again", "连任/新任", ((STAYED, "连任"), (NEW, "新任"))),
    ("sex", "性别", tuple(Sex.choices)),
    ("education", "学历", tuple((code or NOT_KNOWN, label) for code, label in papers.EDUCATIONS.items())),
    ("source", "来源", tuple((code or NOT_KNOWN, label) for code, label in papers.SOURCES.items())),
)
"""What the list of people is asked: its name in the address, label, answers."""


class ElectedBase(ElectionsPage):
    """The township stands in the query; a township's own official sees the villages of it."""

    @cached_property
    def township(self) -> int:
        key = key_of(self.request.GET.get("township", ""))
        towns = [one.pk for one in self.townships()]
        return towns[0] if len(towns) == 1 else key if key in towns else 0

    @cached_property
    def teams(self) -> list[VillageTeam]:
        return elected_team.elected_teams(self.user, self.cycle, township=self.township)

    @property
    def asked_for(self) -> list[VillageTeam]:
        """Villages with those of their people whom the list is asked for."""
        asked = self.request.GET
        return [replace(one, members=tuple(who for who in one.members if matches(who, asked))) for one in self.teams]

    @property
    def place(self) -> str:
        """How a sentence calls it: the township that was chosen, else what the user answers for."""
        chosen = self.township and self.teams and self.request.GET.get("township")
        return str(self.teams[0].village.township) if chosen else self.user.place


class ElectedPage(ElectedBase):
    def get(self, request: HttpRequest) -> HttpResponse:
        lines = papers.lines_of(self.teams, self.township)
        context = {
            "whole": lines[-1],
            "rows": [(one, papers.cells(one)) for one in lines],
            "heads": [one.code for one in papers.BY_PLACE],
            "sentence": elected_lines.sentence(lines[-1], self.place, timezone.localdate()),
            "unclear": elected_lines.unclear(self.teams),
            "township": self.township,
            "townships": self.townships(),
            "forms": FORMS,
            "helpers": governance.helpers(self.user, self.cycle, township=self.township),
        }
        return render(request, "elections/elected_team.html", context)


class ElectedPeoplePage(ElectedBase):
    """Everybody elected by name, as filtered; by post and strokes, never by votes."""

    menu = "elected_team"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = papers.roll_rows(self.asked_for)
        context = {
            "headers": papers.ROLL,
            "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            "filters": [(name, label, answers, request.GET.get(name, "")) for name, label, answers in FILTERS],
            "townships": self.townships(),
            "forms": FORMS,
        }
        return render(request, "elections/elected_people.html", context)


class ElectedFile(ElectedBase):
    """One of the tables, of the villages and people asked for."""

    heavy = "print"
    takes: ClassVar = {"which": tuple(papers.TABLES), "form": FORMS}

    def get(self, request: HttpRequest, which: str, form: str) -> HttpResponse:
        teams = self.asked_for if which == "roll" else self.teams
        made = papers.TABLES[which](teams, self.township, self.place)
        return figures(made, form, ledger=f"elected_{which}", by=self.user, cycle=self.cycle, villages=len(teams))


class BatchesPage(ElectedBase):
    """Batches side by side: the pilots are looked at before the roll-out."""

    menu = "elected_team"

    def get(self, request: HttpRequest) -> HttpResponse:
        lines = batch_lines.by_batch(self.teams, self.user, self.cycle)
        context = {
            "lines": [(one, batches.cells(one)) for one in lines],
            "heads": [one.code for one in batches.HEADS],
            "forms": FORMS,
        }
        return render(request, "elections/batches.html", context)


class BatchesFile(ElectedBase):
    heavy = "print"
    takes: ClassVar = {"form": FORMS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        made = batches.table(batch_lines.by_batch(self.teams, self.user, self.cycle))
        return figures(made, form, ledger="batches", by=self.user, cycle=self.cycle, villages=len(self.teams))


class GovernanceFile(ElectedBase):
    heavy = "print"
    takes: ClassVar = {"form": FORMS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        found = governance.helpers(self.user, self.cycle, township=self.township)
        made = papers.governance(found)
        return figures(made, form, ledger="governance", by=self.user, cycle=self.cycle, rows=len(found))
