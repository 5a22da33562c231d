"""A verified result changes by a correction alone: of the entry, or of what was announced; two persons, on record."""

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.desk import inbox
from electioncycle.records import workflow
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from elections.models import Correction, ElectedPerson, Election, ResultSheet, Round
from elections.services import corrected, facts, outcomes, runoffs, sheets, verified_results
from tests import factories
from tests.result_sheets import (
    correction_move,
    counted_round,
    move,
    propose,
    reload,
    type_anew,
    verified,
)
from villages.models import Cycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(village):
    factories.make_registration(village, election=factories.make_regular(village))
    return counted_round(village, announced="complete")


@pytest.fixture
def sheet(client, clerk, officer, row):
    return verified(client, clerk, officer, row)


def text(answer):
    return answer.content.decode()


def page(client, user, correction):
    client.force_login(user)
    return text(client.get(reverse("correction", args=[correction.pk])))


def directors():
    return list(ElectedPerson.objects.filter(post="director").values_list("name", "votes"))


OTHER = {"votes": {"director": (250, 700)}}
"""The paper has it the other way round: 钱明德 is elected."""


def test_an_entry_that_differs_from_the_paper_is_typed_again_by_two_and_confirmed_by_another(
    client, clerk, officer, county, village, sheet
):
    assert "须上传" in text(propose(client, clerk, sheet, "entry", scan=False))
    assert "原因" in text(propose(client, clerk, sheet, "entry", reason=" "))
    one = propose(client, clerk, sheet, "entry")
    assert sheets.entry_of(one.draft, clerk) is not None, "who proposes is the first to type"
    assert correction_move(client, officer, one, "confirm").status_code == 422, "nothing is typed yet"
    assert directors() == [("赵立春", 700)]
    type_anew(client, clerk, officer, one, **OTHER)
    said = page(client, officer, one)
    for words in ("主任：赵立春得票", "更正前的结果", "更正后的结果"):
        assert words in said
    assert directors() == [("赵立春", 700)], "nothing is in force before the second person's word"
    assert correction_move(client, clerk, one, "confirm").status_code == 403
    assert correction_move(client, officer, one, "confirm").status_code == 302
    assert directors() == [("钱明德", 700)]
    found = Correction.objects.get()
    assert (found.state, found.number, found.confirmed_by) == ("done", None, officer)
    assert (reload(sheet).state, sheet.pk) == ("verified", ResultSheet.objects.get().pk), "it keeps its address"
    old, new = corrected.before(found), corrected.after(found)
    assert [one.elected[0][:2] for one in (old, new)] == [("主任", "赵立春"), ("主任", "钱明德")]
    client.force_login(clerk)
    said = text(client.get(reverse("result_sheet", args=[sheet.pk])))
    assert "录入差错更正" in said
    assert "钱明德得700票" in said
    told = [note.text for note in inbox.notices_of(officer, factories.cycle_for(village))]
    assert any("当选人有变化" in said for said in told)
    steps = [step.move for step in workflow.steps(found)]
    assert steps == ["propose", "confirm"]
    events = AuditEvent.objects.filter(object_type="elections.correction", object_id=found.pk)
    assert [event.details.get("move") for event in events.order_by("pk")] == steps


def test_who_proposed_never_confirms_and_county_duty_is_the_second_where_nobody_else_may(
    client, clerk, officer, county, sheet
):
    one = propose(client, officer, sheet, "entry")
    move(client, clerk, one.draft, "ask_duty")
    type_anew(client, officer, county, one, **OTHER)
    assert "须由另一人" in text(correction_move(client, officer, one, "confirm"))
    assert correction_move(client, county, one, "confirm").status_code == 302
    assert directors() == [("钱明德", 700)]


def test_a_result_correction_is_numbered_leads_the_election_on_and_leaves_the_old_result_readable(
    client, clerk, officer, sheet
):
    same = propose(client, clerk, sheet, "result")
    assert "请填写更正的内容" in text(same)
    assert "文号" in text(propose(client, clerk, sheet, "result", number="", announced="other"))
    assert "须选择原因" in text(propose(client, clerk, sheet, "result", announced="void"))
    changed = {"announced": "other", "cause": "elected_void", "voided": ["director"]}
    first = propose(client, clerk, sheet, "result", scan=False, **changed)
    assert first.draft is None
    assert correction_move(client, officer, first, "confirm").status_code == 302
    assert directors() == []
    assert ElectedPerson.objects.count() == 4
    row = Round.objects.get()
    assert (row.announced, row.cause, row.election.state) == ("other", "elected_void", "next")
    assert runoffs.left_over(row.election, {}).seats == {"director": 1}
    assert [(one.title, one.open) for one in outcomes.outcome_of(row.election).posts if one.open] == [("主任", 1)]
    said = verified_results.last_words([row.election])[row.election_id]
    assert (said["director_elected"], said["open"]) == ("", "1")
    second = propose(client, clerk, sheet, "result", types="1", reason="上级复核", voided=[])
    type_anew(client, clerk, officer, second, **OTHER)
    assert correction_move(client, officer, second, "confirm").status_code == 302
    assert directors() == [("钱明德", 700)]
    assert Election.objects.get().state == "ended"
    assert list(Correction.objects.values_list("number", flat=True)) == [1, 2]
    first, second = Correction.objects.order_by("pk")
    assert [one.announced for one in (corrected.before(first), corrected.after(first))] == ["complete", "other"]
    assert corrected.after(first).voided == ("director",)
    assert corrected.before(second).result.figures == corrected.before(first).result.figures
    said = page(client, clerk, first)
    assert "当选无效的职务：主任" in said
    for form in ("docx", "pdf"):
        answer = client.get(reverse("correction_print", args=[second.pk, form]))
        assert (answer.status_code, answer.content[:2]) == (200, {"docx": b"PK", "pdf": b"%P"}[form])


def test_a_later_round_waits_for_a_finding_while_the_one_before_is_corrected(client, clerk, officer, county, village):
    factories.make_registration(village, election=factories.make_regular(village))
    votes = {"votes": {"director": (480, 470)}}
    row = counted_round(village, announced="other", cause="no_director")
    sheet = verified(client, clerk, officer, row, **votes)
    facts.record_opening(row.election, at=timezone.now(), by=county)
    one = propose(client, clerk, sheet, "result", announced="complete", types="1")
    assert corrected.unsettled([row.election]) == {row.election_id: "第2轮待认定：第1轮结果正在更正"}
    type_anew(client, clerk, officer, one)
    assert correction_move(client, officer, one, "confirm").status_code == 302
    assert Election.objects.get().state == "round", "nobody stops what is being held"
    assert "结果已更正" in corrected.unsettled([row.election])[row.election_id]


def test_what_is_not_verified_closed_foreign_or_under_way_already_is_refused_in_words(
    client, clerk, officer, county, village, row
):
    sheet = verified(client, clerk, officer, row)
    other = factories.make_user(Role.TOWNSHIP_CLERK, factories.make_township("西坪乡", village.township.parent))
    reader = factories.make_user(Role.COUNTY_READER, village.township.parent)
    assert propose(client, other, sheet, "entry").status_code == 404
    assert propose(client, reader, sheet, "entry").status_code == 403
    one = propose(client, clerk, sheet, "entry")
    assert "请先办完或撤销" in text(propose(client, officer, sheet, "entry"))
    assert "撤销更正" in text(move(client, officer, one.draft, "restart", reason="重来"))
    type_anew(client, clerk, officer, one)
    for name in ("verify", "ask_reopening"):
        assert move(client, officer, one.draft, name, signed="1", conditions_met="1", reason="重来").status_code == 422
    assert "完全相同" in text(correction_move(client, officer, one, "confirm"))
    assert correction_move(client, officer, one, "drop").status_code == 422
    assert correction_move(client, officer, one, "drop", reason="核对后没有错误").status_code == 302
    assert [one.state for one in Correction.objects.all()] == ["dropped"]
    assert not ResultSheet.with_provisional.filter(provisional=True).exists()
    assert any("核对后没有错误" in note.text for note in inbox.notices_of(clerk, factories.cycle_for(village)))
    again = propose(client, clerk, sheet, "entry")
    type_anew(client, clerk, officer, again, **OTHER)
    Cycle.objects.update(state="closed")
    assert correction_move(client, officer, again, "confirm").status_code == 422
    assert directors() == [("赵立春", 700)]
