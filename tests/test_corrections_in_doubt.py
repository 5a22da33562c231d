"""A correction that bears nothing out, or leaves something to be decided, takes the last word on a result back."""

import pytest
from django.urls import reverse

from electioncycle.desk import inbox
from elections.models import ElectedPerson, Round, SheetDecision, VoteCount
from elections.services import results, runoffs, verified_results
from tests import factories
from tests.moving import moved
from tests.result_sheets import (
    correction_move,
    counted_round,
    move,
    propose,
    reload,
    type_anew,
    verified,
)
from tests.schemes import rule
from tests.test_sheet_decisions import confirm, decide, offered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
SHORT = {"votes": {"member": (800, 750, 400, 300)}}
"""One of three members is not elected."""
NAMESAKE = {
    "other__director__0__name": "赵立春",
    "other__director__0__sex": "male",
    "other__director__0__votes": 10,
    "other__director__0__standing": "namesake",
}


@pytest.fixture
def sheet(client, clerk, officer, village):
    factories.make_registration(village, election=factories.make_regular(village))
    return verified(client, clerk, officer, counted_round(village, announced="complete"))


def text(answer):
    return answer.content.decode()


def corrected(client, clerk, officer, sheet, **figures):
    """Typed again from the paper and confirmed by another person; what the page said before that."""
    one = propose(client, clerk, sheet, "entry")
    type_anew(client, clerk, officer, one, **figures)
    client.force_login(officer)
    said = text(client.get(reverse("correction", args=[one.pk])))
    assert correction_move(client, officer, one, "confirm").status_code == 302
    return said


def told(user, sheet):
    return [note.text for note in inbox.notices_of(user, factories.cycle_for(sheet.election.village))]


def decided(client, clerk, officer, sheet, code, at=0):
    """The body's answer is recorded by one and checked by another."""
    client.force_login(clerk)
    assert decide(client, sheet, offered(client, sheet, code), at).status_code == 302
    assert confirm(client, officer, SheetDecision.objects.get()).status_code == 302


def test_figures_that_contradict_the_announcement_are_in_doubt_until_it_is_corrected_too(
    client, clerk, officer, county, sheet
):
    before = verified_results.last_words([sheet.election])[sheet.election.pk]
    assert before["open"] == ""
    said = corrected(client, clerk, officer, sheet, **SHORT)
    assert "与公布的结果不一致，报告单转为存疑" in said, "who confirms knows it before"
    assert reload(sheet).state == "doubted"
    assert verified_results.last_words([sheet.election]) == {}, "no paper is made of a result in doubt"
    for user in (officer, county):
        assert any("存疑" in one and "现场公布的结果" in one for one in told(user, sheet))
    for name in ("ask_reopening", "verify"):
        refused = move(client, clerk if name == "ask_reopening" else officer, sheet, name, reason="录错", signed="1")
        assert refused.status_code == 422
    client.force_login(county)
    address = reverse("election_move", args=[sheet.election.pk, "correct"])
    assert "F.509" in text(moved(client, address, sheet.election, reason="公布登记有误")), "its figures stay locked"
    one = propose(client, clerk, sheet, "result", announced="other")
    assert correction_move(client, officer, one, "confirm").status_code == 302
    assert reload(sheet).state == "verified"
    assert not any("存疑。" in one or "存疑：" in one for one in told(county, sheet))
    assert Round.objects.get().election.state == "next"


def test_what_corrected_figures_leave_open_is_decided_by_a_body_and_the_result_verified_again(
    client, clerk, officer, county, sheet
):
    figures = {"votes": {"director": (490, 250)}, **NAMESAKE}
    said = corrected(client, clerk, officer, sheet, **figures)
    assert "有权机关认定(F.507)" in said
    assert reload(sheet).state == "entered"
    assert any("须由有权机关认定" in one for one in told(county, sheet))
    assert not ElectedPerson.objects.filter(post="director").exists()
    again = {"signed": "1", "conditions_met": "1"}
    assert "F.507" in text(move(client, officer, sheet, "verify", **again))
    votes = list(VoteCount.objects.values_list("pk", "votes"))
    decided(client, clerk, officer, sheet, "namesake", at=1)
    assert ElectedPerson.objects.values_list("name", "votes").get(post="director") == ("赵立春", 500)
    assert list(VoteCount.objects.values_list("pk", "votes")) == votes, "a decision reads the figures and changes none"
    assert "F.506" in text(move(client, officer, sheet, "verify", signed="1"))
    assert move(client, officer, sheet, "verify", **again).status_code == 302
    assert reload(sheet).state == "verified"
    assert confirm(client, officer, SheetDecision.objects.get(), "drop", reason="登记错了").status_code == 422


def test_a_seat_that_a_body_leaves_empty_after_a_correction_asks_for_another_announcement(
    client, clerk, officer, village, sheet
):
    rest = {"vacancy_from": "first", "vacancy_by": "assembly", "vacancy_min": 3, "vacancy_needs_director": False}
    rule(factories.cycle_for(village), **rest)
    corrected(client, clerk, officer, sheet, **SHORT)
    assert reload(sheet).state == "entered"
    decided(client, clerk, officer, sheet, "vacancy")
    assert reload(sheet).state == "doubted", "complete was announced, and a seat stays empty"
    one = propose(client, clerk, sheet, "result", announced="vacant")
    assert correction_move(client, officer, one, "confirm").status_code == 302
    assert reload(sheet).state == "verified"
    assert results.result_of(reload(sheet)).outcome.next == "none"


def test_one_of_several_members_found_void_after_the_last_word_leaves_one_seat_and_the_others_sit(
    client, clerk, officer, sheet
):
    one = propose(client, clerk, sheet, "result", announced="other", cause="elected_void")
    assert correction_move(client, officer, one, "confirm").status_code == 302
    assert reload(sheet).state == "doubted", "the figures still elect everybody"
    client.force_login(clerk)
    question = next(one for one in asked_of(client, sheet) if (one.code, one.post) == ("conditions", "member"))
    assert decide(client, sheet, question, 1).status_code == 302
    assert confirm(client, officer, SheetDecision.objects.get()).status_code == 302
    assert reload(sheet).state == "entered"
    assert move(client, officer, sheet, "verify", signed="1", conditions_met="1").status_code == 302
    names = ElectedPerson.objects.filter(post="member").values_list("name", flat=True)
    assert sorted(names) == sorted({"周志远", "吴晓梅", "郑永康"} - {question.choices[1].about.name})
    assert runoffs.left_over(sheet.election, {}).seats == {"member": 1}


def asked_of(client, sheet):
    return client.get(reverse("result_sheet", args=[sheet.pk])).context["asked"]


def test_whoever_comes_to_be_elected_was_checked_before_a_correction_is_confirmed(client, clerk, officer, sheet):
    one = propose(client, clerk, sheet, "entry")
    type_anew(client, clerk, officer, one, votes={"director": (250, 700)})
    client.force_login(officer)
    assert "更正后当选的钱明德任职条件已核查" in text(client.get(reverse("correction", args=[one.pk])))
    refused = correction_move(client, officer, one, "confirm", conditions_met="")
    assert "F.506" in text(refused)
    assert "钱明德" in text(refused)
    assert ElectedPerson.objects.get(post="director").name == "赵立春"
    assert correction_move(client, officer, one, "confirm", conditions_met="1").status_code == 302
    assert ElectedPerson.objects.get(post="director").name == "钱明德"


def test_who_a_verified_winner_is_may_still_be_said_once(client, clerk, officer, village):
    factories.make_registration(village, election=factories.make_regular(village))
    wrote = {"other__director__0__name": "欧阳明", "other__director__0__sex": "male", "other__director__0__votes": 600}
    wrote |= {"other__director__0__standing": "written_in", "votes": {"director": (200, 100)}}
    sheet = verified(client, clerk, officer, counted_round(village, announced="complete"), **wrote)
    row = ElectedPerson.objects.get(name="欧阳明")
    client.force_login(clerk)
    sent = {"who": "new", "birth": "1975-10", "education": "college"}
    assert moved(client, reverse("sheet_winner", args=[row.pk]), row, **sent).status_code == 302
    person = ElectedPerson.objects.get(name="欧阳明").person
    assert (person.name, person.education, reload(sheet).state) == ("欧阳明", "college", "verified")
