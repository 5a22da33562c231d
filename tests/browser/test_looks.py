"""Pages looked at by axe-core and measured: no serious barrier for those who see little or use no mouse.

``CRAWL=all`` (``make nightly PART=looks``) sends every role round a demo county, one page of each kind, and leaves a
picture of each in ``var/nightly/looks`` for people to leaf through.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page, Response, expect

from accounts.models import User
from demo.acceptance import seed_county
from electioncycle.roles import Role
from readiness.models import TeamAnalysis
from tests import factories
from tests.browser.steps import hand_in, seat_the_team
from tests.browser.test_widths import sideways
from tests.guards import WHOLE, covered

AXE = Axe()
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
GRAVE = {"serious", "critical"}
NOT_PAGES = ("_export", "_template", "_print", "_pdf", "_docx", "_sheet", "_file", "_blank", "_marked", "logout")
PICTURES = Path(settings.BASE_DIR) / "var" / "nightly" / "looks"
LINKS = "[...document.querySelectorAll('main a[href^=\"/\"], nav a')].map(link => link.pathname)"
PARTS = "[...new Set([...document.querySelectorAll('main *')].map(one => one.tagName + one.className))].sort().join()"
WIDTHS = (390, 1093, 1366, 1920)
"""A telephone; 1366 at a zoom of 125 %; the office's old screens; wide ones."""
PICTURED = (390, 1366, 1920)


def grave(page: Page) -> list[str]:
    """What axe-core holds to be serious or critical, each with the first element it means."""
    found = AXE.run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in GRAVE]


@pytest.mark.slow
def test_the_pages_of_the_day_have_no_serious_barrier(county, window):
    seat_the_team(county.village)
    page = window(county.officer)
    hand_in(page, county.village)
    analysis = TeamAnalysis.objects.get()
    faults = []
    addresses = (
        "/",
        "/inbox/",
        "/villages/",
        f"/villages/{county.village.pk}/",
        "/villages/teammember/",
        "/villages/teammember/new/",
        "/villages/teammember/import/",
        "/elections/disputes/",
        f"/readiness/analysis/{county.neighbour.pk}/",
        f"/readiness/review/{analysis.pk}/",
        "/readiness/gate/",
        "/jobs/",
        "/not/there/",
    )
    for address in addresses:
        page.goto(address)
        faults += [f"{address} {one}" for one in grave(page)]
    page.keyboard.press("?")
    faults += [f"keys {one}" for one in grave(page)]
    signed_out = window()
    signed_out.goto("/")
    faults += [f"sign-in {one}" for one in grave(signed_out)]
    assert not faults, "\n".join(faults)


def test_axe_itself_sees_a_barrier(window):
    """The sample above could not fail otherwise."""
    page = window()
    page.goto("/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input><img src=\"data:,\">')")
    assert {one.partition(":")[0] for one in grave(page)} >= {"label", "image-alt"}


def test_a_wide_list_keeps_whose_row_it_is_in_sight(county, window):
    seat_the_team(county.village)
    page = window(county.clerk, viewport={"width": 390, "height": 844})
    page.goto("/villages/teammember/")
    box, name = page.locator(".table-box").first, page.locator("tbody tr").first.locator("td").nth(1)
    before = name.bounding_box()["x"]
    box.evaluate("box => { box.scrollLeft = box.scrollWidth }")
    assert box.evaluate("box => box.scrollLeft") > 100
    assert abs(name.bounding_box()["x"] - before) < 12  # beside the ticks, which stay too
    last = page.locator("tbody tr").first.locator("td").last
    assert last.bounding_box()["x"] > name.bounding_box()["x"] + name.bounding_box()["width"] - 1


def test_at_768_a_list_has_one_scroll_bar_and_a_form_keeps_its_buttons(county, window):
    seat_the_team(county.village)
    page = window(county.clerk)
    page.goto("/villages/teammember/")
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight"), "the page itself scrolls too"
    page.goto("/villages/teammember/new/")
    assert page.evaluate("document.documentElement.scrollHeight > window.innerHeight")
    save = page.get_by_role("button", name="保存").first
    expect(save).to_be_in_viewport()


def test_a_printed_list_says_what_it_leaves_out(county, window):
    for number in range(21):
        factories.make_village(f"青石坡{number}村", township=county.village.township)
    number = county.village.township.villages.count()
    page = window(county.clerk)
    page.goto("/villages/?per_page=50")
    expect(page.locator(".print-only")).to_have_count(0)  # everything stands on this page
    page.goto("/villages/?per_page=20&page=2")
    note = page.locator(".print-only")
    expect(note).to_be_hidden()
    page.emulate_media(media="print")
    expect(note).to_be_visible()
    expect(note).to_contain_text(f"本页只打印第21至{number}条，共{number}条，其余20条没有打印")


def session_of(user: User, site: str) -> list[dict[str, str]]:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return [{"name": name, "value": one.value, "url": site} for name, one in client.cookies.items()]


def kind_of(address: str) -> str:
    """The name of the page's route; "" for what is no page."""
    try:
        name = resolve(address.partition("?")[0].partition("#")[0]).url_name or ""
    except Resolver404:
        return ""
    return "" if name.endswith(NOT_PAGES) or name in NOT_PAGES else name


@dataclass
class Round:
    """One role's way through the site by links, a page of each kind; what looked wrong, and how much was looked at."""

    role: str
    page: Page
    site: str
    seen: set[str]
    """Looks met by the roles before: of a page built of the same parts one look is enough."""
    faults: list[str] = field(default_factory=list)
    pages: int = 0

    def go(self) -> None:
        waiting, met = ["/"], {"home"}
        while waiting:
            answer = self.answered(waiting.pop(0))
            if answer is None or "html" not in answer.headers.get("content-type", ""):
                continue
            self.pages += 1
            self.look(kind_of(self.page.url.removeprefix(self.site)))
            for link in self.page.evaluate(LINKS):
                if (name := kind_of(link)) and name not in met:
                    met.add(name)
                    waiting.append(link)

    def answered(self, address: str) -> Response | None:
        """None for a file, which the browser takes away instead of showing it."""
        try:
            return self.page.goto(address)
        except Error as error:
            if "Download is starting" in str(error):
                return None
            raise

    def look(self, kind: str) -> None:
        parts = f"{kind} {self.page.evaluate(PARTS)}"
        if parts in self.seen:
            return
        self.seen.add(parts)
        self.faults += [f"{self.role} {self.page.url} {one}" for one in grave(self.page)]
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 768})
            if out := sideways(self.page):
                self.faults.append(f"{self.role} {self.page.url} at {width}: {out}")
            if width in PICTURED:
                self.page.screenshot(path=PICTURES / f"{kind}_{self.role}_{width}.png")


@pytest.mark.slow
@pytest.mark.skipif(not WHOLE, reason="every page of every role: make nightly PART=looks")
@pytest.mark.parametrize("half", [0, 1])
def test_every_page_of_every_role(site, window, half):
    lines = seed_county(seed=5, villages=4, townships=2)["users"]
    first = {line["role"]: line["username"] for line in reversed(lines)}
    PICTURES.mkdir(parents=True, exist_ok=True)
    seen: set[str] = set()
    rounds = []
    for role in [role for role in Role.values if role in first][half::2]:
        page = window()
        page.context.add_cookies(session_of(User.objects.get(username=first[role]), site))
        rounds.append(Round(role, page, site, seen))
        rounds[-1].go()
        page.context.close()
    covered(f"roles that looked at everything, half {half}", rounds, least=5)
    covered(f"pages looked at, half {half}", sum(one.pages for one in rounds), least=150)
    covered(f"different looks, half {half}", seen, least=80)
    faults = [fault for one in rounds for fault in one.faults]
    assert not faults, "\n".join(faults)
