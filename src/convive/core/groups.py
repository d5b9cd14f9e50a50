"""Group classifications as data: ids, labels, the publisher's spellings, and crosswalks between them.

A group is an ethnic group, and just as well a religion, a tenure, an age or how well people speak English: whatever
people or households are sorted into by one question.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files

from convive.core.errors import UnknownName, did_you_mean

# Data files beside the classifications that are none.
_OTHERS = ("successions.toml",)


@dataclass(frozen=True)
class Group:
    """One group of a classification. ``id`` travels in tables, ``label`` is printed, ``long`` is the publisher's."""

    id: str
    label: str
    long: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Classification:
    """The groups of one classification in its own order, which definition of minority it uses, and its crosswalks.

    ``counted`` says what is sorted into the groups ("residents", "households"). ``minority`` is empty where the
    question is not about ethnic groups.
    """

    id: str
    title: str
    counted: str
    source: str
    groups: tuple[Group, ...]
    minority: str = ""
    crosswalks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """Group ids in the classification's own order."""
        return tuple(group.id for group in self.groups)

    def __getitem__(self, name: str) -> Group:
        for group in self.groups:
            if group.id == name:
                return group
        raise UnknownName(f"There is no group “{name}” in {self.title}.", hint=did_you_mean(name, self.ids))

    def recognise(self, label: str) -> Group | None:
        """The group a publisher's spelling means, or ``None``.

        Case and runs of white space do not matter.

        >>> classification("ethnic-5").recognise("mixed or Multiple  ethnic groups").id
        'Mixed'
        """
        return self._spellings.get(_fold(label))

    @cached_property
    def _spellings(self) -> dict[str, Group]:
        names = ((name, group) for group in self.groups for name in (group.id, group.long, *group.synonyms))
        return {_fold(name): group for name, group in names}

    def crosswalk(self, to: str) -> Mapping[str, str]:
        """From this classification's ids to those of ``to``; every id of this one is covered.

        >>> classification("ethnic-2011-15").crosswalk("ethnic-5")["Arab"]
        'Other'
        """
        if to == self.id:
            return {name: name for name in self.ids}
        try:
            return self.crosswalks[to]
        except KeyError:
            raise UnknownName(f"There is no crosswalk from {self.id} to {to}.") from None


def _fold(label: str) -> str:
    return " ".join(label.split()).casefold()


@cache
def classification(name: str) -> Classification:
    """A classification by its id, read from the package's data and checked.

    Raises
    ------
    UnknownName
        When there is none of that id.

    >>> classification("ethnic-5").ids
    ('Asian', 'Black', 'Mixed', 'Other', 'White')
    """
    if name not in known():
        raise UnknownName(f"There is no classification “{name}”.", hint=did_you_mean(name, known()))
    raw = tomllib.loads(files("convive.core").joinpath("data", f"{name}.toml").read_text("utf-8"))
    groups = tuple(
        Group(g["id"], g["label"], g.get("long", g["label"]), tuple(g.get("synonyms", ()))) for g in raw["groups"]
    )
    found = Classification(
        id=raw["id"],
        title=raw["title"],
        counted=raw["counted"],
        source=raw["source"],
        groups=groups,
        minority=raw.get("minority", ""),
        crosswalks=raw.get("crosswalk", {}),
    )
    for to, pairs in found.crosswalks.items():
        if set(pairs) != set(found.ids) or not set(pairs.values()) <= set(classification(to).ids):
            raise UnknownName(f"The crosswalk from {found.id} to {to} does not cover its groups exactly.")
    return found


@cache
def known() -> tuple[str, ...]:
    """The ids of all classifications."""
    names = (entry.name for entry in files("convive.core").joinpath("data").iterdir())
    kept = (name for name in names if name.endswith(".toml") and name not in _OTHERS)
    return tuple(sorted(name.removesuffix(".toml") for name in kept))
