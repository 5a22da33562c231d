"""Forms of election rules: a field for everything a village decides, and the vote that adopted it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django import forms

from electioncycle.ledgers.declarations import Explained, Meaning
from electioncycle.ledgers.forms import Lines
from elections.choices import Adopter
from elections.models import SchemeTemplate
from elections.rules import scheme as rules
from elections.rules.scheme import Adoption, Finding, Item, Meeting
from elections.rules.sheet import Unreadable
from villages.rules.values import Choice, Several, Text, Whole, YesNo
from villages.village_ledgers import explain, grounds_of

CONTROL, SELECT = {"class": "form-control form-control-sm"}, {"class": "form-select form-select-sm"}
UNSET = ("", "(未填)")
LONG = 100
"""Texts that may be longer get several lines."""


def _field(item: Item) -> forms.Field:
    label = f"{item.label}*" if item.required else item.label
    kind = item.kind
    if isinstance(kind, Several):
        words, boxes = list(kind.words.items()), forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=label, required=False, choices=words, widget=boxes)
    if isinstance(kind, Choice | YesNo):
        words = list(kind.words.items()) if isinstance(kind, Choice) else [("是", "是"), ("否", "否")]
        return forms.ChoiceField(
            label=label, required=False, choices=[UNSET, *words], widget=forms.Select(attrs=SELECT)
        )
    if isinstance(kind, Whole):
        widget: forms.Widget = forms.NumberInput(attrs={"min": kind.least, "max": kind.most, **CONTROL})
        return forms.CharField(label=f"{label}({kind.unit})", required=False, max_length=6, widget=widget)
    long = isinstance(kind, Text) and kind.most > LONG
    widget = Lines(attrs={"rows": 3, **CONTROL}) if long else forms.TextInput(attrs=CONTROL)
    return forms.CharField(label=label, required=False, max_length=getattr(kind, "most", None), widget=widget)


class ValuesForm(forms.Form):
    """What is decided, key by key; ``tell`` puts what the rule set says against it beside the fields."""

    def __init__(self, data: Any = None, *, values: Mapping[str, Any]) -> None:
        initial = {key: _typed(item, values.get(key)) for key, item in rules.items().items()}
        super().__init__(data, initial=initial)
        for key, item in rules.items().items():
            self.fields[key] = _field(item)

    def clean(self) -> dict[str, Any]:
        """Each value as its kind keeps it; what cannot be read is said beside its field."""
        data = super().clean() or {}
        self.values: dict[str, Any] = {}
        for key in rules.items():
            try:
                self.values |= rules.read({key: data.get(key)})
            except Unreadable as error:
                self.add_error(key, str(error).partition("：")[2])
        return data

    def tell(self, findings: Iterable[Finding]) -> None:
        for one in findings:
            self.add_error(one.key if one.key in self.fields else None, f"{one.code} {one.text}")

    def explain(self, rule_set: int | None) -> None:
        """The "?" beside each field that a rule of this set bounds, or whose label does not say enough."""
        said = grounds_of(rule_set, (key for item in rules.items().values() for key in item.asked))
        for key, item in rules.items().items():
            grounds = item.grounds(said)
            if item.meaning or grounds:
                field: Any = self.fields[key]
                field.explained = Explained(item.meaning, grounds)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        parts = groupby(rules.items().values(), key=lambda item: item.group)
        return [(name, [self[item.key] for item in each]) for name, each in parts]


def _typed(item: Item, value: Any) -> Any:
    """A stored value as the field sends it."""
    if value is None:
        return None
    return item.shown(value) if isinstance(item.kind, YesNo) else value


def _people(label: str) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"min": 0, **CONTROL})
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, widget=widget)


MEETING = {
    "adopted_by": Meaning("通过选举办法的会议，照会议记录选择。", ("assembly_quorum", "representatives_quorum")),
    "entitled": Meaning("有资格参加这次会议的人数。"),
    "present": Meaning("签到的人数，不含列席。"),
    "in_favour": Meaning("举手或投票赞成的人数，照记录填写。", ("adoption_over",)),
}
"""What the "?" beside the fields of the vote says."""


class MeetingForm(forms.Form):
    """The meeting that adopted a scheme."""

    adopted_by = forms.ChoiceField(label="通过会议*", choices=Adopter, widget=forms.Select(attrs=SELECT))
    held_on = forms.DateField(
        label="通过日期*", widget=forms.DateInput(attrs={"type": "date", **CONTROL}, format="%Y-%m-%d")
    )
    entitled = _people("应到会(人)*")
    present = _people("到会(人)*")
    in_favour = _people("赞成(人)*")
    document_number = forms.CharField(
        label="文号", required=False, max_length=60, widget=forms.TextInput(attrs=CONTROL)
    )
    scan = forms.FileField(
        label="表决记录扫描件",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png", **CONTROL}),
    )
    as_fact = forms.BooleanField(
        label="如实登记：村里已经这样通过；与规定不符的记为程序瑕疵",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def explain(self, rule_set: int | None) -> None:
        explain(self, MEETING, rule_set)

    @property
    def meeting(self) -> Meeting:
        data = self.cleaned_data
        adoption = Adoption(data["adopted_by"], data["entitled"], data["present"], data["in_favour"])
        return Meeting(adoption, data["held_on"], data["document_number"], data["scan"])

    def sentence(self) -> str:
        """What is wrong with the form, for a page that cannot show it again."""
        return "；".join(f"{self[name].label.rstrip('*')}：{words[0]}" for name, words in self.errors.items())


class TemplateHead(forms.ModelForm):
    """For which villages a template is meant."""

    class Meta:
        model = SchemeTemplate
        fields = ("name", "batch", "unit_kind")
        widgets = {
            "name": forms.TextInput(attrs=CONTROL),
            "batch": forms.Select(attrs=SELECT),
            "unit_kind": forms.Select(attrs=SELECT),
        }

    def __init__(self, *args: Any, batches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = batches  # type: ignore[attr-defined]

    def validate_constraints(self) -> None:
        """The service says what stands against it, in the transaction that saves."""


def all_errors(*each: Any) -> Sequence[str]:
    return [str(sentence) for form in each for words in form.errors.values() for sentence in words]
