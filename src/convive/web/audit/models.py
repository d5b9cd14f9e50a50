"""One line of the record."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from convive.web.config.immutable import WrittenOnce


class Event(WrittenOnce):
    """Who did what to what. ``facts`` holds a few small values and nothing about any person."""

    when = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=40)
    object = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)

    class Meta(WrittenOnce.Meta):
        verbose_name = "line of the record"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.verb} {self.object}"
