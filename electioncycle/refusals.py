"""What the product answers when it will not do something: one plain sentence, nothing half done."""

from typing import Any


class Refused(Exception):
    """A rule stands against the act. ``str(error)`` is the sentence shown to the user, ``field`` the input it is about.

    ``field`` is the name under which forms send it; empty where the sentence is about the act as a whole.
    """

    status = 422
    why = ""  # a code for the audit trail, where the sentence alone would not tell refusals apart

    def __init__(self, sentence: str = "", *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Conflict(Refused):
    """Somebody changed the row meanwhile: ``row`` as it stands now, and the version ``seen`` by whoever acts."""

    status = 409

    def __init__(self, sentence: str, *, row: Any = None, seen: int = 0) -> None:
        super().__init__(sentence)
        self.row, self.seen = row, seen


class NotYours(Refused):
    """The role does not hold this right."""

    status = 403

    def __init__(self, sentence: str = "您的角色没有办理此项的权限。需要办理的，请联系县换届办。") -> None:
        super().__init__(sentence)
