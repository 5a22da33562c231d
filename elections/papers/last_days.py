"""The legal last days as workbook, PDF or DOCX."""

from electioncycle.documents.figure_tables import FigureTable
from elections.services.last_days import LastDay, sentence


def table(found: list[LastDay], place: str) -> FigureTable:
    rows = [
        [
            str(one.village.township),
            str(one.village),
            one.election.body_name,
            one.due.step.title,
            f"{one.last:%Y-%m-%d}",
            one.verdict,
            f"{one.election.polling_day:%Y-%m-%d}",
            one.due.basis,
        ]
        for one in found
    ]
    return FigureTable(
        "法定最迟日一览",
        ("乡镇(街道)", "村(社区)", "选举事项", "步骤", "最迟日", "今天办理", "选举日", "依据"),
        rows,
        sentences=(sentence(found, place),),
        first=(1.0, 1.0, 1.5, 1.6, 1.1, 1.7, 1.1, 2.8),
    )
