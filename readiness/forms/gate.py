"""Forms of the gate: the self-check, the working group's check, a paper decision."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from electioncycle.actors import Actor
from electioncycle.ledgers import conflicts
from electioncycle.ledgers.conflicts import Difference
from electioncycle.ledgers.declarations import Explained
from electioncycle.ledgers.forms import Lines
from electioncycle.records import history
from readiness.choices import SlotKind, Verdict
from readiness.evaluations import Evaluation, SelfCheck
from readiness.findings import Spoken
from readiness.models import CheckItem, Condition
from readiness.rules.gate import ItemFacts

VERDICTS = [("", "(未填)"), *Verdict.choices]
CONTROL, SELECT = {"class": "form-control form-control-sm"}, {"class": "form-select form-select-sm"}


def day(label: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", **CONTROL}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **more)


def line(label: str, length: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=length, widget=forms.TextInput(attrs=CONTROL), **more
    )


def words(label: str, rows: int = 2) -> forms.CharField:
    widget = Lines(attrs={"rows": rows, **CONTROL})
    return forms.CharField(label=label, required=False, max_length=2000, widget=widget)


def verdict(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=VERDICTS, widget=forms.Select(attrs=SELECT))


def _asked(condition: Condition) -> Explained:
    """What is asked by a condition, and what it rests on."""
    basis = condition.basis and f"依据：{condition.basis}{'(待确认)' if condition.unsure else ''}。"
    return Explained(condition.question or condition.guidance, [basis] if basis else [])


HEAD = {
    "self_checked_on": Explained("村里逐条自查、签字的日期，不晚于今天。"),
}
STATED = {
    "words": Explained("写做到什么程度、有什么材料，一两句话；原文供现场核查对照。"),
    "reason": Explained("自查结论与“台账对照”不一致时必填：说明以哪个为准、为什么。"),
}
GROUP = {
    "checked_on": Explained("工作小组到村核查的日期，不早于自查日期，不晚于今天。"),
    "group_members": Explained("到村核查的人；填报自查的人不作核查人。"),
}
FOUND = {
    "checked": Explained("到村看材料、问人、对台账后下的结论；与自查不一致的，评估表上标明。"),
    "check_words": Explained("看了什么、问了谁，一两句话；未达标的写差什么。"),
    "check_reason": Explained("核查结论与“台账对照”不一致时必填：说明以哪个为准、为什么。"),
    "recheck_on": Explained("与台账不一致而认定达标的必填，晚于核查日期；到期没有复查的，准入通过不再成立。"),
}
"""What the "?" beside the fields says; conditions bring their own (``_asked``)."""


def _explain(form: forms.Form, said: Mapping[str, Explained]) -> None:
    for name, one in said.items():
        field: Any = form.fields[name]
        field.explained = one


class HeadForm(forms.Form):
    self_checked_on = day("自查日期")
    self_checker = line("自查负责人", 60, help_text="在自查表上签字的村干部姓名及职务")
    on_paper = forms.BooleanField(
        label="纸质自查表，由乡镇代录", required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
    note = line("备注", 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _explain(self, HEAD)


class GroupHeadForm(forms.Form):
    checked_on = day("现场核查日期")
    group_members = line("工作小组成员", 200, help_text="姓名及职务，用顿号分开")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _explain(self, GROUP)


class StatementForm(forms.Form):
    """What the village states about one condition; a field for every text and figure slot."""

    stated = verdict("自查结论")
    words = words("自查情况")
    reason = line("与台账不一致的理由", 200)

    def __init__(self, *args: Any, condition: Condition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.condition = condition
        _explain(self, {**STATED, "stated": _asked(condition)})
        for slot in condition.slots:
            label = slot["label"] + ("(必填)" if slot["required"] else "")
            if slot["kind"] == SlotKind.TEXT:
                self.fields[f"slot-{slot['code']}"] = line(label, 500)
            elif slot["kind"] == SlotKind.FIGURE:
                widget = forms.NumberInput(attrs={"step": "any", "min": "0", **CONTROL})
                field = forms.DecimalField(label=label, required=False, min_value=0, max_digits=12, widget=widget)
                self.fields[f"slot-{slot['code']}"] = field

    @property
    def slots(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("slot-")]

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        evidence = {
            name.removeprefix("slot-"): str(value).strip()
            for name, value in data.items()
            if name.startswith("slot-") and value not in (None, "")
        }
        return {"stated": data["stated"], "words": data["words"], "reason": data["reason"], "evidence": evidence}


class FoundForm(forms.Form):
    """What the working group found about one condition."""

    checked = verdict("核查结论")
    check_words = words("核查情况")
    check_reason = line("与台账不一致的理由", 200)
    recheck_on = day("复查日期")

    def __init__(self, *args: Any, condition: Condition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.condition, self.asked = condition, _asked(condition)
        for field in self.fields.values():  # in a table, without labels of their own
            field.widget.attrs["aria-label"] = f"{condition.name}：{field.label}"


class Line:
    """One condition on a page: its form, the item stored, what the ledgers say with links for this user."""

    def __init__(
        self, found: Evaluation, condition: Condition, facts: ItemFacts, user: Actor, form: Any = None
    ) -> None:
        self.condition, self.facts, self.form = condition, facts, form
        self.item: CheckItem = found.item(condition)
        self.ledgers: list[tuple[Spoken, str]] = [
            (spoken, spoken.url(user)) for source in condition.sources for spoken in found.spoken.get(source, ())
        ]
        self.slots = [(slot, found.holds(self.item, slot)) for slot in condition.slots]
        self.files = [(slot, held) for slot, held in self.slots if slot["kind"] == SlotKind.FILE]


def lines(found: Evaluation, user: Actor) -> list[Line]:
    return [Line(found, c, facts, user) for c, facts in zip(found.conditions, found.facts, strict=True)]


class ItemsForm:
    """A head and one form a condition, in one request."""

    head_form: type[forms.Form]
    item_form: Any
    head_names: tuple[str, ...] = ()

    def __init__(
        self,
        found: Evaluation,
        user: Actor,
        data: Any = None,
        files: Any = None,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        """``typed`` is what a draft holds, by the names it was sent under."""
        self.found, self.data, self.files = found, data, files
        self.typed = typed or {}
        self.head = self.head_form(data, initial=self._over(self._head(), "head"), prefix="head")
        self.lines = lines(found, user)
        for one in self.lines:
            initial = self._over(self._initial(one.item), f"c{one.condition.pk}")
            one.form = self.item_form(data, initial=initial, prefix=f"c{one.condition.pk}", condition=one.condition)

    def _over(self, initial: dict[str, Any], prefix: str) -> dict[str, Any]:
        """The stored values with those of the draft over them."""
        own = {
            name.removeprefix(f"{prefix}-"): said for name, said in self.typed.items() if name.startswith(f"{prefix}-")
        }
        return initial | own

    def _head(self) -> dict[str, Any]:
        return self._head_of(self.found.check) if self.found.check else {"on_paper": True}

    def _head_of(self, check: Any) -> dict[str, Any]:
        return {name: getattr(check, name) for name in self.head_names}

    def _initial(self, item: Any) -> dict[str, Any]:
        evidence = {f"slot-{code}": value for code, value in item.evidence.items()}
        return {name: getattr(item, name, None) for name in self.item_form.base_fields} | evidence

    @property
    def version(self) -> int:
        """The version the form was opened with; 0 before the first save."""
        if self.data is None:
            return self.found.check.version if self.found.check else 0
        text = self.data.get("version", "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def forms(self) -> Iterator[forms.Form]:
        yield self.head
        yield from (one.form for one in self.lines)

    def is_valid(self) -> bool:
        return all(list(map(forms.Form.is_valid, self.forms())))

    @property
    def errors(self) -> list[str]:
        return [
            f"{getattr(form, 'condition', '')} {form.fields[name].label if name in form.fields else ''}：{sentence}"
            for form in self.forms()
            for name, sentences in form.errors.items()
            for sentence in sentences
        ]


class SelfCheckForm(ItemsForm):
    head_form, item_form = HeadForm, StatementForm
    head_names = ("self_checked_on", "self_checker", "on_paper", "note")

    def bound_fields(self) -> Iterator[tuple[str, forms.BoundField]]:
        """All fields by the names they are sent under."""
        for form in self.forms():
            yield from ((field.html_name, field) for field in form)

    def differences(self, version: int) -> list[Difference]:
        """Where my text and the text stored now differ, with who wrote the latter since I opened the form."""
        check = self.found.check
        if check is None:
            return []
        since = conflicts.last_moment(check, version)
        base, touches = history.as_of(check, since), conflicts.touches_since(check, since)
        before = self._head_of(base) if base else {}
        found = list(conflicts.of_form(self.head, before=before, theirs=self._head_of(check), touches=touches))
        for one in self.lines:
            found += self._differing(one, since)
        return found

    def _differing(self, line: Line, since: Any) -> Iterator[Difference]:
        base = history.as_of(line.item, since) if line.item.pk else None
        touches = conflicts.touches_since(line.item, since)
        touched = {name: touches.get("evidence" if name.startswith("slot-") else name) for name in line.form.fields}
        before, stored = self._initial(base) if base else {}, self._initial(line.item)
        theirs = {name: stored.get(name) for name in line.form.fields}
        yield from conflicts.of_form(
            line.form, before=before, theirs=theirs, touches=touched, where=f"{line.condition.name} "
        )

    @property
    def entry(self) -> SelfCheck:
        uploads = {}
        for one in self.lines:
            for slot, _ in one.files:
                if upload := (self.files or {}).get(f"file-{one.condition.pk}-{slot['code']}"):
                    uploads[one.condition.pk, slot["code"]] = upload
        items = {one.condition.pk: one.form.values for one in self.lines}
        return SelfCheck(self.head.cleaned_data, items, uploads, (self.files or {}).get("paper_scan"))


class GroupForm(ItemsForm):
    cells = FOUND
    head_form, item_form = GroupHeadForm, FoundForm
    head_names = ("checked_on", "group_members")

    @property
    def body(self) -> dict[str, str]:
        """What was sent, as a draft keeps it: the fields of this form and nothing else."""
        names = [field.html_name for form in self.forms() for field in form]
        return {name: str(said)[:2000] for name in names if self.data and (said := self.data.get(name))}

    def all_met(self) -> tuple[dict[str, str], list[str]]:
        """The draft with 达标 wherever nothing is typed yet, and the conditions that must be looked at one by one:
        those the village did not state as met, and those the ledgers contradict.
        """
        body, apart = self.body, []
        for one in self.lines:
            name = one.form["checked"].html_name
            if body.get(name):
                continue
            if one.item.stated != Verdict.MET or one.facts.now.met is False:
                apart.append(one.condition.name)
            else:
                body[name] = Verdict.MET
        return body, apart

    @property
    def items(self) -> dict[int, dict[str, Any]]:
        return {one.condition.pk: one.form.cleaned_data for one in self.lines}
