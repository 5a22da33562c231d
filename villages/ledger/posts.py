"""The ledgers of responsibility posts and of the contact book."""

from typing import Any

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Ledger, register
from villages import models
from villages.ledger.entry import EnteredOfEach, number_faults
from villages.models import Cycle


@register
class ResponsibilityLedger(EnteredOfEach):
    model = models.ResponsibilityPost
    title = "包联责任人"
    group = "村(社区)"
    icon = "user-check"
    position = 40
    columns = ("village", "village__township", "kind", "name", "unit", "post", "phone", "since", "visits")
    filters = ("village__township", "kind")
    search = ("search_text", "village__search_text")
    fields = ("village", "kind", "name", "unit", "post", "id_number", "phone", "since", "visits", "note")
    keys = (("village", "kind", "name"), ("village", "kind"))
    derived = ("holder",)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        return number_faults(values, "id_number", "phone")


@register
class ContactLedger(Ledger):
    model = models.Contact
    title = "通讯录"
    group = "工作台"
    icon = "address-book"
    position = 60
    place = "area"
    columns = ("area", "role", "name", "unit", "office_phone", "note")
    filters = ("area", "role")
    fields = ("area", "role", "name", "unit", "office_phone", "note")
    keys = (("area", "role", "name"),)
