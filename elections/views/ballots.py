"""The page of an election's ballots, with the names of its list: proof, sample, empty ballots, printers' notice."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from electioncycle.documents import render_pdf
from electioncycle.documents.volumes import Chapter, Volume
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.web.downloads import Download, download
from electioncycle.web.pages import key_of
from elections.choices import MOST_SEATS
from elections.models import Election
from elections.papers import ballots as papers
from elections.rules.ballots import Ballot
from elections.services import ballots, calendars, paper_sites
from elections.services.paper_sites import Site
from elections.views.base import WRITERS, ElectionsPage

LONGEST_COLOUR = 20


class OfElection(ElectionsPage):
    """A page about the ballots of one election."""

    takes = {"pk": "elections.election"}

    def site(self, pk: int) -> Site:
        rows = calendars.joined(Election.objects.visible_to(self.user)).prefetch_related("posts")
        return paper_sites.site_of(get_object_or_404(rows, pk=pk))


class BallotsPage(OfElection):
    """Names come from the list that was made known; what is typed here instead is printed and not kept."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        site = self.site(pk)
        election = _election(site)
        seats, names = ballots.posts_to_print(site), ballots.names_to_print([election]).get(election.pk, {})
        posts = [
            (code, title, seats.get(code, 0), "\n".join(names.get(code, ())))
            for code, title in ballots.printable_posts(election)
        ]
        context = {"site": site, "election": site.election, "posts": posts, "may_print": self.user.roles & WRITERS}
        return render(request, "elections/ballots.html", context)


def _election(site: Site) -> Election:
    if site.election is None:
        raise Http404
    return site.election


class BallotsFile(OfElection):
    """Sent by the form with names and seats; nothing of it is kept but that it was printed."""

    roles = WRITERS
    heavy = "print"
    takes = {"pk": "elections.election", "what": ("proof", "sample", "open", "order")}

    def post(self, request: HttpRequest, pk: int, what: str) -> HttpResponse:
        if what not in self.makers:
            raise Http404
        site = self.site(pk)
        made = self.makers[what](self, site)
        audit.record(audit.Event.PRINTED, by=self.user, row=_election(site), what=what)
        return made

    def _seats(self, site: Site) -> dict[str, int]:
        found = {}
        for code, title in ballots.printable_posts(_election(site)):
            text = self.request.POST.get(f"seats-{code}", "").strip()
            if text and not (text.isascii() and text.isdigit() and int(text) <= MOST_SEATS):
                raise Refused(f"{title}的名额“{text}”不是0至{MOST_SEATS}的整数，请改正。")
            found[code] = int(text or 0)
        return found

    def _names(self, site: Site) -> dict[str, list[str]]:
        posts = ballots.printable_posts(_election(site))
        return {code: self.request.POST.get(f"names-{code}", "").splitlines() for code, _ in posts}

    def _ballots(self, site: Site) -> list[Ballot]:
        return ballots.ballots_of(site, self._names(site), self._seats(site))

    def _proof(self, site: Site) -> Download:
        return _file(self._ballots(site), f"{site.village}选票清样")

    def _sample(self, site: Site) -> Download:
        return _file(self._ballots(site), f"{site.village}样票", sample=True)

    def _open(self, site: Site) -> Download:
        return _file(ballots.open_ballots(site, self._seats(site)), f"{site.village}另行选举空白票")

    def _order(self, site: Site) -> Download:
        sent = self.request.POST
        posts = ballots.printable_posts(_election(site))
        colours = {title: sent.get(f"colour-{code}", "").strip()[:LONGEST_COLOUR] for code, title in posts}
        lines = papers.order_lines(self._ballots(site), colours, key_of(sent.get("copies", "")))
        values = {**site.values(), "body": lines[0][0].removesuffix("选举选票"), "ballots": lines}
        document = papers.PRINTING.document(values, site.blocks.get(papers.PRINTING.code), site.names())
        return download(render_pdf(document).pdf, f"{site.village}选票印制通知单.pdf")

    makers: ClassVar[dict[str, Callable[[Any, Site], Download]]] = {
        "proof": _proof,
        "sample": _sample,
        "open": _open,
        "order": _order,
    }


def _file(found: list[Ballot], name: str, *, sample: bool = False) -> Download:
    """One ballot as it is; several, one behind the other, for the printing house."""
    documents = [papers.ballot_document(one, sample=sample) for one in found]
    if len(documents) == 1:
        return download(render_pdf(documents[0]).pdf, f"{name}.pdf")
    chapters = [Chapter(one.title, one) for one in documents]
    return download(Volume(chapters, contents=False).pdf().pdf, f"{name}.pdf")
