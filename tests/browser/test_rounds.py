"""A community whose first vote fails and whose second comes to a result; and a dispute for which ballots are opened."""

from datetime import timedelta

import pytest
from django.utils import timezone

from elections.models import Dispute, ElectedPerson, Election, Round
from elections.services import recounts
from tests import factories
from tests.browser.test_election import fill, go, press
from tests.result_sheets import POSTS, compared, correction_move, counted_round, move, propose, type_anew
from tests.schemes import rule
from villages.models import Village

AGAIN = {"member": (800, 600, 590, 595)}
"""Counted again: the third seat is somebody else's."""
NUMBER = "东政〔2026〕8号"
VOID = {
    "account": {"in_person": 500, "issued": 600, "left_over": 490, "recovered": 590},
    "votes": {"director": (300, 200), "deputy": (300, 200), "member": (400, 300, 300, 200)},
    "valid": 570,
}
"""The first vote: 590 of 1200, fewer than half."""


def elected():
    return {*ElectedPerson.objects.filter(post="member").values_list("name", flat=True)}


def moment(back=0):
    return f"{timezone.localtime() - timedelta(minutes=back):%Y-%m-%dT%H:%M}"


@pytest.fixture
def held(county):
    Village.objects.filter(pk=county.village.pk).update(kind="community")
    county.village.refresh_from_db()
    row = counted_round(county.village)
    rule(factories.cycle_for(county.village), void_election_days=30)
    return row


def fail(clerk, row):
    go(clerk, "election_detail", row.election_id)
    clerk.locator("[name=announced]").select_option("void")
    clerk.locator("#cause").select_option("turnout")
    clerk.locator("#announced-at").fill(moment())
    press(clerk, "登记现场公布", says="已登记现场公布")
    go(clerk, "round", row.pk)
    fill(clerk, leader="陈县长(县委常委)")
    press(clerk, "保存", says="已登记未成功情况")


def hold_again(clerk, officer, election):
    go(clerk, "election_detail", election.pk)
    clerk.locator("#next-day").fill(f"{timezone.localdate():%Y-%m-%d}")
    press(clerk, "提出重新选举日期", says="由另一人审定")
    go(officer, "election_detail", election.pk)
    press(officer, "审定投票日期", says="已审定投票日期")
    go(clerk, "election_detail", election.pk)
    clerk.get_by_text("登记现场公布", exact=True).first.click()
    clerk.locator("[name=announced]").select_option("complete")
    clerk.locator("#announced-at").fill(moment())
    press(clerk, "登记现场公布", says="已登记现场公布")
    return Round.objects.get(election=election, number=2)


def dispute(clerk, row):
    go(clerk, "dispute_add")
    clerk.locator("[name=village]").select_option(label=str(row.election.village))
    clerk.locator("[name=kind]").select_option("count")
    fill(clerk, round_number=2, received_on=f"{timezone.localdate():%Y-%m-%d}", facts="对委员的得票数有不同意见")
    press(clerk, "保存", says="异议")
    found = Dispute.objects.get()
    go(clerk, "dispute_detail", found.pk)
    press(clerk, "登记受理", says="已登记受理")
    clerk.get_by_text("登记启封复核", exact=True).first.click()
    fill(clerk, approval="东政〔2026〕9号", approved_on=f"{timezone.localdate():%Y-%m-%d}")
    fill(clerk, opened_at=moment(2), opened_by="钱主任、孙监票", resealed_at=moment(1), resealed_by="钱主任、孙监票")
    for name, number in (("valid", 970), ("void", 10), ("blank", 10)):
        clerk.locator(f"[name={name}-member]").fill(str(number))
    for place, votes in enumerate(AGAIN["member"]):
        clerk.locator("[name=votes-member]").nth(place).fill(str(votes))
    press(clerk, "登记启封复核", says="复核后当选人不同")
    return Dispute.objects.get()


def decide(clerk, officer, row):
    """Found by one and checked by another, who also says what was done of it."""
    go(clerk, "dispute_detail", row.pk)
    clerk.get_by_text("登记认定", exact=True).first.click()
    clerk.locator("[name=finding]").select_option("valid")
    clerk.locator("[name=consequence]").select_option("correction")
    fill(clerk, number=NUMBER, words="启封复核，一名委员的得票在汇总时多记")
    clerk.locator("#found-on").fill(f"{timezone.localdate():%Y-%m-%d}")
    press(clerk, "登记认定，交另一人审核", says="已登记认定")
    factories.let_read_dispute(officer[0], row)
    go(officer[1], "dispute_detail", row.pk)
    press(officer[1], "对照认定书，审核认定", says="已审核认定")


def test_a_community_votes_again_and_a_dispute_has_its_ballots_counted_again(county, window, client, held):
    clerk, officer, stranger = window(county.clerk), window(county.officer), window(county.stranger)
    fail(clerk, held)
    second = hold_again(clerk, officer, held.election)
    for row, figures in ((held, VOID), (second, {})):
        sheet = compared(client, county.clerk, county.official, row, **figures)
        assert sheet.state == "entered"
        move(client, county.officer, sheet, "verify", signed="1", conditions_met="1")
    assert elected() == {"周志远", "吴晓梅", "郑永康"}
    go(clerk, "election_detail", held.election_id)
    assert clerk.get_by_text("选齐").count()
    assert Election.objects.get(pk=held.election_id).state == "ended"
    found = dispute(clerk, second)
    (reading,) = recounts.readings(found)
    assert reading.changes
    assert not [code for code, _ in reading.codes if code.startswith("F.52")]
    assert len(reading.posts[0].lines) == POSTS["member"] + 3
    go(officer, "round", second.pk)
    assert officer.get_by_text("存在未办结异议").count()
    assert not officer.get_by_text(str(found)).count()
    assert stranger.goto(f"/elections/disputes/{found.pk}/").status == 404

    decide(clerk, (county.officer, officer), found)
    one = propose(client, county.clerk, sheet, "result", types="1", number=NUMBER, decided_by="township")
    type_anew(client, county.clerk, county.official, one, votes=AGAIN)
    assert elected() == {"周志远", "吴晓梅", "郑永康"}, "nothing is another before the second person's word"
    correction_move(client, county.official, one, "confirm")
    go(officer, "dispute_detail", found.pk)
    officer.locator("#done-on").fill(f"{timezone.localdate():%Y-%m-%d}")
    press(officer, "登记后续办理", says="异议办结")
    assert elected() == {"周志远", "吴晓梅", "王秀英"}
    go(officer, "round", second.pk)
    assert not officer.get_by_text("存在未办结异议").count()
