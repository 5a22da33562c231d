"""The ledgers of cycles and of their lists."""

from electioncycle.ledgers import Ledger, register
from villages import models


@register
class CycleLedger(Ledger):
    model = models.Cycle
    title = "届次"
    group = "系统"
    icon = "calendar"
    position = 20
    kept_by = "county"
    place = "county"
    search = ()
    columns = ("name", "county", "rule_set", "starts_on", "reference_date", "entry_deadline", "state")
    fields = ("county", "name", "rule_set", "starts_on", "reference_date", "entry_deadline", "county_confirms")
    keys = (("county", "name"),)


@register
class KindLedger(Ledger):
    model = models.KindItem
    title = "类别清单"
    group = "系统"
    icon = "list"
    position = 30
    kept_by = "county"
    place = ""
    search = ()
    columns = ("kind", "code", "name", "group", "guidance", "source", "unsure", "position", "planned_on")
    filters = ("kind", "unsure")
    fields = ("kind", "code", "name", "group", "guidance", "source", "unsure", "position", "planned_on")
    keys = (("kind", "code"),)
