"""What changes between two elections: who sits, clocks, papers, by-elections; written beside a closed cycle."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.ledgers import ledger as ledgers
from electioncycle.records import history
from electioncycle.roles import Role
from elections.models import Election, MidTermChange, Round
from elections.rules import mid_term as rules
from elections.rules.elected_team import Seat
from elections.rules.norms import Norm, Norms
from elections.rules.sitting import Change, Office, sitting
from tests import factories
from tests.moving import seen
from tests.result_sheets import counted_round, verified
from tests.schemes import rule
from villages.models import Cycle, Person, TeamMember
from villages.services import cycles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
X = date(2026, 12, 20)
LATER = date(2029, 1, 1)


def seat(name, post="member", body="committee"):
    return Seat(body, post, name, "male")


def change(kind, name, day, post="member", **more):
    return Change(kind, seat(name, post), day, **more)


def held(found):
    return {one.seat.name for one in found.held}


# --- rules -----------------------------------------------------------------------------------------------------------


def test_who_left_and_who_came_in_follow_from_the_days_of_the_changes():
    elected = [Office(seat(name, post), X) for name, post in (("甲", "director"), ("乙", "member"), ("丙", "member"))]
    seats = {("committee", "director"): 1, ("committee", "member"): 2}
    left = change("resigned", "乙", date(2028, 3, 20))
    assert held(sitting(elected, [left], date(2028, 3, 19))) == {"甲", "乙", "丙"}
    gone = sitting(elected, [left], date(2028, 3, 20), seats)
    assert held(gone) == {"甲", "丙"}
    assert [(one.place, one.since, one.number) for one in gone.vacancies] == [
        (("committee", "member"), date(2028, 3, 20), 1)
    ]
    came = change("elected", "丁", date(2028, 5, 1))
    filled = sitting(elected, [came, left], LATER, seats)
    assert held(filled) == {"甲", "丙", "丁"}
    assert filled.vacancies == []
    assert filled.unclear == ()
    undecided = change("resigned", "甲", None, post="director")
    assert held(sitting(elected, [undecided], LATER)) == {"甲", "乙", "丙"}
    ill = change("absent", "甲", date(2028, 6, 1), post="director", until=date(2028, 7, 1), acting="丙")
    assert sitting(elected, [ill], date(2028, 6, 30)).held[0].absent == ill
    assert sitting(elected, [ill], date(2028, 7, 1)).held[0].absent is None


def test_a_second_person_for_a_full_post_and_a_name_nobody_bears_are_recorded_and_said():
    elected = [Office(seat("甲", "director"), X), Office(seat("乙"), X)]
    second = sitting(elected, [change("elected", "丁", date(2028, 5, 1), post="director")], LATER)
    assert held(second) == {"甲", "乙", "丁"}
    assert "没有缺额(在任：甲)" in second.unclear[0]
    full = sitting(elected, [change("elected", "丁", date(2028, 5, 1))], LATER, {("committee", "member"): 1})
    assert "没有缺额" in full.unclear[0]
    nobody = sitting(elected, [change("recalled", "戊", date(2028, 5, 1))], LATER)
    assert "没有找到戊" in nobody.unclear[0]
    assert held(nobody) == {"甲", "乙"}
    same = sitting(elected, [change("elected", "乙", date(2028, 5, 1))], LATER)
    assert len(same.offices) == 2, "who sits already comes in once"


def test_the_law_s_days_are_a_clock_and_what_was_late_is_said():
    norms = Norms(
        [
            Norm("resignation_days", 30, "浙江省村民委员会选举办法|2020年7月31日修正|第三十七条"),
            Norm("resignation_publish_days", 5, ""),
            Norm("byelection_months", 3, ""),
            Norm("committee_min", 3, ""),
        ],
        None,
    )
    asked = date(2028, 3, 1)
    waits = rules.clock("resigned", asked, None, None, norms)
    assert (waits.step, waits.latest) == ("decide", date(2028, 3, 31))
    assert rules.clock("resigned", asked, date(2028, 3, 20), None, norms).latest == date(2028, 3, 25)
    assert rules.clock("resigned", asked, date(2028, 3, 20), date(2028, 3, 22), norms) is None
    assert rules.clock("ended", asked, None, None, norms).latest is None
    assert rules.late(asked, date(2028, 3, 31), date(2028, 4, 5), norms) == []
    assert len(rules.late(asked, date(2028, 4, 1), date(2028, 4, 7), norms)) == 2
    silent = Norms([], None)
    assert rules.clock("resigned", asked, None, None, silent).latest is None
    assert rules.by_election_until(date(2028, 11, 30), 2, norms) == date(2029, 2, 28)
    assert rules.by_election_until(date(2028, 11, 30), 3, norms) is None
    assert rules.by_election_until(date(2028, 11, 30), 2, silent) is None
    assert all(one.unsure for one in rules.papers().values()), "texts are to be confirmed"


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def clerk(village, cycle):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


def typed(village, **values):
    day = timezone.localdate() - timedelta(days=3)
    given = {"village": village.pk, "body": "committee", "post": "member", "kind": "resigned", "asked_on": day}
    return {**given, "name": "周志远", **values}


def test_what_cannot_be_so_is_refused_at_its_field_and_nothing_is_saved(client, village, clerk):
    client.force_login(clerk)
    today = timezone.localdate()
    wrong = (
        ({"post": "secretary"}, "没有书记这一职务"),
        ({"asked_on": today + timedelta(days=1)}, "在今天之后"),
        ({"decided_on": today - timedelta(days=9)}, "早于提出或发生日期"),
        ({"effective_on": today}, "请填写接受辞职的决定日期"),
        ({"kind": "ended"}, "职务终止的请选择情形"),
        ({"kind": "absent", "ground": "died"}, "暂不能履职的请选择情形"),
        ({"until": today}, "只有“暂不能履职”才填写"),
        ({"kind": "elected"}, "补选就任的请填写性别"),
        ({"name": "周?远"}, "姓名"),
    )
    for values, said in wrong:
        page = client.post(reverse("midtermchange_add"), typed(village, **values)).content.decode()
        assert said in page, (values, said)
    assert not MidTermChange.objects.exists()
    assert client.post(reverse("midtermchange_add"), typed(village)).status_code == 302
    twice = client.post(reverse("midtermchange_add"), typed(village)).content.decode()
    assert "这一变动已登记" in twice


def test_years_after_the_cycle_closed_a_resignation_is_recorded_and_its_seat_filled_by_a_by_election(
    client, village, clerk
):
    rule(factories.cycle_for(village), resignation_days=30, resignation_publish_days=5)
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, village.township)
    sheet = verified(client, clerk, officer, counted_round(village, announced="complete"))
    Cycle.objects.update(state="closed")
    client.force_login(clerk)
    today = timezone.localdate()
    stranger = typed(village, asked_on=today, name="无此人", kind="ended", ground="died")
    said = client.post(reverse("midtermchange_add"), stranger, follow=True).content.decode()
    assert "在任人员中没有找到无此人" in said, "recorded, and said"
    MidTermChange.objects.all().delete()
    client.post(reverse("midtermchange_add"), typed(village, asked_on=today))
    row = MidTermChange.objects.get()
    ledger = ledgers.of(MidTermChange)
    dues = {one.title: one for one in ledger.due(clerk, None)}
    assert dues["辞职待决定"].deadline == today + timedelta(days=30)
    more = typed(village, asked_on=today, decided_on=today, decided_by="村民代表会议")
    answer = client.post(reverse("midtermchange_edit", args=[row.pk]), seen(row, **more), follow=True)
    assert "没有找到" not in answer.content.decode()
    row.refresh_from_db()
    page = client.get(reverse("sitting_team", args=[village.pk])).content.decode()
    assert f"{today}辞职" in page
    assert "出缺待补选" in page
    assert "周志远" in client.get(reverse("village_detail", args=[village.pk])).content.decode()
    titles = {one.title: one for one in ledger.due(clerk, None)}
    assert "离任出缺待补选" in titles
    assert titles["辞职、罢免、终止职务待公布"].deadline == today + timedelta(days=5)
    assert "周志远" not in client.get(reverse("vacancies")).content.decode(), "a to-do names the post, not the person"
    offered = client.get(f"{reverse('election_add')}?village={village.pk}&seats_member=1").content.decode()
    assert 'name="seats_member" value="1"' in offered
    for code in ("resignation", "resignation_notice"):
        for form in ("pdf", "docx"):
            assert client.get(reverse("mid_term_paper", args=[row.pk, code, form])).status_code == 200
    assert client.get(reverse("mid_term_paper", args=[row.pk, "recall_notice", "pdf"])).status_code == 404
    factories.make_election(village, seats={"member": 1}, grounds="委员辞职出缺", polling_day=today)
    assert "离任出缺待补选" not in {one.title for one in ledger.due(clerk, None)}
    assert sheet.state == "verified"
    stranger = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西河镇", village.township.parent))
    client.force_login(stranger)
    assert client.get(reverse("sitting_team", args=[village.pk])).status_code == 404
    assert client.get(reverse("midtermchange_detail", args=[row.pk])).status_code == 404


def test_a_recall_that_was_passed_waits_for_the_name_of_who_lost_the_post(client, village, clerk):
    today = timezone.localdate()
    election = factories.make_election(
        village, procedure="recall", grounds="五分之一以上村民联名", seats={"member": 1}, polling_day=today
    )
    ledger = ledgers.of(MidTermChange)
    assert not [one for one in ledger.due(clerk, None) if "罢免" in one.title]
    client.force_login(clerk)
    held = Round(election=election, number=1, day=today, state="announced", announced="recalled")
    history.record(held, by=factories.clerk())
    assert [one.title for one in ledger.due(clerk, None)] == ["罢免已通过，请登记被罢免的职务"]
    client.post(reverse("midtermchange_add"), typed(village, kind="recalled", asked_on=today, name="周志远"))
    assert [one.title for one in ledger.due(clerk, None)] == ["辞职、罢免、终止职务待公布"]
    assert Election.objects.get().procedure == "recall"


# --- who came in goes into the next team -----------------------------------------------------------------------------


@pytest.fixture
def begun_anew(client, village, clerk):
    """A verified result, a member who left and one who came in by the ledger alone, and the next cycle begun."""
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, village.township)
    admin = factories.make_user(Role.COUNTY_ADMIN, village.township.parent)
    verified(client, clerk, officer, counted_round(village, announced="complete"))
    last, today = factories.cycle_for(village), timezone.localdate()
    client.force_login(clerk)
    left = typed(village, asked_on=today, decided_on=today, decided_by="村民代表会议")
    client.post(reverse("midtermchange_add"), left)
    came = typed(village, kind="elected", name="何新任", sex="male", asked_on=today, birth="1980.03")
    said = client.post(reverse("midtermchange_add"), came, follow=True).content.decode()
    assert "对应人员" in said
    Cycle.objects.filter(pk=last.pk).update(state="closed")
    cycles.start_from_last(
        last,
        by=admin,
        name="2031年换届",
        rule_set=last.rule_set,
        starts_on=date(2031, 10, 1),
        reference_date=date(2031, 9, 30),
    )
    return admin


def transfer(client, admin):
    """The county's page in the next cycle: what it says, and what its form would send."""
    client.force_login(admin)
    cycle = Cycle.objects.get(name="2031年换届")
    client.post(reverse("cycle_switch"), {"cycle": cycle.pk})
    page = client.get(reverse("next_team")).content.decode()
    rows = re.findall(r'name="row" value="([^"]+)"', page)
    return page, {"row": rows, "version": Cycle.objects.get(pk=cycle.pk).version}


def test_who_came_in_after_the_cycle_closed_is_named_by_the_way_the_transfer_shows_and_goes_into_the_next_team(
    client, village, clerk, begun_anew
):
    row = MidTermChange.objects.get(kind="elected")
    address = reverse("mid_term_person", args=[row.pk])
    page, _ = transfer(client, begun_anew)
    assert "何新任还没有对应到人员" in page
    assert f'href="{address}"' in page
    client.force_login(clerk)
    assert [one.title for one in ledgers.of(MidTermChange).due(clerk, None)].count("补选就任的待对应人员") == 1
    older = {"birth": date(1960, 1, 1), "id_number": ""}
    factories.make_member(village, "何新任", older, cycle=Cycle.objects.get(name="2031年换届"), party_post="none")
    asked = client.get(address).content.decode()
    assert "何新任(现任班子)" in asked, "the one of the same name is offered, nobody is taken silently"
    wrong = (
        ({"who": "new"}, "本村登记有同名的何新任"),
        ({"who": "987654"}, "不在本村已登记的同名人员中"),
        ({"who": "another", "birth": "一九八〇"}, "出生年月有误"),
        ({"who": "another", "birth": "1980.03", "education": ""}, "请选择“何新任”的最高学历"),
    )
    before = Person.objects.count()
    for values, said in wrong:
        sent = seen(row, **{"birth": "1980.03", "education": "college", **values})
        answer = client.post(address, sent)
        assert (answer.status_code, said in answer.content.decode()) == (422, True), (values, said)
    row.refresh_from_db()
    assert (row.person_id, Person.objects.count()) == (None, before), "nothing is half written"
    client.post(address, seen(row, who="another", birth="1980.03", education="college"))
    row.refresh_from_db()
    assert (row.person.name, row.person.education, row.person.birth) == ("何新任", "college", date(1980, 3, 1))
    fixed = client.post(reverse("midtermchange_edit", args=[row.pk]), seen(row, **typed(village, name="何改名")))
    assert "已经对应到人员，不能改动" in fixed.content.decode()
    page, sent = transfer(client, begun_anew)
    assert "还没有对应到人员" not in page
    assert client.post(reverse("next_team"), sent).status_code == 302
    team = TeamMember.objects.filter(cycle__name="2031年换届").values_list("person", "committee_post")
    assert (row.person_id, "member") in team
    assert "周志远" not in {one.person.name for one in TeamMember.objects.filter(cycle__name="2031年换届")}


def test_a_wrong_person_is_taken_back_and_another_sex_or_township_is_refused(client, village, clerk, begun_anew):
    row = MidTermChange.objects.get(kind="elected")
    address = reverse("mid_term_person", args=[row.pk])
    her = factories.make_member(village, "何新任", {"sex": "female"}, cycle=Cycle.objects.get(name="2031年换届"))
    client.force_login(clerk)
    answer = client.post(address, seen(row, who=str(her.person_id), birth="1980.03", education="college"))
    assert "登记为女，这条届中调整填的是男" in answer.content.decode()
    stale = client.post(address, {**seen(row), "version": row.version + 7, "who": "another"})
    assert stale.status_code == 409
    client.post(address, seen(row, who="another", birth="1980.03", education="college"))
    row.refresh_from_db()
    assert row.person is not None
    client.post(address, seen(row, move="forget"))
    row.refresh_from_db()
    assert row.person is None
    assert client.post(address, seen(row, move="forget")).status_code == 422
    left = MidTermChange.objects.get(kind="resigned")
    assert client.get(reverse("mid_term_person", args=[left.pk])).status_code == 404
    stranger = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西河镇", village.township.parent))
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(factories.make_user(Role.COUNTY_READER, village.township.parent))
    assert client.get(address).status_code == 403
