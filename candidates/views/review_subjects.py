"""Pages of one person under review: answers by code, the conclusion and what follows, sealed facts for reviewers."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from candidates.models import NegativeItem, ReviewAnswer, ReviewSubject
from candidates.review_choices import CONCLUSIONS, AnswerResult, ObjectionOutcome, Result
from candidates.rules.look_back import WORDS
from candidates.services import review_answers, review_decisions, review_matrix
from candidates.services.review_batches import election_days, reads_sealed
from candidates.services.review_decisions import Conclusion
from candidates.views.common import CyclePage, day_or_none
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.pages import DetailPage
from electioncycle.records import workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import COUNTY_ROLES
from electioncycle.security import audit
from electioncycle.web.moves import MovePage, day_in, next_of
from electioncycle.web.pages import key_of
from villages.services.rule_sets import rules_of


class SubjectPage(DetailPage):
    """For the county: every department's mark, the conclusion and its steps; for a township result and code."""

    template = "candidates/review_subject.html"

    def more(self, row: ReviewSubject) -> dict[str, Any]:
        user = self.user
        if not (user.roles & COUNTY_ROLES and user.covers(row.batch.cycle.county.path)):
            decision = row.decisions.filter(state="confirmed").first()
            return {"county": False, "channel": channel(row) if decision and row.result == Result.UNQUALIFIED else None}
        departments = review_matrix.departments_of(row.batch, 0)
        ((_, marks),) = review_matrix.marks_of([row], departments)
        facts = review_decisions.facts_of([row])[row.pk]
        standings = {one.department: WORDS.get(one.standing, "") for one in facts.answers}
        answers = {one.request_id: one for one in row.answers.defer("facts", "document_number")}
        decisions = list(row.decisions.select_related("item").prefetch_related("objections", "transfers"))
        live = next((one for one in decisions if one.state in ("proposed", "confirmed")), None)
        revoking = review_decisions.pending_revocation(live) if live else None
        return {
            "county": True,
            "lines": [
                (one, mark, standings.get(one.name, ""), answers.get(one.request.pk))
                for one, mark in zip(departments, marks, strict=True)
            ],
            "decisions": [(one, workflow.steps(one)) for one in decisions],
            "live": live,
            "bar": workflow.bar(live, user, after=(review_decisions.PROPOSE,)) if live else "",
            "revoking": revoking,
            "revoke_bar": review_decisions.revocation_bar(live, user) if live and revoking else "",
            "items": list(NegativeItem.objects.filter(negative_list=row.batch.negative_list_id)),
            "results": [(one.value, one.label) for one in CONCLUSIONS],
            "outcomes": ObjectionOutcome.choices,
            "election_day": election_days(row.batch, [row.village_id]).get(row.village_id),
            "reads": reads_sealed(user, row.batch),
            "channel": channel(row),
        }


def channel(row: ReviewSubject) -> dict[str, Any]:
    """Where and how long a refused person may object, as the cycle's rules say."""
    rules = rules_of(row.cycle)
    return {
        "where": rules.text("review_objection_channel") or "县委组织部",
        "days": rules.whole("review_objection_days"),
        "answer_days": rules.whole("review_objection_answer_days"),
    }


class SubjectMove(MovePage, CyclePage):
    """Everything county staff do with one person's review."""

    roles = COUNTY_ROLES
    takes = {"pk": "candidates.reviewsubject"}

    following: int | None = None

    def row(self, pk: int) -> ReviewSubject:
        row = self.subject(pk)
        if "next" in self.request.POST:
            ledger = ledgers.REGISTRY["reviewsubject"]
            waiting = ledger.waiting_rows("proposed", self.user, row.batch.cycle)
            own = review_decisions.proposed_by(self.user).exclude(subject=pk)
            self.following = next_of(waiting.exclude(pk__in=own.values("subject")), after=pk)
        return row

    def onward(self, row: ReviewSubject, move: str) -> tuple[Any, ...]:
        return ("reviewsubject_detail", self.following or row.pk)

    def decision(self, subject: ReviewSubject) -> Any:
        return get_object_or_404(subject.decisions, pk=key_of(self.request.POST.get("decision", "")))

    def item(self, subject: ReviewSubject, data: Any) -> NegativeItem | None:
        rows = NegativeItem.objects.filter(negative_list=subject.batch.negative_list_id)
        return rows.filter(pk=key_of(data.get("item", ""))).first()

    def given(self, subject: ReviewSubject) -> Any:
        found = ReviewAnswer.objects.filter(subject=subject).select_related("request__batch", "subject")
        return get_object_or_404(found, pk=key_of(self.request.POST.get("given", "")))

    def _propose(self, subject: ReviewSubject, version: int) -> str:
        data = self.request.POST
        conclusion = Conclusion(
            result=data.get("result", ""),
            meeting_on=day_or_none(data.get("meeting_on", ""), "会议日期"),
            basis=data.get("basis", ""),
            item=self.item(subject, data),
        )
        review_decisions.propose(subject, conclusion, by=self.user)
        return "已录入综合结论，请另一位县级人员复核。"

    def _confirm(self, subject: ReviewSubject, version: int) -> str:
        review_decisions.confirm(self.decision(subject), by=self.user)
        return "结论已生效。"

    def _return(self, subject: ReviewSubject, version: int) -> str:
        data = self.request.POST
        review_decisions.send_back(self.decision(subject), by=self.user, reason=data.get("reason", ""))
        return "已退回，可以重新作结论。"

    def _ask_revoke(self, subject: ReviewSubject, version: int) -> str:
        data = self.request.POST
        review_decisions.ask_revocation(self.decision(subject), by=self.user, reason=data.get("reason", ""))
        return "已申请撤销结论，请另一位县级人员确认。"

    def _keep(self, subject: ReviewSubject, version: int) -> str:
        data = self.request.POST
        review_decisions.keep(self.decision(subject), by=self.user, reason=data.get("reason", ""))
        return "已维持结论，撤销申请不再有效。"

    def _revoke(self, subject: ReviewSubject, version: int) -> str:
        review_decisions.revoke(self.decision(subject), by=self.user)
        return "结论已撤销，可以继续联审。"

    def _tell(self, subject: ReviewSubject, version: int) -> str:
        data = self.request.POST
        review_decisions.tell(self.decision(subject), on=day_in(data, "on", "告知日期"), by=self.user)
        return "已登记告知日期，申诉期限开始计算。"

    def _object(self, subject: ReviewSubject, version: int) -> str:
        data = self.request.POST
        on = day_in(data, "received_on", "收到日期")
        review_decisions.receive_objection(
            self.decision(subject), received_on=on, words=data.get("words", ""), by=self.user
        )
        return "已登记申诉。"

    def _answer(self, subject: ReviewSubject, version: int) -> str:
        data = self.request.POST
        rows = self.decision(subject).objections
        row: Any = get_object_or_404(rows, pk=key_of(data.get("objection", "")))
        review_decisions.answer_objection(
            row, outcome=data.get("outcome", ""), answer=data.get("answer", ""), by=self.user
        )
        return "已办结申诉。"

    def _void(self, subject: ReviewSubject, version: int) -> str:
        data = self.request.POST
        review_answers.void(self.given(subject), by=self.user, reason=data.get("reason", ""))
        return "已作废这条答复，请部门重新答复。"

    def _namesake(self, subject: ReviewSubject, version: int) -> str:
        data = self.request.POST
        same = data.get("same") == "yes"
        values = answer_values(data, self.item(subject, data)) if same else {}
        review_answers.settle_namesake(
            self.given(subject), by=self.user, same=same, reason=data.get("reason", ""), values=values
        )
        return "已登记核实结果。"

    def _transfer(self, subject: ReviewSubject, version: int) -> str:
        data = self.request.POST
        values = {
            "secretary": data.get("secretary", ""),
            "issued_on": day_or_none(data.get("issued_on", ""), "转办日期"),
            "talk_by": day_or_none(data.get("talk_by", ""), "约谈期限"),
        }
        row = review_decisions.transfer(self.decision(subject), values, by=self.user)
        return f"已登记问题转办单{row}，请打印后送达本人。"

    moves: ClassVar = {
        "propose": _propose,
        "confirm": _confirm,
        "return": _return,
        "ask_revoke": _ask_revoke,
        "revoke": _revoke,
        "keep": _keep,
        "tell": _tell,
        "object": _object,
        "answer": _answer,
        "void": _void,
        "namesake": _namesake,
        "transfer": _transfer,
    }


def answer_values(data: Any, item: NegativeItem | None) -> dict[str, Any]:
    """An answer as typed into a form."""
    days = {"happened_on": "发生日期", "until_on": "影响期止", "stamped_on": "盖章日期"}
    return {
        "result": data.get("answer") or (AnswerResult.FOUND if item else ""),
        "item": item,
        "facts": data.get("facts", "").strip()[:1000],
        "document_number": data.get("document_number", "").strip()[:60],
        "handler": data.get("handler", "").strip()[:40],
        **{name: day_or_none(data.get(name, ""), label) for name, label in days.items()},
    }


class SealedPage(CyclePage):
    """What the departments reported about one person; for named reviewers, each reading recorded."""

    menu = "reviewsubject_list"
    roles = COUNTY_ROLES
    takes = {"pk": "candidates.reviewsubject"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        subject = self.subject(pk)
        if not reads_sealed(self.user, subject.batch):
            raise NotYours("部门反馈的事实只由本批次指定的审阅人查阅。需要查阅的，请县级管理员在批次页指定。")
        audit.record(audit.Event.READ, by=self.user, row=subject, how="sealed")
        day = election_days(subject.batch, [subject.village_id]).get(subject.village_id)
        if day is None:
            raise Refused("该村没有计划选举日，年限无从计算：请在批次或村情概况中填写。")
        answers = subject.answers.exclude(result=AnswerResult.CLEAR).select_related("item", "request__department")
        lines = [(one, WORDS.get(review_decisions.standing_of(one, day), "")) for one in answers]
        context = {"subject": subject, "lines": lines, "election_day": day}
        return render(request, "candidates/review_sealed.html", context)
