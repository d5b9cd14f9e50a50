"""What a release of evidence and a version of the plan have in common: numbered, dated, digested, never changed."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Max

from convive.core.errors import RefusedInput
from convive.web.config.errors import Tampered
from convive.web.config.immutable import WrittenOnce


class Published(WrittenOnce):
    """A row of published content for a place. ``content`` is JSON, ``digest`` its SHA-256."""

    place_code = models.CharField(max_length=9)
    place_name = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    written = models.DateField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    published = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(WrittenOnce.Meta):
        abstract = True
        ordering = ("-id",)


def next_number(model: type[Published], code: str, name: str) -> int:
    """The number of a place's next row; called inside the transaction that writes it.

    Raises
    ------
    RefusedInput
        When the site publishes another place: what stands at an address never changes.
    """
    rows: Any = model._default_manager  # an abstract row has no fields that the type checker could know
    other = rows.exclude(place_code=code).first()
    if other is not None:
        raise RefusedInput(
            f"This site publishes {other.place_name}, and this is about {name}.",
            rule="one-place",
            hint="Give each place a site of its own: another --data folder.",
        )
    return int(rows.filter(place_code=code).aggregate(last=Max("number"))["last"] or 0) + 1


def digest_of(content: str) -> str:
    """The SHA-256 of stored content, in hexadecimal."""
    return sha256(content.encode()).hexdigest()


def as_published(content: str, digest: str, *, what: str) -> str:
    """Stored content, if it is what was published.

    Raises
    ------
    Tampered
        When it is not.
    """
    if digest_of(content) != digest:
        raise Tampered(
            f"A stored {what} is no longer what was published.", rule="digest", hint="Restore it from a backup."
        )
    return content
