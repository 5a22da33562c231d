"""Every kind of paper of an election with long names and rare characters: printed, and opened in the office."""

import re
import subprocess
from datetime import date

import pytest

from electioncycle.documents import render_docx, render_pdf
from electioncycle.documents.forms import Boxes, Lines
from elections.models import Candidacy, PublicNotice
from elections.papers import ballots, contacts, notices, packs, reviews, voter_lists
from elections.rules.ballots import Ballot, BallotPost
from elections.rules.forms import EVERY
from elections.rules.registration import Listed
from elections.services import paper_sites
from elections.services.paper_fillings import Filling
from elections.services.polling_contacts import Contact
from tests import factories
from tests.papers import lines_of

pytestmark = pytest.mark.django_db
LONG = "阿卜杜热西提·麦麦提依明江·阿不都克里木"
RARE = "王㛃𬭸䶮𠙶"
NAMES = (LONG, RARE)
PLACE = "阿克塔什柯尔克孜民族塆垟新村"
PEOPLE = re.compile("姓名|人选|被推荐人|受托人")
"""Headings under which somebody is named."""


@pytest.fixture
def election(db):
    village = factories.make_village(PLACE, factories.make_township("喀拉苏塔吉克民族乡"))
    return factories.make_regular(village, date(2026, 12, 20))


def values_of(form):
    """A name in every box that has room for one, and in every list below the heading of names."""
    found = {}
    for part in form.parts:
        if isinstance(part, Boxes):
            found |= {box.key: LONG for box in part.boxes if not box.unit and not box.blank}
        elif isinstance(part, Lines):
            found[part.key] = [_row(part, name) for name in NAMES] if not part.firsts else ()
    return found


def _row(part, name):
    headers = part.headers[part.numbered :]
    return [name if PEOPLE.search(header) else "" for header in headers]


def every_paper(election):
    """Title of each → its document."""
    site = paper_sites.site_of(election)
    for paper in EVERY.values():
        known = values_of(paper.form) if paper.form else {}
        yield paper.title, packs.paper_document(paper, site, blank=False, filling=Filling(known, NAMES))
    posts = (BallotPost("主任", 1, NAMES, 1), BallotPost("妇女委员", 1, NAMES, 1, women_only=True))
    yield "选票", ballots.ballot_document(Ballot(PLACE, "村民委员会", f"{PLACE}村民选举委员会", posts))
    known = [Contact("喀拉苏塔吉克民族乡", PLACE, "文化礼堂", LONG, LONG, RARE)]
    yield "联络表", contacts.document("示范县", date(2026, 12, 20), known, [])
    yield "名单", _voters(election)
    candidacy = factories.make_candidacy(election.village, LONG, election=election)
    yield "审查意见", reviews.review_paper(Candidacy.objects.get(pk=candidacy.pk), None)
    text = f"一、{LONG}。\n二、{RARE}。"
    notice = PublicNotice(election=election, series="committee", number=3, title="候选人名单", text=text)
    notice.signed_by = f"{PLACE}村民选举委员会"
    yield "公告", notices.document(notice)


def _voters(election):
    row = factories.make_registration(election.village, election=election)
    lines = [Listed(at, NAMES[at % 2], "男", None, "一组") for at in range(1, 31)]
    return voter_lists.list_document(row, lines)


def words(pdf):
    run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s", "", run.stdout.decode())


def outside(pdf):
    """What stands beyond the edge of its page."""
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    found, width, height = [], 0.0, 0.0
    for line in run.stdout.decode().splitlines():
        if page := re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line):
            width, height = float(page[1]), float(page[2])
        elif word := re.search(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*)</word>', line):
            left, top, right, bottom = map(float, word.groups()[:4])
            if left < 0 or top < 0 or right > width or bottom > height:
                found.append(word[5])
    return found


def carried(document):
    """Which of the names the paper says."""
    said = "\n".join(lines_of(document))
    return [name for name in NAMES if name in said]


def test_long_and_rare_names_stand_whole_and_inside_on_every_paper_and_in_the_office(election, tmp_path):
    papers = list(every_paper(election))
    printed = {title: render_pdf(one).pdf for title, one in papers}
    for at, (_, document) in enumerate(papers):
        (tmp_path / f"{at}.docx").write_bytes(render_docx(document))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, tmp_path.glob("*.docx"))], check=True, capture_output=True, timeout=240)
    seen = 0
    for at, (title, pdf) in enumerate(printed.items()):
        office = (tmp_path / f"{at}.pdf").read_bytes()
        for made, by in ((pdf, "PDF"), (office, "DOCX")):
            said = words(made)
            assert outside(made) == [], (title, by)
            assert "缺字" not in said, (title, by)
            for name in carried(papers[at][1]):
                seen += 1
                assert name in said, (title, by, name)
    assert seen > 60
