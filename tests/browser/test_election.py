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
    Registration,
    Scheme,
    StepDay,
)
from tests import factories
from tests.browser.steps import download
from tests.schemes import rule
from tests.test_burden import RULES
from tests.uploads import scan

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
def election(county, clock):
    """As it comes with the start record, the county's template filled in."""
    found = factories.make_regular(county.village)
    rule(found.cycle, **RULES, committee_exit_at="nominated")
    own = {"seats_deputy": 0, "seats_member": 1, "woman_seat": "none", "seats_woman": 0, "mobile_boxes": 0}
    own |= {"surplus_member_min": 1, "surplus_member_max": 2}
    factories.make_scheme(county.village, election=found, values=dict(factories.SCHEME) | own)
    return found


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
    county, election, clock, window
):
    clerk, officer = window(county.clerk), window(county.officer)
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
