"""The four kinds of problem, by name."""

from __future__ import annotations

from typing import Literal

from convive.core.errors import UnknownName, did_you_mean

What = Literal["linking", "teams", "placement", "mentoring"]
KINDS: tuple[What, ...] = ("linking", "teams", "placement", "mentoring")


def kind_named(name: str) -> What:
    """The kind of problem of a name.

    Raises
    ------
    UnknownName
        When there is none.
    """
    for what in KINDS:
        if what == name:
            return what
    hint = did_you_mean(name, KINDS) or f"Choose {', '.join(KINDS)}."
    raise UnknownName(f"Nothing that is matched is called “{name}”.", rule="match", hint=hint)
