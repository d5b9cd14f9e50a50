"""The audit app."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Names the app."""

    name = "convive.web.audit"
    label = "audit"
