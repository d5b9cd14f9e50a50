"""The imports app."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Names the app."""

    name = "convive.web.imports"
    label = "imports"
