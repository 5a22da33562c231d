"""Questions about problems and promises over plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from risks.choices import FINISHED, LineState


@dataclass(frozen=True)
class LineFacts:
    """One countermeasure as the rule of closing sees it."""

    position: int
    state: str
    evidence: str


def closing_blockers(lines: Iterable[LineFacts]) -> list[str]:
    """What stands against closing a problem: every line finished, every finished line with its proof."""
    listed = list(lines)
    if not listed:
        return ["还没有任务或对策，请先填写。"]
    found = []
    if unfinished := [str(line.position) for line in listed if line.state not in FINISHED]:
        found.append(f"第{'、'.join(unfinished)}条任务或对策还没有完成。")
    if bare := [str(line.position) for line in listed if line.state in FINISHED and not line.evidence.strip()]:
        found.append(f"第{'、'.join(bare)}条没有佐证，请写明文号、纪要或照片等材料名称。")
    return found


def line_faults(values: Mapping[str, Any], *, begun_on: date | None, today: date) -> dict[str, str]:
    """Sentences by field for a countermeasure; ``begun_on`` is when the problem came up."""
    found: dict[str, str] = {}
    if not (values.get("measure") or "").strip() and not (values.get("task") or "").strip():
        found["measure"] = "对策措施和任务都没有填写，请至少填写一项。"
    deadline, closed_on = values.get("deadline"), values.get("closed_on")
    if deadline and begun_on and deadline < begun_on:
        found["deadline"] = f"时限({deadline})早于问题提出日期({begun_on})，请核对。"
    if closed_on and begun_on and closed_on < begun_on:
        found["closed_on"] = f"销号日期({closed_on})早于问题提出日期({begun_on})，请核对。"
    elif closed_on and closed_on > today:
        found["closed_on"] = f"销号日期({closed_on})在今天之后，请核对。"
    return found | _faults_of_finishing(values)


def _faults_of_finishing(values: Mapping[str, Any]) -> dict[str, str]:
    state, closed_on = values.get("state"), values.get("closed_on")
    found: dict[str, str] = {}
    if state == LineState.SOLVED and not closed_on:
        found["closed_on"] = "状态为“已解决”的，请填写销号日期。"
    if state not in FINISHED and closed_on:
        found["state"] = "填了销号日期，状态却不是“已解决”或“转长期”，请核对。"
    if state in FINISHED and not (values.get("evidence") or "").strip():
        found["evidence"] = "没有佐证不能销号，请写明文号、纪要或照片等材料名称。"
    return found


def visit_faults(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Sentences by field for a visit."""
    found: dict[str, str] = {}
    visited_on, deadline = values.get("visited_on"), values.get("deadline")
    promise = (values.get("promise") or "").strip()
    if visited_on and visited_on > today:
        found["visited_on"] = f"日期({visited_on})在今天之后；请在走访之后填写。"
    if visited_on and deadline and deadline < visited_on:
        found["deadline"] = f"承诺时限({deadline})早于走访日期({visited_on})，请核对。"
    if promise and not deadline:
        found["deadline"] = "有承诺事项的，请填写承诺时限。"
    if promise and not (values.get("problem") or "").strip():
        found["problem"] = "有承诺事项的，请写明它要解决的问题；承诺将列入“三清单”的任务。"
    return found
