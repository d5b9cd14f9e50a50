"""How an answer was asked for, kept with it, so that it can be asked for again with one thing changed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from convive.core.errors import RefusedInput

if TYPE_CHECKING:
    from convive.core.problems.kinds import What


@dataclass(frozen=True)
class Asked:
    """What is matched, the seed, and the options of one verb."""

    what: What
    seed: int = 0
    allow_lone: bool = False
    places_only: bool = False
    in_turn: bool = False
    stable: bool = False
    worst_first: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The kind of problem, the seed, and the options that were chosen."""
        options = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in options.items() if name in ("what", "seed") or value}

    @classmethod
    def of(cls, given: dict[str, Any], file: str) -> Asked:
        """From the object under ``asked`` in ``answer.json``.

        Raises
        ------
        RefusedInput
            When it is none.
        """
        from convive.core.problems.kinds import kind_named

        try:
            return cls(**{**given, "what": kind_named(given["what"])})
        except (KeyError, TypeError):
            raise RefusedInput(
                "This answer does not say how it was asked for.",
                file=file,
                rule="answer",
                hint="It may be of another version of Convive: match again with -o.",
            ) from None
