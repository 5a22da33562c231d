"""Template tags of the back office: icons, look-ups, figures, bounded progress."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Value of a dictionary under a variable key."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.filter
def url_of(ledger: Any, page: str) -> str:
    return ledger.url(page)


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
