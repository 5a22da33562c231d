"""Form fields written as strings: the templates Django renders for each are a quarter of a list's page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting

from electioncycle.templatetags.office import escaped

FOLDER = "django/forms/widgets/"
INPUTS = ("date", "email", "hidden", "number", "password", "search", "text")


class FormRenderer(TemplatesSetting):
    """What Django's own templates say of these widgets; every other one they still render."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if (write := WRITERS.get(template_name)) is not None:
            return write(context["widget"])
        return super().render(template_name, context, request)


def _attributes(attrs: Mapping[str, Any]) -> str:
    given = ((escaped(name), value) for name, value in attrs.items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{escaped(value)}"' for name, value in given)


def _input(widget: dict[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{escaped(widget["value"])}"'
    kind, name = escaped(widget["type"]), escaped(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attributes(widget["attrs"])}>\n'


def _select(widget: dict[str, Any]) -> str:
    """The options in one go: Django's two templates an option were half of a page with 850 townships."""
    inside = "\n".join(map(_group, widget["optgroups"]))
    return f'<select name="{escaped(widget["name"])}"{_attributes(widget["attrs"])}>{inside}</select>\n'


def _group(group: tuple[str | None, list[dict[str, Any]], int]) -> str:
    name, members, _ = group
    chosen = {False: "", True: " selected"}
    lines = (
        f'<option value="{escaped(one["value"])}"{chosen[one["selected"]]}>{escaped(one["label"])}</option>'
        for one in members
    )
    inside = "\n".join(lines)
    return f'<optgroup label="{escaped(name)}">{inside}</optgroup>' if name else inside


WRITERS: dict[str, Callable[[dict[str, Any]], str]] = {
    f"{FOLDER}select.html": _select,
    **{f"{FOLDER}{name}.html": _input for name in INPUTS},
}
