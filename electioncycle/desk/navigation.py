"""What the frame around every page shows: menu, cycle, to-do count."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import mark_safe

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.declarations import GROUPS
from electioncycle.roles import FIELD
from electioncycle.templatetags.office import icon
from electioncycle.web.addresses import address, root
from electioncycle.web.pages import BUSINESS

HERE = ' class="here" aria-current="page"'

ALL_OPEN = 18
"""Lines that a menu of an office screen's height shows at once; a longer one opens only the group one is in."""

EXTRA: list["Entry"] = []
"""Entries of pages that are no ledger; apps append theirs in ``ledger.py``."""


@dataclass(frozen=True)
class Entry:
    """One line of the menu. ``roles`` empty means everyone who may sign in; ``count`` takes user and cycle."""

    title: str
    url_name: str
    icon: str
    group: str
    roles: frozenset[str] = frozenset()
    position: int = 50
    count: Callable[[Any, Any], int] | None = None
    args: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return address(self.url_name, *self.args)


def add(entry: Entry) -> None:
    EXTRA.append(entry)


add(Entry("后台任务", "job_list", "list-check", "工作台", roles=BUSINESS, position=90))


@dataclass(frozen=True)
class Line:
    """One line as it stands in a user's menu; ``start`` and ``end`` are its mark-up around what a page changes."""

    title: str
    url: str
    icon: str
    counted: Callable[[Any, Any], int] | None
    start: str
    end: str


def _line(title: str, url: str, drawing: str, counted: Callable[[Any, Any], int] | None = None) -> Line:
    end = f">{icon(drawing)}<span>{escape(title)}</span>"
    return Line(title, url, drawing, counted, f'<li><a href="{escape(url)}"', end)


@lru_cache(maxsize=256)
def _groups(_root: tuple[str, str], shown: tuple[Any, ...], entries: tuple[Entry, ...]) -> list[tuple[str, list[Line]]]:
    """The menu of whoever sees these ledgers and entries: made once, it changes with neither user nor page."""
    groups: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for ledger in shown:
        groups[ledger.group].append((ledger.position, _line(ledger.title, ledger.url("list"), ledger.icon)))
    for entry in entries:
        groups[entry.group].append((entry.position, _line(entry.title, entry.url, entry.icon, entry.count)))
    order = {name: place for place, name in enumerate(GROUPS)}
    return [
        (name, [line for _, line in sorted(lines, key=lambda pair: pair[0])])
        for name, lines in sorted(groups.items(), key=lambda pair: order.get(pair[0], 99))
    ]


def menu(user: Actor) -> list[tuple[str, list[Line]]]:
    """What this user may open, by group."""
    entries = tuple(entry for entry in EXTRA if not entry.roles or user.roles & entry.roles)
    return _groups(root(), tuple(ledgers.visible(user)), entries)


def _drawn(group: str, lines: list[Line], counts: dict[str, int], here: str, *, open_all: bool) -> str:
    is_open = open_all or group == GROUPS[0] or any(line.url == here for line in lines)
    number = sum(counts.get(line.url, 0) for line in lines)
    items = "".join(
        f"{line.start}{HERE if line.url == here else ''}{line.end}{_badge(counts.get(line.url, 0))}</a></li>\n"
        for line in lines
    )
    opened = " open" if is_open else ""
    return (
        f'<details data-remember="menu {escape(group)}"{opened}>\n<summary>{escape(group)}{_badge(number)}</summary>'
        f"\n<ul>\n{items}</ul>\n</details>\n"
    )


def _badge(number: int) -> str:
    return f"<b>{number}</b>" if number else ""


def _place(request: HttpRequest) -> str:
    """The page's address, or that of the list it belongs to where the page's class names one (``menu``)."""
    view = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
    name = getattr(view, "menu", "")
    return address(name) if name else request.path


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"product_name": settings.PRODUCT_NAME}
    if user is not None and user.is_authenticated:
        cycle = getattr(request, "cycle", None)
        sections = menu(user)
        lines = [line for _, group in sections for line in group]
        counts = {line.url: line.counted(user, cycle) for line in lines if line.counted}
        place = _place(request)
        here = max((line.url for line in lines if place.startswith(line.url)), key=len, default="")
        drawn = (_drawn(name, group, counts, here, open_all=len(lines) <= ALL_OPEN) for name, group in sections)
        context |= {
            "menu": mark_safe("".join(drawn)),  # noqa: S308 - every word is escaped where the line is made
            "inbox_count": counts.get(address("inbox")),
            "cycle": cycle,
            "cycles": getattr(request, "cycles", ()),
            "may_search": bool(user.roles & FIELD),
            "read_only": cycle is not None and cycle.state == "closed" and bool(user.roles & BUSINESS),
        }
    return context
