"""A county of a scenario, set up as an office does it: registry by workbook, accounts, rules, a cycle, profiles."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.models import User
from demo import names
from demo.accounts import Staff, add_staff
from demo.county import County, draw_places, profile_of
from demo.cycle import add_cycle
from demo.days import Days
from demo.posts import drawn_posts
from electioncycle.ledgers import attachments
from electioncycle.ledgers.ledger import REGISTRY, Ledger
from electioncycle.ledgers.services import save_row
from electioncycle.refusals import Refused
from electioncycle.security.privacy import EncryptedField
from electioncycle.sheets import write_rows
from electioncycle.workbooks import exports, imports
from electioncycle.workbooks.column_cells import cell
from electioncycle.workbooks.places import kind_of
from readiness.figures.analysis import participants
from risks.services.problems import raise_problem
from villages.choices import ListKind
from villages.models import Area, Cycle, Village
from villages.services import cycles, places
from villages.services.accounts import service_account
from villages.workbooks.registry import import_registry

REGISTRY_HEADERS = (
    "区划代码",
    "村(社区)名称",
    "乡镇(街道)",
    "乡镇代码",
    "县代码",
    "县名称",
    "市名称",
    "省名称",
)
STANDS_ON, STARTS_ON, REFERENCE_DATE = date(2026, 9, 25), date(2026, 5, 6), date(2026, 7, 31)
"""What the documents report is dated: a scenario stands on one day, whenever it is entered."""
NAME, EARLIER = "2026年村(社区)“两委”换届", "2021年村(社区)“两委”换届"
MERGED_ON = date(2026, 5, 20)


@dataclass
class Scene:
    """One county of a scenario and who acts in it."""

    county: County
    staff: Staff

    @property
    def admin(self) -> Any:
        return self.staff.county_admin


def scene_of(code: str, name: str) -> County:
    return County(code, name, seed=1, by=service_account(), phone_head="199002", days=Days(STANDS_ON))


def open_again(county: County) -> Cycle | None:
    """The cycle of a scenario entered before."""
    return Cycle.objects.filter(county__code=county.code, state="open").first()


def set_up(
    county: County,
    *,
    villages: int,
    townships: int,
    groups: tuple[str, ...],
    earlier: Callable[[Scene], None] | None = None,
) -> Scene:
    """``villages`` that count, one that is merged into another, and one that stands aside.

    ``earlier`` enters further decoys into the cycle before, while it is open.
    """
    enter_registry(county, villages=villages + 2, townships=townships)
    staff = add_staff(county, prefix=f"sc{county.code}_", signing=0)
    scene = Scene(county, staff)
    _enter_earlier_cycle(scene, groups, earlier)
    return scene


def _enter_earlier_cycle(scene: Scene, groups: tuple[str, ...], earlier: Callable[[Scene], None] | None = None) -> None:
    """A decoy: the cycle before with posts of other cadres, closed; the cycle of the scenario starts from it."""
    county, admin = scene.county, scene.admin
    add_cycle(county, publisher=admin, groups=groups, name=EARLIER, starts_on=date(2020, 11, 2))
    for row in drawn_posts(county, county.villages[:3]):
        enter(REGISTRY["responsibilitypost"], row, scene.staff.county_clerk, county.cycle)
    raise_problem(county.villages[0], county.cycle, "上届换届遗留的问题", by=scene.staff.county_clerk)
    if earlier is not None:
        earlier(scene)
    last = cycles.close_cycle(county.cycle, by=admin, reason="本届换届工作结束")
    cycle = cycles.start_from_last(
        last,
        by=admin,
        name=NAME,
        rule_set=last.rule_set,
        starts_on=STARTS_ON,
        reference_date=REFERENCE_DATE,
    )
    county.cycle = cycles.open_cycle(cycle, by=admin)
    county.read_kinds()


def enter_registry(county: County, *, villages: int, townships: int) -> None:
    """The registry as a workbook through the import."""
    draw_places(county, villages=villages, townships=townships)
    above = (county.code, county.name, names.PREFECTURE, names.PROVINCE)
    lines = [
        (village.code, village.name, village.township.name, village.township.code, *above)
        for village in county.villages
    ]
    data = write_rows(REGISTRY_HEADERS, lines, title=f"{county.name}村(社区)名册", text_columns=REGISTRY_HEADERS)
    result = import_registry(
        REGISTRY["village"], data, f"{county.name}名册.xlsx", by=county.by, anywhere=True, dry_run=False
    )
    if result["errors"]:
        raise Refused(f"名册未能导入：{result['errors'][0]['reason']}")
    read_places(county)


def read_places(county: County) -> None:
    county.area = Area.objects.get(code=county.code)
    county.townships = list(Area.objects.filter(parent=county.area))
    county.villages = list(Village.objects.filter(township__parent=county.area).select_related("township"))


def enter_profiles(scene: Scene) -> None:
    """Every village's profile through the form; the last village does not take part, as a 开发区虚拟社区."""
    county = scene.county
    rng, ledger = county.rng("profiles"), REGISTRY["villageprofile"]
    batches = list(county.kinds[ListKind.BATCH].values())
    for village in county.villages:
        row = profile_of(village, county.cycle, rng.choice(batches), rng)
        row.takes_part = village != county.villages[-1]
        enter(ledger, row, scene.staff.clerk_of(village), county.cycle)


def enter(ledger: Ledger, row: Any, by: User, cycle: Cycle) -> Any:
    """The form of this ledger filled in with what the row holds, saved as the page saves it."""
    return save_row(ledger, None, {name: ledger.value(row, name) for name in ledger.fields}, by=by, cycle=cycle)


def hang(row: Any, name: str, data: bytes, *, part: str, by: User) -> None:
    """A file on a ledger's row, as its page takes it."""
    attachments.keep(row, SimpleUploadedFile(name, data, "image/jpeg"), by=by, part=part)


def enter_by_workbook(ledger: Ledger, rows: Iterable[Any], *, by: User, cycle: Cycle, name: str) -> None:
    """The ledger's own workbook, uploaded, checked and confirmed as on the import page."""
    names = kind_of(ledger).names
    lines = [
        [number, *names(ledger.place_of(row)), *(_typed(ledger, row, c) for c in ledger.all_columns), ""]
        for number, row in enumerate(rows, 1)
    ]
    data = write_rows(exports.headers(ledger), lines, title=ledger.title, text_columns=("身份证号", "电话"))
    batch = imports.upload(ledger, name, data, by=by, cycle=cycle)
    batch = imports.check(ledger, batch, cycle=cycle)
    if not batch.may_confirm or batch.counts.get("wrong"):
        raise Refused(f"“{name}”未通过核对：{batch.message or batch.counts}")
    imports.confirm(ledger, batch, cycle=cycle, faultless_only=False)


def _typed(ledger: Ledger, row: Any, column: Any) -> Any:
    """What a clerk types: numbers in full, where an export would mask them."""
    if column.field and isinstance(ledger.field(column.field), EncryptedField):
        return ledger.value(row, column.field)
    return cell(ledger, row, column)


def merge_last_but_one(scene: Scene) -> None:
    """The last village but one is joined to its neighbour: from then on it counts nowhere."""
    *_, into, merged, _ = scene.county.villages
    places.merge_village(merged, into=into, on=MERGED_ON, by=scene.admin, reason="村级建制调整改革")
    read_places(scene.county)
    scene.county.villages = [village for village in scene.county.villages if not village.is_closed]


def registry_only(code: str, name: str, *, villages: int, townships: int, groups: tuple[str, ...]) -> list[Village]:
    """A scenario of which only registry and profiles can be entered so far; the villages that count."""
    county = scene_of(code, name)
    if open_again(county) is None:
        with transaction.atomic():
            scene = set_up(county, villages=villages, townships=townships, groups=groups)
            enter_profiles(scene)
            merge_last_but_one(scene)
    admin = User.objects.get(username=f"sc{code}_xian_admin")
    return participants(admin, open_again(county))
