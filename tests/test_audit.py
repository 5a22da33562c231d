"""The audit trail: what happened stands in it once, and no change to it goes unnoticed."""

import random
from datetime import timedelta

import pytest
from django.db import connection, transaction

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.security import anchor, audit
from electioncycle.security.audit import AuditEvent, Event
from tests import factories, schema

pytestmark = pytest.mark.django_db
TABLE = AuditEvent._meta.db_table


@pytest.fixture
def chain(django_capture_on_commit_callbacks):
    """Two dozen anchored events, with the triggers lifted as somebody with the database's password would."""
    user = factories.clerk()
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(24):
            audit.record(Event.STEP, by=user, row=user, move="submit", n=number)
    schema.lift_triggers(connection)
    yield list(AuditEvent.objects.order_by("id"))
    schema.put_triggers_back(connection)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rehash(rows, key):
    """Make the chain whole again from what the rows say now, with this key."""
    for row in rows:
        before = AuditEvent.objects.filter(id__lt=row.id).order_by("-id").values_list("hash", flat=True).first() or ""
        row = AuditEvent.objects.get(pk=row.pk)
        row.previous = before
        row.hash = audit.seal(row, key)
        sql(f"UPDATE {TABLE} SET previous = %s, hash = %s WHERE id = %s", row.previous, row.hash, row.pk)


def edited(draw, rows, right_key):
    """One thing somebody could do to the table; returns what it was."""
    row = draw.choice(rows)
    columns = {
        "at": row.at + timedelta(seconds=draw.randint(1, 9**6)),
        "type": draw.choice([one for one in Event.values if one != row.type]),
        "actor": row.actor + draw.randint(1, 99),
        "object_type": "villages.person",
        "object_id": draw.choice([None, row.object_id + draw.randint(1, 99)]),
        "details": '{"move": "approve"}',
        "previous": f"{draw.getrandbits(256):064x}",
        "hash": f"{draw.getrandbits(256):064x}",
        "id": 1000 + draw.randint(1, 99),
    }
    kind = draw.choice(["value", "value", "delete", "cut", "swap", "insert", "forge", "stolen key", "empty"])
    if kind in ("value", "forge", "stolen key"):
        name = draw.choice(list(columns) if kind == "value" else ["at", "type", "actor", "object_type", "details"])
        sql(f"UPDATE {TABLE} SET {name} = %s WHERE id = %s", columns[name], row.pk)
        if kind != "value":
            rehash(rows[row.pk - 1 :], right_key if kind == "stolen key" else "a guess")
        return f"{kind} {name}"
    if kind == "delete":
        sql(f"DELETE FROM {TABLE} WHERE id = %s", row.pk)
    elif kind == "cut":
        sql(f"DELETE FROM {TABLE} WHERE id >= %s", row.pk)
    elif kind == "empty":
        sql(f"DELETE FROM {TABLE}")
    elif kind == "swap":
        other = draw.choice([one for one in rows if one.pk != row.pk])
        for pk, target in ((row.pk, 900), (other.pk, row.pk), (900, other.pk)):
            sql(f"UPDATE {TABLE} SET id = %s WHERE id = %s", target, pk)
    else:
        place = draw.choice([-5, 0, len(rows) + 1])
        sql(
            f"INSERT INTO {TABLE} (id, at, type, actor, object_type, object_id, details, previous, hash)"
            f" SELECT %s, at, type, actor, object_type, object_id, details, %s, %s FROM {TABLE} WHERE id = %s",
            *(place, rows[-1].hash, f"{draw.getrandbits(256):064x}", row.pk),
        )
    return kind


def test_a_thousand_edits_of_the_table_are_all_found(chain, settings):
    draw = random.Random(20261122)
    assert audit.verify() == {"events": 24, "ok": True, "first_bad": None, "problem": "", "anchored": 24}
    kinds = set()
    for _ in range(1000):
        with transaction.atomic():
            what = edited(draw, chain, settings.KEYS.audit)
            found = audit.verify()
            assert not found["ok"], what
            assert found["first_bad"] >= 1
            transaction.set_rollback(True)
        kinds.add(what)
    assert len(kinds) >= 15
    assert audit.verify()["ok"]


@pytest.mark.everywhere
def test_the_first_event_that_does_not_hold_is_named(chain):
    sql(f"UPDATE {TABLE} SET actor = actor + 1 WHERE id = 17")
    assert audit.verify()["first_bad"] == 17
    sql(f"UPDATE {TABLE} SET actor = actor - 1 WHERE id = 17")
    assert audit.verify()["ok"]
    sql(f"DELETE FROM {TABLE} WHERE id > 20")
    assert audit.verify() | {"anchored": 0} == {
        "events": 21,
        "ok": False,
        "first_bad": 21,
        "problem": "cut",
        "anchored": 0,
    }


def test_a_value_no_program_of_ours_writes_is_a_fault_and_no_error(chain):
    if connection.vendor != "sqlite":
        pytest.skip("a typed database refuses such values itself")
    for name, value in (("at", "gestern"), ("details", "[]"), ("at", "")):
        with transaction.atomic():
            sql(f"UPDATE {TABLE} SET {name} = %s WHERE id = 9", value)
            assert audit.verify()["first_bad"] == 9, (name, value)
            transaction.set_rollback(True)


def test_an_anchor_that_is_gone_is_noticed(chain):
    for path in anchor.folder().glob("*.log"):
        path.unlink()
    found = audit.verify()
    assert (found["ok"], found["problem"]) == (False, "no_anchor")


def test_the_anchor_bears_a_crash_in_the_middle_of_a_line_and_several_hosts(chain, monkeypatch):
    path = next(anchor.folder().glob("*.log"))
    with path.open("a") as file:
        file.write("25 0123abc")
    anchor.append(24, chain[-1].hash)
    monkeypatch.setattr(anchor.socket, "gethostname", lambda: "second")
    anchor.append(23, chain[-2].hash)
    assert audit.verify()["ok"]
    assert len(list(anchor.folder().glob("*.log"))) == 2
    anchor.append(24, "0" * 64)
    assert audit.verify()["first_bad"] == 24


@pytest.mark.everywhere
@pytest.mark.parametrize("statement", [f"UPDATE {TABLE} SET actor = 1", f"DELETE FROM {TABLE}"])
def test_the_database_itself_refuses_to_change_the_trail(statement):
    audit.record(Event.STEP, by=None)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        sql(statement)
    assert AuditEvent.objects.get().actor is None


def test_numbers_have_no_gaps_after_something_was_rolled_back():
    audit.record(Event.STEP, by=None)
    with transaction.atomic():
        audit.record(Event.STEP, by=None)
        transaction.set_rollback(True)
    assert audit.record(Event.STEP, by=None).pk == 2


# --- refusals ----------------------------------------------------------------------------------------------------


@pytest.fixture
def village():
    village = factories.make_village()
    factories.cycle_for(village)
    return village


@pytest.fixture
def clerk(client, village):
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


def refusals(user):
    return AuditEvent.objects.filter(type=Event.REFUSED, actor=user.pk)


def test_every_refused_act_is_one_event_and_changes_nothing(client, clerk, village):
    ledger = REGISTRY["responsibilitypost"]
    mine = factories.make_post(village)
    theirs = factories.make_post(factories.make_village("白石村", factories.make_township("西坪乡")))
    expected = [
        (ledger.url("withdraw", mine.pk), {"reason": ""}, 422),  # a rule
        (ledger.url("withdraw", theirs.pk), {"reason": "重复"}, 404),  # a forged number
        (ledger.url("revert", mine.pk), {"entry": "999999", "reason": "更正"}, 404),
        (ledger.url("reveal", mine.pk), {"field": "name", "reason": "核对身份"}, 404),
        (ledger.url("detail", mine.pk), {}, 405),
        (REGISTRY["cycle"].url("add"), {"name": "2031年换届"}, 403),  # not his role
    ]
    for number, (address, data, status) in enumerate(expected, 1):
        answer = client.post(address, data)
        assert answer.status_code == status, address
        assert refusals(clerk).count() == number, address
        if status != 405:
            assert "<h1>" in answer.content.decode()
    mine.refresh_from_db()
    assert mine.version == 1
    last = refusals(clerk).latest("id")
    assert last.details["status"] == 403
    assert client.get(ledger.url("detail", theirs.pk)).status_code == 404
    assert refusals(clerk).count() == len(expected)  # looking is no act


def test_a_form_of_an_old_session_is_refused_with_one_event(village, clerk):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clerk)
    answer = browser.post(REGISTRY["responsibilitypost"].url("add"), {"csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
    assert refusals(clerk).count() == 1


def test_whose_cookies_are_gone_is_asked_to_sign_in_beside_the_act_he_sent(village):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    address = REGISTRY["responsibilitypost"].url("add")
    answer = browser.post(address, {"csrfmiddlewaretoken": "x" * 64}, headers={"X-Inline": "1"})
    assert (answer.status_code, answer["X-Location"].split("?")[0]) == (204, "/accounts/login/")
    answer = browser.post(address, {"csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_what_a_form_merely_lacks_is_no_refusal(client, clerk):
    assert client.post(REGISTRY["responsibilitypost"].url("add"), {}).status_code == 422
    assert not refusals(clerk).exists()


def test_a_form_sent_twice_adds_one_row_and_leads_to_it(client, clerk, village):
    ledger = REGISTRY["responsibilitypost"]
    form = client.get(ledger.url("add")).context["form"]
    cycle = factories.cycle_for(village)
    data = {
        "village": village.pk,
        "kind": factories.kind(cycle, "responsibility").pk,
        "name": "李联村",
        "unit": "县农业农村局",
        "post": "副局长",
        "form_token": form["form_token"].value(),
    }
    first = client.post(ledger.url("add"), data)
    again = client.post(ledger.url("add"), data, follow=True)
    assert ledger.model.objects.count() == 1
    assert again.redirect_chain == [(first["Location"], 302)]
    assert "没有重复新增" in again.content.decode()
    assert refusals(clerk).count() == 1
    fresh = client.get(ledger.url("add")).context["form"]["form_token"].value()
    assert fresh != data["form_token"]


def test_a_refused_form_may_be_sent_again(client, clerk, village):
    ledger = REGISTRY["villageprofile"]
    factories.make_profile(village)
    token = client.get(ledger.url("add")).context["form"]["form_token"].value()
    data = {"village": village.pk, "form_token": token, "groups": 5}
    assert client.post(ledger.url("add"), data).status_code == 422
    assert refusals(clerk).count() == 1
    other = factories.make_village("石门村", village.township)
    assert client.post(ledger.url("add"), data | {"village": other.pk}).status_code == 302
