"""Similar authorities: which are most like a place in size, mix, age and deprivation, and how they were found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.geography import Place
from convive.core.groups import classification
from convive.evidence.authorities import by_authority
from convive.evidence.census import Joined
from convive.evidence.model import Peer, Peers
from convive.evidence.neighbourhoods import DEPRIVED_TENTHS

Floats = NDArray[np.float64]
# How many similar authorities stand beside a place, and the fewest other authorities among which likeness says much.
NEAREST = 10
FEWEST = 20


def distances(features: Floats, blocks: Sequence[str], of: int) -> Floats:
    """How far every authority lies from one of them.

    Parameters
    ----------
    features
        authorities × features, any units.
    blocks
        What each feature tells about ("mix", "age" …). Every block weighs the same, however many features it has.
    of
        The row of the authority itself.

    Within a block two authorities differ by the sum of the differences of its features: for a mix, twice the share of
    people who would have to be of another group. Every block is put on one scale by the root mean square ``ρ_b`` of
    that over all pairs of authorities: ``d = √(Σ_b (Σ_{j in b} |x_j − y_j| / ρ_b)²)``. A block that is the same
    everywhere says nothing. The idea is that of nearest neighbour models (CIPFA); the features and weights are ours.
    Shares are added up and not put on a scale one by one: otherwise nineteen groups, most of them small everywhere,
    would hide how different two mixes are.

    >>> distances(np.array([[0.0, 1.0], [2.0, 1.0], [4.0, 1.0]]), ["size", "age"], 0).round(2).tolist()
    [0.0, 0.71, 1.41]
    """
    total = np.zeros(len(features))
    for block in dict.fromkeys(blocks):
        mine = features[:, [name == block for name in blocks]]
        pairs = np.abs(mine[:, None, :] - mine[None, :, :]).sum(axis=2)
        usual = np.square(pairs).sum() / (len(mine) * (len(mine) - 1))
        if usual > 0:
            total += np.square(pairs[of]) / usual
    return np.asarray(np.sqrt(total), dtype=np.float64)


def peers(joined: Joined, tables: Mapping[str, pl.LazyFrame], place: Place) -> Peers | None:
    """The ten authorities most like a place; ``None`` where it, or too few others, can be compared.

    Size is the logarithm of all residents; mix the shares of nineteen groups (census-ts021-lad) or else of the five
    broad ones; age the share of residents from 16 to 64 (census-age: the one age that every form of it has right);
    deprivation the share of small areas in the most deprived fifth of England (imd-2025, and then authorities in
    England alone are compared).
    """
    blocks = {name: block for name, block in _blocks(joined, tables, place).items() if place.code in block[1]}
    if "size" not in blocks or "mix" not in blocks:
        return None
    shared = sorted(set.intersection(*(set(rows) for _, rows in blocks.values())) & set(joined.authorities))
    if len(shared) <= FEWEST:
        return None
    labels = [name for name, (_, rows) in blocks.items() for _ in rows[place.code]]
    features = np.array([np.concatenate([rows[lad] for _, rows in blocks.values()]) for lad in shared])
    far = distances(features, labels, shared.index(place.code))
    ranked = sorted((float(d), lad) for d, lad in zip(far, shared, strict=True) if lad != place.code)
    nearest = tuple(Peer(lad, joined.authorities[lad], round(d, 3)) for d, lad in ranked[:NEAREST])
    kinds = tuple(sorted({kind for kind, _ in blocks.values()}))
    groups = len(blocks["mix"][1][place.code])
    return Peers(nearest, tuple(blocks), groups, len(shared), kinds)


def _blocks(
    joined: Joined, tables: Mapping[str, pl.LazyFrame], place: Place
) -> dict[str, tuple[str, dict[str, Floats]]]:
    """By block: the kind of file it rests on, and each authority's features."""
    found: dict[str, tuple[str, dict[str, Floats]]] = {}
    nineteen = tables.get("census-ts021-lad.counts")
    if nineteen is not None:
        kind, counts = "census-ts021-lad", by_authority(nineteen, place, classification("ethnic-2021-19").ids)
    else:
        kind, counts = "census-ts021", _five(joined)
    people = {lad: row for lad, row in counts.items() if row.sum() > 0}
    found["size"] = (kind, {lad: np.array([np.log(row.sum())]) for lad, row in people.items()})
    found["mix"] = (kind, {lad: row / row.sum() for lad, row in people.items()})
    if "census-age.counts" in tables and "census-age.units" in tables:
        found["age"] = ("census-age", _of_working_age(tables, place))
    if "imd-2025.ranks" in tables:
        land = tables["lookups.lsoa_changes"].select(unit="lsoa21", lad="lad22").unique().collect()
        found["deprivation"] = ("imd-2025", _deprived(land, tables["imd-2025.ranks"], place))
    return found


def _five(joined: Joined) -> dict[str, NDArray[np.int64]]:
    if joined.lsoa21 is None:
        return {}
    added = joined.lsoa21.group_by("lad").agg(pl.col(joined.groups).sum()).sort("lad")
    rows = added.select(joined.groups).to_numpy().astype(np.int64)
    return {lad: row for lad, row in zip(added["lad"], rows, strict=True) if lad in joined.complete[2021]}


def _of_working_age(tables: Mapping[str, pl.LazyFrame], place: Place) -> dict[str, Floats]:
    """Each authority's residents from 16 to 64 as a share of all its residents."""
    everybody = tables["census-age.units"].select("unit", group=pl.lit("everybody"), count="people")
    ages = tables["census-age.counts"].select("unit", pl.col("group").cast(pl.String), "count")
    added = by_authority(pl.concat([ages, everybody]), place, ("working", "everybody"))
    return {lad: np.array([row[0] / row[1]]) for lad, row in added.items() if row[1]}


def _deprived(land: pl.DataFrame, ranks: pl.LazyFrame, place: Place) -> dict[str, Floats]:
    """Each authority's share of small areas in the most deprived fifth; none where one of them has no rank."""
    mine = [code for code, _ in place.parts]
    lad = pl.when(pl.col("lad").is_in(mine)).then(pl.lit(place.code)).otherwise("lad")
    known = ranks.filter(pl.col("domain").cast(pl.String) == "all").select(
        "unit", poorest=pl.col("tenth") <= DEPRIVED_TENTHS
    )
    by_lad = land.with_columns(lad=lad).join(known.collect(), on="unit", how="left").group_by("lad")
    found = by_lad.agg(pl.col("poorest").mean(), missing=pl.col("poorest").null_count()).filter(missing=0)
    return {lad: np.array([share]) for lad, share in found.select("lad", "poorest").iter_rows()}
