"""Pages looked at by axe-core and measured: no serious barrier for those who see little or use no mouse.

``CRAWL=all`` (``make nightly PART=looks``) sends every role round a demo county, one page of each kind, and leaves a
picture of each in ``var/nightly/looks`` for people to leaf through.
"""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, expect

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
LINKS = "//main//a/@href[starts-with(., '/')] | //nav//a/@href[starts-with(., '/')]"
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


class Looks:
    """Of what parts (elements with their classes) the pages of each kind were built so far, known to both processes."""

    def __init__(self, path: Path) -> None:
        self.store = sqlite3.connect(path, timeout=60, isolation_level=None)
        self.store.execute("CREATE TABLE IF NOT EXISTS part (kind, part, PRIMARY KEY (kind, part))")

    def are_new(self, kind: str, page: lxml.html.HtmlElement) -> bool:
        """Whether the page has a part that no page of its kind had, whoever opened it: else one look is enough."""
        parts = {f"{one.tag} {one.get('class', '')}" for one in page.iterfind(".//main//*") if isinstance(one.tag, str)}
        before = self.store.total_changes
        self.store.execute("BEGIN IMMEDIATE")
        self.store.executemany("INSERT OR IGNORE INTO part VALUES (?, ?)", [(kind, part) for part in parts or {""}])
        self.store.execute("COMMIT")
        return self.store.total_changes > before


@dataclass
class Round:
    """One role's way through the site by links, a page of each kind; what looked wrong, and how much was looked at."""

    role: str
    page: Page
    site: str
    seen: Looks
    faults: list[str] = field(default_factory=list)
    pages: int = 0
    looks: int = 0

    def go(self) -> None:
        """Pages are fetched and read; the browser draws those that have something new to look at."""
        waiting, met = ["/"], {"home"}
        while waiting:
            answer = self.page.request.get(f"{self.site}{waiting.pop(0)}")
            if "html" not in answer.headers.get("content-type", ""):
                continue
            self.pages += 1
            page = lxml.html.fromstring(answer.text())
            address = answer.url.removeprefix(self.site)
            if self.seen.are_new(kind := kind_of(address), page):
                self.look(kind, address)
            for link in page.xpath(LINKS):
                path = link.partition("?")[0].partition("#")[0]
                if (name := kind_of(path)) and name not in met:
                    met.add(name)
                    waiting.append(path)

    def look(self, kind: str, address: str) -> None:
        self.looks += 1
        self.page.goto(address)
        found = grave(self.page)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 768})
            if out := sideways(self.page):
                found.append(f"at {width}: {out}")
            if width in PICTURED:
                self.page.screenshot(path=PICTURES / f"{kind}_{self.role}_{width}.png")
        told = [f"{self.role} {address} {one}" for one in found]
        self.faults += told
        with (PICTURES / "faults.txt").open("a") as kept:  # a run that does not come to its end has told them too
            kept.writelines(f"{one}\n" for one in told)


@pytest.mark.slow
@pytest.mark.skipif(not WHOLE, reason="every page of every role: make nightly PART=looks")
@pytest.mark.parametrize("half", [0, 1])
def test_every_page_of_every_role(site, window, half, tmp_path_factory):
    lines = seed_county(seed=5, villages=4, townships=2)["users"]
    first = {line["role"]: line["username"] for line in reversed(lines)}
    PICTURES.mkdir(parents=True, exist_ok=True)
    seen = Looks(tmp_path_factory.getbasetemp().parent / "looks.sqlite3")
    rounds = []
    for role in [role for role in Role.values if role in first][half::2]:
        page = window()
        page.context.add_cookies(session_of(User.objects.get(username=first[role]), site))
        rounds.append(Round(role, page, site, seen))
        rounds[-1].go()
        page.context.close()
    covered(f"roles that looked at everything, half {half}", rounds, least=5)
    covered(f"pages looked at, half {half}", sum(one.pages for one in rounds), least=150)
    covered(f"different looks, half {half}", sum(one.looks for one in rounds), least=20)
    faults = [fault for one in rounds for fault in one.faults]
    assert not faults, "\n".join(faults)
