"""A made-up employer: declaration first, bounds for the undeclared, and nothing from which a few people show."""

from __future__ import annotations

import csv
import gzip
import io

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convive.core.errors import RefusedInput, UnknownName
from convive.evidence.workforce import WorkingAge, compare

POPULATION = WorkingAge({"Asian": 3000, "White": 7000}, 16, 64, where="Brackenford", dated="March 2021")
SILENT = "not declared"


def staff(*rows: tuple[str, str, str, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["grade", "site", "group", "count"], orient="row")


MILL = staff(
    ("Assistant", "Mill", "Asian", 60), ("Assistant", "Mill", "White", 140), ("Assistant", "Mill", SILENT, 20),
    ("Assistant", "Depot", "Asian", 20), ("Assistant", "Depot", "White", 80), ("Assistant", "Depot", SILENT, 10),
    ("Manager", "Mill", "Asian", 12), ("Manager", "Mill", "White", 150), ("Manager", "Mill", SILENT, 11),
    ("Manager", "Depot", "Asian", 10), ("Manager", "Depot", "White", 60), ("Manager", "Depot", SILENT, 12),
)  # fmt: skip


def refusal(table, **options) -> RefusedInput | UnknownName:
    with pytest.raises((RefusedInput, UnknownName)) as caught:
        compare(table, POPULATION, **options)
    return caught.value


def test_declaration_comes_first_and_bounds_hold_the_undeclared() -> None:
    found = compare(MILL, POPULATION)
    assert (found.people, found.declared) == (585, 532)
    assert found.rate == pytest.approx(532 / 585)
    asian = found.of("everybody")[0]
    assert (asian.group, asian.count, asian.undeclared) == ("Asian", 102, 53)
    assert (asian.low, asian.high) == pytest.approx((102 / 585, 155 / 585))
    assert asian.share == pytest.approx(102 / 532)
    assert asian.verdict == "cannot tell"


def test_fewer_is_said_only_where_the_ranges_do_not_meet() -> None:
    found = {(row.name, row.group): row for row in compare(MILL, POPULATION).of("grade")}
    manager = found["Manager", "Asian"]
    assert manager.high < manager.chance_low
    assert manager.verdict == "fewer"
    assert found["Manager", "White"].verdict == "more"
    assert found["Assistant", "Asian"].verdict in ("as many", "cannot tell")


def test_many_who_did_not_declare_mean_that_nothing_can_be_told() -> None:
    found = compare(
        staff(("g", "s", "Asian", 10), ("g", "s", "White", 40), ("g", "s", "Prefer NOT to say", 150)), POPULATION
    )
    assert found.rate == pytest.approx(0.25)
    assert {row.verdict for row in found.rows} == {"cannot tell"}


def test_grades_and_sites_of_one_are_not_printed_again() -> None:
    found = compare(staff(("g", "s", "Asian", 30), ("g", "s", "White", 70)), POPULATION)
    assert {row.scope for row in found.rows} == {"everybody"}


def test_a_small_count_is_withheld_with_what_would_give_it_away() -> None:
    table = MILL.with_columns(
        count=pl.when((pl.col("grade") == "Manager") & (pl.col("group") == "Asian")).then(2).otherwise("count")
    )
    found = {(row.scope, row.name, row.group): row for row in compare(table, POPULATION).rows}
    manager = found["grade", "Manager", "Asian"]
    assert (manager.count, manager.share, manager.low, manager.high, manager.verdict) == (None, None, None, None, "")
    assert "Withheld" in manager.reason
    # Four managers are Asian: with every other count of the column open, the total would give them away.
    assert found["grade", "Assistant", "Asian"].count is None or found["everybody", "Everybody", "Asian"].count is None


small = arrays(np.int64, (3, 3), elements=st.integers(0, 40))


@given(small)
@settings(max_examples=80)
def test_no_row_shows_or_solves_to_a_count_of_one_to_nine(counts: np.ndarray) -> None:
    table = staff(
        *(
            (f"g{i}", f"s{i % 2}", group, int(counts[i, j]))
            for i in range(3)
            for j, group in enumerate(("Asian", "White", SILENT))
        )
    )
    if not counts.sum():
        return
    for row in compare(table, POPULATION).rows:
        assert row.count is None or row.count == 0 or row.count >= 10
        assert row.people is None or row.people == 0 or row.people >= 10
        assert row.undeclared is None or row.undeclared == 0 or row.undeclared >= 10
        # The share of those who declared would give the undeclared away, and the upper bound as well.
        if row.undeclared is None:
            assert row.share is None
            assert row.high is None
        if row.count is None:
            assert (row.share, row.low, row.high) == (None, None, None)


COLUMNS = ("Asian", "White", "", "all")


def true_counts(table: pl.DataFrame) -> dict[tuple[str, str, str], int]:
    """Every cell and total of the tables by grade and by site, withheld or not: scope, name and column."""
    found = {}
    plain = table.with_columns(group=pl.col("group").replace(SILENT, ""))
    for scope in ("everybody", "grade", "site"):
        for name in ["Everybody"] if scope == "everybody" else sorted(set(table[scope].to_list())):
            mine = plain if scope == "everybody" else plain.filter(pl.col(scope) == name)
            for column in COLUMNS:
                part = mine if column == "all" else mine.filter(pl.col("group") == column)
                found[scope, name, column] = int(part["count"].sum())
    return found


def determined(table: pl.DataFrame) -> list[tuple[str, str, str]]:
    """The small counts that follow from what is printed, by the sums that every table obeys."""
    true = true_counts(table)
    at = {key: i for i, key in enumerate(true)}
    lines: list[np.ndarray] = []

    def line(*terms: tuple[tuple[str, str, str], int]) -> None:
        row = np.zeros(len(at))
        for key, sign in terms:
            row[at[key]] += sign
        lines.append(row)

    for scope, name, column in true:
        if column == "all":
            line(((scope, name, "all"), 1), *(((scope, name, c), -1) for c in COLUMNS[:3]))
        if scope == "everybody":
            for by in ("grade", "site"):
                line(((scope, name, column), 1), *((key, -1) for key in true if key[0] == by and key[2] == column))
    for row in compare(table, POPULATION).rows:
        shown = ((row.group, row.count), ("", row.undeclared), ("all", row.people))
        for column, value in shown:
            if value is not None:
                assert value == true[row.scope, row.name, column]
                line(((row.scope, row.name, column), 1))
    known = np.array(lines)
    rank = np.linalg.matrix_rank(known)
    return [
        key
        for key, value in true.items()
        if 0 < value < 10 and np.linalg.matrix_rank(np.vstack([known, np.eye(len(at))[at[key]]])) == rank
    ]


@given(arrays(np.int64, (3, 3, 3), elements=st.integers(0, 25)))
@settings(max_examples=60)
def test_no_small_count_follows_from_the_sums_of_both_tables(counts: np.ndarray) -> None:
    table = staff(
        *(
            (f"g{i}", f"s{j}", group, int(counts[i, j, k]))
            for i in range(3)
            for j in range(3)
            for k, group in enumerate(("Asian", "White", SILENT))
        )
    )
    if counts.sum():
        assert determined(table) == []


def test_sites_are_left_out_where_they_would_give_a_grade_away() -> None:
    table = staff(
        ("A", "North", "Asian", 3), ("A", "North", "White", 50), ("A", "North", SILENT, 20),
        ("B", "South", "Asian", 40), ("B", "South", "White", 60), ("B", "South", SILENT, 20),
    )  # fmt: skip
    found = compare(table, POPULATION)
    assert found.of("site") == ()
    assert any("Sites are left out" in note for note in found.notes)


def test_bad_input_is_refused_with_what_is_wrong() -> None:
    error = refusal(MILL.with_columns(group=pl.col("group").str.replace("White", "Whit")))
    assert (error.rule, error.hint) == ("group", "Did you mean White?")
    assert refusal(MILL.with_columns(count=-pl.col("count"))).rule == "not-negative"
    assert refusal(MILL.with_columns(count=pl.lit(None, pl.Int64))).rule == "not-negative"
    assert refusal(pl.concat([MILL, MILL.head(1)])).rule == "once"
    assert refusal(MILL.with_columns(count=pl.lit(0, pl.Int64))).rule == "nobody"
    total = MILL.group_by("site", "group").agg(pl.col("count").sum()).with_columns(grade=pl.lit("Total"))
    error = refusal(pl.concat([MILL, total.select(MILL.columns)]))
    assert (error.rule, error.column) == ("totals-row", "grade")


def test_a_made_up_employer_beside_bradford(shared_data) -> None:
    """Working age in Bradford by the 2011 census: White, and everybody else."""
    found = []
    for name in ("white_population", "all_ethnicities"):
        raw = gzip.decompress(
            (shared_data / f"census/census2011_msoa_{name}_age_profile_2011_data.csv.gz").read_bytes()
        )
        rows = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
        people = 0
        for row in rows:
            if not next(iter(row.values())).startswith("Bradford "):
                continue
            ages = [(title, int(count)) for title, count in row.items() if title.startswith("Age ")]
            people += sum(n for title, n in ages if title.split()[1].isdigit() and 16 <= int(title.split()[1]) <= 60)
        found.append(people)
    white, everybody = found
    assert 0.6 < white / everybody < 0.75
    population = WorkingAge({"White": white, "other groups": everybody - white}, 16, 64, "Bradford", "March 2011")
    table = staff(
        ("Assistant", "Hall", "White", 300), ("Assistant", "Hall", "other groups", 140),
        ("Assistant", "Hall", SILENT, 40), ("Manager", "Hall", "White", 180), ("Manager", "Hall", "other groups", 15),
        ("Manager", "Hall", SILENT, 15),
    )  # fmt: skip
    rows = {(row.name, row.group): row.verdict for row in compare(table, population).of("grade")}
    assert rows["Manager", "other groups"] == "fewer"
    assert rows["Assistant", "other groups"] in ("as many", "cannot tell")
