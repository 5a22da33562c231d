"""Risk points, key ledgers, visits; problem, task and countermeasure lists."""

from risks.models.daily import DailyReport
from risks.models.key_persons import KeyPerson
from risks.models.key_villages import KeyVillage
from risks.models.points import RiskPoint
from risks.models.problems import Countermeasure, Problem
from risks.models.sweeps import Sweep
from risks.models.visits import LeaderLink, Visit

__all__ = [
    "Countermeasure",
    "DailyReport",
    "KeyPerson",
    "KeyVillage",
    "LeaderLink",
    "Problem",
    "RiskPoint",
    "Sweep",
    "Visit",
]
