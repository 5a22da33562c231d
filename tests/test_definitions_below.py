"""Whatever shows figures says at its foot what exactly these count, from where, as of when: pages, papers, books."""

import re
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document as Docx
from openpyxl import load_workbook

from electioncycle.figures import FIGURES
from electioncycle.roles import Role
from electioncycle.wording import moment_in_words
from meetings.definitions import COMPLAINTS
from reports import briefing, morning
from reports.models import VillageReport
from tests import factories
from tests.test_figures_defined import codes
from villages.definitions import MEMBERS

pytestmark = pytest.mark.django_db
FOOT = "口径说明"


@pytest.fixture
def office(client, village, cycle):
    factories.make_member(village)
    factories.make_complaint(village)
    client.force_login(factories.make_user(Role.COUNTY_CLERK, village.township.parent))
    return client


def fetched(client, name, *args, **asked):
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return answer.content


def words_of(data):
    read = Docx(BytesIO(data))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    said = "".join([paragraph.text for paragraph in read.paragraphs] + cells)
    return said.replace("（", "(").replace("）", ")")  # papers print them full-width


def pages_of(data):
    with pikepdf.open(BytesIO(data)) as book:
        return len(book.pages)


def asked_below(html):
    """Codes that the foot of a page leads to; none without a foot."""
    found = re.search(r'<p class="muted"><a href="([^"?]+)\?of=([\w.,]+)">口径说明</a>\(本页数字(\d+)项\)</p>', html)
    if found is None:
        return None
    assert found[1] == reverse("figure_definitions")
    assert len(found[2].split(",")) == int(found[3])
    return found[2].split(",")


@pytest.mark.parametrize("name", ["dashboard", "team_figures", "hung", "publicity_coverage"])
def test_a_page_leads_to_the_definitions_of_exactly_the_figures_it_shows(office, name):
    html = fetched(office, name).decode()
    asked = asked_below(html)
    assert codes(html) <= set(asked)
    assert all(f'data-figure="{code}"' in html for code in asked)
    listed = fetched(office, "figure_definitions", of=",".join(asked)).decode()
    names = re.findall(r'<th scope="row" class="nowrap">(.*?)</th>', listed)
    assert sorted(names) == sorted(FIGURES[code].name for code in asked)
    assert "看全部" in listed


def test_a_page_without_figures_and_a_reader_without_the_page_of_definitions_have_no_foot(office, client, village):
    assert asked_below(fetched(office, "help").decode()) is None
    client.force_login(factories.make_user(Role.DEPARTMENT_CONTACT, village.township.parent))
    assert asked_below(fetched(client, "dashboard").decode()) is None


def test_the_definitions_of_a_page_are_printed_and_exported_with_the_moment(office):
    asked = f"{MEMBERS.code},{COMPLAINTS.code}"
    words = words_of(fetched(office, "figure_definitions_file", "docx", of=asked))
    assert MEMBERS.definition in words
    assert COMPLAINTS.definition in words
    assert "打印于" in words
    assert FIGURES["risks.points"].definition not in words
    book = load_workbook(BytesIO(fetched(office, "figure_definitions_file", "xlsx", of=asked)))
    names = {line[1] for line in book.active.values}
    assert {MEMBERS.name, COMPLAINTS.name} <= names
    assert FIGURES["risks.points"].name not in names


def test_a_printed_table_says_what_its_figures_count_where_they_come_from_and_as_of_when(office):
    words = words_of(fetched(office, "meeting_figures_file", "complaints", "docx"))
    assert f"{COMPLAINTS.name}：{COMPLAINTS.definition}" in words
    assert f"来源：{COMPLAINTS.source}" in words
    assert re.search(r"口径说明\(数字截至\d{4}年\d+月\d+日\d+时\d\d分\)", words)


@pytest.mark.parametrize(
    ("name", "args", "figure"),
    [("meeting_figures_file", ("complaints", "xlsx"), COMPLAINTS), ("team_figures_file", ("xlsx",), MEMBERS)],
)
def test_a_workbook_of_figures_has_their_definitions_on_a_sheet_of_their_own(office, name, args, figure):
    book = load_workbook(BytesIO(fetched(office, name, *args)))
    assert book.sheetnames[1:] == [FOOT]
    title, heads, *rows = book[FOOT].values
    assert re.match(r"口径说明\(数字截至\d{4}年", title[0])
    assert list(heads) == ["数字", "口径", "单位", "基数", "来源"]
    known = {row[0]: row for row in rows}
    assert known[figure.name][1] == figure.definition
    assert known[figure.name][4] == figure.source
    assert FIGURES["risks.points"].name not in known
    assert book.active.title != FOOT


def test_the_daily_paper_stays_one_sheet_and_says_what_it_counts_on_another_if_asked(office, cycle):
    paper = morning.make(cycle, timezone.localdate())
    args = ("daily_paper_print", paper.pk)
    assert pages_of(fetched(office, *args, "pdf")) == 1
    assert FOOT not in words_of(fetched(office, *args, "docx"))
    assert pages_of(fetched(office, *args, "pdf", definitions=1)) == 2
    words = words_of(fetched(office, *args, "docx", definitions=1))
    assert moment_in_words(timezone.localtime(paper.made_at)) in words
    for figure in briefing.progress_figures():
        assert figure.definition.rstrip("。") in words
    assert MEMBERS.definition not in words


def test_a_paper_of_an_earlier_morning_that_does_not_say_which_figures_it_tells_is_printed_too(office, cycle):
    paper = morning.make(cycle, timezone.localdate())
    del paper.content["figures"]
    paper.save(update_fields=["content"])
    assert pages_of(fetched(office, "daily_paper_print", paper.pk, "pdf", definitions=1)) == 2


def test_one_sheet_of_the_county_and_of_a_village_say_what_they_count_on_another_if_asked(office, village):
    for name, args in (("place_sheet_print", ()), ("village_sheet_print", (village.pk,))):
        assert pages_of(fetched(office, name, *args, "pdf")) == 1
        assert pages_of(fetched(office, name, *args, "pdf", definitions=1)) == 2
        assert MEMBERS.definition.rstrip("。") in words_of(fetched(office, name, *args, "docx", definitions=1))


def test_a_villages_report_has_its_definitions_behind_it_if_asked_and_no_other_edition(office, village):
    plain = fetched(office, "report_pdf", village.pk)
    asked = fetched(office, "report_pdf", village.pk, definitions=1)
    assert pages_of(asked) == pages_of(plain) + 1
    [edition] = VillageReport.objects.all()
    assert edition.pages == pages_of(plain), "what is kept has no page of definitions"
    assert pages_of(fetched(office, "report_edition", edition.pk, definitions=1)) == pages_of(asked)
    assert MEMBERS.definition.rstrip("。") in words_of(fetched(office, "report_docx", village.pk, definitions=1))
    assert FOOT not in words_of(fetched(office, "report_docx", village.pk))


@pytest.mark.parametrize("sheet", ["county", "township", "gantt"])
def test_what_hangs_has_a_sheet_of_definitions_beside_it_if_asked(office, sheet):
    plain = pages_of(fetched(office, "hung_print", sheet))
    data = fetched(office, "hung_print", sheet, definitions=1)
    assert pages_of(data) == plain + 1
    with pikepdf.open(BytesIO(data)) as book:
        assert [round(float(one)) for one in book.pages[-1].mediabox[2:]] == [595, 842]


def test_an_edition_of_a_form_has_the_definitions_of_what_was_filled_in_as_of_its_cut(office, village):
    edition = factories.make_form_edition(village)
    words = words_of(fetched(office, "form_edition_definitions_print", edition.pk, "docx"))
    assert moment_in_words(timezone.localtime(edition.cut_at)) in words
    figure = FIGURES["risks.points"]
    assert figure.definition.rstrip("。") in words
    assert MEMBERS.definition not in words
    assert office.get(reverse("form_edition_definitions_print", args=[edition.pk, "xlsx"])).status_code == 404
    office.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    assert office.get(reverse("form_edition_definitions_print", args=[edition.pk, "pdf"])).status_code == 403
