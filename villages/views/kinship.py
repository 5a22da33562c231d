"""Pages of kinship: what the rules of avoidance find, the townships' words to settle, the form of a pair."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from electioncycle.jobs.made_files import MadeFile
from electioncycle.ledgers.edit_pages import AddPage, EditPage
from electioncycle.ledgers.forms import UNCHOSEN, LedgerForm
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES, OFFICIALS
from electioncycle.security import audit
from electioncycle.web.downloads import Download, printed
from electioncycle.web.pages import Page, key_of
from villages.models import KindItem, Person, Village
from villages.papers.avoidance import avoidance_document
from villages.services import avoidance, kinship, kinship_texts, villages_of
from villages.services.avoidance import Found

PER_PAGE = 30


class AvoidancePage(Page):
    """Every relation of the territory that a rule stands against; it states, it bars nobody."""

    roles = OFFICIALS
    scope = "territory"

    def villages(self) -> list[Village]:
        rows = villages_of(self.user, self.cycle)
        township, village = (key_of(self.request.GET.get(name, "")) for name in ("township", "village"))
        if township:
            rows = rows.filter(township=township)
        return list(rows.filter(pk=village) if village else rows)

    def listed(self) -> list[tuple[Village, Found]]:
        villages = self.villages()
        found = avoidance.findings([village.pk for village in villages], self.cycle)
        return [(village, one) for village in villages for one in found.get(village.pk, ())]

    def get(self, request: HttpRequest) -> HttpResponse:
        listed = self.listed()
        rules, unread = avoidance.rules_in(self.cycle)
        every = list(villages_of(self.user, self.cycle))
        held = avoidance.roles_in([village.pk for village in every], self.cycle)
        people: dict[str, set[int]] = {}
        for roles in held.values():
            for role in roles:
                people.setdefault(role.role, set()).add(role.person)
        context = {
            "listed": listed,
            "villages": len({village.pk for village, _ in listed}),
            "now": sum(one.now for _, one in listed),
            "rules": [(rule, [(name, len(people.get(name, ()))) for name in _both(rule)]) for rule in rules],
            "unread": unread,
            "rule_set": self.cycle.rule_set,
            "townships": list(dict.fromkeys(village.township for village in every)),
            "village": next((one for one in every if str(one.pk) == request.GET.get("village")), None),
            "keeps": bool(self.user.roles & COUNTY_ROLES),
        }
        return render(request, "villages/avoidance.html", context)


def _both(rule: Any) -> list[str]:
    return list(dict.fromkeys((rule.one, rule.other)))


class AvoidancePrint(MadeFile, AvoidancePage):
    heavy = "print"
    what = "亲属回避核对情况"

    def covered(self) -> QuerySet[Village]:
        return villages_of(self.user, self.cycle)

    def length(self) -> int:
        return len(self.listed())

    def file(self, request: HttpRequest) -> Download:
        listed = self.listed()
        rules, _ = avoidance.rules_in(self.cycle)
        document = avoidance_document(listed, rules, cycle=self.cycle, place=str(self.user.place))
        made = printed(document, "亲属回避核对情况", request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, ledger="kinship", rows=len(listed))
        return made


class TextsPage(Page):
    """The townships' words about relatives that are not settled, each with what it seems to say."""

    roles = COUNTY_ROLES
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = kinship_texts.unsettled(self.user, self.cycle)
        towns = list(dict.fromkeys(one.village.township for one in found))
        if township := key_of(request.GET.get("township", "")):
            found = [one for one in found if one.village.township_id == township]
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        context = {"page": page, "townships": towns, "relations": avoidance.relations_of(self.cycle)}
        return render(request, "villages/kinship_texts.html", context)


class SettleText(Page):
    """Settles one text: the pairs that were ticked, or nothing to keep."""

    roles = COUNTY_ROLES
    scope = "territory"

    def post(self, request: HttpRequest) -> HttpResponse:
        found = kinship_texts.unsettled(self.user, self.cycle)
        one = next((one for one in found if one.key == request.POST.get("text", "")), None)
        if one is None:
            raise Refused("这段文字已经核对过，或乡镇刚刚改动了它。请返回“亲属文字核对”，按现在列出的文字核对。")
        pairs = [] if "nothing" in request.POST else self._pairs(one)
        if not pairs and "nothing" not in request.POST:
            raise Refused("没有勾选要建立的关系。请勾选人员并选择关系；不需要建立的，请点“无需建立”。")
        digest = request.POST.get("digest", "")
        made = kinship.settle(one.text, pairs, digest=digest, by=self.user, cycle=self.cycle)
        said = "；".join(map(str, made)) or ("关系已登记在册" if pairs else "无需建立")
        messages.success(request, f"{one.village}{one.text.name}：{said}。")
        return redirect("kinship_texts")

    def _pairs(self, one: kinship_texts.Unsettled) -> list[tuple[Person, KindItem]]:
        """Each line's person and relation; both must be those that the page offered."""
        people = Person.objects.in_bulk([key for key, _ in one.people])
        relations = {item.pk: item for item in avoidance.relations_of(self.cycle)}
        data, found = self.request.POST, []
        for line in (*(str(number) for number in range(len(one.proposals))), "new"):
            if f"keep-{line}" not in data:
                continue
            person = people.get(key_of(data.get(f"person-{line}", "")))
            relation = relations.get(key_of(data.get(f"relation-{line}", "")))
            if person is None or relation is None:
                raise Refused("勾选的一行没有选择人员或关系，请选择后再保存；不需要建立的，请去掉勾选。")
            found.append((person, relation))
        return found


class PersonField(forms.ModelChoiceField):
    """Persons with the posts they hold in the village, so that namesakes are told apart."""

    def __init__(self, keys: set[int], posts: Mapping[int, str], **kwargs: Any) -> None:
        self.posts = posts
        super().__init__(Person.objects.filter(pk__in=keys), empty_label=UNCHOSEN, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        posts = self.posts.get(obj.pk, "")
        return f"{obj}({posts})" if posts else str(obj)


class PairForm:
    """The form of a pair offers those who hold posts in its village, and whom the pair names already."""

    def form(self, row: Any, data: Any = None) -> LedgerForm:
        page: Any = self
        form = super().form(row, data)  # type: ignore[misc]
        asked = (data or page.request.GET).get("village", "")
        village = row.village_id if row is not None and not asked else key_of(asked)
        if not village or not villages_of(page.user, page.cycle).filter(pk=village).exists():
            return form
        held = avoidance.roles_in([village], page.cycle).get(village, [])
        keys = {role.person for role in held} | ({row.person_id, row.other_id} if row is not None else set())
        posts = avoidance.posts_in(held)
        for name in ("person", "other"):
            before = form.fields[name]
            form.fields[name] = PersonField(keys, posts, label=before.label, error_messages=before.error_messages)
        return form


class AddPair(PairForm, AddPage):
    pass


class EditPair(PairForm, EditPage):
    pass
