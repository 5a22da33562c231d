"""Verbs of kinship: what a township wrote about relatives is settled by the county, pair by pair."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import services
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.security import audit
from villages.choices import ReadingOutcome
from villages.models import Cycle, KindItem, Kinship, KinshipReading, Person, Village
from villages.village_ledgers import KinText

SOURCE = "据乡镇填报文字核对"


def digest_of(text: KinText) -> str:
    return workflow.content_hash([text.village, text.text])


def settle(
    text: KinText, pairs: Sequence[tuple[Person, KindItem]], *, digest: str, by: Actor, cycle: Cycle
) -> list[Kinship]:
    """Keep the relations that the county read out of a text, none where it needs none; the text is settled by that.

    ``digest`` is that of the words the county saw: when the township has changed them meanwhile nothing is kept.
    """
    village = Village.objects.get(pk=text.village)
    workflow.require_county(by, village, refused="亲属关系由县换届办核对登记。")
    if digest != digest_of(text):
        raise Refused("乡镇刚刚改动了这段文字，请刷新后按新的文字核对。")
    ledger, made = ledgers.of(Kinship), []
    with transaction.atomic():
        for other, relation in pairs:
            made += _kept(ledger, text, village, other, relation, by=by, cycle=cycle)
        row = KinshipReading.objects.select_for_update().filter(cycle=cycle, **_key(text, village)).first()
        row = row or KinshipReading(cycle=cycle, **_key(text, village))
        row.digest = digest
        row.outcome = ReadingOutcome.RELATED if pairs else ReadingOutcome.NOTHING
        history.record(row, by=by, reason="核对亲属关系文字")
        audit.record(audit.Event.STEP, by=by, row=row, move="settle_kin_text", pairs=len(made))
    return made


def _key(text: KinText, village: Village) -> dict[str, Any]:
    return {"village": village, "text_source": text.source, "text_row": text.row}


def _kept(
    ledger: Any, text: KinText, village: Village, other: Person, relation: KindItem, *, by: Actor, cycle: Cycle
) -> list[Kinship]:
    """The new pair; nothing where it is kept already, for the other one's words told of it too."""
    if other.pk == text.person:
        raise Refused("亲属关系的两人不能是同一人，请核对。")
    both = {text.person, other.pk}
    known = Kinship.objects.filter(cycle=cycle, village=village, person__in=both, other__in=both).first()
    if known is not None:
        if known.relation_id != relation.pk:
            raise Refused(f"已登记“{known}”，与所选关系不同，请先核对原记录。")
        return []
    values: dict[str, Any] = {
        "village": village,
        "person": Person.objects.get(pk=text.person),
        "other": other,
        "relation": relation,
    }
    values |= {"source": SOURCE, "noted_on": timezone.localdate()}
    return [services.save_row(ledger, None, values, by=by, cycle=cycle)]
