"""Pages of a review batch: its workbench, choosing people from other ledgers, the matrix."""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from candidates.models import ReviewBatch, ReviewDecision, ReviewSubject
from candidates.review_choices import CONCLUSIONS, UNSETTLED, BatchState, Body, DecisionState, FirstReview
from candidates.services import review_batches, review_matrix
from candidates.views.common import CyclePage
from electioncycle.disclosure import restricted
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.pages import DetailPage
from electioncycle.ledgers.searching import search_rows
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES, OFFICIALS, Action, Role
from electioncycle.web.moves import MovePage
from electioncycle.web.pages import key_of
from villages.choices import AreaLevel
from villages.models import Area

SOURCES = ("intention", "nominee", "reservecandidate", "teammember")
CHOSEN_AT_ONCE = 100
LINES = 50
NO_NUMBER = Q(person__id_index=None) | Q(person__id_index="")


class BatchPage(DetailPage):
    """The workbench of a batch; a township finds its own persons with result and code."""

    template = "candidates/review_batch.html"

    def more(self, row: ReviewBatch) -> dict[str, Any]:
        user = self.user
        people = row.subjects.visible_to(user)
        county = bool(user.roles & COUNTY_ROLES) and user.covers(row.cycle.county.path)
        asked = people.count()
        departments = review_matrix.departments_of(row, asked) if county else []
        return {
            "county": county,
            "people": people.select_related("person", "village__township")[:200] if not county else [],
            "asked": asked,
            "counts": [(one.label, people.filter(result=one).count()) for one in CONCLUSIONS],
            "open": people.filter(result__in=UNSETTLED).count(),
            "unchecked": people.filter(township_result=FirstReview.UNCHECKED).count(),
            "first_missing": review_batches.first_missing(row) if county else [],
            "concluding": county and row.state == BatchState.SENT,
            "departments": departments,
            "reminder": review_matrix.reminder_text(row, departments),
            "blockers": review_batches.blockers(row) if county and row.is_draft else [],
            "steps": workflow.steps(row),
            "bar": workflow.bar(row, user, after=(review_batches.ASK,), since=review_batches.APPROVE),
            "readers": restricted.readers_of(ReviewBatch, [row.pk])[row.pk] if county else [],
            "possible": review_batches.possible_readers(row)[:200] if user.may(Action.MANAGE) and county else [],
            "subject_ledger": ledgers.REGISTRY["reviewsubject"],
            "may_add": row.is_draft and ledgers.REGISTRY["reviewsubject"].allows(user, Action.ADD),
        }


class BatchMove(MovePage, CyclePage):
    """Ask for the letter, approve or return it, name reviewers, close."""

    roles = COUNTY_ROLES
    takes = {"pk": "candidates.reviewbatch"}

    def row(self, pk: int) -> ReviewBatch:
        return self.own_batch(pk)

    def onward(self, row: ReviewBatch, move: str) -> tuple[Any, ...]:
        return ("reviewbatch_detail", row.pk)

    def _reader(self) -> Any:
        user = get_user_model().objects.filter(pk=key_of(self.request.POST.get("user", ""))).first()
        if user is None:
            raise Refused("请先选择人员。")
        return user

    def _name_reader(self, batch: ReviewBatch, version: int) -> str:
        user = self._reader()
        review_batches.name_reader(batch, user, by=self.user)
        return f"已指定审阅人{user}。"

    def _end_reader(self, batch: ReviewBatch, version: int) -> str:
        user = self._reader()
        review_batches.end_reader(batch, user, by=self.user)
        return f"已取消审阅人{user}。"

    def _ask(self, batch: ReviewBatch, version: int) -> str:
        review_batches.ask_letter(batch, by=self.user)
        return "已提请批准联审函，请另一位县级人员核对后批准。"

    def _approve(self, batch: ReviewBatch, version: int) -> str:
        review_batches.approve_letter(batch, by=self.user)
        return "联审函已批准，可以打印发出，并下载各部门的名单。"

    def _return(self, batch: ReviewBatch, version: int) -> str:
        review_batches.send_back(batch, by=self.user, reason=self.reason())
        return "已退回，名单可以继续修改。"

    def _close(self, batch: ReviewBatch, version: int) -> str:
        review_batches.close(batch, by=self.user)
        return "批次已办结。"

    moves: ClassVar = {
        "ask": _ask,
        "approve": _approve,
        "return": _return,
        "close": _close,
        "name_reader": _name_reader,
        "end_reader": _end_reader,
    }


class ChoosePage(CyclePage):
    """Persons of another ledger, ticked into the batch."""

    menu = "reviewbatch_list"
    roles = OFFICIALS - {Role.COUNTY_READER}
    takes = {"pk": "candidates.reviewbatch"}

    def source(self) -> Any:
        found = self.request.POST.get("source") or self.request.GET.get("source") or SOURCES[0]
        if found not in SOURCES or found not in ledgers.REGISTRY:
            raise Http404
        return ledgers.REGISTRY[found]

    def rows(self, batch: ReviewBatch) -> Any:
        """What the filters of the address leave of the ledger, of villages this user answers for."""
        asked, source = self.request.GET, self.source()
        rows = source.rows(self.user, batch.cycle).select_related("person", "village__township")
        if township := key_of(asked.get("township", "")):
            rows = rows.filter(village__township=township)
        if words := asked.get("q", "").strip()[:40]:
            rows = search_rows(source, rows, words)
        return rows

    def fit(self, batch: ReviewBatch, rows: Any) -> Any:
        """Those who can be taken: with an ID number, not in the batch yet."""
        there = batch.subjects.filter(withdrawn_at=None).exclude(person__id_index=None).values("person__id_index")
        return rows.exclude(NO_NUMBER).exclude(person__id_index__in=there)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch(pk)
        rows, show = self.rows(batch), request.GET.get("show", "")
        fit, bare = self.fit(batch, rows), rows.filter(NO_NUMBER)
        page: Any = Paginator({"fit": fit, "bare": bare}.get(show, rows), CHOSEN_AT_ONCE).get_page(
            request.GET.get("page")
        )
        shown = {row.person.id_index for row in page.object_list}
        there = set(batch.subjects.filter(person__id_index__in=shown).values_list("person__id_index", flat=True))
        count = {"all": rows.count(), "fit": fit.count(), "bare": bare.count()}
        narrowed = any(request.GET.get(name) for name in ("q", "township", "show"))
        context = {
            "batch": batch,
            "source": self.source(),
            "sources": [ledgers.REGISTRY[name] for name in SOURCES if name in ledgers.REGISTRY],
            "page": page,
            "count": count | {"there": count["all"] - count["fit"] - count["bare"]},
            "lines": [(row, row.person.id_index in there) for row in page.object_list],
            "nothing": "没有符合条件的人员，请减少条件再查。" if narrowed else "这份台账中没有您管辖范围内的人员。",
            "bodies": Body.choices,
            "townships": Area.objects.visible_to(self.user).filter(
                level=AreaLevel.TOWNSHIP, path__startswith=batch.cycle.county.path
            ),
            "township": key_of(request.GET.get("township", "")),
            "show": show,
            "q": request.GET.get("q", ""),
        }
        return render(request, "candidates/review_choose.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch, data = self.batch(pk), request.POST
        if "everybody" in data:
            rows, expected = list(self.fit(batch, self.rows(batch))), key_of(data["everybody"])
            if len(rows) != expected:
                raise Refused(f"可列入的人员已由{expected}人变为{len(rows)}人，没有列入。请刷新页面核对后再办理。")
        else:
            # Ticked on other pages of the list, or under another search: the territory alone narrows them.
            keys = [key_of(one) for one in data.getlist("row")]
            mine = self.source().rows(self.user, batch.cycle).select_related("person", "village__township")
            rows = list(mine.filter(pk__in=keys))
        number = review_batches.add_people(batch, rows, body=data.get("body", ""), by=self.user)
        messages.success(request, f"已列入{number}人。" if number else "所选人员都已在本批次中。")
        return redirect("reviewbatch_detail", pk)


class MatrixPage(CyclePage):
    """Person × department: marks and codes, never facts."""

    menu = "reviewbatch_list"
    roles = COUNTY_ROLES
    takes = {"pk": "candidates.reviewbatch"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.own_batch(pk)
        rows: Any = ReviewSubject.objects.filter(batch=batch)
        rows = rows.select_related("person", "village__township").for_reading("person", "village")
        township, show = key_of(request.GET.get("township", "")), request.GET.get("show", "")
        if township:
            rows = rows.filter(village__township=township)
        if show == "found":
            rows = rows.filter(answers__result="found", answers__withdrawn_at=None).distinct()
        elif show == "open":
            rows = rows.filter(result__in=UNSETTLED)
        page: Any = Paginator(rows, LINES).get_page(request.GET.get("page"))
        departments = review_matrix.departments_of(batch, batch.subjects.count())
        context = {
            "batch": batch,
            "page": page,
            "departments": departments,
            "lines": review_matrix.marks_of(list(page.object_list), departments),
            "reminder": review_matrix.reminder_text(batch, departments),
            "proposed": ReviewDecision.objects.filter(subject__batch=batch, state=DecisionState.PROPOSED).count(),
            "townships": Area.objects.filter(level=AreaLevel.TOWNSHIP, path__startswith=batch.cycle.county.path),
            "township": township,
            "show": show,
            "today": timezone.localdate(),
        }
        return render(request, "candidates/review_matrix.html", context)
