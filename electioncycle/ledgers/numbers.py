"""Which fields of a ledger hold personal numbers, and to whom their full export is offered."""

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Ledger
from electioncycle.roles import Action
from electioncycle.security.privacy import EncryptedField


def sealed(ledger: Ledger) -> list[str]:
    """The fields of the ledger that hold personal numbers."""
    return [name for name in ledger.fields if isinstance(ledger.field(name), EncryptedField)]


def offered(ledger: Ledger, user: Actor) -> bool:
    """Whether this user may ask for the full numbers of this ledger (``electioncycle.disclosure.unmasked``)."""
    return bool(sealed(ledger)) and all(ledger.allows(user, act) for act in (Action.EXPORT, Action.UNMASK))
