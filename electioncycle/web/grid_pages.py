"""The page of a grid (``electioncycle.web.grids``): shown, typed into, saved in one request; scripts only help."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from electioncycle.refusals import NotYours, Refused
from electioncycle.web import grids
from electioncycle.web.grids import Column, Grid, Line, Outcome, Place, Typed
from electioncycle.web.pages import Page, refused

LISTED = 5
"""Faults that the sentence above the grid names; each stands at its cell besides."""


class GridPage(Page):
    """A page says which grid, how it is saved, who may type, and what a fill button puts into an empty cell."""

    template = "grid/page.html"
    scope = "territory"

    def grid(self, **kwargs: Any) -> Grid:
        raise NotImplementedError

    def save(self, grid: Grid, typed: Sequence[Typed]) -> Outcome:
        """Save through the service, good lines whole; Refused where nothing can be saved at all."""
        raise NotImplementedError

    def may_edit(self, grid: Grid) -> bool:
        raise NotImplementedError

    def filled(self, grid: Grid, place: Place) -> str:
        return ""

    def more(self, grid: Grid) -> dict[str, Any]:
        return {}

    def about_cell(self, grid: Grid, place: Place) -> dict[str, Any]:
        """What else stands beside the cell."""
        return {}

    def tone(self, text: str) -> str:
        return ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.grid(**kwargs))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        grid = self.grid(**kwargs)
        places = {place: self.filled(grid, place) for place in grids.chosen(grid, request.POST.get("fill", ""))}
        typed = grids.filled(grids.read(grid, request.POST), places)
        try:
            outcome = self.save(grid, typed)
        except NotYours:
            raise
        except Refused as error:
            message, mine = str(error), {one.key: one for one in typed if one.mine}
            return refused(self.page(grid, Outcome(), mine, error.status, message=message))
        return self.answer(grid, typed, outcome, **kwargs)

    def answer(self, grid: Grid, typed: Sequence[Typed], outcome: Outcome, **kwargs: Any) -> HttpResponse:
        """Back to the grid when all is saved; else what was not saved stands in it as typed, beside what is now."""
        for sentence in outcome.notices:
            messages.warning(self.request, sentence)
        if not outcome.is_whole:
            kept = {one.key: one for one in typed if one.mine and (outcome.undone or one.key in outcome.kept)}
            fresh = self.grid(**kwargs)
            status = 409 if outcome.overtaken else 422
            answer = self.page(fresh, outcome, kept, status, message=_told(fresh, outcome))
            return answer if outcome.undone else refused(answer)
        if outcome.saved:
            messages.success(self.request, outcome.said)
        else:
            messages.info(self.request, "没有改动，未保存。")
        draft = self.request.POST.get("draft", "")[:40]
        return redirect(self.address(**({"done": draft} if draft else {})))

    def address(self, **more: str) -> str:
        """This grid's own address; with ``done`` the browser throws away the draft that was sent."""
        asked = self.request.GET.copy()
        asked.pop("done", None)
        asked.update(more)
        query = asked.urlencode()
        return f"{self.request.path}?{query}" if query else self.request.path

    def page(
        self,
        grid: Grid,
        outcome: Outcome | None = None,
        kept: Mapping[str, Typed] | None = None,
        status: int = 200,
        message: str = "",
    ) -> HttpResponse:
        outcome, kept = outcome or Outcome(), kept or {}

        def cell(line: Line, column: Column) -> dict[str, Any]:
            place, now = (line.key, column.key), line.cells.get(column.key, "")
            mine = kept[line.key].mine if line.key in kept else {}
            text = mine.get(column.key, now)
            clash = outcome.clashes.get(place, "")
            note = self.stands_now(now) if clash else outcome.reasons.get(place, "")
            return {
                "name": f"c-{line.key}-{column.key}",
                "text": text,
                "lines": column.kind == "lines" or "\n" in text,
                "column": column,
                "tone": "clash" if note else self.tone(text),
                "note": note,
                "label": f"l-{line.key} h-{column.key}",
                **self.about_cell(grid, place),
            }

        may_edit, sent = self.may_edit(grid), self.request.POST
        context = {
            "grid": grid,
            "lines": [(line, [cell(line, column) for column in grid.columns]) for line in grid.lines],
            "line_notes": outcome.lines,
            "seen": grids.seen_text(grid),
            "undoes": "\n".join(outcome.undone),
            "undone": outcome.undone,
            "lost": outcome.lost,
            "may_edit": may_edit,
            "today": timezone.localdate(),
            "who": sent.get("who", str(self.user))[:40],
            "on": sent.get("on", "")[:10],
            "draft": f"{self.user.pk} {self.address()}",
            "done": sent.get("draft", self.request.GET.get("done", ""))[:40],
            "message": message,
            **self.more(grid),
        }
        return render(self.request, self.template, context, status=status)

    def stands_now(self, text: str) -> str:
        """What stands in a cell that somebody else changed too."""
        return f"现为{text or '空白'}"


def _told(grid: Grid, outcome: Outcome) -> str:
    """What was saved and what not, with the first reasons."""
    if outcome.undone:
        return f"还没有保存：保存后{''.join(outcome.undone)} 确认的，请再按一次“保存”。"
    titles = {line.key: line.title for line in grid.lines}
    columns = {column.key: column.title for column in grid.columns}
    each = (outcome.reasons | outcome.clashes).items()
    named = [f"{titles.get(line, '')}“{columns.get(name, '')}”：{reason}" for (line, name), reason in each]
    named += [f"{titles.get(line, '')}：{reason}" for line, reason in outcome.lines.items()]
    if outcome.lost:
        named.append(f"有{len(outcome.lost)}行已不在本表(已被撤回或不在您的管辖范围内)，您填的内容列在表的上方。")
    saved = f"已保存{outcome.saved}行；" if outcome.saved else ""
    more = f" 其余{len(named) - LISTED}处见表中标黄的格。" if len(named) > LISTED else ""
    count = len(outcome.kept) + len(outcome.lost)
    return f"{saved}有{count}行没有保存，您填的内容都保留在表中：{' '.join(named[:LISTED])}{more}"
