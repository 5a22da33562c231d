"""What the frame around every page shows: menu, cycle, to-do count."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
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
from electioncycle.web.routes import routes

HERE = ' class="here" aria-current="page"'

ALL_OPEN = 18
"""Lines that a menu of an office screen's height shows at once; a longer one opens only the group one is in."""

EXTRA: list["Entry"] = []
"""Entries of pages that are no ledger; apps append theirs in ``ledger.py``."""

TASKS: list["Task"] = []
"""What is done day by day, in the order of the menu; what no task names stands behind 更多."""

MORE = "更多"


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


@dataclass(frozen=True)
class Task:
    """A part of the menu of those who have many lines: names of ledgers and of pages, the first done first."""

    title: str
    names: tuple[str, ...]


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


Groups = list[tuple[str, list[Line]]]


@lru_cache(maxsize=256)
def _groups(
    _root: tuple[str, str], shown: tuple[Any, ...], entries: tuple[Entry, ...], tasks: tuple[Task, ...]
) -> tuple[Groups, Groups]:
    """The menu of whoever sees these ledgers and entries: made once, it changes with neither user nor page."""
    groups: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    named: dict[str, Line] = {}
    for ledger in shown:
        line = _line(ledger.title, ledger.url("list"), ledger.icon)
        named[ledger.name] = line
        groups[ledger.group].append((ledger.position, line))
    for entry in entries:
        line = _line(entry.title, entry.url, entry.icon, entry.count)
        named[entry.url_name] = line
        groups[entry.group].append((entry.position, line))
    order = {name: place for place, name in enumerate(GROUPS)}
    everything = [
        (name, [line for _, line in sorted(lines, key=lambda pair: pair[0])])
        for name, lines in sorted(groups.items(), key=lambda pair: order.get(pair[0], 99))
    ]
    if sum(len(lines) for _, lines in everything) <= ALL_OPEN:
        return everything, []
    daily = [(task.title, [named[name] for name in task.names if name in named]) for task in tasks]
    done = {line.url for _, lines in daily for line in lines}
    rest = [(name, [line for line in lines if line.url not in done]) for name, lines in everything]
    return [one for one in daily if one[1]], [one for one in rest if one[1]]


def menu(user: Actor) -> tuple[Groups, Groups]:
    """What this user may open: by task what is done day by day, and by group what is behind 更多."""
    entries = tuple(entry for entry in EXTRA if not entry.roles or user.roles & entry.roles)
    return _groups(root(), tuple(ledgers.visible(user)), entries, tuple(TASKS))


def _drawn(
    group: str, lines: list[Line], counts: dict[str, int], here: str, *, open_all: bool, within: str = ""
) -> str:
    is_open = open_all or (group == GROUPS[0] and not within) or any(line.url == here for line in lines)
    items = "".join(
        f"{line.start}{HERE if line.url == here else ''}{line.end}{_badge(counts.get(line.url, 0))}</a></li>\n"
        for line in lines
    )
    number = sum(counts.get(line.url, 0) for line in lines)
    return _folded(group, f"<ul>\n{items}</ul>", number, is_open=is_open, within=within)


def _more(groups: Groups, counts: dict[str, int], here: str) -> str:
    """Everything else, one more fold down."""
    lines = [line for _, group in groups for line in group]
    inside = "".join(_drawn(name, group, counts, here, open_all=False, within=MORE) for name, group in groups)
    number = sum(counts.get(line.url, 0) for line in lines)
    return _folded(MORE, inside, number, is_open=any(line.url == here for line in lines)) if lines else ""


def _folded(title: str, inside: str, number: int, *, is_open: bool, within: str = "") -> str:
    opened = " open" if is_open else ""
    return (
        f'<details data-remember="menu {escape(within + title)}"{opened}>\n'
        f"<summary>{escape(title)}{_badge(number)}</summary>\n{inside}\n</details>\n"
    )


def _badge(number: int) -> str:
    return f"<b>{number}</b>" if number else ""


def _place(request: HttpRequest) -> str:
    """The page's address, or that of the list it belongs to where the page's class names one (``menu``)."""
    view = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
    name = getattr(view, "menu", "")
    return address(name) if name else request.path


@cache
def _holders(_root: str) -> dict[str, frozenset[str]]:
    return {one.name: frozenset(one.roles) for one in routes()}


class Opens:
    """``{% if opens.move_days %}``: whether the user's roles may open this route, before a page offers it."""

    def __init__(self, roles: frozenset[str]) -> None:
        self.roles = roles

    def __getitem__(self, name: str) -> bool:
        return bool(self.roles & _holders(settings.ROOT_URLCONF)[name])


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"product_name": settings.PRODUCT_NAME}
    if user is not None and user.is_authenticated:
        cycle = getattr(request, "cycle", None)
        daily, more = menu(user)
        lines = [line for _, group in (*daily, *more) for line in group]
        counts = {line.url: line.counted(user, cycle) for line in lines if line.counted}
        place = _place(request)
        here = max((line.url for line in lines if place.startswith(line.url)), key=len, default="")
        drawn = [_drawn(name, group, counts, here, open_all=len(lines) <= ALL_OPEN) for name, group in daily]
        drawn.append(_more(more, counts, here))
        context |= {
            "menu": mark_safe("".join(drawn)),  # noqa: S308 - every word is escaped where the line is made
            "inbox_count": counts.get(address("inbox")),
            "cycle": cycle,
            "cycles": getattr(request, "cycles", ()),
            "opens": Opens(user.roles),
            "may_search": bool(user.roles & FIELD),
            "read_only": cycle is not None and cycle.state == "closed" and bool(user.roles & BUSINESS),
        }
    return context
