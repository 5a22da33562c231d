"""The ledgers of risks: problems with their countermeasures, leaders' links, visits."""

from risks.ledger import problems, visits

__all__ = ["problems", "visits"]
