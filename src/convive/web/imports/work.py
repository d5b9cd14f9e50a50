"""What a job does, in the process that does it: read, keep, draft. The only place of the import where engines run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from convive.core.disclosure import gate
from convive.core.errors import ConviveError
from convive.sources import read
from convive.web.audit import actions as audit
from convive.web.config import uploads
from convive.web.config.jobs import without_paths
from convive.web.config.published import digest_of
from convive.web.imports import queries
from convive.web.imports.models import Job
from convive.web.plan import queries as plan

MOST_FINDINGS = 200


def perform(id: str) -> None:
    """Do one job and write what came out. What cannot be used is refused with its reasons; nothing is half kept."""
    job = Job.objects.get(pk=id)

    def say(progress: str) -> None:
        Job.objects.filter(pk=id, state=Job.State.RUNNING).update(progress=progress, beat=timezone.now())

    try:
        _STEPS[Job.Step(job.step)](job, say)
    except ConviveError as error:
        _end(job, Job.State.REFUSED, without_paths(job.pk, {"rows_good": 0, "rows_refused": 0, **error.as_dict()}))
        uploads.forget(id)


def _read(job: Job, say: Callable[[str], None]) -> None:
    say("Reading the file")
    folder = queries.data_folder()
    report = read(job.source, _paths(job), folder.places())
    given = report.as_dict()
    given["findings_in_all"] = len(given["findings"])
    given["findings"] = given["findings"][:MOST_FINDINGS]
    given["replaces"] = sorted({source.file for e in folder.catalogue.of(report.kind) for source in e.sources})
    _end(job, Job.State.READY, without_paths(job.pk, given))


def _keep(job: Job, say: Callable[[str], None]) -> None:
    say("Keeping what was read")
    folder = queries.data_folder()
    report = read(job.source, _paths(job), folder.places())
    stored = folder.put(report, imported_on=timezone.localdate().isoformat())
    with transaction.atomic():
        facts: dict[str, str | int | bool] = {
            "job": str(job.pk)[:8],
            "rows": report.rows_good,
            "replaced": len(stored.replaced),
        }
        audit.record(job.made_by, "kept", f"files of kind {job.source}", facts=facts)
        _end(job, Job.State.DONE, job.report)
    uploads.forget(job.pk)


def _release(job: Job, say: Callable[[str], None]) -> None:
    from convive.evidence import place as places
    from convive.evidence import record
    from convive.planning.draft import draft
    from convive.planning.lint import lint, summary
    from convive.planning.read import parse
    from convive.planning.write import renew, write

    folder = queries.data_folder()
    say("Working out the evidence")
    evidence = places.build(job.place, folder.tables(), folder.sources(job.place), today=timezone.localdate())
    say("Drafting the plan beside it")
    fresh = draft(evidence)
    text = renew(write(plan.newest_plan()), fresh) if plan.latest() else write(fresh)
    drafted = parse(text)
    content = gate(record.dump(evidence), what="the draft")
    report: dict[str, Any] = {
        "place": evidence.place.name,
        "evidence": content,
        "digest": digest_of(content),
        "plan": text,
        "fresh": write(fresh),
        "tables": [{"id": s.id, "title": s.title, "withheld": s.withheld} for s in evidence.sheets],
        "figures": [{"id": name, "words": figure.words} for name, figure in evidence.figures.items()],
        "missing": [gap.says for gap in evidence.missing],
        "priorities": [{"title": p.title, "words": p.figure.words, "rule": p.rule} for p in drafted.priorities],
        "objectives": len(drafted.objectives),
        "actions": len(drafted.actions),
        "summary": summary(lint(drafted, evidence)),
    }
    _end(job, Job.State.READY, report)


_STEPS = {Job.Step.READ: _read, Job.Step.KEEP: _keep, Job.Step.RELEASE: _release}


def _paths(job: Job) -> list[str]:
    return [str(uploads.folder(job.pk) / name) for name in job.files]


def _end(job: Job, state: str, report: dict[str, Any]) -> None:
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(state=state, report=report, progress="")
