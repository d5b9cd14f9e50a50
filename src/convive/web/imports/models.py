"""One piece of work in the background: what it is, how far it is, what came out."""

from __future__ import annotations

from django.db import models

from convive.web.config.jobs import BackgroundJob


class Job(BackgroundJob):
    """A file that is read and kept, or a release that is drafted.

    ``step`` says what is done: "read" a file, "keep" it, draft a "release".
    """

    class Step(models.TextChoices):
        READ = "read"
        KEEP = "keep"
        RELEASE = "release"

    step = models.CharField(max_length=10, choices=Step.choices)
    source = models.CharField("kind of file", max_length=60, blank=True)
    place = models.CharField("code of the place", max_length=9, blank=True)

    class Meta(BackgroundJob.Meta):
        verbose_name = "job"

    def __str__(self) -> str:
        return f"{self.step} {self.id}"
