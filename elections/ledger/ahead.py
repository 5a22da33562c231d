"""The steps of the election that are still ahead in a cycle, and the rules they go by."""

from elections.rules.asked import STAGES
from villages.services.steps_ahead import declare
from villages.services.territory import in_county

for stage in STAGES:
    declare(stage.title, *stage.keys, at=stage.at, waiting=in_county)
