"""The small world in which every route is tried: one village and its neighbours, everybody who could ask, every row.

A new page needs an entry here only when its address names a model that neither a builder of ``factories`` nor the
world itself has a row of (``ROWS``), or when it can only be posted to (``WRITES``).
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from accounts.models import Scope, User
from accounts.services import slips
from accounts.services.notes import note
from candidates.models import ReviewAnswer
from candidates.workbooks.replies import ReplySheet
from electioncycle import roles
from electioncycle.desk import calendars, inbox
from electioncycle.disclosure import restricted, unmasked
from electioncycle.disclosure import retention as holds
from electioncycle.jobs import periodic
from electioncycle.jobs import rows as job_rows
from electioncycle.jobs import services as jobs
from electioncycle.ledgers import attachments, numbers, saved_queries
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Ledger
from electioncycle.records import files, workflow
from electioncycle.records.history import record
from electioncycle.roles import Role
from electioncycle.sheets import write_rows
from electioncycle.web.routes import Route
from electioncycle.workbooks import books, exports, imports
from elections.models import Candidacy, CandidacyReview, CandidateList, ElectedPerson, QuickReport, ResultSheet, Round
from elections.services import corrections, facts, results, sheet_decisions, sheet_shapes, sheets
from filing.rules import outward
from reports import morning
from reports.models import VillageReport
from tests import factories
from tests.result_sheets import paper
from tests.schemes import MEETING, typed
from villages.models import Cycle
from villages.services import cycles_of, kinship_texts, retention

OWN, SIBLING, OTHER, NONE = "own", "sibling", "other", "none"
PLACES = (OWN, SIBLING, OTHER, NONE)
AT_TOWNSHIP = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK)
MISSING = 10**9


@dataclass
class World:
    """青石坡村 of 东河镇 is asked for; 西坪乡 lies beside it, 河川县 is another county."""

    village: Any
    cycle: Any
    users: dict[tuple[str, str], User] = field(default_factory=dict)
    cycles: dict[int, list[Any]] = field(default_factory=dict)

    def user(self, role: str, place: str = OWN) -> User:
        return self.users[role, place]

    def cycles_of(self, user: User) -> list[Any]:
        if user.pk not in self.cycles:
            self.cycles[user.pk] = list(cycles_of(user))
        return self.cycles[user.pk]

    @property
    def clerk(self) -> User:
        return self.user(Role.TOWNSHIP_CLERK)

    @property
    def admin(self) -> User:
        return self.user(Role.COUNTY_ADMIN)


@dataclass
class Case:
    """What is asked: the arguments of the address, what is posted, and who alone may (the owner of a job)."""

    world: World
    kwargs: dict[str, Any] = field(default_factory=dict)
    data: Callable[[], dict[str, Any]] | None = None
    subject: Any = None
    owner: User | None = None
    rows: dict[str, Any] = field(default_factory=dict)

    def sent(self) -> dict[str, Any]:
        """What a form opened just now posts: the version of the row the address names, and what was declared."""
        declared = self.data() if self.data else {}
        stored = type(self.subject)._base_manager.filter(pk=self.subject.pk).first() if self.subject else None
        return ({"version": stored.version} if hasattr(stored, "version") else {}) | declared

    def row(self, label: str) -> Any:
        """The one row of this model in the world's own village."""
        if label not in self.rows:
            self.rows[label] = _row_of(label, self.world)
        return self.rows[label]


class rolled_back(transaction.Atomic):  # noqa: N801 - used like transaction.atomic
    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=False)

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True)
        super().__exit__(*error)


def make_world() -> World:
    county = factories.make_county("990101", "云岭县")
    village = factories.make_village("青石坡村", factories.make_township("东河镇", county))
    factories.make_village("柳溪村", village.township)
    neighbour = factories.make_village("白石村", factories.make_township("西坪乡", county))
    far = factories.make_village("沙洲村", factories.make_township("南关镇", factories.make_county("990202", "河川县")))
    world = World(village, factories.cycle_for(village))
    factories.cycle_for(far)
    for role in Role.values:
        world.users[role, NONE] = _user(role, NONE, None)
        for place, there in ((OWN, village), (SIBLING, neighbour), (OTHER, far)):
            world.users[role, place] = _user(role, place, _area_for(role, place, there))
    return world


def _area_for(role: str, place: str, there: Any) -> Any:
    if role == Role.VILLAGE_CLERK:
        return there
    return there.township if role in AT_TOWNSHIP or place == SIBLING else there.township.parent


def _user(role: str, place: str, area: Any) -> User:
    user = User(username=f"{role}_{place}", name=Role(role).label)
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    if area is not None:
        Scope.objects.create(user=user, **{"village" if role == Role.VILLAGE_CLERK else "area": area})
    return user


# --- rows an address names ---------------------------------------------------------------------------------------


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return SimpleUploadedFile("照片.png", out.getvalue(), "image/png")


def _member(world: World) -> Any:
    member = factories.make_member(world.village, f"张{world.village.name[:2]}")
    member.person.photo = files.attach(picture(), by=world.clerk)
    record(member.person, by=world.clerk)
    return member


def _analysis(world: World) -> Any:
    row = factories.make_analysis(world.village)
    type(row).objects.filter(pk=row.pk).update(state="submitted")
    workflow.note(row, move="submit", title="提交审核", by=world.user(Role.TOWNSHIP_CLERK, NONE))
    return type(row).objects.get(pk=row.pk)


def _job(world: World) -> Any:
    job = jobs.start("import_check", {"batch": 0}, by=world.clerk, title="核对")
    kept = files.keep_result("清单.xlsx", b"PK", by=world.clerk)
    jobs.add_result(job, kept, "清单")
    job.save()
    return job


def _edition(world: World) -> Any:
    kept = files.keep_result("报告.pdf", b"%PDF-1.7", by=world.clerk, content_type="application/pdf")
    return VillageReport.objects.create(village=world.village, cycle=world.cycle, content_hash="0" * 64, file=kept)


def _notice(world: World) -> Any:
    inbox.notify("请核对名册", user=world.clerk, url="/inbox/")
    return inbox.Notice.objects.latest("id")


def _book(world: World) -> Any:
    """The township's workbook with one sheet, checked, with a line to be put right."""
    ledger = ledgers.REGISTRY["villageprofile"]
    line = ["东河镇", world.village.name, "很多"]
    data = write_rows(["乡镇(街道)", "村(社区)", "户数"], [line], title=ledger.title, sheet=ledger.title)
    book = books.upload("东河镇.xlsx", data, by=world.clerk, cycle=world.cycle)
    books.check(book, world.cycle)
    return book


def _asked(world: World) -> Any:
    """The clerk asks for the full numbers of a member."""
    member = factories.make_member(world.village, person={"phone": "13900000000"})
    ledger = ledgers.of(type(member))
    rows = ledger.rows(world.clerk, world.cycle).filter(pk=member.pk)
    return unmasked.ask(ledger, rows, by=world.clerk, cycle=world.cycle, reason="报送县纪委联审核对", form="xlsx")


def _key_person(world: World) -> Any:
    """An entry open to everybody of the village's own places."""
    row = factories.make_key_person(world.village)
    for (_, place), user in world.users.items():
        if place == OWN:
            factories.let_read(user, row)
    return row


def _held_twice(world: World) -> Any:
    """One number under two entries of the county."""
    first = factories.make_reserve(world.village, "同一人")
    west = factories.make_village("同号村", factories.make_township("西坪乡", world.village.township.parent))
    factories.make_reserve(west, "同一人", person={"id_number": first.person.id_number})
    first.person.village = world.village  # where the tests look for the place of a row
    return first.person


def _complaint(world: World) -> Any:
    """A clue that was accepted, open to everybody of the village's own places."""
    row = factories.make_complaint(world.village)
    for (_, place), user in world.users.items():
        if place == OWN:
            factories.let_read_complaint(user, row)
    type(row).all_rows.filter(pk=row.pk).update(state="accepted", accepted_on=timezone.localdate())
    return type(row).all_rows.get(pk=row.pk)


def _dispute(world: World) -> Any:
    """A dispute, open to everybody of the village's own places."""
    row = factories.make_dispute(world.village)
    for (_, place), user in world.users.items():
        if place == OWN:
            factories.let_read_dispute(user, row)
    return row


def _failed_round(world: World) -> Any:
    """A vote that too few took part in."""
    election = factories.make_regular(world.village, timezone.localdate())
    told = {"at": timezone.now(), "announcer": "钱主任", "announced": "void", "cause": "turnout"}
    return facts.record_announcement(election, by=world.clerk, **told)


def _name_list(world: World) -> Any:
    """Names are kept in this county; the list is open to everybody of the village's own places."""
    rules = world.cycle.rule_set.rules
    for key in ("proxy_names", "mobile_box_names"):
        rules.update_or_create(key=key, defaults={"label": key, "value": True, "law": "由县里确定"})
    row = factories.make_name_list(world.village)
    for (_, place), user in world.users.items():
        if place == OWN:
            restricted.let_read(row, user, by=factories.clerk())
    return row


def _act(world: World) -> Any:
    return periodic.PeriodicRun.objects.get_or_create(name=next(iter(periodic.ACTS)))[0]


def _asked_department(world: World) -> Any:
    """What the contact's department was asked: answered on paper, a faulty workbook given back."""
    request = factories.make_request(world.village)
    contact = world.user(Role.DEPARTMENT_CONTACT)
    Scope.objects.get_or_create(user=contact, area=world.cycle.county, department=str(request.department))
    request.scan = files.attach(picture(), by=world.admin)
    record(request, by=factories.clerk())
    subject = request.batch.subjects.get()
    line = [subject.person.name, subject.person.id_number, "未发现"]
    book = write_rows(["姓名", "身份证号", "结果"], [line], text_columns=("身份证号",))
    for user in (world.admin, contact):
        sheet = ReplySheet(request)
        imports.check(sheet, imports.upload(sheet, "反馈.xlsx", book, by=user, cycle=None), cycle=None)
    return request


def _reviewed(world: World) -> Any:
    subject = factories.make_subject(world.village)
    restricted.let_read(subject.batch, world.admin, by=world.admin)
    return subject


def _scheme(world: World) -> Any:
    return factories.make_scheme(world.village, scan=files.attach(picture(), by=factories.clerk()))


def _round(world: World, village: Any = None) -> Any:
    """Votes are counted in the village; its candidates were made known."""
    village = village or world.village
    if found := Round.objects.filter(election__village=village).first():
        return found
    election = factories.running_election(village)
    people = [factories.make_candidacy(village, name, election=election) for name in ("赵立春", "钱明德")]
    lists = factories.make_candidate_list(village, candidacy=people[0], entries=[one.pk for one in people])
    type(lists).objects.filter(pk=lists.pk).update(state="published")
    return facts.record_closing(election, at=timezone.now(), by=world.admin)


def _sheet(world: World) -> Any:
    """The village's one; where there is none, begun by the township's clerk."""
    if found := ResultSheet.objects.filter(round__election__village=world.village).first():
        return found
    return _begun(world, _round(world))


def _quick_report(world: World) -> Any:
    """Told before the sheet was begun; afterwards none is added."""
    return QuickReport.objects.filter(village=world.village).first() or factories.make_quick_report(world.village)


def _begun(world: World, row: Any) -> Any:
    listed = CandidateList.objects.filter(election=row.election, state="published").first()
    chosen = sheet_shapes.Chosen({"director": 1}, {"director": listed.entries})
    return sheets.begin(row, chosen, by=world.clerk)


def _verified(world: World) -> Any:
    """In another village of the township, so that nothing changes in the sheet of this one."""
    if found := ResultSheet.objects.filter(state="verified").first():
        return found
    sheet = _begun(world, _round(world, factories.make_village("核对村", world.village.township)))
    sheets.hand_in(sheet, {**paper(sheet)}, as_on_paper=True, by=world.clerk, saved=0)
    sheets.take(sheet, by=world.user(Role.TOWNSHIP_OFFICER))
    sheets.agree(sheet, by=world.user(Role.TOWNSHIP_OFFICER))
    ResultSheet.objects.filter(pk=sheet.pk).update(state="verified")
    return ResultSheet.objects.get(pk=sheet.pk)


def _correction(world: World) -> Any:
    """The result is decided otherwise; another person must say so."""
    decided = corrections.Decision("committee", timezone.localdate(), "青选〔2026〕3号", voided=("director",))
    scan = files.attach(picture(), by=world.clerk)
    given = {"reason": "当选人不符合条件", "scan": scan, "by": world.clerk}
    return corrections.propose_result_correction(_verified(world), decided, **given)


def _corrected(world: World) -> Any:
    return corrections.confirm(_correction(world), by=world.user(Role.TOWNSHIP_OFFICER))


def _agreed(world: World) -> Any:
    """Typed by the clerk and compared by the officer; of another village where this one's waits for its second."""
    sheet = _sheet(world)
    if sheet.state != "first" and not sheet.agreed:
        sheet = _begun(world, _round(world, factories.make_village("录入村", world.village.township)))
    if sheet.state == "first":
        officer = world.user(Role.TOWNSHIP_OFFICER)
        sheets.hand_in(sheet, paper(sheet), as_on_paper=True, by=world.clerk, saved=0)
        sheets.take(sheet, by=officer)
        sheets.agree(sheet, by=officer)
    return ResultSheet.objects.get(pk=sheet.pk)


def _elected(world: World) -> Any:
    """By the sheet, whoever came first."""
    return ElectedPerson.objects.filter(sheet=_agreed(world)).first()


def _decision_on_a_sheet(world: World) -> Any:
    """The clerk recorded that a body found somebody elected not to meet the conditions."""
    sheet = _agreed(world)
    result = results.result_of(sheet)
    asked = sheet_decisions.asked(sheet, result)[0]
    paper = sheet_decisions.DecisionPaper("village", "青选〔2026〕9号", timezone.localdate(), picture())
    return sheet_decisions.record(sheet, result, asked.key, asked.choices[0].value, paper, by=world.clerk)


def _saved_view(world: World) -> Any:
    """Of the clerk, for himself."""
    return saved_queries.keep(ledgers.REGISTRY["village"], "社区", "kind=community", by=world.clerk)


ROWS: dict[str, Callable[[World], Any]] = {
    "elections.round": _round,
    "elections.electedperson": _elected,
    "elections.sheetdecision": _decision_on_a_sheet,
    "elections.resultsheet": _sheet,
    "elections.correction": _correction,
    "elections.quickreport": _quick_report,
    "villages.teammember": _member,
    "readiness.teamanalysis": _analysis,
    "electioncycle.job": _job,
    "accounts.slip": lambda world: slips.make([], by=world.user(Role.SECURITY_ADMIN), title="重置密码"),
    "accounts.user": lambda world: world.user(Role.VILLAGE_CLERK),
    "electioncycle.notice": _notice,
    "electioncycle.savedview": _saved_view,
    "electioncycle.periodicrun": _act,
    "electioncycle.importbook": _book,
    "risks.keyperson": _key_person,
    "candidates.negativelist": lambda world: factories.make_negative_list(world.cycle),
    "candidates.reviewrequest": _asked_department,
    "candidates.reviewsubject": _reviewed,
    "candidates.problemtransfer": lambda world: factories.make_transfer(world.village, world.admin),
    "meetings.complaint": _complaint,
    "readiness.conditionset": lambda world: factories.make_conditions(world.cycle),
    "electioncycle.unmaskedexport": lambda world: unmasked.decide(_asked(world), by=world.admin, approve=True),
    "filing.formedition": lambda world: factories.make_form_edition(world.village),
    "reports.villagereport": _edition,
    "reports.dailypaper": lambda world: morning.make(world.cycle, timezone.localdate()),
    "villages.person": _held_twice,
    "villages.ruleset": lambda world: factories.make_rule_set(),
    "elections.scheme": _scheme,
    "elections.namelist": _name_list,
    "elections.dispute": _dispute,
    "elections.noticeset": lambda world: factories.make_notice_texts(world.cycle),
}
"""Model → a row of the world's own village, where the builder of the ledger is not enough or there is no ledger."""


def _system_map(world: World) -> Any:
    """With a heading that takes a number, and a row that goes in."""
    factories.make_member(world.village)
    taken = (("姓名", "姓名"), ("证件号码", "身份证号"))
    return factories.make_system_map(
        world.village, headings=[outward.Heading(title, outward.COLUMN, source).plain for title, source in taken]
    )


def _heading_put(world: World, case: Case) -> dict[str, Any]:
    if case.kwargs.get("move") == "put":
        return {"title": "职务", "source": "fixed", "fixed": "村干部", "form": "text"}
    return {"was": "证件号码" if case.kwargs.get("move") == "left" else "姓名"}


OF_ROUTE: dict[str, Callable[[World], Any]] = {
    "certificates_print": lambda world: _verified(world).election,
    "correction_new": _verified,
    "correction_print": _corrected,
    "sheet_decide": _agreed,
    "city_form_trial": lambda world: factories.make_form_edition(world.village).form,
    "system_map_move": lambda world: _system_map(world),
    "system_map_ask": lambda world: _system_map(world),
    "system_map_file": lambda world: _system_map(world),
    "gate_blank": lambda world: factories.make_conditions(world.cycle) and world.village,
    "mid_term_person": lambda world: factories.make_mid_term_change(world.village, kind="elected", sex="male"),
    "party_track": lambda world: factories.running_party(world.village),
    "review_letters": lambda world: factories.make_request(world.village).batch,
    "round_move": _failed_round,
}
"""Route → the row its address names, where any of the model would not do."""

OWNED: dict[str, Callable[[Any], User]] = {
    "accounts.slip": lambda slip: slip.by,
    "electioncycle.importbatch": lambda batch: batch.by,
    "electioncycle.importbook": lambda book: book.by,
    "electioncycle.job": lambda job: job.by,
    "electioncycle.notice": lambda notice: notice.user,
    "electioncycle.savedview": lambda view: view.owner,
    "electioncycle.unmaskedexport": lambda asked: asked.by,
}
"""Model → whose the row is; nobody else has it."""

SEEN_BY_COUNTY = frozenset({"electioncycle.job", "electioncycle.unmaskedexport"})
"""Of those, what the county sees of its townships."""

SECRETS: dict[str, Callable[[World], str]] = {
    "electioncycle.calendaraddress": lambda world: calendars.open_address(by=world.clerk),
}
"""Model → the secret that stands in the address instead of a key."""


def _attach(row: Any, ledger: Any = None) -> int:
    ledger = ledger or ledgers.of(type(row))
    return attachments.keep(row, picture(), by=factories.clerk(), part=next(iter(ledger.attachments))).pk


def _decision(village: Any) -> Any:
    return factories.make_decision(village, scan=files.attach(picture(), by=factories.clerk()))


KEYS: dict[str, Callable[[Any], Any]] = {"holder": lambda link: link.holder}
"""Argument → what stands in the address for a row, where it is not the row's key."""

PARTS: dict[str, Callable[[World, Any], Any]] = {
    "electioncycle.attachment": lambda world, row: _attach(row),
    "electioncycle.storedfile": lambda world, job: job.results[0]["file"],
    "electioncycle.steprecord": lambda world, row: (
        workflow.note(
            row,
            move="approve",
            title="纸质签批",
            by=world.admin,
            paper=workflow.Paper("王书记", date(2026, 11, 1), scan=files.attach(picture(), by=world.admin)),
        ).pk
    ),
    "readiness.specialdecision": lambda world, village: _decision(village).pk,
    "readiness.startrecord": lambda world, village: factories.make_start(village).pk,
    "villages.ruleset": lambda world, row: row.pk,
    "candidates.negativelist": lambda world, row: row.pk,
    "readiness.conditionset": lambda world, row: row.pk,
    "elections.noticeset": lambda world, row: row.pk,
}
"""Model → the key of a row that belongs to the one the address names first."""


def _row_of(label: str, world: World) -> Any:
    if label in ROWS:
        return ROWS[label](world)
    builder = factories.BUILDERS.get(label.rpartition(".")[2])
    found = builder(world.village) if builder else apps.get_model(label)._default_manager.first()
    assert found is not None, f"{label} 还没有建法：请写进 tests/factories.py 的 BUILDERS 或 route_world.ROWS。"
    return found


def stands_on(route: Route) -> str:
    """What its rows are made of: routes that say the same are tried on the same rows, made once."""
    named = _first_named(route)
    if named and route.name in OF_ROUTE:
        return f"{named} {route.name}"
    ledger = route.extra.get("ledger")
    if named == "electioncycle.importbatch":
        return f"{named} {ledger.name}"
    return named or (str(ledger.model._meta.label_lower) if hasattr(ledger, "model") else "")


def rows_for(route: Route, world: World) -> dict[str, Any]:
    """Model → the row that all routes share which ``stand on`` the same."""
    case, named = Case(world), _first_named(route)
    if named and route.name in OF_ROUTE:
        case.rows[named] = OF_ROUTE[route.name](world)
    elif named == "electioncycle.importbatch":
        case.rows[named] = _batch(route.extra["ledger"], case)
    elif label := stands_on(route):
        case.row(label)
    return case.rows


def _first_named(route: Route) -> str:
    """The model of the row that the address names, of several the one the others belong to."""
    named = (route.takes[name] for name in route.arguments)
    return next((one for one in named if not isinstance(one, tuple) and one not in SECRETS), "")


def case_for(route: Route, world: World, made: Mapping[str, Any] | None = None) -> Case:
    """The rows the address names, and what is posted to it; ``made`` are those that stand already, read afresh."""
    ledger: Ledger | None = route.extra.get("ledger")
    case = Case(world, rows=deepcopy(dict(made or rows_for(route, world))))
    for name in route.arguments:
        names = route.takes[name]
        if isinstance(names, tuple):
            case.kwargs[name] = names[0]
        elif names in SECRETS:
            case.kwargs[name] = SECRETS[names](world)
        elif case.subject is None:
            case.subject = case.row(names)
            case.owner = OWNED[names](case.subject) if names in OWNED else None
            case.kwargs[name] = KEYS.get(name, lambda row: row.pk)(case.subject)
            if route.name.endswith("_annotated"):  # what is wrong with a workbook is known once it was checked
                imports.check(ledger, case.subject, cycle=ledger.cycle_of(case.subject.cycle_id))
        else:
            assert names in PARTS, f"路由 {route.name} 的参数 {name} 指向 {names}：请在 route_world.PARTS 加建法。"
            case.kwargs[name] = PARTS[names](world, case.subject)
    if route.name in WRITES:
        case.data = lambda: WRITES[route.name](world, case)
    elif hasattr(ledger, "model") and (standard := STANDARD.get(route.name.removeprefix(f"{ledger.name}_"))):
        case.data = lambda: standard(ledger, case.row(ledger.model._meta.label_lower))
    return case


# --- what is posted ------------------------------------------------------------------------------------------------


def _batch(ledger: Any, case: Case) -> imports.ImportBatch:
    world = case.world
    if not hasattr(ledger, "model"):
        owner = world.user(Role.SECURITY_ADMIN)
        book = write_rows(["姓名", "角色", "乡镇(街道)"], [["李四", "乡镇组织干事", "东河镇"]])
        return imports.upload(ledger, "表.xlsx", book, by=owner, cycle=None)
    owner = world.clerk if Role.TOWNSHIP_CLERK in ledger.holders(roles.Action.IMPORT) else world.admin
    case.row(ledger.model._meta.label_lower)
    book = exports.workbook(ledger, ledger.rows(owner, world.cycle), user=owner, cycle=world.cycle)
    return imports.upload(ledger, "表.xlsx", book, by=owner, cycle=world.cycle if ledger.by_cycle else None)


def _fields(ledger: Any, row: Any) -> dict[str, Any]:
    values = {name: ledger.value(row, name) for name in ledger.fields}
    return {name: getattr(value, "pk", value) for name, value in values.items() if value not in (None, "")}


def _in_the_bin(ledger: Any, row: Any) -> dict[str, Any]:
    type(row).all_rows.filter(pk=row.pk).update(withdrawn_at=timezone.now())
    return {"row": row.pk, "version": row.version}


STANDARD: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "list": lambda ledger, row: {
        "action": ledger.row_actions[0].name if ledger.row_actions else "",
        "row": [f"{row.pk}:{row.version}"],
        "reason": "核对后办理",
    },
    "add": _fields,
    "edit": lambda ledger, row: {**_fields(ledger, row), "version": row.version, "reason": "更正"},
    "withdraw": lambda ledger, row: {"reason": "重复录入"},
    "bin": _in_the_bin,
    "revert": lambda ledger, row: {"entry": row.history.first().pk, "reason": "录入有误"},
    "reveal": lambda ledger, row: {"field": numbers.sealed(ledger)[0], "reason": "核对本人身份"},
    "import_preview": lambda ledger, row: {"which": "faultless"},
    "grid": lambda ledger, row: {},
    "grid_of": lambda ledger, row: {},
    "attach": lambda ledger, row: {"file": [picture()], "part": next(iter(ledger.attachments))},
    "attachment_withdraw": lambda ledger, row: {"file": _attach(row, ledger), "reason": "传错了文件"},
}
"""The declared writes of the ledgers' standard pages."""


def in_state(state: str, **data: Any) -> Callable[[World, Case], dict[str, Any]]:
    """A write on a cycle or rule set that must be in this state first."""

    def prepared(world: World, case: Case) -> dict[str, Any]:
        type(case.subject).objects.filter(pk=case.subject.pk).update(state=state)
        return data

    return prepared


def _reopening(world: World, case: Case) -> dict[str, Any]:
    Cycle.objects.filter(pk=case.subject.pk).update(state="closed")
    workflow.note(case.subject, move="ask_reopen", title="申请", by=world.user(Role.COUNTY_ADMIN, NONE), reason="补录")
    return {}


def _failed_job(world: World, case: Case) -> dict[str, Any]:
    job_rows.Job.objects.filter(pk=case.subject.pk).update(state="failed", failed=1)
    return {}


def _as_draft(world: World, case: Case) -> dict[str, Any]:
    type(case.subject).objects.filter(pk=case.subject.pk).update(state="draft")
    return {"entry": case.subject.history.first().pk, "reason": "录入有误"}


def _returnable(state: str) -> Callable[[World, Case], dict[str, Any]]:
    def prepared(world: World, case: Case) -> dict[str, Any]:
        type(case.subject).objects.filter(pk=case.subject.pk).update(state=state)
        case.kwargs["move"] = "return"
        return {"reason": "佐证材料不全，请补充"}

    return prepared


def _purgeable(*, asked: bool) -> Callable[[World, Case], dict[str, Any]]:
    """A cycle closed long ago, with the next one begun."""

    def prepared(world: World, case: Case) -> dict[str, Any]:
        cycle = case.subject
        Cycle.objects.filter(pk=cycle.pk).update(state="closed", closed_on=date(2020, 1, 1))
        later = factories.make_cycle(cycle.county, "下一届", "preparing", starts_on=date(2031, 10, 1))
        Cycle.objects.filter(pk=later.pk).update(previous=cycle)
        if asked:
            other = world.user(Role.COUNTY_ADMIN, NONE)
            retention.ask_purge(Cycle.objects.get(pk=cycle.pk), by=other, reason="保存期满")
        return {} if asked else {"reason": "保存期满"}

    return prepared


def _taken_back(world: World, case: Case) -> dict[str, Any]:
    type(case.subject).objects.filter(pk=case.subject.pk).update(state="applied")
    return {"reason": "自查有误，先撤回"}


def _progress(world: World, case: Case) -> dict[str, Any]:
    return {"text": "已入户走访，正在协调"}


def _received(world: World, case: Case) -> dict[str, Any]:
    type(case.subject).all_rows.filter(pk=case.subject.pk).update(state="received", accepted_on=None)
    return {}


def _proposable(world: World, case: Case) -> dict[str, Any]:
    type(case.subject).objects.filter(pk=case.subject.pk).update(state="proposed")
    case.kwargs["move"] = "return"
    return {"reason": "链条不完整，请补充"}


def _campaign(world: World, case: Case) -> dict[str, Any]:
    channel = factories.kind(world.cycle, "publicity_channel").pk
    return {"channel": channel, "held_on": "2026-11-05", "theme": "纪律宣讲", "village": [world.village.pk]}


def _returned(world: World, case: Case) -> dict[str, Any]:
    case.kwargs["move"] = "return"
    return {"reason": "人数与名册不符，请核对"}


def _candidacy(world: World) -> Any:
    return factories.make_candidacy(world.village)


def _nominated(world: World, case: Case) -> dict[str, Any]:
    type(case.subject).objects.filter(pk=case.subject.pk).update(state="asked")
    return {"reason": "名单与联审结论不一致"}


def _sat_together(world: World, case: Case) -> dict[str, Any]:
    keys = [f"formerofficial-{factories.make_former(world.village, name).pk}" for name in ("周原任", "吴原任")]
    level = factories.kind(world.cycle, "talk_level")
    sent = {"level": level.pk, "purpose": "guidance", "talker": "副县长", "held_on": "2026-11-20", "content": "政策"}
    return {**sent, "who": keys}


def _letter_asked_for(world: World, case: Case) -> dict[str, Any]:
    factories.make_negative_list(world.cycle)
    factories.make_subject(world.village, batch=case.subject)
    return {}


def _cleared(world: World, case: Case) -> dict[str, Any]:
    """A person of the batch about whom every department found nothing, ticked for 合格."""
    factories.make_negative_list(world.cycle)
    signed = {"township_result": "qualified", "township_reviewer": "李联村", "township_signed_on": timezone.localdate()}
    subject = factories.make_subject(world.village, batch=case.subject, **signed)
    for request in factories.send(case.subject).requests.all():
        record(ReviewAnswer(request=request, subject=subject, result="clear"), by=factories.clerk())
    today = timezone.localdate().isoformat()
    return {"act": "propose", "row": [f"{subject.pk}:{subject.version}"], "meeting_on": today}


def _concluded(world: World, case: Case) -> dict[str, Any]:
    factories.send(case.subject.batch)
    return {"result": "deferred", "basis": "待核实", "meeting_on": timezone.localdate().isoformat()}


def _same_name(world: World, case: Case) -> dict[str, Any]:
    given = ReviewAnswer(request=case.subject, subject=case.subject.batch.subjects.get(), result="namesake")
    return {"given": record(given, by=factories.clerk()).pk, "same": "no", "reason": "身份证号不同"}


def _kin_text(world: World, case: Case) -> dict[str, Any]:
    """A text of the world's own village about somebody's relatives, settled with nothing to keep."""
    factories.make_member(world.village, "有亲属", kinship="与报账员系姐妹")
    one = next(one for one in kinship_texts.unsettled(world.admin, world.cycle) if one.text.name == "有亲属")
    return {"text": one.key, "digest": one.digest, "nothing": "1"}


def _no_reader_any_more(label: str) -> Callable[[World, Case], dict[str, Any]]:
    """The county's clerk of the village's own places may open the row no longer."""

    def prepared(world: World, case: Case) -> dict[str, Any]:
        row = case.row(label)
        return {"row": row.pk, "version": row.version, "act": "end", "user": world.user(Role.COUNTY_CLERK).pk}

    return prepared


def _other_list(world: World, case: Case) -> dict[str, Any]:
    case.row("elections.namelist")
    return {"village": world.village.pk, "kind": "roving"}


def _first(label: str) -> Callable[[World, Case], dict[str, Any]]:
    """Of what an election has one of: the builder's row went into the bin."""

    def prepared(world: World, case: Case) -> dict[str, Any]:
        row = case.row(label)
        type(row).all_rows.filter(pk=row.pk).update(withdrawn_at=timezone.now())
        return _fields(ledgers.of(type(row)), row)

    return prepared


def _held_row(world: World, case: Case) -> dict[str, Any]:
    other = world.user(Role.COUNTY_ADMIN, NONE)
    row = factories.make_member(world.village, "被保留")
    return {"hold": holds.hold(row, by=other, cycle=case.subject, reason="纪检要求", document_number="1号").pk}


def _lifted(world: World, case: Case) -> dict[str, Any]:
    row = _decision(case.subject)
    return {"row": row.pk, "version": row.version, "reason": "难题已化解，可以启动"}


def _to_a_colleague(world: World, case: Case) -> dict[str, Any]:
    return {"to": world.user(Role.TOWNSHIP_CLERK).pk, "reason": "调离本岗位"}


def _asked_reset(world: World, case: Case) -> dict[str, Any]:
    """A security administrator has asked for a reset, which a second person settles."""
    note(case.subject, "ask_reset_password", "申请重置密码", by=world.user(Role.SECURITY_ADMIN), reason="忘记密码")
    return {"reason": "没有要求过"}


def _merged(world: World, case: Case) -> dict[str, Any]:
    twins = type(case.subject).objects.filter(id_index=case.subject.id_index)
    rows = [f"{one.pk}:{one.version}" for one in twins]
    return {"keep": case.subject.pk, "row": rows, "reason": "两地核实为同一人"}


def _seats(world: World, case: Case) -> dict[str, Any]:
    """A by-election corrected, or a recall registered beside whatever there is."""
    if case.subject is not None:
        ledger = ledgers.REGISTRY["election"]
        return {**_fields(ledger, case.subject), "seats_director": 1, "version": case.subject.version}
    factories.make_term(world.cycle.county)
    sent = {"village": world.village.pk, "body": "committee", "procedure": "recall", "grounds": "联名要求"}
    return {**sent, "seats_director": 1}


def _planned(world: World, case: Case) -> dict[str, Any]:
    """The nomination on the day before the polling day, which custom does not forbid."""
    day = case.subject.polling_day - timedelta(1)
    return {"plan-nomination-1": f"{day:%Y-%m-%d}", "seen-nomination-1": "0"}


def _happened(world: World, case: Case) -> dict[str, Any]:
    """The scheme that was planned on another day was adopted today."""
    election, today = factories.BUILDERS["election"](world.village), timezone.localdate()
    row = factories.make_step_day(world.village, election=election, step="scheme", done_on=None, planned_on=today)
    name = f"{election.pk}-scheme-1"
    return {"row": [f"{name}:{row.version}"], f"day-{name}": f"{today:%Y-%m-%d}"}


def _put_off(world: World, case: Case) -> dict[str, Any]:
    election = factories.BUILDERS["election"](world.village)
    day = election.polling_day + timedelta(30)
    return {"row": [f"{election.pk}:{election.version}"], "day": f"{day:%Y-%m-%d}", "reason": "遇雨雪天气，改期"}


def _settled(world: World, case: Case) -> dict[str, Any]:
    paper = {"number": "镇政府〔2026〕9号", "decided_on": f"{timezone.localdate():%Y-%m-%d}"}
    return {"disposition": "decide", "decided_by": "township", "scan": picture(), "reason": "文号有误", **paper}


def _put_on_a_list(world: World, case: Case) -> dict[str, Any]:
    row = factories.make_candidacy(world.village, election=case.subject)
    return {"candidate": row.pk, "order": "votes"}


def _happened_to(world: World, case: Case) -> dict[str, Any]:
    today = f"{timezone.localdate():%Y-%m-%d}"
    review = {"outcome": "qualified", "decided_on": today}
    return {"because": "declined", "on": today, "reason": "登记有误", **review}


def _reason(world: World, case: Case) -> dict[str, Any]:
    """Somebody whom his village's election committee does not list."""
    scheme = factories.make_scheme(world.village, election=case.subject.election)
    place = {"election": case.subject.election, "village": world.village, "candidacy": case.subject}
    found = {"outcome": "excluded", "clause": "遵纪守法", "decided_on": timezone.localdate(), "reason": "不符合条件"}
    record(CandidacyReview(scheme=scheme, **place, **found), by=factories.clerk())
    return {"purpose": "告知本人理由"}


def _list_sent(world: World, case: Case) -> dict[str, Any]:
    data = write_rows(["姓名", "性别", "出生年月"], [["张三", "男", "1980-01"]])
    return {"list": SimpleUploadedFile("名单.xlsx", data), "form": "docx"}


def _left(world: World, case: Case) -> dict[str, Any]:
    return {"on": f"{timezone.localdate():%Y-%m-%d}", "because": "resigned", "number": "青选〔2026〕2号"}


def _typed_by_the_clerk(world: World, case: Case) -> dict[str, Any]:
    return {**paper(case.subject), "saved": 0, "as_on_paper": "1"}


def _waiting_for_a_second(world: World, case: Case) -> dict[str, Any]:
    if case.subject.state == "first":
        sheets.hand_in(case.subject, _typed_by_the_clerk(world, case), as_on_paper=True, by=world.clerk, saved=0)
    return {"reason": "录入人已调离", "because": "pilot"}


def _decided(world: World, case: Case) -> dict[str, Any]:
    """Somebody elected fails the conditions, by a paper of the village's committee."""
    asked = sheet_decisions.asked(case.subject, results.result_of(case.subject))[0]
    paper = {"decided_by": "village", "number": "青选〔2026〕9号", "decided_on": f"{timezone.localdate():%Y-%m-%d}"}
    return {"question": asked.key, "answer": asked.choices[0].value, "scan": picture(), **paper}


def _went_up(world: World, case: Case) -> dict[str, Any]:
    """A request; of a result the meeting was held before it."""
    election = case.subject.election
    if case.subject._meta.model_name == "partyresult":
        facts.record_opening(election, at=timezone.now() - timedelta(1), by=world.clerk)
    return {"number": "青委〔2026〕5号", "on": f"{timezone.localdate():%Y-%m-%d}"}


ONE_EACH = ("daycheck", "daysupport", "ballotcustody", "turnout")
"""Of these an election has one on a day, or one of each kind."""
PARTY = ("partyplan", "partysheet", "partybranch", "partyobjection", "partyresult")


def _texts_published(world: World, case: Case) -> dict[str, Any]:
    """What a notice is drafted from."""
    factories.make_notice_texts(world.cycle)
    return {}


WRITES: dict[str, Callable[[World, Case], dict[str, Any]]] = {
    "daily_paper_make": lambda world, case: {"sent": "1"},
    "figures_apart_check": lambda world, case: {"sent": "1"},
    "ready_form_take": lambda world, case: {"sent": "1"},
    "city_form_move": lambda world, case: {"workbook": factories.city_workbook()},
    "system_map_move": _heading_put,
    "system_map_ask": lambda world, case: {"reason": "导入省村干部信息系统"},
    "form_edition_move": lambda world, case: {"reason": "数字有误", "signer": "赵签发"},
    "candidacy_add": lambda world, case: {**_fields(ledgers.of(Candidacy), _candidacy(world)), "another": "on"},
    "nominations_move": _put_on_a_list,
    "candidacy_move": _happened_to,
    "candidacy_reason": _reason,
    "candidatelist_move": lambda world, case: {
        "on": f"{timezone.localdate():%Y-%m-%d}",
        "reason": "名单有误",
    },
    "committee_members": lambda world, case: (
        {f"line{number}-role": "head" if number == 0 else "member" for number in range(12)}
        | {"line0-name": "王主事", "line0-sex": "male"}
    ),
    "electioncommittee_move": lambda world, case: {"reason": "姓名有误"},
    "committeemember_move": _left,
    "registration_move": lambda world, case: {"reason": "人数有误"},
    "registration_list_print": _list_sent,
    "election_plans": _planned,
    "record_steps": _happened,
    "move_days": _put_off,
    "step_grid": lambda world, case: {},
    "duty_desk": lambda world, case: {},
    "day_checks": lambda world, case: {},
    "after_matters": lambda world, case: {},
    "archives": lambda world, case: {},
    "next_team": lambda world, case: {"row": [f"{world.village.pk}:as-seen"], "version": world.cycle.version},
    "defect_move": _settled,
    "election_add": _seats,
    "election_edit": _seats,
    "election_move": lambda world, case: {"at": "2026-11-01T08:30"},
    "sheet_begin": lambda world, case: {
        "seats-director": "1",
        "groups": "1",
        "candidate-director": CandidateList.objects.get().entries,
    },
    "sheet_entry": _typed_by_the_clerk,
    "sheet_keep": _typed_by_the_clerk,
    "result_sheet_move": _waiting_for_a_second,
    "correction_new": lambda world, case: {
        "reason": "录入与原件不符",
        "scan": picture(),
        "decided_by": "committee",
        "decided_on": f"{timezone.localdate():%Y-%m-%d}",
        "number": "青选〔2026〕3号",
        "announced": "",
        "voided": ["director"],
    },
    "correction_move": lambda world, case: {"reason": "核对后没有错误"},
    "election_purge_move": lambda world, case: {"reason": "纪检要求", "number": "1号"},
    "sheet_decide": _decided,
    "sheet_decision_move": lambda world, case: {"reason": "登记有误"},
    "mid_term_person": lambda world, case: {"who": "new", "birth": "1975-10", "education": "college"},
    "sheet_winner": lambda world, case: {"who": "new", "birth": "1975-10", "education": "college"},
    "quickreport_add": _first("elections.quickreport"),
    "blindlot_move": lambda world, case: {"seed": "07261"},
    "scheme_entry": lambda world, case: typed(version=0),
    "scheme_record": lambda world, case: typed(**MEETING, version=0),
    "scheme_move": lambda world, case: MEETING,
    "scheme_template_new": lambda world, case: typed(name="通用范本", unit_kind="village"),
    "scheme_template_entry": lambda world, case: typed(name="通用范本", unit_kind="village"),
    "scheme_template_move": lambda world, case: {},
    "notice_sets": lambda world, case: {},
    "notice_set_move": lambda world, case: {},
    "draft_notices": _texts_published,
    "public_notice_move": lambda world, case: {"on": str(timezone.localdate())},
    "ballots_file": lambda world, case: {"seats-director": "1"},
    "account_hand_over": _to_a_colleague,
    "complaint_readers": _no_reader_any_more("meetings.complaint"),
    "cycle_lift_hold": _held_row,
    "daily_report": lambda world, case: {"township": world.village.township_id, "state": "quiet"},
    "key_person_readers": _no_reader_any_more("risks.keyperson"),
    "name_list_readers": _no_reader_any_more("elections.namelist"),
    "dispute_readers": _no_reader_any_more("elections.dispute"),
    "dispute_move": lambda world, case: {"acceptor": "township", "on": f"{timezone.localdate():%Y-%m-%d}"},
    "round_move": lambda world, case: {"leader": "陈包案"},
    "namelist_add": _other_list,
    "namelist_move": lambda world, case: {"name-0": "周委托", "holder-0": "吴受托"},
    "pollingplace_move": lambda world, case: {},
    "partyplan_move": _went_up,
    "partyresult_move": _went_up,
    **{f"{name}_add": _first(f"elections.{name}") for name in PARTY},
    "supplement_move": lambda world, case: {},
    "draft_fill": lambda world, case: {"village": world.village.pk},
    "draft_refill": lambda world, case: {"village": world.village.pk, **case.subject.typed},
    "draft_take": lambda world, case: {"village": world.village.pk, **case.subject.typed},
    "villagedraft_move": lambda world, case: {"reason": "职责写错"},
    "proxytally_add": _first("elections.proxytally"),
    **{f"{name}_add": _first(f"elections.{name}") for name in ONE_EACH},
    "bodyresult_add": _first("elections.bodyresult"),
    "account_act": lambda world, case: {"reason": "调离本岗位"},
    "account_reset_password": lambda world, case: {"reason": "本人忘记密码"},
    "analysis_move": _returned,
    "calendar_close": lambda world, case: {},
    "calendar_open": lambda world, case: {},
    "saved_view_keep": lambda world, case: {"ledger": "village", "name": "有社区的", "query": "kind=community"},
    "saved_view_remove": lambda world, case: {},
    "condition_set_move": lambda world, case: {},
    "audit_verify": lambda world, case: {},
    "cycle_ask_purge": _purgeable(asked=False),
    "cycle_ask_reopening": in_state("closed", reason="补录一个村"),
    "cycle_close": lambda world, case: {"reason": "换届结束"},
    "cycle_lists": lambda world, case: {"group": "四个一"},
    "cycle_open": in_state("preparing"),
    "duplicate_merge": _merged,
    "placement_note": lambda world, case: {"month": "2026-10", "text": "走访农户20户"},
    "cycle_purge": _purgeable(asked=True),
    "cycle_reopen": _reopening,
    "cycle_rules_move": lambda world, case: {
        "to": factories.make_edition(world.cycle.rule_set).pk,
        "reason": "办法修订",
    },
    "cycle_switch": lambda world, case: {"cycle": world.cycle.pk},
    "cycle_targets": lambda world, case: {"version": case.subject.version, "mean_age": "45"},
    "financecleanup_move": _returnable("cleaned"),
    "gate_move": _taken_back,
    "gate_start_move": _lifted,
    "job_cancel": lambda world, case: {},
    "job_retry": _failed_job,
    "keyperson_move": _progress,
    "kinship_settle": _kin_text,
    "keyvillage_move": _progress,
    "minutes_begin": lambda world, case: {},
    "minutes_keep": lambda world, case: {"version": case.subject.version, "lines": "0"},
    "minutes_move": lambda world, case: {},
    "notice_open": lambda world, case: {},
    "notices_read": lambda world, case: {},
    "nomination_move": _nominated,
    "pledge_move": lambda world, case: {"on": "2026-11-15", "reason": "本人不愿签订"},
    "talk_collective": _sat_together,
    "problem_move": _returnable("applied"),
    "report_list": lambda world, case: {"row": [world.village.pk], "variant": "internal", "outputs": ["zip"]},
    "publicity_campaign": _campaign,
    "reminder_draft": lambda world, case: {"first": "2026-11-20", "last": "2026-11-21", "audience": "全体党员"},
    "complaint_move": _received,
    "inspectionfinding_move": lambda world, case: {},
    "accountability_trace": lambda world, case: {"day": "2026-11-01", "words": "镇党委会研究决定", "source": "纪要3号"},
    "accountability_move": _proposable,
    "reset_settle": _asked_reset,
    "riskpoint_move": _progress,
    "department_namesake": _same_name,
    "negative_list_move": lambda world, case: {},
    "review_move": _letter_asked_for,
    "review_all_clear": lambda world, case: {"expected": "1", "stamped_on": timezone.localdate().isoformat()},
    "review_conclude": _cleared,
    "review_reply_preview": lambda world, case: {"which": "all"},
    "review_subject_move": _concluded,
    "rule_set_move": lambda world, case: {},
    "rule_sets_ship": lambda world, case: {},
    "act_run": lambda world, case: {},
    "teamanalysis_revert": _as_draft,
    "unmasked_decide": lambda world, case: {"row": [_asked(world).pk], "approve": "1"},
    "teammember_photo_upload": lambda world, case: {"photo": picture()},
}
"""Route → what is posted to it so that it succeeds, for pages that cannot be opened (and others, if it says more)."""
