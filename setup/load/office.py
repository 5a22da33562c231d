"""How people of the townships use the site, for locust: 60 in 100 acts read, 25 save, 5 import, 5 export, 5 print.

Between two acts they think five to ten seconds. What a page costs is told under its kind (list, detail, save ...).
An answer other than the expected one counts as an error; so does a saved value that is not there afterwards.

``LOAD_PEOPLE`` names a file with their sessions, ``LOAD_TOLD`` the file the figures go to. With ``LOAD_ACTS`` everybody
does just these acts at once, one after another, and the run ends: the small edition of the test suite.
"""

import os
import re
from typing import Any

from browsing import EVERYBODY, Person, tell_at_the_end
from locust import between, task
from locust.exception import StopUser

ACTS = [name for name in os.environ.get("LOAD_ACTS", "").split(",") if name]
LISTS = (
    "/",
    "/villages/",
    "/villages/teammember/",
    "/candidates/reservecandidate/",
    "/readiness/teamanalysis/",
    "/risks/riskpoint/",
)
SEARCHED = ("王", "李", "张", "陈")
TEAM = "/villages/teammember/"
DONE: list[str] = []
"""Who has been through ``ACTS``."""


class Officer(Person):
    """One official of a township."""

    wait_time = between(5, 10)

    def on_start(self) -> None:
        super().on_start()
        # Only what stands on the page counts: pictures and style sheets are in the browser's store by then.
        opened = {path: self.get_page("warm", path) for path in LISTS}
        self.members = _rows(opened[TEAM], TEAM)
        self.villages = _rows(opened["/villages/"], "/villages/")
        self.workbook = self._fetch("warm", f"{TEAM}export/")
        if ACTS:
            self._only(ACTS)

    def _only(self, acts: list[str]) -> None:
        for act in acts:
            getattr(self, act)()
        DONE.append(self.session)
        if len(DONE) == len(EVERYBODY):
            self.environment.runner.quit()
        raise StopUser

    @task(40)
    def read_list(self) -> None:
        path = self.rng.choice(LISTS)
        if path == TEAM and self.rng.random() < 0.5:
            path += f"?q={self.rng.choice(SEARCHED)}"
        self.get_page("list", path)

    @task(20)
    def read_detail(self) -> None:
        self.get_page("detail", self.rng.choice(self.members + self.villages))

    @task(25)
    def save(self) -> None:
        link = self.rng.choice(self.members)
        form = self.get_page("form", f"{link}edit/").forms[-1]
        values = {key: value for key, value in form.form_values() if key}
        field = form.xpath(".//textarea/@name")[-1]
        values[field] = f"已核对{self.rng.randrange(10**6)}"
        with self.post("save", f"{link}edit/", data=values) as answer:
            if answer.status_code == 409:
                answer.success()  # somebody else saved this very person in between, and was told from
            elif answer.status_code != 302:
                answer.failure(f"save ended with {answer.status_code}")
            else:
                answer.success()
                self._kept(link, field, values[field])

    def _kept(self, link: str, field: str, text: str) -> None:
        """What was saved is there, unless somebody saved after it: then another text of ours is."""
        with self.client.get(f"{link}edit/", name="kept", catch_response=True) as answer:
            if answer.status_code == 200 and "已核对" not in answer.text:
                answer.failure(f"lost: {field} of {link} is not {text}")

    @task(5)
    def bring_in(self) -> None:
        """The own list comes back unchanged, as far as the preview."""
        form = self.get_page("form", f"{TEAM}import/").forms[-1]
        data = {key: value for key, value in form.form_values() if key != "file"}
        sheet = {"file": ("班子.xlsx", self.workbook)}
        with self.post("import", f"{TEAM}import/", data=data, files=sheet) as answer:
            if answer.status_code == 302:
                answer.success()
            else:
                answer.failure(f"import ended with {answer.status_code}")

    @task(5)
    def take_out(self) -> None:
        self._fetch("export", f"{TEAM}export/")

    @task(5)
    def print_report(self) -> None:
        village = self.rng.choice(self.villages).strip("/").rsplit("/", 1)[-1]
        self._fetch("print", f"/reports/villages/{village}/report.pdf")

    def _fetch(self, kind: str, path: str) -> bytes:
        with self.client.get(path, name=kind, catch_response=True) as answer:
            if answer.status_code == 200 and answer.content[:2] in (b"PK", b"%P"):
                answer.success()
            else:
                answer.failure(f"{path} ended with {answer.status_code}")
            return bytes(answer.content)


def _rows(page: Any, below: str) -> list[str]:
    """The records a list leads to: ``/villages/teammember/17/``."""
    return sorted({link for link in page.xpath("//main//a/@href") if re.fullmatch(rf"{below}\d+/", link)})


tell_at_the_end(aside=("warm", "kept"))
