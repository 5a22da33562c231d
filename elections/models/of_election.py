"""What the rows of a village's election share: which election they belong to, found from the village."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from electioncycle.records.rows import LedgerModel
from electioncycle.refusals import Refused
from elections.choices import Body, ElectionState, Procedure
from elections.models.elections import Election
from villages.models import Village

Villages = Iterable[int] | models.QuerySet[Any, Any]


def committee_elections(villages: Villages) -> dict[int, Election]:
    """By village the committee's election that goes on, else the last one; one query however many villages."""
    return _elections(Election.objects.filter(body=Body.COMMITTEE), villages)


def party_elections(villages: Villages) -> dict[int, Election]:
    """The same of the party organisation; a recall has no congress to prepare."""
    return _elections(Election.objects.filter(body=Body.PARTY).exclude(procedure=Procedure.RECALL), villages)


def _elections(rows: models.QuerySet[Election], villages: Villages) -> dict[int, Election]:
    live = rows.filter(village__in=villages).exclude(state=ElectionState.CALLED_OFF)
    ranked = sorted(live.select_related("village"), key=_rank)
    return {row.village_id: row for row in ranked}


def _rank(row: Election) -> tuple[bool, bool, bool, int]:
    """What goes on before what is over, an election before a recall, the regular one before a by-election."""
    return row.live, row.procedure != Procedure.RECALL, row.procedure == Procedure.REGULAR, row.pk


NO_ELECTION = "没有村(居)委会选举：换届选举随启动换届程序建立，补选请先在“选举”中登记，再办理。"
NO_PARTY_ELECTION = "没有党组织选举：换届选举随启动换届程序建立，补选请先在“选举”中登记，再办理。"


def require_own_village(row: Any) -> None:
    """A row entered by village lies in the village of its election, and does not leave it."""
    if row.village_id != row.election.village_id:
        raise Refused(
            f"这条记录属于{row.election.village.township}{row.election.village}的选举，不能改到其他村(社区)，没有保存。"
            "填错村的，请撤回这条记录，在正确的村另行登记。"
        )


class OfElection(LedgerModel):
    """A row of the committee's election of its village; once saved it stays with that election."""

    scope_lookup = "election__village__path"
    cycle_lookup = "election__start__cycle"
    lacks_election = NO_ELECTION

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

    @property
    def cycle(self) -> Any:
        """The cycle that holds its election; None of a by-election and a recall."""
        return self.election.cycle

    @property
    def rules_edition(self) -> int | None:
        return self.election.rules_edition

    def find_election(self) -> Any:
        return committee_elections([self.village_id]).get(self.village_id)

    def prepare(self) -> None:
        if self.election_id is None:
            found = self.find_election()
            if found is None:
                raise Refused(f"{self.village.township}{self.village}{self.lacks_election}")
            self.election = found
        require_own_village(self)
        super().prepare()
