"""Areas and villages hang where they belong, whoever saves what; what hangs wrong is found and put right."""

import io
import json
from io import BytesIO

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from accounts.models import User
from electioncycle.jobs import periodic
from electioncycle.records import history
from electioncycle.records.history import record
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.workbooks.imports import ImportBatch
from tests import browsing, factories
from tests.moving import seen
from villages.models import Area, Village

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(db):
    """A county below its prefecture, which its own accounts do not reach."""
    by = factories.clerk()
    province = record(Area(level=1, code="99", name="演示省"), by=by)
    prefecture = record(Area(level=2, code="9901", name="演示市", parent=province), by=by)
    return record(Area(level=3, code="990101", name="云岭县", parent=prefecture), by=by)


@pytest.fixture
def village(county):
    return factories.make_village("青山村", factories.make_township("东河镇", county))


@pytest.fixture
def admin(client, county, village):
    factories.cycle_for(village)
    user = factories.make_user(Role.COUNTY_ADMIN, county)
    client.force_login(user)
    return user


def cut_off(county):
    """What a save of the county's own form once did: the parent gone, the path cut, everything below left behind."""
    Area.all_rows.filter(pk=county.pk).update(parent=None, path=f"/{county.code}/")


def paths():
    return [*Area.all_rows.order_by("pk").values_list("path"), *Village.all_rows.order_by("pk").values_list("path")]


def checked(*options):
    told = io.StringIO()
    try:
        call_command("check_tree", *options, stdout=told)
    except SystemExit as stop:
        return stop.code, json.loads(told.getvalue())
    return 0, json.loads(told.getvalue())


def address(area, page):
    return f"/villages/area/{area.pk}/{page}/"


def test_saving_the_county_unchanged_leaves_it_to_everybody(client, admin, county, village):
    page = client.get(address(county, "edit"))
    assert "演示市" in page.content.decode()
    sent, before = browsing.untouched(page), paths()
    assert client.post(address(county, "edit"), sent).status_code == 302
    assert client.post(address(county, "edit"), sent | {"parent": ""}).status_code == 302
    fresh = Area.objects.get(pk=county.pk)
    assert (fresh.parent, fresh.version) == (county.parent, county.version)
    assert paths() == before
    assert village in Village.objects.visible_to(User.objects.get(pk=admin.pk))


def test_the_county_may_be_renamed_and_stays_where_it_is(client, admin, county, village):
    sent, before = browsing.untouched(client.get(address(county, "edit"))), paths()
    assert client.post(address(county, "edit"), sent | {"name": "云岭市"}).status_code == 302
    fresh = Area.objects.get(pk=county.pk)
    assert (fresh.name, fresh.parent) == ("云岭市", county.parent)
    assert paths() == before


def test_a_township_cannot_lose_its_county_by_form(client, admin, village):
    sent, before = browsing.untouched(client.get(address(village.township, "edit"))), paths()
    answer = client.post(address(village.township, "edit"), sent | {"parent": ""})
    assert answer.status_code == 422
    assert "调整隶属" in answer.content.decode()
    assert paths() == before


def imported(client, change):
    book = load_workbook(BytesIO(client.get("/villages/area/export/").content))
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if any(cell.value == "上级" for cell in row))
    names = {cell.value: cell.column for cell in head}
    for line in range(head[0].row + 1, sheet.max_row + 1):
        change(sheet, line, names)
    data = BytesIO()
    book.save(data)
    data.seek(0)
    data.name = "行政区划.xlsx"
    assert client.post("/villages/area/import/", {"file": data}).status_code == 302
    return ImportBatch.objects.latest("id")


def test_a_workbook_keeps_what_stands_above_the_county_and_refuses_to_cut_a_township_off(client, admin, village):
    before = paths()
    batch = imported(client, lambda sheet, line, names: None)
    assert (batch.counts["unchanged"], batch.counts["wrong"]) == (2, 0)

    def without_parent(sheet, line, names):
        sheet.cell(line, names["上级"]).value = None

    batch = imported(client, without_parent)
    assert (batch.counts["unchanged"], batch.counts["wrong"]) == (1, 1)
    assert "调整隶属" in batch.preview
    assert paths() == before


def test_an_earlier_version_gives_the_county_its_name_back_and_keeps_its_place(client, admin, county, village):
    entry, before = county.history.get(), paths()
    sent = browsing.untouched(client.get(address(county, "edit")))
    client.post(address(county, "edit"), sent | {"name": "云岭市"})
    answer = client.post(address(county, "revert"), seen(county, entry=entry.pk, reason="改错了"))
    assert answer.status_code == 302
    fresh = Area.objects.get(pk=county.pk)
    assert (fresh.name, fresh.parent) == ("云岭县", county.parent)
    assert paths() == before


def test_no_single_save_changes_a_path(village, county):
    township, before = village.township, paths()
    for name, value in (("parent", None), ("code", "990101999")):
        fresh = Area.objects.get(pk=township.pk)
        setattr(fresh, name, value)
        with pytest.raises(Refused, match="调整隶属"):
            record(fresh, by=factories.clerk())
        with pytest.raises(Refused, match="调整隶属"):
            history.record_many([fresh], by=factories.clerk(), fields=[name, "path"])
    assert paths() == before


def test_a_new_code_of_the_county_takes_everything_below_along(client, admin, county, village):
    assert (
        client.post(address(county, "code"), seen(county) | {"code": "990102", "reason": "撤县设市"}).status_code == 302
    )
    assert Village.objects.get(pk=village.pk).path == f"/99/9901/990102/{village.township.code}/{village.code}/"
    assert checked()[0] == 0


def test_the_check_finds_a_county_that_was_cut_off_and_the_command_repairs_it(county, village):
    assert checked() == (0, {"ok": True, "areas": 4, "villages": 1, "orphans": [], "mismatched": [], "repaired": 0})
    before = paths()
    cut_off(county)
    code, told = checked()
    assert (code, told["ok"], [one["code"] for one in told["orphans"]]) == (1, False, ["990101"])
    code, told = checked("--repair")
    assert (code, told["ok"], told["repaired"]) == (0, True, 1)
    assert paths() == before
    assert Area.objects.get(pk=county.pk).history.first().history_change_reason == "核对区划隶属后修复"
    assert AuditEvent.objects.filter(type=Event.STEP, details__move="repair_tree").count() == 1


def test_the_check_finds_what_lies_below_a_moved_path_and_the_command_repairs_it(county, village):
    before = paths()
    Area.all_rows.filter(pk=village.township_id).update(path="/990101/elsewhere/")
    Village.all_rows.filter(pk=village.pk).update(path="/990101/elsewhere/x/")
    code, told = checked()
    assert (code, [one["kind"] for one in told["mismatched"]]) == (1, ["area", "village"])
    assert checked("--repair")[0] == 0
    assert paths() == before


def test_a_level_above_its_own_parent_is_told_and_left_to_people(county, village):
    Area.all_rows.filter(pk=county.pk).update(level=5)
    code, told = checked("--repair")
    assert (code, told["repaired"]) == (1, 0)
    assert [one["fault"] for one in told["mismatched"]] == ["level"]


def test_a_county_without_anything_above_it_is_no_fault(db):
    factories.make_village()
    assert checked()[0] == 0


def test_the_county_administrator_repairs_on_screen(client, admin, county, village):
    before = paths()
    assert "全部相符" in client.get(address(county, "check")).content.decode()
    assert client.post(address(county, "check"), seen(county) | {"reason": "核对后修复"}).status_code == 422
    cut_off(county)
    user = User.objects.get(pk=admin.pk)
    assert not Village.objects.visible_to(user).exists()
    assert "应隶属“演示市”" in client.get(address(county, "check")).content.decode()
    assert client.post(address(county, "check"), seen(county) | {"reason": ""}).status_code == 422
    assert client.post(address(county, "check"), seen(county) | {"reason": "核对后修复"}).status_code == 302
    assert paths() == before
    assert Village.objects.visible_to(User.objects.get(pk=admin.pk)).exists()


def test_nobody_below_the_county_repairs(client, county, village):
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    assert (
        client.post(address(village.township, "check"), seen(village.township) | {"reason": "核对后修复"}).status_code
        == 403
    )


def test_the_nightly_check_shows_on_the_page_of_who_runs_the_site(client, county, village):
    act = periodic.ACTS["check_tree"]
    assert "全部相符" in act.run()
    cut_off(county)
    periodic.PeriodicRun.objects.create(name="check_tree")
    assert "check_tree" in periodic.run_due()
    client.force_login(factories.make_user(Role.SYSTEM_ADMIN, county))
    page = client.get("/system/").content.decode()
    assert "核对区划隶属" in page
    assert "check_tree --repair" in page
