"""``convive pressures``: from the template to sentences, JSON and a table."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from convive.core.words import forbidden


@pytest.fixture
def figures(convive, tmp_path: Path) -> Path:
    file = tmp_path / "services.csv"
    file.write_text(convive("pressures", "--template").out.replace("\n# ", "\n"))
    return file


def test_an_unfilled_template_says_nothing_about_a_place(convive, tmp_path) -> None:
    file = tmp_path / "services.csv"
    file.write_text(convive("pressures", "--template").out)
    done = convive("pressures", file, "--growth", "1")
    assert (done.code, done.out) == (1, "")
    assert "services.csv: No figure has been filled in yet." in done.err


def test_the_template_is_a_table_that_the_verb_reads(convive, figures, tmp_path) -> None:
    out = tmp_path / "pressures.csv"
    done = convive("pressures", figures, "--growth", "1", "--years", "3", "-o", out)
    assert done.code == 0, done.err
    assert (
        "Homes: 4,200 asked for in 2026. There is capacity for 900; capacity for 3,300 has not been built." in done.out
    )
    assert "Growth: +1.00 per cent a year, as given." in done.out
    assert "not for publication" in done.out
    assert forbidden(done.out) == []
    with out.open() as stream:
        rows = list(csv.DictReader(stream))
    assert [row["year"] for row in rows if row["service"] == "homes"] == ["2026", "2027", "2028", "2029"]
    assert float(rows[1]["demand"]) == pytest.approx(4242)


def test_json_holds_every_year_and_what_was_assumed(convive, figures) -> None:
    given = json.loads(convive("pressures", figures, "--years", "2", "--json").out)
    by_name = {service["service"]: service for service in given["services"]}
    assert set(by_name) == {"homes", "patients", "primary places"}
    # Reception 880, year 1 900, year 2 940: two years on all three are as large as reception.
    assert by_name["primary places"]["years"][-1]["demand"] == 3 * 880
    assert by_name["patients"]["years"][0]["demand"] == 18_000 * 4.1 + 52_000 * 4.6 + 14_000 * 8.9
    assert all(service["assumptions"] for service in given["services"])


def test_growth_is_that_of_the_place_where_its_censuses_are_here(convive, figures, brackenford_data) -> None:
    done = convive("pressures", figures, "--data", brackenford_data, "--place", "X09000043")
    assert done.code == 0, done.err
    assert "residents of Brackenford grew from" in done.out


def test_refusals(convive, figures) -> None:
    assert convive("pressures").code == 2
    figures.write_text("service,measure,date,value\nhomes,capacity,2026,5\n")
    done = convive("pressures", figures)
    assert (done.code, "homes has no demand" in done.err) == (1, True)
