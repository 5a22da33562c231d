"""Pages of archives: a township's villages as a grid, one archive with its index and self-check, papers, volume."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from electioncycle.documents import Document
from electioncycle.documents.figure_tables import FORMS
from electioncycle.jobs.made_files import MadeFile
from electioncycle.ledgers import attachments
from electioncycle.ledgers import ledger as ledgers
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, Download, download, figures, printed
from electioncycle.web.grid_pages import GridPage
from electioncycle.web.grids import Grid, Outcome, Place, Typed
from elections.choices import SCHEME_PROCEDURES, Body, Procedure
from elections.models import Archive, Election
from elections.papers import archive as papers
from elections.rules import archive as rules
from elections.services import archive_grid, archives, calendars, paper_sites
from elections.services.archives import Folder
from elections.services.paper_sites import Site
from elections.views.base import ElectionsPage, TownshipPage

TRACKS = (Body.PARTY, rules.RECALL)
"""What an address says that asks for the archives of the party organisation's elections, or of recalls."""
LINES_OF_A_PAPER = 20
"""How long one paper of a volume is, as lists are counted: a full archive is the worker's, one just begun is not."""


class ArchivesBase(TownshipPage):
    """Of the committee's elections, or of the party's or of recalls where the query says so."""

    @property
    def kind(self) -> str:
        track = self.request.GET.get("track", "")
        return track if track in TRACKS else Body.COMMITTEE

    def folders(self) -> list[Folder]:
        found = archives.with_result(self.user, self.cycle_or_none, self.kind)
        if self.township:
            found = found.filter(village__township=self.township)
        return archives.folders(list(found))


class ArchivesPage(GridPage, ArchivesBase):
    """Without a township the sums of each stand alone."""

    template = "elections/archives.html"

    def grid(self, **kwargs: Any) -> Grid:
        self.found = self.folders()
        return archive_grid.grid_of(self.found) if self.township else Grid((), ())

    def filled(self, grid: Grid, place: Place) -> str:
        return next(one.fill for one in grid.columns if one.key == place[1])

    def save(self, grid: Grid, typed: Sequence[Typed]) -> Outcome:
        if not grid.lines:
            raise Refused("没有已公布结果的村(社区)，没有保存。请先选择乡镇。")
        return archive_grid.save(typed, by=self.user)

    def may_edit(self, grid: Grid) -> bool:
        return officials_may(self.user, Action.CHANGE)

    def more(self, grid: Grid) -> dict[str, Any]:
        sums = archives.sums(self.found)
        return {
            "township": self.township,
            "townships": self.towns,
            "sums": sums,
            "sentence": papers.sentence(sums),
            "track": "" if self.kind == Body.COMMITTEE else self.kind,
            "items": rules.items(self.kind),
            "forms": FORMS,
            "ledger": ledgers.of(Archive),
        }


class ArchivesFile(ArchivesBase):
    heavy = "print"
    takes = {"form": FORMS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        made = archives.sums(self.folders())
        table = papers.overview(made)
        return figures(table, form, ledger="archive", by=self.user, cycle=self.cycle_or_none, rows=len(made))


class ArchiveBase(ElectionsPage):
    """About the archive of one election of a committee or a party organisation."""

    takes = {"pk": "elections.election"}

    def found(self) -> QuerySet[Election]:
        kept = Q(body__in=rules.BODIES, procedure__in=SCHEME_PROCEDURES)
        kept |= Q(body__in=rules.RECALLED, procedure=Procedure.RECALL)
        return calendars.joined(Election.objects.visible_to(self.user).filter(kept))

    def election(self, pk: int) -> Election:
        row: Election = get_object_or_404(self.found(), pk=pk)
        return row


class ArchivePage(ArchiveBase):
    """Its index as it stands, the self-check, the scans, and the way to where gaps and the handing over are typed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = archives.folder(self.election(pk))
        ledger = ledgers.of(Archive)
        row = found.row
        context = {
            "election": found.election,
            "folder": found,
            "entries": [(one, found.scans.get(one.item.title, 0)) for one in found.entries],
            "source": rules.source(),
            "ledger": ledger,
            "row": row,
            "attached": attachments.by_part(row, self.parts(found)) if row else (),
            "may_attach": row is not None and ledger.allows(self.user, Action.CHANGE) and not ledger.locked(row),
            "asked": urlencode({"township": found.election.village.township_id, "track": _track(found.election)}),
            "forms": PAPERS,
        }
        return render(request, "elections/archive.html", context)

    def parts(self, found: Folder) -> list[str]:
        return [one.item.title for one in found.due]


def _track(election: Election) -> str:
    kind = rules.kind_of(election.body, election.procedure)
    return kind if kind in TRACKS else ""


PRINTED = {"index": (papers.index_document, "归档目录"), "self-check": (papers.check_document, "归档自查单")}


class ArchivePaper(ArchiveBase):
    heavy = "print"
    takes = {"pk": "elections.election", "what": tuple(PRINTED), "form": PAPERS}

    def get(self, request: HttpRequest, pk: int, what: str, form: str) -> HttpResponse:
        if what not in PRINTED:
            raise Http404
        row = self.election(pk)
        make, title = PRINTED[what]
        document: Document = make(archives.folder(row))
        answer = printed(document, f"{row.village.township}_{row.village}_{title}", form)
        audit.record(audit.Event.PRINTED, by=self.user, row=row, paper=what)
        return answer


class VolumeFile(ArchiveBase, MadeFile):
    """The archive of one village as one volume, made by the worker."""

    heavy = "print"
    takes = {"pk": "elections.election", "form": PAPERS}

    @cached_property
    def row(self) -> Election:
        return self.election(self.kwargs["pk"])

    @cached_property
    def asked(self) -> tuple[Folder, Site]:
        return archives.folder(self.row), paper_sites.site_of(self.row)

    def title(self) -> str:
        of = "罢免" if self.row.procedure == Procedure.RECALL else "选举"
        return f"{of}档案：{self.row.village.township}{self.row.village}"

    def covered(self) -> QuerySet[Election]:
        return self.found().filter(pk=self.row.pk)

    def length(self) -> int:
        return LINES_OF_A_PAPER * papers.length(*self.asked)

    def file(self, request: HttpRequest, pk: int, form: str) -> Download:
        if form not in PAPERS:
            raise Http404
        found, site = self.asked
        volume = papers.volume(found, site, self.user, bound=form != "docx")
        data = volume.docx() if form == "docx" else volume.pdf().pdf
        scans = sum(found.scans.values())
        audit.record(audit.Event.PRINTED, by=self.user, row=found.election, paper="archive", scans=scans)
        return download(data, f"{self.title().replace('：', '')}.{form}")
