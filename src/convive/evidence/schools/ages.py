"""Residents of school age: what the census of 2011 says about them, and what can be said about 2021 from it.

The census of 2021 gives groups for residents of all ages only. Groups differ in age, so pupils are never held against
those. The census of 2011 gives ages for all residents and for the White group, so the difference that age made is known
for that year, and a share of 2021 can be moved by it. That is an estimate, and it says so wherever it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from convive.core.geography import neighbourhood_of
from convive.evidence.intake import Residents
from convive.evidence.model import Missing
from convive.evidence.parts import Inputs
from convive.evidence.schools.placing import Placed

Floats = NDArray[np.float64]

KIND = "census-2011-age"
TITLE = "Schools beside residents of school age"
# The ages of the table that lie within compulsory schooling.
SCHOOL_AGES = ("5-7", "8-9", "10-14", "15")
YOUNGEST, OLDEST = 5, 15


@dataclass(frozen=True)
class AgeEffect:
    """What age made of shares in 2011, in one place.

    ``ratio`` is the odds of being White at school age as a part of those at any age, within neighbourhoods.
    ``children`` and ``everyone`` are the White shares of residents of school age and of all residents, ``young`` the
    share of all residents who are of school age. ``off`` is how far the method misses in 2011 itself: half of the
    neighbourhoods' shares are nearer to the truth than this.
    """

    ratio: float
    children: float
    everyone: float
    young: float
    off: float
    neighbourhoods: int


def odds_ratio(white: Floats, others: Floats, all_white: Floats, all_others: Floats) -> float:
    """Common odds ratio of several two-by-two tables (Mantel and Haenszel, 1959): ``Σ a d / T ÷ Σ b c / T``.

    ``white`` and ``others`` are residents of school age by neighbourhood, ``all_white`` and ``all_others`` all of them.
    Assumes that age makes the same difference to the odds in every neighbourhood.

    >>> odds_ratio(np.array([10.0]), np.array([10.0]), np.array([80.0]), np.array([40.0]))
    0.5
    """
    sizes = white + others + all_white + all_others
    used = sizes > 0
    up = (white * all_others)[used] / sizes[used]
    down = (others * all_white)[used] / sizes[used]
    return float(up.sum() / down.sum())


def moved(share: float, ratio: float) -> float:
    """A share with its odds multiplied: 0 stays 0 and 1 stays 1.

    >>> round(moved(0.6, 0.5), 4), moved(1.0, 0.5)
    (0.4286, 1.0)
    """
    return ratio * share / (1 - share + ratio * share)


def age_effect(inputs: Inputs) -> AgeEffect | None:
    """What age made of the White share in 2011 in the place; ``None`` without the table or without two groups."""
    if not inputs.has(KIND, "counts") or not inputs.has(KIND, "counts_white") or not inputs.has(KIND, "units"):
        return None
    changes = inputs.tables["lookups.lsoa_changes"].filter(pl.col("lad22").is_in(list(inputs.codes)))
    names = {neighbourhood_of(name) for name in changes.select("lsoa11_name").unique().collect().to_series().to_list()}
    units = inputs.tables[f"{KIND}.units"].filter(pl.col("name").is_in(sorted(names))).select("unit")
    ages = pl.col("group").cast(pl.String).is_in(list(SCHOOL_AGES))

    def added(table: str, suffix: str) -> pl.LazyFrame:
        return (
            inputs.tables[f"{KIND}.{table}"]
            .join(units, on="unit", how="semi")
            .group_by("unit")
            .agg(
                pl.col("count").filter(ages).sum().alias(f"young{suffix}"),
                pl.col("count").sum().alias(f"all{suffix}"),
            )
        )

    found = added("counts", "").join(added("counts_white", "_white"), on="unit", how="inner").sort("unit").collect()
    everyone, white = found["all"].to_numpy().astype(float), found["all_white"].to_numpy().astype(float)
    young, young_white = found["young"].to_numpy().astype(float), found["young_white"].to_numpy().astype(float)
    if not found.height or not 0 < young_white.sum() < young.sum() or not white.sum() < everyone.sum():
        return None
    ratio = odds_ratio(young_white, young - young_white, white, everyone - white)
    judged = young >= 1
    guessed = np.array([moved(share, ratio) for share in (white / np.maximum(everyone, 1))[judged]])
    return AgeEffect(
        ratio=ratio,
        children=float(young_white.sum() / young.sum()),
        everyone=float(white.sum() / everyone.sum()),
        young=float(young.sum() / everyone.sum()),
        off=float(np.median(np.abs(guessed - young_white[judged] / young[judged]))),
        neighbourhoods=found.height,
    )


def no_residents(inputs: Inputs, effect: AgeEffect | None) -> Missing:
    """Why no school could be held against residents of school age, and the file that would mend it."""
    if not inputs.has(KIND, "counts") or not inputs.has(KIND, "counts_white"):
        kind, why = KIND, "that needs the census of 2011 by age"
    elif effect is None:
        kind, why = KIND, "the census of 2011 by age holds no neighbourhood of this place, or one group alone"
    elif inputs.joined.lsoa21 is None:
        kind, why = "census-ts021", "that needs the census of 2021 by small area"
    else:
        kind = "postcodes"
        why = (
            "none of the schools could be put in a neighbourhood. Their postcodes are not here, and the wards that the "
            "file of schools names are not in the lookups: there they may have been drawn anew since. Postcodes of the "
            "place, which the Office for National Statistics publishes, would put each school in its neighbourhood"
        )
    return Missing(kind, f"{TITLE}: {why}. Pupils are never held against residents of all ages.")


def residents_of_school_age(
    inputs: Inputs, effect: AgeEffect, schools: pl.DataFrame, placed: Placed
) -> tuple[pl.DataFrame, Residents] | None:
    """The schools with the area they are held against, and an estimate of residents of school age in each area.

    The area is the neighbourhood a school was found in, else its own ward (added up from small areas by best fit).
    ``None`` without the census of 2021.
    """
    if inputs.joined.lsoa21 is None:
        return None
    mine = inputs.joined.lsoa21.filter(pl.col("lad").is_in(list({*inputs.codes, inputs.place.code})))
    people = mine.select("unit", "neighbourhood", "White", everyone=pl.sum_horizontal(inputs.joined.groups))
    areas = [people.group_by(area="neighbourhood").agg(pl.col("White", "everyone").sum())]
    if inputs.has("lookups", "lsoa_wards"):
        wards = inputs.tables["lookups.lsoa_wards"].select(unit="lsoa21", area="ward").collect()
        areas.append(people.join(wards, on="unit").group_by("area").agg(pl.col("White", "everyone").sum()))
    rows: list[tuple[str, str, int]] = []
    for area, white, everyone in pl.concat(areas).sort("area").iter_rows():
        young = round(effect.young * everyone)
        if young:
            part = round(young * moved(white / everyone, effect.ratio))
            rows += [(area, "White", part), (area, "others", young - part)]
    counts = pl.DataFrame(rows, schema={"unit": pl.String, "group": pl.String, "count": pl.Int64}, orient="row")
    at = [placed.neighbourhood.get(unit) or (ward or "") for unit, ward in schools.select("unit", "ward").iter_rows()]
    how = "2021 shares moved by what age made of shares in 2011; an estimate"
    table = schools.with_columns(pl.Series("area", at, dtype=pl.String))
    return table, Residents(counts, YOUNGEST, OLDEST, how, by="area", of="neighbourhood or ward")
