"""The figures of this app's pages as workbook, PDF or DOCX."""

from django.http import Http404, HttpRequest, HttpResponse

from electioncycle.documents.figure_tables import FORMS
from electioncycle.security import audit
from electioncycle.web.downloads import download
from meetings.papers.figures import TABLES
from meetings.views.base import MeetingsPage


class FiguresFile(MeetingsPage):
    heavy = "print"
    takes = {"what": tuple(TABLES), "form": FORMS}

    def get(self, request: HttpRequest, what: str, form: str) -> HttpResponse:
        cycle = self.cycle
        if what not in TABLES or form not in FORMS:
            raise Http404
        try:
            found = TABLES[what](self.user, cycle, request.GET)
        except LookupError:
            raise Http404 from None
        data = found.file(form, place=self.user.place, cycle=cycle)
        event = audit.Event.EXPORTED if form == "xlsx" else audit.Event.PRINTED
        audit.record(event, by=self.user, ledger=f"figures_{what}", rows=len(found.rows))
        return download(data, f"{self.user.place}{found.title}.{form}")
