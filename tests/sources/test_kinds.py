"""Every kind is one data file, and says what the plan may say with it."""

from __future__ import annotations

from datetime import date

import pytest

from convive.core.errors import UnknownName
from convive.core.groups import classification
from convive.sources import kind, kinds


def test_the_kinds_are_there_in_the_order_of_their_ids() -> None:
    ids = [k.id for k in kinds()]
    assert ids == sorted(ids)
    assert {"boundaries", "census-2011-ethnic", "census-ts021", "lookups", "postcodes", "schools-spc"} <= set(ids)


@pytest.mark.parametrize("found", kinds(), ids=lambda k: k.id)
def test_every_kind_says_where_it_comes_from_and_what_it_is_for(found) -> None:
    assert all((found.title, found.table, found.publisher, found.page, found.licence, found.date_words))
    assert found.lets_say
    assert date.fromisoformat(found.dated)
    assert "http" not in found.page
    if found.residual:
        assert found.residual in classification(found.classification).ids


def test_the_census_days_are_the_publishers() -> None:
    assert (kind("census-2011-ethnic").dated, kind("census-2011-ethnic").date_words) == ("2011-03-27", "March 2011")
    assert (kind("census-ts021").dated, kind("census-ts021").date_words) == ("2021-03-21", "March 2021, in lockdown")


def test_an_unknown_kind_is_answered_with_the_one_that_was_meant() -> None:
    with pytest.raises(UnknownName) as caught:
        kind("census-ts201")
    assert caught.value.hint.startswith("Did you mean census-ts021")


def test_a_kind_that_looks_like_none_is_answered_with_all() -> None:
    with pytest.raises(UnknownName) as caught:
        kind("weather")
    assert "census-2011-ethnic" in caught.value.hint
