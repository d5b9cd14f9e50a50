"""Residents of school age: the odds that age makes, by hand and on the census of 2011."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.core.groups import classification
from convive.evidence.schools.ages import age_effect, moved, no_residents, odds_ratio, residents_of_school_age
from convive.evidence.schools.build import build
from convive.evidence.schools.placing import Placed
from convive.evidence.schools.pupils import load
from convive.sources import read

BANDS = ("0-4", "5-7", "8-9", "10-14", "15", "16-17", "65-69")
SHARE = st.floats(0.01, 0.99)


def ages(white, everyone) -> dict[str, pl.LazyFrame]:
    """One neighbourhood: people by the seven bands, White and all."""
    units = pl.DataFrame({"row": [0], "unit": ["X02000001"], "name": ["Twinford 001"], "people": [sum(everyone)]})
    tables = {
        name: pl.DataFrame({"row": 0, "unit": "X02000001", "group": BANDS, "count": counts}).lazy()
        for name, counts in (("counts", everyone), ("counts_white", white))
    }
    return {"census-2011-age.units": units.lazy()} | {f"census-2011-age.{k}": v for k, v in tables.items()}


EVERYONE = (100, 60, 40, 80, 20, 100, 600)
WHITE = (40, 24, 16, 48, 12, 60, 560)


def test_what_age_made_of_shares_by_hand(make_town) -> None:
    found = age_effect(make_town(tables=ages(WHITE, EVERYONE)).inputs())
    assert found.children == pytest.approx(100 / 200)
    assert found.everyone == pytest.approx(760 / 1000)
    assert found.young == pytest.approx(200 / 1000)
    assert found.ratio == pytest.approx((100 / 100) / (760 / 240))
    # One neighbourhood fits itself.
    assert found.off == pytest.approx(0, abs=1e-9)


@given(SHARE, st.floats(0.05, 20))
def test_moving_a_share_multiplies_its_odds(share, ratio) -> None:
    there = moved(share, ratio)
    assert there / (1 - there) == pytest.approx(ratio * share / (1 - share), rel=1e-6)


def test_tables_alike_in_every_neighbourhood_have_their_own_ratio() -> None:
    white, others = np.array([10.0, 30.0]), np.array([20.0, 60.0])
    assert odds_ratio(white, others, others, white) == pytest.approx(0.25)


def test_residents_are_an_estimate_by_neighbourhood_and_by_ward(make_town, six_schools) -> None:
    inputs = make_town(six_schools(), tables=ages(WHITE, EVERYONE)).inputs()
    effect, pupils = age_effect(inputs), load(inputs)
    placed = Placed(None, {"100000": "Twinford 001"}, 0, 1, 0, 5)
    table, residents = residents_of_school_age(inputs, effect, pupils.schools, placed)
    assert table.filter(pl.col("unit") == "100000")["area"][0] == "Twinford 001"
    assert table.filter(pl.col("unit") == "100001")["area"][0] == "X05000001"
    mine = inputs.joined.lsoa21.filter(pl.col("neighbourhood") == "Twinford 001")
    everyone = int(mine.select(pl.sum_horizontal(inputs.joined.groups).sum()).item())
    found = dict(residents.counts.filter(pl.col("unit") == "Twinford 001").select("group", "count").iter_rows())
    assert sum(found.values()) == round(everyone * 0.2)
    assert found["White"] == round(round(everyone * 0.2) * moved(mine["White"].sum() / everyone, effect.ratio))
    assert (residents.youngest, residents.oldest, "estimate" in residents.how) == (5, 15, True)


def test_without_ages_or_with_one_group_there_is_nothing_to_move(make_town) -> None:
    assert age_effect(make_town().inputs()) is None
    assert age_effect(make_town(tables=ages(EVERYONE, EVERYONE)).inputs()) is None


def test_why_pupils_are_not_held_against_residents_of_all_ages(spc, shared_data: Path) -> None:
    """In Bradford, by plain sums: against all residents of the ward 28 in 100 schools look less White and 5 more."""
    import csv
    import gzip

    def lines(name: str):
        with gzip.open(shared_data / name, "rt", encoding="utf-8-sig") as file:
            yield from csv.reader(file)

    ward_of = {row[1]: row[3] for row in lines("geography/lookup_lsoa21_ward24_lad24.csv.gz")}
    table = read("census-ts021", shared_data / "census/census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz").tables
    white, everyone = {}, {}
    for unit, group, count in table["counts"].select("unit", "group", "count").iter_rows():
        ward = ward_of.get(unit)
        everyone[ward] = everyone.get(ward, 0) + count
        white[ward] = white.get(ward, 0) + (count if group == "White" else 0)
    to = classification("ethnic-pupils-18").crosswalk("ethnic-5")
    phases = ("State-funded primary", "State-funded secondary")
    mine = spc["schools"].filter((pl.col("authority") == "E08000032") & pl.col("phase").is_in(phases))
    pupils: dict[str, list[int]] = {unit: [0, 0] for unit in mine["unit"]}
    for unit, group, count in spc["pupils"].select("unit", "group", "count").iter_rows():
        if unit in pupils:
            pupils[unit][0] += count if to[group] == "White" else 0
            pupils[unit][1] += count
    points = [
        100 * (pupils[unit][0] / pupils[unit][1] - white[ward] / everyone[ward])
        for unit, ward in mine.select("unit", "ward").iter_rows()
    ]
    less, more = (
        round(100 * sum(side) / len(points)) for side in ([p <= -15 for p in points], [p >= 15 for p in points])
    )
    assert (len(points), less, more) == (192, 28, 5)


def test_age_makes_most_of_the_difference_in_bradford(shared_data: Path) -> None:
    """White residents of all ages and of 5 to 15 in 2011, and how far the method misses there."""
    tables = read(
        "census-2011-age",
        [
            shared_data / f"census/census2011_msoa_{which}_age_profile_2011_data.csv.gz"
            for which in ("all_ethnicities", "white_population")
        ],
    ).tables
    units = tables["units"].filter(pl.col("name").str.starts_with("Bradford "))
    young = pl.col("group").cast(pl.String).is_in(["5-7", "8-9", "10-14", "15"])
    found = {}
    for name in ("counts", "counts_white"):
        mine = tables[name].join(units.select("unit"), on="unit")
        found[name] = (mine["count"].sum(), mine.filter(young)["count"].sum())
    everyone, children = (w / a for w, a in zip(found["counts_white"], found["counts"], strict=True))
    assert (round(100 * everyone, 1), round(100 * children, 1)) == (67.4, 52.8)


def test_why_no_school_is_held_against_residents_is_the_true_reason(make_town, six_schools, make_school) -> None:
    """Wards that the lookups do not know, as where they were drawn anew, are no missing census."""
    without = make_town(six_schools()).inputs()
    assert "needs the census of 2011 by age" in no_residents(without, None).says
    of_one = make_town(six_schools(), tables=ages(EVERYONE, EVERYONE)).inputs()
    assert "no neighbourhood of this place, or one group" in no_residents(of_one, age_effect(of_one)).says
    redrawn = [make_school(f"10000{i}", (80, 20, 20, 20, 60), ward="X05999999") for i in range(6)]
    inputs = make_town(redrawn, tables=ages(WHITE, EVERYONE)).inputs()
    part = build(inputs)
    said = [one for one in part.missing if one.says.startswith("Schools beside residents of school age")]
    assert [one.kind for one in said] == ["postcodes"]
    assert "drawn anew" in said[0].says
    assert part.topics[0].notes == (said[0].says,)


def test_where_residents_are_known_nothing_is_said_to_be_missing(make_town, six_schools) -> None:
    part = build(make_town(six_schools(), tables=ages(WHITE, EVERYONE)).inputs())
    assert not any(one.says.startswith("Schools beside residents") for one in part.missing)
    assert part.topics[0].notes == ()
