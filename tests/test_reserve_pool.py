"""The reserve pool, its workbook and figures; placements with their months; intentions to stand."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from candidates import report
from candidates.figures import intentions, reserves
from candidates.models import Intention, Placement, PlacementNote, ReserveCandidate
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.history import record
from electioncycle.roles import Role
from electioncycle.sheets import write_rows
from electioncycle.workbooks import exports, imports
from tests import factories
from tests.moving import seen
from villages.models import Person, Rule
from villages.services.places import merge_village

pytestmark = pytest.mark.django_db
POOL, PLACEMENT = REGISTRY["reservecandidate"], REGISTRY["placement"]
HEADERS = (
    *(
        "乡镇(街道)",
        "村(社区)",
        "姓名",
        "性别",
        "身份证号",
        "出生年月",
        "最高学历",
        "主要类别",
        "推荐渠道",
        "推荐单位(人)",
    ),
    *("顶岗岗位", "顶岗村", "顶岗起", "顶岗止", "顶岗考核", "状态", "退出原因", "电话"),
)
NUMBER = factories.id_number(date(1990, 5, 6))


@pytest.fixture
def village():
    row = factories.make_village("青山村", factories.make_township("东河镇"))
    cycle = factories.cycle_for(row)
    for key, label, value in (("voter_age", "选民年龄", 18), ("reserve_min", "每村后备人选不少于", 2)):
        Rule.objects.create(rule_set=cycle.rule_set, key=key, label=label, value=value)
    return row


@pytest.fixture
def clerk(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


def line(**cells):
    """A line of the pool's workbook; ``cells`` by header."""
    usual = {
        "乡镇(街道)": "东河镇",
        "村(社区)": "青山村",
        "姓名": "孙后备",
        "性别": "男",
        "身份证号": NUMBER,
        "最高学历": "大专",
        "主要类别": "优秀农民工",
        "推荐渠道": "群众举荐",
        "顶岗岗位": "未安排",
        "状态": "储备",
    }
    return [{**usual, **cells}.get(header, "") for header in HEADERS]


def sent(lines, *, by, cycle, ledger=POOL, headers=HEADERS):
    data = lines if isinstance(lines, bytes) else write_rows(headers, lines, text_columns=("身份证号", "电话"))
    batch = imports.upload(ledger, "后备.xlsx", data, by=by, cycle=cycle)
    return imports.check(ledger, batch, cycle=cycle)


def written(lines, *, by, cycle, **more):
    batch = sent(lines, by=by, cycle=cycle, **more)
    return imports.confirm(more.get("ledger", POOL), batch, cycle=cycle)


def test_one_workbook_fills_the_pool_and_the_placements_and_comes_back_unchanged(village, cycle, clerk):
    committee = factories.make_committee(village.township, name="驻温州流动党委")
    placed = {"顶岗岗位": "书记助理", "顶岗村": "青山村", "顶岗起": "2026-09-01", "顶岗考核": "良"}
    lines = [
        line(**{"推荐单位(人)": "驻温州流动党委", "电话": "13900000001"}, **placed),
        line(姓名="李在家", 身份证号=factories.id_number(date(1985, 1, 2))),
    ]
    batch = written(lines, by=clerk, cycle=cycle)
    assert (batch.counts["new"], batch.state) == (2, "done")
    row = ReserveCandidate.objects.get(person__name="孙后备")
    assert (row.committee, row.state, row.person.birth) == (committee, "placed", date(1990, 5, 6))
    placement = Placement.objects.get()
    assert (placement.candidate, str(placement.post), placement.grade) == (row, "书记助理", "good")
    book = exports.workbook(POOL, POOL.rows(clerk, cycle), user=clerk)
    assert NUMBER.encode() not in book
    batch = sent(book, by=clerk, cycle=cycle)
    assert (batch.counts["unchanged"], batch.counts["wrong"]) == (2, 0)
    page = load_workbook(BytesIO(book))
    sheet = page.active
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.value in ("2026-09-01", date(2026, 9, 1)):
                sheet.cell(cell.row, cell.column + 1).value = "2026-12-31"
    out = BytesIO()
    page.save(out)
    assert written(out.getvalue(), by=clerk, cycle=cycle).state == "done"
    assert Placement.objects.get().ends_on == date(2026, 12, 31)
    assert Placement.history.filter(history_user=None).count() == 0


def test_what_is_wrong_in_the_workbook_is_named_with_cell_and_reason(village, cycle, clerk):
    factories.make_profile(village, election_day=date(2026, 12, 20))
    born = date(2008, 12, 21)
    lines = [
        line(身份证号="110105194912310021"),
        line(姓名="李月份", 身份证号=factories.id_number(date(1980, 3, 1)), 出生年月="1981-03"),
        line(姓名="王年少", 身份证号=factories.id_number(born)),
        line(姓名="赵类别", 身份证号=factories.id_number(date(1980, 4, 1)), 主要类别="能人"),
        line(姓名="钱顶岗", 身份证号=factories.id_number(date(1980, 5, 1)), 顶岗岗位="书记助理"),
        line(姓名="周退出", 身份证号=factories.id_number(date(1980, 6, 1)), 状态="退出"),
        line(姓名="吴成年", 身份证号=factories.id_number(date(2008, 12, 20))),
    ]
    batch = sent(lines, by=clerk, cycle=cycle)
    assert (batch.counts["wrong"], ReserveCandidate.objects.count()) == (6, 0)
    said = batch.preview
    for words in ("校验位", "1980-03", "到选举日(2026-12-20)为17周岁", "可填", "顶岗起始日期", "请填写退出原因"):
        assert words in said, words
    assert batch.counts["held"] == 1  # who is of age on the very day waits for the other lines of his village only


def test_a_number_of_the_township_is_the_same_person_and_of_another_township_never(client, village, cycle, clerk):
    member = factories.make_member(village, "孙后备", person={"id_number": NUMBER, "phone": "13900000009"})
    far = factories.make_member(factories.make_village("白石村", factories.make_township("西坪乡")), "何远方")
    other = far.person.id_number
    form = {"village": village.pk, "person__name": "孙后备", "person__sex": "male", "person__id_number": NUMBER}
    kinds = {"group": factories.kind(cycle, "reserve_group").pk, "channel": factories.kind(cycle, "reserve_channel").pk}
    form |= {**kinds, "state": "pooled", "township_review": "open"}
    client.force_login(clerk)
    wrong = client.post(reverse("reservecandidate_add"), {**form, "person__name": "孙后背"})
    assert wrong.status_code == 422
    assert "姓名为“孙后备”" in wrong.content.decode()
    assert client.post(reverse("reservecandidate_add"), form).status_code == 302
    row = ReserveCandidate.objects.get()
    assert (row.person, row.person.phone) == (member.person, "13900000009")
    before = Person.objects.count()
    answer = client.post(reverse("reservecandidate_add"), {**form, "person__name": "陌生", "person__id_number": other})
    assert answer.status_code == 302
    assert Person.objects.count() == before + 1
    second = factories.make_member(village, "郑成员").person
    batch = sent([line(姓名="郑成圆", 身份证号=second.id_number)], by=clerk, cycle=cycle)
    assert batch.counts["wrong"] == 1
    assert "姓名为“郑成员”" in batch.preview
    written([line(姓名="郑成员", 身份证号=second.id_number)], by=clerk, cycle=cycle)
    assert ReserveCandidate.objects.get(person=second).person.education == "college"


def test_figures_count_every_person_once_and_no_decoy(client, village, cycle, clerk, county):
    west = factories.make_village("白石村", factories.make_township("西坪乡"))
    resting = factories.make_village("旁观村", village.township)
    factories.make_profile(resting, takes_part=False)
    veteran = factories.kind(cycle, "reserve_group", 1)
    one = factories.make_reserve(village, person={"id_number": NUMBER})
    factories.make_reserve(west, "孙后备", person={"id_number": NUMBER})
    factories.make_reserve(west, "李退役", group=veteran, person={"sex": "female", "politics": "masses"})
    factories.make_reserve(west, "周退出", state="left", left_because="外出")
    factories.make_reserve(resting, "吴旁观")
    earlier = factories.make_cycle(name="上届")
    factories.make_reserve(village, "郑上届", cycle=earlier)
    withdrawn = factories.make_reserve(village, "王撤回")
    withdrawn.withdrawn_at = timezone.now()
    record(withdrawn, by=clerk)
    factories.make_placement(village, one)
    factories.make_placement(west, factories.make_reserve(west, "钱未到"), outcome="not_taken_up")
    people, placed = reserves.pooled(county, cycle), reserves.placed(county, cycle)
    assert (len(people), len(placed)) == (3, 1)
    found = reserves.pool_tallies(people, cycle)
    assert [(tally.title, tally.base, sum(one.number for one in tally.counts)) for tally in found] == [
        (title, 3, 3) for title in ("主要类别", "推荐渠道", "年龄", "学历", "返乡状态")
    ]
    sentence = reserves.pool_sentence(people, found, 2, "云岭县")
    assert "2个村(社区)共储备后备人选3人(以下占比均以此为基数" in sentence
    assert "优秀农民工2人、占66.7%，退役军人1人、占33.3%" in sentence
    assert "女性1人、占33.3%" in sentence
    said = reserves.placement_sentence(placed, reserves.placement_tallies(placed, cycle), 3, "云岭县")
    assert "动员1名后备人选" in said
    assert "占后备人选3人的33.3%" in said
    assert [(v.name, n) for v, n in reserves.short_villages(county, cycle)] == [("青山村", 1)]
    client.force_login(county)
    sheet = load_workbook(BytesIO(client.get("/candidates/figures/pool/xlsx/").content)).active
    lines = list(sheet.iter_rows(values_only=True))
    assert sentence in [line[0] for line in lines]
    assert ("优秀农民工", 2, 66.7) in [line[:3] for line in lines]
    assert client.get("/candidates/figures/intentions/pdf/").content.startswith(b"%PDF-")
    assert next(due.count for due in POOL.due(clerk, cycle)) == 1
    Rule.objects.filter(key="reserve_min").update(value=None)
    assert not any("不足" in due.title for due in POOL.due(clerk, factories.make_cycle()))


def test_the_pages_are_the_townships_own_and_cost_a_constant_number_of_queries(client, village, cycle, clerk, county):
    row = factories.make_reserve(village, "孙后备")
    factories.make_placement(village, row)
    factories.make_intention(village, who=row.person)
    client.force_login(clerk)
    pages = [reverse(name) for name in ("candidates", "reserve_pool", "intentions")]
    counts = []
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    for more in (0, 4):
        for number in range(more):
            factories.make_placement(village, factories.make_reserve(village, f"人{number}"))
            factories.make_intention(village, f"意{number}")
        client.get(pages[0])  # what there is to do is counted once after a change
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for page in pages:
                assert client.get(page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "data-copy" in client.get(pages[1]).content.decode()
    neighbour = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    client.force_login(neighbour)
    assert client.get(reverse("reservecandidate_detail", args=[row.pk])).status_code == 404
    assert "孙后备" not in client.get(reverse("reservecandidate_list")).content.decode()
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, village))
    assert client.get(reverse("reservecandidate_list")).status_code == 403
    assert client.get(reverse("candidates")).status_code == 403


def test_a_placement_is_noted_month_by_month_and_says_what_became_of_somebody(client, village, cycle, clerk):
    row = factories.make_reserve(village, "孙后备")
    client.force_login(clerk)
    today = timezone.localdate()
    form = {"village": village.pk, "candidate": row.pk, "post": factories.kind(cycle, "placement_post").pk}
    form |= {"mentor": "王支书", "starts_on": "2026-09-01", "outcome": "serving"}
    wrong = client.post(reverse("placement_add"), {**form, "ends_on": "2026-08-01"})
    assert wrong.status_code == 422
    assert "早于顶岗起" in wrong.content.decode()
    assert client.post(reverse("placement_add"), form).status_code == 302
    placement = Placement.objects.get()
    assert ReserveCandidate.objects.get().state == "placed"
    note = reverse("placement_note", args=[placement.pk])
    refused = (("2026-08", "走访农户", "不在顶岗期间"), ("2099-01", "走访农户", "还没有到"), ("2026-09", "好", "4个字"))
    for month, text, said in refused:
        answer = client.post(note, seen(placement) | {"month": month, "text": text})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert client.post(note, seen(placement) | {"month": "2026-09", "text": "走访农户32户"}).status_code == 302
    assert client.post(note, seen(placement) | {"month": "2026-09", "text": "走访农户35户"}).status_code == 302
    assert [one.text for one in PlacementNote.objects.all()] == ["走访农户35户"]
    page = client.get(reverse("placement_detail", args=[placement.pk])).content.decode()
    assert "走访农户35户" in page
    assert "走访农户32户" in client.get(reverse("placement_history", args=[placement.pk])).content.decode()
    titles = [due.title for due in PLACEMENT.due(clerk, cycle)]
    last = today.replace(day=1) - timedelta(days=1)
    assert any(f"{last:%m}月情况" in title for title in titles)
    version = Placement.objects.get().version
    done = {**form, "outcome": "in_office", "version": version}
    assert "请填写去向日期" in client.post(reverse("placement_edit", args=[placement.pk]), done).content.decode()
    done["outcome_on"] = "2026-11-01"
    assert client.post(reverse("placement_edit", args=[placement.pk]), done).status_code == 302
    assert ReserveCandidate.objects.get().state == "in_office"
    states = client.get(reverse("reservecandidate_detail", args=[row.pk])).context["states"]
    assert [one["state"] for one in states] == ["储备", "顶岗", "已任职"]


def test_the_placements_workbook_finds_people_of_the_pool_only(village, cycle, clerk):
    first = factories.make_reserve(village, "孙后备")
    factories.make_reserve(village, "孙后备")
    single = factories.make_reserve(village, "李单名")
    headers = ("乡镇(街道)", "村(社区)", "姓名", "身份证号", "顶岗岗位", "顶岗起")
    place = ("东河镇", "青山村")
    lines = [
        (*place, "孙后备", "", "书记助理", "2026-09-01"),
        (*place, "不在库", "", "书记助理", "2026-09-01"),
        (*place, "李单名", "", "书记助理", "2026-09-01"),
    ]
    batch = sent(lines, by=clerk, cycle=cycle, ledger=PLACEMENT, headers=headers)
    assert batch.counts["wrong"] == 2
    assert "请同时填写身份证号" in batch.preview
    assert "请先登记入库" in batch.preview
    lines = [(*place, "孙后备", first.person.id_number, "书记助理", "2026-09-01"), lines[2]]
    written(lines, by=clerk, cycle=cycle, ledger=PLACEMENT, headers=headers)
    assert set(Placement.objects.values_list("candidate", flat=True)) == {first.pk, single.pk}
    assert set(ReserveCandidate.objects.filter(state="placed")) == {first, single}


def test_intentions_are_what_people_declared_themselves(client, village, cycle, clerk, county):
    row = factories.make_intention(village)
    factories.make_intention(village, who=row.person, post="secretary")
    factories.make_intention(village, "钱放弃", state="given_up", given_up_on=date(2026, 11, 1))
    found = intentions.declared(county, cycle)
    assert (intentions.people(found), len(found)) == (1, 2)
    said = intentions.sentence(found, intentions.intention_tallies(found), 1, "云岭县")
    assert "有参选意向的1人、2人次" in said
    client.force_login(clerk)
    form = {
        "village": village.pk,
        "person__name": "吴明天",
        "person__sex": "male",
        "post": "director",
        "state": "standing",
    }
    form |= {"declaration": "愿意参选", "declared_how": "talk", "state": "standing"}
    tomorrow = timezone.localdate() + timedelta(days=1)
    wrong = client.post(reverse("intention_add"), {**form, "declared_on": f"{tomorrow}"})
    assert wrong.status_code == 422
    assert "在今天之后" in wrong.content.decode()
    assert client.post(reverse("intention_add"), {**form, "declared_on": "2026-10-21"}).status_code == 302
    assert Intention.objects.count() == 4


def test_the_report_names_the_reserve_and_what_is_missing(village, cycle, clerk):
    bare = factories.make_village("白石村", village.township)
    row = factories.make_reserve(village, "孙后备", direction="team")
    factories.make_placement(village, row)
    factories.make_reserve(village, "周退出", state="left")
    section = report.section([village, bare], cycle)
    paragraph, table = section.blocks[village.pk]
    assert "储备后备人选1人，其中优秀农民工1人。安排顶岗学习、挂职锻炼1人。" in str(paragraph)
    assert [cells[0] for cells in table.rows] == ["孙后备"]
    assert "2026-09起任书记助理" in table.rows[0]
    assert section.gaps == {village.pk: ["后备人选1人，不足2人"], bare.pk: ["尚未登记后备人选"]}
    assert report.section([village], None).blocks == {}


def test_a_merged_villages_pool_goes_along(village, cycle, county):
    into = factories.make_village("合并村", village.township)
    row = factories.make_reserve(village, "孙后备")
    gone = factories.make_reserve(village, "周退出", state="left")
    admin = factories.make_user(Role.COUNTY_ADMIN, village.township.parent)
    merge_village(village, into=into, on=date(2026, 10, 20), by=admin, reason="村级建制调整")
    assert ReserveCandidate.objects.get(pk=row.pk).village == into
    assert ReserveCandidate.objects.get(pk=gone.pk).village == village
    assert [one.village for one in reserves.pooled(county, cycle)] == [into.pk]
