"""Addresses of pages that never change."""

from __future__ import annotations

from django.urls import path

from convive.web.ui import views

app_name = "ui"
urlpatterns = [
    path("about/privacy/", views.privacy, name="privacy"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("cloth/<slug:code>.css", views.cloth, name="cloth"),
]
