"""A signed-in person in a browser that keeps its connection open, for locust; and the figures told when a run ends."""

import itertools
import json
import os
import random
from collections.abc import Collection
from pathlib import Path
from typing import Any

import lxml.html
from locust import HttpUser, events

EVERYBODY = json.loads(Path(os.environ["LOAD_PEOPLE"]).read_text())
PEOPLE = itertools.cycle(EVERYBODY)


class Person(HttpUser):
    """The next of ``LOAD_PEOPLE``. An answer other than the expected one counts as an error."""

    abstract = True

    def on_start(self) -> None:
        person = next(PEOPLE)
        self.rng = random.Random(person["session"])  # noqa: S311 - which page is read next is no secret
        self.session = person["session"]
        self.client.cookies.set("sessionid", self.session)

    def get_page(self, kind: str, path: str) -> Any:
        with self.client.get(path, name=kind, catch_response=True) as answer:
            if answer.status_code == 200:
                answer.success()
                return lxml.html.fromstring(answer.text)
            answer.failure(f"{path} ended with {answer.status_code}")
        raise RuntimeError(path)

    def post(self, kind: str, path: str, **what: Any) -> Any:
        headers = {"Referer": f"{self.host}{path}"}
        return self.client.post(path, name=kind, headers=headers, allow_redirects=False, catch_response=True, **what)


def tell_at_the_end(aside: Collection[str]) -> None:
    """One JSON object a kind but those ``aside``: how many, how many failed, median and 95th percentile in ms."""

    @events.quitting.add_listener
    def tell(environment: Any, **_: Any) -> None:
        with Path(os.environ["LOAD_TOLD"]).open("w") as out:
            for one in environment.stats.entries.values():
                if one.name in aside:
                    continue
                line = {
                    "kind": one.name,
                    "count": one.num_requests,
                    "failed": one.num_failures,
                    "p50": one.get_response_time_percentile(0.5) or 0,
                    "p95": one.get_response_time_percentile(0.95) or 0,
                }
                out.write(json.dumps(line) + "\n")
            errors = [{"error": error.error, "count": error.occurrences} for error in environment.stats.errors.values()]
            out.writelines(json.dumps(error, ensure_ascii=False, default=str) + "\n" for error in errors)
