"""Sweeps, risk points and key villages: one request a township, closing by proof and four eyes, constant queries."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.workbooks import imports
from risks import figures
from risks.models import KeyVillage, RiskPoint, Sweep
from risks.services import closing
from tests import factories, uploads
from tests.moving import seen
from villages.models import Rule
from villages.services.places import merge_village

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]
POINT, KEY_VILLAGE, KEY_PERSON = REGISTRY["riskpoint"], REGISTRY["keyvillage"], REGISTRY["keyperson"]


@pytest.fixture
def town():
    return factories.make_township("东河镇")


@pytest.fixture
def village(town):
    row = factories.make_village("青山村", town)
    factories.cycle_for(row)
    return row


@pytest.fixture
def clerk(village, town):
    return factories.make_user(Role.TOWNSHIP_CLERK, town)


@pytest.fixture
def county(village, town):
    return factories.make_user(Role.COUNTY_CLERK, town.parent)


def grid_form(client, town):
    """What the browser would send back untouched."""
    page = client.get(reverse("sweep_grid", args=[town.pk])).context
    cells = {cell["name"]: cell["text"] for _, line in page["lines"] for cell in line}
    return cells | {"seen": page["seen"], "on": "", "who": "王驻村"}


def send(client, town, data):
    return client.post(reverse("sweep_grid", args=[town.pk]), data)


# --- the sweep grid ---------------------------------------------------------------------------------------------


def test_a_township_of_forty_villages_is_swept_in_one_request(client, town, village, clerk):
    for number in range(39):
        factories.make_village(f"东{number}村", town)
    client.force_login(clerk)
    data = grid_form(client, town)
    assert send(client, town, data | {"fill": "all"}).status_code == 302
    kinds = len(figures.risk_kinds(factories.cycle_for(village)))
    assert Sweep.objects.filter(found=0).count() == 40 * kinds
    total = figures.overview(clerk, factories.cycle_for(village))[-1]
    assert total.sweep.complete
    assert str(total.sweep.share) == "100.0"


def test_a_row_or_a_column_is_filled_by_its_own_button_and_keeps_what_was_found(client, town, village, clerk):
    other = factories.make_village("白石村", town)
    kinds = figures.risk_kinds(factories.cycle_for(village))
    client.force_login(clerk)
    data = grid_form(client, town) | {f"c-{village.pk}-{kinds[0].pk}": "2"}
    send(client, town, data | {"fill": f"row-{village.pk}"})
    assert sorted(Sweep.objects.values_list("village", "found")) == [(village.pk, 0), (village.pk, 2)]
    send(client, town, grid_form(client, town) | {"fill": f"kind-{kinds[0].pk}"})
    assert list(Sweep.objects.filter(village=other).values_list("kind", "found")) == [(kinds[0].pk, 0)]


def test_what_was_found_becomes_risk_points_to_fill_in(client, town, village, clerk):
    kind = figures.risk_kinds(factories.cycle_for(village))[0]
    factories.make_point(village)  # reported before the sweep: counted, not entered twice
    name = f"c-{village.pk}-{kind.pk}"
    client.force_login(clerk)
    assert send(client, town, grid_form(client, town) | {name: "3"}).status_code == 302
    assert RiskPoint.objects.filter(village=village, kind=kind).count() == 3
    assert figures.overview(clerk, factories.cycle_for(village))[-1].unregistered == 2
    assert send(client, town, grid_form(client, town) | {name: "1"}).status_code == 302
    assert RiskPoint.objects.filter(village=village, kind=kind).count() == 1
    answer = send(client, town, grid_form(client, town) | {name: "0"})
    assert answer.status_code == 422
    assert "先在风险点台账中撤回" in answer.content.decode()
    assert Sweep.objects.get(village=village, kind=kind).found == 1


def test_two_clerks_at_once_lose_nothing(client, town, village, clerk):
    kinds = figures.risk_kinds(factories.cycle_for(village))
    first, second = (f"c-{village.pk}-{kind.pk}" for kind in kinds[:2])
    client.force_login(clerk)
    mine = grid_form(client, town)
    theirs = dict(mine)
    assert send(client, town, theirs | {first: "0"}).status_code == 302
    assert send(client, town, mine | {second: "1"}).status_code == 302  # another cell: both stand
    assert dict(Sweep.objects.values_list("kind", "found")) == {kinds[0].pk: 0, kinds[1].pk: 1}
    late = send(client, town, mine | {first: "2", second: "1"})
    assert late.status_code == 409
    page = late.context
    assert Sweep.objects.get(kind=kinds[0]).found == 0
    kept = {cell["name"]: cell for _, line in page["lines"] for cell in line}
    assert (kept[first]["text"], kept[first]["note"]) == ("2", "现为未发现")
    again = {name: cell["text"] for name, cell in kept.items()} | {"seen": page["seen"], "who": "王驻村", "on": ""}
    assert send(client, town, again).status_code == 302
    assert Sweep.objects.get(kind=kinds[0]).found == 2


@pytest.mark.parametrize("text", ["-1", "100", "一个", "1.5", "²", "0" * 12])
def test_nonsense_in_a_cell_is_shown_where_it_stands(client, town, village, clerk, text):
    kinds = figures.risk_kinds(factories.cycle_for(village))
    client.force_login(clerk)
    data = grid_form(client, town) | {f"c-{village.pk}-{kinds[0].pk}": text, f"c-{village.pk}-{kinds[1].pk}": "0"}
    answer = send(client, town, data)
    if text == "0" * 12:
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert "未排查的留空" in answer.content.decode()
    assert not Sweep.objects.exists()


def test_the_grid_of_another_township_does_not_exist(client, town, village, clerk):
    elsewhere = factories.make_village("白石村", factories.make_township("西坪乡"))
    client.force_login(clerk)
    assert client.get(reverse("sweep_grid", args=[town.pk])).status_code == 200
    assert client.get(reverse("sweep_grid", args=[elsewhere.township_id])).status_code == 404
    assert send(client, elsewhere.township, {}).status_code == 404


def test_a_reader_may_look_at_the_grid_and_not_write(client, town, village):
    client.force_login(factories.make_user(Role.COUNTY_READER, town.parent))
    data = grid_form(client, town)
    assert send(client, town, data | {"fill": "all"}).status_code == 403
    assert not Sweep.objects.exists()


# --- closing ----------------------------------------------------------------------------------------------------


def move(client, ledger, row, name, **data):
    return client.post(reverse(f"{ledger.name}_move", args=[row.pk, name]), seen(row, **data))


def state(row):
    return type(row).objects.get(pk=row.pk).state


@pytest.mark.parametrize("build", [factories.make_point, factories.make_key_village], ids=["point", "village"])
def test_closing_needs_proof_another_person_and_may_be_reopened(client, village, clerk, county, build):
    row = build(village)
    ledger = POINT if isinstance(row, RiskPoint) else KEY_VILLAGE
    client.force_login(clerk)
    bare = move(client, ledger, row, "apply", proof=" ")
    assert (bare.status_code, state(row)) == (422, "not_started")
    assert "销号依据未填写" in bare.content.decode()
    assert move(client, ledger, row, "progress", text="已上门调解").status_code == 302
    assert state(row) == "working"
    assert move(client, ledger, row, "apply", proof="双方签订协议").status_code == 302
    assert move(client, ledger, row, "verify").status_code == 403
    assert client.get(ledger.url("edit", row.pk)).status_code == 422, "what waits for a verdict does not change"
    assert move(client, ledger, row, "progress", text="再补一句").status_code == 422
    client.force_login(county)
    assert move(client, ledger, row, "return", reason="").status_code == 422
    assert move(client, ledger, row, "return", reason="协议没有盖章").status_code == 302
    assert state(row) == "working"
    client.force_login(clerk)
    move(client, ledger, row, "apply", proof="协议已盖章")
    client.force_login(county)
    assert move(client, ledger, row, "verify").status_code == 302
    closed = type(row).objects.get(pk=row.pk)
    assert (closed.state, closed.closed_on, closed.verified_by) == ("closed", timezone.localdate(), str(county))
    assert move(client, ledger, row, "verify").status_code == 422
    assert move(client, ledger, row, "reopen", reason="再次反映").status_code == 302
    again = type(row).objects.get(pk=row.pk)
    assert (again.state, again.reopened, again.closed_on) == ("working", 1, None)
    assert "已失效" in client.get(ledger.url("detail", row.pk)).content.decode()


def test_whoever_applied_may_not_verify(client, village, town):
    both = factories.make_user(Role.COUNTY_CLERK, town.parent)
    both.groups.add(factories.Group.objects.get_or_create(name=Role.TOWNSHIP_CLERK)[0])
    row = factories.make_point(village)
    client.force_login(both)
    move(client, POINT, row, "apply", proof="双方签订协议")
    answer = move(client, POINT, row, "verify")
    assert (answer.status_code, state(row)) == (422, "pending")
    assert "须由另一人" in answer.content.decode()


def test_a_county_that_asks_for_a_scan_gets_one(client, village, clerk):
    row = factories.make_point(village)
    Rule.objects.create(rule_set=row.cycle.rule_set, key="risk_closing_file", label="销号须附佐证", value=True)
    client.force_login(clerk)
    assert "没有上传“销号佐证”" in move(client, POINT, row, "apply", proof="双方签订协议").content.decode()
    scan = uploads.sent("协议.pdf", uploads.scan())
    assert move(client, POINT, row, "apply", proof="双方签订协议", file=scan).status_code == 302
    assert state(row) == "pending"


def test_a_deadline_before_the_start_is_refused_in_form_and_workbook(client, village, clerk):
    row = factories.make_point(village, started_on=timezone.localdate())
    client.force_login(clerk)
    early = timezone.localdate() - timedelta(days=1)
    data = {"village": village.pk, "kind": row.kind_id, "level": "high", "source": "sweep", "facts": "边界争议"}
    data |= {"started_on": timezone.localdate(), "deadline": early, "version": row.version}
    answer = client.post(POINT.url("edit", row.pk), data)
    assert answer.status_code == 422
    assert f"化解时限({early})早于发现日期" in answer.content.decode()
    assert client.post(POINT.url("edit", row.pk), data | {"deadline": timezone.localdate()}).status_code == 302


def test_a_closing_typed_into_a_workbook_is_refused(client, village, clerk):
    factories.make_point(village)
    client.force_login(clerk)
    book = load_workbook(BytesIO(client.get(POINT.url("export")).content))
    sheet = book.active
    place = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "未启动")
    for typed, wrong in (("化解中", 0), ("已销号", 1)):
        place.value = typed
        out = BytesIO()
        book.save(out)
        out.seek(0)
        out.name = "风险点.xlsx"
        client.post(POINT.url("import"), {"file": out})
        batch = imports.ImportBatch.objects.latest("id")
        assert batch.counts["wrong"] == wrong
        assert ("县级核验" in batch.preview) == bool(wrong)


def test_what_is_late_rises_by_itself(client, village, clerk):
    cycle, today = factories.cycle_for(village), timezone.localdate()
    Rule.objects.create(rule_set=cycle.rule_set, key="risk_stale_days", label="久无进展", value=14, unit="日")
    moving = factories.make_point(village, facts="有进展", progress="走访", progress_on=today)
    stale = factories.make_point(village, facts="久无进展", progress="走访", progress_on=today - timedelta(days=15))
    late = factories.make_point(village, facts="超期", deadline=today - timedelta(days=1))
    client.force_login(clerk)
    page = client.get(POINT.url("list"))
    assert [row.record for row in page.context["table"].rows] == [late, stale, moving]
    only = client.get(POINT.url("list"), {"urgency": "0"})
    assert [row.record for row in only.context["table"].rows] == [late]
    titles = [due.title for due in POINT.due(clerk, cycle)]
    assert titles == ["风险点：1条超期未办结", "风险点：1条久无进展"]
    assert POINT.township_figures(clerk, cycle)[village.township_id]["风险超期"] == 1


# --- what follows from them --------------------------------------------------------------------------------------


def test_findings_say_what_is_open_and_what_is_in_order(village):
    cycle = factories.cycle_for(village)
    calm = factories.make_village("白石村", village.township)

    def said(ledger, source):
        found = ledger.findings([village, calm], cycle)[source]
        return {row.name: found[row.pk].met for row in (village, calm) if row.pk in found}

    assert said(REGISTRY["sweep"], "sweep") == {"青山村": None, "白石村": None}
    factories.make_sweep(village, 0)
    assert said(REGISTRY["sweep"], "sweep")["青山村"] is False
    factories.make_sweep(village, 1)
    assert said(REGISTRY["sweep"], "sweep")["青山村"] is True
    assert said(POINT, "hard_problems") == {}
    factories.make_point(village, level="high")
    factories.make_point(calm, level="high", progress="已调解", progress_on=timezone.localdate())
    assert said(POINT, "hard_problems") == {"青山村": False, "白石村": True}
    factories.make_key_village(calm, progress="已走访", deadline=timezone.localdate() - timedelta(days=1))
    assert said(KEY_VILLAGE, "hard_problems") == {"白石村": False}
    assert said(KEY_PERSON, "key_persons") == {"青山村": True, "白石村": None}


def test_the_report_counts_and_names_nobody(village):
    cycle = factories.cycle_for(village)
    factories.make_sweep(village, 0, found=1)
    factories.make_point(village)
    factories.make_key_person(village, name="独有姓名")
    section = next(iter(REGISTRY["sweep"].report_sections([village], cycle)))
    text = str(section.blocks[village.pk])
    assert "重点人员台账1份" in text
    assert "发现1个" in text
    assert "独有姓名" not in text
    assert "登记2次" not in text
    assert section.gaps[village.pk] == ["未排查：疫情防控"]


def test_folders_print_one_by_one_and_together(client, village, clerk):
    rows = [
        factories.make_key_village(village),
        factories.make_key_village(factories.make_village("白石村", village.township)),
    ]
    client.force_login(clerk)
    assert client.get(reverse("keyvillage_folder", args=[rows[0].pk])).content.startswith(b"%PDF-")
    assert client.get(reverse("keyvillage_folder_docx", args=[rows[0].pk])).content.startswith(b"PK")
    together = client.get(reverse("keyvillage_folders"), {"row": [row.pk for row in rows]})
    assert together.content.startswith(b"%PDF-")
    nothing = client.get(reverse("keyvillage_folders"), {"q": "没有这个村"})
    assert nothing.status_code == 422


def test_queries_do_not_grow_with_villages_and_risks(client, village, clerk):
    cycle = factories.cycle_for(village)

    def cost(ask):
        ask()  # what there is to do is counted once after a change
        with CaptureQueriesContext(connection) as queries:
            ask()
        return len(queries)

    client.force_login(clerk)
    asked = {
        "grid": lambda: client.get(reverse("sweep_grid", args=[village.township_id])),
        "overview": lambda: client.get(reverse("risks")),
        "findings": lambda: [one.findings(list(villages()), cycle) for one in (POINT, KEY_VILLAGE, KEY_PERSON)],
        "report": lambda: list(REGISTRY["sweep"].report_sections(list(villages()), cycle)),
    }

    def villages():
        return type(village).objects.filter(township=village.township)

    factories.make_sweep(village), factories.make_point(village), factories.make_key_village(village)
    client.get(reverse("risks"))
    before = {name: cost(ask) for name, ask in asked.items()}
    for number in range(6):
        more = factories.make_village(f"东{number}村", village.township)
        factories.make_sweep(more), factories.make_key_village(more), factories.make_key_person(more)
        for _ in range(3):
            factories.make_point(more, level="high")
    assert {name: cost(ask) for name, ask in asked.items()} == before


def test_the_grid_costs_the_same_to_save_for_more_villages(client, town, village, clerk):
    client.force_login(clerk)

    def cost():
        data = grid_form(client, town)
        with CaptureQueriesContext(connection) as queries:
            assert send(client, town, data | {"fill": "all"}).status_code == 302
        return len(queries)

    one = cost()
    for number in range(9):
        factories.make_village(f"东{number}村", town)
    assert cost() <= one
    assert KeyVillage.objects.count() == 0


def test_an_open_set_goes_along_when_its_village_is_merged(village, clerk, county):
    into = factories.make_village("白石村", village.township)
    row, closed = factories.make_key_village(village), factories.make_point(village)
    closing.apply_closing(row, proof="双方签订协议", by=clerk)
    closing.verify_closing(closing.apply_closing(closed, proof="双方签订协议", by=clerk), by=county)
    merge_village(village, into=into, on=timezone.localdate(), by=county, reason="村级建制调整")
    moved, stays = KeyVillage.objects.get(pk=row.pk), RiskPoint.objects.get(pk=closed.pk)
    assert (moved.village, moved.state, stays.village) == (into, "working", village)
