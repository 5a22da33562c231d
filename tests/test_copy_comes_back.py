"""A workbook that goes out and comes in again: what was taken is taken, what somebody else changed meanwhile stays."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from tests import factories
from tests.test_every_ledger import upload
from tests.workbooks import saved
from villages.models import TeamMember

pytestmark = pytest.mark.django_db
TEAM = REGISTRY["teammember"]
MISTYPED = "110105194912310020"


@pytest.fixture
def villages():
    town = factories.make_township("虎跳镇")
    found = [factories.make_village(name, town) for name in ("石门村", "陈江村")]
    factories.cycle_for(found[0])
    for village in found:
        for name in ("王大春", "李秀英"):
            factories.make_member(village, name=name)
    return found


@pytest.fixture(autouse=True)
def clerk(client, villages):
    user = factories.make_user(Role.TOWNSHIP_CLERK, villages[0].township)
    client.force_login(user)
    return user


class Sheet:
    """The workbook on the clerk's desk: cells by village, name and header."""

    def __init__(self, answer):
        assert answer.status_code == 200
        self.book = load_workbook(BytesIO(answer.content))
        self.page = self.book.active
        rows = list(self.page.iter_rows())
        at, head = next((at, row) for at, row in enumerate(rows) if any(cell.value == "编号" for cell in row))
        self.columns = {str(cell.value).split("\n")[0]: cell.column for cell in head if cell.value}
        self.lines = {
            (self.says(row[0].row, "村(社区)"), self.says(row[0].row, "姓名")): row[0].row for row in rows[at + 1 :]
        }

    def says(self, row, header):
        return self.page.cell(row, self.columns[header]).value

    def cell(self, village, name, header):
        return self.page.cell(self.lines[village, name], self.columns[header])

    def sent(self, client):
        return upload(client, TEAM, saved(self.book))


def exported(client):
    return Sheet(client.get(TEAM.url("export")))


def confirmed(client, batch, which="all"):
    assert client.post(TEAM.url("import_preview", batch.pk), {"which": which}).status_code == 302


def counts(batch):
    return {kind: number for kind, number in batch.counts.items() if number and kind not in ("rows", "skipped")}


def note(village, name):
    return TeamMember.objects.get(village__name=village, person__name=name).note


def test_the_copy_of_a_half_good_workbook_put_right_comes_in_whole(client):
    sheet = exported(client)
    sheet.cell("石门村", "王大春", "备注").value = "已谈话"
    sheet.cell("陈江村", "王大春", "备注").value = "已谈话"
    sheet.cell("陈江村", "李秀英", "身份证号").value = MISTYPED
    first = sheet.sent(client)
    assert counts(first) == {"changed": 1, "unchanged": 1, "wrong": 1, "held": 1}
    confirmed(client, first, "faultless")

    copy = Sheet(client.get(TEAM.url("annotated", first.pk)))
    copy.cell("陈江村", "李秀英", "身份证号").value = factories.id_number()
    copy.cell("石门村", "王大春", "备注").value = "已谈话两次"
    second = copy.sent(client)
    assert counts(second) == {"changed": 3, "unchanged": 1}
    assert "表中没有列出的现有记录(" not in client.get(TEAM.url("import_preview", second.pk)).content.decode()
    confirmed(client, second)
    assert (note("石门村", "王大春"), note("陈江村", "王大春")) == ("已谈话两次", "已谈话")


def test_an_older_workbook_takes_back_nothing_and_refuses_only_what_both_changed(client, clerk, villages):
    sheet = exported(client)
    member = TeamMember.objects.get(village=villages[0], person__name="王大春")
    member.note, member.penalty = "县里已核", "2025年诫勉"
    factories.record(member, by=clerk)

    untouched = sheet.sent(client)
    assert counts(untouched) == {"unchanged": 4}

    sheet.cell("石门村", "王大春", "备注").value = "已谈话"
    both = sheet.sent(client)
    assert counts(both)["wrong"] == 1
    page = client.get(TEAM.url("import_preview", both.pk)).content.decode()
    assert "您导出之后这一栏已被改为“县里已核”" in page
    assert "表中没有列出的现有记录(" not in page

    sheet.cell("石门村", "王大春", "备注").value = "县里已核"
    sheet.cell("石门村", "王大春", "电话").value = "13800000001"
    mine = sheet.sent(client)
    assert counts(mine) == {"changed": 1, "unchanged": 3}
    confirmed(client, mine)
    member.refresh_from_db()
    assert (member.note, member.penalty) == ("县里已核", "2025年诫勉")


def test_what_is_wrong_alike_in_many_lines_is_one_line_with_their_numbers(client, villages):
    for order in range(5):
        factories.make_member(villages[0], name=f"张{'一二三四五'[order]}")
    sheet = exported(client)
    for (village, name), row in sheet.lines.items():
        if village == "石门村" and name.startswith("张"):
            sheet.page.cell(row, sheet.columns["党组织职务"]).value = "大书记"
    sheet.cell("陈江村", "王大春", "出生年月").value = "某年"
    batch = sheet.sent(client)
    assert counts(batch)["wrong"] == 6
    page = client.get(TEAM.url("import_preview", batch.pk)).content.decode()
    assert page.count("大书记") == 1
    assert page.count("5行") == 1
    rows = [row for (village, name), row in sheet.lines.items() if name.startswith("张")]
    assert f"第{'、'.join(map(str, sorted(rows)))}行" in page
    assert page.count("某年") >= 1


def test_a_line_typed_over_with_another_person_changes_nobody(client, villages):
    """A departed member's line reused for the new one, or a copy of another site whose numbers happen to be known."""
    member = TeamMember.objects.get(village__name="石门村", person__name="王大春")
    other = factories.id_number()
    sheet = exported(client)
    sheet.cell("石门村", "王大春", "身份证号").value = other
    sheet.cell("石门村", "王大春", "姓名").value = "赵新人"
    batch = sheet.sent(client)
    assert counts(batch)["wrong"] == 1
    said = client.get(TEAM.url("import_preview", batch.pk)).content.decode()
    assert "编号所指的是“石门村王大春”，表中姓名和身份证号都是另一个人的，没有改动它" in said
    sheet.cell("石门村", "王大春", "姓名").value = "王大椿"  # the same number under another name is a correction
    sheet.cell("石门村", "王大春", "身份证号").value = member.person.id_number
    assert counts(sheet.sent(client)) == {"changed": 1, "unchanged": 3}


def test_a_copy_of_another_site_changes_nothing_and_one_without_numbers_finds_its_lines(client, villages):
    """Whose rows have the same numbers: the county that tried the product beside the one that uses it."""
    sheet = exported(client)
    at = sheet.cell("石门村", "王大春", "编号")
    numbers = {cell: cell.value for line in sheet.lines.values() for cell in [sheet.page.cell(line, at.column)]}
    own = at.value[-4:]
    assert {number[-5:] for number in numbers.values()} == {f"S{own}"}
    sheet.cell("石门村", "王大春", "党组织职务").value = "副书记"
    for cell, number in numbers.items():
        cell.value = f"{number[:-4]}{'abcd' if own != 'abcd' else 'efgh'}"
    batch = sheet.sent(client)
    assert counts(batch) == {"wrong": 4}
    assert "从另一套系统导出的" in client.get(TEAM.url("import_preview", batch.pk)).content.decode()
    for cell in numbers:
        cell.value = None
    assert counts(sheet.sent(client)) == {"changed": 1, "unchanged": 3}
    for cell, number in numbers.items():
        cell.value = number[:-5]  # as earlier editions wrote it
    assert counts(sheet.sent(client)) == {"changed": 1, "unchanged": 3}


def test_another_table_below_the_first_is_refused_by_its_line_and_taken_when_it_has_a_sheet_of_its_own(
    client, villages
):
    sheet = exported(client)
    sheet.cell("石门村", "王大春", "党组织职务").value = "副书记"
    below = max(sheet.lines.values()) + 3
    other = (["序号", "村(社区)", "党员姓名", "积分"], [1, "石门村", "王大春", 90], [2, "石门村", "李秀英", 80])
    for at, line in enumerate(other):
        for column, value in enumerate(line, 1):
            sheet.page.cell(below + at, column).value = value
    batch = sheet.sent(client)
    assert batch.counts == {}
    assert (
        f"第 {below} 行起是另一张表，它的表头是“序号、村(社区)、党员姓名、积分”"
        in client.get(TEAM.url("import_preview", batch.pk)).content.decode()
    )
    sheet.page.delete_rows(below, 3)
    apart = sheet.book.create_sheet("积分")
    for line in other:
        apart.append(line)
    assert counts(sheet.sent(client)) == {"changed": 1, "unchanged": 3}
