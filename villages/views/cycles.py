"""Pages of cycles: switching, the life of a cycle, its targets, the start of the next one."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import Action
from electioncycle.web.moves import MovePage, as_seen, move
from electioncycle.web.pages import BUSINESS, UNCHANGED, Page, refused, shown_again
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


class CycleMove(MovePage, LedgerPage):
    """Open, close, reopen and purge the cycle, fill its lists, set its targets."""

    action = Action.MANAGE

    def onward(self, row: Any, move: str) -> tuple[Any, ...]:
        return ("cycle_detail", row.pk)

    def _lists(self, row: Any, version: int) -> str:
        cycles.add_default_lists(row, by=self.user, groups=self.request.POST.getlist("group"), version=version)
        return "已套用默认清单，可在“类别清单”中调整。"

    def _targets(self, row: Any, version: int) -> str:
        form = TargetsForm(self.request.POST)
        if not form.is_valid():
            faults = (f"{form.fields[name].label}{errors[0]}" for name, errors in form.errors.items())
            raise Refused("结构目标有误：" + "；".join(faults))
        saved = cycles.set_targets(row, form.targets, by=self.user, version=version)
        return "已保存结构目标。" if saved.version != version else UNCHANGED

    moves: ClassVar = {
        "open": move(cycles.open_cycle, "届次已开启，各乡镇可以填报。", reason=False),
        "close": move(cycles.close_cycle, "届次已关闭，只能查阅。"),
        "ask-reopening": move(cycles.ask_reopening, "已提出申请，请另一位县级管理员确认。"),
        "reopen": move(cycles.reopen, "届次已重新开启。", reason=False),
        "ask-purge": move(retention.ask_purge, "已提出申请，请另一位县级管理员确认。"),
        "purge": move(retention.purge, "本届个人信息已清除，统计数字和审计记录保留。", reason=False),
        "lists": _lists,
        "targets": _targets,
    }


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
            with as_seen(request, row):
                cycle = cycles.start_from_last(row, by=self.user, **form.cleaned_data)
        except Conflict:
            raise
        except Refused as error:
            form.add_error(None, str(error))
            return refused(self.render("villages/next_cycle.html", row=row, form=form, status=422))
        messages.success(request, f"已由“{row}”建立“{cycle}”，请核对清单后开启。")
        return redirect("cycle_detail", cycle.pk)
