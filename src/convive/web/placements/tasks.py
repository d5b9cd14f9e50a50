"""The work in the background: the task that waits in the database, and the process that does it."""

from __future__ import annotations

from django_tasks import task

from convive.web.config import jobs
from convive.web.placements.models import Run


@task()  # type: ignore[untyped-decorator, unused-ignore]  # as loosely typed as Django's own
def run(id: str) -> str:
    """Work a proposal out and give the state in which that ended."""
    return jobs.watch(Run, id, lambda: jobs.begin("run_match", id))
