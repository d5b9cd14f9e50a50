"""Publishing evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from convive.core.disclosure import Sheet, gate, is_small
from convive.core.errors import DisclosureError
from convive.evidence.model import PlaceEvidence
from convive.web.accounts import queries as accounts
from convive.web.audit import actions as audit
from convive.web.config.published import digest_of, next_number
from convive.web.place import frames
from convive.web.place.models import Release


def publish_release(actor: Any, evidence: PlaceEvidence, *, note: str = "") -> Release:
    """Publish evidence as the place's next release. What is published stays as it is.

    ``note`` says in one sentence what is new, or what the release corrects.

    Raises
    ------
    NotAllowed
        When the actor may not publish evidence.
    RefusedInput
        When the site publishes another place: what stands at an address never changes.
    DisclosureError
        When something in it must not be published: a small number, or anything finer than a neighbourhood.
    """
    accounts.require(actor, "place.publish")
    for sheet in evidence.sheets:
        _refuse_small(sheet)
    content = gate(frames.to_content(evidence), what="the release")
    digest = digest_of(content)
    place = evidence.place
    with transaction.atomic():
        release = Release.objects.create(
            place_code=place.code,
            place_name=place.name,
            boundary_year=place.boundary_year,
            invented=place.invented,
            note=gate(note.strip(), what="the note"),
            number=next_number(Release, place.code, place.name),
            written=date.fromisoformat(evidence.written),
            content=content,
            digest=digest,
            published_by=accounts.row_of(actor),
        )
        audit.record(
            accounts.row_of(actor),
            "published",
            f"release {release.number} of {place.code}",
            digest=digest,
            facts={"tables": len(evidence.sheets), "cells_withheld": sum(s.withheld for s in evidence.sheets)},
        )
    return release


def _refuse_small(sheet: Sheet) -> None:
    """Sheets are made safe where they are made; a release looks once more, because it can never be taken back."""
    for row in sheet.rows:
        for column, cell in zip(sheet.columns, row, strict=True):
            if column.kind == "count" and isinstance(cell.value, int | float) and is_small(cell.value):
                raise DisclosureError(
                    f"Column {column.id} of {sheet.id} shows a count of fewer than ten people.", rule="small"
                )
