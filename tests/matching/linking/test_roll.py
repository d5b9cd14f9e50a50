"""What is not known is stood in for by published figures, and said; what cannot be is refused."""

from __future__ import annotations

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.problems import LinkingProblem
from convive.matching.linking.roll import PRIMARY, SECONDARY, roll

SCHOOLS = pl.DataFrame(
    {
        "school_id": ["A", "B", "C"],
        "phase": ["Middle deemed primary", "Secondary", None],
        "x_km": [0.0, 1.0, 2.0],
        "y_km": [0.0, 0.0, 0.0],
        "class_size": [27.6, None, None],
    }
)


def classes(**columns: list[object]) -> pl.DataFrame:
    given = {"class_id": ["a", "b", "c", "d"], "school_id": ["A", "B", "B", "C"]} | columns
    return pl.DataFrame(given)


def test_a_size_is_the_published_one_then_the_middle_of_the_others_then_nothing() -> None:
    known = roll(LinkingProblem(SCHOOLS, classes(size=[None, None, 21, None])))
    assert known.arrays.size.tolist() == [28, 21, 21, -1]
    assert list(known.sizes_unknown) == ["a", "b", "d"]
    assert "published" in known.sizes_unknown["a"]
    assert "other classes" in known.sizes_unknown["b"]
    assert "nothing" in known.sizes_unknown["d"]


def test_ages_come_from_the_years_or_else_from_the_school() -> None:
    known = roll(LinkingProblem(SCHOOLS, classes(year=[None, None, 6, None], year_to=[None, None, 7, None])))
    assert known.arrays.phase.tolist() == [PRIMARY, SECONDARY, PRIMARY | SECONDARY, PRIMARY | SECONDARY]
    assert known.years_unknown == ("a", "b", "d")


def test_one_of_two_years_is_enough() -> None:
    known = roll(LinkingProblem(SCHOOLS, classes(year=[3, None, 8, 7], year_to=[None, 9, 9, 7])))
    assert known.arrays.low.tolist() == [3, 9, 8, 7]
    assert known.arrays.high.tolist() == [3, 9, 9, 7]
    assert known.years_unknown == ()


def test_a_class_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(RefusedInput, match=r"“c” ends in year 3, before its year 5") as refused:
        roll(LinkingProblem(SCHOOLS, classes(year=[1, 2, 5, 4], year_to=[None, None, 3, None], row=[2, 3, 4, 5])))
    assert (refused.value.file, refused.value.row, refused.value.column) == ("classes.csv", 4, "year_to")


def vetoes(*reasons: str | None) -> pl.DataFrame:
    pairs = [("A", "B"), ("B", "C"), ("C", "A")][: len(reasons)]
    return pl.DataFrame(
        {"school_a": [a for a, _ in pairs], "school_b": [b for _, b in pairs], "reason": list(reasons)},
        schema_overrides={"reason": pl.String},
    )


def test_a_veto_has_a_practical_or_a_safeguarding_reason_or_none() -> None:
    problem = LinkingProblem(SCHOOLS, classes(), vetoes=vetoes("Practical", " safeguarding", None))
    assert roll(problem).reasons_missing == 1
    assert len(roll(problem).arrays.vetoed) == 3


def test_another_reason_is_refused() -> None:
    with pytest.raises(RefusedInput, match="is no reason for two schools not to meet") as refused:
        roll(LinkingProblem(SCHOOLS, classes(), vetoes=vetoes("practical", "we do not like them")))
    assert refused.value.rule == "veto-reason"
    assert "practical or safeguarding" in str(refused.value.hint)


def test_a_share_that_one_school_lacks_counts_as_none_and_a_mix_that_it_lacks_as_unknown() -> None:
    mixed = SCHOOLS.with_columns(eth_a=pl.Series([0.5, None, None]), eth_b=pl.Series([None, None, 1.0]))
    known = roll(LinkingProblem(mixed, classes()))
    assert known.arrays.eth.tolist() == [[0.5, 0], [0, 0], [0, 1]]
    assert known.arrays.eth_known.tolist() == [True, False, True]
    assert known.arrays.faith.shape == (3, 0)
