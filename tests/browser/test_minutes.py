"""A township writes minutes while the meeting goes on and the network fails; the county sees the problems at once."""

from datetime import date

from playwright.sync_api import expect

from meetings.models import Minutes, MinutesDraft
from risks.models import Problem
from tests import factories
from tests.browser.steps import download

PHONE = "13900001234"


def add_line(page, kind, words, **more):
    """Types into the first empty line, or one more."""
    lines = page.locator(".minutes-line")
    boxes = page.locator(".minutes-line textarea")
    empty = [number for number in range(boxes.count()) if not boxes.nth(number).input_value()]
    if not empty:
        page.get_by_role("button", name="增加行").click()
        empty = [boxes.count() - 1]
    line = lines.nth(empty[0])
    line.locator("select").first.select_option(label=kind)
    line.locator("textarea").fill(words)
    for name, value in more.items():
        line.locator(f"[name$=-{name}]").fill(value)


def test_minutes_survive_a_broken_network_and_reach_the_county_at_once(county, window, tmp_path):
    meeting = factories.make_meeting(county.township, held_on=date(2026, 11, 9))
    page = window(county.clerk)
    page.clock.install()
    page.goto(f"/meetings/meeting/{meeting.pk}/")
    page.get_by_role("button", name="起草纪要").click()
    expect(page.get_by_role("heading", name="起草纪要")).to_be_visible()
    add_line(page, "情况", "本周选情总体平稳。")
    page.clock.run_for(5_000)
    expect(page.locator("#minutes-status")).to_contain_text("已自动保存")

    page.context.set_offline(True)
    add_line(page, "问题", f"三组机耕道占地补偿有争议，联系电话{PHONE}", village="青山村")
    page.clock.run_for(120_000)
    expect(page.locator("#minutes-status")).to_contain_text("网络中断")
    kept = page.evaluate("Object.values(sessionStorage).join()")
    assert "三组机耕道占地补偿有争议" in kept
    assert PHONE not in kept

    page.route("**/keep/", lambda route: route.abort())  # back on line, reloaded before anything could be sent
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#minutes-restored")).to_contain_text("已恢复")
    texts = [box.input_value() for box in page.locator(".minutes-line textarea").all()]
    assert texts[:2] == ["本周选情总体平稳。", "三组机耕道占地补偿有争议，联系电话（号码）"]

    page.unroute("**/keep/")
    page.locator(".minutes-line textarea").nth(1).fill("三组机耕道占地补偿有争议")
    add_line(page, "任务", "签订补偿协议", owner="王驻村", deadline="2026-12-10")
    page.get_by_role("button", name="保存并定稿").click()
    expect(page.get_by_role("dialog")).to_contain_text("定稿后自动编号、不能再改动")
    page.get_by_role("button", name="确认办理").click()
    expect(page.get_by_text("已定稿：")).to_be_visible()
    printed = download(page, page.get_by_role("link", name="打印PDF"), tmp_path, "纪要.pdf")
    assert printed.read_bytes().startswith(b"%PDF")
    assert not MinutesDraft.objects.exists()
    assert Minutes.objects.get().reference == "〔2026〕第1期"

    official = window(county.official)
    official.goto("/risks/problem/")
    expect(official.get_by_role("table")).to_contain_text("三组机耕道占地补偿有争议")
    assert Problem.objects.get().lines.count() == 1

    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert not page.evaluate('Object.keys(sessionStorage).filter((key) => !key.startsWith("htmx"))')


def test_minutes_are_written_without_any_script(county, window):
    meeting = factories.make_meeting(county.township, held_on=date(2026, 11, 9))
    page = window(county.clerk, java_script_enabled=False)
    page.goto(f"/meetings/meeting/{meeting.pk}/")
    page.get_by_role("button", name="起草纪要").click()
    page.locator("[name=line-0-text]").fill("本周选情总体平稳。")
    page.get_by_role("button", name="增加行").click()
    assert page.locator("[name=line-0-text]").input_value() == "本周选情总体平稳。"
    assert page.locator(".minutes-line").count() >= 10
    page.locator("[name=line-1-text]").fill("下周继续会商。")
    page.get_by_role("button", name="保存", exact=True).last.click()
    expect(page.get_by_text("已保存纪要。")).to_be_visible()
    assert [line.text for line in Minutes.objects.get().lines.all()] == ["本周选情总体平稳。", "下周继续会商。"]
