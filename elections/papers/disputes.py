"""Papers of a dispute filled in, for those who may read it; the one of the finding names nobody who raised it."""

from typing import Any

from django.utils import timezone

from electioncycle.documents.blocks import Document
from electioncycle.refusals import Refused
from electioncycle.wording import day_in_words
from elections.dispute_choices import DisputeState
from elections.models import Dispute
from elections.rules.forms import LATER_PAPERS, Paper
from elections.rules.forms.disputes import ACCEPTED, FOUND, RECEIVED, RECOUNT
from elections.services import disputes, paper_sites, recounts

FORMS: dict[str, Paper] = {form.code: LATER_PAPERS[form.code] for form in (RECEIVED, ACCEPTED, RECOUNT, FOUND)}


def ready(row: Dispute) -> list[Paper]:
    """Those that can be printed by now."""
    return [paper for code, paper in FORMS.items() if not _lacking(row, code)]


def _lacking(row: Dispute, code: str) -> str:
    if code == ACCEPTED.code and not row.accepted_on:
        return "还没有受理"
    if code == RECOUNT.code and not row.recounts.exists():
        return "还没有登记启封复核"
    if code == FOUND.code and row.state not in (DisputeState.FOUND, DisputeState.CLOSED):
        return "认定还没有审核"
    return ""


def document_of(row: Dispute, code: str) -> Document:
    """Raises Refused before the step that the paper tells of."""
    paper = FORMS.get(code)
    if paper is None or paper.form is None:
        raise Refused("没有这种文书，请从异议页面打印。")
    if said := _lacking(row, code):
        raise Refused(f"“{row}”{said}，不能打印{paper.title}。")
    site = paper_sites.site_of(row.election)
    known = {**site.values(), **_values(row)}
    known |= _raised(row) if code in (RECEIVED.code, ACCEPTED.code) else {}
    known |= _recounted(row) if code == RECOUNT.code else {}
    return paper.form.document(known, site.block(paper), [*site.names(), row.name])


def _values(row: Dispute) -> dict[str, Any]:
    held, running = row.round, disputes.clock_of(row)
    return {
        "number": row.label,
        "received_on": day_in_words(row.received_on),
        "round": f"第{held.number}轮{held.get_kind_display()}" if held else "不针对某轮投票",
        "held_on": day_in_words(held.polling_day) if held else None,
        "kind": row.get_kind_display(),
        "acceptor": row.get_acceptor_display() if row.acceptor else None,
        "accepted_on": day_in_words(row.accepted_on) if row.accepted_on else None,
        "due_on": day_in_words(running.due_on) if running and running.due_on else None,
        "found_number": row.found_number,
        "found_words": row.found_words,
        "finding": _finding(row),
        "consequence": row.get_consequence_display() if row.consequence else None,
    }


def _finding(row: Dispute) -> str:
    said = row.get_finding_display() if row.finding else ""
    return said.replace("某职务", row.get_found_post_display()) if row.found_post else said


def _raised(row: Dispute) -> dict[str, Any]:
    late = disputes.raised_late(row)
    return {
        "raised_by": row.name or "提出人",
        "phone": row.phone,
        "people": f"{row.people}",
        "facts": row.facts,
        "late": late or "是",
    }


def _recounted(row: Dispute) -> dict[str, Any]:
    last = recounts.readings(row)[-1]
    opened, resealed = timezone.localtime(last.row.opened_at), last.row.resealed_at
    lines = [
        [post.title, line.name, f"{line.before}", f"{line.now}", f"{(line.now or 0) - line.before:+d}"]
        for post in last.posts
        for line in post.lines
    ]
    return {
        "approval": last.row.approval,
        "approved_on": day_in_words(last.row.approved_on) if last.row.approved_on else None,
        "opened_at": f"{opened:%m月%d日%H时%M分}",
        "opened_by": last.row.opened_by,
        "counted": lines,
        "resealed_at": f"{timezone.localtime(resealed):%m月%d日%H时%M分}" if resealed else None,
        "resealed_by": last.row.resealed_by,
        "conclusion": "复核后当选人有变化，按认定办理。"
        if last.changes
        else "复核后当选人没有变化。"
        if lines
        else None,
    }
