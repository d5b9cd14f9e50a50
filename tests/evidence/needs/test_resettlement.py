"""People who came by a resettlement scheme: quarters added up to years."""

from __future__ import annotations

from datetime import date


def test_quarters_are_added_up(country, topic) -> None:
    found = topic("resettlement")
    assert (found.total, found.date_words) == (55, "2021 to 2022, to 31 March 2022")
    assert {line.label: line.count for line in found.lines} == {"One Scheme": 30, "Another Scheme": 25}


def test_small_years_are_withheld_and_cannot_be_solved_for(country) -> None:
    rows = [(country.here, date(y, 3, 31), "A", n) for y, n in ((2019, 4), (2020, 50), (2021, 60))]
    rows += [(country.here, date(2020, 6, 30), "B", 40), (country.here, date(2021, 6, 30), "B", 30)]
    country.add("resettlement", ("2022-12-31", "the quarter to 31 December 2022"), people=country.people(rows))
    sheet = next(sheet for sheet in country.needs().sheets if sheet.id == "resettlement")
    cells = {row[0].value: [cell.value for cell in row[1:]] for row in sheet.rows}
    assert cells["2019"][0] is None
    assert cells["All years"][0] == 184
    assert sum(cell is None for row in cells.values() for cell in row) >= 4


def test_a_place_without_a_row_is_not_called_nobody(country) -> None:
    found = next(topic for topic in country.needs("X09000100").topics if topic.id == "resettlement")
    assert found.status == "cannot say"
    assert "no row for X09000100" in found.reason


def test_the_number_says_where_it_is_from_and_a_small_one_is_not_in_it(country) -> None:
    assert country.needs().figures["resettlement"].words == "55"
    country.add(
        "resettlement", ("2022-12-31", "2022"), people=country.people([(country.here, date(2022, 3, 31), "A", 7)])
    )
    few = country.needs().figures["resettlement"]
    assert (few.words, few.exact, "7" in few.rows) == ("fewer than 10", "", False)
