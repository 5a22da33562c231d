"""One vote leaves a tie and an empty seat: again among the equal, then the other election; no seat is forgotten."""

import pytest

from elections.models import Election
from elections.services import outcomes, results, sheet_verdicts
from tests import factories
from tests.result_sheets import announce, compared, counted_round, move, reload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
TIED = {"director": (480, 470), "member": (800, 750, 600, 600)}
"""Half is 495: no director, and two are equal at the third seat of the members."""


def doubts(sheet, announced):
    sheet = reload(sheet)
    return sheet_verdicts.doubts(sheet, results.result_of(sheet), (announced, ""))


def test_after_the_vote_among_the_tied_the_other_election_is_still_to_come(client, clerk, officer, village):
    factories.make_registration(village, election=factories.make_regular(village))
    first = compared(client, clerk, officer, counted_round(village, announced="tie"), votes=TIED)
    assert doubts(first, "tie") == doubts(first, "other") == []
    assert doubts(first, "complete")

    again = announce(first.election, "other")
    assert again.kind == "tie"
    second = compared(client, clerk, officer, again, votes={"member": (500, 400)})
    assert (second.state, results.result_of(second).outcome.next) == ("entered", "other")
    assert doubts(second, "other") == []
    assert doubts(second, "complete"), "the director is still lacking"
    assert "应当另行选举" in results.result_of(second).outcome.sentences[-1]

    other = announce(first.election, "complete")
    assert other.kind == "other"
    third = compared(client, clerk, officer, other, votes={"director": (600, 300)})
    assert [(post, seats) for post, seats, *_ in third.shape["posts"]] == [("director", 1)]
    assert third.state == "entered"
    assert outcomes.outcome_of(Election.objects.get(pk=first.election.pk)).open == 0
    for sheet in (first, second, third):
        assert move(client, officer, sheet, "verify", signed="1", conditions_met="1").status_code == 302
