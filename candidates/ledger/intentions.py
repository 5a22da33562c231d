"""The ledger of intentions to stand (参选意向摸底)."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils import timezone

from candidates.choices import IntentionState
from candidates.ledger.people import PersonLedger
from candidates.models import Intention
from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, register
from villages.models import Cycle
from villages.village_ledgers import HeldRole, TalkTarget
from villages.workbooks.columns import EDUCATION, PHONE, WHO


@register
class IntentionLedger(PersonLedger):
    model = Intention
    title = "参选意向摸底"
    icon = "hand-stop"
    position = 40
    help = "只登记本人自己表示的意向和出处，不估计得票，不评价。"
    columns = (
        "person__name",
        "village__township",
        "village",
        "person__sex",
        "person__birth",
        "person__politics",
        "post",
        "declared_how",
        "declared_on",
        "state",
    )
    filters = ("village__township", "post", "declared_how", "state")
    fieldsets = (
        (
            "人员",
            (
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
            ),
        ),
        ("参选意向", ("post", "declared_how", "declared_on", "recorded_by", "declaration")),
        ("变化", ("state", "given_up_on", "note")),
    )
    keys = (("village", "person__id_number", "post"), ("village", "person__name", "post"))
    attachments = ("本人书面材料", "其他材料")
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": {"standing": "info", "given_up": "plain"}}
    sheet = (
        *WHO,
        EDUCATION,
        Column("现任职务", "present_post", width=14, example="无"),
        Column("拟参选职位", "post", required=True, width=16, example="村(居)委会主任"),
        Column("本人意愿表述", "declaration", required=True, width=34, example="愿意参选村委会主任，想把茶园办好。"),
        Column("表示方式", "declared_how", required=True, width=16, example="谈话时本人表示"),
        Column("表示日期", "declared_on", required=True, width=12, example="2026-10-20"),
        Column("记录人", "recorded_by", width=12, example="李联村"),
        Column("现状", "state", width=11, example="有意向"),
        Column("放弃日期", "given_up_on", width=12),
        PHONE,
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        found = super().check(values, row, user=user, cycle=cycle)
        today = timezone.localdate()
        declared, ended = values.get("declared_on"), values.get("given_up_on")
        if declared and declared > today:
            found["declared_on"] = f"表示日期({declared})在今天之后，请核对。"
        if values.get("state") == IntentionState.GIVEN_UP and not ended:
            found["given_up_on"] = "现状为“本人已放弃”的，请填写放弃日期。"
        if ended and declared and ended < declared:
            found["given_up_on"] = f"放弃日期({ended})早于表示日期({declared})，请核对。"
        return found

    def talk_targets(self, user: Actor, cycle: Cycle) -> Iterable[TalkTarget]:
        """Those whose declaration still stands, once however many posts they named."""
        rows = self.rows(user, cycle).filter(state=IntentionState.STANDING).order_by("village_id", "id")
        seen = set()
        for pk, village, person, name, post in rows.values_list(
            "pk", "village_id", "person_id", "person__name", "present_post"
        ):
            if (village, person) not in seen:
                seen.add((village, person))
                yield TalkTarget(f"{self.name}-{pk}", "declared", name, post, village, person)

    def held_roles(self, villages: Any, cycle: Cycle) -> Iterable[HeldRole]:
        """Whoever declared for himself, so that relations can be kept of him; he is put forward by nobody."""
        rows = Intention.objects.filter(cycle=cycle, village__in=villages, state=IntentionState.STANDING)
        people = rows.order_by("village_id", "id").values_list("village_id", "person_id", "person__name")
        for village, person, name in people:
            yield HeldRole(village, person, name, "参选意向人员", "参选意向人员", "declared")
