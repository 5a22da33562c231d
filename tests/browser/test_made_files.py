"""A file takes its time: the button says so; a long one is fetched from the page of its job, with script or without."""

import pytest
from playwright.sync_api import expect

from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import Job
from tests.browser.steps import choose_from_menu, seat_the_team

NAME = "现任班子.xlsx"
PRESSED_TWICE = """() => {
  const button = document.querySelector("[data-making][formaction$='/export/']");
  button.click();
  button.click();
  return button.textContent;
}"""


def test_a_button_says_that_its_file_is_being_made_and_then_again_what_it_does(county, window):
    seat_the_team(county.village)
    page = window(county.clerk)
    choose_from_menu(page, "现任班子")
    expect(page.get_by_role("button", name="导出Excel")).to_be_visible()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_download() as download:
        said = page.evaluate(PRESSED_TWICE)
    assert (said, download.value.suggested_filename) == ("正在生成…", NAME)
    assert len([url for url in asked if "/export/" in url]) == 1
    expect(page.get_by_role("button", name="导出Excel")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_long_file_is_fetched_from_the_page_of_its_job(county, window, settings, script):
    settings.ROWS_IN_A_REQUEST = 0
    seat_the_team(county.village)
    page = window(county.clerk, java_script_enabled=script)
    choose_from_menu(page, "现任班子")
    page.get_by_role("button", name="导出Excel").click()
    expect(page.get_by_role("heading", name="导出现任班子")).to_be_visible()
    assert page.locator("#job").get_attribute("data-job-state") in ("waiting", "running")
    job_runs.run_inline(Job.objects.get())
    link = page.get_by_role("link", name="导出现任班子")
    if not script:
        page.reload()
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == NAME
