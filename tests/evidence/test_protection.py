"""Nineteen groups and the five they make: what one table withholds, the other does not give away."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convive.core.disclosure import SMALLEST_SHOWN
from convive.evidence.protection import nested

PARENTS = [0, 0, 0, 1, 1, 2, 2, 2, 2]
counts = arrays(
    np.int64,
    st.tuples(st.integers(1, 6), st.just(len(PARENTS))),
    elements=st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 400)),
)


def broad_of(fine: np.ndarray) -> np.ndarray:
    return np.array([[row[np.array(PARENTS) == b].sum() for b in range(3)] for row in fine])


def attack(fine: np.ndarray, broad_mask: np.ndarray, fine_mask: np.ndarray) -> set[tuple[str, int, int]]:
    """Every small cell of either table that is printed, or that all printed cells and sums determine.

    Written apart from the code it attacks: unknowns are the finer cells of every unit; each printed number, whichever
    table it stands in, is one equation over them. A number is known when it is a combination of the printed ones.
    """
    units, groups = fine.shape
    unknowns = units * groups

    def line(rows, columns) -> np.ndarray:
        made = np.zeros((units, groups))
        made[np.ix_(rows, columns)] = 1
        return made.ravel()

    def cells(mask, table_groups, kind):
        everyone = list(range(units))
        columns = [*table_groups, list(range(groups))]
        for r in range(units + 1):
            for c, group in enumerate(columns):
                rows = everyone if r == units else [r]
                yield (kind, r, c), line(rows, group), bool(mask[r, c])

    five = [[g for g in range(groups) if PARENTS[g] == b] for b in range(3)]
    every = [*cells(broad_mask, five, "broad"), *cells(fine_mask, [[g] for g in range(groups)], "fine")]
    printed = np.array([row for _, row, hidden in every if not hidden]).reshape(-1, unknowns)
    rank = np.linalg.matrix_rank(printed) if len(printed) else 0
    found = set()
    for where, row, _ in every:
        value = int(row @ fine.ravel())
        if 0 < value < SMALLEST_SHOWN and np.linalg.matrix_rank(np.vstack([printed, row])) == rank:
            found.add(where)
    return found


@settings(max_examples=60)
@given(counts)
def test_no_small_number_can_be_worked_out_from_both_tables_together(fine) -> None:
    broad_mask, fine_mask, whole = nested(broad_of(fine), fine, PARENTS)
    assert attack(fine, broad_mask, fine_mask) == set()
    assert (whole == fine_mask[-1]).all()


def test_the_attack_finds_what_two_tables_protected_apart_give_away() -> None:
    """The test above can fail: broad groups withheld alone are given away by the finer ones."""
    fine = np.array([[40, 5, 60, 100, 4, 30, 30, 30, 30], [50, 50, 60, 100, 40, 30, 30, 30, 30]])
    open_masks = np.zeros((3, 4), dtype=bool), np.zeros((3, 10), dtype=bool)
    assert ("fine", 0, 1) in attack(fine, *open_masks)
    naive = np.zeros((3, 10), dtype=bool)
    naive[0, 1] = True
    assert ("fine", 0, 1) in attack(fine, open_masks[0], naive)


def test_a_broad_group_withheld_for_another_hides_one_of_its_parts() -> None:
    fine = np.array([[3, 0, 0, 20, 30, 100, 100, 100, 100], [300, 40, 50, 60, 70, 80, 90, 100, 110]])
    broad_mask, fine_mask, _ = nested(broad_of(fine), fine, PARENTS)
    assert broad_mask[0, 0]
    assert attack(fine, broad_mask, fine_mask) == set()


def test_what_is_small_in_another_table_of_the_same_people_is_withheld() -> None:
    fine = np.array([[100, 100, 10, 60, 60, 50, 50, 50, 50]])
    whole = np.array([100, 100, 8, 60, 60, 50, 50, 50, 50])
    broad_mask, fine_mask, place = nested(broad_of(fine), fine, PARENTS, whole)
    assert place[2]
    assert fine_mask[-1, 2]
    assert attack(fine, broad_mask, fine_mask) == set()


def test_without_finer_groups_it_is_one_table() -> None:
    broad = np.array([[3, 50], [40, 60]])
    mask, fine, whole = nested(broad, None, [0, 0, 1])
    assert (fine, whole) == (None, None)
    assert mask.astype(int).tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0]]


@pytest.mark.parametrize("small", [0, 3, 12])
def test_the_whole_place_alone_is_protected_with_its_broad_groups(small) -> None:
    whole = np.array([small, 50, 60, 70, 80, 90, 100, 110, 120])
    broad = broad_of(whole[None, :])
    mask, _, place = nested(broad, None, PARENTS, whole)
    assert place[0] == (small == 3)
    assert place[:3].sum() == (2 if small == 3 else 0)
    assert not mask.any()
