"""The search of the top bar: what a few words find in everything the user sees, group by group.

Each group costs so many queries, however many rows there are; every one starts from what the user's roles and places
show. Apps add theirs in ``ledger``; document numbers are looked for in all ledgers.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from electioncycle.actors import Actor, CycleLike
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Ledger
from electioncycle.ledgers.searching import search_rows
from electioncycle.records.readers import is_assigned
from electioncycle.roles import FIELD
from electioncycle.security.privacy import EncryptedField
from electioncycle.web.pages import Page

MOST = 10
"""So many hits a group shows; the list behind it has the rest."""
LONGEST = 40
ORDER = ("村(社区)", "人员", "文号", "会议")
NUMBERED = ("文号", "期号", "编号")
"""How the fields are called that hold the number of a paper or an entry."""
LOOKS_LIKE_NUMBER = re.compile(r"\d|〔|号")


@dataclass(frozen=True)
class Hit:
    """One thing that was found: its name, where it lies, what it is, its page."""

    name: str
    where: str
    url: str
    what: str = ""


@dataclass(frozen=True)
class Found:
    """The first hits of one group; ``more`` is the address of the list that has them all."""

    title: str
    hits: Sequence[Hit]
    more: str = ""


@dataclass(frozen=True)
class Search:
    """One group: who is answered, and what is found for this user in this cycle."""

    title: str
    roles: frozenset[str]
    find: Callable[[Actor, Any, str], Found]


SEARCHES: list[Search] = []
AT_HAND: list[Search] = []
"""What the page shows before anything is asked for."""


def add(search: Search) -> None:
    SEARCHES.append(search)


def found(user: Actor, cycle: CycleLike | None, text: str) -> list[Found]:
    """The groups that have hits, in the order of the page; nothing for less than two letters."""
    words = text.strip()[:LONGEST]
    if not words or (len(words) < 2 and words.isascii()):
        return []
    asked = sorted((one for one in SEARCHES if user.roles & one.roles), key=lambda one: ORDER.index(one.title))
    return [answer for one in asked if (answer := one.find(user, cycle, words)).hits]


def in_ledger(title: str, name: str) -> Callable[[Actor, Any, str], Found]:
    """What the list of this ledger finds."""

    def find(user: Actor, cycle: CycleLike | None, text: str) -> Found:
        ledger = ledgers.REGISTRY[name]
        if not any(one is ledger for one in ledgers.visible(user)):
            return Found(title, [])
        rows = search_rows(ledger, ledger.rows(user, cycle), text)[: MOST + 1]
        hits = [Hit(ledger.row_label(row), ledger.where(row), ledger.page_of(row)) for row in rows]
        more = f"{ledger.url('list')}?{urlencode({'q': text})}" if len(hits) > MOST else ""
        return Found(title, hits[:MOST], more)

    return find


@cache
def numbers_of(ledger: Ledger[Any]) -> tuple[str, ...]:
    """The fields of a ledger that hold such numbers; none where each reading of a row is an act of its own."""
    if is_assigned(ledger.model):
        return ()
    fields = (one for one in ledger.model._meta.concrete_fields if isinstance(one, CharField))
    plain = (one for one in fields if not isinstance(one, EncryptedField) and not one.choices)
    return tuple(one.name for one in plain if str(one.verbose_name).endswith(NUMBERED))


def _numbered(user: Actor, cycle: CycleLike | None, text: str) -> Iterator[Hit]:
    for ledger in ledgers.visible(user):
        names = numbers_of(ledger)
        if not names:
            continue
        held = Q(*((f"{name}__icontains", text) for name in names), _connector=Q.OR)
        for row in ledger.rows(user, cycle).filter(held)[:MOST]:
            yield Hit(_which(row, names, text), ledger.where(row), ledger.page_of(row), f"{ledger.title}：{row}")


def _which(row: Any, names: Iterable[str], text: str) -> str:
    """The number that was looked for."""
    said = (str(getattr(row, name)) for name in names)
    return next((number for number in said if text.lower() in number.lower()), text)


def by_number(user: Actor, cycle: CycleLike | None, text: str) -> Found:
    """Rows of every ledger with such a number, one query a ledger."""
    return Found("文号", list(_numbered(user, cycle, text))[: 3 * MOST] if LOOKS_LIKE_NUMBER.search(text) else [])


add(Search("文号", FIELD, by_number))


class SearchPage(Page):
    """What was found, group by group."""

    roles = FIELD
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("find", "")
        user, cycle = self.user, self.cycle_or_none
        groups = found(user, cycle, text) if text.strip() else [one.find(user, cycle, "") for one in AT_HAND]
        return render(request, "desk/search.html", {"groups": groups, "text": text.strip()[:LONGEST]})
