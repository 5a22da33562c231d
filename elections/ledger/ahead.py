"""The steps of the election that are still ahead in a cycle, and the rules they go by."""

from elections.rules.asked import STAGES
from villages.services.steps_ahead import PREPARATION, declare
from villages.services.territory import in_county

for order, stage in enumerate(STAGES, PREPARATION + 1):
    declare(stage.title, *stage.keys, order=order, waiting=in_county)
