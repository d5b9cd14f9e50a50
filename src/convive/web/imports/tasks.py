"""The work in the background: the task that waits in the database, and the process that does it."""

from __future__ import annotations

from django_tasks import task

from convive.web.config import jobs
from convive.web.imports.models import Job


@task()  # type: ignore[untyped-decorator, unused-ignore]  # as loosely typed as Django's own
def run(job: str) -> str:
    """Run a job to its end and give the state in which it ended. What is being kept is not ended half way."""
    return jobs.watch(Job, job, lambda: jobs.begin("run_job", job), step=Job.Step.KEEP)
