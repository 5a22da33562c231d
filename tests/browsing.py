"""What a browser sends back from the form of a page in which nobody touched anything."""

from html.parser import HTMLParser

KEYED = frozenset({"text", "number", "date", "datetime-local", "time", "month", "tel", "search", "url", "email"})
"""Kinds of inputs into which somebody keys; a browser takes any kind it does not know for text."""


class Form:
    """One form of a page: its fields as they stand, names with all their values.

    ``typed`` are the names one keys into, ``ticks`` those of boxes and files, which may stand in no data.
    """

    def __init__(self, attrs):
        self.method, self.action = attrs.get("method", "get").lower(), attrs.get("action", "")
        self.data: dict[str, list[str]] = {}
        self.typed: set[str] = set()
        self.ticks: set[str] = set()

    def add(self, name, value):
        if name and name != "csrfmiddlewaretoken":
            self.data.setdefault(name, []).append(value)


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.open, self.text, self.menu = [], None, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.open = Form(attrs)
            self.forms.append(self.open)
        elif self.open is not None and "disabled" not in attrs:
            getattr(self, f"_begin_{tag}", lambda attrs: None)(attrs)

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None
        elif tag == "textarea" and self.text is not None:
            name, words = self.text
            lines = "".join(words).replace("\r\n", "\n")  # as a browser reads a page
            self.open.add(name, lines.removeprefix("\n").replace("\n", "\r\n"))
            self.text = None
        elif tag == "select" and self.menu is not None:
            name, chosen, first = self.menu
            for value in chosen or first or ():
                self.open.add(name, value)
            self.menu = None

    def handle_data(self, data):
        if self.text is not None:
            self.text[1].append(data)

    def _begin_input(self, attrs):
        kind = attrs.get("type", "text")
        if kind in ("submit", "button", "image", "reset"):
            return
        if kind in ("checkbox", "radio", "file"):
            self.open.ticks.add(attrs.get("name"))
        if kind == "file" or (kind in ("checkbox", "radio") and "checked" not in attrs):
            return
        if kind in KEYED:
            self.open.typed.add(attrs.get("name"))
        value = attrs.get("value") or ("on" if kind == "checkbox" else "")
        # A line cannot hold a line break; a hidden field can, and sends it like a text of several lines.
        broken = "".join(value.splitlines()) if kind != "hidden" else "\r\n".join(value.splitlines())
        self.open.add(attrs.get("name"), broken)

    def _begin_textarea(self, attrs):
        self.open.typed.add(attrs.get("name"))
        self.text = (attrs.get("name"), [])

    def _begin_select(self, attrs):
        self.menu = (attrs.get("name"), [], [] if "multiple" in attrs else None)

    def _begin_option(self, attrs):
        if self.menu is None:
            return
        name, chosen, first = self.menu
        value = attrs.get("value") or ""
        if first is None:
            self.menu = (name, chosen, [value])
        if "selected" in attrs:
            chosen.append(value)


def forms_of(answer):
    page = _Page()
    page.feed(answer.content.decode())
    return page.forms


def untouched(answer, *, field="version"):
    """The data of the form that holds this field; of several, such as moves, the one in which most is entered."""
    return max((form.data for form in forms_of(answer) if field in form.data), key=len)
