"""Papers of a village, blank or filled in, alone or as a pack: everything that is signed by hand, in one volume."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from electioncycle.documents.blocks import Document
from electioncycle.documents.volumes import Chapter, Volume
from elections.choices import Body, Procedure
from elections.models import Election, Scheme
from elections.papers.schemes import scheme_document
from elections.rules.forms import PARTY_PAPERS, Paper
from elections.services.paper_sites import Site


def paper_document(
    paper: Paper, site: Site, *, blank: bool, known: Mapping[str, Any] | None = None, names: Sequence[str] = ()
) -> Document:
    """``blank``: nothing but the names of things here, for the pen; else with what is known by now.

    ``known`` is what a track knows beside its days, ``names`` the persons in it.
    """
    if paper.form is None:
        return scheme_document(_scheme(site), site.norms, blank=blank)
    values = site.words() if blank else {**site.values(), **(known or {})}
    return paper.form.document(values, site.block(paper), [*site.names(), *names])


def _scheme(site: Site) -> Scheme:
    """What is decided; before anything is, a scheme of which nothing is known but the village."""
    election = site.election or Election(village=site.village, body=Body.COMMITTEE, procedure=Procedure.REGULAR)
    return site.scheme or Scheme(election=election, village=site.village)


def pack(sites: Sequence[Site], *, papers: Iterable[Paper], place: str, tiled: bool) -> Volume:
    """The blank papers of these villages in the order of the work, each in its copies."""
    listed = list(papers)
    chapters = [
        Chapter(paper.title, paper_document(paper, site, blank=True), str(site.village), site.copies(paper))
        for site in sites
        for paper in listed
        if site.community or not paper.communities
    ]
    return Volume(chapters, _cover(sites, listed, place), contents=False, tiled=tiled)


def _cover(sites: Sequence[Site], papers: Sequence[Paper], place: str) -> Document:
    """Which papers are inside, in how many copies for a village: to be checked off as they are handed out."""
    lines = [f"{paper.title}　每村{_copies(paper, sites)}份" for paper in papers]
    party = all(paper.code in PARTY_PAPERS for paper in papers)
    return Document(
        title=f"{place}\n{'党组织换届' if party else '村(居)民委员会选举'}空白材料",
        cover_lines=(f"共{len(sites)}个村(社区)", *lines),
        blocks=(),
        is_cover=True,
        names=[place],
    )


def _copies(paper: Paper, sites: Sequence[Site]) -> str:
    numbers = sorted({site.copies(paper) for site in sites})
    return f"{numbers[0]}至{numbers[-1]}" if len(numbers) > 1 else str(numbers[0])
