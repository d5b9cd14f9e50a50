"""Everything that changes a proposal: begin, overrule with a reason, accept, go on after drop-outs, throw away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from convive.core.errors import RefusedInput, did_you_mean
from convive.core.geography import is_code
from convive.web.accounts import queries as accounts
from convive.web.audit import actions as audit
from convive.web.config import uploads
from convive.web.config.jobs import UNDER_WAY, State, refuse_crowd
from convive.web.config.published import digest_of
from convive.web.placements import queries, tasks
from convive.web.placements.kinds import KINDS
from convive.web.placements.models import Decided, Overrule, Run

LONGEST_REASON = 300


def begin(
    actor: Any,
    kind: str,
    title: str,
    files: Iterable[UploadedFile[Any]] = (),
    *,
    place: str = "",
    options: Mapping[str, Any] | None = None,
) -> UUID:
    """Take lists in, or name a place whose published schools are to be linked, and have a proposal worked out.

    Raises
    ------
    NotAllowed
        When the actor may not match.
    RefusedInput
        When nothing was given, the code is none, schools come from a list and from a place, a file cannot be taken in,
        or too much is waiting already.
    """
    accounts.require(actor, "placements.match")
    if kind not in KINDS:
        raise RefusedInput(f"There is no kind “{kind}”.", rule="kind", hint=did_you_mean(kind, KINDS))
    given = list(files)
    if place and not is_code("lad", place):
        raise RefusedInput(f"“{place}” is not the code of an authority.", rule="code", hint="Write it like E08000032.")
    if not given and not place:
        raise RefusedInput("Nothing was given.", rule="nothing", hint="Choose the lists, or name a place.")
    if place and any(str(file.name).split(".")[0].lower() in ("schools", "classes") for file in given):
        raise RefusedInput(
            "There are lists of your own and a place as well.",
            rule="both",
            hint="Leave the place empty, or take schools and classes out of the files.",
        )
    refuse_crowd(Run)
    new = uuid4()
    names = uploads.take_in(new, given) if given else []
    run = Run(pk=new, kind=kind, title=title.strip() or KINDS[kind].title, place=place, files=names)
    run.options = dict(options or {})
    try:
        _start(actor, run, "asked for")
    except BaseException:
        uploads.forget(new)
        raise
    return new


def go_on(actor: Any, id: UUID, *, without: Iterable[str] = (), forbid: Iterable[tuple[str, str]] = ()) -> UUID:
    """Have a proposal worked out from an earlier one: without those who dropped out, or with some pairs forbidden.

    What people decided on its lines goes with it. The earlier one stays as it is.

    Raises
    ------
    NotAllowed
        When the actor may not match.
    RefusedInput
        When it is not ready, nothing would change, or somebody is not on its lists.
    """
    accounts.require(actor, "placements.match")
    row = _row(id, State.READY, State.DONE)
    gone, apart = sorted(set(without)), sorted({tuple(sorted(pair)) for pair in forbid})
    if not gone and not apart:
        raise RefusedInput(
            "Nothing would change.", rule="nothing", hint="Name who dropped out, or a pair to keep apart."
        )
    known = set(row.report["names"])
    for column, names in (("without", gone), ("forbid", [end for pair in apart for end in pair])):
        for name in names:
            if name not in known:
                raise RefusedInput(
                    f"“{name}” is not on the lists.", column=column, rule="known", hint=did_you_mean(name, known)
                )
    refuse_crowd(Run)
    new = uuid4()
    kept = [pair for pair in row.options.get("forbid", []) if tuple(pair) not in apart]
    run = Run(pk=new, kind=row.kind, title=row.title, place=row.place, files=row.files, after=row)
    run.options = {
        **row.options,
        "without": sorted({*row.options.get("without", []), *gone}),
        "forbid": [*kept, *(list(pair) for pair in apart)],
        "decided": [asdict(made) for made in queries.overruled(row)],
    }
    stands = [one for one in queries.standing(row) if not {one.subject, one.decided} & set(gone)]
    uploads.copy(id, new)
    try:
        _start(actor, run, "went on with", stands)
    except BaseException:
        uploads.forget(new)
        raise
    return new


def again(actor: Any, id: UUID) -> None:
    """Begin a proposal once more that was stopped half way.

    Raises
    ------
    NotAllowed
        When the actor may not match.
    RefusedInput
        When it was not stopped.
    """
    accounts.require(actor, "placements.match")
    with transaction.atomic():
        row = _row(id, State.STOPPED)
        row.state, row.progress, row.beat, row.cancel_asked = State.WAITING, "", None, False
        row.save(update_fields=["state", "progress", "beat", "cancel_asked"])
        tasks.run.enqueue(str(row.pk))


def cancel(actor: Any, id: UUID) -> None:
    """Ask the worker to end a proposal, or take a waiting one out of the row.

    Raises
    ------
    NotAllowed
        When the actor may not match.
    RefusedInput
        When it is not under way.
    """
    accounts.require(actor, "placements.match")
    with transaction.atomic():
        row = _row(id, *UNDER_WAY)
        row.cancel_asked = True
        if row.state != State.RUNNING:
            row.state = State.CANCELLED
        row.save(update_fields=["cancel_asked", "state"])
    if row.state == State.CANCELLED:
        uploads.forget(id)


def overrule(actor: Any, id: UUID, subject: str, decided: str, reason: str) -> None:
    """Decide one line otherwise. The suggestion stays beside it, and so does the reason.

    Raises
    ------
    NotAllowed
        When the actor may not match.
    RefusedInput
        When the proposal is not open, somebody is not on its lists, nothing changes, or no reason is given.
    """
    accounts.require(actor, "placements.match")
    with transaction.atomic():
        row = _row(id, State.READY)
        line = _line(row, subject)
        decided = decided.strip()
        if decided and decided not in queries.choices(row, subject):
            raise RefusedInput(
                f"“{decided}” is not on the lists.",
                column="decided",
                rule="known",
                hint=did_you_mean(decided, queries.choices(row, subject)),
            )
        if decided == line.target:
            raise RefusedInput("This is how it stands already.", column="decided", rule="same")
        _write(actor, row, line, decided, _reason(reason))


def take_back(actor: Any, id: UUID, subject: str) -> None:
    """Let the suggestion of a line stand again.

    Raises
    ------
    NotAllowed
        When the actor may not match.
    RefusedInput
        When the proposal is not open, or nobody decided this line otherwise.
    """
    accounts.require(actor, "placements.match")
    with transaction.atomic():
        row = _row(id, State.READY)
        line = _line(row, subject)
        if line.overruled is None:
            raise RefusedInput("Nobody decided this line otherwise.", rule="nothing")
        subject = line.overruled.subject
        Overrule.objects.create(run=row, subject=subject, back=True, reason="Taken back", made_by=_person(actor))
        audit.record(accounts.row_of(actor), "took back a line of", str(row), facts={"line": subject})


def accept(actor: Any, id: UUID) -> str:
    """Let a proposal stand as it is now, with what was decided otherwise and why. Its digest.

    Raises
    ------
    NotAllowed
        When the actor may not match.
    RefusedInput
        When it is not open, or breaks what no person can decide: more in a class than there are places.
    """
    accounts.require(actor, "placements.match")
    with transaction.atomic():
        row = _row(id, State.READY)
        stands = queries.lines(row)
        content = json.dumps(
            {
                "title": row.title,
                "kind": row.kind,
                "options": row.options,
                "quality": row.report["answer"]["quality"],
                "lines": [asdict(line) for line in stands],
            },
            ensure_ascii=False,
            sort_keys=True,
        )
        digest = digest_of(content)
        Decided.objects.create(run=row, content=content, digest=digest, made_by=_person(actor))
        row.state = State.DONE
        row.save(update_fields=["state"])
        facts = {"lines": len(stands), "otherwise": sum(line.overruled is not None for line in stands)}
        audit.record(accounts.row_of(actor), "accepted", str(row), digest=digest, facts=facts)
    return digest


def throw_away(actor: Any, id: UUID) -> None:
    """Take a proposal and its lists away. One that was accepted keeps its decided lines, and loses its lists.

    Raises
    ------
    NotAllowed
        When the actor may not match.
    RefusedInput
        When it is still under way.
    """
    accounts.require(actor, "placements.match")
    with transaction.atomic():
        row = _row(id, State.READY, State.DONE, State.REFUSED, State.STOPPED, State.CANCELLED)
        audit.record(accounts.row_of(actor), "threw away", str(row))
        if row.state == State.DONE:
            row.files, row.report = [], {"answer": {"quality": row.report["answer"]["quality"]}, "gone": True}
            row.save(update_fields=["files", "report"])
        else:
            row.delete()
    uploads.forget(id)


def _start(actor: Any, run: Run, verb: str, stands: Iterable[Overrule] = ()) -> None:
    """Put a proposal into the row; what people decided on the one before goes with it, in the name of who did."""
    run.made_by = _person(actor)
    with transaction.atomic():
        run.save(force_insert=True)
        for one in stands:
            Overrule.objects.create(
                run=run,
                subject=one.subject,
                suggested=one.suggested,
                decided=one.decided,
                reason=one.reason,
                made_by=one.made_by,
            )
        facts: dict[str, str | int | bool] = {"run": str(run.pk)[:8], "files": len(run.files)}
        audit.record(accounts.row_of(actor), verb, f"a proposal of kind {run.kind}", facts=facts)
        tasks.run.enqueue(str(run.pk))


def _person(actor: Any) -> Any:
    return accounts.row_of(actor)  # only people with an account may match


def _row(id: UUID, *states: str) -> Run:
    row = Run.objects.filter(pk=id).first()
    if row is None:
        raise RefusedInput("There is no such proposal.", rule="run")
    if row.state_now not in states:
        raise RefusedInput(
            "This cannot be done with the proposal as it is now.", rule="state", hint="Look at it again."
        )
    return row


def _line(row: Run, subject: str) -> Any:
    for line in queries.lines(row):
        if line.subject == subject:
            return line
    raise RefusedInput(f"“{subject}” is not on the lists.", column="subject", rule="known")


def _reason(reason: str) -> str:
    words = " ".join(reason.split())
    if len(words) < 3:
        raise RefusedInput(
            "A decision needs its reason.", column="reason", rule="reason", hint="One sentence is enough."
        )
    if len(words) > LONGEST_REASON:
        raise RefusedInput(f"At most {LONGEST_REASON} letters.", column="reason", rule="too-long")
    return words


def _write(actor: Any, row: Run, line: Any, decided: str, reason: str) -> None:
    Overrule.objects.create(
        run=row, subject=line.subject, suggested=line.suggested, decided=decided, reason=reason, made_by=_person(actor)
    )
    # The record says that, never why: a reason may be about somebody.
    audit.record(accounts.row_of(actor), "decided a line of", str(row), facts={"line": line.subject})
