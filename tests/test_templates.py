"""Every ledger's own template, filled in as a person would and sent back, brings the row."""

from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from accounts.models import User
from accounts.workbooks import accounts as bulk
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Action, Role
from electioncycle.workbooks import exports
from electioncycle.workbooks.importable import planner_of
from electioncycle.workbooks.places import TOWNSHIP
from electioncycle.workbooks.plans import ROW_KEY
from tests import factories
from tests.test_every_ledger import entitle, sign_in, upload
from villages.workbooks.places import VILLAGE

pytestmark = pytest.mark.django_db
NUMBER = "序号"
IMPORTED = sorted(name for name, ledger in REGISTRY.items() if Action.IMPORT in ledger.actions)


@pytest.fixture(params=IMPORTED)
def ledger(request):
    return REGISTRY[request.param]


@pytest.fixture(autouse=True)
def _menu(menu_without_figures):
    """The menu's figures are none of a template's business."""


@pytest.fixture
def here(db):
    found = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.cycle_for(found)
    return found


@pytest.fixture
def official(ledger, here):
    """Whoever may import here."""
    roles = sorted(ledger.holders(Action.IMPORT), key=[Role.TOWNSHIP_CLERK, Role.COUNTY_ADMIN, *Role].index)
    place = here.township if roles[0] in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER) else here.township.parent
    return factories.make_user(roles[0], place)


@pytest.fixture
def sheet(client, ledger, here, official):
    """The template of somebody whose territory holds all that a row needs, and the row's cells, taken off again."""
    row = factories.BUILDERS[ledger.name](here)
    entitle(ledger, official)
    cycle = factories.cycle_for(here)
    titles = exports.headers(ledger, cycle)
    found = ledger.rows(official, cycle).filter(pk=row.pk)
    values = line_of(ledger, found, titles, cycle)
    ledger.model.all_rows.filter(pk=row.pk).update(withdrawn_at=timezone.now())
    sign_in(client, ledger, official)
    return Sheet(client.get(ledger.url("template")).content, titles), values


class Sheet:
    """A downloaded template, open for typing where it is not locked; its columns stand as those of the export."""

    def __init__(self, data, titles):
        self.book, self.titles = load_workbook(BytesIO(data)), titles
        self.page = self.book.worksheets[0]
        self.first = next(cell.row for cell in self.page["A"] if isinstance(cell.value, int))

    def fill(self, values):
        """Type into the row of the place, else into a free one, where it stands open; the rest stays as it is."""
        at = next(row for row in range(self.first, self.page.max_row + 1) if self._waits_for(values, row))
        for column, header in enumerate(self.titles, 1):
            cell = self.page.cell(at, column)
            if header not in (NUMBER, ROW_KEY) and values[header] not in (None, "") and not cell.protection.locked:
                cell.value = values[header]

    def _waits_for(self, values, row):
        """Nothing stands in the row but its number and, perhaps, the place of these values."""
        cells = {header: self.page.cell(row, column).value for column, header in enumerate(self.titles, 1)}
        return all(
            value is None or (header in (TOWNSHIP, VILLAGE) and value == values[header])
            for header, value in cells.items()
            if header != NUMBER
        )

    def offered(self, column):
        """What the drop-down of a column offers."""
        letter = get_column_letter(column)
        for rule in self.page.data_validations.dataValidation:
            if not str(rule.sqref).startswith(f"{letter}{self.first}:"):
                continue
            if rule.formula1.startswith('"'):
                return rule.formula1.strip('"').split(",")
            return [cell.value for (cell,) in self.book["选项"][rule.formula1.partition("!")[2].replace("$", "")]]
        return []

    def saved(self):
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def line_of(ledger, rows, titles, cycle):
    """The one row's cells by header, as an export with full numbers gives them."""
    return dict(zip(titles, next(exports.lines(ledger, rows, cycle, unmasked=True)), strict=True))


def test_a_template_filled_in_where_it_is_open_brings_the_row(client, ledger, sheet, official, here):
    template, values = sheet
    template.fill(values)
    before = list(ledger.model.objects.values_list("pk", flat=True))
    batch = upload(client, ledger, template.saved(), "填报模板.xlsx")
    assert batch.state == "ready", batch.message
    assert (batch.counts["new"], batch.counts["wrong"], batch.counts["held"]) == (1, 0, 0), batch.preview
    assert client.post(ledger.url("import_preview", batch.pk)).status_code == 302
    cycle = factories.cycle_for(here)
    stored = line_of(ledger, ledger.rows(official, cycle).exclude(pk__in=before), template.titles, cycle)
    for column in ledger.columns_of(cycle):
        assert column.compute or stored[column.header] == values[column.header], column.header


def test_what_the_template_offers_and_shows_as_example_is_accepted(client, ledger, sheet, official, here):
    template, _ = sheet
    cycle = factories.cycle_for(here)
    planner = planner_of(ledger, user=official, cycle=cycle)
    for column in planner.columns:
        at = template.titles.index(column.header) + 1
        for choice in template.offered(at):
            assert planner.cells.read(column, choice) not in (None, ""), (column.header, choice)
        if column.example and not (column.read or ledger.field(column.field).is_relation):
            planner.cells.read(column, column.example)


@pytest.mark.parametrize("ledger", [REGISTRY["reservecandidate"]])
def test_a_placement_typed_into_the_pools_template_is_registered(client, ledger, sheet):
    template, values = sheet
    posts = template.offered(template.titles.index("顶岗岗位") + 1)
    template.fill(values | {"顶岗岗位": posts[1], "顶岗起": "2026-09-01", "顶岗考核": "良", "顶岗村": values[VILLAGE]})
    batch = upload(client, ledger, template.saved(), "填报模板.xlsx")
    client.post(ledger.url("import_preview", batch.pk))
    placement = ledger.model.objects.get().placements.get()
    assert (str(placement.post), f"{placement.starts_on}", placement.grade) == (posts[1], "2026-09-01", "good")


@pytest.mark.parametrize("ledger", [REGISTRY["placement"]])
def test_a_line_of_a_known_placement_cannot_be_given_to_somebody_else(client, ledger, here, official):
    row = factories.make_placement(here)
    sign_in(client, ledger, official)
    titles = exports.headers(ledger, row.cycle)
    template = Sheet(client.get(ledger.url("template")).content, titles)
    assert template.page.cell(template.first, titles.index("姓名") + 1).value == row.candidate.person.name
    template.page.cell(template.first, titles.index("姓名") + 1).value = "吴换人"
    batch = upload(client, ledger, template.saved())
    assert (batch.counts["wrong"], batch.counts["changed"], batch.counts["new"]) == (1, 0, 0)
    assert "人员不能在表中改换" in batch.preview


def test_the_template_of_accounts_filled_in_opens_the_account(client, here):
    admin = factories.make_user(Role.SECURITY_ADMIN, here.township.parent)
    client.force_login(admin)
    titles = ["序号", "单位", "姓名", "职务", "账号", "角色", TOWNSHIP, VILLAGE, "部门", "有效期至"]
    template = Sheet(client.get(bulk.ACCOUNT_SHEET.url("template")).content, titles)
    role, town = template.offered(6), template.offered(7)
    assert (role, town) == ([one.label for one in Role], [here.township.name])
    line = dict.fromkeys(titles) | {"姓名": "李干事", "角色": Role.TOWNSHIP_CLERK.label, TOWNSHIP: town[0]}
    template.fill(line | {"职务": "组织干事", "有效期至": "2027-03-31"})
    batch = upload(client, bulk.ACCOUNT_SHEET, template.saved())
    assert batch.counts["new"] == 1, batch.preview
    client.post(bulk.ACCOUNT_SHEET.url("import_preview", batch.pk))
    opened = User.objects.get(name="李干事")
    assert (opened.post, opened.roles) == ("组织干事", {Role.TOWNSHIP_CLERK})
