"""The ledgers of party nominees (预备人选) and of the requests and replies about them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone

from candidates.choices import NominationState, PostKind
from candidates.ledger.people import PersonLedger
from candidates.models import Nomination, Nominee
from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import Column, Due, Ledger, register
from electioncycle.roles import OFFICIALS, Action
from villages.models import Cycle
from villages.village_ledgers import HeldRole
from villages.workbooks.columns import EDUCATION, PHONE, POLITICS, WHO

navigation.add(navigation.Entry("结构预览", "nominee_structure", "chart-bar", "人选", OFFICIALS, position=72))


STATE_TONES = {"draft": "plain", "asked": "warn", "approved": "ok", "lapsed": "bad"}


@register
class NomineeLedger(PersonLedger):
    model = Nominee
    title = "党组织预备人选"
    icon = "users-plus"
    position = 70
    of_person = "person"
    person_columns = ("post", "round", "nomination__state")
    help = "只用于党组织职务；村(居)民委员会候选人由村(居)民依法提名，任何组织不得指定。"
    columns = (
        "person__name",
        "village__township",
        "village",
        "post",
        "person__sex",
        "person__birth",
        "person__education",
        "person__politics",
        "present_post",
        "round",
        "nomination__state",
    )
    filters = ("village__township", "post", "nomination__state")
    fields = (
        "village",
        "person__name",
        "person__sex",
        "person__ethnicity",
        "person__id_number",
        "person__birth",
        "person__politics",
        "person__education",
        "person__phone",
        "present_post",
        "post",
        "round",
        "note",
    )
    keys = (("village", "person__id_number", "post", "round"), ("village", "person__name", "post", "round"))
    attachments = ("推荐材料", "其他材料")
    own_pages = frozenset({"detail"})
    labels: ClassVar[dict[str, str]] = {"nomination__state": "请示批复"}
    tones: ClassVar[dict[str, dict[Any, str]]] = {"nomination__state": STATE_TONES}
    sheet = (
        *WHO[:-1],
        replace(POLITICS, required=True),
        EDUCATION,
        Column("现任职务", "present_post", width=16, example="村党组织副书记"),
        Column("提名职务", "post", required=True, width=14, example="党组织书记"),
        Column("提名轮次", "round", width=8, example="1"),
        PHONE,
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        found = super().check(values, row, user=user, cycle=cycle)
        if row is not None and row.nomination and row.nomination.is_fixed:
            found["post"] = f"所在请示{row.nomination.get_state_display()}，不能改动；需要调整的，请县级先退回。"
        politics = values.get("person__politics")
        if politics and politics != "party_member":
            found["person__politics"] = "党组织委员会成员须是中共正式党员，请核对政治面貌。"
        number = values.get("round")
        if number is not None and not 1 <= number <= 9:
            found["round"] = "提名轮次填1至9。"
        return found

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        if row.nomination_id:
            yield "请示批复", reverse("nomination_detail", args=[row.nomination_id])

    def held_roles(self, villages: Any, cycle: Cycle) -> Iterable[HeldRole]:
        rows = Nominee.objects.filter(cycle=cycle, village__in=villages).order_by("village_id", "round", "id")
        for village, person, name, post in rows.values_list("village_id", "person_id", "person__name", "post"):
            said = f"{PostKind(post).label}预备人选"
            roles = ("党组织成员", "党组织书记") if post == PostKind.SECRETARY else ("党组织成员",)
            for role in roles:
                yield HeldRole(village, person, name, role, said, "party", planned=True)


@register
class NominationLedger(Ledger):
    model = Nomination
    title = "预备人选请示批复"
    group = "人选"
    icon = "file-certificate"
    position = 71
    place = "township"
    open_to = OFFICIALS
    actions = frozenset(Action.values) - {Action.IMPORT}
    own_pages = frozenset({"detail"})
    help = "新增时把本乡镇本轮还没有上报的预备人选列入；县级批复后不能改动。"
    columns = ("township", "round", "number", "asked_on", "state", "approval_number", "approved_on")
    filters = ("township", "state")
    fields = ("township", "round", "number", "asked_on", "note")
    attachments = ("请示扫描件", "其他材料")
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": STATE_TONES}

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        if row is not None and row.is_fixed:
            return {"number": f"请示{row.get_state_display()}，不能改动；需要调整的，请县级先退回。"}
        if (day := values.get("asked_on")) and day > timezone.localdate():
            return {"asked_on": f"请示日期({day})在今天之后，请核对。"}
        return {}

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed:
            return
        lapsed = self.rows(user, cycle).filter(state=NominationState.LAPSED).count()
        if lapsed and self.allows(user, Action.SUBMIT):
            url = f"{self.url('list')}?state={NominationState.LAPSED}"
            yield Due("预备人选批复已失效，待调整后重新请示", url, lapsed, overdue=True)
        if not self.allows(user, Action.COUNTY_REVIEW):
            return
        if number := self.rows(user, cycle).filter(state=NominationState.ASKED).count():
            yield Due("预备人选请示待批复", f"{self.url('list')}?state=asked", number, to_decide=True)
