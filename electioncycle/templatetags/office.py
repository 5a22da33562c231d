"""Template tags of the back office: icons, look-ups, figures, query strings; lines of a page written over several."""

import re
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from io import BytesIO
from typing import Any, cast
from zipfile import ZipFile

from django import template
from django.template import Context
from django.template.base import Node, NodeList, Parser, TextNode, Token
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from electioncycle.punctuation import full_width
from electioncycle.rounding import share

register = template.Library()
SPECIAL = re.compile("[&<>\"']")


@cache
def _drawings() -> ZipFile:
    """Opened once: its list of 6,000 drawings takes longer to read than a page to build."""
    return ZipFile(BytesIO(files("tablericons").joinpath("tablericons.zip").read_bytes()))


def escaped(text: Any) -> str:
    """Text as it may stand in a page; what was marked as safe before stays as it is."""
    if type(text) is str:
        return escape(text) if SPECIAL.search(text) else text
    return str(text.__html__()) if hasattr(text, "__html__") else escape(str(text))


@register.filter
def as_printed(text: str) -> str:
    """A sentence on the screen with the punctuation it has on paper."""
    return full_width(text)


@register.filter
def kind_of_file(form: str) -> str:
    """What a button calls a kind of file: one word for one thing wherever it is offered."""
    return {"xlsx": "导出Excel", "pdf": "打印PDF", "docx": "DOCX"}.get(form, form)


@register.simple_tag
@cache
def icon(name: str, size: int = 18) -> str:
    """One of Tabler's outline icons; decoration, hence hidden from screen readers."""
    drawing = _drawings().read(f"outline/{name}.svg").decode().partition("<svg")[2].partition(">")[2]
    return mark_safe(  # noqa: S308 - a drawing of the package, nothing anybody typed
        f'<svg width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{drawing}'
    )


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


class OneLine(Node):
    """What stands between ``{% oneline %}`` and ``{% endoneline %}``; its line breaks are gone before it is shown."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        state = ""
        for part in cast("list[TextNode]", nodelist.get_nodes_by_type(TextNode)):
            part.s, state = _without_breaks(part.s, state)

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


def _without_breaks(text: str, state: str) -> tuple[str, str]:
    """A line break is white space between the attributes of a tag and nothing anywhere else.

    The state goes from one piece of text to the next: ``<`` within a tag, a quotation mark within a value of one.
    """
    kept = []
    for piece in re.split(r"([<>\"']|\s*\n\s*)", text, flags=re.ASCII):  # a full-width space stays
        if "\n" in piece:
            kept.append(" " if state == "<" else "")
            continue
        kept.append(piece)
        if piece in {"<", ">"} and state in {"", "<"}:
            state = "<" if piece == "<" else ""
        elif piece in {'"', "'"} and state in {"<", piece}:
            state = piece if state == "<" else "<"
    return "".join(kept), state


@register.tag
def oneline(parser: Parser, token: Token) -> OneLine:
    """``{% oneline %}`` … ``{% endoneline %}``: one line of the page that a template writes over several."""
    inside = parser.parse(("endoneline",))
    parser.delete_first_token()
    return OneLine(inside)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Value of a dictionary under a variable key."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.simple_tag
def ledger_url(ledger: Any, page: str, *args: Any) -> str:
    return ledger.url(page, *args)


@register.simple_tag
def row_page(ledger: Any, row: Any) -> str:
    """The one page of a row."""
    return ledger.page_of(row)


@register.simple_tag
def row_form(ledger: Any, row: Any) -> str:
    """The one form in which a row is changed."""
    return ledger.form_of(row)


@register.simple_tag
def new_page(ledger: Any) -> str:
    """The one page on which a row is added."""
    return ledger.new_page()


@register.simple_tag
def number_cells(numbers: Iterable[Any]) -> SafeString:
    """Cells of a table; a template's own loop costs most of a page with hundreds of them."""
    return mark_safe(_number_cells(numbers))  # noqa: S308 - every cell is escaped


@register.simple_tag
def number_rows(heads: Iterable[str], rows: Iterable[Iterable[Any]], css: str = "") -> SafeString:
    """Lines of a table, each with its head in a cell of this class in front of its numbers."""
    begun = f'<tr>\n<td class="{css}">' if css else "<tr>\n<td>"
    lines = (f"{begun}{head}</td>\n{_number_cells(row)}\n</tr>" for head, row in zip(heads, rows, strict=True))
    return mark_safe("\n".join(lines))  # noqa: S308 - heads are safe, every cell is escaped


def _number_cells(numbers: Iterable[Any]) -> str:
    shown = (str(number) if type(number) is int else escaped(localize(number)) for number in numbers)
    return "".join(f'<td class="num">{cell}</td>' for cell in shown)


@register.filter
def percent(part: Any, whole: Any) -> str:
    """``3|percent:4`` → 75.0%; a dash over an empty base."""
    return f"{share(part, whole)}%" if whole else "—"


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
def state_tag(ledger: Any, row: Any, name: str) -> SafeString:
    """A field's value as a status tag, in the colour its ledger gives it."""
    shown = getattr(row, f"get_{name}_display")()
    return format_html('<span class="tag tag-{}">{}</span>', ledger.tone(row, name), shown)


@register.simple_tag
def ledger_row(ledger: Any, row: Any) -> str:
    """How the ledger names one of its rows."""
    return ledger.row_label(row)


@register.filter
def kind_of_row(row: Any) -> str:
    """What kind of record a row is, such as 现任班子成员."""
    return str(row._meta.verbose_name)
