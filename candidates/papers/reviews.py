"""Printed papers of the review: letter, review sheet of a person, 问题转办单."""

from candidates.models import (
    ProblemTransfer,
    ReviewAnswer,
    ReviewBatch,
    ReviewDecision,
    ReviewRequest,
    ReviewSubject,
)
from candidates.review_choices import AnswerResult, DecisionState
from candidates.rules.look_back import WORDS
from candidates.services import review_matrix
from candidates.services.review_batches import election_days
from candidates.services.review_decisions import standing_of
from electioncycle.documents.blocks import (
    INTERNAL,
    Block,
    Colophon,
    Document,
    Facts,
    Heading,
    Paragraph,
    Place,
    Signatures,
    Table,
)
from electioncycle.wording import day_in_words
from villages.services.rule_sets import rules_of

MARK = (INTERNAL,)


WHOM = {
    "reserve": "村(社区)“两委”后备人选",
    "party": "村(社区)党组织委员会委员候选人预备人选",
    "preliminary": "村(居)民委员会成员初步候选人",
    "self_nominated": "自荐参加村(居)民委员会选举的人员",
    "committee": "村(居)民选举委员会成员和村(居)务监督委员会成员人选",
    "elected": "新当选的村(社区)“两委”成员",
}
"""Round of the list 联审轮次 → whom a letter speaks of; rounds a county adds are called as it calls them."""
ACTS = {"reserve": "资格预审", "elected": "资格复审"}


def whom(batch: ReviewBatch) -> str:
    """The people of a round as a sentence names them."""
    return WHOM.get(batch.round.code) or f"村(社区)“两委”换届“{batch.round}”人员"


def act(batch: ReviewBatch) -> str:
    return ACTS.get(batch.round.code, "资格联审")


def letter(request: ReviewRequest) -> Document:
    """The letter to one department: what it is asked, about how many, until when. Names are in the annex."""
    batch = request.batch
    count = batch.subjects.count()
    approved = batch.state in ("sent", "closed")
    blocks: list[Block] = [
        Paragraph(f"{request.department}：", indent=False),
        Paragraph(
            f"根据{batch.cycle.county}村(社区)“两委”换届工作安排，现将{whom(batch)}共{count}人送你单位进行{act(batch)}。"
            f"请按所附名单，以公民身份号码逐人比对，于{day_in_words(request.deadline)}前反馈结果。有关事项函告如下："
        ),
        Heading("一、核查事项"),
        *(Paragraph(line) for line in request.questions.splitlines() if line.strip()),
        Heading("二、反馈方式"),
        Paragraph(
            "在所附工作簿中逐人填写“未发现、发现问题、材料不足、同名待核”之一；发现问题的，填写对应条目、事实及文号、"
            "发生日期和影响期止(刑罚类填刑满或缓刑期满之日)。打印盖章后连同电子版一并退回。逾期未反馈的，不视为同意。"
        ),
        Heading("三、保密要求"),
        Paragraph("名单含公民个人信息，仅限本次联审使用，不得转给其他单位和个人，用毕销毁。"),
        Paragraph(f"附件：资格联审名单({count}人，电子工作簿另送)"),
        Paragraph("(联系人：　　　　　　联系电话：　　　　　　)"),
        Colophon(batch.sender, day_in_words(batch.letter_on) or "　　年　　月　　日"),
    ]
    return Document(
        title=f"关于对{batch.cycle.county}{whom(batch)}\n进行{act(batch)}的函",
        marks=MARK if approved else (*MARK, "未批准，不得发出"),
        cover_lines=(batch.letter_number or "〔　　　　〕　　号",),
        blocks=blocks,
        footer_note="" if approved else "本函尚未批准",
        names=[str(request.department), batch.cycle.county.name],
    )


def sheet(subject: ReviewSubject, *, with_departments: bool) -> Document:
    """The review sheet of one person: results and codes only, with places for signatures and seals.

    ``with_departments`` lists what each department answered; a township's copy has the conclusion alone.
    """
    batch, person = subject.batch, subject.person
    departments = review_matrix.departments_of(batch, 0) if with_departments else []
    ((_, marks),) = review_matrix.marks_of([subject], departments)
    said = {"○": "未发现", "×": "发现问题", "缺": "材料不足", "待核": "同名待核"}
    decision = subject.decisions.filter(state=DecisionState.CONFIRMED).select_related("item").first()
    facts = [
        ("姓名", person.name),
        ("性别", person.get_sex_display()),
        ("身份证号", person._meta.get_field("id_number").mask(person.id_number)),
        ("政治面貌", person.get_politics_display() or "—"),
        ("村(社区)", f"{subject.village.township}{subject.village}"),
        ("现任职务", subject.current_post or "—"),
        ("拟参选", f"{subject.get_body_display()}{subject.post}"),
        ("户籍地", subject.domicile or "—"),
        ("批次、轮次", f"{batch} {batch.round}"),
        ("联审函号", batch.letter_number or "—"),
        ("乡镇初审", subject.get_township_result_display()),
        ("初审人", subject.township_reviewer or "—"),
        ("初审依据", subject.township_basis or "—"),
        ("书记签字日期", day_in_words(subject.township_signed_on) or "—"),
    ]
    rows = [
        [one.name, said.get(mark.text, "(尚未答复)"), mark.code or "—"]
        for one, mark in zip(departments, marks, strict=True)
    ]
    last = [
        ("综合结论", subject.get_result_display() or "(尚无结论)"),
        ("依据条目", f"{subject.code}（{batch.negative_list}）" if subject.code else "—"),
        ("会议日期", day_in_words(decision.meeting_on) if decision else "—"),
        ("告知日期", day_in_words(decision.told_on) if decision and decision.told_on else "—"),
    ]
    return Document(
        title="村(社区)“两委”换届人选资格联审表",
        marks=MARK,
        blocks=[
            Facts(facts),
            *_departments(rows, shown=with_departments),
            Heading("综合结论"),
            Facts(last),
            Signatures(
                (
                    Place(
                        f"{subject.village.township.party_committee}意见",
                        hints=("书记签字：",),
                        seal=True,
                        opinion=subject.get_township_result_display(),
                    ),
                    Place("县委组织部意见", hints=("负责人签字：",), seal=True),
                    Place("县换届工作领导小组意见", hints=("签字：",), seal=True),
                ),
                beside=True,
            ),
        ],
        names=[person.name, subject.village.name, subject.village.township.name],
    )


def _departments(rows: list[list[str]], *, shown: bool) -> list[Block]:
    if not shown:
        return []
    half = (len(rows) + 1) // 2
    # Two departments beside one another, so that a sheet is one page.
    right = [*rows[half:], *([["", "", ""]] * (2 * half - len(rows)))]
    lines = [[*one, *other] for one, other in zip(rows[:half], right, strict=True)]
    headers = ("部门", "结果", "条目代码") * 2
    return [Heading("县级部门联审"), Table(headers, lines, widths=(22, 16, 12) * 2, small=True)]


def transfer(row: ProblemTransfer) -> Document:
    """The 问题转办单: the facts the secretary has to talk about, for him alone."""
    decision: ReviewDecision = row.decision
    subject = decision.subject
    days = election_days(subject.batch, [subject.village_id])
    answers = ReviewAnswer.objects.filter(subject=subject, result=AnswerResult.FOUND)
    lines = []
    for answer in answers.select_related("item", "request__department"):
        counted = standing_of(answer, days.get(subject.village_id, decision.counted_to))
        dates = f"{answer.happened_on or '—'} / {answer.until_on or '—'}"
        item = f"{answer.item.code} {answer.item.text}" if answer.item else "—"
        said = f"{answer.facts}（{answer.document_number}）" if answer.document_number else answer.facts
        lines.append([str(answer.request.department), item, said, dates, WORDS.get(counted, "")])
    channel = rules_of(row.cycle).text("review_objection_channel") or "县委组织部"
    until = f"{day_in_words(decision.object_until)}前" if decision.object_until else "规定期限内"
    head = [
        ("转办对象", f"{subject.village.township}党委书记 {row.secretary}"),
        ("人选", f"{subject}({subject.village}，拟参选{subject.get_body_display()}{subject.post})"),
        ("转办日期", day_in_words(row.issued_on)),
        ("约谈期限", day_in_words(row.talk_by) or "—"),
        ("联审结论", f"{decision.get_result_display()}　{decision.item or ''}"),
        ("会议日期", day_in_words(decision.meeting_on)),
    ]
    return Document(
        title="问题转办单",
        marks=("内部资料 仅限本人阅处",),
        cover_lines=(row.number,),
        blocks=[
            Facts(head, wide=frozenset({"转办对象", "人选"})),
            Heading("一、部门反馈的问题"),
            Table(
                ("部门", "对应条目", "事实及文号", "发生/影响期止", "年限"),
                lines,
                widths=(14, 26, 32, 16, 12),
                align=("center", "left", "left", "center", "center"),
                small=True,
            ),
            Heading("二、办理要求"),
            Paragraph(
                "请当面约谈本人，只就上列事实说明情况，听取本人意见。是否退出由本人自愿决定，不得要求或变相强迫。"
            ),
            Paragraph(f"本人有异议的，可于{until}向{channel}提出申诉；约谈时须当面告知。"),
            Paragraph("本单不得复印、拍照、转发，办结后退回县委组织部。"),
            Signatures((Place("签收", hints=("签字：",)), Place("退回登记", hints=("经办人签字：",))), beside=True),
        ],
        names=[subject.person.name, subject.village.name, subject.village.township.name, row.secretary],
    )
