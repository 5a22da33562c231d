"""Questions about persons who are pooled or want to stand."""

from datetime import date

from villages.rules.teams import age_on


def under_age(birth: date | None, election_day: date, least: int | None) -> int | None:
    """The age on election day where it is below what the law asks of a voter (村组法 13); else None."""
    if birth is None or least is None:
        return None
    age = age_on(birth, election_day)
    return age if age < least else None
