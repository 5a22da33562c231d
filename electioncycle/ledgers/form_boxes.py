"""A field on a ledger's form: label, box, what is wrong with it, help, "?"; in the markup of crispy-bootstrap5.

The package's own template asks some forty questions of every field, for kinds of forms that a ledger does not have;
a form of forty fields spent half of its time there.
"""

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

OTHERS = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput, forms.MultiWidget)
"""What the package draws: no ledger has many of them."""
STAR = mark_safe('<span class="asteriskField">*</span>')


class Box(Field):
    """One field of the form as part of its layout."""

    def render(self, form: Any, context: Any, *args: Any, **kwargs: Any) -> SafeString:
        (name,) = self.fields
        bound: BoundField = form[name]
        widget = bound.field.widget
        if widget.is_hidden or isinstance(widget, OTHERS):
            return super().render(form, context, *args, **kwargs)
        form.rendered_fields.add(name)
        drawn = checkbox(bound) if isinstance(widget, forms.CheckboxInput) else typed(bound)
        explained = getattr(bound.field, "explained", None)
        if explained is None:
            return drawn
        said = render_to_string("partials/explained.html", {"said": explained, "of": bound.label})
        return format_html('<div class="explained">{}{}</div>', drawn, said)


def typed(bound: BoundField) -> SafeString:
    kind = "form-select" if isinstance(bound.field.widget, forms.Select) else "form-control"
    return format_html(
        '<div id="div_{}" class="mb-3"><label for="{}" class="form-label{}">{}{}</label>{}{}</div>',
        bound.auto_id, bound.id_for_label, *_label(bound), _widget(bound, kind), _below(bound),
    )  # fmt: skip


def checkbox(bound: BoundField) -> SafeString:
    return format_html(
        '<div class="mb-3"><div id="div_{}" class="form-check">{}'
        '<label for="{}" class="form-check-label{}">{}{}</label>{}</div></div>',
        bound.auto_id, _widget(bound, "form-check-input"), bound.id_for_label, *_label(bound), _below(bound),
    )  # fmt: skip


def _label(bound: BoundField) -> tuple[str, str, str]:
    return (" requiredField", str(bound.label), STAR) if bound.field.required else ("", str(bound.label), "")


def _widget(bound: BoundField, kind: str) -> SafeString:
    own = bound.field.widget.attrs.get("class", "")
    wrong = " is-invalid" if bound.errors else ""
    box = bound.as_widget(attrs={"class": f"{own} {kind}{wrong}".strip()})
    return box + bound.as_hidden(only_initial=True) if bound.field.show_hidden_initial else box


def _below(bound: BoundField) -> SafeString:
    """What is wrong, then what helps; a help text is the program's own."""
    said = ((number, bound.auto_id, one) for number, one in enumerate(bound.errors, 1))
    wrong = format_html_join("", '<span id="error_{}_{}"><strong>{}</strong></span>', said)
    if wrong:
        wrong = format_html('<div id="{}_error" class="invalid-feedback">{}</div>', bound.auto_id, wrong)
    help_text = bound.help_text
    if not help_text:
        return wrong
    return format_html('{}<div id="{}_helptext" class="form-text">{}</div>', wrong, bound.auto_id, help_text)
