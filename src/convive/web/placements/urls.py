"""Addresses of proposals."""

from __future__ import annotations

from django.urls import path

from convive.web.placements import views

app_name = "placements"
urlpatterns = [
    path("", views.first, name="first"),
    path("new/<slug:kind>/", views.new, name="new"),
    path("<uuid:id>/", views.proposal, name="proposal"),
    path("<uuid:id>/lines.csv", views.lines_csv, name="lines"),
    path("<uuid:id>/rosters/", views.rosters, name="rosters"),
    path("<uuid:id>/fair/", views.fair, name="fair"),
    path("<uuid:id>/line/<str:subject>/", views.line, name="line"),
    path("<uuid:id>/line/<str:subject>/back/", views.take_back, name="take_back"),
    path("<uuid:id>/go-on/", views.go_on, name="go_on"),
    path("<uuid:id>/accept/", views.accept, name="accept"),
    path("<uuid:id>/again/", views.again, name="again"),
    path("<uuid:id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:id>/throw-away/", views.throw_away, name="throw_away"),
]
