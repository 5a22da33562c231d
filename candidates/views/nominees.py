"""Pages of the party nominees: a request with its list, moves and letters; the structure preview."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from candidates.choices import NominationState
from candidates.figures.preview import previews
from candidates.figures.structure import LABELS, TOWNSHIP, totals
from candidates.models import Nomination, Nominee
from candidates.papers import nominations as nomination_printing
from candidates.papers.figures import CALCULATION, MET_FIGURES, SUMMARY, missed
from candidates.services import nominations
from electioncycle.actors import Actor
from electioncycle.jobs.made_files import MadeFile
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Action, Role, officials_may
from electioncycle.security import audit
from electioncycle.web.downloads import Download, printed
from electioncycle.web.moves import MovePage, move
from electioncycle.web.pages import key_of
from villages.rules.comparison import MEASURED
from villages.services import avoidance


class NomineePage(DetailPage):
    """The nominee, with what the rules of avoidance say of him."""

    template = "candidates/nominee.html"

    def more(self, row: Nominee) -> dict[str, Any]:
        return {"avoidance": avoidance.shown_to(self.user, row.village_id, row.cycle, person=row.person_id)}


def may_reply(row: Nomination, user: Actor) -> bool:
    """The county drafts the reply; a township sees it once it was given."""
    return row.state == NominationState.APPROVED or officials_may(user, Action.COUNTY_REVIEW)


class NominationPage(DetailPage):
    """The request with the nominees on it, what is lacking, and the steps so far."""

    template = "candidates/nomination.html"

    def more(self, row: Nomination) -> dict[str, Any]:
        nominees = nominations.listed(row)
        return {
            "nominees": nominees,
            "avoidance": nominations.relatives(row, nominees),
            "gaps": [] if row.is_fixed else nominations.gaps(row, nominees),
            "moves": nominations.moves(row, self.user),
            "may_reply": may_reply(row, self.user),
            "steps": workflow.steps(row),
            "today": timezone.localdate(),
        }


class NominationMove(MovePage, LedgerPage):
    roles = OFFICIALS - {Role.COUNTY_READER}

    def onward(self, row: Any, move: str) -> tuple[Any, ...]:
        return ("nomination_detail", row.pk)

    moves: ClassVar = {
        nominations.SEND_BACK: move(nominations.send_back, "已退回，乡镇可以调整后重新上报。"),
        nominations.ASK: move(nominations.ask, "已上报请示，等待县级批复。", reason=False),
        nominations.APPROVE: move(nominations.approve, "已登记批复。", reason=False, paper=True),
    }


class LetterPrint(MadeFile, LedgerPage):
    """The request or the reply, as PDF or as DOCX for changes before signing."""

    action = Action.PRINT
    takes = {"which": (nomination_printing.ASK, nomination_printing.REPLY)}
    what = "预备人选请示批复"
    suffix = "pdf"

    def covered(self) -> QuerySet[Nominee]:
        return nominations.nominees_of(self.row(self.kwargs["pk"]))

    def file(self, request: HttpRequest, pk: int, which: str) -> Download:
        row = self.row(pk)
        if which not in (nomination_printing.ASK, nomination_printing.REPLY):
            raise Http404
        if which == nomination_printing.REPLY and not may_reply(row, self.user):
            raise Refused(f"“{row}”还没有批复，批复由县级起草，登记批复后才能打印。")
        nominees, name = nominations.listed(row), f"{row}{'请示' if which == nomination_printing.ASK else '批复'}"
        made = printed(nomination_printing.letter_document(row, nominees, which), name, self.suffix)
        audit.record(audit.Event.PRINTED, by=self.user, row=row)
        return made


class StructurePage(LedgerPage):
    """If these were elected: a calculation over what is entered, never a recommendation."""

    def get(self, request: HttpRequest) -> HttpResponse:
        township = key_of(request.GET.get("township", ""))
        found = previews(self.user, self.cycle)
        towns = list(dict.fromkeys(one.village.township for one in found))
        shown = [one for one in found if not township or one.village.township_id == township]
        context: dict[str, Any] = {
            "shown": shown[:40],
            "number": len(shown),
            "townships": towns,
            "township": township,
            "totals": [(one, one.figures) for one in totals(shown, self.cycle)] if shown else [],
            "indicators": [(MEASURED[name], LABELS[name]) for name in TOWNSHIP],
            "summary": SUMMARY,
            "met": MET_FIGURES,
            "lines": [(one, missed(one)) for one in shown],
            "measures": list(MEASURED.values()),
            "note": CALCULATION,
        }
        return self.render("candidates/structure.html", **context)
