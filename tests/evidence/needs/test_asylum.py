"""People on asylum support: by authority, one day, small numbers withheld."""

from __future__ import annotations

from datetime import date

import pytest

from convive.evidence.needs.asylum import residents

END = date(2022, 12, 31)


def asylum(country, rows):
    country.add("asylum-support", ("2022-12-31", "31 December 2022"), people=country.people(rows))
    part = country.needs()
    return part, next(topic for topic in part.topics if topic.id == "asylum")


def test_every_kind_of_support_is_added_up_for_the_last_day(country, topic) -> None:
    found = topic("asylum")
    assert (found.total, found.date_words) == (20 + 45 + 15, "31 December 2022")
    assert [(line.id, line.count) for line in found.lines] == [
        ("section-95", 20),
        ("section-98", 45),
        ("section-4", 15),
    ]
    kind, known = residents(country.inputs())
    assert kind == "census-ts021"
    assert found.value == pytest.approx(80 / known[country.here], abs=1e-6)
    assert found.denominator == known[country.here] == 25_050


def test_residents_come_from_the_table_by_authority_where_it_is_there(country) -> None:
    import polars as pl

    units = pl.DataFrame({"unit": [country.here, "X09000100"], "people": [30_000, 9_000]})
    country.add("census-ts021-lad", ("2021-03-21", "March 2021, in lockdown"), units=units)
    assert residents(country.inputs()) == ("census-ts021-lad", {country.here: 30_000, "X09000100": 9_000})


def test_a_handful_of_people_is_withheld_with_all_that_tells_it(country) -> None:
    part, found = asylum(
        country, [(country.here, END, "Section 95: Subsistence", 3), ("X09000100", END, "Section 95: D", 80)]
    )
    assert (found.total, found.value, found.numerator) == (None, None, None)
    assert found.lines[0].count is None
    assert "asylum_support" not in part.figures
    assert not [s for s in part.standings if s.indicator == "asylum_support"]
    sheet = next(sheet for sheet in part.sheets if sheet.id == "asylum")
    assert all(cell.withheld for cell in sheet.rows[0][1:])
    assert found.notes == ("Fewer than ten people in Twinford on 31 December 2022: the number is withheld.",)


def test_one_small_support_takes_a_second_with_it(country) -> None:
    rows = [
        (country.here, END, "Section 95: D", 300),
        (country.here, END, "Section 98: H", 40),
        (country.here, END, "Section 4: D", 4),
    ]
    _, found = asylum(country, rows)
    assert found.total == 344
    assert [line.count for line in found.lines] == [300, None, None]


def test_a_count_withheld_in_one_table_is_withheld_in_the_other(country) -> None:
    before = date(2021, 12, 31)
    rows = [
        (country.here, before, "Section 95: D", 30),
        (country.here, END, "Section 95: D", 40),
        (country.here, END, "Section 4: D", 4),
    ]
    part, found = asylum(country, rows)
    assert [line.count for line in found.lines] == [None, None]
    series = next(sheet for sheet in part.sheets if sheet.id == "asylum-over-time")
    assert [row[1].withheld for row in series.rows] == [False, True]


def test_over_time_section_95_alone(country) -> None:
    rows = [
        (country.here, date(y, 12, 31), "Section 95: D", n) for y, n in ((2019, 5), (2020, 60), (2021, 70), (2022, 80))
    ]
    rows += [(country.here, date(2022, 9, 30), "Section 95: D", 75), (country.here, END, "Section 98: H", 200)]
    part, _ = asylum(country, rows)
    series = next(sheet for sheet in part.sheets if sheet.id == "asylum-over-time")
    assert [(row[0].value, row[1].value) for row in series.rows] == [
        ("31 December 2019", None),
        ("31 December 2020", 60),
        ("31 December 2021", 70),
        ("31 December 2022", 80),
    ]


def test_nobody_that_day_is_nought_and_a_place_never_named_cannot_be_said(country) -> None:
    rows = [(country.here, date(2021, 12, 31), "Section 95: D", 20), ("X09000100", END, "Section 95: D", 80)]
    _, found = asylum(country, rows)
    assert (found.total, found.notes) == (0, ("The file counts nobody in Twinford on 31 December 2022.",))
    _, found = asylum(country, [("X09000100", END, "Section 95: D", 80)])
    assert found.status == "cannot say"
    assert "Twinford is in the file on no day" in found.reason


def test_without_a_file_it_says_who_holds_it(bare) -> None:
    found = next(topic for topic in bare.needs().topics if topic.id == "asylum")
    assert found.status == "cannot say"
    assert "Home Office" in found.reason


def test_nothing_about_asylum_is_finer_than_the_authority(country) -> None:
    for sheet in country.needs().sheets:
        if sheet.id.startswith("asylum") or sheet.id == "resettlement":
            assert {column.kind for column in sheet.columns if column.id in ("neighbourhood", "ward")} == set()


def test_a_number_too_small_to_print_still_says_where_it_is_from(country) -> None:
    part, found = asylum(country, [(country.here, END, "Section 95: D", 7), ("X09000100", END, "Section 95: D", 80)])
    assert (found.total, found.indicator) == (None, "")
    figure = part.figures["asylum"]
    assert (figure.words, figure.exact) == ("fewer than 10", "")
    assert "31 December 2022" in figure.rows
