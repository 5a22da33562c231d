"""Ledgers typed as a table: the checks of the import at the cell, good lines saved whole, nothing written over."""

import json
from datetime import date

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import history
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from electioncycle.security.privacy import EncryptedField
from electioncycle.sheets import Cell, ParsedSheet, SheetRow, write_rows
from electioncycle.workbooks import imports
from electioncycle.workbooks.column_cells import READERS
from electioncycle.workbooks.importable import planner_of
from electioncycle.workbooks.ledger_grids import name_of, subject_of
from electioncycle.workbooks.plans import ROW_KEY
from electioncycle.workbooks.row_numbers import row_key
from elections.models import BodyResult, Election, Explanation, ProxyTally, Registration
from meetings.models import PublicityActivity
from tests import factories
from tests.guards import covered
from tests.schemes import rule
from villages.models import LastTermFigures, VillageProfile

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]
PROFILE, LAST, PUBLICITY = (REGISTRY[name] for name in ("villageprofile", "lasttermfigures", "publicityactivity"))
REGISTRATION, PROXIES, BODIES = (REGISTRY[name] for name in ("registration", "proxytally", "bodyresult"))
TYPED = [ledger for ledger in REGISTRY.values() if ledger.grid]


@pytest.fixture
def town():
    return factories.make_township("东河镇")


@pytest.fixture
def village(town):
    row = factories.make_village("青山村", town)
    factories.cycle_for(row)
    return row


@pytest.fixture
def neighbour(village, town):
    return factories.make_village("石桥村", town)


@pytest.fixture
def clerk(client, village, neighbour, town):
    user = factories.make_user(Role.TOWNSHIP_CLERK, town)
    client.force_login(user)
    return user


def opened(client, ledger, *area):
    """The page as the browser has it: what it sends along untouched, and the cells by their names."""
    answer = client.get(ledger.url("grid_of", area[0].pk) if area else ledger.url("grid"))
    assert answer.status_code == 200, answer.status_code
    return {"seen": answer.context["seen"]}, cells_of(answer)


def cells_of(answer):
    return {cell["name"]: cell for _, cells in answer.context["lines"] for cell in cells}


def line_of(ledger, subject):
    return f"p{subject.pk}"


def send(client, ledger, page, cells, **more):
    """Sends cells as ``{(line, column): words}``."""
    named = {f"c-{line}-{column}": words for (line, column), words in cells.items()}
    return client.post(ledger.url("grid"), {**page, **named, **more})


def notes(answer):
    return {name: cell["note"] for name, cell in cells_of(answer).items() if cell["note"]}


# --- saving ------------------------------------------------------------------------------------------------------


def test_a_township_fills_its_villages_in_one_request_with_history_and_one_audit_event(
    client, village, neighbour, clerk
):
    factories.make_profile(neighbour, households=300)
    page, _ = opened(client, PROFILE)
    batch = str(factories.kind(factories.cycle_for(village), "batch"))
    before = AuditEvent.objects.count()
    answer = send(
        client,
        PROFILE,
        page,
        {
            (line_of(PROFILE, village), "households"): "1,280户",
            (line_of(PROFILE, village), "batch"): batch,
            (line_of(PROFILE, village), "election_day"): "2026年12月20日",
            (line_of(PROFILE, village), "lax"): "是",
            (line_of(PROFILE, neighbour), "households"): "301",
        },
    )
    assert answer.status_code == 302
    new, changed = (VillageProfile.objects.get(village=one) for one in (village, neighbour))
    assert (new.households, str(new.batch), new.election_day, new.lax) == (1280, batch, date(2026, 12, 20), True)
    assert (changed.households, changed.groups, changed.version) == (301, 6, 2)
    assert changed.history.first().history_user == clerk
    assert AuditEvent.objects.count() == before + 1
    assert AuditEvent.objects.latest("id").details["ledger"] == "villageprofile"


def test_what_is_sent_untouched_changes_nothing(client, village, clerk):
    row = factories.make_profile(village, note="两村\n合并", party_form="branch")
    page, cells = opened(client, PROFILE)
    answer = client.post(PROFILE.url("grid"), page | {name: cell["text"] for name, cell in cells.items()})
    assert answer.status_code == 302
    assert VillageProfile.objects.get(pk=row.pk).version == row.version
    assert VillageProfile.objects.count() == 1


def test_good_lines_are_saved_and_a_bad_one_stays_whole_with_its_reason_at_the_cell(client, village, neighbour, clerk):
    row = factories.make_profile(village)
    page, _ = opened(client, PROFILE)
    bad, good = line_of(PROFILE, village), line_of(PROFILE, neighbour)
    answer = send(
        client,
        PROFILE,
        page,
        {(bad, "households"): "三百", (bad, "groups"): "9", (good, "households"): "210"},
        draft="d1",
    )
    assert answer.status_code == 422
    assert "已保存1行" in answer.content.decode()
    assert VillageProfile.objects.get(village=neighbour).households == 210
    assert VillageProfile.objects.get(pk=row.pk).version == 1, "nothing of the bad line is written"
    assert list(notes(answer)) == [f"c-{bad}-households"]
    kept = cells_of(answer)
    assert (kept[f"c-{bad}-households"]["text"], kept[f"c-{bad}-groups"]["text"]) == ("三百", "9")
    again = {"seen": answer.context["seen"]} | {name: cell["text"] for name, cell in kept.items()}
    answer = client.post(PROFILE.url("grid"), again | {f"c-{bad}-households": "300", "draft": "d2"})
    assert answer.status_code == 302
    assert answer["Location"].endswith("?done=d2")
    assert VillageProfile.objects.get(pk=row.pk).groups == 9


BAD = {
    "households": "三百",
    "batch": "第九批",
    "lax": "可能",
    "election_day": "明年",
    "seats_approved": "31",
    "party_form": "党小组",
}


@pytest.mark.parametrize("name", BAD)
def test_a_cell_is_refused_in_the_words_of_the_import(client, village, clerk, name):
    page, _ = opened(client, PROFILE)
    answer = send(client, PROFILE, page, {(line_of(PROFILE, village), name): BAD[name]})
    assert answer.status_code == 422
    (said,) = notes(answer).values()
    header = next(column.header for column in PROFILE.all_columns if column.field == name)
    book = write_rows(["乡镇(街道)", "村(社区)", header], [["东河镇", "青山村", BAD[name]]])
    batch = imports.upload(PROFILE, "表.xlsx", book, by=clerk, cycle=factories.cycle_for(village))
    imports.check(PROFILE, batch, cycle=factories.cycle_for(village))
    (listed,) = json.loads(batch.preview)["rows"]["wrong"]
    assert any(said in fault for fault in listed["faults"]), (said, listed["faults"])
    assert not VillageProfile.objects.exists()


@pytest.mark.parametrize(("women", "status"), [("7", 302), ("8", 422)])
def test_rules_across_fields_hold_in_the_table_too(client, village, clerk, women, status):
    page, _ = opened(client, LAST)
    line = line_of(LAST, village)
    answer = send(client, LAST, page, {(line, "members"): "7", (line, "women"): women})
    assert answer.status_code == status
    assert LastTermFigures.objects.count() == (status == 302)
    if status == 422:
        assert "多于两委人数7人" in notes(answer)[f"c-{line}-women"]


def test_a_new_line_without_what_is_required_is_refused_at_that_cell(client, village, clerk):
    page, _ = opened(client, LAST)
    line = line_of(LAST, village)
    answer = send(client, LAST, page, {(line, "women"): "1"})
    assert answer.status_code == 422
    assert "必填" in notes(answer)[f"c-{line}-members"]
    assert not LastTermFigures.objects.exists()


# --- two at once --------------------------------------------------------------------------------------------------


def test_two_windows_lose_nothing_and_the_same_cell_is_shown_with_both_values(client, village, neighbour, clerk):
    row = factories.make_profile(village, households=300, groups=6)
    mine, _ = opened(client, PROFILE)
    line, other = line_of(PROFILE, village), line_of(PROFILE, neighbour)
    assert send(client, PROFILE, mine, {(line, "households"): "310"}).status_code == 302
    assert send(client, PROFILE, mine, {(line, "groups"): "7"}).status_code == 302, "another cell: both stand"
    late = send(client, PROFILE, mine, {(line, "households"): "320", (line, "groups"): "8", (other, "groups"): "3"})
    assert late.status_code == 409
    row.refresh_from_db()
    assert (row.households, row.groups) == (310, 7), "never over what was not seen"
    assert VillageProfile.objects.get(village=neighbour).groups == 3, "other lines are saved"
    kept = cells_of(late)[f"c-{line}-households"]
    assert (kept["text"], kept["note"]) == ("320", "现为310")
    seen = {"seen": late.context["seen"]} | {name: cell["text"] for name, cell in cells_of(late).items()}
    assert client.post(PROFILE.url("grid"), seen).status_code == 302
    row.refresh_from_db()
    assert (row.households, row.groups) == (320, 8), "whoever has seen both decides"


@pytest.mark.parametrize("seen", ["", "{二", '{"columns":1,"lines":[]}', "[" * 5000])
def test_a_form_that_does_not_say_what_it_was_shown_with_writes_over_nothing(client, village, clerk, seen):
    row = factories.make_profile(village, households=300)
    answer = send(client, PROFILE, {"seen": seen}, {(line_of(PROFILE, village), "households"): "9"})
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.households == 300
    assert send(client, PROFILE, opened(client, PROFILE)[0], {(line_of(PROFILE, village), "households"): "9"})
    row.refresh_from_db()
    assert row.households == 9


def test_a_row_that_somebody_added_meanwhile_is_not_written_over(client, village, clerk):
    page, _ = opened(client, PROFILE)
    row = factories.make_profile(village, households=300, groups=6)
    line = line_of(PROFILE, village)
    answer = send(client, PROFILE, page, {(line, "households"): "9"})
    assert answer.status_code == 409
    assert notes(answer) == {f"c-{line}-households": "现为300"}
    answer = send(client, PROFILE, page, {(line, "voters"): "9"})
    assert answer.status_code == 409, "an empty cell of a row nobody here has seen"
    row.refresh_from_db()
    assert (row.households, row.voters, VillageProfile.objects.count()) == (300, None, 1)


def test_a_row_withdrawn_meanwhile_is_neither_changed_nor_made_anew(client, village, clerk):
    row = factories.make_profile(village, voters=None)
    page, _ = opened(client, PROFILE)
    client.post(PROFILE.url("withdraw", row.pk), {"reason": "重复录入", "version": row.version})
    assert not VillageProfile.objects.exists()
    answer = send(client, PROFILE, page, {(line_of(PROFILE, village), "voters"): "9"})
    assert answer.status_code == 409
    assert "已由他人改动" in answer.content.decode()
    assert not VillageProfile.objects.exists()
    assert VillageProfile.all_rows.get().voters is None


# --- several rows a village ----------------------------------------------------------------------------------------


def test_lines_are_added_under_those_there_are_and_each_names_its_village(client, village, neighbour, clerk):
    factories.make_publicity(village, theme="换届纪律宣讲")
    page, cells = opened(client, PUBLICITY)
    assert cells["c-n1-of"]["column"].choices == ("青山村", "石桥村")
    channel = str(factories.kind(factories.cycle_for(village), "publicity_channel"))
    row = PublicityActivity.objects.get()
    assert cells[f"c-r{row.pk}-of"]["text"] == "青山村"
    line = {"held_on": "2026.11.7", "channel": channel, "theme": "选举办法"}
    typed = {(f"n{at}", name): words for at in (1, 14) for name, words in line.items()}
    typed |= {("n1", "of"): "石桥", ("n14", "of"): "青山村", (f"r{row.pk}", "reached"): "86人"}
    assert send(client, PUBLICITY, page, typed).status_code == 302
    rows = {(one.village.name, one.theme): one for one in PublicityActivity.objects.select_related("village")}
    assert set(rows) == {("青山村", "换届纪律宣讲"), ("石桥村", "选举办法"), ("青山村", "选举办法")}
    assert rows["青山村", "换届纪律宣讲"].reached == 86
    again = send(client, PUBLICITY, page, typed)
    assert again.status_code == 302, "sent twice, saved once"
    assert PublicityActivity.objects.count() == 3


def test_a_line_of_a_village_elsewhere_or_of_none_is_refused(client, village, clerk):
    factories.make_village("云峰村", factories.make_township("西岭镇"))
    page, _ = opened(client, PUBLICITY)
    channel = str(factories.kind(factories.cycle_for(village), "publicity_channel"))
    line = {"held_on": "2026-11-07", "channel": channel, "theme": "选举办法"}
    typed = {("n1", name): words for name, words in line.items()} | {("n1", "of"): "云峰村"}
    typed |= {("n2", name): words for name, words in line.items()}
    answer = send(client, PUBLICITY, page, typed)
    assert answer.status_code == 422
    assert "没有“云峰村”" in notes(answer)["c-n1-of"]
    assert "没有填写村(社区)名称" in notes(answer)["c-n2-of"]
    assert not PublicityActivity.objects.exists()
    assert send(client, PUBLICITY, page, typed | {("n1", "of"): "青山村", ("n2", "of"): ""}).status_code == 422
    assert PublicityActivity.objects.get().village == village


def test_a_new_line_never_changes_a_row_that_is_there(client, village, clerk):
    row = factories.make_publicity(village, theme="选举办法", reached=10)
    page, _ = opened(client, PUBLICITY)
    line = {"held_on": str(row.held_on), "channel": str(row.channel), "theme": row.theme, "of": "青山村"}
    answer = send(client, PUBLICITY, page, {("n1", name): words for name, words in line.items()})
    assert answer.status_code == 422
    assert "已有这样一条记录" in answer.content.decode()
    row.refresh_from_db()
    assert row.reached == 10


# --- who -----------------------------------------------------------------------------------------------------------


def test_a_villages_own_clerk_sees_and_fills_only_the_own_village(client, village, neighbour):
    factories.make_profile(neighbour, households=300)
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, village))
    page, cells = opened(client, PROFILE)
    assert {name.split("-")[1] for name in cells} == {line_of(PROFILE, village)}
    assert "石桥村" not in client.get(PROFILE.url("grid")).content.decode()
    typed = {(line_of(PROFILE, one), "households"): "9" for one in (village, neighbour)}
    answer = send(client, PROFILE, page, typed)
    assert answer.status_code == 409
    assert VillageProfile.objects.get(village=village).households == 9
    assert VillageProfile.objects.get(village=neighbour).households == 300
    assert client.get(PROFILE.url("grid_of", village.township_id)).status_code == 404
    assert client.get(PUBLICITY.url("grid")).status_code == 403


def test_the_county_chooses_a_township_and_readers_have_no_table(client, village, clerk):
    elsewhere = factories.make_village("云峰村", factories.make_township("西岭镇"))
    assert client.get(PROFILE.url("grid_of", village.township_id)).status_code == 200
    assert client.get(PROFILE.url("grid_of", elsewhere.township_id)).status_code == 404
    client.force_login(factories.make_user(Role.COUNTY_CLERK, village.township.parent))
    chooser = client.get(PROFILE.url("grid")).content.decode()
    assert PROFILE.url("grid_of", elsewhere.township_id) in chooser
    assert client.post(PROFILE.url("grid"), {}).status_code == 422
    page, _ = opened(client, PROFILE, elsewhere.township)
    sent = {**page, f"c-{line_of(PROFILE, elsewhere)}-households": "88"}
    assert client.post(PROFILE.url("grid_of", elsewhere.township_id), sent).status_code == 302
    assert VillageProfile.objects.get().village == elsewhere
    client.force_login(factories.make_user(Role.COUNTY_READER, village.township.parent))
    assert client.get(PROFILE.url("grid")).status_code == 403
    assert PROFILE.url("grid") not in client.get(PROFILE.url("list")).content.decode()
    client.force_login(clerk)
    assert PROFILE.url("grid") in client.get(PROFILE.url("list")).content.decode()


def test_a_closed_cycle_is_read_and_not_written(client, village, clerk):
    cycle = factories.cycle_for(village)
    page, _ = opened(client, PROFILE)
    type(cycle).objects.filter(pk=cycle.pk).update(state="closed")
    assert "readonly" in client.get(PROFILE.url("grid")).content.decode()
    answer = send(client, PROFILE, page, {(line_of(PROFILE, village), "households"): "9"})
    assert answer.status_code == 422
    assert "已关闭" in answer.context["message"]
    assert not VillageProfile.objects.exists()


# --- rows of elections ---------------------------------------------------------------------------------------------


def test_a_township_types_who_is_registered_and_what_is_approved_stays(client, village, neighbour, clerk):
    factories.make_election(village)
    factories.make_registration(neighbour, state="approved")
    page, _ = opened(client, REGISTRATION)
    line = line_of(REGISTRATION, village)
    wrong = {(line, "registered"): "1200", (line, "outsider_present"): "40", (line, "outsider_for"): "41"}
    answer = send(client, REGISTRATION, page, wrong)
    assert answer.status_code == 422
    assert list(notes(answer)) == [f"c-{line}-outsider_for"]
    assert not Registration.objects.filter(village=village).exists()
    right = wrong | {(line, "outsider_for"): "40", (line_of(REGISTRATION, neighbour), "registered"): "1"}
    assert send(client, REGISTRATION, page, right).status_code == 422
    row, fixed = (Registration.objects.get(village=one) for one in (village, neighbour))
    assert (row.registered, row.outsider_for, row.state, row.election.village) == (1200, 40, "draft", village)
    assert (fixed.registered, fixed.version) == (1200, 1)


def test_a_class_that_the_cycles_rules_do_not_know_is_no_column(client, village, clerk):
    factories.make_registration(village)
    assert f"c-{line_of(REGISTRATION, village)}-worker" in opened(client, REGISTRATION)[1]
    rule(factories.cycle_for(village), voter_classes=["resident", "away"])
    page, cells = opened(client, REGISTRATION)
    assert f"c-{line_of(REGISTRATION, village)}-worker" not in cells
    assert send(client, REGISTRATION, page, {(line_of(REGISTRATION, village), "away"): "199"}).status_code == 302
    assert Registration.objects.get().away == 199


def test_a_table_and_a_workbook_leave_the_proxies_of_an_earlier_election_as_they_are(client, village, clerk):
    earlier = factories.make_proxies(village, certificates=35)
    Election.objects.filter(pk=earlier.election_id).update(state="called_off")
    now = factories.make_election(village, grounds="副主任出缺")
    book = write_rows(["乡镇(街道)", "村(社区)", "办理委托(人)"], [["东河镇", "青山村", 21]])
    batch = imports.upload(PROXIES, "委托.xlsx", book, by=clerk, cycle=None)
    assert imports.check(PROXIES, batch, cycle=None).counts["new"] == 1
    page, cells = opened(client, PROXIES)
    line = line_of(PROXIES, village)
    assert cells[f"c-{line}-certificates"]["text"] == ""
    assert send(client, PROXIES, page, {(line, "certificates"): "20", (line, "holders"): "18"}).status_code == 302
    assert ProxyTally.objects.get(election=now).certificates == 20
    assert ProxyTally.objects.get(pk=earlier.pk).version == 1


def test_results_of_smaller_bodies_are_typed_in_spare_lines_and_bring_their_election(client, village, clerk):
    factories.make_term(village.township.parent)
    page, _ = opened(client, BODIES)
    sent = {
        ("n1", "of"): "青山村",
        ("n1", "body"): "村(居)民代表",
        ("n1", "due"): "36",
        ("n2", "of"): "青山村",
        ("n2", "body"): "村(居)民小组长",
        ("n2", "due"): "0",
    }
    assert send(client, BODIES, page, sent).status_code == 422
    row = BodyResult.objects.get()
    assert (row.body, row.due, row.election.body) == ("representatives", 36, "representatives")
    page, cells = opened(client, BODIES)
    assert cells[f"c-r{row.pk}-due"]["text"] == "36"
    factories.make_term(village.township.parent, "下一届", begins_on=date(2031, 3, 1))
    page, cells = opened(client, BODIES)
    assert f"c-r{row.pk}-due" not in cells, "the newest term has no such line yet"


OTHER_ROW = {
    "archive": None,
    "stepday": {"step": "registration"},
    "defect": None,
    "explanation": {"code": "W.110"},
    "publicnotice": {},
}
"""How a second row of the same village differs, of each ledger whose place is a path."""


@pytest.mark.parametrize("name", OTHER_ROW)
def test_a_workbook_tells_which_rows_of_its_villages_it_lacks_where_the_place_is_a_path(
    village, neighbour, clerk, name
):
    ledger, build, more = REGISTRY[name], factories.BUILDERS[name], OTHER_ROW[name]
    row = build(village)
    build(neighbour)
    lacking = [] if more is None else [build(village, **more)]
    planner = planner_of(ledger, user=clerk, cycle=None)
    texts = dict(zip(planner.named_by.headers(), ("东河镇", "青山村"), strict=True)) | {ROW_KEY: row_key(row)}
    line = SheetRow(2, {header: Cell("", text) for header, text in texts.items()})
    plan = planner.plan(ParsedSheet(ledger.title, 1, {}, [], [line]))
    assert plan.absent == [ledger.row_label(one) for one in lacking]


def test_a_workbook_corrects_a_row_whose_place_is_a_path_and_moves_it_nowhere(village, neighbour, clerk):
    ledger, row = REGISTRY["explanation"], factories.make_explanation(village)

    def planned(place):
        planner = planner_of(ledger, user=clerk, cycle=None)
        texts = dict(zip(planner.named_by.headers(), ("东河镇", place), strict=True))
        cells = {header: Cell("", text) for header, text in (texts | {"说明": "迁入", ROW_KEY: row_key(row)}).items()}
        return planner, planner.plan(ParsedSheet(ledger.title, 1, {}, [], [SheetRow(2, cells)]))

    _, moved = planned("石桥村")
    assert "属于“青山村”" in moved.rows[0].faults[0].reason
    planner, plan = planned("青山村")
    assert planner.write(plan, reason="导入") == 1
    assert Explanation.objects.get(pk=row.pk).text == "迁入"


def test_every_ledger_whose_place_is_a_path_is_among_them():
    assert set(OTHER_ROW) == {one.name for one in REGISTRY.values() if "__" in one.place}


# --- what it costs -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [ledger.name for ledger in TYPED])
def test_opening_and_saving_cost_the_same_for_more_villages(client, town, village, clerk, name):
    ledger, build = REGISTRY[name], factories.BUILDERS[name]

    def costs():
        client.get(ledger.url("grid"))
        with CaptureQueriesContext(connection) as read:
            page, cells = opened(client, ledger)
        recorded = {key for key, words in json.loads(page["seen"])["lines"].items() if words[0]}
        column = "note" if "note" in ledger.grid.columns else ledger.grid.columns[0]
        typed = {
            cell: "9" if column != "note" else "已核对"
            for cell in cells
            if cell.endswith(f"-{column}") and cells[cell]["text"]
        } or {cell: "已核对" for cell in cells if cell.endswith("-note") and cell.split("-")[1] in recorded}
        with CaptureQueriesContext(connection) as write:
            assert client.post(ledger.url("grid"), page | typed).status_code == 302
        return len(read), len(write)

    build(village)
    few = costs()
    for number in range(6):
        build(factories.make_village(f"东{number}村", town))
    assert costs() <= few
    assert max(few) <= 63, few


def test_the_page_of_sixty_villages_is_small(client, town, village, clerk):
    for number in range(58):
        factories.make_profile(factories.make_village(f"东河第{number}村", town))
    page = client.get(PROFILE.url("grid")).content.partition(b"<main")[2]  # the menu grows with the ledgers
    assert 0 < len(page) < 145_000
    assert len(client.get(LAST.url("grid")).content) < 200_000


# --- the declarations ------------------------------------------------------------------------------------------------


TEXT = {"CharField", "TextField", "ForeignKey"}
"""Read as text, as a choice or as a name; every other kind needs a reader of its own."""


def test_every_kind_of_column_has_a_reader_and_times_come_back_as_they_are_shown():
    fields = [(one, name) for one in REGISTRY.values() for name in one.fields]
    kinds = {ledger.field(name).get_internal_type() for ledger, name in fields}
    assert kinds <= TEXT | set(READERS)
    for field, typed, shown in (
        (models.TimeField(), "8点半", "08:30"),
        (models.DateTimeField(), "2026年12月20日8时30分", "2026-12-20 08:30"),
    ):
        value = READERS[field.get_internal_type()](typed)
        assert history.shown(field, value) == shown
        assert READERS[field.get_internal_type()](shown) == value


def faults_of(ledger):
    typed = [one for one in ledger.all_columns if not (one.read or one.compute)]
    columns = {key: one for one in typed if (key := name_of(one))}
    names = set(ledger.grid.columns)
    required = {name for name, column in columns.items() if column.required}
    return [
        *(f"{ledger.name}: {name} is no column of its workbook" for name in names - set(columns)),
        *(f"{ledger.name}: {name} is required and missing" for name in required - names),
        *(f"{ledger.name}: {name} is a personal number" for name in names if is_number(ledger, name)),
    ]


def is_number(ledger, name):
    return name in ledger.fields and isinstance(ledger.field(name), EncryptedField)


def test_every_table_has_what_a_new_row_needs_and_no_personal_number():
    covered("ledgers typed as a table", TYPED, least=4)
    assert [fault for ledger in TYPED for fault in faults_of(ledger)] == []
    assert all(ledger.field(subject_of(ledger)).is_relation for ledger in TYPED)
