"""Schools in plain sentences: how many were placed, both rules, other meanings of around, both ends."""

from __future__ import annotations

import polars as pl

from convive.core.words import forbidden
from convive.evidence.intake import Intake, Residents, compare
from convive.reports.intake import sentences
from convive.reports.words import say

MIXES = [(80, 20), (50, 50), (40, 60), (5, 95)]


def found(residents: Residents | None = None) -> Intake:
    units = [f"s{i}" for i in range(len(MIXES))]
    other = {"phase": "State-funded primary", "authority": "X08000001", "ward": "w", "postcode": None, "pupils": 100}
    schools = pl.DataFrame(
        [other | {"unit": u, "name": f"School {u}", "unrecorded": 0, "counted": True} for u in units]
    )
    rows = [(u, g, n) for u, mix in zip(units, MIXES, strict=True) for g, n in zip("xy", mix, strict=True)]
    pupils = pl.DataFrame(rows, schema=["unit", "group", "count"], orient="row")
    return compare(schools, pupils, around="ward", residents=residents)


def said(one: Intake, others: tuple[tuple[str, Intake], ...] = ()) -> list[str]:
    return list(sentences(one, others, place="Brackenford", when="January 2023", group="x", label="Green"))


def test_the_number_of_schools_comes_first_and_both_ends_are_given() -> None:
    lines = said(found())
    assert lines[0].startswith("Brackenford, January 2023: 4 schools could be compared")
    assert "0 schools were placed by postcode; 4 are compared with the other schools of their ward" in lines[0]
    fewest, most = (
        lines.index("Fewest Green pupils beside the schools around:"),
        lines.index("Most Green pupils beside the schools around:"),
    )
    assert lines[fewest + 1].strip().startswith("School s3 (State-funded primary): 5 in 100, 3 schools of its ward 57")
    assert lines[most + 1].strip().startswith("School s0 (State-funded primary): 80 in 100, 3 schools of its ward 32")
    assert lines[-1] == say("intake.not_said")
    assert forbidden(" ".join(lines)) == []


def test_both_rules_are_given() -> None:
    (line,) = [line for line in said(found()) if line.startswith("Green pupils")]
    assert "by the rule of 15 points, 25 in 100 schools have fewer and 25 in 100 have more" in line
    assert "By their intervals alone" in line


def test_other_meanings_of_around_are_printed_beside() -> None:
    lines = said(found(), (("beside the 10 nearest", found()),))
    assert any(line.startswith("It depends on what is called around.") for line in lines)


def test_residents_are_named_with_their_ages_and_as_age_adjusted() -> None:
    counts = pl.DataFrame({"unit": ["w", "w"], "group": ["x", "y"], "count": [300, 700]})
    text = "\n".join(said(found(Residents(counts, 5, 15, "from wards.csv"))))
    assert "aged 5 to 15, from wards.csv (age-adjusted): 25 in 100 of 4 schools have fewer and 50 in 100" in text
    elsewhere = pl.DataFrame({"unit": ["v"], "group": ["x"], "count": [300]})
    assert "no ward of these schools" in "\n".join(said(found(Residents(elsewhere, 5, 15))))
