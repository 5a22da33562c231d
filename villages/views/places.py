"""Pages that move, merge and renumber villages and areas."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from electioncycle.ledgers.pages import LedgerPage
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import Action
from electioncycle.web.moves import as_seen
from electioncycle.web.pages import refused, shown_again
from villages.forms import PlacesForm
from villages.services import places, tree


class PlaceAct(LedgerPage):
    """One form about one village or area; ``run`` is the service that takes its fields."""

    action = Action.CHANGE
    template = "villages/act.html"
    title = ""
    explains = ""
    final = ""  # why it cannot be taken back, shown with what was chosen before it is done
    form_class: type[PlacesForm] = PlacesForm
    run: Callable[..., Any] = staticmethod(places.move_village)

    def page(self, row: Any, form: PlacesForm, status: int = 200) -> HttpResponse:
        words = {"title": self.title, "explains": self.explains, "final": self.final}
        return self.render(self.template, row=row, form=form, status=status, **words, **self.more(row))

    def more(self, row: Any) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        return self.page(row, self.form_class(user=self.user, row=row))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        form = self.form_class(request.POST, user=self.user, row=row)
        if not form.is_valid():
            return shown_again(self.page(row, form, status=422), form)
        try:
            with as_seen(request, row):
                self.run(row, by=self.user, **form.cleaned_data)
        except Conflict:
            raise
        except Refused as error:
            form.add_error(None, str(error))
            return refused(self.page(row, form, status=422))
        messages.success(request, f"已办理“{row}”的{self.title}。")
        return redirect(self.ledger.url("detail", row.pk))


class AreaCheck(PlaceAct):
    """Lists what hangs wrong below an area, and puts it right."""

    template = "villages/check_tree.html"

    def more(self, row: Any) -> dict[str, Any]:
        return {"found": tree.misplaced(row)}
