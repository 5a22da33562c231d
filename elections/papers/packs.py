"""Papers of a village, blank or filled in, alone or as a pack: everything that is signed by hand, in one volume."""

from collections.abc import Iterable, Sequence

from electioncycle.documents.blocks import Document
from electioncycle.documents.volumes import Chapter, Volume
from elections.choices import Body, Procedure
from elections.models import Election, Scheme
from elections.papers.schemes import scheme_document
from elections.rules.forms import PARTY_PAPERS, Paper
from elections.services.paper_fillings import Filling, Known, fillings
from elections.services.paper_sites import Site


def paper_document(paper: Paper, site: Site, *, blank: bool, filling: Filling | None = None) -> Document:
    """``blank``: nothing but the names of things here, for the pen; else with what is known by now.

    ``filling`` is what its track knows beside its days, and the persons in it.
    """
    if paper.form is None:
        return scheme_document(_scheme(site), site.norms, blank=blank)
    filling = filling or Filling()
    values = site.words() if blank else {**site.values(), **filling.values}
    return paper.form.document(values, site.block(paper), [*site.names(), *filling.names])


def filled(paper: Paper, site: Site, known: Known | None = None) -> list[Document]:
    """With what is recorded by now, a sheet for every post, box or person where the paper has one each."""
    return [paper_document(paper, site, blank=False, filling=one) for one in fillings(site, paper.code, known)]


def _scheme(site: Site) -> Scheme:
    """What is decided; before anything is, a scheme of which nothing is known but the village."""
    election = site.election or Election(village=site.village, body=Body.COMMITTEE, procedure=Procedure.REGULAR)
    return site.scheme or Scheme(election=election, village=site.village)


def pack(sites: Sequence[Site], *, papers: Iterable[Paper], place: str, tiled: bool, known: bool = False) -> Volume:
    """The papers of these villages in the order of the work, each in its copies; ``known``: not blank."""
    listed, recorded = list(papers), Known(sites) if known else None
    chapters = [
        chapter
        for site in sites
        for paper in listed
        if site.community or not paper.communities
        for chapter in _chapters(paper, site, None if site.party else recorded)
    ]
    return Volume(chapters, _cover(sites, listed, place, known=known), contents=False, tiled=tiled)


def _chapters(paper: Paper, site: Site, known: Known | None) -> list[Chapter]:
    """Blank ones in as many copies as there are boxes, posts, seats; else one after the other."""
    if known is None:
        document = paper_document(paper, site, blank=True)
        return [Chapter(paper.title, document, str(site.village), site.copies(paper))]
    documents = filled(paper, site, known)
    copies = site.copies(paper) if len(documents) == 1 else site.copies(paper) // site.sheets(paper)
    return [Chapter(paper.title, one, str(site.village), copies) for one in documents]


def _cover(sites: Sequence[Site], papers: Sequence[Paper], place: str, *, known: bool) -> Document:
    """Which papers are inside, in how many copies for a village: to be checked off as they are handed out."""
    lines = [f"{paper.title}　每村{_copies(paper, sites)}份" for paper in papers]
    party = all(paper.code in PARTY_PAPERS for paper in papers)
    return Document(
        title=f"{place}\n{'党组织换届' if party else '村(居)民委员会选举'}{'预填' if known else '空白'}材料",
        cover_lines=(f"共{len(sites)}个村(社区)", *lines),
        blocks=(),
        is_cover=True,
        names=[place],
    )


def _copies(paper: Paper, sites: Sequence[Site]) -> str:
    numbers = sorted({site.copies(paper) for site in sites})
    return f"{numbers[0]}至{numbers[-1]}" if len(numbers) > 1 else str(numbers[0])
