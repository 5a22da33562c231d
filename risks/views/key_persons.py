"""The page of a key-person entry, each reading recorded, and the one on which the county says who may open what."""

from typing import Any, ClassVar

from electioncycle.disclosure import restricted_pages
from electioncycle.ledgers.ledger import REGISTRY
from risks import figures
from risks.models import KeyPerson
from risks.views.settled import SettledPage


class PersonPage(restricted_pages.TracedDetail, SettledPage):
    """Opening it is recorded."""


class ReadersPage(restricted_pages.ReadersPage):
    ledger: ClassVar[Any] = REGISTRY["keyperson"]
    facts: ClassVar[dict[str, Any]] = {
        "状态": lambda row: row.standing,
        "复核日期": lambda row: row.review_on,
        "有效期止": lambda row: f"{row.valid_until}{'(已到期，不再列管)' if row.is_expired else ''}",
    }

    def entries(self) -> Any:
        rows = figures.in_territory(KeyPerson, self.user, self.cycle).select_related("village__township")
        return rows.order_by(*(KeyPerson._meta.ordering or ()))
