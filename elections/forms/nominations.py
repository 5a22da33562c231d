"""The form of a nominee: somebody the product knows in the village, or a new person with name and sex."""

from typing import Any

from crispy_forms.layout import Column as Cell
from crispy_forms.layout import Fieldset, Row
from django import forms

from electioncycle.ledgers.form_boxes import Box
from electioncycle.ledgers.forms import LedgerForm
from elections.figures.known_people import Known, namesakes, question
from villages.models import Person

KNOWN, ANOTHER = "known", "another"
NEW = "(新人员，请填写姓名和性别)"


class CandidacyForm(LedgerForm):
    """Adds a menu of those who are known in the village; a namesake is asked about, never taken silently."""

    def __init__(self, *args: Any, known: list[Known], row: Any, **more: Any) -> None:
        self.known = known
        super().__init__(*args, row=row, **more)

    def _layout(self) -> Any:
        if self.row is not None:
            return super()._layout()
        people = [("", NEW), *((str(one.person), str(one)) for one in self.known)]
        self.fields[KNOWN] = forms.ChoiceField(label="本村已登记的人员", required=False, choices=people)
        self.fields[ANOTHER] = forms.BooleanField(label="与已登记的同名，但另有其人", required=False)
        for name in ("person__name", "person__sex"):
            self.fields[name].required = False
        helper = super()._layout()
        cells = (Cell(Box(name), css_class="col-12 col-sm-6") for name in (KNOWN, ANOTHER))
        helper.layout.insert(0, Fieldset("", Row(*cells)))
        return helper

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.row is None:
            self.chosen = self._chosen(values)
        return values

    def _chosen(self, values: dict[str, Any]) -> Person | None:
        """The known person; None: a new one."""
        name = values.get("person__name") or ""
        if key := values.get(KNOWN):
            person = Person.objects.get(pk=key)
            if name and name != person.name:
                self.add_error("person__name", f"已选择{person.name}，姓名不用填写；不是此人的，请改选。")
            return person
        for field in ("person__name", "person__sex"):
            if not values.get(field) and field not in self.errors:
                self.add_error(field, "请从已登记的人员中选择，或者填写新人员的姓名和性别。")
        same = namesakes(name, self.known)
        if same and not values.get(ANOTHER):
            how = "是同一人的，请在“本村已登记的人员”中选择；另有其人的，请勾选“与已登记的同名，但另有其人”。"
            self.add_error("person__name", question(name, same, how))
        return None

    @property
    def values(self) -> dict[str, Any]:
        found = super().values
        return found | {"person": self.chosen} if self.row is None and self.chosen else found
