"""Pages of a village's drafts: which forms it may fill, the form, one draft, and the township's form that takes it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.edit_pages import AddPage
from electioncycle.ledgers.forms import LedgerForm
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import form_tokens, workflow
from electioncycle.records.rows import choice_labels
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import Role
from electioncycle.web.moves import MovePage, move
from electioncycle.web.pages import Page, key_of, refused, shown_again, version_seen
from elections.choices import DraftOf
from elections.models import VillageDraft
from elections.services import body_results, village_drafts
from elections.views.base import WRITERS
from elections.views.nominations import candidacy_form

FILLERS = frozenset({Role.VILLAGE_CLERK})
DRAFT = "elections.villagedraft"


class VillageForms(Page):
    """The forms of the election that a village's own clerk fills in for the township."""

    roles = FILLERS
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "elections/village_forms.html", {"forms": DraftOf.choices})


class _DraftForm(AddPage):
    """A form of another ledger, about a draft; who opens it is said here and not by that ledger."""

    draft: Any = None

    def holders(self) -> frozenset[str]:
        return self.roles

    def allowed(self, user: Actor) -> bool:
        return bool(user.roles & self.roles)

    def names(self) -> dict[str, Any]:
        return self.takes

    def standard_form(self, row: Any) -> bool:
        return True

    def about(self, draft: int) -> None:
        """The draft, in the user's territory; the form is that of its ledger, with what the village typed."""
        rows = VillageDraft.objects.visible_to(self.user).filter(cycle=self.cycle).select_related("village")
        self.draft = get_object_or_404(rows, pk=draft)
        self.ledger = ledgers.REGISTRY[self.draft.of]

    def form(self, row: Any, data: Any = None) -> LedgerForm:
        typed = {"village": self.draft.village_id, **self.draft.typed} if self.draft else self._only_village()
        return LedgerForm(self.ledger, data, row=None, user=self.user, cycle=self.cycle, initial=typed)

    def _only_village(self) -> dict[str, Any]:
        """Who fills in for one village need not choose it."""
        own = list(self.ledger.choices("village", self.user, self.cycle)[:2])
        return {"village": own[0].pk} if len(own) == 1 else {}


class FillDraft(_DraftForm):
    """Filled in for the first time."""

    roles = FILLERS
    takes: ClassVar = {"of": tuple(DraftOf.values)}

    def get(self, request: HttpRequest, of: str) -> HttpResponse:  # type: ignore[override]
        self.ledger = ledgers.REGISTRY[DraftOf(of).value]
        return self.page(None, self.form(None))

    def post(self, request: HttpRequest, of: str) -> HttpResponse:  # type: ignore[override]
        self.ledger = ledgers.REGISTRY[DraftOf(of).value]
        return self.kept(self.form(None, request.POST))

    def page(self, row: Any, form: LedgerForm, status: int = 200, **more: Any) -> HttpResponse:
        return self.render("elections/draft_form.html", form=form, draft=self.draft, status=status)

    def kept(self, form: LedgerForm) -> HttpResponse:
        if not form.is_valid():
            return shown_again(self.page(None, form, 422), form)
        typed = {name: form.data.get(name, "") for name in self.ledger.fields if name != "village"}
        try:
            saved = self.filled(typed, form)
        except Conflict:
            raise
        except Refused as error:
            form.add_error(None, str(error))
            return refused(self.page(None, form, 422))
        messages.success(self.request, f"已填报“{saved.get_of_display()}”，由乡镇核对后接收。")
        return redirect("villagedraft_detail", saved.pk)

    def filled(self, typed: dict[str, str], form: LedgerForm) -> VillageDraft:
        token = form.data.get(form_tokens.NAME, "")
        village = form.values["village"]
        return village_drafts.fill(self.ledger.name, typed, village, by=self.user, cycle=self.cycle, form_token=token)


class RefillDraft(FillDraft):
    """Put right before it is taken."""

    takes: ClassVar = {"draft": DRAFT}

    def get(self, request: HttpRequest, draft: int) -> HttpResponse:  # type: ignore[override]
        self.about(draft)
        return self.page(None, self.form(None))

    def post(self, request: HttpRequest, draft: int) -> HttpResponse:  # type: ignore[override]
        self.about(draft)
        return self.kept(self.form(None, request.POST))

    def filled(self, typed: dict[str, str], form: LedgerForm) -> VillageDraft:
        seen = version_seen(self.request.POST)
        return village_drafts.refill(self.draft, typed, form.values["village"], by=self.user, version=seen)


class TakeDraft(_DraftForm):
    """The township's clerk looks it over in the ledger's own form; saving it there takes the draft.

    ``seen`` in the address is the version of the draft that was opened.
    """

    roles = WRITERS
    takes: ClassVar = {"draft": DRAFT}

    def get(self, request: HttpRequest, draft: int) -> HttpResponse:  # type: ignore[override]
        self.about(draft)
        return self.page(None, self.form(None))

    def post(self, request: HttpRequest, draft: int) -> HttpResponse:  # type: ignore[override]
        self.about(draft)
        return super().post(request)

    def form(self, row: Any, data: Any = None) -> LedgerForm:
        if self.draft and self.draft.of == DraftOf.CANDIDACY:
            typed = {"village": self.draft.village_id, **self.draft.typed}
            return candidacy_form(self, row, data, typed)
        return super().form(row, data)

    def conflict(self, row: Any, form: LedgerForm, message: str, version: int | None) -> HttpResponse:
        """The village changed it meanwhile: there is no row yet to compare with."""
        form.add_error(None, message)
        return refused(self.page(row, form, 409))

    def store(self, row: Any, form: LedgerForm, version: int | None) -> Any:
        values, seen = form.values, key_of(self.request.GET.get("seen", ""))
        with transaction.atomic():
            village_drafts.take(self.draft, values["village"], by=self.user, version=seen)
            if self.draft.of == DraftOf.BODY_RESULT:
                body_results.election_for(values["village"], values["body"], values.get("held_on"), by=self.user)
            return super().store(row, form, version)


class DraftPage(DetailPage):
    template = "elections/village_draft.html"

    def more(self, row: VillageDraft) -> dict[str, Any]:
        ledger = ledgers.REGISTRY[row.of]
        lines = [(ledger.label(name), _said(ledger, name, text)) for name, text in row.typed.items()]
        return {"lines": lines, "moves": village_drafts.moves(row, self.user), "steps": workflow.steps(row)}


def _said(ledger: Any, name: str, text: str) -> str:
    """A choice in the words of the form."""
    field = ledger.field(name)
    return choice_labels(field).get(text, text) if field.choices else text


class DraftMove(MovePage, LedgerPage):
    roles = WRITERS
    moves: ClassVar = {village_drafts.SEND_BACK: move(village_drafts.send_back, "已退回村级填报员。")}

    def onward(self, row: VillageDraft, move: str) -> tuple[Any, ...]:
        return ("villagedraft_detail", row.pk)
