"""The ten tasks of the day are reached by keys alone, and "?" says which; who does not want them switches them off."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import seat_the_team

HOME = r"^http://[^/]+/$"


def at(page: Page, address: str) -> None:
    """There, and its scripts have run: a key pressed before is lost to people as well, who see a page first."""
    expect(page).to_have_url(re.compile(address))
    page.wait_for_load_state("domcontentloaded")


def focused(page: Page) -> str:
    """What the cursor stands in, by its words, name or address."""
    return page.evaluate("""() => {
        const one = document.activeElement;
        return one.getAttribute("href") || one.name || one.textContent.trim();
    }""")


@pytest.mark.slow
def test_ten_tasks_by_keys_alone(county, window):
    seat_the_team(county.village)
    page = window(county.officer)
    press = page.keyboard.press

    press("/")  # 1 find my village
    page.keyboard.type("青山")
    press("Enter")
    at(page, r"[?]find=")
    expect(page.get_by_role("heading", name="查找")).to_be_visible()
    press("g")
    press("v")
    at(page, r"/villages/$")
    press("r")
    press("Enter")
    at(page, rf"/villages/{county.village.pk}/$")

    press("j")  # 2 the next village of the list, and back to it
    at(page, rf"/villages/{county.neighbour.pk}/$")
    press("k")
    at(page, rf"/villages/{county.village.pk}/$")
    press("u")
    at(page, r"/villages/(\?.*)?$")

    press("g")  # 3 today's work
    press("t")
    at(page, "/inbox/$")

    press("g")  # 4 the leader's one page
    press("h")
    at(page, HOME)

    press("m")  # 5 any ledger by the menu
    assert focused(page) == "/"

    page.goto("/villages/teammember/")
    press("f")  # 6 search a person
    assert focused(page) == "q"
    page.keyboard.type("李秀英")
    press("Enter")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    page.wait_for_load_state("networkidle")  # the list answers to typing and to Enter

    page.goto("/villages/teammember/")
    press("r")  # 7 along the rows, and one corrected
    first = focused(page)
    press("ArrowDown")
    assert focused(page) != first
    press("ArrowUp")
    assert focused(page) == first
    press("Enter")
    expect(page.get_by_role("heading", name="张建国")).to_be_visible()
    press("e")
    at(page, "/edit/$")
    press("c")
    assert focused(page) not in ("", "/")
    page.locator("[name=note]").fill("键盘填写")
    page.locator("[name=note]").press("Control+Enter")
    expect(page.get_by_text("已保存").first).to_be_visible()

    page.goto("/villages/teammember/")
    press("n")  # 8 a new entry
    at(page, "/new/$")
    page.goto("/villages/teammember/")
    press("i")  # 9 an import
    at(page, "/import/$")

    page.goto("/readiness/")  # 10 the analysis of a village, by the rows of its list
    press("r")
    assert "/readiness/" in focused(page)


def test_the_sheet_of_keys_opens_says_them_and_switches_them_off(county, window):
    page = window(county.clerk)
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="键盘快捷键")
    expect(sheet).to_contain_text("查找村、人员、文号、会议")
    page.get_by_label("停用单键快捷键").check()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("v")
    page.keyboard.press("/")
    at(page, HOME)
    assert focused(page) != "find"
    page.get_by_role("button", name="键盘快捷键").click()
    page.get_by_label("停用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert focused(page) == "find"
    page.keyboard.type("?")
    expect(sheet).to_have_count(0)  # who types is left alone
