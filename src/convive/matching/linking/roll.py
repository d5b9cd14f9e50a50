"""Classes and schools as arrays, in the order of their identifiers, with what stands in for what is not known.

The order of the rows in a file decides nothing: everything is sorted by identifier first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.core.problems.linking import FILES, REASONS, LinkingProblem, LinkRules, LinkWeights

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Yes = NDArray[np.bool_]

PRIMARY: Final = 1
SECONDARY: Final = 2
FIRST_SECONDARY_YEAR: Final = 7


class Arrays(NamedTuple):
    """What the kernels read. Classes and schools are positions in the order of their identifiers.

    ``members`` are the classes by school, ``starts`` where a school's begin. ``dates`` are bits; a class without any
    can travel on every day. Pairs stand as ``smaller × how many there are + larger``, sorted.
    """

    school: Whole
    low: Whole
    high: Whole
    year_known: Yes
    phase: Whole
    size: Whole
    dates: NDArray[np.uint64]
    starts: Whole
    members: Whole
    x: Real
    y: Real
    eth: Real
    eth_known: Yes
    faith: Real
    faith_known: Yes
    fsm: Real
    special: Yes
    vetoed: Whole
    previous: Whole
    forbidden: Whole


class Points(NamedTuple):
    """The rules and the weights as the kernels read them."""

    bonus: int
    w_eth: float
    w_faith: float
    w_fsm: float
    p_year: int
    p_size: int
    p_min: int
    free_min: int
    prev: int
    speed: float
    fixed: float
    limit: int
    min_benefit: int
    max_year: int
    special_same: bool


@dataclass(frozen=True)
class Roll:
    """A linking problem, ready for the kernels.

    Parameters
    ----------
    class_ids, school_ids
        Identifiers in their order; everything else refers to positions in them.
    years_unknown, sizes_unknown
        The classes for which something else had to stand in, and for a size what did, as text.
    reasons_missing
        How many vetoes give no reason.
    """

    class_ids: tuple[str, ...]
    school_ids: tuple[str, ...]
    arrays: Arrays
    points: Points
    years_unknown: tuple[str, ...]
    sizes_unknown: dict[str, str]
    reasons_missing: int

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.class_ids)

    def places(self, ids: pl.Series) -> Whole:
        """The positions of classes named by their identifiers."""
        return _places(ids, self.class_ids)

    def school_places(self, ids: pl.Series) -> Whole:
        """The positions of schools named by their identifiers."""
        return _places(ids, self.school_ids)


def roll(problem: LinkingProblem) -> Roll:
    """The problem as arrays.

    Raises
    ------
    RefusedInput
        When a class of mixed years ends before it begins, or a veto gives a reason that is none.
    """
    schools = problem.schools.sort("school_id")
    classes = problem.classes.sort("class_id")
    backwards = classes.filter(pl.col("year_to") < pl.col("year"))
    if backwards.height:
        first = backwards.row(0, named=True)
        raise RefusedInput(
            f"The class “{first['class_id']}” ends in year {first['year_to']}, before its year {first['year']}.",
            file=FILES["classes"],
            row=first["row"] or None,
            column="year_to",
            rule="year_to",
            hint="Write the youngest year under year and the oldest under year_to.",
        )
    school_ids = tuple(schools["school_id"].to_list())
    class_ids = tuple(classes["class_id"].to_list())
    school = _places(classes["school_id"], school_ids)
    low, high, known = _years(classes)
    phase = np.where(
        known,
        np.where(low < FIRST_SECONDARY_YEAR, PRIMARY, 0) | np.where(high >= FIRST_SECONDARY_YEAR, SECONDARY, 0),
        _phases(schools["phase"])[school] if len(school) else np.zeros(0, dtype=np.int64),
    ).astype(np.int64)
    size, stand_ins = _sizes(classes, schools, school)
    eth, eth_known = _mix(schools, problem.mixes.get("eth_", []))
    faith, faith_known = _mix(schools, problem.mixes.get("faith_", []))
    order = np.argsort(school, kind="stable").astype(np.int64)
    starts = np.zeros(len(school_ids) + 1, dtype=np.int64)
    np.cumsum(np.bincount(school, minlength=len(school_ids)), out=starts[1:])
    arrays = Arrays(
        school=school,
        low=low,
        high=high,
        year_known=known,
        phase=phase,
        size=size,
        dates=_dates(classes["dates"]),
        starts=starts,
        members=order,
        x=schools["x_km"].to_numpy().astype(np.float64),
        y=schools["y_km"].to_numpy().astype(np.float64),
        eth=eth,
        eth_known=eth_known,
        faith=faith,
        faith_known=faith_known,
        fsm=schools["fsm"].fill_null(np.nan).to_numpy().astype(np.float64),
        special=schools["special"].fill_null(False).to_numpy().astype(np.bool_),
        vetoed=_pair_keys(problem.vetoes, "school", school_ids),
        previous=_pair_keys(problem.previous, "school", school_ids),
        forbidden=_pair_keys(problem.forbidden, "class", class_ids),
    )
    unknown = np.flatnonzero(~known)
    return Roll(
        class_ids,
        school_ids,
        arrays,
        points(problem.rules, problem.weights),
        tuple(class_ids[at] for at in unknown),
        {class_ids[at]: what for at, what in stand_ins.items()},
        _reasons_missing(problem.vetoes),
    )


def points(rules: LinkRules, weights: LinkWeights) -> Points:
    """Rules and weights side by side, as the kernels want them."""
    return Points(
        bonus=int(weights.bonus),
        w_eth=float(weights.w_eth),
        w_faith=float(weights.w_faith),
        w_fsm=float(weights.w_fsm),
        p_year=int(weights.p_year),
        p_size=int(weights.p_size),
        p_min=int(weights.p_min),
        free_min=int(weights.free_min),
        prev=int(weights.prev),
        speed=float(weights.speed_min_per_km),
        fixed=float(weights.fixed_min),
        limit=int(rules.limit_min),
        min_benefit=int(rules.min_benefit),
        max_year=int(rules.max_year_difference),
        special_same=rules.special == "same",
    )


def _places(ids: pl.Series, known: tuple[str, ...]) -> Whole:
    order = pl.DataFrame({"id": list(known), "at": np.arange(len(known))}, schema={"id": pl.String, "at": pl.Int64})
    found = pl.DataFrame({"id": ids}, schema={"id": pl.String}).join(order, on="id", how="left", maintain_order="left")
    return found["at"].to_numpy().astype(np.int64)


def _pair_keys(frame: pl.DataFrame, kind: str, known: tuple[str, ...]) -> Whole:
    """Unordered pairs as sorted numbers."""
    a, b = _places(frame[f"{kind}_a"], known), _places(frame[f"{kind}_b"], known)
    return np.unique(np.minimum(a, b) * len(known) + np.maximum(a, b))


def _years(classes: pl.DataFrame) -> tuple[Whole, Whole, Yes]:
    low = classes["year"].fill_null(classes["year_to"])
    high = classes["year_to"].fill_null(classes["year"])
    known = low.is_not_null().to_numpy().astype(np.bool_)
    return low.fill_null(0).to_numpy().astype(np.int64), high.fill_null(0).to_numpy().astype(np.int64), known


def _phases(phases: pl.Series) -> Whole:
    """The ages that a school teaches, from the publisher's word for it; both where the word does not say."""
    bits = np.full(len(phases), PRIMARY | SECONDARY, dtype=np.int64)
    for at, word in enumerate(phases.to_list()):
        word = (word or "").casefold()
        if any(part in word for part in ("primary", "infant", "junior", "nursery", "first")):
            bits[at] = PRIMARY
        elif any(part in word for part in ("secondary", "upper", "high", "16")):
            bits[at] = SECONDARY
    return bits


def _sizes(classes: pl.DataFrame, schools: pl.DataFrame, school: Whole) -> tuple[Whole, dict[int, str]]:
    """Sizes, −1 where nothing is known, and what stands in for each that was not given.

    The school's published class size comes first, then the middle of its other classes.
    """
    given = classes["size"]
    missing = np.flatnonzero(given.is_null().to_numpy())
    size = given.fill_null(-1).to_numpy().astype(np.int64)
    if not len(missing):
        return size, {}
    published = schools["class_size"].to_list()
    middle = dict(classes.group_by("school_id").agg(pl.col("size").median()).iter_rows())
    names = classes["school_id"].to_list()
    filled = size.copy()
    stand_ins = {}
    for at in (int(at) for at in missing):
        own, others = published[school[at]], middle[names[at]]
        if own is not None:
            filled[at], stand_ins[at] = round(own), f"the school's published class size of {own:g}"
        elif others is not None:
            filled[at], stand_ins[at] = round(others), f"the middle of the school's other classes, {others:g}"
        else:
            stand_ins[at] = "nothing: no points are taken off for size"
    return filled, stand_ins


def _mix(schools: pl.DataFrame, columns: list[str]) -> tuple[Real, Yes]:
    """The shares of a mix and for which schools any is known; a single missing share counts as 0."""
    if not columns:
        return np.zeros((schools.height, 0)), np.zeros(schools.height, dtype=np.bool_)
    shares = schools.select(columns)
    known = shares.select(pl.any_horizontal(pl.all().is_not_null())).to_series().to_numpy().astype(np.bool_)
    return np.ascontiguousarray(shares.fill_null(0.0).to_numpy().astype(np.float64)), known


def _dates(dates: pl.Series) -> NDArray[np.uint64]:
    """The days of each class as bits, in as many words as the days need: none, when nobody names a day."""
    days = [sorted({day.strip() for day in (text or "").split("|")} - {""}) for text in dates.to_list()]
    every = {day: at for at, day in enumerate(sorted({day for own in days for day in own}))}
    bits = np.zeros((len(days), -(-len(every) // 64)), dtype=np.uint64)
    for at, own in enumerate(days):
        for day in own:
            word, bit = divmod(every[day], 64)
            bits[at, word] |= np.uint64(1) << np.uint64(bit)
    return bits


def _reasons_missing(vetoes: pl.DataFrame) -> int:
    """How many vetoes give no reason.

    Raises
    ------
    RefusedInput
        When one gives another than a practical or a safeguarding reason.
    """
    reason = pl.col("reason").str.strip_chars().str.to_lowercase()
    other = vetoes.filter(pl.col("reason").is_not_null() & ~reason.is_in([*REASONS, ""]))
    if other.height:
        first = other.row(0, named=True)
        raise RefusedInput(
            f"“{first['reason']}” is no reason for two schools not to meet.",
            file=FILES["vetoes"],
            row=first["row"] or None,
            column="reason",
            rule="veto-reason",
            hint=f"Write {' or '.join(REASONS)}, and keep the details elsewhere.",
        )
    return vetoes.filter(reason.fill_null("") == "").height
