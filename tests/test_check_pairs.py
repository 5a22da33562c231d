"""Every coded check up to the candidates, and of the party, just inside and just outside, by each way it is entered."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from elections.models import Election, QuickReport, Round, StepDay
from elections.rules.checks import checks
from elections.services import checking
from tests import check_pairs, factories
from tests.check_pairs import PAIRS, World, by_form, by_workbook, codes, typed_in_table, undone
from tests.moving import seen
from tests.schemes import rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
TODAY = date(2026, 12, 19)
RULES = {
    "voter_list_days": 20,
    "objection_days": 5,
    "decision_days": 3,
    "candidates_days": 5,
    "proxy_days": 3,
    "voter_age": 18,
    "adoption_over": "1/2",
    "voter_classes": ["resident", "away", "outsider"],
    "election_committee_min": 3,
    "election_committee_max": 5,
    "committee_exit_at": "nominated",
    "nomination_over": "1/2",
    "surplus_least": 1,
    "surplus_director": 1,
    "surplus_member_min": 1,
    "surplus_member_max": 2,
    "kin_pair_committee": "村(居)委会成员与村(居)委会成员：兄弟姐妹",
    "staff_kin": ["spouse"],
    "mobile_box_approval": "township",
    "mobile_box_scrutineers": 3,
    "proxy_max": 3,
    "proxy_names": True,
    "mobile_box_names": True,
    "party_quorum": "4/5",
    "party_extra_share": "20%",
    "party_recommendation_quorum": "2/3",
    "party_notice_days": 5,
    "party_not_counted": ["ill", "away"],
}


@pytest.fixture
def world(village, clerk, officer, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *given: TODAY)
    monkeypatch.setattr(checking, "judge", lambda elections, **given: None)  # what is found is asked, not marked
    committee = factories.make_regular(village)
    party = factories.make_regular(village, date(2026, 12, 12), "party")
    rule(committee.cycle, **RULES)
    types, checks_ = Client(), Client()
    types.force_login(clerk)
    checks_.force_login(officer)
    return World(village, committee, party, clerk, types, checks_)


def without_pair(wanted):
    return set(wanted) - {one.code for one in PAIRS}


def of_these_steps():
    return [code for code in checks() if code[2] in "126"]


def test_every_coded_check_of_these_steps_has_a_pair_and_a_new_one_needs_one():
    assert without_pair(of_these_steps()) == set()
    assert len(of_these_steps()) >= 43
    assert without_pair([*of_these_steps(), "F.199"]) == {"F.199"}
    assert not [one.code for one in PAIRS if not one.ways]


@pytest.mark.slow
def test_what_is_just_inside_is_not_found_and_what_is_just_outside_is_however_it_was_entered(world):
    for pair in PAIRS:
        for way in pair.ways:
            case = (pair.code, way.__name__)
            for rows, outside in ((pair.inside, False), (pair.outside, True)):
                with undone():
                    pair.before(world)
                    refused = way(world, pair.ledger, rows)
                    pair.after()
                    assert bool(refused) == (outside and pair.refused), (*case, rows)
                    found = codes(world)
                    assert (pair.code in found) == (outside and not pair.refused), (*case, rows, found)


def test_what_the_form_refuses_is_found_where_it_came_about_otherwise(world):
    assert [one.code for one in PAIRS if one.refused] == ["F.604"]
    check_pairs.known_as_no_member(world)
    assert "F.604" in codes(world)


# --- the last day and the last minute --------------------------------------------------------------------------------


def announced(world, **times):
    sent = {"announced": "complete", "announcer": "张主任", "at": "2026-12-19T15:00", **times}
    address = reverse("election_move", args=[world.committee.pk, "announce"])
    return world.types.post(address, seen(world.committee, **sent))


HALL = (
    ({"at": "2026-12-19T23:59"}, True),
    ({"at": "2026-12-20T00:00"}, False),
    ({"closed_at": "2026-12-19T15:00"}, True),
    ({"closed_at": "2026-12-19T15:01"}, False),
    ({"opened_at": "2026-12-19T15:00"}, True),
    ({"opened_at": "2026-12-19 15时01分"}, False),
    ({"opened_at": "2026年12月19日上午8时30分"}, True),
    ({"at": "2026-12-19"}, False),
)
TOLD = {"issued": 1000, "recovered": 990, "validity": "valid", "elected": 5, "director": "elected", "other": "none"}
TELEPHONE = ((by_form, "06:00", True), (by_form, "05:59", False))
TELEPHONE += ((by_workbook, "上午6时", True), (by_workbook, "5：59", False))


def test_times_of_the_hall_and_of_the_telephone_are_taken_to_the_last_minute_and_not_beyond(world):
    for times, fits in HALL:
        with undone():
            answer = announced(world, **times)
            assert (answer.status_code == 302) == fits == Round.objects.exists(), times
    Election.objects.filter(pk=world.committee.pk).update(polling_day=TODAY)
    for way, ended_at, fits in TELEPHONE:
        with undone():
            refused = way(world, "quickreport", [{**TOLD, "ended_at": ended_at}])
            assert bool(refused) != fits, (way.__name__, ended_at)
            assert QuickReport.objects.exists() == fits, "before six it was the night after, which is still to come"


STEPS = (
    ({"done_on": "2026-12-19"}, True),
    ({"done_on": "2026-12-20"}, False),
    ({"begins_at": "8：00", "ends_at": "上午8时1分"}, True),
    ({"begins_at": "8:00", "ends_at": "08:00"}, False),
    ({"begins_at": "23:59"}, True),
    ({"begins_at": "24:00"}, False),
)


def test_a_step_is_recorded_until_today_and_its_hours_end_after_they_begin(world):
    for typed, fits in STEPS:
        with undone():
            answer = typed_in_table(world, "registration", **typed)
            assert (answer.status_code == 302) == fits == StepDay.objects.exists(), typed
