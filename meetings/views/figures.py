"""The figures of this app's pages as workbook, PDF or DOCX."""

from django.http import Http404, HttpRequest, HttpResponse

from electioncycle.documents.figure_tables import FORMS
from electioncycle.web.downloads import figures
from meetings.papers.figures import TABLES
from meetings.views.base import MeetingsPage


class FiguresFile(MeetingsPage):
    heavy = "print"
    takes = {"what": tuple(TABLES), "form": FORMS}

    def get(self, request: HttpRequest, what: str, form: str) -> HttpResponse:
        cycle = self.cycle
        if what not in TABLES:
            raise Http404
        try:
            found = TABLES[what](self.user, cycle, request.GET)
        except LookupError:
            raise Http404 from None
        return figures(found, form, ledger=f"figures_{what}", by=self.user, cycle=cycle, rows=len(found.rows))
