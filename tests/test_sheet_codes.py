"""Every code of the count has a pair just inside and just outside, where people type it; a code without one fails."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from elections.models import Dispute, QuickReport, Recount
from elections.rules.checks import checks
from elections.services import disputes, quick_checks, recounts
from tests import factories
from tests.guards import covered
from tests.result_sheets import begin, compared, counted_round, hand_in, move, paper, reload
from tests.schemes import rule
from tests.test_ledger_grids import line_of, send
from tests.test_quick_reports import FIGURES, LINE, QUICK, TOLD, imported
from tests.test_result_sheets import OF_BOXES, PAIRS, codes
from villages.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
IN_TESTS = {
    "F.501": "test_result_sheets.py::test_nobody_is_both_persons_and_where_nobody_else_may_the_county_on_duty_is_told",
    "F.502": "test_sheet_codes.py::test_two_entries_that_differ_carry_their_code_until_they_do_not",
    "F.503": "test_result_sheets.py::test_what_lacks_for_the_last_word_is_named_by_its_code",
    "F.504": "test_result_sheets.py::test_what_lacks_for_the_last_word_is_named_by_its_code",
    "F.505": (
        "test_result_sheets.py::test_figures_before_the_announcement_are_entered_and_held_against_it_when_it_comes"
    ),
    "F.506": "test_result_sheets.py::test_what_lacks_for_the_last_word_is_named_by_its_code",
    "F.507": (
        "test_sheet_decisions.py::test_seats_that_may_stay_empty_are_decided_by_a_named_body_and_checked_by_another"
    ),
    "F.508": "test_statutory_days.py::test_each_other_election_runs_from_the_vote_before_it",
    "F.509": "test_result_sheets.py::test_a_verified_sheet_is_locked_an_entered_one_is_reopened_by_two",
    "F.510": "test_election_calendar.py::test_the_vote_of_a_recall_has_its_last_day_from_the_demand",
    "W.511": "test_sheet_codes.py::test_a_committee_without_a_woman_and_one_with_relatives_carry_their_codes",
    "W.512": "test_sheet_codes.py::test_a_committee_without_a_woman_and_one_with_relatives_carry_their_codes",
    "W.513": "test_statutory_days.py::test_d7_handover_runs_from_the_round_that_completed_the_committee",
    "W.514": "test_polling_day.py::test_ballots_that_nobody_delivered_within_a_day_are_asked_about_until_they_are",
    **dict.fromkeys(
        ("F.521", "F.522", "F.523", "F.524", "W.525", "W.526"),
        "test_sheet_codes.py::test_each_code_of_a_recount_is_found_just_outside_and_not_just_inside",
    ),
}
"""Codes that no field of the sheet alone decides, and the test that has their pair."""


def source_of(name):
    file, _, test = name.partition("::")
    text = (Path(settings.BASE_DIR) / "tests" / file).read_text()
    found = re.search(rf"^((?:@pytest\.mark.*?\n)?def {test}\(.*?)(?=^(?:def|@pytest|class) |\Z)", text, re.M | re.S)
    return found[1] if found else ""


def test_no_code_of_the_count_is_without_a_pair():
    every = {code for code in checks() if code[2] in "345"}
    covered("codes of the count", every, least=48)
    assert every == {*PAIRS, *OF_BOXES, *IN_TESTS}
    for code, name in IN_TESTS.items():
        assert code in source_of(name), (code, name)
    assert {*quick_checks.LOOK_AT} == {code for code, *_ in FIGURES if code in every}


@pytest.fixture
def row(village):
    factories.make_registration(village, election=factories.make_regular(village))
    return counted_round(village, announced="complete")


def test_two_entries_that_differ_carry_their_code_until_they_do_not(client, clerk, officer, county, row):
    sheet = begin(client, clerk, row)
    move(client, county, sheet, "blind", because="pilot")
    hand_in(client, clerk, sheet, paper(sheet))
    move(client, officer, sheet, "take")
    address = reverse("sheet_entry", args=[sheet.pk])
    assert "F.502" not in client.get(address).content.decode()
    hand_in(client, officer, sheet, paper(sheet, votes={"director": (701, 250)}))
    assert "F.502" in client.get(address).content.decode()
    hand_in(client, officer, sheet, paper(sheet))
    assert reload(sheet).state == "entered"


def test_a_committee_without_a_woman_and_one_with_relatives_carry_their_codes(client, clerk, village, row):
    rule(factories.cycle_for(village), women_min=1, kin_elected="none", kin_pair_committee="委员与委员：兄弟姐妹")
    sheet = begin(client, clerk, row)
    assert "W.511" in codes(client, clerk, sheet)
    assert "W.512" not in codes(client, clerk, sheet)
    one, other = (Person.objects.get(name=name) for name in ("周志远", "吴晓梅"))
    Person.objects.filter(pk=other.pk).update(sex="female")
    assert "W.511" not in codes(client, clerk, sheet)
    factories.make_kinship(village, one, other)
    assert "W.512" in codes(client, clerk, sheet)
    apart = {"votes": {"member": (800, 300, 750, 700)}}
    assert "W.512" not in codes(client, clerk, sheet, **apart)


def stamp(**ago):
    return f"{timezone.localtime() - timedelta(**ago):%Y-%m-%dT%H:%M}"


def test_each_code_of_a_recount_is_found_just_outside_and_not_just_inside(client, clerk, officer, village, row):
    compared(client, clerk, officer, row)
    dispute = factories.make_dispute(village, election=row.election, round_number=row.number)
    factories.let_read_dispute(clerk, dispute)
    today = timezone.localdate()
    disputes.accept(dispute, acceptor="township", on=today, by=clerk)
    right = {"approval": "东政〔2026〕9号", "approved_on": f"{today}", "opened_at": stamp(minutes=2)}
    right |= {"opened_by": "钱主任、孙监票", "resealed_at": stamp(minutes=1), "resealed_by": "钱主任、孙监票"}
    right |= {"valid-member": 970, "void-member": 10, "blank-member": 10, "votes-member": [800, 750, 700, 300]}
    outside = {
        "F.521": {"approval": ""},
        "F.522": {"opened_at": stamp(days=1)},
        "F.523": {"opened_by": "钱主任"},
        "F.524": {"resealed_by": "钱主任"},
        "W.525": {"votes-member": [800, 750, 701, 300]},
        "W.526": {"votes-member": [800, 750, 300, 700]},
    }
    client.force_login(clerk)
    assert not {*outside} & found_of(client, dispute, right)
    for code, figures in outside.items():
        assert code in found_of(client, dispute, {**right, **figures}), code
    assert "W.526" not in found_of(client, dispute, {**right, **outside["W.525"]}), "the same people are elected"


def found_of(client, dispute, sent):
    version = Dispute.objects.get(pk=dispute.pk).version
    before = Recount.objects.count()
    answer = client.post(reverse("dispute_move", args=[dispute.pk, "recount"]), {"version": version, **sent})
    assert Recount.objects.count() == before + 1, answer.content.decode()
    return {code for code, _ in recounts.readings(Dispute.objects.get(pk=dispute.pk))[-1].codes}


def test_each_code_of_a_report_by_telephone_is_found_in_the_grid_and_by_workbook_too(client, clerk, village):
    """The form has a test of its own; the same figures come here by the other two ways, a village for each."""
    rule(factories.cycle_for(village), check_half_margin=10, check_everybody_share="98%", recovered_over="voted")
    cases = [(code, figures, figures is outside) for code, *both in FIGURES for figures in both for outside in both[1:]]
    told = {}
    for number, (_, figures, _) in enumerate(cases):
        place = factories.make_village(f"甲{number}村", village.township)
        factories.make_regular(place, timezone.localdate() - timedelta(days=1))
        told[place] = {"registered": 1200, **TOLD, **figures}
    client.force_login(clerk)
    for way in (by_grid, by_workbook):
        QuickReport.all_rows.all().delete()
        way(client, told)
        rows = {row.village_id: row for row in QuickReport.objects.all()}
        said = quick_checks.remarks_of([*rows.values()])
        for place, (code, figures, expected) in zip(told, cases, strict=True):
            words = " ".join(said[rows[place.pk].pk])
            assert (code in words) is expected, (way.__name__, code, figures)


WORDS = {"validity": "有效", "director": "已选出", "other": "不需要", "ended_at": "11:30"}


def by_grid(client, told):
    seen = {"seen": client.get(QUICK.url("grid")).context["seen"]}
    typed = {
        (line_of(QUICK, place), name): str(text)
        for place, figures in told.items()
        for name, text in {**figures, **WORDS}.items()
    }
    assert send(client, QUICK, seen, typed).status_code == 302


def by_workbook(client, told):
    names = ("registered", "issued", "recovered")
    lines = [[LINE[0], place.name, *(figures[name] for name in names), *LINE[5:]] for place, figures in told.items()]
    batch, _ = imported(client, *lines)
    assert client.post(reverse("quickreport_import_preview", args=[batch.pk])).status_code == 302
