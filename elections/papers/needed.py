"""明天要用的: which villages need which papers on a day, in how many copies."""

from collections.abc import Sequence
from datetime import date

from electioncycle.documents.figure_tables import FigureTable
from electioncycle.wording import day_in_words
from elections.definitions import PAPERS_NEEDED
from elections.services.paper_sites import Needed, copies_of


def sentence(needed: Sequence[Needed], day: date) -> str:
    told = "、".join(f"{title}{number}份" for title, number in copies_of(needed))
    total = sum(one.copies for one in needed)
    return (
        f"{day_in_words(day)}有{len(needed)}个村(社区)办理选举步骤，须备材料{total}份：{told}。"
        if needed
        else f"{day_in_words(day)}没有村(社区)按计划办理须备材料的选举步骤。"
    )


def table(needed: Sequence[Needed], day: date) -> FigureTable:
    rows = [
        [
            str(one.site.village.township),
            str(one.site.village),
            "、".join(one.steps),
            "、".join(f"{paper.title}{number}份" for paper, number in one.papers),
            one.copies,
        ]
        for one in needed
    ]
    return FigureTable(
        f"{day_in_words(day)}要用的材料",
        ("乡镇(街道)", "村(社区)", "步骤", "材料", PAPERS_NEEDED),
        rows,
        sentences=(sentence(needed, day),),
        first=(1.3, 1.3, 2.2, 4, 0.8),
    )
