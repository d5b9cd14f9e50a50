"""Each school beside those around it: worked by hand, on Bradford's schools, and what is refused."""

from __future__ import annotations

import polars as pl
import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.evidence.intake import Residents, compare
from convive.evidence.shares import newcombe

MIXES = [(80, 20), (50, 50), (40, 60), (45, 55), (5, 95)]


def refusal(*tables, **options) -> RefusedInput | UnknownName:
    with pytest.raises((RefusedInput, UnknownName)) as caught:
        compare(*tables, **options)
    return caught.value


def test_the_nearest_two_by_hand(make_town) -> None:
    schools, pupils, postcodes = make_town(MIXES)
    row = compare(schools, pupils, postcodes=postcodes, neighbours=2).of("x")[0]
    assert (row.unit, row.around, row.schools) == ("s0", "nearest", 2)
    assert (row.around_numerator, row.around_denominator) == (90, 200)
    assert row.difference == pytest.approx(0.35)
    assert (row.low, row.high) == newcombe(80, 100, 90, 200)
    assert row.farthest == pytest.approx(2.0, abs=0.02)
    assert (row.side, row.by_points) == ("more", "more")


def test_a_difference_of_exactly_fifteen_points_counts(make_town) -> None:
    schools, pupils, _ = make_town([(65, 35), (50, 50)])
    found = compare(schools, pupils, around="ward").of("x")
    assert [row.by_points for row in found] == ["more", "less"]


def test_schools_of_another_phase_are_not_around(make_town) -> None:
    schools, pupils, postcodes = make_town(MIXES)
    phase = pl.when(pl.col("unit") == "s1").then(pl.lit("State-funded secondary")).otherwise("phase")
    found = compare(schools.with_columns(phase.alias("phase")), pupils, postcodes=postcodes, neighbours=1)
    by_unit = {row.unit: row for row in found.rows if row.group == "x"}
    assert by_unit["s0"].around_numerator == 40
    assert by_unit["s1"].status == "not computable"
    assert by_unit["s1"].difference is None
    assert found.alone == 1


def test_a_school_without_a_known_postcode_is_compared_with_its_ward(make_town) -> None:
    schools, pupils, postcodes = make_town(MIXES, wards="aabba")
    found = compare(schools, pupils, postcodes=postcodes.filter(pl.col("postcode") != "ZZ4 1AA"), neighbours=1)
    row = next(row for row in found.rows if (row.unit, row.group) == ("s4", "x"))
    assert (row.around, row.schools, row.around_numerator, row.farthest) == ("ward", 2, 130, None)
    assert (found.placed, found.by_ward) == (4, 1)


def test_schools_beyond_the_border_are_around_and_not_reported(make_town) -> None:
    schools, pupils, postcodes = make_town(MIXES)
    abroad = pl.when(pl.col("unit") == "s1").then(pl.lit("X08000002")).otherwise("authority")
    found = compare(
        schools.with_columns(abroad.alias("authority")), pupils, postcodes=postcodes, place="X08000001", neighbours=1
    )
    assert "s1" not in {row.unit for row in found.rows}
    assert next(row for row in found.of("x") if row.unit == "s0").around_numerator == 50


def test_a_school_without_a_mix_is_left_out_and_nobodys_neighbour(make_town) -> None:
    schools, pupils, postcodes = make_town(MIXES)
    found = compare(schools, pupils.filter(pl.col("unit") != "s1"), postcodes=postcodes, neighbours=1)
    assert found.left_out == (("State-funded primary: pupils by group are not published", 1),)
    assert next(row for row in found.of("x") if row.unit == "s0").around_numerator == 40


def test_small_schools_and_many_without_a_group_say_so(make_town) -> None:
    schools, pupils, _ = make_town([(10, 10), (50, 50), (50, 50)])
    many = pl.when(pl.col("unit") == "s1").then(40).otherwise("unrecorded")
    more = pl.when(pl.col("unit") == "s1").then(140).otherwise("pupils")
    schools = schools.with_columns(many.alias("unrecorded"), more.alias("pupils"))
    rows = {row.unit: row for row in compare(schools, pupils, around="ward").of("x")}
    assert [rows[unit].status for unit in ("s0", "s1", "s2")] == ["small", "small", "ok"]
    assert "40 of 140" in rows["s1"].reason


def test_both_ends_are_given_and_do_not_overlap(make_town) -> None:
    schools, pupils, postcodes = make_town(MIXES)
    low, high = compare(schools, pupils, postcodes=postcodes, neighbours=2).ends("x", 5)
    assert (low[0].unit, high[0].unit) == ("s4", "s0")
    assert len(low) == len(high) == 2
    assert not {row.unit for row in low} & {row.unit for row in high}


def test_residents_of_school_age_are_a_second_comparison(make_town) -> None:
    schools, pupils, _ = make_town(MIXES)
    counts = pl.DataFrame({"unit": ["w", "w"], "group": ["x", "y"], "count": [300, 700]})
    found = compare(schools, pupils, around="ward", residents=Residents(counts, 5, 15, "2011 census"))
    row = found.of("x")[0]
    assert row.residents_share == pytest.approx(0.3)
    assert (row.residents_low, row.residents_high) == newcombe(80, 100, 300, 1000)
    assert "aged 5 to 15" in found.residents
    assert "age-adjusted" in found.residents


def test_a_ward_without_residents_has_no_second_comparison(make_town) -> None:
    schools, pupils, _ = make_town(MIXES)
    counts = pl.DataFrame({"unit": ["elsewhere"], "group": ["x"], "count": [3]})
    found = compare(schools, pupils, around="ward", residents=Residents(counts, 5, 15))
    assert {row.residents_share for row in found.rows} == {None}


def test_bad_input_is_refused_with_what_is_wrong(make_town) -> None:
    schools, pupils, _ = make_town(MIXES)
    assert refusal(pl.concat([schools, schools.head(1)]), pupils).rule == "once"
    assert refusal(schools, pl.concat([pupils, pupils.head(1)])).rule == "once"
    assert refusal(schools, pupils.with_columns(count=-pl.col("count"))).rule == "not-negative"
    assert refusal(schools, pupils.filter(pl.col("group") == "x")).rule == "one-group"
    assert refusal(schools, pupils, neighbours=0).rule == "neighbours"
    assert refusal(schools, pupils, points=-1).rule == "neighbours"
    assert refusal(schools, pupils, place="X08000002").hint == "Did you mean X08000001?"
    assert refusal(schools, pupils, groups=["z"]).says == "There is no group “z” of pupils."
    assert refusal(schools, pupils, phases=["State-funded primry"]).hint == "Did you mean State-funded primary?"
    assert refusal(schools, pupils.with_columns(count=pl.lit(0, pl.Int64))).rule == "no-school"


def test_bradford_beside_the_other_schools_of_the_ward(england) -> None:
    found = compare(*england[:2], place="E08000032", around="ward")
    fewer, more = found.shares("White")
    assert (round(100 * fewer), round(100 * more)) == (14, 20)
    assert len(found.of("White")) == 179
    assert sum(count for _, count in found.left_out) == 227 - 192


def test_bradford_beside_the_nearest_schools(england) -> None:
    schools, pupils, postcodes = england
    found = compare(schools, pupils, place="E08000032", postcodes=postcodes)
    assert (found.placed, found.by_ward, found.alone) == (183, 8, 1)
    fewer, more = found.shares("White")
    assert (round(100 * fewer), round(100 * more)) == (10, 23)
    assert all(row.low <= row.difference <= row.high for row in found.of("White"))
