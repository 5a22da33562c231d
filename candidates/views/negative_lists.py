"""Pages of the negative list: editions of a cycle, the grid of a draft, publication by two persons, comparison."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from candidates.models import NegativeItem, NegativeList
from candidates.review_choices import Body, RunsFrom, Severity
from candidates.services import negative_lists, review_batches
from electioncycle.records.editions import EditionState
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES, OFFICIALS
from electioncycle.web import edition_pages
from electioncycle.web.pages import ticked


class NegativePage(edition_pages.EditionPage):
    roles = OFFICIALS
    scope = "territory"
    takes = {"pk": "candidates.negativelist", "other": "candidates.negativelist"}
    editions = negative_lists.EDITIONS
    keepers = COUNTY_ROLES
    lists = "negative_lists"
    shows = "negative_list"
    shown_in = "candidates/negative_items.html"
    explained = "由一人提交、另一人发布；已发函的批次保留原来的一版"

    def rows(self) -> Any:
        rows: Any = NegativeList.objects.visible_to(self.user)
        return rows.filter(cycle=self.cycle)

    def about(self, row: NegativeList) -> str:
        return f"来源：{row.source}"


class ListsPage(NegativePage, edition_pages.EditionListPage):
    """Editions of this cycle; where none is being drafted, a shipped list or the county's pasted text begins one."""

    begins_with = "candidates/begin_negative_list.html"

    def more(self, rows: list[NegativeList]) -> dict[str, Any]:
        drafting = any(row.state == EditionState.DRAFT for row in rows)
        return {"shipped": negative_lists.shipped().values(), "may_begin": self.may_keep() and not drafting}

    def post(self, request: HttpRequest) -> HttpResponse:
        self.require_keeper("负面清单由县级管理员和县换届办维护，需要调整的请联系县换届办。")
        data = request.POST
        if "text" in data:
            given = {name: data.get(name, "") for name in ("name", "source", "text")}
            row = negative_lists.paste(self.cycle, **given, by=self.user)
        else:
            row = negative_lists.ship(self.cycle, data.get("code", ""), by=self.user)
        messages.success(request, f"已建立草稿，共{row.items.count()}条，请逐条核对后由两人发布。")
        return redirect("negative_list", row.pk)


class ListPage(NegativePage, edition_pages.EditionRowPage):
    def lines(self, row: NegativeList) -> list[tuple[Any, ...]]:
        names = {one.code: str(one) for one in review_batches.departments_of(self.cycle)}
        return [(item, [names.get(code, code) for code in item.departments]) for item in row.items.all()]

    def choices(self) -> dict[str, Any]:
        return {
            "severities": Severity.choices,
            "runs": RunsFrom.choices,
            "bodies": Body.choices,
            "departments": review_batches.departments_of(self.cycle),
        }


class ComparePage(NegativePage, edition_pages.EditionComparePage):
    pass


class ListMove(NegativePage, edition_pages.EditionMove):
    roles = COUNTY_ROLES
    says_published = "已发布。新的批次按本版联审，已发函的批次仍按原来的一版。"

    def is_sent(self, item: NegativeItem) -> bool:
        return f"i{item.pk}-text" in self.request.POST

    def values(self, item: NegativeItem, sent: Any) -> dict[str, Any]:
        return line_of(item, sent)

    def added(self, row: NegativeList, version: int) -> Any:
        code, text = (self.request.POST.get(one, "").strip() for one in ("code", "text"))
        return self.editions.add(row, by=self.user, version=version, code=code, text=text[:300])


def line_of(item: NegativeItem, data: Any) -> dict[str, Any]:
    """The values of one item as the grid sends them."""
    head = f"i{item.pk}-"
    years = data.get(f"{head}years", "").strip()
    if years and not (years.isascii() and years.isdigit() and int(years) <= 50):
        raise Refused(f"条目{item.code}的追溯年限“{years}”不对，请填0至50的整数，不限年限的留空。")
    severity, runs = data.get(f"{head}severity", ""), data.get(f"{head}runs", "")
    return {
        "text": data[f"{head}text"].strip()[:300],
        "severity": severity if severity in Severity.values else item.severity,
        "look_back_years": int(years) if years else None,
        "runs_from": runs if runs in RunsFrom.values else item.runs_from,
        "departments": ticked(data.getlist(f"{head}departments"), item.departments),
        "applies_to": ticked([one for one in data.getlist(f"{head}bodies") if one in Body.values], item.applies_to),
        "basis": data.get(f"{head}basis", "").strip()[:200],
        "unsure": f"{head}unsure" in data,
    }
