"""A village with a tie and a community by households, from registry to next cycle: each station by its main act.

What other journeys prove by clicks is set up; papers are printed on the way and read back.
"""

import subprocess
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from electioncycle.roles import Role
from elections.models import CandidateList, ElectedPerson, Election, ResultSheet, Round, Scheme, StepDay
from readiness.models import ReadinessPass
from tests import factories, gate
from tests.browser.steps import fill_in_the_analysis, fill_in_the_measures, seat_the_team
from tests.browser.test_election import (
    check_as_officer,
    fill,
    go,
    press,
    record_as_planned,
    record_step,
    register,
    start,
)
from tests.browser.test_main_job import approve
from tests.result_sheets import paper, reload
from tests.schemes import rule
from tests.test_burden import RULES
from villages.models import Cycle, TeamMember, VillageProfile

VILLAGE_VOTES = {"director": (450, 440), "member": (760, 560, 560)}
"""Nobody is elected director, and two have the same number of votes for the last member's seat."""
AMONG_EQUALS, AGAIN = {"member": (600, 350)}, {"director": (600, 350)}
COMMUNITY_VOTES = {"director": (260, 90), "member": (300, 280, 60)}
OF_HOUSEHOLDS = {"printed": 395, "in_person": 380, "proxy": 0, "roving": 0, "issued": 380, "spoiled": 5}
OF_HOUSEHOLDS |= {"left_over": 10, "recovered": 378}
OWN = {"seats_deputy": 0, "seats_member": 2, "woman_seat": "none", "seats_woman": 0, "mobile_boxes": 0}
OWN |= {"surplus_member_min": 1, "surplus_member_max": 2}
NAMES = {"director": ("周连任", "孙立群"), "member": ("冯秀英", "陈有田", "褚长河")}
COMMITTEE = {"周连任": "director", "冯秀英": "member", "陈有田": "member"}
BEFORE, DAY, AFTER = (
    ("selection", "sign_in", "scheme"),
    ("ballot_handover", "agenda", "day_checklist", "tally", "result"),
    ("result", "certificate", "handover"),
)
"""What is printed before the day, on it and after it."""


@pytest.fixture
def clock(monkeypatch):
    """So many days before the vote (negative), which was yesterday, so that its hours are over whenever this runs."""
    day = timezone.localdate() - timedelta(days=1)

    def stands_on(offset):
        monkeypatch.setattr(timezone, "localdate", lambda *given: day + timedelta(days=offset))
        return day + timedelta(days=offset)

    return stands_on


def at(hour):
    return f"{timezone.localdate():%Y-%m-%d}T{hour}"


def read(page, address, **asked):
    """What a PDF says, as its reader finds it."""
    answer = page.request.get(address, params=asked)
    assert answer.ok, (address, answer.status, answer.text()[-2000:])
    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=answer.body(), capture_output=True, check=True)
    return made.stdout.decode().replace(" ", "")


@dataclass
class Place:
    """A village or community on its way, and those who act for it."""

    village: Any
    clerk: Any
    officer: Any
    county: Any
    clock: Any
    base: str
    registered: int
    mode: str
    account: Any = None
    election: Any = None

    def printed(self, papers):
        """The pack of these papers with what is known; it speaks of this place, and of registered people alone."""
        address = reverse("blank_packs_print", args=["pdf"])
        asked = "&".join(f"paper={one}" for one in papers)
        told = read(self.clerk, f"{address}?village={self.village.pk}&known=1&{asked}")
        assert self.village.name in told
        assert "选民" not in told
        return told

    # --- stations ----------------------------------------------------------------------------------------------------

    def registry(self, day):
        """The county's planned day stands in the village's entry."""
        go(self.county, "villageprofile_edit", VillageProfile.objects.get(village=self.village).pk)
        fill(self.county, election_day=f"{day}")
        press(self.county, "保存", says="已保存")

    def analysis(self):
        seat_the_team(self.village, f"张{self.village.name[:1]}国")
        self.clerk.goto(f"/readiness/analysis/{self.village.pk}/")
        fill_in_the_analysis(self.clerk)
        fill_in_the_measures(self.clerk)
        press(self.clerk, "保存并提交审核", says="等待乡镇审核")
        approve(self.officer, self.village)
        assert self.village.name in read(self.clerk, f"/reports/villages/{self.village.pk}/report.pdf")

    def checked(self):
        """Self-checked and visited: what the analysis left open has its reason."""
        town, words = gate.Township(), "措施已落实，不影响换届。"
        applied = town.applied(self.village, reason=words)
        return town.worked_off(applied, unmet=(), check_reason=words, recheck_on=gate.days(200))

    def gate(self, check):
        """The township's decision is recorded."""
        self.officer.goto(f"/readiness/gate/checks/{check.pk}/")
        for field, text in (("signed_on", gate.days(-2)), ("number", "东委纪〔2026〕12号"), ("signer", "孙志远(书记)")):
            self.officer.locator(f"#decide-{field}").fill(f"{text}")
        self.officer.locator("#decide-scan").set_input_files(
            {"name": "会议纪要.pdf", "mimeType": "application/pdf", "buffer": gate.SCAN}
        )
        press(self.officer, "登记研究通过", says="签批人：孙志远(书记)")
        assert ReadinessPass.objects.filter(village=self.village).count() == 1

    def start(self):
        self.election = start(self.officer, self.village, "committee")

    def committee(self):
        row = factories.make_election_committee(self.village, election=self.election)
        for number in range(5):
            person = factories.make_person(f"{self.village.name[:1]}委{'甲乙丙丁戊'[number]}")
            factories.make_committee_member(self.village, row, who=person, role="head" if number == 0 else "member")
        go(self.clerk, "electioncommittee_detail", row.pk)
        press(self.clerk, "提交审核", says="已提交")
        check_as_officer(self.officer, "electioncommittee", row)

    def scheme(self):
        values = {**factories.SCHEME, **OWN, "mode": self.mode}
        row = factories.make_scheme(self.village, election=self.election, values=values)
        go(self.officer, "scheme_detail", row.pk)
        fill(self.officer, present=40, in_favour=39)
        press(self.officer, "登记通过", says="已登记通过。")
        assert Scheme.objects.get(pk=row.pk).state == "adopted"

    def list(self, day):
        row = register(self.clerk, self.village, base=self.base, registered=self.registered)
        press(self.clerk, "提交审核", says="已提交")
        check_as_officer(self.officer, "registration", row)
        record_step(self.clerk, self.election, "voter_list", f"{day}")

    def candidates(self):
        factories.make_nomination_vote(self.village, election=self.election, took_part=self.registered * 3 // 4)
        votes = iter(range(self.registered * 3 // 5, 0, -20))
        for post, names in NAMES.items():
            for name in names:
                bare = {"id_number": "", "education": ""} if name == "冯秀英" else {}
                who = {"election": self.election, "post": post, "votes": next(votes), "who": bare}
                factories.make_candidacy(self.village, name, **who)
        go(self.clerk, "nominations_of", self.election.pk)
        press(self.clerk, "拟定名单", says="已拟定5人的名单")
        go(self.officer, "candidatelist_detail", CandidateList.objects.get(village=self.village).pk)
        press(self.officer, "核对并登记公布", says="已登记公布，名单上的人为正式候选人。")

    def told_by_telephone(self, recovered):
        go(self.clerk, "quickreport_add")
        self.clerk.locator("[name=village]").select_option(label=str(self.village))
        fill(self.clerk, issued=recovered, recovered=recovered, elected=1, ended_at="11:30")
        for name, value in (("validity", "valid"), ("director", "open"), ("other", "later")):
            self.clerk.locator(f"[name={name}]").select_option(value)
        press(self.clerk, "保存", says="已保存")

    def announced(self, outcome, hour="13:00"):
        go(self.clerk, "election_detail", self.election.pk)
        if not self.clerk.locator("[name=announced]").is_visible():
            self.clerk.get_by_text("登记现场公布", exact=True).first.click()
        self.clerk.locator("[name=announced]").select_option(outcome)
        self.clerk.locator("#announced-at").fill(at(hour))
        press(self.clerk, "登记现场公布", says="已登记现场公布")
        return Round.objects.filter(election=self.election).latest("number")

    def count(self, row, votes):
        """The signed paper is typed by one, compared by the other; where few ballots decide, typed by both."""
        go(self.clerk, "sheet_begin", row.pk)
        self.clerk.get_by_role("button", name="开始录入").click()
        expect(self.clerk.get_by_role("button", name="交录")).to_be_visible()
        sheet = ResultSheet.objects.get(round=row)
        self.typed(self.clerk, sheet, votes)
        sheet = reload(sheet)
        go(self.officer, "result_sheet", sheet.pk)
        self.officer.get_by_role("button", name="开始第二遍录入" if sheet.blind else "开始核对").click()
        if sheet.blind:
            self.typed(self.officer, sheet, votes)
        else:
            press(self.officer, "核对一致", says="与原件一致，已录入。")
        sheet = reload(sheet)
        assert sheet.state == "entered", (sheet.state, sheet.checks, sheet.different)
        return sheet

    def typed(self, page, sheet, votes):
        valid = (self.account or {}).get("recovered", 990) - 20
        for name, number in paper(sheet, account=self.account, votes=votes, valid=valid).items():
            page.locator(f"[name='{name}']").fill(f"{number}")
        page.get_by_role("button", name="交录").click()
        expect(page.get_by_role("button", name="交录")).to_have_count(0)

    def result(self, sheet):
        go(self.clerk, "result_sheet", sheet.pk)
        lacking = self.clerk.locator("form[action*='/elected/']")
        if lacking.count():
            lacking.locator("[name=birth]").fill("1980.05")
            lacking.locator("[name=education]").select_option("college")
            lacking.get_by_role("button", name="补登").click()
            expect(lacking).to_have_count(0)
        go(self.officer, "result_sheet", sheet.pk)
        for name in ("signed", "conditions_met"):
            self.officer.locator(f"[name={name}]").check()
        self.officer.locator("[name=sealed_at]").fill(at("18:00"))
        press(self.officer, "核对定稿", says="已核对定稿。")

    def again(self, what):
        """The day of the next round is named by one and confirmed by the other."""
        go(self.clerk, "election_detail", self.election.pk)
        self.clerk.locator("#next-day").fill(f"{timezone.localdate():%Y-%m-%d}")
        press(self.clerk, f"提出{what}日期", says="由另一人审定")
        go(self.officer, "election_detail", self.election.pk)
        press(self.officer, "审定投票日期", says="已审定投票日期")

    def elected(self):
        rows = ElectedPerson.objects.filter(sheet__round__election=self.election).order_by("pk")
        return list(rows.values_list("name", flat=True))

    def handed_over(self):
        go(self.clerk, "after_matters", township=self.village.township_id)
        for step in ("certificate", "handover"):
            self.clerk.locator(f"[name=c-{self.election.pk}-{step}]").fill(f"{timezone.localdate()}")
        press(self.clerk, "保存", says="已登记2项。")
        done = StepDay.objects.filter(election=self.election, step="handover").exclude(done_on=None)
        assert done.count() == 1

    def archived(self):
        """Nothing lacks, and who took it in; index and self-check print themselves from what was made here."""
        go(self.clerk, "archives", township=self.village.township_id)
        fill(self.clerk, **{f"c-{self.election.pk}-missing": "无", f"c-{self.election.pk}-receiver": "李档案"})
        fill(self.clerk, **{f"c-{self.election.pk}-day": f"{timezone.localdate()}"})
        press(self.clerk, "保存", says="已登记1个村(社区)。")
        for what, title in (("index", "归档目录"), ("self-check", "归档自查单")):
            told = read(self.clerk, reverse("archive_paper_print", args=[self.election.pk, what, "pdf"]))
            assert self.village.name in told
            assert title in told

    def before_the_vote(self):
        day = self.clock(0)
        self.clock(-50)
        self.registry(day)
        self.analysis()
        self.clock(-45)
        self.gate(self.checked())
        self.start()
        self.clock(-40)
        self.committee()
        self.clock(-30)
        record_as_planned(self.clerk, self.election)
        self.scheme()
        self.list(self.clock(-25))
        self.clock(-8)
        self.candidates()
        self.clock(-1)
        record_as_planned(self.clerk, self.election)
        self.printed(BEFORE)
        self.clock(0)


@pytest.fixture
def places(county, window, clock):
    """A village that elects by all, a community by households; the rules of the county's cycle."""
    rule(factories.cycle_for(county.village), **RULES, runoff_days=30, check_edge_votes=3, check_half_margin=10)
    community = factories.make_village("河东社区", county.township, kind="community")
    factories.make_profile(community)
    windows = [window(one) for one in (county.clerk, county.officer, county.official)]
    return (
        Place(county.village, *windows, clock, "people", 1200, "all"),
        Place(community, *windows, clock, "households", 400, "household", OF_HOUSEHOLDS),
    )


def desk(page, *places):
    """Both are told by telephone to have begun and ended."""
    go(page, "duty_desk")
    for one in places:
        fill(page, **{f"c-{one.election.pk}-opened": "8:00", f"c-{one.election.pk}-closed": "11:30"})
    press(page, "保存", says="已登记2行。")
    expect(page.locator("td .tag", has_text="计票中")).to_have_count(len(places))


def next_cycle(page, cycle):
    """The cycle is closed and the next one begun from it; who was elected is its sitting team."""
    go(page, "cycle_detail", cycle.pk)
    fill(page, reason="本届换届工作结束")
    press(page, "关闭届次", says="届次已关闭")
    go(page, "cycle_next", cycle.pk)
    fill(page, name="2031年换届", starts_on="2031-10-08", reference_date="2031-11-30")
    page.locator("[name=rule_set]").select_option(index=1)
    press(page, "建立", says="已由“")
    press(page, "开启届次", says="届次已开启")
    go(page, "next_team")
    for box in page.locator("[name=row]").all():
        box.check()
    press(page, "转入勾选的村(社区)", says="已转入2个村(社区)")
    return Cycle.objects.get(name="2031年换届")


@pytest.mark.slow
def test_a_village_with_a_tie_and_a_community_by_households_go_through_the_whole_cycle(places, window):
    village, community = places
    for one in places:
        one.before_the_vote()
    desk(village.clerk, *places)
    assert "户代表" in community.printed(DAY)
    assert "户代表" not in village.printed(DAY)
    village.told_by_telephone(990)

    first = village.count(village.announced("tie"), VILLAGE_VOTES)
    assert first.blind, "a single ballot would turn it"
    village.result(first)
    village.again("再次投票")
    village.result(village.count(village.announced("other", "15:00"), AMONG_EQUALS))
    village.again("另行选举")
    village.result(village.count(village.announced("complete", "17:00"), AGAIN))
    assert village.elected() == ["冯秀英", "陈有田", "周连任"]

    community.result(community.count(community.announced("complete"), COMMUNITY_VOTES))
    assert community.elected() == ["周连任", "冯秀英", "陈有田"]
    for one in places:
        one.handed_over()
        one.archived()
        told = one.printed(AFTER)
        assert "周连任" in told
        assert Election.objects.get(pk=one.election.pk).state == "ended"
    cycle = factories.cycle_for(village.village)
    following = next_cycle(window(factories.make_user(Role.COUNTY_ADMIN, cycle.county, "huanjie_zhuren")), cycle)
    for one in places:
        seated = TeamMember.objects.filter(cycle=following, village=one.village).exclude(committee_post="none")
        assert {row.person.name: row.committee_post for row in seated} == COMMITTEE
