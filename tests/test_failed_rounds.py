"""A round that elected not everybody: why, what follows until when, what stays valid, and the election's end."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from electioncycle.roles import Role
from elections.choices import Cause
from elections.models import CandidateList, Election, PublicNotice, Round, RoundFailure
from elections.rules import failures as rules
from elections.rules.runoff import Standing, named
from elections.services import facts, failures, next_rounds, outcomes, sheet_shapes
from tests import factories
from tests.result_sheets import announce, announcer, compared, counted_round
from tests.schemes import rule

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def village(db):
    return factories.make_village("垟心塆村", factories.make_township("东河镇"))


@pytest.fixture
def clerks(village):
    return [factories.make_user(Role.TOWNSHIP_CLERK, village.township) for _ in range(2)]


def say(client, user, name, *args, **sent):
    client.force_login(user)
    return client.post(reverse(name, args=args), sent, follow=True).content.decode()


def opened(client, user, name, *args, **asked):
    client.force_login(user)
    return client.get(reverse(name, args=args), asked)


def reload(row):
    return type(row).objects.get(pk=row.pk)


def next_round(election, by, day=TODAY):
    """Proposed by one, confirmed by another."""
    made = next_rounds.propose(reload(election), day=day, by=by)
    next_rounds.confirm(reload(election), by=announcer(election))
    return reload(made)


def test_every_cause_leads_to_a_next_step_and_says_what_stays_valid_and_who_decides():
    every = rules.sequels()
    typed = [cause for own in ("void", "other") for cause in rules.allowed("announced", own)]
    for cause in {*typed, *rules.BREAKS, Cause.FOUND_VOID}:
        (known,) = [one for (code, _), one in every.items() if code == cause]
        assert known.step, cause
        assert known.decides, cause
        assert known.law, cause
        assert known.again, cause
        assert not set(known.stays) & set(known.again), cause
        assert {*known.stays, *known.checked, *known.again} <= set(rules._data()["things"]), cause
    assert {then for cause, then in every if not cause} == {"tie", "other", "repeat"}
    assert "candidates" in rules.sequel("no_surplus", "repeat").again
    assert "candidates" in rules.sequel("turnout", "repeat").stays
    assert "committee" in rules.sequel("committee", "repeat").again


def test_those_with_the_most_votes_stand_again_and_nobody_is_chosen_among_equals():
    people = [Standing(key, name, votes) for key, name, votes in ((1, "甲", 90), (2, "乙", 120), (3, "丙", 90))]
    assert [one.name for one in named(people, 1, 1)] == ["乙", "甲", "丙"]
    assert [one.name for one in named(people[:2], 1, 1)] == ["乙", "甲"]
    people[2] = Standing(3, "丙", 80)
    assert [one.name for one in named(people, 1, 1)] == ["乙", "甲"]


def test_a_vote_that_too_few_took_part_in_is_held_again_and_its_last_day_shows_everywhere(client, village, clerks):
    row = counted_round(village, announced="void", cause="turnout")
    election, clerk = row.election, clerks[0]
    rule(factories.cycle_for(village), void_election_days=30)
    page = opened(client, clerk, "round", row.pk).content.decode()
    latest = f"{TODAY + timedelta(30):%Y-%m-%d}"
    for said in ("没有选成：参加投票未过半", "重新选举", latest, "上届主任继续主持", "登记参加选举的名单", "委托投票"):
        assert said in page, said
    assert latest in opened(client, clerk, "last_days", step="repeat_election").content.decode()
    sent = {"leader": "陈县长(县委常委)", "acting": "李支书", "acting_basis": "镇党委〔2026〕3号"}
    wrong = say(client, clerk, "round_move", row.pk, "name_cause", cause="nobody", version=row.version)
    assert "不是“选举无效”的原因" in wrong
    assert "已登记未成功情况" in say(client, clerk, "round_move", row.pk, "record_failure", version=row.version, **sent)
    assert RoundFailure.objects.get().leader == "陈县长(县委常委)"
    listed = opened(client, clerk, "failures").content.decode()
    assert "陈县长" in listed
    assert "李支书(镇党委〔2026〕3号)" in listed
    assert '<div class="figures">' in listed, "how many wait stands above their list"
    assert '<div class="figures">' not in opened(client, clerk, "failures", every="1").content.decode()
    assert "未定" in listed

    made = next_round(election, clerk, TODAY + timedelta(9))
    calendar = opened(client, clerk, "election_calendar", election.pk).content.decode()
    assert f"{TODAY + timedelta(9):%Y-%m-%d}" in calendar, "the steps are reckoned from the day of the repeated vote"
    assert f"{made.day:%Y-%m-%d}" in opened(client, clerk, "failures").content.decode()
    book = load_workbook(BytesIO(opened(client, clerk, "failures_print", "xlsx").content))
    assert "陈县长(县委常委)" in [cell.value for line in book.active.iter_rows() for cell in line]
    stranger = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡", village.township.parent))
    assert opened(client, stranger, "round", row.pk).status_code == 404
    assert "陈县长" not in opened(client, stranger, "failures").content.decode()
    facts.record_announcement(
        reload(election), at=timezone.now(), announcer="钱主任", announced="complete", by=announcer(election)
    )
    assert "陈县长" not in opened(client, clerk, "failures").content.decode()
    assert "陈县长" in opened(client, clerk, "failures", every="1").content.decode()
    assert "没有选成" not in opened(client, clerk, "round", made.pk).content.decode()
    refused = say(client, clerk, "round_move", made.pk, "record_failure", version=reload(made).version)
    assert "不用登记未成功情况" in refused


def test_a_vote_that_was_broken_off_says_why_and_where_the_boxes_are(client, village, clerks):
    row, clerk = counted_round(village, closed=False), clerks[0]
    election, at = reload(row.election), f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    sent = {"at": at, "circumstances": "暴雨停电", "version": election.version}
    assert "请选择现场中止的原因" in say(client, clerk, "election_move", election.pk, "break_off", **sent, cause="tie")
    say(client, clerk, "election_move", election.pk, "break_off", **sent, cause="weather")
    row = reload(row)
    assert (row.state, row.cause) == ("broken_off", "weather")
    page = opened(client, clerk, "round", row.pk).content.decode()
    assert "没有选成：天气、灾害" in page
    assert "投票现场中止记录" in page
    boxes = {"kept_at": "镇派出所", "version": row.version}
    assert "由谁封存" in say(client, clerk, "round_move", row.pk, "record_failure", **boxes)
    assert not RoundFailure.objects.exists()
    say(client, clerk, "round_move", row.pk, "record_failure", **boxes, sealed_by="钱主任、孙监票")
    paper = reverse("village_paper_print", args=[village.pk, "breaking_off", "filled", "docx"])
    answer = client.get(f"{paper}?election={election.pk}")
    assert answer.status_code == 200
    factories.make_notice_texts(factories.cycle_for(village))
    say(client, clerk, "draft_notices", election.pk)
    numbers = set(PublicNotice.objects.filter(election=election).values_list("number", "branch"))
    assert (11, 4) in numbers, "the notice that the vote was broken off"
    assert (11, 2) not in numbers, "nobody's votes are equal"


def test_seats_left_over_are_voted_on_again_by_the_votes_of_the_last_round_and_both_rounds_make_the_outcome(
    client, village, clerks
):
    short = {"votes": {"member": (800, 450, 440, 300)}}
    row = counted_round(village, announced="other")
    election = row.election
    rule(factories.cycle_for(village), runoff_days=10)
    compared(client, *clerks, row, **short)
    failed = failures.failure_of(reload(row))
    assert (failed.cause, failed.by_sheet, failed.lacking) == (Cause.SHORT, True, "委员2名")
    page = opened(client, clerks[0], "round", row.pk).content.decode()
    assert "原因按核对一致的结果报告单得出" in page
    standing = page.partition("下一轮的职务和候选人")[2].partition("登记未成功情况")[0]
    assert "(450)" in standing
    assert "(800)" not in standing, "who was elected does not stand again"
    assert failures.failure_of(reload(row)).latest == TODAY + timedelta(10)

    second = next_round(election, clerks[0])
    (choice,) = [one for one in sheet_shapes.choices(second) if one.seats]
    assert (choice.post, choice.seats) == ("member", 2)
    assert len([one for one, ticked in choice.people if ticked]) == 3
    announce(election, "complete")
    compared(client, *clerks, reload(second), votes={"member": (600, 500, 200)}, account={"roving": 40})
    found = outcomes.outcome_of(reload(election))
    member = next(one for one in found.posts if one.title == "委员")
    assert (found.open, member.seats, len(member.elected)) == (0, 3, 3)
    assert {one.round for one in member.elected} == {"第1轮首次投票", "第2轮另行选举"}
    assert "选齐" in opened(client, clerks[0], "election_detail", election.pk).content.decode()


@pytest.mark.parametrize("first", ["tie", "other"])
def test_a_tie_beside_seats_left_over_is_followed_by_both_votes_whichever_comes_first(village, client, clerks, first):
    """The election does not end while one of them is still to be held."""
    row = counted_round(village, announced=first)
    election = row.election
    rule(factories.cycle_for(village), runoff_days=10)
    compared(client, *clerks, row, votes={"deputy": (400, 380), "member": (800, 750, 600, 600)})
    votes = {"tie": {"member": (500, 400)}, "other": {"deputy": (500, 400)}}
    last = {"tie": "other", "other": "tie"}[first]
    for kind in (first, last):
        held = next_round(election, clerks[0])
        (choice,) = [one for one in sheet_shapes.choices(held) if one.seats]
        assert (held.kind, choice.post, choice.seats) == (kind, *votes[kind], 1)
        announce(election, "complete")
        sheet = compared(client, *clerks, reload(held), votes=votes[kind])
        assert sheet.state == ("entered" if kind == last else "doubted"), "a seat is still open"
        if kind == first:
            facts.correct(reload(election), by=announcer(election), reason="还有一个职务没有投票")
            announce(election, last)
            assert reload(sheet).state == "entered"
    assert outcomes.outcome_of(reload(election)).open == 0


def test_what_follows_a_void_vote_on_the_seats_left_over_is_that_vote_again(village, clerks):
    row = counted_round(village, announced="other")
    election = row.election
    second = next_round(election, clerks[0])
    announce(election, "void", cause="over_issued")
    third = next_rounds.propose(reload(election), day=TODAY, by=clerks[0])
    assert (second.kind, third.kind) == ("other", "other")
    assert CandidateList.objects.filter(election=election, state="published").exists()
    assert Election.objects.get(pk=election.pk).state == "next"
    assert Round.objects.filter(election=election).count() == 3
