"""The pieces of a proposal's page, made from what was kept of it. No figure is worked out here but sums and means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from convive.reports.match import fairness, why
from convive.reports.match.content import CONTENT
from convive.reports.rendering import render

HEADINGS = ("h1", "h2", "h3")


@dataclass(frozen=True)
class Parts:
    """The pieces in the order in which a page shows them.

    ``record`` is what :func:`convive.reports.match.record` kept; ``heading`` are the three levels of headings.
    """

    record: Mapping[str, Any]
    heading: tuple[str, str, str] = HEADINGS
    above: str = ""
    """Finished text that stands above the finding: where the page is, and whether it was accepted."""

    @cached_property
    def content(self) -> dict[str, Any]:
        """Sentences, numbers and pictures of every piece."""
        make: Callable[[Mapping[str, Any]], dict[str, Any]] = CONTENT[self.record["kind"]]
        return make(self.record)

    @property
    def hero(self) -> Markup:
        """The finding and its picture."""
        return self._piece("hero")

    @property
    def better(self) -> Markup:
        """Whether it could be better, and the rules that were kept."""
        return self._piece("better")

    @property
    def shown(self) -> Markup:
        """What is worth looking at one by one: some of the links as cards, the map, the classes."""
        return self._piece("shown")

    @property
    def shows(self) -> bool:
        """Whether there is anything to look at one by one."""
        return any(self.content.get(name) for name in ("cards", "map", "sizes", "classes"))

    @property
    def table(self) -> Markup:
        """Every line."""
        return self._piece("table")

    @property
    def left(self) -> Markup:
        """Who was left out, why, and what would change that."""
        return self._piece("left")

    @property
    def care(self) -> Markup:
        """What this does not tell, and how it was worked out."""
        return self._piece("care")

    @property
    def fairness(self) -> Markup:
        """Whom it serves well and whom less."""
        return render("match/fair.html", h=self.heading, above=self.above, **fairness.content(self.record))

    def why(self, subject: str) -> Markup:
        """Why a line is as it is: for whoever decides, and for a link also for schools and parents."""
        return render("match/why.html", h=self.heading, **why.content(self.record, subject))

    def _piece(self, name: str) -> Markup:
        return render(f"match/{name}.html", h=self.heading, above=self.above, **self.content)


def parts(record: Mapping[str, Any], *, level: int = 1, above: Markup | None = None) -> Parts:
    """The pieces of a page, its headings beginning at a level, with finished text above the finding.

    Raises
    ------
    UnknownName
        When a sentence is missing.
    """
    return Parts(record, (f"h{level}", f"h{level + 1}", f"h{level + 2}"), above or "")
