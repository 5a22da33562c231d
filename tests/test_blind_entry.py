"""Which sheets are typed blind is settled before they are begun, by lot in a way that anybody can draw again."""

from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from elections.models import BlindLot, BlindVillage
from elections.rules.lots import drawn
from tests import factories
from tests.moving import moved
from tests.result_sheets import begin, counted_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("menu_without_figures")]
LOT, NAMED = REGISTRY["blindlot"], REGISTRY["blindvillage"]


@pytest.fixture
def village():
    row = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.cycle_for(row)
    return row


@pytest.fixture
def clerk(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


@pytest.fixture
def county(village):
    return factories.make_user(Role.COUNTY_CLERK, village.township.parent)


def page(answer):
    return answer.content.decode()


def test_a_village_is_named_before_its_sheet_is_begun_and_its_township_learns_no_reason(client, village, clerk, county):
    row = counted_round(village)
    client.force_login(clerk)
    sent = {"village": village.pk, "because": "pilot"}
    assert client.post(NAMED.url("add"), sent).status_code == 403
    client.force_login(county)
    assert "抽签" in page(client.post(NAMED.url("add"), {**sent, "because": "lot"}))
    assert client.post(NAMED.url("add"), sent).status_code == 302
    sheet = begin(client, clerk, row)
    assert (sheet.method, sheet.because) == ("blind", "pilot")
    shown = page(client.get(reverse("result_sheet", args=[sheet.pk])))
    assert "双人背靠背" in shown
    assert "试点" not in shown


def test_an_open_complaint_makes_a_sheet_blind_and_says_nothing_of_itself(client, village, clerk):
    factories.make_complaint(village)
    sheet = begin(client, clerk, counted_round(village))
    assert (sheet.method, sheet.because) == ("blind", "complaint")
    shown = page(client.get(reverse("result_sheet", args=[sheet.pk])))
    assert "信访" not in shown.partition("<main")[2]


@pytest.mark.parametrize(("recovered", "method"), [(605, "blind"), (606, "compare")])
def test_a_turnout_told_by_telephone_that_a_handful_would_turn_is_typed_blind(
    client, village, clerk, recovered, method
):
    row = counted_round(village)
    factories.make_quick_report(village, election=row.election, registered=1200, recovered=recovered)
    assert begin(client, clerk, row).method == method


def test_the_county_draws_villages_by_a_number_that_comes_after_the_pool(client, village, clerk, county):
    row = counted_round(village)
    others = [factories.make_village(name, village.township) for name in ("石桥村", "柳树村")]
    for one in others:
        factories.make_regular(one, timezone.localdate())
    client.force_login(county)
    form = {"day": timezone.localdate().isoformat(), "source": "当日开奖号码"}
    assert "不能抽取4个" in page(client.post(LOT.url("add"), {**form, "number": 4}))
    assert client.post(LOT.url("add"), {**form, "number": 2}).status_code == 302
    lot = BlindLot.objects.get()
    assert len(lot.pool) == 3
    address = reverse("blindlot_move", args=[lot.pk, "draw"])
    assert "号码" in page(moved(client, address, lot, seed="1"))
    assert not BlindVillage.objects.exists()
    client.force_login(clerk)
    assert moved(client, address, lot, seed="07261").status_code == 403
    client.force_login(county)
    assert moved(client, address, lot, seed="07261").status_code == 302
    digests = {name: sha256(f"07261 {name}".encode()).hexdigest() for _, name in lot.pool}
    wanted = sorted(digests, key=digests.get)[:2]
    assert drawn([name for _, name in reversed(lot.pool)], "07261", 2) == wanted
    assert {f"东河镇{one.village}" for one in BlindVillage.objects.all()} == set(wanted)
    assert all(name in page(client.get(LOT.url("detail", lot.pk))) for name in wanted)
    lot.refresh_from_db(fields=["version"])
    assert moved(client, address, lot, seed="07262").status_code != 302
    assert client.post(LOT.url("edit", lot.pk), {**form, "number": 1, "version": lot.version}).status_code != 302
    one = BlindVillage.objects.first()
    answer = client.get(NAMED.url("edit", one.pk))
    assert answer.status_code == 422
    assert "由抽签确定，不能改动" in page(answer)
    assert client.post(NAMED.url("withdraw", one.pk), {"reason": "不抽了", "version": one.version}).status_code != 302
    assert BlindVillage.objects.count() == 2
    sheet = begin(client, clerk, row)
    assert (sheet.method == "blind") is ("东河镇青山村" in wanted)
