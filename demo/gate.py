"""The gate of the made-up county in the middle of its work: every state a check can stand in, starts, ways out."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image

from demo import days
from demo.accounts import Staff
from demo.county import County
from electioncycle.records import files, history, workflow
from readiness.choices import DecisionKind, Track, Verdict
from readiness.evaluations import Evaluation, evaluations
from readiness.models import CheckItem, ReadinessCheck, ReadinessPass, SpecialDecision, StartRecord
from readiness.services import conditions
from villages.models import Cycle, FinanceCleanup, Village
from villages.services.assessment import latest

BARE, DRAFT, APPLIED, CHECKED, RETURNED, FAILED, LAPSED, PASSED, PARTY, BOTH, CONSENT, DEFER, POSTPONE = (
    "bare",
    "draft",
    "applied",
    "checked",
    "returned",
    "failed",
    "lapsed",
    "passed",
    "party",
    "both",
    "consent",
    "defer",
    "postpone",
)
PATTERN = (
    *(BOTH, PASSED, PARTY, CHECKED, PASSED, APPLIED, PASSED, DRAFT, PARTY, PASSED, RETURNED, BOTH, LAPSED, PASSED),
    *(FAILED, PARTY, PASSED, DEFER, PASSED, CONSENT, PASSED, POSTPONE, PARTY, BARE, PASSED, PASSED),
)
WORDS = {
    "key_persons": ("重点人员责任和措施均已落实到人", {"facts": "已落实包联干部和民警，每周走访"}),
    "hard_problems": ("排查出的矛盾已化解或明确包案措施", {"facts": "群众反映的问题已答复", "left": "0"}),
    "finance": ("收支、资产和合同已清理，结果已公示", {"published": "村务公开栏"}),
    "rules_in_place": ("村规民约、四议两公开等制度齐全", {"list": "村规民约、四议两公开、村务监督、财务管理制度"}),
    "lead_posts": ("班子研判已经乡镇审核", {"status": "已研判并列入清单"}),
    "assessment": ("群众评价达到要求", {"date": "入户发放评价表", "rate": "92.5"}),
    "exit_audit": ("离任审计结果已公布", {"published": "审计结果已在公开栏公布"}),
}
UNMET = {"exit_audit": ("审计报告已出具，结果尚未公布", {"published": "尚未公布"})}
FAILING = ("finance", "hard_problems", "finance", "assessment", "key_persons")
REASONS = {
    RETURNED: "证明材料不全，请补充后重新申报。",
    FAILED: "村级财务清理仍有事项未整改，整改后再申报。",
    LAPSED: "“财务清理到位”复查未达标：公示期内有群众提出异议，尚未答复。",
}
AFTER_CHECK = (CHECKED, FAILED, LAPSED, PASSED, PARTY, BOTH, DEFER)


def gate_fate(number: int) -> str:
    return PATTERN[number % len(PATTERN)]


def add_gate(county: County, staff: Staff) -> None:
    """Publish the conditions, then bring every village to where it is to stand."""
    drafted = conditions.ship(county.cycle, by=county.by)
    conditions.EDITIONS.propose(drafted, by=staff.county_clerk, effective_from=county.days.at(days.CONDITIONS_FROM))
    published = conditions.EDITIONS.publish(drafted, by=staff.county_admin)
    fates = {village: gate_fate(number) for number, village in enumerate(county.villages)}
    begun = {village: fate for village, fate in fates.items() if fate not in (BARE, CONSENT, POSTPONE)}
    checks = [_check(county, village, published, fate) for village, fate in begun.items()]
    county.save(checks)
    said = evaluations(list(begun), county.cycle)
    stated = _said_by_ledgers(list(begun), county.cycle)
    recheck = county.days.at(days.RECHECK)
    items = [_items(said[village.pk], fate, stated.get(village.pk, {}), recheck) for village, fate in begun.items()]
    county.save([item for own in items for item in own])
    _Walk(county, staff, begun).go()
    _ways_out(county, staff, fates)


def _check(county: County, village: Village, published: Any, fate: str) -> ReadinessCheck:
    rng = county.rng(f"check {village.code}")
    on = county.days.at(days.SELF_CHECK + rng.randint(0, 6))
    checked = fate in AFTER_CHECK
    return ReadinessCheck(
        cycle=county.cycle,
        village=village,
        condition_set=published,
        self_checked_on=on,
        self_checker=f"{county.people.name(rng, male=True)}(村党组织书记)",
        on_paper=False,
        checked_on=county.days.at(days.CHECK + rng.randint(0, 3)) if checked else None,
        group_members=f"{village.township}党委副书记、组织委员、纪委书记、派出所所长" if checked else "",
    )


def _said_by_ledgers(villages: list[Village], cycle: Cycle) -> dict[int, dict[str, dict[str, str]]]:
    """Village key → condition → evidence, word for word as the ledgers have it."""
    found: dict[int, dict[str, dict[str, str]]] = defaultdict(dict)
    for key, row in latest(villages, cycle).items():
        rate = {} if row.rate is None else {"rate": str(row.rate)}
        found[key]["assessment"] = {"date": f"{row.assessed_on:%Y年%m月%d日}，入户发放评价表", **rate}
    for cleanup in FinanceCleanup.objects.filter(cycle=cycle, village__in=villages).exclude(published_from=None):
        until = f"至{cleanup.published_to:%Y年%m月%d日}" if cleanup.published_to else "起"
        text = f"{cleanup.published_from:%Y年%m月%d日}{until}，{cleanup.published_at}"
        found[cleanup.village_id]["finance"] = {"published": text}
    return found


def _items(found: Evaluation, fate: str, stated: dict[str, dict[str, str]], recheck: date) -> list[CheckItem]:
    """A draft answers half; who failed has one condition that the working group found not met."""
    failing = FAILING[found.village.pk % len(FAILING)]
    rows = []
    for place, (condition, facts) in enumerate(zip(found.conditions, found.facts, strict=True)):
        words, evidence = WORDS[condition.code]
        evidence = evidence | stated.get(condition.code, {})
        unmet = (fate == DRAFT and condition.code == failing) or (condition.code == "exit_audit" and fate != BOTH)
        if unmet:
            words, evidence = UNMET.get(condition.code, ("尚有事项未办结，正在整改", evidence))
        row = CheckItem(readiness=found.check, condition=condition)
        if fate != DRAFT or place < 4:
            row.stated, row.words, row.evidence = Verdict.NOT_MET if unmet else Verdict.MET, words, evidence
        if not unmet and facts.now.met is False:
            row.reason = "台账所列事项已明确责任人和时限，不影响换届。"
        if fate in AFTER_CHECK:
            unmet = unmet or (fate == FAILED and condition.code == failing)
            row.checked, row.check_words = (
                (Verdict.NOT_MET if unmet else Verdict.MET),
                "工作小组入村查阅资料、走访群众核实。",
            )
            row.finding_met, row.finding_text = facts.now.met, facts.now.text[:400]
            if not unmet and facts.now.met is False:
                row.check_reason, row.recheck_on = "经现场核实，措施已落实，定期复查。", recheck
        rows.append(row)
    return rows


class _Walk:
    """Takes the steps village by village; rows are saved in bulk."""

    def __init__(self, county: County, staff: Staff, fates: dict[Village, str]) -> None:
        self.county, self.staff, self.fates = county, staff, fates
        self.found = evaluations(list(fates), county.cycle, ledgers=False)

    def chosen(self, *fates: str) -> list[ReadinessCheck]:
        return [one.check for one in self.found.values() if one.check and self.fates[one.village] in fates]

    def go(self) -> None:
        clerk, officer = self.staff.clerk_of, self.staff.officer_of
        self.take(self.chosen(APPLIED, RETURNED, *AFTER_CHECK), ReadinessCheck.apply, clerk, "apply", "申报准入评估")
        self.take(
            self.chosen(RETURNED), ReadinessCheck.send_back, officer, "return", "退回整改", reason=REASONS[RETURNED]
        )
        self.take(self.chosen(*AFTER_CHECK), ReadinessCheck.finish_check, officer, "check", "工作小组现场核查")
        failed = {"reason": REASONS[FAILED], "paper": self._paper(13)}
        self.take(self.chosen(FAILED), ReadinessCheck.make_fail, officer, "fail", "党(工)委研究未通过", **failed)
        passing = self.chosen(LAPSED, PASSED, PARTY, BOTH, DEFER)
        more = {"approves": True, "paper": self._paper(12)}
        steps = self.take(passing, ReadinessCheck.make_pass, officer, "decide", "党(工)委研究通过", **more)
        self._write_passes(passing, steps)

    def _paper(self, number: int) -> workflow.Paper:
        on = self.county.days.at(days.GATE_MEETING)
        return workflow.Paper("党(工)委书记", on, f"党委会纪要〔{on.year}〕{number}号")

    def take(
        self,
        checks: list[ReadinessCheck],
        change: Callable[[ReadinessCheck], None],
        by: Callable[[Village], Any],
        move: str,
        title: str,
        **more: Any,
    ) -> list[Any]:
        rows: dict[Any, list[ReadinessCheck]] = defaultdict(list)
        for check in checks:
            change(check)
            rows[by(check.village)].append(check)
        for actor, mine in rows.items():
            history.record_many(mine, by=actor, reason=title, fields=["state"])
        found = [self.found[check.village_id].content for check in checks]
        return [
            workflow.note(check, move=move, title=title, by=by(check.village), content=content, **more)
            for check, content in zip(checks, found, strict=True)
        ]

    def _write_passes(self, checks: list[ReadinessCheck], steps: list[Any]) -> None:
        rows = []
        for number, (check, step) in enumerate(zip(checks, steps, strict=True)):
            filed = self.county.days.at(days.GATE_FILED) if number % 3 else None
            row = ReadinessPass(cycle=self.county.cycle, village=check.village, readiness=check, step=step)
            row.decided_on, row.document_number, row.filed_on = step.signed_on, step.document_number, filed
            rows.append(row)
        self.county.save(rows)
        starts = []
        for row in rows:
            fate = self.fates[row.village]
            tracks = {PARTY: (Track.PARTY,), BOTH: (Track.PARTY, Track.COMMITTEE)}.get(fate, ())
            for place, track in enumerate(tracks):
                on = self.county.days.at(days.START + 14 * place)
                starts.append(StartRecord(cycle=row.cycle, village=row.village, passed=row, track=track, started_on=on))
        self.county.save(starts)
        lapsed = [row for row in rows if self.fates[row.village] == LAPSED]
        for row in lapsed:
            row.lapsed_at, row.lapse_reason = timezone.now(), REASONS[LAPSED]
        self.county.save(lapsed, fields=["lapsed_at", "lapse_reason"])
        clerk, gone = self.staff.county_clerk, [row.readiness for row in lapsed]
        self.take(gone, ReadinessCheck.make_lapse, lambda _: clerk, "lapse", "准入通过失效", reason=REASONS[LAPSED])


def _ways_out(county: County, staff: Staff, fates: dict[Village, str]) -> None:
    """Consents used for a start, 暂缓 and 延期 that still run."""
    reasons = {
        CONSENT: "村情特殊，经县换届工作领导小组研究，同意启动村党组织换届。",
        DEFER: "村级遗留问题正在化解，暂缓换届。",
        POSTPONE: "因重大工程征地拆迁，报经批准延期换届。",
    }
    drawn = BytesIO()
    Image.new("RGB", (210, 297), "white").save(drawn, "PNG")
    drawn.seek(0)
    wanted = [(village, fate) for village, fate in fates.items() if fate in reasons]
    if not wanted:
        return
    drawn.name, drawn.size = "文件扫描件.png", drawn.getbuffer().nbytes  # type: ignore[attr-defined]
    scan = files.attach(drawn, by=staff.county_clerk)
    met = county.days.at(days.GATE_MEETING)
    rows = [
        SpecialDecision(
            cycle=county.cycle,
            village=village,
            kind=DecisionKind(fate),
            track=Track.PARTY if fate == CONSENT else "",
            document_number=f"县换领〔{met.year}〕{number}号",
            decided_on=met,
            until=None if fate == CONSENT else county.days.at(days.POSTPONED_UNTIL),
            reason=reasons[fate],
            scan=scan,
        )
        for number, (village, fate) in enumerate(wanted, 1)
    ]
    county.save(rows)
    for row in rows:
        title = f"登记{row.get_kind_display()}"
        workflow.note(row, move="register", title=title, by=staff.county_clerk, reason=row.reason)
    starts = county.days.at(days.START)
    consents = [row for row in rows if row.kind == DecisionKind.CONSENT]
    county.save(
        [
            StartRecord(cycle=row.cycle, village=row.village, decision=row, track=row.track, started_on=starts)
            for row in consents
        ]
    )
