"""The compiled pass against the plain formulas, at random and on what is odd; order, scale, threads, workers, draws."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convive.core.errors import RefusedInput, UnknownName
from convive.core.parallel import spawned
from convive.evidence.segregation import INDICES, from_wide, indices, measure, tabulate
from convive.evidence.segregation.cube import Cube
from convive.evidence.segregation.sums import BY_AREA, BY_GROUP, FIXED
from convive.evidence.segregation.table import COLUMNS

EXACT = [index for index in INDICES if index not in ("gini", "atkinson")]


def cube(counts: np.ndarray, areas: list[str] | None = None) -> Cube:
    """A cube from a units × groups matrix."""
    groups = [f"g{i}" for i in range(counts.shape[1])]
    table = pl.DataFrame(counts, schema=groups, orient="row").with_columns(
        unit=pl.Series([f"u{i:03}" for i in range(len(counts))]), area=pl.Series(areas or ["a"] * len(counts))
    )
    return from_wide(table, groups=groups, within="area")


def twin(index: str, counts: np.ndarray, g: int, against: int, threshold: float, under: bool) -> float:
    """The plain formula of one index."""
    x, n = counts[:, g], counts.sum(axis=1)
    y = n - x if against < 0 else counts[:, against]
    if index == "exposure":
        return indices.exposure(x, y, n)
    if index == "threshold_share":
        return indices.threshold_share(x, x if against < 0 else y, n, threshold, under=under)
    if index == "units_over":
        return indices.units_over(x, n, threshold, under=under)
    if index in BY_GROUP:
        return getattr(indices, index)(x, x + y)
    return getattr(indices, index)(counts.sum(axis=0) if index in ("simpson", "entropy") else counts)


matrices = arrays(np.int64, st.tuples(st.integers(3, 9), st.integers(2, 5)), elements=st.integers(0, 60)).map(
    # A column that is no total, and no group that is absent.
    lambda m: m + np.eye(*m.shape, dtype=np.int64) * 7
)


@given(matrices, st.sampled_from([0.2, 0.5, 0.9]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_index_is_its_plain_formula(counts: np.ndarray, threshold: float, under: bool) -> None:
    names = [f"g{i}" for i in range(counts.shape[1])]
    for against in (-1, 1):
        asked = [index for index in INDICES if against < 0 or index in BY_GROUP]
        found = tabulate(
            cube(counts),
            indices=asked,
            against="rest" if against < 0 else names[against],
            threshold=threshold,
            under=under,
            threads=1,
        )
        for row in found.filter(pl.col("status") != "not computable").iter_rows(named=True):
            g = names.index(row["group"]) if row["group"] else 0
            expected = twin(row["index"], counts, g, against, threshold, under)
            assert row["value"] == pytest.approx(expected, abs=1e-11), (row, against)


@given(matrices)
@settings(max_examples=40, deadline=None)
def test_bounds_and_no_not_a_number_anywhere(counts: np.ndarray) -> None:
    found = tabulate(cube(counts), indices=EXACT, against=["rest", "each"], threads=1)
    for name in ("value", "expected", "corrected"):
        assert found[name].is_nan().sum() == 0
    assert (found["value"].is_null() == (found["status"] == "not computable")).all()
    assert ((found["status"] == "ok") == (found["reason"] == "")).all()
    within_one = found.filter(~pl.col("index").is_in(["units_over", "mutual_information", "entropy"]))["value"]
    assert within_one.min() >= -1e-12
    assert within_one.max() <= 1 + 1e-12


@given(matrices, st.randoms(use_true_random=False), st.integers(2, 9))
@settings(max_examples=30, deadline=None)
def test_order_of_units_and_the_scale_do_not_matter(counts: np.ndarray, shuffle, scale: int) -> None:
    rows = list(range(len(counts)))
    shuffle.shuffle(rows)
    asked = [index for index in INDICES if index not in ("gini", "atkinson")]
    one, two = (tabulate(cube(m), indices=asked, threads=1) for m in (counts, counts[rows] * scale))
    for a, b in zip(one["value"], two["value"], strict=True):
        assert (a is None) == (b is None)
        assert a is None or a == pytest.approx(b, abs=1e-9)


@given(matrices)
@settings(max_examples=30, deadline=None)
def test_two_groups_against_each_other_are_even_handed(counts: np.ndarray) -> None:
    even = ["dissimilarity", "theil_h", "correlation_ratio"]
    found = tabulate(cube(counts), indices=even, against="each", threads=1)
    values = {(r["index"], r["group"], r["against"]): (r["value"], r["expected"]) for r in found.iter_rows(named=True)}
    for index, g, h in values:
        for mine, other in zip(values[index, g, h], values[index, h, g], strict=True):
            assert mine == pytest.approx(other, abs=1e-10)


@given(matrices)
@settings(max_examples=30, deadline=None)
def test_who_meets_whom_adds_up_to_everybody(counts: np.ndarray) -> None:
    found = tabulate(cube(counts), indices=["exposure"], against="each", threads=1).filter(
        pl.col("value").is_not_null()
    )
    own = tabulate(cube(counts), indices=["isolation"], threads=1)
    for group, met in found.group_by("group").agg(pl.col("value").sum()).iter_rows():
        isolated = own.filter(pl.col("group") == group)["value"][0]
        if isolated is not None:
            assert met + isolated == pytest.approx(1)


def deals(sizes: list[int], groups: list[int]) -> list[np.ndarray]:
    """Every way to deal three groups to the seats of the units, each as likely as the next."""
    unit = np.repeat(np.arange(len(sizes)), sizes)
    seats = set(range(sum(sizes)))
    found = []
    for first in combinations(sorted(seats), groups[0]):
        for second in combinations(sorted(seats - set(first)), groups[1]):
            third = sorted(seats - set(first) - set(second))
            parts = (first, second, third)
            found.append(np.column_stack([np.bincount(unit[list(p)], minlength=len(sizes)) for p in parts]))
    return found


@pytest.mark.parametrize(("sizes", "groups"), [([2, 3, 2], [2, 2, 3]), ([4, 1, 2], [1, 2, 4])])
@pytest.mark.parametrize("under", [False, True])
def test_expected_values_are_the_mean_over_every_possible_deal(
    sizes: list[int], groups: list[int], under: bool
) -> None:
    every = deals(sizes, groups)
    asked = [index for index in EXACT if index not in FIXED]
    found = tabulate(cube(every[0]), indices=asked, threshold=0.5, under=under, threads=1)
    for row in found.iter_rows(named=True):
        g = int(row["group"][1:]) if row["group"] else 0
        mean = np.mean([twin(row["index"], deal, g, -1, 0.5, under) for deal in every])
        assert row["expected"] == pytest.approx(mean, abs=1e-12), row
    met = tabulate(cube(every[0]), indices=["exposure", "threshold_share"], against="each", under=under, threads=1)
    for row in met.iter_rows(named=True):
        g, h = int(row["group"][1:]), int(row["against"][1:])
        mean = np.mean([twin(row["index"], deal, g, h, 0.5, under) for deal in every])
        assert row["expected"] == pytest.approx(mean, abs=1e-12), row


def test_expected_against_one_group_deals_the_two_among_their_own_seats() -> None:
    counts = np.array([[3, 2, 5], [1, 2, 9], [2, 1, 3]])
    pair = counts[:, :2]
    found = tabulate(cube(counts), indices=["dissimilarity", "theil_h", "isolation"], against="g1", threads=1)
    alone = tabulate(cube(pair), indices=["dissimilarity", "theil_h", "isolation"], threads=1)
    mine = found.filter(pl.col("group") == "g0").select("index", "value", "expected").rows()
    theirs = alone.filter(pl.col("group") == "g0").select("index", "value", "expected").rows()
    for a, b in zip(mine, theirs, strict=True):
        assert a == pytest.approx(b)


def test_simulated_chance_agrees_with_the_exact_values() -> None:
    from convive.evidence.segregation import answers
    from convive.evidence.segregation.sums import by_area, by_group
    from convive.evidence.segregation.table import block_of

    rng = np.random.default_rng(7)
    made = cube(rng.poisson(np.array([3, 8, 20]), (40, 3)))
    question = answers.Question(("dissimilarity", "theil_h", "isolation", "theil_h_multi", "exposure"), (-1, 1))
    block = block_of(made, 0, 1)
    for against in (-1, 1):
        exact = answers.expect(block, against, question)
        drawn = answers.chance(block, 0, against, question, 20_000)
        for index in ("dissimilarity", "theil_h", "isolation", "exposure"):
            values = by_group(index, drawn)[:, 0]
            error = values.std() / np.sqrt(len(values))
            assert abs(values.mean() - by_group(index, exact)[0, 0]) < 2.6 * error, (index, against)
    values = by_area("theil_h_multi", answers.chance(block, 0, -1, question, 20_000))
    exact_h = by_area("theil_h_multi", answers.expect(block, -1, question))[0]
    assert abs(values.mean() - exact_h) < 2 * values.std() / np.sqrt(len(values))


@pytest.fixture(scope="module")
def three_areas() -> Cube:
    rng = np.random.default_rng(3)
    counts = rng.poisson(rng.gamma(0.7, [30, 90, 200], (60, 3)))
    return cube(counts, [f"a{i % 3}" for i in range(60)])


@pytest.mark.parametrize("people", [False, True])
def test_the_same_bytes_with_any_number_of_threads_and_workers(three_areas: Cube, people: bool) -> None:
    asked = {"draws": 60, "seed": 1, "against": ["rest", "g1"], "people": people}
    alone = tabulate(three_areas, threads=1, **asked)
    assert tabulate(three_areas, threads=3, **asked).equals(alone)
    with ThreadPoolExecutor(2) as pool:
        assert tabulate(three_areas, executor=pool, **asked).equals(alone)
    assert not tabulate(three_areas, threads=1, **asked | {"seed": 2}).equals(alone)


def test_spawned_workers_give_the_same_bytes(three_areas: Cube) -> None:
    alone = tabulate(three_areas, indices=["dissimilarity", "gini"], draws=30, seed=1, threads=1)
    with spawned(2) as pool:
        assert tabulate(three_areas, indices=["dissimilarity", "gini"], draws=30, seed=1, executor=pool).equals(alone)


def test_an_area_draws_the_same_whatever_stands_beside_it(three_areas: Cube) -> None:
    asked = {"indices": ["dissimilarity", "theil_h_multi"], "draws": 40, "seed": 5}
    together = tabulate(three_areas, **asked).filter(pl.col("within") == "a1").drop("q_value")
    assert tabulate(three_areas.part(1, 2), **asked).drop("q_value").equals(together)


def test_intervals_hold_the_value_and_p_values_are_never_zero(three_areas: Cube) -> None:
    found = tabulate(three_areas, draws=60, seed=1, against=["rest", "each"])
    some = found.filter(pl.col("low").is_not_null())
    assert some.height > 0.9 * found.height
    assert (some["low"] <= some["value"]).all()
    assert (some["high"] >= some["value"]).all()
    tested = found.filter(~pl.col("index").is_in(list(FIXED)))
    assert tested["p_value"].min() == pytest.approx(1 / 61)
    assert (tested["q_value"] >= tested["p_value"] - 1e-15).all()
    assert found.filter(pl.col("index").is_in(list(FIXED)))["p_value"].null_count() == 6


def test_intervals_alone_are_the_same_intervals(three_areas: Cube) -> None:
    asked = {"indices": ["dissimilarity", "theil_h_multi"], "draws": 40, "seed": 5}
    alone = tabulate(three_areas, **asked, tested=False)
    assert "p_value" not in alone.columns
    assert alone.equals(tabulate(three_areas, **asked).select(alone.columns))


def test_unevenness_by_chance_alone_is_seldom_called_more() -> None:
    rng = np.random.default_rng(11)
    counts = rng.multinomial(60, [0.1, 0.3, 0.6], 40 * 60)
    many = cube(counts, [f"a{i % 60:02}" for i in range(len(counts))])
    found = tabulate(many, indices=["dissimilarity", "theil_h_multi"], draws=99, seed=4)
    p_values = found["p_value"].to_numpy()
    assert 0.01 < (p_values <= 0.05).mean() < 0.1
    assert found["corrected"].mean() == pytest.approx(0, abs=0.02)
    assert found["q_value"].min() > 0.05


def test_unit_intervals_cover_as_often_as_they_say() -> None:
    """Places of 80 units out of one endless city: about 95 in 100 intervals hold the city's own index."""
    rng = np.random.default_rng(12)
    share = rng.beta(1, 4, 200_000)
    city = np.column_stack([rng.binomial(100, share), np.zeros(len(share), dtype=np.int64)])
    city[:, 1] = 100 - city[:, 0]
    truth = indices.correlation_ratio(city[:, 0], city.sum(axis=1))
    units = city[rng.integers(0, len(city), 80 * 120)]
    found = tabulate(
        cube(units, [f"a{i % 120:03}" for i in range(len(units))]), indices=["correlation_ratio"], draws=200, seed=9
    ).filter(pl.col("group") == "g0")
    covered = ((found["low"] <= truth) & (found["high"] >= truth)).mean()
    assert 0.86 <= covered <= 0.99


def test_columns_and_order(three_areas: Cube) -> None:
    found = tabulate(three_areas, indices=["isolation", "theil_h_multi", "dissimilarity"], against=["g1", "rest"])
    assert tuple(found.columns) == COLUMNS
    first = found.filter(pl.col("within") == "a0").select("index", "group", "against").rows()
    assert first == [
        ("isolation", "g0", "g1"),
        ("isolation", "g0", "rest"),
        ("isolation", "g1", "rest"),
        ("isolation", "g2", "g1"),
        ("isolation", "g2", "rest"),
        ("theil_h_multi", "", ""),
        ("dissimilarity", "g0", "g1"),
        ("dissimilarity", "g0", "rest"),
        ("dissimilarity", "g1", "rest"),
        ("dissimilarity", "g2", "g1"),
        ("dissimilarity", "g2", "rest"),
    ]
    assert tuple(tabulate(three_areas, draws=10).columns) == (*COLUMNS, "p_value", "q_value")


def test_indices_over_all_groups_do_not_depend_on_whom_one_group_is_compared_with(three_areas: Cube) -> None:
    asked = [*BY_AREA]
    assert tabulate(three_areas, indices=asked, against="g1").equals(tabulate(three_areas, indices=asked))


def test_the_same_figures_as_results(three_areas: Cube) -> None:
    found = tabulate(three_areas, draws=20, seed=3)
    results = measure(three_areas, draws=20, seed=3)
    assert [r.estimate.value for r in results] == found["value"].to_list()
    assert [r.q_value for r in results] == found["q_value"].to_list()


def test_absent_groups_single_units_and_empty_areas_are_said() -> None:
    counts = np.array([[200, 300, 0], [250, 150, 0], [400, 500, 600], [0, 0, 0], [70, 200, 0], [0, 9, 0]])
    found = tabulate(
        cube(counts, ["a", "a", "b", "c", "d", "d"]), indices=["dissimilarity", "theil_h_multi", "simpson"]
    )
    reasons = {(r["within"], r["index"], r["group"]): r["reason"] for r in found.iter_rows(named=True)}
    assert reasons["a", "dissimilarity", "g2"] == "Nobody of this group was counted here."
    assert reasons["a", "theil_h_multi", ""] == ""
    assert reasons["b", "dissimilarity", "g0"] == "There is only one unit with people in it."
    assert reasons["c", "simpson", ""] == "Nobody was counted here."
    assert reasons["d", "dissimilarity", "g0"] == "Fewer than 100 people of this group were counted here."
    drawn = tabulate(cube(counts, ["a", "a", "b", "c", "d", "d"]), draws=20)
    assert drawn["value"].is_nan().sum() == drawn["low"].is_nan().sum() == 0


NUMBERS = ("value", "expected", "corrected", "low", "high", "p_value", "q_value")


def assert_every_gap_is_explained(found: pl.DataFrame) -> None:
    """No number is "not a number", and where one is missing the row says why that one is."""
    for name in NUMBERS:
        assert not found[name].is_nan().any()
        assert not found[name].is_infinite().any()
    assert found["status"].is_in(["ok", "small", "not computable"]).all()
    assert not found["reason"].is_null().any()
    no_value = found.filter(pl.col("value").is_null())
    assert (no_value["status"] == "not computable").all()
    assert (no_value["reason"] != "").all()
    assert no_value.select(pl.all_horizontal(pl.col(name).is_null() for name in NUMBERS).all()).item()
    known = found.filter(pl.col("value").is_not_null())
    assert (known["status"] != "not computable").all()
    assert (known.filter(pl.col("status") == "small")["reason"] != "").all()
    assert known["expected"].null_count() == 0
    reason = pl.col("reason").str
    assert known.filter((pl.col("status") == "ok") != (pl.col("reason") == "")).is_empty()
    assert known.filter(pl.col("corrected").is_null() != pl.col("method").str.contains("; not corrected")).is_empty()
    assert known.filter(pl.col("low").is_null() != reason.contains("No interval")).is_empty()
    assert known.filter(pl.col("high").is_null() != pl.col("low").is_null()).is_empty()
    untested = pl.col("method").str.contains("not corrected or tested")
    assert set(known.filter(untested)["index"]) <= set(FIXED)
    for name in ("p_value", "q_value"):
        assert known.filter(pl.col(name).is_null() != untested).is_empty()
        assert (known[name].drop_nulls() > 0).all()


@settings(max_examples=25, deadline=None)
@given(
    arrays(np.int64, st.tuples(st.integers(1, 9), st.integers(2, 4)), elements=st.sampled_from([0, 0, 0, 1, 2, 150])),
    st.booleans(),
    st.booleans(),
)
def test_nothing_is_empty_without_its_reason(counts: np.ndarray, people: bool, under: bool) -> None:
    try:
        made = cube(counts, [f"a{i % 3}" for i in range(len(counts))])
    except RefusedInput:
        return  # a column that adds the others up
    asked = {"against": ["rest", "each"], "people": people, "threshold": 0.4, "under": under}
    assert_every_gap_is_explained(tabulate(made, draws=12, seed=1, **asked))


@pytest.mark.parametrize("people", [False, True])
def test_nothing_is_empty_without_its_reason_in_the_smallest_authorities(shared_data, people: bool) -> None:
    groups = ["WhiteBrit", "Irish", "OtherWhite", "Mixed", "Indian", "Pakistani", "Bangladeshi", "Chinese",
              "OtherAsian", "BlkAfrican", "BlkCaribbean", "OtherBlk", "Arab", "Other"]  # fmt: skip
    table = pl.read_csv(shared_data / "census" / "census2011_ethnic_group_oa.csv.gz")
    smallest = table.group_by("LAD").agg(n=pl.sum_horizontal(groups).sum()).sort("n")["LAD"].head(20).to_list()
    assert smallest[:2] == ["Isles of Scilly", "City of London"]
    made = from_wide(table.filter(pl.col("LAD").is_in(smallest)), unit="OA", within="LAD", groups=groups)
    found = tabulate(made, draws=10, seed=1, people=people)
    assert_every_gap_is_explained(found)
    assert found["within"].n_unique() == 20
    assert found.filter(pl.col("within") == "Isles of Scilly")["status"].n_unique() == 3


def test_what_makes_no_sense_is_refused(three_areas: Cube) -> None:
    with pytest.raises(UnknownName, match="Did you mean dissimilarity"):
        tabulate(three_areas, indices=["disimilarity"])
    with pytest.raises(UnknownName, match="to compare with"):
        tabulate(three_areas, against="g9")
    for wrong in (
        {"draws": 1},
        {"draws": -5},
        {"threshold": 0.0},
        {"threshold": 50.0},
        {"round_to": -1},
        {"against": []},
    ):
        with pytest.raises(RefusedInput):
            tabulate(three_areas, **wrong)
