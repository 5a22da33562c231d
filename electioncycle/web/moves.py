"""The page that carries one move of a procedure out: declared moves, the version seen, the words and the paper sent."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from electioncycle.records import files, workflow
from electioncycle.records.workflow import Paper
from electioncycle.refusals import Refused
from electioncycle.web.pages import Page, version_seen


def day_of(text: str, what: str, field: str = "") -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{what}没有填写或不是日期(如2026-11-20)，请补填。", field=field) from None


def day_in(sent: Mapping[str, Any], field: str, what: str) -> date:
    """The day a form sends in this field; a refusal names the field, so that the page marks it."""
    return day_of(sent.get(field, ""), what, field)


def next_of(rows: models.QuerySet[Any], *, after: int) -> int | None:
    """The row behind ``after`` in this order, the first where none is behind it; None where there is no other.

    Asked before the act, which takes that row out of those that wait.
    """
    keys = list(rows.values_list("pk", flat=True))
    at = keys.index(after) + 1 if after in keys else 0
    return next((one for one in (*keys[at:], *keys[:at]) if one != after), None)


@contextmanager
def as_seen(request: HttpRequest, row: Any) -> Iterator[int]:
    """Holds the row in the version that the form was opened with, and gives it.

    What is done inside happens to exactly what the user saw, and never to a row in the recycle bin. Raises Conflict
    when the version is another by now, or when the form does not say it. Without a row there is nothing that anybody
    could have overtaken.
    """
    version = version_seen(request.POST)
    if row is None:
        yield version
        return
    with transaction.atomic():
        workflow.locked(row, version)
        yield version


class PaperForm(Page):
    """A page whose form may send a signature given on paper."""

    def paper(self) -> Paper:
        """The signature as the form sends it; call it inside the transaction of the act."""
        data, upload = self.request.POST, self.request.FILES.get("scan")
        signed_on = day_in(data, "signed_on", "签批日期")
        scan = files.attach(upload, by=self.user) if upload else None
        return Paper(data.get("signer", "").strip()[:40], signed_on, data.get("number", "").strip()[:60], scan)


class MovePage(PaperForm):
    """Carries one move out, says what was done, and leads on.

    ``moves`` names them: each is called with the page, the row and the version the user saw, in the transaction that
    holds the row in this version, and returns the sentence to say. ``move`` makes one from a service. ``only`` is the
    move of an address that carries out no other (see ``addresses``). ``row`` finds the row in the user's territory,
    ``onward`` says where to.
    """

    moves: ClassVar[dict[str, Callable[[Any, Any, int], str]]] = {}
    only: ClassVar[str] = ""
    row: Any  # a method of the page this one is mixed with, such as a LedgerPage

    def names(self) -> dict[str, str | tuple[str, ...]]:
        return {**super().names(), **({} if self.only else {"move": tuple(self.moves)})}

    def label(self, row: Any) -> str:
        return str(row)

    def held(self, row: Any, move: str) -> Any:
        """The row whose version the form sends; None where the move only adds one."""
        return row

    def onward(self, row: Any, move: str) -> tuple[Any, ...]:
        """What ``redirect`` takes."""
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int, move: str = "") -> HttpResponse:
        row, move = self.row(pk), self.only or move
        if move not in self.moves:
            raise Http404
        with as_seen(request, self.held(row, move)) as version:  # a refused move leaves no scan behind
            said = self.moves[move](self, row, version)
        messages.success(request, f"{self.label(row)}：{said}")
        return redirect(*self.onward(row, move))

    def reason(self) -> str:
        """The chosen phrase and the typed words together."""
        given = (self.request.POST.get(name, "").strip() for name in ("phrase", "reason"))
        return " ".join(filter(None, given))[:300]


def addresses(page: type[MovePage], under: str, name: str, **declared: Any) -> list[URLPattern]:
    """An address and a route for each move, ``open/`` as ``cycle_open``, where each has always had its own."""
    return [
        path(f"{under}{one}/", page.as_view(only=one, **declared), name=f"{name}_{one.replace('-', '_')}")
        for one in page.moves
    ]


def move(service: Callable[..., Any], done: str, *, reason: bool = True, paper: bool = False) -> Any:
    """A move that calls a service with row, ``by`` and ``version`` and, as asked for, ``reason`` and ``paper``."""

    def run(page: MovePage, row: Any, version: int) -> str:
        more: dict[str, Any] = {"reason": page.reason()} if reason else {}
        if paper:
            more["paper"] = page.paper()
        service(row, by=page.user, version=version, **more)
        return done

    return run
