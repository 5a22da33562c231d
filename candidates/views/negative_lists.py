"""Pages of the negative list: editions of a cycle, the grid of a draft, publication by two persons, comparison."""

from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from candidates.models import NegativeItem, NegativeList
from candidates.review_choices import Body, RunsFrom, Severity
from candidates.services import negative_lists, review_batches
from candidates.views.common import CyclePage
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES, OFFICIALS
from electioncycle.web.moves import MovePage, day_of
from electioncycle.web.pages import UNCHANGED, key_of, ticked
from villages.services import editions


class ListsPage(CyclePage):
    """Editions of this cycle; where none is being drafted, a shipped list or the county's pasted text begins one."""

    roles = OFFICIALS

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = NegativeList.objects.filter(cycle=self.cycle).prefetch_related("items")
        listed = [(row, row.items.all(), sum(item.unsure for item in row.items.all())) for row in rows]
        context = {
            "listed": listed,
            "shipped": negative_lists.shipped().values(),
            "may_keep": bool(self.user.roles & COUNTY_ROLES) and not any(row.state == "draft" for row in rows),
        }
        return render(request, "candidates/negative_lists.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.user.roles & COUNTY_ROLES:
            raise Refused("负面清单由县级管理员和县换届办维护，需要调整的请联系县换届办。")
        data = request.POST
        if "text" in data:
            given = {name: data.get(name, "") for name in ("name", "source", "text")}
            row = negative_lists.paste(self.cycle, **given, by=self.user)
        else:
            row = negative_lists.ship(self.cycle, data.get("code", ""), by=self.user)
        messages.success(request, f"已建立草稿，共{row.items.count()}条，请逐条核对后由两人发布。")
        return redirect("negative_list", row.pk)


class EditionPage(CyclePage):
    roles = OFFICIALS
    takes = {"pk": "candidates.negativelist"}

    def edition(self, pk: int) -> NegativeList:
        rows: Any = NegativeList.objects.visible_to(self.user)
        return get_object_or_404(rows.filter(cycle=self.cycle), pk=pk)


class ListPage(EditionPage):
    """One edition: to read, or as a grid while it is a draft."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.edition(pk)
        keeper = bool(self.user.roles & COUNTY_ROLES)
        departments = review_batches.departments_of(self.cycle)
        names = {one.code: str(one) for one in departments}
        context = {
            "row": row,
            "lines": [(item, [names.get(code, code) for code in item.departments]) for item in row.items.all()],
            "steps": workflow.steps(row),
            "proposed": editions.proposal_of(row, negative_lists.content(row)),
            "editable": row.state == "draft" and keeper,
            "may_keep": keeper,
            "others": NegativeList.objects.filter(cycle=self.cycle).exclude(pk=row.pk),
            "severities": Severity.choices,
            "runs": RunsFrom.choices,
            "bodies": Body.choices,
            "departments": departments,
            "today": timezone.localdate(),
        }
        return render(request, "candidates/negative_list.html", context)


class ComparePage(EditionPage):
    takes = {"pk": "candidates.negativelist", "other": "candidates.negativelist"}

    def get(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        later, earlier = self.edition(pk), self.edition(other)
        found = negative_lists.differences(earlier, later)
        context = {"later": later, "earlier": earlier, "found": found}
        return render(request, "candidates/negative_compare.html", context)


class ListMove(MovePage, EditionPage):
    """Save the grid, add or remove an item, propose, publish, begin the next edition."""

    roles = COUNTY_ROLES

    def row(self, pk: int) -> NegativeList:
        return self.edition(pk)

    def onward(self, row: NegativeList, move: str) -> tuple[Any, ...]:
        """To the edition itself; after the next one was begun, to that."""
        latest = NegativeList.objects.filter(cycle=row.cycle).order_by("edition").last()
        return ("negative_list", latest.pk if move == "next" and latest else row.pk)

    def _save(self, row: NegativeList, version: int) -> str:
        data = self.request.POST
        lines = {item.pk: line_of(item, data) for item in row.items.all() if f"i{item.pk}-text" in data}
        saved = negative_lists.save_items(row, lines, by=self.user, version=version)
        return "已保存负面清单。" if saved.version != version else UNCHANGED

    def _add(self, row: NegativeList, version: int) -> str:
        data = self.request.POST
        item = negative_lists.add_item(row, by=self.user, code=data.get("code", "").strip(), text=data.get("text", ""))
        return f"已新增条目{item}，请补填性质、年限和依据。"

    def _remove(self, row: NegativeList, version: int) -> str:
        data = self.request.POST
        item: Any = get_object_or_404(row.items, pk=key_of(data.get("item", "")))
        negative_lists.remove_item(item, by=self.user)
        return f"已从草稿中删去条目{item}。"

    def _propose(self, row: NegativeList, version: int) -> str:
        data = self.request.POST
        on: date = day_of(data.get("effective_from", ""), "生效日期")
        negative_lists.propose_publication(row, by=self.user, effective_from=on)
        return "已提交发布，请由另一人发布。"

    def _publish(self, row: NegativeList, version: int) -> str:
        negative_lists.publish(row, by=self.user)
        return "已发布。新的批次按本版联审，已发函的批次仍按原来的一版。"

    def _next(self, row: NegativeList, version: int) -> str:
        negative_lists.new_edition(row, by=self.user)
        return "已新建一版草稿。"

    moves: ClassVar = {
        "next": _next,
        "save": _save,
        "add": _add,
        "remove": _remove,
        "propose": _propose,
        "publish": _publish,
    }


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
