"""How many people the joint review found unfit, as statistics and scenarios count them."""

from candidates.models import Intention, Nominee, ReviewDecision
from electioncycle.actors import Actor
from villages.models import Cycle
from villages.services.territory import participants


def hits(user: Actor, cycle: Cycle) -> int:
    """Distinct persons, declared or nominated in a village that takes part, whose 不合格 is in force."""
    villages = participants(user, cycle)
    standing = {"cycle": cycle, "village__in": villages}
    wanting = {
        number
        for model in (Intention, Nominee)
        for number in model.objects.filter(**standing).values_list("person__id_index", flat=True)
    }
    refused = ReviewDecision.refused_in(cycle).filter(subject__village__in=villages, subject__withdrawn_at=None)
    return len(wanting & set(refused.values_list("subject__person__id_index", flat=True)))
