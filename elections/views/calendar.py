"""Pages of an election's days: its calendar, plans, what is recorded as planned, and a moved polling day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from electioncycle.security import audit
from electioncycle.web.moves import day_in, day_of
from electioncycle.web.pages import key_of, rows_seen
from elections.models import Defect, Election, StepDay
from elections.rules.calendar import step_choices
from elections.services import calendars, clashes, polling_days, step_days
from elections.services.calendars import ElectionCalendar, Line, Place
from elections.services.step_days import Typed, Wanted
from elections.views.base import WRITERS, ElectionsPage
from villages.choices import ListKind
from villages.models import KindItem, VillageProfile

MOST = 1000
"""Rows that one page offers to record or move at once."""


class CalendarPage(ElectionsPage):
    """Every step of one election: earliest, latest, planned, done; law or custom, and the source."""

    takes = {"pk": "elections.election"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        every = calendars.joined(Election.objects.visible_to(self.user))
        election = get_object_or_404(every, pk=pk)
        own = calendars.calendar_of(election)
        context = {
            "election": election,
            "own": own,
            "of_village": calendars.in_order(every.filter(village=election.village, term=election.term)),
            "known": clashes.county_days(self.cycle_or_none),
            "defects": Defect.objects.filter(election=election),
            "defect_ledger": ledgers.of(Defect),
            "step_ledger": ledgers.of(StepDay),
            "may_write": officials_may(self.user, Action.CHANGE),
            "today": timezone.localdate(),
        }
        return render(request, "elections/calendar.html", context)


class PlanSave(ElectionsPage):
    """The plans typed on the calendar of one election, saved together or refused together."""

    roles = WRITERS
    takes = {"pk": "elections.election"}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        election = get_object_or_404(Election.objects.visible_to(self.user), pk=pk)
        plans = {place: _typed_day(text) for place, text in _by_place(request.POST, "plan-").items()}
        seen = {place: key_of(text) for place, text in _by_place(request.POST, "seen-").items()}
        reason = request.POST.get("reason", "").strip()
        changed = step_days.save_plans(election, plans, seen, by=self.user, reason=reason)
        if changed:
            messages.success(request, f"已调整{changed}个步骤的计划日期。")
        else:
            messages.info(request, "没有改动，未保存。")
        return redirect("election_calendar", pk)


class RecordPage(ElectionsPage):
    """What would be recorded as planned, each with a day that may be typed otherwise; recorded by one click."""

    roles = WRITERS

    def found(self) -> list[tuple[ElectionCalendar, Line]]:
        asked = self.request.GET
        elections = self.elections()
        if election := key_of(asked.get("election", "")):
            elections = calendars.joined(Election.objects.visible_to(self.user)).filter(pk=election)
        if township := key_of(asked.get("township", "")):
            elections = elections.filter(village__township=township)
        day = day_of(asked["day"], "日期") if asked.get("day") else None
        wanted = Wanted(asked.get("step", ""), key_of(asked.get("number", "")), day)
        return step_days.recordable(calendars.calendars(elections), wanted)

    def get(self, request: HttpRequest) -> HttpResponse:
        found, today = self.found(), timezone.localdate()
        shown = [(own.election, line, line.offered) for own, line in found[:MOST]]
        context = {
            "lines": shown,
            "more": max(0, len(found) - MOST),
            "townships": self.townships(),
            "steps": StepDay._meta.get_field("step").flatchoices,
            "known": clashes.county_days(self.cycle_or_none),
            "today": today,
        }
        return render(request, "elections/record.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        typed, unread = self._typed()
        outcome = step_days.record_facts(typed, by=self.user)
        refused = unread + [f"{label}：{sentence}" for label, sentence in outcome.refused]
        if outcome.done:
            messages.success(request, f"已登记{len(outcome.done)}项。")
        elif not refused:
            messages.warning(request, "请先勾选要登记的步骤。")
        for row in outcome.late[:20]:
            messages.warning(request, f"{row}晚于法定最迟日，已照实登记，并记入程序瑕疵，须研究处置。")
        _tell_refused(request, self.user, refused, step_days.RECORD)
        return redirect(self.onward())

    def onward(self) -> str:
        election = key_of(self.request.GET.get("election", ""))
        return reverse("election_calendar", args=[election]) if election else self.request.get_full_path()

    def _typed(self) -> tuple[list[Typed], list[str]]:
        """What was ticked, and what of it cannot be read."""
        typed, unread = [], []
        for sent in dict.fromkeys(self.request.POST.getlist("row")[:MOST]):
            name, _, version = sent.partition(":")
            place = _place(name.partition("-")[2])
            try:
                day = day_in(self.request.POST, f"day-{name}", "实际日期")
            except Refused as error:
                unread.append(f"{self._step_named(name)}：{error}")
                continue
            typed.append(Typed(key_of(name.partition("-")[0]), *place, day, key_of(version)))
        return typed, unread

    def _step_named(self, name: str) -> str:
        """Which of many lines is meant: of what election which step."""
        key, _, place = name.partition("-")
        election = Election.objects.visible_to(self.user).select_related("village").filter(pk=key_of(key)).first()
        return f"{election or ''}“{dict(step_choices()).get(_place(place)[0], '')}”"


class MoveDays(ElectionsPage):
    """Another polling day for one election, a batch or a township: everything that moves, and what may not."""

    roles = WRITERS

    def found(self) -> Any:
        asked, elections = self.request.GET, self.elections()
        if election := key_of(asked.get("election", "")):
            elections = calendars.joined(Election.objects.visible_to(self.user)).filter(pk=election)
        if township := key_of(asked.get("township", "")):
            elections = elections.filter(village__township=township)
        if batch := key_of(asked.get("batch", "")):
            in_batch = VillageProfile.objects.filter(cycle=self.cycle_or_none, batch=batch)
            elections = elections.filter(village__in=in_batch.values("village"))
        if asked.get("from"):
            elections = elections.filter(polling_day=day_of(asked["from"], "原选举日"))
        return elections[:MOST]

    def chosen(self) -> bool:
        return any(self.request.GET.get(name) for name in ("election", "township", "batch", "from"))

    def get(self, request: HttpRequest) -> HttpResponse:
        new = day_of(request.GET["day"], "新的选举日") if request.GET.get("day") else None
        found = list(self.found()) if self.chosen() else []
        context = {
            "elections": found,
            "previews": polling_days.previews(found, new) if new else [],
            "new": new,
            "chosen": self.chosen(),
            "townships": self.townships(),
            "batches": KindItem.objects.filter(cycle=self.cycle_or_none, kind=ListKind.BATCH),
            "known": clashes.county_days(self.cycle_or_none),
            "today": timezone.localdate(),
        }
        return render(request, "elections/move_days.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        versions = rows_seen(request.POST.getlist("row")[:MOST])
        new = day_in(request.POST, "day", "新的选举日")
        outcome = polling_days.move_polling_days(versions, new, by=self.user, reason=request.POST.get("reason", ""))
        if outcome.moved:
            messages.success(request, f"已把{len(outcome.moved)}场选举的选举日改为{new:%Y-%m-%d}。")
        elif not outcome.refused:
            messages.warning(request, "请先勾选要改期的选举。")
        told = [f"{label}：{sentence}" for label, sentence in outcome.refused]
        _tell_refused(request, self.user, told, polling_days.MOVE)
        single = key_of(request.GET.get("election", ""))
        return redirect("election_calendar", single) if single else redirect("last_days")


def _tell_refused(request: HttpRequest, user: Actor, sentences: list[str], move: str) -> None:
    if not sentences:
        return
    messages.error(request, f"有{len(sentences)}项没有办理，原因如下：")
    for sentence in sentences[:20]:
        messages.error(request, sentence)
    audit.record(audit.Event.REFUSED, by=user, ledger="election", move=move, rows=len(sentences))


def _by_place(sent: Mapping[str, Any], start: str) -> dict[Place, str]:
    return {_place(name.removeprefix(start)): sent[name] for name in sent if name.startswith(start)}


def _place(name: str) -> Place:
    """``voter_list-1``: a step and which time."""
    step, _, number = name.rpartition("-")
    return step, key_of(number)


def _typed_day(text: str) -> date | None:
    return day_of(text, "计划日期") if text.strip() else None
