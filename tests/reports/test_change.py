"""A change in plain sentences: the whole, its parts, what disagrees, and what is not said."""

from __future__ import annotations

import polars as pl

from convive.core.words import forbidden
from convive.evidence.change import decompose
from convive.reports.change import sentences
from convive.reports.words import say


def table(counts: list[list[int]]) -> pl.DataFrame:
    rows = [("abcdefg"[i], "xyz"[j], n) for i, row in enumerate(counts) for j, n in enumerate(row)]
    return pl.DataFrame(rows, schema=["unit", "group", "count"], orient="row")


def said(before: list[list[int]], after: list[list[int]]) -> list[str]:
    found = decompose(table(before), table(after))
    return list(sentences(found, place="Brackenford", before="March 2011", after="March 2021"))


def test_the_whole_comes_first_and_what_is_not_said_last() -> None:
    lines = said([[90, 10], [10, 90]], [[60, 40], [40, 60]])
    assert lines[0].startswith("Brackenford, March 2011 to March 2021, 2 units that stand at both dates:")
    assert "was 53.1 and then 2.9 on a scale from 0 to 100, down 50.2 points." in lines[0]
    assert lines[1].strip().startswith("down 50.2 points: how the groups are spread")
    assert lines[-1] == say("change.neither")
    assert forbidden(" ".join(lines)) == []


def test_parts_that_are_nothing_say_no_change_and_those_that_are_not_there_are_not_listed() -> None:
    text = "\n".join(said([[90, 10], [10, 90]], [[60, 40], [40, 60]]))
    assert "no change: everybody's mix changed" in text
    assert "units and groups that are new" not in text


def test_a_change_that_chance_alone_gives_is_no_clear_change() -> None:
    lines = said([[8, 7], [7, 8], [8, 8]], [[9, 7], [8, 8], [9, 8]])
    assert any("no clear change" in line for line in lines)


def test_where_the_parts_could_not_be_worked_out_the_reason_stands() -> None:
    text = "\n".join(said([[50, 0], [25, 25]], [[60, 10], [5, 100]]))
    assert "The parts could not be worked out. No table with these empty cells" in text


def test_two_measures_that_disagree_are_both_printed() -> None:
    text = "\n".join(said([[60, 40], [10, 90], [0, 100], [0, 100]], [[140, 40], [40, 90], [20, 100], [20, 100]]))
    assert "Two measures of the group x disagree: how much of its own group" in text
    assert "rose from" in text
    assert "fell from" in text


def test_intervals_stand_beside_the_points_where_draws_were_asked_for() -> None:
    before, after = table([[90, 10], [10, 90], [30, 60]]), table([[60, 40], [40, 60], [50, 50]])
    found = decompose(before, after, draws=40, seed=2)
    lines = sentences(found, place="Brackenford", before="March 2011", after="March 2021")
    assert "(95 in 100: " in lines[0]
    assert all("(95 in 100: " in line for line in lines if line.strip().startswith(("down", "up")))
