"""What the election declares to the desk of the county."""

from elections.ledger import ahead

__all__ = ["ahead"]
