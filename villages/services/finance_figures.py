"""What the clean-ups of many villages add up to: states, publication, exit audits, inspectors; constant queries."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from electioncycle.ledgers import attachments
from villages.choices import CleanupState, ListKind
from villages.models import Contact, Cycle, FinanceCleanup, Village
from villages.rules import finance as rules
from villages.services.rule_sets import rules_of

INSPECTOR = "finance_inspector"
PHOTO = "公示照片"


@dataclass(frozen=True)
class Standing:
    """How far one village's clean-up is."""

    cleanup: FinanceCleanup
    photos: int
    gaps: tuple[str, ...]

    @property
    def published(self) -> bool:
        return not self.gaps

    @property
    def audited(self) -> bool:
        return bool(self.cleanup.state == CleanupState.AUDITED)

    @property
    def done(self) -> bool:
        return self.audited and self.published

    @property
    def exit_audit_published(self) -> bool:
        day = self.cleanup.audit_published_on
        return day is not None and day <= timezone.localdate()

    @property
    def exit_audit_in_words(self) -> str:
        row = self.cleanup
        if not self.exit_audit_published:
            return "离任审计结果尚未公布。"
        return f"离任审计结果已于{row.audit_published_on}公布({row.auditor}，{row.audit_number})。"


def standings(villages: Sequence[Village], cycle: Cycle | None) -> dict[int, Standing]:
    """Village key → how far it is; villages without a clean-up are left out."""
    if cycle is None:
        return {}
    rows = list(FinanceCleanup.objects.filter(cycle=cycle, village__in=villages).order_by())
    photos = attachments.counts(FinanceCleanup, [row.pk for row in rows], PHOTO)
    wanted, today = rules_of(cycle), timezone.localdate()
    found = {}
    for row in rows:
        gaps = rules.publication_gaps(
            row.published_from, row.published_to, row.published_at, photos.get(row.pk, 0), rules=wanted, today=today
        )
        found[row.village_id] = Standing(row, photos.get(row.pk, 0), tuple(gaps))
    return found


@dataclass
class FinanceLine:
    """The villages of one township, or all of them (``township`` is empty)."""

    township: str
    villages: int = 0
    states: Counter[str] = field(default_factory=Counter)
    found: int = 0
    repaired: int = 0
    published: int = 0
    exit_audits: int = 0

    def add(self, standing: Standing | None) -> None:
        self.villages += 1
        self.states[standing.cleanup.state if standing else CleanupState.NOT_BEGUN] += 1
        if standing:
            self.found += standing.cleanup.found or 0
            self.repaired += standing.cleanup.repaired or 0
            self.published += standing.published
            self.exit_audits += standing.exit_audit_published

    @property
    def counts(self) -> list[int]:
        return [self.states[state] for state in CleanupState.values]

    @property
    def by_state(self) -> list[tuple[str, int]]:
        return list(zip(CleanupState.labels, self.counts, strict=True))

    @property
    def unrepaired(self) -> int:
        return self.found - self.repaired


@dataclass
class Finances:
    """The table by township with its total, who inspected, and who of them stands in no roster."""

    lines: list[FinanceLine]
    total: FinanceLine
    inspectors: list[Contact]
    unknown: list[str]


def finances(villages: Sequence[Village], cycle: Cycle) -> Finances:
    found = standings(villages, cycle)
    lines: dict[int, FinanceLine] = {}
    total = FinanceLine("")
    for village in villages:
        line = lines.setdefault(village.township_id, FinanceLine(str(village.township)))
        line.add(found.get(village.pk))
        total.add(found.get(village.pk))
    inspectors, unknown = inspectors_of([one.cleanup for one in found.values()], cycle)
    return Finances(list(lines.values()), total, inspectors, unknown)


def inspectors_of(cleanups: Sequence[FinanceCleanup], cycle: Cycle) -> tuple[list[Contact], list[str]]:
    """Contacts of the role 财务督导人员 who are named by a clean-up, each once, and names that fit none of them."""
    roster: dict[str, list[Contact]] = defaultdict(list)
    rows = Contact.objects.filter(cycle=cycle, role__kind=ListKind.CONTACT_ROLE, role__code=INSPECTOR)
    for contact in rows.select_related("role"):
        roster[contact.name].append(contact)
    named: dict[int, Contact] = {}
    unknown: dict[str, None] = {}
    for row in cleanups:
        for name, unit in rules.named_people(f"{row.leader}、{row.inspectors}"):
            fitting = [one for one in roster.get(name, ()) if not unit or unit in one.unit]
            if len(fitting) == 1:
                named[fitting[0].pk] = fitting[0]
            else:
                unknown[f"{name}({unit})" if unit else name] = None
    return list(named.values()), list(unknown)


def sentence(found: Finances, place: str, today: Any) -> str:
    """Ready to be copied into a report."""
    total = found.total
    audited = total.states[CleanupState.AUDITED]
    return (
        f"截至{today.month}月{today.day}日，{place}抽调{len(found.inspectors)}人逐村开展财务专项督导，"
        f"{total.villages}个村(社区)中已清理{audited + total.states[CleanupState.CLEANED]}个、已审定{audited}个，"
        f"已公示{total.published}个；发现问题{total.found}个，已整改{total.repaired}个，未整改{total.unrepaired}个；"
        f"离任审计结果已公布{total.exit_audits}个。"
    )
