"""Pages on a phone, on the office's old screens and on wide ones: nothing leaves the window sideways."""

import pytest
from playwright.sync_api import expect

from readiness.models import TeamAnalysis
from tests.browser.steps import choose_from_menu, hand_in, seat_the_team

WIDTHS = (390, 1093, 1366, 1920)  # 1093: 1366 at a zoom of 125 %


def sideways(page) -> str:
    """What stands out at the right of the window, outside boxes that scroll by themselves."""
    return page.evaluate("""() => {
        const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide) return "";
        const scrolls = (one) => one &&
            (/auto|scroll|hidden/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
        return [...document.querySelectorAll("main *, header *")]
            .filter((one) => one.getBoundingClientRect().right > wide + 1 && !scrolls(one.parentElement))
            .slice(0, 3).map((one) => one.outerHTML.slice(0, 120)).join(" | ") || "the page itself";
    }""")


@pytest.mark.slow
def test_no_main_page_scrolls_sideways(county, window):
    seat_the_team(county.village)
    page = window(county.officer)
    hand_in(page, county.village)
    analysis = TeamAnalysis.objects.get()
    addresses = (
        "/",
        "/villages/",
        f"/villages/{county.village.pk}/",
        f"/villages/teammember/{county.village.team.first().pk}/edit/",
        "/villages/teammember/",
        "/villages/teammember/new/",
        "/villages/teammember/import/",
        f"/readiness/analysis/{county.neighbour.pk}/",
        f"/readiness/review/{analysis.pk}/",
        "/readiness/",
        "/readiness/one-shoulder/",
        "/villages/posts/coverage/",
        "/reports/",
        f"/reports/villages/{county.village.pk}/",
        "/reports/figures/",
        "/jobs/",
    )
    faults = []
    for address in addresses:
        assert page.goto(address).status == 200, address
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 768})
            if out := sideways(page):
                faults.append(f"{address} at {width}: {out}")
    assert not faults, "\n".join(faults)


def test_on_a_phone_the_menu_opens_and_the_list_scrolls_inside_its_box(county, window):
    seat_the_team(county.village)
    page = window(county.clerk, viewport={"width": 390, "height": 844})
    menu = page.get_by_role("navigation", name="主菜单")
    expect(menu).to_be_hidden()
    page.locator("label.bar-menu").click()
    expect(menu).to_be_visible()
    choose_from_menu(page, "现任班子")
    box = page.locator(".table-box").first
    expect(box).to_be_visible()
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert not sideways(page)
