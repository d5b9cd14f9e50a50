"""Addresses of pages about the place."""

from __future__ import annotations

from django.urls import path

from convive.web.place import views

app_name = "place"
urlpatterns = [
    path("", views.our_place, name="our_place"),
    path("about/numbers/", views.numbers, name="numbers"),
    path("about/numbers/<slug:slug>/", views.lesson, name="lesson"),
    path("data/<int:number>/<slug:sheet>.csv", views.table, name="table"),
]
