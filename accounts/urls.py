"""Addresses of signing in, of one's own account, and of the accounts somebody looks after."""

from django.urls import URLPattern, path

from accounts import audit_views, calendar_feed
from accounts.views import own, sign_in

urlpatterns: list[URLPattern] = [
    path("login/", sign_in.SignIn.as_view(), name="login"),
    path("login/code/", sign_in.CodePage.as_view(), name="login_code"),
    path("login/enrol/", sign_in.EnrolPage.as_view(), name="login_enrol"),
    path("logout/", sign_in.SignOut.as_view(), name="logout"),
    path("password/", own.ChangePassword.as_view(), name="password_change"),
    path("calendar/<slug:token>.ics", calendar_feed.CalendarFeed.as_view(), name="calendar_feed"),
    path("audit/", audit_views.AuditList.as_view(), name="audit_list"),
    path("audit/verify/", audit_views.AuditVerify.as_view(), name="audit_verify"),
    path("audit/export/", audit_views.AuditExport.as_view(), name="audit_export"),
    path("profile/", own.Profile.as_view(), name="profile"),
    path("profile/sessions/", own.EndSessions.as_view(), name="sessions_end"),
    path("profile/second/", own.SecondFactor.as_view(), name="second_factor"),
]
