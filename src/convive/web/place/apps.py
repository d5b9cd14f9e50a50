"""The place app."""

from __future__ import annotations

from django.apps import AppConfig


class PlaceConfig(AppConfig):
    """Names the app."""

    name = "convive.web.place"
    label = "place"
