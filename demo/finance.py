"""Finance clean-ups in every state with their findings, photos, exit audits and a sample; the people's assessments."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

from accounts.models import User
from demo import days, names
from demo.accounts import Staff
from demo.county import REASON, County
from electioncycle.records import files, history, workflow
from villages.choices import ListKind, RepairState
from villages.models import Assessment, Contact, FinanceCleanup, FinanceFinding, Village
from villages.services import finance, samples
from villages.services.finance_figures import INSPECTOR, PHOTO

VILLAGES_AN_INSPECTOR = 3
TEAM = 3
FOUND = (
    "土地租金未及时入账",
    "白条抵库",
    "资产台账登记不全",
    "合同期限超过规定",
    "工程款支付手续不齐",
    "往来款长期挂账",
)
MISSING, NOT_BEGUN, GOING, CLEANED, AUDITED = "missing", "not_begun", "going", "cleaned", "audited"
FATES = (AUDITED, AUDITED, CLEANED, AUDITED, GOING, AUDITED, AUDITED, NOT_BEGUN, AUDITED, AUDITED, GOING, MISSING)


def add_finances(county: County, staff: Staff) -> None:
    """Roster, clean-ups with findings, steps of township and county, one sample."""
    roster = add_inspectors(county, max(len(county.villages) // VILLAGES_AN_INSPECTOR, 2 * TEAM))
    rng = county.rng("finances")
    fates = {village: FATES[number % len(FATES)] for number, village in enumerate(county.villages)}
    rows = [
        cleanup_of(county, village, inspectors_for(roster, number), rng, bare=fates[village] == NOT_BEGUN)
        for number, village in enumerate(county.villages)
        if fates[village] != MISSING
    ]
    county.save(rows)
    county.save([one for row in rows for one in _findings(county, row, rng)])
    declared = [row for row in rows if fates[row.village] in (CLEANED, AUDITED)]
    approved = [row for row in declared if fates[row.village] == AUDITED]
    _take(declared, finance.DECLARE, "乡镇报告已清理", FinanceCleanup.declare, staff.clerk_of)
    _take(approved, finance.APPROVE, "县级审定", FinanceCleanup.approve, lambda _: staff.county_clerk)
    publish(county, approved, rng)
    samples.draw_sample(
        county.cycle,
        by=staff.county_clerk,
        purpose="村级财务清理县级抽查",
        size=max(len(county.villages) // 10, 1),
        seed=f"{county.days.at(days.SAMPLED):%Y%m%d}-37-62",
        witness="县纪委监委派员",
    )


def add_inspectors(county: County, number: int) -> list[Contact]:
    """Into the contact book."""
    county.save(roster := drawn_inspectors(county, number))
    return roster


def drawn_inspectors(county: County, number: int) -> list[Contact]:
    """Officials of the county's departments, not saved; no two of them share a name."""
    rng, found = county.rng("inspectors"), dict[str, Contact]()
    role = county.kinds[ListKind.CONTACT_ROLE][INSPECTOR]
    while len(found) < number:
        name = county.people.name(rng, male=rng.random() < 0.6)
        unit = names.DEPARTMENTS[len(found) % 4]
        found.setdefault(name, Contact(cycle=county.cycle, area=county.area, role=role, name=name, unit=unit))
    return list(found.values())


def inspectors_for(roster: Sequence[Contact], number: int) -> list[str]:
    """Teams of three; each does the villages that fall to it in turn."""
    team = number % (len(roster) // TEAM)
    return [contact.name for contact in roster[team * TEAM : (team + 1) * TEAM]]


def cleanup_of(county: County, village: Village, team: list[str], rng: Random, *, bare: bool = False) -> FinanceCleanup:
    """What the team found, not saved; ``bare``: nothing but who will come."""
    row = FinanceCleanup(cycle=county.cycle, village=village, leader=team[0], inspectors="、".join(team[1:]))
    if bare:
        return row
    row.period_from, row.period_to = date(county.days.year - 3, 1, 1), county.days.month(4) - timedelta(days=1)
    row.income = Decimal(rng.randint(80_000, 2_600_000))
    row.expenditure = row.income - rng.randint(0, 60_000)
    row.funds = Decimal(rng.randint(500_000, 38_000_000)) / 100
    row.operating_assets, row.other_assets = (
        Decimal(rng.randint(0, 3_000_000)),
        Decimal(rng.randint(200_000, 6_000_000)),
    )
    row.resources = Decimal(rng.randint(2000, 60_000)) / 10
    row.claims, row.debts = rng.randint(0, 6), rng.randint(0, 5)
    row.claims_amount = Decimal(row.claims * rng.randint(2000, 30_000))
    row.debts_amount = Decimal(row.debts * rng.randint(5000, 60_000))
    row.contracts = rng.randint(4, 30)
    row.faulty_contracts = rng.randint(0, 3)
    row.found = rng.randint(0, 4)
    row.repaired = row.found if rng.random() < 0.8 else max(row.found - 1, 0)
    row.unrepaired = FOUND[0] if row.found > row.repaired else ""
    return row


def _findings(county: County, row: FinanceCleanup, rng: Random) -> list[FinanceFinding]:
    """One row for each counted; what is open comes first, so that it is the one named in the clean-up."""
    found = []
    for number in range(row.found or 0):
        done = number >= (row.found or 0) - (row.repaired or 0)
        found.append(
            FinanceFinding(
                cycle=row.cycle,
                village=row.village,
                text=FOUND[number],
                amount=Decimal(rng.randint(500, 40_000)),
                responsible="村报账员",
                found_on=county.days.at(days.FINANCE_FOUND),
                deadline=county.days.at(days.FINANCE_DONE_DUE if done else rng.randint(*days.FINANCE_COMING)),
                state=RepairState.DONE if done else RepairState.GOING,
                repaired_on=county.days.at(rng.randint(*days.FINANCE_DONE)) if done else None,
                evidence="入账凭证及收据" if done else "",
            )
        )
    return found


def publish(county: County, rows: Sequence[FinanceCleanup], rng: Random) -> None:
    """Publication with a photo, objections answered, exit audit; some audits are not out yet."""
    for number, row in enumerate(rows):
        set_publication(county, row, number, rng)
        if number % 9 != 5:
            set_exit_audit(county, row, number)
    fields = ("published_from", "published_to", "published_at", "objections", "replies")
    audit = ("audited_persons", "auditor", "audit_number", "audit_published_on", "supervisor_signed_on")
    history.record_many(rows, by=county.by, reason=REASON, fields=[*fields, *audit])
    picture = photo()
    for row in rows:
        hang(row, picture, by=county.by)


def set_publication(county: County, row: FinanceCleanup, number: int, rng: Random) -> None:
    row.published_from = county.days.at(rng.randint(*days.FINANCE_PUBLISHED))
    row.published_to = row.published_from + timedelta(days=9)
    row.published_at = "村务公开栏、村民活动广场"
    row.objections = row.replies = 1 if number % 6 == 0 else 0


def set_exit_audit(county: County, row: FinanceCleanup, number: int) -> None:
    row.audited_persons, row.auditor = "村(居)委会主任及报账员", f"{row.village.township}农经站"
    row.audit_published_on = county.days.at(days.AUDIT_PUBLISHED)
    row.supervisor_signed_on = county.days.at(days.AUDIT_SIGNED)
    row.audit_number = f"农审〔{row.audit_published_on.year}〕{number + 1}号"


def photo() -> bytes:
    """A small picture of a notice on a board."""
    from PIL import Image, ImageDraw

    picture, out = Image.new("RGB", (320, 240), (120, 90, 60)), BytesIO()
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 30, 260, 210), fill=(248, 246, 238))
    for line in range(50, 200, 14):
        draw.line((80, line, 240, line), fill=(90, 90, 90), width=2)
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()


def hang(row: FinanceCleanup, picture: bytes, *, by: User) -> None:
    upload = BytesIO(picture)
    upload.name, upload.size = "公示照片.jpg", len(picture)  # type: ignore[attr-defined]
    files.attach(upload, by=by, object_type=row._meta.label_lower, object_id=row.pk, part=PHOTO)


def _take(
    rows: Sequence[FinanceCleanup],
    move: str,
    title: str,
    change: Callable[[FinanceCleanup], None],
    actor: Callable[[Village], Any],
) -> None:
    """The step of each row by itself, the rows of one actor saved together."""
    by_actor: dict[Any, list[FinanceCleanup]] = {}
    for row in rows:
        change(row)
        by_actor.setdefault(actor(row.village), []).append(row)
    for by, own in by_actor.items():
        history.record_many(own, by=by, reason=title, fields=["state"])
        for row in own:
            approves = move == finance.APPROVE
            workflow.note(row, move=move, title=title, by=by, content=finance.figures(row), approves=approves)


def add_assessments(county: County) -> None:
    """Most villages were asked; a few are below the line, a few forms did not come back."""
    rng, rows = county.rng("assessments"), list[Assessment]()
    for number, village in enumerate(county.villages):
        if number % 8 == 6:
            continue
        out = rng.randint(40, 90)
        back = out - (out // 3 if number % 17 == 9 else rng.randint(0, 4))
        bad = back // 3 if number % 13 == 4 else rng.randint(0, back // 12)
        fairly = rng.randint(0, back // 4)
        rows.append(
            Assessment(
                cycle=county.cycle,
                village=village,
                assessed_on=county.days.at(rng.randint(*days.ASSESSED)),
                organiser=f"{village.township}党建办",
                forms_out=out,
                forms_back=back,
                satisfied=back - bad - fairly,
                fairly=fairly,
                dissatisfied=bad,
            )
        )
    county.save(rows)
