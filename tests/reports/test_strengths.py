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


def test_the_authorities_with_a_higher_figure_are_counted_and_each_number_has_its_source(
    evidence_with, evidence
) -> None:
    standing = replace(
        evidence.standings[0], indicator="theil_h_multi", value=0.01, rank=282, of=297, below=15, low_quarter=0.02,
        median=0.05, estimate=replace(evidence.standings[0].estimate, status="ok"),
    )  # fmt: skip
    known = evidence.figures | {"theil_h_multi": evidence.figures["pairs"]}
    made = section(evidence_with(standings=(standing,), figures=known))
    assert "281 of 297 authorities in the same file had a higher figure" in made["lines"][0]["more"]
    assert all(line["figure"] is not None for line in made["lines"])
