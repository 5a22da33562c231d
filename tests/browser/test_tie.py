"""A vote that ends in a tie with a seat left open: again among the equal, the other election in time, a correction."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from elections.models import Correction, Election, ResultSheet, Round
from tests import factories
from tests.browser.test_election import SCAN, fill, go, press
from tests.browser.test_rounds import moment
from tests.result_sheets import compared, counted_round, move, paper
from tests.schemes import rule

TIED = {"director": (480, 470), "member": (800, 750, 600, 600)}
"""Half of the 990 ballots is 495: no director, and two are equal at the third seat."""


@pytest.fixture
def held(county):
    election = factories.make_regular(county.village, timezone.localdate())
    factories.make_registration(county.village, election=election)
    row = counted_round(county.village, announced="tie")
    rule(factories.cycle_for(county.village), runoff_days=15)
    return row


def begin(clerk, row):
    go(clerk, "sheet_begin", row.pk)
    clerk.get_by_role("button", name="开始录入").click()
    expect(clerk.locator("#sheet-form")).to_be_visible()
    return ResultSheet.objects.get(round=row)


def type_in(page, sheet, votes):
    for key, number in paper(sheet, votes=votes).items():
        page.locator(f"[name='{key}']").fill(str(number))


def type_first(clerk, row):
    """The sum is red until the figure is right."""
    sheet = begin(clerk, row)
    type_in(clerk, sheet, TIED)
    sums = clerk.locator("#sheet-sums")
    expect(sums).to_be_hidden()
    fill(clerk, **{"account-0-issued": 1001})
    expect(sums).to_be_visible()
    fill(clerk, **{"account-0-issued": 1000})
    expect(sums).to_be_hidden()
    press(clerk, "交录", says="待第二人核对")
    return sheet


def type_again(officer, sheet):
    """So close that the second does not see what the first typed."""
    go(officer, "result_sheet", sheet.pk)
    officer.get_by_role("button", name="开始第二遍录入").click()
    expect(officer.locator("#sheet-form")).to_be_visible()
    assert not officer.locator("[value='1100']").count()
    type_in(officer, sheet, TIED)
    press(officer, "交录", says="再次投票")


def announce(clerk, election, announced):
    go(clerk, "election_detail", election.pk)
    clerk.get_by_text("登记现场公布", exact=True).first.click()
    clerk.locator("[name=announced]").select_option(announced)
    clerk.locator("#announced-at").fill(moment())
    press(clerk, "登记现场公布", says="已登记现场公布")
    return Round.objects.filter(election=election).latest("number")


def plan_in_time(clerk, officer, election):
    """The page itself offers no day after the last one."""
    go(clerk, "election_detail", election.pk)
    last = timezone.localdate() + timedelta(days=15)
    assert clerk.locator("#next-day").get_attribute("max") == f"{last:%Y-%m-%d}"
    clerk.locator("#next-day").fill(f"{timezone.localdate():%Y-%m-%d}")
    press(clerk, "提出另行选举日期", says="由另一人审定")
    go(officer, "election_detail", election.pk)
    press(officer, "审定投票日期", says="已审定投票日期")


def verify(officer, sheet):
    go(officer, "result_sheet", sheet.pk)
    officer.get_by_label("各方已签字").check()
    officer.get_by_label("当选人条件已核查").check()
    press(officer, "核对定稿", says="已核对定稿")


def correct(clerk, officer, sheet):
    """Who was elected director in the other election did not meet the conditions."""
    go(clerk, "result_sheet", sheet.pk)
    clerk.get_by_role("link", name="结果更正", exact=True).click()
    clerk.locator("[name=decided_by]").select_option("committee")
    fill(clerk, decided_on=f"{timezone.localdate():%Y-%m-%d}", number="青选〔2026〕3号", reason="主任不符合任职条件")
    clerk.locator("[name=announced]").select_option("other")
    clerk.locator("[name=cause]").select_option("elected_void")
    clerk.get_by_label("主任", exact=True).check()
    clerk.locator("[name=scan]").set_input_files(SCAN)
    press(clerk, "提出结果更正", says="待另一人确认")
    made = Correction.objects.get()
    go(officer, "correction", made.pk)
    press(officer, "确认更正", says="已更正，结果已重新计算")
    expect(officer.get_by_role("link", name="结果更正公告 DOCX")).to_be_visible()


def test_a_tie_is_voted_on_again_the_seat_left_open_in_time_and_what_was_announced_is_corrected(
    county, window, client, held
):
    clerk, officer, election = window(county.clerk), window(county.officer), held.election
    first = type_first(clerk, held)
    type_again(officer, first)

    again = announce(clerk, election, "other")
    second = compared(client, county.clerk, county.official, again, votes={"member": (560, 400)})
    assert (again.kind, second.state) == ("tie", "entered")

    plan_in_time(clerk, officer, election)
    other = announce(clerk, election, "complete")
    third = compared(client, county.clerk, county.official, other, votes={"director": (600, 300)})
    assert (other.kind, third.state) == ("other", "entered")

    for sheet in (first, second):
        move(client, county.officer, sheet, "verify", signed="1", conditions_met="1")
    verify(officer, third)
    go(clerk, "election_detail", election.pk)
    expect(clerk.get_by_text("选齐").first).to_be_visible()
    assert Election.objects.get(pk=election.pk).state == "ended"

    correct(clerk, officer, third)
    assert Election.objects.get(pk=election.pk).state == "next", "the director is elected once more"
    go(clerk, "election_detail", election.pk)
    expect(clerk.get_by_text("另行选举").first).to_be_visible()
