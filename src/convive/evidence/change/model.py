"""A change between two dates, taken apart: frozen records of plain fields."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from convive.core.errors import UnknownName, did_you_mean
from convive.core.estimates import Estimate, Status

PARTS = ("additions", "removals", "unit_margin", "group_margin", "structure")


@dataclass(frozen=True)
class Part:
    """One part of the change in ``index`` ("mutual_information" or "theil_h_multi").

    ``status`` is "not computable" where the fit did not meet its margins; ``low`` and ``high`` are there when draws
    were asked for.
    """

    index: str
    part: str
    value: float | None
    low: float | None = None
    high: float | None = None
    status: Status = "ok"
    reason: str = ""


@dataclass(frozen=True)
class UnitParts:
    """What one unit adds to each part of the change in mutual information; the units of a part add up to it."""

    unit: str
    additions: float
    removals: float
    unit_margin: float | None
    group_margin: float | None
    structure: float | None
    change: float


@dataclass(frozen=True)
class TwoDates:
    """One measure at both dates. ``group`` is empty for measures over all groups."""

    index: str
    group: str
    before: Estimate
    after: Estimate

    @property
    def change(self) -> float | None:
        """The value after less the value before; ``None`` when either could not be worked out."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


@dataclass(frozen=True)
class Disagreement:
    """Two measures of which one grew while the other fell, and why they can."""

    grew: str
    fell: str
    group: str
    reason: str


@dataclass(frozen=True)
class Change:
    """A change between two dates, taken apart.

    ``residual`` is the largest error of any margin of the fits, as a share of everybody; ``converged`` says whether
    it is within :data:`convive.evidence.change.margins.TOLERANCE`.
    """

    groups: tuple[str, ...]
    shares: tuple[tuple[float, float], ...]
    units: int
    added: int
    removed: int
    measures: tuple[TwoDates, ...]
    parts: tuple[Part, ...]
    by_unit: tuple[UnitParts, ...]
    disagreements: tuple[Disagreement, ...]
    residual: float
    converged: bool
    method: str = "Shapley value over units' sizes, groups' sizes and structure; biproportional fit"

    def part(self, index: str, part: str) -> Part:
        """One part by its names.

        Raises
        ------
        UnknownName
            When there is none of that name.
        """
        for found in self.parts:
            if (found.index, found.part) == (index, part):
                return found
        raise UnknownName(f"There is no part “{part}” of “{index}”.", hint=did_you_mean(part, (*PARTS, "change")))

    def measure(self, index: str, group: str = "") -> TwoDates:
        """One measure by its index and group; without a group that of all groups.

        Raises
        ------
        UnknownName
            When there is none.
        """
        for found in self.measures:
            if (found.index, found.group) == (index, group):
                return found
        known = sorted({found.index for found in self.measures})
        raise UnknownName(f"There is no measure “{index}” of “{group}”.", hint=did_you_mean(index, known))

    def as_dict(self) -> dict[str, Any]:
        """Plain fields for JSON."""
        return asdict(self)
