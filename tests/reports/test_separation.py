"""How far apart: two dates on common units only, chance beside every number, no change where chance could be it."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from convive.reports.place import our_place
from convive.reports.separation import apart


def seen(fragment: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", fragment)).split())


def test_what_chance_alone_gives_stands_beside_each_groups_number(evidence):
    text = seen(our_place(evidence, "release 1"))
    assert "47 in March 2011; chance alone would give 2; beyond chance 42" in text
    assert "Groups lived less far apart in March 2021: 17 on a scale from 0 to 100, 20 in March 2011" in text
    assert "Brackenford was the 31st highest of 328 authorities" in text


def test_a_change_no_larger_than_chance_is_no_clear_change(evidence, evidence_with):
    near = tuple(
        replace(m, estimate=replace(m.estimate, value=0.2, corrected=0.1968))
        if m.index == "theil_h_multi" and m.year == 2021
        else m
        for m in evidence.measures
    )
    assert "did not clearly change" in seen(our_place(evidence_with(measures=near), "release 1"))


def test_two_dates_that_would_read_the_same_get_a_decimal(evidence, evidence_with):
    near = tuple(
        replace(m, estimate=replace(m.estimate, value=0.2, corrected=0.196, expected=0.0001))
        if m.index == "theil_h_multi"
        else m
        for m in evidence.measures
    )
    near = tuple(
        replace(m, estimate=replace(m.estimate, corrected=0.2)) if m.year == 2011 and m.index == "theil_h_multi" else m
        for m in near
    )
    assert "19.6 on a scale from 0 to 100, 20.0 in March 2011" in seen(our_place(evidence_with(measures=near), "r"))


def test_years_are_not_compared_without_common_units(evidence_with, evidence):
    alone = tuple(m for m in evidence.measures if m.unit != "common")
    made = apart(evidence_with(measures=alone))
    assert made["first"] is None
    assert "on a scale from 0 to 100" in made["title"][2]


def test_a_group_too_small_for_an_index_is_named_without_a_number(evidence):
    made = apart(evidence)
    assert made["left"] == ["Other"]
    assert [row["label"] for row in made["rows"]] == ["Asian", "Black", "Mixed", "White"]


def test_without_indices_there_is_no_such_part(evidence_with):
    assert apart(evidence_with(measures=())) is None
