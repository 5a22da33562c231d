"""Addresses of what is to be typed and prepared: staff and boxes, names where a county keeps them, smaller bodies."""

from django.urls import URLPattern, path

from electioncycle.ledgers.ledger import REGISTRY
from elections.views import bodies, burden, name_lists, preparation

PLACE, NAMES, RESULT = REGISTRY["pollingplace"], REGISTRY["namelist"], REGISTRY["bodyresult"]

urlpatterns: list[URLPattern] = [
    path("elections/burden/", burden.BurdenPage.as_view(), name="burden"),
    path("elections/burden/<slug:which>/<slug:form>/", burden.BurdenPaper.as_view(), name="burden_print"),
    path("elections/<int:pk>/preparation/", preparation.PreparationPage.as_view(), name="polling_preparation"),
    path(f"{PLACE.path}new/", preparation.AddPlace.as_view(ledger=PLACE), name="pollingplace_add"),
    path(f"{PLACE.path}<int:pk>/", preparation.PlacePage.as_view(ledger=PLACE), name="pollingplace_detail"),
    path(
        f"{PLACE.path}<int:pk>/move/<slug:move>/",
        preparation.PlaceMove.as_view(ledger=PLACE),
        name="pollingplace_move",
    ),
    path(f"{NAMES.path}readers/", name_lists.ReadersPage.as_view(), name="name_list_readers"),
    path(f"{NAMES.path}<int:pk>/", name_lists.NameListPage.as_view(ledger=NAMES), name="namelist_detail"),
    path(
        f"{NAMES.path}<int:pk>/paper/<slug:suffix>/",
        name_lists.NameListPaper.as_view(ledger=NAMES),
        name="namelist_paper",
    ),
    path(
        f"{NAMES.path}<int:pk>/move/<slug:move>/", name_lists.NameListMove.as_view(ledger=NAMES), name="namelist_move"
    ),
    path(f"{RESULT.path}new/", bodies.AddBodyResult.as_view(ledger=RESULT), name="bodyresult_add"),
    path(f"{RESULT.path}<int:pk>/", bodies.BodyResultPage.as_view(ledger=RESULT), name="bodyresult_detail"),
]
