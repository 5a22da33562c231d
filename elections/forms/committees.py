"""The list of an election committee in one form: a line a member, somebody known or a new name with sex."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from elections.choices import CommitteeRole
from elections.figures.known_people import Known, namesakes, question
from elections.forms.schemes import CONTROL, SELECT
from elections.models import CommitteeMember
from elections.rules.committees import NAMESAKE, Named
from villages.choices import Sex

EXTRA = 3
LEAST_LINES = 9
"""What most committees need with their substitutes; a longer list gets empty lines behind it."""


class MemberLine(forms.Form):
    """One line; empty lines are left out."""

    role = forms.ChoiceField(label="职务", choices=CommitteeRole, widget=forms.Select(attrs=SELECT))
    person = forms.ChoiceField(label="本村已登记人员", required=False, widget=forms.Select(attrs=SELECT))
    name = forms.CharField(
        label="姓名", required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", **CONTROL})
    )
    sex = forms.ChoiceField(
        label="性别", required=False, choices=[("", "—"), *Sex.choices], widget=forms.Select(attrs=SELECT)
    )
    another = forms.BooleanField(
        label="另有其人", required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
    gone = forms.BooleanField(
        label="去掉", required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def __init__(
        self, data: Any, number: int, *, people: Sequence[Known], member: CommitteeMember | None, **kwargs: Any
    ) -> None:
        super().__init__(data, prefix=f"line{number}", **kwargs)
        self.member, self.people = member, people
        for field in self.fields.values():  # their labels stand at the head of the columns, which nobody reads aloud
            field.widget.attrs["aria-label"] = f"第{number + 1}行{field.label}"
        shown = [(str(one.person), str(one)) for one in people]
        self.fields["person"].choices = [("", "(不在其中，另填姓名)"), *shown]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name = (data.get("name") or "").strip()
        if self.member is not None or not name or data.get("person"):
            return data
        if not data.get("sex"):
            self.add_error("sex", "请选择性别。")
        if not data.get("another") and (same := namesakes(name, self.people)):
            self.add_error("name", question(name, same, NAMESAKE))
        return data

    @property
    def named(self) -> Named | None:
        """None for an empty line and for one that is to go."""
        data = self.cleaned_data
        known, name = int(data.get("person") or 0), (data.get("name") or "").strip()
        if data.get("gone") or not (self.member or known or name):
            return None
        row = self.member.pk if self.member else 0
        return Named(data["role"], known, name, data.get("sex", ""), row, data.get("another", False))


def lines(members: Iterable[CommitteeMember], people: Sequence[Known], data: Any = None) -> list[MemberLine]:
    """A form a member that is there, and empty ones; each under its own prefix."""
    there = list(members)
    count = max(LEAST_LINES, len(there) + EXTRA)
    made = []
    for number in range(count):
        member = there[number] if number < len(there) else None
        role = member.role if member else CommitteeRole.HEAD if number == 0 else CommitteeRole.MEMBER
        initial = {"role": role}
        made.append(MemberLine(data, number, people=people, member=member, initial=initial))
    return made
