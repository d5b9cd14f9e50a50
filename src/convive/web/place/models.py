"""A published release of evidence about a place."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from convive.web.config.published import Published


class Release(Published):
    """Everything known about a place on one day, numbered per place."""

    boundary_year = models.PositiveSmallIntegerField()
    invented = models.BooleanField()
    note = models.CharField("what is new, or what it corrects", max_length=300, blank=True, default="")

    class Meta(Published.Meta):
        verbose_name = "release"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place_code", "number"], name="place_release_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.place_name}, release {self.number}"
