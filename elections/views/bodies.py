"""Pages of the smaller bodies: a row with what the rules say of it, and the form that brings its election."""

from typing import Any

from django.db import transaction

from electioncycle.ledgers.edit_pages import AddPage
from electioncycle.ledgers.forms import LedgerForm
from electioncycle.ledgers.pages import DetailPage
from electioncycle.web.pages import key_of
from elections.models import BodyResult
from elections.services import body_results
from villages.models import Village


class BodyResultPage(DetailPage):
    template = "elections/body_result.html"

    def more(self, row: BodyResult) -> dict[str, Any]:
        return {"told": body_results.sentences(row, self.cycle_or_none)}


class AddBodyResult(AddPage):
    """The first figures of an election register it; those of one village and body are proposed."""

    def form(self, row: Any, data: Any = None) -> LedgerForm:
        form = super().form(row, data)
        asked = self.request.GET
        village = Village.objects.visible_to(self.user).filter(pk=key_of(asked.get("village", ""))).first()
        if village is not None and not form.is_bound:
            proposed = body_results.expected(village, asked.get("body", ""), self.cycle_or_none)
            form.initial = {**proposed, **form.initial}
        return form

    def store(self, row: Any, form: Any, version: int | None) -> Any:
        values = form.values
        with transaction.atomic():
            body_results.election_for(values["village"], values["body"], values.get("held_on"), by=self.user)
            return super().store(row, form, version)
