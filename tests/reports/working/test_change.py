"""A change, to read: the whole, its parts about zero, two dates side by side, both measures where they disagree."""

from __future__ import annotations

import re

import polars as pl

from convive.core.words import forbidden
from convive.evidence.change import decompose
from convive.reports.working.change import One, document
from convive.reports.working.document import Source, Working, html


def table(counts: list[list[int]]) -> pl.DataFrame:
    rows = [(f"u{i}", "xyz"[j], n) for i, row in enumerate(counts) for j, n in enumerate(row)]
    return pl.DataFrame(rows, schema=["unit", "group", "count"], orient="row")


BEFORE = [[600, 400], [100, 900], [0, 1000], [0, 1000], [300, 600]]
AFTER = [[1400, 400], [400, 900], [200, 1000], [200, 1000], [300, 500]]


def one(before: list[list[int]], after: list[list[int]], area: str = "Brackenford", draws: int = 0) -> One:
    return One(area, "March 2011", "March 2021, in lockdown", decompose(table(before), table(after), draws=draws))


def made(*found: One, draws: int = 0) -> Working:
    return document(found, source=Source("a.csv, b.csv", "c.csv"), draws=draws, seed=0)


def test_a_fall_reads_as_one_and_the_parts_add_up() -> None:
    found = made(one([[900, 100], [100, 900]], [[600, 400], [400, 600]], draws=30), draws=30)
    assert found.heading.striptags().startswith("Less far apart: 2.9 on a scale from 0 to 100, down from 53.1")
    parts = found.blocks[0].rows
    assert parts[-1].label == "The whole change"
    values = [float(row.value.replace("−", "-")) for row in parts]
    assert abs(sum(values[:-1]) - values[-1]) < 0.2
    assert parts[0].more.startswith("between −")
    assert "30 times" in " ".join(found.how)


def test_a_rise_and_no_clear_change_read_as_they_are() -> None:
    assert made(one([[600, 400], [400, 600]], [[900, 100], [100, 900]])).heading.startswith("Further apart")
    still = made(one([[8, 7], [7, 8], [8, 8]], [[9, 7], [8, 8], [9, 8]]))
    assert still.heading.startswith("No clear change")
    assert "no more than chance alone gives" in still.lead[1]


def test_two_dates_stand_side_by_side_and_small_groups_are_named() -> None:
    (drawn,) = [block for block in made(one(BEFORE, AFTER)).blocks if block.drawings]
    assert [name for name, _ in drawn.drawings] == ["Everybody’s mix", "How unevenly each group is spread"]
    three = [[*row, 9] for row in BEFORE], [[*row, 9] for row in AFTER]
    (drawn,) = [block for block in made(one(*three)).blocks if block.drawings]
    assert drawn.notes == ("Not drawn, because fewer than 100 people are counted at one date: z.",)


def test_measures_that_disagree_stand_with_the_reason() -> None:
    (block,) = [block for block in made(one(BEFORE, AFTER)).blocks if block.said]
    assert block.title == "Where two measures disagree"
    assert any("rose from" in said and "fell from" in said for said in block.said)


def test_units_that_carry_it_stand_at_both_ends() -> None:
    found = made(one(BEFORE, AFTER))
    ends = found.blocks[-1].ends
    assert ends is not None
    shown = [float(row.value.replace("−", "-")) for row in (*ends["high"], *ends["low"])]
    assert shown == sorted(shown, reverse=True)
    assert ends["between"] == "One unit between"


def test_where_the_parts_could_not_be_worked_out_none_is_drawn() -> None:
    found = made(one([[500, 0], [250, 250]], [[600, 100], [50, 1000]]))
    assert all(block.title != "What the change was made of" for block in found.blocks)


def test_several_areas_stand_in_the_order_of_the_change() -> None:
    pairs = [([[900 - 40 * i, 100], [100, 900]], [[600, 400], [400, 600 + 30 * i]]) for i in range(14)]
    found = made(*(one(before, after, f"Area {i:02}") for i, (before, after) in enumerate(pairs)))
    assert found.heading.striptags() == "Groups came nearer in 14 of 14 areas and moved apart in 0"
    assert found.blocks[0].ends is not None
    assert found.blocks[0].ends["between"] == "Four areas between"
    few = made(one(BEFORE, AFTER, "A"), one(AFTER, BEFORE, "B"))
    assert [row.label for row in few.blocks[0].rows] == ["B", "A"]
    assert len(few.tables[0].rows) == 2


def test_no_word_blames() -> None:
    for found in (made(one(BEFORE, AFTER, draws=20), draws=20), made(one(BEFORE, AFTER, "A"), one(AFTER, BEFORE, "B"))):
        bare = re.sub(r"<style>.*?</style>|<[^>]*>", " ", html(found).decode("utf-8"), flags=re.S)
        assert forbidden(bare) == []
        assert "neither choice nor constraint" in bare
