"""Blank forms of a village, printed before an analysis or a check of it has been begun."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from electioncycle.documents.blocks import Document
from electioncycle.roles import OFFICIALS
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, printed
from electioncycle.web.pages import Page
from readiness.dossiers import dossier_of
from readiness.papers import blank
from villages.models import Cycle, Village
from villages.services import villages_of


class BlankPage(Page):
    roles = OFFICIALS
    scope = "territory"
    heavy = "print"
    takes: ClassVar[dict[str, Any]] = {"pk": "villages.village", "suffix": PAPERS}
    title: ClassVar[str]

    def form(self, village: Village, cycle: Cycle) -> Document:
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
        village = get_object_or_404(villages_of(self.user, self.cycle), pk=pk)
        made = printed(self.form(village, self.cycle), f"{village.township}_{village}_{self.title}", suffix)
        audit.record(audit.Event.PRINTED, by=self.user, row=village)
        return made


class BlankAnalysis(BlankPage):
    """What the analysis team takes along."""

    title = "班子研判空白表"

    def form(self, village: Village, cycle: Cycle) -> Document:
        return blank.analysis_form(dossier_of(village, cycle))


class BlankCheck(BlankPage):
    """The sheet of the first round at the gate."""

    title = "准入评估空白表"

    def form(self, village: Village, cycle: Cycle) -> Document:
        return blank.gate_form(village, cycle)
