"""Template tags that name a figure as it is defined: headings of columns, names on cards, change since yesterday."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from electioncycle import figures

register = template.Library()


@register.simple_tag
def head(code: str, label: Any = "", *, rows: int = 0, title: str = "") -> SafeString:
    """The heading of a column of figures. ``label`` is the entry where the figure has one for each entry of a list,
    ``title`` what is said of that entry.
    """
    figure = figures.of(code)
    span = format_html(' rowspan="{}"', rows) if rows else ""
    return format_html(
        '<th class="num" scope="col" data-figure="{}" title="{}"{}>{}</th>',
        code,
        title or figure.explained,
        span,
        label or figure,
    )


@register.simple_tag
def card(code: str, label: Any = "") -> SafeString:
    """The name above the number on a card."""
    figure = figures.of(code)
    return format_html('<span data-figure="{}" title="{}">{}</span>', code, figure.explained, label or figure.name)


@register.simple_tag
def change(changes: dict[str, int], code: str) -> SafeString | str:
    """How much a counted figure has moved since the last night that was kept; nothing where it has not."""
    moved = changes.get(code)
    return format_html('<small class="since">{}</small>', f"{moved:+}") if moved else ""
