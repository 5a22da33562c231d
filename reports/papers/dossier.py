"""A village's dossier (换届档案) in one volume: the A4, the report of its analysis, the days of its elections."""

from electioncycle.actors import Actor
from electioncycle.documents.blocks import INTERNAL, Document, Paragraph, Table
from electioncycle.documents.volumes import Chapter, Volume
from electioncycle.wording import day_in_words
from elections.models import Election
from elections.services import calendars
from reports import one_page
from reports.analysis_report import reports_of
from reports.choices import Variant
from reports.papers import one_page as one_page_paper
from villages.models import Cycle, Village


def volume(village: Village, user: Actor, cycle: Cycle) -> Volume:
    report = reports_of([village], cycle, Variant.INTERNAL)[village.pk]
    chapters = [
        Chapter("换届情况", one_page_paper.document(one_page.of_village(village, user, cycle), defined=True)),
        Chapter("班子分析研判报告", report.document),
        Chapter("选举日程", _days(village, user, cycle)),
    ]
    cover = Document(
        title=f"{village.township}{village}\n换届档案",
        marks=(INTERNAL,),
        cover_lines=(str(cycle),),
        blocks=(),
        is_cover=True,
    )
    return Volume(chapters, cover=cover)


def _days(village: Village, user: Actor, cycle: Cycle) -> Document:
    """What was done when, and what is planned, election by election."""
    every = Election.objects.visible_to(user).filter(village=village, term__elected_in=cycle)
    found = calendars.calendars(calendars.in_order(calendars.joined(every)))
    blocks = [
        Table(
            ("步骤", "计划", "实际", "最迟", "依据"),
            [
                [
                    line.due.step.title,
                    "" if line.due.done else day_in_words(line.due.planned),
                    day_in_words(line.due.planned) if line.due.done else "",
                    day_in_words(line.due.latest) if line.due.law else "",
                    line.due.basis,
                ]
                for line in own.lines
            ],
            caption=f"{own.election.body_name}{own.election.get_procedure_display()}",
            widths=(24, 17, 17, 17, 25),
            align=("left", "center", "center", "center", "left"),
        )
        for own in found
    ]
    return Document(
        title=f"{village.township}{village}选举日程",
        blocks=blocks or [Paragraph("还没有定选举日。")],
        names=[village.name],
    )
