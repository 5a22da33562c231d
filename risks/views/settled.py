"""Pages of a risk point or a key set: its page with the moves, and the printed folder."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from electioncycle.disclosure import restricted
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.roles import FIELD, Action, Role
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, download, printed
from electioncycle.web.moves import MovePage, day_of, move, next_of
from risks.choices import Outcome, State
from risks.models import KeyPerson
from risks.papers import settled as printing
from risks.services import closing


class SettledPage(DetailPage):
    """What is entered, the way it has gone so far, and the moves this user has."""

    template = "risks/settled.html"

    def more(self, row: Any) -> dict[str, Any]:
        return {
            "moves": closing.moves(row, self.user),
            "steps": list(workflow.steps(row)),
            "today": timezone.localdate(),
            "outcomes": Outcome.choices if isinstance(row, KeyPerson) else (),
        }


class SettledMove(MovePage, LedgerPage):
    roles = FIELD - {Role.COUNTY_READER}

    following: int | None = None

    def row(self, pk: int) -> Any:
        if "next" in self.request.POST:
            self.following = next_of(self.rows().filter(state=State.PENDING), after=pk)
        return super().row(pk)

    def onward(self, row: Any, move: str) -> tuple[Any, ...]:
        return (self.ledger.url("detail", self.following or row.pk),)

    def _progress(self, row: Any, version: int) -> str:
        text = self.request.POST.get("on", "")
        on = day_of(text, "进展日期", "on") if text else None
        words = self.request.POST.get("text", "")[:2000]
        closing.report_progress(row, text=words, on=on, by=self.user, version=version)
        return "已登记进展。"

    def _apply(self, row: Any, version: int) -> str:
        data = self.request.POST
        closing.apply_closing(
            row,
            proof=data.get("proof", "")[:2000],
            outcome=data.get("outcome", ""),
            upload=self.request.FILES.get("file"),
            by=self.user,
            version=version,
        )
        return "已提交销号申请，等待县级核验。"

    moves: ClassVar = {
        "progress": _progress,
        "apply": _apply,
        "take_back": move(closing.take_back, "已撤回销号申请，可以继续填报。"),
        "verify": move(closing.verify_closing, "已核验销号。"),
        "return": move(closing.return_closing, "已退回乡镇。"),
        "reopen": move(closing.reopen, "已重新打开，乡镇可以继续化解。"),
    }


class FolderPage(LedgerPage):
    """One set as PDF, or as DOCX for changes by hand."""

    heavy = "print"
    action = Action.PRINT
    suffix = "pdf"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        (document,) = printing.documents(self.ledger, [row])
        made = printed(document, f"{row.village.township}_{row.village}_{self.ledger.title}", self.suffix)
        note_reading(self, [row])
        audit.record(audit.Event.PRINTED, by=self.user, row=row)
        return made


class FoldersPage(LedgerPage):
    """The ticked sets, else those of the filter, in one file."""

    heavy = "print"
    action = Action.PRINT

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(self.chosen()[: printing.MOST + 1])
        form = request.GET.get("as", "pdf")
        if form not in PAPERS:
            raise Http404
        volume = printing.folder(self.ledger, rows)
        data = volume.docx() if form == "docx" else volume.pdf().pdf
        note_reading(self, rows)
        audit.record(audit.Event.PRINTED, by=self.user, ledger=self.ledger.name, rows=len(rows))
        return download(data, f"{self.ledger.title}{len(rows)}套.{form}")


def note_reading(page: LedgerPage, rows: list[Any]) -> None:
    """Entries about persons are not read without a trace."""
    if page.ledger.model is KeyPerson:
        restricted.record_reading(rows, by=page.user, how="print")
