"""Addresses of signing in. allauth knows them by the names given here."""

from __future__ import annotations

from django.urls import path

from convive.web.accounts import views

urlpatterns = [
    path("sign-in/", views.ask_for_code, name="account_request_login_code"),
    path("sign-in/", views.ask_for_code, name="account_login"),
    path("sign-in/code/", views.give_code, name="account_confirm_login_code"),
    path("sign-in/closed/", views.closed, name="account_inactive"),
    path("sign-in/try/", views.try_it, name="try_it"),
    path("people/", views.people, name="people"),
    path("sign-out/", views.sign_out, name="account_logout"),
]
