"""One village from its start to its candidates, with all that goes otherwise; two communities that elect otherwise."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from playwright.sync_api import expect

from electioncycle.sheets import write_rows
from elections.models import (
    Candidacy,
    CandidateList,
    CommitteeMember,
    Defect,
    Election,
    ElectionCommittee,
    PartyPlan,
    PartyResult,
    Registration,
    Scheme,
    StepDay,
)
from tests import factories
from tests.browser.steps import download
from tests.schemes import rule
from tests.test_burden import RULES
from tests.uploads import scan
from villages.models import VillageProfile

SCAN = {"name": "处置文书.pdf", "mimeType": "application/pdf", "buffer": scan()}
MEMBERS = ("王主事", "李甲成", "李乙成", "李丙成", "李丁成")
SUBSTITUTE = "赵候补"


@pytest.fixture
def clock(monkeypatch):
    """The day on which everybody sits before the screen."""

    def stands_on(text):
        monkeypatch.setattr(timezone, "localdate", lambda *given: date.fromisoformat(text))

    stands_on("2026-11-15")
    return stands_on


@pytest.fixture
def ready(county, clock):
    """The village of which the leading group said that it may start both tracks, with the county's planned day."""
    rule(factories.cycle_for(county.village), **RULES, committee_exit_at="nominated")
    VillageProfile.objects.filter(village=county.village).update(election_day=date(2026, 12, 20))
    for track in ("party", "committee"):
        factories.make_decision(county.village, kind="consent", track=track, until=None)
    return county.village


def start(officer, village, track):
    """The start is recorded by a click, and the election is there."""
    go(officer, "gate_start", village.pk)
    officer.locator(f"form:has(input[name=track][value={track}])").get_by_role("button", name="登记启动").click()
    expect(officer.get_by_text("已登记启动").first).to_be_visible()
    return Election.objects.get(village=village, body=track)


def go(page, name, *keys, **query):
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    page.goto(f"{reverse(name, args=keys)}{f'?{asked}' if asked else ''}")


def fill(page, **values):
    for name, text in values.items():
        page.locator(f"[name={name}]").fill(str(text))


def press(page, name, *, says):
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text(says).first).to_be_visible()


def check_as_officer(page, name, row):
    go(page, f"{name}_detail", row.pk)
    press(page, "审核", says="已审核。")


def choose_the_committee(clerk, officer, election):
    go(clerk, "electioncommittee_add")
    clerk.locator("[name=village]").select_option(label=str(election.village))
    clerk.locator("[name=chosen_by]").select_option("representatives")
    fill(clerk, entitled=45, present=41)
    press(clerk, "保存", says="已保存")
    row = ElectionCommittee.objects.get()
    clerk.get_by_role("link", name="登记成员").click()
    for number, name in enumerate((*MEMBERS, SUBSTITUTE)):
        fill(clerk, **{f"line{number}-name": name})
        clerk.locator(f"[name=line{number}-sex]").select_option("male")
    clerk.locator(f"[name=line{len(MEMBERS)}-role]").select_option("substitute")
    press(clerk, "保存", says=f"成员{len(MEMBERS) + 1}人")
    press(clerk, "提交审核", says="已提交")
    check_as_officer(officer, "electioncommittee", row)
    return row


def record_as_planned(page, election, says="已登记"):
    go(page, "record_steps", election=election.pk)
    page.get_by_role("button", name="登记所勾选的").click()
    expect(page.get_by_text(says).first).to_be_visible()


def record_step(page, election, step, day, *, number=1, says="已登记1项"):
    go(page, "record_steps", election=election.pk, step=step, number=number)
    page.locator(f"[name=day-{election.pk}-{step}-{number}]").fill(day)
    page.locator("[name=row]").check()
    page.get_by_role("button", name="登记所勾选的").click()
    expect(page.get_by_text(says).first).to_be_visible()


def register(page, village, **values):
    go(page, "registration_add")
    page.locator("[name=village]").select_option(label=str(village))
    base = values.pop("base", "people")
    page.locator("[name=base]").select_option(base)
    fill(page, **values)
    press(page, "保存", says="已保存")
    return Registration.objects.get(village=village)


def nominate(page, election, post, votes, *, known="", name=""):
    go(page, "candidacy_add", village=election.village_id)
    page.locator("[name=post]").select_option(post)
    fill(page, votes=votes)
    if known:
        page.locator("[name=known]").select_option(label=known)
    else:
        fill(page, person__name=name)
        page.locator("[name=person__sex]").select_option("female")
    press(page, "保存", says="已保存")


def test_a_village_comes_to_its_candidates_with_a_late_list_an_objection_an_exit_and_a_moved_day(
    county, ready, clock, window
):
    clerk, officer = window(county.clerk), window(county.officer)
    election = start(officer, ready, "committee")
    assert election.polling_day == date(2026, 12, 20)
    own = {"seats_deputy": 0, "seats_member": 1, "woman_seat": "none", "seats_woman": 0, "mobile_boxes": 0}
    own |= {"surplus_member_min": 1, "surplus_member_max": 2}
    factories.make_scheme(ready, election=election, values=dict(factories.SCHEME) | own)
    committee = choose_the_committee(clerk, officer, election)
    clock("2026-11-20")
    record_as_planned(clerk, election)
    go(officer, "scheme_detail", Scheme.objects.get().pk)
    expect(officer.locator("[name=entitled]")).to_have_value("45")
    fill(officer, present=40, in_favour=39)
    press(officer, "登记通过", says="已登记通过。")
    clock("2026-11-26")
    row = register(clerk, county.village, registered=1200, resident=1000, away=200)
    press(clerk, "提交审核", says="已提交")
    check_as_officer(officer, "registration", row)

    clock("2026-12-01")
    record_step(clerk, election, "voter_list", "2026-12-01", says="晚于法定最迟日，已照实登记")
    late = Defect.objects.get()
    assert (late.code, late.state) == ("F.101", "open")
    go(officer, "defect_detail", late.pk)
    officer.locator("[name=disposition]").select_option(label="顺延选举日")
    officer.locator("[name=decided_by]").select_option(label="乡镇(街道)")
    fill(officer, number="东委〔2026〕12号", decided_on="2026-12-01")
    officer.locator("[name=scan]").set_input_files(SCAN)
    press(officer, "登记处置", says="已登记处置。")
    go(officer, "move_days", election=election.pk, day="2026-12-22")
    fill(officer, reason="名单晚公布1日，顺延选举日，东委〔2026〕12号")
    press(officer, "改期", says="选举日改为2026-12-22")

    clock("2026-12-05")
    record_step(clerk, election, "objection", "2026-12-03")
    record_step(clerk, election, "decision", "2026-12-05")

    clock("2026-12-09")
    go(clerk, "nominationvote_add", village=election.village_id)
    fill(clerk, took_part=900)
    press(clerk, "保存", says="已保存")
    nominate(clerk, election, "director", 610, known="李甲成(选举委员会)")
    for post, votes, name in (("director", 180, "孙立群"), ("member", 500, "郑春梅"), ("member", 300, "褚长河")):
        nominate(clerk, election, post, votes, name=name)
    go(clerk, "electioncommittee_detail", committee.pk)
    expect(clerk.get_by_text("被提名为主任").first).to_be_visible()
    line = clerk.get_by_role("row").filter(has_text="李甲成")
    line.get_by_text("登记退出").first.click()
    line.get_by_label("李甲成退出日期").fill("2026-12-09")
    line.get_by_label("退出原因").select_option("nominated")
    line.get_by_role("button", name="登记退出").click()
    expect(clerk.get_by_text(f"由{SUBSTITUTE}递补").first).to_be_visible()

    clock("2026-12-16")
    go(clerk, "nominations_of", election.pk)
    press(clerk, "拟定名单", says="已拟定4人的名单")
    go(officer, "candidatelist_detail", CandidateList.objects.get().pk)
    expect(officer.locator("[name=on]")).to_have_value("2026-12-16")
    press(officer, "核对并登记公布", says="已登记公布，名单上的人为正式候选人。")

    election = Election.objects.get(pk=election.pk)
    days = dict(StepDay.objects.filter(election=election).exclude(done_on=None).values_list("step", "done_on"))
    assert election.polling_day == date(2026, 12, 22)
    assert (days["scheme"], days["voter_list"]) == (date(2026, 11, 20), date(2026, 12, 1)), "what happened stays"
    assert (days["objection"], days["decision"]) == (date(2026, 12, 3), date(2026, 12, 5))
    assert days["candidates_list"] == date(2026, 12, 16)
    assert list(Defect.objects.values_list("code", "state")) == [("F.101", "settled")]
    assert Candidacy.objects.filter(state="formal").count() == 4
    gone = CommitteeMember.objects.get(person__name="李甲成")
    assert (gone.left_on, str(gone.followed_by)) == (date(2026, 12, 9), SUBSTITUTE)
    assert gone.followed_by.joined_on == gone.left_on, "whoever follows does so the same day"


def number_and_day(page, number, day, button, *, says):
    form = page.locator(f"form:has(button:text-is('{button}'))")
    form.locator("[name=number]").fill(number)
    form.locator("[name=on]").fill(day)
    form.get_by_role("button", name=button).click()
    expect(page.get_by_text(says).first).to_be_visible()


def reply_on_paper(page, number, day):
    fill(page, signed_on=day, number=number, signer="张明(镇党委书记)")
    press(page, "登记批复", says="已登记批复。")


def test_the_partys_election_goes_from_its_start_to_the_reply(county, ready, clock, window):
    clerk, officer = window(county.clerk), window(county.officer)
    clock("2026-11-04")
    election = start(officer, ready, "party")
    go(clerk, "party_track", election.pk)
    clerk.get_by_role("link", name="填写日期").click()
    fill(clerk, polling_day="2026-11-28")
    press(clerk, "保存", says="已保存")
    go(clerk, "party_track", election.pk)
    clerk.get_by_role("link", name="填报方案").click()
    clerk.locator("[name=form]").select_option("branch")
    fill(clerk, full_members=40, away=4, seats=3, candidates=4)
    press(clerk, "保存", says="已保存")
    go(clerk, "partyplan_detail", PartyPlan.objects.get().pk)
    number_and_day(clerk, "青委〔2026〕5号", "2026-11-04", "登记上报", says="由另一人登记批复")
    clock("2026-11-08")
    go(officer, "partyplan_detail", PartyPlan.objects.get().pk)
    reply_on_paper(officer, "东委复〔2026〕3号", "2026-11-08")

    clock("2026-11-28")
    go(clerk, "partysheet_add", village=ready.pk)
    clerk.locator("[name=kind]").select_option("meeting")
    fill(clerk, present=34)
    press(clerk, "保存", says="已保存")
    go(clerk, "election_detail", election.pk)
    clerk.get_by_text("登记现场公布").first.click()
    announce = clerk.locator("form[action$='/announce/']")
    announce.locator("[name=at]").fill("2026-11-28T10:30")
    announce.locator("[name=announced]").select_option("complete")
    announce.get_by_role("button").click()
    expect(clerk.get_by_text("已登记").first).to_be_visible()
    go(clerk, "partyresult_add", village=ready.pk)
    fill(clerk, elected=3, women=1, deputies=1)
    clerk.locator("[name=secretary]").check()
    press(clerk, "保存", says="已保存")
    go(clerk, "partyresult_detail", PartyResult.objects.get().pk)
    number_and_day(clerk, "青委〔2026〕9号", "2026-11-28", "登记上报", says="由另一人登记批复")
    clock("2026-11-30")
    go(officer, "partyresult_detail", PartyResult.objects.get().pk)
    reply_on_paper(officer, "东委复〔2026〕8号", "2026-11-30")
    assert (PartyPlan.objects.get().state, PartyResult.objects.get().state) == ("replied", "replied")
    days = dict(StepDay.objects.filter(election=election).values_list("step", "done_on"))
    assert (days["party_request"], days["party_permit"]) == (date(2026, 11, 4), date(2026, 11, 8))
    assert (days["party_report"], days["party_reply"]) == (date(2026, 11, 28), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("base", "words", "unit"),
    [("households", "登记参加选举的户代表", "户"), ("representatives", "参加选举的居民代表", "人")],
)
def test_a_community_that_elects_by_others_has_its_own_words_on_page_and_list(
    county, clock, window, tmp_path, base, words, unit
):
    community = factories.make_village("河东社区", county.township, kind="community")
    factories.make_regular(community)
    clerk, officer = window(county.clerk), window(county.officer)
    row = register(clerk, community, base=base, registered=2)
    expect(clerk.get_by_role("heading", name=words)).to_be_visible()
    rows = [["甲一", "男", "1970-01", "一组"], ["乙二", "女", "1981-02", "一组"]]
    lines = write_rows(("姓名", "性别", "出生年月", "小组"), rows)
    clerk.locator("[name=list]").set_input_files(
        {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": lines}
    )
    clerk.locator("[name=form]").select_option("docx")
    file = download(clerk, clerk.get_by_role("button", name="打印张贴名单并计数"), tmp_path, "名单.docx")
    told = "\n".join(one.text for one in Document(BytesIO(file.read_bytes())).paragraphs)
    assert f"现将河东社区{words}名单公布如下，共2{unit}。" in told
    assert "选民" not in told
    clerk.reload()
    press(clerk, "提交审核", says="已提交")
    check_as_officer(officer, "registration", row)
    assert (Registration.objects.get().state, Registration.objects.get().list_counted) == ("approved", 2)
