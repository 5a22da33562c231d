"""The sections of the analysis report about the village's elections, how many stand, and its smaller bodies."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from electioncycle.documents.blocks import Table
from elections.choices import LIVE, CommitteeRole
from elections.models import BodyResult, Election, Registration, Round
from elections.rules.words import Names, base_words, unit_of
from villages.choices import VillageKind
from villages.models import Cycle, Village
from villages.village_ledgers import Section

TITLE = "选举进展"
HEADERS = ("选举", "轮次", "投票日", "状态", "公布结果")
WIDTHS = (26, 18, 16, 20, 20)
PREPARED = ("选举", "选举委员会", "登记人数", "名单更正")
PREPARED_WIDTHS = (26, 18, 40, 16)
RESULT_HEADERS = ("推选事项", "应推选(人)", "已推选(人)", "其中女(人)", "推选日期")
RESULT_WIDTHS = (30, 16, 16, 16, 22)


def sections(villages: Sequence[Village], cycle: Cycle | None) -> list[Section]:
    """The elections of this cycle and those that go on outside it; a village without any has no such section."""
    section = Section("elections", TITLE, optional=True)
    mine = Q(state__in=LIVE) | Q(start__cycle=cycle, start__isnull=False)
    elections = Election.objects.filter(mine, village__in=villages).select_related("village").order_by("id")
    rounds: dict[int, list[Round]] = defaultdict(list)
    for row in Round.objects.filter(election__in=elections.order_by()).order_by("number"):
        rounds[row.election_id].append(row)
    lines: dict[int, list[Any]] = defaultdict(list)
    for election in elections:
        lines[election.village_id] += _lines(election, rounds[election.pk])
    section.blocks |= {village: [Table(HEADERS, rows, widths=WIDTHS)] for village, rows in lines.items()}
    for village, rows in _prepared(elections).items():
        section.blocks[village].append(Table(PREPARED, rows, widths=PREPARED_WIDTHS))
    return [section]


def _prepared(elections: QuerySet[Election]) -> dict[int, list[tuple[str, ...]]]:
    """A line for each registration: how many sit in the election committee, how many are registered."""
    sits = Q(committees__members__left_on=None, committees__withdrawn_at=None, committees__members__withdrawn_at=None)
    sits &= ~Q(committees__members__role=CommitteeRole.SUBSTITUTE)
    members = dict(elections.order_by().annotate(n=Count("committees__members", filter=sits)).values_list("pk", "n"))
    rows = Registration.objects.filter(election__in=elections.order_by()).select_related("election__village")
    found: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for row in rows.prefetch_related("supplements").order_by("id"):
        name = f"{row.election.body_name}{row.election.get_procedure_display()}"
        words = f"{base_words(row.base, community=row.election.community)}{row.figure}{unit_of(row.base)}"
        corrected = f"{len(row.supplements.all())}次" if row.supplements.all() else "无"
        found[row.village_id].append((name, f"{members[row.election_id]}人", words, corrected))
    return found


def result_sections(villages: Sequence[Village], cycle: Cycle | None) -> list[Section]:
    """What the smaller bodies of this cycle came to; a village without a figure has no such section."""
    section = Section("smaller_bodies", "监委会、代表和小组长推选", optional=True)
    rows = BodyResult.objects.filter(village__in=villages, election__term__elected_in=cycle).select_related("village")
    lines: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by("id") if cycle else ():
        named = Names(row.village.kind == VillageKind.COMMUNITY).body(row.body)
        held = f"{row.held_on:%Y-%m-%d}" if row.held_on else "未推选齐"
        lines[row.village_id].append((named, f"{row.due}", f"{row.elected}", f"{row.women}", held))
    section.blocks |= {key: [Table(RESULT_HEADERS, own, widths=RESULT_WIDTHS)] for key, own in lines.items()}
    return [section]


def _lines(election: Election, rounds: list[Round]) -> list[tuple[str, ...]]:
    """A line a round; before the first one a line for what is planned."""
    name = f"{election.body_name}{election.get_procedure_display()}"
    if not rounds:
        day = f"{election.polling_day:%Y-%m-%d}(计划)" if election.polling_day else "未定"
        return [(name, "", day, election.get_state_display(), "")]
    return [
        (
            name,
            f"第{row.number}轮 {row.get_kind_display()}",
            f"{row.held_on or row.day:%Y-%m-%d}",
            row.get_state_display(),
            row.get_announced_display() if row.announced else row.get_cause_display() if row.cause else "",
        )
        for row in rounds
    ]


NOMINATION_HEADERS = ("职务", "被提名(人)", "正式候选人(人)", "其中妇女(人)")
NOMINATION_WIDTHS = (28, 24, 24, 24)


def nomination_sections(
    villages: Sequence[Village], cycle: Cycle | None, numbers: Mapping[int, Sequence[tuple[str, int, int, int]]]
) -> list[Section]:
    """How many are nominated for which post; nobody's name. A village without any has no such section."""
    section = Section("nominations", "提名和候选人", optional=True)
    for village in villages if cycle else ():
        if own := numbers.get(village.pk):
            section.blocks[village.pk] = [Table(NOMINATION_HEADERS, _as_words(own), widths=NOMINATION_WIDTHS)]
    return [section]


def _as_words(lines: Sequence[tuple[str, int, int, int]]) -> list[tuple[str, ...]]:
    return [tuple(map(str, line)) for line in lines]
