"""What the officials of these journeys start from and do more than once."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

from accounts.models import User
from electioncycle.roles import Role
from tests import factories
from villages.models import Area, Village

MERITS = "带头落实四议两公开，牵头修通3公里产业路。"


@dataclass
class County:
    """Two townships; 青山村 and 石桥村 lie in the first, 云峰村 in the second."""

    township: Area
    village: Village
    neighbour: Village
    elsewhere: Village
    clerk: User
    officer: User
    stranger: User
    official: User


def made_up_county() -> County:
    east, west = factories.make_township("东河镇"), factories.make_township("西岭镇")
    village, neighbour = factories.make_village("青山村", east), factories.make_village("石桥村", east)
    elsewhere = factories.make_village("云峰村", west)
    factories.make_cycle(east.parent)
    for one in (village, neighbour, elsewhere):
        factories.make_profile(one)
    return County(
        township=east,
        village=village,
        neighbour=neighbour,
        elsewhere=elsewhere,
        clerk=factories.make_user(Role.TOWNSHIP_CLERK, east, "donghe", name="李干事"),
        officer=factories.make_user(Role.TOWNSHIP_OFFICER, east, "donghe_zuzhi", name="陈组织"),
        stranger=factories.make_user(Role.TOWNSHIP_CLERK, west, "xiling", name="周干事"),
        official=factories.make_user(Role.COUNTY_CLERK, east.parent, "huanjieban", name="吴科员"),
    )


def seat_the_team(village: Village, secretary: str = "张建国") -> None:
    factories.make_member(village, secretary)
    factories.make_member(village, "李秀英", {"sex": "female"}, party_post="deputy", committee_post="none")


class Sheet:
    """A template as a clerk has it open in WPS."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book: Workbook = load_workbook(path)
        self.page: Worksheet = self.book.worksheets[0]
        self.top = next(cell.row for cell in self.page["B"] if str(cell.value or "").startswith("乡镇"))

    def headings(self) -> dict[str, int]:
        """Plain heading → column."""
        found = {}
        for column in range(1, self.page.max_column + 1):
            parts = [self.page.cell(row, column).value for row in (self.top + 1, self.top)]
            heading = next((str(part) for part in parts if part and not str(part).isdigit()), "")
            found[re.sub(r"\*|\(自\)", "", heading)] = column
        return found

    def row_of(self, village: str) -> int:
        """The pre-filled line of a village."""
        at = self.headings()["村(社区)"]
        return next(
            row for row in range(self.top + 1, self.page.max_row + 1) if self.page.cell(row, at).value == village
        )

    def first_free_row(self) -> int:
        """The first line whose place is not filled in yet."""
        at, row = self.headings()["村(社区)"], self.top + 2
        while self.page.cell(row, at).value:
            row += 1
        return row

    def put(self, row: int, **values: Any) -> None:
        at = self.headings()
        for heading, value in values.items():
            self.page.cell(row, at[heading]).value = value

    def swap(self, one: str, other: str) -> None:
        """Exchange two columns, headings included."""
        at = self.headings()
        for row in range(self.top, self.page.max_row + 1):
            left, right = self.page.cell(row, at[one]), self.page.cell(row, at[other])
            if not any(type(cell).__name__ == "MergedCell" for cell in (left, right)):
                left.value, right.value = right.value, left.value

    def letter(self, heading: str) -> str:
        return self.page.cell(self.top, self.headings()[heading]).column_letter

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


def choose_from_menu(page: Page, name: str) -> None:
    """Click a line of the main menu, unfolding what it lies in first."""
    line = page.get_by_role("navigation", name="主菜单").locator("a", has=page.get_by_text(name, exact=True))
    for fold in line.locator("xpath=ancestor::details").all():  # the outermost first
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()
    line.click()


def download(page: Page, click: Any, folder: Path, name: str) -> Path:
    """Click what downloads a file, and keep it under this name."""
    with page.expect_download() as waiting:
        click.click()
    path = folder / name
    waiting.value.save_as(path)
    return path


def fill_in_the_analysis(page: Page) -> None:
    """Every field of the entry page but the measures of the one-shoulder list."""
    day = timezone.localdate() - timedelta(days=2)
    texts = {
        "analysed_from": f"{day:%Y-%m-%d}",
        "analysed_to": f"{day:%Y-%m-%d}",
        "leader": "李联村(镇党委副书记)",
        "team": "王驻村、赵包片",
        "talks_committee": "5",
        "talks_party": "12",
        "talks_representatives": "9",
        "talks_villagers": "16",
        "ballots_issued": "45",
        "ballots_returned": "44",
        "words": "三年来集体收入由3万元增至11万元，未发生越级信访。",
    }
    for name, text in texts.items():
        page.locator(f"[name=head-{name}]").fill(text)
    for select in page.locator("select[name^=item-][name$=-grade]").all():
        select.select_option(label="好")
    for box in page.locator("textarea[name^=member-][name$=-merits]").all():
        box.fill(MERITS)
    for select in page.locator("select[name^=member-][name$=-proposal]").all():
        select.select_option(label="拟继续提名")
    page.locator("[name=head-grade]").select_option(label="较好")
    page.locator("[name=head-one_shoulder]").select_option(label="有意向人选")
    page.locator("[name=head-difficulty]").select_option(label="平稳")
    page.locator("[name=head-batch]").select_option(label="第一批")


def fill_in_the_measures(page: Page) -> None:
    page.locator("[name=head-gap]").fill("任职经历不足一届")
    page.locator("[name=head-measure_kind]").select_option(label="选派")
    page.locator("[name=head-measures]").fill("选派到镇便民服务中心跟班锻炼半年")
    page.locator("[name=head-responsible]").fill("李联村")
    page.locator("[name=head-deadline]").fill(f"{timezone.localdate() + timedelta(days=60):%Y-%m-%d}")


def hand_in(page: Page, village: Village) -> None:
    """A complete analysis, submitted."""
    page.goto(f"/readiness/analysis/{village.pk}/")
    fill_in_the_analysis(page)
    fill_in_the_measures(page)
    page.get_by_role("button", name="保存并提交审核").click()
    expect(page.get_by_text("等待乡镇审核")).to_be_visible()
