"""The sections of the analysis report about the village's elections, how many stand, and its smaller bodies."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from electioncycle.documents.blocks import Paragraph, Table
from elections.choices import LIVE, CommitteeRole
from elections.models import BodyResult, Election, Registration, Round
from elections.rules.words import Names, base_words, unit_of
from villages.choices import VillageKind
from villages.models import Cycle, Village
from villages.village_ledgers import Section

TITLE = "选举进展"
HEADERS = ("选举", "轮次", "投票日", "状态", "公布结果")
WIDTHS = (22, 18, 22, 22, 16)


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
    for village, sentences in _prepared(elections).items():
        section.blocks[village] += map(Paragraph, sentences)
    return [section]


def _prepared(elections: QuerySet[Election]) -> dict[int, list[str]]:
    """A sentence for each registration: how many sit in the election committee, how many are registered."""
    sits = Q(committees__members__left_on=None, committees__withdrawn_at=None, committees__members__withdrawn_at=None)
    sits &= ~Q(committees__members__role=CommitteeRole.SUBSTITUTE)
    members = dict(elections.order_by().annotate(n=Count("committees__members", filter=sits)).values_list("pk", "n"))
    rows = Registration.objects.filter(election__in=elections.order_by()).select_related("election__village")
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows.prefetch_related("supplements").order_by("id"):
        name = f"{row.election.body_name}{row.election.get_procedure_display()}"
        words = f"{base_words(row.base, community=row.election.community)}{row.figure}{unit_of(row.base)}"
        corrected = f"，名单更正{len(row.supplements.all())}次" if row.supplements.all() else ""
        found[row.village_id].append(f"{name}：选举委员会{members[row.election_id]}人，{words}{corrected}。")
    return found


def result_sections(villages: Sequence[Village], cycle: Cycle | None) -> list[Section]:
    """What the smaller bodies of this cycle came to; a village without a figure has no such section."""
    section = Section("smaller_bodies", "监委会、代表和小组长推选", optional=True)
    rows = BodyResult.objects.filter(village__in=villages, election__term__elected_in=cycle).select_related("village")
    said: dict[int, list[str]] = defaultdict(list)
    for row in rows.order_by("id") if cycle else ():
        named = Names(row.village.kind == VillageKind.COMMUNITY).body(row.body)
        held = f"{row.held_on:%Y-%m-%d}推选" if row.held_on else "未推选齐"
        said[row.village_id].append(f"{named}应推选{row.due}人，已推选{row.elected}人(其中女{row.women}人)，{held}")
    section.blocks |= {village: [Paragraph("；".join(own) + "。")] for village, own in said.items()}
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
            f"{row.polling_day:%Y-%m-%d}",
            row.get_state_display(),
            row.get_announced_display() if row.announced else row.get_cause_display() if row.cause else "",
        )
        for row in rounds
    ]


def nomination_sections(
    villages: Sequence[Village], cycle: Cycle | None, numbers: Mapping[int, Sequence[tuple[str, int, int, int]]]
) -> list[Section]:
    """How many are nominated for which post; nobody's name. A village without any has no such section."""
    section = Section("nominations", "提名和候选人", optional=True)
    for village in villages if cycle else ():
        if own := numbers.get(village.pk):
            section.blocks[village.pk] = [Paragraph(_sentence(own))]
    return [section]


def _sentence(posts: Sequence[tuple[str, int, int, int]]) -> str:
    nominated = "、".join(f"{post}{number}人" for post, number, _, _ in posts)
    formal = [f"{post}{number}人(其中妇女{women}人)" for post, _, number, women in posts if number]
    listed = f"正式候选人{'、'.join(formal)}" if formal else "正式候选人名单尚未公布"
    return f"被提名{nominated}；{listed}。"
