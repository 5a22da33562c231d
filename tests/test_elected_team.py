"""Who was elected: counted once with the age on polling day, on page, list and papers; the next cycle's team."""

import io
import re
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from electioncycle.records import history
from electioncycle.roles import Role
from elections.models import ElectedPerson, PartyResult
from elections.rules import elected_team as rules
from elections.rules.elected_team import Seat, Turnout
from elections.rules.next_team import CHANGES, COMES, GOES, Held, moves
from elections.services import elected_team, results
from tests import factories
from tests.result_sheets import counted_round, verified
from villages.models import Cycle, LastTermFigures, Person, TeamMember, VillageProfile
from villages.services import cycles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
DAY = date(2026, 12, 20)
NONE = ("none", "none", "none")


def seat(name, body="committee", post="member", sex="male", **more):
    return Seat(body, post, name, sex, **more)


def of(people, kind):
    return [(one.name, one.after) for one in people.of(kind)]


# --- rules -----------------------------------------------------------------------------------------------------------


def test_each_person_counts_once_and_ages_go_by_the_polling_day_to_one_decimal():
    born = {"甲": date(1976, 12, 20), "乙": date(1976, 12, 21), "丙": date(1990, 1, 1)}
    elected = [
        seat("甲", "party", "secretary", person=1, birth=born["甲"], education="college"),
        seat("甲", post="director", person=1, birth=born["甲"], education="college"),
        seat("乙", sex="female", person=2, birth=born["乙"], education="junior", politics="masses"),
        seat("丙", person=3, birth=born["丙"], politics="probationary", source="veteran"),
        seat("丁", "supervision", "director", person=4),
    ]
    sat = [seat("甲", "party", "member", person=1), seat("乙", "supervision", "member", sex="female", person=2)]
    people = rules.members(elected, sat)
    found = rules.figures(people, DAY, turnout=Turnout(1200, 1041))
    assert (found.elected, found.supervisors) == (3, 1), "supervisors are not of the two committees"
    assert str(found.mean_age) == "45.0", "50, 49 and 36: the birthday of the second is a day too late"
    assert (found.college, found.women, found.party_members) == (1, 1, 2)
    assert (found.one_shoulder, found.cross_posts) == (1, 1)
    assert (found.stays, found.new) == (1, 2), "who only supervised until now is new"
    assert found.sources["veteran"] == 1
    assert found.sources[""] == 2
    assert str(found.turnout) == "86.8"
    both = rules.together([found, rules.figures((), None), found])
    assert (both.elected, both.posts["committee", "director"], str(both.turnout)) == (6, 2, "86.8")
    assert rules.together([]).mean_age is None
    half = rules.members([seat(name, person=n, birth=date(1976 + n, 1, 1)) for n, name in enumerate("子丑", 1)])
    assert str(rules.figures(half, DAY).mean_age) == "48.5"


def test_one_name_is_one_person_unless_births_differ_and_the_order_is_of_posts_and_strokes():
    known = seat("王强", person=1, birth=date(1980, 5, 1))
    assert rules.same_person(known, seat("王强", person=2))
    assert not rules.same_person(known, seat("王强", person=2, birth=date(1981, 5, 1)))
    assert not rules.same_person(known, seat("王强", sex="female"))
    people = rules.members([known, seat("王强", "party", "secretary", person=2)])
    assert [one.doubtful for one in people] == [True]
    listed = rules.members([seat("周志远"), seat("吴晓梅"), seat("赵立春", post="director"), seat("丁一")])
    assert [one.name for one in listed] == ["赵立春", "丁一", "吴晓梅", "周志远"]
    assert rules.matches(people[0], {"body": "party", "again": "new", "education": "none", "name": "王"})
    assert not rules.matches(people[0], {"sex": "female"})


def test_a_post_whose_result_is_not_settled_stays_as_it_is_in_the_next_team():
    held = [
        Held(1, seat("甲", person=1), ("secretary", "director", "none")),
        Held(2, seat("乙", person=2), ("none", "member", "none"), touched=True),
        Held(3, seat("丙", person=3), ("none", "member", "none"), beside=True),
    ]
    people = rules.members([seat("甲", person=1), seat("丁", post="director", person=4), seat("戊")])
    found = moves(people, held, {"committee"})
    assert of(found, CHANGES) == [("甲", ("secretary", "member", "none")), ("丙", NONE)]
    assert of(found, GOES) == [("乙", NONE)]
    assert [one.touched for one in found.of(GOES)] == [True]
    assert of(found, COMES) == [("丁", ("none", "director", "none"))]
    assert found.unnamed == ("戊",), "nobody goes into a team who is no person yet"
    assert not moves(people, held, set()).changed


# --- a village through its pages -------------------------------------------------------------------------------------


@pytest.fixture
def people(village):
    """Who types and who compares and verifies."""
    return [factories.make_user(role, village.township) for role in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER)]


@pytest.fixture
def admin(village):
    return factories.make_user(Role.COUNTY_ADMIN, village.township.parent)


@pytest.fixture
def elected(client, village, people):
    """The committee's result is verified, the party's replied to: the director heads the party's committee too."""
    row = counted_round(village, announced="complete")
    sheet = verified(client, people[0], people[1], row)
    party = factories.make_regular(village, track="party")
    result = factories.make_party_result(village, election=party, elected=2)
    PartyResult.objects.filter(pk=result.pk).update(state="replied")
    factories.make_roster_member(
        village, who=ElectedPerson.objects.get(name="赵立春").person, body="party", post="secretary"
    )
    who = {"sex": "female", "id_number": "", "birth": date(1990, 6, 1), "education": "bachelor"}
    factories.make_roster_member(village, who=factories.make_person("林小芳", **who), body="party", post="member")
    factories.make_last_term(village)
    return sheet


def team_of(village):
    return elected_team.teams_of([village], factories.cycle_for(village))[0]


def rows_of(answer):
    sheet = load_workbook(io.BytesIO(answer.getvalue() if not answer.streaming else b"".join(answer))).active
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def test_figures_sentence_list_and_papers_say_the_same_of_those_elected(client, village, elected, admin):
    team = team_of(village)
    seated = results.results([elected])[elected.pk].seated
    assert sorted(one.name for decided in seated for one in decided.seating.elected) == sorted(
        one.name for one in team.members if one.sits_in("committee")
    ), "one reading of who sits"
    assert team.done == {"party", "committee"}
    assert team.unclear == ()
    client.force_login(admin)
    page = client.get(reverse("elected_team")).content.decode()
    whole = team.figures
    assert (whole.elected, whole.one_shoulder, whole.women) == (6, 1, 1)
    assert f"选出“两委”成员6名，平均年龄{whole.mean_age}岁，比上届" in page
    assert f"投票率{whole.turnout}%" in page
    assert str(whole.turnout) == "82.5"
    listed = client.get(reverse("elected_people")).content.decode()
    assert listed.index("赵立春") < listed.index("孙卫国") < listed.index("吴晓梅") < listed.index("周志远")
    assert "800" not in listed, "votes stand in the result report and the announcement alone"
    women = client.get(reverse("elected_people"), {"sex": "female"}).content.decode()
    assert "林小芳" in women
    assert "孙卫国" not in women
    roll = rows_of(client.get(reverse("elected_print", args=["roll", "xlsx"])))
    assert [cell for cell in roll[2] if cell in ("赵立春", "书记", "主任")] == ["赵立春", "书记", "主任"]
    heads = rows_of(client.get(reverse("elected_print", args=["heads", "xlsx"])))
    assert heads[-1].count("赵立春") == 2
    assert "是" in heads[-1]
    for which in ("places", "results", "heads", "roll"):
        for form in ("pdf", "docx"):
            assert client.get(reverse("elected_print", args=[which, form])).status_code == 200, (which, form)
    results_table = rows_of(client.get(reverse("elected_print", args=["results", "xlsx"])))
    votes = next(row for row in results_table if row[:1] == ["合计"] and 1200 in row)
    assert 990 in votes
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西河镇", village.township.parent))
    client.force_login(clerk)
    assert "赵立春" not in client.get(reverse("elected_people")).content.decode()


def test_what_is_not_verified_or_listed_is_said_and_not_counted(client, village, people, admin):
    row = counted_round(village, announced="complete")
    party = factories.make_regular(village, track="party")
    result = factories.make_party_result(village, election=party, elected=3)
    factories.make_roster_member(village, "林书记", body="party", post="secretary")
    client.force_login(admin)
    page = client.get(reverse("elected_team")).content.decode()
    assert "还没有核对定稿的当选结果" in page
    assert "村委会选举结果还没有核对定稿" in page
    assert "党组织选举结果还没有批复" in page
    assert team_of(village).members == ()
    PartyResult.objects.filter(pk=result.pk).update(state="filed")
    verified(client, people[0], people[1], row)
    Person.objects.filter(name="孙卫国").update(education="")
    second = {"body": "party", "person__name": "王又名", "person__sex": "male", "post": "secretary"}
    client.force_login(people[0])
    answer = client.post(reverse("rostermember_add"), {"village": village.pk, **second}, follow=True)
    assert "这一职务只有1名" in answer.content.decode()
    said = " ".join(team_of(village).unclear)
    assert "书记有2名" in said
    assert "孙卫国缺出生年月或者学历" in said
    assert "当选3名，推选名册列了2名" in said


# --- the next cycle --------------------------------------------------------------------------------------------------


@pytest.fixture
def next_cycle(village, elected, admin):
    """The next cycle, begun from this one; the team that sat before the election goes into it as it stood."""
    last = factories.cycle_for(village)
    factories.make_member(village, "老书记", committee_post="none", cycle=last)
    sat = factories.make_member(village, "赵立春", party_post="none", committee_post="member", cycle=last)
    TeamMember.objects.filter(pk=sat.pk).update(person=ElectedPerson.objects.get(name="赵立春").person)
    return cycles.start_from_last(
        last,
        by=admin,
        name="2031年换届",
        rule_set=last.rule_set,
        starts_on=date(2031, 10, 1),
        reference_date=date(2031, 9, 30),
    )


def opened(client, cycle):
    """The page in this cycle, and what its form would send."""
    client.post(reverse("cycle_switch"), {"cycle": cycle.pk})
    page = client.get(reverse("next_team"))
    rows = re.findall(r'name="row" value="([^"]+)"', page.content.decode())
    return page.content.decode(), {"row": rows, "version": Cycle.objects.get(pk=cycle.pk).version}


def test_those_elected_become_the_next_team_as_previewed_and_nothing_is_written_over_silently(
    client, village, next_cycle, admin
):
    client.force_login(admin)
    page, sent = opened(client, next_cycle)
    for said in ("进入班子", "孙卫国", "退出班子", "老书记", "党组织委员", "上届投票日", "参加投票(人)"):
        assert said in page, said
    nothing = client.post(reverse("next_team"), {**sent, "row": []})
    assert "没有选择村(社区)" in nothing.content.decode()
    own = TeamMember.objects.filter(cycle=next_cycle)
    held = own.get(person__name="赵立春")
    held.note = "乡镇改过"
    history.record(held, by=admin)
    overtaken = client.post(reverse("next_team"), sent)
    assert overtaken.status_code == 302, "a note is no post: the preview still holds"
    names = {one.person.name: (one.party_post, one.committee_post) for one in own.all()}
    assert names["赵立春"] == ("secretary", "director")
    assert names["周志远"] == ("none", "member")
    assert "老书记" not in names
    assert len(names) == 6
    assert own.get(person__name="赵立春").note == "乡镇改过"
    figures = LastTermFigures.objects.get(cycle=next_cycle)
    assert (figures.members, figures.registered, figures.recovered) == (6, 1200, 990)
    assert figures.mean_age == team_of(village).figures.mean_age
    again, sent = opened(client, next_cycle)
    assert sent["row"] == []
    assert "已与当选结果一致的1个" in again
    last = factories.cycle_for(village)
    assert {one.person.name for one in TeamMember.objects.filter(cycle=last)} == {"老书记", "赵立春"}


def test_a_team_changed_since_the_preview_and_a_cycle_without_a_last_one_are_refused_in_words(
    client, village, next_cycle, admin
):
    client.force_login(admin)
    _, sent = opened(client, next_cycle)
    row = TeamMember.objects.get(cycle=next_cycle, person__name="老书记")
    row.committee_post = "director"
    history.record(row, by=admin)
    refused = client.post(reverse("next_team"), sent)
    assert refused.status_code == 422
    assert "在预览之后有变化，没有转入" in refused.content.decode()
    assert TeamMember.objects.filter(cycle=next_cycle).count() == 2
    strange = client.post(reverse("next_team"), {**sent, "row": ["987654:x", "abc"]})
    assert "不参加本届换届或者不存在" in strange.content.decode()
    page, _ = opened(client, next_cycle)
    assert "已改动" in page
    Cycle.objects.filter(pk=next_cycle.pk).update(state="closed")
    closed, sent = opened(client, next_cycle)
    assert "已关闭，只能查阅" in closed
    first, _ = opened(client, factories.cycle_for(village))
    assert "没有可以转入的当选班子" in first
    client.force_login(factories.make_user(Role.TOWNSHIP_OFFICER, village.township))
    assert client.get(reverse("next_team")).status_code == 403


def test_batches_stand_side_by_side_and_add_up_to_the_county(client, village, elected, admin):
    cycle = factories.cycle_for(village)
    pilot, rest = (factories.kind(cycle, "batch", number) for number in (0, 1))
    profile = VillageProfile.objects.filter(village=village).first() or factories.make_profile(village)
    VillageProfile.objects.filter(pk=profile.pk).update(batch=pilot)
    other = factories.make_village("白石村", factories.make_township("西坪乡", village.township.parent))
    VillageProfile.objects.filter(pk=factories.make_profile(other).pk).update(batch=rest)
    client.force_login(admin)
    page = client.get(reverse("batches"))
    lines = [(one.line.name, cells) for one, cells in page.context["lines"]]
    assert [name for name, _ in lines] == [pilot.name, rest.name, "合计"]
    at = page.context["heads"].index("elections.team_elected")
    assert [cells[at] for _, cells in lines] == [6, 0, 6]
    assert [cells[0] for _, cells in lines] == [1, 1, 2], "villages that take part"
    opened = client.get(f"{reverse('hung_villages')}?batch={pilot.pk}").content.decode()
    assert village.name in opened
    assert other.name not in opened
    sheet = rows_of(client.get(reverse("batches_print", args=["xlsx"])))
    assert any(row[:2] == [pilot.name, 1] for row in sheet)
    assert client.get(reverse("batches_print", args=["docx"])).status_code == 200
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, other.township))
    own = [cells[0] for _, cells in client.get(reverse("batches")).context["lines"]]
    assert own == [1, 1], "a township sees its own"
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, village))
    assert client.get(reverse("batches")).status_code == 403


def test_before_anybody_takes_part_the_page_of_batches_says_so(client):
    county = factories.make_county()
    factories.make_cycle(county)
    client.force_login(factories.make_user(Role.COUNTY_CLERK, county))
    assert "没有参加本届换届的村" in client.get(reverse("batches")).content.decode()
