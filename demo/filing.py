"""The made-up city's forms: a daily one that was sent once and waits again, one whose workbook has not come yet."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from demo import days
from demo.accounts import Staff
from demo.county import County
from filing.choices import Cadence
from filing.models import CityForm, SystemMap
from filing.rules.mapping import FIGURE, WORD, Mapped
from filing.rules.outward import COLUMN, DAY, FIXED, TEXT, Heading
from filing.services import cells, editions, outward, sources
from villages.choices import Education, Sex

SHEET, FIRST, ROOM = "进展情况", 4, 30
COLUMNS = (
    ("乡镇（街道）", WORD, "townships"),
    ("村（社区）数", FIGURE, "villages.villages"),
    ("已录入班子", FIGURE, "villages.entered"),
    ("班子成员", FIGURE, "villages.members"),
    ("其中：妇女", FIGURE, "villages.women"),
    ("其中：大专以上", FIGURE, "villages.college_up"),
)
EDUCATIONS = tuple((one.label, f"{at:02}") for at, one in enumerate(Education, 1))
HEADINGS = (
    Heading("单位", COLUMN, "村(社区)", required=True),
    Heading("姓名", COLUMN, "姓名", required=True, longest=20),
    Heading("性别代码", COLUMN, "性别", codes=tuple((one.label, str(at)) for at, one in enumerate(Sex, 1))),
    Heading("出生年月", COLUMN, "出生年月", form=DAY, day_form="%Y%m"),
    Heading("身份证件号码", COLUMN, "身份证号", TEXT, longest=18),
    Heading("学历代码", COLUMN, "最高学历", codes=EDUCATIONS),
    Heading("数据来源", FIXED, "县级换届平台"),
)
"""Of a system that is made up, as its name says: no real one's template is known here."""
THIN = Side(style="thin")


def add_filing(county: County, staff: Staff) -> None:
    daily = CityForm(
        name="村（社区）换届进展情况日报表", receiver="市委组织部组织二科", cadence=Cadence.DAILY, cycle=county.cycle,
        document_number="×组办发〔2026〕12号",
    )  # fmt: skip
    once = CityForm(
        name="村（社区）“两委”换届结果汇总表", receiver="市委组织部组织二科", cadence=Cadence.ONCE, cycle=county.cycle,
        day=county.days.at(days.RESULTS_DUE), note="原表尚未下发",
    )  # fmt: skip
    county.save([daily, once])
    _map(daily, staff, townships=len(sources.townships_of(county.cycle)))
    _issue(daily, staff)
    editions.fill(_now(daily), by=staff.county_clerk)
    _map_system(county, staff)


def _map_system(county: County, staff: Staff) -> None:
    row = SystemMap(
        name="村干部信息导入表（虚构样式）", system="示例系统（虚构）", ledger_name="teammember", cycle=county.cycle,
        note="列名和代码都是编的，请照上级下发的模板另建",
    )  # fmt: skip
    county.save([row])
    for heading in HEADINGS:
        now = SystemMap.objects.get(pk=row.pk)
        outward.put(now, heading, by=staff.county_clerk, version=now.version)


def _map(form: CityForm, staff: Staff, *, townships: int) -> None:
    upload = SimpleUploadedFile("换届进展情况日报表.xlsx", _workbook(townships))
    cells.take_workbook(form, upload, by=staff.county_clerk, version=_now(form).version)
    for column, (_, kind, name) in enumerate(COLUMNS, 1):
        told = Mapped(SHEET, FIRST, column, kind, name, lines=townships)
        cells.map_cell(_now(form), told, by=staff.county_clerk, version=_now(form).version)


def _issue(form: CityForm, staff: Staff) -> None:
    made = editions.fill(_now(form), by=staff.county_clerk)
    editions.check(made, by=staff.county_admin, version=made.version)
    editions.send(
        made, by=staff.county_clerk, version=made.version + 1, signer=str(staff.county_admin), sent_at=timezone.now()
    )


def _now(form: CityForm) -> CityForm:
    return CityForm.objects.get(pk=form.pk)


def _workbook(townships: int) -> bytes:
    """As a city sends it: a title over all columns, a line for each township, sums as formulas."""
    book = Workbook()
    page = book.active
    page.title = SHEET
    last = get_column_letter(len(COLUMNS))
    page.merge_cells(f"A1:{last}1")
    page["A1"], page["A1"].font = "村（社区）换届进展情况日报表", Font(name="方正小标宋简体", size=18)
    page["A1"].alignment = Alignment(horizontal="center")
    page["A2"] = "填报单位："
    for column, (words, _, _) in enumerate(COLUMNS, 1):
        page.cell(FIRST - 1, column, words).alignment = Alignment(horizontal="center", wrap_text=True)
        page.column_dimensions[get_column_letter(column)].width = 16
        total = f"=SUM({get_column_letter(column)}{FIRST}:{get_column_letter(column)}{FIRST + townships - 1})"
        page.cell(FIRST + townships, column, "合计" if column == 1 else total)
    for row in range(FIRST - 1, FIRST + townships + 1):
        for column in range(1, len(COLUMNS) + 1):
            page.cell(row, column).border = Border(THIN, THIN, THIN, THIN)
    page.print_area = f"A1:{last}{FIRST + townships}"
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()
