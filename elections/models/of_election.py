"""What the rows of a village's election share: which election they belong to, found from the village."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from electioncycle.records.rows import LedgerModel, ScopedQuerySet
from electioncycle.refusals import Refused
from elections.choices import LIVE, SCHEME_BODIES, SCHEME_PROCEDURES, Body, ElectionState, Procedure
from elections.models.elections import Election
from villages.models import Cycle, Village

Villages = Iterable[int] | models.QuerySet[Any, Any]


def going_elections() -> ScopedQuerySet[Election]:
    """The committees' elections that go on: regular ones and by-elections, no recall."""
    return Election.objects.filter(body__in=SCHEME_BODIES, procedure__in=SCHEME_PROCEDURES, state__in=LIVE)


def going_in(villages: Villages) -> dict[int, Election]:
    """By village the committee's election that goes on, the regular one before a by-election."""
    return _by_village(going_elections().filter(village__in=villages))


def going_or_last_in(villages: Villages) -> dict[int, Election]:
    """By village the committee's election that goes on, else the last one; one query however many villages."""
    rows = Election.objects.filter(village__in=villages, body=Body.COMMITTEE)
    return _by_village(rows.exclude(state=ElectionState.CALLED_OFF))


def party_election_in(villages: Villages) -> dict[int, Election]:
    """The same of the party organisation; a recall has no meeting to prepare."""
    rows = Election.objects.filter(village__in=villages, body=Body.PARTY).exclude(procedure=Procedure.RECALL)
    return _by_village(rows.exclude(state=ElectionState.CALLED_OFF))


def committee_election_in(villages: Villages) -> dict[int, Election]:
    """The committee's election as ``going_or_last_in`` has it, a recall left out: nobody is elected by it."""
    rows = Election.objects.filter(village__in=villages, body=Body.COMMITTEE, procedure__in=SCHEME_PROCEDURES)
    return _by_village(rows.exclude(state=ElectionState.CALLED_OFF))


def _by_village(rows: models.QuerySet[Election]) -> dict[int, Election]:
    return {row.village_id: row for row in sorted(rows.select_related("village"), key=_rank)}


def _rank(row: Election) -> tuple[bool, bool, bool, int]:
    """What goes on before what is over, an election before a recall, the regular one before a by-election."""
    return row.live, row.procedure != Procedure.RECALL, row.procedure == Procedure.REGULAR, row.pk


NO_ELECTION = "没有村(居)委会选举：换届选举随启动换届程序建立，补选请先在“选举”中登记，再办理。"
NO_PARTY_ELECTION = "没有党组织选举：换届选举随启动换届程序建立，补选请先在“选举”中登记，再办理。"


class OfElection(LedgerModel):
    """A row entered by village belongs to the committee's election that goes on there, and stays with it."""

    scope_lookup = "village__path"
    cycle_lookup = "election__start__cycle"
    no_election = "“{village}”没有进行中的村(居)委会选举，不能登记。请先启动换届程序或者登记补选。"

    village: Any
    village_id: int
    election: Any
    election_id: int | None

    class Meta:
        abstract = True

    @property
    def cycle(self) -> Cycle | None:
        """The cycle that holds its election; None of a by-election and a recall."""
        return self.election.cycle

    @property
    def rules_edition(self) -> int | None:
        return self.election.rules_edition

    def find_election(self) -> Election | None:
        return going_in([self.village_id]).get(self.village_id)

    def prepare(self) -> None:
        if self.election_id is None:
            found = self.find_election()
            if found is None:
                raise Refused(self.no_election.format(village=self.village))
            self.election = found
        self.require_open_cycle()
        self._require_own_village()
        super().prepare()

    def _require_own_village(self) -> None:
        if self.village_id != self.election.village_id:
            own = self.election.village
            raise Refused(
                f"这条记录属于{own.township}{own}的选举，不能改到其他村(社区)，没有保存。"
                "填错村的，请撤回这条记录，在正确的村另行登记。"
            )


class OfVote(OfElection):
    """A row about how a vote is held or what it came to: of the last election too."""

    scope_lookup = "election__village__path"
    no_election = "{village.township}{village}" + NO_ELECTION

    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="+",
        verbose_name="村(社区)",
        limit_choices_to={"valid_to": None},
    )
    election = models.ForeignKey(
        Election, models.PROTECT, related_name="%(class)s_rows", verbose_name="选举", editable=False
    )

    class Meta:
        abstract = True
        base_manager_name = "all_rows"

    def find_election(self) -> Election | None:
        return going_or_last_in([self.village_id]).get(self.village_id)
