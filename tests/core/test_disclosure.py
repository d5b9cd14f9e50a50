"""Small numbers: what is withheld cannot be worked out from what is printed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convive.core.disclosure import (
    SMALLEST_SHOWN,
    Cell,
    Column,
    Counted,
    gate,
    is_small,
    plain_sheet,
    sheet,
    tall_sheet,
    withhold,
    withhold_linked,
)
from convive.core.errors import DisclosureError

tables = arrays(
    np.int64,
    st.tuples(st.integers(1, 7), st.integers(1, 6)),
    elements=st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 300)),
)


def with_margins(counts: np.ndarray) -> np.ndarray:
    body = np.hstack([counts, counts.sum(axis=1, keepdims=True)])
    return np.vstack([body, body.sum(axis=0, keepdims=True)])


def determined(mask: np.ndarray) -> np.ndarray:
    """An attacker's view: which withheld cells the printed ones determine, by linear algebra over every printed sum.

    Independent of the graph that the code uses: a cell is determined when no solution of the equations moves it.
    """
    rows, columns = mask.shape
    hidden = [(r, c) for r in range(rows) for c in range(columns) if mask[r, c]]
    where = {cell: i for i, cell in enumerate(hidden)}
    equations = []
    for r in range(rows):
        line = np.zeros(len(hidden))
        for c in range(columns):
            if (r, c) in where:
                line[where[r, c]] = -1 if c == columns - 1 else 1
        equations.append(line)
    for c in range(columns):
        line = np.zeros(len(hidden))
        for r in range(rows):
            if (r, c) in where:
                line[where[r, c]] = -1 if r == rows - 1 else 1
        equations.append(line)
    found = np.zeros_like(mask)
    if not hidden:
        return found
    _, values, vectors = np.linalg.svd(np.array(equations))
    rank = int((values > 1e-9).sum())
    free = vectors[rank:]
    for cell, i in where.items():
        found[cell] = free.shape[0] == 0 or np.abs(free[:, i]).max() < 1e-9
    return found


@given(tables)
@settings(max_examples=300, deadline=None)
def test_every_small_count_is_withheld_and_zero_is_shown_unless_it_protects(counts: np.ndarray) -> None:
    mask = withhold(counts)
    full = with_margins(counts)
    assert mask[(full > 0) & (full < SMALLEST_SHOWN)].all()
    if not ((full > 0) & (full < SMALLEST_SHOWN)).any():
        assert not mask.any()


@given(tables)
@settings(max_examples=300, deadline=None)
def test_no_small_count_can_be_worked_out(counts: np.ndarray) -> None:
    mask = withhold(counts)
    full = with_margins(counts)
    given_away = determined(mask) & (full > 0) & (full < SMALLEST_SHOWN)
    # Where everything on a small count's lines is withheld there is nothing left to work it out from.
    assert not given_away.any(), (counts.tolist(), mask.astype(int).tolist())


def test_the_withheld_parts_of_a_line_add_up_to_at_least_ten() -> None:
    mask = withhold(np.array([[2, 3, 40, 500], [30, 40, 50, 60], [70, 80, 90, 100]]))
    assert mask[0, 2]  # 2 + 3 alone would show that five people are hidden


def test_a_bridge_between_two_withheld_rings_is_found() -> None:
    counts = np.array([[5, 6, 50, 60, 70], [7, 8, 3, 80, 90], [50, 60, 5, 6, 99], [44, 55, 7, 8, 66]])
    assert not (determined(withhold(counts)) & (with_margins(counts) < 10)).any()


def test_negative_counts_are_refused() -> None:
    with pytest.raises(DisclosureError, match="below zero"):
        withhold(np.array([[-1, 5]]))


def test_a_sheet_withholds_counts_and_the_shares_that_would_give_them_away() -> None:
    made = sheet(
        "people",
        "People",
        [Column("place", "Place", "label")],
        Counted([("A",), ("B",)], np.array([[3, 50], [40, 60]]), [("x", "X"), ("y", "Y")]),
        source="test",
        total_labels=("All",),
    )
    first = dict(zip([c.id for c in made.columns], made.rows[0], strict=True))
    assert first["x"] == first["x_in_100"] == first["y"] == first["y_in_100"] == Cell(None, True)
    assert first["residents"] == Cell(53)
    assert [cell.value for cell in made.rows[2]] == ["All", 153, 43, 28.1, 110, 71.9]
    assert made.withheld == 8


def test_a_sheet_of_households_says_so() -> None:
    homes = Column("households", "All households", "count", "households")
    counted = Counted([("A",)], np.array([[30, 50]]), [("own", "Owned"), ("rent", "Rented")])
    made = sheet("t", "T", [Column("place", "Place", "label")], counted, source="t", everyone=homes)
    assert [(column.id, column.unit) for column in made.columns if column.kind == "count"] == [
        ("households", "households"),
        ("own", "households"),
        ("rent", "households"),
    ]


def test_a_mask_from_another_table_must_cover_every_row_and_every_small_count() -> None:
    counted = Counted([("A",)], np.array([[3, 4, 50]]), [("x", "X"), ("y", "Y"), ("z", "Z")])
    label = [Column("place", "Place", "label")]
    made = sheet("a", "A", label, counted, source="t", hidden=np.array([[True, True, False, False]]))
    assert [cell.withheld for cell in made.rows[0]] == [False, False, True, True, True, True, False, False]
    with pytest.raises(DisclosureError, match="small count"):
        sheet("a", "A", label, counted, source="t", hidden=np.array([[True, False, False, False]]))
    with pytest.raises(DisclosureError, match="every row"):
        sheet("a", "A", label, counted, source="t", hidden=np.array([[True, True, False]]))


def test_a_count_cannot_slip_through_as_an_extra_column() -> None:
    with pytest.raises(DisclosureError, match="must stand among the counts"):
        sheet(
            "a",
            "A",
            [],
            Counted([()], np.array([[50]]), [("x", "X")]),
            source="test",
            extra_columns=[Column("n", "N", "count")],
        )


def test_a_plain_sheet_refuses_a_small_count() -> None:
    columns = [Column("n", "People", "count")]
    assert plain_sheet("a", "A", columns, [[0], [10]], source="test").withheld == 0
    with pytest.raises(DisclosureError, match="fewer than 10"):
        plain_sheet("a", "A", columns, [[9]], source="test")


@pytest.mark.parametrize(
    "text",
    [
        "E01010568",
        "in W01001308 and",
        "E00000001",
        "X01000001",
        "Bradford 016A",
        "Hull, City of 003AB",
        "Birmingham 109B",
    ],
)
def test_nothing_finer_than_a_neighbourhood_passes_the_gate(text: str) -> None:
    with pytest.raises(DisclosureError, match="finer than a neighbourhood"):
        gate(f"<td>{text}</td>", what="a page")


@pytest.mark.parametrize(
    "text", ["E02002183", "Bradford 016", "E08000032", "M133 137L156 90Z", "at 100A", "Unit 100A", "A4"]
)
def test_neighbourhoods_authorities_and_drawings_pass_the_gate(text: str) -> None:
    assert gate(text, what="a page") == text


def test_a_withheld_cell_cannot_carry_its_value() -> None:
    with pytest.raises(DisclosureError, match="still carries"):
        Cell(3, True)


def test_small_is_one_to_nine() -> None:
    assert [is_small(n) for n in (0, 1, 9, 10)] == [False, True, True, False]


def of_one_table(counts: np.ndarray) -> tuple[np.ndarray, list[tuple[list[int], int]]]:
    """A table with margins as cells and sums."""
    cells = with_margins(counts)
    at = np.arange(cells.size).reshape(cells.shape)
    sums = [(list(at[r, :-1]), int(at[r, -1])) for r in range(cells.shape[0])]
    sums += [(list(at[:-1, c]), int(at[-1, c])) for c in range(cells.shape[1])]
    return cells.ravel(), sums


@given(tables)
def test_linked_cells_of_one_table_are_as_safe_as_its_own_rule_makes_them(counts) -> None:
    cells, sums = of_one_table(counts)
    mask = withhold_linked(cells, sums).reshape(counts.shape[0] + 1, counts.shape[1] + 1)
    whole = with_margins(counts)
    assert mask[(whole > 0) & (whole < SMALLEST_SHOWN)].all()
    small = (whole > 0) & (whole < SMALLEST_SHOWN)
    assert not (determined(mask) & small & ~everything_hidden(mask)).any()


def everything_hidden(mask: np.ndarray) -> np.ndarray:
    """Cells whose whole row and column are hidden: nothing more can be withheld there."""
    return mask.all(axis=1)[:, None] & mask.all(axis=0)[None, :]


def test_what_is_hidden_already_is_not_given_away_by_another_table() -> None:
    # A broad group of 52 is withheld for its neighbour's sake: its parts, 40 and 12, may not both be shown.
    cells = np.array([40, 12, 52, 300, 352])
    hidden = np.array([False, False, True, True, False])
    mask = withhold_linked(cells, [([0, 1], 2), ([2, 3], 4)], hidden)
    assert mask.tolist() == [False, True, True, True, False]


def test_nothing_is_withheld_without_a_reason() -> None:
    assert not withhold_linked(np.array([40, 12, 52]), [([0, 1], 2)]).any()


def test_a_list_of_groups_shows_no_small_count() -> None:
    group = [Column("group", "Group", "label")]
    made = tall_sheet(
        "t", "T", group, [["a"], ["b"], ["c"], ["All"]], [3, 30, 60, 93], source="s", hidden=[True, True, False, False]
    )
    assert [row[1].value for row in made.rows] == [None, None, 60, 93]
    assert [row[2].withheld for row in made.rows] == [True, True, False, False]
    with pytest.raises(DisclosureError, match="small count"):
        tall_sheet("t", "T", group, [["a"], ["All"]], [3, 30], source="s", hidden=[False, False])
    with pytest.raises(DisclosureError, match="every row"):
        tall_sheet("t", "T", group, [["a"], ["All"]], [13, 30], source="s", hidden=[False])
    with pytest.raises(DisclosureError, match="not be a count"):
        tall_sheet("t", "T", group, [], [], source="s", hidden=[], extra_columns=[Column("n", "N", "count")])
