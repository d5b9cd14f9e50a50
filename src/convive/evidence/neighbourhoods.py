"""Neighbourhoods: MSOAs found by name, labelled with the ward most of their residents live in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.disclosure import Column, Counted, Sheet, sheet
from convive.core.groups import classification
from convive.core.provenance import Source
from convive.evidence.census import FIVE, Counts, Joined
from convive.evidence.model import Ends, Neighbourhood
from convive.evidence.outlines import Rings, merge
from convive.evidence.protection import Mask, nested
from convive.evidence.segregation.indices import pairs_differ

# An MSOA is drawn to hold at least 5,000 people; with fewer than this a share says little.
FEWEST_RESIDENTS = 2000
NINETEEN = "ethnic-2021-19"
# The long tables of areas that a council put together, by neighbourhood and finer.
SMALL_AREA = "census-small-area"
# The most deprived fifth of England's small areas: the first two tenths.
DEPRIVED_TENTHS = 2
# How many neighbourhoods stand at either end of a ranking.
AT_AN_END = 3


@dataclass(frozen=True)
class Areas:
    """Neighbourhoods of one place: names, labels, a neighbourhoods × groups matrix of people, outlines.

    ``fine`` has the same neighbourhoods by nineteen groups where a table has them, ``whole`` the whole place as the
    table by authority counts it.
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    groups: tuple[str, ...]
    counts: Counts
    rings: Mapping[str, Rings]
    deprived: Mapping[str, float] = field(default_factory=dict)
    fine: Counts | None = None
    whole: Counts | None = None

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """Which cells must not be printed; the last row and column are the totals, the same wherever they stand."""
        return self.masks[0]

    @cached_property
    def masks(self) -> tuple[Mask, Mask | None, Mask | None]:
        """What is withheld in these counts, in ``fine`` and in ``whole``: none of the three gives another away."""
        groups = classification(FIVE).ids
        parents = [groups.index(group) for group in classification(NINETEEN).crosswalk(FIVE).values()]
        return nested(self.counts, self.fine, parents, self.whole)

    @classmethod
    def of(cls, joined: Joined, code: str, tables: Mapping[str, pl.LazyFrame], whole: Counts | None = None) -> Areas:
        """The neighbourhoods of an authority in 2021, with wards and outlines where the tables have them."""
        assert joined.lsoa21 is not None
        mine = joined.lsoa21.filter(pl.col("lad") == code)
        added = mine.group_by("neighbourhood").agg(pl.col(joined.groups).sum()).sort("neighbourhood")
        names = tuple(added["neighbourhood"].to_list())
        wards = tables.get("lookups.lsoa_wards")
        labels = _labels(mine.with_columns(people=pl.sum_horizontal(joined.groups)), names, wards)
        counts = added.select(joined.groups).to_numpy()
        rings = _rings(mine, tables.get("boundaries.outlines"))
        return cls(
            names,
            labels,
            joined.groups,
            counts,
            rings,
            deprived=_deprived(mine, tables.get("imd-2025.ranks")),
            fine=fine_counts(names, tables),
            whole=whole,
        )

    def sheet(self, source: Source, indices: Source | None = None) -> Sheet:
        """The published table: residents and groups by neighbourhood, pairs that differ, and deprivation beside them.

        ``indices`` is the source of the deprivation ranks, where there are any.
        """
        judged = [_pairs(row) for row in self.counts]
        extra: dict[str, list[float | None]] = {
            "pairs_differ": [None if p is None else round(100 * p, 1) for p in judged]
        }
        columns = [Column("pairs_differ", "Pairs of neighbours who differ, in 100", "number", "in 100 pairs")]
        if self.deprived:
            extra["deprived"] = [_in_100(self.deprived.get(name)) for name in self.names]
            columns.append(
                Column("deprived", "Small areas in the most deprived fifth of England, in 100", "number", "in 100")
            )
        return sheet(
            "neighbourhoods",
            "Residents by neighbourhood and broad ethnic group",
            [Column("neighbourhood", "Neighbourhood", "label"), Column("ward", "Main ward", "label")],
            Counted(
                list(zip(self.names, self.labels, strict=True)),
                self.counts,
                [(group, classification(FIVE)[group].label) for group in self.groups],
                extra,
                {"pairs_differ": round(100 * pairs_differ(self.counts.sum(axis=0)), 1)},
            ),
            source="; ".join(
                f"{one.publisher}, {one.title} ({one.table}), {one.date_words}"
                for one in (source, indices if self.deprived else None)
                if one is not None
            ),
            note="[c]: withheld to protect small numbers. A neighbourhood is an MSOA, "
            "named after the ward most of its residents live in.",
            total_labels=("All neighbourhoods", ""),
            extra_columns=columns,
            hidden=self.hidden,
        )


def neighbourhoods(areas: Areas) -> tuple[Neighbourhood, ...]:
    """Each neighbourhood as it may be printed; shares rest on protected counts."""
    mask = areas.hidden
    white = areas.groups.index("White")
    found = []
    for i, (name, label, row) in enumerate(zip(areas.names, areas.labels, areas.counts, strict=True)):
        everyone = int(row.sum())
        judged = everyone >= FEWEST_RESIDENTS
        top = int(row.argmax())
        shown = judged and not mask[i, -1]
        found.append(
            Neighbourhood(
                name=name,
                label=label,
                residents=None if mask[i, -1] else everyone,
                pairs_differ=_rounded(_pairs(row)),
                minority=1 - float(row[white]) / everyone if shown and not mask[i, white] else None,
                largest=areas.groups[top] if shown and not mask[i, top] else None,
                largest_share=float(row[top]) / everyone if shown and not mask[i, top] else None,
                rings=areas.rings.get(name, ()),
                deprived=areas.deprived.get(name),
            )
        )
    return tuple(found)


def ends(found: Sequence[Neighbourhood], minority: str) -> Ends | None:
    """Both ends of one ranking by the same rule: the share of residents who are not in the White group.

    ``minority`` says which definition of minority that is. ``None`` with fewer than two judged neighbourhoods.
    """
    judged = [area for area in found if area.minority is not None]
    if len(judged) < 2:
        return None
    ranked = sorted(judged, key=lambda area: (-(area.minority or 0.0), area.name))
    count = min(AT_AN_END, len(ranked) // 2)
    rule = f"Neighbourhoods ranked by the share of {minority}; the first {count} and the last {count}."
    low = tuple(area.name for area in reversed(ranked[-count:]))
    return Ends(rule, tuple(area.name for area in ranked[:count]), low)


def _pairs(row: Counts) -> float | None:
    return pairs_differ(row) if row.sum() >= FEWEST_RESIDENTS else None


def _rounded(share: float | None) -> float | None:
    """One place after the point, in 100: with more, withheld groups could be solved for."""
    return None if share is None else round(share, 3)


def _labels(mine: pl.DataFrame, names: Sequence[str], wards: pl.LazyFrame | None) -> tuple[str, ...]:
    """The main ward of each neighbourhood; its own number is added where two share a ward."""
    if wards is None:
        return tuple(names)
    best = (
        mine.join(wards.select(unit="lsoa21", ward="ward_name").collect(), on="unit", how="left")
        .drop_nulls("ward")
        .group_by("neighbourhood", "ward")
        .agg(pl.col("people").sum())
        .sort("people", "ward", descending=[True, False])
        .unique("neighbourhood", keep="first", maintain_order=True)
    )
    ward = dict(best.select("neighbourhood", "ward").iter_rows())
    uses = Counter(ward.values())
    return tuple(
        name if name not in ward else ward[name] if uses[ward[name]] == 1 else f"{ward[name]} {name.rsplit(' ', 1)[1]}"
        for name in names
    )


def fine_counts(names: Sequence[str], tables: Mapping[str, pl.LazyFrame]) -> Counts | None:
    """The same neighbourhoods by nineteen groups, in their order; ``None`` where the table lacks one of them."""
    if f"{SMALL_AREA}.ethnic_msoa" not in tables:
        return None
    groups = classification(NINETEEN).ids
    named = tables[f"{SMALL_AREA}.units_msoa"].select("unit", neighbourhood="name").collect()
    counts = tables[f"{SMALL_AREA}.ethnic_msoa"].with_columns(pl.col("group").cast(pl.String)).collect()
    parts = [pl.col("count").filter(pl.col("group") == group).sum().alias(group) for group in groups]
    wide = counts.join(named, on="unit").group_by("neighbourhood").agg(parts)
    found = pl.DataFrame({"neighbourhood": list(names)}).join(
        wide, on="neighbourhood", how="left", maintain_order="left"
    )
    if found.null_count().select(groups).to_numpy().any():
        return None
    return found.select(groups).to_numpy().astype(np.int64)


def _in_100(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _deprived(mine: pl.DataFrame, ranks: pl.LazyFrame | None) -> dict[str, float]:
    """The share of each neighbourhood's small areas that are in the most deprived fifth; none where one has no rank."""
    if ranks is None:
        return {}
    wanted = pl.col("unit").is_in(mine["unit"].to_list()) & (pl.col("domain").cast(pl.String) == "all")
    known = ranks.filter(wanted).select("unit", poorest=pl.col("tenth") <= DEPRIVED_TENTHS).collect()
    by_name = mine.join(known, on="unit", how="left").group_by("neighbourhood")
    found = by_name.agg(pl.col("poorest").mean(), missing=pl.col("poorest").null_count()).filter(missing=0)
    return dict(found.select("neighbourhood", pl.col("poorest").round(4)).iter_rows())


def _rings(mine: pl.DataFrame, outlines: pl.LazyFrame | None) -> dict[str, Rings]:
    if outlines is None:
        return {}
    drawn = mine.select("unit", "neighbourhood").join(
        outlines.filter(pl.col("unit").is_in(mine["unit"].to_list())).select("unit", "outline").collect(), on="unit"
    )
    if drawn.height != mine.height:
        return {}  # half a map misleads: the report says that there is none
    polygons: dict[str, list[bytes]] = {}
    for name, outline in drawn.sort("unit").select("neighbourhood", "outline").iter_rows():
        polygons.setdefault(name, []).append(outline)
    return merge(polygons)
