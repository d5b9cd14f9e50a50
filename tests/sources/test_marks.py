"""A mark is read as what it means, and never as nobody."""

import pytest

from convive.sources.marks import mark_of


@pytest.mark.parametrize(
    ("cell", "means", "withheld"),
    [
        ("c", "withheld it", True),
        (" [C] ", "withheld it", True),
        ("*", "withheld it", True),
        ("x", "does not have it", True),
        ("[x]", "does not have it", True),
        (":", "does not have it", True),
        ("z", "does not apply", False),
        ("!", "too few people or none", True),
        ("~", "rounded a small number away", True),
        ("-", "there is no figure", True),
        ("<5", "fewer than 5", True),
        ("Fewer than 10", "fewer than 10", True),
        ("<= 5", "at most 5", True),
        ("≤5", "at most 5", True),
    ],
)
def test_every_mark_says_what_it_means(cell: str, means: str, withheld: bool) -> None:
    found = mark_of(cell)
    assert found is not None
    assert means in found.means
    assert found.withheld is withheld


@pytest.mark.parametrize("cell", ["", "0", "12", "-3", "many", "1,234", "0.5"])
def test_what_is_no_mark_is_none(cell: str) -> None:
    assert mark_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "most", "protects"),
    [("<5", 4, False), ("[< 10]", 9, False), ("<=5", 5, False), ("≤ 5", 5, False), ("c", None, True), ("*", None, True),
     ("x", None, False), ("-", None, False), ("~", None, False)],
)  # fmt: skip
def test_a_mark_says_how_many_there_can_be_or_that_somebody_was_counted(
    cell: str, most: int | None, protects: bool
) -> None:
    found = mark_of(cell)
    assert found is not None
    assert (found.most, found.protects) == (most, protects)
