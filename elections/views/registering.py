"""The form in which a by-election, a recall or another election is registered, with the seats of its posts."""

from typing import Any

from crispy_forms.layout import Column as Cell
from crispy_forms.layout import Fieldset, Row
from django import forms

from electioncycle.ledgers.edit_pages import AddPage, EditPage
from electioncycle.ledgers.form_boxes import Box
from electioncycle.ledgers.forms import LedgerForm
from electioncycle.records import form_tokens
from elections.choices import MOST_SEATS, PostCode
from elections.services import opening

PREFIX = "seats_"


class ElectionForm(LedgerForm):
    """The fields of the ledger and a number for each post."""

    def __init__(self, *args: Any, row: Any, initial: Any, **more: Any) -> None:
        stored = {} if row is None else {f"{PREFIX}{post}": number for post, number in opening.seats_of(row).items()}
        super().__init__(*args, row=row, initial={**stored, **initial}, **more)

    def _layout(self) -> Any:
        """The posts stand below what the ledger asks."""
        for post in PostCode:
            number = forms.IntegerField(label=post.label, required=False, min_value=1, max_value=MOST_SEATS)
            self.fields[f"{PREFIX}{post}"] = number
        helper = super()._layout()
        cells = (Cell(Box(f"{PREFIX}{post}"), css_class="col-4 col-sm-3 col-lg-1") for post in PostCode)
        legend = "补选(罢免)的职务和名额(只填涉及的职务；换届选举按本村选举办法，不填)"
        helper.layout.insert(1, Fieldset(legend, Row(*cells)))
        return helper

    @property
    def seats(self) -> dict[str, int]:
        given = {str(post): self.cleaned_data.get(f"{PREFIX}{post}") for post in PostCode}
        return {post: number for post, number in given.items() if number}

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors:
            by_start = self.row is not None and self.row.start_id is not None
            said = opening.faults(values, self.seats, by_start=by_start).get("seats")
            if said:
                self.add_error(None, said)
        return values


class RegisterPage(EditPage):
    def form(self, row: Any, data: Any = None) -> LedgerForm:
        offered = {*self.ledger.fields, *(f"{PREFIX}{post}" for post in PostCode)}
        initial = {name: given for name, given in self.request.GET.items() if name in offered}
        return ElectionForm(self.ledger, data, row=row, user=self.user, cycle=self.cycle_or_none, initial=initial)

    def store(self, row: Any, form: Any, version: int | None) -> Any:
        sent = form.cleaned_data
        return opening.register(
            row,
            form.values,
            form.seats,
            by=self.user,
            version=version,
            reason=sent.get("reason", ""),
            form_token=sent.get(form_tokens.NAME, ""),
        )


class AddElection(RegisterPage, AddPage):
    """A new one, at any time: its term is the one in force on its day."""


class EditElection(RegisterPage):
    """Corrections before the first round begins."""
