"""The app that carries the site's own verbs and checks."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the deployment checks."""

    name = "convive.web.config"
    label = "config"

    def ready(self) -> None:
        """Load the checks, which register themselves."""
        from convive.web.config import checks  # noqa: F401  importing it registers the checks
