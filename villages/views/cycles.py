"""Pages of cycles: switching, the life of a cycle, its targets, the start of the next one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.web.moves import as_seen
from electioncycle.web.pages import BUSINESS, Page, refused, shown_again, tell_saved, version_seen
from villages.forms import NextCycleForm, TargetsForm
from villages.models import KindItem
from villages.services import cycles, retention


class SwitchPage(Page):
    """Sets the cycle the user works in for this session."""

    roles = BUSINESS
    scope = "own"

    def post(self, request: HttpRequest) -> HttpResponse:
        number = request.POST.get("cycle", "")
        chosen = next((one for one in request.cycles if str(one.pk) == number), None)  # type: ignore[attr-defined]
        if chosen is None:
            raise Refused("没有这个届次，或它不属于您的县，请重新选择。")
        request.session["cycle"] = chosen.pk
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
        return redirect(target if safe else "/")


class CyclePage(DetailPage):
    """What a cycle holds, what stands against opening it, and who did what."""

    template = "villages/cycle.html"

    def more(self, row: Any) -> dict[str, Any]:
        counts: dict[str, int] = {}
        for item in KindItem.objects.filter(cycle=row):
            counts[item.get_kind_display()] = counts.get(item.get_kind_display(), 0) + 1
        return {
            "blockers": cycles.blockers(row) if row.state == "preparing" else [],
            "pending": cycles.pending_reopening(row),
            "steps": workflow.steps(row),
            "lists": counts,
            "post_groups": cycles.POST_GROUPS,
            "targets": TargetsForm(initial={**row.targets, "version": row.version}),
        }


class CycleAct(LedgerPage):
    """One button of the cycle's page; ``run`` calls the service, ``done`` is what the user reads."""

    action = Action.MANAGE
    run: Callable[..., Any] = staticmethod(cycles.open_cycle)
    done = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        with as_seen(request, row):
            saved = self.run(row, self)
        tell_saved(request, self.done, now=saved.version if saved else 0, seen=row.version)
        return redirect("cycle_detail", row.pk)


def act_open(row: Any, page: LedgerPage) -> None:
    cycles.open_cycle(row, by=page.user)


def act_close(row: Any, page: LedgerPage) -> None:
    cycles.close_cycle(row, by=page.user, reason=page.request.POST.get("reason", ""))


def act_ask_reopening(row: Any, page: LedgerPage) -> None:
    cycles.ask_reopening(row, by=page.user, reason=page.request.POST.get("reason", ""))


def act_reopen(row: Any, page: LedgerPage) -> None:
    cycles.reopen(row, by=page.user)


def act_ask_purge(row: Any, page: LedgerPage) -> None:
    retention.ask_purge(row, by=page.user, reason=page.request.POST.get("reason", ""))


def act_purge(row: Any, page: LedgerPage) -> None:
    retention.purge(row, by=page.user)


def act_lists(row: Any, page: LedgerPage) -> None:
    cycles.add_default_lists(row, by=page.user, groups=page.request.POST.getlist("group"))


def act_targets(row: Any, page: LedgerPage) -> Any:
    form = TargetsForm(page.request.POST)
    if not form.is_valid():
        raise Refused("结构目标有误：" + ";".join(f"{form.fields[n].label}{e[0]}" for n, e in form.errors.items()))
    return cycles.set_targets(row, form.targets, by=page.user, version=version_seen(page.request.POST))


class NextCyclePage(LedgerPage):
    """Starts the next cycle from this one."""

    action = Action.MANAGE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render("villages/next_cycle.html", row=self.row(pk), form=NextCycleForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, form = self.row(pk), NextCycleForm(request.POST)
        if not form.is_valid():
            return shown_again(self.render("villages/next_cycle.html", row=row, form=form, status=422), form)
        try:
            cycle = cycles.start_from_last(row, by=self.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
            return refused(self.render("villages/next_cycle.html", row=row, form=form, status=422))
        messages.success(request, f"已由“{row}”建立“{cycle}”，请核对清单后开启。")
        return redirect("cycle_detail", cycle.pk)
