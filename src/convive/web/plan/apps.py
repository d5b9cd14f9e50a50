"""The plan app."""

from __future__ import annotations

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """Names the app."""

    name = "convive.web.plan"
    label = "plan"
