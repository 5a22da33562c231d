"""Template tags of the back office: icons, look-ups, figures, query strings."""

from functools import cache
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from tablericons.templatetags.tablericons import icon as draw

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, size: int = 18) -> str:
    """One of Tabler's outline icons; decoration, hence hidden from screen readers."""
    return draw(f"outline/{name}", size=size, stroke_width="1.75", aria_hidden="true")


@register.simple_tag(takes_context=True)
def query_fields(context: dict[str, Any], *left_out: str) -> SafeString:
    """The current query as hidden fields, so that a GET form keeps what it does not show."""
    pairs = [
        (name, value)
        for name, values in context["request"].GET.lists()
        if name not in left_out
        for value in values
        if value
    ]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Value of a dictionary under a variable key."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.simple_tag
def ledger_url(ledger: Any, page: str, *args: Any) -> str:
    return ledger.url(page, *args)


@register.filter
def percent(part: Any, whole: Any) -> str:
    """``3|percent:4`` → 75.0%; a dash over an empty base."""
    return f"{100 * part / whole:.1f}%" if whole else "—"


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """The current query string with some values set (or dropped when None)."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return query.urlencode()


@register.filter
def any_filled(fields: Any) -> bool:
    """Whether one of these form fields was given a value."""
    return any(field.value() not in (None, "", []) for field in fields)


@register.simple_tag
def tone(ledger: Any, row: Any, name: str) -> str:
    """The colour of a field's status tag, if it has one."""
    return ledger.tone(row, name)


@register.simple_tag
def ledger_row(ledger: Any, row: Any) -> str:
    """How the ledger names one of its rows."""
    return ledger.row_label(row)
