"""Addresses of the import."""

from __future__ import annotations

from django.urls import path

from convive.web.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.first, name="first"),
    path("release/", views.release, name="release"),
    path("<uuid:id>/", views.job, name="job"),
    path("<uuid:id>/refused.csv", views.refused, name="refused"),
    path("<uuid:id>/keep/", views.keep, name="keep"),
    path("<uuid:id>/again/", views.again, name="again"),
    path("<uuid:id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:id>/publish/", views.publish, name="publish"),
]
