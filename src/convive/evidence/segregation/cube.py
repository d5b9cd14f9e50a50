"""The count cube: people by unit and group, sparse, sorted by area, with any number of levels above the unit.

Long and wide tables become the same cube. What cannot be counted is refused here, once, with its row and column, so
that everything behind the cube may trust it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from convive.core.errors import RefusedInput
from convive.evidence.segregation.checks import (
    check_columns,
    check_groups,
    check_totals,
    check_units,
    refuse_repeated,
    whole_people,
)

if TYPE_CHECKING:
    import polars as pl

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cube:
    """Units × groups as a sparse matrix, the cells of one area next to each other, group by group.

    Parameters
    ----------
    units
        One row a unit: ``unit``, ``within``, then the splits and the levels asked for.
    groups
        The groups; together they are the whole population.
    areas
        One row an area: ``within`` and the splits (a setting, a date, a cohort); each has ``starts[a + 1] − starts[a]``
        units, which begin at ``starts[a]``.
    heads, places, counts
        The cells of group ``g`` in area ``a`` are those from ``heads[a * G + g]`` up to the next head, G groups in all:
        ``counts`` people in the unit ``starts[a] + places``, in rising order. Nobody is not stored.
    """

    units: pl.DataFrame
    groups: tuple[str, ...]
    areas: pl.DataFrame
    starts: Ints
    heads: Ints
    places: NDArray[np.int32]
    counts: NDArray[np.int32]

    @property
    def people(self) -> int:
        """Everybody in the cube."""
        return int(self.counts.sum(dtype=np.int64))

    def area_counts(self, area: int) -> Ints:
        """The units × groups matrix of one area, by its position."""
        groups = len(self.groups)
        heads = self.heads[area * groups : (area + 1) * groups + 1]
        dense = np.zeros((int(self.starts[area + 1] - self.starts[area]), groups), dtype=np.int64)
        cells = slice(int(heads[0]), int(heads[-1]))
        dense[self.places[cells], np.repeat(np.arange(groups), np.diff(heads))] = self.counts[cells]
        return dense

    def of_group(self, group: int) -> tuple[Ints, Ints]:
        """The units where people of one group live, by its position, and how many; units in rising order."""
        heads = self.heads[group :: len(self.groups)]
        runs = [slice(int(a), int(b)) for a, b in zip(heads, self.heads[group + 1 :: len(self.groups)], strict=False)]
        places = [self.places[run].astype(np.int64) + start for run, start in zip(runs, self.starts, strict=False)]
        counts = [self.counts[run].astype(np.int64) for run in runs]
        return (np.concatenate(places), np.concatenate(counts)) if runs else (np.zeros(0, np.int64),) * 2

    def part(self, first: int, last: int) -> Cube:
        """The areas from ``first`` up to, not including, ``last``, as a cube of their own."""
        low, high = int(self.starts[first]), int(self.starts[last])
        groups = len(self.groups)
        heads = self.heads[first * groups : last * groups + 1]
        cells = slice(int(heads[0]), int(heads[-1]))
        return Cube(
            self.units[low:high],
            self.groups,
            self.areas[first:last],
            self.starts[first : last + 1] - low,
            heads - cells.start,
            self.places[cells],
            self.counts[cells],
        )

    def blocks(self, pieces: int) -> Iterator[tuple[int, int]]:
        """Runs of areas of about the same number of cells, at most ``pieces`` of them."""
        if pieces >= self.areas.height:
            yield from ((area, area + 1) for area in range(self.areas.height))
            return
        cells = self.heads[:: len(self.groups)]
        marks = np.linspace(0, cells[-1], max(1, pieces) + 1)[1:-1]
        cuts = [0, *np.searchsorted(cells, marks).tolist(), self.areas.height]
        yield from ((a, b) for a, b in itertools.pairwise(cuts) if b > a)

    def merged(self, level: str) -> Cube:
        """The same people by a coarser unit: each value of ``level`` becomes one unit of its area.

        >>> import polars as pl
        >>> table = pl.DataFrame({"unit": ["a", "b"], "ward": ["w", "w"], "x": [1, 2], "y": [3, 4]})
        >>> from_wide(table, groups=["x", "y"], levels=["ward"]).merged("ward").area_counts(0).tolist()
        [[3, 7]]
        """
        import polars as pl

        keys = [name for name in self.units.columns if name in self.areas.columns]
        cells = self._cells(level)
        summed = cells.group_by(*keys, "unit", "group").agg(pl.col("count").sum())
        names = pl.DataFrame(
            {"group": range(len(self.groups)), "_group": self.groups}, schema_overrides={"group": pl.Int16}
        )
        long = summed.join(names, on="group").drop("group").rename({"_group": "group"})
        within = "within" if (self.areas["within"] != "").any() else None
        return from_long(long, within=within, groups=self.groups, splits=keys[1:])

    def _cells(self, level: str) -> pl.DataFrame:
        import polars as pl

        keys = [name for name in self.units.columns if name in self.areas.columns]
        groups, per_head = len(self.groups), np.diff(self.heads)
        unit = np.repeat(np.repeat(self.starts[:-1], groups), per_head) + self.places
        return self.units.select(*keys, unit=level)[unit].with_columns(
            group=pl.Series(np.repeat(np.tile(np.arange(groups, dtype=np.int16), self.areas.height), per_head)),
            count=pl.Series(self.counts).cast(pl.Int64),
        )


def from_long(
    table: pl.DataFrame,
    *,
    unit: str = "unit",
    group: str = "group",
    count: str = "count",
    within: str | None = None,
    groups: Sequence[str] = (),
    levels: Sequence[str] = (),
    splits: Sequence[str] = (),
    file: str | None = None,
) -> Cube:
    """A cube from one row a unit and group.

    Parameters
    ----------
    table
        Columns as named. A column ``row`` (line of the file) is used to say where something is wrong.
    within
        Column that says which area a unit lies in; ``None`` for one area.
    groups
        The groups that make up the whole population, in the order wanted; other groups in the table are left out. All
        found, in alphabetical order, otherwise.
    levels
        Columns of coarser units that each unit lies in (a ward, a region).
    splits
        Columns that make separate tables of the same units: a setting, a date, a cohort.
    file
        Named in refusals.

    Raises
    ------
    RefusedInput
        For a missing unit or area, a count that is no whole number or below zero, a unit and group that come twice, a
        unit in two areas, fewer than two groups, or a total among the groups.
    UnknownName
        For a column or group that is not there.

    >>> import polars as pl
    >>> table = pl.DataFrame({"unit": ["a", "a", "b"], "group": ["x", "y", "x"], "count": [1, 2, 3]})
    >>> from_long(table).area_counts(0).tolist()
    [[1, 2], [3, 0]]
    """
    import polars as pl

    keys = _keys(within, splits)
    check_columns(table, [unit, group, count, *keys, *levels], file=file)
    # Only rows that count somebody make cells, but every row is looked at and every unit is kept.
    taken = table.with_row_index("_at").select(
        "_at",
        (pl.col("row") if "row" in table.columns else pl.col("_at").cast(pl.Int64) + 1).alias("_row"),
        pl.col(unit).cast(pl.String).alias("unit"),
        pl.lit("").alias("within") if within is None else pl.col(within).cast(pl.String).alias("within"),
        *(pl.col(name).cast(pl.String) for name in splits),
        *(pl.col(name).cast(pl.String) for name in levels),
        pl.col(group).cast(pl.String).alias("group"),
        pl.col(count).alias("count"),
    )
    counts = whole_people(taken, "count", count, file=file)
    found = set(taken["group"].drop_nulls().unique().to_list())
    if taken["group"].null_count():
        row = taken.filter(pl.col("group").is_null())["_row"][0]
        raise RefusedInput("A count has no group.", file=file, row=int(row), column=group, rule="group")
    names = tuple(groups) or tuple(sorted(found))
    check_groups(names, found, file=file)
    units, unit_at = _unit_table(taken, unit, splits, levels, within, file)
    place = pl.DataFrame({"group": names, "_group": range(len(names))}, schema_overrides={"_group": pl.Int64})
    group_at = taken.select("group").join(place, on="group", how="left", maintain_order="left")["_group"]
    used = group_at.is_not_null().to_numpy()
    column = group_at.fill_null(0).to_numpy()
    key = unit_at * len(names) + column
    chosen = key[used]
    people, lines = counts[used], taken["_row"].to_numpy()[used]
    if (chosen[1:] < chosen[:-1]).any():
        order = np.argsort(chosen, kind="stable")
        chosen, people, lines = chosen[order], people[order], lines[order]
    refuse_repeated(chosen, lines, column=unit, file=file)
    cell_unit, cell_group = np.divmod(chosen, len(names))

    def of_group(at: int) -> tuple[Ints, Ints]:
        here = (cell_group == at) & (people > 0)
        return cell_unit[here], people[here]

    return _assemble(units, names, splits, of_group, file)


def from_wide(
    table: pl.DataFrame,
    *,
    groups: Sequence[str],
    unit: str = "unit",
    within: str | None = None,
    levels: Sequence[str] = (),
    splits: Sequence[str] = (),
    file: str | None = None,
) -> Cube:
    """A cube from one row a unit and one column a group; parameters and refusals as in :func:`from_long`.

    >>> import polars as pl
    >>> from_wide(pl.DataFrame({"unit": ["a", "b"], "x": [1, 3], "y": [2, 0]}), groups=["x", "y"]).people
    6
    """
    import polars as pl

    keys = _keys(within, splits)
    check_columns(table, [unit, *keys, *levels], file=file)
    check_groups(groups, table.columns, file=file)
    taken = table.with_row_index("_at").select(
        "_at",
        (pl.col("row") if "row" in table.columns else pl.col("_at").cast(pl.Int64) + 1).alias("_row"),
        pl.col(unit).cast(pl.String).alias("unit"),
        pl.lit("").alias("within") if within is None else pl.col(within).cast(pl.String).alias("within"),
        *(pl.col(name).cast(pl.String) for name in (*splits, *levels)),
    )
    units, order = _units_in_rows(taken, unit, splits, levels, within, file)

    def of_group(at: int) -> tuple[Ints, Ints]:
        name = groups[at]
        people = whole_people(taken.select("_row").with_columns(table[name].alias("count")), "count", name, file=file)
        people = people[order]
        here = np.flatnonzero(people)
        return here, people[here]

    return _assemble(units, tuple(groups), splits, of_group, file)


def _keys(within: str | None, splits: Sequence[str]) -> list[str]:
    return [*([] if within is None else [within]), *splits]


def _units_in_rows(
    taken: pl.DataFrame, unit: str, splits: Sequence[str], levels: Sequence[str], within: str | None, file: str | None
) -> tuple[pl.DataFrame, Ints]:
    """The units in order of area and name where each has a row of its own, and the place of that row."""
    import polars as pl

    keys = ["within", *splits, "unit"]
    ordered = taken.sort(keys, maintain_order=True)
    again = ordered.select(pl.all_horizontal(pl.col(key).eq_missing(pl.col(key).shift()) for key in keys)).to_series()
    if again.slice(1).any() or ordered["unit"].n_unique() < ordered.height:
        # Something comes twice, or a unit has several splits: whatever is wrong is said there.
        units, unit_at = _unit_table(taken, unit, splits, levels, within, file)
        order = np.argsort(unit_at, kind="stable")
        lines = taken["_row"].to_numpy()[order]
        refuse_repeated(unit_at[order], lines, column=unit, file=file, what="A unit comes twice.")
        return units, order
    check_units(ordered, _titles(unit, within, splits, levels), file=file)
    return ordered.select("unit", "within", *splits, *levels), ordered["_at"].to_numpy().astype(np.int64)


def _titles(unit: str, within: str | None, splits: Sequence[str], levels: Sequence[str]) -> dict[str, str]:
    return {"unit": unit, "within": within or "", **{name: name for name in (*splits, *levels)}}


def _unit_table(
    taken: pl.DataFrame, unit: str, splits: Sequence[str], levels: Sequence[str], within: str | None, file: str | None
) -> tuple[pl.DataFrame, Ints]:
    """The units in order of area and name, and which of them each row is about."""
    import polars as pl

    keys = ["within", *splits, "unit"]
    listed = taken.group_by(keys).agg(pl.col("_row").min(), *(pl.col(level).first() for level in levels))
    check_units(listed, _titles(unit, within, splits, levels), file=file)
    for level in levels:
        apart = (
            taken.group_by(keys)
            .agg(pl.col(level).n_unique().alias("_n"), pl.col("_row").max())
            .filter(pl.col("_n") > 1)
        )
        if apart.height:
            worst = apart.sort("_row").row(0, named=True)
            raise RefusedInput(
                f"Unit “{worst['unit']}” lies in two of “{level}”.",
                file=file,
                row=worst["_row"],
                column=level,
                rule="nested",
            )
    if within is not None:
        twice = listed.filter(pl.struct(*splits, "unit").is_duplicated()).sort("unit", *splits, "_row")
        if twice.height:
            first, second = twice.row(0, named=True), twice.row(1, named=True)
            raise RefusedInput(
                f"Unit “{first['unit']}” lies in two areas, “{first['within']}” and “{second['within']}”.",
                file=file,
                row=int(second["_row"]),
                column=within,
                rule="one-area",
                hint="Each unit belongs to one area; give the parts of a divided unit names of their own.",
            )
    units = listed.drop("_row").sort(keys).with_row_index("_unit")
    at = taken.select(keys).join(units.select(*keys, "_unit"), on=keys, how="left", maintain_order="left")["_unit"]
    return units.select("unit", "within", *splits, *levels), at.to_numpy().astype(np.int64)


def _assemble(
    units: pl.DataFrame,
    groups: tuple[str, ...],
    splits: Sequence[str],
    of_group: Callable[[int], tuple[Ints, Ints]],
    file: str | None,
) -> Cube:
    """The cube, from the units and people of each group in turn: each is asked for twice and none is kept."""
    import polars as pl

    areas = units.group_by("within", *splits, maintain_order=True).agg(pl.len().alias("_units"))
    starts = np.concatenate([[0], np.cumsum(areas["_units"].to_numpy(), dtype=np.int64)])
    many = np.empty((areas.height, len(groups)), dtype=np.int64)
    for at in range(len(groups)):
        many[:, at] = np.diff(np.searchsorted(of_group(at)[0], starts))
    heads = np.concatenate([[0], np.cumsum(many, dtype=np.int64)])
    places, counts = np.empty(heads[-1], dtype=np.int32), np.empty(heads[-1], dtype=np.int32)
    for at in range(len(groups)):
        unit, people = of_group(at)
        before = np.cumsum(many[:, at]) - many[:, at]
        cell = np.repeat(heads[at : -1 : len(groups)] - before, many[:, at]) + np.arange(len(unit))
        places[cell] = unit - np.repeat(starts[:-1], many[:, at])
        counts[cell] = people
    cube = Cube(units, groups, areas.drop("_units"), starts, heads, places, counts)
    check_totals(cube, file=file)
    return cube
