"""Promises every registered ledger keeps. A new ledger needs only a builder in ``factories``."""

import shutil
from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta
from io import BytesIO
from unittest import mock

import docx
import pytest
from django.db import connection, models, transaction
from django.template.base import NodeList
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from electioncycle.documents import Document
from electioncycle.jobs import runs as job_runs
from electioncycle.jobs.rows import Job
from electioncycle.ledgers.ledger import REGISTRY, Ledger
from electioncycle.punctuation import full_width
from electioncycle.records import history
from electioncycle.refusals import Refused
from electioncycle.roles import Action, Role
from electioncycle.security import marks
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.security.site_facts import site_mark
from electioncycle.workbooks import exports, imports
from tests import factories
from tests.guards import covered
from tests.moving import seen
from villages.models import Village
from villages.services import places
from villages.village_ledgers import LedgerOfVillages

pytestmark = pytest.mark.django_db
everywhere = pytest.mark.everywhere
"""For what the database decides or may refuse by itself."""


@pytest.fixture(autouse=True)
def frame(request):
    """Where queries are counted, those of the menu count; elsewhere not, although the file counts some."""
    if "queries" not in request.node.name:
        request.getfixturevalue("menu_without_figures")


@pytest.fixture(scope="module")
def places_there(django_db_setup, django_db_blocker):
    """Two townships, a village in each, and the cycle: built once, every test of the module is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        here = factories.make_village("青山村", factories.make_township("东河镇"))
        elsewhere = factories.make_village("白石村", factories.make_township("西坪乡"))
        factories.cycle_for(here)
        yield here.pk, elsewhere.pk
        transaction.set_rollback(True)


@pytest.fixture(scope="module", params=sorted(REGISTRY))
def ledger(request):
    return REGISTRY[request.param]


@pytest.fixture(scope="module")
def row_there(ledger, places_there, django_db_blocker, tmp_path_factory):
    """A row of the ledger in the first village, made once for all of its tests, and where its files lie."""
    folder = tmp_path_factory.mktemp("row")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DATA_DIR=folder, MEDIA_ROOT=folder / "media"):
            row = factories.BUILDERS[ledger.name](Village.objects.get(pk=places_there[0]))
        marks.flush()
        yield row, folder
        transaction.set_rollback(True)


@pytest.fixture
def here(db, places_there):
    return Village.objects.get(pk=places_there[0])


@pytest.fixture
def elsewhere(db, places_there):
    return Village.objects.get(pk=places_there[1])


@pytest.fixture
def build(ledger, here, row_there, own_folders, tmp_path):
    """Where territory and role are not enough, everybody is let in to every row: territory alone then hides some.

    The first row asked for in the first village stands there already.
    """
    row, folder = row_there
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    standing = {here.pk: deepcopy(row)}

    def make(village):
        row = standing.pop(village.pk, None) or factories.BUILDERS[ledger.name](village)
        for user in User.objects.filter(is_service=False):
            entitle(ledger, user)
        return row

    return make


def entitle(ledger, user):
    factories.ENTITLED.get(ledger.name, lambda user: None)(user)


def sign_in(client, ledger, user):
    entitle(ledger, user)
    client.force_login(user)


@pytest.fixture
def official(ledger, here):
    """Somebody of 东河镇 who keeps the ledger, or of the county where the county keeps it."""
    if ledger.kept_by == "county":
        return factories.make_user(Role.COUNTY_ADMIN, here.township.parent)
    return factories.make_user(Role.TOWNSHIP_CLERK, here.township)


def local(ledger):
    """Whether rows of the ledger lie in townships that read it, so that a neighbour's row can exist."""
    lies = ledger.place.rpartition("__")[2] in ("village", "township", "area")
    return lies and Role.TOWNSHIP_CLERK in ledger.holders(Action.VIEW)


def nothing(nodes, context):
    return ""


@contextmanager
def undrawn():
    """Pages answer as ever but are not drawn, which is most of their cost; for what is asked many times over."""
    with mock.patch.object(NodeList, "render", nothing):
        yield


def page(client, ledger, name, *args, **data):
    """A standard page, or the page of the ledger's own to which it leads."""
    answer = client.get(ledger.url(name, *args), data)
    leads = answer.status_code == 302 and answer.wsgi_request.user.is_authenticated
    return client.get(answer.url) if leads and name in ("detail", "edit", "add") else answer


def offers(ledger, name):
    """Whether the ledger has this page; one that services write alone has no forms."""
    try:
        return bool(ledger.url(name, *([1] if name in ROW_PAGES else [])))
    except NoReverseMatch:
        return False


ROW_PAGES = ("detail", "edit", "withdraw", "history", "reveal", "revert", "import_preview", "annotated")


def supports(ledger, action):
    if action not in ledger.actions:
        pytest.skip("this ledger does not offer it")


def supports_form(ledger):
    """The standard form is this ledger's one; a form of its own has tests of its own."""
    supports(ledger, Action.CHANGE)
    if type(ledger).form_of is not Ledger.form_of:
        pytest.skip("rows are changed in a form of the ledger's own")


@everywhere
def test_the_list_shows_the_rows_of_ones_own_township_only(client, ledger, build, here, elsewhere):
    if not local(ledger):
        pytest.skip("a ledger of the whole county")
    mine, theirs = build(here), build(elsewhere)
    sign_in(client, ledger, factories.make_user(Role.TOWNSHIP_CLERK, here.township))
    shown = [row.record for row in page(client, ledger, "list").context["table"].rows]
    assert mine in shown
    assert theirs not in shown


@everywhere
def test_a_row_of_another_township_does_not_exist(client, ledger, build, here, elsewhere):
    if not local(ledger):
        pytest.skip("a ledger of the whole county")
    mine, theirs = build(here), build(elsewhere)
    sign_in(client, ledger, factories.make_user(Role.TOWNSHIP_CLERK, here.township))
    for name in ("detail", "history", "edit", "withdraw"):
        if not offers(ledger, name):
            continue
        with undrawn():
            own, other = page(client, ledger, name, mine.pk), page(client, ledger, name, theirs.pk)
        if ledger.kept_by == "county" and name in ("edit", "withdraw"):
            assert (own.status_code, other.status_code) == (403, 403), name
        elif own.status_code != 403 or name in ledger.actions:
            assert (own.status_code, other.status_code) == (200, 404), name


def test_roles_apart_from_the_work_open_no_ledger(client, ledger, build, here):
    row = build(here)
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.DEPARTMENT_CONTACT):
        sign_in(client, ledger, factories.make_user(role, here.township.parent))
        for name, args in (("list", ()), ("detail", (row.pk,)), ("history", (row.pk,))):
            with undrawn():
                assert page(client, ledger, name, *args).status_code == 403, (role, name)


def test_nobody_sees_anything_without_signing_in(client, ledger, build, here):
    row = build(here)
    for name, args in (("list", ()), ("detail", (row.pk,)), ("export", ())):
        if name != "export" or Action.EXPORT in ledger.actions:
            assert page(client, ledger, name, *args).status_code == 302


def form_data(client, ledger, row):
    """What the browser would send back from the form of this row."""
    form = page(client, ledger, "edit", row.pk).context["form"]
    data = {}
    for name, field in form.fields.items():
        value = field.prepare_value(form.get_initial_for_field(field, name))
        value = getattr(value, "pk", value)
        if value is None or value is False or value == "":
            continue
        text = "on" if value is True else field.widget.format_value(value)
        data[name] = text[0] if isinstance(text, list) else text
    return data


def said_otherwise(ledger, row, data):
    """The data with one field changed, a field at a time: what a person might type there."""
    for name in ledger.fields:
        target, value = ledger.field(name), ledger.value(row, name)
        if isinstance(target, models.BooleanField):
            yield {key: text for key, text in data.items() if key != name} | ({} if value else {name: "on"})
        elif target.choices:
            yield from (data | {name: code} for code, _ in target.flatchoices if code not in ("", value))
        elif isinstance(target, models.DateField):
            yield from (data | {name: str((value or timezone.localdate()) + timedelta(days))} for days in (-1, 40))
        elif isinstance(target, (models.CharField, models.TextField)) and not hasattr(target, "mask"):
            yield data | {name: f"{value or ''}改"}
        elif isinstance(target, (models.IntegerField, models.DecimalField)):
            yield data | {name: str((value or 0) + 1)}


def changed(client, ledger, row, **more):
    """Change the first field whose change the form takes; the data that were sent."""
    data = form_data(client, ledger, row)
    for other in said_otherwise(ledger, row, data):
        if client.post(ledger.url("edit", row.pk), other | more).status_code == 302:
            return other | more
    raise AssertionError("the form takes no change")


@everywhere
def test_an_edit_is_in_the_history_and_the_audit_trail(client, ledger, build, here, official):
    supports_form(ledger)
    row = build(here)
    sign_in(client, ledger, official)
    changed(client, ledger, row, reason="核对后更正")
    latest = row.history.first()
    assert (latest.history_user, latest.history_change_reason) == (official, "核对后更正")
    event = AuditEvent.objects.filter(type=Event.CHANGED).get()
    assert (event.actor, event.object_id) == (official.pk, row.pk)


def test_no_field_of_a_row_is_called_like_what_a_form_asks_of_every_row():
    changed_here = [one for one in REGISTRY.values() if Action.CHANGE in one.actions]
    typed = [ledger for ledger in changed_here if "edit" not in ledger.own_pages]
    covered("ledgers with a form", typed, least=40)
    assert [ledger.name for ledger in typed if {"reason", "version"} & set(ledger.fields)] == []


@everywhere
def test_a_second_editor_of_the_same_version_keeps_his_text(client, ledger, build, here, official):
    supports_form(ledger)
    row = build(here)
    sign_in(client, ledger, official)
    data = changed(client, ledger, row)
    late = client.post(ledger.url("edit", row.pk), data)
    assert late.status_code == 409
    assert "修改" in late.content.decode()


@everywhere
def test_withdrawing_needs_a_reason_and_can_be_undone(client, ledger, build, here, official):
    supports(ledger, Action.WITHDRAW)
    row = build(here)
    sign_in(client, ledger, official)
    assert client.post(ledger.url("withdraw", row.pk), seen(row, reason="")).status_code == 422
    answer = client.post(ledger.url("withdraw", row.pk), seen(row, reason="重复录入"))
    if answer.status_code == 422:  # something depends on it: the page says what
        assert "关联" in answer.content.decode()
        return
    assert not ledger.model.objects.filter(pk=row.pk).exists()
    assert client.post(ledger.url("bin"), seen(row, row=row.pk)).status_code == 302
    assert ledger.model.objects.filter(pk=row.pk).exists()


def upload(client, ledger, data, name="表.xlsx"):
    sheet = BytesIO(data)
    sheet.name = name
    answer = client.post(ledger.url("import"), {"file": sheet})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return imports.ImportBatch.objects.latest("id")


@everywhere
def test_an_export_imported_again_changes_nothing(client, ledger, build, here, official):
    supports(ledger, Action.IMPORT)
    build(here)
    sign_in(client, ledger, official)
    book = client.get(ledger.url("export")).content
    rows = ledger.model.objects.count()
    batch = upload(client, ledger, book)
    assert batch.state == "ready", batch.message
    counts = batch.counts
    assert counts["rows"] >= 1
    assert (counts["new"], counts["changed"], counts["wrong"], counts["held"]) == (0, 0, 0, 0), batch.preview
    assert ledger.model.objects.count() == rows


def test_rules_across_fields_are_given_fields_and_nothing_else(client, ledger, build, here, official):
    supports_form(ledger)
    row, given = build(here), []
    sign_in(client, ledger, official)

    def check(values, row, **who):
        given.extend(values)
        return {}

    with mock.patch.object(ledger, "check", check), undrawn():
        client.post(ledger.url("edit", row.pk), form_data(client, ledger, row) | {"reason": "核对后更正"})
        client.post(ledger.url("revert", row.pk), seen(row, entry=row.history.first().pk, reason="改错了"))
    assert given
    assert set(given) <= set(ledger.fields)


def related(ledger, row):
    """The foreign keys of the form that are set on the row, with what they name."""
    names = [name for name in ledger.fields if ledger.field(name).is_relation]
    return {name: ledger.value(row, name) for name in names if ledger.value(row, name) is not None}


def not_offered(ledger, names):
    """As for somebody who may choose none of these rows: out of the territory, withdrawn, of a list that changed."""
    real = ledger.choices

    def offered(name, *who, **more):
        found = real(name, *who, **more)
        return found.none() if name in names else found

    return mock.patch.object(ledger, "choices", offered)


def test_what_a_user_may_not_choose_stays_when_the_form_is_saved(client, ledger, build, here, official):
    supports_form(ledger)
    row = build(here)
    present = related(ledger, row)
    if not present:
        pytest.skip("no related row here")
    sign_in(client, ledger, official)
    with not_offered(ledger, present), undrawn():
        untouched = form_data(client, ledger, row)
        fields = page(client, ledger, "edit", row.pk).context["form"].fields
        kept = [name for name in present if getattr(fields[name], "kept", None) is not None]
        assert kept
        for name in (None, *kept):
            answer = client.post(ledger.url("edit", row.pk), untouched | ({name: ""} if name else {}))
            assert answer.status_code == 302, (name, answer.context["form"].errors)
            fresh = ledger.model.objects.get(pk=row.pk)
            assert (related(ledger, fresh), fresh.version) == (present, row.version), name
        client.post(ledger.url("revert", row.pk), seen(row, entry=row.history.first().pk, reason="改错了"))
    assert related(ledger, ledger.model.objects.get(pk=row.pk)) == present


def test_what_a_user_may_not_choose_stays_in_a_workbook(client, ledger, build, here, official):
    supports(ledger, Action.IMPORT)
    row = build(here)
    columns = {column.field for column in ledger.all_columns if not column.read and not column.compute}
    names = [name for name in related(ledger, row) if name in columns]
    if not names:
        pytest.skip("no related row in a column")
    sign_in(client, ledger, official)
    book = client.get(ledger.url("export")).content
    with not_offered(ledger, names):
        counts = upload(client, ledger, book).counts
    assert (counts["new"], counts["changed"], counts["wrong"], counts["held"]) == (0, 0, 0, 0)


def test_an_export_holds_exactly_the_filtered_rows(client, ledger, build, here, official):
    supports(ledger, Action.EXPORT)
    row = build(here)
    sign_in(client, ledger, official)
    book = load_workbook(BytesIO(client.get(ledger.url("export"), {"row": row.pk}).content))
    cells = [value for line in book.active.iter_rows(values_only=True) for value in line]
    assert f"R{row.pk}V{row.version}S{site_mark()}" in cells
    assert sum(str(value).startswith("R") and "V" in str(value) for value in cells) == 1


@everywhere
def test_an_import_never_writes_into_another_township(client, ledger, build, here, elsewhere):
    if not local(ledger) or ledger.kept_by == "county" or Action.IMPORT not in ledger.actions:
        pytest.skip("not kept by townships")
    build(here)
    theirs = build(elsewhere)
    sign_in(client, ledger, factories.make_user(Role.COUNTY_CLERK, here.township.parent))
    book = client.get(ledger.url("export"), {"row": theirs.pk}).content
    sign_in(client, ledger, factories.make_user(Role.TOWNSHIP_CLERK, here.township))
    batch = upload(client, ledger, book)
    assert batch.counts.get("wrong", 0) == 1
    assert not batch.may_confirm


def test_the_template_opens_and_names_the_columns(client, ledger, build, here, official):
    supports(ledger, Action.IMPORT)
    build(here)
    sign_in(client, ledger, official)
    book = load_workbook(BytesIO(client.get(ledger.url("template")).content))
    texts = {str(value) for line in book.worksheets[0].iter_rows(values_only=True) for value in line if value}
    joined = " ".join(texts)
    for column in ledger.all_columns:
        assert column.header.removeprefix(column.group) in joined


@everywhere
def test_a_list_costs_the_same_queries_for_many_rows(client, ledger, build, here, official):
    sign_in(client, ledger, official)
    build(here)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert page(client, ledger, "list").status_code == 200
        return len(queries)

    cost()
    one = cost()
    for number in range(5):
        build(factories.make_village(f"新{number}村", here.township))
    cost()  # what there is to do now is counted once
    assert cost() == one
    assert one <= 14  # two of them for the count of what there is to do, in the frame


def test_an_export_costs_the_same_queries_for_many_rows(ledger, build, here, official):
    """What its columns need of a row is read with it: nothing is left out that a column then asks for row by row."""
    supports(ledger, Action.EXPORT)
    entitle(ledger, official)
    cycle = factories.cycle_for(here)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            list(exports.lines(ledger, ledger.rows(official, cycle), cycle))
        return len(queries)

    build(here)
    cost()  # the official's territory is asked once
    one = cost()
    for number in range(3):
        build(factories.make_village(f"新{number}村", here.township))
    assert cost() == one


KEPT_HEADS = ("Content-Type", "Content-Disposition", "Cache-Control")


def traced(user):
    """What the trail says this user took out of the product."""
    kept = AuditEvent.objects.filter(actor=user.pk).exclude(type__in=[Event.JOB_STARTED, Event.DOWNLOADED])
    return list(kept.order_by("id").values_list("type", "details"))


def made_by_worker(client, ledger, name):
    """The job to which the page of a long file leads, worked off."""
    answer = client.get(ledger.url(name))
    assert answer.status_code == 302, name
    assert 'data-job-state="waiting"' in client.get(answer.url).content.decode()
    job = job_runs.run_inline(Job.objects.latest("id"))
    assert job.state == "done", job.items.get().error
    [(file, _)] = job.files()
    return answer.url, reverse("job_download", args=[job.pk, file.pk])


@pytest.mark.usefixtures("no_broker")
def test_a_long_file_is_a_job_whose_result_is_its_askers_alone(client, ledger, build, here, official, settings):
    build(here)
    colleague = factories.make_user(Role.COUNTY_ADMIN, here.township.parent)
    for name in ("export", "print", "template"):
        sign_in(client, ledger, official)
        before = traced(official)
        settings.ROWS_IN_A_REQUEST = 300
        if not offers(ledger, name) or (direct := client.get(ledger.url(name))).status_code == 403:
            continue
        trace = traced(official)[len(before) :]
        settings.ROWS_IN_A_REQUEST = 0
        page, address = made_by_worker(client, ledger, name)
        assert traced(official)[len(before) :] == trace * 2, name
        made = client.get(address)
        assert [made[head] for head in KEPT_HEADS] == [direct[head] for head in KEPT_HEADS], name
        sign_in(client, ledger, colleague)
        assert {client.get(one).status_code for one in (page, address)} == {404}, name
        with transaction.atomic():
            official.scopes.all().delete()
            client.force_login(official)
            assert client.get(address).status_code == 404, name
            transaction.set_rollback(True)


def test_filter_menus_name_only_ones_own_places(client, ledger, build, here, elsewhere):
    if not local(ledger):
        pytest.skip("a ledger of the whole county")
    build(here), build(elsewhere)
    sign_in(client, ledger, factories.make_user(Role.TOWNSHIP_CLERK, here.township))
    text = page(client, ledger, "list").content.decode()
    assert "东河镇" in text
    assert "西坪乡" not in text


def counted(ledger, rows, **kwargs):
    return Document(f"{len(list(rows))}条", ())


def test_the_list_is_a_pdf_or_a_document_of_the_columns_shown_and_a_nonsensical_filter_no_error(
    client, ledger, build, here, official
):
    supports(ledger, Action.PRINT)
    build(here)
    sign_in(client, ledger, official)
    names = (*ledger.filters, "q", "row", "sort")
    for value in (str(10**30), "²"):
        with mock.patch.object(exports, "list_document", counted):
            answer = client.get(ledger.url("print"), dict.fromkeys(names, value))
        assert answer.status_code in (200, 403)
    assert client.get(ledger.url("print")).content.startswith(b"%PDF-")
    first, *rest = ledger.columns
    to_change = client.get(ledger.url("print"), {"as": "docx", "column": first}).content
    heads = [cell.text for cell in docx.Document(BytesIO(to_change)).tables[0].rows[0].cells]
    assert heads == ["序号", full_width(ledger.label(first))], rest


def test_numbers_are_masked_on_every_page(client, ledger, build, here, official):
    sealed = [name for name in ledger.fields if hasattr(ledger.field(name), "mask")]
    row = build(here)
    numbers = [ledger.value(row, name) for name in sealed if ledger.value(row, name)]
    if not numbers:
        pytest.skip("no personal numbers here")
    sign_in(client, ledger, official)
    for name, args in (("list", ()), ("detail", (row.pk,)), ("edit", (row.pk,)), ("history", (row.pk,))):
        text = page(client, ledger, name, *args).content.decode()
        assert not any(number in text for number in numbers), name


NONSENSE = ("abc", "-1", "²", "0", str(10**30), "'\"<>%00", "\0", "٣", "1.5", "NaN", "1e9999", "2026-13-45")


def dealt(names, ledger, turn=0):
    """Every name another nonsense, beginning elsewhere for each ledger: one request tries them all."""
    first = sorted(REGISTRY).index(ledger.name) + turn
    return {name: NONSENSE[(first + number) % len(NONSENSE)] for number, name in enumerate(names)}


@everywhere
def test_nonsense_in_the_address_is_no_error(client, ledger, build, here, official):
    row = build(here)
    sign_in(client, ledger, official)
    names = (*ledger.filters, *ledger.fields, "q", "row", "page", "sort", "per_page", "column")
    pages = [("list", ()), ("add", ()), ("bin", ()), ("export", ()), ("import", ())]
    pages += [(name, (row.pk,)) for name in ("detail", "edit", "withdraw", "history")]
    pages = [page for page in pages if offers(ledger, page[0])]
    for name, args in pages:
        data = dealt(names, ledger)
        assert client.get(ledger.url(name, *args), data).status_code in (200, 302, 403), (name, data)
    for value in NONSENSE:
        for name in {"list", "add", "export"} & {name for name, _ in pages}:
            with undrawn():
                answer = client.get(ledger.url(name), dict.fromkeys(names, value))
            assert answer.status_code in (200, 302, 403), (name, value)
            if name == "list":
                list(answer.context["table"].page)
    for name in filter(lambda name: offers(ledger, name), ROW_PAGES):
        if name in ("reveal", "revert"):
            continue
        assert client.get(ledger.url(name, 10**30)).status_code in (403, 404)


@everywhere
def test_nonsense_in_a_form_is_no_error(client, ledger, build, here, official):
    row = build(here)
    sign_in(client, ledger, official)
    names = ("row", "action", "version", "reason", "entry", "field", "which", "file", "again", *ledger.fields)
    pages = [("list", ()), ("add", ()), ("bin", ()), ("import", ()), ("import_preview", (10**30,))]
    pages += [(name, (row.pk,)) for name in ("edit", "reveal", "revert", "detail", "history")]
    pages = [page for page in pages if offers(ledger, page[0])]
    for name, args in pages:
        for turn in range(2):
            data = dealt(names, ledger, turn)
            assert client.post(ledger.url(name, *args), data).status_code < 500, (name, data)
        if name not in ("add", "edit", "list"):
            continue
        for value in NONSENSE:
            with undrawn():
                answer = client.post(ledger.url(name, *args), dict.fromkeys(names, value))
            assert answer.status_code < 500, (name, value)
    for method in (client.put, client.delete, client.patch):
        assert method(ledger.url("detail", row.pk)).status_code in (403, 405)


@everywhere
def test_a_forged_version_changes_nothing(client, ledger, build, here, official):
    supports_form(ledger)
    row = build(here)
    sign_in(client, ledger, official)
    sent = form_data(client, ledger, row)
    for version in ("999", str(10**30), "-1", "abc"):
        with undrawn():
            answer = client.post(ledger.url("edit", row.pk), sent | {"version": version})
        assert answer.status_code in (409, 422), version
    assert ledger.model.objects.get(pk=row.pk).version == row.version


def test_of_many_rows_saved_at_once_each_is_asked_whether_it_may_change(ledger, build, here, elsewhere):
    first, locked = build(here), build(elsewhere)
    if first.pk == locked.pk:
        pytest.skip("one row for all")
    by = factories.make_user(Role.COUNTY_ADMIN, here.township.parent)

    def asked(row):
        if row.pk == locked.pk:
            raise Refused("已审核，内容不能改动。")

    with mock.patch.object(type(first), "check_writable", autospec=True, side_effect=asked):
        with pytest.raises(Refused, match="不能改动"), transaction.atomic():
            history.record_many([first, locked], by=by, fields=[])
        assert ledger.model.all_rows.get(pk=first.pk).history.count() == first.history.count()
        history.record_many([first], by=by, fields=[])
        history.record_moved([locked], by=by, reason="村级建制调整", fields=[])
    assert ledger.model.all_rows.get(pk=locked.pk).version == locked.version


@everywhere
def test_what_is_open_in_a_merged_village_goes_along(ledger, build, here):
    if not isinstance(ledger, LedgerOfVillages):
        pytest.skip("lies in no village")
    if ledger.taken_along is None and type(ledger).follow_merger is LedgerOfVillages.follow_merger:
        pytest.skip("stays with the past")
    kept = factories.make_village("白石村", here.township)
    row = build(here)
    by = factories.make_user(Role.COUNTY_ADMIN, here.township.parent)
    places.merge_village(here, into=kept, on=timezone.localdate(), by=by, reason="村级建制调整")
    row = ledger.model.all_rows.get(pk=row.pk)
    assert row.village == kept or row.withdrawn_at
