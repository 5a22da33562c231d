"""The rules of the party's election alone: quorum, those who stand, the notice, branches, as properties of figures."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from elections.rules import party
from elections.rules.norms import Norm, Norms
from elections.rules.party import Branch, Days, Plan, Sheet, Track

HELD = date(2026, 12, 12)
VALUES = {
    "party_quorum": "4/5",
    "party_extra_share": "20%",
    "party_recommendation_quorum": "2/3",
    "party_notice_days": 5,
    "party_not_counted": ["ill", "away"],
}
NORMS = Norms([Norm(key, value) for key, value in VALUES.items()], HELD)
PEOPLE, SEATS = st.integers(0, 300), st.integers(0, 30)


def codes(track):
    return {one.code for one in party.findings(track, NORMS)}


def plan(members=60, ill=0, seats=5, candidates=6, **more):
    return Plan(members, {"ill": ill}, seats, candidates, **{"replied": True, **more})


@given(members=st.integers(1, 300), ill=PEOPLE, present=PEOPLE)
def test_the_quorum_is_four_fifths_of_the_members_without_those_not_counted(members, ill, present):
    expected = members - ill
    found = codes(Track(plan(members, ill), [Sheet("meeting", present)]))
    assert ("F.601" in found) == (5 * present < 4 * expected)
    assert ("F.603" in found) == (present > expected), "more came than were to come"


@given(seats=SEATS, candidates=SEATS)
def test_so_many_stand_that_a_fifth_of_the_seats_is_left_over_and_no_more_are_asked(seats, candidates):
    least = party.needed(seats, NORMS)
    assert least - seats >= Fraction(seats, 5) > least - seats - 1
    assert bool(party.against_plan(plan(seats=seats, candidates=candidates), NORMS)) == (candidates < least)


@given(entitled=st.integers(1, 300), present=PEOPLE)
def test_a_recommendation_needs_two_thirds_and_a_report_on_duty_no_share(entitled, present):
    assert ("F.610" in codes(Track(sheets=[Sheet("people", present, entitled)]))) == (3 * present < 2 * entitled)
    assert "F.610" not in codes(Track(sheets=[Sheet("duty", present, entitled)]))


@given(posted=st.integers(-40, 0), ended=st.none() | st.integers(-40, 20))
def test_a_notice_is_too_short_when_it_ends_or_the_meeting_comes_before_its_fifth_day(posted, ended):
    start = HELD + timedelta(posted)
    end = HELD + timedelta(ended) if ended is not None else None
    until = min(end, HELD) if end else HELD
    found = codes(Track(days=Days(notice=start, notice_end=end, held_on=HELD)))
    assert ("F.606" in found) == ((until - start).days < 5)
    hanging = Track(days=Days(notice=start))
    assert "F.606" not in codes(hanging), "what still hangs is not too short yet"


@given(day=st.none() | st.integers(-30, 30))
def test_a_branch_is_late_when_it_elects_after_the_committee_or_not_at_all(day):
    branch = Branch("第一党支部", HELD + timedelta(day) if day is not None else None)
    found = codes(Track(branches=[branch], days=Days(held_on=HELD)))
    assert ("F.608" in found) == (day is None or day > 0)


def test_a_rule_that_the_set_does_not_have_is_asked_of_nobody():
    nothing = Norms([], HELD)
    odd = Track(
        Plan(60, {"abroad": 3}, 5, 5, replied=True),
        [Sheet("meeting", 1), Sheet("people", 1, 50)],
        days=Days(notice=HELD, held_on=HELD),
    )
    assert {one.code for one in party.findings(odd, nothing)} == set()
    assert codes(odd) == {"F.601", "F.602", "F.603", "F.606", "F.610"}
