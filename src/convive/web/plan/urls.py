"""Addresses of the plan's pages."""

from __future__ import annotations

from django.urls import path

from convive.web.plan import views

app_name = "plan"
urlpatterns = [
    path("", views.the_plan, name="the_plan"),
    path("change/", views.change, name="change"),
    path("draft/", views.draft, name="draft"),
    path("sources/", views.sources, name="sources"),
    path("findings/", views.findings, name="findings"),
]
