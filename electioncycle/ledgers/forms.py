"""The form of a ledger, made from its declaration; the importer uses the same fields and the same checks."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column as Cell
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.db import models
from django.forms.models import ModelChoiceIterator

from electioncycle.actors import Actor, CycleLike
from electioncycle.cleaning import cells, characters
from electioncycle.ledgers.declarations import Explained
from electioncycle.ledgers.form_boxes import Box
from electioncycle.ledgers.form_words import words_of
from electioncycle.ledgers.ledger import Ledger
from electioncycle.records import form_tokens, history
from electioncycle.records.months import MonthBox, MonthField
from electioncycle.records.name_fields import line_reader
from electioncycle.security import stray_numbers
from electioncycle.security.privacy import EncryptedField

MANY = 200
"""More choices than this are a code or name to type, not a menu."""
UNCHOSEN = "请选择"


class Lines(forms.Textarea):
    """Several lines. Browsers send CR LF whatever they were given: what is stored, counted and compared has LF."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return history.plain_lines(value) if isinstance(value, str) else value


class ClockBox(forms.TimeField):
    """A time of day, read as in grid and workbook."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def to_python(self, value: Any) -> Any:
        try:
            return cells.clean_time(value)
        except ValueError as error:
            raise forms.ValidationError(f"{error}。") from error


class MenuChoices(ModelChoiceIterator):
    field: "MenuField"

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.kept is not None:
            yield self.choice(self.field.kept)
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for row in self.field.offered:
            yield self.choice(row)


class MenuField(forms.ModelChoiceField):
    """A related row out of a menu; a present row that the user may not choose is kept unless he chooses another."""

    iterator = MenuChoices
    kept: Any = None

    @cached_property
    def offered(self) -> list[Any]:
        """The rows of the menu, read once for showing, keeping and choosing."""
        rows: Any = self.queryset
        return list(rows)

    def keep(self, present: Any) -> None:
        if present is not None and all(row.pk != present.pk for row in self.offered):
            self.kept, self.empty_label = present, None
            self.widget.choices = self.choices

    def to_python(self, value: Any) -> Any:
        if self.kept is not None and (value in self.empty_values or str(value) == str(self.kept.pk)):
            return self.kept
        chosen = next((row for row in self.offered if str(row.pk) == str(value)), None)
        return super().to_python(value) if chosen is None else chosen


class LookupField(forms.CharField):
    """A related row named by code, name or “乡镇 名称”, looked up within what the user may see; kept as in a menu."""

    present: Any = None
    kept: Any = None

    def __init__(self, *, queryset: models.QuerySet, **kwargs: Any) -> None:
        self.queryset = queryset
        super().__init__(**kwargs)

    def keep(self, present: Any) -> None:
        self.present = present
        if present is not None and not self.queryset.filter(pk=present.pk).exists():
            self.kept, self.required = present, False

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int) or (isinstance(value, str) and value.isdigit() and len(value) < 9):  # a row's key
            value = self.queryset.filter(pk=value).first() or ""
        return getattr(value, "code", None) or (str(value) if value else "")

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return self.kept
        if text == self.prepare_value(self.present):
            return self.present
        names = [f.name for f in self.queryset.model._meta.fields]
        if "code" in names and (found := self.queryset.filter(code=text).first()):
            return found
        words = text.replace("/", " ").split()
        by_name = getattr(self.queryset.model, "lookup_by", "name")
        found = list(self.queryset.filter(**{by_name: words[-1]})[:20])
        if len(words) > 1:
            found = [row for row in found if str(getattr(row, "township", "")) == words[0]]
        if len(found) == 1:
            return found[0]
        if not found:
            found = list(self.queryset.filter(search_text__found=words[-1].lower())[:6])
            hint = "您要找的是不是：" + "、".join(map(str, found)) + "?" if found else "请核对名称或填写12位代码。"
            raise forms.ValidationError(f"没有找到“{text}”。{hint}")
        raise forms.ValidationError(f"有{len(found)}个“{text}”，请写成“乡镇 名称”或填写代码。")


def related_field(ledger: Ledger, name: str, target: models.ForeignKey, *, user: Actor, cycle: CycleLike | None) -> Any:
    rows, label = ledger.choices(name, user, cycle), ledger.label(name)
    if rows[: MANY + 1].count() > MANY:
        return LookupField(
            queryset=rows, required=not target.blank, label=label, help_text="填写名称、“乡镇 名称”或12位代码"
        )
    return MenuField(rows, required=not target.blank, label=label, help_text=target.help_text, empty_label=UNCHOSEN)


def has_lines(target: models.Field, present: Any) -> bool:
    """Whether a field takes several lines, or holds them out of a workbook: a browser drops them from a single line."""
    if isinstance(target, EncryptedField):
        return False
    return isinstance(target, models.TextField) or (isinstance(present, str) and "\n" in present)


def explained(ledger: Ledger, name: str, cycle: CycleLike | None) -> Explained | None:
    """What the "?" at this field says, in a form as at the head of its column; None where it is not explained."""
    meaning = ledger.meanings.get(name)
    return Explained(meaning.text, ledger.grounds(meaning.rules, cycle)) if meaning else None


def form_field(ledger: Ledger, name: str, *, user: Actor, cycle: CycleLike | None, row: Any = None) -> forms.Field:
    """One form field with the menu narrowed to what this user may choose, and what this row has already."""
    target = ledger.field(name)
    if isinstance(target, models.ForeignKey):
        related = related_field(ledger, name, target, user=user, cycle=cycle)
        related.keep(ledger.value(row, name))
        return related
    kwargs: dict[str, Any] = {"label": ledger.label(name)}
    if isinstance(target, models.DateField) and not isinstance(target, MonthField):
        kwargs["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if isinstance(target, models.TimeField):
        kwargs["form_class"] = ClockBox
    if has_lines(target, ledger.value(row, name)):
        kwargs["widget"] = Lines(attrs={"rows": 3})
    field: Any = target.formfield(**kwargs)
    if isinstance(field, MonthBox):
        field.stored = ledger.value(row, name)
    if target.choices:
        field.choices = [(code, label if code not in ("", None) else UNCHOSEN) for code, label in field.choices]
    else:
        known = {type(one) for one in field.validators}  # a model's own validators do not come with its form field
        field.validators += [one for one in target.validators if type(one) not in known]
    if target.has_default():
        field.initial = default = target.get_default()
        # A number with a default may be left empty: the check below puts the default in (see LedgerForm.clean).
        field.required = field.required and not (isinstance(default, int) and not isinstance(default, bool))
    return field


def form_fields(ledger: Ledger, *, user: Actor, cycle: CycleLike | None, row: Any = None) -> dict[str, forms.Field]:
    fields = {name: form_field(ledger, name, user=user, cycle=cycle, row=row) for name in ledger.fields}
    for field in fields.values():
        field.error_messages |= words_of(field)
    return fields


class LedgerForm(forms.Form):
    """Adds or changes one row. A masked number left as it is means unchanged."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)  # judged by ``version_seen``
    undoes = forms.CharField(required=False, widget=forms.HiddenInput)  # what the page said that saving will undo
    reason = forms.CharField(
        label="修改说明",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "可不填；将记入修改历史"}),
    )

    def __init__(
        self, ledger: Ledger, data: Any = None, *, row: Any, user: Actor, cycle: CycleLike | None, initial: Any
    ) -> None:
        self.ledger, self.row, self.user, self.cycle = ledger, row, user, cycle
        super().__init__(data, initial={**self._stored(row), **initial})
        self.fields = {**form_fields(ledger, user=user, cycle=cycle, row=row), **self.fields}
        if row is None:
            del self.fields["reason"]
            self.fields[form_tokens.NAME] = forms.CharField(
                required=False, max_length=40, widget=forms.HiddenInput, initial=form_tokens.new
            )
        self.helper = self._layout()

    def _stored(self, row: Any) -> dict[str, Any]:
        if row is None:
            return {}
        stored: dict[str, Any] = {"version": row.version}
        for name in self.ledger.fields:
            value, target = self.ledger.value(row, name), self.ledger.field(name)
            stored[name] = target.mask(value) if value and isinstance(target, EncryptedField) else value
        return stored

    def _layout(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        groups = self.ledger.fieldsets or (("", self.ledger.fields),)
        blocks = [
            Fieldset(legend, Row(*(Cell(self._box(name), css_class=self._width(name)) for name in names)))
            for legend, names in groups
        ]
        rest = [name for name in ("reason",) if name in self.fields]
        hidden = [name for name in ("version", "undoes", form_tokens.NAME) if name in self.fields]
        helper.layout = Layout(*blocks, *(Row(Cell(Box(name), css_class="col-12")) for name in rest), *hidden)
        return helper

    def _box(self, name: str) -> Box:
        """The field, with its "?" where the ledger explains it."""
        if said := explained(self.ledger, name, self.cycle):
            field: Any = self.fields[name]
            field.explained = said
        return Box(name)

    def _width(self, name: str) -> str:
        return "col-12" if isinstance(self.fields[name].widget, forms.Textarea) else "col-12 col-sm-6 col-lg-3"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in self.ledger.fields:
            target = self.ledger.field(name)
            if values.get(name) is None and not target.null and target.has_default() and name in values:
                values[name] = target.get_default()
            before = self.ledger.value(self.row, name) if self.row else None
            if isinstance(values.get(name), str) and values[name]:
                self._settle_text(values, name, target, before)
            if sentence := stray_numbers.fault(target, self.ledger.label(name), values.get(name), before):
                self.add_error(name, sentence)
        own = {name: values[name] for name in self.ledger.fields if name in values}
        found = self.ledger.check(own, self.row, user=self.user, cycle=self.cycle)
        for name, sentence in found.items():
            self.add_error(name if name in self.fields else None, sentence)
        return values

    def _settle_text(self, values: dict[str, Any], name: str, target: models.Field, stored: Any) -> None:
        """What is untouched stays, be it shown as its mask; anything new is cleaned and judged as in a workbook."""
        read = line_reader(target)
        if values[name] == stored:
            return
        if read is None:
            if isinstance(target, models.TextField):
                values[name] = characters.composed(values[name])
            return
        if stored and isinstance(target, EncryptedField) and values[name] == target.mask(stored):
            values[name] = stored
            return
        try:
            values[name] = read(values[name]) or ""
        except ValueError as error:
            self.add_error(name, f"{error}。".replace("。。", "。"))
            return
        if not values[name] and self.fields[name].required:
            self.add_error(name, self.fields[name].error_messages["required"])

    @property
    def place(self) -> Any:
        """The place for which the row is entered, as far as it was chosen."""
        name = self.ledger.place
        if name not in self.fields:
            return None
        field = self.fields[name]
        try:
            return field.clean(field.prepare_value(self[name].value()))
        except forms.ValidationError:
            return None

    @property
    def told(self) -> list[str]:
        """What the page that was sent said about the approvals that saving will undo."""
        return str(self.data.get("undoes", "")).splitlines()

    def tell(self, undone: list[str]) -> None:
        """Let the page send along what it says, so that nothing is undone that nobody read about before."""
        said = "\n".join(undone)
        if self.is_bound:
            data: Any = self.data
            self.data = data = data.copy()
            data["undoes"] = said
        else:
            self.initial["undoes"] = said

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.ledger.fields if name in self.cleaned_data}
