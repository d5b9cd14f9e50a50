"""One piece of work in the background: what it is, how far it is, what came out."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class Job(models.Model):
    """A file that is read and kept, or a release that is drafted.

    ``step`` says what is done: "read" a file, "keep" it, draft a "release". ``state`` says how far it is. ``beat`` is
    when the worker last saw it running: a job whose beat has stopped was cut off.
    """

    class Step(models.TextChoices):
        READ = "read"
        KEEP = "keep"
        RELEASE = "release"

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        READY = "ready"
        DONE = "done"
        REFUSED = "refused"
        STOPPED = "stopped"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    step = models.CharField(max_length=10, choices=Step.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    source = models.CharField("kind of file", max_length=60, blank=True)
    place = models.CharField("code of the place", max_length=9, blank=True)
    files = models.JSONField(default=list)
    progress = models.CharField(max_length=120, blank=True)
    report = models.JSONField(default=dict)
    cancel_asked = models.BooleanField(default=False)
    made = models.DateTimeField(auto_now_add=True)
    beat = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "job"
        ordering: ClassVar[list[str]] = ["-made"]

    def __str__(self) -> str:
        return f"{self.step} {self.id}"
