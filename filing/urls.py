"""Addresses of this app beyond the ledger's standard pages."""

from django.urls import URLPattern, path

from electioncycle.ledgers.ledger import REGISTRY
from filing import system_views, views

FORM = REGISTRY["cityform"]
MAP = REGISTRY["systemmap"]

urlpatterns: list[URLPattern] = [
    path(FORM.path, views.FormsPage.as_view(ledger=FORM), name="cityform_list"),
    path(f"{FORM.path}ready/<slug:which>/", views.ReadyTake.as_view(ledger=FORM), name="ready_form_take"),
    path(f"{FORM.path}ready/<slug:which>/trial/", views.ReadyTrial.as_view(ledger=FORM), name="ready_form_trial"),
    path(f"{FORM.path}<int:pk>/", views.FormPage.as_view(ledger=FORM), name="cityform_detail"),
    path(f"{FORM.path}<int:pk>/trial/", views.FormTrial.as_view(ledger=FORM), name="city_form_trial"),
    path(f"{FORM.path}<int:pk>/move/<str:move>/", views.FormMove.as_view(ledger=FORM), name="city_form_move"),
    path(f"{MAP.path}<int:pk>/", system_views.SystemMapPage.as_view(ledger=MAP), name="systemmap_detail"),
    path(
        f"{MAP.path}<int:pk>/move/<str:move>/", system_views.SystemMapMove.as_view(ledger=MAP), name="system_map_move"
    ),
    path(f"{MAP.path}<int:pk>/ask/", system_views.SystemMapAsk.as_view(ledger=MAP), name="system_map_ask"),
    path(
        f"{MAP.path}<int:pk>/file/<slug:which>/",
        system_views.SystemMapFile.as_view(ledger=MAP),
        name="system_map_file",
    ),
    path("filing/editions/<int:pk>/", views.EditionPage.as_view(), name="form_edition"),
    path("filing/editions/<int:pk>/move/<str:move>/", views.EditionMove.as_view(), name="form_edition_move"),
    path(
        "filing/editions/<int:pk>/definitions/<str:form>/",
        views.EditionDefinitions.as_view(),
        name="form_edition_definitions_print",
    ),
    path("filing/editions/<int:pk>/<str:which>.xlsx", views.EditionFile.as_view(), name="form_edition_file"),
]
