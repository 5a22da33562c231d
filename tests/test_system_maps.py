"""上级系统导出: any ledger in the import table of another system, column by column, whole rows or none."""

from io import BytesIO
from urllib.parse import unquote

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from electioncycle.disclosure.unmasked import UnmaskedExport
from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import Job
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.saved_queries import SavedView
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from filing.models import SystemMap
from tests import factories
from tests.moving import moved

pytestmark = pytest.mark.django_db
MAP = REGISTRY["systemmap"]
REASON = "导入省村干部信息系统，11月批次"


@pytest.fixture
def village(db):
    found = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.cycle_for(found)
    return found


@pytest.fixture
def county(village):
    return village.township.parent


@pytest.fixture
def clerk(client, county):
    user = factories.make_user(Role.COUNTY_CLERK, county, name="赵申请")
    client.force_login(user)
    return user


@pytest.fixture
def member(village):
    return factories.make_member(village, "李秀英", {"sex": "female"}, note="=1+1")


@pytest.fixture
def system_map(member, clerk):
    return factories.make_system_map(member.village, name="村干部导入表")


def words(answer):
    return answer.content.decode()


def move(client, row, what, **sent):
    row.refresh_from_db()
    return moved(client, reverse("system_map_move", args=[row.pk, what]), row, **sent)


def put(client, row, title, source, **more):
    return move(client, row, "put", **{"title": title, "source": source, "form": "text", **more})


@pytest.fixture
def filled(client, system_map):
    """As a province's template might ask: who, in codes, where, with fixed words and an empty column."""
    for title, source, more in (
        ("单位名称", "column:村(社区)", {"required": "on"}),
        ("姓名", "column:姓名", {"required": "on", "longest": "10"}),
        ("性别代码", "column:性别", {"codes": "男＝1\nfemale: 2\n空=9"}),
        ("身份证件号码", "column:身份证号", {}),
        ("备注", "column:备注", {}),
        ("数据来源", "fixed", {"fixed": "0001"}),
        ("编号", "blank", {}),
    ):
        answer = put(client, system_map, title, source, **more)
        assert answer.status_code == 302, words(answer)
    return system_map


def page_of(client, row, query=""):
    return words(client.get(f"{MAP.page_of(row)}{query}"))


def file(client, row, which="rows", query=""):
    return client.get(f"{reverse('system_map_file', args=[row.pk, which])}{query}")


def lines(answer, sheet=None):
    book = load_workbook(BytesIO(answer.content))
    page = book[sheet] if sheet else book.active
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_rows_leave_in_the_other_systems_columns_codes_and_sheet_as_text_and_without_formulas(client, filled, member):
    answer = file(client, filled)
    head, line = lines(answer, "数据")
    assert head == ["单位名称", "姓名", "性别代码", "身份证件号码", "备注", "数据来源", "编号"]
    masked = line[3]
    assert "*" in masked
    assert line[:3] + line[4:] == ["青山村", "李秀英", "2", "=1+1", "0001", None]
    page = load_workbook(BytesIO(answer.content))["数据"]
    assert page["E2"].data_type == "s"
    assert {page.cell(2, at).number_format for at in (1, 3, 4, 6)} == {"@"}
    assert not any(one.hidden for one in page.column_dimensions.values()), "another program reads every column"
    assert AuditEvent.objects.filter(type=Event.EXPORTED, object_id=filled.pk).count() == 1
    assert [one.history_change_reason for one in filled.history.all()][:2] == ["上级表的“编号”", "上级表的“数据来源”"]


def test_a_row_that_cannot_be_written_is_named_with_reason_and_remedy_and_never_written_half(client, filled, village):
    factories.make_member(village, "名字特别长的一位少数民族同志")
    put(client, filled, "性别代码", "column:性别", was="性别代码", codes="男=1")
    shown = page_of(client, filled)
    assert "写不出" in shown
    assert "“女”在代码表里没有对应的代码" in shown
    assert "请在这一列的代码表里补上" in shown
    assert "上级系统最多收10个" in shown
    assert "“性别代码”还没有代码的：女" in shown
    answer = file(client, filled)
    written = {line[1] for line in lines(answer)[1:]}
    assert "名字特别长的一位少数民族同志" not in written
    listed = lines(file(client, filled, "faults"))
    assert any("名字特别长的一位少数民族同志" in str(line) for line in listed)
    assert "2条没有写入" in unquote(answer["Content-Disposition"])


def test_what_a_heading_cannot_take_is_refused_in_words(client, system_map):
    for title, source, more, said in (
        ("", "blank", {}, "没有填写上级表的列名"),
        ("姓名", "", {}, "没有选择填什么"),
        ("姓名", "column:没有的列", {}, "没有“没有的列”一列"),
        ("来源", "fixed", {"fixed": " "}, "须填写内容"),
        ("空列", "blank", {"required": "on"}, ""),
        ("性别", "column:性别", {"codes": "男"}, "第1行“男”不是"),
        ("性别", "column:性别", {"codes": "男=1\n男=2"}, "前面已写过"),
        ("性别", "column:性别", {"codes": "雄=1"}, "没有“雄”这一项，可填：男、女"),
        ("性别", "column:性别", {"codes": "男=001", "longest": "2"}, "代码超过最多2个字"),
        ("姓名", "column:姓名", {"longest": "-3"}, "最多字数请填整数"),
        ("出生", "column:出生年月", {"form": "day", "day_form": "%Y-%m-%d"}, "只有年月"),
    ):
        answer = put(client, system_map, title, source, **more)
        assert answer.status_code == (422 if said else 302), (title, source)
        assert said in words(answer), (title, source, more)
    assert "已经有了" in words(put(client, system_map, "空列", "blank"))
    assert "没有“没有”一列" in words(move(client, system_map, "remove", was="没有"))
    system_map.refresh_from_db()
    assert [one["title"] for one in system_map.headings] == ["空列"]
    stale = client.post(
        reverse("system_map_move", args=[system_map.pk, "put"]), {"version": 1, "title": "姓名", "source": "blank"}
    )
    assert stale.status_code == 409, "somebody else was faster"


def test_headings_are_moved_and_taken_out_and_months_are_written_as_the_other_system_asks(client, filled):
    put(client, filled, "出生年月", "column:出生年月", form="day", day_form="%Y%m")
    for what in ("left", "left"):
        move(client, filled, what, was="出生年月")
    move(client, filled, "remove", was="备注")
    assert "已在最前面" in words(move(client, filled, "left", was="单位名称"))
    head, line = lines(file(client, filled))
    assert head == ["单位名称", "姓名", "性别代码", "身份证件号码", "出生年月", "数据来源", "编号"]
    assert len(line[4]) == 6
    assert line[4].isdecimal()


def test_a_map_to_a_column_that_is_gone_names_the_heading_and_writes_nothing(client, filled):
    filled.refresh_from_db()
    SystemMap.objects.filter(pk=filled.pk).update(
        headings=[{**one, "source": "曾用名"} if one["title"] == "备注" else one for one in filled.headings]
    )
    title = REGISTRY["teammember"].title
    said = f"上级表的“备注”：“{title}”已没有“曾用名”一列"
    assert said in page_of(client, filled)
    answer = file(client, filled)
    assert answer.status_code == 422
    assert said in words(answer)
    SystemMap.objects.filter(pk=filled.pk).update(ledger_name="wasonce")
    assert "已不存在或不能导出" in page_of(client, filled)


def test_full_numbers_leave_only_by_request_approved_by_another_person_and_as_they_were_asked_for(
    client, filled, member, county, clerk
):
    other = factories.make_user(Role.COUNTY_ADMIN, county, name="钱批准")
    ask = reverse("system_map_ask", args=[filled.pk])
    assert client.post(ask, {"reason": "要"}).status_code == 422
    assert client.post(ask, {"reason": REASON}).status_code == 302
    request = UnmaskedExport.objects.get()
    assert "上级系统导出“村干部导入表”" in request.conditions
    client.force_login(other)
    client.post(reverse("unmasked_decide"), {"row": request.pk, "approve": "1"})
    client.force_login(clerk)
    answer = client.get(reverse("unmasked_file", args=[request.pk]))
    head, line = lines(answer, "数据")
    assert head[0] == "单位名称", "nothing stands above what the other system reads"
    assert line[3] == member.person.id_number
    assert "赵申请" in load_workbook(BytesIO(answer.content)).active.oddHeader.center.text
    client.post(ask, {"reason": REASON})
    put(client, filled, "再加一列", "blank")
    client.force_login(other)
    later = UnmaskedExport.objects.latest("pk")
    said = words(client.post(reverse("unmasked_decide"), {"row": later.pk, "approve": "1"}, follow=True))
    assert "这张对应表已改动或撤回" in said
    later.refresh_from_db()
    assert later.state == "waiting"


def test_rows_are_those_of_a_township_or_of_a_saved_view_and_never_beyond_the_territory(client, filled, village, clerk):
    other = factories.make_village("西坪村", factories.make_township("西坪乡"))
    factories.make_member(other, "王远山")
    assert len(lines(file(client, filled))) == 3
    assert {line[1] for line in lines(file(client, filled, query=f"?area={other.township.pk}"))[1:]} == {"王远山"}
    view = SavedView.objects.create(owner=clerk, ledger="teammember", name="只看李", query="q=李秀英")
    assert {line[1] for line in lines(file(client, filled, query=f"?view={view.pk}"))[1:]} == {"李秀英"}
    assert "常用查询“只看李”" in page_of(client, filled, f"?view={view.pk}")
    assert file(client, filled, query="?view=999999").status_code == 422
    assert file(client, filled, query="?area=999999").status_code == 422
    for role in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER):
        client.force_login(factories.make_user(role, village.township))
        assert client.get(MAP.page_of(filled)).status_code == 403
        assert file(client, filled).status_code == 403
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, factories.make_county("990203", "江北县")))
    assert client.get(MAP.page_of(filled)).status_code in (403, 404)


def test_a_long_export_is_the_workers(client, filled, village, settings, no_broker):
    settings.ROWS_IN_A_REQUEST = 1
    factories.make_member(village, "王建国")
    assert "核对和导出都在后台进行" in page_of(client, filled)
    answer = file(client, filled)
    assert answer.status_code == 302
    job = job_runs.run_inline(Job.objects.latest("pk"))
    [(kept, _)] = job.files()
    data = b"".join(client.get(reverse("job_download", args=[job.pk, kept.pk])).streaming_content)
    page = load_workbook(BytesIO(data)).active
    assert {page["B2"].value, page["B3"].value} == {"李秀英", "王建国"}


def test_the_county_keeps_the_maps_and_a_map_with_headings_keeps_its_ledger(client, filled, county):
    form = MAP.form_of(filled)
    filled.refresh_from_db()
    sent = {"name": "村干部导入表", "system": "省村干部信息系统", "ledger_name": "villageprofile", "sheet": "数据"}
    answer = client.post(form, {**sent, "version": filled.version})
    assert "不能换台账" in words(answer)
    answer = client.post(form, {**sent, "ledger_name": "teammember", "sheet": "干部/基本", "version": filled.version})
    assert "工作表名不能有" in words(answer)
    client.force_login(factories.make_user(Role.COUNTY_READER, county))
    assert move(client, filled, "remove", was="姓名").status_code == 403
    assert "添加一列" not in page_of(client, filled)
