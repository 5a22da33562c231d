"""What is ready for a vote and what is not: staff with avoidance, boxes with watchers and approval, proxies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from elections.models import Election, ElectionStaff, PollingPlace, ProxyTally
from elections.rules import staffing
from elections.rules.avoiding import Candidates
from elections.rules.staffing import Worker
from elections.services.barred import barred_relations, standing_in
from elections.services.checking import Basis
from elections.services.staff_checks import worker_of


@dataclass(frozen=True)
class Preparation:
    """What a page shows of one election: each worker with what stands against them, each place with its watchers."""

    staff: list[tuple[ElectionStaff, str]]
    places: list[tuple[PollingPlace, int]]
    proxies: ProxyTally | None


def preparation(election: Election) -> Preparation:
    staff = list(ElectionStaff.objects.filter(election=election).select_related("village__township"))
    workers = [worker_of(row) for row in staff]
    bars = _bars([election], {election.pk: workers})[election.pk]
    places = PollingPlace.objects.filter(election=election).select_related("village__township")
    return Preparation(
        list(zip(staff, bars, strict=True)),
        [(one, staffing.watchers(workers, one.name)) for one in places],
        ProxyTally.objects.filter(election=election).first(),
    )


def notices(rows: Sequence[ElectionStaff]) -> Iterable[str]:
    """What is to be seen to in rows just saved: who has to keep apart, boxes that nobody has entered."""
    elections = {row.election_id: row.election for row in rows}
    by_election: dict[int, list[Worker]] = {key: [] for key in elections}
    for row in rows:
        by_election[row.election_id].append(worker_of(row))
    named = set(PollingPlace.objects.filter(election__in=elections).values_list("election", "name"))
    for key, bars in _bars(list(elections.values()), by_election).items():
        village = elections[key].village
        told = [said for said in bars if said]
        told += sorted(
            f"没有登记名为“{one.box}”的票箱(投票站)"
            for one in by_election[key]
            if one.box and (key, one.box) not in named
        )
        yield from (f"{village}：{said}，请核对。" for said in dict.fromkeys(told))


def _bars(elections: list[Election], workers: dict[int, list[Worker]]) -> dict[int, list[str]]:
    basis, standing = Basis(elections), standing_in(elections)
    return {
        one.pk: [
            worker.bar(standing.get(one.pk, Candidates()), barred_relations(basis.norms(one)))
            for worker in workers[one.pk]
        ]
        for one in elections
    }
