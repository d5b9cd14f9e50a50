"""Reading the import: which files would help, what is under way, and what a file said."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from convive.core.geography import is_code
from convive.reports.tables import defuse
from convive.sources import DataFolder, Wanted, kinds, wanted
from convive.web.accounts import queries as accounts
from convive.web.config.jobs import UNDER_WAY
from convive.web.imports.models import Job
from convive.web.place import queries as place

SHOWN = 20
WORDS = {
    Job.State.WAITING: "Waits for its turn",
    Job.State.RUNNING: "Under way",
    Job.State.READY: "Read; somebody has to decide",
    Job.State.DONE: "Done",
    Job.State.REFUSED: "Could not be used",
    Job.State.STOPPED: "Stopped half way; nothing was kept",
    Job.State.CANCELLED: "Cancelled; nothing was kept",
}
CANCELLING = "Is being cancelled; nothing will be kept"


@dataclass(frozen=True)
class Work:
    """A job as pages show it."""

    id: UUID
    step: str
    state: str
    words: str
    title: str
    files: tuple[str, ...]
    progress: str
    report: dict[str, Any]
    made: datetime
    place: str
    before: int
    cancelling: bool = False

    @property
    def under_way(self) -> bool:
        """Whether the page has something to wait for."""
        return self.state in UNDER_WAY

    @property
    def can_cancel(self) -> bool:
        """Whether it can be cancelled: what is being kept is finished or not begun within a moment."""
        return self.under_way and self.step != Job.Step.KEEP and not self.cancelling


def data_folder() -> DataFolder:
    """The site's own data folder."""
    return DataFolder(settings.CONVIVE_DATA / "data")


def demo_files() -> str:
    """Where the demo keeps the invented borough's files, to try the import with; empty on a real site."""
    folder = settings.CONVIVE_DATA / "files"
    return str(folder) if settings.CONVIVE_DEMO and folder.is_dir() else ""


def place_code(asked: str = "") -> str:
    """The code of the place that files are wanted for: of the newest release, the setting, or as asked; else empty."""
    newest = place.latest()
    code = newest.place_code if newest else settings.CONVIVE_PLACE or asked.strip().upper()
    return code if is_code("lad", code) else ""


def wanted_files(actor: Any, code: str) -> tuple[Wanted, ...]:
    """Every kind of file that has something about the place, in the order of use.

    Raises
    ------
    NotAllowed
        When the actor may not import.
    """
    accounts.require(actor, "place.import")
    return wanted(data_folder().catalogue, code, timezone.localdate())


@cache
def kind_titles() -> dict[str, str]:
    """The kinds of file that can be brought in, by id, in the order of their titles."""
    return {kind.id: kind.title for kind in sorted(kinds(), key=lambda kind: kind.title)}


def newest(actor: Any) -> tuple[Work, ...]:
    """The newest jobs.

    Raises
    ------
    NotAllowed
        When the actor may not import.
    """
    accounts.require(actor, "place.import")
    return tuple(_work(row) for row in Job.objects.all()[:SHOWN])


def work(actor: Any, id: UUID) -> Work | None:
    """A job, or ``None``.

    Raises
    ------
    NotAllowed
        When the actor may not import.
    """
    accounts.require(actor, "place.import")
    row = Job.objects.filter(pk=id).first()
    return _work(row) if row else None


def refused_csv(report: dict[str, Any]) -> bytes:
    """The cells that could not be used, with the reason for each, as a table that no spreadsheet runs."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["File", "Row", "Column", "What is wrong", "How to mend it"])
    for cell in report.get("refused", []):
        words = [cell.get("file"), cell.get("row"), cell.get("column"), cell.get("says"), cell.get("hint")]
        writer.writerow([defuse(str(one)) if one is not None else "" for one in words])
    return out.getvalue().encode("utf-8-sig")


def newest_draft() -> str:
    """The newest draft plan that was made beside a release, as text; empty when there is none.

    It holds what the figures say and nobody's words: what people have published since is not in it.
    """
    row = Job.objects.filter(step=Job.Step.RELEASE, state__in=(Job.State.READY, Job.State.DONE)).first()
    return str(row.report.get("fresh") or row.report.get("plan", "")) if row else ""


def _work(row: Job) -> Work:
    state = row.state_now
    cancelling = state == Job.State.RUNNING and row.cancel_asked
    title = "A draft release" if row.step == Job.Step.RELEASE else kind_titles().get(row.source, row.source)
    return Work(
        id=row.pk,
        step=row.step,
        state=state,
        words=CANCELLING if cancelling else WORDS[Job.State(state)],
        title=title,
        files=tuple(row.files),
        progress=row.progress,
        report=row.report,
        made=row.made,
        place=row.place,
        before=row.waiting_before,
        cancelling=cancelling,
    )
