"""A few people on the telephone on a polling day, for locust: every village's quick report is taken once.

``LOAD_DAY`` names a file with the polling day and its villages (keys). One in ``SENT_AGAIN`` is sent a second time, as
after a lost connection; of one in ``CALLED_TWICE`` two people are told at once. Between reports somebody looks at the
duty desk.
``LOAD_MINUTES`` says within how many minutes all are to be taken, 0: as fast as they are answered. The run ends when
every village has told.
"""

import json
import os
from collections import deque
from pathlib import Path
from typing import Any

from browsing import EVERYBODY, Person, tell_at_the_end
from locust import constant_pacing, task
from locust.exception import StopUser

DAY = json.loads(Path(os.environ["LOAD_DAY"]).read_text())
SENT_AGAIN, CALLED_TWICE, LOOKED = 8, 20, 5
WAITING = deque(
    (number, village)
    for number, village in enumerate(DAY["villages"])
    for _ in range(2 if number % CALLED_TWICE == 1 else 1)
)
SECONDS = 60 * float(os.environ["LOAD_MINUTES"])
NEW, DESK = "/elections/quickreport/new/", f"/elections/desk/?day={DAY['day']}"
DONE: list[str] = []
"""Who found nobody waiting any more."""


class Clerk(Person):
    """Takes the next call as soon as it is time for it."""

    wait_time = constant_pacing(SECONDS * len(EVERYBODY) / len(WAITING))

    def on_start(self) -> None:
        super().on_start()
        self.taken = 0

    @task
    def take_a_call(self) -> None:
        if not WAITING:
            self._hang_up()
        number, village = WAITING.popleft()
        path = f"{NEW}?village={village}"
        form = self.get_page("form", path).forms[-1]
        sent = {key: value for key, value in form.form_values() if key} | told_by(village)
        self._report("report", path, sent, twice=number % CALLED_TWICE == 1)
        if number % SENT_AGAIN == 0:
            self._report("again", path, sent, twice=False)
        self.taken += 1
        if self.taken % LOOKED == 0:
            self.get_page("desk", DESK)

    def _report(self, kind: str, path: str, sent: dict[str, Any], *, twice: bool) -> None:
        """Taken; of a village that was told to somebody else a moment ago the form says so."""
        with self.post(kind, path, data=sent) as answer:
            taken = answer.status_code == 302
            if taken or (twice and answer.status_code == 422 and "已登记" in answer.text):
                answer.success()
            else:
                answer.failure(f"{kind} ended with {answer.status_code}")

    def _hang_up(self) -> None:
        DONE.append(self.session)
        if len(DONE) == len(EVERYBODY):
            self.environment.runner.quit()
        raise StopUser


def told_by(village: int) -> dict[str, Any]:
    """What a village says; read back by its key when everybody has told."""
    issued = 500 + village % 300
    figures = {"issued": issued, "recovered": issued - village % 3, "elected": 1}
    said = {"validity": "valid", "director": "not_voted", "other": "none", "ended_at": "11:30"}
    return {"village": village, **figures, **said}


tell_at_the_end(aside=("form",))
