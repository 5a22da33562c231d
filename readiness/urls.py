"""Addresses of this app beyond the ledger's standard pages."""

from django.urls import URLPattern, path

from readiness.views import analysis, blank, conditions, gate, starts

urlpatterns: list[URLPattern] = [
    path("readiness/", analysis.ProgressPage.as_view(), name="readiness"),
    path("readiness/townships/<int:pk>/", analysis.EntryChoice.as_view(), name="readiness_township"),
    path("readiness/analysis/<int:pk>/", analysis.EntryPage.as_view(), name="analysis_entry"),
    path("readiness/analysis/<int:pk>/blank/<slug:suffix>/", blank.BlankAnalysis.as_view(), name="analysis_blank"),
    path("readiness/review/<int:pk>/", analysis.ReviewPage.as_view(), name="analysis_review"),
    path("readiness/review/<int:pk>/scan/<int:step>/", analysis.ScanPage.as_view(), name="analysis_scan"),
    path("readiness/review/<int:pk>/<slug:move>/", analysis.AnalysisMove.as_view(), name="analysis_move"),
    path("readiness/one-shoulder/", analysis.OneShoulderPage.as_view(), name="one_shoulder"),
    path("readiness/one-shoulder/print/", analysis.OneShoulderPrint.as_view(), name="one_shoulder_print"),
    path("readiness/gate/", starts.OverviewPage.as_view(), name="gate"),
    path("readiness/gate/matrix/", starts.MatrixPage.as_view(), name="gate_matrix"),
    path("readiness/gate/matrix/print/", starts.MatrixPrint.as_view(), name="gate_matrix_print"),
    path("readiness/gate/meeting/", starts.MeetingPage.as_view(), name="gate_meeting"),
    path("readiness/gate/villages/<int:pk>/", gate.SelfCheckPage.as_view(), name="gate_entry"),
    path("readiness/gate/villages/<int:pk>/start/", starts.StartPage.as_view(), name="gate_start"),
    path("readiness/gate/villages/<int:pk>/start/<slug:move>/", starts.StartMove.as_view(), name="gate_start_move"),
    path(
        "readiness/gate/villages/<int:pk>/starts/<int:number>/cancel/",
        starts.CancelStart.as_view(),
        name="gate_start_cancel",
    ),
    path(
        "readiness/gate/villages/<int:pk>/scan/<int:number>/", starts.DecisionScan.as_view(), name="gate_decision_scan"
    ),
    path("readiness/gate/villages/<int:pk>/risks/", starts.RiskPage.as_view(), name="gate_risks"),
    path("readiness/gate/villages/<int:pk>/blank/<slug:suffix>/", blank.BlankCheck.as_view(), name="gate_blank"),
    path("readiness/gate/checks/<int:pk>/", gate.CheckPage.as_view(), name="gate_check"),
    path("readiness/gate/checks/<int:pk>/group/", gate.GroupPage.as_view(), name="gate_group"),
    path("readiness/gate/checks/<int:pk>/sheet/<slug:suffix>/", starts.SheetPage.as_view(), name="gate_sheet"),
    path("readiness/gate/checks/<int:pk>/file/<slug:kind>/<int:number>/", gate.FilePage.as_view(), name="gate_file"),
    path("readiness/gate/checks/<int:pk>/<slug:move>/", gate.GateMove.as_view(), name="gate_move"),
    path("readiness/gate/conditions/", conditions.SetsPage.as_view(), name="conditions"),
    path("readiness/gate/conditions/<int:pk>/", conditions.SetPage.as_view(), name="condition_set"),
    path(
        "readiness/gate/conditions/<int:pk>/compare/<int:other>/",
        conditions.SetComparison.as_view(),
        name="condition_set_compare",
    ),
    path("readiness/gate/conditions/<int:pk>/<slug:move>/", conditions.SetMove.as_view(), name="condition_set_move"),
]
