"""``make load ARGS='--part day'``: a county's villages vote on one day, and five people take their quick reports.

A site of its own as in ``run.py``. Reports are taken by the form in so many minutes (``telephone.py``): some are sent
twice, some villages told to two people at once. Then the database is asked what it holds: every village once, with
the figures it told. What came of it stands in ``docs/load.md`` under a heading of its own.
"""

import argparse
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from run import HERE, LOCUST, PAGE, ROOT, THE_DAY, Site, site

VILLAGES, PEOPLE, MINUTES = 200, 5, 10
ASKED = """
import json
from elections.models import QuickReport
print(json.dumps(list(QuickReport.objects.values_list("village", "issued", "recovered"))))
"""
HEAD = """
`make load ARGS='--part day'` lets every village of a county vote on one day; a few people take their quick reports by
the form. One report in eight is sent a second time, one village in twenty is told to two people at once, and after
every fifth report somebody reads the duty desk (at most 15 queries however many villages, `tests/test_duty_desk.py`).
Times in milliseconds. Lost is a village that told and stands nowhere, or with other figures; twice, one that stands
twice.

"""
COLUMNS = (
    "| villages | people | minutes | reports p50 · p95 | sent again p95 | desk p50 · p95 | failed | lost | twice |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)


class DaySite(Site):
    """A county of which only registry and profiles are there, but for its votes."""

    def prepare(self, people: int) -> None:
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_demo", "--villages", str(self.villages), "--bare")
        told = self.manage("shell", env={"PEOPLE": str(people)}, input=(HERE / "voting.py").read_text())
        day = json.loads(told.stdout.strip().splitlines()[-1])
        (self.folder / "people.json").write_text(json.dumps(day.pop("people")))
        (self.folder / "day.json").write_text(json.dumps(day))

    @property
    def told_of(self) -> list[int]:
        """Villages (keys) that vote."""
        return list(json.loads((self.folder / "day.json").read_text())["villages"])

    def takes_the_calls(self, people: int, minutes: float) -> dict[str, dict[str, float]]:
        told = self.folder / "told.jsonl"
        known = {"LOAD_PEOPLE": "people.json", "LOAD_DAY": "day.json", "LOAD_TOLD": "told.jsonl"}
        env = self.env | {name: str(self.folder / file) for name, file in known.items()}
        command = [
            LOCUST, "-f", str(HERE / "telephone.py"), "--headless", "--only-summary",
            "--users", str(people), "--spawn-rate", str(people), "--run-time", f"{minutes + 5:.0f}m",
            "--host", f"http://127.0.0.1:{self.port}",
        ]  # fmt: skip
        with (self.folder / "locust.log").open("ab") as log:
            env |= {"LOAD_MINUTES": str(minutes)}
            subprocess.run(command, env=env, cwd=self.folder, check=False, stdout=log, stderr=log)
        lines = [json.loads(line) for line in told.read_text().splitlines()]
        print(*(line for line in lines if "error" in line), sep="\n", flush=True)
        return {line["kind"]: line for line in lines if "kind" in line}

    def kept(self) -> list[tuple[int, int, int]]:
        """Village, issued, recovered as the database has them."""
        told = self.manage("shell", input=ASKED).stdout
        return [
            (village, issued, recovered) for village, issued, recovered in json.loads(told.strip().splitlines()[-1])
        ]


def said(village: int) -> tuple[int, int, int]:
    """What ``telephone.told_by`` says of a village."""
    return village, 500 + village % 300, 500 + village % 300 - village % 3


def row(one: DaySite, people: int, minutes: float, kinds: dict[str, dict[str, float]]) -> str:
    kept, wanted = one.kept(), {said(village) for village in one.told_of}
    lost, twice = len(wanted - set(kept)), len(kept) - len({village for village, *_ in kept})
    failed = sum(int(kind["failed"]) for kind in kinds.values())
    report, desk = (f"{kinds[kind]['p50']:.0f} · {kinds[kind]['p95']:.0f}" for kind in ("report", "desk"))
    figures = [len(wanted), people, f"{minutes:g}", report, f"{kinds['again']['p95']:.0f}", desk, failed, lost, twice]
    return f"| {' | '.join(map(str, figures))} |\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--villages", type=int, default=VILLAGES)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    options = parser.parse_args()
    print(f"setting up a county of {options.villages} villages …", flush=True)
    with site("now", ROOT, options.villages, options.people, kind=DaySite) as one:
        kinds = one.takes_the_calls(options.people, options.minutes)
        told = row(one, options.people, options.minutes, kinds)
    print(told, end="")
    page = Path(PAGE)
    day = f"{datetime.now().astimezone():%Y-%m-%d}"
    before = page.read_text().partition(THE_DAY)[0].rstrip()
    page.write_text(f"{before}\n{THE_DAY}{HEAD}{day}:\n\n{COLUMNS}{told}")
    return 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
