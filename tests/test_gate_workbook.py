"""Self-checks by workbook: the conditions of the cycle are columns, each line one village."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.workbooks.imports import ImportBatch
from readiness.models import CheckItem, ReadinessCheck
from readiness.services import conditions
from tests.gate import Township, days
from tests.workbooks import saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Township()


def book_of(client, name):
    ledger = REGISTRY["readinesscheck"]
    return load_workbook(BytesIO(client.get(ledger.url(name)).content))


def column(page, header):
    return next(cell.column for line in page.iter_rows(max_row=6) for cell in line if cell.value == header)


def row_of(page, village):
    return next(line[0].row for line in page.iter_rows() if any(cell.value == village.name for cell in line))


def put(book, village, **values):
    page = book.worksheets[0]
    for header, value in values.items():
        page.cell(row_of(page, village), column(page, header), value)


def upload(client, book):
    ledger, sheet = REGISTRY["readinesscheck"], BytesIO(saved(book))
    sheet.name = "自查.xlsx"
    assert client.post(ledger.url("import"), {"file": sheet}).status_code == 302
    return ImportBatch.objects.latest("id")


def confirm(client, batch):
    client.post(REGISTRY["readinesscheck"].url("import_preview", batch.pk), {"which": "faultless"})
    batch.refresh_from_db()
    return batch.state


def test_an_exported_self_check_comes_back_unchanged_and_edited_cells_reach_their_condition(client, town):
    one, two = town.village("陈江村"), town.village("东河村")
    first, second = town.self_checked(one, unmet=["finance"]), town.applied(two)
    client.force_login(town.clerk)
    book = book_of(client, "export")
    batch = upload(client, book)
    assert (batch.counts["unchanged"], batch.counts["changed"], batch.counts["wrong"]) == (2, 0, 0), batch.preview

    put(book, one, 财务清理到位自查结论="达标", 财务清理到位自查情况="已清理公示。", **{"群众评价达标满意率(%)": 98.5})
    batch = upload(client, book)
    assert "财务清理到位自查结论" in batch.preview
    assert confirm(client, batch) == "done"
    item = CheckItem.objects.get(readiness=first, condition__code="finance")
    assert (item.stated, item.words, item.history.first().history_user) == ("met", "已清理公示。", town.clerk)
    assert item.evidence["published"] == "已办"
    assert CheckItem.objects.get(readiness=first, condition__code="assessment").evidence["rate"] == "98.5"

    book = book_of(client, "export")
    assert upload(client, book).counts["unchanged"] == 2
    put(book, two, 制度规范自查结论="未达标")
    batch = upload(client, book)
    assert batch.counts["wrong"] == 1
    assert "请先撤回申报" in batch.preview
    assert CheckItem.objects.get(readiness=second, condition__code="rules_in_place").stated == "met"


def test_the_template_names_every_condition_and_brings_a_new_self_check_or_names_its_faults(client, town):
    one, two = town.village("陈江村"), town.village("东河村")
    client.force_login(town.clerk)
    book = book_of(client, "template")
    page = book.worksheets[0]
    texts = {str(cell.value) for line in page.iter_rows(max_row=8) for cell in line if cell.value}
    assert {condition.name for condition in town.conditions(one)} <= texts
    row = row_of(page, one)
    start = column(page, "关键人物掌握")
    page.cell(row, column(page, "自查日期"), str(days(-3)))
    page.cell(row, column(page, "自查负责人"), "赵明(书记)")
    page.cell(row, start, "达标")
    page.cell(row, start + 1, "涉及2人，已逐人包联。")
    page.cell(row_of(page, two), column(page, "自查日期"), str(days(-3)))
    page.cell(row_of(page, two), start, "基本达标")
    page.cell(row_of(page, two), column(page, "重难点问题化解") + 2, -3)
    batch = upload(client, book)
    assert (batch.counts["new"], batch.counts["wrong"]) == (1, 1), batch.preview
    assert "关键人物掌握自查结论" in batch.preview
    assert "达标、未达标" in batch.preview
    assert "不能为负数" in batch.preview
    assert confirm(client, batch) == "done"
    check = ReadinessCheck.objects.get()
    item = check.items.get()
    assert (check.village, item.condition.code, item.stated) == (one, "key_persons", "met")
    assert item.evidence == {"facts": "涉及2人，已逐人包联。"}
    assert client.get(reverse("gate_check", args=[check.pk])).status_code == 200


def test_a_check_of_an_earlier_edition_takes_only_what_that_edition_asks(client, town):
    old, new = town.village("陈江村"), town.village("东河村")
    town.self_checked(old)
    draft = conditions.EDITIONS.begin_next(town.set, by=town.county)
    conditions.add(draft, by=town.county, code="extra", name="选民摸底")
    conditions.EDITIONS.propose(draft, by=town.county, effective_from=days(0))
    conditions.EDITIONS.publish(draft, by=town.county_two)
    client.force_login(town.clerk)
    book = book_of(client, "template")
    page = book.worksheets[0]
    at = column(page, "选民摸底")
    page.cell(row_of(page, old), at, "达标")
    page.cell(row_of(page, new), at, "达标")
    batch = upload(client, book)
    assert (batch.counts["new"], batch.counts["wrong"]) == (1, 1), batch.preview
    assert "那一版没有这一项" in batch.preview
