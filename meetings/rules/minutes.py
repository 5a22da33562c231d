"""Questions about minutes over plain values: what is still missing before they may be final, what a line may become."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from meetings.choices import LineKind, MeetingState


@dataclass(frozen=True)
class LineFacts:
    """One line as the rules see it; ``placed``: its village is known, ``under``: there is a problem it belongs to."""

    position: int
    kind: str
    text: str
    owner: str = ""
    deadline: date | None = None
    placed: bool = True
    under: bool = False

    @property
    def named(self) -> str:
        return f"第{self.position}条({LineKind(self.kind).label})"


@dataclass(frozen=True)
class MeetingFacts:
    """The meeting's mandatory fields."""

    state: str
    held_on: date
    host: str
    expected: int | None
    attended: int | None
    absent: str


def meeting_blockers(meeting: MeetingFacts) -> list[str]:
    """What the meeting itself still lacks."""
    found = []
    if meeting.state != MeetingState.HELD:
        found.append("会议还没有登记为“已召开”，请先在会议台账登记召开情况。")
    if not meeting.host.strip():
        found.append("没有填写主持人，请在会议台账补填。")
    if meeting.expected is None or meeting.attended is None:
        found.append("没有填写应到、实到人数，请在会议台账补填。")
    elif meeting.attended < meeting.expected and not meeting.absent.strip():
        found.append("实到少于应到，没有写明请假人员和原因，请在会议台账补填。")
    return found


def line_blockers(line: LineFacts, *, held_on: date) -> list[str]:
    """What one line lacks; a task without an owner is nobody's."""
    found = []
    if line.kind == LineKind.PROBLEM and not line.placed:
        found.append(f"{line.named}没有选择村(社区)，请选择问题所在的村。")
    if line.kind == LineKind.TASK and not line.owner.strip():
        found.append(f"{line.named}没有责任人，请填写由谁负责。")
    if line.kind == LineKind.TASK and line.deadline is None:
        found.append(f"{line.named}没有时限，请填写完成日期。")
    if line.deadline and line.deadline < held_on:
        found.append(f"{line.named}的时限({line.deadline})早于会议日期({held_on})，请核对。")
    return found


def final_blockers(meeting: MeetingFacts, lines: Sequence[LineFacts]) -> list[str]:
    """Everything that stands against making the minutes final."""
    found = meeting_blockers(meeting)
    if not lines:
        found.append("纪要还没有内容，请至少写一条。")
    for line in lines:
        found += line_blockers(line, held_on=meeting.held_on)
    return found


def may_become(line: LineFacts) -> str:
    """What a line becomes in the three lists: ``problem``, ``line`` or nothing."""
    if line.kind == LineKind.PROBLEM:
        return "problem"
    if line.kind in (LineKind.TASK, LineKind.MEASURE) and line.under:
        return "line"
    return ""
