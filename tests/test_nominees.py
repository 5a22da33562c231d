"""Party nominees: a township asks with its list, the county replies on paper; what the teams would look like."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from candidates.figures.preview import previews
from candidates.figures.structure import totals
from candidates.models import Nomination, Nominee, ReviewSubject
from candidates.rules.preview import Held, if_elected
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from tests import factories
from tests.moving import seen
from tests.route_world import picture
from villages.rules.teams import MemberFacts, structure

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere, pytest.mark.usefixtures("today")]


@pytest.fixture
def village():
    return factories.make_village("潘南村", factories.make_township("萧河镇"))


def test_a_request_is_sent_replied_to_on_paper_and_fixed(client, village, officer, county, cycle):
    client.force_login(officer)
    assert client.post("/candidates/nomination/new/", {"township": village.township_id, "round": 1}).status_code == 302
    row = Nomination.objects.get()
    address = f"/candidates/nomination/{row.pk}/"
    assert (
        "本轮没有待报的预备人选；没有填写请示文号或日期"
        in client.post(f"{address}move/ask/", seen(row)).content.decode()
    )
    data = {"village": village.pk, "person__name": "钱立身", "person__sex": "male", "post": "secretary", "round": 1}
    refused = client.post("/candidates/nominee/new/", data | {"person__politics": "masses"})
    assert "须是中共正式党员" in refused.content.decode()
    assert client.post("/candidates/nominee/new/", data | {"person__politics": "party_member"}).status_code == 302
    second = factories.make_nominee(village, "孙也报")
    later = factories.make_nominee(village, "下轮人", post="party_member", round=2)
    sent = {"township": village.township_id, "round": 1, "number": "萧委〔2026〕8号", "asked_on": "2026-11-16"}
    client.post(f"{address}edit/", sent | {"version": row.version})
    assert "潘南村提名了不止一名书记" in client.post(f"{address}move/ask/", seen(row)).content.decode()
    Nominee.objects.filter(pk=second.pk).update(post="party_member")
    first = Nominee.objects.get(person__name="钱立身")
    factories.found_qualified(first)
    for result, sentence in (
        (None, "孙也报(尚无结论)"),
        ("deferred", "孙也报(暂缓)"),
        ("unqualified", "孙也报(不合格)"),
    ):
        if result:
            factories.found_qualified(second, result=result)
        refused = client.post(f"{address}move/ask/", seen(row))
        assert refused.status_code == 422
        assert f"{sentence}没有联审“合格”的综合结论，不能列入请示" in refused.content.decode()
        assert "钱立身(" not in refused.content.decode()
        assert sentence in client.get(address).content.decode()
    factories.found_qualified(second)
    assert client.post(f"{address}move/ask/", seen(row)).status_code == 302
    assert set(Nominee.objects.filter(nomination=row).values_list("person__name", flat=True)) == {"钱立身", "孙也报"}
    assert "不能改动" in client.post(f"{address}edit/", sent | {"version": 9}).content.decode()
    fixed = client.post(f"/candidates/nominee/{second.pk}/withdraw/", seen(second, reason="换人"))
    assert "不能改动" in fixed.content.decode()
    client.force_login(county)
    (due,) = REGISTRY["nomination"].due(county, cycle)
    assert due.count == 1
    reply = {"signed_on": "2026-11-18", "number": "县组〔2026〕21号", "signer": "陈部长"}
    for change, sentence in (
        ({}, "缺一不可"),
        ({"scan": picture(), "signed_on": "2026-11-10"}, "须在请示日期"),
        ({"scan": picture(), "signer": ""}, "缺一不可"),
    ):
        assert sentence in client.post(f"{address}move/approve/", seen(row) | reply | change).content.decode()
    ReviewSubject.objects.filter(person=first.person).update(result="")  # his objection was upheld meanwhile
    upheld = client.post(f"{address}move/approve/", seen(row) | reply | {"scan": picture()})
    assert "钱立身(尚无结论)" in upheld.content.decode()
    assert Nomination.objects.get().state == "asked"
    ReviewSubject.objects.filter(person=first.person).update(result="qualified")
    assert client.post(f"{address}move/approve/", seen(row) | reply | {"scan": picture()}).status_code == 302
    row = Nomination.objects.get()
    assert (row.state, row.approval_number, row.approved_on) == ("approved", "县组〔2026〕21号", date(2026, 11, 18))
    page = client.get(address).content.decode()
    assert "陈部长" in page
    assert "钱立身" in page
    for which in ("ask", "reply"):
        assert client.get(f"{address}letter/{which}/").content.startswith(b"%PDF-")
        assert client.get(f"{address}letter/{which}.docx").content.startswith(b"PK")
    assert client.get(f"{address}letter/other/").status_code == 404
    later.refresh_from_db()
    assert later.nomination is None


def test_what_is_sent_back_may_change_again(client, village, officer, county, cycle):
    row, nominee = factories.make_nomination(village), factories.make_nominee(village)
    factories.found_qualified(nominee)
    client.force_login(officer)
    address = f"/candidates/nomination/{row.pk}/move/"
    assert client.post(f"{address}ask/", seen(row)).status_code == 302
    assert client.post(f"{address}send_back/", seen(row) | {"reason": "再议"}).status_code == 403
    client.force_login(county)
    assert client.post(f"{address}send_back/", seen(row) | {"reason": ""}).status_code == 422
    assert client.post(f"{address}send_back/", seen(row) | {"reason": "年龄结构请再议"}).status_code == 302
    client.force_login(officer)
    assert client.post(f"/candidates/nominee/{nominee.pk}/withdraw/", seen(nominee, reason="换人")).status_code == 302
    outside = factories.make_user(Role.TOWNSHIP_OFFICER, factories.make_township("西坪乡"))
    client.force_login(outside)
    assert client.post(f"{address}ask/", seen(row)).status_code == 404


def test_the_preview_counts_party_posts_as_nominated_and_the_others_as_they_are(client, village, county, cycle):
    kept = factories.make_member(village, "张建国", party_post="secretary", committee_post="director")
    factories.make_member(village, "老委员", party_post="member", committee_post="none")
    factories.make_last_term(village, members=5, women=0)
    factories.make_nominee(village, who=kept.person)
    young = {"sex": "female", "id_number": factories.id_number(date(1995, 5, 1), male=False)}
    factories.make_nominee(village, "李年轻", person=young, post="party_member")
    (found,) = previews(county, cycle)
    lines = {line.label: (line.last, line.now, line.then) for line in found.lines}
    assert lines["两委人数(人)"] == ("5", "2", "2")
    assert lines["女(人)"] == ("0", "0", "1")
    assert lines["35岁及以下(人)"][1:] == ("0", "1")
    assert lines["一肩挑"][1:] == ("是", "—"), "by the villagers' vote: nothing is foretold"
    client.force_login(county)
    page = client.get("/candidates/structure/", {"township": "²"}).content.decode()
    assert "也不构成对任何人的推荐" in page
    assert "潘南村" in page


def test_the_preview_sums_villages_by_township_and_says_which_targets_would_be_missed(client, village, county, cycle):
    cycle.targets = {"women": 1, "college_up": 1}
    cycle.save(update_fields=["targets"])
    other = factories.make_village("上塘村", factories.make_township("西坪乡"))
    factories.make_member(village, "张建国", party_post="secretary", committee_post="director")
    factories.make_last_term(village, members=4, women=1, mean_age="50.0")
    young = {"sex": "female", "id_number": factories.id_number(date(1995, 5, 1), male=False), "education": "college"}
    factories.make_nominee(village, "李年轻", person=young, post="party_member")
    factories.make_nominee(other, "钱立身", person={"education": "high_school"})
    first, second, total = totals(previews(county, cycle), cycle)
    assert [one.name for one in (first, second, total)] == [str(village.township), "西坪乡", "合计"]
    assert [one.villages for one in (first, second, total)] == [1, 1, 2]
    women = next(one for one in total.indicators if one.label == "女(人)")
    assert (women.last, women.now, women.then, women.met_now, women.met_then) == (1, 0, 1, 0, 1)
    client.force_login(county)
    page = client.get("/candidates/structure/").content.decode()
    assert "女差1人" in page
    assert client.get("/candidates/figures/structure/pdf/").content.startswith(b"%PDF-")
    own = client.get("/candidates/figures/structure/xlsx/", {"township": other.township_id})
    cells = [cell for row in load_workbook(BytesIO(own.content)).active.iter_rows(values_only=True) for cell in row]
    assert "上塘村" in cells
    assert str(village) not in cells
    assert client.get("/candidates/figures/structure/odt/").status_code == 404
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("南山镇")))
    assert "还没有录入党组织预备人选" in client.get("/candidates/figures/structure/pdf/").content.decode()


@pytest.mark.parametrize("post", ["secretary", "deputy_secretary", "party_member"])
def test_a_nominee_who_sits_in_the_villagers_committee_holds_both_posts(post):
    facts = MemberFacts("male", date(1980, 1, 1), "college", "party_member", "none", "director")
    team = if_elected([Held(1, facts)], [Held(1, facts, post)])
    assert structure(team, date(2026, 11, 30)).cross_posts == 1
    assert structure(team, date(2026, 11, 30)).one_shoulder == (post == "secretary")
