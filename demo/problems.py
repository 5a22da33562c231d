"""Problems with their countermeasures in every state, leaders of difficult villages, and their visits."""

from datetime import timedelta
from random import Random

from demo import days, names
from demo.accounts import Staff
from demo.county import REASON, County
from electioncycle.records import history
from electioncycle.security import audit
from risks.choices import LineState, ProblemLevel, VisitForm
from risks.models import Countermeasure, LeaderLink, Problem, Visit
from risks.services import problems as verbs
from risks.services import visits
from villages.choices import ListKind

CASES = (
    ("土地权属", "{g}组机耕道占地补偿标准有争议", "镇村干部会同农户现场丈量", "签订补偿协议", "镇自然资源所"),
    ("集体资产", "原村办茶厂租金三年未收回", "核对合同和收据，依法催收", "租金入账并公示", "镇农经站"),
    ("基础设施", "{g}组河堤垮塌未修复，群众反映强烈", "申报以工代赈项目", "完成河堤修复", "县水利局"),
    ("信访矛盾", "{n}户群众反映低保评定不公", "重新入户核查并公示", "答复全部来访群众", "镇社会事务办"),
    ("班子建设", "两委成员长期外出，日常事务无人办理", "安排镇干部驻村补位", "动员在外党员回村任职", "镇党建办"),
    ("建制调整", "合并后原两村债务承担意见不一", "召开两村代表会议协商", "形成债务处理方案", "镇农经站"),
    ("项目资金", "文化活动室建成后资金缺口{n}万元", "对接县级部门补助", "付清工程尾款", "县财政局"),
    ("环境整治", "养殖场异味扰民，{n}户联名反映", "督促养殖户建设处理设施", "完成整改验收", "县生态环境局"),
)
PROOFS = ("镇党委会议纪要〔{year}〕{n}号", "补偿协议{n}份", "验收单及照片", "村务公开栏公示照片", "来访答复回执")
CLOSED, WAITING, LONG, LATE, FRESH = "closed", "waiting", "long", "late", "fresh"
FATES = (CLOSED, LATE, CLOSED, FRESH, WAITING, CLOSED, LONG)
EVERY_VISIT = 9


def add_problems(county: County, staff: Staff) -> None:
    """A problem in every third village, one line or two each; a few go all the way through their procedure."""
    rng, rows, fates = county.rng("problems"), list[Problem](), list[str]()
    sources = list(county.kinds[ListKind.PROBLEM_SOURCE].values())
    for number, village in enumerate(county.villages[::3]):
        category, text, *_ = CASES[number % len(CASES)]
        rows.append(
            Problem(
                cycle=county.cycle,
                village=village,
                number="001",
                level=list(ProblemLevel)[number % 3],
                source=sources[number % len(sources)],
                category=category,
                text=text.format(g="一二三四五六"[number % 6], n=rng.randint(3, 12)),
                found_on=county.days.at(rng.randint(*days.PROBLEMS_FOUND)),
            )
        )
        fates.append(FATES[number % len(FATES)])
    county.save(rows)
    lines = [line for number, row in enumerate(rows) for line in _lines(county, row, number, fates[number], rng)]
    county.save(lines)
    for row, fate in zip(rows, fates, strict=True):
        if fate in (CLOSED, WAITING, LONG):
            verbs.apply_closing(row, by=staff.clerk_of(row.village))
        if fate in (CLOSED, LONG):
            by = staff.county_clerk if row.level == ProblemLevel.COUNTY else staff.officer_of(row.village)
            verbs.verify_closing(row, by=by)


def _lines(county: County, problem: Problem, number: int, fate: str, rng: Random) -> list[Countermeasure]:
    """The first line as the fate says, a second one (a task alone) under every other problem."""
    _, _, measure, task, unit = CASES[number % len(CASES)]
    begun = problem.found_on or county.days.today
    states = {CLOSED: LineState.SOLVED, WAITING: LineState.SOLVED, LONG: LineState.LONG_TERM, LATE: LineState.GOING}
    state = states.get(fate, LineState.NOT_BEGUN)
    finished = state in (LineState.SOLVED, LineState.LONG_TERM)
    reported = county.days.at(days.MEASURES_REPORTED)
    common = {
        "cycle": problem.cycle,
        "village": problem.village,
        "problem": problem,
        "leader": f"{problem.village.township}分管领导",
        "unit": unit.replace("镇", "乡镇"),
        "owner": rng.choice(names.TOWNSHIP_LEADER_POSTS),
        "deadline": county.days.at(rng.randint(*days.MEASURES_LATE if fate == LATE else days.MEASURES_COMING)),
        "state": state,
        "progress": ""
        if state == LineState.NOT_BEGUN
        else f"{'已完成' if finished else '正在协商'}({reported:%-m月%-d日})",
        "closed_on": begun + timedelta(days=rng.randint(10, 28)) if finished else None,
        "evidence": rng.choice(PROOFS).format(year=county.days.year, n=rng.randint(2, 30)) if finished else "",
    }
    if number % 2:
        return [Countermeasure(**common, position=1, measure=measure, task=task)]
    return [
        Countermeasure(**common, position=1, measure=measure),
        Countermeasure(**common, position=2, measure=f"{unit}每周调度一次", task=task),
    ]


def add_visits(county: County, staff: Staff) -> None:
    """Each difficult village has a county leader; he came once or twice, brought departments and some money."""
    rng, links, rows = county.rng("visits"), list[LeaderLink](), list[Visit]()
    kinds = list(county.kinds[ListKind.KEY_VILLAGE].values())
    difficult = county.villages[4::EVERY_VISIT]
    for number, village in enumerate(difficult):
        unit, post = names.COUNTY_LEADERS[number % len(names.COUNTY_LEADERS)]
        leader = county.people.name(rng, male=rng.random() < 0.7)
        links.append(
            LeaderLink(
                cycle=county.cycle,
                village=village,
                leader=leader,
                post=f"{unit}{post}",
                kind=kinds[number % len(kinds)],
                since=county.days.at(days.LEADERS_SENT),
            )
        )
        rows += [_visit(county, links[-1], number, later, rng) for later in range(1 + number % 2)]
    county.save(links)
    county.save(rows)
    for number, visit in enumerate(rows):
        if visit.promise:
            _keep(county, visits.list_promise(visit, by=staff.clerk_of(visit.village)), staff, kept=number % 2 == 0)


def _visit(county: County, link: LeaderLink, number: int, later: int, rng: Random) -> Visit:
    _, text, measure, task, _ = CASES[(number + later) % len(CASES)]
    day = county.days.wednesday(rng.randrange(days.VISITED_WEEKS))
    promised = later == 0
    return Visit(
        cycle=link.cycle,
        village=link.village,
        visited_on=day,
        form=VisitForm.NIGHT if number % 3 else VisitForm.BOTH,
        leader=link.leader,
        post=link.post,
        departments="、".join(rng.sample(names.DEPARTMENTS, 2)),
        problem=text.format(g="一二三四五六"[number % 6], n=rng.randint(3, 12)),
        promise=f"协调部门{task}" if promised else "",
        responsible=f"{link.village.township}镇长" if promised else "",
        deadline=day + timedelta(days=days.PROMISE_DAYS) if promised else None,
        money=rng.choice((None, 30000, 80000, 120000)) if promised else None,
        result="" if promised else f"当场{measure}",
    )


def _keep(county: County, visit: Visit, staff: Staff, *, kept: bool) -> None:
    """Some promises were kept, by the task's form."""
    task = visit.task
    if task is None or not kept:
        return
    task.state, task.closed_on = LineState.SOLVED, min(visit.visited_on + timedelta(days=14), county.days.today)
    task.progress, task.evidence = f"已办结({task.closed_on:%-m月%-d日})", "现场办公会议纪要及照片"
    clerk = staff.clerk_of(visit.village)
    history.record(task, by=clerk, reason=REASON)
    audit.record(audit.Event.CHANGED, by=clerk, row=task, version=task.version)
