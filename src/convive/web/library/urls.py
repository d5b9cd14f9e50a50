"""Addresses of the library."""

from __future__ import annotations

from django.urls import path

from convive.web.library import views

app_name = "library"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("compare/", views.compare, name="compare"),
    path("<slug:slug>/", views.entry, name="entry"),
    path("<slug:slug>/start/", views.start, name="start"),
]
