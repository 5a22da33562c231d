"""Year and month as offices write them, in forms and workbooks: one rule, and no day that nobody said."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.workbooks import imports
from electioncycle.workbooks.row_numbers import row_key
from tests import factories, workbooks
from tests.browsing import untouched

pytestmark = [pytest.mark.django_db]
HEAD = ("编号", "乡镇(街道)", "村(社区)", "姓名", "性别", "党组织职务", "入党时间")
JOINED = date(2009, 10, 15)


@pytest.fixture
def member(client):
    """Somebody of whose entry into the Party the very day is known."""
    village = factories.make_village("大岩社区", factories.make_township("霞渡镇"))
    factories.cycle_for(village)
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    member = factories.make_member(village, "林长斌", party_post="member")
    member.person.joined_party = JOINED
    member.person.save(update_fields=["joined_party"])
    return member


def joined(member):
    member.person.refresh_from_db()
    return member.person.joined_party


def save(client, member, **typed):
    address = REGISTRY["teammember"].url("edit", member.pk)
    data = untouched(client.get(address))
    return data["person__joined_party"], client.post(address, {**data, **typed})


def test_a_form_takes_a_month_as_offices_write_it_and_says_what_is_none(client, member):
    for number, typed in enumerate(("2011.10", "2011年9月", "201108", "2011-7", "2011.06.30"), 1):
        _, answer = save(client, member, person__joined_party=typed)
        assert answer.status_code == 302, typed
        assert joined(member) == date(2011, 11 - number, 1), typed
    for typed, reason in (("无", "没有的请留空"), ("去年", "不是年月"), ("2011.13", "不是真实存在的日期")):
        _, answer = save(client, member, person__joined_party=typed)
        assert answer.status_code == 422, typed
        assert reason in answer.content.decode(), typed
        assert joined(member) == date(2011, 6, 1)
    shown, _ = save(client, member, person__joined_party="")
    assert shown == ["2011.06"]
    assert joined(member) is None


def test_a_day_that_is_known_stays_while_the_month_does(client, member):
    shown, _ = save(client, member, note="住镇上")
    assert shown == ["2009.10"]
    assert joined(member) == JOINED
    save(client, member, person__joined_party="2009.11")
    assert joined(member) == date(2009, 11, 1)


def test_a_workbook_leaves_the_month_that_it_shows_in_whatever_words(client, member):
    ledger = REGISTRY["teammember"]
    for cell, change in (("2009.10", 0), ("2009年10月", 0), (2009.1, 0), ("2009-11", 1)):
        member.refresh_from_db()
        line = (row_key(member), "霞渡镇", "大岩社区", "林长斌", "男", "委员", cell)
        sheet = SimpleUploadedFile("表.xlsx", workbooks.workbook([HEAD, line]))
        assert client.post(ledger.url("import"), {"file": sheet}).status_code == 302
        counts = imports.ImportBatch.objects.latest("id").counts
        assert (counts["changed"], counts["unchanged"], counts["wrong"]) == (change, 1 - change, 0), cell
