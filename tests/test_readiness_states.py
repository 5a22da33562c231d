"""Figures of an analysis hold for any team and any lists."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from readiness.choices import OneShoulder
from readiness.rules import analysis as rules
from villages.rules.comparison import AT_MOST, INDICATORS, compare, fall_and_rise
from villages.rules.teams import MemberFacts, structure

# --- figures over plain values -----------------------------------------------------------------------------------

members = st.lists(
    st.builds(
        MemberFacts,
        sex=st.sampled_from(["male", "female"]),
        birth=st.none() | st.dates(date(1940, 1, 1), date(2008, 12, 31)),
        education=st.sampled_from(["postgraduate", "bachelor", "college", "high_school", "junior", ""]),
        politics=st.sampled_from(["party_member", "probationary", "masses"]),
        party_post=st.sampled_from(["secretary", "deputy", "member", "none"]),
        committee_post=st.sampled_from(["director", "member", "none"]),
    ),
    max_size=12,
)
DAY = date(2026, 11, 30)


@given(members)
def test_structure_figures_never_exceed_the_team(team):
    found = structure(team, DAY)
    both = [m for m in team if m.party_post != "none" or m.committee_post != "none"]
    assert found.members == len(both)
    for name in ("under_36", "over_59", "women", "party_members", "high_school_up", "college_up", "cross_posts"):
        assert 0 <= getattr(found, name) <= found.members
    assert found.college_up <= found.high_school_up
    assert sum(number for _, number in found.bands) == found.members - found.ages_missing
    if found.mean_age is not None:
        ages = [
            DAY.year - m.birth.year - ((DAY.month, DAY.day) < (m.birth.month, m.birth.day)) for m in both if m.birth
        ]
        assert min(ages) <= found.mean_age <= max(ages)
        assert found.mean_age == found.mean_age.quantize(Decimal("0.1"))


@given(members, members)
def test_a_team_that_equals_its_target_has_no_gap_and_its_own_past_no_change(team, other):
    now = structure(team, DAY)
    targets = {name: getattr(now, name) for name, _, _ in INDICATORS}
    assert all(line.gap in ("达标", "满额", "—") for line in compare(now, now, targets))
    if now.members and now.mean_age is not None:
        assert fall_and_rise(now, now).count("持平") == 2
    past = structure(other, DAY)
    words = fall_and_rise(now, past)
    if now.members and past.members and now.mean_age and past.mean_age and now.mean_age < past.mean_age:
        assert f"下降{past.mean_age - now.mean_age}岁" in words


@given(members, st.integers(0, 12))
def test_a_gap_is_shown_exactly_where_the_target_is_missed(team, target):
    now = structure(team, DAY)
    compared = compare(now, None, {"women": target, "over_59": target})
    lines = {name: line for (name, _, _), line in zip(INDICATORS, compared, strict=True)}
    if not now.members:
        assert lines["women"].gap == "—"
        return
    assert (lines["women"].gap == "达标") == (now.women >= target)
    assert (lines["over_59"].gap == "达标") == (now.over_59 <= target)
    assert {"mean_age", "over_59"} == AT_MOST


@given(st.lists(st.sampled_from(["", *OneShoulder.values]), max_size=200))
def test_the_three_lists_and_those_not_analysed_make_up_all_villages(states):
    count = rules.count_one_shoulder(states)
    assert count.confirmed + count.intended + count.none + count.not_analysed == count.total == len(states)
    if not states:
        assert count.share is None
    else:
        exact = Decimal(count.confirmed + count.intended) * 100 / count.total
        assert abs(count.share - exact) <= Decimal("0.05")


def test_the_share_of_a_hundred_and_fifty_villages():
    states = ["confirmed"] * 96 + ["intended"] * 41 + ["none"] * 9 + [""] * 4
    count = rules.count_one_shoulder(states)
    assert (count.share, count.analysed, count.not_analysed) == (Decimal("91.3"), 146, 4)
