"""套表: the city's own workbook, mapped once by clicking cells, filled again and again, issue by issue."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill

from electioncycle.desk.inbox import Notice
from electioncycle.figures import FIGURES, PERCENT
from electioncycle.jobs import periodic
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from filing.choices import EditionState
from filing.models import CityForm, FormEdition
from filing.services import evening
from filing.services.numbers import catalog
from tests import factories
from villages.models import Village
from villages.services.accounts import service_account

pytestmark = pytest.mark.django_db
RISKS = "figure:risks.points"
FIRST_TOWN, TOTAL, NAMES, SUM = "C4", "C7", "A4", "C8"


def city_workbook() -> bytes:
    """A messy one: merged title, formulas over what is filled, on another sheet too, a hidden row, a print area."""
    book = Workbook()
    page = book.active
    page.title = "进展"
    page.merge_cells("A1:D1")
    page["A1"] = "××市村（社区）换届进展情况日报表"
    page["A1"].font = Font(name="方正小标宋简体", size=18)
    page.append([])
    for column, words in enumerate(["县（市、区）", "乡镇（街道）", "风险点", "备注"], 1):
        page.cell(3, column, words).fill = PatternFill("solid", fgColor="FFEEDD")
    page["A7"], page["C8"] = "合计", "=SUM(C4:C6)"
    page["C4"].number_format = "0"
    page.row_dimensions[9].hidden = True
    page["A9"] = "内部公式区"
    page.print_area = "A1:D8"
    other = book.create_sheet("汇总")
    other["A1"], other["A2"] = "=进展!C8*2", "=1+1"
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.fixture
def village(db):
    found = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.make_village("西坪村", factories.make_township("西坪乡"))
    factories.cycle_for(found)
    return found


@pytest.fixture
def county(village):
    return village.township.parent


@pytest.fixture
def clerk(client, county):
    user = factories.make_user(Role.COUNTY_CLERK, county)
    client.force_login(user)
    return user


@pytest.fixture
def form(village, clerk):
    return factories.make_city_form(village, name="换届进展日报表")


def move(client, city, what, **sent):
    city.refresh_from_db()
    address = reverse("city_form_move", args=[city.pk, what])
    answer = client.post(address, {"version": city.version, **sent}, follow=True)
    city.refresh_from_db()
    return answer


def upload(client, form, data=None, name="市里的表.xlsx"):
    return move(client, form, "upload", workbook=SimpleUploadedFile(name, data or city_workbook()))


def map_cell(client, form, cell, source, *, lines=1, sheet="进展", area=""):
    return move(client, form, "map", sheet=sheet, cell=cell, source=source, lines=lines, area=area)


@pytest.fixture
def mapped(client, form):
    upload(client, form)
    map_cell(client, form, NAMES, "word:townships", lines=3)
    map_cell(client, form, FIRST_TOWN, RISKS, lines=3)
    map_cell(client, form, TOTAL, RISKS)
    return form


def fill(client, form):
    answer = move(client, form, "fill")
    return answer, form.editions.latest("pk")


def profiles(village):
    """One row a village in the ledger 村情."""
    for one in Village.objects.all():
        factories.make_profile(one)


def cells(data, sheet="进展"):
    page = load_workbook(BytesIO(data))[sheet]
    return {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None}


def words(answer):
    return answer.content.decode()


def moved(client, edition, what, **sent):
    version = FormEdition.objects.get(pk=edition.pk).version
    address = reverse("form_edition_move", args=[edition.pk, what])
    return client.post(address, {"version": version, **sent}, follow=True)


# --- the workbook and its cells --------------------------------------------------------------------------------------


def test_a_cell_is_clicked_and_chosen_and_only_the_mapped_cells_are_filled(client, mapped, village):
    factories.BUILDERS["riskpoint"](village)
    page = words(client.get(f"{REGISTRY['cityform'].url('detail', mapped.pk)}?sheet=进展&cell=C4"))
    assert "“进展”C4" in page
    assert "风险点" in page
    answer, edition = fill(client, mapped)
    assert "第1期已填好，待另一人审核" in words(answer)
    before, after = cells(city_workbook()), cells(edition.file.read())
    assert {key: after[key] for key in after if before.get(key) != after[key]} == {
        "A4": "东河镇", "A5": "西坪乡", "C4": 1, "C5": 0, "C7": 1,
    }  # fmt: skip
    assert after["C8"] == "=SUM(C4:C6)"
    assert cells(edition.file.read(), "汇总") == {"A1": "=进展!C8*2", "A2": "=1+1"}
    page = load_workbook(BytesIO(edition.file.read()))["进展"]
    assert page.row_dimensions[9].hidden
    assert [str(one) for one in page.merged_cells.ranges] == ["A1:D1"]
    assert page.print_area == "'进展'!$A$1:$D$8"
    assert page["A1"].font.size == 18


def test_a_formula_a_hidden_part_of_a_merge_a_taken_cell_and_an_unknown_figure_are_refused_in_words(client, mapped):
    before = mapped.cells
    assert "“进展”C8是公式，由表自己计算" in words(map_cell(client, mapped, SUM, RISKS))
    assert "“进展”B1在合并单元格里面" in words(map_cell(client, mapped, "B1", RISKS))
    assert "“进展”C5已由另一项填写" in words(map_cell(client, mapped, "C5", RISKS))
    assert "没有选择填什么" in words(map_cell(client, mapped, "D4", "figure:no.such"))
    assert "没有选择格" in words(map_cell(client, mapped, "ZZZZ9", RISKS))
    assert mapped.cells == before
    assert "“进展”D4已对应" in words(map_cell(client, mapped, "D4", "word:county"))
    assert "不再填写" in words(move(client, mapped, "let-go", sheet="进展", cell="D4"))
    assert mapped.cells == before


def test_what_is_no_plain_workbook_is_refused_and_the_one_before_stays(client, form):
    assert "还没有上传原表" in words(map_cell(client, form, "C4", RISKS))
    assert "不是 xlsx 工作簿" in words(upload(client, form, "村,人数\n青山村,3".encode(), "表.csv"))
    assert form.workbook is None
    upload(client, form)
    kept = form.workbook
    outward = BytesIO(city_workbook())
    with zipfile.ZipFile(outward, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<a/>")
    assert "取自其他文件的链接" in words(upload(client, form, outward.getvalue()))
    assert form.workbook == kept


def test_a_new_workbook_without_the_sheet_says_how_many_cells_are_lost_and_filling_says_which(client, mapped):
    book = Workbook()
    book.active.title = "新表"
    data = BytesIO()
    book.save(data)
    assert "有3项对应关系在新表上填不进去" in words(upload(client, mapped, data.getvalue()))
    answer = move(client, mapped, "fill")
    assert "没有工作表“进展”" in words(answer)
    assert not mapped.editions.exists()


def test_a_workbook_whose_file_was_not_restored_is_named_and_can_be_uploaded_again(client, mapped, village):
    default_storage.delete(mapped.workbook.path)
    assert "文件“市里的表.xlsx”不在存储中" in words(client.get(reverse("city_form_trial", args=[mapped.pk])))
    assert upload(client, mapped).status_code == 200  # led on to the form
    assert client.get(reverse("city_form_trial", args=[mapped.pk])).status_code == 200


def test_a_figure_that_is_gone_and_a_list_too_long_are_named_by_their_cell(client, mapped, village):
    map_cell(client, mapped, "D4", "column:villageprofile.村(社区)", lines=2)
    told = [one | {"name": "risks.gone"} if one["row"] == 7 else one for one in mapped.cells]
    CityForm.objects.filter(pk=mapped.pk).update(cells=told)
    profiles(village)
    factories.make_profile(factories.make_village("三合村", village.township))
    answer = move(client, mapped, "fill")
    assert "“进展”C7：数字“risks.gone”已不存在" in words(answer)
    assert "“进展”D4起留了2行，现有3行，放不下" in words(answer)
    assert not mapped.editions.exists()


def test_a_column_of_a_ledger_goes_downward_and_what_is_not_needed_is_blank(client, mapped, village):
    profiles(village)
    map_cell(client, mapped, "D4", "column:villageprofile.村(社区)", lines=3)
    _, edition = fill(client, mapped)
    found = cells(edition.file.read())
    assert (found["D4"], found["D5"]) == ("青山村", "西坪村")
    assert "D6" not in found


def share(client, city, cell, code, **written):
    return words(move(client, city, "map", sheet="进展", cell=cell, source=f"figure:{code}", lines=1, **written))


def test_a_share_stands_as_the_number_people_say_or_as_the_fraction_that_the_cells_own_format_shows(
    client, mapped, village
):
    for name, sex in (("王一", "male"), ("王二", "male"), ("李三", "female")):
        factories.make_member(village, name, person={"sex": sex})
    share(client, mapped, "D4", "villages.women_share", form="number", decimals=1, empty="")
    share(client, mapped, "D5", "villages.women_share", form="fraction", decimals=1, empty="")
    share(client, mapped, "D6", "villages.women_share", form="number", decimals=0, empty="")
    share(client, mapped, "D7", "villages.mean_age", form="number", decimals=2, empty="")
    _, edition = fill(client, mapped)
    found = cells(edition.file.read())
    assert (found["D4"], found["D5"], found["D6"]) == (33.3, 0.333, 33)
    assert 20 < found["D7"] < 90
    page = words(client.get(reverse("form_edition", args=[edition.pk])))
    assert "女占比（全县，写成小数）" in page


def test_over_an_empty_base_the_cell_says_what_its_map_says_and_the_issue_says_why(client, mapped):
    share(client, mapped, "D4", "elections.team_turnout", form="number", decimals=1, empty="—")
    share(client, mapped, "D5", "villages.mean_age", form="number", decimals=1, empty="")
    _, edition = fill(client, mapped)
    found = cells(edition.file.read())
    assert found["D4"] == "—"
    assert "D5" not in found
    page = words(client.get(reverse("form_edition", args=[edition.pk])))
    assert "换届投票率（全县，%）：两个数都已核对定稿的村(社区)的登记参加选举人数为0，没有算" in page


def test_a_mean_is_no_percentage_and_more_decimals_than_are_kept_are_refused(client, mapped):
    before = mapped.cells
    said = share(client, mapped, "D4", "villages.mean_age", form="fraction", decimals=1, empty="")
    assert "平均数没有百分比写法" in said
    assert "没有选择写成什么" in share(client, mapped, "D4", "villages.women_share", form="number", decimals=9)
    assert "没有选择写成什么" in share(client, mapped, "D4", "villages.women_share", form="number", empty="零")
    assert mapped.cells == before


def test_every_share_and_every_mean_of_the_registry_is_offered():
    of_several_things = {"villages.target_share", "candidates.tallied_share", "meetings.kept_share"}
    of_a_list_or_a_day = {"meetings.filled_share", "elections.sum_turnout", "villages.last_college_share"}
    ratios = {one.code for one in FIGURES.values() if one.unit in (PERCENT, "岁")}
    offered = {one.code for one in catalog().values() if one.ratio}
    assert ratios - offered == of_several_things | of_a_list_or_a_day


# --- issues ----------------------------------------------------------------------------------------------------------


def test_an_issue_is_checked_by_another_sent_and_stays_though_the_figures_move_on(
    client, mapped, village, clerk, county
):
    _, first = fill(client, mapped)
    assert "须由另一人审核" in words(client.get(reverse("form_edition", args=[first.pk])))
    assert "须由另一人审核" in words(moved(client, first, "check"))
    assert "现为“待审核”，不能登记报送" in words(
        moved(client, first, "send", signer="赵签发", sent_at=timezone.localtime().strftime("%Y-%m-%dT%H:%M"))
    )
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, county))
    assert "已审核，可以报送" in words(moved(client, first, "check"))
    later = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert "报送时间晚于现在" in words(moved(client, first, "send", signer="赵签发", sent_at=later))
    FormEdition.objects.filter(pk=first.pk).update(cut_at=timezone.now() - timedelta(hours=1))
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    assert "已登记报送" in words(moved(client, first, "send", signer="赵签发", sent_at=now))
    first = FormEdition.objects.get(pk=first.pk)
    assert (first.state, first.signed_by) == (EditionState.SENT, "赵签发")

    factories.BUILDERS["riskpoint"](village)
    _, second = fill(client, mapped)
    page = words(client.get(reverse("form_edition", args=[second.pk])))
    assert "与第1期比，有2格不同" in page
    again = client.get(reverse("form_edition_file", args=[first.pk, "again"])).content
    kept = client.get(reverse("form_edition_file", args=[first.pk, "kept"])).content
    assert cells(again) == cells(kept)
    assert cells(kept)["C7"] == 0
    assert cells(second.file.read())["C7"] == 1


def test_what_was_sent_is_put_right_by_a_correction_of_the_same_number(client, mapped, village):
    _, first = fill(client, mapped)
    assert "现为“待审核”，不能更正" in words(moved(client, first, "correct"))
    assert "还没有报送" in words(move(client, mapped, "fill"))
    FormEdition.objects.filter(pk=first.pk).update(state=EditionState.SENT, sent_at=timezone.now())
    factories.BUILDERS["riskpoint"](village)
    assert "第1期（更正）已填好" in words(moved(client, first, "correct"))
    page = words(client.get(reverse("form_edition", args=[mapped.editions.latest("pk").pk])))
    assert "与第1期比，有2格不同" in page


def test_a_returned_issue_is_filled_again_under_the_next_number_and_none_is_changed(client, mapped):
    _, first = fill(client, mapped)
    assert "退回须写明原因" in words(moved(client, first, "return", reason=""))
    assert "已退回" in words(moved(client, first, "return", reason="望口镇数字有误"))
    _, second = fill(client, mapped)
    assert second.number == 2
    first = FormEdition.objects.get(pk=first.pk)
    first.values = []
    with pytest.raises(Exception, match="填好后不能改动"):
        first.check_writable()


def test_two_windows_do_not_fill_the_same_form_twice(client, mapped):
    stale = mapped.version
    map_cell(client, mapped, "D4", "word:today")
    answer = client.post(reverse("city_form_move", args=[mapped.pk, "fill"]), {"version": stale}, follow=True)
    assert answer.status_code == 409
    assert not mapped.editions.exists()


# --- who, when -------------------------------------------------------------------------------------------------------


def test_only_the_county_sees_forms_and_a_reader_changes_nothing(client, mapped, village, county):
    _, edition = fill(client, mapped)
    page = reverse("form_edition", args=[edition.pk])
    client.force_login(factories.make_user(Role.COUNTY_READER, county))
    assert client.get(page).status_code == 200
    assert "按现在的数字填一期" not in words(client.get(REGISTRY["cityform"].url("detail", mapped.pk)))
    assert moved(client, edition, "check").status_code == 403
    client.force_login(factories.make_user(Role.TOWNSHIP_OFFICER, village.township))
    assert client.get(page).status_code == 403
    assert client.get(REGISTRY["cityform"].url("list")).status_code == 403


def test_what_is_due_today_is_a_to_do_until_it_was_sent_and_the_evening_fills_it(client, mapped, clerk):
    ledger, cycle = REGISTRY["cityform"], mapped.cycle

    def told():
        return [one.title for one in ledger.due(clerk, cycle)]

    assert told() == ["上级报表：1张今日应报或逾期未报"]
    service_account()
    assert [one.title for one in periodic.ACTS.values() if one.name == "fill_forms"] == ["填好当日应报的上级报表"]
    assert evening.told(*evening.fill_due()) == "填好1张。"
    assert evening.told(*evening.fill_due()) == "没有应填的报表。"
    edition = mapped.editions.get()
    assert edition.filled_by == "系统定时填写"
    assert told() == ["上级报表：1张有一期待审核", "上级报表：1张今日应报或逾期未报"]
    assert "已审核" in words(moved(client, edition, "check"))
    FormEdition.objects.update(state=EditionState.SENT, sent_at=timezone.now())
    assert told() == []


def test_a_form_that_cannot_be_filled_in_the_evening_is_told_with_its_cause_until_it_is_mended(client, mapped, clerk):
    ledger, cycle = REGISTRY["cityform"], mapped.cycle
    service_account()
    gone = {**mapped.cells[0], "row": 5, "column": 4, "kind": "figure", "name": "was.once", "lines": 1}
    CityForm.objects.filter(pk=mapped.pk).update(cells=[*mapped.cells, gone])
    assert evening.told(*evening.fill_due()) == "没有应填的报表。另有1张填不出，原因已记在报表的页面上。"
    assert not mapped.editions.exists(), "nothing is filled half"
    evening.fill_due()
    [notice] = Notice.objects.filter(key__startswith="city-form-stuck")
    cause = "“进展”D5：数字“was.once”已不存在"
    assert cause in notice.text
    assert "county_clerk" in notice.roles
    page = ledger.page_of(mapped)
    assert notice.url == page
    assert cause in words(client.get(page))
    assert "上级报表：1张填不出，须改正对应关系" in [one.title for one in ledger.due(clerk, cycle)]
    assert "填不出，须改正对应关系" in words(client.get(ledger.url("list")))
    move(client, mapped, "let-go", sheet="进展", cell="D5")
    assert "上次填表没有成功" not in words(client.get(page))
    assert not Notice.objects.filter(key__startswith="city-form-stuck").exists()
    assert evening.told(*evening.fill_due()) == "填好1张。"


def test_a_form_that_is_due_and_has_no_workbook_is_told_and_one_that_is_not_due_is_not(form, clerk):
    service_account()
    CityForm.objects.update(cadence="asked")
    evening.fill_due()
    assert not Notice.objects.exists()
    CityForm.objects.update(cadence="daily")
    assert evening.fill_due() == (0, 1)
    assert "还没有上传原表" in Notice.objects.get().text


def test_a_weekly_form_needs_its_weekday_and_one_of_a_day_its_day(client, form):
    address = REGISTRY["cityform"].url("edit", form.pk)
    sent = {"version": form.version, "name": form.name, "receiver": form.receiver, "cadence": "weekly"}
    assert "每周报送的须选星期几" in words(client.post(address, sent))
    assert "指定日期报送的须填报送日期" in words(client.post(address, sent | {"cadence": "once"}))
    assert client.post(address, sent | {"weekday": "3"}).status_code == 302
