"""A published version of a Local Integration Plan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from convive.web.config.published import Published


class Version(Published):
    """A plan and what the linter found in it, numbered per place."""

    title = models.CharField(max_length=200)

    class Meta(Published.Meta):
        verbose_name = "version of the plan"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place_code", "number"], name="plan_version_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"
