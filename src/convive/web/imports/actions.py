"""Everything that brings in a file: take it in, read it, keep it, cancel it; draft a release and publish it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from convive.core.errors import RefusedInput
from convive.core.geography import is_code
from convive.evidence import record
from convive.evidence.model import PlaceEvidence
from convive.sources import kind as find_kind
from convive.web.accounts import queries as accounts
from convive.web.audit import actions as audit
from convive.web.config import uploads
from convive.web.config.jobs import UNDER_WAY, refuse_crowd
from convive.web.config.published import as_published
from convive.web.imports import tasks
from convive.web.imports.models import Job
from convive.web.place import actions as place
from convive.web.place import queries as releases


def take_in(actor: Any, source: str, files: Iterable[UploadedFile[Any]]) -> UUID:
    """Take files in and have them read in the background.

    Raises
    ------
    NotAllowed
        When the actor may not import.
    UnknownName
        When there is no such kind of file.
    RefusedInput
        When a file cannot be taken in, or too much is waiting already.
    """
    accounts.require(actor, "place.import")
    kind = find_kind(source)
    new = uuid4()
    refuse_crowd(Job)
    names = uploads.take_in(new, files)
    try:
        _start(actor, Job(pk=new, step=Job.Step.READ, source=kind.id, files=names), "brought in", files=len(names))
    except BaseException:
        uploads.forget(new)
        raise
    return new


def draft_release(actor: Any, code: str) -> UUID:
    """Have a release drafted in the background from what is in the data folder.

    Raises
    ------
    NotAllowed
        When the actor may not import.
    RefusedInput
        When the code is not that of an authority.
    """
    accounts.require(actor, "place.import")
    if not is_code("lad", code):
        raise RefusedInput(f"“{code}” is not the code of an authority.", rule="code", hint="Write it like E08000032.")
    refuse_crowd(Job)
    job = Job(pk=uuid4(), step=Job.Step.RELEASE, place=code)
    _start(actor, job, "drafted")
    return job.pk


def keep(actor: Any, id: UUID) -> None:
    """Keep what was read: it is read once more and put into the data folder in one step.

    Raises
    ------
    NotAllowed
        When the actor may not import.
    RefusedInput
        When there is nothing to keep.
    """
    accounts.require(actor, "place.import")
    _again(id, (Job.Step.READ,), (Job.State.READY,), Job.Step.KEEP)


def again(actor: Any, id: UUID) -> None:
    """Begin a job once more that was stopped half way.

    Raises
    ------
    NotAllowed
        When the actor may not import.
    RefusedInput
        When it was not stopped.
    """
    accounts.require(actor, "place.import")
    _again(id, tuple(Job.Step), (Job.State.STOPPED,), None)


def cancel(actor: Any, id: UUID) -> None:
    """Ask the worker to end a job, or take a waiting one out of the row. Nothing of it is kept.

    Raises
    ------
    NotAllowed
        When the actor may not import.
    RefusedInput
        When it is not under way, or is being kept at this moment.
    """
    accounts.require(actor, "place.import")
    with transaction.atomic():
        row = _row(id)
        if row.step == Job.Step.KEEP or row.state_now not in (*UNDER_WAY, Job.State.READY):
            raise RefusedInput("There is nothing to cancel any more.", rule="over")
        row.cancel_asked = True
        if row.state != Job.State.RUNNING:
            row.state = Job.State.CANCELLED
        row.save(update_fields=["cancel_asked", "state"])
    if row.state == Job.State.CANCELLED:
        uploads.forget(id)


def publish(actor: Any, id: UUID, note: str = "") -> int:
    """Publish the evidence of a draft release, as it was shown, and give the number of the release.

    Raises
    ------
    NotAllowed
        When the actor may not publish evidence.
    RefusedInput
        When it was published already, the draft is not ready, it says what the newest release says, or a second
        or later release has no note.
    Tampered
        When the draft is no longer what was shown.
    """
    accounts.require(actor, "place.publish")
    with transaction.atomic():
        row = _row(id)
        if row.step != Job.Step.RELEASE or row.state != Job.State.READY:
            raise RefusedInput("This draft is not waiting to be published.", rule="state")
        content = as_published(row.report["evidence"], row.report["digest"], what="draft")
        evidence = record.load(content, file="the draft")
        _refuse_nothing_new(evidence, note)
        release = place.publish_release(actor, evidence, note=note)
        row.state = Job.State.DONE
        # The release holds it now; the draft keeps what people read about it.
        row.report = {name: value for name, value in row.report.items() if name != "evidence"}
        row.report["release"] = release.number
        row.save(update_fields=["state", "report"])
    return int(release.number)


def _start(actor: Any, job: Job, verb: str, **facts: int) -> None:
    job.made_by = accounts.row_of(actor)  # type: ignore[assignment]  # only people with an account may import
    with transaction.atomic():
        job.save(force_insert=True)
        what = f"a release of {job.place}" if job.step == Job.Step.RELEASE else f"files of kind {job.source}"
        audit.record(accounts.row_of(actor), verb, what, facts={"job": str(job.pk)[:8], **facts})
        tasks.run.enqueue(str(job.pk))


def _again(id: UUID, steps: tuple[str, ...], states: tuple[str, ...], step: str | None) -> None:
    with transaction.atomic():
        row = _row(id)
        if row.step not in steps or row.state_now not in states:
            raise RefusedInput("Somebody has gone on with this already.", rule="state", hint="Look at it again.")
        row.step = step or row.step
        row.state, row.progress, row.beat, row.cancel_asked = Job.State.WAITING, "", None, False
        row.save(update_fields=["step", "state", "progress", "beat", "cancel_asked"])
        tasks.run.enqueue(str(row.pk))


def _refuse_nothing_new(evidence: PlaceEvidence, note: str) -> None:
    """From the second release on there is something new, and one sentence says what."""
    newest = releases.latest()
    if newest is None or newest.place_code != evidence.place.code:
        return
    before = releases.evidence(newest.digest)
    if record.dump(replace(evidence, written=before.written)) == record.dump(before):
        raise RefusedInput(
            f"Nothing is new: this is what release {newest.number} says.",
            rule="nothing-new",
            hint="Bring in a newer file first, then draft again.",
        )
    if not note.strip():
        raise RefusedInput(
            f"Release {newest.number} is out already, so people will ask what is new.",
            rule="no-note",
            hint="Say in one sentence what is new, or what it corrects.",
        )


def _row(id: UUID) -> Job:
    row = Job.objects.filter(pk=id).first()
    if row is None:
        raise RefusedInput("There is no such import.", rule="job")
    return row
