"""Every ledger can be had as empty paper, to be filled in by hand and typed in afterwards."""

import io

import docx
import pikepdf
import pytest
from django.urls import reverse

from electioncycle.documents.blocks import Document, Facts, Table, plain
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Action, Role
from electioncycle.workbooks import blank_forms
from elections.models import PaperBlock
from tests import factories
from tests.guards import covered
from villages.models import Village

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]


@pytest.fixture
def clerk(client):
    village = factories.make_village("石门村", factories.make_township("虎跳镇"))
    factories.cycle_for(village)
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


def labels(document: Document) -> list[str]:
    tables = [header for block in document.blocks if isinstance(block, Table) for header in block.headers]
    return tables + [label for block in document.blocks if isinstance(block, Facts) for label, _ in block.pairs]


def signers(document: Document) -> list[str]:
    return [place.label for block in document.blocks for place in getattr(block, "places", ())]


def test_every_ledger_has_a_sheet_and_a_register_with_all_that_is_filled_in(clerk):
    cycle = factories.cycle_for(Village.objects.get())
    ledgers = [one for one in REGISTRY.values() if Action.PRINT in one.actions]
    for ledger in ledgers:
        asked = [column.header for column in ledger.columns_of(cycle) if not column.compute]
        card, register = (blank_forms.document(ledger, kind, cycle=cycle) for kind in blank_forms.KINDS)
        assert labels(card) == asked, ledger.title
        assert list(dict.fromkeys(labels(register))) == ["序号", *asked], ledger.title
        assert signers(card) == signers(register) == ["填表人", "审核人", "负责人"]
        for table in (block for block in register.blocks if isinstance(block, Table)):
            assert sum(table.widths) <= blank_forms.ACROSS + max(table.widths), ledger.title
            assert all(not "".join(map(plain, row[1:])) for row in table.rows)
    covered("blank forms", ledgers, least=70)


def test_the_list_hands_them_out_as_pdf_and_docx_and_the_county_says_who_signs(client, clerk):
    ledger = REGISTRY["teammember"]
    page = client.get(ledger.url("list")).content.decode()
    assert "登记表(一条一张)" in page
    answer = client.get(ledger.url("print"), {"blank": "register", "as": "pdf"})
    with pikepdf.open(io.BytesIO(answer.content)) as book:
        assert len(book.pages) >= 3, "more columns than a page has room for"
        assert all(page.mediabox[2] > page.mediabox[3] for page in book.pages)
    cycle = factories.cycle_for(Village.objects.get())
    block = PaperBlock(cycle=cycle, paper="ledger_forms", signers="填报人\n镇党委书记", office="", dated=True)
    factories.record(block, by=factories.clerk())
    answer = client.get(ledger.url("print"), {"blank": "card", "as": "docx"})
    word = docx.Document(io.BytesIO(answer.content))
    text = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert "身份证号" in text
    assert "□男　□女" in text
    assert "镇党委书记" in text
    assert "审核人" not in text
    assert client.get(ledger.url("print"), {"blank": "poster"}).status_code == 404


WITH_FIGURES = (
    *("coverage_print", "finance_progress_print", "avoidance_print", "talks_print", "leaders_print"),
    *("problem_totals_print", "one_shoulder_print", "gate_matrix_print"),
)


def test_what_a_page_prints_it_also_gives_to_be_changed_in_wps(client, clerk):
    """Lists, matrices and volumes: one question asks for both."""
    village = Village.objects.get()
    factories.make_profile(village)
    points = [factories.make_point(village), factories.make_point(village, 1)]
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, village.township.parent))
    draw = factories.BUILDERS["financedraw"](village)
    folders = reverse("riskpoint_folders")
    alone = [
        reverse("village_dossier", args=[village.pk]),
        reverse("visit_sheet", args=[village.pk]),
        reverse("financedraw_sheet", args=[draw.pk]),
    ]
    for address in [*map(reverse, WITH_FIGURES), *alone, folders]:
        answer = client.get(address, {"as": "docx", "row": [f"{one.pk}:{one.version}" for one in points]})
        assert answer.status_code == 200, (address, answer.content.decode()[-500:])
        assert docx.Document(io.BytesIO(answer.content)).paragraphs, address
        assert client.get(address, {"as": "xps"}).status_code == 404, address
