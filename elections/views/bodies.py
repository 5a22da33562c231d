"""Pages of the smaller bodies: a row with what the rules say of it, and the form that brings its election."""

from typing import Any

from django.db import transaction

from electioncycle.ledgers.edit_pages import AddPage
from electioncycle.ledgers.pages import DetailPage
from elections.models import BodyResult
from elections.services import body_results


class BodyResultPage(DetailPage):
    template = "elections/body_result.html"

    def more(self, row: BodyResult) -> dict[str, Any]:
        return {"told": body_results.sentences(row, self.cycle_or_none)}


class AddBodyResult(AddPage):
    """The first figures of an election register it."""

    def store(self, row: Any, form: Any, version: int | None) -> Any:
        values = form.values
        with transaction.atomic():
            body_results.election_for(values["village"], values["body"], values.get("held_on"), by=self.user)
            return super().store(row, form, version)
