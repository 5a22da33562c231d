"""Addresses of signing in and of one's own account."""

from django.urls import URLPattern, path

from accounts import audit_views, calendar_feed, views

urlpatterns: list[URLPattern] = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("password/", views.ChangePassword.as_view(), name="password_change"),
    path("calendar/<slug:token>.ics", calendar_feed.CalendarFeed.as_view(), name="calendar_feed"),
    path("audit/", audit_views.AuditList.as_view(), name="audit_list"),
    path("audit/verify/", audit_views.AuditVerify.as_view(), name="audit_verify"),
    path("audit/export/", audit_views.AuditExport.as_view(), name="audit_export"),
    path("profile/", views.Profile.as_view(), name="profile"),
]
