"""Forms for the pen, before anything is entered: of the analysis of a village's team, and of its check at the gate.

Both end with the same places to sign as the paper printed from what was entered.
"""

from collections.abc import Iterable
from typing import Any

from electioncycle.documents.blocks import INTERNAL, Document, Facts, Heading, Paragraph, Place, Signatures, Table
from readiness.choices import Grade, OneShoulder, Proposal
from readiness.dossiers import Dossier
from readiness.evaluations import Evaluation, conditions_of
from readiness.models import ReadinessCheck, TeamAnalysis
from readiness.models.checks import published_set
from readiness.papers.gate import sheet
from readiness.report import PROBLEM_HEADERS, posts_in_words
from villages.choices import ListKind, PartyPost
from villages.models import Cycle, KindItem, Village

LINES = 5
"""Empty lines for problems and their countermeasures."""
VISIT = ("analysed_from", "analysed_to", "leader", "team")
COUNTS = (
    "talks_committee",
    "talks_party",
    "talks_representatives",
    "talks_villagers",
    "ballots_issued",
    "ballots_returned",
)


def signatures(village: Village) -> Signatures:
    """Of the analysis: printed blank, or as the last page of its report."""
    return Signatures(
        (
            Place("研判组", hints=("组长签字：", "成员签字：")),
            Place("联村领导", hints=("签字：",)),
            Place(f"{village.township.party_committee}意见", hints=("书记签字：",), seal=True),
            Place("县换届办(组织部)审核意见", hints=("负责人签字：",), seal=True),
        )
    )


def analysis_form(dossier: Dossier) -> Document:
    """What the analysis team takes along: the items and the members are printed, all it finds is written by hand."""
    village = dossier.village
    items = [[item.name, _boxes(Grade.labels), ""] for item in dossier.items]
    members = [
        [
            f"{member.person.name}\n{posts_in_words(member)}",
            "",
            "",
            _boxes(Proposal.labels) if member.party_post != PartyPost.NONE else "—",
        ]
        for member in dossier.team
    ]
    blocks: list[Any] = [
        Heading("一、研判开展情况"),
        Facts([(_label(name), "") for name in VISIT], per_row=2, wide=frozenset([_label("team")]), by_hand=True),
        Facts([(_label(name), "") for name in COUNTS], per_row=3, label_percent=20, by_hand=True),
        Heading("二、班子运行情况"),
        _table(("研判项目", "等次", "具体表现或原因"), items, (18, 30, 52)),
        Facts(
            [(_label("grade"), _boxes(Grade.labels)), (_label("words"), "\n\n\n")], per_row=1, by_hand=True, whole=True
        ),
        Heading("三、成员逐人研判"),
        _table(("姓名职务", "主要表现", "主要不足", "党组织职务意见"), members or [[""] * 4] * LINES, (19, 34, 22, 25)),
        Paragraph("党组织职务意见仅对党组织成员提出，村(居)民委员会成员只作履职评价。", small=True),
        Heading("四、“一肩挑”研判(内部掌握)"),
        Facts(
            [
                (_label("one_shoulder"), _boxes(OneShoulder.labels)),
                (_label("gap"), ""),
                (_label("measure_kind"), _kinds(dossier, ListKind.MEASURE)),
                (_label("measures"), "\n"),
                (_label("responsible"), ""),
                (_label("deadline"), ""),
            ],
            per_row=1,
            by_hand=True,
            whole=True,
        ),
        Heading("五、换届难易、拟定批次、问题与对策"),
        Facts(
            [
                (_label("difficulty"), _kinds(dossier, ListKind.DIFFICULTY)),
                (_label("batch"), _kinds(dossier, ListKind.BATCH)),
            ],
            per_row=1,
            by_hand=True,
            whole=True,
        ),
        _table(
            PROBLEM_HEADERS,
            [[str(number), *[""] * (len(PROBLEM_HEADERS) - 1)] for number in range(1, LINES + 1)],
            (8, 26, 10, 26, 10, 10, 10),
        ),
        signatures(village),
    ]
    return Document(
        title=f"{village.township}{village}\n“两委”班子分析研判表",
        blocks=blocks,
        marks=(INTERNAL,),
        cover_lines=(f"届次：{dossier.cycle}",),
        compact=True,
        names=[village.name, village.township.name, *(member.person.name for member in dossier.team)],
    )


def gate_form(village: Village, cycle: Cycle) -> Document:
    """The sheet of the first round, of the conditions a check would begin with today, with nothing in it.

    Raises Refused before the county has published conditions.
    """
    found = Evaluation(village, cycle, conditions=conditions_of(cycle))
    check = ReadinessCheck(cycle=cycle, village=village, condition_set=published_set(cycle), round=1)
    return sheet(found, check)


def _label(name: str) -> str:
    return str(TeamAnalysis._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _boxes(labels: Iterable[str]) -> str:
    return " ".join(f"□{label}" for label in labels)


def _kinds(dossier: Dossier, kind: str) -> str:
    return _boxes(KindItem.objects.filter(cycle=dossier.cycle, kind=kind).values_list("name", flat=True))


def _table(headers: tuple[str, ...], rows: list[list[str]], widths: tuple[int, ...]) -> Table:
    return Table(headers, rows, widths=widths, by_hand=True)
