"""The work in the background. A job runs in a process of its own: to cancel is to end the process, and what breaks
there breaks nothing else.
"""

from __future__ import annotations

import subprocess  # nosec B404
import sys
import time
from collections.abc import Callable

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from convive.web.imports import uploads
from convive.web.imports.models import Job

EVERY = 1.0


@task()  # type: ignore[untyped-decorator, unused-ignore]  # as loosely typed as Django's own
def run(job: str) -> str:
    """Run a job to its end and give the state in which it ended."""
    return watch(job, lambda: begin(job))


def begin(job: str) -> subprocess.Popen[bytes]:
    """The process that does the work; a session of its own, so that Ctrl-C for the server does not hit it half way."""
    words = [sys.executable, "-m", "convive.web", "run_job", job]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True)  # nosec B603


def watch(job: str, start: Callable[[], subprocess.Popen[bytes]]) -> str:
    """Start a job unless it was cancelled, note once a second that it lives, and end it when somebody asks to."""
    rows = Job.objects.filter(pk=job)
    now = timezone.now()
    if not rows.filter(state=Job.State.WAITING).update(state=Job.State.RUNNING, beat=now, progress="Begins"):
        return "not waiting"
    process = start()
    ended = ""
    last = time.monotonic() + 60 * settings.CONVIVE_JOB_MINUTES
    try:
        while process.poll() is None:
            time.sleep(EVERY)
            rows.filter(state=Job.State.RUNNING).update(beat=timezone.now())
            if time.monotonic() > last:
                ended = f"It took longer than {settings.CONVIVE_JOB_MINUTES} minutes and was ended."
            if ended or rows.filter(cancel_asked=True).exclude(step=Job.Step.KEEP).exists():
                process.kill()
                process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    _settle(job, ended)
    return str(rows.values_list("state", flat=True).get())


def _settle(job: str, ended: str) -> None:
    """What the process left running when it ended was cancelled, or it broke."""
    left = Job.objects.filter(pk=job, state=Job.State.RUNNING)
    if left.filter(cancel_asked=True).update(state=Job.State.CANCELLED, progress=""):
        uploads.forget(job)
    left.update(state=Job.State.STOPPED, progress=ended or F("progress"))
