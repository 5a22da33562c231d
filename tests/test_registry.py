"""The registry: from a county's workbook to areas and villages, by command and by page."""

import json
import time
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.sheets import write_rows
from electioncycle.workbooks import imports
from tests import factories
from villages.models import Area, Village

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]
REGISTRIES = Path(__file__).parent / "data" / "registries"
HEADERS = ["区划代码", "村(社区)名称", "乡镇代码", "乡镇名称", "县代码", "县名称", "市名称", "省名称"]
ABOVE = ["990101", "云岭县", "云州市", "演示省"]


def run(file, *flags):
    """The command's answer and whether it succeeded."""
    out, worked = StringIO(), True
    try:
        call_command("import_registry", str(file), *flags, stdout=out)
    except SystemExit as end:
        worked = not end.code
    return json.loads(out.getvalue()), worked


def line(code, name, town="990101100", town_name="东河镇", above=ABOVE):
    return [code, name, town, town_name, *above]


def csv_of(tmp_path, *lines, name="名册.csv", encoding="utf-8-sig"):
    file = tmp_path / name
    file.write_text("\n".join(",".join(cells) for cells in [HEADERS, *lines]), encoding=encoding)
    return file


def counts(result):
    return tuple(result[key] for key in ("rows", "added", "updated", "unchanged", "rejected"))


@pytest.mark.parametrize(
    "file, rows, townships",
    [("zhaohua_510811", 152, 12), ("muchuan_511129", 151, 13), ("pingyang_330326", 454, 17)],
)
def test_a_real_registry_goes_in_once_and_changes_nothing_the_second_time(file, rows, townships):
    path = REGISTRIES / f"{file}.csv"
    first, worked = run(path)
    assert worked
    assert counts(first) == (rows, rows, 0, 0, 0)
    assert Village.objects.count() == rows
    assert Area.objects.filter(level=4).count() == townships
    again, worked = run(path)
    assert worked
    assert counts(again) == (rows, 0, 0, rows, 0)


def test_three_counties_of_two_provinces_stand_side_by_side():
    for path in sorted(REGISTRIES.glob("*.csv")):
        assert run(path)[1]
    assert Village.objects.count() == 757
    assert set(Area.objects.filter(level=1).values_list("name", flat=True)) == {"四川省", "浙江省"}
    village = Village.objects.get(code="510811100001")
    assert village.path == "/51/5108/510811/510811100/510811100001/"
    assert (village.kind, village.township.name) == ("community", "元坝镇")
    names = list(Village.objects.filter(path__startswith="/51/5108/").values_list("code", flat=True))
    assert names == sorted(names)


def test_a_trial_run_writes_nothing(tmp_path):
    result, worked = run(csv_of(tmp_path, line("990101100201", "青山村")), "--dry-run")
    assert result["written"] is False
    assert worked
    assert counts(result) == (1, 1, 0, 0, 0)
    assert (Village.objects.count(), Area.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)


def test_an_import_is_one_audit_event_and_one_history_entry_a_village(tmp_path):
    run(csv_of(tmp_path, line("990101100201", "青山村"), line("990101100202", "白石村")))
    event = AuditEvent.objects.get()
    assert (event.type, event.details["rows"]) == (Event.IMPORTED, 2)
    for village in Village.objects.all():
        assert village.history.get().history_user.is_service


@pytest.mark.parametrize(
    "bad, said",
    [
        (line("99010110020", "白石村"), "12位"),
        (line("9.9E+11", "白石村"), "科学计数法"),
        (line("", "白石村"), "必填"),
        (line("990101100202", ""), "必填"),
        (line("990101100201", "白石村"), "第2行和第3行"),
        (line("990101100202", "青山村"), "同名"),
        (line("990101100202", "白石村", town="9901"), "9位"),
        (line("990101100202", "白石村", town_name="西坪镇"), "请统一"),
        (line("990101300202", "白石村", town="990101300", town_name=""), "须填写名称"),
        (line("990102100202", "白石村", town="990102100", town_name="南镇", above=["990102", "", "", ""]), "补填"),
    ],
)
def test_one_rejected_line_keeps_the_whole_registry_out(tmp_path, bad, said):
    result, worked = run(csv_of(tmp_path, line("990101100201", "青山村"), bad))
    assert not worked
    assert counts(result) == (2, 1, 0, 0, 1)
    assert result["written"] is False
    assert [error["row"] for error in result["errors"]] == [3]
    assert said in result["errors"][0]["reason"]
    assert (Village.objects.count(), Area.objects.count()) == (0, 0)


def test_a_file_that_is_no_workbook_is_refused_in_words(tmp_path):
    file = tmp_path / "照片.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    result, worked = run(file)
    assert not worked
    assert counts(result) == (0, 0, 0, 0, 0)
    assert "图片" in result["errors"][0]["reason"]
    assert not run(tmp_path / "没有.csv")[1]


def test_changed_names_are_updated_and_missing_villages_stay(tmp_path):
    run(csv_of(tmp_path, line("990101100201", "青山村"), line("990101100202", "白石村")))
    result, worked = run(csv_of(tmp_path, line("990101100201", "青山新村")))
    assert worked
    assert (counts(result), result["written"]) == ((1, 0, 1, 0, 0), True)
    assert result["missing"] == ["东河镇白石村(990101100202)"]
    assert sorted(Village.objects.filter(valid_to=None).values_list("name", flat=True)) == ["白石村", "青山新村"]


def test_a_renamed_township_is_renamed_with_its_villages_in_place(tmp_path):
    run(csv_of(tmp_path, line("990101100201", "青山村")))
    result, _ = run(csv_of(tmp_path, line("990101100201", "青山村", town_name="东河街道")))
    assert counts(result) == (1, 0, 1, 0, 0)
    township = Area.objects.get(level=4)
    assert (township.name, township.history.count()) == ("东河街道", 2)


def test_a_village_kept_for_another_township_lies_under_the_named_one(tmp_path):
    """代管: the code's prefix is foreign, the township column decides."""
    run(csv_of(tmp_path, line("990101100201", "青山村"), line("990199888201", "园区村")))
    village = Village.objects.get(name="园区村")
    assert village.path == "/99/9901/990101/990101100/990199888201/"


def test_where_the_county_moved_a_village_the_registry_does_not_move_it_back(tmp_path):
    rows = [line("990101100201", "青山村"), line("990101200201", "白石村", "990101200", "西坪乡")]
    run(csv_of(tmp_path, *rows))
    village = Village.objects.get(name="青山村")
    from electioncycle.records.history import record

    village.township = Area.objects.get(name="西坪乡")
    record(village, by=factories.clerk())
    result, _ = run(csv_of(tmp_path, *rows))
    assert counts(result) == (2, 0, 0, 2, 0)
    village.refresh_from_db()
    assert village.township.name == "西坪乡"


def test_a_village_with_a_provisional_code_gets_its_real_one(tmp_path):
    run(csv_of(tmp_path, line("990101100201", "青山村")))
    township = Area.objects.get(level=4)
    from electioncycle.records.history import record

    village = record(Village(township=township, name="新桥村", code=""), by=factories.clerk())
    assert (village.code, village.provisional) == ("L99010100001", True)
    result, _ = run(csv_of(tmp_path, line("990101100201", "青山村"), line("990101100203", "新桥村")))
    assert counts(result) == (2, 0, 1, 1, 0)
    village.refresh_from_db()
    assert (village.code, village.provisional) == ("990101100203", False)
    assert village.path.endswith("/990101100203/")


def test_gb18030_and_messy_workbooks_are_understood(tmp_path):
    assert run(csv_of(tmp_path, line("990101100201", "青山村"), encoding="gb18030"))[1]
    book = tmp_path / "名册.xlsx"
    lines = [["9 9 0 1 0 1 1 0 0 2 0 2".replace(" ", ""), " 白 石 村 ", "990101100", "东河镇", *ABOVE]]
    book.write_bytes(write_rows(HEADERS, lines, title="云岭县村(社区)名册"))
    result, worked = run(book)
    assert worked, result
    assert Village.objects.filter(name="白石村", code="990101100202").exists()


def test_an_actor_imports_only_in_his_own_county(tmp_path):
    county = factories.make_county()
    admin = factories.make_user(Role.COUNTY_ADMIN, county)
    file = csv_of(tmp_path, line("990101100201", "青山村"))
    neighbour = factories.make_user(Role.COUNTY_ADMIN, factories.make_county("990202", "邻县"))
    refused, worked = run(file, "--actor", neighbour.username)
    assert not worked
    assert "管辖范围" in refused["errors"][0]["reason"]
    assert run(file, "--actor", admin.username)[1]
    assert Village.objects.get().history.get().history_user == admin
    assert not run(file, "--actor", "nobody")[1]
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, Area.objects.get(level=4))
    assert not run(file, "--actor", clerk.username)[1]


def test_five_thousand_villages_go_in_quickly(tmp_path):
    rows = [
        line(f"9901{1 + n // 2000:02d}{100 + n // 20 % 100}{201 + n % 20}", f"第{n}村",
             f"9901{1 + n // 2000:02d}{100 + n // 20 % 100}", f"第{n // 20}镇",
             [f"9901{1 + n // 2000:02d}", f"第{n // 2000}县", "云州市", "演示省"])
        for n in range(5000)
    ]  # fmt: skip
    began = time.monotonic()
    result, worked = run(csv_of(tmp_path, *rows))
    assert worked, result["errors"][:3]
    assert result["added"] == 5000
    assert time.monotonic() - began < 30


def upload(client, data, name="名册.csv"):
    sheet = BytesIO(data)
    sheet.name = name
    client.post(REGISTRY["village"].url("import"), {"file": sheet})
    return imports.ImportBatch.objects.latest("id")


def test_the_county_imports_through_the_page_and_a_new_township_comes_with_it(client, tmp_path):
    county = factories.make_county()
    client.force_login(factories.make_user(Role.COUNTY_CLERK, county))
    book = write_rows(
        ["乡镇(街道)", "区划代码", "村(社区)名称"],
        [["东河镇", "990101100201", "青山村"], ["东河镇", "", "新桥村"], ["东河镇", "", "新塘村"]],
    )
    batch = upload(client, book, "名册.xlsx")
    assert batch.counts["new"] == 3, (batch.message, batch.preview)
    assert Village.objects.count() == 0
    client.post(REGISTRY["village"].url("import_preview", batch.pk))
    codes = list(Village.objects.filter(township__name="东河镇").values_list("code", flat=True))
    assert sorted(codes) == ["990101100201", "L99010100001", "L99010100002"]


def test_a_township_clerk_cannot_import_the_registry(client):
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township()))
    assert client.get(REGISTRY["village"].url("import")).status_code == 403
