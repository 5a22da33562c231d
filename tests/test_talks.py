"""Talks: who is still to be talked to at which level, one talk with many persons, follow-ups that come back."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from tests import factories
from villages.models import Talk
from villages.services.talk_figures import talk_figures
from villages.services.talk_targets import outstanding

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere, pytest.mark.usefixtures("today")]


@pytest.fixture
def village():
    return factories.make_village("潘南村", factories.make_township("萧河镇"))


def talk_data(village, cycle, **values):
    data = {"village": village.pk, "name": "周原任", "group": factories.kind(cycle, "talk_group").pk}
    data |= {"level": factories.kind(cycle, "talk_level", 2).pk, "purpose": "guidance", "form": "single"}
    data |= {"talker": "李明(副书记)", "held_on": "2026-11-12", "content": "讲明政策", "state": "held"}
    return data | {"pledge": "none"} | values


def open_names(user, cycle):
    return {one.target.name: one.open for one in outstanding(user, cycle).persons if one.open}


def test_everybody_of_roster_and_team_is_owed_the_talks_of_his_group(client, village, clerk, county, cycle):
    factories.make_former(village), factories.make_member(village, "张建国")
    factories.make_member(village, "何拟退", wish="leave", party_post="member", committee_post="none")
    resting = factories.make_village("虚拟社区", village.township)
    factories.make_profile(resting, takes_part=False)
    factories.make_member(resting, "不参加")
    factories.make_reserve(village, "孙后备", direction="team"), factories.make_reserve(village, "退库人", state="left")
    assert open_names(county, cycle) == {
        "孙后备": ("",),
        "周原任": ("联村领导全面谈", "第一书记个别谈"),
        "张建国": ("联村领导全面谈",),
        "何拟退": ("党委书记重点谈",),
    }
    client.force_login(clerk)
    assert client.post("/villages/talk/new/", talk_data(village, cycle)).status_code == 302
    talk = Talk.objects.get()
    assert talk.person == village.former_officials.get().person
    assert open_names(county, cycle)["周原任"] == ("第一书记个别谈",)
    pooled = talk_data(village, cycle, name="孙后备", group=factories.kind(cycle, "talk_group", 3).pk)
    assert client.post("/villages/talk/new/", pooled).status_code == 302
    assert Talk.objects.latest("pk").person.reserves.count() == 1
    assert "孙后备" not in open_names(county, cycle)
    assert "已谈 2026-11-12" in client.get("/villages/talks/", {"which": "all"}).content.decode()
    factories.make_talk(village, level=3)
    factories.make_talk(village, name="张建国", group=1, state="again")
    withdraw(factories.make_talk(village, name="何拟退", group=2, level=1), by=clerk, reason="登记错了人")
    assert open_names(county, cycle) == {"张建国": ("联村领导全面谈",), "何拟退": ("党委书记重点谈",)}
    page = client.get("/villages/talks/").content.decode()
    assert "应谈4人，已谈2人" in page
    assert "开展谈心谈话4人次，涉及3人" in page
    assert "个别谈话" in page
    assert "何拟退" not in client.get("/villages/talks/", {"level": "联村领导全面谈"}).content.decode()
    assert "周原任" in client.get("/villages/talks/", {"which": "all"}).content.decode()
    assert client.get("/villages/talks/print/").content.startswith(b"%PDF-")
    book = load_workbook(BytesIO(client.get("/villages/talks/export/", {"which": "all"}).content)).active
    assert [row[3] for row in book.iter_rows(min_row=3, values_only=True)] == ["周原任", "张建国", "何拟退", "孙后备"]
    assert talk_figures(county, cycle).levels == 2


def test_one_collective_talk_is_a_row_for_each_who_sat_there(client, village, clerk, cycle):
    keys = [f"formerofficial-{factories.make_former(village, name).pk}" for name in ("周原任", "吴原任", "郑原任")]
    theirs = factories.make_former(factories.make_village("白石村", factories.make_township("西坪乡")), "外乡人")
    sent = {"level": factories.kind(cycle, "talk_level").pk, "purpose": "guidance", "talker": "陈立新(副县长)"}
    sent |= {"held_on": "2026-11-20", "content": "宣讲换届政策", "place": "镇会议室", "who": keys}
    client.force_login(clerk)
    form = client.get("/villages/talks/collective/", {"who": keys}).content.decode()
    assert "参加的人(3)" in form
    for change, sentence in (
        ({"who": keys[:1]}, "至少勾选2名"),
        ({"who": [*keys, f"formerofficial-{theirs.pk}"]}, "有1人已不在应谈名单里"),
        ({"held_on": "2026-12-01"}, "在今天之后"),
        ({"talker": ""}, "请填写“谈话人及职务”"),
        ({"who": ["nonsense-²", "x"]}, "至少勾选2名"),
    ):
        answer = client.post("/villages/talks/collective/", sent | change)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Talk.objects.exists()
    answer = client.post("/villages/talks/collective/", sent, follow=True)
    assert "已登记集中谈话J20261120-01，共3人" in answer.content.decode()
    assert set(Talk.objects.values_list("name", "form", "state", "session")) == {
        (name, "collective", "held", "J20261120-01") for name in ("周原任", "吴原任", "郑原任")
    }
    assert all(talk.person and talk.history.count() == 1 for talk in Talk.objects.all())
    assert AuditEvent.objects.filter(type=Event.ADDED).count() == 1
    figures = talk_figures(clerk, cycle)
    assert (figures.talks, figures.sessions, figures.by_level["县级领导集中谈"]) == (3, 1, 3)


def test_a_contradictory_talk_is_refused_in_words(client, village, clerk, cycle):
    client.force_login(clerk)
    for values, sentence in (
        ({"held_on": ""}, "须填写谈话日期"),
        ({"held_on": "2026-12-24"}, "在今天之后，不能记为已谈"),
        ({"talker": ""}, "须写明谈话人"),
        ({"state": "planned"}, "状态却是“待谈”"),
        ({"pledge": "not_standing"}, "须填写签订日期"),
        ({"pledge_on": "2026-11-13"}, "请选择签订的是哪种承诺书"),
        ({"pledge": "discipline", "pledge_on": "2026-11-01"}, "早于谈话日期"),
        ({"follow_on": "2026-11-01", "contact": "王驻村"}, "早于谈话日期"),
        ({"follow_on": "2026-11-25"}, "请填写后续联系人"),
    ):
        answer = client.post("/villages/talk/new/", talk_data(village, cycle, **values))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Talk.objects.exists()


def test_a_follow_up_comes_back_until_it_is_written_down(client, village, clerk, cycle):
    client.force_login(clerk)
    data = talk_data(village, cycle, contact="王驻村", follow_on="2026-11-23", demands="希望落实离任补助")
    assert client.post("/villages/talk/new/", data).status_code == 302
    factories.make_talk(village, name="钱计划", state="planned", held_on=date(2026, 11, 18), talker="")
    factories.make_talk(village, name="孙再谈", state="again", attitude="doubts")
    assert {(due.title, due.count, due.is_overdue) for due in REGISTRY["talk"].due(clerk, cycle)} == {
        ("谈话后续跟进", 1, False),
        ("谈心谈话需再谈", 1, False),
        ("谈话已过计划日期未登记", 1, True),
    }
    assert "周原任" in client.get("/villages/talk/", {"follow": "due"}).content.decode()
    talk = Talk.objects.get(name="周原任")
    assert client.get(f"/villages/talk/{talk.pk}/record/").content.startswith(b"%PDF-")
    assert client.get(f"/villages/talk/{talk.pk}/record.docx").content.startswith(b"PK")
    data |= {"follow_up": "补助已列入镇预算", "version": talk.version}
    assert client.post(f"/villages/talk/{talk.pk}/edit/", data).status_code == 302
    assert "谈话后续跟进" not in {due.title for due in REGISTRY["talk"].due(clerk, cycle)}


def test_a_name_stands_for_a_person_only_where_it_is_one(village, clerk, cycle):
    from villages.services.talks import link_persons

    factories.make_member(village, "张建国"), factories.make_former(village, "张建国")
    only = factories.make_former(village, "周原任")
    talks = [factories.make_talk(village, name=name) for name in ("张建国", "周原任", "没有此人")]
    link_persons(talks, by=clerk)
    assert [talk.person for talk in talks] == [None, only.person, None]


def test_what_was_said_stays_above_the_village(client, village, clerk, cycle):
    talk = factories.make_talk(village)
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, village))
    for address in ("/villages/talks/", "/villages/talk/", f"/villages/talk/{talk.pk}/record/"):
        assert client.get(address).status_code == 403
    assert "李明(镇党委副书记)" not in client.get(f"/villages/{village.pk}/").content.decode()
    client.force_login(clerk)
    assert client.get("/villages/talks/").status_code == 200


def test_the_page_costs_the_same_for_many_persons(client, village, county):
    client.force_login(county)

    def cost():
        client.get("/villages/talks/")  # what there is to do is counted once after a change
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/villages/talks/").status_code == 200
        return len(queries)

    factories.make_former(village), factories.make_talk(village), cost()
    one = cost()
    for number in range(4):
        place = factories.make_village(f"{number}号村", village.township)
        factories.make_former(place), factories.make_member(place), factories.make_talk(place)
    assert cost() == one
