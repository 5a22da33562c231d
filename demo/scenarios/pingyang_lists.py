"""Of 平阳: 33 leaders of difficult villages, the visit that brought 210,000 元, 68 problems with 85 countermeasures."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from demo import names
from demo.problems import CASES
from demo.scenarios import counties
from demo.scenarios.counties import Scene
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import save_row, withdraw
from risks.choices import LineState, ProblemLevel, VisitForm
from risks.models import Countermeasure, LeaderLink, Problem, Visit
from risks.services import problem_totals, problems, visits
from villages.choices import ListKind
from villages.models import Cycle, Village

LEADERS, PROBLEMS, COUNTERMEASURES, PILOTS = 33, 68, 85, 3
MONEY = 210_000
NIGHT = date(2026, 6, 10)
PROOF = "选情分析会纪要及办结照片"


def figures(admin: User, cycle: Cycle) -> dict[str, Any]:
    """As the pages of leaders and of the three lists compute them."""
    found = visits.leaders(admin, cycle)
    total = problem_totals.totals(admin, cycle).total
    return {
        "leaders_linked": len(found.linked),
        "visit_money_yuan": int(found.money),
        "problems": total.problems,
        "countermeasures": total.measures,
        "problems_open": total.unsettled,
    }


def enter_before_merger(scene: Scene) -> None:
    """Decoys in the village to be merged away: a settled problem and a visit with money, which count no more."""
    village = scene.county.villages[-2]
    row = _enter_problem(scene, village, 0)
    _settle(scene, row)
    counties.enter(REGISTRY["visit"], _visit(scene, village, "程挂", "县委常委", money=90_000), *_clerk(scene, village))


def enter(scene: Scene) -> None:
    _enter_links(scene)
    _enter_problems(scene)
    _enter_visits(scene)


def _clerk(scene: Scene, village: Village) -> tuple[Any, Cycle]:
    return scene.staff.clerk_of(village), scene.county.cycle


def _enter_links(scene: Scene) -> None:
    """33 leaders hold a village each; one link ended, one was withdrawn, one is of the village that stands aside."""
    county, rng, ledger = scene.county, scene.county.rng("links"), REGISTRY["leaderlink"]
    kinds = list(county.kinds[ListKind.KEY_VILLAGE].values())
    leaders: dict[str, str] = {}
    while len(leaders) < LEADERS + 2:
        unit, post = names.COUNTY_LEADERS[len(leaders) % len(names.COUNTY_LEADERS)]
        leaders.setdefault(county.people.name(rng, male=rng.random() < 0.7), f"{unit}{post}")
    for number, (leader, post) in enumerate(leaders.items()):
        aside = number == LEADERS
        row = LeaderLink(
            cycle=county.cycle,
            village=county.villages[-1] if aside else county.villages[number % (len(county.villages) - 1)],
            leader=leader,
            post=post,
            kind=kinds[number % len(kinds)],
            since=date(2026, 5, 12),
            until=date(2026, 5, 30) if number > LEADERS else None,
        )
        counties.enter(ledger, row, scene.staff.county_clerk, county.cycle)
        if number == 0:
            row.leader = f"{leader[0]}代班"
            extra = counties.enter(ledger, row, scene.staff.county_clerk, county.cycle)
            withdraw(extra, by=scene.staff.county_clerk, reason="挂钩人员调整，重复登记")


def _enter_problems(scene: Scene) -> None:
    """By workbook, 68 problems in 85 lines in the pilot villages, then settled through the procedure."""
    county = scene.county
    pilots = county.villages[:PILOTS]
    lines = [line for number in range(PROBLEMS) for line in _lines_of(scene, pilots[number % PILOTS], number)]
    counties.enter_by_workbook(
        REGISTRY["countermeasure"], lines, by=scene.admin, cycle=county.cycle, name="三个试点村问题任务对策清单.xlsx"
    )
    rows = list(Problem.objects.filter(cycle=county.cycle, village__in=pilots).order_by("pk"))
    for row in rows:
        _settle(scene, row)
    again = problems.reopen_problem(rows[0], by=scene.staff.county_clerk, reason="群众反映没有落实，重新办理")
    _settle(scene, again)
    doubled = _enter_problem(scene, pilots[0], PROBLEMS + 1)
    for line in doubled.lines.filter(withdrawn_at=None):
        withdraw(line, by=scene.staff.clerk_of(pilots[0]), reason="重复登记")
    withdraw(doubled, by=scene.staff.clerk_of(pilots[0]), reason="重复登记")


def _lines_of(scene: Scene, village: Village, number: int) -> list[Countermeasure]:
    """What the workbook says about one problem; every fourth has two countermeasures."""
    category, text, measure, task, unit = CASES[number % len(CASES)]
    sources = list(scene.county.kinds[ListKind.PROBLEM_SOURCE].values())
    problem = Problem(
        cycle=scene.county.cycle,
        village=village,
        number=f"{number // PILOTS + 1:03d}",
        level=list(ProblemLevel)[number % 3],
        source=sources[0] if number % 2 else sources[number % len(sources)],
        category=category,
        text=text.format(g="一二三四五六"[number % 6], n=number % 9 + 2),
    )
    common = {
        "cycle": scene.county.cycle,
        "village": village,
        "problem": problem,
        "unit": unit,
        "owner": "镇联村领导",
        "deadline": date(2026, 7, 10),
        "state": LineState.SOLVED,
        "closed_on": date(2026, 6, 30),
        "evidence": PROOF,
    }
    own = [Countermeasure(position=1, measure=measure, **common)]
    if number % 4 == 0:
        own.append(Countermeasure(position=2, measure=f"{unit}每周调度一次", task=task, **common))
    return own


def _enter_problem(scene: Scene, village: Village, number: int) -> Problem:
    """Through the service that minutes and visits call; its line solved by the form."""
    _, text, measure, _, unit = CASES[number % len(CASES)]
    by, cycle = _clerk(scene, village)
    row = problems.raise_problem(
        village,
        cycle,
        text.format(g="七", n=2),
        by=by,
        found_on=NIGHT,
        lines=[problems.Line(measure=measure, unit=unit, owner="镇联村领导", deadline=NIGHT + timedelta(days=30))],
    )
    for line in row.lines.all():
        _solve(line, by, cycle)
    return row


def _solve(line: Countermeasure, by: User, cycle: Cycle) -> None:
    ledger = REGISTRY["countermeasure"]
    values = {name: ledger.value(line, name) for name in ledger.fields}
    values |= {"state": LineState.SOLVED, "closed_on": NIGHT + timedelta(days=14), "evidence": PROOF}
    save_row(ledger, line, values, by=by, cycle=cycle, version=line.version)


def _settle(scene: Scene, row: Problem) -> Problem:
    """Applied for by the township's clerk, verified by the officer, at county level by the county."""
    applied = problems.apply_closing(row, by=scene.staff.clerk_of(row.village))
    at_county = row.level == ProblemLevel.COUNTY
    return problems.verify_closing(
        applied, by=scene.staff.county_clerk if at_county else scene.staff.officer_of(row.village)
    )


def _visit(scene: Scene, village: Village, leader: str, post: str, *, money: int | None) -> Visit:
    return Visit(
        cycle=scene.county.cycle,
        village=village,
        visited_on=NIGHT,
        form=VisitForm.BOTH,
        leader=leader,
        post=post,
        departments="信访局、移民办",
        problem="河道多年未整治，群众反映激烈" if money else "室内健身场所政策处理和资金难题",
        money=money,
        result="现场筹资，当场办结" if money else "协调各方，问题已理顺",
    )


def _enter_visits(scene: Scene) -> None:
    """Two visits of the document, settled on the spot; a third was entered twice and withdrawn."""
    links = list(visits.links_of(scene.admin, scene.county.cycle)[:2])
    for link, money in zip(links, (MONEY, None), strict=True):
        row = _visit(scene, link.village, link.leader, link.post, money=money)
        counties.enter(REGISTRY["visit"], row, *_clerk(scene, link.village))
    row = _visit(scene, links[0].village, links[0].leader, links[0].post, money=MONEY)
    row.visited_on = NIGHT + timedelta(days=7)
    extra = counties.enter(REGISTRY["visit"], row, *_clerk(scene, links[0].village))
    withdraw(extra, by=scene.staff.clerk_of(links[0].village), reason="同一次走访重复登记")
