"""A walk through one of the everyday tasks: counts presses, values and pages, holds them against docs/usability.md, and
takes the pictures of the manual on the way. ``make manual`` walks anew and writes both."""

import io
import os
import re
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Locator, Page, expect

TABLE = Path(settings.BASE_DIR) / "docs" / "usability.md"
PICTURES = Path(settings.BASE_DIR) / "static" / "img" / "help"
WRITES = os.environ.get("MANUAL") == "write"
WIDTH, QUALITY = 1000, 55
"""Pixels of a picture, and how much WebP may leave out."""
APART = 10.0
COUNT = """
addEventListener("pointerdown", (event) => { if (event.isTrusted) countedOne("presses"); }, true);
addEventListener("change", (event) => {
  if (!["checkbox", "radio"].includes(event.target.type)) countedOne("values");
}, true);
"""


class Walk:
    """One task, over the windows of all who take part."""

    def __init__(self, task: str) -> None:
        self.task, self.counts, self.began = task, {"presses": 0, "values": 0, "pages": 0}, 0.0
        self.resting = True
        self.pages: list[Page] = []

    def joined(self, page: Page) -> Page:
        """Somebody takes part; what is done in this window from now on counts."""
        page.expose_function("countedOne", self.count)
        page.add_init_script(COUNT)
        page.on("framenavigated", lambda frame: self.count("pages") if frame == page.main_frame else None)
        self.pages.append(page)
        return page

    def count(self, what: str) -> None:
        if not self.resting:
            self.counts[what] += 1

    def begin(self, page: Page, address: str = "/") -> None:
        """The page one has open before."""
        page.goto(address)
        self.resting, self.began = False, time.monotonic()

    def picture(self, page: Page, name: str) -> None:
        """A picture of the manual, which looks like the page as it is today."""
        path = PICTURES / f"{name}.webp"
        page.wait_for_load_state("networkidle")  # what the page fetches into itself is there
        shown = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
        if WRITES:
            small = shown.resize((WIDTH, round(shown.height * WIDTH / shown.width)), Image.Resampling.LANCZOS)
            small.save(path, "WEBP", quality=QUALITY, method=6)
        assert path.exists(), f"{path.name}: make manual"
        with Image.open(path) as kept:
            assert apart(kept, shown) < APART, f"{path.name} shows another page than there is today: make manual"

    def done(self, sign: Locator) -> None:
        expect(sign).to_be_visible()
        self.resting, seconds = True, time.monotonic() - self.began
        row = row_of(self.task)
        if WRITES:
            write(self.task, {**self.counts, "seconds": max(1, round(seconds))})
        else:
            assert {name: row[name] for name in self.counts} == self.counts, f"{self.task}: docs/usability.md"


def apart(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart, in steps of grey; other fonts or days move it little."""
    small = [picture.convert("L").resize((250, 140)) for picture in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*small)).mean[0])


NAMES = ("presses", "values", "pages", "seconds")
ROW = r"^\| (?P<task>[^|]+) \|(?P<before>[^|]*)\| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$"


def rows() -> dict[str, dict[str, Any]]:
    found = re.finditer(ROW, TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        one["task"]: {"before": one["before"].strip(), **dict(zip(NAMES, map(int, one.groups()[2:]), strict=True))}
        for one in found
    }


def row_of(task: str) -> dict[str, Any]:
    return rows()[task]


def write(task: str, counts: dict[str, int]) -> None:
    before = row_of(task)["before"]
    line = f"| {task} | {before} | " + " | ".join(str(counts[name]) for name in NAMES) + " |"
    text = TABLE.read_text(encoding="utf-8")
    TABLE.write_text(re.sub(rf"^\| {re.escape(task)} \|.*$", line, text, flags=re.MULTILINE), encoding="utf-8")
