"""What is strong here, in print: sentences with their date and rule, and what is said where nothing is found."""

from __future__ import annotations

from dataclasses import replace

from convive.reports.place import our_place
from convive.reports.strengths import section


def test_each_strength_has_a_number_and_a_date(evidence) -> None:
    made = section(evidence)
    assert made["lines"]
    for line in made["lines"]:
        assert any(sign.isdigit() for sign in line["lead"])
        assert "2021" in line["more"] or "2011" in line["more"]
    assert "favourable quarter" in made["rule"]


def test_where_the_files_show_none_it_says_so(evidence) -> None:
    bare = replace(evidence, standings=evidence.standings[:0], pairs=(), topics=())
    made = section(bare)
    assert made["lines"] == []
    assert "do not show" in made["title"]
    assert "says nothing of what people here can do" in our_place(bare, "release 1")


def test_without_any_figure_there_is_no_section(evidence) -> None:
    assert section(replace(evidence, standings=(), neighbourhoods=())) is None
