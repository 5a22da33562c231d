"""Pages of a department's contact: what his department was asked, and its answers, nobody else's."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from candidates.models import NegativeItem, ReviewRequest
from candidates.review_choices import AnswerResult
from candidates.services import review_answers
from candidates.services.review_answers import Reply, requests_of
from candidates.views.common import CyclePage
from candidates.views.review_subjects import answer_values
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security.privacy import mask_id
from electioncycle.web.moves import MovePage
from electioncycle.web.pages import key_of

LINES = 50


class QuestionsPage(CyclePage):
    """The batches his department was asked about."""

    roles = frozenset({Role.DEPARTMENT_CONTACT})

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(requests_of(self.user))
        lines = [(row, row.batch.subjects.count(), row.answers.count()) for row in rows]
        context = {"lines": lines, "today": timezone.localdate()}
        return render(request, "candidates/department_questions.html", context)


class QuestionPage(CyclePage):
    """The persons of one batch with the department's own answers, and the form for one answer."""

    roles = frozenset({Role.DEPARTMENT_CONTACT})
    takes = {"pk": "candidates.reviewrequest"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.asked(pk)
        people = row.batch.subjects.select_related("person", "village__township")
        show = request.GET.get("show", "")
        if show == "open":
            people = people.exclude(answers__request=row, answers__withdrawn_at=None)
        page: Any = Paginator(people, LINES).get_page(request.GET.get("page"))
        own = {one.subject_id: one for one in row.answers.filter(subject__in=page.object_list).select_related("item")}
        context = {
            "row": row,
            "page": page,
            "lines": [(one, own.get(one.pk), mask_id(one.person.id_number)) for one in page.object_list],
            "show": show,
            "unanswered": len(page.object_list) - len(own),
            "results": AnswerResult.choices,
            "items": review_answers.asked_items(row),
            "left": review_answers.unanswered(row).count(),
            "today": timezone.localdate(),
        }
        return render(request, "candidates/department_question.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One answer for the ticked persons; findings are entered person by person."""
        row, data = self.asked(pk), request.POST
        subjects = list(row.batch.subjects.filter(pk__in=[key_of(one) for one in data.getlist("row")]))
        if not subjects:
            raise Refused("请先勾选要答复的人员。")
        values = answer_values(data, asked_item(row, data))
        if values["result"] != AnswerResult.CLEAR and len(subjects) > 1:
            raise Refused("发现问题、材料不足或同名待核的，请一次只勾选一人填写。")
        number = review_answers.enter(row, [Reply(one, values) for one in subjects], by=self.user)
        messages.success(request, f"已答复{number}人。")
        return redirect("department_question", pk)


def asked_item(row: ReviewRequest, data: Any) -> NegativeItem | None:
    """The item that was chosen, among those the department was asked about."""
    key = key_of(data.get("item", ""))
    found = next((one for one in review_answers.asked_items(row) if one.pk == key), None)
    if data.get("item") and found is None:
        raise Refused("所选条目没有问到您部门，请从“核查事项”所列条目中选择。")
    return found


class NamesakePost(MovePage, CyclePage):
    """After comparing the full number: somebody else, or the same person."""

    roles = frozenset({Role.DEPARTMENT_CONTACT})
    takes = {"pk": "candidates.reviewrequest"}
    only = "settle"

    def row(self, pk: int) -> ReviewRequest:
        return self.asked(pk)

    def onward(self, row: ReviewRequest, move: str) -> tuple[Any, ...]:
        return ("department_question", row.pk)

    def _settle(self, row: ReviewRequest, version: int) -> str:
        data = self.request.POST
        answer: Any = get_object_or_404(row.answers.select_related("request__batch"), pk=key_of(data.get("given", "")))
        item = asked_item(row, data)
        same = data.get("same") == "yes"
        values = answer_values(data, item) if same else {}
        review_answers.settle_namesake(answer, by=self.user, same=same, reason=self.reason(), values=values)
        return "已登记核实结果。"

    moves: ClassVar = {"settle": _settle}
