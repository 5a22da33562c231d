"""Acts that wait for one another until their transactions end: on SQLite by its one writer, on PostgreSQL by a lock.

Who takes both takes the trail's first: nobody waits for somebody who waits for him.
"""

from django.db import connection

TRAIL, MARKS = 7243001, 7243002


def wait_for(queue: int) -> None:
    """Go on once nobody before us is in this queue; asked inside a transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [queue])
