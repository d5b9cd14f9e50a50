"""The accounts app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Turns the roles' permissions into rules."""

    name = "convive.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Read roles.toml and register every permission in it."""
        from convive.web.accounts import roles

        roles.register()
