"""Template tags that name a figure as it is defined: headings of columns, names on cards, change since yesterday."""

import re
from typing import Any

from django import template
from django.urls import reverse
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


SHOWN = re.compile(r'data-figure="([\w.]+)"')


class DefinedBelow(template.Node):
    """What stands within, and below it the way to the definitions of exactly the figures it shows, to read and print.

    Read from the page as it stands, because parts of it are kept as they were drawn.
    """

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        html = self.nodelist.render(context)
        codes = dict.fromkeys(SHOWN.findall(html)) if "data-figure=" in html else {}
        opens = context.get("opens")
        if not codes or opens is None or not opens["figure_definitions"]:
            return html
        way = format_html(
            '<p class="muted"><a href="{}?of={}">口径说明</a>(本页数字{}项)</p>',
            reverse("figure_definitions"),
            ",".join(codes),
            len(codes),
        )
        return html + way


@register.tag
def defined_below(parser: template.base.Parser, token: template.base.Token) -> DefinedBelow:
    nodes = parser.parse(("enddefined_below",))
    parser.delete_first_token()
    return DefinedBelow(nodes)
