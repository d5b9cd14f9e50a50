"""Addresses of the record."""

from __future__ import annotations

from django.urls import path

from convive.web.audit import views

app_name = "audit"
urlpatterns = [path("", views.record, name="record")]
