"""The database itself keeps a verified result, whatever program writes to it; a correction of it alone opens it."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from electioncycle.records import files
from elections.models import Correction, ElectedPerson, ResultSheet, Round, SheetDecision, SheetName
from tests import factories, uploads
from tests.result_sheets import compared, counted_round
from tests.uploads import sent

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]
LOCKED, STAYS = "a verified result changes only by a correction", "carried out or dropped stays"
CHANGES = (
    ("elections_sheethead", "registered = registered + 1"),
    ("elections_ballotaccount", "printed = printed + 1"),
    ("elections_postcount", "valid = valid + 1"),
    ("elections_votecount", "votes = votes + 1"),
    ("elections_sheetname", "line = line + 50"),
    ("elections_sheetname", "name = '张三'"),
    ("elections_electedperson", "votes = votes + 1"),
    ("elections_electedperson", "name = '已清除'"),
    ("elections_electedperson", "withdrawn_at = updated_at"),
)


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def refuses(statement, *values, because=LOCKED):
    with pytest.raises(DatabaseError, match=because):
        sql(statement, *values)


def confirmed(sheet, state="confirmed"):
    """A correction in the state that lasts no longer than the act; two persons, reason and document."""
    one, two = (factories.make_user("county_admin", sheet.election.county) for _ in range(2))
    made = Correction.objects.create(
        sheet=sheet,
        kind="result",
        number=1,
        reason="上级复核",
        decided_by="county",
        decided_on=timezone.localdate(),
        document_number="青民〔2026〕1号",
        state=state,
        proposed_by=one,
        confirmed_by=two,
        confirmed_at=timezone.now(),
    )
    return made.pk


@pytest.fixture
def sheet(client, clerk, officer, village):
    election = factories.make_regular(village)
    factories.make_registration(village, election=election)
    factories.make_box(village, election=election, kind="centre", name="中心会场")
    factories.make_box(village, election=election, name="流动票箱1", voters=40)
    row = counted_round(village, announced="complete")
    boxes = {"box__0__0__recovered": 950, "box__0__1__recovered": 40}
    made = compared(client, clerk, officer, row, **boxes)
    assert sql("UPDATE elections_votecount SET votes = votes WHERE sheet_id = %s", made.pk) == 8, "not locked yet"
    ResultSheet.objects.filter(pk=made.pk).update(state="verified")
    return ResultSheet.objects.get()


def test_plain_sql_changes_nothing_verified_without_an_open_correction_of_the_sheet(sheet, village, client, clerk):
    foreign = factories.make_village("白石村", village.township)
    factories.make_registration(foreign, election=factories.make_regular(foreign))
    other = confirmed(ResultSheet.objects.create(round=counted_round(foreign), shape=sheet.shape))
    proposed, right = confirmed(sheet, "open"), confirmed(sheet)
    changes = (*CHANGES, ("elections_boxcount", "recovered = recovered + 1"))
    for table, change in changes:
        for named in ("", f", correction_id = {other}", f", correction_id = {proposed}"):
            refuses(f"UPDATE {table} SET {change}{named} WHERE sheet_id = %s", sheet.pk)
        refuses(f"DELETE FROM {table} WHERE sheet_id = %s", sheet.pk)
    for state in (
        "state = 'doubted'",
        "withdrawn_at = updated_at",
        "voided = '[\"director\"]'",
        "provisional = NOT provisional",
    ):
        refuses(f"UPDATE elections_resultsheet SET {state}, correction_id = {other} WHERE id = %s", sheet.pk)
    refuses("DELETE FROM elections_resultsheet WHERE id = %s", sheet.pk)
    refuses("UPDATE elections_round SET announced = 'void' WHERE id = %s", sheet.round_id)
    refuses(f"UPDATE elections_round SET announced = 'void', correction_id = {other} WHERE id = %s", sheet.round_id)
    with pytest.raises(DatabaseError, match=LOCKED), transaction.atomic():
        ElectedPerson.objects.create(sheet=sheet, post="member", name="张三", sex="male", votes=1, correction_id=other)
    for table, change in changes:
        assert sql(f"UPDATE {table} SET {change}, correction_id = {right} WHERE sheet_id = %s", sheet.pk), table
    assert sql(f"UPDATE elections_resultsheet SET checks = '{{}}', correction_id = {right} WHERE id = %s", sheet.pk)
    assert sql(f"UPDATE elections_round SET announced = 'void', correction_id = {right} WHERE id = %s", sheet.round_id)
    ElectedPerson.objects.create(sheet=sheet, post="member", name="张三", sex="male", votes=1, correction_id=right)
    sql("UPDATE elections_correction SET state = 'done' WHERE id = %s", right)
    refuses(f"UPDATE elections_votecount SET votes = 1, correction_id = {right} WHERE sheet_id = %s", sheet.pk)


def test_figures_left_in_doubt_stay_locked_while_who_is_elected_may_change(sheet):
    right = confirmed(sheet)
    sql("UPDATE elections_resultsheet SET state = 'doubted', correction_id = %s WHERE id = %s", right, sheet.pk)
    sql("UPDATE elections_correction SET state = 'done' WHERE id = %s", right)
    elected = [one for one in CHANGES if one[0] == "elections_electedperson"]
    assert len(elected) < len(CHANGES)
    for table, change in CHANGES:
        if (table, change) not in elected:
            refuses(f"UPDATE {table} SET {change} WHERE sheet_id = %s", sheet.pk)
            refuses(f"UPDATE {table} SET {change}, correction_id = {right} WHERE sheet_id = %s", sheet.pk)
            refuses(f"DELETE FROM {table} WHERE sheet_id = %s", sheet.pk)
    for change in ("withdrawn_at = updated_at", "shape = '{}'", "correction_id = NULL", "voided = '[\"director\"]'"):
        refuses(f"UPDATE elections_resultsheet SET {change} WHERE id = %s", sheet.pk)
    refuses("DELETE FROM elections_resultsheet WHERE id = %s", sheet.pk)
    refuses("UPDATE elections_round SET announced = 'void' WHERE id = %s", sheet.round_id)
    assert sql("UPDATE elections_electedperson SET withdrawn_at = updated_at WHERE sheet_id = %s", sheet.pk)
    assert sql("UPDATE elections_sheetname SET name = '已清除' WHERE sheet_id = %s", sheet.pk) == 8
    for state in ("entered", "verified"):
        assert sql("UPDATE elections_resultsheet SET state = %s WHERE id = %s", state, sheet.pk)
    again = confirmed(sheet)
    assert sql(f"UPDATE elections_votecount SET votes = 1, correction_id = {again} WHERE sheet_id = %s", sheet.pk)


def test_what_a_body_decided_of_a_verified_result_neither_comes_nor_goes_by_plain_sql(sheet):
    right, by = confirmed(sheet), factories.make_user("county_admin", sheet.election.county)
    told = {"sheet": sheet, "code": "vacancy", "post": "member", "answer": "rest", "decided_by": "village"}
    told |= {"document_number": "青选〔2026〕9号", "decided_on": timezone.localdate()}
    told |= {"scan": files.attach(sent("决定.pdf", uploads.scan()), by=by)}
    with pytest.raises(DatabaseError, match=LOCKED), transaction.atomic():
        SheetDecision.objects.create(**told)
    made = SheetDecision.objects.create(**told, correction_id=right)
    changes = ("state = 'confirmed'", "answer = 'go_on'", "document_number = '1号'", "withdrawn_at = updated_at")
    for change in changes:
        assert sql(f"UPDATE elections_sheetdecision SET {change}, correction_id = {right} WHERE id = %s", made.pk)
    sql("UPDATE elections_correction SET state = 'done' WHERE id = %s", right)
    for change in ("state = 'recorded'", "answer = 'rest'", "document_number = '2号'", "withdrawn_at = NULL"):
        refuses(f"UPDATE elections_sheetdecision SET {change} WHERE id = %s", made.pk)
    refuses("DELETE FROM elections_sheetdecision WHERE id = %s", made.pk)


def test_what_was_carried_out_stays_no_one_person_carries_it_out_and_a_purge_empties_names_alone(sheet):
    right = confirmed(sheet)
    sql("UPDATE elections_correction SET state = 'done' WHERE id = %s", right)
    for change in ("state = 'confirmed'", "number = 7", "cause = 'x'", "withdrawn_at = updated_at"):
        refuses(f"UPDATE elections_correction SET {change} WHERE id = %s", right, because=STAYS)
    refuses("DELETE FROM elections_correction WHERE id = %s", right, because=STAYS)
    assert sql("UPDATE elections_correction SET reason = '已清除' WHERE id = %s", right)
    again = confirmed(sheet, "open")
    for change in (
        "confirmed_by_id = proposed_by_id",
        "confirmed_by_id = NULL",
        "number = NULL",
        "document_number = ''",
    ):
        with pytest.raises(DatabaseError):
            sql(f"UPDATE elections_correction SET state = 'confirmed', {change} WHERE id = %s", again)
    assert sql("UPDATE elections_sheetname SET name = '已清除', search_text = '' WHERE sheet_id = %s", sheet.pk) == 8
    assert set(SheetName.objects.values_list("name", flat=True)) == {"已清除"}
    winner = ElectedPerson.objects.first()
    known, other = winner.person_id, factories.make_person("何某某").pk
    assert known
    refuses("UPDATE elections_electedperson SET person_id = %s WHERE id = %s", other, winner.pk)
    assert Round.objects.get().announced == "complete"
