"""The library app."""

from __future__ import annotations

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Names the app."""

    name = "convive.web.library"
    label = "library"
