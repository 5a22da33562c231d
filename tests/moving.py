"""What a form sends along with a move: the version of the row as the page showed it."""

from typing import Any


def seen(row: Any, /, **data: Any) -> dict[str, Any]:
    """``data`` as a form sends it that was opened just now; what is named in it, such as an older version, stays."""
    return {"version": type(row)._base_manager.get(pk=row.pk).version, **data}


def moved(client: Any, address: str, row: Any, /, **data: Any) -> Any:
    """The answer to an act on the row, posted from a page that was opened just now."""
    return client.post(address, seen(row, **data))
