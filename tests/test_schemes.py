"""A village's election rules through its pages: drafted inside the law, adopted with a quorum, recorded as they are."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document as Docx

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.history import record
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from elections.models import Defect, Scheme, SchemeTemplate, StepDay
from elections.rules.sheet import read
from elections.services import deciding, schemes
from tests import factories
from tests.moving import moved
from tests.schemes import GOOD, MEETING, rule, typed

pytestmark = pytest.mark.django_db
YESTERDAY = str(timezone.localdate() - timedelta(days=1))


@pytest.fixture
def village(db):
    found = factories.make_village("青山村", factories.make_township("东河镇"))
    rule(factories.cycle_for(found), committee_min=3, committee_max=7, woman_seat="column", surplus_member_max=3)
    rule(factories.cycle_for(found), mobile_box_scrutineers=3, women_min=1)
    return found


@pytest.fixture
def election(village):
    return factories.make_regular(village)


@pytest.fixture
def clerk(client, village):
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


@pytest.fixture
def county(village):
    return factories.make_user(Role.COUNTY_ADMIN, village.township.parent)


def draft(client, election, version=0, **more):
    return client.post(reverse("scheme_entry", args=[election.pk]), typed(version=version, **more))


def meeting(**more):
    return {**MEETING, "held_on": YESTERDAY, **more}


def adopt(client, row, **more):
    return moved(client, reverse("scheme_move", args=[row.pk, "adopt"]), row, **meeting(**more))


def only():
    return Scheme.objects.get()


# The draft ------------------------------------------------------------------------------------------------------------


def test_a_draft_inside_the_rules_is_kept_one_outside_is_not_and_says_by_what_source(client, clerk, election):
    outside = draft(client, election, seats_member="9")
    assert outside.status_code == 422
    assert not Scheme.objects.exists()
    text = outside.content.decode()
    assert "F.114" in text
    assert "全部职数合计12名，多于规定的最多7名(依据：committee_max所依文件)" in text
    assert draft(client, election).status_code == 302
    row = only()
    assert (row.state, row.edition, row.values, row.rule_set) == ("draft", 1, GOOD, election.cycle.rule_set)


def test_what_nobody_can_read_is_said_at_its_field_and_nothing_is_kept(client, clerk, election):
    for more in ({"seats_member": "三名"}, {"stations": "-1"}, {"mode": "somehow"}, {"void_grounds": ["ink"]}):
        answer = draft(client, election, **more)
        assert answer.status_code == 422, more
        assert set(answer.context["form"].errors) == set(more)
    assert not Scheme.objects.exists()
    assert draft(client, election).status_code == 302


def test_a_draft_is_saved_on_the_version_that_was_seen_and_only_when_it_says_something_else(client, clerk, election):
    draft(client, election)
    assert draft(client, election, version=1).status_code == 302
    assert only().version == 1
    assert draft(client, election, version=1, stations="5").status_code == 302
    late = draft(client, election, version=1, stations="6")
    assert late.status_code == 409
    assert "不同之处：投票站数" in late.content.decode()
    assert only().values["stations"] == 5
    assert draft(client, election, version=late.context["version"], stations="6").status_code == 302
    assert only().values["stations"] == 6


def test_neither_another_township_nor_a_reader_writes_and_the_village_writes_its_own(client, village, election):
    elsewhere = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    client.force_login(elsewhere)
    assert draft(client, election).status_code == 404
    client.force_login(factories.make_user(Role.COUNTY_READER, village.township.parent))
    assert draft(client, election).status_code == 403
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, village))
    assert draft(client, election).status_code == 302
    assert adopt(client, only()).status_code == 403
    assert only().state == "draft"


def test_the_party_adopts_no_election_rules_of_a_village(client, clerk, village, election):
    term = election.term
    leaders = record(
        type(election)(village=village, term=term, body="group_leaders", procedure="regular"), by=factories.clerk()
    )
    assert draft(client, leaders).status_code == 422
    assert draft(client, election).status_code == 302


# Adopted --------------------------------------------------------------------------------------------------------------


def test_a_vote_with_quorum_adopts_the_scheme_one_without_does_not(client, clerk, election):
    draft(client, election)
    refused = adopt(client, only(), present="26", in_favour="26")
    assert refused.status_code == 422
    assert "应到会40人，到会26人，未达到应到会人数的三分之二" in refused.content.decode()
    assert only().state == "draft"
    assert adopt(client, only()).status_code == 302
    row = only()
    assert (row.state, row.entitled, row.present, row.in_favour) == ("adopted", 40, 30, 28)
    assert not Defect.objects.exists()
    assert row.document_number == MEETING["document_number"]


def test_what_happened_without_quorum_is_recorded_as_a_defect_where_the_clerk_says_so(client, clerk, election):
    draft(client, election)
    assert adopt(client, only(), present="26", in_favour="26", as_fact="on").status_code == 302
    row = only()
    assert row.state == "adopted"
    page = client.get(reverse("scheme_detail", args=[row.pk]))
    assert [one.code for one in page.context["outside"]] == ["F.113"]
    defect = Defect.objects.get()
    assert (defect.election, defect.code, defect.state) == (election, "F.113", "open")
    assert "到会26人" in defect.words


@pytest.mark.parametrize(
    "wrong",
    [{"present": "41"}, {"in_favour": "31"}, {"entitled": "0", "present": "0", "in_favour": "0"}, {"entitled": "许多"},
     {"held_on": "2099-01-01"}, {"held_on": ""}, {"adopted_by": "party"}],
    ids=str,
)  # fmt: skip
def test_figures_and_days_that_cannot_be_adopt_nothing(client, clerk, election, wrong):
    draft(client, election)
    for as_fact in ({}, {"as_fact": "on"}):
        assert adopt(client, only(), **wrong, **as_fact).status_code == 422
        assert only().state == "draft"
    assert adopt(client, only()).status_code == 302


def test_a_scheme_is_adopted_once_and_then_fixed(client, clerk, election):
    draft(client, election)
    adopt(client, only())
    again = adopt(client, only())
    assert again.status_code == 422
    assert "不能登记通过" in again.content.decode()
    assert draft(client, election, version=only().version, stations="7").status_code == 422
    record_page = reverse("scheme_record", args=[election.pk])
    assert client.post(record_page, typed(**meeting())).status_code == 422
    assert only().values["stations"] == 2
    assert AuditEvent.objects.filter(type="refused").count() >= 3


def test_a_scheme_that_leaves_open_what_the_engine_needs_is_not_adopted(client, clerk, election):
    draft(client, election, mode="")
    refused = adopt(client, only())
    assert "还没有填写投票方式" in refused.content.decode()
    assert only().state == "draft"


def test_what_the_village_adopted_outside_the_rules_is_recorded_as_it_is(client, clerk, election):
    address = reverse("scheme_record", args=[election.pk])
    refused = client.post(address, typed(seats_member="9", **meeting()))
    assert refused.status_code == 422
    assert not Scheme.objects.exists()
    assert client.post(address, typed(seats_member="9", as_fact="on", **meeting())).status_code == 302
    row = only()
    assert (row.state, row.values["seats_member"]) == ("adopted", 9)
    page = client.get(reverse("scheme_detail", args=[row.pk])).content.decode()
    assert "程序瑕疵" in page
    assert "committee_max所依文件" in page
    assert [(one.code, one.state) for one in Defect.objects.all()] == [("F.114", "open")]


def test_after_the_election_nothing_is_drafted_and_what_was_adopted_is_still_recorded(client, clerk, election):
    type(election).objects.filter(pk=election.pk).update(state="ended")
    assert draft(client, election).status_code == 422
    assert not Scheme.objects.exists()
    assert client.post(reverse("scheme_record", args=[election.pk]), typed(**meeting())).status_code == 302
    assert only().state == "adopted"
    assert moved(client, reverse("scheme_move", args=[only().pk, "amend"]), only(), reason="再改").status_code == 422


def test_an_amended_edition_stands_only_when_the_village_adopted_it(client, clerk, election):
    draft(client, election)
    adopt(client, only())
    first = only()
    address = reverse("scheme_move", args=[first.pk, "amend"])
    assert moved(client, address, first).status_code == 422
    assert moved(client, address, first, reason="增设一个投票站").status_code == 302
    assert moved(client, address, first, reason="再改一次").status_code == 422
    second = Scheme.objects.get(edition=2)
    assert draft(client, election, version=second.version, stations="3").status_code == 302
    assert deciding.scheme_of(election, timezone.localdate()) == first
    assert adopt(client, Scheme.objects.get(edition=2)).status_code == 302
    first = Scheme.objects.get(pk=first.pk)
    assert (first.state, Scheme.objects.get(edition=2).state) == ("superseded", "adopted")
    assert deciding.scheme_of(election, timezone.localdate()) == second
    assert deciding.scheme_of(election, timezone.localdate() - timedelta(days=30)) is None


def test_the_day_of_adoption_is_one_with_the_calendars_and_a_correction_there_moves_both(client, clerk, village):
    election = factories.make_regular(village, timezone.localdate() + timedelta(days=30))
    days = [timezone.localdate() - timedelta(days=number) for number in range(6)]
    step = factories.make_step_day(village, election=election, step="scheme", done_on=days[3])
    draft(client, election)
    assert "已登记为" in adopt(client, only(), held_on=days[2]).content.decode(), "the calendar says another day"
    assert adopt(client, only(), held_on=days[3]).status_code == 302
    edit = reverse("stepday_edit", args=[step.pk])
    assert "不能取消" in moved(client, edit, step, done_on="", planned_on="", note="").content.decode()
    gone = moved(client, REGISTRY["stepday"].url("withdraw", step.pk), step, reason="登记有误")
    assert "不能取消" in gone.content.decode()
    assert moved(client, edit, step, done_on=days[4], planned_on="", note="").status_code == 302
    assert only().adopted_on == days[4]
    moved(client, reverse("scheme_move", args=[only().pk, "amend"]), only(), reason="增设一个投票站")
    assert adopt(client, Scheme.objects.get(edition=2), held_on=days[2]).status_code == 302
    assert StepDay.objects.get(pk=step.pk).done_on == days[4], "the step is the first adoption"
    late = moved(client, edit, step, done_on=days[1], planned_on="", note="")
    assert "晚于" in late.content.decode()
    stands = Scheme.objects.order_by("edition").values_list("adopted_on", flat=True)
    assert (StepDay.objects.get(pk=step.pk).done_on, list(stands)) == (days[4], [days[4], days[2]])


def test_a_scheme_keeps_its_edition_when_the_cycle_moves_on_and_says_what_is_outside_now(client, clerk, election):
    draft(client, election)
    adopt(client, only())
    cycle, first = election.cycle, election.cycle.rule_set
    address = reverse("scheme_detail", args=[only().pk])
    assert client.get(address).context["moved_on"] is None
    cycle.rule_set = factories.make_edition(first, committee_max=4)
    record(cycle, by=factories.clerk())
    page = client.get(address)
    assert only().rule_set == first
    assert page.context["outside"] == []
    assert page.context["moved_on"] == cycle.rule_set
    assert [one.key for one in page.context["outside_now"]] == ["seats_member"]
    assert "多于规定的最多4名" in page.content.decode()
    assert client.get(reverse("scheme_list"), {"moved": "yes"}).context["table"].rows
    assert not client.get(reverse("scheme_list"), {"moved": "no"}).context["table"].rows


def test_the_history_of_a_scheme_is_told_in_words(client, clerk, election):
    draft(client, election)
    draft(client, election, version=1, stations="5")
    page = client.get(REGISTRY["scheme"].url("history", only().pk)).content.decode()
    assert "投票站数：5" in page
    assert "{&#x27;" not in page


# The county's template ------------------------------------------------------------------------------------------------


@pytest.fixture
def forty(village):
    town = village.township
    return [factories.make_regular(factories.make_village(f"第{n}村", town)) for n in range(40)]


def new_template(client, **more):
    values = typed({key: value for key, value in GOOD.items() if key != "venue"})
    return client.post(reverse("scheme_template_new"), {"name": "通用范本", **values, **more})


def fill(client, row):
    return moved(client, reverse("scheme_template_move", args=[row.pk, "fill"]), row)


def test_one_act_drafts_for_forty_villages_and_again_for_none(client, county, forty):
    client.force_login(county)
    mine = schemes.save_draft(forty[0], {**GOOD, "stations": 9}, by=county)
    assert new_template(client, unit_kind="village").status_code == 302
    template = SchemeTemplate.objects.get()
    page = client.get(reverse("schemetemplate_detail", args=[template.pk])).context["filling"]
    assert (len(page.fresh), len(page.kept), len(page.differing)) == (39, 1, 1)
    assert set(page.differing[0][1]) == {"投票站数", "中心会场地点"}
    acts = AuditEvent.objects.count()
    assert fill(client, template).status_code == 302
    assert AuditEvent.objects.count() == acts + 1
    assert Scheme.objects.filter(template=template, state="draft").count() == 39
    assert all(one.history.count() == 1 for one in Scheme.objects.all())
    mine = Scheme.objects.get(pk=mine.pk)
    assert (mine.values["stations"], mine.version) == (9, 1)
    assert fill(client, template).status_code == 302
    assert Scheme.objects.count() == 40


def queries_of(act):
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


def queries_of_page(client, address):
    """What the frame keeps between acts is worked out before."""
    client.get(address)
    return queries_of(lambda: client.get(address))


def test_filling_and_comparing_cost_no_more_for_more_villages(client, county, forty):
    client.force_login(county)
    new_template(client, unit_kind="village")
    template = SchemeTemplate.objects.get()
    overview, page = reverse("schemes"), reverse("schemetemplate_detail", args=[template.pk])

    def cost():
        looked = [queries_of_page(client, overview), queries_of_page(client, page)]
        return [*looked, queries_of(lambda: fill(client, template))]

    few = cost()
    Scheme.objects.all().delete()
    town = forty[0].village.township
    for n in range(40):
        factories.make_regular(factories.make_village(f"新{n}村", town))
    more = cost()
    assert more[:2] == few[:2]
    assert more[2] - few[2] <= 4  # SQLite takes so many parameters a statement; PostgreSQL writes them in one
    assert Scheme.objects.count() == 80


def test_a_template_outside_the_rules_is_not_saved_and_only_the_county_keeps_it(client, clerk, county, village):
    assert new_template(client, unit_kind="village").status_code == 403
    client.force_login(county)
    outside = new_template(client, unit_kind="village", woman_seat="none", seats_woman="0")
    assert outside.status_code == 422
    assert "woman_seat所依文件" in outside.content.decode()
    assert not SchemeTemplate.objects.exists()
    assert new_template(client, unit_kind="village").status_code == 302
    twice = new_template(client, unit_kind="village", name="又一个")
    assert twice.status_code == 422
    assert SchemeTemplate.objects.count() == 1


def test_a_batch_or_a_kind_with_a_template_of_its_own_is_left_to_it(client, county, village, election):
    client.force_login(county)
    cycle = factories.cycle_for(village)
    factories.make_profile(village, batch=factories.kind(cycle, "batch"))
    other = factories.make_regular(factories.make_village("白石村", village.township))
    new_template(client, unit_kind="village")
    new_template(client, unit_kind="village", name="试点范本", batch=factories.kind(cycle, "batch").pk, stations="4")
    general, pilot = SchemeTemplate.objects.order_by("pk")
    assert client.get(reverse("schemetemplate_detail", args=[general.pk])).context["filling"].elsewhere == 1
    fill(client, general)
    assert [one.election for one in Scheme.objects.all()] == [other]
    fill(client, pilot)
    assert Scheme.objects.get(election=election).values["stations"] == 4


def test_a_village_changes_what_differs_and_the_lists_say_what(client, clerk, county, election):
    client.force_login(county)
    new_template(client, unit_kind="village")
    fill(client, SchemeTemplate.objects.get())
    client.force_login(clerk)
    line = client.get(reverse("schemes")).context["shown"][0]
    assert (line.code, line.differing) == ("draft", [])
    assert draft(client, election, version=1, venue="", stations="6").status_code == 302
    line = client.get(reverse("schemes")).context["shown"][0]
    assert line.differing == ["投票站数"]
    differing = {"differs": "yes"}
    assert [row.record for row in client.get(reverse("scheme_list"), differing).context["table"].rows] == [only()]
    assert not client.get(reverse("scheme_list"), {"differs": "no"}).context["table"].rows


def test_lists_and_the_overview_show_ones_own_township_only(client, clerk, election, county):
    elsewhere = factories.make_regular(factories.make_village("白石村", factories.make_township("西坪乡")))
    schemes.save_draft(elsewhere, GOOD, by=county)
    assert [one.election for one in client.get(reverse("schemes")).context["shown"]] == [election]
    assert not client.get(reverse("scheme_list")).context["table"].rows
    client.force_login(county)
    assert len(client.get(reverse("schemes")).context["shown"]) == 2


# Paper ----------------------------------------------------------------------------------------------------------------


def paper(client, row, which="filled", form="docx"):
    answer = client.get(reverse("scheme_paper", args=[row.pk, which, form]))
    assert answer.status_code == 200
    found = Docx(BytesIO(answer.content))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in found.paragraphs), *cells])


def test_the_paper_says_what_was_decided_and_the_blank_one_leaves_lines(client, clerk, election):
    draft(client, election)
    adopt(client, only())
    text = paper(client, only())
    for words in (
        *("青山村村民委员会换届选举办法", "村民选举委员会主持", "村民代表会议通过", "登记参加选举的村民直接投票"),
        *("主任1名、副主任1名、委员2名、妇女委员1名组成，共5名", "所选人数多于应选名额", "村文化礼堂"),
        *("表决记录", "40人", "28人"),
    ):
        assert words in text, words
    assert "选民" not in text
    assert "居民" not in text
    blank = paper(client, only(), "blank")
    assert "村文化礼堂" not in blank
    assert "40人" not in blank
    assert "＿＿＿＿" in blank


def test_a_community_is_spoken_of_by_its_kind_and_not_by_its_name(client, county):
    client.force_login(county)
    town = factories.make_township("东河镇")
    for name, kind, words in (("城关社区", "community", "居民"), ("新村社区", "village", "村民")):
        election = factories.make_regular(factories.make_village(name, town, kind=kind))
        row = schemes.save_draft(election, {**GOOD, "seats_member": 3}, by=county)
        text = paper(client, row)
        assert f"{name}{words}委员会换届选举办法" in text
        assert f"{words}选举委员会" in text
        assert f"登记参加选举的{words}" in text
        assert {"居民": "村民", "村民": "居民"}[words] not in text


# The engine -----------------------------------------------------------------------------------------------------------

SHEET = {
    "body": "committee", "procedure": "regular", "round": "first", "mode": "all", "day": "2026-12-20",
    "registered": 800, "voted": 500, "issued": 500, "recovered": 400,
    "posts": [{"post": "woman", "seats": 1, "votes": [
        {"name": "甲", "sex": "f", "for": 195}, {"name": "乙", "sex": "f", "for": 190}]},
        {"post": "member", "seats": 1, "valid": 400, "void": 0, "blank": 0,
         "votes": [{"name": "丙", "sex": "m", "for": 250, "against": 0, "abstain": 0}]}],
}  # fmt: skip


def test_a_result_goes_by_the_edition_of_its_day_and_by_what_the_village_adopted(client, clerk, election):
    sheet = read(SHEET)
    before = deciding.decided(election, sheet)
    assert before.scheme is None
    assert before.rule_set == election.cycle.rule_set
    assert "F.404" not in before.outcome.as_data()["checks"]
    draft(client, election, ballot_asks="for_against_abstain")
    assert deciding.decided(election, sheet).scheme is None
    adopt(client, only())
    after = deciding.decided(election, sheet)
    assert after.scheme == only()
    assert str(only()) in after.under
    assert after.differs == ["委员应选1名，定的是2名，请核对。"]
    assert not before.differs
    assert str(election.cycle.rule_set) in after.under
    assert "F.404" in after.outcome.as_data()["checks"]
    named = factories.make_edition(election.cycle.rule_set, committee_max=5)
    assert deciding.decided(election, sheet, named).rule_set == named


def test_many_sheets_are_decided_with_queries_that_do_not_grow(election, county, forty):
    sheet = read(SHEET)
    for one in (election, *forty):
        schemes.save_draft(one, GOOD, by=county)
    rows = list(type(election).objects.select_related("village__township", "term__elected_in__rule_set"))
    few = queries_of(lambda: deciding.all_decided([(one, sheet, None) for one in rows[:2]]))
    many = queries_of(lambda: deciding.all_decided([(one, sheet, None) for one in rows]))
    assert (few, len(rows)) == (many, 41)
