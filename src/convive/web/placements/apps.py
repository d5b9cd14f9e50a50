"""The placements app."""

from __future__ import annotations

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    """Names the app."""

    name = "convive.web.placements"
    label = "placements"
