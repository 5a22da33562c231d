"""Verbs of the gate itself: register a special decision, start a village's procedure, record lapses found."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers import services
from electioncycle.records import files, lapses, workflow
from electioncycle.records.kept import kept
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from readiness.choices import OUT_OF_FUNNEL, DecisionKind, Track
from readiness.evaluations import Evaluation, evaluation_of, evaluations
from readiness.models import ReadinessPass, SpecialDecision, StartRecord
from readiness.rules import gate
from readiness.services.decisions import lapse
from villages.choices import CycleState
from villages.models import Cycle, CycleRow, Village
from villages.services.accounts import service_account


def registrars(kind: str) -> tuple[str, ...]:
    """Rights of which one is enough to register or lift a decision of this kind."""
    township = (Action.TOWNSHIP_REVIEW,) if kind == DecisionKind.DEFER else ()
    return (Action.COUNTY_REVIEW, *township)


def register_decision(
    village: Village,
    cycle: Cycle,
    *,
    by: Actor,
    kind: str,
    document_number: str,
    decided_on: date,
    reason: str,
    scan: Any,
    track: str = "",
    until: date | None = None,
) -> SpecialDecision:
    """Register 同意启动, 暂缓 or 延期 with its document; ``scan`` is the upload."""
    workflow.require(by, village, *registrars(kind))
    cycle.require_open_for_entry()
    reason = workflow.require_reason(reason, "事由")
    today = timezone.localdate()
    resting = kind in OUT_OF_FUNNEL
    if not document_number.strip() or scan is None:
        raise Refused("须填写文号并附文件扫描件，缺一不可。")
    if decided_on > today:
        raise Refused(f"决定日期({decided_on})在今天之后，请核对。")
    if resting and (until is None or until <= decided_on or until < today):
        raise Refused("暂缓、延期须填写截止日期，且晚于决定日期、不早于今天。")
    if not resting and track not in Track.values:
        raise Refused("同意启动须选择适用哪一项换届。")
    with transaction.atomic():
        Village.all_rows.select_for_update(of=("self",)).get(pk=village.pk)
        found = evaluation_of(village, cycle)
        if resting and (now := found.resting(today)):
            raise Refused(f"{village}已{now.get_kind_display()}至{now.until}({now.document_number})，请先解除再登记。")
        if resting and len(found.starts) == len(Track):
            raise Refused(f"{village}的换届程序已经启动，按法定程序继续，不能再暂缓或延期。")
        row = SpecialDecision(
            cycle=cycle,
            village=village,
            kind=kind,
            track="" if resting else track,
            document_number=document_number.strip()[:60],
            decided_on=decided_on,
            until=until if resting else None,
            reason=reason[:300],
            scan=files.attach(scan, by=by),
        )
        _require_once(row)
        workflow.advance(row, move="register", title=f"登记{row.get_kind_display()}", by=by, reason=reason)
    return row


def lift_decision(row: SpecialDecision, *, by: Actor, reason: str, version: int | None = None) -> SpecialDecision:
    """End a 暂缓 or 延期 before its date, or take back a consent that no start has used."""
    reason = workflow.require_reason(reason, "解除")
    workflow.require(by, row.village, *registrars(row.kind))
    with transaction.atomic():
        row = workflow.locked(row, version, gone="这份决定已经解除。")
        if StartRecord.objects.filter(decision=row).exists():
            raise Refused("这份同意启动文件已用于启动换届程序，不能解除。")
        row.withdrawn_at = timezone.now()
        workflow.advance(row, move="lift", title=f"解除{row.get_kind_display()}", by=by, reason=reason)
    return row


def blockers(found: Evaluation, track: str, today: date | None = None) -> list[str]:
    """Why this track may not start today, each with what to do; empty when it may."""
    today = today or timezone.localdate()
    if track in found.starts:
        start = found.starts[track]
        return [f"{start.get_track_display()}已于{start.started_on:%Y年%m月%d日}启动，不能重复启动。"]
    if rest := found.resting(today):
        until = f"{rest.until:%Y年%m月%d日}"
        what = f"{rest.get_kind_display()}至{until}({rest.document_number})"
        return [f"{what}，到期前不能启动。确需启动的，请县换届办先解除。"]
    own = gate.track_blockers(found.facts, track)
    if found.consent(track):
        return own
    if found.standing is None:
        now = found.check.get_state_display() if found.check else "尚未自查"
        return [f"没有有效的准入通过(现为“{now}”)。请完成准入评估，或登记领导小组研究同意启动。", *own]
    return [*found.lapses(today), *own]


def start(
    village: Village,
    cycle: Cycle,
    *,
    by: Actor,
    track: str,
    started_on: date,
    document_number: str = "",
    note: str = "",
) -> StartRecord:
    """Start the procedure of one track; a lapse found on the way is recorded before the refusal."""
    workflow.require(by, village, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW)
    cycle.require_open_for_entry()
    if track not in Track.values:
        raise Refused("请选择要启动哪一项换届。")
    if started_on > timezone.localdate():
        raise Refused(f"启动日期({started_on})在今天之后，请在启动当天登记。")
    record_lapses([village], cycle, by=by)
    with transaction.atomic():
        Village.all_rows.select_for_update(of=("self",)).get(pk=village.pk)
        found = evaluation_of(village, cycle)
        if against := blockers(found, track):
            raise Refused(f"{village}不能启动{Track(track).label}：{' '.join(against)}")
        consent = None if found.standing and not found.lapses() else found.consent(track)
        if consent is not None:
            workflow.require_other_person(consent, by=by, after=("register",))
        row = StartRecord(
            cycle=cycle,
            village=village,
            track=track,
            passed=found.standing if consent is None else None,
            decision=consent,
            started_on=started_on,
            document_number=document_number[:60],
            note=note[:200],
        )
        _require_once(row)
        workflow.advance(row, move="start", title=f"启动{row.get_track_display()}", by=by)
    return row


def cancel_start(row: StartRecord, *, by: Actor, reason: str, version: int | None = None) -> StartRecord:
    """Take back a start entered by mistake, unless something rests on it; the county alone may."""
    reason = workflow.require_reason(reason, "撤销启动登记")
    workflow.require(by, row.village, Action.COUNTY_REVIEW)
    with transaction.atomic():
        row = workflow.locked(row, version, gone="这条启动记录已经撤销。")
        services.require_independent(row, "撤销")
        workflow.require_other_person(row, by=by, after=("start",))
        row.withdrawn_at = timezone.now()
        workflow.advance(row, move="cancel", title="撤销启动登记", by=by, reason=reason)
    return row


def record_lapses(villages: Sequence[Village], cycle: Cycle, *, by: Actor) -> list[ReadinessPass]:
    """Judge every standing pass of these villages by the rules, and record each one that no longer holds."""
    holding = ReadinessPass.objects.filter(cycle=cycle, village__in=villages, lapsed_at=None).values("village_id")
    keys = {row["village_id"] for row in holding}
    found = evaluations([village for village in villages if village.pk in keys], cycle)
    gone = []
    for one in found.values():
        if one.standing is not None and (reasons := one.lapses()):
            with transaction.atomic():
                gone.append(lapse(one.standing, reasons, by=by))
    return gone


def _place_of(row: Any) -> tuple[int, int] | None:
    """The keys of the cycle and the village in which a row lies, if it lies in both."""
    village = getattr(row, "village_id", None)
    return (row.cycle_id, village) if isinstance(row, CycleRow) and village else None


@lapses.after_saving(_place_of)
def judge_places(places: set[tuple[int, int]]) -> None:
    """The ledgers of these villages said something new: do their passes still stand?

    Asked is only where something was saved that a pass rests on.
    """
    for cycle in Cycle.objects.filter(pk__in={cycle for cycle, _ in places}, state=CycleState.OPEN):
        keys = {village for key, village in places if key == cycle.pk}
        holding = ReadinessPass.objects.filter(cycle=cycle, village__in=keys, lapsed_at=None).values("village")
        villages = list(Village.objects.filter(pk__in=holding).select_related("township"))
        if gone := _no_longer_held(villages, cycle):
            record_lapses(gone, cycle, by=service_account())


def _no_longer_held(villages: Sequence[Village], cycle: Cycle) -> list[Village]:
    """Those whose pass the rules no longer let stand; kept of each village till what it was judged by changes there."""

    def judged(keys: list[str]) -> dict[str, bool]:
        found = evaluations([one for one in villages if str(one.pk) in keys], cycle)
        return {str(key): one.standing is not None and bool(one.lapses()) for key, one in found.items()}

    places = {str(one.pk): (one.path,) for one in villages}
    said = kept(f"passes {cycle.pk}", places, judged, terms=[cycle.pk, cycle.version], together=True)
    return [one for one in villages if said[str(one.pk)]]


def judge_open_cycles(*, by: Actor) -> tuple[int, int]:
    """Judge the standing passes of every open cycle, township by township; returns how many and how many lapsed."""
    judged = gone = 0
    for cycle in Cycle.objects.filter(state=CycleState.OPEN):
        holding = ReadinessPass.objects.filter(cycle=cycle, lapsed_at=None).values("village")
        towns: dict[int, list[Village]] = {}
        for village in Village.objects.filter(pk__in=holding).select_related("township"):
            towns.setdefault(village.township_id, []).append(village)
        for villages in towns.values():
            judged += len(villages)
            gone += len(record_lapses(villages, cycle, by=by))
    return judged, gone


def _require_once(row: Any) -> None:
    row.prepare()
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def red_flags(cycle: Cycle, villages: Sequence[Village]) -> list[StartRecord]:
    """Starts whose pass has lapsed since: to be watched, never stopped."""
    rows = StartRecord.objects.filter(cycle=cycle, village__in=villages).exclude(passed__lapsed_at=None)
    return list(rows.exclude(passed=None).select_related("village__township", "passed"))
