"""A township types a ledger like a sheet: a block pasted, filled down, undone, found again after the browser died."""

from playwright.sync_api import expect

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Action
from tests import factories
from tests.browser.test_widths import WIDTHS, sideways
from villages.models import VillageProfile

ADDRESS = "/villages/villageprofile/grid/"


def cell(page, village, column):
    return page.locator(f"[name=c-p{village.pk}-{column}]")


def paste(page, text):
    """As Ctrl+V does with what WPS has copied."""
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text", text);
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def values(page, village, *columns):
    return [cell(page, village, column).input_value() for column in columns]


def test_a_block_is_pasted_filled_down_undone_and_saved(county, window):
    third = factories.make_village("王坝村", county.township)
    page = window(county.clerk)
    page.goto("/villages/villageprofile/")
    page.get_by_role("link", name="表格填报").click()
    first = cell(page, county.village, "groups")
    first.click()
    paste(page, '7\t330\r\n8\t"3""4\n0"\r\n')
    assert values(page, county.village, "groups", "households") == ["7", "330"]
    assert values(page, county.neighbour, "groups", "households") == ["8", '3"4 0']
    page.keyboard.press("Control+z")
    assert values(page, county.neighbour, "groups", "households") == ["6", "320"]
    paste(page, "7\t330\r\n8\t340\r\n")

    page.keyboard.press("ArrowDown")
    expect(cell(page, county.neighbour, "groups")).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell(page, third, "groups")).to_be_focused()
    page.keyboard.press("Control+d")
    assert values(page, third, "groups") == ["8"]
    page.keyboard.press("ArrowRight")
    expect(cell(page, third, "households")).to_be_focused()
    page.keyboard.type("三百")
    page.keyboard.press("Tab")
    expect(cell(page, third, "registered_population")).to_be_focused()
    cell(page, county.village, "note").click()
    page.keyboard.type("已核对")
    page.get_by_role("button", name="向下填空格").click()
    assert values(page, third, "note") == ["已核对"]
    page.get_by_role("button", name="保存", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("已保存2行")
    expect(page.locator("td.clash small")).to_contain_text("“三百”不是数字")
    assert not VillageProfile.objects.filter(village=third).exists()
    page.reload()  # the answer is sent again: the saved lines are unchanged
    cell(page, third, "households").fill("310")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存1行")).to_be_visible()
    row = VillageProfile.objects.get(village=third)
    assert (row.groups, row.households, row.note) == (8, 310, "已核对")


def test_figures_are_found_again_and_a_second_window_is_not_written_over(county, window):
    page = window(county.clerk)
    page.goto(ADDRESS)
    cell(page, county.village, "households").fill("333")
    cell(page, county.neighbour, "households").fill("444")
    cell(page, county.neighbour, "note").fill("电话13900001234")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/")

    other = window(county.officer)
    other.goto(ADDRESS)
    expect(cell(other, county.village, "households")).to_have_value("320")
    cell(other, county.village, "households").fill("350")
    other.get_by_role("button", name="保存", exact=True).click()
    expect(other.get_by_text("已保存1行")).to_be_visible()

    assert "13900001234" not in page.evaluate("Object.values(localStorage).join()")
    page.goto(ADDRESS)
    expect(page.locator("[data-restored]")).to_contain_text("已找回您上次没有保存的填写(2格)")
    assert values(page, county.village, "households") == ["333"]
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("现为“350”，您填的是“333”")
    assert VillageProfile.objects.get(village=county.village).households == 350
    assert VillageProfile.objects.get(village=county.neighbour).households == 444
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存1行")).to_be_visible()
    assert VillageProfile.objects.get(village=county.village).households == 333
    page.reload()
    expect(page.locator("[data-restored]")).to_be_hidden()

    cell(page, county.village, "groups").fill("99")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert not page.evaluate('Object.keys(localStorage).filter((key) => key.startsWith("grid "))')


def test_a_table_keeps_no_draft_of_somebody_else_and_no_old_one(county, window):
    page = window(county.clerk)
    page.goto(ADDRESS)
    own = f"grid {county.clerk.pk} /"
    page.evaluate(
        """(drafts) => drafts.forEach(([key, days]) => localStorage.setItem(
            key, JSON.stringify({ at: Date.now() - days * 86400000, columns: [], cells: {}, lines: {} })))""",
        [[f"{own}six/", 6], [f"{own}eight/", 8], [f"grid {county.clerk.pk}0 /six/", 0]],
    )
    page.evaluate('localStorage.setItem("other", "stays")')
    page.goto(ADDRESS)
    assert sorted(page.evaluate("Object.keys(localStorage)")) == [f"{own}six/", "other"]


def test_the_table_works_without_script_and_at_every_width(county, window):
    page = window(county.clerk, java_script_enabled=False)
    page.goto(ADDRESS)
    cell(page, county.village, "households").fill("360")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存1行")).to_be_visible()
    assert VillageProfile.objects.get(village=county.village).households == 360
    seen = window(county.clerk)
    for width in WIDTHS:
        seen.set_viewport_size({"width": width, "height": 844})
        seen.goto(ADDRESS)
        assert not sideways(seen), width


def test_lines_are_added_for_a_long_block(county, window):
    page = window(county.clerk)
    page.goto("/meetings/publicityactivity/grid/")
    page.locator("[name=c-n1-of]").click()
    channel = str(factories.kind(factories.cycle_for(county.village), "publicity_channel"))
    lines = [f"青山村\t2026-11-{day:02d}\t{channel}\t第{day}次宣讲" for day in range(1, 15)]
    paste(page, "\r\n".join(lines))
    expect(page.locator("[name=c-n14-theme]")).to_have_value("第14次宣讲")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存14行(新增14、修改0)")).to_be_visible()


def test_every_ledger_typed_as_a_table_opens_and_takes_a_key(county, window):
    factories.make_regular(county.village)
    factories.make_quick_report(county.village)  # a round that votes
    page = window(county.clerk)
    typed = [ledger for ledger in REGISTRY.values() if ledger.grid and ledger.allows(county.clerk, Action.CHANGE)]
    for ledger in typed:
        page.goto(ledger.url("grid"))
        first = page.locator("input[name^=c-]:not([readonly]), textarea[name^=c-]").first
        first.click()
        page.keyboard.press("ArrowDown")
    assert len(typed) >= 8
