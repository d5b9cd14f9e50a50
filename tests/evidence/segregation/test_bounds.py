"""What rounded counts leave open: no table that fits lies outside the ends, and they are not far outside either."""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.evidence.segregation import INDICES, from_wide, indices, tabulate
from convive.evidence.segregation.bounds import of_all, of_two, reached, rounded
from convive.evidence.segregation.outer_all import exposure, least_mean, most_mean
from convive.evidence.segregation.sums import BY_AREA

ONE_GROUP = ("dissimilarity", "gini", "atkinson", "theil_h", "isolation", "correlation_ratio")
OVER_ALL = (
    "theil_h_multi", "mutual_information", "relative_diversity", "normalised_exposure", "simpson", "entropy",
)  # fmt: skip
# How far outside the nearest table an end may lie, on three units, where each weighs much: the most, and the mean.
SLACK = {
    "dissimilarity": (0.05, 0.006), "gini": (0.12, 0.05), "atkinson": (0.05, 0.01), "theil_h": (0.03, 0.004),
    "isolation": (0.001, 0.0005), "correlation_ratio": (0.03, 0.005), "theil_h_multi": (0.03, 0.006),
    "mutual_information": (0.03, 0.006), "relative_diversity": (0.06, 0.02), "normalised_exposure": (0.08, 0.025),
    "simpson": (0.002, 0.001), "entropy": (0.002, 0.001),
}  # fmt: skip


def every_table(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Every whole-number table between two ends, flat."""
    return np.array(list(product(*(range(a, b + 1) for a, b in zip(low.ravel(), high.ravel(), strict=True)))))


def small_box(rng: np.random.Generator, least: int) -> tuple[np.ndarray, np.ndarray]:
    low = rng.integers(least, 12, (2, 3))
    return low, low + rng.integers(0, 3, (2, 3))


def value_over_all(index: str, table: np.ndarray) -> float | None:
    present = table[:, table.sum(axis=0) > 0]
    if present.shape[1] < 2:
        return None
    return float(getattr(indices, index)(present.sum(axis=0) if index in ("simpson", "entropy") else present))


@pytest.mark.parametrize("index", ONE_GROUP)
def test_no_table_of_two_groups_lies_outside_and_the_ends_are_near(index: str) -> None:
    rng = np.random.default_rng(5)
    missed = []
    for trial in range(12):
        low, high = small_box(rng, trial % 2)
        x, y = (every_table(low[i], high[i]) for i in (0, 1))
        values = [getattr(indices, index)(a, a + b) for a in x for b in y if a.any() and b.any()]
        ends, found = (f(index, low[0], high[0], low[1], high[1]) for f in (of_two, reached))
        assert ends is not None
        assert found is not None
        assert ends[0] <= min(values) + 1e-12
        assert max(values) - 1e-12 <= ends[1]
        # What was found exists.
        assert min(values) - 1e-12 <= found[0] <= found[1] <= max(values) + 1e-12
        if trial % 2:
            missed += [min(values) - ends[0], ends[1] - max(values)]
    assert max(missed) < SLACK[index][0]
    assert np.mean(missed) < SLACK[index][1]


@pytest.mark.parametrize("index", OVER_ALL)
def test_no_table_of_all_groups_lies_outside_and_the_ends_are_near(index: str) -> None:
    rng = np.random.default_rng(6)
    missed = []
    for trial in range(10):
        low, high = small_box(rng, trial % 2)
        found = (value_over_all(index, table) for table in every_table(low, high).reshape(-1, 2, 3))
        values = [value for value in found if value is not None]
        ends = of_all(index, low, high)
        assert ends is not None
        assert ends[0] <= min(values) + 1e-12
        assert max(values) - 1e-12 <= ends[1]
        if trial % 2:
            missed += [min(values) - ends[0], ends[1] - max(values)]
    assert max(missed) < SLACK[index][0]
    assert np.mean(missed) < SLACK[index][1]


def test_exposure_to_a_third_group_is_reached_at_both_ends() -> None:
    rng = np.random.default_rng(7)
    for _ in range(10):
        low = rng.integers(0, 6, (3, 2))
        high = low + rng.integers(0, 3, (3, 2))
        tables = every_table(low, high).reshape(-1, 3, 2)
        values = [indices.exposure(t[0], t[1], t.sum(axis=0)) for t in tables if t[0].any()]
        if values:
            assert exposure(low[0], high[0], low[1], high[1], low[2], high[2]) == pytest.approx(
                (min(values), max(values)), abs=1e-9
            )


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    units=st.integers(2, 60),
    to=st.sampled_from([2, 3, 5, 10]),
    mean=st.tuples(st.floats(0.5, 40), st.floats(5, 100), st.floats(20, 300)),
)
def test_whatever_was_rounded_lies_inside(seed: int, units: int, to: int, mean: tuple[float, float, float]) -> None:
    rng = np.random.default_rng(seed)
    true = rng.poisson(rng.gamma(0.8, mean, (units, 3)))
    groups = ["a", "b", "c"]
    given_out = to * np.rint(true / to).astype(np.int64)
    # Two other tables that round to the same, at the ends of what each count can be.
    low, high = rounded(given_out, to)
    others = [rng.integers(low, high + 1), np.where(rng.random(low.shape) < 0.5, low, high)]
    made = [pl.DataFrame(t, schema=groups, orient="row").with_columns(unit=pl.Series(map(str, range(units))))
            for t in (given_out, true, *others)]  # fmt: skip
    # A table of nobody, or with a column that adds the others up, is refused.
    assume(all(t.sum() > 0 and (t.sum(axis=0) < 0.95 * t.sum()).all() for t in (given_out, true, *others)))
    assume(all((2 * t < t.sum(axis=1, keepdims=True)).any(axis=0).all() for t in (given_out, true, *others)))
    found, *inside = (
        tabulate(from_wide(t, groups=groups), against=["rest", "each"], threads=1, round_to=to * (at == 0))
        for at, t in enumerate(made)
    )
    for one in inside:
        both = found.select("at_least", "at_most").with_columns(value=one["value"]).drop_nulls()
        assert (both["value"] >= both["at_least"] - 1e-9).all()
        assert (both["value"] <= both["at_most"] + 1e-9).all()


@given(st.lists(st.tuples(st.floats(-5, 5), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_ends_of_a_mean_are_those_of_every_choice_of_weights(rows: list[tuple[float, int, int]]) -> None:
    values, low, more = (np.array(column) for column in zip(*rows, strict=True))
    tables = every_table(low, low + more)
    means = [(t * values).sum() / t.sum() for t in tables if t.sum()]
    if means:
        assert least_mean(values, low, low + more) == pytest.approx(min(means), abs=1e-9)
        assert most_mean(values, low, low + more) == pytest.approx(max(means), abs=1e-9)


def test_ends_of_a_city_are_near_what_some_table_reaches() -> None:
    rng = np.random.default_rng(3)
    size = rng.integers(200, 400, 400)
    group = 5 * np.rint(rng.binomial(size, rng.beta(2, 6, 400)) / 5).astype(np.int64)
    box = (*rounded(group, 5), size - group - 20, size - group + 20)
    for index, near in (("dissimilarity", 0.005), ("correlation_ratio", 0.005), ("theil_h", 0.01), ("atkinson", 0.015)):
        ends, found = of_two(index, *box), reached(index, *box)
        assert ends is not None
        assert found is not None
        assert ends[0] <= found[0] <= ends[0] + near
        assert ends[1] - near <= found[1] <= ends[1]


def test_no_table_no_ends() -> None:
    nobody, some = np.array([0, 0]), np.array([1, 2])
    assert of_two("gini", nobody, nobody, some, some) is None
    assert of_all("theil_h_multi", np.array([[1, 0]]), np.array([[2, 0]])) is None


def test_every_figure_lies_between_its_ends_and_the_true_one_too() -> None:
    rng = np.random.default_rng(8)
    true = rng.poisson(rng.gamma(1.0, [15, 60, 150], (40, 3)))
    groups = ["a", "b", "c"]

    def table(counts: np.ndarray) -> pl.DataFrame:
        made = pl.DataFrame(counts, schema=groups, orient="row").with_columns(unit=pl.Series(map(str, range(40))))
        return tabulate(from_wide(made, groups=groups), against=["rest", "each"], round_to=5, threads=1)

    exact, found = table(true), table(5 * np.rint(true / 5).astype(np.int64))
    known = found.filter(pl.col("value").is_not_null())
    assert known["at_least"].null_count() == 0
    assert (known["at_least"] <= known["value"]).all()
    assert (known["value"] <= known["at_most"]).all()
    assert (exact["value"] >= found["at_least"] - 1e-9).all()
    assert (exact["value"] <= found["at_most"] + 1e-9).all()
    assert set(found["index"]) == set(INDICES) >= set(BY_AREA)


def test_counts_that_are_not_rounded_leave_nothing_open() -> None:
    made = pl.DataFrame({"unit": ["u", "v"], "a": [10, 20], "b": [30, 10]})
    found = tabulate(from_wide(made, groups=["a", "b"]), round_to=1)
    assert found["at_least"].equals(found["value"].rename("at_least"))


def test_a_rounded_count_is_never_below_zero() -> None:
    assert [ends.tolist() for ends in rounded(np.array([0, 10]), 10)] == [[0, 5], [5, 15]]


def test_the_same_ends_with_any_number_of_threads() -> None:
    rng = np.random.default_rng(4)
    made = pl.DataFrame(5 * rng.integers(0, 30, (60, 3)), schema=["a", "b", "c"], orient="row").with_columns(
        unit=pl.Series(map(str, range(60))), area=pl.Series([f"a{i % 7}" for i in range(60)])
    )
    cube = from_wide(made, groups=["a", "b", "c"], within="area")
    one, three = (tabulate(cube, round_to=5, threads=threads) for threads in (1, 3))
    assert one.equals(three)


def a_table(counts: np.ndarray) -> pl.DataFrame:
    names = [f"g{at}" for at in range(counts.shape[1])]
    return pl.DataFrame(counts, schema=names, orient="row").with_columns(unit=pl.Series(map(str, range(len(counts)))))


def marks(where: np.ndarray, low: np.ndarray, high: np.ndarray) -> pl.DataFrame:
    rows = [(str(i), "", f"g{j}", int(low[i, j]), int(high[i, j])) for i, j in np.argwhere(where)]
    return pl.DataFrame(rows, schema=["unit", "within", "group", "low", "high"], orient="row")


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    units=st.integers(2, 40),
    span=st.sampled_from([(1, 9), (0, 4), (1, 4), (0, 30)]),
    to=st.sampled_from([0, 5]),
    under=st.booleans(),
)
def test_whatever_was_withheld_lies_inside(seed: int, units: int, span: tuple[int, int], to: int, under: bool) -> None:
    rng = np.random.default_rng(seed)
    true = rng.poisson(rng.gamma(0.8, [9, 30, 120], (units, 3)))
    hidden = (true >= span[0]) & (true <= span[1])
    shown = to * np.rint(true / to).astype(np.int64) if to else true
    stand_in = np.where(hidden, (span[0] + span[1] + 1) // 2, shown)
    low, high = rounded(shown, to) if to else (shown, shown)
    low, high = np.where(hidden, span[0], low), np.where(hidden, span[1], high)
    fits = [true, rng.integers(low, high + 1), np.where(rng.random(low.shape) < 0.5, low, high)]
    # A table of nobody, or with a column that adds the others up, is refused.
    assume(all(t.sum() > 0 and (t.sum(axis=0) < 0.95 * t.sum()).all() for t in (stand_in, *fits)))
    assume(all((2 * t < t.sum(axis=1, keepdims=True)).any(axis=0).all() for t in (stand_in, *fits)))
    groups = ["g0", "g1", "g2"]
    asked = {"against": ["rest", "each"], "threads": 1, "threshold": 0.3, "under": under}
    cells = marks(hidden, low, high)
    found = tabulate(from_wide(a_table(stand_in), groups=groups), round_to=to, withheld=cells, **asked)
    assert found["method"].str.contains("withheld").all() == bool(hidden.any())
    for one in fits:
        values = tabulate(from_wide(a_table(one), groups=groups), **asked)["value"]
        both = found.select("at_least", "at_most").with_columns(value=values).drop_nulls()
        assert (both["value"] >= both["at_least"] - 1e-9).all()
        assert (both["value"] <= both["at_most"] + 1e-9).all()


def test_a_unit_in_which_there_may_be_nobody_is_not_surely_one() -> None:
    # Unit 0 has nobody of g0 and perhaps nobody at all: it is under any threshold, or is none.
    shown = np.array([[0, 2], [30, 10], [20, 30]])
    hidden = np.array([[False, True], [False, False], [False, False]])
    cells = marks(hidden, np.where(hidden, 0, shown), np.where(hidden, 4, shown))
    asked = {"indices": ["units_over"], "threshold": 0.3, "under": True}
    found = tabulate(from_wide(a_table(shown), groups=["g0", "g1"]), withheld=cells, **asked)
    nobody = tabulate(from_wide(a_table(shown * (1 - hidden)), groups=["g0", "g1"]), **asked)
    assert found.select("at_least", "at_most").row(0) == (0, 1)
    assert nobody["value"][0] == 0


def test_every_table_that_fits_what_was_withheld_is_inside_and_isolation_reaches_its_ends() -> None:
    shown = np.array([[3, 40], [12, 3], [5, 9]])
    hidden = np.array([[True, False], [False, True], [False, False]])
    cells = marks(hidden, np.where(hidden, 1, shown), np.where(hidden, 4, shown))
    found = tabulate(from_wide(a_table(shown), groups=["g0", "g1"]), withheld=cells)
    fitting = []
    for a, b in product(range(1, 5), repeat=2):
        one = shown.copy()
        one[0, 0], one[1, 1] = a, b
        fitting.append(tabulate(from_wide(a_table(one), groups=["g0", "g1"]), threads=1)["value"].to_numpy())
    least, most = np.min(fitting, axis=0), np.max(fitting, axis=0)
    assert (found["at_least"].to_numpy() <= least + 1e-12).all()
    assert (found["at_most"].to_numpy() >= most - 1e-12).all()
    isolated = (found["index"] == "isolation").to_numpy()
    assert found["at_least"].to_numpy()[isolated] == pytest.approx(least[isolated], abs=0.001)
    assert found["at_most"].to_numpy()[isolated] == pytest.approx(most[isolated], abs=0.001)


def test_nothing_withheld_leaves_nothing_open() -> None:
    cube = from_wide(a_table(np.array([[10, 30], [20, 10]])), groups=["g0", "g1"])
    found = tabulate(cube, withheld=marks(np.zeros((2, 2), bool), *[np.zeros((2, 2))] * 2))
    assert found["at_most"].equals(found["value"].rename("at_most"))
    assert not found["method"].str.contains("withheld").any()


@pytest.mark.parametrize("row", [("9", "", "g0", 1, 9), ("0", "", "g0", 5, 4), ("0", "", "g0", -1, 4)])
def test_a_withheld_count_of_no_unit_or_without_a_range_is_refused(row: tuple[object, ...]) -> None:
    cube = from_wide(a_table(np.array([[10, 30], [20, 10]])), groups=["g0", "g1"])
    cells = pl.DataFrame([row], schema=["unit", "within", "group", "low", "high"], orient="row")
    with pytest.raises(RefusedInput, match="withheld count is of no unit"):
        tabulate(cube, withheld=cells)
