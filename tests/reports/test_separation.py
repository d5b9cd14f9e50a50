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
    assert "Groups lived less far apart in March 2021: 16.9 on a scale from 0 to 100, 19.8 in March 2011" in text


def test_a_change_no_larger_than_chance_is_no_clear_change(evidence, evidence_with):
    near = tuple(
        replace(m, estimate=replace(m.estimate, value=0.2, corrected=0.1968))
        if m.index == "theil_h_multi" and m.year == 2021
        else m
        for m in evidence.measures
    )
    assert "did not clearly change" in seen(our_place(evidence_with(measures=near), "release 1"))


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
