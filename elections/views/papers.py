"""Pages of papers: what of a village can be printed blank or filled in, packs, what a day needs, the day's sheets."""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.documents import Document, render_pdf
from electioncycle.documents.figure_tables import FORMS
from electioncycle.documents.tiling import tile
from electioncycle.documents.volumes import Chapter, Volume
from electioncycle.jobs.made_files import MadeFile
from electioncycle.ledgers import ledger as ledgers
from electioncycle.refusals import Refused
from electioncycle.roles import FIELD, Action, officials_may
from electioncycle.security import audit
from electioncycle.web.downloads import Download, download, figures, printed
from electioncycle.web.moves import day_of
from electioncycle.web.pages import Page, key_of, rows_seen
from elections.choices import Body
from elections.models import Election, PublicNotice
from elections.papers import contacts as contact_paper
from elections.papers import needed as needed_paper
from elections.papers import needed_votes, packs
from elections.rules.forms import EVERY, PARTY_PAPERS, Paper, papers_of
from elections.services import calendars, duty, notices, paper_sites, party_papers, polling_contacts
from elections.services.norms import norms_of_cycle
from elections.services.paper_fillings import Filling
from elections.services.paper_sites import Needed, Site
from elections.views.base import ElectionsPage
from villages.models import Village

BLANK, FILLED = "blank", "filled"
TILED = "a4"
"""The form in which large pages come as sheets of A4."""
OUTPUTS = ("pdf", "docx", TILED)
LINES_OF_A_PACK = 150
"""How long the blank papers of one village are, as lists are counted: two packs are made at once, more by a job."""
MOST_BALLOTS = 100_000
PARTY = "party"
"""What an address says that asks for the papers of the party organisation's election."""


def sheet(document: Document, name: str, form: str) -> Download:
    """A paper in one of its forms."""
    return sheets([document], name, form)


def sheets(documents: Sequence[Document], name: str, form: str) -> Download:
    """As many sheets as a paper has, in one file."""
    if len(documents) > 1:
        volume = Volume(
            [Chapter(one.title, one) for one in documents], contents=False, tiled=form == TILED, duplex=False
        )
        tail = "(A4拼接).pdf" if form == TILED else f".{form}"
        return download(volume.docx() if form == "docx" else volume.pdf().pdf, f"{name}{tail}")
    [document] = documents
    if form == TILED:
        return download(tile(render_pdf(document)).pdf, f"{name}(A4拼接).pdf")
    return printed(document, name, form)


class VillagePage(Page):
    """A page about the papers of one village, with the election asked for or that of the cycle."""

    roles = FIELD
    scope = "territory"

    def track(self) -> str:
        return Body.PARTY if self.request.GET.get("track") == PARTY else Body.COMMITTEE

    def site(self, pk: int) -> Site:
        rows = Village.objects.visible_to(self.user).select_related("township__parent")
        village = get_object_or_404(rows, pk=pk, valid_to=None)
        if asked := key_of(self.request.GET.get("election", "")):
            own = calendars.joined(Election.objects.visible_to(self.user)).filter(village=village)
            return paper_sites.site_of(get_object_or_404(own, pk=asked))
        return paper_sites.sites([village], self.cycle_or_none, self.track())[0]


class PapersPage(VillagePage):
    """Everything that can be printed for the village, and the notices of its election."""

    takes = {"pk": "villages.village"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        site = self.site(pk)
        listed = [(paper, site.copies(paper), site.block(paper)) for paper in site.papers]
        own = notices.of_election(site.election) if site.election else []
        context = {
            "site": site,
            "village": site.village,
            "papers": listed,
            "notices": [(one, notices.due_day(one, site)) for one in own],
            "notice_ledger": ledgers.of(PublicNotice),
            "others": self._others(site),
            "query": self._query(site),
            "may_draft": officials_may(self.user, Action.CHANGE),
            "may_fill": _may_fill(site, self.user),
        }
        return render(request, "elections/papers.html", context)

    def _query(self, site: Site) -> str:
        if "election" in self.request.GET and site.election:
            return f"?election={site.election.pk}"
        return f"?track={PARTY}" if site.party else ""

    def _others(self, site: Site) -> QuerySet[Election]:
        """The village's other elections, each with notices and ballots of its own."""
        found = Election.objects.visible_to(self.user).filter(village=site.village).order_by("-id")
        return found.exclude(pk=site.election.pk) if site.election else found


def _may_fill(site: Site, user: Actor) -> bool:
    """What the party prepares is read by officials; blank papers are anybody's."""
    return not site.party or officials_may(user, Action.VIEW)


class PaperFile(VillagePage):
    """One paper of the village, blank or with what is known by now."""

    heavy = "print"
    takes = {"pk": "villages.village", "code": tuple(EVERY), "which": (BLANK, FILLED), "form": OUTPUTS}

    def track(self) -> str:
        return Body.PARTY if self.kwargs["code"] in PARTY_PAPERS else Body.COMMITTEE

    def get(self, request: HttpRequest, pk: int, code: str, which: str, form: str) -> HttpResponse:
        paper = EVERY.get(code)
        if paper is None or which not in (BLANK, FILLED) or form not in OUTPUTS:
            raise Http404
        site = self.site(pk)
        if paper not in site.papers:
            raise Http404
        made = [self.blank(paper, site)] if which == BLANK else self.filled(paper, site)
        name = f"{site.village}{paper.title}{'空白' if which == BLANK else ''}"
        answer = sheets(made, name, form)
        audit.record(audit.Event.PRINTED, by=self.user, ledger="papers", row=site.village)
        return answer

    def blank(self, paper: Paper, site: Site) -> Document:
        return packs.paper_document(paper, site, blank=True)

    def filled(self, paper: Paper, site: Site) -> list[Document]:
        if not site.party:
            return packs.filled(paper, site)
        if not _may_fill(site, self.user):
            raise Refused(f"“{paper.title}”已填的内容由乡镇和县里打印；空白的可以打印。")
        filling = Filling(*party_papers.known(site, paper.code, self.user))
        return [packs.paper_document(paper, site, blank=False, filling=filling)]


class PackFile(MadeFile):
    """Papers of one village, of those ticked, of a township or of all, in one volume: blank, or with what is known."""

    roles = FIELD
    scope = "territory"
    heavy = "print"
    takes = {"form": OUTPUTS}

    def title(self) -> str:
        return f"{'预填' if self.known() else '空白'}材料：{self.place()}"

    def known(self) -> bool:
        return self.request.GET.get("known") == "1"

    def covered(self) -> QuerySet[Village]:
        rows = Village.objects.visible_to(self.user).filter(valid_to=None)
        asked = self.request.GET
        if self.cycle_or_none:
            rows = rows.filter(path__startswith=self.cycle_or_none.county.path)
        if ticked := [*rows_seen(asked.getlist("row")), *filter(None, [key_of(asked.get("village", ""))])]:
            rows = rows.filter(pk__in=ticked)
        if township := key_of(asked.get("township", "")):
            rows = rows.filter(township=township)
        if day := self.day():
            rows = rows.filter(pk__in=[one.site.village.pk for one in self.needed(day)])
        return rows

    def length(self) -> int:
        return self.covered().count() * LINES_OF_A_PACK

    def day(self) -> date | None:
        text = self.request.GET.get("day", "")
        return day_of(text, "日期") if text else None

    def needed(self, day: date) -> list[Needed]:
        elections = paper_sites.paper_elections(self.user, self.cycle_or_none)
        return paper_sites.needed_on(day, elections, self.cycle_or_none)

    def place(self) -> str:
        first = list(self.covered().select_related("township")[:2])
        if len(first) == 1:
            return f"{first[0].township}{first[0]}"
        townships = set(self.covered().order_by().values_list("township__name", flat=True))
        return townships.pop() if len(townships) == 1 else str(self.user.place)

    def file(self, request: HttpRequest, form: str) -> Download:
        if form not in OUTPUTS:
            raise Http404
        villages = list(self.covered().select_related("township__parent"))
        if not villages:
            raise Refused("所选范围内没有村(社区)，没有可印的材料。请重新选择。")
        sites = paper_sites.sites(villages, self.cycle_or_none)
        volume = packs.pack(sites, papers=self.papers(), place=self.place(), tiled=form == TILED, known=self.known())
        name = self.title().replace("：", "")
        data = volume.docx() if form == "docx" else volume.pdf().pdf
        audit.record(audit.Event.PRINTED, by=self.user, ledger="papers", rows=len(villages))
        return download(data, f"{name}.{'docx' if form == 'docx' else 'pdf'}")

    def papers(self) -> list[Paper]:
        """Those ticked, those of the day, or all of the track."""
        wanted = set(self.request.GET.getlist("paper"))
        if day := self.day():
            wanted |= {paper.code for one in self.needed(day) for paper, _ in one.papers}
        if not wanted:
            return papers_of(party=self.request.GET.get("track") == PARTY, community=True)
        return [paper for paper in EVERY.values() if paper.code in wanted]


class NeededBase(ElectionsPage):
    """What the villages of a township or the county need on a day; tomorrow unless another is asked."""

    def day(self) -> date:
        text = self.request.GET.get("day", "")
        return day_of(text, "日期") if text else timezone.localdate() + timedelta(days=1)

    def found(self) -> list[Needed]:
        elections = paper_sites.paper_elections(self.user, self.cycle_or_none)
        if township := key_of(self.request.GET.get("township", "")):
            elections = elections.filter(village__township=township)
        return paper_sites.needed_on(self.day(), elections, self.cycle_or_none)


class NeededPage(NeededBase):
    def get(self, request: HttpRequest) -> HttpResponse:
        found, day, township = self.found(), self.day(), key_of(request.GET.get("township", ""))
        context = {
            "needed": found,
            "day": day,
            "sentence": needed_paper.sentence(found, day),
            "townships": self.townships(),
            "township": township,
            "asked": urlencode({"day": day, "township": township or ""}),
            "forms": FORMS,
        }
        return render(request, "elections/needed.html", context)


class NeededFile(NeededBase):
    heavy = "print"
    takes = {"form": FORMS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        found = self.found()
        made = needed_paper.table(found, self.day())
        return figures(made, form, ledger="needed_papers", by=self.user, cycle=self.cycle_or_none, rows=len(found))


class NeededVotesFile(ElectionsPage):
    """《当选票数对照表》: arithmetic alone, from a number of ballots on."""

    heavy = "print"
    takes = {"form": ("pdf", "docx")}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        first = key_of(request.GET.get("from", "")) or 1
        if first > MOST_BALLOTS:
            raise Refused(f"收回选票数不会超过{MOST_BALLOTS}张，请核对起始张数。")
        norms = norms_of_cycle(self.cycle_or_none)
        made = printed(needed_votes.document(first, norms), f"当选票数对照表({first}张起)", form)
        audit.record(audit.Event.PRINTED, by=self.user, ledger="needed_votes")
        return made


class ContactSheet(ElectionsPage):
    """The villages that vote on a day, whom to call, the county's duty: one A3."""

    heavy = "print"
    takes = {"form": OUTPUTS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        if form not in OUTPUTS:
            raise Http404
        text = request.GET.get("day", "")
        day = day_of(text, "投票日") if text else timezone.localdate() + timedelta(days=1)
        listed = polling_contacts.contacts(self.user, self.cycle, day)
        roster = duty.roster(day, self.cycle.county.path)
        document = contact_paper.document(self.user.place, day, listed, roster)
        made = sheet(document, f"{self.user.place}{day:%Y-%m-%d}投票日联络表", form)
        audit.record(audit.Event.PRINTED, by=self.user, ledger="polling_contacts", rows=len(listed))
        return made
