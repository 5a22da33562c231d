"""挂图作战 on screen and on paper: townships and villages by nodes, the Gantt of a township, a week's calendar."""

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from electioncycle.documents import Document, render_pdf
from electioncycle.documents.tiling import tile
from electioncycle.jobs.made_files import MadeFile
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Action, officials_may
from electioncycle.security import audit
from electioncycle.web.downloads import Download, download, printed
from electioncycle.web.moves import day_of
from electioncycle.web.pages import Page, key_of
from reports import homes, walls, weeks
from reports.behind import HEADERS, behind
from reports.definitions import LATE_NODES, NODES
from reports.papers import defined
from reports.papers import hung as papers
from reports.papers import weeks as week_paper
from reports.rules.hung import hung
from reports.walls import Asked, Row
from villages.choices import ListKind
from villages.definitions import VILLAGES
from villages.models import Area, KindItem, Village
from villages.services.territory import participants, townships_of

PER_PAGE = 30
TILED = "a4"
WALL, INTERNAL = "wall", "internal"
SHEETS = ("county", "township", "gantt")
EDITIONS = {WALL: "上墙版", INTERNAL: "内部版"}
PAPERS = {"county": ("a1", "a0"), "township": ("a3", TILED), "gantt": ("a3", TILED)}
MOST_YEARS = 20
"""How far a week may lie from today; beyond, the year is mistyped."""
WEEK_FORMS = ("pdf", "docx", "wall", TILED)


class HungPage(Page):
    """Officials, each for their own territory."""

    roles = OFFICIALS
    scope = "territory"
    menu = "hung"

    @cached_property
    def townships(self) -> list[Area]:
        return townships_of(participants(self.user, self.cycle))

    @property
    def asked(self) -> Asked:
        sent = self.request.GET
        node = sent.get("node", "")
        state = sent.get("state", "")
        return Asked(
            key_of(sent.get("township", "")),
            key_of(sent.get("batch", "")),
            node if hung().node(node) else "",
            state if state in walls.STATES else "",
        )

    def villages(self) -> QuerySet[Village]:
        return walls.villages(self.user, self.cycle, self.asked)

    def filters(self) -> dict[str, Any]:
        return {
            "asked": self.asked,
            "townships": self.townships,
            "batches": KindItem.objects.filter(cycle=self.cycle, kind=ListKind.BATCH),
            "nodes": hung().nodes,
            "states": walls.STATES.items(),
        }


class CountyPage(HungPage):
    """Every township with done of due for every node; each figure opens its villages."""

    def get(self, request: HttpRequest) -> HttpResponse:
        lines = walls.township_counts(self.user, self.cycle)
        drawn = homes.multiples(lines[:-1] if len(lines) > 2 else lines[-1:])
        context = {
            "lines": lines[:-1],
            "total": lines[-1],
            "nodes": hung().nodes,
            "chart": mark_safe(homes.nodes_chart(lines[-1])),  # noqa: S308 - drawn by ourselves, every word escaped
            "multiples": mark_safe(drawn),  # noqa: S308 - as above
        }
        return render(request, "reports/hung_county.html", context)


class VillagesPage(HungPage):
    """Villages by nodes, narrowed by township, batch, node and state; a page reads the calendars of its own only."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found: Any = self.villages()
        asked = self.asked
        if asked.by_row:
            found = [row for row in walls.rows(found, self.user, self.cycle, beside=True) if asked.takes(row)]
        page: Any = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        shown: list[Any] = list(page.object_list)
        rows: list[Row] = shown if asked.by_row else walls.rows(shown, self.user, self.cycle, beside=True)
        enters = officials_may(self.user, Action.CHANGE)
        lines = [(row, homes.entry_page(row, row.missing) if enters else "") for row in rows]
        return render(request, "reports/hung_villages.html", {"page": page, "lines": lines, **self.filters()})


class GanttPage(HungPage):
    """The steps of one township's villages by days."""

    def get(self, request: HttpRequest) -> HttpResponse:
        key = self.asked.township or (self.townships[0].pk if self.townships else 0)
        area = next((one for one in self.townships if one.pk == key), None)
        if self.asked.township and area is None:
            raise Http404
        own = walls.villages(self.user, self.cycle, Asked(key, self.asked.batch))
        rows = walls.rows(own, self.user, self.cycle) if area else []
        parts = [rows[at : at + PER_PAGE] for at in range(0, len(rows), PER_PAGE)]
        drawn = [papers.gantt_drawing(area, part, (at, len(parts))) for at, part in enumerate(parts, 1)]
        charts = [mark_safe(one) for one in drawn]  # noqa: S308 - drawn by ourselves, every word escaped
        return render(request, "reports/hung_gantt.html", {"area": area, "charts": charts, **self.filters()})


class HungFile(MadeFile, HungPage):
    """A sheet to hang, or the one for the desk; of more villages than a request prints the worker's."""

    heavy = "print"
    takes = {"sheet": SHEETS}

    @property
    def sheet(self) -> str:
        return str(self.kwargs["sheet"])

    @property
    def edition(self) -> str:
        sent = self.request.GET.get("edition", WALL)
        return sent if sent in EDITIONS else WALL

    @property
    def paper(self) -> str:
        offered = PAPERS[self.sheet]
        sent = self.request.GET.get("paper", "")
        return sent if sent in offered else offered[0]

    def title(self) -> str:
        names = {"county": "作战图", "township": "乡镇作战图", "gantt": "换届进度甘特图"}
        return f"{self.user.place}{names[self.sheet]}({EDITIONS[self.edition]})"

    def covered(self) -> QuerySet[Village]:
        if self.sheet not in SHEETS:
            raise Http404
        return self.villages()

    def length(self) -> int:
        """The county's sheet has a row a township, whatever the villages behind it, which are kept."""
        return len(self.townships) if self.sheet == "county" else self.covered().count()

    def file(self, request: HttpRequest, sheet: str) -> Download:
        if sheet not in SHEETS:
            raise Http404
        document = self.document()
        rendered = render_pdf(document)
        name = self.title()
        audit.record(audit.Event.PRINTED, by=self.user, ledger="hung", sheet=sheet, edition=self.edition)
        if self.paper == TILED:
            return download(self.with_definitions(tile(rendered).pdf), f"{name}(A4拼接).pdf")
        return download(self.with_definitions(rendered.pdf), f"{name}({self.paper.upper()}).pdf")

    def with_definitions(self, pdf: bytes) -> bytes:
        """With a sheet of A4 to hang beside, which says what the figures count, where it is wished."""
        if not self.wants_definitions:
            return pdf
        on_wall = self.edition == WALL
        figures = papers.FIGURES[self.sheet] if on_wall else (VILLAGES, NODES, LATE_NODES)
        return defined.behind(self.title(), pdf, figures, hangs=on_wall)

    def document(self) -> Document:
        on_wall = self.edition == WALL
        if self.sheet == "county":
            lines = walls.township_counts(self.user, self.cycle)
            if not on_wall:
                return papers.county_internal(lines, self.user.place)
            return papers.county(lines, self.user.place, "a0" if self.paper == "a0" else "a1")
        asked = self.asked
        found = walls.rows(self.villages(), self.user, self.cycle, beside=True)
        groups = papers.grouped([row for row in found if asked.takes(row)])
        if self.sheet == "gantt":
            return papers.gantt(groups)
        if on_wall:
            return papers.township(groups)
        beside = behind([row.village for row in found], self.user, self.cycle)
        return papers.township_internal(groups, beside, HEADERS)


class WeekBase(HungPage):
    @cached_property
    def day(self) -> Any:
        sent, today = self.request.GET.get("day", ""), timezone.localdate()
        day = day_of(sent, "日期") if sent else today
        if abs(day.year - today.year) > MOST_YEARS:
            raise Refused(f"{day.year}年离今天太远，请核对日期的年份。")
        return day

    def days(self, *, on_wall: bool) -> list[weeks.WeekDay]:
        return weeks.week(self.user, self.cycle, self.day, township=self.asked.township, on_wall=on_wall)


class WeekPage(WeekBase):
    """行事历: a week's votes, last days and plans."""

    def get(self, request: HttpRequest) -> HttpResponse:
        days = self.days(on_wall=False)
        context = {
            "days": days,
            "votes": weeks.votes_of(days),
            "before": days[0].day - timedelta(7),
            "after": days[0].day + timedelta(7),
            "today": timezone.localdate(),
            **self.filters(),
        }
        return render(request, "reports/week.html", context)


class WeekFile(WeekBase):
    heavy = "print"
    takes = {"form": WEEK_FORMS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        if form not in WEEK_FORMS:
            raise Http404
        on_wall = form in ("wall", TILED)
        document = week_paper.document(self.days(on_wall=on_wall), self._place(), on_wall=on_wall)
        name = f"{self._place()}换届行事历{self.day:%Y-%m-%d}"
        audit.record(audit.Event.PRINTED, by=self.user, ledger="week", form=form)
        if not on_wall:
            return printed(document, name, form)
        rendered = render_pdf(document)
        if form == TILED:
            return download(tile(rendered).pdf, f"{name}(上墙版A4拼接).pdf")
        return download(rendered.pdf, f"{name}(上墙版A3).pdf")

    def _place(self) -> str:
        area = next((one for one in self.townships if one.pk == self.asked.township), None)
        return str(area or self.user.place)
