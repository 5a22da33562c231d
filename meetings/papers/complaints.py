"""Papers for whoever complained: the receipt, the answer; and the notice of the result, which names nobody."""

from django.utils import timezone

from electioncycle.documents.blocks import Block, Document, Facts, Paragraph
from electioncycle.refusals import Refused
from electioncycle.wording import day_in_words
from meetings.models import Complaint
from meetings.oversight_choices import ComplaintState
from meetings.rules import complaints as rules
from villages.services.rule_sets import rules_of

PAPERS = {"receipt": "受理回执", "answer": "答复意见书", "notice": "办理结果公告"}


def document_of(row: Complaint, paper: str) -> Document:
    """Raises Refused before the step the paper tells of."""
    if paper not in PAPERS:
        raise Refused("没有这种文书，请从线索页面打印。")
    answered = row.state in (ComplaintState.ANSWERED, ComplaintState.PUBLISHED)
    if paper == "receipt" and row.state == ComplaintState.RECEIVED:
        raise Refused(f"“{row}”还没有受理或转办，不能打印回执。")
    if paper != "receipt" and not answered:
        raise Refused(f"“{row}”还没有审核办结，不能打印{PAPERS[paper]}。")
    blocks = {"receipt": _receipt, "answer": _answer, "notice": _notice}[paper](row)
    blocks += [Paragraph(row.office, align="right"), Paragraph(day_in_words(timezone.localdate()), align="right")]
    place = f"{row.village.township}{row.village}"
    return Document(title=f"信访举报{PAPERS[paper]}", blocks=blocks, names=(place, row.name), page_numbers=False)


def _greeting(row: Complaint) -> str:
    return f"{row.name or '反映人'}："


def _receipt(row: Complaint) -> list[Block]:
    said = {
        ComplaintState.REFUSED: "经审查，该事项不属于本机关受理范围，不予受理，理由已向您说明。",
        ComplaintState.TRANSFERRED: "经审查，该事项已转交有权处理的机关办理。",
    }.get(row.state, "经审查，该事项已予受理，我们将依照规定核查处理，并将结果答复您。")
    running = rules.clock(
        ComplaintState.ACCEPTED,
        received_on=row.received_on,
        accepted_on=row.accepted_on,
        extended=row.extended,
        answered_on=None,
        rules=rules_of(row.cycle),
    )
    until = f"{day_in_words(running.due_on)}前" if running and running.due_on and row.accepted_on else "—"
    facts = [
        ("线索编号", row.label),
        ("收到日期", day_in_words(row.received_on)),
        ("来源渠道", row.get_channel_display()),
    ]
    facts += [
        ("事项类别", str(row.kind)),
        ("受理日期", day_in_words(row.accepted_on) if row.accepted_on else "—"),
        ("答复期限", until),
    ]
    return [
        Paragraph(_greeting(row), indent=False),
        Paragraph(f"您关于{row.village.township}{row.village}换届选举有关事项的反映已收到。{said}"),
        Facts(facts, per_row=2, whole=True),
        Paragraph("我们将对您的身份和反映内容严格保密。查询办理情况时，请提供上列线索编号。"),
    ]


def _answer(row: Complaint) -> list[Block]:
    return [
        Paragraph(_greeting(row), indent=False),
        Paragraph(f"您反映的关于{row.village.township}{row.village}的事项(线索编号{row.label})，经核查，现答复如下："),
        Paragraph(f"核查结论：{row.get_verdict_display()}。"),
        Paragraph(row.result),
        Paragraph("对本答复有异议的，可依照有关规定向上一级机关提出。"),
    ]


def _notice(row: Complaint) -> list[Block]:
    """What hangs on the board: verdict and result, and nobody's name."""
    if fault := rules.publication_faults(row.result, names=[row.name, row.phone, row.address]):
        raise Refused(fault)
    return [
        Paragraph(
            f"近期收到关于{row.village.township}{row.village}换届选举的反映(类别：{row.kind})，现将办理结果公布如下："
        ),
        Paragraph(f"核查结论：{row.get_verdict_display()}。"),
        Paragraph(row.result),
    ]
