"""Risk points, key ledgers, visits; problem, task and countermeasure lists."""

from risks.models.key_persons import KeyPerson, KeyPersonReader
from risks.models.key_villages import KeyVillage
from risks.models.points import RiskPoint
from risks.models.sweeps import Sweep

__all__ = ["KeyPerson", "KeyPersonReader", "KeyVillage", "RiskPoint", "Sweep"]
