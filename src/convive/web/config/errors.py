"""Errors that only a site can have."""

from __future__ import annotations

from convive.core.errors import ConviveError


class NotAllowed(ConviveError):
    """Somebody asked for something their role does not include."""


class Unchangeable(ConviveError):
    """A row that is kept for good was about to be changed or deleted."""


class Tampered(ConviveError):
    """Stored content no longer has the digest it was published under."""


class NotReady(ConviveError):
    """The site cannot start as it was asked to."""
