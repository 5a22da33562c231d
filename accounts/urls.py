"""Addresses of signing in, of one's own account, and of the accounts somebody looks after."""

from django.urls import URLPattern, path

from accounts.views import accounts, bulk, calendar_feed, own, resets, sign_in, slips
from accounts.views import audit as audit_views
from accounts.workbooks.accounts import ACCOUNT_SHEET
from electioncycle.workbooks.pages import AnnotatedPage, ImportPage

urlpatterns: list[URLPattern] = [
    path("users/", accounts.AccountList.as_view(), name="accounts"),
    path("login/", sign_in.SignIn.as_view(), name="login"),
    path("login/code/", sign_in.CodePage.as_view(), name="login_code"),
    path("login/enrol/", sign_in.EnrolPage.as_view(), name="login_enrol"),
    path("logout/", sign_in.SignOut.as_view(), name="logout"),
    path("password/", own.ChangePassword.as_view(), name="password_change"),
    path("handed-out/", own.HandedOut.as_view(), name="handed_out"),
    path("resets/", resets.Resets.as_view(), name="resets"),
    path("resets/<int:pk>/<slug:move>/", resets.SettleReset.as_view(), name="reset_settle"),
    path("calendar/<slug:token>.ics", calendar_feed.CalendarFeed.as_view(), name="calendar_feed"),
    path("audit/", audit_views.AuditList.as_view(), name="audit_list"),
    path("audit/verify/", audit_views.AuditVerify.as_view(), name="audit_verify"),
    path("audit/export/", audit_views.AuditExport.as_view(), name="audit_export"),
    path("profile/", own.Profile.as_view(), name="profile"),
    path("profile/sessions/", own.EndSessions.as_view(), name="sessions_end"),
    path("profile/second/", own.SecondFactor.as_view(), name="second_factor"),
    path("roles/", accounts.RoleTable.as_view(), name="role_table"),
    path("users/new/", accounts.AccountAdd.as_view(), name="account_add"),
    path("users/import/", ImportPage.as_view(ledger=ACCOUNT_SHEET), name="accounts_import"),
    path("users/import/<int:pk>/", bulk.AccountPreview.as_view(ledger=ACCOUNT_SHEET), name="accounts_import_preview"),
    path("users/import/<int:pk>/marked/", AnnotatedPage.as_view(ledger=ACCOUNT_SHEET), name="accounts_annotated"),
    path("users/template/", bulk.AccountTemplate.as_view(ledger=ACCOUNT_SHEET), name="accounts_template"),
    path("slips/", slips.SlipList.as_view(), name="slips"),
    path("slips/<int:pk>/", slips.SlipDetail.as_view(), name="slip"),
    path("users/<int:pk>/", accounts.AccountDetail.as_view(), name="account"),
    path("users/<int:pk>/edit/", accounts.AccountChange.as_view(), name="account_change"),
    path("users/<int:pk>/roles/", accounts.AccountRoles.as_view(), name="account_roles"),
    path("users/<int:pk>/unlock/", accounts.AccountUnlock.as_view(only="unlock"), name="account_unlock"),
    path("users/<int:pk>/password/", accounts.AccountResetPassword.as_view(), name="account_reset_password"),
    path(
        "users/<int:pk>/reset-second-factor/", accounts.AccountResetFactor.as_view(), name="account_reset_second_factor"
    ),
    path("users/<int:pk>/hand-over/", accounts.AccountHandOver.as_view(), name="account_hand_over"),
    path("users/<int:pk>/<slug:move>/", accounts.AccountAct.as_view(), name="account_act"),
]
