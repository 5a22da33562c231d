"""Moves many analyses through their procedure: rows are saved in bulk, every step is taken and audited by itself.

The services of ``readiness`` do the same for one village at a time; here the same gaps are asked once for all.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from demo import days, wording
from demo.accounts import Staff
from demo.analyses import APPROVED, CONFIRMED, DRAFT, RETURNED
from demo.county import County
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import save_row
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from readiness.dossiers import Dossier, dossiers
from readiness.models import TeamAnalysis
from villages.models import Village

Actor = Callable[[Village], Any]


def move_on(county: County, fates: dict[Village, str], staff: Staff) -> None:
    """Submit, approve, return and confirm what is to stand there."""
    submitted = [village for village, fate in fates.items() if fate != DRAFT]
    found = dossiers(submitted, county.cycle)
    if lacking := next((f"{d.village}：{' '.join(d.gaps)}" for d in found.values() if d.gaps), ""):
        raise Refused(f"演示数据不完整：{lacking}")
    rng = county.rng("returns")

    def take(move: str, villages: list[Village], by: Actor, title: str, **more: Any) -> None:
        _take(move, [found[village.pk] for village in villages], by, title, **more)

    take("submit", submitted, staff.clerk_of, "提交审核")
    returned = [village for village in submitted if fates[village] == RETURNED]
    for village in returned:
        take("return", [village], staff.officer_of, "退回", reason=rng.choice(wording.RETURN_REASONS))
    approved = [village for village in submitted if fates[village] in (APPROVED, CONFIRMED)]
    on_paper = approved[2::5]
    take("approve", [v for v in approved if v not in on_paper], staff.officer_of, "乡镇审核通过", approves=True)
    for village in on_paper:
        signature = workflow.Paper(
            f"{village.township}党委书记", county.days.at(days.ANALYSIS_SIGNED - rng.randint(0, 3))
        )
        take("approve", [village], staff.officer_of, "乡镇审核通过(纸质签批)", approves=True, paper=signature)
    confirmed = [village for village in approved if fates[village] == CONFIRMED]
    take("confirm", confirmed, lambda _: staff.county_clerk, "县级确认", approves=True)


_MOVES: dict[str, Callable[[TeamAnalysis], None]] = {
    "submit": TeamAnalysis.submit,
    "approve": TeamAnalysis.approve,
    "return": TeamAnalysis.send_back,
    "confirm": TeamAnalysis.confirm,
}


def _take(move: str, moved: list[Dossier], by: Actor, title: str, **more: Any) -> None:
    rows: dict[Any, list[TeamAnalysis]] = defaultdict(list)
    for dossier in moved:
        if dossier.analysis is not None:
            _MOVES[move](dossier.analysis)
            rows[by(dossier.village)].append(dossier.analysis)
    for actor, mine in rows.items():
        history.record_many(mine, by=actor, reason=title, fields=["state"])
    for dossier in moved:
        if dossier.analysis is not None:
            actor = by(dossier.village)
            workflow.note(dossier.analysis, move=move, title=title, by=actor, content=dossier.content, **more)


def correct_one(county: County, fates: dict[Village, str], staff: Staff) -> None:
    """The county corrects a member after it confirmed a village: that approval is void and to be given again."""
    for village in [village for village, fate in fates.items() if fate == CONFIRMED][-1:]:
        ledger, member = REGISTRY["teammember"], village.team.filter(cycle=county.cycle)[0]
        values = {name: ledger.value(member, name) for name in ledger.fields}
        values["wish"] = "move" if member.wish == "stay" else "stay"
        save_row(ledger, member, values, by=staff.county_admin, cycle=county.cycle)
