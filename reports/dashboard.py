"""What the first page shows: the cycle's figures by township, ready sentences, what is to be done."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from electioncycle import figures
from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.desk.unnamed import kept_for_all
from electioncycle.jobs import rows as job_rows
from electioncycle.jobs import services as jobs
from electioncycle.ledgers.ledger import Due
from electioncycle.records import figure_days
from electioncycle.records.figure_days import Night
from electioncycle.rounding import share
from electioncycle.security import marks
from electioncycle.web.addresses import address
from readiness import definitions as counted_of_analyses
from reports.board_lines import BoardLine, Group, asked_ledgers, board_lines, groups, kept_figures_of
from reports.township_lines import Numbers
from villages.models import Area, Cycle
from villages.services.territory import participants, townships_of
from villages.village_ledgers import LedgerOfVillages

PROGRESS = "progress"
"""The part of the page beside the small tables, each of which is drawn and kept for itself: what an act has changed
is drawn anew."""


class Dashboard:
    """Everything on the page; what is drawn once is kept until something it was read from changes."""

    def __init__(self, user: Actor, cycle: Cycle) -> None:
        self.user, self.cycle = user, cycle

    @cached_property
    def _all_lines(self) -> list[BoardLine]:
        return board_lines(self.user, self.cycle)

    @property
    def lines(self) -> list[BoardLine]:
        return self._all_lines[:-1]

    @property
    def total(self) -> BoardLine:
        return self._all_lines[-1]

    @property
    def cells(self) -> list[list[Any]]:
        return [line.cells for line in self.lines]

    @cached_property
    def townships(self) -> list[Area]:
        """Those with a village that takes part, in official order: a line each in every table."""
        user, cycle = self.user, self.cycle
        asked = ("board townships", tuple(user.scope_paths), cycle.pk, cycle.version)
        return marks.remembered(asked, lambda: townships_of(participants(user, cycle)), places=user.scope_paths)

    @cached_property
    def links(self) -> list[SafeString]:
        """Each township, leading to its villages."""
        start = f"{address('village_list')}?township="
        return [format_html('<a href="{}{}">{}</a>', start, one.pk, one) for one in self.townships]

    @cached_property
    def _asked(self) -> dict[str, LedgerOfVillages]:
        return asked_ledgers(self.user)

    @cached_property
    def titles(self) -> list[str]:
        """Of the small tables."""
        return list(dict.fromkeys(one.group for one in self._asked.values()))

    def group(self, title: str) -> Group | None:
        """What the ledgers under this heading count; None where none of them counts anything."""
        user, cycle = self.user, self.cycle
        asked = {name: one for name, one in self._asked.items() if one.group == title}
        said = kept_for_all(
            f"figures {title}",
            dict.fromkeys(asked, tuple(user.scope_paths)),
            lambda actor, name: kept_figures_of(asked[name], actor, cycle),
            user=user,
            cycle=cycle,
        )
        return next(iter(groups(said, asked, user, self.townships)), None)

    @cached_property
    def night(self) -> Night | None:
        """The last night before today that was kept of the one place the reader answers for."""
        paths, cycle = self.user.scope_paths, self.cycle
        if len(paths) != 1:
            return None
        asked = ("night", cycle.pk)
        return marks.remembered(
            asked, lambda: figure_days.last_night(cycle, paths[0], timezone.localdate()), places=paths
        )

    def moved(self, counted: Mapping[str, int]) -> dict[str, int]:
        """How much each of these figures, by its code, has moved since that night.

        What a township counts of people of two townships is not what the county lists for it, so there it is left out.
        """
        if self.night is None:
            return {}
        then, is_county = self.night.counts, self.user.scope_paths[0] == self.cycle.county.path
        return {
            code: number - then[code]
            for code, number in counted.items()
            if code in then and (is_county or not figures.of(code).shared)
        }

    @cached_property
    def due(self) -> list[Due]:
        return inbox.due_of(self.user, self.cycle)

    @property
    def to_decide(self) -> list[Due]:
        """What others have handed in and wait for."""
        return [due for due in self.due if due.to_decide]

    @property
    def to_do(self) -> list[Due]:
        return [due for due in self.due if not due.to_decide]

    @cached_property
    def jobs(self) -> list[job_rows.Job]:
        return list(jobs.visible_to(self.user)[:6])

    @property
    def sentences(self) -> list[str]:
        return sentences(self.total.numbers, self.user.place)

    def _drawn(self, part: str) -> list[str]:
        """One part as it stands on the page, the same for all who do the same work; it is drawn by a dashboard of its
        own: of what was read for this one before nobody would know that it was read."""
        drawn = kept_for_all(
            f"board {part}",
            {part: tuple(self.user.scope_paths)},
            lambda actor, name: type(self)(actor, self.cycle).draw(name),
            user=self.user,
            cycle=self.cycle,
        )
        return list(drawn[part])

    def draw(self, part: str) -> list[str]:
        """The figures with the sentences, which say the same numbers, or one of the small tables."""
        if part == PROGRESS:
            changes = self.moved(self.total.numbers.counted)
            figures = render_to_string("reports/board_progress.html", {"board": self, "changes": changes})
            return [figures, render_to_string("reports/board_sentences.html", {"board": self})]
        group = self.group(part) if self.townships else None
        if group is None:
            return [""]
        context = {"board": self, "group": group, "changes": self.moved(group.counted)}
        return [render_to_string("reports/board_group.html", context)]

    @cached_property
    def drawn(self) -> dict[str, SafeString]:
        """The figures and tables above, and the sentences below, as they stand on the page."""
        progress, said = self._drawn(PROGRESS)
        tables = (html for title in self.titles for html in self._drawn(title))
        found = {"figures": "".join((progress, *tables)), "sentences": said}
        return {name: mark_safe(html) for name, html in found.items()}  # noqa: S308 - templates escaped it


def sentences(total: Numbers, place: str) -> list[str]:
    """Ready to be copied into a report; each states the base of its percentages."""
    n, m = total.villages, total.members
    if not n:
        return []
    found = []
    lists = {
        counted_of_analyses.CONFIRMED: total.confirmed,
        counted_of_analyses.INTENDED: total.intended,
        counted_of_analyses.NO_CANDIDATE: total.none,
    }
    found.append(
        f"{place}{n}个村(社区)中，已提交班子研判{total.reported}个，占{share(total.reported, n)}%；"
        f"“一肩挑”{'、'.join(figure.said(number) for figure, number in lists.items())}，"
        f"{counted_of_analyses.NOT_ANALYSED.said(total.not_analysed)}，"
        f"确定和有意向的共{total.likely}个，占{total.likely_share}%(以{n}个村(社区)为基数)。"
    )
    if m:
        found.append(
            f"{place}现任村(社区)“两委”成员{m}人，平均年龄{total.mean_age or '—'}岁{_change(total)}；"
            f"大专及以上学历{total.college_up}人、占{share(total.college_up, m)}%，"
            f"35岁及以下{total.under_36}人、占{share(total.under_36, m)}%，"
            f"妇女{total.women}人、占{share(total.women, m)}%(以“两委”成员{m}人为基数)。"
        )
    if total.posts_wanted:
        found.append(
            f"{place}{n}个村(社区)应配包联岗位{total.posts_wanted}个，已落实{total.posts_held}个，"
            f"占{share(total.posts_held, total.posts_wanted)}%(以应配岗位{total.posts_wanted}个为基数)。"
        )
    return found


def _change(total: Numbers) -> str:
    if total.mean_age is None or total.last_mean_age is None:
        return ""
    difference = total.mean_age - total.last_mean_age
    if not difference:
        return "，与上届换届时持平"
    return f"，较上届换届时{'上升' if difference > 0 else '下降'}{abs(difference)}岁"
