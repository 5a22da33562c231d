"""The election committee: chosen by the village, checked by a second person, left by who stands, followed at once."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.desk import inbox
from electioncycle.roles import Role
from electioncycle.sheets import write_rows
from elections.models import CommitteeMember, Defect, ElectionCommittee
from elections.rules.committees import Standing
from elections.services import committees, standing
from tests import factories, uploads
from tests.schemes import rule
from villages.models import Cycle, Kinship, Person
from villages.services.avoidance import roles_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2026, 11, 22))


@pytest.fixture
def election(village):
    found = factories.make_regular(village)
    rule(found.cycle, election_committee_min=5, election_committee_max=7)
    return found


@pytest.fixture
def clerk(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


@pytest.fixture
def officer(village):
    return factories.make_user(Role.TOWNSHIP_OFFICER, village.township)


@pytest.fixture
def nominees(monkeypatch):
    """Who stands, as the ledgers of nomination would say it."""
    said = []
    monkeypatch.setattr(standing, "DECLARED", [lambda elections: {one.pk: said for one in elections}])
    return said


def add(client, user, village, **values):
    client.force_login(user)
    sent = {"village": village.pk, "chosen_by": "representatives", "entitled": 45, "present": 41} | values
    return client.post(reverse("electioncommittee_add"), sent)


def typed(*lines):
    """Role, name and sex of each line, or the key of somebody known."""
    sent = {}
    for number, (role, name, sex) in enumerate(lines):
        known = isinstance(name, int)
        sent |= {f"line{number}-role": role, f"line{number}-person": name if known else ""}
        sent |= {f"line{number}-name": "" if known else name, f"line{number}-sex": sex}
    blank = {f"line{number}-role": "member" for number in range(len(lines), 20)}
    return blank | sent


FIVE = [("head", "王主事", "male"), *(("member", f"李{one}成", "female") for one in "甲乙丙丁")]
TWO = [("substitute", "赵候补", "male"), ("substitute", "钱候补", "female")]


def list_members(client, user, row, *lines, **more):
    client.force_login(user)
    sent = typed(*lines) | {"version": ElectionCommittee.objects.get(pk=row.pk).version} | more
    return client.post(reverse("committee_members", args=[row.pk]), sent)


def move(client, user, row, act, **sent):
    client.force_login(user)
    route = f"{row._meta.model_name}_move"
    sent = {"version": type(row).objects.get(pk=row.pk).version} | sent
    return client.post(reverse(route, args=[row.pk, act]), sent)


def member(row, name):
    return CommitteeMember.objects.get(committee=row, person__name=name)


@pytest.fixture
def committee(client, clerk, officer, election):
    """Five members and two substitutes, checked by the officer, published."""
    assert add(client, clerk, election.village).status_code == 302
    row = ElectionCommittee.objects.get()
    assert list_members(client, clerk, row, *FIVE, *TWO).status_code == 302
    assert move(client, clerk, row, "submit").status_code == 302
    assert move(client, officer, row, "approve").status_code == 302
    factories.make_step_day(election.village, election=election, step="committee_notice", done_on=date(2026, 11, 10))
    return row


def defects(state="open"):
    return list(Defect.objects.filter(state=state).values_list("code", flat=True))


def test_the_whole_list_is_typed_once_and_who_is_known_is_chosen(client, clerk, election):
    secretary = factories.make_member(election.village, "周书记").person
    add(client, clerk, election.village)
    row = ElectionCommittee.objects.get()
    client.force_login(clerk)
    assert "周书记" in client.get(reverse("committee_members", args=[row.pk])).content.decode()
    before = Person.objects.count()
    assert list_members(client, clerk, row, ("head", secretary.pk, ""), *FIVE[1:]).status_code == 302
    assert Person.objects.count() == before + 4, "who is known is no second person"
    listed = list(row.members.order_by("number").values_list("number", "role", "person__name"))
    assert listed[:2] == [(1, "head", "周书记"), (2, "member", "李甲成")]
    first = member(row, "李甲成")
    again = typed(("member", "", ""), ("head", "", ""), *[("member", "", "")] * 3, ("member", "孙新来", "male"))
    rows = {"line2-gone": "on"}
    version = ElectionCommittee.objects.get(pk=row.pk).version
    client.post(reverse("committee_members", args=[row.pk]), again | rows | {"version": version})
    listed = list(row.members.filter(withdrawn_at=None).order_by("number").values_list("role", "person__name"))
    assert listed == [
        ("member", "周书记"),
        ("head", "李甲成"),
        ("member", "李丙成"),
        ("member", "李丁成"),
        ("member", "孙新来"),
    ]
    assert member(row, "李甲成").pk == first.pk
    held = roles_in([election.village_id], election.cycle)[election.village_id]
    assert ("选举委员会成员", "选举委员会主任") in {(one.role, one.said) for one in held}


def test_the_name_of_somebody_known_is_asked_about_in_the_list_and_for_who_is_chosen_later(
    client, clerk, officer, election
):
    secretary = factories.make_member(election.village, "周书记").person
    add(client, clerk, election.village)
    row = ElectionCommittee.objects.get()
    asked = list_members(client, clerk, row, ("head", "周书记", "male"), *FIVE[1:])
    assert asked.status_code == 422
    assert "本村登记有同名的周书记(现任班子)" in asked.content.decode()
    assert not row.members.exists()
    assert list_members(client, clerk, row, ("head", secretary.pk, ""), *FIVE[1:4]).status_code == 302
    for act, user in (("submit", clerk), ("approve", officer)):
        assert move(client, user, row, act).status_code == 302
    factories.make_member(election.village, "吴妇联", party_post="none", committee_post="member")
    asked = move(client, clerk, row, "add", name="吴妇联", sex="female")
    assert asked.status_code == 422
    assert "本村登记有同名的吴妇联" in asked.content.decode()
    known = Person.objects.get(name="吴妇联")
    assert "吴妇联(现任班子)" in client.get(reverse("electioncommittee_detail", args=[row.pk])).content.decode()
    assert move(client, clerk, row, "add", person=known.pk).status_code == 302
    assert move(client, clerk, row, "add", person=known.pk).status_code == 422, "once"
    assert move(client, clerk, row, "add", name="吴妇联", sex="female", another="on").status_code == 302
    assert Person.objects.filter(name="吴妇联").count() == 2


def test_a_villages_own_clerk_is_not_shown_whom_only_officials_know(client, clerk, election):
    reserve = factories.make_reserve(election.village, "钱立身")
    nominee = factories.make_nominee(election.village, "吴书成")
    factories.make_member(election.village, "周书记")
    add(client, clerk, election.village)
    row = ElectionCommittee.objects.get()
    filler = factories.make_user(Role.VILLAGE_CLERK, election.village)
    for user, shown in ((clerk, True), (filler, False)):
        client.force_login(user)
        form = client.get(reverse("committee_members", args=[row.pk])).content.decode()
        assert ("钱立身(后备人选库)" in form) == shown
        assert "周书记(现任班子)" in form
        assert "吴书成" not in form, "who is a party nominee feeds the party's election only"
        assert list_members(client, user, row, ("head", nominee.person_id, "")).status_code == 422
    assert list_members(client, filler, row, ("head", reserve.person_id, "")).status_code == 422
    assert list_members(client, clerk, row, ("head", reserve.person_id, "")).status_code == 302


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([("head", "王主事", "male"), ("head", "李副手", "male")], "只有一名主任"),
        ([("head", "王?事", "male")], "请按身份证补上"),
        ([("head", "王主事", "")], "请选择性别"),
        ([("head", 999999, "")], "选择"),
    ],
)
def test_a_list_that_cannot_be_right_is_not_saved_at_all(client, clerk, election, lines, why):
    add(client, clerk, election.village)
    row = ElectionCommittee.objects.get()
    before = Person.objects.count()
    answer = list_members(client, clerk, row, ("member", "孙先生", "male"), *lines)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not row.members.exists()
    assert Person.objects.count() == before
    assert list_members(client, clerk, row, *FIVE, version=99).status_code == 409
    assert list_members(client, clerk, row, *FIVE).status_code == 302


def test_more_present_than_entitled_and_a_second_committee_are_refused(client, clerk, election):
    refused = add(client, clerk, election.village, present=46)
    assert refused.status_code == 422
    assert "多于应到会45人" in refused.content.decode()
    assert add(client, clerk, election.village).status_code == 302
    twice = add(client, clerk, election.village)
    assert "已登记选举委员会" in twice.content.decode()
    assert ElectionCommittee.objects.count() == 1
    quiet = factories.make_village("静水村", election.village.township)
    assert add(client, clerk, quiet).status_code == 422, "nothing goes on there"


def test_committees_come_by_workbook_as_well(client, clerk, election):
    client.force_login(clerk)
    headers = ("乡镇(街道)", "村(社区)", "推选会议", "推选方式", "应到会(人)", "到会(人)")
    place = (str(election.village.township), str(election.village))
    for present, kept in ((46, 0), (45, 1)):
        data = write_rows(headers, [[*place, "村(居)民代表会议", "举手表决", 45, present]])
        answer = client.post(reverse("electioncommittee_import"), {"file": uploads.sent("推选.xlsx", data)})
        batch = answer.url.rstrip("/").rpartition("/")[2]
        preview = client.get(answer.url).content.decode()
        assert ("多于应到会45人" in preview) == (not kept)
        client.post(reverse("electioncommittee_import_preview", args=[batch]))
        assert ElectionCommittee.objects.count() == kept
    row = ElectionCommittee.objects.get()
    assert (row.election, row.choosing, row.present) == (election, "hands", 45)


def test_only_another_person_approves_and_then_the_list_stands(client, clerk, officer, election):
    filler = factories.make_user(Role.VILLAGE_CLERK, election.village)
    assert add(client, filler, election.village).status_code == 302, "a village's own clerk fills in drafts"
    row = ElectionCommittee.objects.get()
    list_members(client, filler, row, *FIVE)
    assert move(client, filler, row, "submit").status_code == 302
    assert "选举委员会待审核" in {due.title for due in inbox.due_of(officer, election.cycle)}
    assert move(client, clerk, row, "approve").status_code == 403
    assert move(client, filler, row, "approve").status_code == 403
    assert move(client, officer, row, "approve").status_code == 302
    assert list_members(client, clerk, row, *FIVE[:3]).status_code == 422
    assert move(client, officer, row, "send_back", reason="姓名录错").status_code == 302
    assert move(client, officer, row, "submit").status_code == 302
    own = move(client, officer, row, "approve")
    assert own.status_code == 422
    assert "须由另一人审核" in own.content.decode()


@pytest.mark.parametrize(("members", "found"), [(4, ["F.111"]), (5, []), (7, []), (8, ["F.111"])])
def test_a_committee_of_another_size_than_the_rules_say_is_marked_when_it_was_published(
    client, clerk, election, members, found
):
    add(client, clerk, election.village)
    row = ElectionCommittee.objects.get()
    list_members(
        client, clerk, row, *[("member", f"李{one}成", "male") for one in "甲乙丙丁戊己庚辛"[:members]], TWO[0]
    )
    assert defects() == []
    client.force_login(clerk)
    shown = client.get(reverse("electioncommittee_detail", args=[row.pk])).content.decode()
    assert ("F.111" in shown) == bool(found)
    factories.make_step_day(election.village, election=election, step="committee_notice", done_on=date(2026, 11, 10))
    assert defects() == found
    if found:
        new = [("member", "吴增补", "female")] if members < 5 else []
        roles = [("member", "", "")] * members + [("substitute", "", "")]
        gone = {f"line{number}-gone": "on" for number in range(5, members)}
        list_members(client, clerk, row, *roles, *new, **gone)
    assert defects() == []


def test_a_member_who_is_nominated_leaves_and_the_first_substitute_follows_the_same_day(
    client, clerk, election, committee, nominees
):
    gone = member(committee, "李甲成")
    nominees.append(Standing(gone.person_id, "主任", date(2026, 11, 18)))
    assert defects() == [], "nobody is stopped; the exit is due before the candidates' list"
    client.force_login(clerk)
    shown = client.get(reverse("election_detail", args=[election.pk])).content.decode()
    assert "第2号委员被提名为主任" in shown
    assert "李甲成" not in Defect.objects.values_list("words", flat=True)
    candidates = {"step": "candidates_list", "done_on": date(2026, 11, 20)}
    factories.make_step_day(election.village, election=election, **candidates)
    assert defects() == ["F.112"]
    said = {"on": "2026-11-19", "because": "nominated", "number": "青选〔2026〕2号", "follow": "on"}
    assert move(client, clerk, gone, "exit", **said | {"on": "2026-11-23"}).status_code == 422
    assert move(client, clerk, gone, "exit", **said | {"because": "tired"}).status_code == 422
    assert move(client, clerk, gone, "exit", **said).status_code == 302
    assert defects() == []
    gone, substitute = member(committee, "李甲成"), member(committee, "赵候补")
    assert (gone.left_on, gone.followed_by, gone.left_because) == (date(2026, 11, 19), substitute, "nominated")
    assert (substitute.role, substitute.joined_on) == ("member", date(2026, 11, 19))
    assert [str(one) for one in committees.members_of(election)] == ["王主事", "李乙成", "李丙成", "李丁成", "赵候补"]
    assert move(client, clerk, gone, "exit", **said).status_code == 422, "once"


@pytest.mark.parametrize(
    ("left", "later_list", "found"),
    [
        (date(2026, 11, 20), None, []),
        (date(2026, 11, 21), None, ["F.112"]),
        (date(2026, 11, 21), date(2026, 11, 21), []),
        (date(2026, 11, 22), date(2026, 11, 21), ["F.112"]),
    ],
)
def test_who_left_only_after_the_list_was_out_stays_marked(
    client, clerk, election, committee, nominees, left, later_list, found
):
    gone = member(committee, "李甲成")
    nominees.append(Standing(gone.person_id, "主任", formal=True, supplemented_on=later_list))
    candidates = {"step": "candidates_list", "done_on": date(2026, 11, 20)}
    factories.make_step_day(election.village, election=election, **candidates)
    assert defects() == ["F.112"]
    said = {"on": left.isoformat(), "because": "nominated", "follow": "on"}
    assert move(client, clerk, gone, "exit", **said).status_code == 302
    assert defects() == found
    if found:
        assert "候选人公布之后才退出" in Defect.objects.get(state="open").words


def test_where_nobody_waits_the_township_hears_of_it_the_same_day_and_another_is_chosen(
    client, clerk, officer, election, committee
):
    for name in ("赵候补", "钱候补"):
        assert (
            move(client, clerk, member(committee, name), "exit", on="2026-11-20", because="resigned").status_code == 302
        )
    left = {"on": "2026-11-20", "because": "resigned", "follow": "on"}
    assert move(client, clerk, member(committee, "李甲成"), "exit", **left).status_code == 302
    assert defects() == ["F.111"]
    told = inbox.notices_of(officer, election.cycle).values_list("text", flat=True)
    assert any("须当日补选" in text for text in told)
    assert "选举委员会成员退出后没有递补" in {due.title for due in inbox.due_of(clerk, election.cycle)}
    assert move(client, clerk, committee, "add", name="孙补选", sex="").status_code == 422
    assert move(client, clerk, committee, "add", name="孙补选", sex="female").status_code == 302
    assert defects() == ["F.111"], "chosen two days later: only a paper closes it"


def test_who_is_chosen_the_same_day_follows_in_time_and_later_is_late(client, clerk, election, committee, monkeypatch):
    for name in ("赵候补", "钱候补"):
        move(client, clerk, member(committee, name), "exit", on="2026-11-20", because="resigned")
    left = {"on": "2026-11-22", "because": "resigned", "follow": "on"}
    client.force_login(clerk)
    assert move(client, clerk, member(committee, "李甲成"), "exit", **left).status_code == 302
    assert defects() == [], "the day is not over"
    assert "须更正" in client.get(reverse("election_detail", args=[election.pk])).content.decode()
    assert move(client, clerk, committee, "add", name="孙补选", sex="female").status_code == 302
    assert defects() == []
    assert move(client, clerk, member(committee, "李乙成"), "exit", **left).status_code == 302
    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2026, 11, 23))
    assert move(client, clerk, committee, "add", name="吴补选", sex="female").status_code == 302
    assert defects() == ["F.111"]


def test_a_committee_member_who_sat_while_he_was_on_the_list_stays_marked_when_he_stands_no_more(
    client, clerk, election, committee, nominees
):
    who = member(committee, "李甲成").person_id
    nominees.append(Standing(who, "主任", formal=True))
    day = factories.make_step_day(
        election.village, election=election, step="candidates_list", done_on=date(2026, 11, 20)
    )
    assert defects() == ["F.112"]
    nominees[0] = Standing(who, "主任", formal=True, until=date(2026, 11, 21))
    factories.record(day, by=clerk)
    assert defects() == ["F.112"]
    assert "候选人公布时没有退出" in Defect.objects.get(state="open").words
    nominees[0] = Standing(who, "主任", formal=True, until=date(2026, 11, 20))
    factories.record(day, by=clerk)
    assert defects() == [], "by the paper he had declined before it was out"


def test_nobody_is_added_to_a_list_that_waits_for_its_second_person_nor_twice(
    client, clerk, officer, election, committee
):
    assert move(client, officer, committee, "send_back", reason="核对成员").status_code == 302
    assert move(client, clerk, committee, "submit").status_code == 302
    assert move(client, officer, committee, "add", name="孙补选", sex="female").status_code == 422
    shown = client.get(reverse("electioncommittee_detail", args=[committee.pk])).content.decode()
    assert "登记补选的成员" not in shown
    assert move(client, officer, committee, "approve").status_code == 302
    assert move(client, officer, committee, "add", name="孙补选", sex="female").status_code == 302
    again = move(client, officer, committee, "add", name="孙补选", sex="female")
    assert again.status_code == 422
    assert "没有重复登记" in again.content.decode()
    assert committee.members.filter(person__name="孙补选").count() == 1


def test_who_joins_a_list_sent_back_after_an_exit_came_late_and_a_misspelt_name_did_not(
    client, clerk, officer, election, committee
):
    for name in ("赵候补", "钱候补", "李甲成"):
        left = {"on": "2026-11-20", "because": "resigned", "follow": "on"}
        assert move(client, clerk, member(committee, name), "exit", **left).status_code == 302
    assert defects() == ["F.111"]
    assert move(client, officer, committee, "send_back", reason="姓名录错").status_code == 302
    lines = [("head", "", ""), *[("member", "", "")] * 4, *[("substitute", "", "")] * 2]
    misspelt = [*lines, ("member", "李丁诚", "female")]
    assert list_members(client, clerk, committee, *misspelt, **{"line4-gone": "on"}).status_code == 302
    assert member(committee, "李丁诚").joined_on is None
    assert defects() == ["F.111"]
    lines = [("head", "", ""), *[("member", "", "")] * 3, *[("substitute", "", "")] * 2, ("member", "", "")]
    longer = (*lines, ("member", "孙补选", "female"))
    assert "补选日期" in client.get(reverse("committee_members", args=[committee.pk])).content.decode()
    for day, said in (("2026-11-19", "早于成员退出日期(2026-11-20)"), ("2026-11-23", "在今天之后")):
        refused = list_members(client, clerk, committee, *longer, joined=day)
        assert (refused.status_code, said in refused.content.decode()) == (422, True), day
    assert not committee.members.filter(person__name="孙补选").exists()
    assert list_members(client, clerk, committee, *longer, joined="2026-11-21").status_code == 302
    assert member(committee, "孙补选").joined_on == date(2026, 11, 21), "as it was, not when it was typed"
    assert defects() == ["F.111"], "chosen after the day of the exit"


def test_a_list_sent_back_after_its_head_left_is_saved_with_the_new_head(client, clerk, officer, election, committee):
    gone = {"on": "2026-11-20", "because": "resigned"}
    assert move(client, clerk, member(committee, "王主事"), "exit", **gone).status_code == 302
    assert move(client, clerk, member(committee, "李甲成"), "head").status_code == 302
    assert move(client, officer, committee, "send_back", reason="核对成员").status_code == 302
    roles = [("head", "", ""), ("head", "", ""), *[("member", "", "")] * 3, *[("substitute", "", "")] * 2]
    assert list_members(client, clerk, committee, *roles).status_code == 302
    assert str(committees.members_of(election)[0]) == "李甲成"
    roles[2] = ("head", "", "")
    assert list_members(client, clerk, committee, *roles).status_code == 422, "of those who sit one is the head"


def test_whose_kin_stands_is_not_told_to_the_villages_own_clerk(client, clerk, election, committee, nominees):
    nominees.append(Standing(member(committee, "李甲成").person_id, "主任", date(2026, 11, 18)))
    filler = factories.make_user(Role.VILLAGE_CLERK, election.village)
    address = reverse("electioncommittee_detail", args=[committee.pk])
    for user, told in ((clerk, True), (filler, False)):
        client.force_login(user)
        assert ("被提名为主任" in client.get(address).content.decode()) == told


def test_the_secretary_who_heads_it_leaves_as_planned_by_a_paper(
    client, clerk, election, committee, nominees, monkeypatch
):
    head = member(committee, "王主事")
    nominees.append(Standing(head.person_id, "主任", date(2026, 11, 18)))
    planned = {"on": "2026-11-24", "number": "青选〔2026〕1号"}
    assert move(client, clerk, head, "plan_exit", **planned | {"number": ""}).status_code == 422
    assert move(client, clerk, head, "plan_exit", **planned | {"on": "2026-11-21"}).status_code == 422
    assert move(client, clerk, head, "plan_exit", **planned).status_code == 302
    candidates = {"step": "candidates_list", "done_on": date(2026, 11, 22)}
    day = factories.make_step_day(election.village, election=election, **candidates)
    assert defects() == []
    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2026, 11, 25))
    factories.record(day, by=clerk)
    assert defects() == ["F.112"], "the planned day is over"
    said = {"on": "2026-11-24", "because": "nominated", "number": planned["number"], "follow": "on"}
    assert move(client, clerk, head, "exit", **said).status_code == 302
    assert defects() == []
    other = member(committee, "李甲成")
    assert move(client, clerk, other, "head").status_code == 302
    assert move(client, clerk, member(committee, "李乙成"), "head").status_code == 422


@pytest.mark.parametrize(
    ("exit_at", "kin", "formal", "relation", "found"),
    [
        ("nominated", ["spouse", "sibling"], False, 2, ["F.112"]),
        ("nominated", ["spouse"], False, 2, []),
        ("formal", ["spouse", "sibling"], False, 2, []),
        ("formal", ["spouse", "sibling"], True, 2, ["F.112"]),
        ("nominated", ["spouse", "sibling"], False, 3, []),
    ],
)
def test_kin_who_stand_count_as_the_set_says(
    client, clerk, election, committee, nominees, exit_at, kin, formal, relation, found
):
    rule(election.cycle, committee_exit_at=exit_at, committee_exit_kin=kin)
    stands = factories.make_person("李参选")
    factories.make_kinship(election.village, stands, member(committee, "李丁成").person, relation)
    nominees.append(Standing(stands.pk, "委员", date(2026, 11, 18), formal=formal))
    candidates = {"step": "candidates_list", "done_on": date(2026, 11, 20)}
    factories.make_step_day(election.village, election=election, **candidates)
    assert defects() == found


def test_kin_that_the_county_notes_only_after_the_list_is_out_is_judged_then_and_again_when_it_was_wrong(
    client, clerk, election, committee, nominees
):
    rule(election.cycle, committee_exit_at="nominated", committee_exit_kin=["spouse", "sibling"])
    stands, member_ = factories.make_member(election.village, "李参选").person, member(committee, "李丁成").person
    nominees.append(Standing(stands.pk, "委员", date(2026, 11, 18), formal=True))
    candidates = {"step": "candidates_list", "done_on": date(2026, 11, 20)}
    factories.make_step_day(election.village, election=election, **candidates)
    assert defects() == []
    client.force_login(factories.make_user(Role.COUNTY_CLERK, election.county))
    brothers = factories.kind(election.cycle, "kinship", 2)
    pair = {"village": election.village_id, "person": stands.pk, "other": member_.pk, "relation": brothers.pk}
    assert client.post(reverse("kinship_add"), pair).status_code == 302
    assert defects() == ["F.112"]
    row = Kinship.objects.get()
    address = reverse("kinship_withdraw", args=[row.pk])
    assert client.post(address, {"version": row.version, "reason": "同名，不是亲属"}).status_code == 302
    assert defects() == []
    Cycle.objects.filter(pk=election.cycle.pk).update(state="closed")
    assert client.post(reverse("kinship_add"), pair).status_code == 422, "the cycle is closed"


def test_a_community_has_a_residents_election_committee(client, clerk, village):
    community = factories.make_village("河东社区", village.township, kind="community")
    election = factories.make_regular(community)
    assert add(client, clerk, community).status_code == 302
    row = ElectionCommittee.objects.get(election=election)
    assert str(row) == "河东社区居民选举委员会"


def test_members_of_a_committee_in_the_recycle_bin_are_neither_listed_nor_moved(client, clerk, election):
    committee = factories.make_election_committee(election.village, election=election)
    gone = factories.make_committee_member(election.village, committee)
    client.force_login(clerk)
    address = reverse("committeemember_list")
    assert "郑选委" in client.get(address).content.decode()
    committee.withdrawn_at = timezone.now()
    factories.record(committee, by=clerk)
    assert "郑选委" not in client.get(address).content.decode()
    assert move(client, clerk, gone, "exit", on="2026-11-20", because="resigned").status_code == 404


def test_exits_are_for_township_and_county_only(client, election, committee):
    filler = factories.make_user(Role.VILLAGE_CLERK, election.village)
    elsewhere = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    reader = factories.make_user(Role.COUNTY_READER, election.county)
    gone = member(committee, "李甲成")
    said = {"on": "2026-11-19", "because": "resigned"}
    for user, status in ((filler, 403), (reader, 403), (elsewhere, 404)):
        assert move(client, user, gone, "exit", **said).status_code == status
    assert member(committee, "李甲成").left_on is None


MEMBER_HEADERS = ("乡镇(街道)", "村(社区)", "姓名", "性别", "职务", "同名时是哪一位")


def imported(client, user, data):
    """Planned and confirmed; the preview as it was shown."""
    client.force_login(user)
    answer = client.post(reverse("committeemember_import"), {"file": uploads.sent("成员.xlsx", data)})
    batch = answer.url.rstrip("/").rpartition("/")[2]
    preview = client.get(answer.url).content.decode()
    client.post(reverse("committeemember_import_preview", args=[batch]))
    return preview


def test_members_come_by_workbook_in_the_order_of_the_lines_and_an_untouched_export_changes_nothing(
    client, clerk, officer, election
):
    place = (str(election.village.township), str(election.village))
    secretary = factories.make_member(election.village, "周书记").person
    lines = [("王主事", "男", "主任", ""), ("周书记", "男", "委员", ""), ("赵候补", "男", "候补", "")]
    data = write_rows(MEMBER_HEADERS, [[*place, *line] for line in lines])
    assert "还没有登记选举委员会的推选情况" in imported(client, clerk, data)
    add(client, clerk, election.village)
    row = ElectionCommittee.objects.get()
    assert "本村登记有同名的周书记" in imported(client, clerk, data)
    assert not row.members.exists(), "a village goes in whole or not at all"
    lines[1] = ("周书记", "男", "委员", "同一人")
    imported(client, clerk, write_rows(MEMBER_HEADERS, [[*place, *line] for line in lines]))
    listed = list(row.members.order_by("number").values_list("number", "role", "person__name"))
    assert listed == [(1, "head", "王主事"), (2, "member", "周书记"), (3, "substitute", "赵候补")]
    assert member(row, "周书记").person == secretary
    exported = client.get(reverse("committeemember_export")).content
    versions = list(row.members.values_list("pk", "version"))
    imported(client, clerk, exported)
    assert list(row.members.values_list("pk", "version")) == versions
    two_heads = write_rows(MEMBER_HEADERS, [[*place, "李另任", "女", "主任", ""]])
    assert "只有一名主任" in imported(client, clerk, two_heads)
    assert row.members.count() == 3
    for act, user in (("submit", clerk), ("approve", officer)):
        assert move(client, user, row, act).status_code == 302
    late = write_rows(MEMBER_HEADERS, [[*place, "李迟到", "女", "委员", ""]])
    assert "名单不能改动" in imported(client, clerk, late)
    assert row.members.count() == 3


def test_nobody_imports_members_of_another_township(client, election):
    elsewhere = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡"))
    row = factories.make_election_committee(election.village, election=election)
    place = (str(election.village.township), str(election.village))
    imported(client, elsewhere, write_rows(MEMBER_HEADERS, [[*place, "王主事", "男", "主任", ""]]))
    assert not row.members.exists()
    filler = factories.make_user(Role.VILLAGE_CLERK, election.village)
    client.force_login(filler)
    assert client.get(reverse("committeemember_import")).status_code == 403
