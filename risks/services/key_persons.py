"""How key-person entries end: without a name when the cycle is closed."""

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records.files import Attachment
from electioncycle.security import audit
from risks.models import KeyPerson
from villages.choices import CycleState
from villages.models import Cycle
from villages.services.accounts import service_account

HIDDEN = "(已隐去)"
PERSONAL = {"name": HIDDEN, "facts": HIDDEN} | dict.fromkeys(
    ("number", "id_number", "source_number", "measures", "progress", "proof", "note"), ""
)
"""What an entry holds about the person, and what remains of it after the cycle."""


def hide_after_cycle() -> int:
    """Entries of closed cycles lose name, number, facts and files, in the history too; returns how many."""
    hidden = 0
    for cycle in Cycle.objects.filter(state=CycleState.CLOSED):
        hidden += _hide(cycle, by=service_account())
    return hidden


def _hide(cycle: Cycle, *, by: Actor) -> int:
    with transaction.atomic():
        rows = KeyPerson.all_rows.select_for_update().filter(cycle=cycle).exclude(name=HIDDEN)
        keys = list(rows.order_by().values_list("pk", flat=True))
        if not keys:
            return 0
        for start in range(0, len(keys), 500):
            own = keys[start : start + 500]
            KeyPerson.all_rows.filter(pk__in=own).update(**PERSONAL, search_text="")
            KeyPerson.history.filter(id__in=own).update(**PERSONAL)
            for file in Attachment.objects.filter(object_type=KeyPerson._meta.label_lower, object_id__in=own):
                file.erase()
        audit.record(audit.Event.STEP, by=by, row=cycle, move="hide_key_persons", rows=len(keys))
    return len(keys)
