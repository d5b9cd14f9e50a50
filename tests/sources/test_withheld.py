"""A mark becomes a number only where somebody said what it can be, and it is known which number stands in."""

from __future__ import annotations

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.sources.marks import mark_of
from convive.sources.withheld import Ranges, ranges, read_withheld


@pytest.mark.parametrize(
    ("words", "cell", "found"),
    [
        ("1-9", "c", (1, 9)),
        ("1-9", "[C]", (1, 9)),
        ("1 - 9", "*", (1, 9)),
        # A mark that says it itself is believed, nobody included, until somebody knows better.
        ("1-9", "<5", (0, 4)),
        ("<5=1-4", "[<5]", (1, 4)),
        ("<5=1-4", "< 5", (1, 4)),
        ("<5=1-4", "<10", (0, 9)),
        ("<=5=1-5", "<= 5", (1, 5)),
        # Where nobody was counted at all, a range for withheld counts says nothing.
        ("1-9", "x", None),
        ("1-9", "-", None),
        ("1-9", "~", None),
        ("1-9,x=0-40", "[x]", (0, 40)),
        ("1-9,-=0-9", "-", (0, 9)),
        ("x=0-40", "c", None),
        ("z=0-0", "z", (0, 0)),
    ],
)
def test_what_a_mark_can_be(words: str, cell: str, found: tuple[int, int] | None) -> None:
    mark = mark_of(cell)
    assert mark is not None
    assert ranges(words).of(mark) == found


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("9-1", "“9-1” is no range of people"),
        ("few", "is no range of people"),
        ("-3-4", "is no range of people"),
        ("many=1-9", "“many” is no mark that is known"),
        ("1-9,1-4", "Two ranges are given for withheld counts"),
        ("x=1-9,[x]=1-4", "Two ranges are given for x"),
    ],
)
def test_words_that_are_no_ranges_are_refused(words: str, says: str) -> None:
    with pytest.raises(RefusedInput, match=says.replace("[", r"\[")) as refused:
        ranges(words)
    assert refused.value.rule == "suppressed"


def test_marks_become_the_middle_of_their_range_and_the_rest_stays() -> None:
    table = pl.DataFrame({"row": [2, 3, 4], "a": ["12", "c", "<5"], "b": [1, 2, 3], "d": ["many", "", "7"]})
    filled, found = read_withheld(table, ["a", "b", "d"], ranges("1-9"), file="f.csv")
    assert filled["a"].to_list() == ["12", "5", "2"]
    assert filled["b"].to_list() == [1, 2, 3]
    # What is no mark is for the checks behind.
    assert filled["d"].to_list() == ["many", "", "7"]
    assert found.rows() == [(3, "a", "c", 1, 9), (4, "a", "<5", 0, 4)]


def test_a_count_that_can_be_somebody_is_not_read_as_nobody() -> None:
    table = pl.DataFrame({"row": [2], "a": ["c"]})
    assert read_withheld(table, ["a"], ranges("0-1"), file="f.csv")[0]["a"].to_list() == ["1"]


@pytest.mark.parametrize(
    ("cell", "known", "hint"),
    [
        ("c", None, "as with --suppressed 1-9"),
        ("<5", None, "as with --suppressed 1-9"),
        ("x", Ranges((1, 9)), '--suppressed "x=0-40"'),
        ("z", Ranges((1, 9)), "the question does not apply there"),
    ],
)
def test_a_mark_without_a_range_is_refused_where_it_stands(cell: str, known: Ranges | None, hint: str) -> None:
    table = pl.DataFrame({"row": [2, 3], "a": ["4", cell]})
    with pytest.raises(RefusedInput) as refused:
        read_withheld(table, ["a"], known, file="f.csv")
    assert (refused.value.file, refused.value.row, refused.value.column) == ("f.csv", 3, "a")
    assert hint in (refused.value.hint or "")
