"""What every piece of work in the background has in common: how far it is, who watches it, how it is ended.

A job is a row; the work is done in a process of its own, so that to cancel is to end the process, and what breaks
there breaks nothing else (decision 12).
"""

from __future__ import annotations

import subprocess  # nosec B404
import sys
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone

from convive.core.errors import RefusedInput
from convive.web.config import uploads

EVERY = 1.0
# A running job whose worker has been silent for so long was cut off.
SILENT = timedelta(seconds=20)
MOST_WAITING = 10


class State(models.TextChoices):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


UNDER_WAY = (State.WAITING, State.RUNNING)


class BackgroundJob(models.Model):
    """A row that says how far a piece of work is and what came out.

    ``beat`` is when the worker last saw it running: a job whose beat has stopped was cut off.
    """

    State = State

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    files = models.JSONField(default=list)
    progress = models.CharField(max_length=120, blank=True)
    report = models.JSONField(default=dict)
    cancel_asked = models.BooleanField(default=False)
    made = models.DateTimeField(auto_now_add=True)
    beat = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["-made"]

    @property
    def state_now(self) -> str:
        """How far it is; one that no worker has seen for a while was cut off, whatever its row says."""
        if self.state == State.RUNNING and timezone.now() - (self.beat or self.made) > SILENT:
            return State.STOPPED
        return self.state

    @property
    def waiting_before(self) -> int:
        """How many of its kind wait before it."""
        if self.state_now != State.WAITING:
            return 0
        rows: Any = type(self)._default_manager
        return int(rows.filter(state__in=UNDER_WAY, made__lt=self.made).count())


def refuse_crowd(model: type[BackgroundJob], most: int = MOST_WAITING) -> None:
    """Refuse another job when many wait already.

    Raises
    ------
    RefusedInput
        When there are.
    """
    rows: Any = model._default_manager
    if rows.filter(state__in=UNDER_WAY).count() >= most:
        raise RefusedInput(
            f"{most} of them are waiting already.", rule="crowd", hint="Wait until one is over, or cancel one."
        )


def begin(verb: str, job: str) -> subprocess.Popen[bytes]:
    """The process that does the work; a session of its own, so that Ctrl-C for the server does not hit it half way."""
    words = [sys.executable, "-m", "convive.web", verb, job]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True)  # nosec B603


def watch(
    model: type[BackgroundJob], job: str, start: Callable[[], subprocess.Popen[bytes]], **never_ended: str
) -> str:
    """Start a job unless it was cancelled, note once a second that it lives, and end it when somebody asks to.

    ``never_ended`` names the jobs that nobody can cancel, by a field and its value. The state in which it ended.
    """
    manager: Any = model._default_manager
    rows = manager.filter(pk=job)
    if not rows.filter(state=State.WAITING).update(state=State.RUNNING, beat=timezone.now(), progress="Begins"):
        return "not waiting"
    process = start()
    ended = ""
    last = time.monotonic() + 60 * settings.CONVIVE_JOB_MINUTES
    asked = rows.filter(cancel_asked=True)
    if never_ended:
        asked = asked.exclude(**never_ended)
    try:
        while process.poll() is None:
            time.sleep(EVERY)
            rows.filter(state=State.RUNNING).update(beat=timezone.now())
            if time.monotonic() > last:
                ended = f"It took longer than {settings.CONVIVE_JOB_MINUTES} minutes and was ended."
            if ended or asked.all().exists():
                process.kill()
                process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    # What the process left running when it ended was cancelled, or it broke.
    left = rows.filter(state=State.RUNNING)
    if left.filter(cancel_asked=True).update(state=State.CANCELLED, progress=""):
        uploads.forget(job)
    left.update(state=State.STOPPED, progress=ended or F("progress"))
    return str(rows.values_list("state", flat=True).get())


def without_paths(job: object, value: Any) -> Any:
    """A report without the place on this machine's disk where the files lay."""
    own = str(uploads.folder(job))
    if isinstance(value, str):
        return value.replace(f"{own}/", "").replace(own, "the files")
    if isinstance(value, dict):
        return {name: without_paths(job, one) for name, one in value.items()}
    return [without_paths(job, one) for one in value] if isinstance(value, list | tuple) else value
