"""A published release of evidence about a place."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from convive.web.config.immutable import WrittenOnce


class Release(WrittenOnce):
    """Everything known about a place on one day, numbered per place. ``content`` is JSON, ``digest`` its SHA-256."""

    place_code = models.CharField(max_length=9)
    place_name = models.CharField(max_length=120)
    boundary_year = models.PositiveSmallIntegerField()
    invented = models.BooleanField()
    number = models.PositiveIntegerField()
    written = models.DateField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    published = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(WrittenOnce.Meta):
        verbose_name = "release"
        ordering = ("-id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place_code", "number"], name="place_release_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.place_name}, release {self.number}"
