"""What a village's election rules may decide: every key against the rule set, each refusal with its source."""

import json
from datetime import date

import pytest

from elections.management.commands.decide_result import decided
from elections.rules import scheme
from elections.rules.against_scheme import differences
from elections.rules.norms import Norm, Norms, for_unit
from elections.rules.scheme import DATA, Adoption, Unit
from elections.rules.sheet import Unreadable
from elections.rules.sheet import read as read_sheet
from elections.rules.shipped import norms_of
from tests.schemes import GOOD

CODED = json.loads(DATA.read_text(encoding="utf-8"))
SET = {
    "committee_min": 3, "committee_max": 7, "community_committee_min": 5, "community_committee_max": 9,
    "women_min": 1, "woman_seat": "column", "surplus_least": 1, "surplus_director": 1, "surplus_deputy": 1,
    "surplus_member_min": 1, "surplus_member_max": 3, "mobile_box_scrutineers": 3, "double_post": "ballot",
    "election_modes": ["candidates", "self_nominated"], "mobile_box_approval": "township", "count_place": "centre",
    "overvote_voids": "ballot",
}  # fmt: skip
OUTSIDE = [
    ("mode", {"mode": "household"}, {}),
    ("mode", {"mode": "household"}, {"unit": Unit(procedure="by_election")}),
    ("nomination", {"nomination": "open"}, {}),
    ("ballot_papers", {"ballot_papers": "one"}, {"double_post": "separate"}),
    ("voting", {"voting": "post_by_post"}, {}),
    ("loser_stands_lower", {"loser_stands_lower": True}, {}),
    ("seats_director", {"seats_director": 0}, {}),
    ("seats_member", {"seats_member": 9}, {}),
    ("seats_member", {"seats_member": 0, "seats_deputy": 0}, {}),
    ("seats_member", {"seats_member": 1}, {"unit": Unit(community=True)}),
    ("woman_seat", {"woman_seat": "none", "seats_woman": 0}, {}),
    ("seats_woman", {"seats_woman": 0, "seats_member": 3}, {}),
    ("seats_woman", {"woman_seat": "last_seat"}, {"woman_seat": "none"}),
    ("surplus_director", {"surplus_director": 0}, {}),
    ("surplus_director", {"surplus_director": 2}, {}),
    ("surplus_deputy", {"surplus_deputy": 0}, {}),
    ("surplus_deputy", {"surplus_deputy": 2}, {}),
    ("surplus_member_min", {"surplus_member_min": 0}, {}),
    ("surplus_member_min", {"surplus_member_min": 1}, {"surplus_member_min": 2}),
    ("surplus_member_max", {"surplus_member_max": 4}, {}),
    ("surplus_member_max", {"surplus_member_min": 2, "surplus_member_max": 1}, {}),
    ("mobile_boxes", {"mobile_boxes": 1}, {"mobile_box_approval": "none"}),
    ("mobile_box_scrutineers", {"mobile_boxes": 1, "mobile_box_scrutineers": 2}, {}),
    ("count_place", {"count_place": "station"}, {}),
    ("void_grounds", {"void_grounds": ["blank", "double_post"]}, {}),
    ("void_grounds", {"void_grounds": ["overvote"]}, {}),
    ("reviewer", {"reviewer": "township"}, {}),
]
"""A key, values that bring it outside, and what differs of the set or of the unit."""
BOUNDED = {one["key"]: len(one["bounds"]) for one in CODED["keys"] if one["bounds"]}


def norms(*, unit=None, **other):
    found = [Norm(key, value, f"{key}的依据") for key, value in {**SET, **other}.items()]
    return Norms(for_unit(found, community=bool(unit and unit.community)), None)


def test_a_scheme_inside_the_set_is_found_in_order():
    assert scheme.check(GOOD, norms(), Unit()) == []
    assert scheme.missing(GOOD) == []


@pytest.mark.parametrize(("key", "values", "more"), OUTSIDE, ids=[f"{n}-{one[0]}" for n, one in enumerate(OUTSIDE)])
def test_each_value_outside_its_bound_is_found_with_its_source(key, values, more):
    unit = more.get("unit", Unit())
    good = {**GOOD, **({"seats_member": 3} if unit.community else {})}
    assert scheme.check(good, norms(unit=unit), unit) == []
    found = [one for one in scheme.check(good | values, norms(**more), unit) if one.key == key]
    assert found
    for one in found:
        assert one.code == "F.114"
        assert "依据：" in one.text
        assert scheme.items()[key].label in one.text or "合计" in one.text


def test_every_bound_of_the_data_has_an_example_outside_it():
    tried = {}
    for key, values, more in OUTSIDE:
        unit = more.get("unit", Unit())
        good = {**GOOD, **({"seats_member": 3} if unit.community else {})}
        said = {one.text for one in scheme.check(good | values, norms(**more), unit) if one.key == key}
        tried.setdefault(key, set()).update(said)
    assert set(tried) == set(BOUNDED)
    assert {key for key, number in BOUNDED.items() if len(tried[key]) < number} == set()
    assert len(BOUNDED) >= 14


VOTES = {"assembly_quorum": "1/2", "representatives_quorum": "share 2/3", "adoption_over": "1/2"}


def test_every_rule_that_a_scheme_is_checked_by_stands_against_an_example():
    said = [scheme.check(GOOD | values, norms(**more), more.get("unit", Unit())) for _, values, more in OUTSIDE]
    said += [scheme.quorum(Adoption(by, 60, 1, 0), norms(**VOTES)) for by in scheme.adopters()]
    texts = [one.text for findings in said for one in findings]
    for key in scheme.rule_keys():
        assert any(f"{key}的依据" in text for text in texts), f"no example is outside {key}: nothing reads it"
    assert len(scheme.rule_keys()) >= 15


@pytest.mark.parametrize("item", scheme.items().values(), ids=scheme.items())
def test_what_no_key_knows_and_no_kind_can_read_is_refused_by_its_field(item):
    with pytest.raises(Unreadable) as refused:
        scheme.read({item.key: object()})
    assert refused.value.place == item.key
    assert item.label in str(refused.value)
    with pytest.raises(Unreadable):
        scheme.read({f"{item.key}_x": 1})


@pytest.mark.parametrize("by", ["assembly", "representatives"])
def test_too_few_present_or_for_it_is_no_quorum(by):
    rules = norms_of("zhejiang")
    known = Norms(rules, None)
    assert scheme.quorum(Adoption(by, 60, 41, 21), known) == []
    few, against = scheme.quorum(Adoption(by, 60, 30, 15), known)
    assert (few.code, few.key, against.code, against.key) == ("F.113", "present", "F.113", "favour")
    assert "应到会60人，到会30人" in few.text
    assert "依据" in few.text
    for figures in ((60, 61, 30), (60, 41, 42), (0, 0, 0)):
        with pytest.raises(Unreadable):
            scheme.quorum(Adoption(by, *figures), known)


def test_representatives_need_two_thirds_where_an_assembly_needs_more_than_half():
    known = Norms(norms_of("zhejiang"), None)
    assert [one.key for one in scheme.quorum(Adoption("representatives", 60, 39, 30), known)] == ["present"]
    assert scheme.quorum(Adoption("assembly", 60, 39, 30), known) == []


NOMINATION = {
    "rule_set": "shanghai", "body": "committee", "procedure": "regular", "round": "nomination", "mode": "all",
    "registered": 800, "voted": 500, "issued": 500, "recovered": 500,
    "posts": [{"post": "member", "seats": 3, "votes": [
        {"name": name, "for": votes} for name, votes in
        (("甲", 300), ("乙", 280), ("丙", 260), ("丁", 240), ("戊", 240))]}],
}  # fmt: skip


def test_the_outcome_goes_by_what_the_village_decided():
    """N2: the fourth and fifth are tied; a village that says 1 to 3 more takes both, one that says 1 votes again."""
    wide = scheme.for_engine({"surplus_member_min": 1, "surplus_member_max": 3})
    narrow = scheme.for_engine({"surplus_member_min": 1, "surplus_member_max": 1})
    assert [one["name"] for one in decided(NOMINATION | {"scheme": wide})["elected"]] == list("甲乙丙丁戊")
    again = decided(NOMINATION | {"scheme": narrow})
    assert (again["next"], again["tied"][0]["names"]) == ("tie", ["丁", "戊"])


def test_what_the_set_does_not_know_is_no_rule_of_the_engine():
    assert "venue" in GOOD
    assert not {"venue", "mode", "seats_director"} & set(scheme.for_engine(GOOD))
    norms = Norms(norms_of("national"), date(2026, 12, 20), scheme.for_engine(GOOD))
    assert norms.choice("woman_seat") == "column"


@pytest.mark.parametrize(
    "changed, said",
    [
        ({}, []),
        ({"posts": [{"post": "member", "seats": 3}]}, ["委员应选3名，定的是2名，请核对。"]),
        ({"posts": [{"post": "secretary", "seats": 1}]}, ["本次选举没有“书记”这一职务，请核对。"]),
        ({"round": "other", "posts": [{"post": "member", "seats": 1}]}, []),
        ({"mode": "household"}, ["投票方式为“户代表投票”，选举办法定的是“全体投票”，请核对。"]),
        (
            {
                "ballots": [{"name": "委员票", "issued": 1}],
                "posts": [{"post": "member", "ballot": "委员票", "seats": 2}],
            },
            ["选票为“每个职务一张”，选举办法定的是“一张选票”，请核对。"],
        ),
        ({"procedure": "recall", "posts": [{"post": "member", "seats": 1}]}, []),
    ],
)
def test_a_sheet_that_says_otherwise_than_the_scheme_is_told_in_words(changed, said):
    posts = {"posts": [{"post": "director", "seats": 1}, {"post": "member", "seats": 2}]}
    sheet = read_sheet({"body": "committee", "procedure": "regular", "mode": "all", **posts, **changed})
    assert differences(sheet, scheme.seats(GOOD), GOOD) == said
