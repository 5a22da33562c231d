"""The entry page's form: head, ratings, members and problems in one request, without JavaScript."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.forms import BoundField

from electioncycle.ledgers import conflicts
from electioncycle.ledgers.conflicts import Difference
from electioncycle.ledgers.forms import Lines, MenuField
from electioncycle.records import history
from readiness.dossiers import HEAD, Dossier, Entry, ProblemLine
from readiness.forms.meanings import CELLS, MEANINGS
from readiness.models import AnalysisProblem, ItemRating, MemberAnalysis, TeamAnalysis
from villages.choices import PartyPost
from villages.models import Cycle, KindItem
from villages.village_ledgers import explain

EXTRA_PROBLEMS = 3
MOST_PROBLEMS = 60


def _field(target: Any, **kwargs: Any) -> Any:
    if isinstance(target, models.DateField):
        kwargs["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if isinstance(target, models.TextField):
        kwargs["widget"] = Lines(attrs={"rows": 3})
    if isinstance(target, models.ForeignKey):
        kwargs["form_class"] = MenuField
    field: Any = target.formfield(**kwargs)
    if isinstance(field, MenuField):
        field.empty_label = "(未选)"
    elif isinstance(field, forms.TypedChoiceField):
        listed: Any = field.choices
        field.choices = [("", "(未选)"), *((value, label) for value, label in listed if value)]
    style = "form-select form-select-sm" if isinstance(field.widget, forms.Select) else "form-control form-control-sm"
    field.widget.attrs["class"] = style
    return field


def named(form: Any, whose: object) -> Any:
    """The form with its fields named for who hears the page: in a table each stands under a head, without a label."""
    for field in (bound.field for bound in form.visible_fields()):
        field.widget.attrs["aria-label"] = f"{whose}：{field.label}"
    return form


class HeadForm(forms.ModelForm):
    """A draft may lack anything; what is there must be of the right kind."""

    class Meta:
        model = TeamAnalysis
        fields = HEAD
        formfield_callback = _field

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("measure_kind", "difficulty", "batch"):
            target: Any = TeamAnalysis._meta.get_field(name)
            field: Any = self.fields[name]
            field.queryset = KindItem.objects.filter(cycle=cycle, **target.get_limit_choices_to())
            field.keep(getattr(self.instance, name))
        explain(self, MEANINGS, cycle.rule_set_id)


class RatingForm(forms.ModelForm):
    class Meta:
        model = ItemRating
        fields = ItemRating.content
        formfield_callback = _field


class MemberForm(forms.ModelForm):
    class Meta:
        model = MemberAnalysis
        fields = MemberAnalysis.content
        formfield_callback = _field


class ProblemForm(forms.ModelForm):
    """One row of the problems; an empty row is no problem."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    listed: ProblemLine | None = None

    class Meta:
        model = AnalysisProblem
        fields = AnalysisProblem.content[1:]
        formfield_callback = _field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["problem"].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("problem") and any(value for name, value in values.items() if name != "id"):
            self.add_error("problem", "请填写问题；要删除此行，请清空整行。")
        return values


class EntryForm:
    """The forms of one village's analysis together."""

    cells = CELLS

    def __init__(self, dossier: Dossier, data: Any = None) -> None:
        self.dossier, self.data = dossier, data
        analysis = dossier.analysis
        initial = {} if analysis else {"reference_date": dossier.cycle.reference_date, "batch": dossier.planned_batch}
        self.head = HeadForm(
            data, instance=self._copy(analysis) or TeamAnalysis(), cycle=dossier.cycle, initial=initial, prefix="head"
        )
        ratings = dossier.ratings
        self.ratings = [
            (item, named(RatingForm(data, instance=self._copy(ratings.get(item.pk)), prefix=f"item-{item.pk}"), item))
            for item in dossier.items
        ]
        self.members = [(member, self._member_form(member)) for member in dossier.team]
        self.problems = [self._problem_form(number) for number in range(self._problem_rows())]

    @staticmethod
    def _copy(row: Any) -> Any:
        """A model form writes into its instance; the dossier's rows stay as stored."""
        return copy(row)

    def _member_form(self, member: Any) -> MemberForm:
        row = self._copy(self.dossier.opinions.get(member.pk))
        form: MemberForm = named(MemberForm(self.data, instance=row, prefix=f"member-{member.pk}"), member)
        if member.party_post == PartyPost.NONE:
            del form.fields["proposal"]
        return form

    def _problem_rows(self) -> int:
        if self.data is None:
            return len(self.dossier.problems) + EXTRA_PROBLEMS
        text = self.data.get("problem-rows", "")
        return min(int(text), MOST_PROBLEMS) if text.isdecimal() and len(text) < 4 else 0

    def _problem_form(self, number: int) -> ProblemForm:
        known = self.dossier.problems
        row = known[number] if self.data is None and number < len(known) else None
        initial = {"id": row.pk} if row else {}
        form = ProblemForm(self.data, instance=self._copy(row), initial=initial, prefix=f"problem-{number}")
        form.listed = self._listed(str(form["id"].value() or ""))
        named(form, f"问题{number + 1}")
        return form

    def _listed(self, key: str) -> ProblemLine | None:
        """The row as the problem ledger keeps it, where it stands there: the form shows it and changes nothing."""
        return next((one for one in self.dossier.problem_lines if one.listed and str(one.row.pk) == key), None)

    @property
    def version(self) -> int:
        """The version this form was opened with; 0 before the first save."""
        if self.data is None:
            return self.dossier.analysis.version if self.dossier.analysis else 0
        text = self.data.get("version", "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def forms(self) -> Iterator[forms.ModelForm]:
        yield self.head
        yield from (form for _, form in self.ratings)
        yield from (form for _, form in self.members)
        yield from self.problems

    def is_valid(self) -> bool:
        return all(list(map(forms.ModelForm.is_valid, self.forms())))

    @property
    def errors(self) -> list[str]:
        return [
            f"{form.fields[name].label}：{sentence}" if name in form.fields else str(sentence)
            for form in self.forms()
            for name, sentences in form.errors.items()
            for sentence in sentences
        ]

    @property
    def entry(self) -> Entry:
        return Entry(
            head=self.head.cleaned_data,
            ratings={item.pk: form.cleaned_data for item, form in self.ratings},
            members={member.pk: form.cleaned_data for member, form in self.members},
            problems=[form.cleaned_data for form in self.problems if form.cleaned_data.get("problem")],
        )

    def bound_fields(self) -> Iterator[tuple[str, BoundField]]:
        """Head, ratings and opinions by the names they are sent under."""
        for form in (self.head, *(form for _, form in self.ratings), *(form for _, form in self.members)):
            yield from ((field.html_name, field) for field in form)

    def keep_stored_problems(self) -> None:
        """The problems as they are stored now, instead of those that were sent."""
        stored, self.data = self.data, None
        self.problems = [self._problem_form(number) for number in range(self._problem_rows())]
        self.data = stored.copy()
        for name in [name for name in self.data if name.startswith("problem-")]:
            del self.data[name]
        for form in self.problems:
            for field in form:
                self.data.setlist(field.html_name, conflicts.sent(field))
        self.data["problem-rows"] = str(len(self.problems))
        self.problems = [self._problem_form(number) for number in range(self._problem_rows())]

    def differences(self, version: int) -> list[Difference]:
        """Where my text and the text stored now differ, with who wrote the latter since I opened the form."""
        stored = self.dossier
        since = conflicts.last_moment(stored.analysis, version) if stored.analysis else None
        found = list(_differing(self.head, stored.analysis, "", since))
        for item, rating in self.ratings:
            found += _differing(rating, stored.ratings.get(item.pk), f"{item} ", since)
        for member, opinion in self.members:
            found += _differing(opinion, stored.opinions.get(member.pk), f"{member} ", since)
        mine = "；".join(form.cleaned_data["problem"] for form in self.problems if form.cleaned_data.get("problem"))
        theirs = "；".join(problem.problem for problem in stored.problems)
        if mine == theirs:
            return found
        touches = [touch for row in stored.problems for touch in conflicts.touches_since(row, since).values()]
        latest = max(touches, key=lambda touch: touch.at, default=None)
        return [*found, Difference("problems", "问题与对策（整表）", "", mine, theirs, latest)]


def _differing(form: forms.ModelForm, stored: Any, where: str, since: datetime | None) -> Iterator[Difference]:
    touches = conflicts.touches_since(stored, since)
    base = history.as_of(stored, since) if stored is not None and since else None
    for name, value in form.cleaned_data.items():
        target = form._meta.model._meta.get_field(name)
        mine, theirs = (history.shown(target, one) for one in (value, getattr(stored, name, None)))
        if mine != theirs:
            before = history.shown(target, getattr(base, target.attname)) if base else ""
            label = f"{where}{form.fields[name].label}"
            yield Difference(form[name].html_name, label, before, mine, theirs, touches.get(name))
