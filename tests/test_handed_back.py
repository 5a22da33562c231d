"""Whoever did something of an election that another person takes back learns of it, why, and where to go on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.desk import inbox
from elections.models import CandidateList, Election
from risks.services import problems
from tests import factories
from tests.moving import moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]


@pytest.fixture
def election(village, cycle):
    return factories.make_election(village)


def act(client, user, election, move, **sent):
    client.force_login(user)
    row = Election.objects.get(pk=election.pk)
    answer = moved(client, reverse("election_move", args=[row.pk, move]), row, **sent)
    assert answer.status_code == 302, answer.content.decode()


def announced(client, user, election, how="other"):
    at = timezone.localtime() - timedelta(minutes=5)
    act(client, user, election, "announce", announced=how, announcer="钱主任", at=f"{at:%Y-%m-%dT%H:%M}")


def told(user, election):
    return [one.text for one in inbox.notices_of(user, election.cycle)]


def a_day_is_dropped(client, election, by, back):
    announced(client, by, election)
    act(client, by, election, "propose", day=f"{timezone.localdate():%Y-%m-%d}")
    act(client, back, election, "drop", reason="与集市同日")
    return "的安排已撤销：与集市同日"


def an_announcement_goes_back(client, election, by, back):
    announced(client, by, election)
    act(client, back, election, "correct", reason="结果选错")
    return "已退回更正，须照实重新登记：结果选错"


def a_broken_off_vote_goes_back(client, election, by, back):
    at = timezone.localtime() - timedelta(minutes=5)
    act(client, by, election, "break_off", at=f"{at:%Y-%m-%dT%H:%M}", circumstances="暴雨停电")
    act(client, back, election, "correct", reason="没有中止")
    return "已退回更正，须照实重新登记：没有中止"


def calling_off_is_not_granted(client, election, by, back):
    act(client, by, election, "ask_calling_off", reason="撤村并居")
    act(client, back, election, "keep", reason="批文未到")
    return "终止申请没有同意：批文未到"


def a_list_of_candidates_is_sent_back(client, election, by, back):
    who = factories.make_candidacy(election.village, election=election)
    client.force_login(by)
    address = reverse("nominations_move", args=[election.pk, "propose"])
    row = Election.objects.get(pk=election.pk)
    assert moved(client, address, row, candidate=[who.pk], order="votes").status_code == 302
    client.force_login(back)
    row = CandidateList.objects.get()
    moved(client, reverse("candidatelist_move", args=[row.pk, "send_back"]), row, reason="漏列一人")
    return "被退回：漏列一人"


def test_what_came_back_says_why_on_its_page_and_in_its_form(client, village, clerk, officer):
    problem = factories.make_line(village, state="solved", evidence="协议书").problem
    problem = problems.apply_closing(problem, by=clerk, reason="已签协议")
    client.force_login(clerk)
    assert "退回" not in client.get(reverse("problem_detail", args=[problem.pk])).content.decode().partition("<main")[2]
    problems.return_closing(problem, by=officer, reason="没有佐证材料")
    for page in ("detail", "edit"):
        answer = client.get(reverse(f"problem_{page}", args=[problem.pk])).content.decode()
        assert "退回（" in answer, page
        assert "没有佐证材料" in answer, page


@pytest.mark.parametrize(
    "happens",
    [
        a_day_is_dropped,
        an_announcement_goes_back,
        a_broken_off_vote_goes_back,
        calling_off_is_not_granted,
        a_list_of_candidates_is_sent_back,
    ],
)
def test_who_did_it_is_told(client, election, clerk, officer, happens):
    said = happens(client, election, clerk, officer)
    assert [text for text in told(clerk, election) if text.endswith(said)]
    assert not [text for text in told(officer, election) if text.endswith(said)], "who takes it back knows"
