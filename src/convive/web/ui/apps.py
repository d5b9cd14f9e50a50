"""The ui app."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Names the app."""

    name = "convive.web.ui"
    label = "ui"
