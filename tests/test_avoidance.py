"""Relatives and posts: what the county's rules forbid is found and said; what townships wrote becomes pairs by hand."""

from datetime import date
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from electioncycle.roles import Role
from electioncycle.sheets import write_rows
from readiness import report
from tests import factories
from villages.models import Kinship, KinshipReading, Rule
from villages.rules.avoidance import Kin, conflicts, named_in, read_rules, relation_in, says_nothing
from villages.rules.avoidance import Role as Held

RULE = {
    "key": "kin_pair_supervision",
    "label": "亲属回避：监委成员与村(居)委会成员",
    "value": "村(居)委会成员与监委成员：本人、配偶、兄弟姐妹",
    "law": "村组法 32",
    "unsure": True,
}
AMONG = {**RULE, "key": "kin_pair_party", "label": "党组织", "value": "党组织成员与党组织成员：配偶", "unsure": False}
RULES, _ = read_rules([Rule(**RULE), Rule(**AMONG)])
ROLES = ("村(居)委会成员", "监委成员", "党组织成员", "报账员")
held = st.lists(st.builds(Held, st.integers(1, 6), st.sampled_from(ROLES)), max_size=12)
kin = st.lists(
    st.builds(Kin, st.integers(1, 6), st.integers(1, 6), st.sampled_from(("配偶", "兄弟姐妹", "堂表亲"))), max_size=10
)


def told(found):
    """Whom the findings name by which rule for which relation, whichever way round."""
    return {(one.rule.key, one.kin.relation, frozenset((one.kin.one, one.kin.other))) for one in found}


def test_a_rule_is_read_from_its_words_and_what_cannot_be_read_is_named():
    rules, unread = read_rules(
        [
            Rule(**RULE),
            Rule(**{**RULE, "key": "kin_pair_x", "label": "写错的", "value": "监委成员不得有亲属"}),
            Rule(**{**RULE, "key": "kin_pair_y", "value": None}),
            Rule(**{**RULE, "key": "term_years", "value": 5}),
        ]
    )
    assert [str(rule) for rule in rules] == [RULE["value"]]
    assert unread == ["写错的"]


@given(held, kin)
def test_which_of_two_relatives_stands_first_does_not_matter(roles, pairs):
    turned = [Kin(pair.other, pair.one, pair.relation) for pair in pairs]
    assert told(conflicts(roles, pairs, RULES)) == told(conflicts(roles, turned, RULES))


@given(held, kin, st.data())
def test_fewer_relations_fewer_posts_or_fewer_rules_never_find_more(roles, pairs, data):
    every = told(conflicts(roles, pairs, RULES))
    assert told(conflicts(roles, [pair for pair in pairs if data.draw(st.booleans())], RULES)) <= every
    assert told(conflicts([role for role in roles if data.draw(st.booleans())], pairs, RULES)) <= every
    assert told(conflicts(roles, pairs, RULES[:1])) <= every


@given(held)
def test_who_has_no_relatives_can_only_stand_in_his_own_way(roles):
    assert all(one.kin.one == one.kin.other for one in conflicts(roles, [], RULES))


@pytest.mark.parametrize("text", ["无", "没有", "无亲属关系", "否", "—", "无。", ""])
def test_a_township_that_says_there_are_none_is_asked_nothing(text):
    assert says_nothing(text)
    assert not says_nothing("与监委主任王强系兄弟")


def test_names_and_relations_are_read_out_of_a_text():
    people = [(1, "李强"), (2, "李强国"), (3, "王明")]
    assert named_in("与监委主任李强国系兄弟，王明系其堂兄弟", people) == [2, 3]
    words = {"兄弟姐妹": ["兄弟", "兄妹"], "堂表亲": ["堂兄", "表兄"], "配偶": ["夫妻"]}
    text = "与监委主任李强国系兄弟，王明系其堂兄弟"
    assert [relation_in(text, name, words) for name in ("李强国", "王明")] == ["兄弟姐妹", "堂表亲"]
    assert relation_in("与李强国关系好", "李强国", words) == ""


# --- through the pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def village(db):
    village = factories.make_village("青山村")
    cycle = factories.cycle_for(village)
    for position, rule in enumerate((RULE, AMONG)):
        Rule.objects.create(rule_set=cycle.rule_set, position=position + 5, **rule)
    return village


@pytest.fixture
def county(village):
    return factories.make_user(Role.COUNTY_CLERK, village.township.parent)


@pytest.fixture
def township(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


@pytest.fixture
def team(village):
    """孙长春 of the villagers' committee, whose brother 孙长秋 oversees it."""
    overseer = factories.make_member(
        village, "孙长秋", party_post="none", committee_post="none", supervision_post="director"
    )
    member = factories.make_member(
        village, "孙长春", party_post="none", committee_post="member", kinship="与监委主任孙长秋系兄弟"
    )
    factories.make_member(village, "赵无亲", kinship="无")
    return member, overseer


def shown(client, user, name, *args, **query):
    client.force_login(user)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def settle(client, county, **data):
    client.force_login(county)
    (one,) = client.get(reverse("kinship_texts")).context["page"].object_list
    return client.post(reverse("kinship_settle"), {"text": one.key, "digest": one.digest, **data}, follow=True), one


def test_a_townships_words_become_a_pair_by_the_countys_click_and_the_pair_a_finding(
    client, village, county, township, team
):
    member, overseer = team
    page = shown(client, county, "kinship_texts")
    assert "与监委主任孙长秋系兄弟" in page
    assert "赵无亲</a>" not in page
    assert not Kinship.objects.exists()  # looking at it keeps nothing
    answer, one = settle(client, county)
    assert answer.status_code == 422  # nothing was ticked
    (proposal,) = one.proposals
    data = {"keep-0": "on", "person-0": proposal.person, "relation-0": proposal.relation}
    settle(client, county, **data)
    (pair,) = Kinship.objects.all()
    assert {pair.person, pair.other} == {member.person, overseer.person}
    assert (str(pair.relation), pair.history.first().history_user) == ("兄弟姐妹", county)
    assert "没有待核对的文字" in shown(client, county, "kinship_texts")

    said = "孙长春(村(居)委会委员)与孙长秋(监委主任)系兄弟姐妹"
    for page in (
        shown(client, township, "avoidance"),
        shown(client, township, "teammember_detail", member.pk),
        shown(client, county, "teammember_detail", overseer.pk),
    ):
        assert said in page or "孙长秋(监委主任)与孙长春(村(居)委会委员)系兄弟姐妹" in page
        assert "待确认" in page
    client.force_login(township)
    assert client.get(reverse("avoidance_print")).content.startswith(b"%PDF")
    assert client.get(reverse("kinship_texts")).status_code == 403
    assert "亲属回避情况：1条" in shown(client, township, "inbox")

    neighbour = factories.make_user(
        Role.TOWNSHIP_CLERK, factories.make_township("西坪乡", village.township.parent), "邻乡"
    )
    assert "孙长" not in shown(client, neighbour, "avoidance")
    assert "亲属回避情况" not in shown(client, neighbour, "inbox")
    helper = factories.make_user(Role.VILLAGE_CLERK, village)
    assert "系兄弟姐妹" not in shown(client, helper, "teammember_detail", member.pk)


def test_a_dismissed_text_stays_dismissed_until_the_township_changes_it(client, village, county, township, team):
    member, _ = team
    _, one = settle(client, county, nothing="1")
    assert not Kinship.objects.exists()
    assert KinshipReading.objects.get().outcome == "nothing"
    again = client.post(reverse("kinship_settle"), {"text": one.key, "digest": one.digest, "nothing": "1"})
    assert again.status_code == 422
    assert "没有待核对的文字" in shown(client, county, "kinship_texts")
    member.kinship = "与监委主任孙长秋系夫妻"
    factories.record(member, by=township)
    stale = client.post(reverse("kinship_settle"), {"text": one.key, "digest": one.digest, "nothing": "1"})
    assert stale.status_code == 422  # the words are no longer those that were seen
    _, one = settle(client, county, nothing="1")
    assert one.proposals[0].relation == factories.kind(member.cycle, "kinship", 0).pk


def sent(client, heads, lines):
    book = SimpleUploadedFile("表.xlsx", write_rows(heads, lines))
    return client.post(reverse("kinship_import"), {"file": book}, follow=True)


def test_a_workbook_of_pairs_finds_persons_by_name_whichever_is_first(client, village, county, team):
    member, overseer = team
    factories.make_kinship(village, overseer.person, member.person)
    factories.make_member(village, "同名")
    factories.make_member(village, "同名")
    client.force_login(county)
    heads = ["乡镇(街道)", "村(社区)", "姓名", "亲属姓名", "关系"]
    lines = [
        ["东河镇", "青山村", "孙长春", "孙长秋", "配偶"],
        ["东河镇", "青山村", "孙长春", "赵无亲", "堂表亲"],
        ["东河镇", "青山村", "孙长春", "孙长春", "配偶"],
        ["东河镇", "青山村", "孙长春", "查无此人", "配偶"],
        ["东河镇", "青山村", "孙长春", "同名", "配偶"],
    ]
    page = sent(client, heads, lines).content.decode()
    for sentence in ("是同一人", "没有“查无此人”", "有2个“同名”"):
        assert sentence in page
    preview = sent(client, heads, lines[:2])
    assert preview.context["batch"].counts["new"] == preview.context["batch"].counts["changed"] == 1
    client.post(preview.request["PATH_INFO"], {"which": "faultless"})
    assert {str(pair.relation) for pair in Kinship.objects.all()} == {"配偶", "堂表亲"}


def test_a_pair_is_entered_once_and_only_of_persons_of_the_village(client, village, county, team):
    member, overseer = team
    other = factories.make_member(factories.make_village("白石村", village.township), "外村人").person
    client.force_login(county)
    relation = factories.kind(member.cycle, "kinship", 2).pk
    data = {"village": village.pk, "relation": relation, "noted_on": date(2026, 11, 2)}
    add = reverse("kinship_add")
    assert "孙长秋(监委主任)" in client.get(add, {"village": village.pk}).content.decode()
    one, two = member.person.pk, overseer.person.pk
    assert client.post(add, {**data, "person": one, "other": other.pk}).status_code == 422
    assert client.post(add, {**data, "person": one, "other": one}).status_code == 422
    assert client.post(add, {**data, "person": one, "other": two}).status_code == 302
    twice = client.post(add, {**data, "person": two, "other": one})
    assert "已经登记" in twice.content.decode()
    assert Kinship.objects.count() == 1


def test_the_same_person_in_two_posts_is_found_by_his_number(client, village, county, township):
    Rule.objects.create(
        rule_set=factories.cycle_for(village).rule_set,
        **{**RULE, "key": "kin_pair_money", "value": "报账员与监委成员：本人"},
    )
    overseer = factories.make_member(
        village, "周监督", party_post="none", committee_post="none", supervision_post="member"
    )
    client.force_login(township)
    post = factories.kind(overseer.cycle, "staff_post").pk
    data = {"village": village.pk, "person__name": "周监督", "person__sex": "male", "post": post}
    data["person__id_number"] = overseer.person.id_number
    add = reverse("villagestaff_add")
    assert client.post(add, {**data, "person__name": "周改名"}).status_code == 422
    assert client.post(add, data).status_code == 302
    assert "周监督一人兼" in shown(client, township, "avoidance")


def test_what_a_nominee_would_bring_about_is_said_on_his_page_the_request_and_the_preview(
    client, village, county, township
):
    wife = factories.make_member(
        village, "吴秀英", party_post="member", committee_post="none", person={"sex": "female"}
    )
    other = factories.make_nominee(village, "吴秀英", post="party_member", person={"id_number": wife.person.id_number})
    nominee = factories.make_nominee(village, "郑大山", post="secretary")
    factories.make_kinship(village, other.person, nominee.person, position=0)
    request = factories.make_nomination(village)
    for user in (county, township):
        for page, args in (("nominee_detail", [nominee.pk]), ("nomination_detail", [request.pk])):
            text = shown(client, user, page, *args)
            assert "系配偶" in text, page
            assert "若预备人选当选" in text
        assert "郑大山(党组织书记预备人选)" in shown(client, user, "nominee_structure")
    letter = client.get(reverse("nomination_letter_docx", args=[request.pk, "ask"]))
    assert "系配偶" in "".join(paragraph.text for paragraph in docx.Document(BytesIO(letter.content)).paragraphs)
    factories.found_qualified(nominee, other)
    client.force_login(township)
    sent_off = client.post(reverse("nomination_move", args=[request.pk, "ask"]), {"version": request.version})
    assert sent_off.status_code == 302  # it is stated, it stops nothing


def test_the_report_says_the_finding_beside_the_townships_words(village, team):
    member, overseer = team
    factories.make_kinship(village, member.person, overseer.person)
    analysis = factories.make_analysis(village)
    (section,) = [one for one in report.sections([village], analysis.cycle) if one.key == "members"]
    cells = {row[0]: row[4] for block in section.blocks[village.pk] for row in getattr(block, "rows", ())}
    assert "填报：与监委主任孙长秋系兄弟。核对：与孙长秋(监委主任)系兄弟姐妹" in cells["孙长春(村(居)委会委员)"]
    assert cells["赵无亲(党组织书记、村(居)委会主任)"] == "无"
