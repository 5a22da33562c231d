"""The key-person ledger: assigned people read, each reading is recorded, everybody else sees counts only."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.disclosure import restricted
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from risks.models import KeyPerson
from risks.services import key_persons
from tests import factories
from tests.moving import seen
from villages.models import Cycle

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]
LEDGER = REGISTRY["keyperson"]
NAME, FACTS = "欧阳独有", "就独有事项登记3次"


@pytest.fixture
def town():
    return factories.make_township("东河镇")


@pytest.fixture
def village(town):
    row = factories.make_village("青山村", town)
    factories.cycle_for(row)
    return row


@pytest.fixture
def entry(village):
    return factories.make_key_person(village, name=NAME, facts=FACTS)


@pytest.fixture
def assigned(town, entry):
    user = factories.make_user(Role.TOWNSHIP_CLERK, town)
    factories.let_read(user, entry)
    return user


@pytest.fixture
def admin(town, village):
    return factories.make_user(Role.COUNTY_ADMIN, town.parent)


def readings(entry):
    return list(AuditEvent.objects.filter(type=Event.READ, object_id=entry.pk).values_list("actor", flat=True))


ADDRESSES = ("detail", "edit", "history", "withdraw", "attachments")


def test_only_the_assigned_open_an_entry_and_each_reading_is_recorded(client, entry, assigned, town):
    client.force_login(assigned)
    assert NAME in client.get(LEDGER.url("detail", entry.pk)).content.decode()
    assert readings(entry) == [assigned.pk]
    for name in ("edit", "history"):
        client.get(LEDGER.url(name, entry.pk))
    client.get(LEDGER.url("export"))
    client.get(reverse("keyperson_folder", args=[entry.pk]))
    assert readings(entry) == [assigned.pk] * 5
    for role, place in (
        (Role.TOWNSHIP_OFFICER, town),
        (Role.COUNTY_ADMIN, town.parent),
        (Role.COUNTY_CLERK, town.parent),
        (Role.COUNTY_READER, town.parent),
    ):
        other = factories.make_user(role, place)
        client.force_login(other)
        for name in ADDRESSES:
            assert client.get(LEDGER.url(name, entry.pk)).status_code in (403, 404), (role, name)
        assert client.get(LEDGER.url("detail", entry.pk)).status_code == 404
        assert client.get(reverse("keyperson_folder", args=[entry.pk])).status_code == 404
        assert client.post(
            reverse("keyperson_move", args=[entry.pk, "progress"]), seen(entry, text="走访")
        ).status_code in (
            403,
            404,
        )
    assert len(readings(entry)) == 5


def test_lists_searches_exports_and_the_village_page_tell_others_a_number_only(client, entry, assigned, town, village):
    other = factories.make_user(Role.TOWNSHIP_OFFICER, town)
    pages = [
        LEDGER.url("list"),
        f"{LEDGER.url('list')}?q={NAME}",
        LEDGER.url("bin"),
        reverse("village_detail", args=[village.pk]),
        reverse("risks"),
    ]
    client.force_login(other)
    for address in pages:
        text = client.get(address).content.decode()
        assert FACTS not in text
        assert NAME not in text.replace(f'value="{NAME}"', "")
        assert entry.number not in text
    assert "其中1份无权查看" in client.get(LEDGER.url("list")).content.decode()
    assert "无权查看" in client.get(reverse("village_detail", args=[village.pk])).content.decode()
    assert NAME.encode() not in client.get(LEDGER.url("export")).content
    client.force_login(assigned)
    listed = client.get(LEDGER.url("list")).content.decode()
    assert entry.number in listed
    assert NAME not in listed  # reading the name is an act of its own


def test_the_bin_and_the_list_of_the_assigned_never_show_it_to_others(client, entry, assigned, town):
    client.force_login(assigned)
    assert client.post(LEDGER.url("withdraw", entry.pk), seen(entry, reason="重复登记")).status_code == 302
    assert entry.number in client.get(LEDGER.url("bin")).content.decode()
    client.force_login(factories.make_user(Role.TOWNSHIP_OFFICER, town))
    assert entry.number not in client.get(LEDGER.url("bin")).content.decode()
    assert client.post(LEDGER.url("bin"), {"row": entry.pk}).status_code == 404


def test_the_county_assigns_without_seeing_and_takes_back(client, entry, admin, town):
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, town)
    stranger = factories.make_user(Role.TOWNSHIP_OFFICER, factories.make_township("西坪乡"))
    client.force_login(admin)
    address = reverse("key_person_readers")
    page = client.get(address).content.decode()
    assert entry.number in page
    assert NAME not in page
    assert FACTS not in page
    sent = seen(entry, row=entry.pk, user=officer.pk, act="assign")
    assert client.post(address, sent | {"version": ""}).status_code == 409
    assert client.post(address, sent | {"user": stranger.pk}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 422
    client.force_login(officer)
    assert client.get(LEDGER.url("detail", entry.pk)).status_code == 200
    assert client.get(address).status_code == 403
    client.force_login(admin)
    assert client.post(address, sent | {"act": "end"}).status_code == 302
    client.force_login(officer)
    assert client.get(LEDGER.url("detail", entry.pk)).status_code == 404
    assert officer not in restricted.readers_of(KeyPerson, [entry.pk])[entry.pk]
    assert AuditEvent.objects.filter(type=Event.STEP, object_id=entry.pk).count() == 2


def form(village, **values):
    today = timezone.localdate()
    return {
        "village": village.pk,
        "name": "李某",
        "facts": "走访中反映面积少算",
        "source": "visit",
        "source_on": today,
        "demand": "fair",
        "review_on": today + timedelta(days=20),
        "valid_until": today + timedelta(days=90),
        **values,
    }


def test_whoever_enters_an_entry_goes_on_with_it(client, village, town):
    clerk = factories.make_user(Role.TOWNSHIP_CLERK, town)
    client.force_login(clerk)
    assert client.post(LEDGER.url("add"), form(village)).status_code == 302
    row = KeyPerson.objects.get()
    assert row.number.startswith("ZD")
    assert client.get(LEDGER.url("detail", row.pk)).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"source": "petition"}, "须填写文号"),
        ({"valid_until": date(2020, 1, 1)}, "有效期止"),
        ({"review_on": timezone.localdate() + timedelta(days=200)}, "晚于有效期止"),
        ({"source_on": timezone.localdate() + timedelta(days=2)}, "在今天之后"),
        ({"source": ""}, "请填写"),
        ({"id_number": "110101199001010011"}, "身份证号"),
    ],
)
def test_an_entry_rests_on_a_source_a_review_and_an_end(client, village, town, wrong, sentence):
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, town))
    answer = client.post(LEDGER.url("add"), form(village, **wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert client.post(LEDGER.url("add"), form(village)).status_code == 302
    assert KeyPerson.objects.count() == 1


def test_an_expired_entry_leaves_the_list_and_every_page(client, village, assigned, town):
    old = factories.make_key_person(village, valid_until=timezone.localdate() - timedelta(days=1))
    factories.let_read(assigned, old)
    client.force_login(assigned)
    assert old.number not in client.get(LEDGER.url("list")).content.decode()
    assert client.get(LEDGER.url("detail", old.pk)).status_code == 404
    assert LEDGER.township_figures(assigned, factories.cycle_for(village))[town.pk] == {"重点人员": 1}


def test_after_the_cycle_nothing_about_the_person_is_left(entry, village):
    factories.make_key_person(village)
    assert key_persons.hide_after_cycle() == 0
    Cycle.objects.update(state="closed")
    assert key_persons.hide_after_cycle() == 2
    assert key_persons.hide_after_cycle() == 0
    row = KeyPerson.all_rows.get(pk=entry.pk)
    assert (row.name, row.facts, row.id_number, row.search_text) == ("(已隐去)", "(已隐去)", "", "")
    assert not KeyPerson.history.filter(facts=FACTS).exists()
    assert not KeyPerson.history.exclude(id_number="").exists()


def test_an_entry_is_closed_as_settled_or_removed_with_its_basis(client, entry, assigned, town):
    county = factories.make_user(Role.COUNTY_CLERK, town.parent)
    factories.let_read(county, entry)
    client.force_login(assigned)
    apply = reverse("keyperson_move", args=[entry.pk, "apply"])
    assert client.post(apply, seen(entry) | {"proof": "已签订息访协议"}).status_code == 422
    assert client.post(apply, seen(entry) | {"proof": "已签订息访协议", "outcome": "removed"}).status_code == 302
    client.force_login(county)
    assert client.post(reverse("keyperson_move", args=[entry.pk, "verify"]), seen(entry)).status_code == 302
    row = KeyPerson.objects.get(pk=entry.pk)
    assert (row.state, row.standing) == ("closed", "移出")
