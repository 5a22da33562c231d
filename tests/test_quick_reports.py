"""Villages tell by telephone what came of their votes; it stays unverified until the signed sheet replaces it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from elections.models import Election, QuickReport, Round
from elections.services import facts
from tests import factories, result_sheets, workbooks
from tests.schemes import rule
from tests.test_bad_input import upload
from tests.test_ledger_grids import cells_of, line_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
QUICK = REGISTRY["quickreport"]
TOLD = {"issued": 1000, "recovered": 990, "validity": "valid", "elected": 5, "director": "elected", "other": "none"}
HEADERS = ["乡镇(街道)", "村(社区)", "登记参加选举(人)", "发出选票(张)", "收回选票(张)", "是否有效", "选出(人)", "主任"]
HEADERS += ["另行选举", "结束时刻"]
YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def village():
    row = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.cycle_for(row)
    return row


@pytest.fixture
def election(village):
    return factories.make_regular(village, YESTERDAY)


@pytest.fixture
def clerk(client, village):
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


def page(answer):
    return answer.content.decode()


def tell(client, village, **values):
    sent = {"village": village.pk, "ended_at": "11:30", **TOLD, **values}
    return client.post(reverse("quickreport_add"), sent, follow=True)


def imported(client, *lines):
    batch = upload(client, workbooks.workbook([HEADERS, *lines], sheet="结果快报"), "quickreport", "快报.xlsx")
    return batch, page(client.get(reverse("quickreport_import_preview", args=[batch.pk])))


LINE = ["东河镇", "青山村", 1200, 1000, 990, "有效", 5, "已选出", "不需要", "11:30"]


def test_a_report_by_telephone_records_along_with_it_that_the_vote_is_over(client, election, village, clerk):
    assert "快报未核对" in page(tell(client, village))
    row = QuickReport.objects.get()
    there = Round.objects.get(election=election)
    assert (row.round, there.state, there.closed_at) == (there, "counting", row.ended)
    assert (row.recovered, there.polling_day) == (990, YESTERDAY)
    assert "已登记" in page(tell(client, village))
    assert QuickReport.objects.count() == 1


def test_a_village_tells_nothing_before_its_day_and_what_contradicts_itself_goes_back(client, village, clerk):
    election = factories.make_regular(village, timezone.localdate() + timedelta(days=1))
    assert "还没有登记大会开始" in page(tell(client, village))
    assert "还没有登记大会开始" in imported(client, LINE)[1]
    assert not QuickReport.objects.exists()
    assert not Round.objects.exists()
    type(election).objects.filter(pk=election.pk).update(polling_day=YESTERDAY)
    for wrong, said in (
        ({"validity": "void"}, "没有人当选"),
        ({"validity": "void", "elected": 0, "director": "open", "other": "today"}, "不填另行选举"),
        ({"elected": 0}, "主任不会已选出"),
        ({"issued": -1}, "不能小于0"),
        ({"ended_at": "晚上"}, "时间"),
    ):
        assert said in page(tell(client, village, **wrong)), wrong
    assert not QuickReport.objects.exists()
    assert not Round.objects.exists()
    tell(client, village, validity="void", elected=0, director="open")
    assert QuickReport.objects.get().validity == "void"


FIGURES = (
    ("F.304", {"issued": 990, "recovered": 990}, {"issued": 989, "recovered": 990}),
    ("F.305", {"issued": 990, "recovered": 990}, {"issued": 989, "recovered": 990}),
    ("F.306", {"issued": 1200, "registered": 1200}, {"issued": 1201, "registered": 1200}),
    ("W.311", {"issued": 990, "recovered": 990}, {"issued": 991, "recovered": 990}),
    ("W.315", {"recovered": 1}, {"recovered": 0}),
    ("W.316", {"recovered": 1175}, {"recovered": 1176}),
    ("W.318", {"recovered": 606}, {"recovered": 605}),
    ("所报“有效”", {"recovered": 601}, {"recovered": 600}),
)
"""A code, or the sentence, with figures just inside and just outside, of 1200 registered."""


def test_figures_that_should_not_be_so_are_recorded_and_asked_back(client, election, village, clerk):
    """Each code just inside and just outside, by the form."""
    rule(factories.cycle_for(village), check_half_margin=10, check_everybody_share="98%", recovered_over="voted")
    tell(client, village, registered=1200)
    row = QuickReport.objects.get()
    for code, inside, outside in FIGURES:
        for figures, expected in ((inside, False), (outside, True)):
            row.refresh_from_db()
            sent = {"village": village.pk, "ended_at": "11:30", "registered": 1200, **TOLD, **figures}
            answer = client.post(QUICK.url("edit", row.pk), sent | {"version": row.version})
            assert answer.status_code == 302, page(answer)
            assert (code in page(client.get(QUICK.page_of(row)))) is expected, (code, figures)


def test_grid_and_workbook_take_a_townships_villages_of_the_day_and_say_the_same(client, election, village, clerk):
    later = factories.make_village("石桥村", village.township)
    factories.make_regular(later, timezone.localdate() + timedelta(days=1))
    shown = client.get(QUICK.url("grid"))
    assert "石桥村" not in page(shown)
    line = line_of(QUICK, village)
    words = {**TOLD, "validity": "有效", "director": "已选出", "other": "不需要", "ended_at": "11:30"}
    bad = {**words, "validity": "无效"}
    seen = {"seen": shown.context["seen"]}
    answer = send(client, QUICK, seen, {(line, name): str(text) for name, text in bad.items()})
    assert any("没有人当选" in cell["note"] for cell in cells_of(answer).values() if cell["note"])
    seen = {"seen": answer.context["seen"]}
    assert send(client, QUICK, seen, {(line, name): str(text) for name, text in words.items()}).status_code == 302
    row = QuickReport.objects.get()
    assert (row.issued, row.round.state) == (1000, "counting")
    batch, shown = imported(client, [*LINE[:3], 999, 1000, *LINE[5:]])
    client.post(reverse("quickreport_import_preview", args=[batch.pk]))
    row.refresh_from_db()
    assert (row.issued, row.recovered, row.version) == (999, 1000, 2)
    assert "F.304" in page(client.get(QUICK.page_of(row)))


def test_the_sheet_replaces_the_report_and_only_places_that_differ_are_told(client, village):
    held = result_sheets.counted_round(village)
    first, second = (factories.make_user(Role.TOWNSHIP_CLERK, village.township) for _ in range(2))
    row = factories.make_quick_report(village, election=held.election, issued=1001)
    totals = reverse("quick_totals")
    client.force_login(second)
    before = page(client.get(totals))
    assert "1001" in before
    assert "快报未核对" in before
    sheet = result_sheets.begin(client, first, held)
    client.force_login(first)
    sent = {"village": village.pk, "ended_at": "11:30", **TOLD, "version": row.version}
    assert "以报告单为准" in page(client.post(QUICK.url("edit", row.pk), sent, follow=True))
    result_sheets.hand_in(client, first, sheet, result_sheets.paper(sheet))
    client.force_login(second)
    assert "不一致" not in page(client.get(totals)) + page(client.get(QUICK.page_of(row)))
    result_sheets.move(client, second, sheet, "take")
    result_sheets.move(client, second, sheet, "agree")
    assert "发出选票" in page(client.get(QUICK.page_of(row))).partition("不一致")[2]
    found = client.get(totals).context["found"]
    assert found.whole.quick.votes == 0
    assert (found.whole.sheets.votes, found.whole.sheets.issued, found.whole.sheets.complete) == (1, 1000, 1)
    assert [vote.differs for vote in found.differing] == [["发出选票"]]
    row.refresh_from_db()
    assert (row.issued, row.version) == (1001, 1)


def test_the_county_sees_who_has_told_and_a_village_that_tells_again_for_the_other_election(client, election, village):
    county = factories.make_user(Role.COUNTY_ADMIN, village.township.parent)
    other = factories.make_village("白石村", factories.make_township("西坪乡", village.township.parent))
    factories.make_regular(other, YESTERDAY)
    client.force_login(county)
    tell(client, village, elected=4, director="open", other="today")
    asked = {"day": YESTERDAY.isoformat()}
    found = client.get(reverse("quick_totals"), asked).context["found"]
    assert (len(found.whole.votes), found.whole.told) == (2, 1)
    assert [str(vote.village) for vote in found.whole.untold] == ["白石村"]
    assert (found.whole.quick.other, found.whole.quick.complete) == (1, 0)
    result_sheets.announce(election, "other", at=timezone.now() - timedelta(minutes=5))
    facts.record_closing(Election.objects.get(pk=election.pk), at=timezone.now(), by=county)
    tell(client, village, recovered=700)
    assert list(QuickReport.objects.order_by("round__number").values_list("round__kind", "recovered")) == [
        ("first", 990),
        ("other", 700),
    ]
