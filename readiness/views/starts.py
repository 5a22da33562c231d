"""Pages above single checks: overview, matrix, decisions of one meeting, start of a village, its risk picture."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from electioncycle.jobs.made_files import MadeFile
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import services
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES, Action, Role, officials_may
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, Download, download, printed
from electioncycle.web.moves import MovePage, PaperForm, day_in
from electioncycle.web.pages import key_of, rows_seen
from readiness import evaluations, findings
from readiness.access import DECIDERS
from readiness.choices import CheckState, DecisionKind, Track
from readiness.figures import gate as figures
from readiness.models import ReadinessCheck, SpecialDecision, StartRecord
from readiness.papers import gate as gate_prints
from readiness.services import decisions, starts
from readiness.views.gate import GatePage
from villages.models import Village
from villages.services import participants
from villages.services.territory import townships_of

MOST_CHANGES = 60
PER_PAGE = 50


class OverviewPage(GatePage):
    """The funnel by township and batch, what fails most, what changed since yesterday, red flags."""

    def get(self, request: HttpRequest) -> HttpResponse:
        villages, cycle = self.villages(), self.cycle
        standing = figures.standing_of(cycle)
        *lines, total = figures.funnel(villages, standing, figures.by_township(villages))
        *batches, _ = figures.funnel(villages, standing, figures.by_batch(villages, cycle))
        changes = figures.changes_since_yesterday(villages, cycle)
        context = {
            "lines": lines,
            "batches": batches,
            "total": total,
            "states": ["未自查", *(state.label for state in CheckState)],
            "failed": figures.most_failed(villages, cycle),
            "changes": changes[:MOST_CHANGES],
            "changed": len(changes),
            "flags": starts.red_flags(cycle, villages),
            "ledger": ledgers.REGISTRY["readinesscheck"],
            "conditions": evaluations.conditions_of(cycle),
            "may_manage": self.user.may(Action.MANAGE),
        }
        return render(request, "readiness/gate.html", context)


class MatrixPage(GatePage):
    """Villages × conditions of the user's territory, or of one township."""

    def chosen(self) -> tuple[QuerySet[Village], int]:
        villages = participants(self.user, self.cycle)
        township = key_of(self.request.GET.get("township", ""))
        return villages.filter(township=township) if township else villages, township

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen, township = self.chosen()
        page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "matrix": gate_prints.matrix(list(page), self.cycle),
            "page": page,
            "township": township,
            "townships": townships_of(participants(self.user, self.cycle)),
            "marks": list(figures.MARKS.values()),
        }
        return render(request, "readiness/gate_matrix.html", context)


class MatrixPrint(MadeFile, MatrixPage):
    """The same on A3."""

    heavy = "print"
    what = "准入评估对照表"

    def covered(self) -> QuerySet[Village]:
        return participants(self.user, self.cycle)

    def length(self) -> int:
        return self.chosen()[0].count()

    def file(self, request: HttpRequest) -> Download:
        villages, township = self.chosen()
        chosen = list(villages)
        if not chosen:
            raise Http404
        place = chosen[0].township.name if township else self.user.place
        document = gate_prints.matrix_document(gate_prints.matrix(chosen, self.cycle), self.cycle, place)
        made = printed(document, f"{place}准入评估对照表", request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, ledger="readinesscheck", rows=len(chosen))
        return made


class SheetPage(GatePage):
    """The sheet of one check with places to sign, as PDF or for WPS."""

    heavy = "print"
    takes = {**GatePage.takes, "suffix": PAPERS}

    def get(self, request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
        check = self.check(pk)
        document = gate_prints.sheet(evaluations.evaluation_of(check.village, self.cycle), check)
        made = printed(document, f"{check.village.township}_{check.village}_准入评估表", suffix)
        audit.record(audit.Event.PRINTED, by=self.user, row=check)
        return made


class MeetingPage(PaperForm, GatePage):
    """What one meeting of a party committee decided: the villages it passed, with one number, day and signer."""

    roles = DECIDERS

    def waiting(self) -> Any:
        mine = ReadinessCheck.objects.visible_to(self.user).filter(cycle=self.cycle, superseded_at=None)
        return mine.filter(state=CheckState.CHECKED).select_related("village__township")

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(self.waiting())
        found = evaluations.evaluations([row.village for row in rows], self.cycle)
        lines = [
            (row, [f.name for f in found[row.village_id].facts if f.for_both and f.checked == "not_met"])
            for row in rows
        ]
        context = {"lines": lines, "today": timezone.localdate()}
        return render(request, "readiness/gate_meeting.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        ticked = rows_seen(request.POST.getlist("row"))
        rows = list(self.waiting().filter(pk__in=ticked))
        if not rows:
            raise Refused("没有勾选村(社区)，请勾选会议研究通过的村后再登记。")
        done = 0
        with transaction.atomic():
            paper = self.paper()
            for row in rows:
                try:
                    decisions.decide_pass(row, by=self.user, paper=paper, version=ticked[row.pk])
                    done += 1
                except Refused as error:
                    messages.error(request, f"{row.village.township}{row.village}：{error}")
        if done:
            messages.success(request, f"已登记研究通过{done}个村(社区)。")
        return redirect("gate_meeting")


class StartPage(GatePage):
    """The gate of one village: what stands against each track and what to do, ways out, the start itself."""

    takes = {"pk": "villages.village"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        village = self.village(pk)
        found = evaluations.evaluation_of(village, self.cycle)
        kinds = [(kind, officials_may(self.user, *starts.registrars(kind))) for kind in DecisionKind]
        tracks = [(track, found.starts.get(track), starts.blockers(found, track)) for track in Track]
        context = {
            "village": village,
            "found": found,
            "tracks": tracks,
            "kinds": kinds,
            "may_register": any(allowed for _, allowed in kinds),
            "may_start": officials_may(self.user, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW),
            "may_cancel": officials_may(self.user, Action.COUNTY_REVIEW),
            "past": SpecialDecision.all_rows.filter(cycle=self.cycle, village=village).order_by("-id"),
            "today": timezone.localdate(),
        }
        return render(request, "readiness/gate_start.html", context)


class StartMove(MovePage, GatePage):
    """Start, register a decision, lift one, cancel a start."""

    roles = DECIDERS - {Role.TOWNSHIP_CLERK}
    takes = {"pk": "villages.village"}

    def row(self, pk: int) -> Village:
        return self.village(pk)

    def held(self, row: Village, move: str) -> Any:
        model: Any = {"lift": SpecialDecision, "cancel": StartRecord}.get(move)
        if model is None:
            return None
        mine = model.objects.filter(village=row, cycle=self.cycle)
        return get_object_or_404(mine, pk=key_of(self.request.POST.get("row", "")))

    def onward(self, row: Village, move: str) -> tuple[Any, ...]:
        return ("gate_start", row.pk)

    def _start(self, village: Village, version: int) -> str:
        data = self.request.POST
        row = starts.start(
            village,
            self.cycle,
            by=self.user,
            track=data.get("track", ""),
            started_on=day_in(data, "started_on", "启动日期"),
            document_number=data.get("number", ""),
        )
        return f"已登记启动{row.get_track_display()}。"

    def _register(self, village: Village, version: int) -> str:
        data = self.request.POST
        kind = data.get("kind", "")
        if kind not in DecisionKind.values:
            raise Refused("请选择决定的类别。")
        row = starts.register_decision(
            village,
            self.cycle,
            by=self.user,
            kind=kind,
            track=data.get("track", ""),
            document_number=data.get("number", ""),
            decided_on=day_in(data, "decided_on", "决定日期"),
            until=day_in(data, "until", "截止日期") if data.get("until") else None,
            reason=data.get("reason", ""),
            scan=self.request.FILES.get("scan"),
        )
        return f"已登记{row.get_kind_display()}。"

    def _lift(self, village: Village, version: int) -> str:
        row = self.held(village, "lift")
        starts.lift_decision(row, by=self.user, reason=self.request.POST.get("reason", ""), version=version)
        return f"已解除{row.get_kind_display()}。"

    def _cancel(self, village: Village, version: int) -> str:
        row = self.held(village, "cancel")
        starts.cancel_start(row, by=self.user, reason=self.request.POST.get("reason", ""), version=version)
        return f"已撤销{row.get_track_display()}的启动登记。"

    moves: ClassVar = {"lift": _lift, "start": _start, "register": _register, "cancel": _cancel}


class CancelStart(GatePage):
    """What is about to be cancelled - village, track, day, basis - and what rests on it; the move itself is posted."""

    roles = COUNTY_ROLES
    takes = {"pk": "villages.village", "number": "readiness.startrecord"}

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        village = self.village(pk)
        mine = StartRecord.objects.filter(village=village, cycle=self.cycle)
        row = get_object_or_404(mine.select_related("passed", "decision"), pk=number)
        context = {"village": village, "row": row, "depends": services.dependents(row), "steps": workflow.steps(row)}
        return render(request, "readiness/gate_cancel.html", context)


class DecisionScan(GatePage):
    """The scan of a special decision."""

    takes = {"pk": "villages.village", "number": "readiness.specialdecision"}

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        row = get_object_or_404(SpecialDecision.all_rows, village=self.village(pk), cycle=self.cycle, pk=number)
        audit.record(audit.Event.DOWNLOADED, by=self.user, row=row.scan)
        return download(row.scan.read(), row.scan.name, row.scan.content_type)


class RiskPage(GatePage):
    """Everything the ledgers hold against a village, with the way to the rows; a listing, no score."""

    takes = {"pk": "villages.village"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        village = self.village(pk)
        picture = findings.risk_picture(findings.findings_of([village], self.cycle)[village.pk])
        groups = [
            ("须关注", "bad", [(one, one.url(self.user)) for one in picture.not_met]),
            ("台账尚未登记", "plain", [(one, one.url(self.user)) for one in picture.unknown]),
            ("台账显示正常", "ok", [(one, one.url(self.user)) for one in picture.met]),
        ]
        return render(request, "readiness/gate_risks.html", {"village": village, "groups": groups})
