"""Pages of analysis reports and team figures."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from electioncycle.actors import Actor
from electioncycle.jobs import services as jobs
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS
from electioncycle.security import audit
from electioncycle.web.downloads import download
from electioncycle.web.pages import Page, key_of, rows_seen, shown_again
from reports import services
from reports.analysis_report import reports_of
from reports.choices import ReportState, Variant
from reports.figures import by_township, team_figures
from reports.forms import PrintForm
from reports.models import VillageReport
from reports.papers import defined
from reports.papers import figures as figures_paper
from villages.models import Area, Village
from villages.services.territory import participants, townships_of

PER_PAGE = 30  # each line compares a report as it would be printed now
TONES = {ReportState.CURRENT: "ok", ReportState.STALE: "warn", ReportState.NONE: "plain"}


class OfficialPage(Page):
    """Pages about analyses: officials of township and county, in the cycle they work in."""

    roles = OFFICIALS
    scope = "territory"

    def villages(self) -> QuerySet[Village]:
        """Those that take part; before the first cycle all of the user's."""
        if self.cycle_or_none is None:
            return Village.objects.visible_to(self.user).filter(valid_to=None).select_related("township")
        return participants(self.user, self.cycle_or_none)

    def village(self, pk: int) -> Village:
        return get_object_or_404(Village.objects.visible_to(self.user).select_related("township"), pk=pk, valid_to=None)

    def variant(self) -> str:
        asked = self.request.GET.get("variant", "")
        return asked if asked in Variant.values else Variant.INTERNAL.value


class KeptReport(OfficialPage):
    """Hands out an edition as it is kept."""

    def told(self, edition: VillageReport) -> bytes:
        """The page of definitions, where it is asked for, is no part of what is kept."""
        pdf = edition.file.read()
        if not self.wants_definitions:
            return pdf
        title = f"{edition.village.township}{edition.village}研判报告"
        return defined.behind(title, pdf, defined.VILLAGE_REPORT, edition.rendered_at)


class ReportList(OfficialPage):
    """Which report is current, which is out of date; starts the print job."""

    heavy = "job"

    def form(self, ticked: list[Village], data: Any = None) -> PrintForm:
        if ticked:
            return PrintForm(data, townships=[], everything=f"勾选的{len(ticked)}个村(社区)")
        return PrintForm(data, townships=self.townships, everything=f"全部{self.villages().count()}个村(社区)")

    @cached_property
    def townships(self) -> list[Area]:
        """Those with a village, in official order."""
        return townships_of(self.villages())

    def within(self, township: str) -> QuerySet[Village]:
        """The villages of the township that was chosen; all where none was."""
        return self.villages().filter(township=key_of(township)) if township else self.villages()

    def ticked(self, keys: list[str]) -> list[Village]:
        wanted = set(rows_seen(keys))
        found = list(self.villages().filter(pk__in=wanted)) if wanted else []
        if len(found) < len(wanted) and (self.request.method == "POST" or not found):
            raise Refused(
                f"勾选的{len(wanted)}个村(社区)中有{len(wanted) - len(found)}个不在您的管辖范围内或不参加本届换届，"
                "没有打印。请回到列表重新勾选。"
            )
        return found

    def get(self, request: HttpRequest) -> HttpResponse:
        ticked = self.ticked(request.GET.getlist("row"))
        return self.shown(request, ticked, self.form(ticked))

    def shown(self, request: HttpRequest, ticked: list[Village], form: PrintForm, status: int = 200) -> HttpResponse:
        township = request.GET.get("township", "")
        page: Any = Paginator(ticked or self.within(township), PER_PAGE).get_page(request.GET.get("page"))
        on_page = list(page.object_list)
        editions = services.latest_editions(on_page, self.cycle_or_none, self.variant())
        printed = [village for village in on_page if village.pk in editions]
        found = reports_of(printed, self.cycle_or_none, self.variant()) if printed else {}
        lines = []
        for village in on_page:
            edition = editions.get(village.pk)
            state = services.state_of(edition, found.get(village.pk))
            lines.append({"village": village, "edition": edition, "state": state, "tone": TONES[state]})
        context = {
            "page": page,
            "lines": lines,
            "form": form,
            "ticked": ticked,
            "township": township,
            "townships": self.townships,
            "variant": self.variant(),
            "variants": Variant.choices,
            "jobs": jobs.visible_to(self.user).filter(kind="analysis_reports")[:6],
        }
        return render(request, "reports/list.html", context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        ticked = self.ticked(request.POST.getlist("row"))
        form = self.form(ticked, request.POST)
        if not form.is_valid():
            return shown_again(self.shown(request, ticked, form, status=422), form)
        values = form.cleaned_data
        chosen = ticked or list(self.within(values["township"]))
        if not chosen:
            raise Refused("所选范围内没有村(社区)，请重新选择。")
        job = services.start_printing(
            by=self.user,
            place=name_of(chosen, self.villages().count(), self.user),
            villages=chosen,
            cycle=self.cycle_or_none,
            variant=values["variant"],
            outputs=values["outputs"],
            force=values["force"],
        )
        messages.success(request, "已开始打印，本页自动显示进度；可以先去办别的事，完成后从“后台任务”下载。")
        return redirect("job_page", job.pk)


def name_of(chosen: list[Village], everything: int, user: Actor) -> str:
    """What the job's title and the volume call the selection."""
    townships = list(by_township(chosen))
    if len(chosen) == 1:
        return f"{chosen[0].township}{chosen[0]}"
    if len(chosen) == everything:
        return str(user.place)
    return townships[0].name if len(townships) == 1 else f"所选{len(chosen)}个村(社区)"


class VillageReportPage(OfficialPage):
    """One village's report: whether it is current, what it still lacks, its editions."""

    takes = {"pk": "villages.village"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        village, variant = self.village(pk), self.variant()
        report = reports_of([village], self.cycle_or_none, variant)[pk]
        editions = VillageReport.objects.filter(village=village, cycle=self.cycle_or_none).order_by("-rendered_at")
        latest = services.latest_editions([village], self.cycle_or_none, variant).get(pk)
        state = services.state_of(latest, report)
        context = {
            "village": village,
            "report": report,
            "editions": editions.select_related("file"),
            "state": state,
            "tone": TONES[state],
            "variants": Variant.choices,
        }
        return render(request, "reports/village.html", context)


class ReportPdf(KeptReport):
    """The report as it stands now, shown in the browser."""

    heavy = "print"
    takes = {"pk": "villages.village"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        village = self.village(pk)
        edition = services.print_on_the_spot(village, self.cycle_or_none, self.variant(), by=self.user)
        return download(self.told(edition), services.file_name(village), inline=True)


class ReportDocx(OfficialPage):
    """The same report for WPS: leaders change words before they sign."""

    heavy = "print"
    takes = {"pk": "villages.village"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        village = self.village(pk)
        figures = defined.VILLAGE_REPORT if self.wants_definitions else ()
        data = services.editable(village, self.cycle_or_none, self.variant(), by=self.user, figures=figures)
        return download(data, services.file_name(village, ".docx"))


class EditionPdf(KeptReport):
    """An edition as it was printed then."""

    takes = {"pk": "reports.villagereport"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        edition = get_object_or_404(VillageReport.objects.select_related("file", "village__township"), pk=pk)
        if not self.user.covers(edition.village.path):
            raise Http404
        audit.record(audit.Event.DOWNLOADED, by=self.user, row=edition)
        return download(self.told(edition), services.file_name(edition.village), inline=True)


class TeamFiguresPage(OfficialPage):
    """Structure of the teams by township, against the last term and this cycle's targets."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.cycle_or_none is None:
            raise Refused("还没有届次，没有可统计的数据。请先由县级管理员建立届次。")
        lines = team_figures(list(self.villages()), self.cycle_or_none, user=self.user)
        return render(request, "reports/figures.html", figures_paper.page_of(lines, self.cycle_or_none))


class TeamFiguresFile(OfficialPage):
    """The same table as workbook or PDF."""

    heavy = "print"
    takes = {"form": ("xlsx", "pdf")}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        if self.cycle_or_none is None or form not in ("xlsx", "pdf"):
            raise Http404
        lines = team_figures(list(self.villages()), self.cycle_or_none, user=self.user)
        name = f"{self.user.place}村(社区)“两委”班子结构统计.{form}"
        if form == "xlsx":
            audit.record(audit.Event.EXPORTED, by=self.user, ledger="team_figures", rows=len(lines))
            return download(figures_paper.workbook(lines, self.cycle_or_none), name)
        audit.record(audit.Event.PRINTED, by=self.user, ledger="team_figures", rows=len(lines))
        return download(figures_paper.pdf(lines, self.cycle_or_none, place=self.user.place), name)
