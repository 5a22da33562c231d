"""The marked copy is made from what the check found: read and planned once, kept sealed, gone with the workbook."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from electioncycle.jobs import runs as job_runs
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import files, lapses
from electioncycle.roles import Role
from electioncycle.workbooks import imports, marks
from readiness.services import lapses as analyses
from tests import factories, workbooks
from tests.test_every_ledger import upload
from villages.models import Person, TeamMember

pytestmark = pytest.mark.django_db
TEAM = REGISTRY["teammember"]
HEAD = ["乡镇(街道)", "村(社区)", "姓名", "性别", "身份证号", "党组织职务"]
MISTYPED = "110105194912310020"


@pytest.fixture
def village():
    found = factories.make_village("陈江村", factories.make_township("虎跳镇"))
    factories.cycle_for(found)
    return found


@pytest.fixture(autouse=True)
def clerk(client, village):
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


def number(order):
    return factories.id_number(date(1950 + order % 40, 1 + order // 40 % 12, 1 + order // 480 % 28))


def lines(count):
    chars = "安邦昌成达德恩方国海"
    names = ["王" + "".join(chars[order // power % 10] for power in (1000, 100, 10, 1)) for order in range(count)]
    return [["虎跳镇", "陈江村", name, "男", number(order), "委员"] for order, name in enumerate(names)]


def book(*rows):
    return workbooks.workbook([HEAD, *rows])


def wrong(name="王秀英", typed=MISTYPED):
    return ["虎跳镇", "陈江村", name, "女", typed, "委员"]


def marked(client, batch):
    return client.get(TEAM.url("annotated", batch.pk))


def page_of(answer):
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.content)).active


def work(batch):
    job_runs.run_inline(batch.job)
    batch.refresh_from_db()


def test_the_marked_copy_needs_neither_a_second_reading_nor_a_second_plan(client, monkeypatch):
    batch = upload(client, TEAM, book(wrong()))
    assert batch.counts["wrong"] == 1

    def never(*args, **kwargs):
        raise AssertionError("read or planned again")

    monkeypatch.setattr(imports, "read_workbook", never)
    monkeypatch.setattr("electioncycle.workbooks.planning.Planner.plan", never)
    page = page_of(marked(client, batch))
    assert page["E2"].fill.fgColor.rgb == "FFFFC7CE"
    assert "第2行 E列“身份证号”" in page["G2"].value


def test_after_confirming_the_copy_marks_what_was_returned(client, village):
    factories.make_village("石门村", village.township)
    batch = upload(client, TEAM, book(wrong(), ["虎跳镇", "石门村", "赵大春", "男", number(1), "委员"]))
    assert client.post(TEAM.url("import_preview", batch.pk), {"which": "faultless"}).status_code == 302
    page = page_of(marked(client, batch))
    assert "身份证号" in page["G2"].value
    assert page["G3"].value is None


def test_what_is_kept_is_sealed_and_masked(client):
    batch = upload(client, TEAM, book(wrong()))
    assert batch.marks.encrypted
    assert batch.marks.expires_at == batch.file.expires_at
    assert "身份证号" in batch.marks.read().decode()
    assert MISTYPED not in batch.marks.read().decode()


def test_the_marks_go_with_the_workbook(client):
    given_up, faultless, kept = (upload(client, TEAM, book(*rows)) for rows in ([wrong()], lines(1), [wrong()]))
    assert files.StoredFile.objects.count() == 7, "the faultless one has its plan beside it, too"
    assert client.post(TEAM.url("import_preview", given_up.pk), {"which": "cancel"}).status_code == 302
    assert client.post(TEAM.url("import_preview", faultless.pk), {"which": "all"}).status_code == 302
    assert set(files.StoredFile.objects.values_list("pk", flat=True)) == {kept.file_id, kept.marks_id}


def test_checked_again_with_an_answer_the_former_marks_are_gone(client, village):
    factories.make_member(village, "王秀英", {"sex": "female", "id_number": factories.id_number(male=False)})
    batch = upload(client, TEAM, book(wrong(typed=workbooks.ID_NUMBER)))
    assert batch.counts["wrong"] == 1
    client.post(TEAM.url("import_preview", batch.pk), {"which": "apart", "apart": ["2"]})
    former = batch.marks_id
    batch.refresh_from_db()
    assert batch.counts["new"] == 1
    assert batch.marks_id != former
    assert not files.StoredFile.objects.filter(pk=former).exists()


def test_a_workbook_checked_before_marks_were_kept_is_to_be_sent_again(client):
    batch = upload(client, TEAM, book(wrong()))
    batch.marks.erase()
    answer = marked(client, batch)
    assert answer.status_code == 422
    assert "请重新上传" in answer.content.decode()


def test_more_faults_than_are_kept_are_said_in_the_preview_and_in_the_copy(client, monkeypatch):
    monkeypatch.setattr(marks, "MOST", 2)
    batch = upload(client, TEAM, book(*(wrong(name) for name in ("王秀英", "李秀英", "张秀英"))))
    said = "这份表共有3处问题，错误标注表只标出前2处"
    assert said in client.get(TEAM.url("import_preview", batch.pk)).content.decode()
    page = page_of(marked(client, batch))
    assert said in page["G2"].value
    assert "身份证号" in page["G3"].value
    assert page["G4"].value is None


def test_a_small_file_of_many_lines_is_the_workers_to_check_and_to_write(client):
    data = book(*lines(imports.IN_A_REQUEST.rows + 1))
    assert len(data) < imports.IN_BACKGROUND_BYTES
    batch = upload(client, TEAM, data)
    assert batch.state == "checking"
    work(batch)
    assert (batch.state, batch.counts["new"]) == ("ready", imports.IN_A_REQUEST.rows + 1)
    assert client.post(TEAM.url("import_preview", batch.pk), {"which": "all"}).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, TeamMember.objects.count()) == ("writing", 0)
    work(batch)
    assert (batch.state, TeamMember.objects.count()) == ("done", imports.IN_A_REQUEST.rows + 1), batch.message


def test_all_or_nothing_is_refused_at_once_for_a_large_workbook_too(client, monkeypatch):
    monkeypatch.setattr(imports, "IN_BACKGROUND_BYTES", 10)
    batch = upload(client, TEAM, book(wrong()))
    work(batch)
    answer = client.post(TEAM.url("import_preview", batch.pk), {"which": "all"})
    assert answer.status_code == 422
    assert "没有写入任何内容" in answer.content.decode()
    batch.refresh_from_db()
    assert batch.state == "ready"


def test_thousands_of_saved_rows_are_judged_a_slice_at_a_time(village, clerk, monkeypatch):
    asked = []
    monkeypatch.setattr(analyses, "_approved", lambda rows: asked.append(len(rows)) or [])
    lapses.judge([Person(pk=order) for order in range(1, 1202)], by=clerk)
    assert asked == [500, 500, 201]
