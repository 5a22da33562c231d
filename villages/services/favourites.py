"""The villages a user keeps at hand, as long as they lie in the user's territory."""

from django.db.models import QuerySet

from electioncycle.actors import Actor
from villages.models import Favourite, Village


def of(user: Actor) -> QuerySet[Village]:
    """In official order."""
    marked = Favourite.objects.filter(user=user.pk).values("village")
    return Village.objects.visible_to(user).filter(pk__in=marked).select_related("township")


def is_one(village: Village, user: Actor) -> bool:
    return Favourite.objects.filter(user=user.pk, village=village).exists()


def turn(village: Village, *, by: Actor, on: bool) -> None:
    """Mark it, or take the mark away; done twice it stays as it is."""
    if on:
        Favourite.objects.get_or_create(user_id=by.pk, village=village)
    else:
        Favourite.objects.filter(user=by.pk, village=village).delete()
