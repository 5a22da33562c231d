"""Everyday workbooks that once did silent harm, each with the answer it must get: nothing lost, nothing doubled."""

import io
import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.security.privacy import mask_id
from electioncycle.workbooks import imports
from electioncycle.workbooks.matching import Keys
from electioncycle.workbooks.uniqueness import LOOKUPS, constraints_of, holds
from risks.models import DailyReport, RiskPoint
from tests import factories, workbooks
from villages.models import Person, TeamMember

pytestmark = [pytest.mark.django_db]
HEAD = ("乡镇(街道)", "村(社区)", "姓名", "性别", "身份证号", "党组织职务")
TOWN, VILLAGE = "霞渡镇", "大岩社区"


@pytest.fixture
def township(db):
    return factories.make_township(TOWN)


@pytest.fixture
def village(township):
    return factories.make_village(VILLAGE, township)


@pytest.fixture(autouse=True)
def clerk(client, village):
    factories.cycle_for(village)
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


@pytest.fixture
def member(village):
    """林长斌, whose number the county knows."""
    return factories.make_member(village, "林长斌", committee_post="none")


def upload(client, lines, head=HEAD, ledger="teammember"):
    sheet = SimpleUploadedFile("表.xlsx", workbooks.workbook([head, *lines]))
    assert client.post(REGISTRY[ledger].url("import"), {"file": sheet}).status_code == 302
    return imports.ImportBatch.objects.latest("id")


def page(client, batch):
    return client.get(REGISTRY[batch.ledger_name].url("import_preview", batch.pk)).content.decode()


def press(client, batch, which="faultless", **data):
    answer = client.post(REGISTRY[batch.ledger_name].url("import_preview", batch.pk), {"which": which, **data})
    batch.refresh_from_db()
    return answer


def figures(batch):
    return {kind: batch.counts[kind] for kind in ("new", "changed", "unchanged", "wrong", "held") if batch.counts[kind]}


def reasons(batch):
    rows = json.loads(batch.preview)["rows"]
    return " ".join(fault for kind in ("wrong", "held") for line in rows[kind] for fault in line["faults"])


def line(name="林长斌", number=None, post="委员", sex="男", town=TOWN, village=VILLAGE):
    return (town, village, name, sex, number, post)


# --- 17: one name, two numbers ------------------------------------------------------------------------------------


def test_a_namesake_with_another_number_never_overwrites_the_one_who_is_there(client, member):
    batch = upload(client, [line(number=factories.id_number(date(1970, 7, 7)))])
    assert figures(batch) == {"wrong": 1}
    assert "同村已有同名、号码不同的" in reasons(batch)
    assert mask_id(member.person.id_number) in reasons(batch)
    assert member.person.id_number not in page(client, batch)
    press(client, batch)
    assert TeamMember.objects.count() == 1
    assert Person.objects.get(pk=member.person.pk).id_number == member.person.id_number


def test_the_second_person_of_the_name_comes_in_when_the_user_says_so(client, member):
    other = factories.id_number(date(1970, 7, 7))
    batch = upload(client, [line(number=other), line("戴华才", factories.id_number())])
    assert figures(batch) == {"wrong": 1, "held": 1}
    assert "另有其人，作为新人员导入" in page(client, batch)
    assert press(client, batch, "apart").status_code == 422  # nothing was ticked
    assert press(client, batch, "apart", apart=["3", "x", "99"]).status_code == 422  # no line that asks
    assert press(client, batch, "apart", apart="2").status_code == 302
    assert figures(batch) == {"new": 2}
    assert "已确认不是现有的那一条" in page(client, batch)
    press(client, batch, "all")
    assert batch.state == "done", batch.message
    numbers = {
        row.person.id_number for row in TeamMember.objects.filter(person__name="林长斌").select_related("person")
    }
    assert numbers == {member.person.id_number, other}
    assert AuditEvent.objects.filter(type=Event.IMPORTED).latest("id").details["apart"] == [2]


def test_two_of_one_name_are_never_guessed_at(client, member, village):
    factories.make_member(
        village, "林长斌", {"id_number": factories.id_number(date(1970, 7, 7))}, committee_post="none"
    )
    batch = upload(client, [line(post="书记")])
    assert figures(batch) == {"wrong": 1}
    assert "有2条都可能是这一行" in reasons(batch)
    known = upload(client, [line(number=member.person.id_number, post="书记")])
    assert figures(known) == {"unchanged": 1}


def test_a_number_is_filled_in_where_none_was_known(client, village):
    nameless = factories.make_member(village, "林长斌", {"id_number": ""}, committee_post="none")
    number = factories.id_number(date(1970, 7, 7))
    batch = upload(client, [line(number=number)])
    assert figures(batch) == {"changed": 1}
    press(client, batch)
    assert Person.objects.get(pk=nameless.person.pk).id_number == number


ALTERNATIVES = [(name, names) for name, ledger in REGISTRY.items() for names in ledger.keys[1:]]


@pytest.mark.parametrize(("name", "weaker"), ALTERNATIVES)
def test_in_no_ledger_does_a_weaker_key_overrule_a_stronger_one(name, weaker):
    keys = Keys(REGISTRY[name].keys)
    stored = {field: f"stored {field}" for names in keys.keys for field in names}
    stronger = next(field for names in keys.keys for field in names if field not in weaker)
    typed = {**stored, stronger: "another"}
    assert keys.of(weaker, stored.get) == keys.of(weaker, typed.get)
    assert keys.difference(weaker, typed.get, stored.get) == stronger
    assert not keys.difference(weaker, {**stored, stronger: None}.get, stored.get)


def test_the_other_holder_of_a_post_is_asked_for_too(client, village):
    post = factories.make_post(village, name="李联村")
    head = ("乡镇(街道)", "村(社区)", "岗位", "姓名")
    column = {c.field: c.header for c in REGISTRY["responsibilitypost"].all_columns}
    head = (*head[:2], column["kind"], column["name"])
    batch = upload(client, [(TOWN, VILLAGE, str(post.kind), "王联村")], head, "responsibilitypost")
    assert figures(batch) == {"wrong": 1}, batch.preview
    assert "另有一条，作为新记录导入" in page(client, batch)
    press(client, batch, "apart", apart="2")
    assert figures(batch)["new"] == 1


# --- 18b: the same new person twice -------------------------------------------------------------------------------


def test_one_new_name_twice_without_a_number_is_one_line_too_many(client, village):
    batch = upload(client, [line("甲同名"), line("甲同名")])
    assert figures(batch) == {"wrong": 1, "held": 1}
    assert "与第2行重复" in reasons(batch)
    told_apart = upload(client, [line("甲同名", factories.id_number(date(1970, 7, n))) for n in (7, 8)])
    assert figures(told_apart) == {"new": 2}


# --- 19 and 21: blanks and masks without 编号 ----------------------------------------------------------------------


def test_a_blank_number_without_a_key_leaves_the_stored_one(client, member):
    batch = upload(client, [line(post="书记")])
    assert figures(batch) == {"unchanged": 1}
    batch = upload(client, [line(post="委员")])
    press(client, batch)
    assert batch.state == "done"
    stored = TeamMember.objects.get(pk=member.pk)
    assert (stored.party_post, stored.person.id_number) == ("member", member.person.id_number)


def test_what_a_blank_takes_away_is_counted_and_named(client, member):
    TeamMember.objects.filter(pk=member.pk).update(note="原乡镇干部")
    batch = upload(client, [(*line(post="书记"), None, f"R{member.pk}V1")], (*HEAD, "备注", "编号"))
    assert figures(batch) == {"changed": 1}
    assert batch.counts["cleared"] == 2
    assert json.loads(batch.preview)["cleared"] == [[2, f"{VILLAGE}林长斌", "身份证号、备注"]]
    shown = page(client, batch)
    assert "将清空2处" in shown
    assert f"第2行{VILLAGE}林长斌：身份证号、备注" in shown


def test_the_mask_of_the_one_found_by_name_is_no_change(client, member):
    batch = upload(client, [line(number=mask_id(member.person.id_number), post="书记")])
    assert figures(batch) == {"unchanged": 1}
    other = upload(client, [line(number="110***********0000", post="书记")])
    assert figures(other) == {"wrong": 1}


# --- 22: a village whole or not at all ----------------------------------------------------------------------------


def test_a_village_written_in_its_first_line_only_does_not_go_in_by_halves(client, village):
    batch = upload(client, [line("王生春"), *(line(name, town=None, village=None) for name in ("杨明国", "戴华才"))])
    assert figures(batch) == {"wrong": 2, "held": 1}
    assert f"如与上一行同属“{VILLAGE}”，请逐行写明" in reasons(batch)
    assert "同村第3行有误" in reasons(batch)
    press(client, batch)
    assert not TeamMember.objects.exists()
    whole = upload(client, [line(name) for name in ("王生春", "杨明国", "戴华才")])
    assert figures(whole) == {"new": 3}


@pytest.mark.parametrize(("town", "name"), [("说明", VILLAGE), ("霞度镇", VILLAGE), (TOWN, f"{VILLAGE}*")])
def test_a_line_whose_place_is_mistyped_holds_the_village_it_most_likely_means(client, village, town, name):
    factories.make_village("柳田村", village.township)
    lines = [line("王生春"), line("杨明国", town=town, village=name), line("戴华才", village="柳田村")]
    batch = upload(client, lines)
    assert figures(batch) == {"wrong": 1, "held": 1, "new": 1}
    assert "同村第3行有误" in reasons(batch)
    unlike = upload(client, [line("王生春"), line("杨明国", village="上林村")])
    assert figures(unlike) == {"wrong": 1, "new": 1}


def test_lines_of_another_village_below_are_not_drawn_in(client, village, township):
    factories.make_village("柳田村", township)
    lines = [line("王生春"), line("杨明国", village=None, town=None), line("戴华才", village="柳田村")]
    assert figures(upload(client, lines)) == {"wrong": 1, "held": 1, "new": 1}


# --- 60: what is locked and not touched ---------------------------------------------------------------------------


def test_a_closed_row_left_alone_does_not_hold_the_village(client, village):
    closed = factories.make_point(village)
    RiskPoint.objects.filter(pk=closed.pk).update(state="closed", closed_on=timezone.localdate())
    factories.make_point(village, 1, facts="会议室通风条件差")
    ledger = REGISTRY["riskpoint"]
    book = load_workbook(io.BytesIO(client.get(ledger.url("export")).content))
    headers = [cell.value for cell in next(row for row in book.active.iter_rows() if row[0].value == "序号")]
    note = headers.index("备注")
    edited = next(
        row for row in book.active.iter_rows() if row[headers.index("基本情况(事实)")].value == "会议室通风条件差"
    )
    edited[note].value = "补充"
    batch = send(client, ledger, book)
    assert figures(batch) == {"changed": 1, "unchanged": 1}
    locked = next(row for row in book.active.iter_rows() if str(row[-1].value).startswith(f"R{closed.pk}V"))
    locked[note].value = "补充"
    batch = send(client, ledger, book)
    assert figures(batch) == {"wrong": 1, "held": 1}
    locked[note].value, locked[headers.index("状态")].value = None, "未启动"
    assert "不能在表中直接填写" not in reasons(send(client, ledger, book))


def send(client, ledger, book):
    sheet = SimpleUploadedFile("表.xlsx", workbooks.saved(book))
    client.post(ledger.url("import"), {"file": sheet})
    return imports.ImportBatch.objects.latest("id")


# --- 61: keys that collide ----------------------------------------------------------------------------------------

DAILY = ("乡镇(街道)", "日期", "动态", "编号")


def day_of(report):
    return DailyReport.objects.get(pk=report.pk).day


def test_a_day_that_is_taken_is_said_in_the_preview_with_both_lines(client, township):
    first, second = (factories.make_daily_report(township) for _ in range(2))
    moved = (TOWN, second.day.isoformat(), "无异常", f"R{first.pk}V1")
    kept = (TOWN, second.day.isoformat(), "无异常", f"R{second.pk}V1")
    alone = upload(client, [moved], DAILY, "dailyreport")
    assert figures(alone) == {"wrong": 1}
    assert "第2行“日期”：与现有记录" in reasons(alone)
    both = upload(client, [moved, kept], DAILY, "dailyreport")
    assert "第2行“日期”：与第3行现在的记录" in reasons(both)
    assert "该乡镇这一天已有日报" in reasons(both)


def test_two_lines_that_move_to_one_day_are_told_of_each_other(client, township):
    first, second = (factories.make_daily_report(township) for _ in range(2))
    free = (second.day + timedelta(days=5)).isoformat()
    lines = [(TOWN, free, "无异常", f"R{one.pk}V1") for one in (first, second)]
    batch = upload(client, lines, DAILY, "dailyreport")
    assert figures(batch) == {"wrong": 1, "held": 1}
    assert "第3行“日期”：与第2行重复" in reasons(batch)
    away = upload(client, lines[:1], DAILY, "dailyreport")
    assert figures(away) == {"changed": 1}
    press(client, away)
    assert (away.state, day_of(first).isoformat()) == ("done", free)


@pytest.mark.parametrize("ledger", ["inspection", "accountabilitycase"])
def test_lines_the_system_numbers_come_in_together(client, village, ledger):
    county = village.township.parent
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, county))
    row = factories.BUILDERS[ledger](village)
    header = {column.field: column.header for column in REGISTRY[ledger].all_columns}
    number = REGISTRY[ledger].model.numbered.field
    taken = getattr(row, number)
    following = f"{taken[:2]}{int(taken[2:]) + 1:0{len(taken) - 2}d}"
    if ledger == "inspection":
        head = ("乡镇(街道)", *(header[name] for name in ("code", "tier", "body", "name", "planned_on")))
        tier = row.get_tier_display()
        lines = [
            (TOWN, code, tier, str(row.body), "选民登记", f"2026-11-1{n}")
            for n, code in enumerate((None, following, None))
        ]
    else:
        head = tuple(header[name] for name in ("number", "name", "found_on", "matter", "subject"))
        lines = [(code, f"事由{n}", "2026-11-10", "漏登", "镇党委") for n, code in enumerate((None, following, None))]
    batch = upload(client, lines, head, ledger)
    assert figures(batch) == {"new": 3}, batch.preview
    press(client, batch, "all")
    assert batch.state == "done", batch.message
    numbers = list(REGISTRY[ledger].model.objects.values_list(number, flat=True))
    assert len(set(numbers)) == 4
    assert {taken, following} <= set(numbers)


CONSTRAINTS = [(name, one) for name, ledger in REGISTRY.items() for one in constraints_of(ledger.model)]


@pytest.mark.parametrize(("name", "constraint"), CONSTRAINTS, ids=lambda one: getattr(one, "name", one))
def test_the_condition_of_every_unique_key_is_understood(name, constraint):
    asked = []

    def get(field):
        asked.append(field)

    assert holds(constraint.condition, get) in (True, False)
    assert set(LOOKUPS) >= {field.partition("__")[2] for field in asked}


# --- 72: how people write places ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("town", "place"),
    [("霞渡", VILLAGE), (TOWN, f"{TOWN}{VILLAGE}"), (None, f"{TOWN}{VILLAGE}"), ("霞渡镇人民政府", "大岩")],
)
def test_places_written_short_or_long_are_found_where_they_are_unique(client, town, place):
    assert figures(upload(client, [line("王生春", town=town, village=place)])) == {"new": 1}


def test_a_township_nobody_knows_is_answered_with_the_near_ones(client, village, clerk):
    batch = upload(client, [line("王生春", town="霞度镇")])
    assert f"没有“霞度镇”，相近的有：{TOWN}，请核对乡镇名称" in reasons(batch)
    factories.make_village("柳田村", factories.make_township("霞渡乡", village.township.parent))
    county = factories.make_user(Role.COUNTY_CLERK, village.township.parent)
    client.force_login(county)
    batch = upload(client, [line("王生春", town="霞渡")])
    assert "“霞渡”可能是霞渡镇、霞渡乡" in reasons(batch)


# --- what is not read is said --------------------------------------------------------------------------------------


def test_lines_that_were_skipped_or_hidden_are_named_before_and_after(client, village, monkeypatch):
    parsed = imports.parsed

    def with_notes(*args, **more):
        planner, sheet = parsed(*args, **more)
        sheet.skipped, sheet.hidden = [(7, "负责人：张三13800138000")], [2]
        return planner, sheet

    monkeypatch.setattr(imports, "parsed", with_notes)
    batch = upload(client, [line("王生春")])
    shown = page(client, batch)
    assert "跳过1行" in shown
    assert "第7行“负责人：张三138****8000”" in shown
    assert "第2行" in shown
    assert "在表中被隐藏" in shown
    press(client, batch)
    assert "跳过1行(第7行)。读入的行中有1行在表中被隐藏(第2行)。" in batch.message
