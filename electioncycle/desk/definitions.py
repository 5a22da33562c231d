"""The page of definitions (指标口径): what each figure counts, for those who may see it, to read, print and export."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from electioncycle import figures
from electioncycle.desk import navigation
from electioncycle.desk.navigation import Entry
from electioncycle.documents.blocks import INTERNAL, Block, Document, Heading, Table
from electioncycle.documents.figure_tables import FORMS
from electioncycle.figures import Figure
from electioncycle.ledgers.declarations import GROUPS
from electioncycle.roles import FIELD
from electioncycle.security import audit
from electioncycle.sheets import write_rows
from electioncycle.web.downloads import PAPERS, download, printed
from electioncycle.web.pages import Page
from electioncycle.wording import moment_in_words

TITLE = "指标口径"
HEADERS = ("指标", "口径", "单位", "基数(怎样计人)", "来源")
WIDTHS = (18, 40, 7, 20, 15)

navigation.add(Entry(TITLE, "figure_definitions", "ruler-measure", "报告与统计", roles=FIELD, position=30))


def cells(figure: Figure) -> list[str]:
    each = f"(按{figure.each}分列)" if figure.each else ""
    return [figure.name, f"{figure.definition}{each}", figure.unit, figure.base, figure.source]


def by_group(shown: Sequence[Figure]) -> list[tuple[str, list[Figure]]]:
    """In the order of the menu."""
    return [(group, own) for group in GROUPS if (own := [one for one in shown if one.group == group])]


def document(shown: Sequence[Figure]) -> Document:
    blocks: list[Block] = []
    for group, own in by_group(shown):
        rows = [cells(figure) for figure in own]
        blocks += [Heading(group, 2), Table(HEADERS, rows, widths=WIDTHS, align=("left",) * 2, small=True)]
    printed_at = f"打印于{moment_in_words(timezone.localtime())}"
    return Document(title=TITLE, marks=(INTERNAL,), cover_lines=(printed_at,), blocks=blocks, landscape=True)


class Definitions(Page):
    """``group`` narrows to one part of the menu, ``q`` to words of name, definition or source.

    ``of`` narrows to figures by their codes, as the foot of a page asks for those that it shows.
    """

    roles = FIELD
    scope = "own"

    @property
    def readable(self) -> list[Figure]:
        return figures.readable(self.user.roles)

    @property
    def of(self) -> frozenset[str]:
        return frozenset(filter(None, self.request.GET.get("of", "").split(",")))

    @property
    def shown(self) -> list[Figure]:
        group, words = self.request.GET.get("group", ""), self.request.GET.get("q", "").split()
        of = self.of
        return [
            figure
            for figure in self.readable
            if (not of or figure.code in of)
            and group in ("", figure.group)
            and all(word in "".join(cells(figure)) for word in words)
        ]


class DefinitionsPage(Definitions):
    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "groups": [group for group, _ in by_group(self.readable)],
            "listed": by_group(self.shown),
            "number": len(self.shown),
            "of": self.request.GET.get("of", "") if self.of else "",
        }
        return render(request, "figures/definitions.html", context)


class DefinitionsFile(Definitions):
    """What the page shows, as workbook, PDF or DOCX."""

    heavy = "print"
    takes = {"form": FORMS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        if form not in FORMS:
            raise Http404
        shown = self.shown
        event = audit.Event.PRINTED if form in PAPERS else audit.Event.EXPORTED
        audit.record(event, by=self.user, ledger="figure_definitions", rows=len(shown))
        if form in PAPERS:
            return printed(document(shown), TITLE, form)
        rows = [[figure.group, *cells(figure)] for _, own in by_group(shown) for figure in own]
        return download(write_rows(("分组", *HEADERS), rows, title=TITLE), f"{TITLE}.xlsx")
