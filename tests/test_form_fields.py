"""Form fields are written as strings: they say what Django's own templates say."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from electioncycle.web.form_renderer import WRITERS, FormRenderer

HOSTILE = "<b onclick='x'>&\"甲"
GROUPED = [("", "全部"), ("甲组", [(1, "一"), (2, HOSTILE)]), (3, mark_safe("<i>三</i>"))]
ATTRS = {"class": HOSTILE, "required": True, "disabled": False, "maxlength": 20}
WIDGETS = {
    "text": (forms.TextInput(ATTRS), HOSTILE),
    "empty": (forms.TextInput(), None),
    "number": (forms.NumberInput(ATTRS), 0),
    "date": (forms.DateInput(), "2026-11-29"),
    "hidden": (forms.HiddenInput(), 7),
    "email": (forms.EmailInput(), "a@b"),
    "search": (forms.TextInput({"type": "search"}), "王"),
    "password": (forms.PasswordInput(render_value=True), HOSTILE),
    "menu": (forms.Select(ATTRS, GROUPED), 2),
    "menu with nothing chosen": (forms.Select(choices=GROUPED), None),
    "menu without choices": (forms.Select(), None),
    "box": (forms.CheckboxInput(), True),
}


def words(html):
    return "".join(html.split())


@pytest.mark.parametrize("name", WIDGETS)
def test_a_field_says_what_djangos_template_says(name):
    widget, value = WIDGETS[name]
    ours = widget.render("field", value, {"id": "id_field"}, FormRenderer())
    assert words(ours) == words(widget.render("field", value, {"id": "id_field"}, DjangoTemplates()))
    assert HOSTILE not in ours


def test_the_fields_people_type_into_are_written_so():
    written = {widget.template_name for widget, _ in WIDGETS.values()} & WRITERS.keys()
    assert len(written) >= 7
