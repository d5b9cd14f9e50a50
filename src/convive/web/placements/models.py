"""A proposal, what people decided otherwise and why, and the answer that stands."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from convive.web.config.immutable import WrittenOnce
from convive.web.config.jobs import BackgroundJob


class Run(BackgroundJob):
    """A proposal that is worked out in the background.

    ``options`` are the rules that were chosen. ``after`` is the proposal it was made from: after drop-outs, or to see
    what one changed rule would give.
    """

    class Kind(models.TextChoices):
        LINKING = "linking"
        TEAMS = "teams"
        PLACEMENT = "placement"
        MENTORING = "mentoring"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=80)
    place = models.CharField("code of the place", max_length=9, blank=True)
    options = models.JSONField(default=dict)
    after = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(BackgroundJob.Meta):
        verbose_name = "proposal"

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Overrule(models.Model):
    """A line that a person decided otherwise. The suggestion and the reason stay beside the decision.

    ``decided`` is empty where the person is to go nowhere. The newest row of a subject counts; none is changed.
    ``back`` takes the earlier ones back: the suggestion stands again.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="overrules")
    subject = models.CharField(max_length=80)
    suggested = models.CharField(max_length=80, blank=True)
    decided = models.CharField(max_length=80, blank=True)
    back = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "decision on a line"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.subject} of {self.run_id}"


class Decided(WrittenOnce):
    """A proposal as it was accepted: every line, what was decided otherwise and why, and how good it is."""

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="decided")
    content = models.TextField()
    digest = models.CharField(max_length=64)
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta(WrittenOnce.Meta):
        verbose_name = "decided answer"

    def __str__(self) -> str:
        return f"{self.run_id} as decided"
