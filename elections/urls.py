"""Addresses of this app beyond the ledgers' standard pages."""

from django.urls import URLPattern, path

from electioncycle.ledgers.ledger import REGISTRY
from elections import (
    archive_urls,
    calendar_urls,
    correction_urls,
    day_urls,
    nomination_urls,
    paper_urls,
    party_urls,
    preparation_urls,
    round_urls,
    sheet_urls,
)
from elections.views import checks, committees, elections, purges, registering, registrations, scheme_templates, schemes

ELECTION = REGISTRY["election"]
COMMITTEE, MEMBER = REGISTRY["electioncommittee"], REGISTRY["committeemember"]
REGISTRATION, SUPPLEMENT = REGISTRY["registration"], REGISTRY["supplement"]
SCHEME, TEMPLATE = REGISTRY["scheme"], REGISTRY["schemetemplate"]

urlpatterns: list[URLPattern] = [
    *archive_urls.urlpatterns,
    *calendar_urls.urlpatterns,
    *day_urls.urlpatterns,
    *nomination_urls.urlpatterns,
    *preparation_urls.urlpatterns,
    *paper_urls.urlpatterns,
    *sheet_urls.urlpatterns,
    *correction_urls.urlpatterns,
    *round_urls.urlpatterns,
    *party_urls.urlpatterns,
    path(f"{ELECTION.path}new/", registering.AddElection.as_view(ledger=ELECTION), name="election_add"),
    path(f"{ELECTION.path}<int:pk>/edit/", registering.EditElection.as_view(ledger=ELECTION), name="election_edit"),
    path(f"{ELECTION.path}<int:pk>/", elections.ElectionPage.as_view(ledger=ELECTION), name="election_detail"),
    path(
        f"{ELECTION.path}<int:pk>/move/<slug:move>/",
        elections.ElectionMove.as_view(ledger=ELECTION),
        name="election_move",
    ),
    path(
        f"{ELECTION.path}<int:pk>/retention/",
        purges.ElectionPurgePage.as_view(ledger=ELECTION),
        name="election_purge",
    ),
    path(
        f"{ELECTION.path}<int:pk>/retention/<slug:move>/",
        purges.ElectionPurgeMove.as_view(ledger=ELECTION),
        name="election_purge_move",
    ),
    path("elections/checks/", checks.ChecksPage.as_view(), name="checks"),
    path("elections/<int:pk>/checks/<slug:suffix>/", checks.ChecksPaper.as_view(), name="checks_print"),
    path(
        f"{COMMITTEE.path}<int:pk>/",
        committees.CommitteePage.as_view(ledger=COMMITTEE),
        name="electioncommittee_detail",
    ),
    path(
        f"{COMMITTEE.path}<int:pk>/members/",
        committees.MembersPage.as_view(ledger=COMMITTEE),
        name="committee_members",
    ),
    path(
        f"{COMMITTEE.path}<int:pk>/move/<slug:move>/",
        committees.CommitteeMove.as_view(ledger=COMMITTEE),
        name="electioncommittee_move",
    ),
    path(
        f"{MEMBER.path}<int:pk>/move/<slug:move>/",
        committees.MemberMove.as_view(ledger=MEMBER),
        name="committeemember_move",
    ),
    path(
        f"{REGISTRATION.path}<int:pk>/",
        registrations.RegistrationPage.as_view(ledger=REGISTRATION),
        name="registration_detail",
    ),
    path(
        f"{REGISTRATION.path}<int:pk>/move/<slug:move>/",
        registrations.RegistrationMove.as_view(ledger=REGISTRATION),
        name="registration_move",
    ),
    path(
        f"{SUPPLEMENT.path}<int:pk>/move/<slug:move>/",
        registrations.SupplementMove.as_view(ledger=SUPPLEMENT),
        name="supplement_move",
    ),
    path(
        f"{REGISTRATION.path}<int:pk>/list/",
        registrations.VoterListPrint.as_view(ledger=REGISTRATION),
        name="registration_list_print",
    ),
    path("elections/schemes/", schemes.OverviewPage.as_view(), name="schemes"),
    path("elections/schemes/of/<int:pk>/", schemes.EntryPage.as_view(), name="scheme_entry"),
    path("elections/schemes/of/<int:pk>/record/", schemes.RecordPage.as_view(), name="scheme_record"),
    path(f"{SCHEME.path}<int:pk>/", schemes.SchemePage.as_view(ledger=SCHEME), name="scheme_detail"),
    path(
        f"{SCHEME.path}<int:pk>/print/<slug:which>/<slug:suffix>/",
        schemes.SchemePaper.as_view(ledger=SCHEME),
        name="scheme_paper",
    ),
    path(f"{SCHEME.path}<int:pk>/scan/", schemes.SchemeScan.as_view(ledger=SCHEME), name="scheme_scan"),
    path(f"{SCHEME.path}<int:pk>/move/<slug:move>/", schemes.SchemeMove.as_view(ledger=SCHEME), name="scheme_move"),
    path(f"{TEMPLATE.path}new/", scheme_templates.TemplateAdd.as_view(ledger=TEMPLATE), name="scheme_template_new"),
    path(
        f"{TEMPLATE.path}<int:pk>/form/",
        scheme_templates.TemplateEntry.as_view(ledger=TEMPLATE),
        name="scheme_template_entry",
    ),
    path(
        f"{TEMPLATE.path}<int:pk>/",
        scheme_templates.TemplatePage.as_view(ledger=TEMPLATE),
        name="schemetemplate_detail",
    ),
    path(
        f"{TEMPLATE.path}<int:pk>/move/<slug:move>/",
        scheme_templates.TemplateMove.as_view(ledger=TEMPLATE),
        name="scheme_template_move",
    ),
]
