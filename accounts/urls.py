"""Addresses of signing in and of one's own account."""

from django.urls import URLPattern, path

from accounts import calendar_feed, views

urlpatterns: list[URLPattern] = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("password/", views.ChangePassword.as_view(), name="password_change"),
    path("calendar/<slug:token>.ics", calendar_feed.CalendarFeed.as_view(), name="calendar_feed"),
    path("profile/", views.Profile.as_view(), name="profile"),
]
