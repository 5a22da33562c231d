"""A site on a database file of its own, and windows of Debian's Chromium in which officials are signed in."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.steps import County, made_up_county
from tests.factories import PASSWORD

PATIENCE = int(os.environ.get("PATIENCE", "20000"))
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PAGES = pytest.StashKey[list[Page]]()
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """A failed journey tells what each window showed."""
    report = yield
    if report.when == "call" and report.failed:
        for page in (one for one in item.stash.get(PAGES, []) if not one.is_closed()):
            report.sections.append((f"window at {page.url}", page.locator("main").inner_text(timeout=3000)[:3000]))
    return report


@pytest.fixture(scope="session")
def empty_database(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    with django_db_blocker.unblock(), sqlite3.connect(path) as target:
        connection.ensure_connection()
        connection.connection.backup(target)
    target.close()
    return path


@pytest.fixture
def site(transactional_db, empty_database, own_folders, no_network, tmp_path, monkeypatch) -> Iterator[str]:
    """Address of the served product.

    The suite's database lives in memory behind one connection, which the threads of a server cannot share without
    ending up in each other's transactions; so the site gets a copy as a file, as it has in an office.
    """
    path = tmp_path / "site.sqlite3"
    shutil.copy(empty_database, path)
    monkeypatch.setattr("electioncycle.jobs.workers.ring", lambda times=1: True)
    name, in_memory = connection.settings_dict["NAME"], connection.connection
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = in_memory, name


@pytest.fixture
def county(site) -> County:
    return made_up_county()


@pytest.fixture(scope="session", autouse=True)
def a_press_waits_for_its_answer() -> Iterator[None]:
    """As people do, who look what came of it before they go on: an act is sent by the page it stands on."""
    click = Locator.click

    def pressed(self: Locator, **how) -> None:
        click(self, **how)
        expect(self.page.locator("form[data-sending]")).to_have_count(0)

    with mock.patch.object(Locator, "click", pressed):
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, in which Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Watch:
    """What no page may do: script errors, breaches of the content policy, failed or foreign requests, status 500."""

    def __init__(self, site: str) -> None:
        self.site, self.faults = site, []

    def over(self, page: Page) -> None:
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", self.on_request)
        page.on("response", lambda answer: self.on_status(answer.url, answer.status))

    def on_console(self, message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource")  # judged by its status below
        left = message.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))  # left with its page
        if message.type == "error" and not (refused or left):
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.faults.append(f"foreign request {request.url}")

    def on_status(self, url: str, status: int) -> None:
        if status >= 500 or (status >= 400 and "/static/" in url):
            self.faults.append(f"{url}: status {status}")


@pytest.fixture
def window(site, browser, request) -> Iterator[Callable[..., Page]]:
    """Opens a window and signs the official in: ``window(clerk)``, ``window(clerk, java_script_enabled=False)``."""
    watch, contexts = Watch(site), []
    pages = request.node.stash.setdefault(PAGES, [])

    def opened(user: User | None = None, **options) -> Page:
        screen = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN", "base_url": site}
        context = browser.new_context(**{**screen, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        watch.over(page)
        if user is not None:
            page.goto("/")
            page.get_by_label("用户名").fill(user.username)
            page.get_by_label("密码").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            expect(page.get_by_role("button", name="退出")).to_be_visible()
            page.wait_for_load_state("domcontentloaded")  # its scripts have run: keys are heard from here on
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not watch.faults, watch.faults
