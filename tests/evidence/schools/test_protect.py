"""What may be printed of a school: it leaves every withheld count as open as it was."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convive.evidence.schools.protect import bounds, of_rows, pairs_range, row_mask, same_side, share_range
from convive.evidence.segregation.indices import pairs_differ

ROW = st.lists(st.integers(0, 60), min_size=5, max_size=5)


@given(ROW)
def test_a_row_hides_its_small_counts_and_never_one_alone(row) -> None:
    counts = np.array(row)
    hidden = row_mask(counts)
    assert hidden[(counts > 0) & (counts < 10)].all()
    if hidden.any() and not hidden.all():
        assert hidden.sum() > 1
        assert counts[hidden].sum() >= 10


@given(st.lists(ROW, min_size=1, max_size=4), st.integers(0, 4))
def test_the_truth_lies_in_what_is_printed(rows, group) -> None:
    counts = np.array(rows)
    few, many = bounds(counts, of_rows(counts), group)
    assert few <= counts[:, group].sum() <= many
    whole = int(counts.sum())
    if whole:
        ends = [int(end) for end in share_range(few, many, whole).split(" to ")]
        assert ends[0] <= int(100 * counts[:, group].sum() / whole + 0.5) <= ends[-1]


def test_a_range_rests_on_printed_counts_alone() -> None:
    """Two schools that print alike give the same range: nobody can tell them apart by it."""
    one, two = np.array([[3, 12, 200, 40, 30]]), np.array([[5, 10, 200, 40, 30]])
    masks = of_rows(one), of_rows(two)
    hidden = masks[0]
    assert (hidden == masks[1]).all()
    assert one[0][hidden[0]].sum() == two[0][hidden[0]].sum() == 15
    for group in range(5):
        assert bounds(one, hidden, group) == bounds(two, hidden, group)
    assert pairs_range(one[0], hidden[0]) == pairs_range(two[0], hidden[0])


@given(ROW)
def test_pairs_that_differ_lie_in_their_range(row) -> None:
    counts = np.array(row)
    found = pairs_range(counts, row_mask(counts))
    if counts.sum() < 2:
        assert found == ""
        return
    ends = [int(end) for end in found.split(" to ")]
    assert ends[0] <= int(100 * pairs_differ(counts) + 0.5) <= ends[-1]


def test_a_word_stands_only_where_every_possible_count_gives_it() -> None:
    words = {same_side(30, 100, x, x, 200) for x in range(20, 41)}
    assert words == {"larger", "no clear difference"}
    assert same_side(30, 100, 20, 40, 200) is None
    assert same_side(30, 100, 20, 22, 200) == "larger"
    assert same_side(30, 100, 0, 0, 0) is None


def test_ranges_by_hand() -> None:
    assert share_range(5, 5, 10) == "50"
    assert share_range(1, 2, 300) == "0 to 1"
    assert [share_range(a, b, 200) for a, b in itertools.pairwise((10, 11, 40))] == ["5 to 6", "6 to 20"]
