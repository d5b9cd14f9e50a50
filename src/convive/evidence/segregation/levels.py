"""Between and within: how much of the separation of units lies between the larger areas they are part of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from convive.core.errors import RefusedInput, UnknownName, did_you_mean
from convive.evidence.segregation.cube import Cube
from convive.evidence.segregation.sums import xlogx

if TYPE_CHECKING:
    import polars as pl

# The indices that fall apart into parts without a rest.
PARTED = ("theil_h_multi", "mutual_information")
_METHOD = (
    "what lies between the pieces of this level, inside those of the level above; expected: exact; "
    "not corrected or tested: a part has no scale of its own"
)
_ONE_GROUP = "Fewer than two groups were counted here."


@dataclass(frozen=True)
class Part:
    """One step of a hierarchy: what lies between the pieces of ``level``, inside those of the level above.

    ``mutual_information`` (natural units) adds up over the steps to M of the units; ``theil_h`` to H; ``share`` to 1,
    and is ``None`` where nothing is apart. ``pieces`` with people are counted.
    """

    within: tuple[str, ...]
    level: str
    mutual_information: float
    theil_h: float | None
    share: float | None
    pieces: int


def decompose(cube: Cube, levels: Sequence[str]) -> tuple[Part, ...]:
    """Separation between and within, down a hierarchy, for every area of a cube.

    Parameters
    ----------
    cube
        With its ``levels``; an area of the cube is the whole that is taken apart.
    levels
        From the largest to the smallest: ``["region", "authority"]``. The units themselves are the last step.

    Returns
    -------
    For every area one part a level and one for the units. With ``M(level)`` the mutual information of group and piece,
    a part is ``M(level) − M(level above)``, which is the mean of M inside each piece above, weighted by its people
    (Theil, 1972; Mora and Ruiz-Castillo, 2011). No part is below 0.

    Raises
    ------
    UnknownName
        For a level the cube was not given.
    RefusedInput
        For a level that does not nest in the one above.

    >>> import polars as pl
    >>> from convive.evidence.segregation import from_wide
    >>> table = pl.DataFrame({"unit": list("stuv"), "town": list("nnmm"), "a": [9, 1, 9, 1], "b": [1, 9, 1, 9]})
    >>> cube = from_wide(table, groups=["a", "b"], levels=["town"])
    >>> [(part.level, round(part.share, 3)) for part in decompose(cube, ["town"])]
    [('town', 0.0), ('unit', 1.0)]
    """
    for level in levels:
        if level not in cube.units.columns:
            raise UnknownName(
                f"There is no level “{level}”.", rule="level", hint=did_you_mean(level, cube.units.columns)
            )
    found = []
    for area, names in enumerate(cube.areas.iter_rows()):
        first, last = int(cube.starts[area]), int(cube.starts[area + 1])
        counts = cube.area_counts(area).astype(np.float64)
        units = cube.units[first:last]
        people = counts.sum(axis=0)
        everyone = people.sum()
        mix = float(np.log(everyone) - xlogx(people).sum() / everyone) if everyone else 0.0
        above, above_of = 0.0, np.zeros(last - first, dtype=np.int64)
        steps = []
        for level in (*levels, "unit"):
            piece = np.unique(units[level].to_numpy(), return_inverse=True)[1] if len(units) else above_of
            if len(np.unique(piece)) != len(np.unique(np.column_stack([piece, above_of]), axis=0)):
                raise RefusedInput(f"A piece of “{level}” lies in two pieces of the level above.", rule="nested")
            summed = np.zeros((int(piece.max(initial=-1)) + 1, counts.shape[1]))
            np.add.at(summed, piece, counts)
            m = 0.0
            if everyone:
                margins = xlogx(summed.sum(axis=1)).sum() + xlogx(people).sum() - xlogx(np.asarray(everyone))
                m = max(float((xlogx(summed).sum() - margins) / everyone), above)
            steps.append((level, m - above, int((summed.sum(axis=1) > 0).sum())))
            above, above_of = m, piece
        for level, part, pieces in steps:
            found.append(
                Part(
                    tuple(map(str, names)),
                    level,
                    part,
                    part / mix if mix > 0 else None,
                    part / above if above > 1e-15 else None,
                    pieces,
                )
            )
    return tuple(found)


def parts(
    cube: Cube, levels: Sequence[str], indices: Sequence[str] = PARTED, *, withheld: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The parts of :func:`decompose` as rows of the table of results, with the ``level`` and what chance gives of each.

    ``expected`` is exact: with everybody dealt to the units at random, ``E[M(level)] − E[M(level above)]``.
    ``withheld`` is as in :func:`convive.evidence.segregation.table.tabulate`; ``method`` then says how many there were.
    Value and expected value of the parts add up to those of the whole; ``share_of_whole`` adds up to 1.

    Returns
    -------
    ``within``, the splits, ``group`` and ``against`` (empty), ``index``, ``level``, ``value``, ``expected``,
    ``share_of_whole``, ``units`` (pieces with people), ``people``, ``method``, ``status`` and ``reason``.

    Raises
    ------
    UnknownName, RefusedInput
        As :func:`decompose`, and for an index without parts.

    >>> import polars as pl
    >>> from convive.evidence.segregation import from_wide
    >>> table = pl.DataFrame({"unit": list("stuv"), "town": list("nnmm"), "a": [9, 1, 9, 1], "b": [1, 9, 1, 9]})
    >>> cube = from_wide(table, groups=["a", "b"], levels=["town"])
    >>> parts(cube, ["town"], ["theil_h_multi"]).select("level", pl.col("value", "expected").round(3)).rows()
    [('town', 0.0, 0.019), ('unit', 0.531, 0.039)]
    """
    import polars as pl

    from convive.evidence.segregation.table import stood_in, tabulate

    for index in indices:
        if index not in PARTED:
            raise UnknownName(f"“{index}” has no parts.", rule="index", hint=f"{' and '.join(PARTED)} have.")
    keys = cube.areas.columns
    found = decompose(cube, levels)
    steps = (*levels, "unit")
    chance: list[dict[tuple[str, ...], float | None]] = []
    for level in steps:
        # A ward of the same name in another area is another ward.
        names = pl.concat_str([*keys, level], separator="") if level != "unit" else pl.col("unit")
        of_level = replace(cube, units=cube.units.with_columns(_level=names)).merged("_level")
        table = tabulate(of_level, indices=["mutual_information"])
        chance.append({tuple(map(str, row[:-1])): row[-1] for row in table.select(*keys, "expected").iter_rows()})
    people = [cube.area_counts(area).sum(axis=0) for area in range(cube.areas.height)]
    rows = []
    for at, part in enumerate(found):
        step, own = at % len(steps), people[at // len(steps)]
        everyone = int(own.sum())
        mix = float(-xlogx(own / everyone).sum()) if everyone else 0.0
        below = chance[step].get(part.within) or 0.0
        above = (chance[step - 1].get(part.within) or 0.0) if step else 0.0
        for index in indices:
            of_h = index == "theil_h_multi"
            known = mix > 0
            value = part.theil_h if of_h else part.mutual_information
            expected = (below - above) / (mix if of_h else 1.0) if known else None
            rows.append(
                (
                    *part.within,
                    "",
                    "",
                    index,
                    part.level,
                    value if known else None,
                    expected,
                    part.share if known else None,
                    part.pieces,
                    everyone,
                    f"{index}: {_METHOD}",
                    "ok" if known else "not computable",
                    "" if known else _ONE_GROUP,
                )
            )
    schema: dict[str, type[pl.DataType]] = dict.fromkeys((*keys, "group", "against", "index", "level"), pl.String)
    schema |= dict.fromkeys(("value", "expected", "share_of_whole"), pl.Float64)
    schema |= dict.fromkeys(("units", "people"), pl.Int64) | dict.fromkeys(("method", "status", "reason"), pl.String)
    return stood_in(pl.DataFrame(rows, schema=schema, orient="row"), cube, withheld)
