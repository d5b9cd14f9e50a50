"""Each school's pupils beside the pupils of the schools around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import RefusedInput, UnknownName, did_you_mean
from convive.core.estimates import Status
from convive.evidence.intake.around import Neighbours, in_ward, nearest
from convive.evidence.intake.model import Intake, Residents, SchoolMix, Side
from convive.evidence.shares import newcombe

if TYPE_CHECKING:
    import polars as pl

Counts = NDArray[np.int64]

# Special schools, pupil referral units and nurseries take children from far away or for a few hours.
PHASES = ("State-funded primary", "State-funded secondary")
# Under so many pupils whose group is known, one family can turn a share round.
SMALL = 30
# Above this share of pupils whose group nobody wrote down, the rest may not stand for them.
UNRECORDED = 0.2


def compare(
    schools: pl.DataFrame,
    pupils: pl.DataFrame,
    *,
    place: str = "",
    postcodes: pl.DataFrame | None = None,
    residents: Residents | None = None,
    groups: Sequence[str] = (),
    phases: Sequence[str] = PHASES,
    around: Literal["nearest", "ward"] = "nearest",
    neighbours: int = 5,
    points: float = 15.0,
) -> Intake:
    """Each school's mix beside that of the schools of its phase around it.

    Parameters
    ----------
    schools
        After ``core.tables.Schools``: every school that may be around, those of neighbouring places too.
    pupils
        Long: ``unit`` (school), ``group``, ``count`` (pupils whose group is known).
    place
        The authority's code: its schools are compared, with schools on either side of its border; all without one.
    postcodes
        After ``core.tables.Postcodes``. A school whose postcode is not in it is compared with its ward.
    residents
        People of school age by ward, if there is such a table: an age-adjusted second comparison.
    groups
        The groups to compare; all found otherwise. All groups in ``pupils`` make up a school.
    phases
        Values of ``phase`` to compare; a school is compared with those of its own.
    around
        "nearest" schools, or all others of the "ward".
    neighbours, points
        How many nearest schools; and the rule of points: "more" when the share is at least so much above.

    ``difference = x / n − Σ x_j / Σ n_j`` over the schools j around, with Newcombe's interval
    (:func:`convive.evidence.shares.newcombe`). Assumptions: pupils are counted alike in all schools; pupils whose
    group is not recorded are left out of both shares.

    Raises
    ------
    UnknownName
        For a place, group or phase that is not in the tables.
    RefusedInput
        When no school of the place has a mix, when a school stands twice or a count is below zero, or ``neighbours``
        or ``points`` make no sense.

    >>> import polars as pl
    >>> rows = [{"unit": u, "name": u, "phase": PHASES[0], "ward": "w"} for u in "abc"]
    >>> empty = {"authority": None, "postcode": None, "pupils": 100, "unrecorded": 0, "counted": True}
    >>> mixes = [("a", "x", 80), ("a", "y", 20), ("b", "x", 40), ("b", "y", 60), ("c", "x", 40), ("c", "y", 60)]
    >>> found = compare(
    ...     pl.DataFrame([row | empty for row in rows], schema_overrides={"authority": pl.String}),
    ...     pl.DataFrame(mixes, schema=["unit", "group", "count"], orient="row"), around="ward")
    >>> [(row.unit, round(row.difference, 2), row.by_points) for row in found.of("x")]
    [('a', 0.4, 'more'), ('b', -0.2, 'less'), ('c', -0.2, 'less')]
    """
    import polars as pl

    if neighbours < 1 or points <= 0:
        raise RefusedInput("At least one school around, and a rule of more than no points.", rule="neighbours")
    names = _groups(pupils, groups)
    table = schools.with_columns(pl.col("unit").cast(pl.String)).sort("unit")
    _check(table, pupils, place, phases)
    counts = _counts(table["unit"].to_list(), pupils)
    known = counts.people > 0
    latitude, longitude = _where(table, postcodes)
    by_place = table["authority"].to_list()
    mine = [i for i in range(table.height) if not place or by_place[i] == place]
    found: dict[int, Neighbours] = {}
    phase_of = table["phase"].to_list()
    for phase in phases:
        # A school without a mix is nobody's neighbour: only those with one are looked at.
        members = [i for i in range(table.height) if phase_of[i] == phase and known[i]]
        found |= _around(members, mine, latitude, longitude, table["ward"].to_list(), around, neighbours)
    if not found:
        raise RefusedInput(
            "No school of this place has a mix that can be compared.", rule="no-school",
            hint=f"Looked at: {', '.join(phases)}.",
        )  # fmt: skip
    there = {group: _of_ward(residents, group) for group in names}
    by = "ward" if residents is None else residents.by
    rows = [
        _row(table.row(i, named=True), counts, i, found[i], group, points, there[group], by)
        for i in sorted(found)
        for group in names
    ]
    units = table["unit"].to_list()
    placed = [i for i in found if np.isfinite(latitude[i])]
    return Intake(
        rows=tuple(rows),
        nearest=neighbours,
        points=points,
        placed=len(placed),
        by_ward=sum(one.around == "ward" for one in found.values()),
        alone=sum(not one.schools for one in found.values()),
        left_out=_left_out({i: phase_of[i] for i in mine if i not in found}, known),
        residents="" if residents is None else _say(residents),
        around_units={units[i]: tuple(units[j] for j in found[i].schools) for i in sorted(found)},
    )


class _Mixes:
    """Pupils by school and group, with the sums that are needed again and again."""

    def __init__(self, counts: Counts, groups: Sequence[str]) -> None:
        self.counts = counts
        self.people = counts.sum(axis=1)
        self.column = {group: j for j, group in enumerate(groups)}


def _groups(pupils: pl.DataFrame, groups: Sequence[str]) -> tuple[str, ...]:
    found = sorted({str(group) for group in pupils["group"].unique().to_list()})
    if len(found) < 2:
        raise RefusedInput("There is only one group of pupils, so there is no mix.", column="group", rule="one-group")
    for group in groups:
        if group not in found:
            raise UnknownName(f"There is no group “{group}” of pupils.", hint=did_you_mean(group, found))
    return tuple(groups) or tuple(found)


def _check(table: pl.DataFrame, pupils: pl.DataFrame, place: str, phases: Sequence[str]) -> None:
    if table["unit"].is_duplicated().any():
        twice = table.filter(table["unit"].is_duplicated())["unit"][0]
        raise RefusedInput(f"The school {twice} is here twice.", column="unit", rule="once")
    if pupils.select("unit", "group").is_duplicated().any():
        raise RefusedInput("A school has two counts for the same group.", column="unit", rule="once")
    if pupils["count"].null_count() or (pupils["count"] < 0).any():
        raise RefusedInput("A count of pupils is missing or below zero.", column="count", rule="not-negative")
    for asked, column, what in ((place, "authority", "school of the place"), *((p, "phase", "phase") for p in phases)):
        known = {name for name in table[column].unique().to_list() if name is not None}
        if asked and asked not in known and (column == "authority" or len(phases) == 1):
            raise UnknownName(f"There is no {what} “{asked}”.", rule=column, hint=did_you_mean(asked, sorted(known)))


def _counts(units: Sequence[str], pupils: pl.DataFrame) -> _Mixes:
    groups = sorted({str(group) for group in pupils["group"].unique().to_list()})
    at = {unit: i for i, unit in enumerate(units)}
    column = {group: j for j, group in enumerate(groups)}
    made = np.zeros((len(units), len(groups)), dtype=np.int64)
    for unit, group, count in pupils.select("unit", "group", "count").iter_rows():
        if unit in at:
            made[at[unit], column[str(group)]] = count
    return _Mixes(made, groups)


def _where(table: pl.DataFrame, postcodes: pl.DataFrame | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Degrees of each school by its postcode; NaN where it is not in the table."""
    import polars as pl

    if postcodes is None:
        nowhere = np.full(table.height, np.nan)
        return nowhere, nowhere
    joined = table.select("postcode").join(
        postcodes.select("postcode", "latitude", "longitude").unique("postcode", keep="first", maintain_order=True),
        on="postcode",
        how="left",
        maintain_order="left",
    )
    degrees = [joined[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in ("latitude", "longitude")]
    return degrees[0], degrees[1]


def _around(
    members: Sequence[int],
    mine: Sequence[int],
    latitude: NDArray[np.float64],
    longitude: NDArray[np.float64],
    wards: Sequence[str | None],
    around: str,
    how_many: int,
) -> dict[int, Neighbours]:
    """The schools around every school of one phase and place; places in the whole table, in and out."""
    here = set(mine)
    wanted = [k for k, i in enumerate(members) if i in here]
    local = np.array(members, dtype=np.int64)
    found = in_ward([wards[i] for i in members], wanted)
    if around == "nearest":
        found |= nearest(latitude[local], longitude[local], wanted, how_many)
    return {
        members[k]: Neighbours(tuple(members[j] for j in one.schools), one.around if one.schools else "", one.farthest)
        for k, one in found.items()
    }


def _of_ward(residents: Residents | None, group: str) -> Mapping[str, tuple[int, int]]:
    """Residents of the group and all residents of school age, by ward."""
    import polars as pl

    if residents is None:
        return {}
    mine = pl.col("count").filter(pl.col("group").cast(pl.String) == group).sum()
    wards = residents.counts.group_by("unit").agg(mine.alias("part"), pl.col("count").sum().alias("whole"))
    return {ward: (int(part), int(whole)) for ward, part, whole in wards.iter_rows() if whole > 0}


def _row(
    school: Mapping[str, object],
    mixes: _Mixes,
    at: int,
    found: Neighbours,
    group: str,
    points: float,
    residents: Mapping[str, tuple[int, int]],
    by: str,
) -> SchoolMix:
    column = mixes.column[group]
    part, whole = int(mixes.counts[at, column]), int(mixes.people[at])
    others = list(found.schools)
    other_part, other_whole = int(mixes.counts[others, column].sum()), int(mixes.people[others].sum())
    share = part / whole
    difference = low = high = None
    side: Side = ""
    by_points: Side = ""
    if other_whole:
        difference = share - other_part / other_whole
        low, high = newcombe(part, whole, other_part, other_whole)
        side = "less" if high < 0 else "more" if low > 0 else "within"
        by_points = _by_points(difference, points)
    ward = str(school["ward"] or "")
    there = residents.get(str(school[by] or ""))
    to_residents = None if there is None else newcombe(part, whole, *there)
    status, reason = _status(school, whole, other_whole)
    return SchoolMix(
        unit=str(school["unit"]), name=str(school["name"]), phase=str(school["phase"]), ward=ward, group=group,
        numerator=part, denominator=whole, share=share,
        around=found.around, schools=len(others), farthest=found.farthest,
        around_numerator=other_part, around_denominator=other_whole,
        around_share=other_part / other_whole if other_whole else None,
        difference=difference, low=low, high=high, side=side, by_points=by_points,
        residents_share=None if there is None else there[0] / there[1],
        residents_difference=None if there is None else share - there[0] / there[1],
        residents_low=None if to_residents is None else to_residents[0],
        residents_high=None if to_residents is None else to_residents[1],
        status=status, reason=reason,
    )  # fmt: skip


def _by_points(difference: float, points: float) -> Side:
    """The rule of points; a difference of exactly so many counts, whatever the last binary digit says.

    >>> _by_points(0.15, 15.0), _by_points(-0.2, 15.0), _by_points(0.149, 15.0)
    ('more', 'less', 'within')
    """
    over = 100 * difference + 1e-9 >= points
    under = 100 * difference - 1e-9 <= -points
    return "more" if over else "less" if under else "within"


def _status(school: Mapping[str, object], whole: int, other_whole: int) -> tuple[Status, str]:
    if not other_whole:
        return "not computable", "There is no other school of its phase around it with pupils by group."
    if whole < SMALL:
        return "small", f"Fewer than {SMALL} pupils have a group."
    pupils, unrecorded = school["pupils"], school["unrecorded"]
    if isinstance(pupils, int) and isinstance(unrecorded, int) and pupils and unrecorded > UNRECORDED * pupils:
        return "small", f"The group of {unrecorded:,} of {pupils:,} pupils is not recorded."
    return "ok", ""


def _left_out(phases: Mapping[int, str], known: NDArray[np.bool_]) -> tuple[tuple[str, int], ...]:
    """Why schools of the place were left out, and how many for each reason."""
    reasons: dict[str, int] = {}
    for i, phase in phases.items():
        why = "not among the phases compared" if known[i] else "pupils by group are not published"
        reasons[f"{phase}: {why}"] = reasons.get(f"{phase}: {why}", 0) + 1
    return tuple(sorted(reasons.items()))


def _say(residents: Residents) -> str:
    how = f", {residents.how}" if residents.how else ""
    return f"residents of the {residents.of} aged {residents.youngest} to {residents.oldest}{how} (age-adjusted)"
