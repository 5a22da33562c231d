"""What the frame around every page shows: menu, cycle, to-do count."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from electioncycle.actors import Actor, CycleLike
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.declarations import GROUPS
from electioncycle.web.pages import BUSINESS

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
        return reverse(self.url_name, args=self.args)


def add(entry: Entry) -> None:
    EXTRA.append(entry)


add(Entry("后台任务", "job_list", "list-check", "工作台", roles=BUSINESS, position=90))


def menu(user: Actor, cycle: CycleLike | None) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for ledger in ledgers.visible(user):
        line: dict[str, Any] = {"title": ledger.title, "url": ledger.url("list"), "icon": ledger.icon}
        groups[ledger.group].append((ledger.position, line))
    for entry in EXTRA:
        if not entry.roles or user.roles & entry.roles:
            number = entry.count(user, cycle) if entry.count else 0
            line = {"title": entry.title, "url": entry.url, "icon": entry.icon, "count": number}
            groups[entry.group].append((entry.position, line))
    order = {name: place for place, name in enumerate(GROUPS)}
    return [
        (name, [line for _, line in sorted(lines, key=lambda pair: pair[0])])
        for name, lines in sorted(groups.items(), key=lambda pair: order.get(pair[0], 99))
    ]


def _group(name: str, lines: list[dict[str, Any]], here: str, *, open_all: bool) -> dict[str, Any]:
    is_open = open_all or name == GROUPS[0] or any(line["url"] == here for line in lines)
    return {"name": name, "lines": lines, "open": is_open, "count": sum(line.get("count", 0) for line in lines)}


def _place(request: HttpRequest) -> str:
    """The page's address, or that of the list it belongs to where the page's class names one (``menu``)."""
    view = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
    name = getattr(view, "menu", "")
    return reverse(name) if name else request.path


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"product_name": settings.PRODUCT_NAME}
    if user is not None and user.is_authenticated:
        cycle = getattr(request, "cycle", None)
        sections = menu(user, cycle)
        lines = [line for _, group in sections for line in group]
        place = _place(request)
        here = max((line["url"] for line in lines if place.startswith(line["url"])), key=len, default="")
        context |= {
            "menu": [_group(name, group, here, open_all=len(lines) <= ALL_OPEN) for name, group in sections],
            "menu_here": here,
            "inbox_count": next((line.get("count", 0) for line in lines if line["url"] == reverse("inbox")), None),
            "cycle": cycle,
            "cycles": getattr(request, "cycles", ()),
            "read_only": cycle is not None and cycle.state == "closed" and bool(user.roles & BUSINESS),
        }
    return context
