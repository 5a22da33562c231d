"""The calendar of a polling day: last days by law, usual days, what came late, and moving the day."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

X = "2026-12-20"


def days(*arguments, rules="zhejiang", day=X, today="2026-11-01"):
    told = StringIO()
    call_command("statutory_days", "--rules", rules, "--day", day, "--today", today, *arguments, stdout=told)
    answer = json.loads(told.getvalue())
    answer["by"] = {}
    for line in answer["steps"]:
        answer["by"].setdefault(line["step"], []).append(line)
    return answer


def latest(answer, step):
    return [line["latest"] for line in answer["by"][step]]


def test_d1_a_list_published_twenty_days_before_is_in_time_and_one_day_later_is_recorded_as_late():
    assert days("--fact", "voter_list=2026-11-30")["defects"] == []
    late = days("--fact", "voter_list=2026-12-01")
    assert late["defects"] == ["F.101"]
    assert late["by"]["voter_list"][0]["planned"] == "2026-12-01", "the fact is kept as it is"


def test_d2_an_objection_five_days_after_the_list_is_taken_a_later_one_recorded_as_late():
    listed = ("--fact", "voter_list=2026-11-30")
    assert days(*listed, "--fact", "objection=2026-12-05")["defects"] == []
    assert days(*listed, "--fact", "objection=2026-12-06")["defects"] == ["F.110"]


def test_d3_each_objection_is_answered_within_three_days_of_its_own_receipt():
    facts = ("--fact", "voter_list=2026-11-30", "--fact", "objection=2026-12-02", "--fact", "objection=2026-12-05")
    assert latest(days(*facts), "decision") == ["2026-12-05", "2026-12-08"]
    answered = (*facts, "--fact", "decision=2026-12-05", "--fact", "decision=2026-12-09")
    assert days(*answered)["defects"] == ["F.106"]
    assert days(*facts, "--fact", "decision=2026-12-05", today="2026-12-08")["defects"] == []
    assert days(*facts, "--fact", "decision=2026-12-05", today="2026-12-09")["defects"] == ["F.106"]


def test_d4_the_candidates_list_five_days_before_is_in_time():
    on_time = ("--fact", "voter_list=2026-11-30", "--fact")
    assert days(*on_time, "candidates_list=2026-12-15")["defects"] == []
    assert days(*on_time, "candidates_list=2026-12-16")["defects"] == ["F.125"]


@pytest.mark.parametrize(
    "rules, step, last",
    [
        ("zhejiang", "proxy", "2026-12-17"), ("shanghai", "proxy", "2026-12-15"), ("henan", "proxy", "2026-12-19"),
        ("zhejiang", "other_election", "2027-01-19"), ("beijing", "other_election", "2027-01-04"),
        ("national", "other_election", "2026-12-30"), ("henan", "other_election", None),
        ("zhejiang", "handover", "2026-12-30"), ("shanghai", "seal", "2026-12-20"),
        ("zhejiang", "self_nomination", "2026-12-10"), ("zhejiang", "withdrawal", "2026-12-17"),
        ("zhejiang", "polling_notice", "2026-12-15"), ("shanghai", "proxy_list", "2026-12-18"),
        ("zhejiang", "result", "2026-12-21"), ("shanghai", "result", "2026-12-20"),
    ],
)  # fmt: skip
def test_the_last_day_by_law_is_the_provinces_own(rules, step, last):
    line = days(rules=rules)["by"][step][0]
    assert line["latest"] == last
    assert last is None or (line["law"] and line["source"])


def test_henans_withdrawal_runs_from_the_candidates_list():
    line = days("--fact", "candidates_list=2026-12-14", rules="henan")["by"]["withdrawal"][0]
    assert (line["anchor"], line["latest"]) == ("candidates_list", "2026-12-17")


def test_d6_a_day_that_leaves_the_posted_list_too_short_is_refused_and_a_later_one_moves_what_is_ahead():
    listed = ("--fact", "voter_list=2026-11-30")
    short = days(*listed, "--move", "2026-12-18")
    assert "18日" in short["refused"]
    assert "2026年12月20日" in short["refused"], "the first day that would do"
    later = days(*listed, "--move", "2026-12-27")
    assert later["refused"] is None
    assert later["by"]["voter_list"][0]["planned"] == "2026-11-30"
    assert latest(later, "candidates_list") == ["2026-12-22"]
    assert later["defects"] == []


def test_a_day_that_was_held_or_is_over_does_not_move():
    assert "已于2026年12月20日举行" in days("--fact", f"polling={X}", "--move", "2026-12-27")["refused"]
    assert "已经过去" in days("--move", "2026-12-27", today="2026-12-28")["refused"]


def test_d7_handover_runs_from_the_round_that_completed_the_committee():
    assert latest(days(), "handover") == ["2026-12-30"]
    after = days("--fact", f"polling={X}", "--fact", "other_election=2027-01-10")
    assert latest(after, "handover") == ["2027-01-20"]
    posted = ("--fact", "voter_list=2026-11-30", "--fact", "candidates_list=2026-12-15")
    assert days(*posted, today="2026-12-30")["defects"] == []
    assert days(*posted, today="2026-12-31")["defects"] == ["W.513"]


RECALL = ("--track", "recall", "--fact", "petition=2026-12-01")


@pytest.mark.parametrize("rules", ["zhejiang", "shanghai", "henan", "beijing"])
def test_a_recall_is_voted_on_within_thirty_days_of_the_demand(rules):
    answer = days(*RECALL, rules=rules)
    line = answer["by"]["polling"][0]
    assert (line["anchor"], line["latest"], line["planned"]) == ("petition", "2026-12-31", X)
    assert line["law"]
    assert "待确认" in line["source"]
    assert days(*RECALL, "--move", "2026-12-31", rules=rules)["refused"] is None
    assert "最迟须在2026年12月31日" in days(*RECALL, "--move", "2027-01-01", rules=rules)["refused"]
    assert days(*RECALL, "--fact", "polling=2026-12-31", rules=rules)["defects"] == []
    assert days(*RECALL, "--fact", "polling=2027-01-01", rules=rules)["defects"] == ["F.510"]
    assert days(*RECALL, today="2027-01-01", rules=rules)["defects"] == ["F.510"]


def test_without_a_demand_or_a_rule_a_recall_has_no_last_day():
    for answer in (days("--track", "recall"), days(*RECALL, rules="national"), days(*RECALL, rules="sichuan")):
        line = answer["by"]["polling"][0]
        assert (line["anchor"], line["latest"], line["planned"]) == ("polling", X, X)
    leap = days("--track", "recall", "--fact", "petition=2028-01-30", day="2028-02-20", today="2028-01-30")
    assert latest(leap, "polling") == ["2028-02-29"]


def test_each_other_election_runs_from_the_vote_before_it():
    held = ("--fact", f"polling={X}", "--fact", "other_election=2027-01-10")
    assert latest(days(*held), "other_election") == ["2027-01-19"]
    again = days(*held, "--fact", "other_election=2027-02-09")
    assert latest(again, "other_election") == ["2027-01-19", "2027-02-09"]
    assert "F.508" not in again["defects"]
    assert "F.508" in days(*held, "--fact", "other_election=2027-02-10")["defects"]


def test_a_usual_day_is_never_a_defect_and_is_planned_at_its_later_end():
    line = days("--fact", "nomination=2026-12-19")
    assert line["defects"] == []
    unknown = days("--fact", "candidates_list=2026-12-19", rules="sichuan")
    assert (unknown["by"]["candidates_list"][0]["law"], unknown["defects"]) == (False, []), "nobody read this text yet"
    usual = days()["by"]["nomination"][0]
    assert (usual["law"], usual["earliest"], usual["planned"]) == (False, "2026-12-05", "2026-12-07")


def test_a_community_has_the_same_days_all_to_be_confirmed():
    village, community = days(), days("--community")
    assert [line["latest"] for line in village["steps"]] == [line["latest"] for line in community["steps"]]
    assert all(line["unsure"] for line in community["steps"])


@given(st.dates(date(2025, 1, 1), date(2035, 12, 31)), st.sampled_from(["national", "zhejiang", "henan", "beijing"]))
def test_a_calendar_without_facts_keeps_its_distances_whatever_the_day(day, rules):
    answer, plain = days(rules=rules, day=day.isoformat(), today="2024-01-01"), days(rules=rules, today="2024-01-01")
    shift = day - date.fromisoformat(X)
    for line, same in zip(answer["steps"], plain["steps"], strict=True):
        for name in ("earliest", "latest", "planned"):
            moved = date.fromisoformat(same[name]) + shift if same[name] else None
            assert line[name] == (moved.isoformat() if moved else None)
        if line["earliest"] and line["latest"]:
            assert line["earliest"] <= line["latest"]
    assert answer["defects"] == []


@pytest.mark.parametrize("leap", ["2028-02-29", "2028-03-05"])
def test_a_leap_day_is_a_day_like_any_other(leap):
    listed = date.fromisoformat(days(day=leap)["by"]["voter_list"][0]["latest"])
    assert date.fromisoformat(leap) - listed == timedelta(days=20)


@pytest.mark.parametrize(
    "arguments, field",
    [
        (["--day", "2026-02-30"], "day"), (["--day", X, "--rules", "atlantis"], "rule_set"),
        (["--day", X, "--fact", "dinner=2026-12-01"], "fact"), (["--day", X, "--fact", "polling=tomorrow"], "day"),
        ([], "day"), (["--day", X, "--fact", "petition=2026-12-01"], "fact"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_ends_with_two(arguments, field):
    told = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("statutory_days", *arguments, stdout=told)
    assert ended.value.code == 2
    assert json.loads(told.getvalue())["field"] == field


def test_every_step_has_its_code():
    told = StringIO()
    call_command("statutory_days", "--steps", stdout=told)
    wanted = """election_committee scheme registration voter_list objection decision nomination self_nomination
    candidates_list withdrawal polling_notice proxy proxy_list polling result other_election seal certificate
    handover"""
    assert set(wanted.split()) <= set(json.loads(told.getvalue()))
