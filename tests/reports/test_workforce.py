"""A workforce in plain sentences: the declaration rate first, then ranges, then what is not said."""

from __future__ import annotations

import polars as pl

from convive.core.words import forbidden
from convive.evidence.workforce import Workforce, WorkingAge, compare
from convive.reports.words import say
from convive.reports.workforce import sentences

POPULATION = WorkingAge({"a": 3000, "b": 7000}, 16, 64, "Brackenford", "March 2021")


def found(*rows: tuple[str, str, str, int]) -> Workforce:
    return compare(pl.DataFrame(rows, schema=["grade", "site", "group", "count"], orient="row"), POPULATION)


def test_the_declaration_rate_comes_first() -> None:
    lines = sentences(found(("g", "s", "a", 30), ("g", "s", "b", 150), ("g", "s", "not declared", 20)))
    assert lines[0] == (
        "180 of 200 people declared their group (90 in 100). Beside: people aged 16 to 64 in Brackenford, March 2021."
    )
    assert lines[1].strip().startswith("a: between 15 and 25 in 100; 30 in 100 of working age:")
    assert lines[-1] == say("workforce.not_said")
    assert forbidden(" ".join(lines)) == []


def test_grades_are_listed_where_the_ranges_do_not_meet() -> None:
    text = "\n".join(
        sentences(
            found(
                ("low", "s", "a", 60),
                ("low", "s", "b", 140),
                ("top", "s", "a", 10),
                ("top", "s", "b", 190),
            )
        )
    )
    assert "By grade, where the two ranges do not meet:" in text
    assert "top: a: 5 in 100; 30 in 100 of working age: fewer than by lot" in text
    assert "low: a" not in text


def test_grades_of_which_none_is_clear_say_nowhere() -> None:
    rows = [(grade, "s", group, n) for grade in ("x", "y") for group, n in (("a", 30), ("b", 70))]
    lines = sentences(found(*rows))
    assert lines[lines.index("By grade, where the two ranges do not meet:") + 1].strip() == "nowhere"


def test_few_who_did_not_declare_are_withheld() -> None:
    lines = sentences(found(("g", "s", "a", 30), ("g", "s", "b", 150), ("g", "s", "not declared", 2)))
    assert "is withheld" in lines[0]
    assert any("counts are withheld" in line for line in lines)
    assert "2 of" not in lines[0]
